/* SPDX-License-Identifier: MIT */
#include "world.h"

#include <stdio.h>

static const struct {
	const char *name, *community;
} estates[] = {
    {"柳河苑", "柳河苑社区"}, {"美源小区", "美源社区"}, {"牧马山庄", "牧山社区"},
    {"学府花园", "学源社区"}, {"白云新居", "白云社区"}, {"花源馨苑", "白云社区"},
    {"河畔名城", "柳河苑社区"}, {"天府雅居", "美源社区"}, {"锦绣家园", "学源社区"},
    {"书香门第", "学源社区"}, {"东华佳苑", "东华村"}, {"水岸星城", "柳河苑社区"},
    {"翠湖春天", "牧山社区"}, {"普兴家苑", "串头村"}, {"金色阳光", "白云社区"},
    {"香榭里", "美源社区"}, {"安置一期", "白云社区"}, {"安置二期", "白云社区"},
};
static const struct {
	const char *name, *community;
} roads[] = {
    {"学源路", "学源社区"}, {"花源大道二段", "白云社区"}, {"白云街", "白云社区"},
    {"希望路", "白云社区"}, {"普兴路", "串头村"}, {"牧山路", "牧山社区"},
    {"柳河路", "柳河苑社区"}, {"美源路北段", "美源社区"}, {"工业园大道", "东华村"},
    {"兴园三路", "东华村"},
};
static const char *const villages[] = {"串头村", "东华村", "官林村", "红石村",
    "普兴村", "杨柳村"};
static const struct {
	const char *name, *community;
} publics[] = {
    {"学源路小吃街", "学源社区"}, {"地铁站A口", "学源社区"},
    {"地铁站B口", "学源社区"}, {"白云街菜市场", "白云社区"},
    {"成职学院东门", "学源社区"}, {"成艺学院宿舍区", "学源社区"},
    {"希望路工地", "白云社区"}, {"普兴路口", "串头村"},
    {"花源卫生院门口", "白云社区"}, {"学源路与柳河路交叉口", "学源社区"},
    {"花源大道二段", "白云社区"}, {"学源路", "学源社区"}, {"柳河苑", "柳河苑社区"},
    {"美源小区", "美源社区"}, {"工业园大道", "东华村"}, {"人工湖公园", "牧山社区"},
    {"花源客运站", "白云社区"}, {"派出所门口", "白云社区"},
};

static uint64_t
mix(uint64_t a, uint64_t b)
{
	struct dice d = {a * 0x9e3779b97f4a7c15ull ^ b};

	dice_next(&d);
	return dice_next(&d);
}

/* 18 digits of region 519999, which does not exist, with a right check. */
static void
make_card(char *card, bool female, struct dice *d)
{
	static const unsigned weight[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9,
	    10, 5, 8, 4, 2};
	unsigned sum = 0;

	snprintf(card, 19, "519999%04u%02u%02u%03u", 1950 +
	    dice_below(d, 57), 1 + dice_below(d, 12), 1 + dice_below(d, 28),
	    dice_below(d, 499) * 2 + !female);
	for (int i = 0; i < 17; i++)
		sum += (unsigned)(card[i] - '0') * weight[i];
	card[17] = "10X98765432"[sum % 11];
	card[18] = '\0';
}

static void
make_phone(char *phone, size_t size, unsigned number)
{
	static const char *const heads[] = {"138", "139", "135", "136", "150",
	    "151", "158", "159", "177", "180", "181", "187", "189", "133",
	    "130", "131", "132", "155", "156", "186", "176", "153", "199",
	    "166", "198"};

	snprintf(phone, size, "%s0000%04u", heads[number / 10000 %
	    (sizeof(heads) / sizeof(heads[0]))], number % 10000);
}

/* Four in ten bear one of few names, as people do; the others of many. */
static void
make_name(char *name, size_t size, struct dice *d)
{
	static const char *const parts[] = {"文", "志", "海", "玉", "春", "国",
	    "建", "小", "晓", "红", "云", "世", "德", "永", "家", "天", "光", "成",
	    "金", "新", "华", "生", "贵", "福", "林", "荣", "兴", "才", "龙", "波",
	    "斌", "飞", "鹏", "辉", "健", "俊", "浩", "宇", "博", "阳", "琴", "燕",
	    "玲", "萍", "蓉", "梅", "莲", "菊", "凤", "珍", "婷", "雪", "倩", "佳",
	    "怡", "琳", "欢", "悦", NULL};

	draw_name(name, size, d);
	if (dice_below(d, 10) < 4)
		return;
	name[strncmp(name, "欧阳", 6) == 0 || strncmp(name, "司马", 6) == 0
	    ? 6 : 3] = '\0';
	for (unsigned n = 1 + (dice_below(d, 4) != 0); n > 0; n--)
		strncat(name, dice_pick(d, parts), 3);
}

void
person_draw(struct person *p, unsigned number, uint64_t seed)
{
	struct dice d = {mix(seed, number)};

	make_name(p->name, sizeof(p->name), &d);
	p->female = dice_below(&d, 2);
	/* two numbers each, nobody else's */
	make_phone(p->phone, sizeof(p->phone), number);
	make_phone(p->other_phone, sizeof(p->other_phone),
	    number + WORLD_PEOPLE);
	make_card(p->card, p->female, &d);
}

void
spot_home(struct spot *s, unsigned number)
{
	unsigned n = number % WORLD_HOMES;

	*s = (struct spot){.estate = true};
	if (n < 27000) { /* 18 estates of 20 buildings, 3 units, 25 rooms */
		unsigned e = n % 18, b = n / 18 % 20, u = n / 360 % 3;

		s->community = estates[e].community;
		snprintf(s->name, sizeof(s->name), "%s", estates[e].name);
		s->building = 1 + b;
		s->unit = 1 + u;
		n /= 1080;
		s->room = (1 + n / 4) * 100 + 1 + n % 4;
	} else if (n < 36000) {
		n -= 27000;
		s->estate = false;
		s->community = villages[n % 6];
		snprintf(s->name, sizeof(s->name), "%s%u组%u号",
		    villages[n % 6], 1 + n / 6 % 10, 1 + n / 60);
	} else { /* houses on roads, 10 of 900 numbers */
		n -= 36000;
		s->estate = false;
		s->community = roads[n % 10].community;
		snprintf(s->name, sizeof(s->name), "%s%u号",
		    roads[n % 10].name, 400 + n / 10);
	}
}

void
spot_shop(struct spot *s, unsigned number)
{
	unsigned n = number % WORLD_SHOPS;

	*s = (struct spot){.community = roads[n % 10].community};
	snprintf(s->name, sizeof(s->name), "%s%u号", roads[n % 10].name,
	    1 + n * 4);
}

void
spot_public(struct spot *s, struct dice *d)
{
	unsigned i = dice_below(d, sizeof(publics) / sizeof(publics[0]));

	*s = (struct spot){.community = publics[i].community};
	snprintf(s->name, sizeof(s->name), "%s", publics[i].name);
}

/* --- as they are written --------------------------------------------------- */

static const char *const chinese[] = {"零", "一", "二", "三", "四", "五", "六",
    "七", "八", "九"};

static void
add_number(struct str *out, unsigned n, unsigned style)
{
	if (style == 1 && n < 20) {
		str_addz(out, n >= 10 ? "十" : "");
		str_addz(out, n == 0 || n % 10 != 0 ? chinese[n % 10] : "");
	} else if (style == 2) { /* full width */
		char digits[12];

		snprintf(digits, sizeof(digits), "%u", n);
		for (const char *p = digits; *p != '\0'; p++)
			str_addf(out, "\xef\xbc%c", 0x90 + *p - '0');
	} else if (style == 3 && n < 10) {
		str_addf(out, "0%u", n);
	} else {
		str_addu(out, n);
	}
}

static void
add_inside(struct str *out, const struct spot *s, enum spot_level level,
    bool dirty, struct dice *d)
{
	static const char *const buildings[] = {"栋", "幢", "号楼", "座", "#",
	    "栋", NULL};
	static const char *const ends[] = {"", "室", "号", "", NULL};
	unsigned style = dirty ? dice_below(d, 4) : 0;
	unsigned form = dirty ? dice_below(d, 6) : 0;

	if (form == 1 && level == SPOT_FULL) { /* 3-2-501 */
		str_addf(out, "%u-%u-%u", s->building, s->unit, s->room);
		return;
	}
	add_number(out, s->building, style);
	str_addz(out, dirty ? dice_pick(d, buildings) : "栋");
	if (level == SPOT_BUILDING)
		return;
	if (form == 2 && level == SPOT_FULL) { /* 3幢2-501 */
		str_addf(out, "%u-%u", s->unit, s->room);
		return;
	}
	if (form != 3 || level == SPOT_UNIT) { /* else 3栋501 */
		add_number(out, s->unit, style);
		str_addz(out, "单元");
	}
	if (level == SPOT_UNIT)
		return;
	if (form == 4)
		str_addf(out, "%u楼%u号", s->room / 100, s->room % 100);
	else
		str_addf(out, "%u%s", s->room, dirty ? dice_pick(d, ends)
						     : "");
}

void
spot_write(struct str *out, const struct spot *s, enum spot_level level,
    unsigned dirt, struct dice *d)
{
	static const char *const before[] = {"花源街道", "花源街道", "新津区花源街道",
	    "四川省成都市新津区花源街道", "成都市新津区花源镇", "", "花源", NULL};
	static const char *const behind[] = {"附近", "门口", "楼下", "旁边", "内", "",
	    "", "", NULL};
	bool dirty = dice_below(d, 1000) < dirt;

	str_addz(out, dirty ? dice_pick(d, before) : "花源街道");
	if (dirty && dice_below(d, 4) == 0 &&
	    strncmp(s->name, s->community, 6) != 0)
		str_addz(out, s->community);
	str_addz(out, s->name);
	if (dirty && s->estate && dice_below(d, 2) == 0 &&
	    strstr(s->name, "小区") == NULL)
		str_addz(out, "小区");
	if (s->building != 0 && level != SPOT_NAME)
		add_inside(out, s, level, dirty, d);
	if (dirty && (level != SPOT_FULL || s->building == 0))
		str_addz(out, dice_pick(d, behind));
}

void
name_write(char *to, size_t size, const char *name, bool female,
    unsigned dirt, struct dice *d)
{
	static const char *const likes[][2] = {{"伟", "炜"}, {"芳", "方"},
	    {"敏", "民"}, {"静", "婧"}, {"丽", "莉"}, {"强", "墙"}, {"磊", "垒"},
	    {"军", "君"}, {"洋", "阳"}, {"勇", "永"}, {"艳", "燕"}, {"杰", "洁"},
	    {"娟", "鹃"}, {"涛", "滔"}, {"明", "铭"}, {"超", "朝"}, {"霞", "侠"},
	    {"平", "萍"}, {"刚", "钢"}, {"英", "瑛"}, {"兰", "蓝"}, {"国", "果"},
	    {"东", "冬"}, {"欣", "新"}, {"涵", "函"}, {"秀", "绣"}};
	int first = strncmp(name, "欧阳", 6) == 0 ||
	    strncmp(name, "司马", 6) == 0 ? 6 : 3;
	unsigned how = dice_below(d, 1000) < dirt ? dice_below(d, 8) : 9;
	char *at;

	snprintf(to, size, "%s", name);
	switch (how) {
	case 0: case 1:
		to[0] = '\0';
		break;
	case 2:
		snprintf(to, size, "%.*s%s", first, name,
		    female ? "女士" : "先生");
		break;
	case 3:
		snprintf(to, size, "%.*s某", first, name);
		break;
	case 4:
		snprintf(to, size, "%.*s %s", first, name, name + first);
		break;
	case 5:
		snprintf(to, size, "%s（报警人）", name);
		break;
	case 6: case 7: /* heard, not read */
		for (size_t i = 0; i < sizeof(likes) / sizeof(likes[0]); i++) {
			at = strstr(to + first, likes[i][0]);
			if (at != NULL) {
				memcpy(at, likes[i][1], 3);
				break;
			}
		}
		break;
	default:
		break;
	}
}
