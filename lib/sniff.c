/* SPDX-License-Identifier: MIT */
#include "sniff.h"

#include "reject.h"

#include <ctype.h>

#define RECORDS 101             /* a header, and a hundred */
#define COLUMNS 256

static bool
begins(struct sv s, const char *magic, size_t n)
{
	return s.len >= n && memcmp(s.p, magic, n) == 0;
}

static bool
begins_word(struct sv s, const char *word)
{
	for (size_t i = 0; word[i] != '\0'; i++)
		if (i >= s.len || tolower((unsigned char)s.p[i]) != word[i])
			return false;
	return true;
}

static const char *
sniff_markup(struct sv head)
{
	if (begins(head, "\xef\xbb\xbf", 3))
		head = sv_from(head, 3);
	head = sv_trim(head);
	if (begins_word(head, "<?xml"))
		return "is XML, not CSV; export it as CSV";
	if (begins_word(head, "mime-version:"))
		return "is a web archive (MHTML), not CSV; open it in a "
		       "spreadsheet and save it as CSV UTF-8";
	if (begins_word(head, "{\"") || begins_word(head, "[{"))
		return "is JSON, not CSV; records need no ingesting, give "
		       "them to classify-risk";
	return NULL;
}

const char *
sniff_container(struct sv head)
{
	if (begins(head, "PK\x05\x06", 4))
		return "is an empty zip archive";
	if (begins(head, "%PDF-", 5))
		return "is a PDF, not CSV; ask for the export as CSV";
	if (begins(head, "Rar!\x1a\x07", 6))
		return "is a RAR archive, not CSV; unpack it first";
	if (begins(head, "7z\xbc\xaf\x27\x1c", 6))
		return "is a 7-Zip archive, not CSV; unpack it first";
	if (begins(head, "BZh", 3) || begins(head, "\xfd" "7zXZ", 5))
		return "is packed with bzip2 or xz; unpack it into a pipe "
		       "(xz -dc FILE | ingest-incidents)";
	return sniff_markup(head);
}

char
sniff_line_end(struct sv text)
{
	bool quoted = false, cr = false;

	/* Old Mac files have LF inside cells. Nearly always the first line
	 * decides. */
	for (size_t i = 0; i < text.len; i++) {
		quoted ^= text.p[i] == '"';
		if (!quoted && text.p[i] == '\n')
			return '\n';
		cr |= !quoted && text.p[i] == '\r';
	}
	return cr ? '\r' : '\n';
}

/* How many of the first records have the commonest number of columns (two at
 * least); that number in *columns. */
static unsigned
agreement(struct sv text, bool whole, const struct csv_dialect *d,
    unsigned *columns)
{
	unsigned counts[COLUMNS] = {0}, best = 0;
	struct csv_fields fields = {0};
	struct csv_record r;
	size_t bad;

	for (unsigned i = 0; i < RECORDS && text.len > 0; i++) {
		if (!csv_cut(text, whole, d, &r))
			break;
		text = sv_from(text, r.raw.len);
		/* The reasons in a reject file are prose, with semicolons. */
		if (r.error != CSV_FINE || reject_is_marker(r.body))
			continue;
		if (csv_split(&r, d, &fields, &bad) == CSV_FINE &&
		    fields.n < COLUMNS)
			counts[fields.n]++;
	}
	csv_fields_free(&fields);
	for (unsigned n = 2; n < COLUMNS; n++)
		if (counts[n] > 0 && counts[n] >= counts[best])
			best = n;
	*columns = best;
	return counts[best];
}

char
sniff_delimiter(struct sv text, bool whole, const struct csv_dialect *d)
{
	static const char candidates[] = {',', '\t', ';', '|'};
	struct csv_dialect try = *d;
	unsigned best = 0, best_columns = 0;
	char chosen = ',';

	for (size_t i = 0; i < sizeof(candidates); i++) {
		unsigned columns, score;

		try.delimiter = candidates[i];
		score = agreement(text, whole, &try, &columns);
		/* More rows that agree; then more columns. */
		if (score * columns > best * best_columns) {
			best = score;
			best_columns = columns;
			chosen = candidates[i];
		}
	}
	return chosen;
}
