/* SPDX-License-Identifier: MIT */
/* Layer 1 and 2: str, arena, map, fault, utf8, out, src, blocks, lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "arena.h"
#include "blocks.h"
#include "lines.h"
#include "map.h"
#include "out.h"
#include "src.h"
#include "utf8.h"

static void
test_str(void **state)
{
	struct str s = {0};
	struct sv rest = SV("a,,b"), part;
	int64_t n;

	(void)state;
	str_addf(&s, "%s-%d", "x", 7);
	str_addi(&s, INT64_MIN);
	str_add_padded(&s, 7, 3);
	assert_string_equal(s.p, "x-7-9223372036854775808007");
	str_free(&s);
	assert_true(sv_split(&rest, ',', &part) && part.len == 1);
	assert_true(sv_split(&rest, ',', &part) && part.len == 0);
	assert_true(sv_split(&rest, ',', &part) && sv_eq(part, SV("b")));
	assert_false(sv_split(&rest, ',', &part));
	assert_true(sv_int(SV("-9223372036854775808"), &n) && n == INT64_MIN);
	assert_true(sv_int(SV("9223372036854775807"), &n) && n == INT64_MAX);
	assert_false(sv_int(SV("9223372036854775808"), &n));
	assert_false(sv_int(SV(""), &n));
	assert_false(sv_int(SV("-"), &n));
	assert_false(sv_int(SV("1 "), &n));
	assert_int_equal(sv_find(SV("abcd"), SV("cd")), 2);
	assert_true(sv_eq(sv_trim(SV(" \tx y\r\n")), SV("x y")));
}

static void
test_map(void **state)
{
	struct map m = {.size = sizeof(int)};
	char key[16];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		bool is_new;
		int n = snprintf(key, sizeof(key), "k%d", i % 2500);
		int *v = map_put(&m, (struct sv){key, (size_t)n}, &is_new);

		assert_int_equal(is_new, i < 2500);
		*v += i;
	}
	assert_int_equal(m.count, 2500);
	assert_true(sv_eq(m.keys[2499], SV("k2499")));
	assert_int_equal(*(int *)map_get(&m, SV("k7")), 7 + 2507);
	assert_null(map_get(&m, SV("k2500")));
	map_free(&m);
}

/* The fast validator must agree with the plain one at every length and
 * alignment around its vectors, valid or broken at any byte. */
static void
test_utf8_agrees(void **state)
{
	static const char text[] =
	    "ascii 派出所 é \xf0\xa0\xae\xb7 12345678901234567890 "
	    "矛盾纠纷多元调解机制\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf end";
	static const char *const bad[] = {"\xc0\xaf", "\xed\xa0\x80",
	    "\xf4\x90\x80\x80", "\xe4\xb8", "\x80", "\xff", "\xf0\x8f\xbf\xbf",
	    "\xe0\x9f\xbf", "\xc1\x81", "\xf5\x80\x80\x80", "\xb8\xad"};
	char buf[256];

	(void)state;
	for (size_t pad = 0; pad < 80; pad++) {
		size_t n = sizeof(text) - 1;

		memset(buf, 'p', pad);
		memcpy(buf + pad, text, n);
		for (size_t len = 0; len <= pad + n; len++) {
			struct sv s = {buf, len};

			assert_int_equal(utf8_valid_prefix(s),
			    utf8_valid_prefix_simple(s));
		}
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			struct sv s = {buf, pad + n};

			memcpy(buf + pad + n / 2, bad[i], strlen(bad[i]));
			assert_int_equal(utf8_valid_prefix(s),
			    utf8_valid_prefix_simple(s));
			memcpy(buf + pad, text, n);
		}
	}
}

static void
test_utf8(void **state)
{
	uint32_t c = 0;
	char b[4];

	(void)state;
	assert_int_equal(utf8_decode(SV("派"), &c), 3);
	assert_int_equal(c, 0x6d3e);
	assert_int_equal(utf8_put(0x20bb7, b), 4);
	assert_int_equal(utf8_count(SV("a派出所")), 4);
	assert_int_equal(utf8_offset(SV("a派出所"), 2), 4);
	assert_int_equal(utf8_width(SV("a派，Ａ")), 7);
	assert_true(utf8_is_valid(SV("")));
}

static void
test_fault(void **state)
{
	struct fault f = {0};
	struct str s = {0};

	(void)state;
	assert_int_equal(fault_set(&f, "a.csv", 3, 4, "bad %d", 5), -1);
	assert_string_equal(f.file.p, "a.csv");
	fault_set(&f, f.file.p, 9, 0, "again");
	assert_string_equal(f.file.p, "a.csv");
	fault_free(&f);
	fault_quote(&s, SV("派\x1b[31m\xff ok"), 100);
	assert_string_equal(s.p, "派\\x1b[31m\\xff ok");
	str_free(&s);
}

static void
write_file(const char *path, const void *p, size_t n)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(p, 1, n, file), n);
	fclose(file);
}

static void
test_src_packed(void **state)
{
	static const char *const pack[] = {"cat", "gzip -c", "zstd -qc"};
	char text[] = "line one\nline two\n", cmd[256];
	struct str got = {0};
	struct fault f = {0};

	(void)state;
	write_file("t_src", text, strlen(text));
	for (size_t i = 0; i < 3; i++) {
		/* twice: concatenated members are one stream */
		snprintf(cmd, sizeof(cmd), "(%s t_src; %s t_src) >t_packed",
		    pack[i], pack[i]);
		assert_int_equal(system(cmd), 0);
		str_clear(&got);
		assert_int_equal(src_slurp("t_packed", 1000, &got, &f), 0);
		assert_string_equal(got.p, "line one\nline two\n"
					   "line one\nline two\n");
		assert_int_equal(system("head -c 25 t_packed >t_cut"), 0);
		str_clear(&got);
		assert_int_equal(src_slurp("t_cut", 1000, &got, &f),
		    i == 0 ? 0 : -1);
	}
	assert_non_null(strstr(f.text.p, "incomplete"));
	assert_int_equal(src_slurp("t_src", 3, &got, &f), -1);
	assert_null(src_open(".", &f));
	assert_null(src_open("no/such", &f));
	unlink("t_src");
	unlink("t_packed");
	unlink("t_cut");
	str_free(&got);
	fault_free(&f);
}

static void
test_out_whole_or_not(void **state)
{
	struct out o;
	struct fault f = {0};
	struct str got = {0};

	(void)state;
	write_file("t_out", "old", 3);
	assert_int_equal(out_open(&o, "t_out", &f), 0);
	out_write(&o, SV("new"));
	out_abandon(&o);
	assert_int_equal(src_slurp("t_out", 100, &got, &f), 0);
	assert_string_equal(got.p, "old");
	assert_int_equal(out_open(&o, "t_out", &f), 0);
	out_write(&o, SV("new"));
	assert_int_equal(out_finish(&o, &f), 0);
	str_clear(&got);
	assert_int_equal(src_slurp("t_out", 100, &got, &f), 0);
	assert_string_equal(got.p, "new");
	unlink("t_out");
	str_free(&got);
	fault_free(&f);
}

/* Numbers each line as "file line text"; the result must not depend on the
 * number of workers. */
struct number {
	struct lines lines; /* first: lines_next takes us */
	struct str all;
};

static void
number_lines(void *worker, struct block *b)
{
	struct sv rest = str_sv(&b->in), line;
	uint64_t n = b->line;

	(void)worker;
	rest.len--;
	while (sv_split(&rest, '\n', &line)) {
		str_addf(&b->out, "%s %llu ", b->file, (unsigned long long)n++);
		str_addsv(&b->out, line);
		str_addc(&b->out, '\n');
	}
}

static int
collect(void *context, struct block *b)
{
	struct number *n = context;

	str_addsv(&n->all, str_sv(&b->out));
	return 0;
}

static void
test_blocks_ordered(void **state)
{
	static const char *names[] = {"t_a", "t_b"};
	struct str big = {0}, first = {0};
	void *workers[7] = {0};
	struct fault f = {0};

	(void)state;
	for (int i = 0; i < 120000; i++)
		str_addf(&big, "line %d of a file of some megabytes\n", i);
	big.len--; /* no line feed at the end */
	write_file("t_a", big.p, big.len);
	write_file("t_b", "x\n\ny", 4);
	for (unsigned jobs = 1; jobs <= 7; jobs += 3) {
		struct number n = {0};
		struct blocks b = {.next = lines_next, .work = number_lines,
		    .emit = collect, .context = &n, .workers = workers,
		    .jobs = jobs};

		lines_init(&n.lines, &(struct prog_list){names, 2},
		    LINES_MAX_DEFAULT);
		assert_int_equal(blocks_run(&b, &f), 0);
		if (jobs == 1)
			str_addsv(&first, str_sv(&n.all));
		assert_int_equal(n.all.len, first.len);
		assert_memory_equal(n.all.p, first.p, first.len);
		lines_free(&n.lines);
		str_free(&n.all);
	}
	assert_non_null(strstr(first.p, "\nt_a 120000 line 119999 "));
	assert_non_null(strstr(first.p, "\nt_b 1 x\nt_b 2 \nt_b 3 y\n"));
	unlink("t_a");
	unlink("t_b");
	str_free(&big);
	str_free(&first);
	fault_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_str),
	    cmocka_unit_test(test_map),
	    cmocka_unit_test(test_utf8),
	    cmocka_unit_test(test_utf8_agrees),
	    cmocka_unit_test(test_fault),
	    cmocka_unit_test(test_src_packed),
	    cmocka_unit_test(test_out_whole_or_not),
	    cmocka_unit_test(test_blocks_ordered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
