/* SPDX-License-Identifier: MIT */
/*
 * The scanner of record.h. Whatever is out of the ordinary goes to jansson,
 * which decides; then the line is scanned once more, `trusted`, only to find
 * where the fields are.
 */
#include "record.h"

#include "json.h"
#include "scan.h"
#include "utf8.h"

#include <stdlib.h>

#define SLOTS 256       /* a power of two, far more than REC_NKEYS */

/* A key of ours: its first and last bytes and its length tell it from every
 * other key of up to 16 bytes. */
struct record_slot {
	uint64_t first, last;
	uint32_t len;           /* 0: free */
	uint32_t id;
};

struct record_scanner {
	struct scan scan;
	struct record_slot keys[SLOTS];
};

static inline uint64_t
load(const char *p, size_t n)
{
	uint64_t w = 0;

	memcpy(&w, p, n);
	return w;
}

static inline struct record_slot
signature(struct sv key)
{
	struct record_slot s = {.len = (uint32_t)key.len};

	if (key.len >= 8) {
		s.first = load(key.p, 8);
		s.last = load(key.p + key.len - 8, 8);
	} else if (key.len >= 4) {
		s.first = load(key.p, 4);
		s.last = load(key.p + key.len - 4, 4);
	} else if (key.len > 0) {
		s.first = (unsigned char)key.p[0];
		s.last = (uint64_t)(unsigned char)key.p[key.len / 2] << 8 |
		    (unsigned char)key.p[key.len - 1];
	}
	return s;
}

/* The multiplier was searched for: no two of our keys share a slot (others
 * would only be slower to find). */
static inline uint64_t
hash(const struct record_slot *s)
{
	return ((s->first + s->len) ^ (s->last << 7 | s->last >> 57)) *
	    0x062b386c79072805u >> 56;
}

static struct record_scanner *
make_scanner(void)
{
	struct record_scanner *scanner = mem_zalloc(1, sizeof(*scanner));

	for (unsigned i = 0; i < REC_NKEYS; i++) {
		const char *name = record_key_name((enum record_key)i);
		struct record_slot s = signature(sv_z(name));
		uint64_t at = hash(&s);

		while (scanner->keys[at].len != 0)
			at = (at + 1) % SLOTS;
		s.id = i;
		scanner->keys[at] = s;
	}
	return scanner;
}

static inline enum record_key
find_key(const struct record_scanner *scanner, const struct record_slot *s,
    uint64_t at)
{
	if (unlikely(s->len > 16))
		return REC_UNKNOWN;
	for (;; at = (at + 1) % SLOTS) {
		const struct record_slot *slot = &scanner->keys[at];

		if (slot->len == s->len && slot->first == s->first &&
		    slot->last == s->last && s->len != 0)
			return (enum record_key)slot->id;
		if (slot->len == 0)
			return REC_UNKNOWN;
	}
}

/* The id of a key that has escapes. */
static enum record_key
find_escaped(struct record *r, struct sv key)
{
	struct record_value v = {key, RECORD_STRING, true};

	return record_key_find(record_text(&v, &r->scratch));
}

/* True when one of the foreign keys before the last field is `key`. */
static bool
is_foreign_twice(const struct record *r, struct sv key)
{
	for (size_t i = 0; i < r->nfields - 1; i++)
		if (r->fields[i].id == REC_UNKNOWN &&
		    sv_eq(r->fields[i].key, key))
			return true;
	return false;
}

/* A foreign key, the last field's; *filter has a bit for each hash so far. */
static struct scan_spot
check_foreign(struct record *r, struct scan *sc, struct scan_spot at,
    struct sv key, uint64_t bit, uint64_t *filter)
{
	bool maybe = (*filter & bit) != 0;

	if (sc->trusted)
		return at;
	if (r->nfields > SCAN_MAX_KEYS)
		return scan_unusual(sc);
	*filter |= bit;
	if (maybe && is_foreign_twice(r, key))
		return SCAN_FAULT(sc, (size_t)(key.p - sc->s) - 1,
		    "the same key twice");
	return at;
}

static void
grow_fields(struct record *r)
{
	r->cap = r->cap * 2 + 64;
	r->fields = mem_realloc(r->fields, r->cap * sizeof(*r->fields));
}

/* Adds a field with this key. */
static inline struct scan_spot
add_key(struct record *r, struct scan *sc, struct scan_spot at, struct sv key,
    bool escaped, uint64_t *filter)
{
	struct record_slot s = signature(key);
	uint64_t h = hash(&s);
	enum record_key id = find_key(r->scanner, &s, h);
	bool twice;

	if (unlikely(escaped)) {
		if (!sc->trusted)
			return scan_unusual(sc);
		id = find_escaped(r, key);
	}
	if (unlikely(r->nfields == r->cap))
		grow_fields(r);
	r->fields[r->nfields].key = key;
	r->fields[r->nfields++].id = id;
	if (unlikely(id == REC_UNKNOWN))
		return check_foreign(r, sc, at, key, 1ull << h % 64, filter);
	twice = r->at[id] != 0;
	r->at[id] = (uint32_t)r->nfields;
	if (unlikely(twice))
		return SCAN_FAULT(sc, (size_t)(key.p - sc->s) - 1,
		    "the same key twice");
	return at;
}

static inline struct scan_spot
add_value(struct scan *sc, struct scan_spot at, struct record_value *v)
{
	size_t from = at.p, inset = 0;
	char c = from < sc->n ? sc->s[from] : '\0';
	bool real;

	v->escaped = false;
	if (likely(c == '"')) {
		v->type = RECORD_STRING;
		at = scan_string(sc, at, &v->escaped);
		inset = 1;
	} else if (c == '[' || c == '{') {
		v->type = c == '[' ? RECORD_ARRAY : RECORD_OBJECT;
		at = scan_nested(sc, at, 1);
	} else {
		at = scan_plain(sc, at, &real);
		v->type = c == 't' || c == 'f' ? RECORD_BOOLEAN
		    : c == 'n' ? RECORD_NULL
		    : real ? RECORD_REAL : RECORD_INTEGER;
	}
	v->raw = (struct sv){sc->s + from + inset, at.p - from - 2 * inset};
	return at;
}

/* at: after the opening brace. Gives the spot of the closing one. */
static struct scan_spot
scan_fields(struct record *r, struct scan *sc, struct scan_spot at)
{
	uint64_t filter = 0;

	at.p = scan_blanks(sc, at.p);
	if (scan_is(sc, at.p, '}'))
		return at;
	for (;;) {
		const char *from = sc->s + at.p;
		struct record_field *field = NULL;
		struct sv key;
		bool escaped;

		at = scan_key(sc, at, &key, &escaped);
		if (likely(at.mark != NULL))
			at = add_key(r, sc, at, key, escaped, &filter);
		if (likely(at.mark != NULL)) {
			field = &r->fields[r->nfields - 1];
			at = add_value(sc, at, &field->value);
		}
		if (unlikely(at.mark == NULL))
			return at;
		field->whole.p = from;
		field->whole.len = (size_t)(sc->s + at.p - from);
		at.p = scan_blanks(sc, at.p);
		if (unlikely(!scan_is(sc, at.p, ',')))
			break;
		at.p = scan_blanks(sc, at.p + 1);
	}
	if (!scan_is(sc, at.p, '}'))
		return SCAN_FAULT(sc, at.p, "',' or '}' expected");
	return at;
}

static int
scan_object(struct record *r, struct scan *sc)
{
	struct scan_spot at = {scan_blanks(sc, 0), sc->marks.at};

	/* Only what the last line set: cheaper than clearing it all. */
	for (size_t i = 0; i < r->nfields; i++)
		if (r->fields[i].id != REC_UNKNOWN)
			r->at[r->fields[i].id] = 0;
	r->nfields = sc->nseen = 0;
	sc->status = 0;
	if (!scan_is(sc, at.p, '{'))
		return fault_set(sc->f, NULL, 0, at.p + 1,
		    "not a JSON object");
	at.p++;
	at = scan_fields(r, sc, at);
	if (at.mark == NULL)
		return sc->status;
	r->close = at.p;
	at.p = scan_blanks(sc, at.p + 1);
	if (at.p < sc->n)
		return fault_set(sc->f, NULL, 0, at.p + 1,
		    "text after the object; one record a line");
	return 0;
}

static struct scan *
begin_scan(struct record *r, struct sv line, struct fault *f)
{
	struct scan *sc;

	if (line.len > MARKS_MAX_TEXT) {
		fault_set(f, NULL, 0, 0, "record longer than 2 GiB");
		return NULL;
	}
	if (r->scanner == NULL)
		r->scanner = make_scanner();
	sc = &r->scanner->scan;
	sc->s = line.p;
	sc->n = line.len;
	sc->f = f;
	sc->trusted = false;
	r->line = line;
	return sc;
}

/* After the marks have been found. */
static int
scan_line(struct record *r, struct scan *sc)
{
	int status = scan_object(r, sc);

	if (likely(status != SCAN_UNUSUAL))
		return status;
	if (json_check_object(r->line, sc->f) != 0)
		return -1;
	sc->trusted = true;
	return scan_object(r, sc);
}

int
record_scan_valid(struct record *r, struct sv line, struct fault *f)
{
	struct scan *sc = begin_scan(r, line, f);

	if (sc == NULL)
		return -1;
	marks_find(&sc->marks, line);
	return scan_line(r, sc);
}

int
record_scan(struct record *r, struct sv line, struct fault *f)
{
	struct scan *sc = begin_scan(r, line, f);
	size_t valid;

	if (sc == NULL)
		return -1;
	if (!marks_find_checked(&sc->marks, line) &&
	    (valid = utf8_valid_prefix(line)) < line.len)
		return fault_set(f, NULL, 0, valid + 1, "not UTF-8: byte "
		    "0x%02x; convert the file, perhaps with "
		    "iconv -f GB18030 -t UTF-8",
		    (unsigned char)line.p[valid]);
	return scan_line(r, sc);
}

void
record_free(struct record *r)
{
	if (r->scanner != NULL)
		scan_free(&r->scanner->scan);
	free(r->scanner);
	free(r->fields);
	str_free(&r->scratch);
	*r = (struct record){0};
}
