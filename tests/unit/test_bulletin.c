/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "bulletin_choose.h"
#include "exemplar.h"
#include "rise.h"

static const char *const facet = "{\"format\":1,\"facet\":\"victim\","
    "\"title\":\"x\",\"groups\":[{\"id\":\"student\",\"title\":\"学生\","
    "\"evidence\":[{\"job\":[\"学生\"]}]},{\"id\":\"elderly\","
    "\"title\":\"老人\",\"evidence\":[{\"age\":[60,150]}]}]}";

static const char *const two_groups = "{\"format\": 1, \"groups\": ["
    "{\"name\": \"a\", \"audience\": \"student\", \"campus\": [\"东区\"],"
    " \"sent\": [{\"on\": \"2024-08-20\", \"themes\": [\"fraud.task\","
    " \"fraud.loan\"]}]},"
    "{\"name\": \"b\", \"audience\": [\"student\", \"elderly\"],"
    " \"communities\": [\"柳河苑\"], \"exclude\": [\"fraud.game\"]}]}";

static struct facets *
facets_made(void)
{
	struct facets *fs = facets_new();

	assert_int_equal(facets_parse(fs, sv_z(facet), "f", NULL), 0);
	facets_build(fs);
	return fs;
}

static int64_t
day_of(const char *text)
{
	int64_t day;

	assert_true(date_read(sv_z(text), &day));
	return day;
}

static void
memory(void **state)
{
	struct facets *fs = facets_made();
	struct bulletin_groups g;
	struct str out = {0};
	const struct sv themes[] = {SV("fraud.game"), SV("fraud.task")};
	int64_t on = day_of("2024-08-26");

	(void)state;
	assert_int_equal(bulletin_groups_parse(&g, sv_z(two_groups), "g", fs,
	    NULL), 0);
	assert_true(bulletin_had(&g.at[0], SV("fraud.loan"), on, 7));
	assert_false(bulletin_had(&g.at[0], SV("fraud.loan"), on, 6));
	assert_false(bulletin_had(&g.at[1], SV("fraud.loan"), on, 7));
	/* A message of two themes is one message. */
	assert_int_equal(bulletin_week(&g.at[0], on), 1);
	assert_int_equal(bulletin_week(&g.at[0], on + 1), 0);
	bulletin_note(&g, &g.at[0], on, themes, 2);
	bulletin_note(&g, &g.at[0], on, themes, 2);
	assert_int_equal(bulletin_week(&g.at[0], on), 2);
	assert_int_equal(bulletin_times(&g.at[0], SV("fraud.task"), on), 1);
	assert_int_equal(bulletin_times(&g.at[0], SV("fraud.task"), on + 1),
	    2);
	bulletin_state_put(&out, &g, on);
	assert_string_equal(out.p, "{\"format\": 1,\n \"groups\": {\n"
	    "  \"a\": [\n   {\"on\": \"2024-08-20\", \"themes\": "
	    "[\"fraud.task\", \"fraud.loan\"]},\n"
	    "   {\"on\": \"2024-08-26\", \"themes\": "
	    "[\"fraud.game\", \"fraud.task\"]}],\n  \"b\": []}}\n");
	/* What is older than a year is forgotten. */
	str_clear(&out);
	bulletin_state_put(&out, &g, on + 400);
	assert_string_equal(out.p, "{\"format\": 1,\n \"groups\": {\n"
	    "  \"a\": [],\n  \"b\": []}}\n");
	str_free(&out);
	bulletin_groups_free(&g);
	facets_free(fs);
}

static void
lengths(void **state)
{
	(void)state;
	assert_int_equal(bulletin_length(SV("柳a\n"), BULLETIN_CHARS), 3);
	assert_int_equal(bulletin_length(SV("柳a\n"), BULLETIN_UTF16), 3);
	assert_int_equal(bulletin_length(SV("柳a\n"), BULLETIN_BYTES), 5);
	assert_int_equal(bulletin_length(SV("📌"), BULLETIN_CHARS), 1);
	assert_int_equal(bulletin_length(SV("📌"), BULLETIN_UTF16), 2);
	assert_int_equal(bulletin_length(SV("📌"), BULLETIN_BYTES), 4);
}

static void
add_cases(struct case_texts *t, const char *type, const char *day, size_t n,
    uint64_t mask)
{
	for (size_t i = 0; i < n; i++) {
		struct case_text c = {.category = sv_z(type),
		    .day = day_of(day), .loss = 1000, .mask = mask};

		case_texts_add(t, &c);
	}
}

/* Windows of 28 days to 2024-12-31: what rises comes first, what was sent is
 * left out, a type of one or two cases is none. */
static void
choices(void **state)
{
	static const char *const before[] = {"2024-12-01", "2024-11-03",
	    "2024-10-06", "2024-09-08", "2024-08-11"};
	struct facets *fs = facets_made();
	struct bulletin_groups g;
	struct count_query q = {0};
	struct bulletin_work w = {0};
	struct bulletin_choice c;
	int64_t on = day_of("2024-12-31");

	(void)state;
	assert_int_equal(bulletin_groups_parse(&g, sv_z(two_groups), "g", fs,
	    NULL), 0);
	w.groups = &g;
	w.tally.query = &q;
	w.tally.first = day_of("2024-07-01");
	w.tally.last = on - 1;
	for (size_t i = 0; i < 5; i++) {
		add_cases(&w.cases, "fraud.task", before[i], 5, 1);
		add_cases(&w.cases, "fraud.loan", before[i], 1, 1);
	}
	add_cases(&w.cases, "fraud.task", "2024-12-10", 6, 1);
	add_cases(&w.cases, "fraud.loan", "2024-12-10", 5, 1);
	add_cases(&w.cases, "fraud.other", "2024-12-10", 2, 1);
	add_cases(&w.cases, "fraud.game", "2024-12-10", 9, 2);
	case_texts_sort(&w.cases);
	bulletin_choose(&w, 0, on, &c);
	assert_int_equal(c.silence, BULLETIN_SPEAKS);
	assert_int_equal(c.cases, 13);
	assert_int_equal(c.before, 6);
	assert_int_equal(c.nchosen, 2);
	assert_string_equal(c.themes[c.chosen[0]].type.p, "fraud.loan");
	assert_true(c.themes[c.chosen[0]].surging);
	assert_int_equal(c.themes[c.chosen[0]].past_n, 5);
	assert_false(c.themes[c.chosen[1]].surging);
	bulletin_choice_free(&c);
	/* Sent three days ago: what is not surging is left out. */
	bulletin_note(&g, &g.at[0], on - 3, (struct sv[]){SV("fraud.task"),
	    SV("fraud.loan")}, 2);
	bulletin_choose(&w, 0, on, &c);
	assert_int_equal(c.nchosen, 1);
	assert_string_equal(c.themes[c.chosen[0]].type.p, "fraud.loan");
	bulletin_choice_free(&c);
	bulletin_note(&g, &g.at[0], on - 1, (struct sv[]){SV("fraud.loan")},
	    1);
	bulletin_choose(&w, 0, on, &c);
	assert_int_equal(c.silence, BULLETIN_FULL_WEEK);
	bulletin_choice_free(&c);
	/* The other group has but what it does not want. */
	bulletin_choose(&w, 1, on, &c);
	assert_int_equal(c.silence, BULLETIN_TOO_FEW);
	bulletin_choice_free(&c);
	bulletin_choose(&w, 1, day_of("2024-08-01"), &c);
	assert_int_equal(c.silence, BULLETIN_NO_CASES);
	bulletin_choice_free(&c);
	case_texts_free(&w.cases);
	bulletin_groups_free(&g);
	facets_free(fs);
}

static void
rises(void **state)
{
	struct rise all[] = {{18, 5, 29, 171}, {5, 5, 26, 138}, {0, 5, 9, 19},
	    {9, 1, 2, 4}};
	double p[4];

	(void)state;
	rise_test(all, 4, 3, p);
	assert_true(p[0] > 0 && p[0] < 0.01);
	assert_true(p[1] > 0.3);
	assert_true(p[2] < 0); /* nothing now */
	assert_true(p[3] < 0); /* too little before */
}

/* The middle of the crowd first, then one that differs; a copy never. */
static void
exemplars(void **state)
{
	struct case_text c[] = {
	    {.text = SV("接到自称客服的电话，称其会员将自动扣费，让其共享屏幕转账"),
		.day = 100, .course = 3},
	    {.text = SV("接到自称客服的电话，称其会员将自动扣费，让其共享屏幕转账"),
		.day = 100, .course = 3},
	    {.text = SV("接到自称平台客服的来电，称其会员要自动扣费，下载软件共享屏幕"),
		.day = 99, .course = 3},
	    {.text = SV("在网上卖手机，买家称店铺没有开通保障，让其扫码交保证金一万元"),
		.day = 98, .course = 1},
	    {.text = SV("太短"), .day = 100, .course = 3},
	};
	struct fold *fold = fold_new();
	size_t chosen[5];
	size_t n = exemplar_choose(fold, c, 5, 5, chosen);

	(void)state;
	assert_int_equal(n, 3);
	assert_int_equal(chosen[0], 0);
	for (size_t i = 0; i < n; i++)
		assert_true(chosen[i] != 1 && chosen[i] != 4);
	assert_int_equal(exemplar_choose(fold, c, 5, 1, chosen), 1);
	assert_int_equal(exemplar_choose(fold, c, 0, 3, chosen), 0);
	fold_free(fold);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(memory), cmocka_unit_test(lengths),
	    cmocka_unit_test(choices), cmocka_unit_test(rises),
	    cmocka_unit_test(exemplars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
