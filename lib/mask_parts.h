/* SPDX-License-Identifier: MIT */
/* mask_parts: what the modules of mask.h share. */
#ifndef PRECINCT_MASK_PARTS_H
#define PRECINCT_MASK_PARTS_H

#include "mask.h"

/* Appends the pseudonym's letters. */
void mask_key_token(const struct mask_key *key, struct sv domain,
    struct sv value, struct str *out);
/* Appends what stands for a value whose normal form is norm. */
void mask_put(struct mask *m, enum extract_class class, struct sv norm,
    struct str *out);
/* Words in a name column that name nobody: 匿名, 不详. */
bool mask_is_nobody(struct sv name);
/* A value that lies in a mark of ours: [账号#…]. */
bool mask_in_mark(struct sv text, size_t at);

#endif
