/* SPDX-License-Identifier: MIT */
/* record against jansson: the same lines accepted, the same values read, and
 * a splice that changes nothing but what it should. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "record.h"

#define CHECK(what)                                                           \
	do {                                                                  \
		if (!(what)) {                                                \
			fprintf(stderr, "line %d: %s\n", __LINE__, #what);    \
			abort();                                              \
		}                                                             \
	} while (0)

static const enum record_key owned[] = {REC_ID, REC_WHY, REC_RISK, REC_NKEYS};
static const char added[] = ",\"risk\":\"low\",\"why\":[\"a\",\"b\"]";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
is_text(struct sv text, const json_t *value)
{
	return sv_eq(text, (struct sv){json_string_value(value),
	    json_string_length(value)});
}

static void
compare_array(const struct record_value *v, const json_t *value,
    struct str *scratch)
{
	size_t at = 0, i = 0;
	struct sv text;

	while (record_next_text(v, &at, &text, scratch))
		CHECK(is_text(text, json_array_get(value, i++)));
	CHECK(i == json_array_size(value) ||
	    !json_is_string(json_array_get(value, i)));
}

static void
compare_value(const struct record_value *v, json_t *value,
    struct str *scratch)
{
	static const enum record_type types[] = {
	    [JSON_OBJECT] = RECORD_OBJECT, [JSON_ARRAY] = RECORD_ARRAY,
	    [JSON_STRING] = RECORD_STRING, [JSON_INTEGER] = RECORD_INTEGER,
	    [JSON_REAL] = RECORD_REAL, [JSON_TRUE] = RECORD_BOOLEAN,
	    [JSON_FALSE] = RECORD_BOOLEAN, [JSON_NULL] = RECORD_NULL};
	int64_t n = 0;
	json_t *again;

	CHECK(v->type == types[json_typeof(value)]);
	if (v->type == RECORD_STRING) {
		CHECK(is_text(record_text(v, scratch), value));
		CHECK(v->escaped ==
		    (memchr(v->raw.p, '\\', v->raw.len) != NULL));
		return;
	}
	CHECK(record_int(v, &n) == json_is_integer(value));
	CHECK(n == json_integer_value(value));
	CHECK(record_bool(v, false) == json_is_true(value));
	CHECK(record_text(v, scratch).len == 0);
	if (v->type == RECORD_ARRAY)
		compare_array(v, value, scratch);
	again = json_loadb(v->raw.p, v->raw.len, JSON_DECODE_ANY, NULL);
	CHECK(json_equal(again, value));
	json_decref(again);
}

static void
compare_fields(const struct record *r, json_t *object, struct str *scratch)
{
	size_t i = 0;

	CHECK(r->nfields == json_object_size(object));
	for (void *at = json_object_iter(object); at != NULL;
	    at = json_object_iter_next(object, at), i++) {
		const struct record_field *f = &r->fields[i];
		struct sv name = sv_z(json_object_iter_key(at));
		enum record_key id = record_key_find(name);

		CHECK(f->id == id);
		if (id != REC_UNKNOWN)
			CHECK(record_get(r, id) == &f->value);
		if (memchr(f->key.p, '\\', f->key.len) == NULL)
			CHECK(sv_eq(f->key, name));
		compare_value(&f->value, json_object_iter_value(at), scratch);
	}
	for (unsigned k = 0; k < REC_NKEYS; k++) {
		const char *name = record_key_name((enum record_key)k);

		CHECK((record_get(r, (enum record_key)k)->type ==
		    RECORD_ABSENT) == (json_object_get(object, name) == NULL));
	}
}

static json_t *
parse(struct sv text)
{
	json_t *object = json_loadb(text.p, text.len, JSON_REJECT_DUPLICATES,
	    NULL);

	if (object != NULL && !json_is_object(object)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

/* Turns object into what the splice should give, and compares. */
static void
compare_splice(struct record *r, json_t *object)
{
	struct str first = {0}, second = {0};
	json_t *got, *plus;

	plus = json_loads("{\"risk\":\"low\",\"why\":[\"a\",\"b\"]}", 0, NULL);
	for (size_t i = 0; owned[i] != REC_NKEYS; i++)
		json_object_del(object, record_key_name(owned[i]));
	json_object_update(object, plus);
	record_splice(&first, r, owned, (struct sv){added, sizeof(added) - 1});
	CHECK(first.p[first.len - 1] == '\n');
	got = parse(str_sv(&first));
	CHECK(got != NULL && json_equal(got, object));
	CHECK(record_scan(r, (struct sv){first.p, first.len - 1}, NULL) == 0);
	record_splice(&second, r, owned, (struct sv){added,
	    sizeof(added) - 1});
	CHECK(sv_eq(str_sv(&first), str_sv(&second)));
	json_decref(got);
	json_decref(plus);
	str_free(&first);
	str_free(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* An exact copy, so that reading beyond it is found. */
	char *copy = malloc(size != 0 ? size : 1);
	struct sv line = {copy, size};
	struct record r = {0};
	struct fault f = {0};
	struct str scratch = {0};
	json_t *object;
	int scanned;

	if (size != 0)
		memcpy(copy, data, size);
	/* What an earlier line left behind must not matter. */
	record_scan(&r, (struct sv){copy, size / 2}, NULL);
	scanned = record_scan(&r, line, &f);
	if (size != 0 && memchr(copy, '\0', size) != NULL) {
		CHECK(scanned == -1); /* jansson may pass over NUL bytes */
	} else {
		object = parse(line);
		CHECK((object != NULL) == (scanned == 0));
		CHECK((f.text.len != 0) == (object == NULL));
		if (object != NULL) {
			compare_fields(&r, object, &scratch);
			compare_splice(&r, object);
		} else {
			CHECK(f.column >= 1 && f.column <= size + 1);
		}
		json_decref(object);
	}
	record_free(&r);
	fault_free(&f);
	str_free(&scratch);
	free(copy);
	return 0;
}
