/* SPDX-License-Identifier: MIT */
/*
 * grep-cases: grep for the history of incidents: it knows the fields, the
 * other forms of words, dates, amounts and places, and reads the history as it
 * lies.
 */
#include "diag.h"
#include "grep_main.h"
#include "grep_run.h"

static const char *const langs[] = {"zh", "en", NULL};
static const char *const whens[] = {"auto", "always", "never", NULL};

static struct grep_options opts = {.max = -1, .head = -1, .alike = -1,
    .format = -1, .max_record = (int64_t)16 << 20, .jobs = 0};

#define FLAG(name, letter, to, help)                                          \
	{name, letter, NULL, help, PROG_FLAG, &opts.to, 0, 0, NULL}
#define TEXT(name, letter, arg, to, help)                                     \
	{name, letter, arg, help, PROG_TEXT, &opts.to, 0, 0, NULL}
#define LIST(name, letter, arg, to, help)                                     \
	{name, letter, arg, help, PROG_LIST, &opts.to, 0, 0, NULL}
#define NUMBER(name, letter, to, help, most)                                  \
	{name, letter, "N", help, PROG_NUMBER, &opts.to, 0, most, NULL}

static const struct prog_option options[] = {
	LIST("regexp", 'e', "PATTERN", patterns, "a pattern; one of several"),
	LIST("file", 'f', "FILE", pattern_files, "a pattern a line of FILE"),
	FLAG("fixed-strings", 'F', fixed, "patterns are plain text"),
	FLAG("ignore-case", 'i', caseless, "upper and lower case alike"),
	FLAG("word-regexp", 'w', word, "whole words only"),
	FLAG("line-regexp", 'x', whole, "whole fields only"),
	FLAG("invert-match", 'v', invert, "records without the pattern"),
	FLAG("exact", 0, exact, "no other forms of the words"),
	TEXT("synonyms", 0, "FILE", synonyms, "words that mean the same"),
	TEXT("in", 0, "FIELDS", fields_in,
	    "fields searched, or all (narrative,outcome,address)"),
	LIST("where", 0, "EXPR", ask.where,
	    "records that meet it: loss >= 5万 and risk = high"),
	TEXT("since", 0, "DATE", ask.since, "reported then or later"),
	TEXT("until", 0, "DATE", ask.until, "reported then or before"),
	TEXT("last", 0, "TIME", ask.last, "of the last days: 30d, 8w, 6m"),
	TEXT("category", 0, "LIST", ask.category,
	    "these and what is below them: fraud,dispute.debt"),
	TEXT("community", 0, "LIST", ask.community, "of these communities"),
	TEXT("risk", 0, "LIST", ask.risk, "high, medium, low"),
	TEXT("near", 0, "ADDRESS", ask.near, "at this place"),
	TEXT("like", 0, "ID", like, "worded like the incident ID"),
	NUMBER("alike", 0, alike, "with --like: how alike, percent (50)",
	    100),
	FLAG("count", 'c', count, "print only the number of answers"),
	FLAG("files-with-matches", 'l', with, "print names of files with"),
	FLAG("files-without-match", 'L', without, "print names without"),
	FLAG("only-matching", 'o', only, "print only what matches"),
	FLAG("quiet", 'q', quiet, "print nothing, stop at the first"),
	NUMBER("max-count", 'm', max, "stop after N of a file", INT64_MAX),
	FLAG("line-number", 'n', numbers, "put the line number before"),
	FLAG("with-filename", 'H', names, "put the file's name before"),
	FLAG("no-filename", 'I', no_names, "never a file's name"),
	NUMBER("after-context", 'A', after, "and N records after", 100000),
	NUMBER("before-context", 'B', before, "and N records before",
	    100000),
	NUMBER("context", 'C', context, "and N records around", 100000),
	FLAG("pretty", 0, pretty, "for people: words marked, persons masked"),
	FLAG("unmask", 0, unmask, "with --pretty: show persons"),
	FLAG("no-pager", 0, no_pager, "with --pretty: never start a pager"),
	{"color", 0, "WHEN", "auto, always, never", PROG_CHOICE, &opts.color,
	    0, 0, whens},
	{"lang", 0, "LANG", "of --pretty: zh, en (zh)", PROG_CHOICE,
	    &opts.lang, 0, 0, langs},
	TEXT("count-by", 0, "FIELDS", count_by,
	    "count the answers: category,month,weekday"),
	TEXT("fields", 0, "FIELDS", fields, "print these fields alone"),
	{"format", 0, "FORM", "of the last two: table, csv, jsonl, md, excel",
	    PROG_CHOICE, &opts.format, 0, 0, table_formats},
	TEXT("sort", 0, "FIELDS", sort, "in this order; -FIELD: reversed"),
	NUMBER("head", 0, head, "print the first N", INT64_MAX),
	TEXT("output", 0, "FILE", output, "write to FILE, whole or not"),
	TEXT("encoding", 0, "NAME", encoding, "of the files"),
	FLAG("all-files", 0, all_files, "read files whatever their names"),
	FLAG("no-index", 0, no_index, "do not use what index-cases made"),
	FLAG("stats", 0, stats, "say what was read and what was skipped"),
	TEXT("today", 0, "DATE", today, "day to go by (default: the clock)"),
	{"max-record", 0, "SIZE", "longest line searched (16M)", PROG_SIZE,
	    &opts.max_record, 1 << 20, INT32_MAX, NULL},
	PROGRESS_OPTION(opts.progress),
	NUMBER("jobs", 'j', jobs, "threads (0: one a processor)", 256),
	{0}
};

static const char *const examples[] = {
	"grep-cases 刷单 history/",
	"grep-cases --where 'loss >= 5万 and weekday in 6..7' '转账.*退款' "
	"2024/",
	"grep-cases --count-by category,month --since 2024 '' history/",
	NULL
};

static const struct prog prog = {.name = "grep-cases",
    .operands = "PATTERN [FILE|FOLDER ...]",
    .summary =
	"Finds incidents by words and conditions in a history as it lies.",
    .options = options, .examples = examples,
    .exits = {"something found", "nothing found", NULL},
    .known_from = "grep(1)", .known = "efFiwxvclLoqmnHABC"};

int
main(int argc, char **argv)
{
	struct prog_list operands = {0};

	if (prog_parse(&prog, argc, argv, &operands) != PROG_RUN)
		return diag_status();
	return grep_main(&prog, &opts, &operands);
}
