/* SPDX-License-Identifier: MIT */
/*
 * Vectorscan on lines of text, as a peer to measure and to compare with.
 *
 *	vectorscan [-F] [-l] [-j THREADS] PATTERNS TEXT
 *
 * PATTERNS holds a pattern a line (-F: a literal); TEXT a text a line. Prints
 * how many matches there are and how long compiling and scanning took; with -l
 * instead, for each line and pattern that matches in it, their numbers counted
 * from 1. Built by tests/bench/run and tests/pipeline/vectorscan.sh where the
 * library is there.
 */
#include <hs.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define THREADS 8
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

/* What a thread scans. */
struct part {
	const hs_database_t *db;
	const char *p, *end;
	struct count count;
	pthread_t thread;
};

/* The end of a piece of about n bytes, cut at a line's end. */
static const char *
piece(const char *p, const char *end, size_t n)
{
	const char *feed;

	if ((size_t)(end - p) <= n)
		return end;
	feed = memchr(p + n, '\n', (size_t)(end - p) - n);
	return feed != NULL ? feed + 1 : end;
}

/* A large piece at a time, which is the fastest way. */
static void *
scan_part(void *context)
{
	struct part *part = context;
	hs_scratch_t *scratch = NULL;

	if (hs_alloc_scratch(part->db, &scratch) != HS_SUCCESS)
		die("no memory", "scratch");
	while (part->p < part->end) {
		const char *next = piece(part->p, part->end, BLOCK);

		scan(part->db, scratch, part->p, (size_t)(next - part->p),
		    &part->count);
		part->p = next;
	}
	hs_free_scratch(scratch);
	return NULL;
}

static unsigned long long
scan_all(const hs_database_t *db, const struct lines *text, size_t threads)
{
	struct part parts[THREADS];
	const char *p = text->text, *end = p + text->size;
	unsigned long long matches = 0;

	for (size_t i = 0; i < threads; i++) {
		const char *next = piece(p, end, (size_t)(end - p) /
		    (threads - i));

		parts[i] = (struct part){.db = db, .p = p, .end = next};
		p = next;
		if (pthread_create(&parts[i].thread, NULL, scan_part,
		    &parts[i]) != 0)
			die("no thread", "pthread_create");
	}
	for (size_t i = 0; i < threads; i++) {
		pthread_join(parts[i].thread, NULL);
		matches += parts[i].count.matches;
	}
	return matches;
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
list(const hs_database_t *db, struct lines *text, size_t npatterns)
{
	struct count c = {.seen = calloc(npatterns + 1, sizeof(bool))};
	hs_scratch_t *scratch = NULL;

	if (c.seen == NULL || hs_alloc_scratch(db, &scratch) != HS_SUCCESS)
		die("no memory", "-l");
	cut_lines(text);
	for (size_t i = 0; i < text->n; i++) {
		memset(c.seen, 0, npatterns);
		c.line = i + 1;
		scan(db, scratch, text->at[i], text->len[i], &c);
	}
	hs_free_scratch(scratch);
	free(c.seen);
}

int
main(int argc, char **argv)
{
	bool literal = false, listed = false;
	struct lines patterns, text;
	size_t threads = 1;
	hs_database_t *db;
	double start = seconds(), compiled, read;
	unsigned long long matches;
	int option;

	while ((option = getopt(argc, argv, "Flj:")) != -1) {
		literal = literal || option == 'F';
		listed = listed || option == 'l';
		if (option == 'j')
			threads = strtoul(optarg, NULL, 10);
	}
	if (argc - optind != 2 || threads < 1 || threads > THREADS)
		die("usage", "vectorscan [-F] [-l] [-j THREADS] PATTERNS "
		    "TEXT");
	patterns = read_lines(argv[optind]);
	cut_lines(&patterns);
	db = compile(&patterns, literal);
	compiled = seconds();
	text = read_lines(argv[optind + 1]);
	read = seconds();
	if (listed) {
		list(db, &text, patterns.n);
	} else {
		matches = scan_all(db, &text, threads);
		printf("%llu hits, compiled in %.6f s, scanned in %.6f s\n",
		    matches, compiled - start, seconds() - read);
	}
	hs_free_database(db);
	free(patterns.text);
	free(patterns.at);
	free(patterns.len);
	free(text.text);
	free(text.at);
	free(text.len);
	return 0;
}
