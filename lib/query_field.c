/* SPDX-License-Identifier: MIT */
#include "query_field.h"

#include "money.h"
#include "period.h"

#define DAY INT64_C(86400)

static const struct {
	const char *name;
	enum record_key key;
	enum query_part part;
	enum query_type type;
} names[] = { /* besides the keys of the record themselves */
	{"loss", REC_LOSS_FEN, QUERY_VALUE, QTYPE_YUAN},
	{"stopped", REC_STOPPED_FEN, QUERY_VALUE, QTYPE_YUAN},
	{"reported", REC_REPORTED_AT, QUERY_INSTANT, QTYPE_TIME},
	{"occurred", REC_OCCURRED_AT, QUERY_INSTANT, QTYPE_TIME},
	{"started", REC_STARTED_AT, QUERY_INSTANT, QTYPE_TIME},
	{"ended", REC_ENDED_AT, QUERY_INSTANT, QTYPE_TIME},
	{"due", REC_DUE_ON, QUERY_INSTANT, QTYPE_TIME},
	{"时间", REC_REPORTED_AT, QUERY_INSTANT, QTYPE_TIME},
	{"报警时间", REC_REPORTED_AT, QUERY_INSTANT, QTYPE_TIME},
	{"发生时间", REC_OCCURRED_AT, QUERY_INSTANT, QTYPE_TIME},
	{"损失", REC_LOSS_FEN, QUERY_VALUE, QTYPE_YUAN},
	{"损失金额", REC_LOSS_FEN, QUERY_VALUE, QTYPE_YUAN},
	{"社区", REC_COMMUNITY, QUERY_VALUE, QTYPE_TEXT},
	{"地址", REC_ADDRESS, QUERY_VALUE, QTYPE_TEXT},
	{"类别", REC_CATEGORY, QUERY_VALUE, QTYPE_TEXT},
	{"风险", REC_RISK, QUERY_VALUE, QTYPE_LEVEL},
	{"案情", REC_NARRATIVE, QUERY_VALUE, QTYPE_TEXT},
	{"处警结果", REC_OUTCOME, QUERY_VALUE, QTYPE_TEXT},
	{"电话", REC_CALLER_PHONE, QUERY_VALUE, QTYPE_TEXT},
	{"报警人", REC_CALLER_NAME, QUERY_VALUE, QTYPE_TEXT},
	{"年龄", REC_CALLER_AGE, QUERY_VALUE, QTYPE_INTEGER},
	{"民警", REC_OFFICER, QUERY_VALUE, QTYPE_TEXT},
	{"单位", REC_UNIT, QUERY_VALUE, QTYPE_TEXT}
};

static const struct {
	const char *name;
	enum query_part part;
	enum query_type type;
} parts[] = { /* after a time's name and a dot; alone: of reported_at */
	{"time", QUERY_CLOCK, QTYPE_CLOCK},
	{"weekday", QUERY_WEEKDAY, QTYPE_WEEKDAY},
	{"hour", QUERY_HOUR, QTYPE_HOUR},
	{"day", QUERY_DAY, QTYPE_MDAY},
	{"month", QUERY_MONTH, QTYPE_MONTH},
	{"year", QUERY_YEAR, QTYPE_INTEGER}
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static enum query_type
type_of(enum record_key key)
{
	static const enum record_key integers[] = {REC_FORMAT, REC_CALLER_AGE,
	    REC_MINUTES, REC_MEMBER_COUNT, REC_HAZARDS, REC_HAZARDS_FIXED,
	    REC_SEARCHES, REC_ESCORTS, REC_HELPED, REC_TALKS, REC_TALK_PEOPLE,
	    REC_LEADS, REC_CASES, REC_SUSPECTS, REC_DISPUTES, REC_RISK_SCORE,
	    REC_REPEATS};

	for (size_t i = 0; i < COUNT(integers); i++)
		if (key == integers[i])
			return QTYPE_INTEGER;
	if (key == REC_LOSS_FEN || key == REC_STOPPED_FEN)
		return QTYPE_FEN;
	if (key == REC_REPORTED_AT || key == REC_OCCURRED_AT ||
	    key == REC_STARTED_AT || key == REC_ENDED_AT || key == REC_DUE_ON)
		return QTYPE_TIME;
	if (key == REC_RISK)
		return QTYPE_LEVEL;
	return key == REC_SECRET || key == REC_WITH_OFFICER ? QTYPE_TRUTH
							    : QTYPE_TEXT;
}

static bool
find_whole(struct sv name, struct query_field *field)
{
	enum record_key key = record_key_find(name);

	for (size_t i = 0; i < COUNT(names); i++)
		if (sv_eq(name, sv_z(names[i].name))) {
			*field = (struct query_field){names[i].key,
			    {NULL, 0}, names[i].part, names[i].type};
			return true;
		}
	if (key == REC_UNKNOWN)
		return false;
	*field = (struct query_field){key, {NULL, 0}, QUERY_VALUE,
	    type_of(key)};
	if (field->type == QTYPE_TIME)
		field->part = QUERY_INSTANT;
	return true;
}

static bool
find_part(struct sv name, struct query_field *field)
{
	for (size_t i = 0; i < COUNT(parts); i++)
		if (sv_eq(name, sv_z(parts[i].name))) {
			field->part = parts[i].part;
			field->type = parts[i].type;
			return true;
		}
	return false;
}

/* How many letters tell a from b (Levenshtein), for names of a few letters. */
static unsigned
distance(struct sv a, struct sv b)
{
	unsigned row[33], before, above;

	if (a.len > 32 || b.len > 32)
		return 99;
	for (unsigned k = 0; k <= b.len; k++)
		row[k] = k;
	for (unsigned i = 0; i < a.len; i++) {
		before = row[0]++;
		for (unsigned k = 0; k < b.len; k++) {
			above = row[k + 1];
			before += a.p[i] != b.p[k];
			if (above + 1 < before)
				before = above + 1;
			if (row[k] + 1 < before)
				before = row[k] + 1;
			row[k + 1] = before;
			before = above;
		}
	}
	return row[b.len];
}

static void
try_near(struct sv name, const char *candidate, unsigned *least,
    const char **near)
{
	unsigned d = distance(name, sv_z(candidate));

	if (d < *least) {
		*least = d;
		*near = candidate;
	}
}

static const char *
nearest(struct sv name)
{
	const char *near = NULL;
	unsigned least = name.len < 4 ? 2 : 3;

	for (size_t i = 0; i < COUNT(names); i++)
		try_near(name, names[i].name, &least, &near);
	for (size_t i = 0; i < COUNT(parts); i++)
		try_near(name, parts[i].name, &least, &near);
	for (unsigned i = 0; i < REC_NKEYS; i++)
		try_near(name, record_key_name((enum record_key)i), &least,
		    &near);
	return near;
}

bool
query_field_find(struct sv name, struct query_field *field, const char **near)
{
	const char *dot = memchr(name.p, '.', name.len);
	struct sv head = {name.p, dot != NULL ? (size_t)(dot - name.p)
					      : name.len};

	*near = NULL;
	if (find_whole(name, field))
		return true;
	if (dot == NULL) {
		find_whole(SV("reported_at"), field);
		if (find_part(name, field))
			return true;
	} else if (sv_eq(head, SV("extra")) && name.len > head.len + 1) {
		*field = (struct query_field){.key = REC_EXTRA,
		    .column = sv_from(name, head.len + 1)};
		return true;
	} else if (find_whole(head, field) && field->type == QTYPE_TIME &&
	    find_part(sv_from(name, head.len + 1), field)) {
		return true;
	}
	*near = nearest(name);
	return false;
}

static bool
read_days(struct sv word, int64_t today, int64_t *from, int64_t *to)
{
	struct period p;
	int64_t n = 0;
	char unit = word.len > 0 ? word.p[word.len - 1] : '\0';

	if (period_parse(word, 1, &p)) {
		*from = p.from;
		*to = p.to;
		return true;
	}
	if (sv_eq(word, SV("today")) || sv_eq(word, SV("今天")))
		*from = today;
	else if (sv_eq(word, SV("yesterday")) || sv_eq(word, SV("昨天")))
		*from = today - 1;
	else if (sv_starts(word, SV("today-")) && word.len > 7 &&
	    (unit == 'd' || unit == 'w') && word.len < 13 &&
	    sv_int((struct sv){word.p + 6, word.len - 7}, &n) && n >= 0)
		*from = today - (unit == 'w' ? 7 * n : n);
	else
		return false;
	*to = *from + 1;
	return true;
}

static bool
read_time(struct sv word, int64_t today, struct query_range *value)
{
	static const struct datetime_context context = {0};
	struct datetime t;
	unsigned doubts;
	int64_t from, to;

	if (!read_days(word, today, &from, &to)) {
		if (!datetime_parse(word, &context, &t, &doubts) ||
		    (doubts & DATETIME_SERIAL))
			return false;
		if (t.has_time) {
			value->from = value->to = datetime_epoch(&t);
			return true;
		}
		from = datetime_day(&t);
		to = from + 1;
	}
	value->from = from * DAY - DATETIME_CHINA * 60;
	value->to = to * DAY - DATETIME_CHINA * 60 - 1;
	return true;
}

/* 22:00 is the whole minute, 22:00:15 the second. */
static bool
read_clock(struct sv word, struct query_range *value)
{
	int64_t part[3] = {0};
	size_t n = 0;
	struct sv rest = word, piece;

	while (sv_split(&rest, ':', &piece))
		if (n == 3 || piece.len == 0 || piece.len > 2 ||
		    sv_digits(piece) != piece.len ||
		    !sv_int(piece, &part[n++]))
			return false;
	if (n < 2 || part[0] > 24 || part[1] > 59 || part[2] > 59)
		return false;
	value->from = part[0] * 3600 + part[1] * 60 + part[2];
	value->to = value->from + (n == 2 ? 59 : 0);
	return true;
}

static bool
read_weekday(struct sv word, struct query_range *value)
{
	static const char *const days[][5] = {
	    {"1", "一", "mon", "monday", "周一"},
	    {"2", "二", "tue", "tuesday", "周二"},
	    {"3", "三", "wed", "wednesday", "周三"},
	    {"4", "四", "thu", "thursday", "周四"},
	    {"5", "五", "fri", "friday", "周五"},
	    {"6", "六", "sat", "saturday", "周六"},
	    {"7", "日", "sun", "sunday", "周日"}};

	if (sv_starts(word, SV("星期")))
		word = sv_from(word, 6);
	for (unsigned i = 0; i < 7; i++)
		for (unsigned k = 0; k < 5; k++)
			if (sv_eq(word, sv_z(days[i][k]))) {
				value->from = value->to = i + 1;
				return true;
			}
	return false;
}

static bool
read_money(struct sv word, int64_t unit, struct query_range *value)
{
	struct money m;

	if (money_parse(word, unit, &m) != MONEY_OK ||
	    (m.flags & ~(unsigned)MONEY_NO_UNIT) != 0)
		return false;
	value->from = value->to = m.fen;
	return true;
}

static const char *const levels[QUERY_LEVELS][2] = {
    {"low", "低"}, {"medium", "中"}, {"high", "高"}};

struct sv
query_level(int64_t i)
{
	return sv_z(levels[i][0]);
}

static bool
read_level(struct sv word, struct query_range *value)
{
	for (int i = 0; i < QUERY_LEVELS; i++)
		if (sv_eq(word, sv_z(levels[i][0])) ||
		    sv_eq(word, sv_z(levels[i][1]))) {
			value->from = value->to = i;
			return true;
		}
	return false;
}

bool
query_type_round(enum query_type type, struct query_range *bounds)
{
	static const struct {
		enum query_type type;
		int64_t least, most;
	} rounds[] = {{QTYPE_CLOCK, 0, 86399}, {QTYPE_WEEKDAY, 1, 7},
	    {QTYPE_HOUR, 0, 23}, {QTYPE_MDAY, 1, 31}, {QTYPE_MONTH, 1, 12}};

	for (size_t i = 0; i < COUNT(rounds); i++)
		if (rounds[i].type == type) {
			*bounds = (struct query_range){rounds[i].least,
			    rounds[i].most};
			return true;
		}
	return false;
}

bool
query_value_read(enum query_type type, struct sv word, int64_t today,
    struct query_range *value)
{
	struct query_range bounds = {INT64_MIN, INT64_MAX};

	switch (type) {
	case QTYPE_INTEGER:
	case QTYPE_HOUR:
	case QTYPE_MDAY:
	case QTYPE_MONTH:
		value->to = 0;
		if (!sv_int(word, &value->from))
			return false;
		value->to = value->from;
		(void)query_type_round(type, &bounds);
		return value->from >= bounds.from && value->to <= bounds.to;
	case QTYPE_LEVEL:
		return read_level(word, value);
	case QTYPE_YUAN:
		return read_money(word, MONEY_YUAN, value);
	case QTYPE_FEN:
		return read_money(word, 1, value);
	case QTYPE_TIME:
		return read_time(word, today, value);
	case QTYPE_CLOCK:
		return read_clock(word, value);
	case QTYPE_WEEKDAY:
		return read_weekday(word, value);
	case QTYPE_TEXT:
	case QTYPE_TRUTH:
		break;
	}
	return false;
}

const char *
query_type_wants(enum query_type type)
{
	switch (type) {
	case QTYPE_INTEGER:
		return "a whole number";
	case QTYPE_YUAN:
		return "an amount: 5万, 3000, 1.2亿 (yuan)";
	case QTYPE_FEN:
		return "an amount: 500000 (fen), 5万";
	case QTYPE_TIME:
		return "a time: 2024-08-31, 2024-W35, 2024-08, 2024, "
		    "2024-08-31T22:00, today, today-30d";
	case QTYPE_CLOCK:
		return "a time of day: 22:00";
	case QTYPE_WEEKDAY:
		return "a day of the week: 1 to 7, 周一 to 周日, mon to sun";
	case QTYPE_LEVEL:
		return "low, medium or high";
	case QTYPE_HOUR:
		return "an hour: 0 to 23";
	case QTYPE_MDAY:
		return "a day of the month: 1 to 31; for a date: reported = "
		    "2024-08-31";
	case QTYPE_MONTH:
		return "a month: 1 to 12; with a year: reported in 2024-08";
	case QTYPE_TRUTH:
		return "nothing: write the field alone, or with not";
	case QTYPE_TEXT:
		break;
	}
	return "a text; in quotes if it holds blanks or signs";
}
