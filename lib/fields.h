/* SPDX-License-Identifier: MIT */
/*
 * fields: the inside of mapping: what a key's columns say in the present row.
 * For mapping*.c and fields_*.c alone.
 */
#ifndef PRECINCT_FIELDS_H
#define PRECINCT_FIELDS_H

#include "cell.h"
#include "datetime.h"
#include "mapping.h"

#define FIELDS_KEY_MAX 32       /* bytes of `,"feedback_type":` and more */
#define FIELDS_DOUBTS 96

struct columns {
	uint16_t *at;           /* cells, best first */
	size_t n;
};

struct mapping {
	const struct header *header;
	const struct profile *profile;
	struct mapping_context context;
	struct datetime_context dates;
	struct columns columns[PROFILE_NFIELDS];
	struct columns levels[2][PROFILE_LEVELS]; /* call's, feedback's */
	struct cell_words empty;
	struct cell_words *empty_in[PROFILE_NFIELDS]; /* NULL: empty */
	struct cell_words *codes[PROFILE_NFIELDS];      /* NULL: none */
	struct sv constants[PROFILE_NFIELDS];
	int64_t unit_fen[2];    /* as the header or the profile tells; or 0 */
	struct cell_words skip; /* folded */
	bool separator[256];    /* first bytes of a separator of levels */
	struct sv *separators;
	size_t nseparators;
	uint8_t *unmapped;      /* a column's cell goes to extra */
	struct sv *extra_keys;  /* `,"name":`, escaped */
	char keys[PROFILE_NFIELDS][FIELDS_KEY_MAX];     /* `,"id":` */
	size_t key_len[PROFILE_NFIELDS];
	struct sv source;       /* `,"src":"name:`, escaped */
	bool derives_id;        /* a missing id is no doubt: no such column */
	struct arena arena;
};

struct doubt {
	const char *key, *word;
	size_t column;
};

struct mapper {
	const struct mapping *p;
	const struct mapping_row *row;
	struct str *out;
	uint8_t *keep;          /* cells that go to extra */
	size_t keep_cap;
	struct doubt doubts[FIELDS_DOUBTS];
	size_t ndoubts;
	bool damaged, hashes;
	struct str narrative, feedback, scratch, scratch2, types[2], tmp,
	    until;
	struct str fill[PROFILE_NFIELDS];
};

struct when {
	struct datetime t;
	int64_t epoch;
	bool known;
	/* 19:30-21:30 in one column: the second half, "" when none. A view
	 * of the mapper's scratch. */
	struct sv until;
};

void fields_doubt(struct mapper *m, const char *key, const char *word,
    size_t column);
bool fields_doubted(const struct mapper *m, const char *key);

static inline struct sv
fields_cell(const struct mapper *m, size_t column)
{
	return column < m->row->n ? m->row->cells[column] :
	    (struct sv){"", 0};
}

/* The first of the key's columns that says something: its text, codes looked
 * up, blanks filled, else the profile's constant; "" when there is nothing.
 * What other columns say is kept. scratch holds the text where it is no view
 * of the row. *column (may be NULL) is where it stood. */
struct sv fields_text(struct mapper *m, enum profile_field field,
    struct str *scratch, size_t *column);
/* Whether the cell says nothing: blank or a word for it. */
bool fields_is_empty(const struct mapper *m, enum profile_field field,
    struct sv text);

void fields_put_text(struct mapper *m, enum profile_field field,
    struct sv text);
void fields_put_int(struct mapper *m, enum profile_field field, int64_t v);
void fields_put_time(struct mapper *m, enum profile_field field,
    const struct datetime *t);
/* A text key from beginning to end. */
void fields_copy(struct mapper *m, enum profile_field field);
/* A text key with codes: what is no code is doubted and kept. */
struct sv fields_code(struct mapper *m, enum profile_field field);
/* true, false or nothing. */
void fields_copy_bool(struct mapper *m, enum profile_field field);
/* Names parted by marks, as an array; gives how many. */
size_t fields_copy_names(struct mapper *m, enum profile_field field,
    int64_t *told);
/* 12, 12次, 50余 (doubted: at_least), 三; -1 when there is none. */
int64_t fields_count(struct mapper *m, enum profile_field field);

/* A time, whose date may stand in a column of its own (date_field, or
 * PROFILE_NFIELDS). Doubts are noted; what is not understood is kept.
 * year: of dates without one. */
void fields_when(struct mapper *m, enum profile_field field,
    enum profile_field date_field, int32_t year, struct when *w);
/* text as a time of the day of `date`. */
bool fields_time_on(struct mapper *m, int64_t date, struct sv text,
    struct when *w);
/* Notes what is odd of a time that is known. */
void fields_doubt_when(struct mapper *m, enum profile_field field,
    unsigned doubts, size_t column);

void fields_incident(struct mapper *m, const struct when *reported);
void fields_outcome(struct mapper *m, const struct when *at);
void fields_patrol(struct mapper *m, const struct when *started);

#endif
