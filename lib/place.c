/* SPDX-License-Identifier: MIT */
#include "place.h"

#include "map.h"

static uint32_t
hash(struct sv part)
{
	uint32_t h;

	if (part.len == 0)
		return 0;
	h = (uint32_t)hash_bytes(part.p, part.len, 0);
	return h != 0 ? h : 1;
}

/* 柳河苑社区居委会, 柳河苑社区 and 柳河苑村 name the same people. */
static struct sv
community_name(struct sv s)
{
	static const char *const endings[] = {"居民委员会", "村民委员会", "居委会",
	    "村委会", "社区", "村", NULL};

	for (size_t i = 0; endings[i] != NULL; i++)
		if (sv_ends(s, sv_z(endings[i])) &&
		    s.len >= strlen(endings[i]) + 6)
			s.len -= strlen(endings[i]);
	return s;
}

bool
place_of(struct place *p, struct address *a, struct sv text,
    struct sv community)
{
	struct str key = {0};
	struct sv rest, name;

	*p = (struct place){0};
	if (!address_parse(a, text) && community.len == 0)
		return false;
	if (community.len == 0)
		community = a->community;
	p->community = hash(community_name(sv_trim(community)));
	p->depth = (uint8_t)address_depth(a);
	if (p->depth >= 2) {
		address_key(&key, a, SV(""));
		rest = str_sv(&key);
		(void)sv_split(&rest, '|', &name);
		if (sv_split(&rest, '|', &name))
			p->name = hash(name);
		p->house = name.len > 0 && name.p[name.len - 1] >= '0' &&
		    name.p[name.len - 1] <= '9';
		p->building = hash(a->building);
		p->unit = hash(a->unit);
		p->room = hash(a->room);
	}
	str_free(&key);
	return true;
}

static bool
clash(uint32_t a, uint32_t b)
{
	return a != 0 && b != 0 && a != b;
}

static bool
match(uint32_t a, uint32_t b)
{
	return a != 0 && a == b;
}

bool
place_differs(const struct place *a, const struct place *b)
{
	return clash(a->name, b->name) || clash(a->community, b->community) ||
	    (match(a->name, b->name) && clash(a->building, b->building));
}

unsigned
place_agrees(const struct place *a, const struct place *b)
{
	if (!match(a->name, b->name) || place_differs(a, b))
		return 0;
	if (!match(a->building, b->building))
		return 2;
	/* units are left out where rooms are numbered through */
	if (clash(a->unit, b->unit))
		return 3;
	if (match(a->room, b->room))
		return 5;
	/* next door is no nearer than the building */
	return match(a->unit, b->unit) && !clash(a->room, b->room) ? 4 : 3;
}

uint64_t
place_key(const struct place *p, unsigned depth)
{
	uint32_t parts[] = {depth, p->name, depth >= 3 ? p->building : 0,
	    depth >= 5 ? p->room : 0};

	if (p->name == 0 || (depth >= 3 && p->building == 0) ||
	    (depth >= 5 && p->room == 0))
		return 0;
	return hash_bytes(parts, sizeof(parts), 0x706c) | 1;
}
