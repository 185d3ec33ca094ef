/* SPDX-License-Identifier: MIT */
#include "variant.h"

#include "jsonout.h"

#include <stdlib.h>

#define SLOTS_FIRST 4096
#define LINE_RUNS 500   /* of a partial */

void
variants_free(struct variants *v)
{
	free(v->slots);
	free(v->keys);
	*v = (struct variants){0};
}

static size_t
spread(uint64_t key)
{
	key ^= key >> 29;
	key *= UINT64_C(0xbf58476d1ce4e5b9);
	return (size_t)(key ^ key >> 32);
}

static struct variant_slot *
slot_of(struct variant_slot *slots, size_t n, uint64_t key)
{
	size_t i = spread(key) & (n - 1);

	while (slots[i].key != 0 && slots[i].key != key)
		i = (i + 1) & (n - 1);
	return &slots[i];
}

static void
grow(struct variants *v)
{
	size_t n = v->nslots != 0 ? v->nslots * 2 : SLOTS_FIRST;
	struct variant_slot *slots = mem_zalloc(n, sizeof(*slots));

	for (size_t i = 0; i < v->nslots; i++)
		if (v->slots[i].key != 0)
			*slot_of(slots, n, v->slots[i].key) = v->slots[i];
	free(v->slots);
	v->slots = slots;
	v->nslots = n;
}

static void
add(struct variants *v, uint64_t key, uint32_t now, uint32_t before)
{
	struct variant_slot *s;

	if (v->n * 2 >= v->nslots)
		grow(v);
	s = slot_of(v->slots, v->nslots, key);
	v->n += s->key == 0;
	s->key = key;
	s->now += now;
	s->before += before;
}

/* Letters and Han characters: numbers, marks and masks make no words. */
static bool
is_word(uint16_t u)
{
	return fold_is_han(u) || (u >= 'a' && u <= 'z');
}

static uint64_t
key_at(const struct folded *t, size_t i)
{
	uint64_t key = 0;

	for (size_t k = 0; k < VARIANT_UNITS; k++) {
		if (!is_word(t->units[i + k]))
			return 0;
		key = key << 16 | t->units[i + k];
	}
	return key;
}

static int
compare_keys(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void
variants_count(struct variants *v, const struct folded *t, bool now)
{
	size_t n = 0;

	if (t->n > v->keys_cap) {
		v->keys_cap = t->n * 2;
		v->keys = mem_realloc(v->keys,
		    v->keys_cap * sizeof(*v->keys));
	}
	for (size_t i = 0; i + VARIANT_UNITS <= t->n; i++) {
		uint64_t key = key_at(t, i);

		if (key != 0)
			v->keys[n++] = key;
	}
	if (n > 0)
		qsort(v->keys, n, sizeof(*v->keys), compare_keys);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || v->keys[i] != v->keys[i - 1])
			add(v, v->keys[i], now, !now);
	v->now += now;
	v->before += !now;
}

void
variants_merge(struct variants *into, const struct variants *from)
{
	for (size_t i = 0; i < from->nslots; i++)
		if (from->slots[i].key != 0)
			add(into, from->slots[i].key, from->slots[i].now,
			    from->slots[i].before);
	into->now += from->now;
	into->before += from->before;
}

/* --- partials ------------------------------------------------------------ */

static int
compare_slots(const void *a, const void *b)
{
	const struct variant_slot *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

static void
put_line(struct str *out, const struct variants *v,
    const struct variant_slot *slots, size_t n, bool first)
{
	size_t start = out->len;

	json_put_text(out, SV("kind"), SV(VARIANT_KIND));
	json_put_int(out, SV("now"), first ? v->now : 0);
	json_put_int(out, SV("before"), first ? v->before : 0);
	str_addz(out, ",\"runs\":\"");
	for (size_t i = 0; i < n; i++)
		str_addf(out, "%s%llx:%x:%x", i > 0 ? "," : "",
		    (unsigned long long)slots[i].key, slots[i].now,
		    slots[i].before);
	str_addc(out, '"');
	json_enclose(out, start);
	str_addc(out, '\n');
}

void
variants_put(struct str *out, const struct variants *v)
{
	struct variant_slot *all = mem_alloc((v->n + 1) * sizeof(*all));
	size_t n = 0;

	for (size_t i = 0; i < v->nslots; i++)
		if (v->slots[i].key != 0)
			all[n++] = v->slots[i];
	if (n > 0)
		qsort(all, n, sizeof(*all), compare_slots);
	for (size_t i = 0; i == 0 || i < n; i += LINE_RUNS)
		put_line(out, v, all + i, n - i < LINE_RUNS ? n - i
							    : LINE_RUNS,
		    i == 0);
	free(all);
}

static bool
read_hex(struct sv s, uint64_t most, uint64_t *value)
{
	uint64_t n = 0;

	if (s.len == 0 || s.len > 16)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (c >= '0' && c <= '9')
			n = n << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			n = n << 4 | (uint64_t)(c - 'a' + 10);
		else
			return false;
	}
	*value = n;
	return n <= most;
}

static bool
read_run(struct variants *v, struct sv run)
{
	struct sv key, now, before = run;
	uint64_t k, n, b;

	if (!sv_split(&before, ':', &key) || !sv_split(&before, ':', &now) ||
	    !read_hex(key, UINT64_MAX, &k) || k == 0 ||
	    !read_hex(now, UINT32_MAX / 2, &n) ||
	    !read_hex(before, UINT32_MAX / 2, &b))
		return false;
	add(v, k, (uint32_t)n, (uint32_t)b);
	return true;
}

int
variants_read(struct variants *v, const struct record *r, struct fault *f)
{
	struct sv runs = {NULL, 0}, run;
	int64_t now = -1, before = -1;
	bool good;

	for (size_t i = 0; i < r->nfields; i++) {
		struct sv key = r->fields[i].key;

		if (sv_eq(key, SV("now")))
			record_int(&r->fields[i].value, &now);
		else if (sv_eq(key, SV("before")))
			record_int(&r->fields[i].value, &before);
		else if (sv_eq(key, SV("runs")))
			runs = r->fields[i].value.raw;
	}
	good = now >= 0 && before >= 0 && runs.p != NULL &&
	    now < INT32_MAX && before < INT32_MAX;
	while (good && runs.len > 0 && sv_split(&runs, ',', &run))
		good = read_run(v, run);
	v->now += good ? now : 0;
	v->before += good ? before : 0;
	return good ? 0 : fault_set(f, NULL, 0, 0,
	    "runs of a partial that are damaged");
}
