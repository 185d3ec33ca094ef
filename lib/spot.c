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

static struct sv
key_part(struct sv *rest)
{
	struct sv part = {NULL, 0};

	sv_split(rest, '|', &part);
	return part;
}

static void
add_part(struct str *out, struct sv part)
{
	for (size_t i = 0; i < part.len; i++)
		str_addc(out, part.p[i] == '|' ? '/' : part.p[i]);
}

/* As address_key names it, without the number of the house: an estate by its
 * name, a market with its road, else the road. */
static void
add_name(struct str *out, const struct address *a)
{
	bool placed = a->place.len != 0 && (a->road.len == 0 ||
	    a->place.p > a->road.p);

	if (!placed || a->building.len == 0)
		add_part(out, a->road);
	if (placed)
		add_part(out, without_house(a->place));
}

bool
spot_add_key(struct str *out, struct address *a, struct sv text,
    struct sv community)
{
	size_t start = out->len, name;

	if (text.len == 0 || !address_parse(a, text))
		return false;
	/* The community's own name stands for no place in it. */
	if (a->road.len == 0 && a->building.len == 0 &&
	    a->community.len > 0 && a->place.p == a->community.p)
		return false;
	add_part(out, community.len != 0 ? community : a->community);
	str_addc(out, '|');
	name = out->len;
	add_name(out, a);
	if (out->len > name)
		return true;
	out->len = start;
	out->p[start] = '\0';
	return false;
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

/* 学源路88夜市: to the first digit; 18栋 alone stays nameless. */
static void
add_masked(struct str *out, struct sv place)
{
	size_t n = 0;

	while (n < place.len && (place.p[n] < '0' || place.p[n] > '9'))
		n++;
	str_add(out, place.p, n);
	str_addz(out, "**");
}

void
spot_show_door(struct str *out, struct sv key, bool masked)
{
	static const char *const ends[] = {"栋", "单元", "室"};
	struct sv part;

	key_part(&key);
	part = key_part(&key);
	if (masked) {
		add_masked(out, part);
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
