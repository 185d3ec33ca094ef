/* SPDX-License-Identifier: MIT */
/*
 * bulletin_words: what messages are made of in one language: the template,
 * and for each type its name, the sign to know it by and what to do.
 */
#ifndef PRECINCT_BULLETIN_WORDS_H
#define PRECINCT_BULLETIN_WORDS_H

#include "json.h"
#include "template.h"

/* Names of the placeholders, in order of enum bulletin_value. */
extern const char *const bulletin_names[];
enum bulletin_value {
	BV_GROUP, BV_STATION, BV_PLACE, BV_AUDIENCE, BV_DAYS, BV_FROM, BV_TO,
	BV_CASES, BV_LOSS, BV_MORE, BV_FEWER, BV_THEME, BV_THEME_CASES,
	BV_SURGING, BV_SECOND, BV_SECOND_CASES, BV_CASE, BV_SIGN, BV_ADVICE,
	BV_EMOJI, BV_COUNT
};

struct bulletin_words {
	struct template *template;
	struct json_doc *doc;
	bool english;
};

/* Reads zh.txt and zh.json, or en.*, of a directory. -1 with the fault. */
int bulletin_words_read(struct bulletin_words *w, const char *directory,
    bool english, struct fault *f);
void bulletin_words_free(struct bulletin_words *w);

/* Of the type itself, else of fraud.other. */
struct sv bulletin_theme_name(const struct bulletin_words *w, struct sv type);
struct sv bulletin_theme_sign(const struct bulletin_words *w, struct sv type);
/* What to do: of the lists for this audience ("" or none: for all) the one
 * whose turn it is. */
const struct json *bulletin_advice(const struct bulletin_words *w,
    struct sv type, struct sv audience, size_t turn);
/* 某同学, 某居民 */
struct sv bulletin_persona(const struct bulletin_words *w, struct sv victim);

#endif
