/* SPDX-License-Identifier: MIT */
#include "widen.h"

#include "map.h"
#include "repat.h"
#include "src.h"
#include "utf8.h"

#include <stdlib.h>

#define SYNONYMS_MAX ((size_t)16 << 20)
#define WORD_CHARS 32

static void
add_code(struct str *out, uint32_t c)
{
	str_addf(out, "\\x{%x}", (unsigned)c);
}

static void
add_forms(struct str *out, const uint16_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_code(out, list[i]);
}

/* Only ranges within ASCII are widened: those of Han hold their forms. */
static void
widen_class(struct str *out, const struct forms *forms, struct sv text)
{
	struct repat_item item;
	const uint16_t *list;
	size_t at = 0;

	str_add(out, text.p, text.len - 1);
	while (repat_class_next(text, &at, &item)) {
		if (item.kind == REPAT_SET ||
		    (item.kind == REPAT_RANGE && item.to >= 0x80))
			continue;
		for (uint32_t c = item.from; c <= item.to; c++) {
			size_t n = forms_of(forms, c, &list);

			if (n > 0)
				add_forms(out, list, n);
		}
	}
	if (memmem(text.p, text.len, "\\d", 2) != NULL &&
	    memmem(text.p, text.len, "\\\\d", 3) == NULL)
		str_addz(out, "\\x{ff10}-\\x{ff19}");
	str_addc(out, ']');
}

void
widen_pattern(struct str *out, const struct forms *forms, struct sv pattern)
{
	struct repat r;
	struct repat_token t;
	const uint16_t *list;
	bool quoted = false;

	repat_init(&r, pattern);
	while ((t = repat_next(&r)).kind != REPAT_END) {
		size_t n = t.kind == REPAT_CHAR ? forms_of(forms, t.c, &list)
						: 0;

		if (n > 0) {
			str_addz(out, quoted ? "\\E[" : "[");
			add_forms(out, list, n);
			str_addz(out, quoted ? "]\\Q" : "]");
		} else if (t.kind == REPAT_CLASS && t.text.len > 2 &&
		    sv_ends(t.text, SV("]"))) {
			widen_class(out, forms, t.text);
		} else if (sv_eq(t.text, SV("\\d"))) {
			str_addz(out, "[0-9\\x{ff10}-\\x{ff19}]");
		} else if (sv_eq(t.text, SV("\\D"))) {
			str_addz(out, "[^0-9\\x{ff10}-\\x{ff19}]");
		} else {
			str_addsv(out, t.text);
		}
		quoted = r.quoting;
	}
}

struct synonyms {
	struct arena arena;
	struct map words;       /* word -> struct member */
	size_t longest;         /* characters */
};

struct member {
	struct sv group;        /* (?:a|b|c) */
};

/* A line of words: each leads to the group of all. */
static int
add_line(struct synonyms *s, const char *path, uint64_t number, struct sv line,
    struct fault *f)
{
	struct str group = {0};
	struct sv rest = line, word, kept;
	bool is_new;
	int r = 0;

	str_addz(&group, "(?:");
	while (sv_split(&rest, '=', &word)) {
		word = sv_trim(word);
		if (word.len == 0)
			r = fault_set(f, path, number, 0, "an empty word; "
			    "write words with = between them: 打架=斗殴");
		if (group.len > 3)
			str_addc(&group, '|');
		repat_quote(&group, word);
	}
	str_addc(&group, ')');
	kept = arena_dup(&s->arena, str_sv(&group));
	for (rest = line; r == 0 && sv_split(&rest, '=', &word);) {
		struct member *m;
		size_t n;

		word = sv_trim(word);
		n = utf8_count(word);
		m = map_put(&s->words, word, &is_new);
		if (!is_new || n > WORD_CHARS)
			r = fault_set(f, path, number, 0, is_new
			    ? "a word of more than %d characters: %.*s"
			    : "a word that stands in another place too "
			    "(%d): %.*s; put its synonyms on one line",
			    is_new ? WORD_CHARS : (int)number,
			    (int)word.len, word.p);
		m->group = kept;
		s->longest = n > s->longest ? n : s->longest;
	}
	str_free(&group);
	return r;
}

struct synonyms *
synonyms_read(const char *path, struct fault *f)
{
	struct synonyms *s = mem_zalloc(1, sizeof(*s));
	struct str text = {0};
	struct sv rest, line;
	uint64_t number = 0;
	int r = src_slurp(path, SYNONYMS_MAX, &text, f);

	s->words.size = sizeof(struct member);
	rest = str_sv(&text);
	if (sv_starts(rest, SV("\xef\xbb\xbf")))
		rest = sv_from(rest, 3);
	if (r == 0 && !utf8_is_valid(rest))
		r = fault_set(f, path, 0, 0, "not UTF-8; convert the file");
	while (r == 0 && rest.p != NULL && sv_split(&rest, '\n', &line)) {
		number++;
		line = sv_trim(line);
		if (line.len > 0 && line.p[0] != '#')
			r = add_line(s, path, number, line, f);
	}
	str_free(&text);
	if (r == 0)
		return s;
	synonyms_free(s);
	return NULL;
}

void
synonyms_free(struct synonyms *s)
{
	if (s == NULL)
		return;
	map_free(&s->words);
	arena_free(&s->arena);
	free(s);
}

/* The tokens at r as characters: text[i] is the word of the first i + 1, and
 * after[i] where the pattern goes on behind them. Gives how many. */
static size_t
read_chars(struct repat r, size_t max, struct str *word, size_t *ends,
    size_t *after)
{
	struct repat_token t = repat_next(&r);
	size_t n = 0;

	str_clear(word);
	while (n < max && t.kind == REPAT_CHAR && !r.quoting) {
		size_t at = r.at;

		utf8_add(word, t.c);
		t = repat_next(&r);
		if (t.kind == REPAT_QUANTIFIER)
			break; /* it is the last character's alone */
		ends[n] = word->len;
		after[n++] = at;
	}
	return n;
}

void
synonyms_apply(struct str *out, const struct synonyms *s, struct sv pattern)
{
	struct repat r;
	struct str word = {0};
	size_t ends[WORD_CHARS], after[WORD_CHARS];

	repat_init(&r, pattern);
	while (r.at < pattern.len) {
		size_t from = r.at, n = r.quoting ? 0 :
		    read_chars(r, s->longest, &word, ends, after);
		const struct member *m = NULL;

		while (n > 0 && (m = map_get(&s->words,
		    (struct sv){word.p, ends[n - 1]})) == NULL)
			n--;
		if (m != NULL) {
			str_addsv(out, m->group);
			r.at = after[n - 1];
			continue;
		}
		repat_next(&r);
		str_add(out, pattern.p + from, r.at - from);
	}
	str_free(&word);
}
