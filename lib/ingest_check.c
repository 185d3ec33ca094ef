/* SPDX-License-Identifier: MIT */
#include "ingest_parts.h"

#include "jsonout.h"

/* What a doubt's second word means; the first is the key. */
static const struct {
	const char *word, *message;
} messages[] = {
    {"missing", "nothing is told"},
    {"format", "not understood; kept in extra"},
    {"unknown", "code or class not known to the profile"},
    {"no_time", "a date without a time of day"},
    {"no_year", "a date without a year; it was taken from elsewhere"},
    {"serial", "a serial number of Excel"},
    {"future", "later than the present moment"},
    {"after_report", "later than the report"},
    {"range", "a span of time; its beginning was taken"},
    {"before_start", "the end is before the start"},
    {"precision_lost", "digits lost in a spreadsheet; not to be recovered"},
    {"check_digit", "the check character does not fit"},
    {"region", "no such region"},
    {"birth_date", "no such date of birth"},
    {"sex_differs", "the number tells another sex than the column"},
    {"age_differs", "the number tells another age than the column"},
    {"approximate", "an approximate sum"},
    {"from_narrative", "told by the text, not by a column"},
    {"unit_assumed", "a sum without unit, taken for yuan"},
    {"at_least", "at least so many"},
    {"zero", "no time between start and end"},
    {"long", "longer than twelve hours"},
    {"differs", "not as many as are named"},
    {"damaged", "text that was decoded wrongly before it came here"},
    {"encoding", "in another encoding than the rest of the file"},
};

void
ingest_point_at(struct csvrow *row, size_t column)
{
	const char *begin = row->record.raw.p;
	const char *cell = column < row->n ? row->fields[column].p : NULL;

	/* a cell that was decoded or unquoted lies elsewhere */
	row->error_at = cell != NULL && cell >= begin &&
	    cell < begin + row->record.raw.len ? (size_t)(cell - begin) : 0;
}

void
ingest_add_finding(struct str *out, const char *file,
    const struct csvrow *row, const char *code, struct sv message)
{
	uint64_t line, column = csvrow_column(row, &line);

	str_addz(out, "{\"file\":");
	json_text(out, sv_z(file));
	json_put_int(out, SV("line"), (int64_t)line);
	json_put_int(out, SV("column"), (int64_t)column);
	json_put_text(out, SV("code"), sv_z(code));
	json_put_text(out, SV("message"), message);
	str_addz(out, "}\n");
}

static const char *
message_of(const char *code)
{
	const char *dot = strrchr(code, '.');

	for (size_t i = 0; dot != NULL &&
	    i < sizeof(messages) / sizeof(messages[0]); i++)
		if (strcmp(messages[i].word, dot + 1) == 0)
			return messages[i].message;
	return "doubtful";
}

uint64_t
ingest_add_doubts(struct ingest_worker *w, struct str *out, const char *file,
    const struct csvrow *row)
{
	struct csvrow at = *row;
	uint64_t n = 0;
	size_t column;

	for (;; n++) {
		str_clear(&w->word);
		if (!mapper_doubt(w->mapper, n, &w->word, &column))
			return n;
		ingest_point_at(&at, column);
		ingest_add_finding(out, file, &at, w->word.p,
		    sv_z(message_of(w->word.p)));
	}
}
