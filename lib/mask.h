/* SPDX-License-Identifier: MIT */
/*
 * mask: texts and values without the persons in them. What is found by
 * extract.h is replaced by its class ([电话]), by a part of it (138****8000,
 * 张**, 510132********1234, 川A**345), or by a pseudonym ([电话#…]) that is
 * the same for the same value under one key and tells nothing without it.
 *
 * What mask wrote, mask leaves alone: masking twice changes nothing.
 */
#ifndef PRECINCT_MASK_H
#define PRECINCT_MASK_H

#include "digest.h"
#include "extract.h"

enum mask_as { MASK_CLASS, MASK_PARTIAL, MASK_PSEUDONYM };

struct mask_key;

/* Makes a key file (mode 0600), never over one that is there. -1 with the
 * fault. */
int mask_key_make(const char *path, struct fault *f);
/* NULL with the fault: no key file, damaged, or readable by others. */
struct mask_key *mask_key_read(const char *path, struct fault *f);
void mask_key_free(struct mask_key *key);
/* A hash of the data under the key, for what must be equal and tell nothing. */
void mask_key_hash(const struct mask_key *key, struct sv data,
    unsigned char digest[DIGEST_BYTES]);

struct mask_options {
	const struct extractor *extractor;
	enum mask_as as;
	const struct mask_key *key;     /* for MASK_PSEUDONYM */
	unsigned classes;               /* 0: EXTRACT_PERSONAL */
	bool english;                   /* [phone] for [电话] */
};

struct mask_edit {              /* in characters, before and after */
	size_t at, len, new_at, new_len;
	size_t byte;            /* before */
	enum extract_class class;
};

struct mask {                   /* of one thread */
	struct mask_options options;
	struct extract found;
	struct mask_edit *edits; /* of the last mask_text, in order */
	size_t nedits, edits_cap;
	struct mask_names *names;
	struct str scratch;
};

struct mask *mask_new(const struct mask_options *options);
void mask_free(struct mask *m);

/* A name known from elsewhere in the record, taken out wherever it stands in
 * the texts that follow, until mask_forget. Shorter than two characters, or
 * masked already: ignored. */
void mask_know(struct mask *m, struct sv name);
void mask_forget(struct mask *m);

/* Appends the text without persons. */
void mask_text(struct mask *m, struct sv text, struct str *out);
/* The same for a value under a heading (联系人, phone), which helps to know
 * it but is not written. */
void mask_text_under(struct mask *m, struct sv heading, struct sv text,
    struct str *out);
/* Appends a whole value of a class, masked even where extract would not know
 * it for one: a cell that holds nothing else. */
void mask_value(struct mask *m, enum extract_class class, struct sv value,
    struct str *out);
/* Whether a value was masked before: 张**, 138****8000, [电话]. */
bool mask_is_masked(struct sv value);
/* An address to the level of its community: cut before house number or
 * building; pseudonyms keep one for what is cut. */
void mask_address(struct mask *m, struct sv address, struct str *out);

/* Where a span of characters went by the n edits of a text; a part of a masked
 * value becomes the whole mask. */
void mask_move(const struct mask_edit *edits, size_t n, size_t *start,
    size_t *len);

#endif
