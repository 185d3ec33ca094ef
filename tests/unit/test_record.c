/* SPDX-License-Identifier: MIT */
/* record: scanning, values, splicing; marks. The fuzzer compares with jansson
 * at large; here is what a reader of the format relies on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "marks.h"
#include "utf8.h"
#include "record.h"

static const enum record_key owned[] = {REC_RISK, REC_WHY, REC_NKEYS};

static void
scan(struct record *r, const char *line)
{
	struct fault f = {0};

	if (record_scan(r, sv_z(line), &f) != 0)
		fail_msg("%s: %s", line, f.text.p);
	fault_free(&f);
}

static void
assert_refused(struct sv line, uint64_t column, const char *holds)
{
	struct record r = {0};
	struct fault f = {0};

	if (record_scan(&r, line, &f) == 0)
		fail_msg("accepted: %.*s", (int)line.len, line.p);
	if (strstr(f.text.p, holds) == NULL || f.column != column)
		fail_msg("%.*s: column %d: %s", (int)line.len, line.p,
		    (int)f.column, f.text.p);
	record_free(&r);
	fault_free(&f);
}

static void
assert_text(const struct record *r, enum record_key key, const char *want)
{
	struct str scratch = {0};
	struct sv got = record_text(record_get(r, key), &scratch);

	if (!sv_eq(got, sv_z(want)))
		fail_msg("%.*s instead of %s", (int)got.len, got.p, want);
	str_free(&scratch);
}

static void
test_values(void **state)
{
	struct record r = {0};
	int64_t n;

	(void)state;
	scan(&r, " {\"id\":\"J1\",\"narrative\":\"甲\\n\\\"乙\\\"\\u4e2d\\ud83d"
	    "\\ude00\", \"loss_fen\" : -2300 ,\"secret\":true,\"note\":null,"
	    "\"minutes\":1.5,\"extra\":{\"序号\":\"1\"},\"parties\":[]} \r");
	assert_int_equal(r.nfields, 8);
	assert_text(&r, REC_ID, "J1");
	assert_text(&r, REC_NARRATIVE, "甲\n\"乙\"中\xf0\x9f\x98\x80");
	assert_true(record_int(record_get(&r, REC_LOSS_FEN), &n));
	assert_int_equal(n, -2300);
	assert_false(record_int(record_get(&r, REC_MINUTES), &n));
	assert_false(record_int(record_get(&r, REC_ID), &n));
	assert_true(record_bool(record_get(&r, REC_SECRET), false));
	assert_true(record_bool(record_get(&r, REC_ID), true));
	assert_int_equal(record_get(&r, REC_NOTE)->type, RECORD_NULL);
	assert_int_equal(record_get(&r, REC_EXTRA)->type, RECORD_OBJECT);
	assert_true(sv_eq(record_get(&r, REC_EXTRA)->raw,
	    SV("{\"序号\":\"1\"}")));
	assert_int_equal(record_get(&r, REC_RISK)->type, RECORD_ABSENT);
	assert_text(&r, REC_RISK, "");
	/* The next line forgets this one. */
	scan(&r, "{\"risk\":\"low\"}");
	assert_int_equal(record_get(&r, REC_ID)->type, RECORD_ABSENT);
	assert_text(&r, REC_RISK, "low");
	scan(&r, "{}");
	assert_int_equal(r.nfields, 0);
	assert_int_equal(record_get(&r, REC_RISK)->type, RECORD_ABSENT);
	record_free(&r);
}

static void
test_arrays(void **state)
{
	struct record r = {0};
	struct str scratch = {0};
	const struct record_value *v;
	struct sv text;
	size_t at = 0;

	(void)state;
	scan(&r, "{\"labels\":[\"a\" , \"\\\"b\\\\\",\"\"],\"why\":[ ],"
	    "\"parties\":[\"x\",7,\"y\"],\"id\":\"z\"}");
	v = record_get(&r, REC_LABELS);
	assert_true(record_next_text(v, &at, &text, &scratch));
	assert_true(sv_eq(text, SV("a")));
	assert_true(record_next_text(v, &at, &text, &scratch));
	assert_true(sv_eq(text, SV("\"b\\")));
	assert_true(record_next_text(v, &at, &text, &scratch));
	assert_int_equal(text.len, 0);
	assert_false(record_next_text(v, &at, &text, &scratch));
	at = 0;
	assert_false(record_next_text(record_get(&r, REC_WHY), &at, &text,
	    &scratch));
	at = 0;
	v = record_get(&r, REC_PARTIES);
	assert_true(record_next_text(v, &at, &text, &scratch));
	assert_false(record_next_text(v, &at, &text, &scratch));
	at = 0;
	assert_false(record_next_text(record_get(&r, REC_ID), &at, &text,
	    &scratch));
	at = 0;
	assert_false(record_next_text(record_get(&r, REC_TIER), &at, &text,
	    &scratch));
	record_free(&r);
	str_free(&scratch);
}

static void
test_keys(void **state)
{
	struct record r = {0};

	(void)state;
	for (unsigned i = 0; i < REC_NKEYS; i++) {
		const char *name = record_key_name((enum record_key)i);
		char line[64];

		assert_non_null(name);
		assert_int_equal(record_key_find(sv_z(name)), i);
		snprintf(line, sizeof(line), "{\"%s\":1}", name);
		scan(&r, line);
		assert_int_equal(r.fields[0].id, i);
		/* Neighbours of our keys are not ours. */
		snprintf(line, sizeof(line), "{\"%s_\":1,\"x%s\":2}", name,
		    name);
		scan(&r, line);
		assert_int_equal(r.fields[0].id, REC_UNKNOWN);
		assert_int_equal(r.fields[1].id, REC_UNKNOWN);
	}
	assert_null(record_key_name(REC_NKEYS));
	assert_int_equal(record_key_find(SV("")), REC_UNKNOWN);
	scan(&r, "{\"\":1,\"\\u0069d\":\"x\"}");
	assert_int_equal(r.fields[0].id, REC_UNKNOWN);
	assert_text(&r, REC_ID, "x");
	record_free(&r);
}

static void
test_refused(void **state)
{
	(void)state;
	assert_refused(SV(""), 1, "not a JSON object");
	assert_refused(SV("[{}]"), 1, "not a JSON object");
	assert_refused(SV("\xef\xbb\xbf{}"), 1, "not a JSON object");
	assert_refused(SV("{"), 2, "a key in double quotes expected");
	assert_refused(SV("{\"a\":1,}"), 8, "a key in double quotes");
	assert_refused(SV("{a:1}"), 2, "a key in double quotes expected");
	assert_refused(SV("{\"a\" 1}"), 6, "':' expected");
	assert_refused(SV("{\"a\":}"), 6, "a value is missing");
	assert_refused(SV("{\"a\":True}"), 6, "misspelled");
	assert_refused(SV("{\"a\":1 \"b\":2}"), 8, "',' or '}' expected");
	assert_refused(SV("{\"a\":\"x"), 6, "not closed");
	assert_refused(SV("{\"a\":\"x\\"), 8, "unknown escape");
	assert_refused(SV("{\"a\":\"x\ty\"}"), 8, "control byte");
	assert_refused(SV("{\"a\":\"\\x\"}"), 7, "unknown escape");
	assert_refused(SV("{\"a\":\"\\u12\"}"), 7, "four");
	assert_refused(SV("{\"a\":\"\\ud83dx\"}"), 7, "first half");
	assert_refused(SV("{\"a\":\"\\ude00\"}"), 7, "second half");
	assert_refused(SV("{\"a\":\"\\u0000\"}"), 7, "\\u0000");
	assert_refused(SV("{\"a\":1\0}"), 7, "',' or '}' expected");
	assert_refused(SV("{\"\\u0061\":1\0}"), 12, "NUL");
	assert_refused(SV("{\"a\":01}"), 6, "zero in front");
	assert_refused(SV("{\"a\":-}"), 6, "not a number");
	assert_refused(SV("{\"a\":1.}"), 6, "after the point");
	assert_refused(SV("{\"a\":1e}"), 6, "exponent");
	assert_refused(SV("{\"a\":9223372036854775808}"), 6, "64 bits");
	assert_refused(SV("{\"a\":1e999}"), 10, "overflow");
	assert_refused(SV("{\"a\":[1,]}"), 9, "a value is missing");
	assert_refused(SV("{\"a\":[1"), 8, "',' or ']' expected");
	assert_refused(SV("{\"a\":{\"b\":1,}}"), 13, "a key after ','");
	assert_refused(SV("{\"a\":1,\"b\":2,\"a\":3}"), 14, "twice");
	assert_refused(SV("{\"id\":1,\"id\":3}"), 9, "twice");
	assert_refused(SV("{\"x\":{\"k\":1,\"k\":2}}"), 13, "twice");
	assert_refused(SV("{\"id\":1,\"\\u0069d\":3}"), 17, "duplicate");
	assert_refused(SV("{\"a\":1} {}"), 9, "text after the object");
	assert_refused(SV("{\"a\":\"\xd6\xd0\"}"), 7, "not UTF-8");
}

/* More fields than any table of ours has room for, foreign and deep ones. */
static void
test_unusual(void **state)
{
	struct record r = {0};
	struct str line = {0};

	(void)state;
	for (int i = 0; i < 70000; i++)
		str_addf(&line, "%s\"k%d\":%d", i > 0 ? "," : "{", i, i);
	str_addz(&line, ",\"id\":\"last\"}");
	scan(&r, line.p);
	assert_int_equal(r.nfields, 70001);
	assert_text(&r, REC_ID, "last");
	line.len -= 1;
	str_addz(&line, ",\"k5\":1}");
	assert_refused(str_sv(&line), line.len - 3, "duplicate");
	str_clear(&line);
	str_addz(&line, "{\"x\":");
	for (int i = 0; i < 1000; i++)
		str_addz(&line, "[{\"]\":");
	str_addz(&line, "\"}\"");
	for (int i = 0; i < 1000; i++)
		str_addz(&line, "}]");
	str_addz(&line, ",\"id\":\"deep\"}");
	scan(&r, line.p);
	assert_int_equal(r.nfields, 2);
	assert_text(&r, REC_ID, "deep");
	record_free(&r);
	str_free(&line);
}

static void
assert_splice(const char *line, const char *added, const char *want)
{
	struct record r = {0};
	struct str out = {0}, again = {0};

	scan(&r, line);
	record_splice(&out, &r, owned, sv_z(added));
	if (out.p[out.len - 1] != '\n' ||
	    !sv_eq((struct sv){out.p, out.len - 1}, sv_z(want)))
		fail_msg("%s gives %s", line, out.p);
	/* Run twice, it replaces its own. */
	out.p[--out.len] = '\0';
	scan(&r, out.p);
	record_splice(&again, &r, owned, sv_z(added));
	again.p[--again.len] = '\0';
	assert_string_equal(again.p, want);
	record_free(&r);
	str_free(&out);
	str_free(&again);
}

static void
test_splice(void **state)
{
	static const char added[] = ",\"risk\":\"high\",\"why\":[]";

	(void)state;
	assert_splice("{\"id\":1}", added,
	    "{\"id\":1,\"risk\":\"high\",\"why\":[]}");
	/* First, in the middle, last, several, all. */
	assert_splice("{\"risk\":1,\"id\":2, \"x\" : 3}", added,
	    "{\"id\":2, \"x\" : 3,\"risk\":\"high\",\"why\":[]}");
	assert_splice("{\"id\":2, \"why\":[\"}\"], \"x\" : 3}", added,
	    "{\"id\":2, \"x\" : 3,\"risk\":\"high\",\"why\":[]}");
	assert_splice("{\"id\":2,\"x\":3 , \"risk\":1 } \t\r", added,
	    "{\"id\":2,\"x\":3,\"risk\":\"high\",\"why\":[]}");
	assert_splice("{\"why\":0,\"a\":1,\"risk\":0,\"b\":2,\"c\":3}", added,
	    "{\"a\":1,\"b\":2,\"c\":3,\"risk\":\"high\",\"why\":[]}");
	assert_splice("{\"a\":1,\"why\":0,\"risk\":0}", added,
	    "{\"a\":1,\"risk\":\"high\",\"why\":[]}");
	assert_splice("{\"why\":0,\"risk\":0}", added,
	    "{\"risk\":\"high\",\"why\":[]}");
	assert_splice("{ }", added, "{\"risk\":\"high\",\"why\":[]}");
	/* Nothing to add. */
	assert_splice("{\"a\":1,\"why\":0}", "", "{\"a\":1}");
	assert_splice("{\"why\":0}", "", "{}");
	assert_splice("{}", "", "{}");
	/* What is not ours stays byte for byte. */
	assert_splice("  { \"Why\":1.50,\"\\u0069d\":\"\\/\\u4E2d\",\"q\":{ \"risk\""
	    " :[ ] } ,\"r\\u0069sk\":0}", added,
	    "  { \"Why\":1.50,\"\\u0069d\":\"\\/\\u4E2d\",\"q\":{ \"risk\""
	    " :[ ] },\"risk\":\"high\",\"why\":[]}");
}

/* Marks at every place of texts of every length around the steps. */
static void
test_marks(void **state)
{
	static const char bytes[] = {'"', '\\', '\n', '\0', 0x1f};
	struct marks m = {0};

	(void)state;
	for (size_t len = 0; len < 200; len++) {
		char *text = mem_alloc(len); /* exact: overreads are caught */

		for (size_t at = 0; at < len; at++) {
			memset(text, at % 2 != 0 ? ' ' : 0xff, len);
			text[at] = bytes[at % sizeof(bytes)];
			text[len - 1] = '"';
			marks_find(&m, (struct sv){text, len});
			assert_int_equal(m.at[0], at);
			assert_int_equal(m.at[at + 1 < len], len - 1);
			assert_int_equal(m.at[1 + (at + 1 < len)], len);
			assert_int_equal(m.at[2 + (at + 1 < len)], len);
		}
		memset(text, '"', len);
		marks_find(&m, (struct sv){text, len});
		for (size_t i = 0; i < len; i++)
			assert_int_equal(m.at[i], i);
		assert_int_equal(m.at[len], len);
		free(text);
	}
	marks_free(&m);
}

/* With AVX-512 as without it, however dense they are. */
static void
test_marks_agree(void **state)
{
	static const char bytes[] = {'"', '\\', '\n', '\0', 'a', '\xe6', ' '};
	struct marks fast = {0}, plain = {0};
	uint64_t seed = 1;

	(void)state;
	for (size_t round = 0; round < 4000; round++) {
		size_t len = round % 331, dense = round / 331 % 9;
		char *text = mem_alloc(len);

		for (size_t i = 0; i < len; i++) {
			seed = seed * 6364136223846793005u + 1;
			text[i] = (seed >> 33) % 9 > dense ? 'x'
			    : bytes[(seed >> 40) % sizeof(bytes)];
		}
		marks_find(&fast, (struct sv){text, len});
		marks_find_simple(&plain, (struct sv){text, len});
		for (size_t i = 0; i == 0 || plain.at[i - 1] < len; i++)
			assert_int_equal(fast.at[i], plain.at[i]);
		free(text);
	}
	marks_free(&fast);
	marks_free(&plain);
}

/* What is said to be UTF-8 is; every byte of a text is made wrong in turn. */
static void
test_marks_checked(void **state)
{
	static const char *const pieces[] = {"a", "报", "警", "\"", "，",
	    "\xe1\x80\x80", "\xef\xbf\xbf", "\xe0\xa4\x80", "\xed\x95\x9c",
	    "\xf0\x9f\x98\x80", "\xc3\xa9"};
	static const char wrong[] = {'x', '\x80', '\xbf', '\xc0', '\xe0',
	    '\xe6', '\xed', '\xf0', '\xff'};
	struct marks fast = {0}, plain = {0};
	struct str text = {0};
	uint64_t seed = 7;

	(void)state;
	for (size_t round = 0; round < 600; round++) {
		size_t kinds = round % 3 == 0 ? 11 : 7;
		bool all;

		str_clear(&text);
		while (text.len < round % 190)
			str_addz(&text, pieces[(seed = seed *
			    6364136223846793005u + 1) / (1u << 31) % kinds]);
		for (size_t at = 0; at < text.len; at++) {
			char *copy = sv_dup(str_sv(&text));
			struct sv s = {copy, text.len};

			copy[at] = wrong[(at + round) % sizeof(wrong)];
			all = marks_find_checked(&fast, s);
			marks_find_simple(&plain, s);
			if (all)
				assert_int_equal(utf8_valid_prefix_simple(s),
				    s.len);
			for (size_t i = 0; i == 0 || plain.at[i - 1] < s.len;
			    i++)
				assert_int_equal(fast.at[i], plain.at[i]);
			free(copy);
		}
		all = marks_find_checked(&fast, str_sv(&text));
		assert_true(!all || utf8_is_valid(str_sv(&text)));
	}
	str_free(&text);
	marks_free(&fast);
	marks_free(&plain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_marks_checked),
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_arrays),
	    cmocka_unit_test(test_keys),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_unusual),
	    cmocka_unit_test(test_splice),
	    cmocka_unit_test(test_marks),
	    cmocka_unit_test(test_marks_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
