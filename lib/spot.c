/* SPDX-License-Identifier: MIT */
#include "spot.h"

/* 白云村3组12 is a household: the place is 白云村3组. */
static struct sv
without_house(struct sv place)
{
	struct sv s = place;

	while (s.len > 0 && ((s.p[s.len - 1] >= '0' && s.p[s.len - 1] <= '9') ||
	    s.p[s.len - 1] == '-'))
		s.len--;
	return sv_ends(s, SV("组")) || sv_ends(s, SV("社")) ||
	    sv_ends(s, SV("队")) ? s : place;
}

/* The second part of an address key, and what is before it. */
static struct sv
key_part(struct sv *rest)
{
	struct sv part = {NULL, 0};

	sv_split(rest, '|', &part);
	return part;
}

bool
spot_add_key(struct str *out, struct address *a, struct sv text,
    struct sv community)
{
	struct str key = {0};
	struct sv rest, first, place;
	bool told;

	if (text.len == 0 || !address_parse(a, text))
		return false;
	address_key(&key, a, community);
	rest = str_sv(&key);
	first = key_part(&rest);
	place = without_house(key_part(&rest));
	/* The community's own name stands for no place in it. */
	told = place.len > 0 && !sv_eq(place, first) &&
	    !(a->community.len > 0 && a->place.p == a->community.p &&
		a->road.len == 0 && a->building.len == 0);
	if (told) {
		str_addsv(out, first);
		str_addc(out, '|');
		str_addsv(out, place);
	}
	str_free(&key);
	return told;
}

bool
spot_add_door(struct str *out, const struct address *a, struct sv community)
{
	if (address_depth(a) < 3 && a->number.len == 0)
		return false;
	address_key(out, a, community);
	return true;
}

struct sv
spot_community(struct sv key)
{
	return key_part(&key);
}

struct sv
spot_name(struct sv key)
{
	key_part(&key);
	return key_part(&key);
}

void
spot_show_door(struct str *out, struct sv key, bool masked)
{
	static const char *const ends[] = {"栋", "单元", "室"};
	struct sv part;

	key_part(&key);
	part = key_part(&key);
	if (masked) {
		struct sv place = without_house(part);

		/* The number of a house on a road is its door. */
		while (place.len > 0 && (place.p[place.len - 1] == '-' ||
		    (place.p[place.len - 1] >= '0' &&
		    place.p[place.len - 1] <= '9')))
			place.len--;
		str_addsv(out, place);
		str_addz(out, "**");
		return;
	}
	str_addsv(out, part);
	for (size_t i = 0; i < 3; i++) {
		part = key_part(&key);
		if (part.len == 0)
			continue;
		str_addsv(out, part);
		str_addz(out, ends[i]);
	}
}

bool
spot_same(struct sv a, struct sv b)
{
	struct sv x = spot_community(a), y = spot_community(b);

	return sv_eq(spot_name(a), spot_name(b)) &&
	    (x.len == 0 || y.len == 0 || sv_eq(x, y));
}
