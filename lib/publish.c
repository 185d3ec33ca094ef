/* SPDX-License-Identifier: MIT */
#include "publish.h"

#include "utf8.h"

#include <stdlib.h>

#define LONG_NUMBER 7   /* digits that may be of a person */
#define MASKED_CHARS 16 /* of a sentence that is nothing but a mask */
#define LONG_TOKEN 6    /* letters and digits mixed: an account */

struct publish {
	const struct extractor *extractor;
	struct mask *mask;
	struct extract found;
	struct str a, b, scratch, story;
	bool english;
};

/* What a class is called in a sentence. */
static const char *const words[][2] = {
    [EXTRACT_NAME] = {"某某", "someone"},
    [EXTRACT_PHONE] = {"某号码", "a number"},
    [EXTRACT_ID] = {"某证件号", "an ID number"},
    [EXTRACT_CARD] = {"某账户", "a bank account"},
    [EXTRACT_PLATE] = {"某车", "a car"},
    [EXTRACT_EMAIL] = {"某邮箱", "an address"},
    [EXTRACT_ACCOUNT] = {"某账号", "an account"},
    [EXTRACT_HOUSE] = {"某处", "somewhere"},
};
#define NWORDS (sizeof(words) / sizeof(words[0]))

struct publish *
publish_new(const struct extractor *extractor, bool english)
{
	struct publish *p = mem_zalloc(1, sizeof(*p));
	struct mask_options o = {.extractor = extractor, .as = MASK_CLASS,
	    .english = english};

	p->extractor = extractor;
	p->english = english;
	p->mask = mask_new(&o);
	return p;
}

void
publish_free(struct publish *p)
{
	if (p == NULL)
		return;
	mask_free(p->mask);
	extract_free(&p->found);
	str_free(&p->a);
	str_free(&p->b);
	str_free(&p->scratch);
	str_free(&p->story);
	free(p);
}

/* --- in words ------------------------------------------------------------ */

/* The mask that stands at the start of s: its length, and what it is told as;
 * 0: none. */
static size_t
mask_at(const struct publish *p, struct sv s, const char **word)
{
	size_t n;

	if (s.len < 2 || s.p[0] != '[')
		return 0;
	for (unsigned i = 0; i < NWORDS; i++) {
		const char *title = extract_class_title(
		    (enum extract_class)i, p->english);

		n = strlen(title);
		if (words[i][0] != NULL && s.len >= n + 2 &&
		    memcmp(s.p + 1, title, n) == 0 && s.p[n + 1] == ']') {
			*word = words[i][p->english];
			return n + 2;
		}
	}
	return 0;
}

/* 某某 once where two masks stand side by side. */
static void
add_words(const struct publish *p, struct sv s, struct str *out)
{
	const char *word, *last = NULL;
	size_t n;

	for (size_t i = 0; i < s.len; i += n) {
		n = mask_at(p, sv_from(s, i), &word);
		if (n == 0) {
			last = NULL;
			str_addc(out, s.p[i]);
			n = 1;
		} else if (word != last) {
			str_addz(out, word);
			last = word;
		}
	}
}

/* --- sums ---------------------------------------------------------------- */

void
publish_sum(struct str *out, int64_t fen, bool english)
{
	int64_t yuan = fen / 100, unit = 1;

	if (yuan < 100) {
		str_addz(out, english ? "under 100 yuan" : "几十元");
		return;
	}
	while (unit * 10 <= yuan)
		unit *= 10;
	/* Two figures from ten thousand on: 12万余元. */
	if (unit >= 100000)
		unit /= 10;
	yuan = yuan / unit * unit;
	if (english) {
		str_addz(out, "over ");
		if (yuan >= 1000000) {
			str_addi(out, yuan / 1000000);
			str_addc(out, ',');
			str_add_padded(out, (uint64_t)(yuan / 1000 % 1000), 3);
			str_addz(out, ",000 yuan");
		} else if (yuan >= 1000) {
			str_addi(out, yuan / 1000);
			str_addz(out, ",000 yuan");
		} else {
			str_addf(out, "%lld yuan", (long long)yuan);
		}
	} else if (yuan >= 10000) {
		str_addf(out, "%lld万余元", (long long)(yuan / 10000));
	} else if (yuan >= 1000) {
		str_addf(out, "%lld千余元", (long long)(yuan / 1000));
	} else {
		str_addf(out, "%lld余元", (long long)yuan);
	}
}

static void
round_sums(struct publish *p, struct sv s, struct str *out)
{
	size_t at = 0;

	extract_text(p->extractor, &p->found, s, EXTRACT_BIT(EXTRACT_AMOUNT) |
	    EXTRACT_BIT(EXTRACT_TIME));
	for (size_t i = 0; i < p->found.n; i++) {
		const struct extract_value *v = &p->found.at[i];

		/* 几十元, 5元 are what they are. */
		if (v->start < at || (v->class == EXTRACT_AMOUNT &&
		    v->number < 10000))
			continue;
		str_add(out, s.p + at, v->start - at);
		at = v->start + v->len;
		if (v->class == EXTRACT_AMOUNT)
			publish_sum(out, v->number, p->english);
	}
	str_add(out, s.p + at, s.len - at);
}

/* --- what is left -------------------------------------------------------- */

static bool
is_token(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') ||
	    (c != '\0' && strchr("_-.@/:*%?=&#+", c) != NULL);
}

/* A token that may lead to a person: long numbers, letters and digits mixed,
 * addresses of mail and web. */
static bool
is_trace(struct sv t)
{
	size_t digits = 0, letters = 0;

	for (size_t i = 0; i < t.len; i++) {
		digits += t.p[i] >= '0' && t.p[i] <= '9';
		letters += (t.p[i] | 32) >= 'a' && (t.p[i] | 32) <= 'z';
		if (t.p[i] == '@' || t.p[i] == '*')
			return true;
	}
	if (sv_find(t, SV("http")) != SIZE_MAX ||
	    sv_find(t, SV("www")) != SIZE_MAX)
		return true;
	return digits >= LONG_NUMBER || (t.len >= LONG_TOKEN && digits >= 2 &&
	    letters > 0) || (letters >= 3 && sv_find(t, SV(".")) <
	    t.len - 1);
}

/* 尾号6789, 后四位为1234: part of a number that with the rest around it tells
 * whose. */
static bool
is_tail(struct sv before, struct sv token)
{
	static const char *const cues[] = {"尾号", "后四位", "末四位", "尾数",
	    "后三位", "后六位"};
	static const char *const links[] = {"为", "是", "：", "系"};

	if (sv_digits(token) < 3)
		return false;
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (sv_ends(before, sv_z(links[i])))
			before.len -= strlen(links[i]);
	for (size_t i = 0; i < sizeof(cues) / sizeof(cues[0]); i++)
		if (sv_ends(before, sv_z(cues[i])))
			return true;
	return false;
}

static bool
is_address(struct sv t)
{
	return sv_find(t, SV("/")) != SIZE_MAX ||
	    sv_find(t, SV("http")) != SIZE_MAX ||
	    sv_find(t, SV("www")) != SIZE_MAX;
}

static void
drop_traces(struct sv s, struct str *out, bool english)
{
	size_t n;

	for (size_t i = 0; i < s.len; i += n) {
		n = 0;
		while (i + n < s.len && is_token(s.p[i + n]))
			n++;
		if (n == 0) {
			str_addc(out, s.p[i]);
			n = 1;
		} else if (is_tail((struct sv){s.p, i}, (struct sv){s.p + i,
		    n})) {
			str_addz(out, english ? "(number)" : "某号");
		} else if (is_trace((struct sv){s.p + i, n})) {
			struct sv t = {s.p + i, n};

			str_addz(out, is_address(t)
			    ? english ? "(address)" : "某网址"
			    : english ? "(number)" : "某号码");
		} else {
			str_add(out, s.p + i, n);
		}
	}
}

/* A character that stands before a title and is no word of its own (该女士,
 * 一位先生, 女同学). */
static bool
is_surname(struct sv s, size_t at)
{
	static const char *const others[] = {"该", "位", "名", "某", "的", "男",
	    "女", "老", "小", "与", "和", "为", "是", "称", "，", "。", "、",
	    "（", "“", "：", "；", "向", "给", "对", "由", "个", "此", "其",
	    "中", "大", "学", "生", "原", "同", "被", "让", "叫", "找"};

	if (((unsigned char)s.p[at] & 0xf0) != 0xe0)
		return false;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (sv_starts(sv_from(s, at), sv_z(others[i])))
			return false;
	return true;
}

/* 李女士, 王先生: a surname tells too much in a small place. */
static void
drop_surnames(struct sv s, struct str *out)
{
	static const char *const titles[] = {"先生", "女士", "小姐", "阿姨",
	    "大爷", "大妈", "同学"};
	size_t last = 0;        /* where the character before begins */

	for (size_t i = 0; i < s.len; i++) {
		if (((unsigned char)s.p[i] & 0xc0) == 0x80) {
			str_addc(out, s.p[i]);
			continue;
		}
		for (size_t t = 0; t < sizeof(titles) / sizeof(titles[0]); t++)
			if (i - last == 3 && sv_starts(sv_from(s, i),
			    sv_z(titles[t])) && is_surname(s, last)) {
				out->len -= 3;
				str_addz(out, "某");
				break;
			}
		last = i;
		str_addc(out, s.p[i]);
	}
}

bool
publish_is_clean(struct sv s)
{
	size_t n;

	for (size_t i = 0; i < s.len; i += n) {
		n = 0;
		while (i + n < s.len && is_token(s.p[i + n]))
			n++;
		if (n > 0 && is_trace((struct sv){s.p + i, n}))
			return false;
		/* 88号, 3栋, 501室 */
		if (n > 0 && s.p[i + n - 1] >= '0' && s.p[i + n - 1] <= '9') {
			struct sv after = sv_from(s, i + n);

			if (sv_starts(after, SV("号")) ||
			    sv_starts(after, SV("栋")) ||
			    sv_starts(after, SV("幢")) ||
			    sv_starts(after, SV("单元")) ||
			    sv_starts(after, SV("室")))
				return false;
		}
		n = n > 0 ? n : 1;
	}
	return true;
}

/* --- a text -------------------------------------------------------------- */

/* Line ends and tabs would break a message in two. */
static void
flatten(struct str *s, size_t from)
{
	for (size_t i = from; i < s->len; i++)
		if ((unsigned char)s->p[i] < 0x20 || s->p[i] == 0x7f)
			s->p[i] = ' ';
}

void
publish_text(struct publish *p, struct sv text, struct str *out)
{
	size_t from = out->len;

	str_clear(&p->a);
	str_clear(&p->b);
	str_addz(&p->a, "");
	str_addz(&p->b, "");
	str_addz(out, "");
	if (text.len == 0)
		return;
	publish_dates(&p->a, text, p->english);
	mask_text(p->mask, str_sv(&p->a), &p->b);
	str_clear(&p->a);
	add_words(p, str_sv(&p->b), &p->a);
	str_clear(&p->b);
	round_sums(p, str_sv(&p->a), &p->b);
	str_clear(&p->a);
	drop_surnames(str_sv(&p->b), &p->a);
	drop_traces(str_sv(&p->a), out, p->english);
	flatten(out, from);
}

void
publish_record(struct publish *p, const struct record *r, struct str *out)
{
	struct str name = {0};
	struct sv text;
	size_t at = 0;

	mask_forget(p->mask);
	mask_know(p->mask, record_text(record_get(r, REC_CALLER_NAME),
	    &p->scratch));
	while (record_next_text(record_get(r, REC_PARTIES), &at, &text, &name))
		mask_know(p->mask, text);
	str_free(&name);
	text = record_text(record_get(r, REC_NARRATIVE), &p->scratch);
	str_clear(&p->story);
	if (text.len > 0)
		publish_text(p, text, &p->story);
	str_clear(&p->a);
	publish_shorten(&p->a, str_sv(&p->story), SIZE_MAX, UINT32_MAX);
	publish_tell(out, str_sv(&p->a), SV("报警人"));
	mask_forget(p->mask);
}

/* --- shorter ------------------------------------------------------------- */

/* Bytes to the end of the sentence that s begins with, its mark included. */
static size_t
sentence_end(struct sv s)
{
	static const char *const marks[] = {"。", "！", "？", "；", "!", "?",
	    ";", "\n"};

	for (size_t i = 0; i < s.len; i++) {
		struct sv rest = sv_from(s, i);

		for (size_t m = 0; m < sizeof(marks) / sizeof(marks[0]); m++)
			if (sv_starts(rest, sv_z(marks[m])))
				return i + strlen(marks[m]);
		if (sv_starts(rest, SV(". ")))
			return i + 1;
	}
	return s.len;
}

/* Two characters are kept for the mark of what is left out. */
static bool
cut_at_comma(struct str *out, struct sv s, size_t most)
{
	size_t limit, last = 0;

	if (most < 12)
		return false;
	limit = utf8_offset(s, most - 2);
	for (size_t i = 0; i < limit; i++)
		if (sv_starts(sv_from(s, i), SV("，")) || s.p[i] == ',')
			last = i;
	if (last == 0)
		return false;
	str_add(out, s.p, last);
	str_addz(out, "……");
	return true;
}

/* 【微信报警】, 接110指挥中心指令，: how a call came, which is no part of what
 * happened. */
struct sv
publish_lead(struct sv s)
{
	static const char *const marks[] = {"，", "：", ":", ","};
	size_t end;

	if (s.len == 0)
		return s;
	s = sv_trim(s);
	end = sv_starts(s, SV("【")) ? sv_find(s, SV("】")) : SIZE_MAX;
	if (end < 60)
		s = sv_from(s, end + strlen("】"));
	end = sv_find(s, SV("指令"));
	for (size_t i = 0; end < 40 && i < 4; i++)
		if (sv_starts(sv_from(s, end + strlen("指令")),
		    sv_z(marks[i])))
			return sv_from(s, end + strlen("指令") +
			    strlen(marks[i]));
	return s;
}

/* Sentences of the call, not of what happened: what is asked of the police,
 * how the caller is, what proof there is. */
static bool
is_of_call(struct sv sentence)
{
	static const char *const signs[] = {"民警", "派出所", "到场",
	    "联系方式", "监控", "作证", "情绪", "配合", "截图已保存",
	    "记录已保存", "请求出警", "出警", "现场"};

	/* 对方自称民警 is what happened. */
	static const char *const theirs[] = {"对方", "自称", "冒充", "假",
	    "骗"};

	for (size_t i = 0; i < sizeof(theirs) / sizeof(theirs[0]); i++)
		if (sv_find(sentence, sv_z(theirs[i])) != SIZE_MAX &&
		    utf8_count(sentence) > MASKED_CHARS)
			return false;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (sv_find(sentence, sv_z(signs[i])) != SIZE_MAX)
			return true;
	/* 收款卡号某账户。 */
	return utf8_count(sentence) <= MASKED_CHARS &&
	    (sv_find(sentence, SV("某账")) != SIZE_MAX ||
		sv_find(sentence, SV("某号码")) != SIZE_MAX ||
		sv_find(sentence, SV("某处")) != SIZE_MAX);
}

bool
publish_shorten(struct str *out, struct sv text, size_t most,
    unsigned sentences)
{
	struct sv rest = publish_lead(text);
	size_t used = 0, start = out->len;

	if (rest.len == 0)
		return false;

	for (unsigned i = 0; i < sentences && rest.len > 0;) {
		size_t n = sentence_end(rest);
		size_t chars = utf8_count((struct sv){rest.p, n});
		bool told = used == 0 || !is_of_call((struct sv){rest.p, n});

		if (told && used + chars > most)
			break;
		str_add(out, rest.p, told ? n : 0);
		used += told ? chars : 0;
		i += told;
		rest = sv_from(rest, n);
	}
	if (out->len > start)
		return true;
	return cut_at_comma(out, rest, most);
}
