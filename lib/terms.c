/* SPDX-License-Identifier: MIT */
#include "terms.h"

#include <stdlib.h>

/* Bounds of a file that people edit: far above use, below trouble. */
#define TERMS_MAX 4096

enum { NOTHERS = 3 };
static const char *const others[NOTHERS] = {"names.json", "numbers.json",
    "words.json"};

struct terms {
	struct arena arena;
	struct json_doc *docs[TERM_NKINDS + NOTHERS];
	struct term *terms;
	size_t n, cap;
	struct texts lists[TERM_NLISTS];
};

static const char *const term_files[TERM_NKINDS] = {
	[TERM_PLATFORM] = "platforms.json",
	[TERM_PAYMENT] = "payments.json",
	[TERM_CONTACT] = "contacts.json",
};

static const struct {
	const char *file, *key;
} list_keys[TERM_NLISTS] = {
	[TERM_SURNAMES] = {"names.json", "surnames"},
	[TERM_COMPOUND] = {"names.json", "compound_surnames"},
	[TERM_COMMON] = {"names.json", "common"},
	[TERM_STOPS] = {"names.json", "stops"},
	[TERM_WORDS] = {"words.json", "words"},
	[TERM_GIVEN] = {"names.json", "given"},
	[TERM_NEVER_GIVEN] = {"names.json", "never_given"},
	[TERM_LABELS] = {"names.json", "labels"},
	[TERM_ROLES] = {"names.json", "roles"},
	[TERM_LINKS] = {"names.json", "links"},
	[TERM_AFTER] = {"names.json", "after"},
	[TERM_NOT_NAMES] = {"names.json", "not_names"},
	[TERM_PHONE_CUES] = {"numbers.json", "phone"},
	[TERM_ID_CUES] = {"numbers.json", "id"},
	[TERM_CARD_CUES] = {"numbers.json", "card"},
	[TERM_PLATE_CUES] = {"numbers.json", "plate"},
	[TERM_ACCOUNT_CUES] = {"numbers.json", "account"},
	[TERM_REFERENCE_CUES] = {"numbers.json", "reference"},
	[TERM_CONTACT_VERBS] = {"contacts.json", "verbs"},
	[TERM_CONTACT_NOT] = {"contacts.json", "not"},
};

static struct json_doc *
read_doc(struct terms *t, size_t slot, const char *dir, const char *file,
    struct fault *f)
{
	struct str path = {0};

	str_addf(&path, "%s/%s", dir, file);
	t->docs[slot] = json_read(str_z(&path), f);
	str_free(&path);
	return t->docs[slot];
}

/* Known keys of a file: the lists in it, and "terms" where it has terms. */
static int
check_keys(const struct json_doc *doc, const char *file, bool terms,
    struct fault *f)
{
	const char *known[TERM_NLISTS + 3] = {"format"};
	size_t n = 1;

	if (terms)
		known[n++] = "terms";
	for (size_t i = 0; i < TERM_NLISTS; i++)
		if (strcmp(list_keys[i].file, file) == 0)
			known[n++] = list_keys[i].key;
	return texts_format(doc, known, f);
}

static int
read_lists(struct terms *t, const struct json_doc *doc, const char *file,
    struct fault *f)
{
	for (size_t i = 0; i < TERM_NLISTS; i++)
		if (strcmp(list_keys[i].file, file) == 0 &&
		    texts_read(doc, json_root(doc), list_keys[i].key,
		    &t->arena, &t->lists[i], f) != 0)
			return -1;
	return 0;
}

static bool
is_id(struct sv id)
{
	for (size_t i = 0; i < id.len; i++)
		if (!((id.p[i] >= 'a' && id.p[i] <= 'z') ||
		    (id.p[i] >= '0' && id.p[i] <= '9') || id.p[i] == '_'))
			return false;
	return id.len > 0;
}

static int
read_term(struct terms *t, enum term_kind kind, const struct json_doc *doc,
    const struct json *map, struct fault *f)
{
	static const char *const known[] = {"id", "zh", "en", "words",
	    "nouns", NULL};
	struct term term = {.kind = kind};

	if (json_only(doc, map, known, f) != 0 ||
	    texts_need(doc, map, "id", &term.id, f) != 0 ||
	    texts_need(doc, map, "zh", &term.zh, f) != 0 ||
	    texts_need(doc, map, "en", &term.en, f) != 0 ||
	    texts_read(doc, map, "words", &t->arena, &term.words, f) != 0 ||
	    texts_read(doc, map, "nouns", &t->arena, &term.nouns, f) != 0)
		return -1;
	if (!is_id(term.id))
		return json_fault(doc, json_get(map, "id"), f, "not an id: "
		    "%s; use a-z, 0-9 and _", term.id.p);
	if (terms_find(t, kind, term.id) >= 0)
		return json_fault(doc, json_get(map, "id"), f,
		    "the id is used twice: %s", term.id.p);
	if (term.words.count + term.nouns.count == 0)
		return json_fault(doc, map, f,
		    "no words that tell it: %s; give \"words\"", term.id.p);
	if (t->n == t->cap) {
		t->cap = t->cap != 0 ? t->cap * 2 : 64;
		t->terms = mem_realloc(t->terms, t->cap * sizeof(*t->terms));
	}
	t->terms[t->n++] = term;
	return 0;
}

static int
read_terms(struct terms *t, enum term_kind kind, const struct json_doc *doc,
    struct fault *f)
{
	const struct json *list;

	if (texts_objects(doc, json_root(doc), "terms", TERMS_MAX, &list,
	    f) != 0)
		return -1;
	for (size_t i = 0; i < json_count(list); i++)
		if (read_term(t, kind, doc, json_at(list, i), f) != 0)
			return -1;
	return 0;
}

struct terms *
terms_read(const char *dir, struct fault *f)
{
	struct terms *t = mem_zalloc(1, sizeof(*t));
	int r = 0;

	for (unsigned k = 0; r == 0 && k < TERM_NKINDS; k++) {
		const char *file = term_files[k];
		const struct json_doc *doc = read_doc(t, k, dir, file, f);

		if (doc == NULL || check_keys(doc, file, true, f) != 0 ||
		    read_lists(t, doc, file, f) != 0 ||
		    read_terms(t, (enum term_kind)k, doc, f) != 0)
			r = -1;
	}
	for (size_t i = 0; r == 0 && i < NOTHERS; i++) {
		const struct json_doc *doc = read_doc(t, TERM_NKINDS + i, dir,
		    others[i], f);

		if (doc == NULL || check_keys(doc, others[i], false, f) != 0 ||
		    read_lists(t, doc, others[i], f) != 0)
			r = -1;
	}
	if (r != 0) {
		terms_free(t);
		return NULL;
	}
	return t;
}

void
terms_free(struct terms *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < sizeof(t->docs) / sizeof(t->docs[0]); i++)
		json_free(t->docs[i]);
	free(t->terms);
	arena_free(&t->arena);
	free(t);
}

size_t
terms_count(const struct terms *t)
{
	return t->n;
}

const struct term *
terms_at(const struct terms *t, size_t i)
{
	return &t->terms[i];
}

int
terms_find(const struct terms *t, enum term_kind kind, struct sv id)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->terms[i].kind == kind && sv_eq(t->terms[i].id, id))
			return (int)i;
	return -1;
}

const struct texts *
terms_list(const struct terms *t, enum term_list list)
{
	return &t->lists[list];
}
