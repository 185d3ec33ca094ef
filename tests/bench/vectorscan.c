/* SPDX-License-Identifier: MIT */
/*
 * Vectorscan on lines of text, as a peer to measure and to compare with.
 *
 *	vectorscan [-F] [-l] PATTERNS TEXT
 *
 * PATTERNS holds a pattern a line (-F: a literal); TEXT a text a line. Prints
 * how many matches there are and how long compiling and scanning took; with -l
 * instead, for each line and pattern that matches in it, their numbers counted
 * from 1. Built by tests/bench/run and tests/pipeline/vectorscan.sh where the
 * library is there.
 */
#include <hs.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BLOCK ((size_t)1 << 18) /* bytes scanned at once, cut at a line's end */

struct lines {
	char *text;
	size_t size, n;
	char **at;              /* each ends with NUL */
	size_t *len;
};

struct count {
	unsigned long long matches;
	size_t line;            /* -l: the one scanned */
	bool *seen;             /* -l: by pattern */
};

static void
die(const char *what, const char *detail)
{
	fprintf(stderr, "vectorscan: %s: %s\n", what, detail);
	exit(2);
}

static struct lines
read_lines(const char *path)
{
	struct lines l = {0};
	FILE *f = fopen(path, "rb");
	size_t cap = 0, got = 1;

	if (f == NULL)
		die("cannot open", path);
	while (got > 0) {
		if (cap - l.size < 1 << 20)
			l.text = realloc(l.text, cap = cap * 2 + (1 << 21));
		if (l.text == NULL)
			die("no memory", path);
		got = fread(l.text + l.size, 1, cap - l.size - 1, f);
		l.size += got;
	}
	l.text[l.size] = '\0';
	fclose(f);
	return l;
}

/* Cuts the text into lines, in place. */
static void
cut_lines(struct lines *l)
{
	char *p = l->text, *feed;

	while ((feed = memchr(p, '\n', l->size - (size_t)(p - l->text))) !=
	    NULL) {
		if ((l->n & (l->n - 1)) == 0) {
			l->at = realloc(l->at, (l->n * 2 + 1) * sizeof(*l->at));
			l->len = realloc(l->len, (l->n * 2 + 1) *
			    sizeof(*l->len));
		}
		if (l->at == NULL || l->len == NULL)
			die("no memory", "lines");
		*feed = '\0';
		l->at[l->n] = p;
		l->len[l->n++] = (size_t)(feed - p);
		p = feed + 1;
	}
}

static hs_database_t *
compile(const struct lines *patterns, bool literal)
{
	unsigned *ids = calloc(patterns->n, sizeof(*ids));
	unsigned *flags = calloc(patterns->n, sizeof(*flags));
	hs_database_t *db = NULL;
	hs_compile_error_t *error = NULL;
	hs_error_t status;

	if (ids == NULL || flags == NULL)
		die("no memory", "patterns");
	for (size_t i = 0; i < patterns->n; i++) {
		ids[i] = (unsigned)i;
		flags[i] = literal ? 0 : HS_FLAG_UTF8;
	}
	status = literal ?
	    hs_compile_lit_multi((const char *const *)patterns->at, flags, ids,
	    patterns->len, (unsigned)patterns->n, HS_MODE_BLOCK, NULL, &db,
	    &error) :
	    hs_compile_multi((const char *const *)patterns->at, flags, ids,
	    (unsigned)patterns->n, HS_MODE_BLOCK, NULL, &db, &error);
	if (status != HS_SUCCESS)
		die("cannot compile", error != NULL ? error->message : "?");
	free(ids);
	free(flags);
	return db;
}

static int
on_match(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *context)
{
	struct count *c = context;

	(void)from;
	(void)to;
	(void)flags;
	c->matches++;
	if (c->seen != NULL && !c->seen[id]) {
		c->seen[id] = true;
		printf("%zu %u\n", c->line, id + 1);
	}
	return 0;
}

static void
scan(const hs_database_t *db, hs_scratch_t *scratch, const char *p, size_t n,
    struct count *c)
{
	if (hs_scan(db, p, (unsigned)n, 0, scratch, on_match, c) !=
	    HS_SUCCESS)
		die("cannot scan", "hs_scan");
}

/* A large piece at a time, which is the fastest way. */
static void
scan_blocks(const hs_database_t *db, hs_scratch_t *scratch,
    const struct lines *text, struct count *c)
{
	size_t at = 0;

	while (at < text->size) {
		size_t n = text->size - at < BLOCK ? text->size - at : BLOCK;
		const char *feed = memrchr(text->text + at, '\n', n);

		if (feed != NULL)
			n = (size_t)(feed + 1 - (text->text + at));
		scan(db, scratch, text->text + at, n, c);
		at += n;
	}
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
list(const hs_database_t *db, hs_scratch_t *scratch, struct lines *text,
    size_t npatterns)
{
	struct count c = {.seen = calloc(npatterns + 1, sizeof(bool))};

	if (c.seen == NULL)
		die("no memory", "-l");
	cut_lines(text);
	for (size_t i = 0; i < text->n; i++) {
		memset(c.seen, 0, npatterns);
		c.line = i + 1;
		scan(db, scratch, text->at[i], text->len[i], &c);
	}
	free(c.seen);
}

int
main(int argc, char **argv)
{
	bool literal = false, listed = false;
	struct lines patterns, text;
	struct count c = {0};
	hs_database_t *db;
	hs_scratch_t *scratch = NULL;
	double start = seconds(), compiled;
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		literal = literal || strcmp(argv[i], "-F") == 0;
		listed = listed || strcmp(argv[i], "-l") == 0;
	}
	if (argc - i != 2)
		die("usage", "vectorscan [-F] [-l] PATTERNS TEXT");
	patterns = read_lines(argv[i]);
	cut_lines(&patterns);
	db = compile(&patterns, literal);
	if (hs_alloc_scratch(db, &scratch) != HS_SUCCESS)
		die("no memory", "scratch");
	compiled = seconds();
	text = read_lines(argv[i + 1]);
	if (listed)
		list(db, scratch, &text, patterns.n);
	else
		scan_blocks(db, scratch, &text, &c);
	if (!listed)
		printf("%llu matches, compiled in %.4f s, read and scanned in "
		    "%.4f s\n", c.matches, compiled - start,
		    seconds() - compiled);
	hs_free_scratch(scratch);
	hs_free_database(db);
	free(patterns.text);
	free(patterns.at);
	free(patterns.len);
	free(text.text);
	free(text.at);
	free(text.len);
	return 0;
}
