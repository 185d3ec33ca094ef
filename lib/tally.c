/* SPDX-License-Identifier: MIT */
#include "tally.h"

#include <endian.h>
#include <stdlib.h>

#define SIGN_BIT (UINT64_C(1) << 63)

void
tally_key_text(struct str *key, struct sv text)
{
	str_add(key, text.p, text.len);
	str_addc(key, '\0');
}

/* Big-endian with the sign turned, so that memcmp orders as numbers do. */
void
tally_key_int(struct str *key, int64_t value)
{
	uint64_t u = htobe64((uint64_t)value ^ SIGN_BIT);

	str_add(key, &u, sizeof(u));
}

struct sv
tally_next_text(struct sv *key)
{
	struct sv part = {key->p, strnlen(key->p, key->len)};

	*key = sv_from(*key, part.len < key->len ? part.len + 1 : part.len);
	return part;
}

int64_t
tally_next_int(struct sv *key)
{
	uint64_t u = 0;

	if (key->len < sizeof(u))
		return 0;
	memcpy(&u, key->p, sizeof(u));
	*key = sv_from(*key, sizeof(u));
	return (int64_t)(be64toh(u) ^ SIGN_BIT);
}

void
tally_init(struct tally *t, size_t nsums, size_t nmaxima)
{
	*t = (struct tally){.nsums = nsums, .nmaxima = nmaxima};
	/* One more, so that no map has values of no bytes. */
	t->groups.size = (nsums + nmaxima + 1) * sizeof(int64_t);
}

void
tally_free(struct tally *t)
{
	map_free(&t->groups);
	free(t->slots);
	tally_init(t, t->nsums, t->nmaxima);
}

int64_t *
tally_at(const struct tally *t, size_t group)
{
	void *values = map_at(&t->groups, group);

	return values;
}

size_t
tally_find(const struct tally *t, struct sv key)
{
	const unsigned char *v = map_get(&t->groups, key);

	return v != NULL ? (size_t)(v - t->groups.values) / t->groups.size
			 : SIZE_MAX;
}

size_t
tally_group(struct tally *t, struct sv key)
{
	const unsigned char *v = map_put(&t->groups, key, NULL);

	return (size_t)(v - t->groups.values) / t->groups.size;
}

static void
add_saturating(int64_t *to, int64_t value)
{
	if (__builtin_add_overflow(*to, value, to))
		*to = INT64_MAX;
}

void
tally_add(struct tally *t, size_t group, const int64_t *values)
{
	int64_t *at = tally_at(t, group);

	for (size_t i = 0; i < t->nsums; i++)
		add_saturating(&at[i], values[i]);
	for (size_t i = t->nsums; i < t->nsums + t->nmaxima; i++)
		if (values[i] > at[i])
			at[i] = values[i];
}

/* --- histograms ---------------------------------------------------------- */

/* Losses are round numbers: multiples of 10,000 fen. A multiplicative hash
 * alone would leave their low bits alike, hence the shift and the second
 * multiplication (the finisher of splitmix64). */
static struct tally_sample *
find_sample(
    struct tally_sample *slots, size_t nslots, uint32_t group, int64_t value)
{
	uint64_t h = ((uint64_t)value * UINT64_C(0x9E3779B97F4A7C15)) ^
		     ((uint64_t)group * UINT64_C(0xC2B2AE3D27D4EB4F));
	size_t at;

	h ^= h >> 29;
	h *= UINT64_C(0xBF58476D1CE4E5B9);
	at = (h >> 20) & (nslots - 1);
	while (slots[at].group != 0 &&
	       (slots[at].group != group || slots[at].value != value))
		at = (at + 1) & (nslots - 1);
	return &slots[at];
}

static void
grow_samples(struct tally *t)
{
	size_t n = t->nslots != 0 ? t->nslots * 2 : 256;
	struct tally_sample *slots = mem_zalloc(n, sizeof(*slots));

	for (size_t i = 0; i < t->nslots; i++) {
		const struct tally_sample *s = &t->slots[i];

		if (s->group != 0)
			*find_sample(slots, n, s->group, s->value) = *s;
	}
	free(t->slots);
	t->slots = slots;
	t->nslots = n;
}

void
tally_sample(struct tally *t, size_t group, int64_t value, uint64_t n)
{
	struct tally_sample *s;

	if (t->nsamples * 2 >= t->nslots)
		grow_samples(t);
	s = find_sample(t->slots, t->nslots, (uint32_t)group + 1, value);
	if (s->group == 0) {
		*s = (struct tally_sample){value, 0, (uint32_t)group + 1};
		t->nsamples++;
	}
	s->count += n;
}

/* Groups of `from` get new numbers in `into`, and their samples follow. */
void
tally_merge(struct tally *into, const struct tally *from)
{
	size_t n = tally_count(from);
	size_t *to = mem_zalloc(n + 1, sizeof(*to));

	for (size_t i = 0; i < n; i++) {
		to[i] = tally_group(into, tally_key(from, i));
		tally_add(into, to[i], tally_at(from, i));
	}
	for (size_t i = 0; i < from->nslots; i++) {
		const struct tally_sample *s = &from->slots[i];

		if (s->group != 0)
			tally_sample(
			    into, to[s->group - 1], s->value, s->count);
	}
	free(to);
}

/* --- reading ------------------------------------------------------------- */

static int
compare_keys(const void *a, const void *b, void *keys)
{
	const struct sv *k = keys;
	const size_t *x = a, *y = b;

	return sv_cmp(k[*x], k[*y]);
}

size_t *
tally_sorted(const struct tally *t)
{
	size_t n = tally_count(t);
	size_t *order = mem_zalloc(n + 1, sizeof(*order));

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	if (n > 0)
		qsort_r(order, n, sizeof(*order), compare_keys, t->groups.keys);
	return order;
}

static int
compare_samples(const void *a, const void *b)
{
	const struct tally_sample *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->value > y->value) - (x->value < y->value);
}

void
tally_samples(const struct tally *t, struct tally_samples *s)
{
	size_t n = 0, at = 0;

	s->all = mem_zalloc(t->nsamples + 1, sizeof(*s->all));
	s->start = mem_zalloc(tally_count(t) + 1, sizeof(*s->start));
	for (size_t i = 0; i < t->nslots; i++)
		if (t->slots[i].group != 0)
			s->all[n++] = t->slots[i];
	qsort(s->all, n, sizeof(*s->all), compare_samples);
	for (size_t g = 0; g <= tally_count(t); g++) {
		while (at < n && s->all[at].group < g + 1)
			at++;
		s->start[g] = at;
	}
}

void
tally_samples_free(struct tally_samples *s)
{
	free(s->all);
	free(s->start);
	*s = (struct tally_samples){0};
}

/* The n-th (from 0) of the samples in order. */
static int64_t
nth(const struct tally_sample *s, uint64_t n)
{
	while (n >= s->count) {
		n -= s->count;
		s++;
	}
	return s->value;
}

bool
tally_median(const struct tally_samples *s, size_t group, int64_t *median)
{
	const struct tally_sample *from = &s->all[s->start[group]];
	const struct tally_sample *to = &s->all[s->start[group + 1]];
	uint64_t n = 0;
	int64_t low, high;

	for (const struct tally_sample *at = from; at < to; at++)
		n += at->count;
	if (n == 0)
		return false;
	low = nth(from, (n - 1) / 2);
	high = nth(from, n / 2);
	/* The sum of the two could pass 64 bits, their distance cannot. */
	*median = low + (high - low) / 2 + ((high - low) & 1);
	return true;
}

/* --- partials ------------------------------------------------------------ */

static void
put_ints(struct str *out, const char *key, const int64_t *v, size_t n)
{
	str_addf(out, ",\"%s\":[", key);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			str_addc(out, ',');
		str_addi(out, v[i]);
	}
	str_addc(out, ']');
}

void
tally_put_group(struct str *out, const struct tally *t,
    const struct tally_samples *s, size_t group)
{
	const int64_t *at = tally_at(t, group);
	const struct tally_sample *from = &s->all[s->start[group]];

	put_ints(out, "sums", at, t->nsums);
	put_ints(out, "maxima", at + t->nsums, t->nmaxima);
	str_addz(out, ",\"samples\":[");
	for (const struct tally_sample *p = from;
	     p < &s->all[s->start[group + 1]]; p++) {
		if (p != from)
			str_addc(out, ',');
		str_addi(out, p->value);
		str_addc(out, ',');
		str_addu(out, p->count);
	}
	str_addc(out, ']');
}

/* Read by hand, not by jansson: an array of a year's losses is long, and a
 * partial is to be read as fast as records are. Next integer of "[1,2,3]" with the brackets off; false when malformed. */
static bool
next_int(struct sv *rest, int64_t *value)
{
	struct sv part;

	return sv_split(rest, ',', &part) && sv_int(sv_trim(part), value);
}

static bool
open_list(struct sv *list)
{
	if (list->len < 2 || list->p[0] != '[' || list->p[list->len - 1] != ']')
		return false;
	*list = sv_trim((struct sv){list->p + 1, list->len - 2});
	if (list->len == 0)
		list->p = NULL; /* no parts at all, for sv_split */
	return true;
}

static bool
read_ints(struct sv list, int64_t *values, size_t n)
{
	if (!open_list(&list))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!next_int(&list, &values[i]) || values[i] < 0)
			return false;
	return list.p == NULL;
}

bool
tally_read_group(struct tally *t, struct sv key, struct sv sums,
    struct sv maxima, struct sv samples)
{
	int64_t *values =
	    mem_zalloc(t->nsums + t->nmaxima + 1, sizeof(*values));
	bool good = read_ints(sums, values, t->nsums) &&
		    read_ints(maxima, values + t->nsums, t->nmaxima) &&
		    open_list(&samples);

	if (good) {
		size_t group = tally_group(t, key);
		int64_t value, count;

		tally_add(t, group, values);
		while (good && samples.p != NULL) {
			good = next_int(&samples, &value) && value >= 0 &&
			       next_int(&samples, &count) && count > 0;
			if (good)
				tally_sample(t, group, value, (uint64_t)count);
		}
	}
	free(values);
	return good;
}
