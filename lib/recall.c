/* SPDX-License-Identifier: MIT */
#include "recall.h"

#include <stdlib.h>

#define SLOTS 1024              /* a power of two */

struct slot {                   /* of a text, or empty */
	struct str text;
	struct evidence_hit *hits;
	size_t n, cap;
};

struct recall {
	struct slot slots[SLOTS];
};

struct recall *
recall_new(void)
{
	return mem_zalloc(1, sizeof(struct recall));
}

void
recall_free(struct recall *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++) {
		str_free(&r->slots[i].text);
		free(r->slots[i].hits);
	}
	free(r);
}

static void
fill(struct slot *s, struct evidence *e, enum rule_field field,
    struct sv text)
{
	const struct evidence_hit *h;

	str_clear(&s->text);
	str_addsv(&s->text, text);
	s->n = 0;
	evidence_read(e, field, text);
	while ((h = evidence_next(e)) != NULL) {
		if (s->n == s->cap) {
			s->cap = s->cap * 2 + 8;
			s->hits = mem_realloc(s->hits,
			    s->cap * sizeof(*s->hits));
		}
		s->hits[s->n++] = *h;
	}
}

struct recall_hits
recall_find(struct recall *r, struct evidence *e, enum rule_field field,
    struct sv text)
{
	struct slot *s = &r->slots[hash_bytes(text.p, text.len, 0) % SLOTS];

	if (!sv_eq(str_sv(&s->text), text))
		fill(s, e, field, text);
	return (struct recall_hits){s->hits, s->n};
}
