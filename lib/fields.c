/* SPDX-License-Identifier: MIT */
#include "fields.h"

#include "jsonout.h"
#include "numeral.h"

#define NUMBER_MAX 64
#define COUNT_MAX 1000000       /* more hazards in a shift are a slip */

void
fields_doubt(struct mapper *m, const char *key, const char *word,
    size_t column)
{
	for (size_t i = 0; i < m->ndoubts; i++)
		if (strcmp(m->doubts[i].word, word) == 0 &&
		    strcmp(m->doubts[i].key, key) == 0)
			return;
	if (m->ndoubts < FIELDS_DOUBTS)
		m->doubts[m->ndoubts++] = (struct doubt){key, word, column};
}

bool
fields_doubted(const struct mapper *m, const char *key)
{
	for (size_t i = 0; i < m->ndoubts; i++)
		if (strcmp(m->doubts[i].key, key) == 0)
			return true;
	return false;
}

/* --- what cells say -------------------------------------------------------- */

bool
fields_is_empty(const struct mapper *m, enum profile_field field,
    struct sv s)
{
	const struct cell_words *words = m->p->empty_in[field];
	struct sv none;

	return s.len == 0 || cell_words_find(words != NULL ? words :
	    &m->p->empty, s, &none);
}

static struct sv
clean_cell(struct mapper *m, size_t column, struct str *scratch)
{
	struct sv raw = fields_cell(m, column);

	if (!m->row->plain && !m->damaged && !cell_is_plain(raw))
		m->damaged = cell_damaged(raw);
	return cell_clean(raw, m->row->plain, scratch);
}

/* Blank below a merged cell is as above; what is told is remembered. */
static struct sv
fill(struct mapper *m, enum profile_field field, struct sv text)
{
	if ((m->p->profile->fill_down >> field & 1) == 0)
		return text;
	if (text.len == 0)
		return str_sv(&m->fill[field]);
	str_clear(&m->fill[field]);
	str_addsv(&m->fill[field], text);
	return text;
}

struct sv
fields_text(struct mapper *m, enum profile_field field, struct str *scratch,
    size_t *column)
{
	const struct columns *c = &m->p->columns[field];
	struct sv text = {"", 0};
	size_t at = SIZE_MAX;

	for (size_t i = 0; i < c->n; i++) {
		struct str *to = at == SIZE_MAX ? scratch : &m->tmp;
		struct sv s = clean_cell(m, c->at[i], to);
		struct sv meaning;

		if (m->p->codes[field] != NULL &&
		    cell_words_find(m->p->codes[field], s, &meaning))
			s = meaning;
		else if (fields_is_empty(m, field, s))
			continue;
		if (s.len == 0)
			continue;
		if (at == SIZE_MAX) {
			text = s;
			at = c->at[i];
		} else if (!sv_eq(s, text)) {
			m->keep[c->at[i]] = 1;
		}
	}
	if (column != NULL)
		*column = at;
	text = fill(m, field, text);
	return text.len == 0 ? m->p->constants[field] : text;
}

/* --- putting --------------------------------------------------------------- */

static inline void
put_key(struct mapper *m, enum profile_field field)
{
	struct str *out = m->out;

	str_reserve(out, FIELDS_KEY_MAX);
	memcpy(out->p + out->len, m->p->keys[field], FIELDS_KEY_MAX);
	out->len += m->p->key_len[field];
}

void
fields_put_text(struct mapper *m, enum profile_field field, struct sv text)
{
	put_key(m, field);
	json_text(m->out, text);
}

void
fields_put_int(struct mapper *m, enum profile_field field, int64_t v)
{
	put_key(m, field);
	str_addi(m->out, v);
}

void
fields_put_time(struct mapper *m, enum profile_field field,
    const struct datetime *t)
{
	put_key(m, field);
	str_addc(m->out, '"');
	datetime_add(m->out, t);
	str_addc(m->out, '"');
}

void
fields_copy(struct mapper *m, enum profile_field field)
{
	struct sv text;

	if (m->p->columns[field].n == 0 && m->p->constants[field].len == 0)
		return;
	text = fields_text(m, field, &m->scratch, NULL);
	if (text.len > 0)
		fields_put_text(m, field, text);
}

struct sv
fields_code(struct mapper *m, enum profile_field field)
{
	size_t column;
	struct sv text, code, meaning;
	char buf[NUMBER_MAX];

	if (m->p->columns[field].n == 0)
		return m->p->constants[field];
	text = fields_text(m, field, &m->scratch, &column);
	if (text.len == 0 || column == SIZE_MAX)
		return text;
	/* fields_text looked it up as it stands: once more, narrowed. */
	code = cell_number(fields_cell(m, column), buf, sizeof(buf));
	if (m->p->codes[field] == NULL || code.p == NULL)
		goto unknown;
	for (size_t i = 0; i < m->p->codes[field]->n; i++)
		if (sv_eq(text, m->p->codes[field]->values[i]))
			return text;
	if (cell_words_find(m->p->codes[field], code, &meaning))
		return meaning;
unknown:
	m->keep[column] = 1;
	fields_doubt(m, profile_field_name(field), "unknown", column);
	return (struct sv){"", 0};
}

void
fields_copy_bool(struct mapper *m, enum profile_field field)
{
	struct sv v = fields_code(m, field);

	if (v.len == 0)
		return;
	put_key(m, field);
	str_addsv(m->out, v);
}

/* --- names ----------------------------------------------------------------- */

/* Length of a mark that parts names, at the beginning of s. */
static size_t
name_mark(struct sv s)
{
	static const char *const marks[] = {"、", "，", "；", "／", "\u3000"};

	if (strchr(",;/\n\t|", s.p[0]) != NULL && s.p[0] != '\0')
		return 1;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (sv_starts(s, sv_z(marks[i])))
			return 3;
	return 0;
}

static bool
has_mark(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (name_mark(sv_from(s, i)) != 0)
			return true;
	return false;
}

/* 张三 李四: blanks part names of two to four Chinese characters; John Doe is
 * one name, and 王 五 another. */
static bool
blanks_part(struct sv s)
{
	struct sv part;

	if (has_mark(s) || memchr(s.p, ' ', s.len) == NULL)
		return false;
	while (sv_split(&s, ' ', &part)) {
		if (part.len == 0)
			continue;
		if (part.len < 6 || part.len > 12 || part.len % 3 != 0)
			return false;
		for (size_t i = 0; i < part.len; i += 3)
			if (((unsigned char)part.p[i] & 0xf0) != 0xe0)
				return false;
	}
	return true;
}

/* 李四等5人, 张三、李四等五人: how many they are, cut off; else -1. */
static int64_t
cut_others(struct sv *s)
{
	size_t at = sv_find(*s, SV("等")), n;
	int64_t count;

	if (at == SIZE_MAX || at == 0)
		return -1;
	n = numeral_read(sv_from(*s, at + 3), &count);
	if (n == 0 || count > COUNT_MAX ||
	    !(sv_eq(sv_from(*s, at + 3 + n), SV("人")) ||
	    sv_eq(sv_from(*s, at + 3 + n), SV("名"))))
		return -1;
	*s = sv_trim((struct sv){s->p, at});
	return count;
}

static size_t
put_names(struct mapper *m, enum profile_field field, struct sv s, size_t n)
{
	bool blank = blanks_part(s);

	while (s.len > 0) {
		size_t len = 0, mark = 0;
		struct sv name;

		while (len < s.len && (mark = blank ? s.p[len] == ' ' :
		    name_mark(sv_from(s, len))) == 0)
			len++;
		name = sv_trim((struct sv){s.p, len});
		s = sv_from(s, len + (len < s.len ? mark : 0));
		if (fields_is_empty(m, field, name))
			continue;
		str_addc(m->out, n++ == 0 ? '[' : ',');
		json_text(m->out, name);
	}
	return n;
}

size_t
fields_copy_names(struct mapper *m, enum profile_field field, int64_t *told)
{
	const struct columns *c = &m->p->columns[field];
	size_t n = 0, start;

	if (c->n == 0)
		return 0;
	start = m->out->len;
	put_key(m, field);
	for (size_t i = 0; i < c->n; i++) {
		struct sv s = clean_cell(m, c->at[i], &m->scratch);

		if (fields_is_empty(m, field, s))
			continue;
		if (told != NULL)
			*told = cut_others(&s);
		n = put_names(m, field, s, n);
	}
	if (n > 0)
		str_addc(m->out, ']');
	else
		m->out->len = start;
	return n;
}

/* --- counts ---------------------------------------------------------------- */

/* 50余, 50多, 50+, 50以上 */
static bool
is_at_least(struct sv *s)
{
	static const char *const words[] = {"余", "多", "+", "以上"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (sv_starts(*s, sv_z(words[i]))) {
			*s = sv_from(*s, strlen(words[i]));
			return true;
		}
	return false;
}

static bool
is_unit(struct sv s)
{
	static const char *const units[] = {"", "次", "处", "人", "人次", "件",
	    "场", "起", "个", "条", "名", "份", "场次", "户", "余人", "例"};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (sv_eq(s, sv_z(units[i])))
			return true;
	return false;
}

int64_t
fields_count(struct mapper *m, enum profile_field field)
{
	char buf[NUMBER_MAX];
	size_t column, n;
	int64_t v = -1;
	struct sv text, s;

	if (m->p->columns[field].n == 0 && m->p->constants[field].len == 0)
		return -1;
	text = fields_text(m, field, &m->scratch, &column);
	if (text.len == 0)
		return -1;
	s = cell_number(text, buf, sizeof(buf));
	n = s.p != NULL ? numeral_read(s, &v) : 0;
	if (n > 0 && v <= COUNT_MAX) {
		s = sv_from(s, n);
		if (is_at_least(&s))
			fields_doubt(m, profile_field_name(field), "at_least",
			    column);
		if (is_unit(sv_trim(s)))
			return v;
	}
	if (column != SIZE_MAX)
		m->keep[column] = 1;
	fields_doubt(m, profile_field_name(field), "format", column);
	return -1;
}

/* --- times ----------------------------------------------------------------- */

void
fields_doubt_when(struct mapper *m, enum profile_field field,
    unsigned doubts, size_t column)
{
	const char *key = profile_field_name(field);

	if (doubts & DATETIME_NO_TIME)
		fields_doubt(m, key, "no_time", column);
	if (doubts & DATETIME_NO_YEAR)
		fields_doubt(m, key, "no_year", column);
	if (doubts & DATETIME_SERIAL)
		fields_doubt(m, key, "serial", column);
}

/* 19:30-21:30 ends in no zone of the west: those follow seconds. */
static bool
ends_in_range(struct sv s)
{
	return s.len >= 11 && s.p[s.len - 6] == '-' &&
	    s.p[s.len - 9] == ':' && (s.len < 12 || s.p[s.len - 12] != ':');
}

static bool
parse(struct mapper *m, struct sv text, int32_t year, struct when *w,
    unsigned *doubts)
{
	struct datetime_context context = m->p->dates;

	if (year != 0)
		context.year = year;
	if (!datetime_parse(text, &context, &w->t, doubts))
		return false;
	if (w->t.offset < 0 && ends_in_range(text))
		return false;
	if (w->t.offset != DATETIME_CHINA)
		datetime_move(&w->t, DATETIME_CHINA);
	w->epoch = datetime_epoch(&w->t);
	w->known = true;
	return true;
}

/* Length of what may stand between the two ends of a range, else 0. */
static size_t
range_mark(struct sv s)
{
	static const char *const marks[] = {"~", "-", "至", "到", "～", "—",
	    "–", "‐", "－", "―"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (sv_starts(s, sv_z(marks[i])))
			return strlen(marks[i]);
	return 0;
}

/* date, a blank and a time, in *to; date alone when text is empty. */
static struct sv
compose(struct str *to, struct sv date, struct sv text)
{
	str_clear(to);
	str_addsv(to, date);
	if (text.len > 0) {
		str_addc(to, ' ');
		str_addsv(to, text);
	}
	return str_sv(to);
}

/*
 * The whole text, or of 昨晚22时至今晨7时 and 19:30-21:30 the beginning: the
 * shortest one before a mark that is a time of its own. Its date is in front
 * of it, or given.
 */
static bool
parse_range(struct mapper *m, struct sv date, struct sv text, int32_t year,
    struct when *w, unsigned *doubts)
{
	if (parse(m, date.len > 0 ? compose(&m->tmp, date, text) : text, year,
	    w, doubts))
		return true;
	for (size_t i = 1; i + 1 < text.len && text.len <= 128; i++) {
		size_t mark = range_mark(sv_from(text, i));
		struct sv first = sv_trim((struct sv){text.p, i});

		if (mark == 0 || first.len == 0)
			continue;
		if (parse(m, date.len > 0 ? compose(&m->tmp, date, first) :
		    first, year, w, doubts)) {
			w->until = sv_trim(sv_from(text, i + mark));
			return true;
		}
	}
	return false;
}

/* Date column and time column; the time may be a whole one. */
static bool
parse_pair(struct mapper *m, struct sv date, struct sv text, int32_t year,
    struct when *w, unsigned *doubts)
{
	struct sv none = {"", 0}, first = date;

	if (text.len == 0)
		return parse_range(m, none, date, year, w, doubts);
	if (parse_range(m, none, text, year, w, doubts) ||
	    parse_range(m, date, text, year, w, doubts))
		return true;
	/* a range of dates: its first day goes with the first time */
	for (size_t i = 1; i < date.len; i++) {
		if (range_mark(sv_from(date, i)) == 0)
			continue;
		first = sv_trim((struct sv){date.p, i});
		if (parse(m, first, year, w, doubts) &&
		    parse_range(m, first, text, year, w, doubts))
			return true;
	}
	w->known = false;
	return false;
}

static void
note_when(struct mapper *m, enum profile_field field, struct when *w,
    unsigned doubts, size_t column)
{
	const char *key = profile_field_name(field);

	if (doubts != 0)
		fields_doubt_when(m, field, doubts, column);
	/* of a patrol the end is its own */
	if (w->until.len > 0 && field != PROFILE_STARTED_AT) {
		fields_doubt(m, key, "range", column);
		if (column != SIZE_MAX)
			m->keep[column] = 1;
	}
	if (w->epoch > m->p->context.now)
		fields_doubt(m, key, "future", column);
}

/* Slow, for what is not plainly a time. */
static void
when_of_text(struct mapper *m, enum profile_field field,
    enum profile_field date_field, int32_t year, struct when *w)
{
	size_t column = SIZE_MAX, date_column = SIZE_MAX;
	struct sv date = {"", 0}, text;
	unsigned doubts = 0;

	text = fields_text(m, field, &m->scratch, &column);
	if (date_field != PROFILE_NFIELDS)
		date = fields_text(m, date_field, &m->scratch2, &date_column);
	if (date.len == 0) {
		date = text;
		text = (struct sv){"", 0};
		date_column = column;
	}
	if (date.len == 0)
		return;
	if (parse_pair(m, date, text, year, w, &doubts)) {
		str_clear(&m->until);
		str_addsv(&m->until, w->until);
		w->until = str_sv(&m->until);
		note_when(m, field, w, doubts, date_column);
		if (w->until.len > 0 && field != PROFILE_STARTED_AT &&
		    column != SIZE_MAX)
			m->keep[column] = 1;
		return;
	}
	fields_doubt(m, profile_field_name(field), "format",
	    text.len > 0 ? column : date_column);
	if (date_column != SIZE_MAX)
		m->keep[date_column] = 1;
	if (text.len == 0)
		return;
	m->keep[column] = 1;
	if (parse_pair(m, date, (struct sv){"", 0}, year, w, &doubts)) {
		m->keep[date_column] = 0;
		note_when(m, field, w, doubts, date_column);
	}
}

void
fields_when(struct mapper *m, enum profile_field field,
    enum profile_field date_field, int32_t year, struct when *w)
{
	const struct columns *c = &m->p->columns[field];
	unsigned doubts = 0;

	*w = (struct when){.until = {"", 0}};
	if (c->n == 1 && (m->p->profile->fill_down >> field & 1) == 0 &&
	    (date_field == PROFILE_NFIELDS ||
	    m->p->columns[date_field].n == 0) &&
	    parse(m, fields_cell(m, c->at[0]), year, w, &doubts))
		note_when(m, field, w, doubts, c->at[0]);
	else if (c->n > 0 || m->p->constants[field].len > 0 ||
	    (date_field != PROFILE_NFIELDS &&
	    m->p->columns[date_field].n > 0))
		when_of_text(m, field, date_field, year, w);
}

bool
fields_time_on(struct mapper *m, int64_t date, struct sv text,
    struct when *w)
{
	unsigned doubts = 0;
	struct str *to = &m->tmp;

	*w = (struct when){.until = {"", 0}};
	str_clear(to);
	date_add(to, date);
	str_addc(to, ' ');
	str_addsv(to, text);
	return parse(m, str_sv(to), 0, w, &doubts) &&
	    (doubts & DATETIME_NO_TIME) == 0;
}
