/* SPDX-License-Identifier: MIT */
/*
 * make-log: synthetic exports, for the examples, the tests and the benchmarks.
 * The same options give the same bytes. No person in it is real.
 */
#include "chance.h"
#include "incident.h"
#include "patrols.h"
#include "threads.h"

#include "diag.h"
#include "out.h"
#include "prog.h"

#include <iconv.h>
#include <stdlib.h>

static struct {
	int64_t rows, seed, dirt, fraud, first, repeats, spread;
	const char *from, *to, *form, *truth;
	int encoding;
	bool crlf, patrol, chance;
} opts = {.rows = 1000, .seed = 1, .dirt = 20, .fraud = -1, .first = 1,
    .from = "2024-01-01", .to = "2025-01-01", .form = "standard"};

static const char *const encodings[] = {"utf-8", "utf-8-bom", "gb18030",
    "utf-16", NULL};

static const struct prog_option options[] = {
    {"rows", 'n', "N", "rows to make", PROG_NUMBER, &opts.rows, 0,
	1000000000, NULL},
    {"seed", 's', "N", "another seed, another log", PROG_NUMBER, &opts.seed,
	0, INT32_MAX, NULL},
    {"first", 0, "N", "number of the first row", PROG_NUMBER, &opts.first, 1,
	1000000000, NULL},
    {"dirt", 0, "N", "dirty cells in a thousand", PROG_NUMBER, &opts.dirt, 0,
	1000, NULL},
    {"fraud", 0, "N", "exactly N cases of fraud", PROG_NUMBER, &opts.fraud, 0,
	1000000, NULL},
    {"from", 0, "DATE", "first day", PROG_TEXT, &opts.from, 0, 0, NULL},
    {"to", 0, "DATE", "day after the last", PROG_TEXT, &opts.to, 0, 0, NULL},
    {"form", 0, "FORM", "standard, platform or codes", PROG_TEXT, &opts.form,
	0, 0, NULL},
    {"encoding", 'e', "NAME", "utf-8, utf-8-bom, gb18030, utf-16",
	PROG_CHOICE, &opts.encoding, 0, 0, encodings},
    {"repeats", 0, "N", "N later reports of disputes, and look-alikes",
	PROG_NUMBER, &opts.repeats, 0, 1000000, NULL},
    {"chance", 0, NULL, "times by chance, by hour and weekday", PROG_FLAG,
	&opts.chance, 0, 0, NULL},
    {"spread", 0, "N", "with --chance: days differ, variance N / 1000",
	PROG_NUMBER, &opts.spread, 0, 1000, NULL},
    {"crlf", 0, NULL, "lines end in CR LF", PROG_FLAG, &opts.crlf, 0, 0, NULL},
    {"patrol", 0, NULL, "a patrol log instead of incidents", PROG_FLAG,
	&opts.patrol, 0, 0, NULL},
    {"truth", 0, "FILE", "write id TAB category to FILE; with --repeats "
	"TAB thread TAB part", PROG_TEXT,
	&opts.truth, 0, 0, NULL},
    {.name = NULL},
};

static const char *const examples[] = {
    "make-log -n 1000000 >big.csv", NULL};

static const struct prog prog = {"make-log", "", "Makes a synthetic log.",
    options, examples, {NULL, NULL, NULL}, NULL, NULL};

static struct out out, truth;
static struct threads *threads;         /* with --repeats */
static struct chance *chance;           /* with --chance */
static iconv_t converter = (iconv_t)-1;

static void
emit(struct str *text)
{
	static struct str converted;

	if (converter != (iconv_t)-1) {
		char *in = text->p, *to;
		size_t left = text->len, room;

		str_clear(&converted);
		str_reserve(&converted, text->len * 4 + 16);
		to = converted.p;
		room = converted.cap;
		if (iconv(converter, &in, &left, &to, &room) == (size_t)-1)
			diag_error("cannot encode a row");
		out_write(&out, (struct sv){converted.p,
		    (size_t)(to - converted.p)});
	} else {
		out_write(&out, str_sv(text));
	}
	str_clear(text);
}

static void
add_cell(struct str *row, struct str *cell)
{
	if (memchr(cell->p, '"', cell->len) == NULL &&
	    memchr(cell->p, ',', cell->len) == NULL &&
	    memchr(cell->p, '\n', cell->len) == NULL) {
		str_addsv(row, str_sv(cell));
		return;
	}
	str_addc(row, '"');
	for (size_t i = 0; i < cell->len; i++) {
		if (cell->p[i] == '"')
			str_addc(row, '"');
		str_addc(row, cell->p[i]);
	}
	str_addc(row, '"');
}

static void
end_row(struct str *row)
{
	str_addz(row, opts.crlf ? "\r\n" : "\n");
	emit(row);
}

/* Fraud evenly among the rows when a number was asked for; else by weight. */
static const struct scene *
draw_scene(struct dice *d, int64_t row)
{
	bool asked = opts.fraud >= 0;
	bool fraud = asked && opts.rows > 0 &&
	    (row + 1) * opts.fraud / opts.rows > row * opts.fraud / opts.rows;
	unsigned sum = 0, at;

	for (size_t i = 0; i < nscenes; i++)
		if (!asked || fraud ==
		    (strncmp(scenes[i].category, "fraud.", 6) == 0))
			sum += scenes[i].weight;
	at = dice_below(d, sum);
	for (size_t i = 0; i < nscenes; i++) {
		if (asked && fraud !=
		    (strncmp(scenes[i].category, "fraud.", 6) == 0))
			continue;
		if (at < scenes[i].weight)
			return &scenes[i];
		at -= scenes[i].weight;
	}
	return &scenes[0];
}

static void
draw_incident(struct incident *i, int64_t row, int64_t from, int64_t to,
    bool linked, struct dice *d)
{
	/* Seconds rise with the row number, as in a real export. */
	double share = ((double)row + (double)dice_below(d, 1000) / 1000) /
	    (double)opts.rows;

	i->number = (uint64_t)(opts.first + row);
	i->epoch = from * 86400 + (int64_t)(share * (double)(to - from) *
	    86400);
	if (chance != NULL)
		i->epoch = chance_next(chance);
	i->scene = draw_scene(d, row);
	i->link = linked && row > 0 && dice_below(d, 40) == 0
	    ? 1 + dice_below(d, 2) : 0;
	i->parent = i->link != 0 ? i->number - 1 : 0;
}

static void
write_truth(const struct incident *i, const struct cast *cast,
    struct thread_row thread)
{
	static const char *const parts[] = {"-", "first", "repeat", "event"};
	struct str line = {0};
	struct dice d = {0};

	incident_field(&line, i, F_ID, cast, 0, &d);
	str_addf(&line, "\t%s", i->scene->category);
	if (threads != NULL)
		str_addf(&line, "\t%u\t%s", thread.thread,
		    parts[thread.part]);
	str_addc(&line, '\n');
	out_write(&truth, str_sv(&line));
	str_free(&line);
}

static void
write_row(const struct form *form, struct incident *i, struct dice *d)
{
	static struct str row, cell;
	struct thread_row thread = {0};
	struct cast cast;

	if (threads != NULL)
		thread = threads_row(threads, (int64_t)i->number - opts.first,
		    i, &cast, d);
	else
		cast_draw(&cast, d, i->scene);
	for (size_t c = 0; form->header[c] != NULL; c++) {
		str_clear(&cell);
		str_reserve(&cell, 1);
		incident_field(&cell, i, form->fields[c], &cast,
		    (unsigned)opts.dirt, d);
		if (c > 0)
			str_addc(&row, ',');
		add_cell(&row, &cell);
	}
	end_row(&row);
	if (opts.truth != NULL)
		write_truth(i, &cast, thread);
}

static void
write_header(const struct form *form)
{
	struct str row = {0};

	if (form->title != NULL) {
		str_addz(&row, form->title);
		end_row(&row);
	}
	for (size_t c = 0; form->header[c] != NULL; c++)
		str_addf(&row, "%s%s", c > 0 ? "," : "", form->header[c]);
	end_row(&row);
	str_free(&row);
}

static void
write_incidents(const struct form *form, int64_t from, int64_t to)
{
	struct str row = {0};
	struct incident i = {0};

	write_header(form);
	for (int64_t r = 0; r < opts.rows; r++) {
		struct dice d = {(uint64_t)opts.seed * 1000003 +
		    (uint64_t)(opts.first + r)};

		dice_next(&d);
		draw_incident(&i, r, from, to, form->linked, &d);
		write_row(form, &i, &d);
	}
	if (form->total) {
		str_addf(&row, "合计,%lld", (long long)opts.rows);
		for (size_t c = 2; form->header[c] != NULL; c++)
			str_addc(&row, ',');
		end_row(&row);
	}
	str_free(&row);
}

static void
write_patrols(int64_t from, int64_t to)
{
	struct str row = {0};

	patrol_header(&row);
	emit(&row);
	for (int64_t r = 0; r < opts.rows; r++) {
		struct dice d = {(uint64_t)opts.seed * 1000003 + (uint64_t)r};

		dice_next(&d);
		patrol_row(&row, from + r * (to - from) / opts.rows, &d);
		emit(&row);
	}
	str_free(&row);
}

static const struct form *
find_form(void)
{
	for (size_t i = 0; i < nforms; i++)
		if (strcmp(forms[i].name, opts.form) == 0)
			return &forms[i];
	return NULL;
}

static void
begin_encoding(void)
{
	if (opts.encoding == 1)
		out_write(&out, SV("\xef\xbb\xbf"));
	if (opts.encoding == 2)
		converter = iconv_open("GB18030", "UTF-8");
	if (opts.encoding == 3) {
		out_write(&out, SV("\xff\xfe"));
		converter = iconv_open("UTF-16LE", "UTF-8");
	}
}

int
main(int argc, char **argv)
{
	struct prog_list operands;
	struct fault f = {0};
	const struct form *form;
	int64_t from, to;

	if (prog_parse(&prog, argc, argv, &operands) != PROG_RUN)
		return diag_status();
	form = find_form();
	if (form == NULL || !date_read(sv_z(opts.from), &from) ||
	    !date_read(sv_z(opts.to), &to) || to <= from)
		return prog_usage(&prog, "bad --form, --from or --to");
	if (out_open(&out, NULL, &f) != 0 || (opts.truth != NULL &&
	    out_open(&truth, opts.truth, &f) != 0)) {
		diag_fault(&f);
		return diag_status();
	}
	begin_encoding();
	if (opts.repeats > 0)
		threads = threads_new(opts.rows, opts.repeats, to - from,
		    (uint64_t)opts.seed);
	if (opts.chance)
		chance = chance_new(opts.rows, from, to, opts.spread,
		    (uint64_t)opts.seed);
	if (opts.patrol)
		write_patrols(from, to);
	else
		write_incidents(form, from, to);
	if (threads != NULL)
		threads_free(threads);
	if (chance != NULL)
		chance_free(chance);
	if (out_finish(&out, &f) != 0 || (opts.truth != NULL &&
	    out_finish(&truth, &f) != 0))
		diag_fault(&f);
	return diag_status();
}
