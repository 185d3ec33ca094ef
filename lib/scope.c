/* SPDX-License-Identifier: MIT */
#include "scope.h"

#include <uchar.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

struct phrase {
	const char16_t *text;
	size_t n;
};

#define PHRASE(literal)                                                       \
	{                                                                     \
		literal, sizeof(literal) / sizeof(char16_t) - 1               \
	}

static const struct phrase negations[] = {
    PHRASE(u"无"), PHRASE(u"没"), PHRASE(u"未"), PHRASE(u"不是"),
    PHRASE(u"否认"), PHRASE(u"并非"), PHRASE(u"没有"), PHRASE(u"并无"),
    PHRASE(u"不存在"), PHRASE(u"拒绝"),
};

/* Words that hold such a character and deny nothing of what follows: a reason
 * that is missing (无故), a time (没多久), what a person is (未婚, 无业), a debt
 * (没付, 拒绝还), a repetition (不是第一次). */
static const struct phrase affirm_none[] = {
    PHRASE(u"无故"), PHRASE(u"无端"), PHRASE(u"无视"), PHRASE(u"无理"),
    PHRASE(u"无法"), PHRASE(u"无业"), PHRASE(u"无证驾"), PHRASE(u"无证经"),
    PHRASE(u"无照"), PHRASE(u"无牌"), PHRASE(u"无赖"), PHRASE(u"无辜"),
    PHRASE(u"无奈"), PHRASE(u"无聊"), PHRASE(u"无意"), PHRASE(u"无数"),
    PHRASE(u"无休"), PHRASE(u"无耻"), PHRASE(u"无论"), PHRASE(u"无非"),
    PHRASE(u"无缘由"), PHRASE(u"无理由"), PHRASE(u"无原因"), PHRASE(u"无征兆"),
    PHRASE(u"无预兆"), PHRASE(u"无事"), PHRASE(u"无家可归"), PHRASE(u"无线"),
    PHRASE(u"无锡"), PHRASE(u"无任何理由"), PHRASE(u"无任何征兆"),
    PHRASE(u"无任何原因"),
};

static const struct phrase affirm_not[] = {
    PHRASE(u"没多久"), PHRASE(u"没过"), PHRASE(u"没几"), PHRASE(u"没等"),
    PHRASE(u"没两句"), PHRASE(u"没说两句"), PHRASE(u"没说几句"),
    PHRASE(u"没聊几句"), PHRASE(u"没想到"), PHRASE(u"没料到"), PHRASE(u"没少"),
    PHRASE(u"没完"), PHRASE(u"没收"), PHRASE(u"没事"), PHRASE(u"没给钱"),
    PHRASE(u"没付"), PHRASE(u"没还"), PHRASE(u"没结"), PHRASE(u"没交"),
    PHRASE(u"没让"), PHRASE(u"没发工资"), PHRASE(u"没发钱"), PHRASE(u"没发货"),
    PHRASE(u"没钱"), PHRASE(u"没谈拢"), PHRASE(u"没谈成"), PHRASE(u"没有多久"),
    PHRASE(u"没有想到"), PHRASE(u"没有理由"), PHRASE(u"没有任何理由"),
    PHRASE(u"没有任何征兆"), PHRASE(u"没有任何原因"), PHRASE(u"没有付"),
    PHRASE(u"没有还"), PHRASE(u"没有结"), PHRASE(u"没有支付"),
    PHRASE(u"没有归还"), PHRASE(u"没有发工资"), PHRASE(u"没有发放"),
    PHRASE(u"没有发货"), PHRASE(u"没有给钱"), PHRASE(u"没有谈拢"),
    PHRASE(u"没有达成"),
};

static const struct phrase affirm_yet[] = {
    PHRASE(u"未经"), PHRASE(u"未婚"), PHRASE(u"未成年"), PHRASE(u"未满"),
    PHRASE(u"未来"), PHRASE(u"未果"), PHRASE(u"未成"), PHRASE(u"未遂"),
    PHRASE(u"未知"), PHRASE(u"未接"), PHRASE(u"未必"), PHRASE(u"未料"),
    PHRASE(u"未付"), PHRASE(u"未还"), PHRASE(u"未给钱"), PHRASE(u"未结"),
    PHRASE(u"未发工资"), PHRASE(u"未支付"), PHRASE(u"未归还"),
    PHRASE(u"未偿还"), PHRASE(u"未达成"), PHRASE(u"未谈拢"),
};

static const struct phrase affirm_is_not[] = {
    PHRASE(u"不是第"), PHRASE(u"不是一次"), PHRASE(u"不是头一"),
};

static const struct phrase affirm_refuse[] = {
    PHRASE(u"拒绝还"), PHRASE(u"拒绝付"), PHRASE(u"拒绝支付"),
    PHRASE(u"拒绝归还"), PHRASE(u"拒绝偿还"), PHRASE(u"拒绝退"),
    PHRASE(u"拒绝赔"), PHRASE(u"拒绝道歉"), PHRASE(u"拒绝离开"),
    PHRASE(u"拒绝配合"), PHRASE(u"拒绝调解"), PHRASE(u"拒绝沟通"),
    PHRASE(u"拒绝履行"), PHRASE(u"拒绝签"),
};

/* Such words that hold the character twice. */
static const struct phrase doubled[] = {
    PHRASE(u"无缘无故"), PHRASE(u"没完没了"),
};

/* Between the denial and the hit, these turn to something that did happen:
 * 没说话就动手, 没有道歉反而打人. */
static const struct phrase turns[] = {
    PHRASE(u"就"), PHRASE(u"便"), PHRASE(u"却"), PHRASE(u"还"),
    PHRASE(u"竟"), PHRASE(u"而"), PHRASE(u"又"), PHRASE(u"并"),
    PHRASE(u"后"),
};

/* What is only told of, or seen on a screen. */
static const struct phrase hearsays[] = {
    PHRASE(u"听说"), PHRASE(u"据说"), PHRASE(u"传言"), PHRASE(u"据传"),
    PHRASE(u"好像听"), PHRASE(u"网上说"), PHRASE(u"电影"),
    PHRASE(u"电视剧"), PHRASE(u"小说"), PHRASE(u"游戏里"),
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* By the character that they begin with. */
static const struct {
	char16_t first;
	const struct phrase *phrases;
	size_t n;
} affirmations[] = {
    {u'无', affirm_none, COUNT(affirm_none)},
    {u'没', affirm_not, COUNT(affirm_not)},
    {u'未', affirm_yet, COUNT(affirm_yet)},
    {u'不', affirm_is_not, COUNT(affirm_is_not)},
    {u'拒', affirm_refuse, COUNT(affirm_refuse)},
};

static inline bool
stands_at(const struct phrase *p, const uint16_t *text, size_t n, size_t at)
{
	/* The first unit nearly always differs. */
	return at < n && p->text[0] == text[at] && p->n <= n - at &&
	    memcmp(p->text, text + at, p->n * sizeof(*text)) == 0;
}

/* What a character may be, by its lower byte: of those before a hit most are
 * nothing, and nothing more is asked. */
enum { CLAUSE = 1, NEGATION = 2, HEARSAY = 4 };

#define LOW(c) ((c) & 0xff)

static const uint8_t kinds[256] = {
    [','] = CLAUSE | HEARSAY, /* and 听 */
    ['.'] = CLAUSE, [';'] = CLAUSE, ['!'] = CLAUSE,
    ['?'] = CLAUSE, ['\n'] = CLAUSE, [LOW(u'。')] = CLAUSE,
    [LOW(u'…')] = CLAUSE | NEGATION, /* and 否 */
    [LOW(u'无')] = NEGATION, [LOW(u'没')] = NEGATION,
    [LOW(u'未')] = NEGATION, [LOW(u'不')] = NEGATION,
    [LOW(u'并')] = NEGATION, [LOW(u'拒')] = NEGATION,
    [LOW(u'据')] = HEARSAY, [LOW(u'传')] = HEARSAY,
    [LOW(u'好')] = HEARSAY, [LOW(u'网')] = HEARSAY, [LOW(u'电')] = HEARSAY,
    [LOW(u'小')] = HEARSAY, [LOW(u'游')] = HEARSAY,
};

/* Where the clause of `at` begins, at most `far` units back. *any is what its
 * characters may be. */
static inline size_t
clause_start(const uint16_t *text, size_t at, size_t far, unsigned *any)
{
	size_t from = at, least = at > far ? at - far : 0;

	for (*any = 0; from > least; from--) {
		unsigned kind = kinds[LOW(text[from - 1])];

		if ((kind & CLAUSE) != 0 && fold_is_clause_mark(text[from - 1]))
			break;
		*any |= kind;
	}
	return from;
}

/* Whether an affirmation holds the unit at `cue`: begins with it, or holds it
 * a second time. It may reach into the hit. */
static bool
is_affirmed(const uint16_t *text, size_t n, size_t cue)
{
	size_t group = 0;

	while (group < COUNT(affirmations) &&
	    affirmations[group].first != text[cue])
		group++;
	for (size_t i = 0; group < COUNT(affirmations) &&
	    i < affirmations[group].n; i++)
		if (stands_at(&affirmations[group].phrases[i], text, n, cue))
			return true;
	for (size_t i = 0; i < COUNT(doubled); i++)
		if (stands_at(&doubled[i], text, n, cue) || (cue >= 2 &&
		    stands_at(&doubled[i], text, n, cue - 2)))
			return true;
	return false;
}

static bool
turns_between(const uint16_t *text, size_t from, size_t to)
{
	for (size_t at = from; at < to; at++)
		for (size_t i = 0; i < COUNT(turns); i++)
			if (stands_at(&turns[i], text, to, at))
				return true;
	return false;
}

/* 不是打人就是骂人 says that one of them happens. */
static bool
is_either_or(const uint16_t *text, size_t n, size_t cue, size_t at)
{
	static const struct phrase not = PHRASE(u"不是");
	static const struct phrase then = PHRASE(u"就是");

	if (!stands_at(&not, text, n, cue))
		return false;
	for (size_t i = at; i < n && i < at + 10 &&
	    !fold_is_clause_mark(text[i]); i++)
		if (stands_at(&then, text, n, i))
			return true;
	return false;
}

/* Most characters before a hit are none of these, though their lower byte may
 * be. */
static inline bool
begins_negation(uint16_t u)
{
	return u == u'无' || u == u'没' || u == u'未' || u == u'不' ||
	    u == u'否' || u == u'并' || u == u'拒';
}

/* Whether one of the n characters may stand in the `far` units before `at`: no
 * clause marks are looked for. Nearly always the answer is no. */
static inline bool
may_precede(const uint16_t *text, size_t at, const char16_t *c, size_t n,
    size_t far)
{
#if defined(__x86_64__)
	__m128i v, any = _mm_setzero_si128();

	if (at < 8)
		return true;
	v = _mm_loadu_si128((const void *)(text + at - 8));
	for (size_t i = 0; i < n; i++)
		any = _mm_or_si128(any, _mm_cmpeq_epi16(v,
		    _mm_set1_epi16((short)c[i])));
	return _mm_movemask_epi8(any) >> (16 - 2 * far) != 0;
#else
	(void)text;
	(void)at;
	(void)c;
	(void)n;
	(void)far;
	return true;
#endif
}

bool
scope_negated(const uint16_t *text, size_t n, size_t at)
{
	static const char16_t first[] = {u'无', u'没', u'未', u'不', u'否',
	    u'并', u'拒'};
	unsigned any;
	size_t from;

	if (!may_precede(text, at, first, COUNT(first), SCOPE_NEGATION))
		return false;
	from = clause_start(text, at, SCOPE_NEGATION, &any);
	if ((any & NEGATION) == 0)
		return false;
	for (size_t cue = from; cue < at; cue++) {
		size_t len = 0;

		if (!begins_negation(text[cue]))
			continue;
		for (size_t i = 0; i < COUNT(negations); i++)
			if (negations[i].n > len &&
			    stands_at(&negations[i], text, at, cue))
				len = negations[i].n;
		if (len > 0 && !is_affirmed(text, n, cue) &&
		    !turns_between(text, cue + len, at) &&
		    !is_either_or(text, n, cue, at))
			return true;
	}
	return false;
}

static inline bool
begins_hearsay(uint16_t u)
{
	return u == u'听' || u == u'据' || u == u'传' || u == u'好' ||
	    u == u'网' || u == u'电' || u == u'小' || u == u'游';
}

bool
scope_hearsay(const uint16_t *text, size_t n, size_t at)
{
	static const char16_t first[] = {u'听', u'据', u'传', u'好', u'网',
	    u'电', u'小', u'游'};
	unsigned any;
	size_t from;

	(void)n;
	if (!may_precede(text, at, first, COUNT(first), SCOPE_HEARSAY))
		return false;
	from = clause_start(text, at, SCOPE_HEARSAY, &any);
	if ((any & HEARSAY) == 0)
		return false;
	for (size_t cue = from; cue < at; cue++)
		for (size_t i = 0; i < COUNT(hearsays) &&
		    begins_hearsay(text[cue]); i++)
			if (stands_at(&hearsays[i], text, at, cue))
				return true;
	return false;
}
