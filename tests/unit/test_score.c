/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "score_report.h"

static void
add(struct score *s, const char *truth, const char *said, int times)
{
	for (int i = 0; i < times; i++)
		score_add(s, sv_z(truth), sv_z(said));
}

static const struct score_class *
class_of(const struct score_sums *sums, const char *name)
{
	for (size_t i = 0; i < sums->n; i++)
		if (sv_eq(sums->classes[i].name, sv_z(name)))
			return &sums->classes[i];
	return NULL;
}

/* Figures worked out by hand. */
static void
test_figures(void **state)
{
	struct score s = {0};
	struct score_sums sums;

	(void)state;
	add(&s, "a", "a", 8);
	add(&s, "a", "b", 2);
	add(&s, "b", "b", 3);
	add(&s, "b", "a", 1);
	score_sum(&s, &sums);
	assert_int_equal(sums.n, 2);
	assert_int_equal(sums.records, 14);
	assert_int_equal(sums.accuracy, 7857); /* 11/14 */
	assert_int_equal(class_of(&sums, "a")->precision, 8889); /* 8/9 */
	assert_int_equal(class_of(&sums, "a")->recall, 8000);
	assert_int_equal(class_of(&sums, "a")->f1, 8421); /* 16/19 */
	assert_int_equal(class_of(&sums, "b")->precision, 6000);
	assert_int_equal(class_of(&sums, "b")->f1, 6667); /* 6/9 */
	assert_int_equal(sums.macro_f1, 7544);
	assert_int_equal(sums.counts[0 * 2 + 1], 2);
	score_sums_free(&sums);
	score_free(&s);
}

/* What is true and never said is in the mean as 0; what is said and never
 * true is not, but what it was taken from has lost it. */
static void
test_one_sided(void **state)
{
	struct score s = {0};
	struct score_sums sums;

	(void)state;
	add(&s, "a", "a", 4);
	add(&s, "b", "a", 2);
	add(&s, "a", "c", 1);
	score_sum(&s, &sums);
	assert_int_equal(sums.ntrue, 2);
	assert_int_equal(sums.n, 3);
	assert_string_equal(sums.classes[2].name.p, "c");
	assert_int_equal(class_of(&sums, "b")->precision, -1);
	assert_int_equal(class_of(&sums, "b")->recall, 0);
	assert_int_equal(class_of(&sums, "b")->f1, 0);
	assert_int_equal(class_of(&sums, "c")->precision, 0);
	assert_int_equal(class_of(&sums, "c")->recall, -1);
	assert_int_equal(class_of(&sums, "c")->f1, -1);
	/* a: 2*4 / (5 + 6); b: 0. */
	assert_int_equal(sums.macro_f1, 3636);
	score_sums_free(&sums);
	score_free(&s);
}

static void
test_none(void **state)
{
	struct score s = {0};
	struct score_sums sums;

	(void)state;
	add(&s, "none", "other", 5);
	add(&s, "none", "help.lost", 1);
	add(&s, "ordinary", "invalid", 1);
	add(&s, "none", "fraud.task", 1);
	add(&s, "fraud.loan", "other", 1);
	add(&s, "fraud.loan", "fraud.loan", 3);
	score_sum(&s, &sums);
	assert_int_equal(class_of(&sums, "none")->truly, 8);
	assert_int_equal(class_of(&sums, "none")->right, 7);
	/* A fraud that was missed costs the precision of "none". */
	assert_int_equal(class_of(&sums, "none")->said, 8);
	assert_null(class_of(&sums, "other"));
	assert_non_null(class_of(&sums, "fraud.task"));
	score_sums_free(&sums);
	score_free(&s);
	/* Without the label, "other" is what it says. */
	add(&s, "other", "other", 2);
	add(&s, "other", "help.lost", 1);
	score_sum(&s, &sums);
	assert_int_equal(class_of(&sums, "other")->right, 2);
	assert_non_null(class_of(&sums, "help.lost"));
	score_sums_free(&sums);
	score_free(&s);
}

static void
test_same_and_unsure(void **state)
{
	struct score s = {0}, other = {0};
	struct score_sums sums;

	(void)state;
	score_same(&s, SV("fraud.credit"), SV("fraud.loan"));
	add(&s, "fraud.loan", "fraud.credit", 2);
	add(&s, "fraud.credit", "fraud.loan", 1);
	add(&other, "fraud.loan", "fraud.credit", 1);
	add(&other, "fraud.loan", "unsure", 1);
	other.unlabelled = 3;
	score_merge(&s, &other);
	score_sum(&s, &sums);
	assert_int_equal(class_of(&sums, "fraud.loan")->right, 4);
	assert_int_equal(sums.unsure, 1);
	assert_int_equal(sums.accuracy, 8000);
	assert_int_equal(sums.decided, 10000);
	assert_int_equal(s.unlabelled, 3);
	score_sums_free(&sums);
	score_free(&s);
	score_free(&other);
}

static void
test_reports(void **state)
{
	struct score s = {0};
	struct str out = {0};
	struct fault f = {0};

	(void)state;
	score_report_json(&s, &out);
	assert_string_equal(out.p, "{\"records\":0,\"right\":0,\"unsure\":0,"
	    "\"unlabelled\":0,\"classes\":[],\"confusion\":[]}\n");
	str_clear(&out);
	assert_int_equal(score_report_text(&s, true, &out, &f), 0);
	assert_string_equal(out.p, "macro F1 -%, accuracy -% (0 of 0 right)\n");
	str_clear(&out);
	add(&s, "引号\"", "a", 1);
	score_report_json(&s, &out);
	assert_non_null(strstr(out.p, "{\"truly\":\"引号\\\"\",\"said\":\"a\","
	    "\"count\":1}"));
	str_free(&out);
	score_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_figures),
	    cmocka_unit_test(test_one_sided),
	    cmocka_unit_test(test_none),
	    cmocka_unit_test(test_same_and_unsure),
	    cmocka_unit_test(test_reports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
