/* SPDX-License-Identifier: MIT */
/* roster: what is refused and where; assign: who comes next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "assign.h"
#include "datetime.h"

static const char departments_text[] =
    "{\"format\":1,\"categories\":["
    "{\"category\":\"dispute.family\",\"name\":\"a\",\"name_en\":\"a\","
    "\"departments\":[\"x\"],\"why\":\"w\"},"
    "{\"category\":\"dispute.debt\",\"name\":\"b\",\"name_en\":\"b\","
    "\"departments\":[\"y\"],\"why\":\"w\"}],\"extras\":[]}";

struct world {
	struct condition_terms terms;
	struct departments departments;
	struct str said;        /* line:column text; ... */
};

static void
set_up(struct world *w)
{
	struct fault f = {0};

	*w = (struct world){0};
	condition_terms_init(&w->terms);
	assert_int_equal(departments_read(&w->departments,
	    json_parse(sv_z(departments_text), "d.json", &f), &w->terms, &f),
	    0);
}

static void
tear_down(struct world *w)
{
	condition_terms_free(&w->terms);
	departments_free(&w->departments);
	str_free(&w->said);
}

static void
say(void *context, const struct fault *f)
{
	struct world *w = context;

	str_addf(&w->said, "%d:%d %s\n", (int)f->line, (int)f->column,
	    f->text.p);
}

static struct roster *
read_text(struct world *w, const char *text)
{
	struct fault f = {0};
	struct json_doc *doc = json_parse(sv_z(text), "r.json", &f);

	assert_non_null(doc);
	str_clear(&w->said);
	return roster_read(doc, &w->departments, say, w);
}

static void
test_good(void **state)
{
	struct world w;
	struct roster *r;
	const struct roster_person *p;

	(void)state;
	set_up(&w);
	r = read_text(&w, "{\"format\":1,\"station\":\"S\",\"_n\":0,"
	    "\"mediators\":[{\"id\":\"M1\",\"name\":\"n\",\"capacity\":5,"
	    "\"communities\":[\"c\"],\"specialities\":[\"dispute\"],"
	    "\"leave\":[[\"2024-09-01\",\"2024-09-03\"]],\"open\":2}],"
	    "\"officers\":[{\"id\":\"P1\",\"name\":\"o\"}]}");
	assert_string_equal(str_z(&w.said), "");
	assert_non_null(r);
	p = &r->lists[ROSTER_MEDIATORS].people[0];
	assert_int_equal(p->open, 2);
	assert_int_equal(p->capacity, 5);
	assert_false(roster_on_leave(p, date_days(2024, 8, 31)));
	assert_true(roster_on_leave(p, date_days(2024, 9, 1)));
	assert_true(roster_on_leave(p, date_days(2024, 9, 3)));
	assert_false(roster_on_leave(p, date_days(2024, 9, 4)));
	assert_int_equal(r->lists[ROSTER_OFFICERS].people[0].capacity, -1);
	roster_free(r);
	tear_down(&w);
}

/* Every problem is told, each at its place, in one go. */
static void
test_problems(void **state)
{
	static const char text[] =
	    "{\"format\":1,\n"
	    "\"mediators\":[\n"
	    "{\"id\":\"M1\",\"name\":\"n\",\"capacity\":0},\n"
	    "{\"id\":\"M1\",\"name\":\"n\",\"capacity\":1,\"opne\":3},\n"
	    "{\"id\":\"M3\",\"capacity\":1,"
	    "\"leave\":[[\"2024-02-30\",\"2024-03-01\"]]},\n"
	    "{\"id\":\"M4\",\"name\":\"n\","
	    "\"leave\":[[\"2024-03-02\",\"2024-03-01\"],[\"2024-03-02\"]]},\n"
	    "{\"id\":\"M5\",\"name\":\"n\",\"capacity\":1,"
	    "\"specialities\":[\"dispute.debt\",\"dispute.famly\"],"
	    "\"communities\":[7]}\n"
	    "],\n"
	    "\"officers\":[{\"id\":\"M5\",\"name\":\"\",\"open\":-1}]}";
	static const char *const wanted[] = {
	    "3:", "\"capacity\" must be from 1",
	    "4:", "\"opne\"", "id 'M1' is there twice",
	    "5:", "no \"name\" here", "'2024-02-30' is no date",
	    "6:", "no \"capacity\" here", "ends before it begins",
	    "two days, first and last",
	    "7:", "\"communities\" may hold only texts",
	    "speciality 'dispute.famly'",
	    "9:", "id 'M5' is there twice", "\"name\" is empty",
	    "\"open\" must be from 0", NULL};
	struct world w;
	struct roster *r;
	const char *at;

	(void)state;
	set_up(&w);
	r = read_text(&w, text);
	assert_null(r);
	at = str_z(&w.said);
	for (size_t i = 0; wanted[i] != NULL; i++) {
		const char *found = strstr(at, wanted[i]);

		if (found == NULL)
			fail_msg("no \"%s\" in order in:\n%s", wanted[i],
			    str_z(&w.said));
		/* Within a line of the roster the order is ours. */
		if (wanted[i][1] == ':')
			at = found;
	}
	tear_down(&w);
}

static void
test_shape(void **state)
{
	static const char *const bad[] = {"[]", "{}", "{\"format\":2}",
	    "{\"format\":1}", "{\"format\":1,\"mediators\":[],"
	    "\"officers\":{}}", "{\"format\":1,\"mediators\":[1],"
	    "\"officers\":[]}", "{\"format\":1,\"mediators\":[],"
	    "\"officers\":[],\"colour\":1}"};
	struct world w;

	(void)state;
	set_up(&w);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_null(read_text(&w, bad[i]));
		assert_true(w.said.len > 0);
	}
	tear_down(&w);
}

/* --- assign ---------------------------------------------------------------- */

static const char three[] = "{\"format\":1,\"mediators\":["
    "{\"id\":\"A\",\"name\":\"a\",\"capacity\":2,\"communities\":[\"east\"]},"
    "{\"id\":\"B\",\"name\":\"b\",\"capacity\":2,"
    "\"specialities\":[\"dispute.debt\"]},"
    "{\"id\":\"C\",\"name\":\"c\",\"capacity\":1,\"communities\":[\"east\"],"
    "\"specialities\":[\"dispute.debt\"],"
    "\"leave\":[[\"2024-09-02\",\"2024-09-02\"]]}],\"officers\":[]}";

static void
assert_next(struct assign *a, const char *community, const char *category,
    int64_t day, const char *wanted)
{
	struct assign_choice choice;
	bool given = assign_next(a, ROSTER_MEDIATORS, sv_z(community),
	    sv_z(category), true, day, &choice);

	if (wanted == NULL)
		assert_false(given);
	else
		assert_string_equal(given ? choice.person->id.p : "nobody",
		    wanted);
}

/* community+speciality before community, speciality, anybody; full and absent
 * people are passed over. */
static void
test_order(void **state)
{
	int64_t day = date_days(2024, 9, 1);
	struct world w;
	struct roster *r;
	struct assign *a;
	struct assign_choice choice;

	(void)state;
	set_up(&w);
	r = read_text(&w, three);
	assert_non_null(r);
	a = assign_new(r);
	assert_next(a, "east", "dispute.debt", day + 1, "A"); /* C on leave */
	assert_next(a, "east", "dispute.debt", day, "C");
	assert_next(a, "east", "dispute.debt.loan", day, "A"); /* C full */
	assert_next(a, "east", "dispute.debt", day, "B");      /* A full */
	assert_next(a, "west", "dispute.family", day, "B");
	assert_next(a, "west", "dispute.debt", day, NULL);
	assert_false(assign_next(a, ROSTER_OFFICERS, SV(""), SV("x"), false,
	    0, &choice));
	assign_free(a);
	roster_free(r);
	tear_down(&w);
}

/* Of equals the least loaded for its capacity, then the first. */
static void
test_load(void **state)
{
	struct world w;
	struct roster *r;
	struct assign *a;
	unsigned got[2] = {0};

	(void)state;
	set_up(&w);
	r = read_text(&w, "{\"format\":1,\"mediators\":["
	    "{\"id\":\"A\",\"name\":\"a\",\"capacity\":10,\"open\":1},"
	    "{\"id\":\"B\",\"name\":\"b\",\"capacity\":30}],"
	    "\"officers\":[]}");
	assert_non_null(r);
	a = assign_new(r);
	for (int i = 0; i < 27; i++) {
		struct assign_choice choice;

		assert_true(assign_next(a, ROSTER_MEDIATORS, SV(""), SV("x"),
		    false, 0, &choice));
		got[choice.person->id.p[0] - 'A']++;
	}
	/* 28 open in all: 7 of 10 and 21 of 30. */
	assert_int_equal(got[0], 6);
	assert_int_equal(got[1], 21);
	assign_free(a);
	roster_free(r);
	tear_down(&w);
}

/* However cases come, no two of the same community and speciality are more
 * than one case apart. */
static void
test_balance(void **state)
{
	struct str text = {0};
	struct world w;
	struct roster *r;
	struct assign *a;
	int got[12] = {0};
	uint64_t dice = 42;

	(void)state;
	set_up(&w);
	str_addz(&text, "{\"format\":1,\"mediators\":[");
	for (int i = 0; i < 12; i++)
		str_addf(&text, "%s{\"id\":\"%d\",\"name\":\"n\","
		    "\"capacity\":1000,\"communities\":[\"c%d\"],"
		    "\"specialities\":[\"dispute.%s\"]}", i > 0 ? "," : "", i,
		    i / 6, i / 3 % 2 == 0 ? "debt" : "family");
	str_addz(&text, "],\"officers\":[]}");
	r = read_text(&w, text.p);
	assert_non_null(r);
	a = assign_new(r);
	for (int i = 0; i < 1000; i++) {
		struct assign_choice choice;
		int64_t n;

		dice = dice * 6364136223846793005U + 1442695040888963407U;
		assert_true(assign_next(a, ROSTER_MEDIATORS,
		    dice >> 63 != 0 ? SV("c0") : SV("c1"),
		    (dice >> 62 & 1) != 0 ? SV("dispute.debt")
		    : SV("dispute.family"), true, i, &choice));
		assert_true(sv_int(choice.person->id, &n));
		assert_true(choice.community && choice.speciality);
		got[n]++;
		for (int j = 0; j < 12; j++)
			for (int k = j / 3 * 3; k < j; k++)
				assert_true(abs(got[j] - got[k]) <= 1);
	}
	assign_free(a);
	roster_free(r);
	str_free(&text);
	tear_down(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_shape),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_balance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
