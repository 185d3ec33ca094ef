/* SPDX-License-Identifier: MIT */
/* query_field: the names of query.h's language and what may be said of them. */
#ifndef PRECINCT_QUERY_FIELD_H
#define PRECINCT_QUERY_FIELD_H

#include "query.h"

enum query_type {
	QTYPE_TEXT, QTYPE_INTEGER, QTYPE_YUAN, QTYPE_FEN, QTYPE_TIME,
	QTYPE_CLOCK, QTYPE_WEEKDAY, QTYPE_TRUTH,
	QTYPE_LEVEL,            /* low, medium, high: texts that have an order */
	QTYPE_HOUR, QTYPE_MDAY, QTYPE_MONTH
};

#define QUERY_LEVELS 3

struct query_field {
	enum record_key key;
	struct sv column;       /* of extra */
	enum query_part part;
	enum query_type type;
};

/* False: no such field; *near is then the nearest name, or NULL. */
bool query_field_find(struct sv name, struct query_field *field,
    const char **near);
/* What a word says as a value of the type, as a range of numbers (a day holds
 * all its seconds). False: it says nothing of that type. */
bool query_value_read(enum query_type type, struct sv word, int64_t today,
    struct query_range *value);
/* Of QTYPE_LEVEL: the text of level i, the lowest first. */
struct sv query_level(int64_t i);
/* The bounds of numbers that come round again (weekday 1 to 7); false: the
 * type has none. */
bool query_type_round(enum query_type type, struct query_range *bounds);
/* "a date (2024-08-31, 2024-W35, …)": what would be right. */
const char *query_type_wants(enum query_type type);

#endif
