/* SPDX-License-Identifier: MIT */
/*
 * profile: what the columns of one kind of export are called and what their
 * codes mean, precinct-profile(5). Read from JSON; nothing of a vendor or of
 * a place is in the program.
 */
#ifndef PRECINCT_PROFILE_H
#define PRECINCT_PROFILE_H

#include "datetime.h"
#include "fault.h"
#include "map.h"

/* What a column can be, in the order of precinct-record(5). */
enum profile_field {
	PROFILE_ID, PROFILE_PARENT_ID, PROFILE_LINK, PROFILE_REPORTED_AT,
	PROFILE_OCCURRED_AT, PROFILE_CHANNEL, PROFILE_UNIT, PROFILE_OFFICER,
	PROFILE_CALLER_NAME, PROFILE_CALLER_PHONE, PROFILE_CALLER_ID,
	PROFILE_CALLER_SEX, PROFILE_CALLER_AGE, PROFILE_CALLER_JOB,
	PROFILE_PARTIES, PROFILE_ADDRESS, PROFILE_COMMUNITY,
	PROFILE_PLACE_TYPE, PROFILE_CALL_TYPE, PROFILE_FEEDBACK_TYPE,
	PROFILE_NARRATIVE, PROFILE_FEEDBACK, PROFILE_OUTCOME,
	PROFILE_LOSS_FEN, PROFILE_STOPPED_FEN, PROFILE_SECRET,
	/* patrols */
	PROFILE_STARTED_AT, PROFILE_ENDED_AT, PROFILE_TEAM, PROFILE_LEADER,
	PROFILE_MEMBERS, PROFILE_MEMBER_COUNT, PROFILE_AREA,
	PROFILE_PATROL_KIND, PROFILE_WITH_OFFICER, PROFILE_HAZARDS,
	PROFILE_HAZARDS_FIXED, PROFILE_SEARCHES, PROFILE_ESCORTS,
	PROFILE_HELPED, PROFILE_TALKS, PROFILE_TALK_PEOPLE, PROFILE_LEADS,
	PROFILE_CASES, PROFILE_SUSPECTS, PROFILE_DISPUTES, PROFILE_FOUND,
	PROFILE_DONE, PROFILE_NOTE,
	/* outcomes */
	PROFILE_CASE_ID, PROFILE_EVENT, PROFILE_AT, PROFILE_BY, PROFILE_RESULT,
	PROFILE_NUMBER, PROFILE_TIER, PROFILE_RISK, PROFILE_CATEGORY,
	PROFILE_ASSIGNEE, PROFILE_DUE_ON,
	/* the date of a time that stands in a column of its own */
	PROFILE_REPORTED_DATE, PROFILE_OCCURRED_DATE, PROFILE_PATROL_DATE,
	/* numbers of rows and the like: not kept */
	PROFILE_IGNORE,
	PROFILE_NFIELDS
};

enum profile_kind {
	PROFILE_INCIDENT, PROFILE_PATROL, PROFILE_OUTCOMES
};

/* Levels of a class: 类别, 类型, 细类, 子类. */
#define PROFILE_LEVELS 4

struct profile_name {           /* what a header's name stands for */
	uint8_t field;          /* enum profile_field */
	uint8_t level;          /* of a class, 0-based */
	uint16_t rank;          /* place in the profile's list: first wins */
};

struct profile {
	char *name, *title, *path;
	enum profile_kind kind;
	bool extends;
	struct map names;       /* folded header name → struct profile_name */
	struct datetime_context dates;
	struct sv constants[PROFILE_NFIELDS];
	struct map *codes[PROFILE_NFIELDS];     /* text → struct sv, or NULL */
	struct map empty;       /* words that mean nothing, in any column */
	struct map *empty_in[PROFILE_NFIELDS];  /* more for one, or NULL */
	int64_t unit_fen[2];    /* of loss, of stopped; 0: not told */
	struct sv *skip;        /* beginnings of rows that are no data */
	size_t nskip;
	struct sv *separators;  /* of levels within one cell */
	size_t nseparators;
	uint64_t fill_down;     /* bits 1 << field: blank is "as above" */
	struct arena arena;
};

/* "incident", "patrol", "outcome", NULL. */
extern const char *const profile_kinds[];
const char *profile_field_name(enum profile_field field);
/* All of them, NULL-terminated. */
const char *const *profile_field_names(void);

/* Reads a profile: `name` is a file when it holds '/' or ends in ".json",
 * else that of one in the data directory (profiles/NAME.json). NULL with the
 * fault. */
struct profile *profile_read(const char *name, struct fault *f);
/* Every shipped profile (profiles/ *.json), in byte order of the names; *n of
 * them. NULL with the fault. Free with profile_free_all. */
struct profile **profile_read_all(size_t *n, struct fault *f);
void profile_free(struct profile *p);
void profile_free_all(struct profile **list, size_t n);

/* Appends a header's name as names are compared: narrowed, without blanks,
 * in lower case. With bare, also without what stands in brackets at its end
 * and without marks (*, :). */
void profile_fold(struct str *out, struct sv header, bool bare);
/* What a header's name is in this profile; NULL when unknown. tmp is
 * overwritten. */
const struct profile_name *profile_find(const struct profile *p,
    struct sv header, struct str *tmp);

#endif
