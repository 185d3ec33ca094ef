/* SPDX-License-Identifier: MIT */
/*
 * scene: the wording of the synthetic police log. Everything here is invented;
 * places are the public names of the model station's area or made up.
 *
 * A template holds slots in braces that scene_fill replaces:
 *   {p} place  {c} community  {n} a name  {m} another name  {a} an amount in
 *   words  {k} a small number  {t} time of day  {x} app or platform  {h} phone
 *   {s} shop or company  {d} number of days
 */
#ifndef PRECINCT_SCENE_H
#define PRECINCT_SCENE_H

#include "str.h"

struct scene {
	const char *category;   /* the truth, for --truth */
	unsigned weight;        /* how often, of the sum of all weights */
	const char *type[3];    /* class of three levels */
	const char *const *calls;     /* what the caller tells */
	const char *const *details;   /* more of it, may repeat */
	const char *const *feedbacks; /* what the officers found */
	const char *const *outcomes;  /* how it ended */
	unsigned loss_min, loss_max;  /* yuan; 0: no loss */
};

extern const struct scene scenes[];
extern const size_t nscenes;

/* A deterministic source of numbers (splitmix64, public domain). */
struct dice {
	uint64_t state;
};
uint64_t dice_next(struct dice *d);
unsigned dice_below(struct dice *d, unsigned n);
const char *dice_pick(struct dice *d, const char *const *list);

/* What the slots of one incident stand for. */
struct cast {
	char caller[32], other[32], phone[16];
	const char *place, *community, *shop, *app;
	uint64_t loss;          /* yuan */
	/* of a thread (threads.h); NULL and 0: drawn as usual */
	const char *address, *card, *narrative, *feedback;
	unsigned sex;           /* 1 male, 2 female */
};

void cast_draw(struct cast *c, struct dice *d, const struct scene *s);
/* A surname and a given name. */
void draw_name(char *name, size_t size, struct dice *d);
void scene_fill(struct str *out, const char *template, const struct cast *c,
    struct dice *d);

#endif
