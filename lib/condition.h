/* SPDX-License-Identifier: MIT */
/*
 * condition: the "when" of a routing rule, compiled. Everything it can ask is
 * of the incident: labels, category, risk, sum, number of people, earlier
 * reports of the matter. There is no way to ask about a person.
 */
#ifndef PRECINCT_CONDITION_H
#define PRECINCT_CONDITION_H

#include "map.h"
#include "record.h"
#include "texts.h"

#define CONDITION_TERMS 256
#define CONDITION_AGES 16

/* The labels and categories that any rule asks for, each with a bit. */
struct condition_terms {
	struct map labels, categories;  /* to unsigned */
	unsigned count;
};

struct condition_bits {
	uint64_t words[CONDITION_TERMS / 64];
};

/* What conditions look at, small enough to be copied about. */
struct condition_facts {
	struct condition_bits terms;
	unsigned risk;          /* 1 low, 2 medium, 3 high; 0 not known */
	int64_t loss_fen;       /* -1: not known */
	int64_t people;         /* who is named, the caller too */
	int64_t repeats;        /* earlier reports of the matter, 0: none */
	/* How many days before this one the latest of them came; of the
	 * others it is not known. */
	uint16_t ages[CONDITION_AGES];
	unsigned nages;
};

/* All that is set must hold. */
struct condition {
	struct condition_bits any, all, categories;
	bool has_any, has_all, has_categories;
	unsigned risks;         /* bit 1 << risk for each allowed; 0: any */
	int64_t min_loss_fen, min_people, min_repeats;  /* 0: any */
	int64_t within_days;    /* of min_repeats; 0: whenever */
};

void condition_terms_init(struct condition_terms *t);
void condition_terms_free(struct condition_terms *t);

/* Reads map["when"], which must be there and ask for something:
 *	"labels"      at least one of these is among the labels
 *	"all"         all of these are among the labels
 *	"categories"  the category is one of these
 *	"risk"        the risk is one of these
 *	"min_loss_fen", "min_people", "min_repeats"
 *	"within_days"  only repeats so many days old at most count (those
 *	               whose age is not known count)
 * A name covers what lies below it: "crime" is any label crime.*. */
int condition_read(const struct json_doc *doc, const struct json *map,
    struct condition_terms *terms, struct condition *c, struct fault *f);

/* The facts of a record; repeats is left 0. */
void condition_look(const struct condition_terms *terms,
    const struct record *r, struct condition_facts *facts,
    struct str *scratch);
bool condition_holds(const struct condition *c,
    const struct condition_facts *facts);

#endif
