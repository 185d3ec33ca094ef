/* SPDX-License-Identifier: MIT */
/* table_excel: see table.h. A cell that begins as a formula is one to Excel
 * even inside quotes (OWASP, CSV injection). */
#include "table.h"

/* -12.50, +3: a number of ours may begin with its sign. */
static bool
is_number(struct sv s)
{
	size_t at = s.len > 0 && (s.p[0] == '-' || s.p[0] == '+');
	size_t digits = sv_digits(sv_from(s, at));

	if (digits == 0)
		return false;
	at += digits;
	if (at < s.len && s.p[at] == '.')
		at += 1 + sv_digits(sv_from(s, at + 1));
	return at == s.len;
}

static bool
is_formula(struct sv cell)
{
	return cell.len > 0 && strchr("=+-@\t\r", cell.p[0]) != NULL &&
	    !is_number(cell);
}

/* The length of the cell that text begins with, quotes and all. */
static size_t
cell_length(struct sv text)
{
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && (text.p[i] == ',' || text.p[i] == '\n'))
			return i;
	}
	return text.len;
}

void
table_excel(struct str *csv)
{
	struct str out = {0};
	struct sv rest = str_sv(csv);

	str_addz(&out, "\xef\xbb\xbf");
	while (rest.len > 0) {
		size_t n = cell_length(rest);
		size_t quote = n > 0 && rest.p[0] == '"';
		struct sv inner = {rest.p + quote, n - 2 * quote};

		str_add(&out, rest.p, quote);
		if (is_formula(inner))
			str_addc(&out, '\'');
		str_add(&out, rest.p + quote, n - quote);
		if (n < rest.len)
			str_addz(&out, rest.p[n] == '\n' ? "\r\n" : ",");
		rest = sv_from(rest, n < rest.len ? n + 1 : n);
	}
	str_free(csv);
	*csv = out;
}
