/* SPDX-License-Identifier: MIT */
/*
 * check-ledger: is a ledger whole and unchanged? And the history of one case
 * out of it, and what to do when a writer was stopped in the middle.
 */
#include "casebook.h"
#include "diag.h"
#include "out.h"
#include "prog.h"
#include "progress.h"

#include <inttypes.h>
#include <stdlib.h>

static struct {
	const char *expect, *id, *output;
	bool repair, quiet;
	int progress;
} opts;

static const struct prog_option options[] = {
	{"repair", 0, NULL, "move a torn end aside, then check", PROG_FLAG,
	    &opts.repair, 0, 0, NULL},
	{"case", 'c', "ID", "print the events of a case, or of an incident's",
	    PROG_TEXT, &opts.id, 0, 0, NULL},
	{"expect", 0, "HASH", "an event with this hash must be there",
	    PROG_TEXT, &opts.expect, 0, 0, NULL},
	{"output", 'o', "FILE", "write to FILE, which appears whole or not",
	    PROG_TEXT, &opts.output, 0, 0, NULL},
	PROGRESS_OPTION(opts.progress),
	{"quiet", 'q', NULL, "print no notes", PROG_FLAG, &opts.quiet, 0, 0,
	    NULL},
	{0}
};

static const char *const examples[] = {
	"check-ledger cases",
	"check-ledger --case DJ510118202408040002040 cases",
	NULL
};

static const struct prog prog = {"check-ledger", "DIR",
	"Checks the chain of a ledger of cases, and shows a case's history.",
	options, examples,
	{NULL, "not whole, not as expected, or no such case", NULL},
	NULL, NULL};

struct check {
	struct cases cases;
	struct arena arena;
	struct str id, lines;   /* of the case asked for */
	uint64_t impossible;    /* events that cannot have happened */
	bool expected;          /* the hash asked for was seen */
};

/* Bytes of the two hashes at the end of a line. */
#define TAIL (DIGEST_HEX + 2)

static void
look(struct check *k, const struct ledger_line *line, const struct event *e)
{
	struct sv hash = {line->line.p + line->line.len - TAIL, DIGEST_HEX};

	if (opts.expect != NULL && sv_eq(hash, sv_z(opts.expect)))
		k->expected = true;
	if (opts.id == NULL)
		return;
	/* of an incident: its case's */
	if (k->id.len == 0 && (sv_eq(e->case_id, sv_z(opts.id)) ||
	    sv_eq(e->id, sv_z(opts.id))))
		str_addsv(&k->id, e->case_id);
	if (k->id.len == 0 || !sv_eq(e->case_id, str_sv(&k->id)))
		return;
	str_addsv(&k->lines, line->line);
	str_addc(&k->lines, '\n');
}

static int
take(void *context, const struct ledger_line *line, struct fault *f)
{
	struct check *k = context;
	struct fault why = {0};
	const char *code;
	struct event e;

	arena_reset(&k->arena);
	if (event_read(&e, line->record, &k->arena, f) != 0)
		return -1;
	if (e.kind == EVENT_NKINDS || e.at_text.len == 0)
		return fault_set(f, NULL, 0, 0, "lacks event or at");
	if (cases_judge(&k->cases, &e, &code, &why) != 0) {
		diag_warn("event %" PRIu64 " cannot have happened: %s",
		    line->seq, str_z(&why.text));
		k->impossible++;
	}
	cases_apply(&k->cases, &e, line->offset);
	look(k, line, &e);
	fault_free(&why);
	return 0;
}

static void
tell(const struct check *k, const struct ledger_walk *w)
{
	size_t open = 0;

	for (size_t i = 0; i < k->cases.count; i++)
		open += k->cases.items[i].state == CASE_OPEN;
	diag_note("%" PRIu64 " events of %zu cases (%zu open), the chain "
	    "holds; last hash %.*s", w->place.seq, k->cases.count, open,
	    DIGEST_HEX, w->place.hash);
	if (k->impossible > 0)
		diag_raise(DIAG_NEGATIVE);
	if (opts.expect != NULL && !k->expected) {
		diag_warn("no event has the hash %s: this is another ledger, "
		    "or its end was cut off", opts.expect);
		diag_raise(DIAG_NEGATIVE);
	}
}

/* What the torn bytes were, for a person to enter again. */
static int
repair(struct ledger *l, const struct ledger_walk *w, struct fault *f)
{
	struct str held = {0}, shown = {0};
	char *moved = NULL;
	int status = ledger_cut(l, &w->place, &moved, &held, f);

	if (status == 0) {
		fault_quote(&shown, str_sv(&held), 1000);
		diag_note("%zu torn bytes moved to %s; they held: %s",
		    held.len, moved, str_z(&shown));
	}
	free(moved);
	str_free(&held);
	str_free(&shown);
	return status;
}

static int
check(struct ledger *l, struct check *k, struct fault *f)
{
	struct ledger_walk w = {.take = take, .context = k};

	ledger_start(&w.place);
	if (ledger_walk(l, &w, f) != 0) {
		diag_fault_as("error", f);
		diag_raise(DIAG_NEGATIVE);
		return 0;
	}
	if (w.torn > 0 && opts.repair) {
		if (repair(l, &w, f) != 0)
			return -1;
	} else if (w.torn > 0) {
		(void)ledger_fault_torn(l, w.torn, f);
		diag_fault_as("error", f);
		diag_raise(DIAG_NEGATIVE);
	}
	tell(k, &w);
	return 0;
}

static int
print(const struct check *k, struct fault *f)
{
	struct out out;

	if (opts.id == NULL)
		return 0;
	if (k->lines.len == 0)
		diag_raise(DIAG_NEGATIVE);
	if (out_open(&out, opts.output, f) != 0)
		return -1;
	out_write(&out, str_sv(&k->lines));
	return out_finish(&out, f);
}

int
main(int argc, char **argv)
{
	struct prog_list dirs = {0};
	struct ledger ledger = {.fd = -1};
	struct check k = {0};
	struct fault f = {0};

	if (prog_parse(&prog, argc, argv, &dirs) != PROG_RUN)
		return diag_status();
	diag_quiet(opts.quiet);
	if (dirs.count != 1)
		return prog_usage(&prog, "one DIR is wanted");
	cases_init(&k.cases, 0);
	if ((ledger_open(&ledger, dirs.items[0], opts.repair, &f) != 0 ||
	    check(&ledger, &k, &f) != 0 || print(&k, &f) != 0) &&
	    f.text.len > 0)
		diag_fault(&f);
	ledger_close(&ledger);
	cases_free(&k.cases);
	arena_free(&k.arena);
	str_free(&k.lines);
	str_free(&k.id);
	fault_free(&f);
	return diag_status();
}
