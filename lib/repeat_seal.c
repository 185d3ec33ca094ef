/* SPDX-License-Identifier: MIT */
#include "repeat_seal.h"

#include <stdio.h>

static uint64_t
sealed(const struct repeat_seal *seal, char kind, uint64_t value)
{
	char data[9] = {kind};
	unsigned char digest[DIGEST_BYTES];
	uint64_t h = 0;

	memcpy(data + 1, &value, sizeof(value));
	mask_key_hash(seal->key, (struct sv){data, sizeof(data)}, digest);
	for (size_t i = 0; i < 8; i++)
		h = h << 8 | digest[i];
	return h | 1;
}

void
repeat_seal_init(struct repeat_seal *seal, const struct mask_key *key)
{
	unsigned char digest[DIGEST_BYTES];

	_Static_assert(MINHASH_LANES % DIGEST_BYTES == 0, "whole digests");
	seal->key = key;
	for (size_t i = 0; i < MINHASH_LANES; i += DIGEST_BYTES) {
		char data[2] = {'w', (char)('0' + i / DIGEST_BYTES)};

		mask_key_hash(key, (struct sv){data, 2}, digest);
		memcpy(seal->lanes + i, digest, DIGEST_BYTES);
	}
}

/* The halves stay what they are for the comparison: the first two characters,
 * and whether there are more. */
static uint64_t
sealed_name(const struct repeat_seal *seal, uint64_t name)
{
	uint64_t head = sealed(seal, 'h', name & 0xffffffff) & 0xffffffff;

	return name >> 32 == 0 ? head
	    : head | sealed(seal, 'n', name) << 32;
}

static uint32_t
sealed_part(const struct repeat_seal *seal, char kind, uint32_t part)
{
	return part == 0 ? 0 : (uint32_t)sealed(seal, kind, part);
}

void
repeat_seal_apply(const struct repeat_seal *seal, struct repeat_sketch *s)
{
	struct place *p = &s->place;

	for (size_t i = 0; i < s->nphones; i++)
		s->phones[i] = sealed(seal, 'p', s->phones[i]);
	if (s->card != 0)
		s->card = sealed(seal, 'c', s->card);
	for (size_t i = 0; i < s->nnames; i++)
		s->names[i] = sealed_name(seal, s->names[i]);
	if (s->surname != 0)
		s->surname = (uint16_t)sealed(seal, 's', s->surname);
	p->community = sealed_part(seal, 'k', p->community);
	p->name = sealed_part(seal, 'a', p->name);
	p->building = sealed_part(seal, 'b', p->building);
	p->unit = sealed_part(seal, 'u', p->unit);
	p->room = sealed_part(seal, 'r', p->room);
	for (size_t i = 0; s->has_text && i < MINHASH_LANES; i++)
		s->text.lanes[i] ^= seal->lanes[i];
}

bool
repeat_seal_tells(const struct repeat_sketch *s)
{
	return s->nphones + s->nnames + s->nsums > 0 || s->card != 0 ||
	    s->place.name != 0 || s->has_text;
}

/* --- as text --------------------------------------------------------------- */

static void
put(struct str *out, const char *kind, uint64_t value)
{
	str_addz(out, out->p[out->len - 1] == '[' ? "\"" : ",\"");
	str_addf(out, "%s:%llx\"", kind, (unsigned long long)value);
}

static void
put_text(struct str *out, const struct minhash *m)
{
	static const char digits[] = "0123456789abcdef";

	str_addz(out, out->p[out->len - 1] == '[' ? "\"w:" : ",\"w:");
	for (size_t i = 0; i < MINHASH_LANES; i++) {
		str_addc(out, digits[m->lanes[i] >> 4]);
		str_addc(out, digits[m->lanes[i] & 15]);
	}
	str_addc(out, '"');
}

static void
put_place(struct str *out, const struct place *p)
{
	const uint32_t parts[] = {p->community, p->name, p->building, p->unit,
	    p->room};
	static const char *const kinds[] = {"ac", "an", "ab", "au", "ar"};

	for (size_t i = 0; i < 5; i++)
		if (parts[i] != 0)
			put(out, kinds[i], parts[i]);
	if (p->depth != 0)
		put(out, "ad", p->depth | (p->house ? 16 : 0));
}

void
repeat_seal_put(struct str *out, const struct repeat_sketch *s)
{
	unsigned flags = s->public_name | s->public_room * 2U | s->busy * 4U |
	    s->common_text * 8U;

	str_addc(out, '[');
	put(out, "k", (uint64_t)s->category << 16 | s->kin);
	/* what many share in this run is everybody's in the next one too */
	if (flags != 0)
		put(out, "f", flags);
	for (size_t i = 0; i < s->nphones; i++)
		if ((s->shared_phones >> i & 1) == 0)
			put(out, i < s->ncalled ? "p" : "q", s->phones[i]);
	if (s->card != 0)
		put(out, "c", s->card);
	if (s->surname != 0)
		put(out, "s", s->surname);
	for (size_t i = 0; i < s->nnames; i++)
		put(out, i == 0 && s->has_caller ? "nc" : i < s->nsure ? "ns"
		    : "nt", s->names[i]);
	put_place(out, &s->place);
	for (size_t i = 0; i < s->nsums; i++)
		put(out, "y", s->sums[i]);
	if (s->has_text)
		put_text(out, &s->text);
	str_addc(out, ']');
}

/* --- back ------------------------------------------------------------------ */

static int
hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0'
	    : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
read_hex(struct sv s, uint64_t *value)
{
	*value = 0;
	if (s.len == 0 || s.len > 16)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		int v = hex_value(s.p[i]);

		if (v < 0)
			return false;
		*value = *value << 4 | (uint64_t)v;
	}
	return true;
}

static void
read_text(struct repeat_sketch *s, struct sv hex)
{
	if (hex.len != 2 * MINHASH_LANES)
		return;
	for (size_t i = 0; i < MINHASH_LANES; i++) {
		int high = hex_value(hex.p[2 * i]);
		int low = hex_value(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return;
		s->text.lanes[i] = (uint8_t)(high << 4 | low);
	}
	s->has_text = true;
}

static void
read_place(struct place *p, char part, uint64_t value)
{
	switch (part) {
	case 'c': p->community = (uint32_t)value; break;
	case 'n': p->name = (uint32_t)value; break;
	case 'b': p->building = (uint32_t)value; break;
	case 'u': p->unit = (uint32_t)value; break;
	case 'r': p->room = (uint32_t)value; break;
	case 'd':
		p->depth = value & 7;
		p->house = (value & 16) != 0;
		break;
	default: break;
	}
}

static void
read_name(struct repeat_sketch *s, char part, uint64_t value)
{
	if (s->nnames == REPEAT_NAMES || value == 0)
		return;
	if (part == 'c')
		s->has_caller = s->nnames == 0;
	s->names[s->nnames++] = value;
	if (part != 't')
		s->nsure = s->nnames;
}

static void
read_one(struct repeat_sketch *s, char kind, char part, uint64_t value)
{
	switch (kind) {
	case 'k':
		s->category = (uint32_t)(value >> 16);
		s->kin = value & 0xffff;
		break;
	case 'f':
		s->public_name = value & 1;
		s->public_room = value >> 1 & 1;
		s->busy = value >> 2 & 1;
		s->common_text = value >> 3 & 1;
		break;
	case 'p': case 'q':
		if (s->nphones == REPEAT_PHONES)
			break;
		s->phones[s->nphones++] = value;
		if (kind == 'p')
			s->ncalled = s->nphones;
		break;
	case 'c': s->card = value; break;
	case 's': s->surname = (uint16_t)value; break;
	case 'n': read_name(s, part, value); break;
	case 'a': read_place(&s->place, part, value); break;
	case 'y':
		if (s->nsums < REPEAT_SUMS)
			s->sums[s->nsums++] = (uint32_t)value;
		break;
	default: break;
	}
}

bool
repeat_seal_read(struct repeat_sketch *s, struct sv array)
{
	struct record_value v = {array, RECORD_ARRAY, false};
	struct str scratch = {0};
	struct sv text, word;
	uint64_t value;
	size_t at = 0;

	memset(s, 0, sizeof(*s));
	s->time = REPEAT_NO_TIME;
	s->dispute = true;
	while (array.len > 0 && record_next_text(&v, &at, &text, &scratch)) {
		if (!sv_split(&text, ':', &word) || word.len == 0 ||
		    word.len > 2 || text.p == NULL)
			continue;
		if (word.p[0] == 'w' && word.len == 1)
			read_text(s, text);
		else if (read_hex(text, &value))
			read_one(s, word.p[0], word.len > 1 ? word.p[1]
			    : '\0', value);
	}
	str_free(&scratch);
	return repeat_seal_tells(s);
}
