/* SPDX-License-Identifier: MIT */
/*
 * The loss told in a narrative. One pass of vectors marks where a number or a
 * unit of money stands, which most narratives have few of; each mark that can
 * begin a sum is read, and the words around it say what kind of sum it is.
 */
#include "money.h"
#include "money_amount.h"
#include "money_words.h"

/* Sums of a narrative that are looked at; what comes after is the same told
 * again, or a statement of account. */
#define SUMS_MAX 64

struct sum {
	struct money_amount amount;
	size_t start, end;
	enum money_kind kind;
	bool joined;     /* 5000元、3000元: the one before as well */
	bool only_total; /* no verb: 共计3万元 */
	bool again;      /* the same value told in an earlier sentence */
};

struct finder {
	struct sv text;
	struct sum sums[SUMS_MAX];
	size_t n;
	size_t done; /* text before is read */
};

static void
set_kind(struct finder *f, struct sum *s)
{
	struct sv before = {f->text.p, s->start};

	if (f->n > 0) {
		const struct sum *last = &f->sums[f->n - 1];

		before = sv_from(before, last->end);
		s->joined = money_is_joint(before);
		s->kind = last->kind;
	}
	if (!s->joined)
		s->kind = money_kind_of(
		    before, sv_from(f->text, s->end), &s->only_total);
	else if (s->kind == MONEY_KIND_TOTAL)
		/* 共计2万元（5000元、15000元）: parts are not added */
		s->kind = MONEY_KIND_OTHER;
}

/* Told before in an earlier sentence: the same transfer again. */
static bool
is_again(const struct finder *f, const struct sum *s)
{
	struct sv before = {f->text.p, s->start};

	for (size_t i = 0; i < f->n; i++)
		if (f->sums[i].amount.fen == s->amount.fen &&
		    f->sums[i].kind == s->kind &&
		    money_is_retold(sv_from(before, f->sums[i].end)))
			return true;
	return false;
}

/* A bare number is a sum only between such words, and never one of those
 * that callers name in a breath with them. */
static bool
bare_sum(const struct finder *f, const struct sum *s)
{
	static const int64_t lines[] = {110, 114, 119, 120, 122, 12110, 12315,
	    12321, 12333, 12345, 12348, 12381, 96110, 95588};
	int64_t fen = s->amount.fen;

	if (fen < 1000 || fen >= INT64_C(100000000000))
		return false;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (fen == lines[i] * MONEY_YUAN)
			return false;
	return money_bare_start((struct sv){f->text.p, s->start}) &&
	       money_bare_end(sv_from(f->text, s->end)) &&
	       f->text.p[s->start] != '0';
}

/* Reads the sum at start, and keeps it when it is one. */
static void
try_sum(struct finder *f, size_t start)
{
	struct sum s = {.start = start};
	size_t len, before;
	unsigned flags;
	bool sign;
	struct sv head = {f->text.p, start};
	size_t limit = f->done;

	len = money_amount_read(sv_from(f->text, start), MONEY_YUAN, &s.amount);
	if (len == 0)
		return;
	s.end = start + len;
	f->done = s.end;
	flags = money_amount_before(sv_from(head, limit), &before, &sign);
	s.start = start - before;
	if (s.amount.beyond || s.amount.foreign || s.amount.fen == 0)
		return;
	if (!s.amount.unit && !sign && !bare_sum(f, &s))
		return;
	/* 一块 is together more often than a yuan */
	if (s.amount.fen == MONEY_YUAN &&
	    (unsigned char)*(f->text.p + start) > '9' &&
	    sv_ends((struct sv){f->text.p, s.end}, SV("块")))
		return;
	if (money_counts_things(sv_from(f->text, s.end)) &&
	    !sv_ends((struct sv){f->text.p, s.end}, SV("元")))
		return;
	s.amount.flags |= flags;
	set_kind(f, &s);
	s.start = start;
	s.again = is_again(f, &s);
	if (f->n < SUMS_MAX)
		f->sums[f->n++] = s;
}

/* The three bytes at p as one number, to switch on characters of Han. */
static uint32_t
han(const char *p)
{
	return (uint32_t)(unsigned char)p[0] << 16 |
	    (uint32_t)(unsigned char)p[1] << 8 | (unsigned char)p[2];
}

/* A unit, a word of size, or the other end of a range may follow a number. */
static bool
is_unit_next(struct sv s)
{
	if (s.len > 0 && (unsigned char)s.p[0] < 0x80)
		return strchr(" -~wWkKRr", s.p[0]) != NULL && s.p[0] != '\0';
	if (s.len < 3)
		return false;
	switch (han(s.p)) {
	case 0xe58583: /* 元 */
	case 0xe59d97: /* 块 */
	case 0xe4b887: /* 万 */
	case 0xe58d83: /* 千 */
	case 0xe799be: /* 百 */
	case 0xe58d81: /* 十 */
	case 0xe4bd99: /* 余 */
	case 0xe5a49a: /* 多 */
	case 0xe4babf: /* 亿 */
	case 0xe59c86: /* 圆 */
	case 0xe5a18a: /* 塊 */
	case 0xe890ac: /* 萬 */
	case 0xe587a0: /* 几 */
	case 0xe4baba: /* 人 */
	case 0xe69da5: /* 来 */
	case 0xe887b3: /* 至 */
	case 0xe588b0: /* 到 */
	case 0xefbd9e: /* ～ */
	case 0xefbc8e: /* ． */
	case 0xe8a792: /* 角 */
	case 0xe6af9b: /* 毛 */
		return true;
	default:
		return false;
	}
}

/* The last characters of what stands before a bare number that is a sum, and
 * of the words and signs of money_amount_before. */
static bool
is_cue_before(struct sv s)
{
	if (s.len >= 1 && (s.p[s.len - 1] == ':' || s.p[s.len - 1] == ' ' ||
	    (s.p[s.len - 1] | 0x20) == 'b'))
		return true;
	if (sv_ends(s, SV("\xc2\xa5")))
		return true;
	if (s.len < 3)
		return false;
	switch (han(s.p + s.len - 3)) {
	case 0xe8b4a6: /* 账 */
	case 0xe5b890: /* 帐 */
	case 0xe6acbe: /* 款 */
	case 0xe4ba86: /* 了 */
	case 0xe4bb98: /* 付 */
	case 0xe580bc: /* 值 */
	case 0xe5a4b1: /* 失 */
	case 0xe9aa97: /* 骗 */
	case 0xe8b5b0: /* 走 */
	case 0xe58f96: /* 取 */
	case 0xe8af88: /* 诈 */
	case 0xe8aea1: /* 计 */
	case 0xe9a29d: /* 额 */
	case 0xe4b8ba: /* 为 */
	case 0xefbc9a: /* ： */
	case 0xe58ebb: /* 去 */
	case 0xe587ba: /* 出 */
	case 0xe585a5: /* 入 */
	case 0xe7baa6: /* 约 */
	case 0xe8bf91: /* 近 */
	case 0xe8b685: /* 超 */
	case 0xe8bf87: /* 过 */
	case 0xe588b0: /* 到 */
	case 0xe8b6b3: /* 足 */
	case 0xe5b091: /* 少 */
	case 0xe4ba8e: /* 于 */
	case 0xe5a49a: /* 多 */
	case 0xe6a682: /* 概 */
	case 0xe980be: /* 逾 */
	case 0xe5b881: /* 币 */
	case 0xefbfa5: /* ￥ */
		return true;
	default:
		return false;
	}
}

/* What stands beside an Arabic number may make it a sum; that is looked at
 * first, since most numbers are dates, rooms and telephones. */
static bool
may_be_sum(struct sv s, size_t start)
{
	size_t n = start;

	while (n < s.len && ((s.p[n] >= '0' && s.p[n] <= '9') ||
	    ((s.p[n] == '.' || s.p[n] == ',') && n + 1 < s.len &&
	    s.p[n + 1] >= '0' && s.p[n + 1] <= '9')))
		n++;
	if (is_unit_next(sv_from(s, n)))
		return true;
	return n - start >= 2 && n - start <= 16 &&
	    is_cue_before((struct sv){s.p, start});
}

/* 2: a digit, or 十 which can begin a number; 1: a unit or 余; 0: neither. */
static int
han_numeral(uint32_t c)
{
	switch (c) {
	case 0xe99bb6: /* 零 */
	case 0xe38087: /* 〇 */
	case 0xe4b880: /* 一 */
	case 0xe4ba8c: /* 二 */
	case 0xe4b8a4: /* 两 */
	case 0xe4b889: /* 三 */
	case 0xe59b9b: /* 四 */
	case 0xe4ba94: /* 五 */
	case 0xe585ad: /* 六 */
	case 0xe4b883: /* 七 */
	case 0xe585ab: /* 八 */
	case 0xe4b99d: /* 九 */
	case 0xe58d81: /* 十 */
	case 0xe5a3b9: /* 壹 */
	case 0xe8b4b0: /* 贰 */
	case 0xe58f81: /* 叁 */
	case 0xe88286: /* 肆 */
	case 0xe4bc8d: /* 伍 */
	case 0xe99986: /* 陆 */
	case 0xe69f92: /* 柒 */
	case 0xe68d8c: /* 捌 */
	case 0xe78e96: /* 玖 */
	case 0xe68bbe: /* 拾 */
		return 2;
	case 0xe799be: /* 百 */
	case 0xe58d83: /* 千 */
	case 0xe4b887: /* 万 */
	case 0xe4babf: /* 亿 */
	case 0xe4bdb0: /* 佰 */
	case 0xe4bb9f: /* 仟 */
	case 0xe890ac: /* 萬 */
	case 0xe4bd99: /* 余 */
	case 0xe5a49a: /* 多 */
	case 0xe587a0: /* 几 */
		return 1;
	default:
		return 0;
	}
}

/* A unit at `at`, not after an Arabic number: go back over the numerals. */
static bool
han_start(const struct finder *f, size_t at, size_t *start)
{
	bool digits = false;
	int kind;

	*start = at;
	while (*start >= f->done + 3 &&
	    (kind = han_numeral(han(f->text.p + *start - 3))) != 0) {
		digits |= kind == 2;
		*start -= 3;
	}
	return digits;
}

/* A mark of the scan: a digit, or the second byte of a unit. */
static void
visit(struct finder *f, size_t at)
{
	unsigned char c = (unsigned char)f->text.p[at];
	size_t start, n;

	if (at < f->done)
		return;
	if (c < 0x80) {
		if (may_be_sum(f->text, at)) {
			try_sum(f, at);
			if (f->done > at)
				return;
		}
		for (n = at; n < f->text.len && f->text.p[n] >= '0' &&
			     f->text.p[n] <= '9';)
			n++;
		f->done = n;
		return;
	}
	if (c == 0xbc) {
		/* full-width digits: EF BC 90 to 99 */
		if (at > f->done && (unsigned char)f->text.p[at - 1] == 0xef)
			try_sum(f, at - 1);
		return;
	}
	if (at == 0 || !han_start(f, at - 1, &start))
		return;
	try_sum(f, start);
}

/* Sixteen bytes at once; the compiler makes SSE2 or NEON of it. */
typedef uint8_t vec __attribute__((vector_size(16)));

static inline uint8_t
mark_one(unsigned a, unsigned b)
{
	return a - (unsigned)'0' < 10 ||
	       (b == 0x83 && (a == 0x85 || a == 0x8d || a == 0x90)) ||
	       (a == 0xb8 && b == 0x87) || (a == 0x9d && b == 0x97) ||
	       (a == 0x99 && b == 0xbe) || (a == 0xbc && b - 0x90u < 10);
}

/* Digits; 元 85 83, 千 8d 83, 萬 90 83, 万 b8 87, 块 9d 97, 百 99 be (bytes
 * two and three); full-width digits bc 90 to bc 99. */
static inline vec
mark(vec a, vec b)
{
	vec digit = (vec)(a - '0' < 10);
	vec yuan =
	    (vec)(b == 0x83) & ((vec)((a | 8) == 0x8d) | (vec)(a == 0x90));
	vec wan = (vec)(a == 0xb8) & (vec)(b == 0x87);
	vec kuai = (vec)(a == 0x9d) & (vec)(b == 0x97);
	vec bai = (vec)(a == 0x99) & (vec)(b == 0xbe);
	vec wide = (vec)(a == 0xbc) & (vec)(b - 0x90 < 10);

	return digit | yuan | wan | kuai | bai | wide;
}

static void
visit_word(struct finder *f, size_t at, uint64_t marks)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	marks = __builtin_bswap64(marks);
#endif
	while (marks != 0) {
		unsigned byte = (unsigned)__builtin_ctzll(marks) / 8;

		visit(f, at + byte);
		marks &= ~(UINT64_C(0xff) << byte * 8);
	}
}

static void
scan(struct finder *f)
{
	size_t at = 0;

	for (; f->text.len >= 17 && at <= f->text.len - 17; at += 16) {
		vec a, b, m;
		uint64_t words64[2];

		memcpy(&a, f->text.p + at, 16);
		memcpy(&b, f->text.p + at + 1, 16);
		m = mark(a, b);
		memcpy(words64, &m, 16);
		if ((words64[0] | words64[1]) == 0)
			continue;
		visit_word(f, at, words64[0]);
		visit_word(f, at + 8, words64[1]);
	}
	for (; at < f->text.len; at++) {
		unsigned next =
		    at + 1 < f->text.len ? (unsigned char)f->text.p[at + 1] : 0;

		if (mark_one((unsigned char)f->text.p[at], next))
			visit(f, at);
	}
}

static enum money_kind
strongest(struct finder *f)
{
	enum money_kind best = MONEY_KIND_NONE;

	for (size_t i = 0; i < f->n; i++) {
		struct sum *s = &f->sums[i];

		if (s->only_total && !money_tells_loss(f->text))
			s->kind = MONEY_KIND_OTHER;
		if (s->kind > best)
			best = s->kind;
	}
	return best;
}

/* 要求转账3000元, 转账后被拉黑: what was asked for was paid, it seems. */
static enum money_kind
take_asked(struct finder *f)
{
	enum money_kind best = MONEY_KIND_ASKED;

	for (size_t i = 0; i < f->n; i++) {
		struct sum *s = &f->sums[i];

		if (s->kind != MONEY_KIND_ASKED ||
		    !money_was_paid(sv_from(f->text, s->end)))
			continue;
		s->kind = best = MONEY_KIND_TRANSFER;
		s->amount.flags |= MONEY_APPROXIMATE;
	}
	return best;
}

static void
add(struct money_found *found, const struct sum *s)
{
	struct money *m = &found->money;

	if (found->count == 0) {
		found->start = s->start;
		found->len = s->end - s->start;
	}
	if (__builtin_add_overflow(m->fen, s->amount.fen, &m->fen) ||
	    __builtin_add_overflow(m->fen_max, s->amount.fen_max, &m->fen_max))
		m->fen = m->fen_max = INT64_MAX;
	m->flags |= s->amount.flags;
	if (++found->count > 1)
		m->flags |= MONEY_SUMMED | MONEY_APPROXIMATE;
}

bool
money_find(struct sv narrative, struct money_found *found)
{
	struct finder f;
	enum money_kind best;

	f.text = narrative;
	f.n = f.done = 0;
	*found = (struct money_found){0};
	money_words_ready();
	scan(&f);
	best = strongest(&f);
	if (best == MONEY_KIND_ASKED)
		best = take_asked(&f);
	if (best < MONEY_KIND_TRANSFER)
		return false;
	found->cue = (enum money_cue)(best - MONEY_KIND_TRANSFER);
	for (size_t i = 0; i < f.n; i++) {
		const struct sum *s = &f.sums[i];

		if (s->kind != best || s->again)
			continue;
		/* of equal ones the last, with what is joined to it */
		if (best != MONEY_KIND_TRANSFER && !s->joined)
			*found = (struct money_found){.cue = found->cue};
		add(found, s);
	}
	return found->count > 0;
}
