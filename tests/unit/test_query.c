/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "finder.h"
#include "query.h"
#include "widen.h"

#include <stdlib.h>

static struct forms *forms;

static int
set_up(void **state)
{
	(void)state;
	forms = forms_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	forms_free(forms);
	return 0;
}

static bool
holds(const char *expression, const char *line)
{
	struct query q;
	struct query_scratch s = {0};
	struct record r = {0};
	struct fault f = {0};
	bool answer;

	query_init(&q, forms);
	if (query_parse(&q, sv_z(expression), 20000, &f) != 0)
		fail_msg("%s: %s", expression, str_z(&f.text));
	query_finish(&q);
	assert_int_equal(record_scan(&r, sv_z(line), &f), 0);
	answer = query_holds(&q, &r, &s);
	record_free(&r);
	query_scratch_free(&s);
	query_free(&q);
	fault_free(&f);
	return answer;
}

static void
test_precedence(void **state)
{
	static const char line[] = "{\"risk\":\"high\",\"loss_fen\":5000000,"
	    "\"labels\":[\"a\",\"b\"],\"secret\":true,"
	    "\"reported_at\":\"2024-08-31T23:30:00+08:00\"}";

	(void)state;
	/* and before or, not before and */
	assert_true(holds("risk = high or risk = low and loss > 99万", line));
	assert_false(holds("(risk = high or risk = low) and loss > 99万",
	    line));
	assert_false(holds("not risk = high and loss = 5万", line));
	assert_true(holds("not (risk = low and loss = 5万)", line));
	assert_true(holds("secret && not with_officer", line));
	assert_true(holds("labels has b and labels != c", line));
	/* What is not there meets only negative conditions. */
	assert_false(holds("community = x or stopped < 1", line));
	assert_true(holds("community != x and not stopped < 1", line));
	assert_true(holds("time in 23:00..01:00 and weekday = 周六", line));
	assert_true(holds("reported in 2024-08-31 and reported < 2024-09",
	    line));
	assert_true(holds("reported <= 2024-08-31 and hour = 23", line));
	assert_true(holds("not not risk in {low, h*}", line));
	/* Levels have the order that they mean, not that of their letters. */
	assert_true(holds("risk > low and risk >= high", line));
	assert_true(holds("risk > 中 and not risk < high", line));
	assert_true(holds("risk in medium..high", line));
	assert_false(holds("risk <= medium or risk > high", line));
	/* What comes round again does so in a range. */
	assert_true(holds("hour in 22..5 and month in 8..1", line));
	assert_false(holds("hour in 0..22 or month in 9..7", line));
	assert_true(holds("loss ≥ 5万 and loss ≤ 5万 and loss ≠ 4万", line));
	/* A pattern of nothing is found in whatever is there. */
	assert_true(holds("risk ~ //", line));
}

/* Another offset is the same instant. */
static void
test_offsets(void **state)
{
	static const char line[] =
	    "{\"reported_at\":\"2024-08-31T18:00:00+00:00\"}";

	(void)state;
	assert_true(holds("reported = 2024-09-01 and hour = 2", line));
	assert_false(holds("reported in 2024-08", line));
}

static void
expect_fault(const char *expression, uint64_t column, const char *part)
{
	struct query q;
	struct fault f = {0};

	query_init(&q, forms);
	assert_int_equal(query_parse(&q, sv_z(expression), 0, &f), -1);
	assert_int_equal(f.column, column);
	if (strstr(str_z(&f.text), part) == NULL)
		fail_msg("%s: %s", expression, str_z(&f.text));
	query_free(&q);
	fault_free(&f);
}

static void
test_faults(void **state)
{
	(void)state;
	expect_fault("comunity = x", 1, "did you mean community");
	expect_fault("loss >= 五个", 9, "an amount");
	expect_fault("unit = ", 8, "a value is expected");
	expect_fault("unit = a b", 10, "and or or expected");
	expect_fault("(unit = a", 10, "and, or, or )");
	expect_fault("unit = \"a", 8, "without its end");
	expect_fault("risk ~ /a", 8, "without its end");
	expect_fault("risk ~ /a/x", 9, "unknown letter");
	expect_fault("risk ~ /(/", 8, "regular expression");
	expect_fault("loss in 9..3", 9, "turn it round");
	expect_fault("secret = true", 1, "true or false");
	expect_fault("unit = a*b", 8, "within a value");
	expect_fault("", 1, "a field's name is expected");
	expect_fault("unit in {a, b", 14, "a comma or }");
	expect_fault("risk = hgih", 8, "low, medium or high");
	expect_fault("risk > h*", 8, "leave the * out");
	expect_fault("hour = 24", 8, "0 to 23");
	expect_fault("month = 2024-08", 9, "reported in 2024-08");
}

static struct str
widened(const char *pattern)
{
	struct str out = {0};

	widen_pattern(&out, forms, sv_z(pattern));
	return out;
}

static bool
matches(const char *pattern, const char *text, bool wide)
{
	struct str w = {0}, why = {0};
	struct textre *re;
	struct textre_scratch *s = textre_scratch_new();
	size_t at, start, end;
	bool found;

	if (wide)
		w = widened(pattern);
	else
		str_addz(&w, pattern);
	re = textre_compile(str_sv(&w), 0, &at, &why);
	if (re == NULL)
		fail_msg("%s: %s", w.p, str_z(&why));
	found = textre_find(re, s, sv_z(text), 0, &start, &end) == TEXTRE_YES;
	textre_free(re);
	textre_scratch_free(s);
	str_free(&w);
	str_free(&why);
	return found;
}

static void
test_widen(void **state)
{
	(void)state;
	assert_true(matches("转账", "轉賬", true));
	assert_true(matches("轉账", "转賬", true));
	assert_false(matches("转账", "轉賬", false));
	assert_true(matches("^wechat$", "ＷeＣhＡt", true));
	assert_true(matches("[转汇]款", "匯款", true));
	assert_false(matches("[^转汇]款", "匯款", true));
	assert_true(matches("a{2}\\d+", "aＡ１2", true));
	assert_true(matches("[a-c]{3}", "ａBc", true));
	assert_true(matches("\\Qa.b\\E", "Ａ．b", true));
	assert_false(matches("\\Qa.b\\E", "axb", true));
	assert_true(matches("\\x{8f6c}", "轉", true));
	assert_true(matches("(?<转>a)\\k<转>", "aa", true));
	assert_true(matches("(?x) a b # 注\n c", "aBc", true));
	assert_true(matches("a(?# 转账)b", "ab", true));
	assert_true(matches("（a）", "(a)", true));
	assert_true(matches("a\\(", "a（", true));
	assert_true(matches("[]a]", "]", true));
	assert_true(matches("[[:alpha:]转]+$", "轉a", true));
	assert_true(matches("x{,2}", "x{,2}", true));
}

/* How many words of clauses the pattern needs. */
static void
expect_needs(const char *pattern, unsigned how, const char *const *lines,
    size_t nlines, size_t clauses)
{
	struct needs n = {0};

	needs_pattern(&n, forms, sv_z(pattern), how);
	if (n.n != clauses)
		fail_msg("%s: %zu clauses, not %zu", pattern, n.n, clauses);
	for (size_t i = 0; i < n.n; i++) {
		struct finder *f = finder_new(&n.clauses[i], forms);

		assert_non_null(f);
		for (size_t k = 0; k < nlines; k++) {
			struct sv line = sv_z(lines[k]);

			if (finder_next(f, line, 0) == line.len)
				fail_msg("%s: not found in %s", pattern,
				    lines[k]);
		}
		finder_free(f);
	}
	needs_free(&n);
}

static void
test_needs(void **state)
{
	static const char *const transfer[] = {"{\"a\":\"轉賬刷單\"}",
	    "转账 刷单", "\\u8f6c账"};
	static const char *const either[] = {"刷单", "返利", "返\\u5229"};
	static const char *const latin[] = {"usdt", "ＵＳＤＴ", "uＳdT"};

	(void)state;
	expect_needs("转账", NEEDS_WIDE, transfer, 3, 1);
	expect_needs("转账.{0,20}(刷单|返利)", NEEDS_WIDE, transfer, 2, 2);
	expect_needs("刷单|返利", 0, either, 3, 1);
	expect_needs("(刷单|返利)?转账", NEEDS_WIDE, transfer, 3, 1);
	expect_needs("usdt", NEEDS_WIDE, latin, 3, 1);
	/* s may be ſ where case counts for nothing. */
	expect_needs("us", NEEDS_WIDE | NEEDS_CASELESS, NULL, 0, 0);
	expect_needs("刷单|.", 0, NULL, 0, 0);
	expect_needs("(?i)转账", 0, NULL, 0, 0);
	expect_needs("转?账*", 0, NULL, 0, 0);
	expect_needs("a/b\"c", 0, NULL, 0, 0);
	expect_needs("(?!转账)", 0, NULL, 0, 0);
}

/* The vectors find what the plain loop finds, wherever it stands. */
static void
test_finder(void **state)
{
	static const char *const patterns[] = {"转账", "刷单|返利|a1b2", "zq",
	    "13812345678", "退款退款退款", "[转汇]账|[甲乙丙丁]车"};
	static const char *const pieces[] = {"转账", "轉賬", "刷单", "返利", "x",
	    "转", "\"", "\\", "\\u", "\\u0009", "\\u8f6c", "A１b2", "zQ", "丁车",
	    "１3812345678", "1381234567", "退款退款", "\n", "账", "\xe8\xbd"};
	struct str text = {0};
	uint64_t seed = 1;

	(void)state;
	for (size_t p = 0; p < sizeof(patterns) / sizeof(*patterns); p++) {
		struct needs n = {0};
		struct finder *f;

		needs_pattern(&n, forms, sv_z(patterns[p]), NEEDS_WIDE);
		assert_int_equal(n.n, 1);
		f = finder_new(&n.clauses[0], forms);
		assert_non_null(f);
		for (int round = 0; round < 3000; round++) {
			size_t at = 0, count = 0;

			str_clear(&text);
			for (size_t k = 0; k < 40; k++) {
				seed = seed * 6364136223846793005u + 1;
				str_addz(&text, (seed >> 33) % 3 == 0
				    ? pieces[(seed >> 40) % 20] : "。，");
			}
			while (at < text.len) {
				size_t a = finder_next(f, str_sv(&text), at);
				size_t b = finder_next_simple(f,
				    str_sv(&text), at);

				assert_int_equal(a, b);
				/* An escape is told by its backslash. */
				if (a < text.len)
					assert_int_not_equal(text.p[a], 'u');
				at = a + 1;
				count++;
			}
			assert_true(count > 0);
		}
		finder_free(f);
		needs_free(&n);
	}
	str_free(&text);
}

/* Conditions become clauses: of and all, of or the best of each. */
static void
test_query_needs(void **state)
{
	struct query q;
	struct needs n = {0};
	struct fault f = {0};
	struct query_range span;

	(void)state;
	query_init(&q, forms);
	assert_int_equal(query_parse(&q, SV("category = fraud.task and "
	    "(narrative ~ /刷单/ or community = 柳河苑) and not risk = low and "
	    "reported in 2024-08 and reported >= 2024-08-30"), 0, &f), 0);
	query_finish(&q);
	query_needs(&q, &n);
	assert_int_equal(n.n, 2);
	assert_true(n.clauses[0].n + n.clauses[1].n == 3);
	assert_true(query_span(&q, REC_REPORTED_AT, QUERY_INSTANT, &span));
	assert_int_equal(span.to - span.from, 2 * 86400 - 1);
	needs_free(&n);
	query_free(&q);
	fault_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_precedence),
		cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_widen),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_finder),
		cmocka_unit_test(test_query_needs),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
