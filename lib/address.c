/* SPDX-License-Identifier: MIT */
#include "address.h"
#include "narrow.h"
#include "numeral.h"
#include "utf8.h"

/* A name of a division, road or place has at most so many characters. */
#define NAME_MAX_CHARS 12

static size_t
word_at(struct sv s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (sv_starts(s, sv_z(*list)))
			return strlen(*list);
	return 0;
}

static size_t
word_end(struct sv s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (sv_ends(s, sv_z(*list)))
			return strlen(*list);
	return 0;
}

static size_t
char_len(struct sv s)
{
	uint32_t c;
	size_t n = utf8_decode(s, &c);

	return n != 0 ? n : 1;
}

/* Digits without zeros in front: 03栋 is 3栋. */
static struct sv
plain_number(struct sv d)
{
	while (d.len > 1 && d.p[0] == '0')
		d = sv_from(d, 1);
	return d;
}

/* --- folding: narrow, no blanks, 三幢 as 3幢, letters in upper case --------- */

/* What a numeral counts: before anything else it is part of a name (四川,
 * 五津街道, 三圣乡). */
static const char *const counted[] = {"栋", "幢", "棟", "号", "號", "座",
    "单元", "室", "层", "楼", "组", "期", "段", "区", "-", NULL};

static void
fold_char(struct str *out, struct sv *s)
{
	size_t n = char_len(*s);
	char c = s->p[0];

	if (n == 1 && c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (n > 1)
		str_add(out, s->p, n);
	else if (c != ' ' && c != '\t')
		str_addc(out, c);
	*s = sv_from(*s, n);
}

static void
fold(struct str *out, struct sv text)
{
	struct str narrowed = {0};
	struct sv s;
	int64_t value;
	size_t n;

	narrow_add(&narrowed, text);
	s = sv_trim(str_sv(&narrowed));
	str_clear(out);
	/* The parts that are put together anew go behind the text, and views
	 * of it must last: room for all of them at once. */
	str_reserve(out, s.len * 8 + 64);
	while (s.len > 0) {
		n = s.p[0] >= '0' && s.p[0] <= '9' ? 0 :
		    numeral_read(s, &value);
		if (n == 0 || word_at(sv_from(s, n), counted) == 0) {
			fold_char(out, &s);
			continue;
		}
		str_addi(out, value);
		s = sv_from(s, n);
	}
	str_free(&narrowed);
}

/* --- divisions, community, road ------------------------------------------- */

/* Offset after the first of marks in s that ends a name: no digit, no more
 * than NAME_MAX_CHARS before it, none of `not_after` right before it. */
static size_t
name_end(struct sv s, const char *const *marks, const char *const *not_after,
    size_t *mark_len)
{
	size_t at = 0;

	for (int i = 0; i < NAME_MAX_CHARS && at < s.len; i++) {
		struct sv rest = sv_from(s, at);
		size_t n = word_at(rest, marks);

		if (n != 0 && i > 0 &&
		    word_end((struct sv){s.p, at}, not_after) == 0) {
			*mark_len = n;
			return at + n;
		}
		if (sv_digits(rest) != 0)
			return 0;
		at += char_len(rest);
	}
	return 0;
}

/* 四川省成都市新津区花源街道: in this order, each at most once. 小区 and
 * 社区, 超市 and 夜市 are no divisions. */
static struct sv
after_divisions(struct sv s)
{
	static const char *const provinces[] = {"省", "自治区", NULL};
	static const char *const cities[] = {"市", "自治州", "地区", NULL};
	static const char *const counties[] = {"区", "县", NULL};
	static const char *const towns[] = {"街道办事处", "街道", "镇", "乡", NULL};
	static const char *const none[] = {NULL};
	static const char *const no_city[] = {"超", "夜", "门", "菜", "集", "花",
	    "都", NULL};
	/* 东区 of an estate, but 江北区 after its city */
	static const char *const no_county[] = {"东", "西", "南", "北", "小",
	    "社", "园", "校", "厂", "景", "片", "院", "住宅", "生活", "宿舍",
	    "商业", "库", "A", "B", "C", "D", NULL};
	static const char *const no_town[] = {"古", "城", NULL};
	const char *const *const levels[] = {provinces, cities, counties, towns};
	const char *const *not_after[] = {none, no_city, no_county, no_town};

	for (size_t i = 0; i < 4; i++) {
		size_t mark, end = name_end(s, levels[i], not_after[i], &mark);

		if (end != 0 && end < s.len &&
		    !sv_starts(sv_from(s, end), SV("场"))) {
			s = sv_from(s, end);
			not_after[2] = no_county + 4;
		}
	}
	return s;
}

/* 柳河苑社区, 白云村; 新村 is a housing estate. */
static struct sv
take_community(struct address *a, struct sv s)
{
	static const char *const marks[] = {"社区", "村", NULL};
	static const char *const no_village[] = {"新", "中", "度假", NULL};
	static const char *const offices[] = {"居民委员会", "村民委员会",
	    "居委会", "村委会", NULL};
	size_t mark, end = name_end(s, marks, no_village, &mark);

	if (end == 0)
		return s;
	a->community = (struct sv){s.p, end};
	/* until something nearer is told, the place is the community's */
	a->place = mark == 3 ? a->community : (struct sv){s.p, end - mark};
	return sv_from(s, end + word_at(sv_from(s, end), offices));
}

/* Appends to folded, which has room, and gives the view. */
static struct sv
compose(struct address *a, struct sv first, const char *joint, struct sv second)
{
	size_t at = a->folded.len;

	str_addsv(&a->folded, first);
	str_addz(&a->folded, joint);
	str_addsv(&a->folded, second);
	return (struct sv){a->folded.p + at, a->folded.len - at};
}

/* 88号, 88-3号, 88号附3号; *rest is what follows. False: no house number (3号楼
 * is a building). */
static bool
take_number(struct address *a, struct sv *rest)
{
	struct sv s = *rest, first = {s.p, sv_digits(s)}, second = {NULL, 0};

	s = sv_from(s, first.len);
	if (first.len == 0 || first.len > 5)
		return false;
	if (sv_starts(s, SV("-"))) {
		second = (struct sv){s.p + 1, sv_digits(sv_from(s, 1))};
		s = sv_from(s, 1 + second.len);
	}
	/* 3号楼 is a building, 3号楼下 is below the house of that number */
	if (!sv_starts(s, SV("号")) || (sv_starts(s, SV("号楼")) &&
	    !sv_starts(s, SV("号楼下"))))
		return false;
	s = sv_from(s, 3);
	if (sv_starts(s, SV("附")) && sv_digits(sv_from(s, 3)) != 0) {
		second = (struct sv){s.p + 3, sv_digits(sv_from(s, 3))};
		s = sv_from(s, 3 + second.len);
		s = sv_from(s, sv_starts(s, SV("号")) ? 3 : 0);
	}
	a->number = second.len == 0 ? plain_number(first) :
	    compose(a, plain_number(first), "-", plain_number(second));
	*rest = s;
	return true;
}

/* 学源路, 人民路2段, 滨河大道南段. */
static struct sv
take_road(struct address *a, struct sv s)
{
	static const char *const marks[] = {"大道", "路", "街", "巷", "胡同", "弄",
	    "公路", NULL};
	static const char *const none[] = {NULL};
	static const char *const segments[] = {"南段", "北段", "东段", "西段",
	    "中段", NULL};
	static const char *const crossings[] = {"与", "和", "交", NULL};
	size_t mark, end = name_end(s, marks, none, &mark), n;

	if (end == 0)
		return s;
	n = word_at(sv_from(s, end), segments);
	if (n == 0) {
		n = sv_digits(sv_from(s, end));
		n = n != 0 && sv_starts(sv_from(s, end + n), SV("段")) ?
		    n + 3 : 0;
	}
	/* 学源路与武阳路交叉口 is a place */
	if (word_at(sv_from(s, end), crossings) != 0)
		return s;
	a->road = (struct sv){s.p, end + n};
	return sv_from(s, end + n);
}

/* --- place, building, unit, room ------------------------------------------- */

/* 3栋, A座, 12号楼, 5#: *name is 3, and the length is given; else 0. */
static size_t
building_at(struct sv s, struct sv *name)
{
	static const char *const marks[] = {"栋", "幢", "棟", "号楼", "號楼", "座",
	    "#楼", "#", NULL};
	size_t n = sv_digits(s), mark;

	if (n == 0 && s.len > 0 && s.p[0] >= 'A' && s.p[0] <= 'Z')
		n = 1;
	if (n == 0 || n > 4)
		return 0;
	*name = plain_number((struct sv){s.p, n});
	s = sv_from(s, n);
	mark = word_at(s, marks);
	if (mark != 0)
		return n + mark;
	/* 3号2单元 */
	if (sv_starts(s, SV("号")) && sv_digits(sv_from(s, 3)) != 0 &&
	    sv_starts(sv_from(s, 3 + sv_digits(sv_from(s, 3))), SV("单元")))
		return n + 3;
	return 0;
}

/* A run of numbers joined by dashes, 3-2-501: how many, at most four. */
static size_t
dashed(struct sv *s, struct sv *parts)
{
	size_t count = 0, n;

	while (count < 4 && (n = sv_digits(*s)) != 0 && n <= 5) {
		parts[count++] = plain_number((struct sv){s->p, n});
		*s = sv_from(*s, n);
		if (count == 4 || !sv_starts(*s, SV("-")) ||
		    sv_digits(sv_from(*s, 1)) == 0)
			break;
		*s = sv_from(*s, 1);
	}
	return count;
}

/* 5楼2号 is 502; 5楼501 is 501. */
static struct sv
floor_room(struct address *a, struct sv floor, struct sv room)
{
	if (floor.len == 0 || room.len > 2)
		return room;
	return compose(a, floor, room.len == 1 ? "0" : "", room);
}

/* Numbers without a word between them: unit-room, unit-floor-room, and with
 * the building in front where none was named. */
static void
set_dashed(struct address *a, const struct sv *parts, size_t count,
    struct sv floor)
{
	size_t i = 0;

	if (a->building.len == 0 && a->unit.len == 0 && count > 1)
		a->building = parts[i++];
	/* 3-501: no unit is told */
	if (a->unit.len == 0 && count - i > 1)
		a->unit = parts[i++];
	else if (a->unit.len == 0 && count - i == 1 && i == 1 &&
	    parts[i].len < 3)
		a->unit = parts[i++];
	if (count - i == 2)
		floor = parts[i++];
	if (count - i == 1)
		a->room = floor_room(a, floor, parts[i]);
}

/* What follows the place: all that is understood of it. */
static void
take_inside(struct address *a, struct sv s)
{
	struct sv parts[4], floor = {NULL, 0}, name;
	size_t n = building_at(s, &name), digits;

	if (n != 0) {
		a->building = name;
		s = sv_from(s, n);
	}
	s = sv_from(s, sv_starts(s, SV("-")) ? 1 : 0);
	digits = sv_digits(s);
	if (digits != 0 && sv_starts(sv_from(s, digits), SV("单元"))) {
		a->unit = plain_number((struct sv){s.p, digits});
		s = sv_from(s, digits + 6);
		s = sv_from(s, sv_starts(s, SV("-")) ? 1 : 0);
	}
	digits = sv_digits(s);
	if (digits != 0 && (sv_starts(sv_from(s, digits), SV("楼")) ||
	    sv_starts(sv_from(s, digits), SV("层")))) {
		floor = plain_number((struct sv){s.p, digits});
		s = sv_from(s, digits + 3);
	}
	n = dashed(&s, parts);
	if (n > 0)
		set_dashed(a, parts, n, floor);
}

/* Where the place ends: at a building, a unit, or numbers that run to the end
 * of the text. */
static size_t
place_end(struct sv s)
{
	static const char *const ends[] = {"室", "号", "房", "附近", "内", NULL};
	struct sv name, parts[4], rest;

	for (size_t at = 0; at < s.len;
	    at += char_len(sv_from(s, at))) {
		struct sv here = sv_from(s, at);
		size_t digits = sv_digits(here);

		if (building_at(here, &name) != 0)
			return at;
		if (digits == 0)
			continue;
		rest = sv_from(here, digits);
		if (sv_starts(rest, SV("单元")) || sv_starts(rest, SV("楼")) ||
		    sv_starts(rest, SV("层")))
			return at;
		rest = here;
		if (dashed(&rest, parts) > 0 &&
		    (rest.len == 0 || word_at(rest, ends) != 0))
			return at;
		at += digits - 1;
	}
	return s.len;
}

/* 柳河苑小区门口 is 柳河苑 */
static struct sv
place_name(struct sv s)
{
	static const char *const around[] = {"附近", "旁边", "旁", "对面",
	    "大门口", "门口", "大门", "里面", "楼下", "一带", "内", "里", "外",
	    "处", ",", "，", "。", NULL};
	static const char *const kinds[] = {"小区", "社区", NULL};
	size_t n;

	while ((n = word_end(s, around)) != 0 && (s.len == n ||
	    s.len - n >= 6))
		s.len -= n;
	n = word_end(s, kinds);
	if (n != 0 && s.len - n >= 6)
		s.len -= n;
	return s;
}

static void
take_place(struct address *a, struct sv s)
{
	static const char *const groups[] = {"组", "社", "队", NULL};
	size_t end = place_end(s), n = sv_digits(s);
	struct sv name;

	/* 白云村3组12号: the group belongs to the village */
	if (end != 0 && n != 0 && sv_ends(a->community, SV("村")) &&
	    word_at(sv_from(s, n), groups) != 0) {
		a->place = compose(a, a->community, "",
		    (struct sv){s.p, n + 3});
		s = sv_from(s, n + 3);
		end = 0;
		if (take_number(a, &s)) {
			a->place = compose(a, a->place, "", a->number);
			end = place_end(s);
		}
	}
	name = place_name((struct sv){s.p, end});
	if (name.len >= 3)
		a->place = name;
	take_inside(a, sv_from(s, end));
}

struct sv
address_town(struct sv unit)
{
	static const char *const before[] = {"公安分局", "公安局", "分局", "县局",
	    "市局", NULL};
	struct sv station = SV("派出所");
	size_t at, end = sv_find(unit, station);

	if (end == SIZE_MAX)
		return (struct sv){NULL, 0};
	unit.len = end;
	for (size_t i = 0; before[i] != NULL; i++)
		while ((at = sv_find(unit, sv_z(before[i]))) != SIZE_MAX)
			unit = sv_from(unit, at + strlen(before[i]));
	return unit.len >= 6 && unit.len <= 12 ? unit
	    : (struct sv){NULL, 0};
}

/* 花源学源路, 花源柳河苑; not 花源大道, 花源村, which are names themselves. */
static struct sv
after_town(const struct address *a, struct sv s)
{
	static const char *const endings[] = {"大道", "路", "街", "巷", "社区", "村",
	    "小区", "派出所", NULL};
	struct sv rest;

	if (a->town.len == 0 || !sv_starts(s, a->town))
		return s;
	rest = sv_from(s, a->town.len);
	return rest.len < 6 || word_at(rest, endings) != 0 ? s : rest;
}

bool
address_parse(struct address *a, struct sv text)
{
	struct sv s;

	fold(&a->folded, text);
	a->community = a->road = a->number = a->place = a->building =
	    a->unit = a->room = (struct sv){NULL, 0};
	s = after_town(a, after_divisions(str_sv(&a->folded)));
	s = take_community(a, s);
	s = take_road(a, s);
	if (a->road.len != 0 && take_number(a, &s))
		s = sv_from(s, sv_starts(s, SV("院")) ? 3 : 0);
	if (s.len > 0)
		take_place(a, s);
	return address_depth(a) > 0;
}

void
address_free(struct address *a)
{
	str_free(&a->folded);
	*a = (struct address){0};
}

static void
add_part(struct str *out, struct sv part)
{
	/* a bar in the text would make two parts of one */
	for (size_t i = 0; i < part.len; i++)
		str_addc(out, part.p[i] == '|' ? '/' : part.p[i]);
}

void
address_key(struct str *out, const struct address *a, struct sv community)
{
	bool placed;

	add_part(out, community.len != 0 ? community : a->community);
	str_addc(out, '|');
	placed = a->place.len != 0 && (a->road.len == 0 ||
	    a->place.p > a->road.p);
	/* an estate is known by its name; 夜市 only with its road */
	if (!placed || a->building.len == 0) {
		add_part(out, a->road);
		if (a->road.len != 0)
			add_part(out, a->number);
	}
	if (placed)
		add_part(out, a->place);
	str_addc(out, '|');
	add_part(out, a->building);
	str_addc(out, '|');
	add_part(out, a->unit);
	str_addc(out, '|');
	add_part(out, a->room);
}

unsigned
address_depth(const struct address *a)
{
	if (a->room.len != 0)
		return 5;
	if (a->unit.len != 0)
		return 4;
	if (a->building.len != 0)
		return 3;
	if (a->number.len != 0 || (a->place.len != 0 &&
	    (a->community.len == 0 || a->place.p != a->community.p)))
		return 2;
	return a->community.len != 0 || a->road.len != 0;
}
