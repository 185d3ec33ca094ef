/* SPDX-License-Identifier: MIT */
#include "subject.h"

#define NOTE SUBJECT_NOTE
#define HELP SUBJECT_HELP

static const char illness[] = "illness";
static const char home[] = "household registration";
static const char people[] = "ethnicity";
static const char faith[] = "religion";
static const char record[] = "criminal record";
static const char marked[] = "a mark as key person";

/* Words for what the law calls sensitive, or a list of persons. Ambiguous ones
 * (户口 stands in 账户口令, 道教 in 街道教育) are narrowed until they mean it. */
static const struct subject subjects[] = {
    {"精神病", illness, NOTE}, {"精神异常", illness, NOTE},
    {"精神障碍", illness, NOTE}, {"精神分裂", illness, NOTE},
    {"精神失常", illness, NOTE}, {"精神疾病", illness, NOTE},
    {"抑郁症", illness, NOTE}, {"躁狂症", illness, NOTE},
    {"病史", illness, NOTE | HELP}, {"癫痫", illness, NOTE | HELP},
    {"艾滋", illness, NOTE}, {"hiv", illness, NOTE},
    {"乙肝", illness, NOTE}, {"梅毒", illness, NOTE},
    {"传染病", illness, NOTE | HELP},
    {"户籍", home, HELP}, {"籍贯", home, 0}, {"户口所在", home, HELP},
    {"地户口", home, 0}, {"村户口", home, 0}, {"市户口", home, 0},
    {"暂住证", home, HELP}, {"居住证", home, HELP},
    {"流动人口", home, HELP}, {"外地人", home, 0}, {"外来人口", home, 0},
    {"国籍", "nationality", 0}, {"外籍", "nationality", 0},
    {"民族", people, 0}, {"汉族", people, 0}, {"藏族", people, 0},
    {"维吾尔", people, 0}, {"维族", people, 0}, {"回族", people, 0},
    {"蒙古族", people, 0}, {"壮族", people, 0}, {"满族", people, 0},
    {"苗族", people, 0}, {"彝族", people, 0}, {"朝鲜族", people, 0},
    {"哈萨克", people, 0}, {"土家族", people, 0}, {"羌族", people, 0},
    {"侗族", people, 0}, {"瑶族", people, 0}, {"白族", people, 0},
    {"傣族", people, 0}, {"黎族", people, 0}, {"撒拉族", people, 0},
    {"宗教", faith, 0}, {"穆斯林", faith, 0}, {"伊斯兰", faith, 0},
    {"基督教", faith, 0}, {"天主教", faith, 0}, {"佛教", faith, 0},
    {"道教徒", faith, 0}, {"教徒", faith, 0}, {"信教群众", faith, 0},
    {"清真", faith, 0},
    {"前科", record, 0}, {"案底", record, 0}, {"犯罪记录", record, 0},
    {"违法记录", record, 0}, {"刑满", record, 0}, {"刑释", record, 0},
    {"两劳", record, 0}, {"劳改", record, 0}, {"社区矫正", record, 0},
    {"吸毒史", record, 0}, {"吸毒人员", record, 0},
    {"涉毒人员", record, 0},
    {"重点人", marked, 0}, {"重点人员", marked, 0}, {"重点对象", marked, 0}, {"在控人员", marked, 0},
    {"列管人员", marked, 0}, {"管控对象", marked, 0},
    {"上访人员", marked, 0}, {"涉访", marked, 0},
};

#define NSUBJECTS (sizeof(subjects) / sizeof(subjects[0]))

static inline bool
has_bit(const uint32_t *bits, uint32_t i)
{
	return bits[i / 32] >> i % 32 & 1;
}

static inline void
set_bit(uint32_t *bits, uint32_t i)
{
	bits[i / 32] |= UINT32_C(1) << i % 32;
}

static inline uint32_t
mix(uint32_t v, unsigned bits)
{
	return v * UINT32_C(0x9e3779b1) >> (32 - bits);
}

/* Of two characters of three bytes, with which all terms but one begin. */
static inline uint32_t
head_of(const char *p)
{
	uint64_t six = 0;

	memcpy(&six, p, 6);
	return (uint32_t)(six * UINT64_C(0x9e3779b97f4a7c15) >> 52);
}

/* That one is ASCII. */
static inline bool
may_begin(const struct subject_filter *filter, struct sv text)
{
	return text.len >= 6 && has_bit(filter->heads, head_of(text.p)) ?
	    true : text.len >= 3 && text.p[0] == 'h';
}

/* One unit, or two when the second is not 0. */
static inline uint32_t
part_of(uint16_t first, uint16_t second)
{
	return mix((uint32_t)first << 16 | second, 13);
}

void
subject_filter_make(struct subject_filter *filter, const struct fold *fold)
{
	struct folded f = {0};

	*filter = (struct subject_filter){0};
	for (size_t i = 0; i < NSUBJECTS; i++) {
		if (strlen(subjects[i].term) >= 6)
			set_bit(filter->heads, head_of(subjects[i].term));
		fold_text(fold, &f, sv_z(subjects[i].term));
		for (size_t k = 0; k < f.n; k++) {
			set_bit(filter->parts, part_of(f.units[k], 0));
			if (k + 1 < f.n)
				set_bit(filter->parts, part_of(f.units[k],
				    f.units[k + 1]));
		}
	}
	folded_free(&f);
}

const struct subject *
subject_in(const struct subject_filter *filter, struct sv folded,
    unsigned allowed)
{
	size_t first = NSUBJECTS;

	for (size_t at = 0; at + 3 <= folded.len; at++) {
		if (!may_begin(filter, sv_from(folded, at)))
			continue;
		for (size_t i = 0; i < first; i++)
			if (!(subjects[i].except & allowed) &&
			    sv_starts(sv_from(folded, at),
			    sv_z(subjects[i].term)))
				first = i;
	}
	return first < NSUBJECTS ? &subjects[first] : NULL;
}

/* Whether one of the literals, of which every match holds one, may stand in a
 * term. */
static bool
may_take_term(const struct subject_filter *filter,
    const struct prefilter *need)
{
	for (size_t i = 0; i < need->count; i++) {
		const struct prefilter_literal *l = &need->literals[i];

		if (has_bit(filter->parts, part_of(l->units[0], l->n > 1 ?
		    l->units[1] : 0)))
			return true;
	}
	return need->count == 0;
}

/* Whether the pattern takes all of the term. */
static bool
covers(struct regex *re, struct regex_scratch *scratch,
    const struct folded *f)
{
	struct regex_match m;

	return regex_find(re, scratch, f->units, f->n, 0, 0, &m) ==
	    REGEX_YES && m.end == f->n;
}

/* Whether the pattern means the term: it takes all of it, and no longer does
 * when one or the other character is replaced, for more than half of them.
 * .*人 takes 重点人 too, but means anybody. */
static bool
means(struct regex *re, struct regex_scratch *scratch, struct folded *f)
{
	size_t matter = 0;

	if (!covers(re, scratch, f))
		return false;
	for (size_t i = 0; i < f->n; i++) {
		uint16_t kept = f->units[i];

		f->units[i] = FOLD_ASTRAL;
		matter += !covers(re, scratch, f);
		f->units[i] = kept;
	}
	return matter * 2 > f->n;
}

const struct subject *
subject_matched(const struct subject_filter *filter, const struct pattern *p,
    const struct fold *fold, struct regex_scratch *scratch, unsigned allowed)
{
	const struct subject *found = NULL;
	struct folded f = {0};

	if (!may_take_term(filter, &p->need))
		return NULL;
	for (size_t i = 0; found == NULL && i < NSUBJECTS; i++) {
		if (subjects[i].except & allowed)
			continue;
		fold_text(fold, &f, sv_z(subjects[i].term));
		if (means(p->regex, scratch, &f))
			found = &subjects[i];
	}
	folded_free(&f);
	return found;
}
