/* SPDX-License-Identifier: MIT */
#include "grep_main.h"

#include "datetime.h"
#include "diag.h"
#include "grep_run.h"
#include "grep_tell.h"
#include "pager.h"
#include "src.h"
#include "widen.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SORT_MEMORY ((size_t)48 << 20)
#define MAX_JOBS 8
#define GREP_BLOCK ((size_t)512 << 10) /* is still in the cache when read */
#define PATTERNS_MAX ((size_t)16 << 20)

struct work {
	const struct prog *prog;
	struct grep_options *o;
	struct forms *forms;
	struct synonyms *synonyms;
	struct str pattern_text;        /* of -f files */
	struct prog_list patterns, files;
	struct grep_pattern pattern;
	struct query query;
	struct needs needs;
	struct grep_like *like;
	struct extractor *extractor;
	struct grep_view view;
	struct grep_run run;
	struct caseindex_question question;
	struct table table;
	struct map groups;
	struct grep_worker *workers;
	unsigned jobs;
	pid_t pager;
	struct fault f;
};

static void
add_pattern(struct work *w, const char *pattern)
{
	struct prog_list *l = &w->patterns;

	l->items = mem_realloc(l->items, (l->count + 1) *
	    sizeof(*l->items));
	l->items[l->count++] = pattern;
}

/* A pattern a line, as grep -f: an empty line matches everything. */
static int
read_patterns(struct work *w)
{
	const struct prog_list *files = &w->o->pattern_files;
	char *p;

	for (size_t i = 0; i < files->count; i++) {
		if (src_slurp(files->items[i], PATTERNS_MAX, &w->pattern_text,
		    &w->f) != 0)
			return -1;
		if (w->pattern_text.len > 0 &&
		    w->pattern_text.p[w->pattern_text.len - 1] != '\n')
			str_addc(&w->pattern_text, '\n');
	}
	p = w->pattern_text.p;
	for (char *feed; p != NULL && (feed = strchr(p, '\n')) != NULL;) {
		*feed = '\0';
		if (feed > p && feed[-1] == '\r')
			feed[-1] = '\0';
		add_pattern(w, p);
		p = feed + 1;
	}
	return 0;
}

static bool
exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

/* The first operand is the pattern unless -e or -f gave one. */
static int
take_operands(struct work *w, const struct prog_list *operands)
{
	const struct grep_options *o = w->o;

	w->files = *operands;
	if (o->patterns.count == 0 && o->pattern_files.count == 0) {
		if (operands->count == 0)
			return prog_usage(w->prog, "a pattern is wanted; '' "
			    "is in every record");
		if (operands->count == 1 && exists(operands->items[0]) &&
		    isatty(STDIN_FILENO))
			return prog_usage(w->prog, "'%s' is taken for the "
			    "pattern; give one before it, '' is in every "
			    "record", operands->items[0]);
		add_pattern(w, operands->items[0]);
		w->files.items++;
		w->files.count--;
	}
	for (size_t i = 0; i < o->patterns.count; i++)
		add_pattern(w, o->patterns.items[i]);
	return read_patterns(w) != 0 ? -1 : 0;
}

static int
find_today(struct work *w)
{
	int64_t now = (int64_t)time(NULL) + DATETIME_CHINA * 60;

	w->o->ask.today = now / 86400;
	if (w->o->today == NULL || date_read(sv_z(w->o->today),
	    &w->o->ask.today))
		return 0;
	return fault_set(&w->f, "--today", 0, 0, "'%s' is no date such as "
	    "2024-08-31", w->o->today);
}

static int
make_pattern(struct work *w)
{
	const struct grep_options *o = w->o;
	struct grep_pattern_options po = {.patterns = w->patterns,
	    .fixed = o->fixed, .caseless = o->caseless, .word = o->word,
	    .whole = o->whole, .fields = o->fields_in};

	w->forms = forms_new();
	po.forms = o->exact ? NULL : w->forms;
	if (o->synonyms != NULL) {
		w->synonyms = synonyms_read(o->synonyms, &w->f);
		po.synonyms = w->synonyms;
		if (w->synonyms == NULL)
			return -1;
	}
	return grep_pattern_make(&w->pattern, &po, &w->f);
}

static int
make_query(struct work *w)
{
	struct grep_ask *ask = &w->o->ask;
	struct str shown = {0};
	int r;

	query_init(&w->query, w->o->exact ? NULL : w->forms);
	ask->pattern = &w->pattern;
	ask->invert = w->o->invert;
	r = grep_ask_add(&w->query, ask, &w->f, &shown);
	if (shown.len > 0) {
		diag_fault(&w->f);
		fault_free(&w->f);
		diag_prepared(str_sv(&shown));
	}
	str_free(&shown);
	return r;
}

/* Names with several files or a folder, as grep -r. */
static void
add_files(struct work *w)
{
	struct grep_run *run = &w->run;
	const struct grep_options *o = w->o;
	struct query_range span;
	bool several = w->files.count > 1, context = run->before > 0 ||
	    run->after > 0;
	struct stat st;

	if (query_span(&w->query, REC_REPORTED_AT, QUERY_INSTANT, &span) &&
	    !o->all_files && !context) {
		run->history.has_span = true;
		run->history.first_day = span.from == INT64_MIN ? INT64_MIN
		    : (span.from + DATETIME_CHINA * 60) / 86400;
		run->history.last_day = span.to == INT64_MAX ? INT64_MAX
		    : (span.to + DATETIME_CHINA * 60) / 86400;
	}
	for (size_t i = 0; i < w->files.count; i++) {
		several |= stat(w->files.items[i], &st) == 0 &&
		    S_ISDIR(st.st_mode);
		history_add(&run->history, w->files.items[i]);
	}
	if (w->files.count == 0)
		history_add(&run->history, "-");
	run->names = o->names || (several && !o->no_names && (o->count ||
	    o->only || o->numbers));
}

static void
choose_print(struct work *w)
{
	const struct grep_options *o = w->o;
	struct grep_run *run = &w->run;

	run->print = o->quiet ? GREP_QUIET : o->count ? GREP_COUNT
	    : o->with ? GREP_FILES_WITH : o->without ? GREP_FILES_WITHOUT
	    : o->count_by != NULL ? GREP_GROUPS : GREP_LINES;
	run->grep.silent = run->print != GREP_LINES;
	run->grep.first_only = o->quiet || o->with || o->without;
	run->numbers = o->numbers && run->print == GREP_LINES;
	run->max = o->max;
	run->head = run->print == GREP_LINES ? o->head : -1;
	if (run->print != GREP_LINES || o->only)
		return;
	run->before = o->before > 0 ? o->before : o->context;
	run->after = o->after > 0 ? o->after : o->context;
}

static void
add_columns(struct work *w, bool with_count)
{
	const struct grep_columns *c = &w->view.cells;

	for (size_t i = 0; i < c->n; i++)
		table_column(&w->table, c->at[i].name, c->at[i].name,
		    TABLE_TEXT, TABLE_ALL);
	if (with_count)
		table_column(&w->table, "count", "count", TABLE_COUNT,
		    TABLE_ALL);
}

/* --fields and --count-by. */
static int
choose_cells(struct work *w)
{
	const struct grep_options *o = w->o;
	struct grep_run *run = &w->run;
	const char *list = o->fields != NULL ? o->fields : o->count_by;
	bool people = o->format == TABLE_AS_TEXT || o->format == TABLE_AS_MD;

	if (list == NULL || run->print == GREP_QUIET)
		return 0;
	if (grep_columns_parse(&w->view.cells, list, o->fields != NULL
	    ? "--fields" : "--count-by", &w->f) != 0)
		return -1;
	if (w->view.cells.n + 1 > TABLE_COLUMNS)
		return fault_set(&w->f, o->fields != NULL ? "--fields"
		    : "--count-by", 0, 0, "more than %d fields",
		    TABLE_COLUMNS - 1);
	w->view.format = (enum table_format)o->format;
	w->view.as_cells = o->count_by != NULL || people;
	run->grep.tell = grep_tell_cells;
	run->framed = true;
	if (o->count_by != NULL) {
		w->groups.size = sizeof(uint64_t);
		run->groups = &w->groups;
	} else if (people) {
		run->table = &w->table;
	}
	add_columns(w, o->count_by != NULL);
	return 0;
}

static int
read_terms(struct work *w)
{
	char *dir = prog_data_path("terms");
	int r = 0;

	if (dir == NULL)
		r = fault_set(&w->f, NULL, 0, 0, "no terms found to know "
		    "persons by; set PRECINCT_DATADIR, or give --unmask");
	else if ((w->extractor = extractor_new(dir, &w->f)) == NULL)
		r = -1;
	free(dir);
	w->view.extractor = w->extractor;
	return r;
}

static bool
wants_colour(const struct grep_options *o)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (o->color != 0)
		return o->color == 1;
	return o->output == NULL && isatty(STDOUT_FILENO) &&
	    (no == NULL || no[0] == '\0') && term != NULL &&
	    strcmp(term, "dumb") != 0;
}

/* Groups have the order of what they are counted by, or of the count. */
static int
check_order(struct work *w)
{
	const struct grep_columns *order = &w->view.order;
	const struct grep_columns *cells = &w->view.cells;

	for (size_t i = 0; i < order->n; i++) {
		const char *name = order->at[i].name;
		bool known = w->o->count_by == NULL;

		for (size_t k = 0; !known && k < cells->n; k++)
			known = strcmp(cells->at[k].name, name) == 0;
		if (strcmp(name, "count") == 0)
			known = w->o->count_by != NULL;
		if (!known)
			return fault_set(&w->f, "--sort", 0, 0, "%s is not "
			    "what is counted by, or nothing is counted",
			    name);
	}
	return 0;
}

static int
choose_tell(struct work *w)
{
	const struct grep_options *o = w->o;
	struct grep_run *run = &w->run;

	w->view.pattern = &w->pattern;
	w->view.invert = o->invert;
	w->view.english = o->lang == 1;
	w->view.colour = wants_colour(o);
	w->view.by_score = o->like != NULL && o->sort == NULL;
	if (run->print != GREP_LINES && run->print != GREP_GROUPS)
		return 0;
	if (o->sort != NULL && grep_columns_parse(&w->view.order, o->sort,
	    "--sort", &w->f) != 0)
		return -1;
	if (choose_cells(w) != 0 || check_order(w) != 0)
		return -1;
	if (o->pretty) {
		run->grep.tell = grep_tell_pretty;
		if (!o->unmask && read_terms(w) != 0)
			return -1;
	} else if (o->only) {
		run->grep.tell = grep_tell_matches;
	}
	if ((o->sort != NULL || o->like != NULL) && o->count_by == NULL) {
		run->framed = true;
		run->sorter = sorter_new(SORT_MEMORY);
		if (run->grep.tell == NULL)
			run->grep.tell = grep_tell_line;
	}
	return 0;
}

static void
make_workers(struct work *w)
{
	unsigned processors = prog_processors();
	struct grep *g = &w->run.grep;

	w->jobs = w->o->jobs > 0 ? (unsigned)w->o->jobs
	    : processors < MAX_JOBS ? processors : MAX_JOBS;
	/* One more tells of context. */
	w->workers = mem_zalloc(w->jobs + 1, sizeof(*w->workers));
	for (unsigned i = 0; i <= w->jobs; i++) {
		w->workers[i].grep = g;
		if (g->tell != NULL)
			w->workers[i].teller = grep_teller_new(&w->view);
	}
	w->run.context_worker = &w->workers[w->jobs];
}

static void
prepare(struct work *w)
{
	struct grep_run *run = &w->run;
	const struct grep_options *o = w->o;

	query_finish(&w->query);
	query_needs(&w->query, &w->needs);
	grep_ask_needs(&o->ask, w->forms, &w->needs);
	grep_prepare(&run->grep, &w->needs, w->forms, &w->pattern);
	run->grep.history = &run->history;
	run->grep.count_lines = run->numbers || run->before > 0 ||
	    run->after > 0;
	run->grep.query = &w->query;
	run->grep.max_record = (uint64_t)o->max_record;
	run->history.max_line = (size_t)o->max_record;
	run->history.encoding = o->encoding;
	run->history.block = GREP_BLOCK;
	run->history.pieces = true;
	w->question = (struct caseindex_question){&w->query, &w->needs,
	    w->forms};
	run->history.may = caseindex_may;
	run->history.context = &w->question;
	run->history.use_index = !o->no_index && run->before == 0 &&
	    run->after == 0;
}

static void
print_stats(const struct work *w)
{
	const struct history_stats *s = &w->run.history.stats;
	uint64_t scanned = 0;

	for (unsigned i = 0; i < w->jobs; i++)
		scanned += w->workers[i].lines_scanned;
	diag_note("files: %llu, by name left out %llu, with an index %llu, "
	    "with one that is out of date %llu",
	    (unsigned long long)(s->files + s->files_by_name),
	    (unsigned long long)s->files_by_name,
	    (unsigned long long)s->files_indexed,
	    (unsigned long long)s->files_stale);
	diag_note("blocks of the indexes: %llu, left out by time %llu, by "
	    "value %llu, by words %llu", (unsigned long long)s->blocks,
	    (unsigned long long)s->by_time, (unsigned long long)s->by_value,
	    (unsigned long long)s->by_words);
	diag_note("records looked at: %llu, found: %llu",
	    (unsigned long long)scanned,
	    (unsigned long long)w->run.answers);
}

/* What is printed when all is known. */
static int
print_end(struct work *w)
{
	struct str text = {0};
	int r = 0;

	if (w->run.groups != NULL)
		grep_tell_groups(&w->table, &w->view, &w->groups, w->o->head);
	if (w->run.groups != NULL || w->run.table != NULL)
		r = table_print(&w->table, (enum table_format)w->o->format,
		    (struct sv){"", 0}, &text, &w->f);
	out_write(&w->run.out, str_sv(&text));
	str_free(&text);
	return r;
}

static void
print_header(struct work *w)
{
	struct str text = {0};

	if (w->run.framed && w->run.table == NULL && w->run.groups == NULL &&
	    w->o->fields != NULL && table_is_csv(w->o->format))
		grep_tell_header(&text, &w->view.cells);
	out_write(&w->run.out, str_sv(&text));
	str_free(&text);
}

static int
carry_out(struct work *w)
{
	struct grep_run *run = &w->run;
	int r;

	if (w->o->pretty && !w->o->no_pager && w->o->output == NULL)
		w->pager = pager_start();
	if (out_open(&run->out, w->o->output, &w->f) != 0)
		return -1;
	print_header(w);
	r = grep_run(run, w->workers, w->jobs);
	if (r != 0) {
		diag_fault(&run->fault);
		run->trouble = true;
	} else if (print_end(w) != 0) {
		diag_fault(&w->f);
		fault_free(&w->f);
		run->trouble = true;
	}
	if (out_finish(&run->out, &w->f) != 0)
		return w->f.text.len > 0 ? -1 : 0;
	return 0;
}

/* Files, then the incident to be like, which is looked for in them. */
static int find_like(struct work *w);

/* The disk is busy with the first index while the patterns are compiled. */
static void
foresee(const struct work *w)
{
	const struct grep_options *o = w->o;

	if (w->files.count > 0 && !o->no_index && o->encoding == NULL &&
	    !o->before && !o->after && !o->context)
		caseindex_foresee(w->files.items[0]);
}

static int
set_up(struct work *w, const struct prog_list *operands)
{
	if (grep_check_options(w->prog, w->o) != 0 ||
	    take_operands(w, operands) != 0)
		return -1;
	foresee(w);
	if (find_today(w) != 0 ||
	    make_pattern(w) != 0 ||
	    make_query(w) != 0)
		return -1;
	choose_print(w);
	if (w->o->like != NULL && find_like(w) != 0)
		return -1;
	if (choose_tell(w) != 0)
		return -1;
	add_files(w);
	prepare(w);
	make_workers(w);
	return 0;
}

static int
find_like(struct work *w)
{
	struct str line = {0};
	struct record r = {0};
	int result = 0;

	for (size_t i = 0; i < w->files.count; i++)
		if (strcmp(w->files.items[i], "-") == 0)
			result = -1;
	if (result != 0 || w->files.count == 0) {
		fault_set(&w->f, "--like", 0, 0, "standard input can be read "
		    "only once; name files");
		return -1;
	}
	if (grep_lookup(&w->files, w->o, w->forms, &line) != 0 ||
	    line.len < 2 || record_scan(&r, (struct sv){line.p,
	    line.len - 1}, &w->f) != 0)
		result = fault_set(&w->f, "--like", 0, 0, "no incident %s is "
		    "there", w->o->like);
	else if ((w->like = grep_like_new(&r, (double)w->o->alike / 100)) ==
	    NULL)
		result = fault_set(&w->f, "--like", 0, 0, "incident %s has no "
		    "narrative", w->o->like);
	else
		grep_like_add(&w->query, w->like);
	record_free(&r);
	str_free(&line);
	return result;
}

static void
free_work(struct work *w)
{
	for (unsigned i = 0; w->workers != NULL && i <= w->jobs; i++) {
		grep_teller_free(w->workers[i].teller);
		grep_worker_free(&w->workers[i]);
	}
	free(w->workers);
	grep_run_free(&w->run);
	grep_columns_free(&w->view.cells);
	grep_columns_free(&w->view.order);
	table_free(&w->table);
	map_free(&w->groups);
	needs_free(&w->needs);
	query_free(&w->query);
	grep_pattern_free(&w->pattern);
	grep_like_free(w->like);
	extractor_free(w->extractor);
	synonyms_free(w->synonyms);
	forms_free(w->forms);
	free(w->patterns.items);
	str_free(&w->pattern_text);
	fault_free(&w->f);
}

int
grep_main(const struct prog *prog, struct grep_options *o,
    const struct prog_list *operands)
{
	struct work w = {.prog = prog, .o = o};
	int r = set_up(&w, operands);

	if (r == 0)
		r = carry_out(&w);
	if (r != 0 && w.f.text.len > 0)
		diag_fault(&w.f);
	if (o->stats && r == 0)
		print_stats(&w);
	pager_wait(w.pager);
	if (w.run.trouble)
		diag_raise(DIAG_TROUBLE);
	if (r == 0 && w.run.answers == 0)
		diag_raise(DIAG_NEGATIVE);
	r = diag_status();
	/* As grep: with -q a find is a find. */
	if (o->quiet && w.run.answers > 0)
		r = DIAG_DONE;
	free_work(&w);
	return r;
}
