/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <math.h>

#include "signif.h"
#include "unusual.h"

static struct count_query query;

static void
add(struct incidents *t, int64_t day, int64_t hour, const char *category,
    const char *community, int64_t n)
{
	struct sv texts[INCIDENTS_NNAMES] = {
	    [INCIDENTS_CLASS] = SV(""),
	    [INCIDENTS_CATEGORY] = sv_z(category),
	    [INCIDENTS_COMMUNITY] = sv_z(community),
	    [INCIDENTS_PLACE_TYPE] = SV(""),
	    [INCIDENTS_RISK] = SV(""),
	    [INCIDENTS_PLACE] = SV(""),
	    [INCIDENTS_DOOR] = SV("")};

	if (n > 0)
		incidents_add(t, day, hour, texts, n);
	if (day < t->tally.first)
		t->tally.first = day;
	if (day > t->tally.last)
		t->tally.last = day;
}

static void
begin(struct incidents *t)
{
	struct fault f = {0};

	assert_int_equal(count_query_set(&query, &count_incidents, "day", NULL,
	    NULL, NULL, 1, &f), 0);
	incidents_init(t, &query);
}

static const struct unusual_cell *
cell_of(const struct unusual *u, const struct incidents *t,
    enum unusual_family family, const char *name)
{
	enum incidents_name which;

	for (size_t i = 0; i < u->ncells; i++)
		if (u->cells[i].family == family &&
		    unusual_family_name(family, &which) &&
		    sv_eq(incidents_text(t, which, u->cells[i].name),
		    sv_z(name)))
			return &u->cells[i];
	return NULL;
}

/* Two a day of one kind for eight weeks, and then nine. */
static void
test_counts(void **state)
{
	const struct unusual_options o = {8, 0.05, UNUSUAL_HOLM, true};
	const struct unusual_cell *c;
	struct incidents t;
	struct unusual u;

	(void)state;
	begin(&t);
	for (int64_t day = 100; day < 156; day++)
		add(&t, day, 3, "crime.theft", "a", 2);
	add(&t, 156, 3, "crime.theft", "a", 9);
	add(&t, 156, 20, "help.lost", "b", 1);
	add(&t, 157, 20, "help.lost", "b", 50);
	incidents_settle(&t);
	unusual_find(&u, &t, 156, &o);
	assert_int_equal(u.weeks, 8);
	assert_true(u.tested);
	/* all, two categories, two communities, two bands, two pairs */
	assert_int_equal(u.ncells, 9);
	c = cell_of(&u, &t, UNUSUAL_CATEGORY, "crime.theft");
	assert_non_null(c);
	assert_int_equal(c->count, 9);
	assert_int_equal(c->sum, 16);
	assert_true(fabs(c->expected - 2) < 1e-12);
	/* days that vary less than chance have no dispersion */
	assert_true(c->dispersion == 0);
	assert_true(fabs(c->p / signif_rates(9, 1, 16, 8) - 1) < 1e-12);
	assert_true(c->high);
	c = cell_of(&u, &t, UNUSUAL_CATEGORY, "help.lost");
	assert_non_null(c);
	assert_int_equal(c->sum, 0);
	assert_true(fabs(c->p - 1 / 9.0) < 1e-12);
	assert_false(c->high);
	unusual_free(&u);
	incidents_free(&t);
}

static void
test_little_data(void **state)
{
	const struct unusual_options o = {8, 0.05, UNUSUAL_HOLM, false};
	struct incidents t;
	struct unusual u;

	(void)state;
	begin(&t);
	add(&t, 100, 3, "crime.theft", "a", 1);
	add(&t, 120, 3, "crime.theft", "a", 40);
	add(&t, 121, 3, "crime.theft", "a", 40);
	incidents_settle(&t);
	unusual_find(&u, &t, 120, &o);
	assert_int_equal(u.weeks, 2);
	assert_false(u.tested);
	assert_int_equal(u.nhigh, 0);
	unusual_free(&u);
	/* three weeks to the day are enough */
	unusual_find(&u, &t, 121, &o);
	assert_int_equal(u.weeks, 3);
	assert_true(u.tested && u.nhigh > 0);
	unusual_free(&u);
	/* a day without any: nothing is high */
	unusual_find(&u, &t, 119, &o);
	assert_int_equal(u.nhigh, 0);
	unusual_free(&u);
	incidents_free(&t);
}

/* --- years by chance ----------------------------------------------------- */

static uint64_t state_of_chance = 88172645463325252U;

static double
draw(void)
{
	state_of_chance ^= state_of_chance << 13;
	state_of_chance ^= state_of_chance >> 7;
	state_of_chance ^= state_of_chance << 17;
	return ((double)(state_of_chance >> 11) + 0.5) / 9007199254740992.0;
}

static int
draw_poisson(double mean)
{
	double least = exp(-mean), p = 1;
	int k = 0;

	while ((p *= draw()) > least)
		k++;
	return k;
}

/* Mean 1, variance 1/5. */
static double
draw_luck(void)
{
	double sum = 0;

	for (int i = 0; i < 5; i++)
		sum -= log(draw()) / 5;
	return sum;
}

/* A year; burst: on every 63rd day the usual number once more. */
static void
make_year(struct incidents *t, bool luck, bool burst)
{
	static const char *const kinds[] = {"a", "b", "c", "d", "e", "f", "g"};

	begin(t);
	for (int64_t day = 0; day < 364; day++) {
		double mean = 30 * (luck ? draw_luck() : 1) *
		    (day % 7 > 4 ? 1.3 : 1);
		int n = draw_poisson(mean);

		if (burst && day % 63 == 62)
			n += 30;
		add(t, day, 0, "", "", 0);
		while (n-- > 0)
			add(t, day, (int64_t)(24 * draw()),
			    kinds[(int)(7 * draw() * draw())],
			    kinds[(int)(5 * draw())], 1);
	}
	incidents_settle(t);
}

static double
share_of_alarms(bool luck, const struct unusual_options *o)
{
	int alarms = 0, days = 0;

	for (int year = 0; year < 4; year++) {
		struct unusual_counts c;
		struct incidents t;

		make_year(&t, luck, false);
		/* all days at once are what each is alone */
		unusual_count(&c, &t, 56, 364, o);
		for (int64_t day = 56; day < 364; day++, days++) {
			struct unusual u, alone;

			unusual_on(&u, &c, day, o);
			alarms += u.nhigh > 0;
			if (day % 50 == 0) {
				unusual_find(&alone, &t, day, o);
				assert_int_equal(alone.ncells, u.ncells);
				assert_memory_equal(alone.cells, u.cells,
				    u.ncells * sizeof(*u.cells));
				unusual_free(&alone);
			}
			unusual_free(&u);
		}
		unusual_counts_free(&c);
		incidents_free(&t);
	}
	return (double)alarms / days;
}

static void
test_quiet_years(void **state)
{
	const struct unusual_options holm = {8, 0.05, UNUSUAL_HOLM, false};
	const struct unusual_options few = {4, 0.2, UNUSUAL_BONFERRONI, true};

	(void)state;
	assert_true(share_of_alarms(false, &holm) <= 0.05);
	assert_true(share_of_alarms(true, &holm) <= 0.05);
	assert_true(share_of_alarms(false, &few) <= 0.2);
	assert_true(share_of_alarms(true, &few) <= 0.2);
	/* and it is no test that never finds anything */
	assert_true(share_of_alarms(false, &few) > 0.01);
}

static void
test_bursts(void **state)
{
	const struct unusual_options o = {8, 0.05, UNUSUAL_HOLM, false};
	int found = 0, planted = 0;

	(void)state;
	for (int year = 0; year < 4; year++) {
		struct incidents t;

		make_year(&t, false, true);
		for (int64_t day = 62; day < 364; day += 63, planted++) {
			struct unusual u;
			const struct unusual_cell *all;

			unusual_find(&u, &t, day, &o);
			all = unusual_cell(&u, UNUSUAL_ALL, 0);
			assert_non_null(all);
			found += all->high;
			unusual_free(&u);
		}
		incidents_free(&t);
	}
	assert_true(found * 10 >= planted * 8);
}

static void
test_words(void **state)
{
	struct str s = {0};
	double level;

	(void)state;
	assert_true(unusual_read_level("0.05", &level));
	assert_true(level > 0.049 && level < 0.051);
	assert_false(unusual_read_level("", &level));
	assert_false(unusual_read_level("0", &level));
	assert_false(unusual_read_level("1", &level));
	assert_false(unusual_read_level("nan", &level));
	assert_false(unusual_read_level("0.05%", &level));
	unusual_add_p(&s, 0.0123456);
	str_addc(&s, ' ');
	unusual_add_p(&s, 4.5e-9);
	assert_string_equal(s.p, "0.0123 4.5e-09");
	str_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_counts),
	    cmocka_unit_test(test_little_data),
	    cmocka_unit_test(test_quiet_years),
	    cmocka_unit_test(test_bursts),
	    cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
