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

/* Most texts are words of a few characters, for which memmem is slow to begin.
 * All terms have three bytes and more. */
static bool
holds(struct sv text, const char *term)
{
	if (text.len > 32)
		return sv_find(text, sv_z(term)) != SIZE_MAX;
	for (size_t at = 0; at + 3 <= text.len; at++)
		if (memcmp(text.p + at, term, 3) == 0 &&
		    sv_starts(sv_from(text, at), sv_z(term)))
			return true;
	return false;
}

const struct subject *
subject_in(struct sv folded, unsigned allowed)
{
	for (size_t i = 0; i < NSUBJECTS; i++)
		if (!(subjects[i].except & allowed) &&
		    holds(folded, subjects[i].term))
			return &subjects[i];
	return NULL;
}

/* Whether the pattern takes all of the term. */
static bool
covers(const struct regex *re, struct regex_scratch *scratch,
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
means(const struct regex *re, struct regex_scratch *scratch, struct folded *f)
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
subject_matched(const struct regex *re, const struct fold *fold,
    struct regex_scratch *scratch, unsigned allowed)
{
	const struct subject *found = NULL;
	struct folded f = {0};

	for (size_t i = 0; found == NULL && i < NSUBJECTS; i++) {
		if (subjects[i].except & allowed)
			continue;
		fold_text(fold, &f, sv_z(subjects[i].term));
		if (means(re, scratch, &f))
			found = &subjects[i];
	}
	folded_free(&f);
	return found;
}
