/* SPDX-License-Identifier: MIT */
/*
 * unusual: which counts of a day are unusually high against the same weekday
 * of the weeks before it. Cells are all incidents, each class (disputes, fraud
 * …), category, community, kind of place and quarter of the day, and with
 * `cross` each category in each community.
 *
 * The test is conditional on what the past weeks counted (signif_above), so
 * that eight weeks are not taken for the truth: exact for Poisson counts;
 * where days vary by more than chance, by a negative binomial distribution
 * whose dispersion is estimated from all days of those weeks, each against
 * its own weekday, by moments: for the kind of cell as a whole and for the
 * cell alone where it has cases enough, and the larger of the two is taken.
 * p values are corrected for the number of cells looked at that day.
 */
#ifndef PRECINCT_UNUSUAL_H
#define PRECINCT_UNUSUAL_H

#include "incidents.h"

#define UNUSUAL_LEAST_WEEKS 3   /* fewer tell nothing of what is usual */

enum unusual_family {
	UNUSUAL_ALL, UNUSUAL_CLASS, UNUSUAL_CATEGORY, UNUSUAL_COMMUNITY,
	UNUSUAL_PLACE_TYPE, UNUSUAL_BAND, UNUSUAL_CROSS, UNUSUAL_NFAMILIES
};

enum unusual_correction { UNUSUAL_HOLM, UNUSUAL_BH, UNUSUAL_BONFERRONI };
/* "holm", "bh", "bonferroni", NULL: for PROG_CHOICE. */
extern const char *const unusual_corrections[];

struct unusual_options {
	int64_t weeks;
	double level;
	enum unusual_correction correction;
	bool cross;
};

struct unusual_cell {
	enum unusual_family family;
	uint32_t name;          /* of the family; UNUSUAL_BAND: 0 to 3 */
	uint32_t other;         /* UNUSUAL_CROSS: the community */
	int64_t count;          /* that day */
	int64_t sum;            /* of the same weekdays before */
	double expected;        /* their mean */
	double dispersion;      /* var = mean + dispersion * mean^2 */
	double p, adjusted;
	bool high;              /* adjusted <= level */
};

struct unusual {
	int64_t day;
	unsigned weeks;         /* that the data have before the day */
	bool tested;            /* there are weeks enough */
	struct unusual_cell *cells;     /* by adjusted p, then family, name */
	size_t ncells, nhigh;
};

/* Every cell's number on every day, counted once for all days that are looked
 * at. */
struct unusual_counts {
	struct map cells;
	size_t *order;          /* of the cells by their keys: sums of reals
	                         * must not depend on what came first */
	int64_t first;          /* of the data */
	int64_t from, to;       /* days counted */
};

/* To look at days [from, to), of which there is one at least; t is settled. */
void unusual_count(struct unusual_counts *c, const struct incidents *t,
    int64_t from, int64_t to, const struct unusual_options *o);
void unusual_counts_free(struct unusual_counts *c);
/* day is one of those counted, o the same. */
void unusual_on(struct unusual *u, const struct unusual_counts *c,
    int64_t day, const struct unusual_options *o);
/* One day alone. */
void unusual_find(struct unusual *u, const struct incidents *t, int64_t day,
    const struct unusual_options *o);
void unusual_free(struct unusual *u);
/* The cell; NULL when it was not looked at: nothing of it that day nor in the
 * weeks before. */
const struct unusual_cell *unusual_cell(const struct unusual *u,
    enum unusual_family family, uint32_t name);

/* "category". */
const char *unusual_family_key(enum unusual_family family);
/* Where a fact has the names of a family; false: of all or of the hours. */
bool unusual_family_name(enum unusual_family family,
    enum incidents_name *which);
/* Appends what a cell is of: 噪音扰民类, 柳河苑社区, 18-24时. */
void unusual_title(struct str *out, const struct incidents *t,
    const struct unusual_cell *c, bool english);
/* A level as people type it: above 0, below 1. */
bool unusual_read_level(const char *text, double *level);
/* 0.0123, 4.5e-09: three digits, no blanks. */
void unusual_add_p(struct str *out, double p);

#endif
