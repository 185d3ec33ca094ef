/* SPDX-License-Identifier: MIT */
#include "group_column.h"

struct group_column
group_column_add(struct table *t, const char *key, const char *title,
    enum table_kind kind)
{
	struct group_column c;

	c.value = table_column(t, key, title, kind, TABLE_JSON);
	c.shown = table_column(t, NULL, title, TABLE_TEXT,
	    TABLE_PEOPLE | TABLE_CSV);
	return c;
}

void
group_column_period(struct group_column c, struct table *t, struct period p,
    bool whole, bool english)
{
	struct str text = {0};

	period_add(&text, p);
	table_text(t, c.value, str_sv(&text));
	table_text(t, c.shown, str_sv(&text));
	if (!whole) {
		str_addz(&text, english ? " (incomplete)" : "(未完)");
		table_shown(t, c.shown, str_sv(&text));
	}
	str_free(&text);
}
