/* SPDX-License-Identifier: MIT */
#include "scene.h"

#include <stdio.h>

static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵",
    "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",
    "欧阳", "司马", NULL};
static const char *const given[] = {"伟", "芳", "娜", "秀英", "敏", "静", "丽",
    "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀兰", "霞",
    "平", "刚", "桂英", "建国", "晓东", "志强", "雨欣", "子涵", NULL};
static const struct {
	const char *name, *community;
} places[] = {
    {"学源路小吃街", "学源社区"}, {"学源路夜宵摊", "学源社区"},
    {"地铁站A口", "学源社区"}, {"地铁站B口", "学源社区"},
    {"柳河苑3栋", "柳河苑社区"}, {"柳河苑12栋2单元", "柳河苑社区"},
    {"柳河苑7栋", "柳河苑社区"}, {"美源小区5号楼", "美源社区"},
    {"美源小区1号楼", "美源社区"}, {"学源路88号", "学源社区"},
    {"花源大道二段16号", "白云社区"}, {"白云街菜市场", "白云社区"},
    {"成职学院东门", "学源社区"}, {"成艺学院宿舍区", "学源社区"},
    {"希望路工地", "白云社区"}, {"普兴路口", "串头村"},
    {"串头村6组", "串头村"}, {"花源卫生院门口", "白云社区"},
    {"东华村2组", "东华村"}, {"牧马山小区9幢", "牧山社区"},
};
static const char *const shops[] = {"宏达建筑劳务公司", "新鲜汇超市", "阿丽理发店",
    "好味道火锅店", "天成物流园", "金桥家具厂", "动力健身房", "小天使教育培训", NULL};
static const char *const apps[] = {"抖音", "快手", "小红书", "QQ群", "微信群", "闲鱼",
    "京东", "淘宝", "某短视频平台", NULL};
static const char *const times[] = {"凌晨1时", "早上7时", "中午12时", "下午3时",
    "傍晚6时", "晚上9时", "夜里11时", NULL};

uint64_t
dice_next(struct dice *d)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

unsigned
dice_below(struct dice *d, unsigned n)
{
	return (unsigned)((dice_next(d) >> 32) * n >> 32);
}

const char *
dice_pick(struct dice *d, const char *const *list)
{
	unsigned n = 0;

	while (list[n] != NULL)
		n++;
	return list[dice_below(d, n)];
}

void
draw_name(char *name, size_t size, struct dice *d)
{
	const char *surname = dice_pick(d, surnames);

	snprintf(name, size, "%s%s", surname, dice_pick(d, given));
}

void
cast_draw(struct cast *c, struct dice *d, const struct scene *s)
{
	unsigned span = s->loss_max - s->loss_min, place;

	*c = (struct cast){.place = ""};
	draw_name(c->caller, sizeof(c->caller), d);
	draw_name(c->other, sizeof(c->other), d);
	/* 1380000xxxx: looks right, visibly artificial. */
	snprintf(c->phone, sizeof(c->phone), "1380000%04u",
	    dice_below(d, 10000));
	place = dice_below(d, sizeof(places) / sizeof(places[0]));
	c->place = places[place].name;
	c->community = places[place].community;
	c->shop = dice_pick(d, shops);
	c->app = dice_pick(d, apps);
	/* Cubed: small losses are many, large ones few. */
	if (s->loss_max > 0) {
		double u = (double)dice_below(d, 1000000) / 1e6;

		c->loss = s->loss_min + (uint64_t)(u * u * u * span);
	} else {
		c->loss = 300 + dice_below(d, 60000);
	}
}

static void
add_amount(struct str *out, uint64_t yuan)
{
	if (yuan >= 10000 && yuan % 7 < 3)
		str_addf(out, "%llu.%llu万元", (unsigned long long)yuan / 10000,
		    (unsigned long long)yuan / 1000 % 10);
	else
		str_addf(out, "%llu元", (unsigned long long)yuan);
}

void
scene_fill(struct str *out, const char *template, const struct cast *c,
    struct dice *d)
{
	for (const char *p = template; *p != '\0'; p++) {
		if (p[0] != '{' || p[1] == '\0' || p[2] != '}') {
			str_addc(out, *p);
			continue;
		}
		switch (p[1]) {
		case 'p': str_addz(out, c->place); break;
		case 'c': str_addz(out, c->community); break;
		case 'n': str_addz(out, c->caller); break;
		case 'm': str_addz(out, c->other); break;
		case 'a': add_amount(out, c->loss); break;
		case 'k': str_addu(out, 2 + dice_below(d, 8)); break;
		case 'd': str_addu(out, 3 + dice_below(d, 25)); break;
		case 't': str_addz(out, dice_pick(d, times)); break;
		case 'x': str_addz(out, c->app); break;
		case 'h': str_addz(out, c->phone); break;
		case 's': str_addz(out, c->shop); break;
		default: break;
		}
		p += 2;
	}
}
