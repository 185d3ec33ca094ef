/* SPDX-License-Identifier: MIT */
#include "fields.h"

#include "jsonout.h"
#include "money.h"
#include "phone.h"
#include "resident_id.h"


/* --- the caller ------------------------------------------------------------ */

static void
put_phones(struct mapper *m)
{
	const struct columns *c = &m->p->columns[PROFILE_CALLER_PHONE];
	const char *key = profile_field_name(PROFILE_CALLER_PHONE);

	str_clear(&m->scratch);
	for (size_t i = 0; i < c->n; i++) {
		struct sv cell = fields_cell(m, c->at[i]);
		size_t before = m->scratch.len;
		unsigned doubts;

		if (fields_is_empty(m, PROFILE_CALLER_PHONE, sv_trim(cell)))
			continue;
		if (before > 0)
			str_addc(&m->scratch, ',');
		doubts = phone_add(&m->scratch, cell);
		if (before > 0 && m->scratch.len == before + 1)
			m->scratch.len = before;
		if (doubts & PHONE_FORMAT)
			fields_doubt(m, key, "format", c->at[i]);
		if (doubts & PHONE_PRECISION)
			fields_doubt(m, key, "precision_lost", c->at[i]);
		if (doubts != 0)
			m->keep[c->at[i]] = 1;
	}
	if (m->scratch.len > 0)
		fields_put_text(m, PROFILE_CALLER_PHONE,
		    str_sv(&m->scratch));
}

static void
doubt_card(struct mapper *m, const struct resident_id *id, size_t column)
{
	static const struct {
		unsigned bit;
		const char *word;
	} words[] = {
		{RESIDENT_ID_FORMAT, "format"},
		{RESIDENT_ID_PRECISION, "precision_lost"},
		{RESIDENT_ID_CHECK, "check_digit"},
		{RESIDENT_ID_REGION, "region"},
		{RESIDENT_ID_BIRTH, "birth_date"}
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (id->doubts & words[i].bit)
			fields_doubt(m, profile_field_name(PROFILE_CALLER_ID),
			    words[i].word, column);
}

/* Puts the number; false when none can be relied on. */
static bool
put_card(struct mapper *m, struct resident_id *id, size_t *column)
{
	const struct columns *c = &m->p->columns[PROFILE_CALLER_ID];
	bool found = false;

	for (size_t i = 0; i < c->n; i++) {
		struct sv cell = fields_cell(m, c->at[i]);

		if (cell.len == 0 ||
		    fields_is_empty(m, PROFILE_CALLER_ID, sv_trim(cell)))
			continue;
		if (found) {
			m->keep[c->at[i]] = 1;
			continue;
		}
		*column = c->at[i];
		found = resident_id_parse(cell, id);
		if (found)
			fields_put_text(m, PROFILE_CALLER_ID, sv_z(id->text));
		else if (id->doubts != 0)
			m->keep[c->at[i]] = 1;
		if (id->doubts != 0)
			doubt_card(m, id, *column);
	}
	return found && (id->doubts & RESIDENT_ID_FAULTS) == 0;
}

/* The sex that the column tells, else that of the number. */
static void
put_sex(struct mapper *m, const struct resident_id *id, size_t id_column)
{
	struct sv sex = fields_code(m, PROFILE_CALLER_SEX);
	struct sv told = {"", 0};

	if (id != NULL)
		told = id->male ? SV("male") : SV("female");
	if (sex.len == 0)
		sex = told;
	else if (told.len != 0 && !sv_eq(sex, told))
		fields_doubt(m, profile_field_name(PROFILE_CALLER_ID),
		    "sex_differs", id_column);
	if (sex.len != 0)
		fields_put_text(m, PROFILE_CALLER_SEX, sex);
}

/* 35, 35岁, 35周岁; -1 when the column tells none. */
static int64_t
read_age(struct mapper *m)
{
	char buf[32];
	size_t column;
	struct sv text, s;
	int64_t age;

	if (m->p->columns[PROFILE_CALLER_AGE].n == 0)
		return -1;
	text = fields_text(m, PROFILE_CALLER_AGE, &m->scratch, &column);
	if (text.len == 0)
		return -1;
	s = cell_number(text, buf, sizeof(buf));
	if (s.p != NULL && sv_ends(s, SV("岁")))
		s.len -= 3;
	if (s.p != NULL && sv_ends(s, SV("周")))
		s.len -= 3;
	if (s.p != NULL && sv_int(s, &age) && age >= 0 && age <= 130)
		return age;
	if (column != SIZE_MAX)
		m->keep[column] = 1;
	fields_doubt(m, profile_field_name(PROFILE_CALLER_AGE), "format",
	    column);
	return -1;
}

/* A year more or less is how ages are told. */
static void
put_age(struct mapper *m, const struct resident_id *id, size_t id_column,
    const struct when *reported)
{
	int64_t age = read_age(m), told = -1;

	if (id != NULL && reported->known)
		told = resident_id_age(id, datetime_day(&reported->t));
	if (age < 0)
		age = told;
	else if (told >= 0 && (age - told > 1 || told - age > 1))
		fields_doubt(m, profile_field_name(PROFILE_CALLER_ID),
		    "age_differs", id_column);
	if (age >= 0)
		fields_put_int(m, PROFILE_CALLER_AGE, age);
}

static void
put_caller(struct mapper *m, const struct when *reported)
{
	struct resident_id id = {.doubts = 0};
	size_t column = SIZE_MAX;
	bool sure;

	fields_copy(m, PROFILE_CALLER_NAME);
	put_phones(m);
	sure = put_card(m, &id, &column);
	put_sex(m, sure ? &id : NULL, column);
	put_age(m, sure ? &id : NULL, column, reported);
	fields_copy(m, PROFILE_CALLER_JOB);
	fields_copy_names(m, PROFILE_PARTIES, NULL);
}

/* --- classes --------------------------------------------------------------- */

static size_t
separator_at(const struct mapping *p, struct sv s)
{
	for (size_t i = 0; i < p->nseparators; i++)
		if (sv_starts(s, p->separators[i]))
			return p->separators[i].len;
	return 0;
}

static bool
is_bare_code(struct sv s)
{
	return s.len > 0 && sv_digits(s) == s.len;
}

/* Length of a code in brackets where `s` begins: [080100], （08）. */
static size_t
bracketed_code(struct sv s)
{
	static const char *const pairs[][2] = {{"[", "]"}, {"(", ")"},
	    {"（", "）"}, {"【", "】"}, {"［", "］"}};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		size_t open = strlen(pairs[i][0]), n;

		if (!sv_starts(s, sv_z(pairs[i][0])))
			continue;
		n = sv_digits(sv_from(s, open));
		if (n > 0 && sv_starts(sv_from(s, open + n),
		    sv_z(pairs[i][1])))
			return open + n + strlen(pairs[i][1]);
	}
	return 0;
}

/* 080100纠纷, 08纠纷; 110骚扰 and 12345转办 begin with no code: the tables have
 * two digits a level. */
static size_t
leading_code(struct sv s)
{
	size_t n = sv_digits(s);

	return (n == 4 || n == 6 || n == 8 || (n == 2 && s.p[0] == '0')) &&
	    n < s.len ? n : 0;
}

/* [080100]纠纷, 纠纷(08), 01诈骗: the name, where there is one. */
static struct sv
without_code(struct sv level)
{
	size_t n = bracketed_code(level);

	level = sv_trim(sv_from(level, n > 0 ? n : leading_code(level)));
	for (size_t i = 1; i < level.len; i++) {
		n = bracketed_code(sv_from(level, i));
		if (n > 0 && i + n == level.len)
			return sv_trim((struct sv){level.p, i});
	}
	return level;
}

/* True when a code was left out. */
static bool
add_level(struct str *to, struct sv level, bool codes)
{
	size_t before;

	level = sv_trim(level);
	before = level.len;
	if (codes)
		level = is_bare_code(level) ? (struct sv){"", 0} :
		    without_code(level);
	if (level.len > 0 && to->len > 0)
		str_addc(to, '/');
	str_addsv(to, level);
	return level.len < before;
}

/* Levels of a cell that tells names beside codes: 08-纠纷 has one. */
static bool
has_codes(struct sv s)
{
	bool digit = false, name = false;

	for (size_t i = 0; i < s.len; i++) {
		digit = digit || (s.p[i] >= '0' && s.p[i] <= '9');
		name = name || (unsigned char)s.p[i] >= 0xe4;
	}
	return digit && name;
}

/* Appends the cell's levels: 纠纷-债务纠纷 has two. Where the cell tells the
 * whole way from the top once more, it stands for what is there. True when codes
 * beside the names were left out. */
static bool
add_levels(struct mapper *m, struct str *to, struct sv s)
{
	const struct mapping *p = m->p;
	size_t start = to->len, from = 0, mark;
	bool codes = has_codes(s), cut = false;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (!p->separator[c]) {
			/* the rest of a character of Han is no beginning */
			i += c >= 0xe3 && c <= 0xe9 ? 2 : 0;
			continue;
		}
		mark = separator_at(p, sv_from(s, i));
		if (mark == 0)
			continue;
		cut |= add_level(to, (struct sv){s.p + from, i - from},
		    codes);
		from = i + mark;
		i = from - 1;
	}
	cut |= add_level(to, sv_from(s, from), codes);
	if (from == 0 || start == 0 || to->len < 2 * start + 2)
		return cut;
	if (memcmp(to->p, to->p + start + 1, start) == 0 &&
	    to->p[2 * start + 1] == '/') {
		memmove(to->p, to->p + start + 1, to->len - start - 1);
		to->len -= start + 1;
	}
	return cut;
}

static void
add_class_cell(struct mapper *m, enum profile_field field, size_t column,
    struct str *to)
{
	const struct cell_words *codes = m->p->codes[field];
	struct sv s = cell_clean(fields_cell(m, column), m->row->plain,
	    &m->scratch);
	struct sv meaning;

	if (s.len == 0)
		return;
	if (codes != NULL && cell_words_find(codes, s, &meaning))
		s = meaning;
	else if (fields_is_empty(m, field, s))
		return;
	else if (is_bare_code(s)) /* the profile has no name for it */
		fields_doubt(m, "type", "unknown", column);
	if (add_levels(m, to, s))
		m->keep[column] = 1;
}

static struct sv
read_class(struct mapper *m, enum profile_field field)
{
	size_t which = field == PROFILE_FEEDBACK_TYPE;
	struct str *to = &m->types[which];

	str_clear(to);
	for (size_t level = 0; level < PROFILE_LEVELS; level++) {
		const struct columns *c = &m->p->levels[which][level];
		size_t before = to->len;

		for (size_t i = 0; i < c->n; i++) {
			if (to->len == before)
				add_class_cell(m, field, c->at[i], to);
			else
				m->keep[c->at[i]] = 1;
		}
	}
	if (to->len == 0)
		return m->p->constants[field];
	return str_sv(to);
}

static struct sv
put_classes(struct mapper *m)
{
	struct sv call = read_class(m, PROFILE_CALL_TYPE);
	struct sv confirmed = read_class(m, PROFILE_FEEDBACK_TYPE);
	struct sv type = confirmed.len > 0 ? confirmed : call;

	if (call.len > 0)
		fields_put_text(m, PROFILE_CALL_TYPE, call);
	if (confirmed.len > 0)
		fields_put_text(m, PROFILE_FEEDBACK_TYPE, confirmed);
	if (type.len > 0)
		json_put_text(m->out, SV("type"), type);
	return type;
}

/* --- money ----------------------------------------------------------------- */

static bool
tells(struct sv text, struct sv word)
{
	return sv_find(text, word) != SIZE_MAX;
}

/* 3.5 under a header without a unit, and a narrative that counts in 万. */
static bool
unit_is_doubtful(const struct mapper *m, const struct money *sum, size_t unit,
    struct sv narrative)
{
	return (sum->flags & MONEY_NO_UNIT) != 0 && m->p->unit_fen[unit] == 0 &&
	    sum->fen > 0 && sum->fen < 1000 * MONEY_YUAN &&
	    tells(narrative, SV("万"));
}

static void
doubt_sum(struct mapper *m, enum profile_field field, const struct money *sum,
    size_t column)
{
	if (sum->flags & (MONEY_APPROXIMATE | MONEY_AT_LEAST | MONEY_AT_MOST |
	    MONEY_RANGE | MONEY_SUMMED))
		fields_doubt(m, profile_field_name(field), "approximate",
		    column);
}

/* False when no column tells a sum. */
static bool
put_sum(struct mapper *m, enum profile_field field, struct sv narrative)
{
	size_t unit = field == PROFILE_STOPPED_FEN, column = SIZE_MAX;
	int64_t unit_fen = m->p->unit_fen[unit];
	struct money sum;
	struct sv text;

	if (m->p->columns[field].n == 0)
		return false;
	text = fields_text(m, field, &m->scratch, &column);
	if (text.len == 0)
		return false;
	if (money_parse(text, unit_fen != 0 ? unit_fen : MONEY_YUAN, &sum) !=
	    MONEY_OK) {
		if (column != SIZE_MAX)
			m->keep[column] = 1;
		fields_doubt(m, profile_field_name(field), "format", column);
		return false;
	}
	fields_put_int(m, field, sum.fen);
	doubt_sum(m, field, &sum, column);
	if (unit_is_doubtful(m, &sum, unit, narrative))
		fields_doubt(m, profile_field_name(field), "unit_assumed",
		    column);
	return true;
}

/*
 * A loss that only the text tells. What was transferred is a loss where the
 * class says that somebody was cheated; elsewhere it may be a debt or a wage.
 * The feedback is stronger than the call.
 */
static void
put_told_loss(struct mapper *m, struct sv type, struct sv narrative,
    struct sv feedback)
{
	struct money_found call, later;
	bool in_call, in_feedback;
	const struct money_found *found;

	in_call = money_find(narrative, &call);
	in_feedback = money_find(feedback, &later);
	if (!in_call && !in_feedback)
		return;
	found = in_feedback && (!in_call || later.cue >= call.cue) ? &later :
	    &call;
	if (found->cue == MONEY_CUE_TRANSFER && !tells(type, SV("骗")))
		return;
	fields_put_int(m, PROFILE_LOSS_FEN, found->money.fen);
	fields_doubt(m, profile_field_name(PROFILE_LOSS_FEN),
	    "from_narrative", SIZE_MAX);
	doubt_sum(m, PROFILE_LOSS_FEN, &found->money, SIZE_MAX);
}

/* --- all ------------------------------------------------------------------- */

static void
put_times(struct mapper *m, const struct when *reported)
{
	struct when occurred;

	if (reported->known)
		fields_put_time(m, PROFILE_REPORTED_AT, &reported->t);
	else if (!fields_doubted(m, profile_field_name(PROFILE_REPORTED_AT)))
		fields_doubt(m, profile_field_name(PROFILE_REPORTED_AT),
		    "missing", SIZE_MAX);
	fields_when(m, PROFILE_OCCURRED_AT, PROFILE_OCCURRED_DATE,
	    reported->known ? reported->t.year : 0, &occurred);
	if (!occurred.known)
		return;
	fields_put_time(m, PROFILE_OCCURRED_AT, &occurred.t);
	/* a date without time is before any time of that day */
	if (reported->known && occurred.epoch > reported->epoch &&
	    (reported->t.has_time || datetime_day(&occurred.t) >
	    datetime_day(&reported->t)))
		fields_doubt(m, profile_field_name(PROFILE_OCCURRED_AT),
		    "after_report", SIZE_MAX);
}

void
fields_incident(struct mapper *m, const struct when *reported)
{
	struct sv link, type, narrative, feedback;

	fields_copy(m, PROFILE_PARENT_ID);
	link = fields_code(m, PROFILE_LINK);
	if (link.len > 0)
		fields_put_text(m, PROFILE_LINK, link);
	put_times(m, reported);
	fields_copy(m, PROFILE_CHANNEL);
	fields_copy(m, PROFILE_UNIT);
	fields_copy(m, PROFILE_OFFICER);
	put_caller(m, reported);
	fields_copy(m, PROFILE_ADDRESS);
	fields_copy(m, PROFILE_COMMUNITY);
	fields_copy(m, PROFILE_PLACE_TYPE);
	type = put_classes(m);
	narrative = fields_text(m, PROFILE_NARRATIVE, &m->narrative, NULL);
	if (narrative.len > 0)
		fields_put_text(m, PROFILE_NARRATIVE, narrative);
	feedback = fields_text(m, PROFILE_FEEDBACK, &m->feedback, NULL);
	if (feedback.len > 0)
		fields_put_text(m, PROFILE_FEEDBACK, feedback);
	fields_copy(m, PROFILE_OUTCOME);
	if (!put_sum(m, PROFILE_LOSS_FEN, narrative))
		put_told_loss(m, type, narrative, feedback);
	put_sum(m, PROFILE_STOPPED_FEN, narrative);
	fields_copy_bool(m, PROFILE_SECRET);
}
