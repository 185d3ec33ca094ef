/* SPDX-License-Identifier: MIT */
#include "found.h"

#include "jsonout.h"
#include "money.h"

#include <stdlib.h>

#define NTEXTS 3
#define DOUBT "loss_fen.contradicts_narrative"
/* Sums that differ by less are rounding, fees, or told in passing. */
#define SLACK_FEN (100 * MONEY_YUAN)

static const enum record_key texts[NTEXTS] = {REC_NARRATIVE, REC_FEEDBACK,
    REC_OUTCOME};

/* In order of enum extract_class. */
static const enum record_key key_of[EXTRACT_NCLASSES] = {
	[EXTRACT_NAME] = REC_FOUND_NAMES,
	[EXTRACT_PHONE] = REC_FOUND_PHONES,
	[EXTRACT_ID] = REC_FOUND_IDS,
	[EXTRACT_CARD] = REC_FOUND_CARDS,
	[EXTRACT_PLATE] = REC_FOUND_PLATES,
	[EXTRACT_EMAIL] = REC_FOUND_EMAILS,
	[EXTRACT_ACCOUNT] = REC_FOUND_ACCOUNTS,
	[EXTRACT_HOUSE] = REC_FOUND_HOUSES,
	[EXTRACT_SERVICE] = REC_FOUND_SERVICES,
	[EXTRACT_URL] = REC_FOUND_URLS,
	[EXTRACT_AMOUNT] = REC_FOUND_AMOUNT_FEN,
	[EXTRACT_TIME] = REC_FOUND_TIMES,
	[EXTRACT_PLATFORM] = REC_FOUND_PLATFORMS,
	[EXTRACT_PAYMENT] = REC_FOUND_PAYMENT,
	[EXTRACT_CONTACT] = REC_FOUND_CONTACT,
};

const enum record_key found_keys[] = {REC_FOUND_NAMES, REC_FOUND_PHONES,
    REC_FOUND_IDS, REC_FOUND_CARDS, REC_FOUND_PLATES, REC_FOUND_EMAILS,
    REC_FOUND_ACCOUNTS, REC_FOUND_HOUSES, REC_FOUND_SERVICES, REC_FOUND_URLS,
    REC_FOUND_AMOUNT_FEN, REC_FOUND_TIMES, REC_FOUND_PLATFORMS,
    REC_FOUND_PAYMENT, REC_FOUND_CONTACT, REC_NKEYS};

struct found {
	const struct extractor *x;
	struct extract of[NTEXTS];
	struct str scratch, line;
	struct record changed;
};

struct found *
found_new(const struct extractor *x)
{
	struct found *f = mem_zalloc(1, sizeof(*f));

	f->x = x;
	return f;
}

void
found_free(struct found *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < NTEXTS; i++)
		extract_free(&f->of[i]);
	str_free(&f->scratch);
	str_free(&f->line);
	record_free(&f->changed);
	free(f);
}

enum extract_class
found_class(enum record_key key)
{
	unsigned c = 0;

	while (c < EXTRACT_NCLASSES && key_of[c] != key)
		c++;
	return (enum extract_class)c;
}

enum record_key
found_key(enum extract_class class)
{
	return key_of[class];
}

void
found_look(struct found *f, const struct record *r)
{
	for (size_t i = 0; i < NTEXTS; i++)
		extract_text(f->x, &f->of[i], record_text(record_get(r,
		    texts[i]), &f->scratch), EXTRACT_ALL);
}

static void
put_value(struct str *out, const char *field, const struct extract *e,
    const struct extract_value *v, struct str *scratch)
{
	str_clear(scratch);
	str_addsv(scratch, extract_norm(e, v));
	str_addc(scratch, '@');
	if (field != NULL) {
		str_addz(scratch, field);
		str_addc(scratch, ':');
	}
	str_addu(scratch, v->first);
	str_addc(scratch, '+');
	str_addu(scratch, v->chars);
	json_text(out, str_sv(scratch));
}

void
found_put(const struct found *f, struct str *out)
{
	struct str scratch = {0};

	for (unsigned c = 0; c < EXTRACT_NCLASSES; c++) {
		bool any = false;

		for (size_t i = 0; i < NTEXTS; i++) {
			const char *field = i > 0 ?
			    record_key_name(texts[i]) : NULL;

			for (size_t k = 0; k < f->of[i].n; k++) {
				const struct extract_value *v =
				    &f->of[i].at[k];

				if (v->class != c)
					continue;
				if (!any)
					str_addf(out, ",\"%s\":[",
					    record_key_name(key_of[c]));
				else
					str_addc(out, ',');
				any = true;
				put_value(out, field, &f->of[i], v, &scratch);
			}
		}
		if (any)
			str_addc(out, ']');
	}
	str_free(&scratch);
}

/* --- the column and the texts ---------------------------------------------- */

/* A doubt of ingest-incidents about the sum is there already. */
static bool
is_doubted(const struct record *r)
{
	struct str scratch = {0};
	size_t at = 0;
	struct sv doubt;
	bool any = false;

	while (record_next_text(record_get(r, REC_QUALITY), &at, &doubt,
	    &scratch))
		any |= sv_starts(doubt, SV("loss_fen.")) &&
		    !sv_eq(doubt, SV(DOUBT));
	str_free(&scratch);
	return any;
}

static bool
tells_sum(const struct found *f, int64_t fen)
{
	for (size_t i = 0; i < NTEXTS; i++) {
		int64_t all = 0, most = 0;

		for (size_t k = 0; k < f->of[i].n; k++) {
			const struct extract_value *v = &f->of[i].at[k];

			if (v->class != EXTRACT_AMOUNT)
				continue;
			if (llabs(v->number - fen) < SLACK_FEN)
				return true;
			if (v->number < INT64_MAX / 1024 && all < INT64_MAX / 2)
				all += v->number;
			if (v->number > most)
				most = v->number;
		}
		/* the column has the sum of the parts, with a total or not */
		if (llabs(all - fen) < SLACK_FEN ||
		    llabs(all - most - fen) < SLACK_FEN)
			return true;
	}
	return false;
}

/* Sums are told cut off: 1.3万 of 13,855. The place of their last digit is
 * how exact they are, half of them at most. */
static int64_t
exactness(int64_t fen)
{
	int64_t place = 1;

	while (fen % (place * 10) == 0 && place < fen / 10)
		place *= 10;
	return place < fen / 2 ? place : fen / 2;
}

bool
found_contradicts(const struct found *f, const struct record *r)
{
	struct str scratch = {0};
	struct money_found told;
	int64_t fen;
	bool any;

	if (!record_int(record_get(r, REC_LOSS_FEN), &fen) || is_doubted(r) ||
	    tells_sum(f, fen))
		return false;
	any = money_find(record_text(record_get(r, REC_NARRATIVE), &scratch),
	    &told) && told.cue >= MONEY_CUE_CHEATED &&
	    (told.money.flags & (MONEY_APPROXIMATE | MONEY_RANGE |
	    MONEY_SUMMED | MONEY_NO_UNIT)) == 0 &&
	    llabs(told.money.fen - fen) >= SLACK_FEN &&
	    llabs(told.money.fen - fen) > told.money.fen / 20 &&
	    llabs(told.money.fen - fen) > exactness(told.money.fen);
	str_free(&scratch);
	return any;
}

/* The members of quality without the doubt, and with it when it applies. */
static void
put_doubts(const struct record_value *v, bool doubt, struct str *out)
{
	struct str scratch = {0};
	struct sv text;
	size_t at = 0, n = 0;

	str_addc(out, '[');
	while (record_next_text(v, &at, &text, &scratch)) {
		if (sv_eq(text, SV(DOUBT)))
			continue;
		if (n++ > 0)
			str_addc(out, ',');
		json_text(out, text);
	}
	if (doubt) {
		if (n > 0)
			str_addc(out, ',');
		str_addz(out, "\"" DOUBT "\"");
	}
	str_addc(out, ']');
	str_free(&scratch);
}

static bool
has_doubt(const struct record_value *v, size_t *others)
{
	struct str scratch = {0};
	struct sv text;
	size_t at = 0;
	bool has = false;

	*others = 0;
	while (record_next_text(v, &at, &text, &scratch))
		if (sv_eq(text, SV(DOUBT)))
			has = true;
		else
			++*others;
	str_free(&scratch);
	return has;
}

void
found_doubt(const struct record *r, bool doubt, struct str *out)
{
	const struct record_value *v = record_get(r, REC_QUALITY);
	const struct record_field *f = r->at[REC_QUALITY] != 0 ?
	    &r->fields[r->at[REC_QUALITY] - 1] : NULL;
	size_t others, from, to;

	if (has_doubt(v, &others) == doubt ||
	    (f != NULL && v->type != RECORD_ARRAY)) {
		str_addsv(out, r->line);
		return;
	}
	if (f == NULL) {
		str_add(out, r->line.p, r->close);
		str_addz(out, r->nfields > 0 ? ",\"quality\":[\"" DOUBT "\"]" :
		    "\"quality\":[\"" DOUBT "\"]");
		str_addsv(out, sv_from(r->line, r->close));
		return;
	}
	from = (size_t)(v->raw.p - r->line.p);
	to = from + v->raw.len;
	if (!doubt && others == 0) {
		/* nothing left: absent, never empty */
		from = (size_t)(f->whole.p - r->line.p);
		while (to < r->close && r->line.p[to] != ',')
			to++;
		if (to < r->close)
			to++;
		else
			while (r->nfields > 1 && r->line.p[from] != ',')
				from--;
		str_add(out, r->line.p, from);
	} else {
		str_add(out, r->line.p, from);
		put_doubts(v, doubt, out);
	}
	str_addsv(out, sv_from(r->line, to));
}

void
found_splice(struct found *f, const struct record *r,
    const enum record_key *owned, struct str *added, struct str *out)
{
	enum record_key all[2 * EXTRACT_NCLASSES + 1];
	size_t n = 0, others;
	bool doubt;

	found_look(f, r);
	found_put(f, added);
	for (; n < EXTRACT_NCLASSES && owned[n] != REC_NKEYS; n++)
		all[n] = owned[n];
	memcpy(all + n, found_keys, sizeof(found_keys));
	doubt = found_contradicts(f, r);
	if (has_doubt(record_get(r, REC_QUALITY), &others) != doubt) {
		str_clear(&f->line);
		found_doubt(r, doubt, &f->line);
		if (record_scan(&f->changed, str_sv(&f->line), NULL) == 0)
			r = &f->changed;
	}
	record_splice(out, r, all, str_sv(added));
}

bool
found_split(struct sv text, struct sv *value, struct sv *field, size_t *start,
    size_t *len)
{
	size_t at = text.len, plus, colon;
	int64_t from, n;
	struct sv place;

	while (at > 0 && text.p[at - 1] != '@')
		at--;
	if (at == 0)
		return false;
	place = sv_from(text, at);
	*value = (struct sv){text.p, at - 1};
	*field = SV("");
	colon = sv_find(place, SV(":"));
	if (colon != SIZE_MAX) {
		*field = (struct sv){place.p, colon};
		place = sv_from(place, colon + 1);
	}
	plus = sv_find(place, SV("+"));
	if (plus == SIZE_MAX || !sv_int((struct sv){place.p, plus}, &from) ||
	    !sv_int(sv_from(place, plus + 1), &n) || from < 0 || n < 0)
		return false;
	*start = (size_t)from;
	*len = (size_t)n;
	return true;
}
