/* SPDX-License-Identifier: MIT */
/*
 * record: one line of precinct-record(5) as a table of views.
 *
 * A line is scanned once; nothing is copied. The scanner accepts exactly what
 * jansson accepts as one object (JSON_REJECT_DUPLICATES, no NUL), and its
 * values are jansson's: that is fuzzed. What is unusual (escaped keys, deep
 * nesting, hundreds of foreign keys, huge reals) is checked by jansson itself.
 */
#ifndef PRECINCT_RECORD_H
#define PRECINCT_RECORD_H

#include "fault.h"

/* The keys of precinct-record(5). record_key_name gives the spelling. */
enum record_key {
	/* ingest-incidents */
	REC_FORMAT, REC_KIND, REC_ID, REC_PARENT_ID, REC_LINK, REC_REPORTED_AT,
	REC_OCCURRED_AT, REC_CHANNEL, REC_UNIT, REC_OFFICER, REC_CALLER_NAME,
	REC_CALLER_PHONE, REC_CALLER_ID, REC_CALLER_SEX, REC_CALLER_AGE,
	REC_CALLER_JOB, REC_PARTIES, REC_ADDRESS, REC_COMMUNITY,
	REC_PLACE_TYPE, REC_CALL_TYPE, REC_FEEDBACK_TYPE, REC_TYPE,
	REC_NARRATIVE, REC_FEEDBACK, REC_OUTCOME, REC_LOSS_FEN,
	REC_STOPPED_FEN, REC_SECRET,
	/* ingest-incidents, patrols (kind "patrol") */
	REC_STARTED_AT, REC_ENDED_AT, REC_MINUTES, REC_TEAM, REC_LEADER,
	REC_MEMBERS, REC_MEMBER_COUNT, REC_AREA, REC_PATROL_KIND,
	REC_WITH_OFFICER, REC_HAZARDS, REC_HAZARDS_FIXED, REC_SEARCHES,
	REC_ESCORTS, REC_HELPED, REC_TALKS, REC_TALK_PEOPLE, REC_LEADS,
	REC_CASES, REC_SUSPECTS, REC_DISPUTES, REC_FOUND, REC_DONE, REC_NOTE,
	/* ingest-incidents, both */
	REC_SRC, REC_QUALITY, REC_EXTRA,
	/* classify-risk */
	REC_CATEGORY, REC_LABELS, REC_RISK, REC_RISK_SCORE, REC_WHY,
	REC_CLASSIFIER,
	/* classify-risk --extract */
	REC_FOUND_NAMES, REC_FOUND_PHONES, REC_FOUND_IDS, REC_FOUND_CARDS,
	REC_FOUND_PLATES, REC_FOUND_EMAILS, REC_FOUND_ACCOUNTS,
	REC_FOUND_HOUSES, REC_FOUND_SERVICES, REC_FOUND_URLS,
	REC_FOUND_AMOUNT_FEN, REC_FOUND_TIMES, REC_FOUND_PLATFORMS,
	REC_FOUND_PAYMENT, REC_FOUND_CONTACT,
	/* route-dispute */
	REC_CASE_ID, REC_TIER, REC_ASSIGNEE, REC_DEPARTMENTS, REC_DUE_ON,
	REC_REPEATS, REC_REPEAT_OF, REC_REPEAT_WHY, REC_ROUTE_WHY,
	REC_NKEYS,
	REC_UNKNOWN = REC_NKEYS
};

enum record_type {
	RECORD_ABSENT, RECORD_STRING, RECORD_INTEGER, RECORD_REAL,
	RECORD_BOOLEAN, RECORD_NULL, RECORD_ARRAY, RECORD_OBJECT
};

struct record_value {
	struct sv raw;          /* a string's contents between the quotes as
	                         * written; else the whole value's text */
	enum record_type type;
	bool escaped;           /* a string that holds a backslash */
};

struct record_field {
	struct sv key;          /* between the quotes, as written */
	struct sv whole;        /* from the key's quote to the value's end */
	struct record_value value;
	enum record_key id;     /* REC_UNKNOWN: not a key of ours */
};

struct record {
	struct sv line;                 /* without line feed */
	struct record_field *fields;    /* in order of the line */
	size_t nfields, cap;
	uint32_t at[REC_NKEYS];         /* index + 1 into fields; 0: absent */
	size_t close;                   /* offset of the closing brace */
	struct record_scanner *scanner; /* its memory */
	struct str scratch;             /* escaped keys */
};

const char *record_key_name(enum record_key key);
enum record_key record_key_find(struct sv name);

/* Scans the line (no line feed in it). -1 with the fault's text and column (a
 * byte offset + 1); file and line are the caller's. Reuses r's memory. */
int record_scan(struct record *r, struct sv line, struct fault *f);
/* The same for a line that is known to be valid UTF-8. */
int record_scan_valid(struct record *r, struct sv line, struct fault *f);
void record_free(struct record *r);

/* The value of a key; type RECORD_ABSENT when it is not there. */
static inline const struct record_value *
record_get(const struct record *r, enum record_key key)
{
	static const struct record_value absent = {{NULL, 0}, RECORD_ABSENT,
	    false};

	return r->at[key] != 0 ? &r->fields[r->at[key] - 1].value : &absent;
}

/* A string's characters: a view of the line, or of *scratch (which is
 * overwritten) where it holds escapes. Empty view when absent or of another
 * type. */
struct sv record_text(const struct record_value *v, struct str *scratch);
/* False when absent, of another type or beyond 64 bits. */
bool record_int(const struct record_value *v, int64_t *value);
bool record_bool(const struct record_value *v, bool fallback);
/* Walks an array of strings: start with *at = 0; false at the end, on another
 * type and on a member that is no string. Text as in record_text. */
bool record_next_text(const struct record_value *array, size_t *at,
    struct sv *text, struct str *scratch);

/*
 * Appends the line to out without the fields whose id is in owned (ends with
 * REC_NKEYS), then `added` (",\"key\":value" for each, as made by the json_put
 * functions; may be empty), then "}\n". Every other field stays byte for byte
 * in its place.
 */
void record_splice(struct str *out, const struct record *r,
    const enum record_key *owned, struct sv added);

#endif
