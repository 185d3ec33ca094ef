/* SPDX-License-Identifier: MIT */
#include "query_lex.h"

#include "utf8.h"

static const struct {
	const char *word;
	enum query_token_kind kind;
} keywords[] = {
	{"and", QTOK_AND}, {"or", QTOK_OR}, {"not", QTOK_NOT},
	{"in", QTOK_IN}, {"has", QTOK_HAS}, {"且", QTOK_AND}, {"或", QTOK_OR},
	{"非", QTOK_NOT}
};

static const struct {
	const char *sign;
	enum query_token_kind kind;
} signs[] = { /* longer ones first */
	{"..", QTOK_TO}, {"==", QTOK_EQ}, {"!=", QTOK_NE}, {"<>", QTOK_NE},
	{"<=", QTOK_LE}, {">=", QTOK_GE}, {"!~", QTOK_UNLIKE},
	{"≤", QTOK_LE}, {"≥", QTOK_GE}, {"≠", QTOK_NE},
	{"&&", QTOK_AND}, {"||", QTOK_OR}, {"=", QTOK_EQ}, {"<", QTOK_LT},
	{">", QTOK_GT}, {"~", QTOK_LIKE}, {"!", QTOK_NOT}, {"(", QTOK_OPEN},
	{")", QTOK_CLOSE}, {"{", QTOK_SET}, {"}", QTOK_END_SET},
	{"[", QTOK_SET}, {"]", QTOK_END_SET}, {",", QTOK_COMMA}
};

/* The character at s with full-width signs made ASCII: they are what a Chinese
 * keyboard gives. 0 at the end. */
static uint32_t
sign_at(struct sv s, size_t *n)
{
	uint32_t c = 0;

	*n = utf8_decode(s, &c);
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	if (c == 0x3000)
		c = ' ';
	if (c == 0x3001) /* 、 */
		c = ',';
	return *n == 0 ? 0 : c;
}

/* Length of `sign` at s, or 0. */
static size_t
match_sign(struct sv s, const char *sign)
{
	size_t at = 0, n;

	if ((unsigned char)*sign >= 0x80) /* ≥ */
		return sv_starts(s, sv_z(sign)) ? strlen(sign) : 0;
	for (; *sign != '\0'; sign++) {
		if (sign_at(sv_from(s, at), &n) != (unsigned char)*sign)
			return 0;
		at += n;
	}
	return at;
}

static bool
ends_word(struct sv s)
{
	size_t n;
	uint32_t c = sign_at(s, &n);

	return c == 0 || c <= ' ' || (c < 0x80 &&
	    strchr("=<>~!(){}[],\"'&|", (int)c) != NULL) || c == 0x201c ||
	    c == 0x2018 || c == 0x2260 || c == 0x2264 || c == 0x2265 ||
	    match_sign(s, "..") > 0;
}

static int
lex_word(struct query_lexer *l, struct query_token *t)
{
	struct sv s = sv_from(l->text, l->at);
	size_t n = 0, step;
	uint32_t c;

	while (n < s.len && !ends_word(sv_from(s, n))) {
		step = utf8_decode(sv_from(s, n), &c);
		n += step > 0 ? step : 1;
	}
	t->kind = QTOK_WORD;
	t->text = (struct sv){s.p, n};
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (sv_eq(t->text, sv_z(keywords[i].word)))
			t->kind = keywords[i].kind;
	l->at += n;
	return 0;
}

/* Text up to the closing quote, s after the opening one. \" and \\ stand for
 * the second character. */
static int
lex_quoted(struct query_lexer *l, struct query_token *t, uint32_t close,
    size_t opening, struct fault *f)
{
	struct str text = {0};
	size_t i = l->at + opening, n;
	uint32_t c;

	while ((n = utf8_decode(sv_from(l->text, i), &c)) > 0 && c != close) {
		if (c == '\\' && i + 1 < l->text.len) {
			i++;
			n = utf8_decode(sv_from(l->text, i), &c);
		}
		str_add(&text, l->text.p + i, n);
		i += n;
	}
	t->kind = QTOK_QUOTED;
	t->text = arena_dup(l->arena, str_sv(&text));
	str_free(&text);
	if (n == 0)
		return fault_set(f, NULL, 0, l->at + 1,
		    "a quotation without its end");
	l->at = i + n;
	return 0;
}

/* /pattern/flags; \/ stands for a slash, every other escape is PCRE2's. */
static int
lex_regex(struct query_lexer *l, struct query_token *t, struct fault *f)
{
	struct sv s = sv_from(l->text, l->at + 1);
	struct str text = {0};
	size_t i = 0, flags;

	for (; i < s.len && s.p[i] != '/'; i++) {
		if (s.p[i] == '\\' && i + 1 < s.len) {
			if (s.p[i + 1] != '/')
				str_addc(&text, '\\');
			i++;
		}
		str_addc(&text, s.p[i]);
	}
	t->kind = QTOK_REGEX;
	t->text = arena_dup(l->arena, str_sv(&text));
	str_free(&text);
	if (i >= s.len)
		return fault_set(f, NULL, 0, l->at + 1, "a regular expression "
		    "without its end; close it with /");
	flags = ++i;
	while (i < s.len && !ends_word(sv_from(s, i)))
		i++;
	t->flags = (struct sv){s.p + flags, i - flags};
	l->at += 1 + i;
	return 0;
}

int
query_lex(struct query_lexer *l, struct query_token *t, struct fault *f)
{
	size_t n;
	uint32_t c;

	while ((c = sign_at(sv_from(l->text, l->at), &n)) != 0 && c <= ' ')
		l->at += n;
	*t = (struct query_token){.kind = QTOK_END, .at = l->at};
	if (l->at == l->text.len)
		return 0;
	if (c == 0 && n == 0)
		return fault_set(f, NULL, 0, l->at + 1, "not UTF-8");
	if (c == '"' || c == '\'')
		return lex_quoted(l, t, l->text.p[l->at] == (char)c ? c
		    : c + 0xfee0, n, f);
	if (c == 0x201c || c == 0x2018)
		return lex_quoted(l, t, c + 1, n, f);
	if (l->text.p[l->at] == '/')
		return lex_regex(l, t, f);
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		n = match_sign(sv_from(l->text, l->at), signs[i].sign);
		if (n > 0) {
			t->kind = signs[i].kind;
			t->text = (struct sv){l->text.p + l->at, n};
			l->at += n;
			return 0;
		}
	}
	n = l->at;
	lex_word(l, t);
	if (l->at == n)
		return fault_set(f, NULL, 0, n + 1, "a sign that means "
		    "nothing here; put text in quotes");
	return 0;
}
