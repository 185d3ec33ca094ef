/* SPDX-License-Identifier: MIT */
/*
 * The rules on lines of text, without records: a matcher to be measured
 * beside other matchers.
 *
 *	matcher [-j THREADS] RULES TEXT
 *
 * RULES is a rule file; TEXT holds a text a line. Prints how many hits there
 * are, and how long it took to read the rules and to scan. Built by
 * tests/bench/run.
 */
#include "evidence.h"
#include "ruleset.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define THREADS 8

struct part {
	const struct ruleset *rules;
	struct sv text;
	unsigned long long hits;
	pthread_t thread;
};

static void
die(const char *what, const char *detail)
{
	fprintf(stderr, "matcher: %s: %s\n", what, detail);
	exit(2);
}

static struct str
read_all(const char *path)
{
	struct str s = {0};
	FILE *f = fopen(path, "rb");
	size_t got;

	if (f == NULL)
		die("cannot open", path);
	do {
		str_reserve(&s, 1 << 20);
		got = fread(s.p + s.len, 1, 1 << 20, f);
		s.len += got;
	} while (got > 0);
	fclose(f);
	return s;
}

static void *
scan(void *context)
{
	struct part *p = context;
	struct evidence *e = evidence_new(p->rules);
	struct sv rest = p->text, line;

	while (sv_split(&rest, '\n', &line)) {
		evidence_read(e, RULE_NARRATIVE, line);
		while (evidence_next(e) != NULL)
			p->hits++;
	}
	evidence_free(e);
	return NULL;
}

static unsigned long long
scan_all(const struct ruleset *rules, struct sv text, size_t threads)
{
	struct part parts[THREADS];
	unsigned long long hits = 0;

	for (size_t i = 0; i < threads; i++) {
		size_t n = text.len / (threads - i);
		const char *feed = memchr(text.p + n, '\n', text.len - n);

		n = feed != NULL ? (size_t)(feed + 1 - text.p) : text.len;
		parts[i] = (struct part){.rules = rules, .text = {text.p, n}};
		text = sv_from(text, n);
		if (pthread_create(&parts[i].thread, NULL, scan,
		    &parts[i]) != 0)
			die("no thread", "pthread_create");
	}
	for (size_t i = 0; i < threads; i++) {
		pthread_join(parts[i].thread, NULL);
		hits += parts[i].hits;
	}
	return hits;
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	struct ruleset_complaints complaints = {0};
	struct ruleset *rules = ruleset_new();
	size_t threads = 1;
	double start = seconds(), made, read;
	unsigned long long hits;
	struct str text;
	int i = 1;

	if (argc == 5 && strcmp(argv[1], "-j") == 0) {
		threads = strtoul(argv[2], NULL, 10);
		i = 3;
	}
	if (argc - i != 2 || threads < 1 || threads > THREADS)
		die("usage", "matcher [-j THREADS] RULES TEXT");
	ruleset_read(rules, argv[i], &complaints);
	ruleset_finish(rules, &complaints);
	for (size_t k = 0; k < complaints.n; k++)
		if (complaints.at[k].severity != RULESET_WARNING)
			die("wrong rules", complaints.at[k].fault.text.p);
	made = seconds();
	text = read_all(argv[i + 1]);
	read = seconds();
	hits = scan_all(rules, str_sv(&text), threads);
	printf("%llu hits, read in %.6f s, scanned in %.6f s\n", hits,
	    made - start, seconds() - read);
	str_free(&text);
	ruleset_free(rules);
	ruleset_complaints_free(&complaints);
	return 0;
}
