/* SPDX-License-Identifier: MIT */
#include "header.h"

#include "narrow.h"

/* What a row, or two, would be as a header under one profile. */
struct attempt {
	const struct profile *profile;
	size_t row, rows, known;
	bool key;               /* an id, a time or a text is among them */
	bool merged;            /* cells merged over both rows, and others */
};

static struct sv
cell_at(const struct header_row *row, size_t i)
{
	return i < row->n ? row->cells[i] : (struct sv){"", 0};
}

static bool
is_blank(struct sv cell)
{
	return sv_trim(cell).len == 0;
}

/* The cell above column i, that of the left when cells were merged. */
static struct sv
above(const struct header_row *top, size_t i)
{
	for (size_t k = i + 1; k-- > 0;)
		if (!is_blank(cell_at(top, k)))
			return sv_trim(cell_at(top, k));
	return (struct sv){"", 0};
}

static bool
is_class(const struct profile_name *name)
{
	return name->field == PROFILE_CALL_TYPE ||
	    name->field == PROFILE_FEEDBACK_TYPE;
}

static bool
is_of_caller(const struct profile_name *name)
{
	static const uint8_t fields[] = {PROFILE_CALLER_NAME,
	    PROFILE_CALLER_PHONE, PROFILE_CALLER_ID, PROFILE_CALLER_SEX,
	    PROFILE_CALLER_AGE, PROFILE_CALLER_JOB};

	return memchr(fields, name->field, sizeof(fields)) != NULL;
}

static bool
is_other_person(struct sv group)
{
	static const char *const words[] = {"嫌疑", "对方", "当事", "被害",
	    "受害", "事主", "违法", "行为人", "涉案", "证人", "家属", "监护",
	    "民警"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (sv_find(group, sv_z(words[i])) != SIZE_MAX)
			return true;
	return false;
}

/* A cell merged over both rows of the header: workbooks repeat its name. */
static bool
is_merged(const struct header_row *row, size_t i)
{
	struct sv low = sv_trim(cell_at(&row[1], i));

	return low.len > 0 && sv_eq(low, sv_trim(cell_at(&row[0], i)));
}

/* The name of column i over `rows` rows is put into *joined. */
static void
join_name(const struct header_row *row, size_t rows, size_t i,
    struct str *joined)
{
	struct sv low = sv_trim(cell_at(&row[rows - 1], i));

	str_clear(joined);
	if (rows == 2 && !is_merged(row, i))
		str_addsv(joined, low.len == 0 ?
		    sv_trim(cell_at(&row[0], i)) : above(&row[0], i));
	str_addsv(joined, low);
}

static const struct profile_name *
name_column(const struct profile *p, const struct header_row *row,
    size_t rows, size_t i, struct str *joined, struct str *tmp)
{
	const struct profile_name *is;

	join_name(row, rows, i, joined);
	is = profile_find(p, str_sv(joined), tmp);
	if (is != NULL || rows == 1)
		return is;
	/* 基本信息 over 报警时间: the group says nothing; but a class is the
	 * call's or the feedback's by its group alone, and a person under
	 * 嫌疑人 is not the caller. */
	is = profile_find(p, cell_at(&row[1], i), tmp);
	if (is == NULL || is_class(is) ||
	    (is_of_caller(is) && is_other_person(above(&row[0], i))))
		return NULL;
	return is;
}

/* Spreadsheets export blank columns behind the last. */
static size_t
filled_width(const struct header_row *row)
{
	size_t n = row->n;

	while (n > 0 && is_blank(row->cells[n - 1]))
		n--;
	return n;
}

static size_t
width(const struct header_row *row, size_t rows)
{
	size_t n = filled_width(&row[0]);

	if (rows == 2 && filled_width(&row[1]) > n)
		n = filled_width(&row[1]);
	return n;
}

static bool
is_key(const struct profile_name *is)
{
	static const uint8_t keys[] = {PROFILE_ID, PROFILE_REPORTED_AT,
	    PROFILE_REPORTED_DATE, PROFILE_NARRATIVE, PROFILE_STARTED_AT,
	    PROFILE_PATROL_DATE, PROFILE_EVENT};

	return memchr(keys, is->field, sizeof(keys)) != NULL;
}

static struct attempt
attempt(const struct profile *p, const struct header_row *rows, size_t at,
    size_t nrows, struct str *joined, struct str *tmp)
{
	struct attempt a = {.profile = p, .row = at, .rows = nrows};
	size_t n = width(&rows[at], nrows), merged = 0;

	for (size_t i = 0; i < n && n <= HEADER_MOST; i++) {
		const struct profile_name *is = name_column(p, &rows[at],
		    nrows, i, joined, tmp);

		if (is != NULL) {
			a.known++;
			a.key = a.key || is_key(is);
		}
		merged += nrows == 2 && is_merged(&rows[at], i);
	}
	/* Two rows that are the same are a header that comes twice. */
	a.merged = merged > 0 && merged < n;
	return a;
}

static bool
is_better(const struct attempt *a, const struct attempt *best)
{
	if (best->profile == NULL || a->known != best->known)
		return best->profile == NULL || a->known > best->known;
	/* Names merged over two rows belong to a header of two, though its
	 * second row alone has them all. */
	if (a->merged != best->merged)
		return a->merged;
	if (a->rows != best->rows)
		return a->rows < best->rows;
	return a->profile != best->profile && best->profile->extends &&
	    !a->profile->extends;
}

static struct sv
unique_name(struct header *h, struct sv wanted, size_t i)
{
	struct str name = {0};
	struct sv kept;

	if (wanted.len == 0)
		str_addf(&name, "column %zu", i + 1);
	else
		str_addsv(&name, wanted);
	for (unsigned n = 2, k = 0; k < i; k++) {
		if (!sv_eq(h->columns[k].name, str_sv(&name)))
			continue;
		str_clear(&name);
		str_addsv(&name, wanted);
		str_addf(&name, "[%u]", n++);
		k = (unsigned)-1;
	}
	kept = arena_dup(&h->arena, str_sv(&name));
	str_free(&name);
	return kept;
}

static struct header_row
keep_row(struct header *h, const struct header_row *row)
{
	struct header_row kept = {arena_alloc(&h->arena,
	    (row->n + 1) * sizeof(struct sv)), row->n};

	for (size_t i = 0; i < row->n; i++)
		kept.cells[i] = arena_dup(&h->arena, sv_trim(row->cells[i]));
	return kept;
}

/* The only filled cell of a row, else an empty view. */
static struct sv
lone_cell(const struct sv *cells, size_t n)
{
	struct sv lone = {"", 0};

	for (size_t i = 0; i < n; i++) {
		struct sv cell = sv_trim(cells[i]);

		if (cell.len == 0)
			continue;
		if (lone.len != 0)
			return (struct sv){"", 0};
		lone = cell;
	}
	return lone;
}

static void
keep_titles(struct header *h, const struct header_row *rows)
{
	h->titles = arena_alloc(&h->arena, (h->row + 1) * sizeof(struct sv));
	for (size_t i = 0; i < h->row; i++) {
		struct sv lone = lone_cell(rows[i].cells, rows[i].n);

		if (lone.len != 0)
			h->titles[h->ntitles++] = arena_dup(&h->arena, lone);
	}
}

static void
keep(struct header *h, const struct attempt *a, const struct header_row *rows,
    struct str *joined, struct str *tmp)
{
	const struct header_row *row = &rows[a->row];
	size_t n = width(row, a->rows);

	h->profile = a->profile;
	h->row = a->row;
	h->rows = a->rows;
	h->known = a->known;
	for (size_t i = 0; i < a->rows; i++)
		h->cells[i] = keep_row(h, &row[i]);
	h->columns = arena_alloc(&h->arena,
	    (n + 1) * sizeof(struct header_column));
	for (size_t i = 0; i < n; i++) {
		struct header_column *c = &h->columns[i];

		c->is = name_column(a->profile, row, a->rows, i, joined, tmp);
		c->shown = arena_dup(&h->arena, str_sv(joined));
		c->name = unique_name(h, c->shown, i);
		if (c->shown.len != 0)
			h->ncolumns = i + 1;
	}
	keep_titles(h, rows);
}

bool
header_find(struct header *h, const struct header_row *rows, size_t n,
    struct profile *const *profiles, size_t nprofiles, bool forced)
{
	struct str joined = {0}, tmp = {0};
	struct attempt best = {0};

	*h = (struct header){0};
	if (n > HEADER_ROWS)
		n = HEADER_ROWS;
	for (size_t p = 0; p < nprofiles; p++)
		for (size_t i = 0; i < 2 * n; i++) {
			size_t at = i / 2, nrows = 1 + i % 2;
			struct attempt a;

			if (at + nrows > n)
				continue;
			a = attempt(profiles[p], rows, at, nrows, &joined,
			    &tmp);
			if (forced ? a.known > 0 :
			    a.known >= HEADER_LEAST && a.key)
				if (is_better(&a, &best))
					best = a;
		}
	if (best.profile != NULL)
		keep(h, &best, rows, &joined, &tmp);
	str_free(&joined);
	str_free(&tmp);
	return best.profile != NULL;
}

void
header_free(struct header *h)
{
	arena_free(&h->arena);
	*h = (struct header){0};
}

size_t
header_guess(const struct header_row *rows, size_t n)
{
	size_t best = 0, most = 0;

	for (size_t i = 0; i < n; i++) {
		size_t filled = 0;

		for (size_t k = 0; k < rows[i].n; k++)
			filled += !is_blank(rows[i].cells[k]);
		if (filled > most) {
			most = filled;
			best = i;
		}
	}
	return best;
}

/* --- rows in the middle ---------------------------------------------------- */

static bool
same_row(const struct header_row *row, const struct sv *cells, size_t n)
{
	size_t most = n > row->n ? n : row->n;
	bool filled = false;

	for (size_t i = 0; i < most; i++) {
		struct sv a = i < n ? sv_trim(cells[i]) : (struct sv){"", 0};

		if (!sv_eq(a, cell_at(row, i)))
			return false;
		filled = filled || a.len != 0;
	}
	return filled;
}

/* 2024年9月警情表 where 2024年8月警情表 stands on top: the same, or ending in
 * the same two Chinese characters. */
static bool
is_title(const struct header *h, struct sv lone)
{
	for (size_t i = 0; i < h->ntitles && lone.len >= 6; i++) {
		struct sv t = h->titles[i];

		if (t.len >= 6 && memcmp(t.p + t.len - 6,
		    lone.p + lone.len - 6, 6) == 0)
			return true;
	}
	return false;
}

enum header_likeness
header_like(const struct header *h, const struct sv *cells, size_t n,
    struct str *tmp)
{
	size_t known = 0, filled = 0;

	for (size_t i = 0; i < h->rows; i++)
		if (same_row(&h->cells[i], cells, n))
			return HEADER_SAME;
	if (is_title(h, lone_cell(cells, n)))
		return HEADER_TITLE;
	for (size_t i = 0; i < n; i++) {
		struct sv cell = sv_trim(cells[i]);

		if (cell.len == 0)
			continue;
		/* other data, most likely */
		if (filled++ == HEADER_LEAST && known == 0)
			return HEADER_NO;
		/* no name of a column is as long as a narrative */
		if (cell.len <= 64 &&
		    profile_find(h->profile, cell, tmp) != NULL)
			known++;
	}
	return known >= HEADER_LEAST && known * 2 > filled ? HEADER_OTHER :
	    HEADER_NO;
}

/* The year of "2024年", if that is how the view goes on. */
static int32_t
year_at(struct sv s)
{
	int32_t year = 0;

	if (s.len < 7 || memcmp(s.p + 4, "年", 3) != 0)
		return 0;
	for (int k = 0; k < 4; k++) {
		if (s.p[k] < '0' || s.p[k] > '9')
			return 0;
		year = year * 10 + (s.p[k] - '0');
	}
	return year >= 1900 && year <= 2199 ? year : 0;
}

int32_t
header_year(const struct header *h)
{
	struct str text = {0};
	int32_t year = 0;

	for (size_t i = 0; i < h->ntitles && year == 0; i++) {
		str_clear(&text);
		narrow_add(&text, h->titles[i]);
		for (size_t at = 0; at < text.len && year == 0; at++)
			year = year_at(sv_from(str_sv(&text), at));
	}
	str_free(&text);
	return year;
}
