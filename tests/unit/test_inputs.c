/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "inputs.h"

static char *
head_of(const struct inputs *s)
{
	struct str out = {0};
	char *text;

	str_addz(&out, "{\"kind\":\"x\"");
	inputs_put(&out, s);
	str_addc(&out, '}');
	text = sv_dup(str_sv(&out));
	str_free(&out);
	return text;
}

/* The head's list into s; the status. */
static int
read_head(struct inputs *s, const char *head)
{
	struct record r = {0};
	struct fault f = {0};
	int status;

	assert_int_equal(record_scan(&r, sv_z(head), &f), 0);
	status = inputs_read(s, &r.fields[r.nfields - 1].value, &f);
	assert_int_equal(f.text.len > 0, status != 0);
	record_free(&r);
	fault_free(&f);
	return status;
}

static void
test_order_and_threads_do_not_matter(void **state)
{
	struct inputs a = {0}, b = {0}, c = {0};
	char *one, *two;

	(void)state;
	inputs_take(&a, SV("first"));
	inputs_take(&a, SV("second"));
	inputs_take(&a, SV("third"));
	inputs_take(&b, SV("third"));
	inputs_take(&c, SV("second"));
	inputs_take(&c, SV("first"));
	inputs_join(&b, &c);
	one = head_of(&a);
	two = head_of(&b);
	assert_string_equal(one, two);
	assert_int_equal(
	    strlen(one), strlen("{'kind':'x','inputs':['']}") + INPUTS_HEX);
	inputs_take(&b, SV("first")); /* more than a set */
	free(two);
	two = head_of(&b);
	assert_string_not_equal(one, two);
	free(one);
	free(two);
	inputs_free(&a);
	inputs_free(&b);
	inputs_free(&c);
}

static void
test_nothing_has_no_name(void **state)
{
	struct inputs none = {0};
	char *head = head_of(&none);

	(void)state;
	assert_string_equal(head, "{\"kind\":\"x\",\"inputs\":[]}");
	assert_int_equal(read_head(&none, head), 0);
	assert_int_equal(read_head(&none, head), 0);
	free(head);
	inputs_free(&none);
}

/* 40 inputs in any grouping are the same list, and each is there once. */
static void
test_lists_unite(void **state)
{
	struct inputs all = {0}, odd = {0}, even = {0}, joined = {0};
	char text[16], *want, *part;

	(void)state;
	for (int i = 0; i < 40; i++) {
		snprintf(text, sizeof(text), "%d", i * 37 % 40);
		assert_true(inputs_add(&all, sv_z(text)));
		assert_true(inputs_add(i % 2 ? &odd : &even, sv_z(text)));
		assert_false(inputs_add(&all, sv_z(text)));
	}
	want = head_of(&all);
	part = head_of(&odd);
	assert_int_equal(read_head(&joined, part), 0);
	assert_int_equal(read_head(&joined, part), -1);
	assert_int_equal(read_head(&all, part), -1);
	free(part);
	part = head_of(&even);
	assert_int_equal(read_head(&joined, part), 0);
	free(part);
	part = head_of(&joined);
	assert_string_equal(want, part);
	free(part);
	free(want);
	inputs_free(&all);
	inputs_free(&odd);
	inputs_free(&even);
	inputs_free(&joined);
}

static void
test_own_records_stand_in_order(void **state)
{
	struct inputs s = {0}, again = {0};
	char text[16], *head;

	(void)state;
	inputs_take(&s, SV("own"));
	for (int i = 0; i < 9; i++) {
		snprintf(text, sizeof(text), "%d", i);
		assert_true(inputs_add(&s, sv_z(text)));
	}
	head = head_of(&s);
	assert_int_equal(read_head(&again, head), 0); /* ascending */
	assert_int_equal(again.n, 10);
	free(head);
	inputs_free(&s);
	inputs_free(&again);
}

static void
test_damage_is_refused(void **state)
{
	static const char *const bad[] = {"7", "\"x\"", "[\"\"]", "[1]",
	    "[\"0123456789abcdef0123456789abcde\"]",
	    "[\"0123456789abcdef0123456789abcdeG\"]",
	    "[\"0123456789ABCDEF0123456789ABCDEF\"]",
	    "[\"11111111111111111111111111111111\","
	    "\"11111111111111111111111111111111\"]",
	    "[\"21111111111111111111111111111111\","
	    "\"11111111111111111111111111111111\"]"};
	struct inputs s = {0};
	char head[128];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(head, sizeof(head), "{\"inputs\":%s}", bad[i]);
		assert_int_equal(read_head(&s, head), -1);
		assert_int_equal(s.n, 0);
	}
	inputs_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order_and_threads_do_not_matter),
	    cmocka_unit_test(test_nothing_has_no_name),
	    cmocka_unit_test(test_lists_unite),
	    cmocka_unit_test(test_own_records_stand_in_order),
	    cmocka_unit_test(test_damage_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
