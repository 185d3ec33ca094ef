/* SPDX-License-Identifier: MIT */
/* The forms of masked values, and cells that hold one value. */
#include "mask_parts.h"
#include "narrow.h"
#include "phone.h"
#include "resident_id.h"
#include "utf8.h"

static size_t
first_char(struct sv s)
{
	uint32_t c;
	size_t n = utf8_decode(s, &c);

	return n > 0 ? n : s.len > 0;
}

static size_t
last_char(struct sv s)
{
	size_t n = s.len > 0;

	while (n < s.len && n < 4 &&
	    ((unsigned char)s.p[s.len - n] & 0xc0) == 0x80)
		n++;
	return n;
}

static void
stars(struct str *out, size_t n)
{
	while (n-- > 0)
		str_addc(out, '*');
}

/* The ends of a value, with stars between them. */
static void
ends(struct str *out, struct sv v, size_t front, size_t back, size_t middle)
{
	if (v.len < front + back + 1) {
		stars(out, 3);
		return;
	}
	str_add(out, v.p, front);
	stars(out, middle);
	str_add(out, v.p + v.len - back, back);
}

static void
partial_name(struct mask *m, struct sv name, struct str *out)
{
	size_t sur = extractor_surname(m->options.extractor, name), n;

	if (sur == 0)
		sur = first_char(name);
	n = utf8_count(sv_from(name, sur));
	str_add(out, name.p, sur);
	stars(out, n == 0 ? 1 : n > 2 ? 2 : n);
}

static void
partial_phone(struct sv digits, struct str *out)
{
	size_t dash = sv_find(digits, SV("-"));

	if (dash != SIZE_MAX)
		digits.len = dash;
	switch (phone_kind(digits)) {
	case PHONE_LANDLINE:
		ends(out, digits, digits.p[1] == '1' || digits.p[1] == '2' ?
		    3 : 4, 4, 4);
		return;
	case PHONE_LOCAL:
		ends(out, digits, 0, 4, 4);
		return;
	case PHONE_FOREIGN:
		ends(out, digits, 4, 2, 4);
		return;
	default:
		ends(out, digits, 3, 4, 4);
	}
}

/* 88号附3号 is **号: which kind of place may stay, the number goes. */
static void
partial_house(struct sv house, struct str *out)
{
	size_t n = last_char(house);

	stars(out, 2);
	if (n == 3)
		str_add(out, house.p + house.len - 3, 3);
}

static void
partial_email(struct sv email, struct str *out)
{
	size_t at = sv_find(email, SV("@"));

	str_add(out, email.p, first_char(email));
	stars(out, 3);
	if (at != SIZE_MAX)
		str_addsv(out, sv_from(email, at));
}

static void
partial_account(struct sv account, struct str *out)
{
	size_t n = first_char(account);

	str_add(out, account.p, n);
	stars(out, 3);
	if (utf8_count(account) > 4)
		str_add(out, account.p + account.len - last_char(account),
		    last_char(account));
}

static void
partial(struct mask *m, enum extract_class class, struct sv norm,
    struct str *out)
{
	switch (class) {
	case EXTRACT_NAME:
		partial_name(m, norm, out);
		return;
	case EXTRACT_PHONE:
	case EXTRACT_SERVICE:
		partial_phone(norm, out);
		return;
	case EXTRACT_ID:
		if (norm.len == 18)
			ends(out, norm, 6, 4, 8);
		else
			ends(out, norm, norm.len == 15 ? 6 : 2,
			    norm.len == 15 ? 3 : 2, norm.len == 15 ? 6 : 4);
		return;
	case EXTRACT_CARD:
		ends(out, norm, 0, 4, 4);
		return;
	case EXTRACT_PLATE:
		/* the province's character and the authority's letter */
		ends(out, norm, norm.len > 4 &&
		    (unsigned char)norm.p[0] >= 0x80 ? 4 : 1, 3, 2);
		return;
	case EXTRACT_EMAIL:
		partial_email(norm, out);
		return;
	case EXTRACT_HOUSE:
		partial_house(norm, out);
		return;
	case EXTRACT_ACCOUNT:
		partial_account(norm, out);
		return;
	default:
		stars(out, 3);
	}
}

void
mask_put(struct mask *m, enum extract_class class, struct sv norm,
    struct str *out)
{
	if (m->options.as == MASK_PARTIAL) {
		partial(m, class, norm, out);
		return;
	}
	str_addc(out, '[');
	str_addz(out, extract_class_title(class, m->options.english));
	if (m->options.as == MASK_PSEUDONYM) {
		str_addc(out, '#');
		mask_key_token(m->options.key, sv_z(extract_class_name(class)),
		    norm, out);
	}
	str_addc(out, ']');
}

bool
mask_is_nobody(struct sv name)
{
	static const char *const words[] = {"匿名", "无名", "未知", "不详",
	    "不明", "群众", "路人", "先生", "女士", "本人", "保密", "报警人",
	    "无", "男", "女", "热心群众", "过路群众", "匿名群众", "无名氏",
	    "不愿透露", "未提供", "拒绝透露", "同上", "男子", "女子", "居民",
	    "业主", "市民", "机主", "未登记", "暂无", "空", "民警", "物业",
	    "anonymous", "unknown", "none"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (sv_eq(name, sv_z(words[i])))
			return true;
	return false;
}

bool
mask_is_masked(struct sv value)
{
	if (sv_find(value, SV("*")) != SIZE_MAX ||
	    sv_find(value, SV("＊")) != SIZE_MAX)
		return true;
	if (value.len < 3 || value.p[0] != '[' || !sv_ends(value, SV("]")))
		return false;
	return mask_in_mark(value, value.len - 1);
}

/* Inside "[电话]" or "[电话#…]": the bracket opens at most 40 bytes back. */
bool
mask_in_mark(struct sv text, size_t at)
{
	size_t low = at > 40 ? at - 40 : 0;

	while (at > low && text.p[at] != '[')
		at--;
	if (at >= text.len || text.p[at] != '[')
		return false;
	text = sv_from(text, at + 1);
	for (unsigned c = 0; c < EXTRACT_NCLASSES; c++)
		for (int english = 0; english < 2; english++) {
			struct sv t = sv_z(extract_class_title(
			    (enum extract_class)c, english != 0));

			if (sv_starts(text, t) && text.len > t.len &&
			    (text.p[t.len] == ']' || text.p[t.len] == '#'))
				return true;
		}
	return false;
}

/* --- cells ----------------------------------------------------------------- */

static bool
has_digit(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.p[i] >= '0' && v.p[i] <= '9')
			return true;
	return false;
}

/* Without blanks, narrowed: the form that extract gives. */
static void
squeeze(struct sv value, bool upper, struct str *out)
{
	size_t n = out->len, to = n;

	narrow_add(out, value);
	for (; n < out->len; n++) {
		char c = out->p[n];

		if (c == ' ' || c == '\t' || c == '-')
			continue;
		out->p[to++] = upper && c >= 'a' && c <= 'z' ?
		    (char)(c - 32) : !upper && c >= 'A' && c <= 'Z' ?
		    (char)(c + 32) : c;
	}
	out->len = to;
}

static struct sv
norm_of(enum extract_class class, struct sv value, struct str *scratch)
{
	struct phone phone;
	struct resident_id id;
	size_t n;

	str_clear(scratch);
	if (class == EXTRACT_PHONE) {
		phone_parse(value, &phone, 1, &n);
		if (n == 1) {
			str_add(scratch, phone.digits,
			    strcspn(phone.digits, "-"));
			return str_sv(scratch);
		}
	} else if (class == EXTRACT_ID && resident_id_parse(value, &id)) {
		str_addz(scratch, id.text);
		return str_sv(scratch);
	} else if (class == EXTRACT_EMAIL || class == EXTRACT_ACCOUNT) {
		return value;
	}
	squeeze(value, class == EXTRACT_ID || class == EXTRACT_PLATE, scratch);
	return str_sv(scratch);
}

void
mask_value(struct mask *m, enum extract_class class, struct sv value,
    struct str *out)
{
	struct str norm = {0};

	if (value.len == 0 || mask_is_masked(value) ||
	    (class == EXTRACT_NAME && mask_is_nobody(value)) ||
	    ((class == EXTRACT_PHONE || class == EXTRACT_ID ||
	    class == EXTRACT_CARD) && !has_digit(value)))
		str_addsv(out, value);
	else
		mask_put(m, class, norm_of(class, value, &norm), out);
	str_free(&norm);
}
