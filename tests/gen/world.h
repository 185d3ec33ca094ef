/* SPDX-License-Identifier: MIT */
/*
 * world: the people and homes of the synthetic year of disputes. Everything
 * follows from a number, so that nothing is kept. No person is real; telephone
 * numbers have 0000 in the middle.
 */
#ifndef PRECINCT_WORLD_H
#define PRECINCT_WORLD_H

#include "scene.h"

#define WORLD_PEOPLE 120000
#define WORLD_HOMES 45000
#define WORLD_SHOPS 90

struct person {
	char name[32];
	char phone[16], other_phone[16];
	char card[20];
	bool female;
};

void person_draw(struct person *p, unsigned number, uint64_t seed);

/* An address in parts; `home` has all of the first, a place the name alone. */
struct spot {
	const char *community;
	char name[48];          /* 柳河苑, 学源路88号, 串头村6组12号 */
	unsigned building, unit, room;  /* 0: none (a house of its own) */
	bool estate;            /* 小区 may stand behind the name */
};

void spot_home(struct spot *s, unsigned number);
void spot_shop(struct spot *s, unsigned number);
/* A place where many things happen: a gate, a crossing, a market. */
void spot_public(struct spot *s, struct dice *d);

/* How exactly an address is told. */
enum spot_level { SPOT_FULL, SPOT_UNIT, SPOT_BUILDING, SPOT_NAME };
/* Appends it as one of the ways in which it is written. dirt: of a thousand,
 * how many are not the plainest. */
void spot_write(struct str *out, const struct spot *s, enum spot_level level,
    unsigned dirt, struct dice *d);
/* A name as forms hold it: 张伟, 张先生, 张某, 张 伟, 张玮. May be empty. */
void name_write(char *to, size_t size, const char *name, bool female,
    unsigned dirt, struct dice *d);

#endif
