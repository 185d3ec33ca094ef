/* SPDX-License-Identifier: MIT */
#include "extract_parts.h"
#include "utf8.h"

#include <stdlib.h>

static const struct {
	const char *name, *zh;
} classes[EXTRACT_NCLASSES] = {
	[EXTRACT_NAME] = {"name", "姓名"},
	[EXTRACT_PHONE] = {"phone", "电话"},
	[EXTRACT_ID] = {"id", "身份证"},
	[EXTRACT_CARD] = {"card", "银行卡"},
	[EXTRACT_PLATE] = {"plate", "车牌"},
	[EXTRACT_EMAIL] = {"email", "邮箱"},
	[EXTRACT_ACCOUNT] = {"account", "账号"},
	[EXTRACT_HOUSE] = {"house", "门牌"},
	[EXTRACT_SERVICE] = {"service", "服务号码"},
	[EXTRACT_URL] = {"url", "网址"},
	[EXTRACT_AMOUNT] = {"amount", "金额"},
	[EXTRACT_TIME] = {"time", "时刻"},
	[EXTRACT_PLATFORM] = {"platform", "平台"},
	[EXTRACT_PAYMENT] = {"payment", "支付方式"},
	[EXTRACT_CONTACT] = {"contact", "联系渠道"},
};

const char *
extract_class_name(enum extract_class class)
{
	return classes[class].name;
}

const char *
extract_class_title(enum extract_class class, bool english)
{
	return english ? classes[class].name : classes[class].zh;
}

enum extract_class
extract_class_find(struct sv name)
{
	unsigned c = 0;

	while (c < EXTRACT_NCLASSES && !sv_eq(name, sv_z(classes[c].name)))
		c++;
	return (enum extract_class)c;
}

/* --- places ---------------------------------------------------------------- */

size_t
scan_char(const struct scan *s, size_t i)
{
	if (i == 0)
		return 0;
	return folded_origin(s->folded, i - 1) + 1;
}

size_t
scan_byte(struct scan *s, size_t character)
{
	if (character < s->known_char)
		s->known_char = s->known_byte = 0;
	s->known_byte += utf8_offset(sv_from(s->text, s->known_byte),
	    character - s->known_char);
	s->known_char = character;
	return s->known_byte;
}

bool
scan_put(struct scan *s, enum extract_class class, size_t from, size_t to,
    struct sv norm, int64_t number)
{
	struct extract *e = s->e;

	if ((s->classes & EXTRACT_BIT(class)) == 0 || to <= from || to > s->n)
		return false;
	if ((EXTRACT_BIT(class) & EXTRACT_PERSONAL) != 0) {
		if (memchr(s->taken + from, 1, to - from) != NULL)
			return false;
		memset(s->taken + from, 1, to - from);
	}
	if (e->n == e->cap) {
		e->cap = e->cap != 0 ? e->cap * 2 : 16;
		e->at = mem_realloc(e->at, e->cap * sizeof(*e->at));
	}
	/* Units here; extract_text turns them. */
	e->at[e->n++] = (struct extract_value){.class = class, .first = from,
	    .chars = to - from, .norm = e->norms.len, .norm_len = norm.len,
	    .number = number};
	str_addsv(&e->norms, norm);
	return true;
}

/* --- words ----------------------------------------------------------------- */

/* The first hit at or after unit i, sought from where the last was: places
 * are asked for nearly in order. */
static size_t
hit_from(const struct scan *s, size_t i)
{
	size_t at = *s->cursor;

	while (at > 0 && s->hits[at - 1].at >= i)
		at--;
	while (at < s->nhits && s->hits[at].at < i)
		at++;
	*s->cursor = at;
	return at;
}

uint32_t
scan_words_at(const struct scan *s, size_t i, uint32_t lists, size_t *longest)
{
	uint32_t found = 0;

	*longest = 0;
	for (size_t k = hit_from(s, i); k < s->nhits && s->hits[k].at == i;
	    k++) {
		uint32_t of = s->x->words[s->hits[k].literal].lists & lists;

		if (of != 0 && s->hits[k].len > *longest)
			*longest = s->hits[k].len;
		found |= of;
	}
	return found;
}

bool
scan_word_before(const struct scan *s, size_t i, uint32_t lists, size_t reach)
{
	size_t k = hit_from(s, i), low = i > reach + 16 ? i - reach - 16 : 0;

	while (k > 0 && s->hits[k - 1].at >= low) {
		const struct matcher_hit *h = &s->hits[--k];
		size_t end = h->at + h->len, j;

		if (end > i || i - end > reach ||
		    (s->x->words[h->literal].lists & lists) == 0)
			continue;
		for (j = end; j < i; j++)
			if (s->u[j] != '\n' && s->u[j] != '.' &&
			    (fold_is_clause_mark(s->u[j])))
				break;
		if (j == i)
			return true;
	}
	return false;
}

bool
scan_word_after(const struct scan *s, size_t i, uint32_t lists, size_t reach)
{
	for (size_t k = hit_from(s, i); k < s->nhits &&
	    s->hits[k].at <= i + reach; k++)
		if ((s->x->words[s->hits[k].literal].lists & lists) != 0)
			return true;
	return false;
}

bool
scan_units(const struct scan *s, size_t i, const char *ascii)
{
	for (; *ascii != '\0'; ascii++, i++)
		if (i >= s->n || s->u[i] != (uint16_t)*ascii)
			return false;
	return true;
}

/* --- the pass -------------------------------------------------------------- */

static void
walk(struct scan *s)
{
	const unsigned any = UNIT_DIGIT | UNIT_NUMERAL | UNIT_LETTER |
	    UNIT_HOUSE | UNIT_MARK | UNIT_CLAUSE | UNIT_COMMON |
	    UNIT_DOUBLE;
	const uint16_t *units = s->x->units;
	size_t i = 0;

	scan_name(s, 0);
	for (;;) {
		unsigned bits;

		/* Zero units follow the text and have no bits; four of them
		 * at a time. */
		while (i + 4 <= s->n && ((units[s->u[i]] | units[s->u[i + 1]] |
		    units[s->u[i + 2]] | units[s->u[i + 3]]) & any) == 0)
			i += 4;
		while (i < s->n && (units[s->u[i]] & any) == 0)
			i++;
		if (i >= s->n)
			return;
		bits = units[s->u[i]];
		if ((bits & (UNIT_LETTER | UNIT_DIGIT)) != 0)
			scan_email(s, i);
		if ((bits & UNIT_LETTER) != 0)
			i = scan_token(s, i);
		else if ((bits & (UNIT_DIGIT | UNIT_NUMERAL)) != 0)
			i = scan_number(s, i);
		else if ((bits & UNIT_HOUSE) != 0)
			i = scan_house(s, i);
		else if ((bits & UNIT_MARK) != 0)
			i = scan_name_mark(s, i);
		else
			scan_name(s, (bits & UNIT_CLAUSE) != 0 ? ++i : i++);
	}
}

static void
accounts(struct scan *s, bool in_quotes)
{
	if ((s->classes & EXTRACT_BIT(EXTRACT_ACCOUNT)) == 0)
		return;
	for (size_t k = 0; k < s->nhits; k++)
		if ((s->x->words[s->hits[k].literal].lists &
		    LIST_BIT(TERM_ACCOUNT_CUES)) != 0)
			scan_account(s, &s->hits[k], in_quotes);
}

static void
walk_words(struct scan *s)
{
	accounts(s, false);
	if ((s->classes & EXTRACT_BIT(EXTRACT_NAME)) != 0)
		scan_names_again(s);
	if ((s->classes & EXTRACT_WAYS) != 0)
		scan_ways(s);
	if ((s->classes & EXTRACT_BIT(EXTRACT_AMOUNT)) != 0)
		scan_amounts(s);
	if ((s->classes & EXTRACT_BIT(EXTRACT_TIME)) != 0)
		scan_times(s);
}

static int
by_start(const void *a, const void *b)
{
	const struct extract_value *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->class > y->class) - (x->class < y->class);
}

/* Units to characters and bytes. */
static void
place(struct scan *s)
{
	struct extract *e = s->e;

	if (e->n > 1)
		qsort(e->at, e->n, sizeof(*e->at), by_start);
	for (size_t i = 0; i < e->n; i++) {
		struct extract_value *v = &e->at[i];
		size_t end = scan_char(s, v->first + v->chars);

		v->first = folded_origin(s->folded, v->first);
		v->chars = end - v->first;
		v->start = scan_byte(s, v->first);
		v->len = utf8_offset(sv_from(s->text, v->start), v->chars);
	}
}

/* A byte that is not UTF-8 becomes a blank: places stay as they are. */
static struct sv
clean(struct extract_scratch *c, struct sv text)
{
	size_t good = utf8_valid_prefix(text);

	if (good == text.len)
		return text;
	str_clear(&c->clean);
	for (;;) {
		str_add(&c->clean, text.p, good);
		if (good == text.len)
			return str_sv(&c->clean);
		str_addc(&c->clean, ' ');
		text = sv_from(text, good + 1);
		good = utf8_valid_prefix(text);
	}
}

void
extract_text(const struct extractor *x, struct extract *e, struct sv text,
    unsigned wanted)
{
	struct scan s = {.x = x, .e = e, .classes = wanted};
	struct extract_scratch *c;
	size_t cursor = 0;

	e->n = 0;
	str_clear(&e->norms);
	if (text.len == 0)
		return;
	if (e->scratch == NULL)
		e->scratch = mem_zalloc(1, sizeof(*e->scratch));
	c = e->scratch;
	s.text = clean(c, text);
	fold_text(x->fold, &c->folded, s.text);
	matcher_scan(x->matcher, c->folded.units, c->folded.n, &c->hits);
	s.folded = &c->folded;
	s.u = c->folded.units;
	s.n = c->folded.n;
	s.hits = c->hits.at;
	s.nhits = c->hits.n;
	s.cursor = &cursor;
	if (s.n == 0)
		return;
	if (c->taken_cap < s.n) {
		c->taken_cap = s.n * 2;
		c->taken = mem_realloc(c->taken, c->taken_cap);
	}
	memset(c->taken, 0, s.n);
	s.taken = c->taken;
	accounts(&s, true);
	/* Words that announce a name know it better than the name itself. */
	if ((wanted & EXTRACT_BIT(EXTRACT_NAME)) != 0)
		scan_names(&s);
	walk(&s);
	walk_words(&s);
	place(&s);
}

void
extract_free(struct extract *e)
{
	if (e->scratch != NULL) {
		folded_free(&e->scratch->folded);
		matcher_hits_free(&e->scratch->hits);
		str_free(&e->scratch->clean);
		free(e->scratch->taken);
		free(e->scratch);
	}
	free(e->at);
	str_free(&e->norms);
	*e = (struct extract){0};
}
