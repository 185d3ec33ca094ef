/* SPDX-License-Identifier: MIT */
/*
 * publish: a narrative made fit for a notice or a chat: without persons (by
 * mask.h, in words that read on: 某某, 某账号), without dates and times of
 * day, with sums rounded (8千余元), and short. What is left of long numbers,
 * addresses of the web and account names is taken out whatever it is: who
 * publishes must not rest on one net alone.
 */
#ifndef PRECINCT_PUBLISH_H
#define PRECINCT_PUBLISH_H

#include "mask.h"
#include "record.h"

struct publish;                 /* of one thread */

/* extractor is borrowed. */
struct publish *publish_new(const struct extractor *extractor, bool english);
void publish_free(struct publish *p);

/* Appends the record's narrative without persons, as a story of 报警人: names
 * told in other fields are taken out of it too, and what is of the call alone.
 * Nothing where there is none. */
void publish_record(struct publish *p, const struct record *r,
    struct str *out);
/* The same of a text alone. */
void publish_text(struct publish *p, struct sv text, struct str *out);

/* 8千余元, 3万余元, 120余万元: a sum in fen as it may be told of one case.
 * English: "over 8,000 yuan". Under 100 yuan: 几十元, "under 100 yuan". */
void publish_sum(struct str *out, int64_t fen, bool english);

/*
 * Appends the beginning of the text, of at most `most` characters and
 * `sentences` sentences, cut at the end of a sentence; one that is too long
 * alone is cut at its last comma, with …… after it. False, with nothing
 * appended, where not even that fits.
 */
bool publish_shorten(struct str *out, struct sv text, size_t most,
    unsigned sentences);

/* publish_date.c: the text with 日前 for its dates and times. */
void publish_dates(struct str *out, struct sv text, bool english);
/* The text without what says how the call came: 【微信报警】, 接…指令，. */
struct sv publish_lead(struct sv text);
/* publish_tell.c: 报警人某某（…）称： as the persona, 某同学: the text told of
 * somebody who may read it. */
void publish_tell(struct str *out, struct sv text, struct sv persona);

/* Whether nothing in the text looks like a number of a person, an account, an
 * address with a house number: the last look before it goes out. */
bool publish_is_clean(struct sv text);

#endif
