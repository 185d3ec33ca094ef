/* SPDX-License-Identifier: MIT */
/* facet_parts: what facet.c, facet_read.c and facet_check.c share. */
#ifndef PRECINCT_FACET_PARTS_H
#define PRECINCT_FACET_PARTS_H

#include "arena.h"
#include "facet.h"
#include "json.h"

enum facet_pick {
	FACET_ORDER,    /* the strongest evidence, then the first group */
	FACET_FIRST,    /* the group named first in the text */
	FACET_LAST
};

/* One kind of evidence of a group: any word of a field, or an age. */
struct facet_item {
	size_t facet, group;
	enum facet_field field;
	int64_t age_from, age_to;       /* FACET_AGE: what is meant; else the
	                                 * ages for which the words count */
	bool aged;
	uint32_t *words, *unless;       /* literals of the matcher */
	size_t nwords, nunless;
	bool negated;                   /* a denied word counts too */
};

struct facet_group {
	struct sv id, title, title_en;
	struct sv category;     /* only incidents of it; empty: any */
	const struct json *match, *no_match;
};

struct facet_one {
	struct sv name, title, title_en;
	enum facet_pick pick;
	uint8_t strength[FACET_NFIELDS];        /* 0 the strongest */
	struct facet_group *groups;
	size_t ngroups;
	const struct json_doc *doc;
	bool replaced;
};

struct facet_use {              /* a literal in an item */
	uint32_t literal, item;
	bool unless;
};

struct facets {
	struct arena arena;
	struct fold *fold;
	struct matcher *matcher;
	struct json_doc **docs;
	size_t ndocs;
	struct facet_one all[FACET_MOST];
	size_t n;
	struct facet_item *items;
	size_t nitems, cap;
	/* Uses of each literal, and which literals deny: facets_build. */
	struct facet_use *uses;
	size_t *first_use;      /* of literal i: [first_use[i], [i + 1]) */
	unsigned fields[FACET_MOST];    /* bit of a field with evidence */
	unsigned by_category;           /* bit of a facet that asks for it */
};

const char *facet_field_name(enum facet_field field);
enum record_key facet_field_key(enum facet_field field);

#endif
