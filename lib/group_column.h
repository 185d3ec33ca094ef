/* SPDX-License-Identifier: MIT */
/*
 * group_column: the column of a report that names what its rows are grouped
 * by. Programs read the bare value, people and CSV its title: two columns of
 * one table.
 */
#ifndef PRECINCT_GROUP_COLUMN_H
#define PRECINCT_GROUP_COLUMN_H

#include "period.h"
#include "table.h"

struct group_column {
	size_t value, shown;
};

/* key and title must outlive the table; kind is the value's. */
struct group_column group_column_add(struct table *t, const char *key,
    const char *title, enum table_kind kind);
/* The cell of the last row, where a period is the group. One that is not
 * whole is marked for people: 2024-08(未完). */
void group_column_period(struct group_column c, struct table *t,
    struct period p, bool whole, bool english);

#endif
