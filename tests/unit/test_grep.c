/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "caseindex.h"
#include "datetime.h"
#include "pack.h"
#include "sorter.h"
#include "utf8.h"
#include "wordset.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t seed = 42;

static unsigned
draw(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

struct check {
	char key[8];
	unsigned number, given;
};

static int
in_order(void *context, struct sv text)
{
	struct check *c = context;
	char key[8];
	unsigned number;

	assert_int_equal(sscanf(text.p, "%7s %u", key, &number), 2);
	assert_true(strcmp(c->key, key) <= 0);
	/* Equal keys stay as they came, over runs too. */
	if (strcmp(c->key, key) == 0 && c->given > 0)
		assert_true(c->number < number);
	memcpy(c->key, key, sizeof(key));
	c->number = number;
	c->given++;
	return c->given == 4000 ? -1 : 0;
}

static void
test_sorter(void **state)
{
	struct fault f = {0};

	(void)state;
	for (size_t memory = 2000; memory < (size_t)1 << 22; memory *= 40) {
		struct sorter *s = sorter_new(memory);
		struct check c = {.key = ""};
		struct str text = {0};

		for (unsigned i = 0; i < 5000; i++) {
			str_clear(&text);
			str_addf(&text, "k%03u %u", draw(300), i);
			assert_int_equal(sorter_add(s, (struct sv){text.p, 4},
			    (struct sv){text.p, text.len + 1}, &f), 0);
		}
		assert_int_equal(sorter_give(s, in_order, &c, &f), 0);
		assert_int_equal(c.given, 4000);
		sorter_free(s);
		str_free(&text);
	}
	fault_free(&f);
}

static size_t
characters(const char *word, uint32_t *to)
{
	struct sv s = sv_z(word);
	size_t n = 0, len;

	while ((len = utf8_decode(s, &to[n])) > 0) {
		s = sv_from(s, len);
		n++;
	}
	return n;
}

/* Leftmost, of those the longest; in all forms, or as written. */
static void
test_wordset(void **state)
{
	static const char *const words[] = {"转账", "转账记录", "a", "ab1", "账",
	    "退款"};
	struct forms *forms = forms_new();
	struct wordset *wide = wordset_new(forms), *exact = wordset_new(NULL);
	struct sv text = SV("x 轉賬记录 ＡＢ１ 退 账");
	size_t start, end;
	uint32_t chars[16];

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = characters(words[i], chars);

		wordset_add(wide, chars, n);
		wordset_add(exact, chars, n);
	}
	wordset_finish(wide);
	wordset_finish(exact);
	assert_true(wordset_find(wide, text, 0, &start, &end));
	assert_int_equal(start, 2);
	assert_int_equal(end, 14);
	assert_true(wordset_find(wide, text, end, &start, &end));
	assert_true(sv_starts(sv_from(text, start), SV("ＡＢ１")));
	assert_int_equal(end - start, 9);
	assert_true(wordset_find(wide, text, end, &start, &end));
	assert_int_equal(end, text.len);
	assert_false(wordset_find(wide, text, end, &start, &end));
	assert_true(wordset_find(exact, text, 0, &start, &end));
	assert_int_equal(end, text.len);
	assert_int_equal(end - start, 3);
	wordset_free(wide);
	wordset_free(exact);
	forms_free(forms);
}

struct marks {
	uint64_t at[4096];
	size_t n;
};

static void
keep(void *context, uint64_t mark)
{
	struct marks *m = context;

	assert_true(m->n < 4096);
	m->at[m->n++] = mark;
}

/* Whatever stands around it, a word's marks are among those of the text. */
static void
test_marks(void **state)
{
	struct forms *forms = forms_new();
	static const uint32_t alphabet[] = {'0', '1', '7', 0xff15, '9', 0x8f6c,
	    0x8f49, 'a', 'B', 0xff22, ',', 0x3002, '3', '4', '6', '8'};

	(void)state;
	for (int round = 0; round < 20000; round++) {
		uint32_t text[300];
		size_t n = 1 + draw(299), from = draw((unsigned)n);
		size_t len = 1 + draw((unsigned)(n - from));
		static struct marks all, some;
		/* Half the rounds: figures alone, in endless numbers. */
		unsigned kinds = round % 2 == 0 ? 5 : 16;

		for (size_t i = 0; i < n; i++)
			text[i] = alphabet[draw(kinds)];
		all.n = some.n = 0;
		caseindex_marks(forms, text, n, keep, &all);
		caseindex_marks(forms, text + from, len, keep, &some);
		if (kinds == 5 && len >= CASEINDEX_DIGITS)
			assert_true(some.n > 0);
		for (size_t i = 0; i < some.n; i++) {
			size_t k = 0;

			while (k < all.n && all.at[k] != some.at[i])
				k++;
			assert_true(k < all.n);
		}
	}
	forms_free(forms);
}

/* The pairs of our keys make no marks, and others do. */
static void
test_key_pairs(void **state)
{
	struct forms *forms = forms_new();
	static struct marks m;
	bool in_keys[26][26] = {{false}};

	(void)state;
	for (unsigned i = 0; i < REC_NKEYS; i++) {
		const char *name = record_key_name((enum record_key)i);

		for (; name[1] != '\0'; name++)
			if (name[0] != '_' && name[1] != '_')
				in_keys[name[0] - 'a'][name[1] - 'a'] = true;
	}
	for (uint32_t a = 'a'; a <= 'z'; a++) {
		for (uint32_t b = 'a'; b <= 'z'; b++) {
			m.n = 0;
			caseindex_marks(forms, (uint32_t[2]){a, b}, 2, keep,
			    &m);
			assert_int_equal(m.n, !in_keys[a - 'a'][b - 'a']);
		}
	}
	forms_free(forms);
}

/* What an index tells comes back as it was, numbers of all sizes too. */
static void
test_index_file(void **state)
{
	struct caseindex_block blocks[] = {
	    {.size = 1, .lines = 0, .hashes = 1, .first = INT64_MAX,
		.last = INT64_MIN, .least = INT64_MIN, .most = INT64_MAX},
	    {.size = 1ull << 40, .lines = UINT32_MAX, .hashes = 5,
		.odd = true, .first = -1, .last = 1725033600,
		.least = INT64_MAX, .most = INT64_MAX, .filter = SV("abc")},
	    {.size = 127, .lines = 128, .hashes = 2, .first = 0, .last = 0,
		.least = INT64_MAX, .most = INT64_MIN, .filter = SV("d")}};
	struct caseindex x = {.layout = CASEINDEX_FRAMES, .blocks = blocks,
	    .nblocks = 3, .size = (1ull << 40) + 128, .checksum = UINT64_MAX,
	    .seconds = -5, .nanoseconds = 999999999}, *y;
	struct str bytes = {0};

	(void)state;
	caseindex_add(&bytes, &x);
	y = caseindex_parse(&bytes);
	assert_non_null(y);
	assert_int_equal(y->nblocks, 3);
	assert_int_equal(y->seconds, -5);
	assert_int_equal(y->checksum, UINT64_MAX);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(y->blocks[i].size, blocks[i].size);
		assert_int_equal(y->blocks[i].lines, blocks[i].lines);
		assert_int_equal(y->blocks[i].odd, blocks[i].odd);
		assert_int_equal(y->blocks[i].hashes, blocks[i].hashes);
		assert_int_equal(y->blocks[i].first, blocks[i].first);
		assert_int_equal(y->blocks[i].last, blocks[i].last);
		assert_int_equal(y->blocks[i].least, blocks[i].least);
		assert_int_equal(y->blocks[i].most, blocks[i].most);
		assert_true(sv_eq(y->blocks[i].filter, blocks[i].filter));
	}
	assert_int_equal(y->blocks[2].offset, (1ull << 40) + 1);
	assert_int_equal(y->blocks[2].first_line, 1ull + UINT32_MAX);
	caseindex_free(y);
	/* Blocks that do not fill the file are not believed. */
	x.size++;
	caseindex_add(&bytes, &x);
	assert_null(caseindex_parse(&bytes));
}

static void
test_pack(void **state)
{
	struct str lines = {0}, packed = {0}, out = {0};
	struct pack_mark m;

	(void)state;
	for (int i = 0; i < 1000; i++)
		str_addf(&lines, "{\"id\":\"%d\"}\n", i);
	pack_add(&packed, str_sv(&lines), 3);
	assert_true(pack_mark_read(packed.p, &m));
	assert_int_equal(m.lines, 1000);
	assert_int_equal(m.raw, lines.len);
	assert_int_equal(m.packed, packed.len - PACK_MARK);
	assert_int_equal(pack_open(&out, sv_from(str_sv(&packed), PACK_MARK),
	    m.raw), 0);
	assert_true(sv_eq(str_sv(&out), str_sv(&lines)));
	assert_int_equal(pack_open(&out, sv_from(str_sv(&packed), PACK_MARK),
	    m.raw - 1), -1);
	packed.p[PACK_MARK + 20] = (char)(packed.p[PACK_MARK + 20] ^ 1);
	packed.p[3] = 0;
	assert_false(pack_mark_read(packed.p, &m));
	str_free(&lines);
	str_free(&packed);
	str_free(&out);
}

static void
test_names(void **state)
{
	int64_t from, to, day;

	(void)state;
	assert_true(date_read(SV("2024-08-31"), &day));
	assert_true(history_name_days("2024-08-31.jsonl.zst", &from, &to));
	assert_int_equal(from, day);
	assert_int_equal(to, day + 1);
	assert_true(history_name_days("20240831.jsonl", &from, &to));
	assert_int_equal(from, day);
	assert_true(history_name_days("2024", &from, &to));
	assert_int_equal(to - from, 366);
	assert_true(history_name_days("2024-W35.jsonl", &from, &to));
	assert_int_equal(to - from, 7);
	assert_false(history_name_days("incidents.jsonl", &from, &to));
	assert_false(history_name_days("20241331.jsonl", &from, &to));
	assert_false(history_name_days("2024-08-31-corrected.jsonl", &from,
	    &to));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sorter),
		cmocka_unit_test(test_wordset),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_key_pairs),
		cmocka_unit_test(test_index_file),
		cmocka_unit_test(test_pack),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
