/* SPDX-License-Identifier: MIT */
#include "money_words.h"
#include "numeral.h"

#include <pthread.h>

/* How far before a sum its verb may stand, in bytes (three a character). */
#define REACH 96
struct word {
	const char *text;
	enum money_kind kind;
};

/* The longest that fits at a place wins, so order matters. */
static const struct word words[] = {{"实际损失", MONEY_KIND_TOTAL},
    {"净损失", MONEY_KIND_TOTAL}, {"损失", MONEY_KIND_LOSS},
    {"盗刷", MONEY_KIND_LOSS}, {"被盗", MONEY_KIND_LOSS},
    {"盗走", MONEY_KIND_LOSS}, {"盗取", MONEY_KIND_LOSS},
    {"被偷", MONEY_KIND_LOSS}, {"偷走", MONEY_KIND_LOSS},
    {"被抢", MONEY_KIND_LOSS}, {"抢走", MONEY_KIND_LOSS},
    {"失窃", MONEY_KIND_LOSS}, {"丢失", MONEY_KIND_LOSS},
    {"遗失", MONEY_KIND_LOSS}, {"扣走", MONEY_KIND_LOSS},
    {"划走", MONEY_KIND_LOSS}, {"卷走", MONEY_KIND_LOSS},
    {"防骗", MONEY_KIND_NONE}, {"骗", MONEY_KIND_CHEATED},
    {"转为", MONEY_KIND_NONE}, {"转身", MONEY_KIND_NONE},
    {"转让", MONEY_KIND_NONE}, {"转而", MONEY_KIND_NONE},
    {"转告", MONEY_KIND_NONE}, {"转交", MONEY_KIND_TRANSFER},
    {"转向", MONEY_KIND_NONE}, {"转", MONEY_KIND_TRANSFER},
    {"汇报", MONEY_KIND_NONE}, {"词汇", MONEY_KIND_NONE},
    {"汇", MONEY_KIND_TRANSFER}, {"打款", MONEY_KIND_TRANSFER},
    {"打钱", MONEY_KIND_TRANSFER}, {"打入", MONEY_KIND_TRANSFER},
    {"打给", MONEY_KIND_TRANSFER}, {"打到", MONEY_KIND_TRANSFER},
    {"支付宝", MONEY_KIND_NONE}, {"到付", MONEY_KIND_NONE},
    {"付", MONEY_KIND_TRANSFER}, {"充电", MONEY_KIND_NONE},
    {"充值", MONEY_KIND_TRANSFER}, {"充", MONEY_KIND_TRANSFER},
    {"存入", MONEY_KIND_TRANSFER}, {"投入", MONEY_KIND_TRANSFER},
    {"投资", MONEY_KIND_TRANSFER}, {"缴纳", MONEY_KIND_TRANSFER},
    {"缴费", MONEY_KIND_TRANSFER}, {"交了", MONEY_KIND_TRANSFER},
    {"交纳", MONEY_KIND_TRANSFER}, {"扫码", MONEY_KIND_TRANSFER},
    {"刷单", MONEY_KIND_NONE}, {"刷了", MONEY_KIND_TRANSFER},
    {"返", MONEY_KIND_OTHER}, {"退", MONEY_KIND_OTHER},
    {"佣金", MONEY_KIND_OTHER}, {"提现", MONEY_KIND_OTHER},
    {"收益", MONEY_KIND_OTHER}, {"盈利", MONEY_KIND_OTHER},
    {"获利", MONEY_KIND_OTHER}, {"赚", MONEY_KIND_OTHER},
    {"奖励", MONEY_KIND_OTHER}, {"追回", MONEY_KIND_OTHER},
    {"挽回", MONEY_KIND_OTHER}, {"挽损", MONEY_KIND_OTHER},
    {"止付", MONEY_KIND_OTHER}, {"冻结", MONEY_KIND_OTHER},
    {"余额", MONEY_KIND_OTHER}, {"归还", MONEY_KIND_OTHER},
    {"还款", MONEY_KIND_OTHER}, {"还给", MONEY_KIND_OTHER},
    {"还了", MONEY_KIND_OTHER}, {"工资", MONEY_KIND_OTHER},
    {"月薪", MONEY_KIND_OTHER}, {"薪", MONEY_KIND_OTHER},
    {"欠", MONEY_KIND_OTHER}, {"借", MONEY_KIND_OTHER},
    {"赔", MONEY_KIND_OTHER}, {"罚", MONEY_KIND_OTHER},
    {"押金", MONEY_KIND_OTHER}, {"租", MONEY_KIND_OTHER},
    {"彩礼", MONEY_KIND_OTHER}, {"医药费", MONEY_KIND_OTHER},
    {"工程款", MONEY_KIND_OTHER}, {"货款", MONEY_KIND_OTHER},
    {"每月", MONEY_KIND_OTHER}, {"每天", MONEY_KIND_OTHER},
    {"每日", MONEY_KIND_OTHER}, {"每单", MONEY_KIND_OTHER},
    {"贷款", MONEY_KIND_OTHER}, {"额度", MONEY_KIND_OTHER},
    {"原价", MONEY_KIND_OTHER}, {"单价", MONEY_KIND_OTHER},
    {"索要", MONEY_KIND_OTHER}, {"要价", MONEY_KIND_OTHER},
    {"捡到", MONEY_KIND_OTHER}};

/* Sums of all: before the number, or in the clause of its verb. */
static const char *const totals[] = {"共计", "合计", "总计", "累计", "总共",
    "一共", "总额", "总金额", "涉案", "共", NULL};
static const char *const no_total[] = {
    "共享", "共同", "共有", "公共", "共产", "共青", "共犯", NULL};

/* Before a verb in its clause: it was not done, or asked for. */
static const char *const undone[] = {"未", "没", "无", "拒绝", "差点", "险些",
    "准备", "打算", "欲", "避免", "防止", "企图", "试图", "如果", NULL};
static const char *const asked[] = {"要求", "需", "须", "才能", "提出", NULL};

/* … but these are no denials, and what is asked for may be done: 按对方要求. */
static const char *const done[] = {"无故", "无端", "无缘", "未经", "没多久",
    "没过", "没想到", "没注意", "按", "根据", "应对方", "听从", NULL};

static const char *const sentence_marks[] = {
    "。", "；", ";", "！", "!", "？", "\n", NULL};
static const char *const clause_marks[] = {
    "，", ",", "。", "；", ";", "！", "!", "？", "\n", "：", ":", NULL};

static const char *const joints[] = {"、", "，", ",", "和", "及", "与",
    "以及", "+", " ", "分别", "再", "又", "后", NULL};
static const char *const more[] = {"又", "再", "第", "次", NULL};
static const char *const bare_ends[] = {"。", "，", "；", "、", "！", "）",
    "”", ",", ";", ".", ")", " ", "\n", "给", "到", "后", "至", "并",
    "左右", "余", "多", "的", NULL};
static const char *const things[] = {"人", "名", "户", "次", "个", "公",
    "吨", "平", "册", "份", "张", "条", "件", "步", "米", "斤", "克",
    "里", "台", "辆", "部", "度", "头", "只", "家", "间", "天", "年",
    "岁", "位", "分", "瓶", "箱", "单", "粉", "以上的人", NULL};
static const char *const paid[] = {"转账后", "转款后", "付款后", "支付后",
    "汇款后", "充值后", "缴纳后", "转账成功", "转了", "付了", "转过去",
    "遂转", "便转", "就转", "随后转", "完成转账", "被骗", "骗走", "上当", NULL};
static const char *const unpaid[] = {"未转", "未付", "未支付", "没转",
    "没有转", "没付", "没有付", "未缴", "未遂", "劝阻", "拦截", "未造成",
    "没有损失", "无损失", "未被骗", "没有被骗", "未受骗", "差点", NULL};
static const char *const any[] = {
    "骗", "损失", "盗", "偷", "转账", "汇款", "涉案", NULL};

/* The lists by name, so that one look tells which of them a character begins a
 * word of. */
enum list {
	TOTALS, NO_TOTAL, UNDONE, ASKED, DONE, SENTENCE_MARKS, CLAUSE_MARKS,
	JOINTS, MORE, BARE_ENDS, THINGS, PAID, UNPAID, ANY, LISTS, VERBS = LISTS
};
static const char *const *const lists[LISTS] = {
    [TOTALS] = totals,
    [NO_TOTAL] = no_total,
    [UNDONE] = undone,
    [ASKED] = asked,
    [DONE] = done,
    [SENTENCE_MARKS] = sentence_marks,
    [CLAUSE_MARKS] = clause_marks,
    [JOINTS] = joints,
    [MORE] = more,
    [BARE_ENDS] = bare_ends,
    [THINGS] = things,
    [PAID] = paid,
    [UNPAID] = unpaid,
    [ANY] = any,
};

/* By a hash of the character: a bit for each list (and for the verbs) that has
 * a word which begins with such a character. Nearly every character of a
 * narrative begins none, and that is known at once. */
#define BEGINNINGS 2048
static uint16_t beginnings[BEGINNINGS];
static pthread_once_t built = PTHREAD_ONCE_INIT;

static inline unsigned
first_character(struct sv s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint32_t c;

	if (s.len < 3 || p[0] < 0xe0)
		return p[0];
	c = (uint32_t)(p[0] & 0xf) << 12 | (uint32_t)(p[1] & 0x3f) << 6 |
	    (p[2] & 0x3f);
	return (c * 0x9e3779b1u) >> 21; /* 11 bits: BEGINNINGS */
}

static void
build(void)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		beginnings[first_character(sv_z(words[i].text))] |=
		    (uint16_t)(1u << VERBS);
	for (unsigned i = 0; i < LISTS; i++)
		for (const char *const *w = lists[i]; *w != NULL; w++)
			beginnings[first_character(sv_z(*w))] |=
			    (uint16_t)(1u << i);
}

static inline bool
may_begin(struct sv s, unsigned list)
{
	return s.len > 0 && (beginnings[first_character(s)] >> list & 1) != 0;
}

void
money_words_ready(void)
{
	pthread_once(&built, build);
}

/* Length of word when s begins with it, else 0. Most differ in a byte or two,
 * so this is quicker than to ask for the length first. */
static inline size_t
starts(struct sv s, const char *word)
{
	size_t i = 0;

	while (i < s.len && word[i] != '\0' && word[i] == s.p[i])
		i++;
	return word[i] == '\0' ? i : 0;
}

static size_t
word_at(struct sv s, enum list id)
{
	const char *const *list = lists[id];
	size_t len = 0;

	if (!may_begin(s, id))
		return 0;
	for (; len == 0 && *list != NULL; list++)
		len = starts(s, *list);
	return len;
}

static bool
ends_in(struct sv s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (sv_ends(s, sv_z(*list)))
			return true;
	return false;
}

static const struct word *
verb_at(struct sv s)
{
	if (!may_begin(s, VERBS))
		return NULL;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (starts(s, words[i].text) != 0)
			return &words[i];
	return NULL;
}

/* Start of the character that ends before byte `at`. */
static size_t
char_before(struct sv s, size_t at)
{
	do
		at--;
	while (at > 0 && ((unsigned char)s.p[at] & 0xc0) == 0x80);
	return at;
}

static bool
in_sv(struct sv s, enum list list)
{
	for (size_t i = 0; i < s.len; i++)
		if (((unsigned char)s.p[i] & 0xc0) != 0x80 &&
		    word_at(sv_from(s, i), list) != 0)
			return true;
	return false;
}

/* A longer word that begins before i and holds w: 实际损失, 支付宝, 防骗. */
static const struct word *
holder(struct sv clause, size_t *i, const struct word *w)
{
	size_t at = *i;

	for (int k = 0; k < 3 && at > 0; k++) {
		const struct word *longer;

		at = char_before(clause, at);
		longer = verb_at(sv_from(clause, at));
		if (longer != NULL && at + strlen(longer->text) > *i) {
			*i = at;
			return longer;
		}
	}
	return w;
}

/* The last verb of the clause, and where it begins. */
static const struct word *
last_verb(struct sv clause, size_t *at)
{
	for (size_t i = clause.len; i > 0;) {
		const struct word *w;

		i = char_before(clause, i);
		w = verb_at(sv_from(clause, i));
		if (w != NULL)
			w = holder(clause, &i, w);
		if (w == NULL || w->kind == MONEY_KIND_NONE)
			continue;
		*at = i;
		return w;
	}
	return NULL;
}

static bool
has_total(struct sv clause)
{
	for (size_t i = 0; i < clause.len; i++) {
		struct sv from = sv_from(clause, i);

		if (((unsigned char)clause.p[i] & 0xc0) == 0x80)
			continue;
		if (word_at(from, TOTALS) == 0 || word_at(from, NO_TOTAL) != 0)
			continue;
		if (i >= 3 && word_at(sv_from(clause, i - 3), NO_TOTAL) != 0)
			continue;
		return true;
	}
	return false;
}

/* What the clause says of the sum that it ends with. */
static enum money_kind
clause_kind(struct sv clause, bool *only_total)
{
	size_t at;
	const struct word *verb = last_verb(clause, &at);
	struct sv before;

	*only_total = false;
	if (verb == NULL) {
		*only_total = has_total(clause);
		return *only_total ? MONEY_KIND_TOTAL : MONEY_KIND_NONE;
	}
	if (verb->kind == MONEY_KIND_OTHER)
		return MONEY_KIND_OTHER;
	before = (struct sv){clause.p, at};
	if (before.len > 30)
		before = sv_from(before, before.len - 30);
	if (!in_sv(before, DONE)) {
		if (in_sv(before, UNDONE))
			return MONEY_KIND_OTHER;
		if (in_sv(before, ASKED))
			return MONEY_KIND_ASKED;
	}
	return has_total(clause) ? MONEY_KIND_TOTAL : verb->kind;
}

/* Offset after the last mark of the list in s, 0 when there is none. */
static size_t
after_mark(struct sv s, enum list marks)
{
	for (size_t i = s.len; i > 0;) {
		size_t len;

		i = char_before(s, i);
		if ((len = word_at(sv_from(s, i), marks)) != 0)
			return i + len;
	}
	return 0;
}

bool
money_is_joint(struct sv gap)
{
	size_t len;

	while (gap.len > 0 && (len = word_at(gap, JOINTS)) != 0)
		gap = sv_from(gap, len);
	return gap.len == 0;
}

/* 5000元被骗, 将3万元转给他: the verb after the sum, in its clause. */
static enum money_kind
kind_after(struct sv s)
{
	size_t limit = s.len < 30 ? s.len : 30, len;

	for (size_t i = 0; i < limit;) {
		struct sv from = sv_from(s, i);
		const struct word *w = verb_at(from);

		if (word_at(from, CLAUSE_MARKS) != 0 ||
		    numeral_digit(from, &len) >= 0)
			return MONEY_KIND_NONE;
		/* transfers have to follow at once */
		if (w != NULL && w->kind != MONEY_KIND_NONE)
			return w->kind == MONEY_KIND_TRANSFER && i > 15
				   ? MONEY_KIND_NONE
				   : w->kind;
		i += w != NULL ? strlen(w->text) : 1;
		while (i < limit && ((unsigned char)s.p[i] & 0xc0) == 0x80)
			i++;
	}
	return MONEY_KIND_NONE;
}

enum money_kind
money_kind_of(struct sv before, struct sv after, bool *only_total)
{
	enum money_kind kind = MONEY_KIND_NONE;

	*only_total = false;
	if (before.len > REACH)
		before = sv_from(before, before.len - REACH);
	while (before.len > 0 && ((unsigned char)before.p[0] & 0xc0) == 0x80)
		before = sv_from(before, 1);
	before = sv_from(before, after_mark(before, SENTENCE_MARKS));
	/* the sum's own clause first, then the ones before it */
	while (kind == MONEY_KIND_NONE && before.len > 0) {
		size_t mark = after_mark(before, CLAUSE_MARKS);
		bool only;

		kind = clause_kind(sv_from(before, mark), &only);
		*only_total |= only;
		before.len = mark == 0 ? 0 : char_before(before, mark);
	}
	return kind != MONEY_KIND_NONE ? kind : kind_after(after);
}

bool
money_is_retold(struct sv between)
{
	return in_sv(between, SENTENCE_MARKS) && !in_sv(between, MORE);
}

/* What may follow a bare number that is a sum: 被骗5000后. */
bool
money_bare_end(struct sv s)
{
	return s.len == 0 || word_at(s, BARE_ENDS) != 0;
}

/* What stands right before a bare number that is a sum. */
bool
money_bare_start(struct sv s)
{
	static const char *const ends[] = {"转账", "转帐", "转款", "转了",
	    "汇款", "汇了", "打款", "付款", "支付", "付了", "充值", "充了",
	    "损失", "被骗", "骗走", "骗了", "骗取", "诈骗", "共计", "合计",
	    "总计", "累计", "金额", "金额为", "金额：", "金额:", "损失为",
	    "损失：", "损失:", "骗去", "了", "被骗金额", "转出", "转走", "存入",
	    "投入", NULL};

	return ends_in(s, ends);
}

/* 2万人, 三百米, 5千克: the unit is not of money. */
bool
money_counts_things(struct sv s)
{
	return word_at(s, THINGS) != 0;
}

bool
money_was_paid(struct sv after)
{
	return in_sv(after, PAID) && !in_sv(after, UNPAID);
}

/* 共计3万元 tells a loss only where one is spoken of at all. */
bool
money_tells_loss(struct sv s)
{
	return in_sv(s, ANY);
}
