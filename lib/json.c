/* SPDX-License-Identifier: MIT */
#include "json.h"

#include "arena.h"
#include "src.h"
#include "utf8.h"

/* The typedef's name is that of our function. */
#define json_type jansson_type
#include <jansson.h>
#undef json_type

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_TEXT ((size_t)64 << 20)
#define FLAGS (JSON_REJECT_DUPLICATES | JSON_DECODE_ANY)
#define SORT_FROM 16    /* members of a map that is worth a binary search */
#define LONGEST_KEY 64  /* of keys that advice is looked for */

/* jansson's value beside its place in the text: jansson itself shares true,
 * false and null between places, so that the tree is ours. */
struct json {
	json_t *value;
	size_t at, key_at;              /* offsets in the text */
	struct sv key;                  /* of a map's member */
	struct json *members;
	const struct json **sorted;     /* members by key, or NULL */
	size_t count;
};

struct json_doc {
	char *name;
	struct str text;
	json_t *tree;
	struct json *root;
	struct arena arena;
};

/* The place of a byte is counted only when there is something to complain of;
 * at: offset in the text. */
static int
fault_at(const struct json_doc *doc, size_t at, struct fault *f,
    const char *text)
{
	struct sv before = {doc->text.p, at};
	uint64_t line = 1;
	const char *feed;

	while (before.len > 0 &&
	    (feed = memchr(before.p, '\n', before.len)) != NULL) {
		before = sv_from(before, (size_t)(feed - before.p) + 1);
		line++;
	}
	return fault_set(f, doc->name, line, utf8_count(before) + 1, "%s",
	    text);
}

/* Separators are passed over as blanks are: jansson has checked them. */
static size_t
skip_blanks(struct sv text, size_t at)
{
	while (at < text.len && strchr(" \t\r\n,:", text.p[at]) != NULL)
		at++;
	return at;
}

/* at: of the opening quote; gives the offset after the closing one. */
static size_t
skip_string(struct sv text, size_t at)
{
	for (at++; text.p[at] != '"'; at++)
		at += text.p[at] == '\\';
	return at + 1;
}

static size_t
skip_scalar(struct sv text, size_t at)
{
	if (text.p[at] == '"')
		return skip_string(text, at);
	while (at < text.len && strchr(" \t\r\n,]}", text.p[at]) == NULL)
		at++;
	return at;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct json *const *x = a, *const *y = b;

	return sv_cmp((*x)->key, (*y)->key);
}

static void
sort_members(struct json_doc *doc, struct json *map)
{
	map->sorted = arena_alloc(&doc->arena,
	    map->count * sizeof(const struct json *));
	for (size_t i = 0; i < map->count; i++)
		map->sorted[i] = &map->members[i];
	qsort(map->sorted, map->count, sizeof(const struct json *),
	    compare_keys);
}

static size_t place_value(struct json_doc *doc, struct json *node,
    json_t *value, size_t at);

static size_t
place_map(struct json_doc *doc, struct json *map, size_t at)
{
	struct sv text = str_sv(&doc->text);
	struct json *member = map->members;

	/* jansson keeps the order of insertion, which is that of the text. */
	for (void *i = json_object_iter(map->value); i != NULL;
	    i = json_object_iter_next(map->value, i), member++) {
		*member = (struct json){.key_at = skip_blanks(text, at)};
		member->key.p = json_object_iter_key(i);
		member->key.len = json_object_iter_key_len(i);
		at = skip_string(text, member->key_at);
		at = place_value(doc, member, json_object_iter_value(i), at);
	}
	if (map->count >= SORT_FROM)
		sort_members(doc, map);
	return skip_blanks(text, at) + 1;
}

static size_t
place_list(struct json_doc *doc, struct json *list, size_t at)
{
	for (size_t i = 0; i < list->count; i++) {
		list->members[i] = (struct json){0};
		at = place_value(doc, &list->members[i],
		    json_array_get(list->value, i), at);
	}
	return skip_blanks(str_sv(&doc->text), at) + 1;
}

/* Fills node from value, whose text begins at or after `at`; gives the offset
 * after it. The text is known to be valid. */
static size_t
place_value(struct json_doc *doc, struct json *node, json_t *value, size_t at)
{
	bool map = json_is_object(value);

	node->value = value;
	node->at = skip_blanks(str_sv(&doc->text), at);
	if (!map && !json_is_array(value))
		return skip_scalar(str_sv(&doc->text), node->at);
	node->count = map ? json_object_size(value) : json_array_size(value);
	node->members = arena_alloc(&doc->arena,
	    node->count * sizeof(*node->members));
	return map ? place_map(doc, node, node->at + 1)
		   : place_list(doc, node, node->at + 1);
}

/* What jansson would accept or not say well: another encoding, and NUL bytes,
 * which it may skip. */
static int
check_bytes(const struct json_doc *doc, struct fault *f)
{
	struct sv text = str_sv(&doc->text);
	size_t valid = utf8_valid_prefix(text);
	const char *nul = text.len > 0 ? memchr(text.p, '\0', text.len) : NULL;

	if (valid < text.len)
		return fault_at(doc, valid, f,
		    "not UTF-8; save the file as UTF-8");
	if (nul != NULL)
		return fault_at(doc, (size_t)(nul - text.p), f,
		    "NUL byte; is this a text file?");
	return 0;
}

static int
load(struct json_doc *doc, struct fault *f)
{
	json_error_t error;
	struct str why = {0};

	if (check_bytes(doc, f) != 0)
		return -1;
	doc->tree = json_loadb(str_z(&doc->text), doc->text.len, FLAGS,
	    &error);
	if (doc->tree == NULL) {
		str_addf(&why, "not valid JSON: %s", error.text);
		fault_at(doc, error.position > 0 ? (size_t)error.position - 1
		    : 0, f, why.p);
		str_free(&why);
		return -1;
	}
	doc->root = arena_alloc(&doc->arena, sizeof(*doc->root));
	*doc->root = (struct json){0};
	place_value(doc, doc->root, doc->tree, 0);
	return 0;
}

/* Takes the text over. A byte order mark, which editors on Windows write, is
 * no part of it. */
static struct json_doc *
make(struct str *text, const char *name, struct fault *f)
{
	struct json_doc *doc = mem_zalloc(1, sizeof(*doc));
	struct sv bom = SV("\xef\xbb\xbf");

	doc->name = mem_strdup(name);
	if (sv_starts(str_sv(text), bom)) {
		text->len -= bom.len;
		memmove(text->p, text->p + bom.len, text->len + 1);
	}
	doc->text = *text;
	if (load(doc, f) != 0) {
		json_free(doc);
		return NULL;
	}
	return doc;
}

struct json_doc *
json_read(const char *path, struct fault *f)
{
	struct str text = {0};

	if (src_slurp(path, MAX_TEXT, &text, f) != 0) {
		str_free(&text);
		return NULL;
	}
	return make(&text, strcmp(path, "-") == 0 ? "<stdin>" : path, f);
}

struct json_doc *
json_parse(struct sv text, const char *name, struct fault *f)
{
	struct str copy = {0};

	str_addsv(&copy, text);
	return make(&copy, name, f);
}

const struct json *
json_root(const struct json_doc *doc)
{
	return doc != NULL ? doc->root : NULL;
}

void
json_free(struct json_doc *doc)
{
	if (doc == NULL)
		return;
	json_decref(doc->tree);
	arena_free(&doc->arena);
	str_free(&doc->text);
	free(doc->name);
	free(doc);
}

int
json_check_object(struct sv text, struct fault *f)
{
	json_error_t error;
	const char *nul = text.len > 0 ? memchr(text.p, '\0', text.len) : NULL;
	json_t *tree;
	bool object;

	/* jansson may pass over a NUL byte after a number. */
	if (nul != NULL)
		return fault_set(f, NULL, 0, (uint64_t)(nul - text.p) + 1,
		    "NUL byte");
	tree = json_loadb(text.p, text.len, JSON_REJECT_DUPLICATES, &error);
	object = json_is_object(tree);
	json_decref(tree);
	if (tree == NULL)
		return fault_set(f, NULL, 0, error.position > 0
		    ? (uint64_t)error.position : 1, "%s", error.text);
	if (!object)
		return fault_set(f, NULL, 0, 1, "not a JSON object");
	return 0;
}

enum json_type
json_type(const struct json *v)
{
	static const enum json_type types[] = {[JSON_OBJECT] = JSON_MAP,
	    [JSON_ARRAY] = JSON_LIST, [JSON_STRING] = JSON_TEXT,
	    [JSON_INTEGER] = JSON_INT, [JSON_REAL] = JSON_REALS,
	    [JSON_TRUE] = JSON_BOOL, [JSON_FALSE] = JSON_BOOL,
	    [JSON_NULL] = JSON_NIL};

	return v != NULL ? types[json_typeof(v->value)] : JSON_NONE;
}

const struct json *
json_get(const struct json *map, const char *key)
{
	const struct json wanted = {.key = sv_z(key)};
	const struct json *p = &wanted;
	const struct json *const *found;

	if (json_type(map) != JSON_MAP)
		return NULL;
	if (map->sorted != NULL) {
		found = bsearch(&p, map->sorted, map->count, sizeof(p),
		    compare_keys);
		return found != NULL ? *found : NULL;
	}
	for (size_t i = 0; i < map->count; i++)
		if (sv_eq(map->members[i].key, wanted.key))
			return &map->members[i];
	return NULL;
}

size_t
json_count(const struct json *v)
{
	return v != NULL ? v->count : 0;
}

const struct json *
json_at(const struct json *list, size_t i)
{
	if (json_type(list) != JSON_LIST || i >= list->count)
		return NULL;
	return &list->members[i];
}

const struct json *
json_member(const struct json *map, size_t i, struct sv *key)
{
	if (json_type(map) != JSON_MAP || i >= map->count) {
		*key = (struct sv){NULL, 0};
		return NULL;
	}
	*key = map->members[i].key;
	return &map->members[i];
}

struct sv
json_sv(const struct json *v)
{
	if (json_type(v) != JSON_TEXT)
		return (struct sv){NULL, 0};
	return (struct sv){json_string_value(v->value),
	    json_string_length(v->value)};
}

int64_t
json_int(const struct json *v, int64_t fallback)
{
	return json_type(v) == JSON_INT ? json_integer_value(v->value)
					: fallback;
}

bool
json_truth(const struct json *v, bool fallback)
{
	return json_type(v) == JSON_BOOL ? json_is_true(v->value) : fallback;
}

int
json_fault(const struct json_doc *doc, const struct json *v, struct fault *f,
    const char *fmt, ...)
{
	va_list ap;
	char *text = NULL;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		mem_die(0);
	va_end(ap);
	if (v != NULL)
		fault_at(doc, v->at, f, text);
	else
		fault_set(f, doc->name, 0, 0, "%s", text);
	free(text);
	return -1;
}

int
json_want(const struct json_doc *doc, const struct json *map, const char *key,
    enum json_type type, const struct json **v, struct fault *f)
{
	static const char *const names[] = {"nothing", "a text",
	    "a whole number", "a number with a fraction", "true or false",
	    "null", "a list", "an object"};

	*v = json_get(map, key);
	if (*v == NULL || json_type(*v) == type)
		return 0;
	return json_fault(doc, *v, f, "\"%s\" is %s; it must be %s", key,
	    names[json_type(*v)], names[type]);
}

int
json_want_int(const struct json_doc *doc, const struct json *map,
    const char *key, int64_t least, int64_t most, int64_t *to,
    struct fault *f)
{
	const struct json *v;
	int64_t n;

	if (json_want(doc, map, key, JSON_INT, &v, f) != 0)
		return -1;
	if (v == NULL)
		return 0;
	n = json_int(v, 0);
	if (n < least && most == INT64_MAX)
		return json_fault(doc, v, f, "%s is out of range: %lld; it "
		    "must be %lld or more", key, (long long)n,
		    (long long)least);
	if (n < least || n > most)
		return json_fault(doc, v, f, "%s is out of range: %lld; it "
		    "may be %lld to %lld", key, (long long)n, (long long)least,
		    (long long)most);
	*to = n;
	return 0;
}

int
json_want_flag(const struct json_doc *doc, const struct json *map,
    const char *key, bool *to, struct fault *f)
{
	const struct json *v;

	if (json_want(doc, map, key, JSON_BOOL, &v, f) != 0)
		return -1;
	*to = json_truth(v, *to);
	return 0;
}

static unsigned
min3(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;

	return least < c ? least : c;
}

/* Levenshtein's distance in bytes (single edits that turn a into b); both at
 * most LONGEST_KEY long. */
static unsigned
distance(struct sv a, struct sv b)
{
	unsigned row[LONGEST_KEY + 1];

	for (unsigned j = 0; j <= b.len; j++)
		row[j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		unsigned corner = row[0];

		row[0] = i;
		for (unsigned j = 1; j <= b.len; j++) {
			unsigned above = row[j];

			row[j] = min3(above + 1, row[j - 1] + 1,
			    corner + (a.p[i - 1] != b.p[j - 1]));
			corner = above;
		}
	}
	return row[b.len];
}

/* "; did you mean "words"?", or the list of all that is known when nothing
 * comes near. */
static void
add_advice(struct str *to, struct sv key, const char *const *known)
{
	const char *nearest = NULL;
	unsigned least = (unsigned)(key.len < LONGEST_KEY ? key.len / 2 + 1
							  : 0);

	for (size_t i = 0; key.len <= LONGEST_KEY && known[i] != NULL; i++) {
		struct sv candidate = sv_z(known[i]);
		unsigned d = candidate.len <= LONGEST_KEY
		    ? distance(key, candidate) : least;

		if (d < least) {
			least = d;
			nearest = known[i];
		}
	}
	if (nearest != NULL) {
		str_addf(to, "; did you mean \"%s\"?", nearest);
		return;
	}
	str_addz(to, "; known keys are ");
	for (size_t i = 0; known[i] != NULL; i++)
		str_addf(to, "%s%s", i > 0 ? ", " : "", known[i]);
}

static bool
is_known(struct sv key, const char *const *known)
{
	for (size_t i = 0; known[i] != NULL; i++)
		if (sv_eq(key, sv_z(known[i])))
			return true;
	return false;
}

int
json_only(const struct json_doc *doc, const struct json *map,
    const char *const *known, struct fault *f)
{
	if (json_type(map) != JSON_MAP)
		return json_fault(doc, map, f, "not an object");
	for (size_t i = 0; i < map->count; i++) {
		const struct json *member = &map->members[i];
		struct str why = {0};

		if (sv_starts(member->key, SV("_")) ||
		    is_known(member->key, known))
			continue;
		str_addz(&why, "unknown key \"");
		fault_quote(&why, member->key, LONGEST_KEY);
		str_addc(&why, '"');
		add_advice(&why, member->key, known);
		fault_at(doc, member->key_at, f, why.p);
		str_free(&why);
		return -1;
	}
	return 0;
}
