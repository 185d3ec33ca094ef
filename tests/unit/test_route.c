/* SPDX-License-Identifier: MIT */
/* The shipped gate, tiers, limits and departments on small records, and what
 * is refused in files of that kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "prog.h"
#include "routing.h"

struct world {
	struct routing routing;
	struct record record;
	struct str scratch;
};

static void
set_up(struct world *w)
{
	char *share = prog_data_path("departments");
	struct fault f = {0};

	*w = (struct world){0};
	assert_non_null(share);
	if (routing_read(&w->routing, share, NULL, NULL, &f) != 0)
		fail_msg("%s:%d: %s", str_z(&f.file), (int)f.line, f.text.p);
	free(share);
}

static void
tear_down(struct world *w)
{
	routing_free(&w->routing);
	record_free(&w->record);
	str_free(&w->scratch);
}

static void
scan(struct world *w, const char *line)
{
	struct fault f = {0};

	if (record_scan(&w->record, sv_z(line), &f) != 0)
		fail_msg("%s: %s", line, f.text.p);
}

static void
route(struct world *w, const char *line, int64_t repeats,
    struct routing_facts *facts, struct routing_decision *d)
{
	struct fault f = {0};

	scan(w, line);
	assert_int_equal(routing_look(&w->routing, &w->record, facts,
	    &w->scratch, &f), 0);
	facts->conditions.repeats = repeats;
	routing_decide(&w->routing, facts, d);
}

struct wanted {
	const char *category, *labels, *risk, *rest;
	int64_t repeats;
	const char *tier, *why;
};

static void
assert_routed(struct world *w, const struct wanted *x)
{
	struct routing_facts facts;
	struct routing_decision d;
	struct str line = {0}, why = {0};

	str_addf(&line, "{\"reported_at\":\"2024-09-02T10:00:00+08:00\","
	    "\"category\":\"%s\",\"labels\":[%s],\"risk\":\"%s\"%s}",
	    x->category, x->labels, x->risk, x->rest);
	route(w, line.p, x->repeats, &facts, &d);
	routing_why(&why, &w->routing, &facts, &d);
	if (strcmp(tier_name(d.tier), x->tier) != 0 ||
	    strstr(why.p, x->why) == NULL)
		fail_msg("%s (%d earlier): %s, not %s; %s, not %s", line.p,
		    (int)x->repeats, tier_name(d.tier), x->tier, why.p,
		    x->why);
	str_free(&line);
	str_free(&why);
}

static void
test_tiers(void **state)
{
	static const struct wanted table[] = {
	/* gates */
	{"dispute.debt", "\"gate.criminal\"", "high", "", 0, "case",
	    "\"gate.criminal 刑事诉讼法第一百一十二条\""},
	{"crime.assault", "\"crime.assault\",\"dispute.neighbour\"", "medium",
	    "", 0, "case", "gate.crime_class"},
	{"dispute.romance", "\"crime.sexual\"", "low", "", 0, "case",
	    "gate.crime_grave"},
	{"dispute.debt", "\"gate.not_mediable\"", "low", "", 0, "case",
	    "gate.not_mediable"},
	{"dispute.family", "\"gate.domestic_violence\"", "low", "", 0,
	    "officer", "\"check 告诫书\",\"check 人身安全保护令\""},
	{"dispute.family", "\"risk.domestic_violence\"", "low", "", 0,
	    "officer", "gate.domestic_violence"},
	{"dispute.school", "\"gate.minor\"", "low", "", 0, "officer",
	    "gate.minor"},
	{"dispute.neighbour", "\"gate.needs_grade\"", "low", "", 0,
	    "officer", "\"due.after_assessment "},
	{"dispute.consumer", "\"fraud.shopping\"", "low", "", 0, "officer",
	    "gate.crime_label"},
	{"dispute.debt", "\"gate.civil_only\"", "low", "", 0, "mediator",
	    "gate.civil_only"},
	{"dispute.consumer", "\"gate.other_agency\"", "low", "", 0,
	    "mediator", "\"agency 市场监管（12315）\""},
	/* The gate raises and never lowers. */
	{"dispute.family", "\"gate.domestic_violence\"", "high", "", 0,
	    "joint", "tier.high_risk"},
	{"dispute.debt", "\"gate.civil_only\"", "high", "", 0, "joint",
	    "gate.civil_only"},
	/* thresholds, just below and at */
	{"dispute.debt", "", "low", "", 0, "mediator", "\"tier.simple\""},
	{"dispute.debt", "", "medium", "", 0, "officer", "tier.medium_risk"},
	{"dispute.debt", "", "low", "", 1, "officer", "tier.second_report"},
	{"dispute.debt", "", "low", "", 2, "joint", "tier.third_report"},
	{"dispute.debt", "", "low", ",\"loss_fen\":4999999", 0, "mediator",
	    "tier.simple"},
	{"dispute.debt", "", "low", ",\"loss_fen\":5000000", 0, "officer",
	    "tier.large_sum"},
	{"dispute.debt", "", "low", ",\"loss_fen\":50000000", 0, "joint",
	    "tier.very_large_sum"},
	{"dispute.debt", "", "low",
	    ",\"caller_name\":\"甲\",\"parties\":[\"乙\",\"丙\",\"丁\"]", 0,
	    "mediator", "tier.simple"},
	{"dispute.debt", "", "low",
	    ",\"caller_name\":\"甲\",\"parties\":[\"乙\",\"丙\",\"丁\",\"戊\"]",
	    0, "joint", "tier.many_named"},
	{"dispute.labour", "\"risk.many_people\"", "low", "", 0, "joint",
	    "tier.many_people"},
	{"dispute.labour", "\"risk.unpaid_group\"", "low", "", 0, "joint",
	    "tier.unpaid_group"},
	{"dispute.debt", "\"risk.failed_mediation\"", "low", "", 0,
	    "officer", "tier.failed_mediation"},
	{"dispute.debt", "\"risk.failed_mediation\",\"risk.long_standing\"",
	    "low", "", 0, "joint", "tier.failed_again"},
	{"dispute.debt", "\"risk.long_standing\"", "low", "", 0, "mediator",
	    "tier.simple"},
	{"dispute.land", "", "low", "", 0, "mediator", "tier.simple"},
	{"dispute.land.boundary", "", "medium", "", 0, "joint",
	    "tier.several_agencies"},
	{"dispute.neighbour", "\"risk.assault\"", "low", "", 0, "officer",
	    "tier.violence"},
	{"dispute.romance", "\"risk.stalking\"", "low", "", 0, "officer",
	    "tier.danger"},
	{"dispute.debt", "\"risk.large_sum\"", "low", "", 0, "officer",
	    "tier.large_sum_words"},
	};
	struct world w;

	(void)state;
	set_up(&w);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_routed(&w, &table[i]);
	tear_down(&w);
}

/* Earlier reports count by how long ago they came; of unknown age always. */
static void
test_ages(void **state)
{
	static const struct {
		int64_t repeats;
		uint16_t ages[3];
		unsigned nages;
		enum tier tier;
	} table[] = {
	{1, {200, 0, 0}, 1, TIER_OFFICER},
	{2, {10, 90, 0}, 2, TIER_JOINT},
	{2, {10, 91, 0}, 2, TIER_OFFICER},
	{3, {10, 91, 90}, 3, TIER_JOINT},
	{2, {10, 0, 0}, 1, TIER_JOINT},
	{2, {0, 0, 0}, 0, TIER_JOINT}
	};
	struct world w;

	(void)state;
	set_up(&w);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct routing_facts facts = {.conditions = {.loss_fen = -1,
		    .repeats = table[i].repeats, .nages = table[i].nages}};
		struct routing_decision d;

		memcpy(facts.conditions.ages, table[i].ages,
		    sizeof(table[i].ages));
		routing_decide(&w.routing, &facts, &d);
		assert_int_equal(d.tier, table[i].tier);
	}
	tear_down(&w);
}

/* What is a case at all. */
static void
test_kind(void **state)
{
	static const struct {
		const char *line;
		enum routing_kind kind;
	} table[] = {
	{"{\"category\":\"dispute.debt\"}", ROUTING_DISPUTE},
	{"{\"category\":\"dispute\"}", ROUTING_DISPUTE},
	{"{\"category\":\"disputes\"}", ROUTING_NO_CASE},
	{"{\"category\":\"fraud.task\",\"labels\":[\"dispute.debt\"]}",
	    ROUTING_NO_CASE},
	{"{\"category\":\"crime.damage\",\"labels\":[\"dispute.debt\"]}",
	    ROUTING_DISPUTE},
	{"{\"category\":\"crime.damage\",\"labels\":[\"crime.damage\"]}",
	    ROUTING_NO_CASE},
	{"{\"category\":\"dispute.debt\",\"link\":\"repeat\"}",
	    ROUTING_NO_CASE},
	{"{\"kind\":\"patrol\",\"category\":\"dispute.debt\"}",
	    ROUTING_NO_CASE},
	{"{\"kind\":\"patrol\"}", ROUTING_NO_CASE},
	{"{\"kind\":\"incident\"}", ROUTING_UNCLASSIFIED},
	{"{}", ROUTING_UNCLASSIFIED},
	{"{\"link\":\"urge\"}", ROUTING_NO_CASE},
	};
	struct world w;

	(void)state;
	set_up(&w);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		scan(&w, table[i].line);
		if (routing_kind(&w.record, &w.scratch) != table[i].kind)
			fail_msg("%s", table[i].line);
	}
	tear_down(&w);
}

static void
test_departments(void **state)
{
	static const struct {
		const char *line, *departments;
	} table[] = {
	{"\"category\":\"dispute.labour\",\"risk\":\"high\"",
	    "劳动监察 人社 总工会 司法所 "},
	{"\"category\":\"dispute.labour.wages\",\"risk\":\"high\"",
	    "劳动监察 人社 总工会 司法所 "},
	{"\"category\":\"dispute.labour\",\"risk\":\"low\"", ""},
	/* Two categories: each department once. */
	{"\"category\":\"dispute.romance\",\"risk\":\"high\","
	    "\"labels\":[\"dispute.debt\"]",
	    "妇联 社区 司法所 法院诉前调解 "},
	{"\"category\":\"dispute.unheard_of\",\"risk\":\"high\"", ""},
	{"\"category\":\"dispute.debt\",\"labels\":[\"gate.criminal\"]",
	    "案件办理队 "},
	{"\"category\":\"dispute.school\",\"labels\":[\"gate.minor\"]",
	    "教育 "},
	{"\"category\":\"dispute.medical\",\"labels\":[\"gate.other_agency\"]",
	    "医调委 "},
	};
	struct world w;

	(void)state;
	set_up(&w);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct str line = {0}, got = {0};
		struct routing_facts facts;
		struct routing_decision d;
		struct routing_names names;

		str_addf(&line, "{%s}", table[i].line);
		route(&w, line.p, 0, &facts, &d);
		routing_departments(&w.routing, &facts, &d, &names);
		for (size_t j = 0; j < names.count; j++) {
			str_addsv(&got, names.items[j]);
			str_addc(&got, ' ');
		}
		assert_string_equal(str_z(&got), table[i].departments);
		assert_false(d.has_due); /* no time of report */
		str_free(&line);
		str_free(&got);
	}
	tear_down(&w);
}

/* Monday to Friday only: no calendar. */
static void
test_due(void **state)
{
	static const struct {
		const char *reported, *rest, *due;
	} table[] = {
	/* Friday: 1, 3 working days; 3, 30 days that end on a day off. */
	{"2024-08-30T23:59:59+08:00", "\"risk\":\"high\"", "2024-09-02"},
	{"2024-08-30T00:00:00+08:00", "\"risk\":\"medium\"", "2024-09-04"},
	{"2024-08-28T09:00:00+08:00", "\"labels\":[\"gate.criminal\"]",
	    "2024-09-02"},
	{"2024-08-30T12:00:00+08:00", "\"risk\":\"low\"", "2024-09-30"},
	{"2024-08-31T12:00:00+08:00", "\"risk\":\"medium\"", "2024-09-04"},
	{"2024-09-02", "\"risk\":\"low\"", "2024-10-02"},
	};
	struct world w;

	(void)state;
	set_up(&w);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct str line = {0}, got = {0};
		struct routing_facts facts;
		struct routing_decision d;

		str_addf(&line, "{\"category\":\"dispute.debt\","
		    "\"reported_at\":\"%s\",%s}", table[i].reported,
		    table[i].rest);
		route(&w, line.p, 0, &facts, &d);
		assert_true(d.has_due);
		date_add(&got, d.due_on);
		assert_string_equal(got.p, table[i].due);
		str_free(&line);
		str_free(&got);
	}
	tear_down(&w);
}

static void
test_bad_time(void **state)
{
	struct world w;
	struct routing_facts facts;
	struct fault f = {0};

	(void)state;
	set_up(&w);
	scan(&w, "{\"category\":\"dispute.debt\",\"reported_at\":\"1/2/24\"}");
	assert_int_equal(routing_look(&w.routing, &w.record, &facts,
	    &w.scratch, &f), -1);
	assert_non_null(strstr(f.text.p, "reported_at"));
	assert_int_equal(f.column, 43);
	fault_free(&f);
	tear_down(&w);
}

/* --- files that are refused ------------------------------------------------ */

static void
write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
test_refused(void **state)
{
#define WORDS "\"law\":\"a\",\"law_en\":\"a\",\"why\":\"a\",\"why_en\":\"a\""
	static const struct {
		const char *name, *text, *says;
	} table[] = {
	{"gate.json", "{\"format\":1,\"gates\":[{\"id\":\"g\"," WORDS ","
	    "\"at_least\":\"boss\",\"when\":{\"labels\":[\"x\"]}}]}",
	    "'boss' is not one of mediator, officer, joint, case"},
	{"gate.json", "{\"format\":1,\"gates\":[{\"id\":\"g\"," WORDS ","
	    "\"at_least\":\"case\",\"when\":{}}]}", "asks for nothing"},
	{"gate.json", "{\"format\":1,\"gates\":[{\"id\":\"g\"," WORDS ","
	    "\"at_least\":\"case\"}]}", "no \"when\" here"},
	{"gate.json", "{\"format\":1,\"gates\":[{\"id\":\"g\","
	    "\"at_least\":\"case\",\"when\":{\"labels\":[\"x\"]}}]}",
	    "no \"law\" here"},
	{"gate.json", "{\"format\":1,\"gates\":[{\"id\":\"g\"," WORDS ","
	    "\"at_least\":\"case\",\"when\":{\"caller_sex\":[\"male\"]}}]}",
	    "caller_sex"},
	{"tiers.json", "{\"format\":1,\"simple_why\":\"a\","
	    "\"simple_why_en\":\"a\",\"rules\":[{\"id\":\"t\","
	    "\"tier\":\"case\",\"why\":\"a\",\"why_en\":\"a\","
	    "\"when\":{\"risk\":[\"low\"]}}]}", "only a gate may"},
	{"tiers.json", "{\"format\":1,\"simple_why\":\"a\","
	    "\"simple_why_en\":\"a\",\"rules\":[{\"id\":\"t\","
	    "\"tier\":\"joint\",\"why_en\":\"a\","
	    "\"when\":{\"risk\":[\"low\"]}}]}", "no \"why\" here"},
	{"tiers.json", "{\"format\":1,\"simple_why\":\"a\","
	    "\"simple_why_en\":\"a\",\"rules\":[{\"id\":\"t\","
	    "\"tier\":\"joint\",\"why\":\"a\",\"why_en\":\"a\","
	    "\"when\":{\"risk\":[\"red\"]}}]}",
	    "'red' is not one of low, medium, high"},
	{"due.json", "{\"format\":1,\"rules\":[{\"id\":\"d\"," WORDS ","
	    "\"tier\":\"officer\",\"days\":3,\"workdays\":3}]}", "keep one"},
	{"due.json", "{\"format\":1,\"rules\":[{\"id\":\"d\"," WORDS ","
	    "\"tier\":\"officer\",\"days\":0}]}", "may be 1 to 3660"},
	{"departments.json", "{\"format\":1,\"categories\":["
	    "{\"category\":\"a\",\"name\":\"a\",\"name_en\":\"a\","
	    "\"why\":\"a\",\"departments\":[]}],\"extras\":[]}",
	    "no \"departments\" here"},
	{"departments.json", "{\"format\":1,\"categories\":[],\"extras\":["
	    "{\"id\":\"a\",\"why\":\"a\",\"departments\":[\"a\"]}]}",
	    "no \"tiers\" here"},
	{"departments.json", "{\"format\":2,\"categories\":[],\"extras\":[]}",
	    "reads format 1"},
	{"tier.json", "{}", "unknown file 'tier.json'"},
	};
	char dir[] = "t_route.XXXXXX";
	char *share = prog_data_path("departments");

	(void)state;
	assert_non_null(share);
	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct routing routing;
		struct fault f = {0};
		struct str path = {0};

		str_addf(&path, "%s/%s", dir, table[i].name);
		write_text(path.p, table[i].text);
		assert_int_equal(routing_read(&routing, dir, share, NULL, &f),
		    -1);
		if (strstr(f.text.p, table[i].says) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", f.text.p,
			    table[i].says);
		routing_free(&routing);
		assert_int_equal(unlink(path.p), 0);
		str_free(&path);
		fault_free(&f);
	}
	assert_int_equal(rmdir(dir), 0);
	free(share);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tiers),
		cmocka_unit_test(test_ages),
		cmocka_unit_test(test_kind),
		cmocka_unit_test(test_departments),
		cmocka_unit_test(test_due),
		cmocka_unit_test(test_bad_time),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
