/* SPDX-License-Identifier: MIT */
/*
 * variant: what narratives of a period say that those before hardly said: a
 * new story that fraudsters tell. Runs of four characters are counted by the
 * texts that hold them, now and before; those that chance does not explain are
 * joined to the longest runs that texts share. They are ranked by Dunning's
 * log-likelihood ratio (Computational Linguistics 19, 1993); whether one is
 * told at all is decided by the exact binomial test, adjusted by Bonferroni
 * over all runs that were looked at, as runs of one text depend on each other.
 *
 * Counts merge in any order. Texts are masked ones: no name becomes a variant.
 */
#ifndef PRECINCT_VARIANT_H
#define PRECINCT_VARIANT_H

#include "casetext.h"
#include "fold.h"

#define VARIANT_UNITS 4         /* four 16-bit units are one key */
#define VARIANT_SUPPORT 5       /* texts of the period, at least */
#define VARIANT_LEVEL 0.01

struct variant_slot {
	uint64_t key;           /* 0: free */
	uint32_t now, before;
};

struct variants {               /* of one thread; the zero value is empty */
	struct variant_slot *slots;
	size_t nslots, n;
	int64_t now, before;    /* texts */
	uint64_t *keys;         /* of one text */
	size_t keys_cap;
};

void variants_free(struct variants *v);
/* Counts the runs of a folded text, each once. */
void variants_count(struct variants *v, const struct folded *text, bool now);
void variants_merge(struct variants *into, const struct variants *from);

struct variant {
	struct sv words;        /* as one of the texts writes them */
	int64_t now, before;    /* texts that hold them; before: at most */
	double ratio;           /* log-likelihood ratio, G² */
	double p;               /* adjusted */
	size_t examples[2];     /* of the texts; SIZE_MAX: none */
	uint64_t key;           /* private: where it was found */
};

struct variant_list {
	struct variant *at;
	size_t n;
	int64_t tested;         /* runs */
	struct arena arena;
};

/* What is new in the sorted texts of the period, the most telling first; words
 * that stand in the same texts as better ones are left out. */
void variants_find(const struct variants *v, const struct fold *fold,
    const struct case_texts *texts, struct variant_list *list);
void variant_list_free(struct variant_list *list);

/* Lines of a partial: the counts in order of the keys. */
#define VARIANT_KIND "fraud-partial-runs"
void variants_put(struct str *out, const struct variants *v);
int variants_read(struct variants *v, const struct record *r,
    struct fault *f);

#endif
