/* SPDX-License-Identifier: MIT */
/*
 * What is written in letters: e-mail and web addresses, plates, and the names
 * of accounts after the words that announce one.
 */
#include "extract_parts.h"

#define TOKEN_MAX 256
#define ACCOUNT_MAX 32

static bool
is_token(uint16_t u)
{
	return (u >= 'a' && u <= 'z') || (u >= '0' && u <= '9') || u == '.' ||
	    u == '_' || u == '-' || u == '+' || u == '%';
}

static size_t
ascii(const struct scan *s, size_t from, size_t to, char *out, size_t cap)
{
	size_t n = 0;

	for (size_t i = from; i < to && n < cap; i++)
		if (s->u[i] < 0x80)
			out[n++] = (char)s->u[i];
	return n;
}

/* --- e-mail, web ----------------------------------------------------------- */

/* Labels with dots after i, the last of letters: its end, or i. */
static size_t
domain(const struct scan *s, size_t i)
{
	size_t end = i, at = i, dots = 0;

	for (;;) {
		size_t label = at;
		bool letters = true;

		while (unit_is(s, at, UNIT_LETTER | UNIT_DIGIT) ||
		    (at < s->n && s->u[at] == '-' && at > label)) {
			letters &= unit_is(s, at, UNIT_LETTER);
			at++;
		}
		if (at == label || at - i > TOKEN_MAX)
			return dots > 0 ? end : i;
		if (dots > 0 && letters && at - label >= 2)
			end = at;
		if (at >= s->n || s->u[at] != '.')
			return end;
		dots++;
		at++;
	}
}

/* The @ may stand in blanks: a b @ is no address, a @ 163.com is. */
static bool
put_email(struct scan *s, size_t from, size_t at)
{
	size_t host = at + 1, end;
	char norm[2 * TOKEN_MAX];
	size_t n;

	while (host < s->n && s->u[host] == ' ' && host < at + 3)
		host++;
	end = domain(s, host);
	if (end == host || at == from)
		return false;
	n = ascii(s, from, end, norm, sizeof(norm));
	return scan_put(s, EXTRACT_EMAIL, from, end, (struct sv){norm, n}, 0);
}

static bool
is_url(uint16_t u)
{
	return u > 0x20 && u < 0x7f && u != '"' && u != '<' && u != '>' &&
	    u != '\\' && u != '^' && u != '`' && u != '{' && u != '|' &&
	    u != '}' && u != '(' && u != ')' && u != ',' && u != ';' &&
	    u != '!';
}

/* Endings of the addresses that fraud uses; names of files and of versions
 * have none of them. */
static bool
is_top(const char *label, size_t n)
{
	static const char *const tops[] = {"com", "cn", "net", "org", "top",
	    "xyz", "vip", "cc", "info", "app", "club", "io", "me", "co",
	    "site", "online", "shop", "store", "tv", "hk", "tw", "us", "uk",
	    "ru", "icu", "live", "work", "link", "fun", "pro", "tech", "ltd",
	    "biz", "asia", "mobi", "pw", "win", "gov", "edu", "in", "to", NULL};

	for (size_t i = 0; tops[i] != NULL; i++)
		if (strlen(tops[i]) == n && memcmp(tops[i], label, n) == 0)
			return true;
	return false;
}

static bool
has_top(const struct scan *s, size_t from, size_t end)
{
	char host[TOKEN_MAX];
	size_t n = ascii(s, from, end, host, sizeof(host)), label = n;

	while (label > 0 && host[label - 1] != '.')
		label--;
	return is_top(host + label, n - label);
}

static size_t
put_url(struct scan *s, size_t from)
{
	char norm[4 * TOKEN_MAX];
	size_t host = from, end, n;
	bool scheme = true;

	if (scan_units(s, from, "http://"))
		host += 7;
	else if (scan_units(s, from, "https://"))
		host += 8;
	else
		scheme = scan_units(s, from, "www.");
	end = domain(s, host);
	if (end == host || (!scheme && !has_top(s, host, end)))
		return from;
	while (end < s->n && is_url(s->u[end]) && end - from < 2048)
		end++;
	while (end > host && (s->u[end - 1] == '.' || s->u[end - 1] == '?'))
		end--;
	n = ascii(s, from, end, norm, sizeof(norm));
	scan_put(s, EXTRACT_URL, from, end, (struct sv){norm, n}, 0);
	return end;
}

/* --- plates ---------------------------------------------------------------- */

static bool
is_plate_joint(uint16_t u)
{
	return u == ' ' || u == 0xb7 || u == 0x2022 || u == '.' || u == '-' ||
	    u == 0x30fb || u == '_';
}

/* Five or six letters and digits after the authority's letter, two digits at
 * least (GA 36); 警学挂港澳 may stand for the last. Gives the end, or 0. */
static size_t
plate_tail(const struct scan *s, size_t i, char *norm, size_t *n)
{
	size_t digits = 0, count = 0, run;

	for (run = 0; run < 3 && i < s->n && (is_plate_joint(s->u[i]) ||
	    s->u[i] == '\n'); run++)
		i++;
	for (run = 0; count < 6; run = i) {
		while (count < 6 && unit_is(s, i, UNIT_LETTER | UNIT_DIGIT)) {
			digits += unit_is(s, i, UNIT_DIGIT);
			norm[(*n)++] = (char)(s->u[i] >= 'a' ?
			    s->u[i] - 32 : s->u[i]);
			count++;
			i++;
		}
		if (count >= 5 || run == i || i >= s->n ||
		    !is_plate_joint(s->u[i]))
			break;
		i++;
	}
	if (count == 4 && i < s->n && (s->u[i] == 0x8b66 ||
	    s->u[i] == 0x5b66 || s->u[i] == 0x6302 || s->u[i] == 0x6e2f ||
	    s->u[i] == 0x6fb3))
		i++;
	else if (count < 5)
		return 0;
	return digits < 2 || unit_is(s, i, UNIT_LETTER | UNIT_DIGIT) ? 0 : i;
}

static size_t
put_plate(struct scan *s, size_t letter)
{
	char norm[16];
	size_t from = letter, n = 0, end;

	while (from > 0 && letter - from < 2 && is_plate_joint(s->u[from - 1]))
		from--;
	if (from == 0 || !unit_is(s, from - 1, UNIT_PROVINCE))
		return letter;
	from--;
	n = (size_t)(fold_is_han(s->u[from]) ? 3 : 0);
	if (n == 0)
		return letter;
	norm[0] = (char)(0xe0 | s->u[from] >> 12);
	norm[1] = (char)(0x80 | (s->u[from] >> 6 & 0x3f));
	norm[2] = (char)(0x80 | (s->u[from] & 0x3f));
	norm[n++] = (char)(s->u[letter] - 32);
	end = plate_tail(s, letter + 1, norm, &n);
	if (end == 0 || !scan_put(s, EXTRACT_PLATE, from, end,
	    (struct sv){norm, n}, 0))
		return letter;
	return end;
}

void
scan_email(struct scan *s, size_t i)
{
	size_t end = i, blank;

	if (i > 0 && is_token(s->u[i - 1]))
		return;
	while (end < s->n && is_token(s->u[end]))
		end++;
	blank = end;
	while (blank < s->n && s->u[blank] == ' ' && blank < end + 2)
		blank++;
	if (blank < s->n && s->u[blank] == '@')
		put_email(s, i, blank);
}

size_t
scan_token(struct scan *s, size_t i)
{
	size_t next = put_plate(s, i);

	if (next > i)
		return next;
	if ((s->classes & EXTRACT_BIT(EXTRACT_URL)) != 0 &&
	    (i == 0 || (!is_token(s->u[i - 1]) && s->u[i - 1] != '/')))
		put_url(s, i);
	/* digits in it are numbers of their own right */
	while (unit_is(s, i, UNIT_LETTER))
		i++;
	return i;
}

/* --- accounts -------------------------------------------------------------- */

/* Words and marks between the word and the name: (号)为: " */
static size_t
account_filler(const struct scan *s, size_t i, bool *told)
{
	static const uint16_t fill[] = {' ', ':', '"', 0x201c, 0x2018, '\'',
	    '(', 0x300c, 0x300e, 0x3010, '[', 0x300a, '-', '#', '='};
	size_t end = i + 10;

	for (; i < s->n && i < end; i++) {
		bool skip = false;

		for (size_t k = 0; k < sizeof(fill) / sizeof(fill[0]); k++)
			skip |= s->u[i] == fill[k];
		/* 号码 名 为 是 叫 账户 */
		if (s->u[i] == 0x53f7 || s->u[i] == 0x7801 ||
		    s->u[i] == 0x540d || s->u[i] == 0x4e3a ||
		    s->u[i] == 0x662f || s->u[i] == 0x53eb ||
		    s->u[i] == 0x79f0 || s->u[i] == 0x7fa4 ||
		    s->u[i] == 0x5bf9 || s->u[i] == 0x65b9)
			skip = true;
		if (!skip)
			return i;
		*told |= s->u[i] != ' ' && s->u[i] != 0x5bf9 &&
		    s->u[i] != 0x65b9;
	}
	return i;
}

/* A name in quotes of up to 20 characters. */
static size_t
quoted(const struct scan *s, size_t i)
{
	uint16_t open = i > 0 ? s->u[i - 1] : 0, close;
	size_t end = i;

	switch (open) {
	case '"':
		close = '"';
		break;
	case 0x201c:
		close = 0x201d;
		break;
	case 0x2018:
		close = 0x2019;
		break;
	case 0x300c:
		close = 0x300d;
		break;
	case 0x3010:
		close = 0x3011;
		break;
	default:
		return i;
	}
	while (end < s->n && end - i < 20 && s->u[end] != close &&
	    s->u[end] != open && !fold_is_clause_mark(s->u[end]))
		end++;
	return end < s->n && s->u[end] == close ? end : i;
}

static void
put_account(struct scan *s, size_t from, size_t end)
{
	struct str norm = {0};

	fold_to_utf8(&norm, s->u + from, end - from);
	scan_put(s, EXTRACT_ACCOUNT, from, end, str_sv(&norm), 0);
	str_free(&norm);
}

static bool
is_word(const struct scan *s, size_t i, size_t n)
{
	static const char *const words[] = {"android", "iphone", "wechat",
	    "alipay", "windows", "version", "online", "account", "vivo",
	    "oppo", "huawei", "xiaomi"};

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (strlen(words[k]) == n && scan_units(s, i, words[k]))
			return true;
	return false;
}

/* Letters, digits and _ of at least 5; digits alone only where something says
 * that they are no sum. */
static size_t
account_end(const struct scan *s, size_t i, bool told, bool qq)
{
	size_t end = i, digits = 0, others = 0, n;

	while (end < s->n && end - i <= ACCOUNT_MAX && (is_token(s->u[end])) &&
	    s->u[end] != '.' && s->u[end] != '%' && s->u[end] != '+') {
		digits += unit_is(s, end, UNIT_DIGIT);
		others += !unit_is(s, end, UNIT_DIGIT | UNIT_LETTER);
		end++;
	}
	while (end > i && s->u[end - 1] == '-')
		end--;
	n = end - i;
	if (n < 5 || n > ACCOUNT_MAX)
		return i;
	if (digits == n)
		return (told || qq) && n >= 5 && n <= 12 && s->u[i] != '0' &&
		    s->u[end] != 0x5143 && s->u[end] != 0x4e07 &&
		    s->u[end] != 0x5757 && s->u[end] != 0x5e74 ? end : i;
	if (!told && digits + others == 0)
		return i;
	return n < 6 && !told && !qq ? i : is_word(s, i, n) ? i : end;
}

/* A name in quotes may look like one of a person, so it is taken first;
 * numbers come last, for they may be telephones. */
void
scan_account(struct scan *s, const struct matcher_hit *h, bool in_quotes)
{
	bool told = false, qq;
	size_t i = h->at + h->len, from, end;

	/* qq inside another word of letters */
	if (h->at > 0 && unit_is(s, h->at, UNIT_LETTER) &&
	    unit_is(s, h->at - 1, UNIT_LETTER | UNIT_DIGIT))
		return;
	qq = s->u[h->at] == 'q';
	told = unit_is(s, i - 1, UNIT_HAN) && (s->u[i - 1] == 0x53f7 ||
	    s->u[i - 1] == 0x79f0 || s->u[i - 1] == 0x540d);
	from = account_filler(s, i, &told);
	if (in_quotes) {
		end = quoted(s, from);
		if (end > from + 1)
			put_account(s, from, end);
	} else if (from > i || !unit_is(s, i - 1, UNIT_LETTER) ||
	    !unit_is(s, i, UNIT_LETTER)) {
		end = account_end(s, from, told, qq);
		if (end > from)
			put_account(s, from, end);
	}
}
