/* SPDX-License-Identifier: MIT */
/*
 * bulletin: what each group chat should read. A groups file says who is in a
 * chat, a state file what it has had; of the incidents of its people and its
 * places the types that matter now are chosen and put into the words of
 * templates.
 */
#ifndef PRECINCT_BULLETIN_H
#define PRECINCT_BULLETIN_H

#include "count.h"
#include "json.h"
#include "texts.h"

#define BULLETIN_GROUPS 64
#define BULLETIN_AUDIENCES 8    /* of one group */

enum bulletin_measure { BULLETIN_UTF16, BULLETIN_CHARS, BULLETIN_BYTES };

struct bulletin_sent {          /* one message that a group has had */
	int64_t on;             /* day */
	struct sv theme;        /* each theme of a message by itself */
	bool first;             /* the message's first: counts as a message */
};

struct bulletin_group {
	struct sv name, place;          /* place: how its area is called */
	size_t audience[BULLETIN_AUDIENCES];    /* groups of the victim facet */
	size_t naudience;               /* 0: everybody */
	struct texts communities, campus, exclude;
	bool english, emoji;
	int64_t max_per_week, max_chars;
	enum bulletin_measure measure;
	struct bulletin_sent *sent;     /* by the file and the state */
	size_t nsent, sent_cap;
};

struct bulletin_groups {
	struct json_doc *doc, *state;
	struct arena arena;
	struct sv station;
	struct bulletin_group *at;
	size_t n;
	int64_t days;           /* of a window */
	int64_t repeat_days;    /* in which no theme is told twice */
	int64_t least;          /* cases, below which a type is no theme */
};

/* facets: for the names of audiences. -1 with the fault. */
int bulletin_groups_read(struct bulletin_groups *g, const char *path,
    const struct facets *facets, struct fault *f);
int bulletin_groups_parse(struct bulletin_groups *g, struct sv text,
    const char *name, const struct facets *facets, struct fault *f);
void bulletin_groups_free(struct bulletin_groups *g);

/* Adds what the state file says; a file that is not there is empty. */
int bulletin_state_read(struct bulletin_groups *g, const char *path,
    struct fault *f);
/* Remembers a message of these themes, now. */
void bulletin_note(struct bulletin_groups *g, struct bulletin_group *to,
    int64_t on, const struct sv *themes, size_t n);
/* The state as text; what is older than a year before `on` is left out. */
void bulletin_state_put(struct str *out, const struct bulletin_groups *g,
    int64_t on);
/* Whether the theme was sent within the days before `on` (or that day). */
bool bulletin_had(const struct bulletin_group *g, struct sv theme, int64_t on,
    int64_t days);
/* How often the theme was sent before `on`; messages in the 7 days to it. */
size_t bulletin_times(const struct bulletin_group *g, struct sv theme,
    int64_t on);
int64_t bulletin_week(const struct bulletin_group *g, int64_t on);

/* How long the text is as the chat counts it. */
size_t bulletin_length(struct sv text, enum bulletin_measure m);

#endif
