/* SPDX-License-Identifier: MIT */
/* repeat, repeats: what belongs together does, what only looks alike does not,
 * whatever the order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "jsonout.h"
#include "repeats.h"

#define MAX 256

struct set {
	struct fold *fold;
	struct repeat_namer *namer;
	struct repeat_looker looker;
	struct repeats_options options;
	struct repeat_sketch sketches[MAX];
	char ids[MAX][16], parents[MAX][16];
	uint32_t count;
	struct repeats *repeats;
};

static void
begin(struct set *s)
{
	*s = (struct set){.options = REPEATS_DEFAULTS};
	s->fold = fold_new();
	s->namer = repeat_namer_new();
	s->looker.fold = s->fold;
	s->looker.namer = s->namer;
}

static void
end(struct set *s)
{
	repeats_free(s->repeats);
	repeat_looker_free(&s->looker);
	repeat_namer_free(s->namer);
	fold_free(s->fold);
}

/* An incident: id, day and hour, category, then what else it says, as JSON. */
static void
add(struct set *s, const char *id, const char *at, const char *category,
    const char *more)
{
	struct record r = {0};
	struct fault f = {0};
	struct str line = {0};

	str_addf(&line, "{\"id\":\"%s\",\"reported_at\":\"2024-%s:00:00+08:00\""
	    ",\"category\":\"%s\"%s%s}", id, at, category,
	    more[0] != '\0' ? "," : "", more);
	assert_int_equal(record_scan(&r, str_sv(&line), &f), 0);
	assert_true(s->count < MAX);
	repeat_look(&s->looker, &r, strncmp(category, "dispute.", 8) == 0,
	    &s->sketches[s->count]);
	snprintf(s->ids[s->count], sizeof(s->ids[0]), "%s", id);
	s->count++;
	record_free(&r);
	fault_free(&f);
	str_free(&line);
}

/* Links all, adding them in the order or from the last on. */
static void
run(struct set *s, bool backwards)
{
	repeats_free(s->repeats);
	s->repeats = repeats_new(&s->options);
	for (uint32_t k = 0; k < s->count; k++) {
		uint32_t i = backwards ? s->count - 1 - k : k;

		repeats_see(s->repeats, &s->sketches[i]);
		assert_int_equal(repeats_add(s->repeats, &s->sketches[i],
		    sv_z(s->ids[i]), sv_z(s->parents[i])), k);
	}
	repeats_link(s->repeats);
}

static struct repeats_result
result(const struct set *s, uint32_t i)
{
	struct repeats_result r;

	repeats_result(s->repeats, i, &r);
	return r;
}

static void
expect(const struct set *s, uint32_t i, uint32_t of, const char *why)
{
	struct repeats_result r = result(s, i);
	struct str text = {0};

	assert_int_equal(r.of, of);
	repeat_put_why(&text, &r.why);
	assert_string_equal(text.p, why);
	str_free(&text);
}

static void
test_reasons(void **unused)
{
	struct set s;

	(void)unused;
	begin(&s);
	add(&s, "A", "01-01T10", "dispute.debt", "\"caller_phone\":"
	    "\"13812345678\",\"narrative\":\"张\"");
	add(&s, "B", "01-09T10", "dispute.debt",
	    "\"caller_phone\":\"13812345678,02882501234\"");
	/* the area code is given or not */
	add(&s, "C", "02-09T10", "dispute.debt",
	    "\"caller_phone\":\"82501234\"");
	add(&s, "D", "02-19T10", "dispute.family", "\"address\":"
	    "\"花源街道柳河苑3栋2单元501\",\"community\":\"柳河苑社区\"");
	add(&s, "E", "03-19T10", "dispute.family", "\"address\":"
	    "\"花源柳河苑小区三幢2-501\",\"unit\":\"新津区公安分局花源派出所\"");
	add(&s, "F", "04-01T10", "dispute.romance", "\"caller_name\":"
	    "\"欧阳志强\",\"narrative\":\"报警人称林小燕与其分手后不还钱。\"");
	add(&s, "G", "04-09T10", "dispute.romance", "\"caller_name\":"
	    "\"林小燕（报警人）\",\"narrative\":\"来电人称欧阳志强一直纠缠。\"");
	run(&s, false);
	expect(&s, 1, 0, "[\"phone\",\"category\",\"points:4\"]");
	expect(&s, 2, 1, "[\"phone\",\"category\",\"points:4\"]");
	expect(&s, 4, 3, "[\"address:5\",\"category\",\"points:4\"]");
	expect(&s, 6, 5, "[\"names:2\",\"category\",\"points:4\"]");
	assert_int_equal(result(&s, 3).of, REPEATS_NONE);
	assert_int_equal(result(&s, 2).earlier, 2);
	assert_int_equal(result(&s, 2).nages, 2);
	assert_int_equal(result(&s, 2).ages[0], 31);
	assert_int_equal(result(&s, 2).ages[1], 39);
	end(&s);
}

/* The window is between two reports, not from the first on. */
static void
test_window(void **unused)
{
	struct set s;

	(void)unused;
	begin(&s);
	add(&s, "A", "01-01T10", "dispute.debt", "\"caller_phone\":\"13812345678\"");
	add(&s, "B", "05-01T10", "dispute.debt", "\"caller_phone\":\"13812345678\"");
	add(&s, "C", "09-01T10", "dispute.debt", "\"caller_phone\":\"13812345678\"");
	run(&s, false);
	assert_int_equal(result(&s, 1).of, 0);
	assert_int_equal(result(&s, 2).of, 1);
	assert_int_equal(result(&s, 2).earlier, 2);
	s.options.window = 100 * (int64_t)REPEATS_DAY;
	run(&s, false);
	assert_int_equal(result(&s, 1).of, REPEATS_NONE);
	assert_int_equal(result(&s, 2).of, REPEATS_NONE);
	end(&s);
}

/* Calls of one event raise nothing; what parent_id says is a report always. */
static void
test_event(void **unused)
{
	struct set s;

	(void)unused;
	begin(&s);
	add(&s, "A", "01-01T10", "dispute.debt", "\"caller_phone\":\"13812345678\"");
	add(&s, "B", "01-01T11", "dispute.debt", "\"caller_phone\":\"13812345678\"");
	add(&s, "C", "01-01T15", "dispute.debt", "\"caller_phone\":\"13812345678\"");
	add(&s, "D", "01-01T15", "dispute.debt", "");
	snprintf(s.parents[3], sizeof(s.parents[3]), "Z");
	add(&s, "E", "01-01T15", "dispute.debt", "");
	snprintf(s.parents[4], sizeof(s.parents[4]), "D");
	run(&s, false);
	assert_true(result(&s, 1).same_event);
	assert_int_equal(result(&s, 1).earlier, 0);
	assert_false(result(&s, 2).same_event);
	assert_int_equal(result(&s, 2).earlier, 1);
	/* Z is not among them, but was a report */
	assert_int_equal(result(&s, 3).of, REPEATS_NONE);
	assert_int_equal(result(&s, 3).earlier, 1);
	assert_int_equal(result(&s, 4).of, 3);
	assert_int_equal(result(&s, 4).earlier, 2);
	end(&s);
}

static void
test_bound(void **unused)
{
	struct set s;
	char id[16], at[16];
	unsigned full = 0;

	(void)unused;
	begin(&s);
	s.options.bound = 10;
	for (unsigned i = 0; i < 24; i++) {
		snprintf(id, sizeof(id), "R%02u", i);
		snprintf(at, sizeof(at), "01-%02uT10", i + 1);
		add(&s, id, at, "dispute.debt",
		    "\"caller_phone\":\"13812345678\"");
	}
	run(&s, false);
	for (uint32_t i = 0; i < 24; i++) {
		full += result(&s, i).full;
		assert_true(result(&s, i).earlier < 10);
	}
	assert_int_equal(full, 2);
	assert_int_equal(result(&s, 23).first, 20);
	end(&s);
}

/* Of many incidents, of many families: nobody's. */
static void
test_shared(void **unused)
{
	static const char *const families[] = {"王", "李", "张", "刘", "陈"};
	struct set s;
	char more[96], id[16], at[16];

	(void)unused;
	for (unsigned many = 3; many <= 5; many++) {
		begin(&s);
		for (unsigned i = 0; i < many; i++) {
			snprintf(id, sizeof(id), "S%u", i);
			snprintf(at, sizeof(at), "01-%02uT10", i * 5 + 1);
			snprintf(more, sizeof(more), "\"caller_phone\":"
			    "\"13812345678\",\"caller_name\":\"%s志伟\","
			    "\"address\":\"学源路88号\"", families[i]);
			add(&s, id, at, "dispute.debt", more);
		}
		run(&s, false);
		assert_int_equal(result(&s, 1).why.phone, many < 4);
		end(&s);
	}
	begin(&s);
	s.options.shared = 20;
	for (unsigned i = 0; i < 30; i++) {
		snprintf(id, sizeof(id), "T%u", i);
		snprintf(at, sizeof(at), "01-%02uT10", i + 1);
		add(&s, id, at, "dispute.debt",
		    "\"caller_phone\":\"13812345678\"");
	}
	run(&s, false);
	for (uint32_t i = 0; i < 30; i++)
		assert_int_equal(result(&s, i).of, REPEATS_NONE);
	end(&s);
}

static void
test_traps(void **unused)
{
	struct set s;

	(void)unused;
	begin(&s);
	add(&s, "A", "01-01T10", "dispute.debt", "\"caller_name\":\"王伟\","
	    "\"caller_phone\":\"13811112222\"");
	add(&s, "B", "01-20T10", "dispute.debt", "\"caller_name\":\"王伟\","
	    "\"caller_phone\":\"13933334444\"");
	add(&s, "C", "02-01T10", "dispute.family",
	    "\"address\":\"花源街道学源路\",\"community\":\"学源社区\"");
	add(&s, "D", "02-20T10", "dispute.family",
	    "\"address\":\"花源街道学源路\",\"community\":\"学源社区\"");
	add(&s, "E", "03-01T10", "dispute.school", "\"address\":\"成职学院\"");
	add(&s, "F", "03-20T10", "dispute.school", "\"address\":\"成职学院\"");
	add(&s, "G", "04-01T10", "dispute.debt", "\"caller_phone\":\"12345\"");
	add(&s, "H", "04-20T10", "dispute.debt", "\"caller_phone\":\"12345\"");
	/* one estate in two communities, one room in two buildings */
	add(&s, "I", "05-01T10", "dispute.family", "\"address\":"
	    "\"幸福苑3栋501\",\"community\":\"东社区\"");
	add(&s, "J", "05-20T10", "dispute.family", "\"address\":"
	    "\"幸福苑3栋501\",\"community\":\"西社区\"");
	add(&s, "K", "05-30T10", "dispute.family", "\"address\":"
	    "\"幸福苑4栋501\",\"community\":\"西社区\"");
	/* two that are no disputes */
	add(&s, "L", "06-01T10", "help.noise", "\"caller_phone\":"
	    "\"13855556666\"");
	add(&s, "M", "06-02T10", "help.noise", "\"caller_phone\":"
	    "\"13855556666\"");
	run(&s, false);
	for (uint32_t i = 0; i < s.count; i++)
		assert_int_equal(result(&s, i).of, REPEATS_NONE);
	end(&s);
}

/* Pseudo-random incidents of few values: the same groups forwards and
 * backwards. */
static void
test_order(void **unused)
{
	struct set s;
	char more[160], id[16], at[16];
	unsigned seed = 7;
	struct repeats_result forward[200];

	(void)unused;
	begin(&s);
	for (unsigned i = 0; i < 200; i++) {
		seed = seed * 1103515245u + 12345u;
		snprintf(id, sizeof(id), "O%03u", i);
		snprintf(at, sizeof(at), "%02u-%02uT%02u", 1 + i / 50,
		    1 + i / 2 % 25, seed >> 16 & 15);
		snprintf(more, sizeof(more), "\"caller_phone\":\"138%08u\","
		    "\"address\":\"柳河苑%u栋%u0%u\"", (seed >> 20) % 60 *
		    7654321u % 100000000u, 1 + (seed >> 12) % 3,
		    1 + (seed >> 8) % 3, 1 + (seed >> 5) % 4);
		add(&s, id, at, (seed >> 25 & 1) ? "dispute.debt"
		    : "dispute.family", more);
	}
	run(&s, false);
	for (uint32_t i = 0; i < 200; i++)
		forward[i] = result(&s, i);
	run(&s, true);
	for (uint32_t i = 0; i < 200; i++) {
		struct repeats_result r = result(&s, 199 - i);

		assert_int_equal(r.of == REPEATS_NONE ? REPEATS_NONE
		    : 199 - r.of, forward[i].of);
		assert_int_equal(199 - r.first, forward[i].first);
		assert_int_equal(r.earlier, forward[i].earlier);
		assert_int_equal(r.why.points, forward[i].why.points);
	}
	end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_event),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_traps),
		cmocka_unit_test(test_order)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
