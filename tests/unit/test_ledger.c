/* SPDX-License-Identifier: MIT */
#include "casebook.h"
#include "src.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <cmocka.h>

struct place {
	char dir[64], ledger[96], snapshot[96];
};

static int
setup(void **state)
{
	struct place *p = mem_zalloc(1, sizeof(*p));

	strcpy(p->dir, "/tmp/precinct-ledger.XXXXXX");
	if (mkdtemp(p->dir) == NULL)
		return -1;
	snprintf(p->ledger, sizeof(p->ledger), "%s/ledger.jsonl", p->dir);
	snprintf(p->snapshot, sizeof(p->snapshot), "%s/ledger.snapshot",
	    p->dir);
	*state = p;
	return 0;
}

static int
teardown(void **state)
{
	struct place *p = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", p->dir);
	if (system(command) != 0)
		return -1;
	free(p);
	return 0;
}

static struct event
event(enum event_kind kind, const char *id, const char *at)
{
	struct event e = {.kind = kind, .case_id = sv_z(id)};

	assert_true(event_set_at(&e, sv_z(at)));
	return e;
}

static struct event
opening(const char *case_id, const char *id, const char *at)
{
	struct event e = event(EVENT_OPENED, case_id, at);

	e.id = sv_z(id);
	e.tier = TIER_MEDIATOR;
	e.risk = EVENT_LOW;
	e.category = SV("dispute.neighbour");
	e.community = SV("柳河苑社区");
	e.assignee = SV("M01");
	e.has_due = date_read(SV("2024-09-30"), &e.due_on);
	e.until_closed = true;
	return e;
}

static void
open_book(struct casebook *b, const struct place *p, bool writes, bool whole,
    int64_t since)
{
	struct casebook_options o = {.writes = writes, .whole = whole,
	    .since = since, .now = 1725160000};
	struct fault f = {0};

	if (casebook_open(b, p->dir, &o, &f) != 0)
		fail_msg("%s", str_z(&f.text));
	fault_free(&f);
}

static void
commit(struct casebook *b)
{
	struct fault f = {0};

	if (casebook_commit(b, &f) != 0)
		fail_msg("%s", str_z(&f.text));
}

/* Three small cases. */
static void
make_small(const struct place *p)
{
	struct casebook b;
	struct event e;

	open_book(&b, p, true, false, 0);
	e = opening("D1", "1", "2024-09-01T08:00:00+08:00");
	casebook_add(&b, &e);
	e = opening("D2", "2", "2024-09-01T09:00:00+08:00");
	e.note = SV("a \"quoted\" note\nof two lines");
	casebook_add(&b, &e);
	commit(&b);
	e = event(EVENT_MEDIATED, "D1", "2024-09-03");
	e.by = SV("M01");
	e.ref = SV("0011223344556677");
	casebook_add(&b, &e);
	e = event(EVENT_AGREEMENT, "D1", "2024-09-04T10:00:00+08:00");
	e.number = SV("2024-17");
	casebook_add(&b, &e);
	e = event(EVENT_CLOSED, "D1", "2024-09-04T11:00:00+08:00");
	e.visits = SV("[\"2024-10-08\"]");
	casebook_add(&b, &e);
	commit(&b);
	casebook_close(&b, true);
}

static char *
read_file(const char *path, size_t *n)
{
	struct str s = {0};
	struct fault f = {0};

	assert_int_equal(src_slurp(path, 1 << 30, &s, &f), 0);
	*n = s.len;
	return s.p;
}

static void
write_file(const char *path, const char *p, size_t n)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(p, 1, n, file), n);
	fclose(file);
}

static void
test_state(void **state)
{
	struct place *p = *state;
	struct casebook b;
	const struct case_state_of *s;

	make_small(p);
	open_book(&b, p, false, true, 0);
	assert_int_equal(b.cases.count, 2);
	assert_int_equal(b.cases.strange, 0);
	assert_int_equal(b.ledger.end.seq, 5);
	s = &b.cases.items[cases_find(&b.cases, SV("D1"))];
	assert_int_equal(s->state, CASE_CLOSED);
	assert_int_equal(s->result, EVENT_SETTLED);
	assert_int_equal(s->rounds, 1);
	assert_false(s->has_due);
	assert_int_equal(s->nvisits, 1);
	s = &b.cases.items[cases_find(&b.cases, SV("D2"))];
	assert_int_equal(s->state, CASE_OPEN);
	assert_true(s->has_due);
	assert_true(cases_has_ref(&b.cases, SV("0011223344556677")));
	assert_false(cases_has_ref(&b.cases, SV("0011223344556678")));
	assert_int_equal(cases_find_incident(&b.cases, SV("2")), 1);
	assert_int_equal(cases_find(&b.cases, SV("D3")), CASES_NONE);
	casebook_close(&b, false);
}

/* Whatever byte is changed to whatever: found, and the event named is the one
 * that holds it. */
static void
test_every_byte(void **state)
{
	struct place *p = *state;
	struct casebook_options o = {.whole = true};
	char *good, *bad;
	size_t n, event = 1;

	make_small(p);
	good = read_file(p->ledger, &n);
	bad = mem_alloc(n);
	for (size_t i = 0; i < n; i++) {
		static const unsigned char flips[] = {0x01, 0x20, 0x80, 0};

		for (size_t k = 0; k < 4; k++) {
			struct casebook b;
			struct fault f = {0};
			int status;

			memcpy(bad, good, n);
			bad[i] = (char)(flips[k] != 0 ? bad[i] ^ flips[k]
						      : '\n');
			if (bad[i] == good[i])
				continue;
			write_file(p->ledger, bad, n);
			status = casebook_open(&b, p->dir, &o, &f);
			if (i == n - 1)
				assert_true(b.torn > 0 || status != 0);
			else
				assert_int_equal(status, -1);
			if (status != 0)
				assert_int_equal(f.line, event);
			fault_free(&f);
			casebook_close(&b, false);
		}
		event += good[i] == '\n';
	}
	free(good);
	free(bad);
}

/* Events taken out, put twice, in another order. */
static void
test_lines(void **state)
{
	struct place *p = *state;
	struct casebook_options o = {.whole = true};
	char *good;
	size_t n, first, second;

	make_small(p);
	good = read_file(p->ledger, &n);
	first = (size_t)(strchr(good, '\n') - good) + 1;
	second = (size_t)(strchr(good + first, '\n') - good) + 1;
	for (int what = 0; what < 3; what++) {
		struct str s = {0};
		struct casebook b;
		struct fault f = {0};

		if (what == 0) { /* the first gone */
			str_add(&s, good + first, n - first);
		} else if (what == 1) { /* the second twice */
			str_add(&s, good, second);
			str_add(&s, good + first, n - first);
		} else { /* the first two turned round */
			str_add(&s, good + first, second - first);
			str_add(&s, good, first);
			str_add(&s, good + second, n - second);
		}
		write_file(p->ledger, s.p, s.len);
		assert_int_equal(casebook_open(&b, p->dir, &o, &f), -1);
		assert_int_equal(f.line, what == 1 ? 3 : 1);
		fault_free(&f);
		casebook_close(&b, false);
		str_free(&s);
	}
	free(good);
}

/* Cut anywhere: whole events before it are read, the rest is torn; a writer
 * refuses until it is moved aside. */
static void
test_torn(void **state)
{
	struct place *p = *state;
	char *good;
	size_t n;

	make_small(p);
	good = read_file(p->ledger, &n);
	for (size_t cut = 1; cut < n; cut += 7) {
		struct casebook_options o = {.writes = true};
		struct casebook b;
		struct fault f = {0};
		struct str held = {0};
		char *moved = NULL;
		bool torn = good[cut - 1] != '\n';

		write_file(p->ledger, good, cut);
		assert_int_equal(casebook_open(&b, p->dir, &o, &f),
		    torn ? -1 : 0);
		if (!torn) {
			casebook_close(&b, false);
			continue;
		}
		assert_non_null(strstr(f.text.p, "no whole event"));
		assert_int_equal(b.torn + b.ledger.end.offset, cut);
		assert_int_equal(ledger_cut(&b.ledger, &b.ledger.end, &moved,
		    &held, &f), 0);
		assert_int_equal(held.len, b.torn);
		assert_memory_equal(held.p, good + cut - held.len, held.len);
		casebook_close(&b, false);
		open_book(&b, p, true, false, 0);
		assert_int_equal(b.torn, 0);
		casebook_close(&b, false);
		free(moved);
		str_free(&held);
		fault_free(&f);
	}
	free(good);
}

static void
add_many(struct casebook *b, int from, int to)
{
	for (int i = from; i < to; i++) {
		char id[16], incident[16], at[16];
		int64_t day = date_days(2020, 1, 1) + i / 3;
		int32_t year;
		unsigned month, d;
		struct event e;

		date_civil(day, &year, &month, &d);
		snprintf(id, sizeof(id), "D%d", i);
		snprintf(incident, sizeof(incident), "%d", i);
		snprintf(at, sizeof(at), "%04d-%02u-%02u", (int)year, month,
		    d);
		e = opening(id, incident, at);
		casebook_add(b, &e);
		if (i % 10 == 0)
			continue; /* stays open */
		e = event(EVENT_CLOSED, id, at);
		e.result = EVENT_SETTLED;
		casebook_add(b, &e);
	}
}

static void
test_snapshot(void **state)
{
	struct place *p = *state;
	struct casebook b;
	struct fault f = {0};
	struct stat st;
	uint32_t at;
	char *bytes;
	size_t n, all;

	open_book(&b, p, true, false, INT64_MAX);
	add_many(&b, 0, 3000);
	commit(&b);
	all = b.cases.count;
	casebook_close(&b, true);
	assert_int_equal(stat(p->snapshot, &st), 0);

	/* what is recent or open is there; what is not is found when asked */
	open_book(&b, p, true, false, date_days(2022, 8, 1));
	assert_true(b.partial);
	assert_true(b.cases.count < all);
	assert_int_equal(b.ledger.end.seq, b.base);
	add_many(&b, 3000, 3100);
	assert_int_equal(casebook_find(&b, SV("D10"), &at, &f), 0);
	assert_int_equal(b.cases.items[at].state, CASE_OPEN);
	assert_true(b.partial);
	assert_int_equal(casebook_find_incident(&b, SV("never"), &at, &f), 0);
	assert_int_equal(at, CASES_NONE);
	assert_true(b.partial);
	assert_int_equal(casebook_find_incident(&b, SV("7"), &at, &f), 0);
	assert_true(sv_eq(b.cases.reports[at].id, SV("7")));
	assert_false(b.partial);
	assert_int_equal(b.cases.count, 3100); /* what was pending too */
	casebook_close(&b, true);

	/* older than the snapshot keeps: all is read */
	open_book(&b, p, false, false, date_days(2020, 5, 1));
	assert_false(b.partial);
	assert_int_equal(b.cases.count, 3100);
	casebook_close(&b, false);

	/* damaged anywhere: as if it were not there */
	bytes = read_file(p->snapshot, &n);
	for (size_t i = 0; i < n; i += 997) {
		bytes[i] ^= 4;
		write_file(p->snapshot, bytes, n);
		open_book(&b, p, false, false, INT64_MAX);
		assert_false(b.partial);
		assert_int_equal(b.cases.count, 3100);
		casebook_close(&b, false);
		bytes[i] ^= 4;
	}
	write_file(p->snapshot, bytes, n / 2);
	open_book(&b, p, false, false, INT64_MAX);
	assert_int_equal(b.cases.count, 3100);
	casebook_close(&b, false);
	free(bytes);
}

/* A snapshot of another ledger is of no use for this one. */
static void
test_foreign_snapshot(void **state)
{
	struct place *p = *state;
	struct casebook b;

	open_book(&b, p, true, false, INT64_MAX);
	add_many(&b, 0, 3000);
	commit(&b);
	casebook_close(&b, true);
	assert_int_equal(unlink(p->ledger), 0);
	open_book(&b, p, true, false, INT64_MAX);
	assert_int_equal(b.cases.count, 0);
	add_many(&b, 1000, 4000);
	commit(&b);
	casebook_close(&b, false);
	open_book(&b, p, false, false, INT64_MAX);
	assert_false(b.partial);
	assert_int_equal(b.cases.count, 3000);
	casebook_close(&b, false);
}

static void
judged(const struct cases *c, struct event e, const char *wanted)
{
	const char *code = "fine";
	struct fault f = {0};

	if (cases_judge(c, &e, &code, &f) != 0)
		assert_true(f.text.len > 0);
	assert_string_equal(code, wanted);
	fault_free(&f);
}

static void
test_judge(void **state)
{
	struct cases c;
	struct event e;

	(void)state;
	cases_init(&c, 0);
	e = opening("D1", "1", "2024-09-01T08:00:00+08:00");
	cases_apply(&c, &e, 0);
	judged(&c, event(EVENT_MEDIATED, "D9", "2024-09-03"),
	    "outcome.unknown");
	judged(&c, event(EVENT_MEDIATED, "D1", "2024-08-31"),
	    "outcome.before_report");
	judged(&c, event(EVENT_MEDIATED, "D1", "2024-09-01"), "fine");
	judged(&c, event(EVENT_MEDIATED, "D1", "2024-09-01T07:59:59+08:00"),
	    "outcome.before_report");
	judged(&c, event(EVENT_MEDIATED, "D1", "2024-09-01T00:01:00Z"),
	    "fine");
	judged(&c, event(EVENT_CLOSED, "D1", "2024-09-05"),
	    "outcome.no_result");
	judged(&c, event(EVENT_FOLLOWED_UP, "D1", "2024-09-05"),
	    "outcome.not_closed");
	judged(&c, event(EVENT_REOPENED, "D1", "2024-09-05"),
	    "outcome.not_closed");
	judged(&c, event(EVENT_HANDED_UP, "D1", "2024-09-05"),
	    "outcome.no_tier");
	judged(&c, event(EVENT_OVERRIDDEN, "D1", "2024-09-05"),
	    "outcome.override");
	e = event(EVENT_OVERRIDDEN, "D1", "2024-09-05");
	e.risk = EVENT_HIGH;
	judged(&c, e, "outcome.no_reason");
	e = event(EVENT_HANDED_DOWN, "D1", "2024-09-05");
	e.tier = TIER_OFFICER;
	judged(&c, e, "outcome.tier");
	e.kind = EVENT_HANDED_UP;
	judged(&c, e, "fine");
	e = event(EVENT_REFUSED, "D1", "2024-09-06");
	cases_apply(&c, &e, 0);
	judged(&c, event(EVENT_CLOSED, "D1", "2024-09-07"), "fine");
	e = event(EVENT_CLOSED, "D1", "2024-09-07T12:00:00+08:00");
	cases_apply(&c, &e, 0);
	assert_int_equal(c.items[0].result, EVENT_UNSETTLED);
	judged(&c, e, "outcome.not_open");
	judged(&c, event(EVENT_MEDIATED, "D1", "2024-09-05"), "fine");
	judged(&c, event(EVENT_MEDIATED, "D1", "2024-09-08"),
	    "outcome.not_open");
	judged(&c, event(EVENT_FOLLOWED_UP, "D1", "2024-09-06"),
	    "outcome.before_closing");
	judged(&c, event(EVENT_FOLLOWED_UP, "D1", "2024-09-08"), "fine");
	judged(&c, event(EVENT_TURNED_CRIMINAL, "D1", "2024-09-20"), "fine");
	e = event(EVENT_TURNED_CRIMINAL, "D1", "2024-09-20");
	cases_apply(&c, &e, 0);
	judged(&c, e, "outcome.criminal");
	judged(&c, event(EVENT_REOPENED, "D1", "2024-09-21"),
	    "outcome.criminal");
	cases_free(&c);
}

/* What is missed and when, as the flows tell. */
static void
test_missed(void **state)
{
	static const struct {
		enum event_kind kind;
		const char *at;
		bool missed;
	} steps[] = {{EVENT_MEDIATED, "2024-10-09", false},
	    {EVENT_CLOSED, "2024-10-10", true}};
	struct cases c;
	struct event e;

	(void)state;
	cases_init(&c, CASES_FLOWS);
	e = opening("D1", "1", "2024-09-01");
	cases_apply(&c, &e, 0);
	for (size_t i = 0; i < 2; i++) {
		size_t before = c.nflows;

		e = event(steps[i].kind, "D1", steps[i].at);
		e.result = EVENT_SETTLED;
		e.visits = SV("[\"2024-10-20\",\"2024-10-30\"]");
		cases_apply(&c, &e, 0);
		assert_int_equal(c.nflows - before, 1 + steps[i].missed);
	}
	assert_int_equal(c.flows[c.nflows - 1].kind, CASE_MISSED_DUE);
	assert_int_equal(c.flows[c.nflows - 1].day, date_days(2024, 10, 1));
	assert_int_equal(cases_next_visit(&c.items[0]),
	    date_days(2024, 10, 20));
	e = event(EVENT_FOLLOWED_UP, "D1", "2024-10-20");
	cases_apply(&c, &e, 0);
	e = event(EVENT_FOLLOWED_UP, "D1", "2024-11-01");
	cases_apply(&c, &e, 0);
	assert_int_equal(c.flows[c.nflows - 1].kind, CASE_MISSED_VISIT);
	assert_int_equal(c.flows[c.nflows - 1].day,
	    date_days(2024, 10, 31));
	assert_int_equal(cases_next_visit(&c.items[0]), INT64_MAX);
	cases_free(&c);
}

/* A second writer waits; what it does follows what the first one did. */
static void
test_two_writers(void **state)
{
	struct place *p = *state;
	struct casebook b;
	struct event e;
	pid_t child;
	int status;

	make_small(p);
	open_book(&b, p, true, false, 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct casebook other;

		ledger_close(&b.ledger); /* the lock is shared over fork */
		open_book(&other, p, true, false, 0);
		e = opening("D4", "4", "2024-09-01T08:00:00+08:00");
		casebook_add(&other, &e);
		commit(&other);
		_exit(other.ledger.end.seq == 7 ? 0 : 1);
	}
	usleep(50000);
	e = opening("D3", "3", "2024-09-01T08:00:00+08:00");
	casebook_add(&b, &e);
	commit(&b);
	casebook_close(&b, true);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	open_book(&b, p, false, true, 0);
	assert_int_equal(b.ledger.end.seq, 7);
	assert_int_equal(cases_find(&b.cases, SV("D4")), 3);
	casebook_close(&b, false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_state, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_every_byte, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_lines, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_torn, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_snapshot, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_foreign_snapshot, setup,
		teardown),
	    cmocka_unit_test_setup_teardown(test_two_writers, setup,
		teardown),
	    cmocka_unit_test(test_judge),
	    cmocka_unit_test(test_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
