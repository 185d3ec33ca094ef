/* SPDX-License-Identifier: MIT */
/*
 * bulletin_write: a choice as a message, as long as the chat allows, and in
 * words for the officer why it is so.
 */
#ifndef PRECINCT_BULLETIN_WRITE_H
#define PRECINCT_BULLETIN_WRITE_H

#include "bulletin_choose.h"
#include "bulletin_words.h"

struct bulletin_message {
	struct sv group;        /* its name */
	struct str silence;     /* why there is no text */
	struct str text;
	size_t length;          /* as the chat counts */
	struct sv themes[BULLETIN_THEMES];      /* that it tells of */
	size_t nthemes;
};

/* Writes the message of a group that speaks. -1 with the fault: even the
 * shortest is longer than the group allows. */
int bulletin_write(const struct bulletin_work *w,
    const struct bulletin_words *words, const struct fold *fold,
    size_t group, int64_t on, const struct bulletin_choice *c,
    struct bulletin_message *m, struct fault *f);
void bulletin_message_free(struct bulletin_message *m);

/* Why a group gets no message, one line. */
void bulletin_silence_words(struct str *out, const struct bulletin_work *w,
    size_t group, const struct bulletin_choice *c, bool english);
/* Why these types and not the others, one line each. */
void bulletin_why(struct str *out, const struct bulletin_work *w,
    size_t group, const struct bulletin_choice *c, bool english);

/* A group's message, or why there is none, as an object or as text under a
 * heading; why: empty, or the lines of bulletin_why. */
void bulletin_put_json(struct str *out, const struct bulletin_message *m,
    struct sv why);
void bulletin_put_text(struct str *out, const struct bulletin_message *m,
    struct sv why, bool heading, bool english);

#endif
