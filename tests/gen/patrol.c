/* SPDX-License-Identifier: MIT */
#include "patrols.h"

static const char *const teams[] = {"花源义警一队", "花源义警二队", "校园义警队",
    "柳河苑楼长队", NULL};
static const char *const areas[] = {"学源路小吃街", "地铁站", "柳河苑", "美源小区",
    "成职学院周边", "花源卫生院", "学源路夜宵摊", NULL};
static const char *const kinds[] = {"日常巡逻", "日常巡逻", "日常巡逻", "护学", "护院",
    "宣传", "寻人寻物", NULL};
static const char *const finds[] = {"无异常", "电瓶车飞线充电", "消防通道被占", "夜宵摊占道",
    "楼道堆放杂物", "路灯损坏", NULL};
static const char *const dones[] = {"正常", "当场劝导整改", "通知物业整改", "上报社区",
    "协助民警处置", NULL};

/* The leader first; 22 steps apart, which 105 members make distinct. */
static void
add_members(struct str *row, unsigned leader, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		str_addf(row, "%s义警%03u", i == 0 ? "" : "、",
		    1 + (leader + 22 * i) % 105);
}

/* Most counts are 0, as in life. */
static void
add_counts(struct str *row, struct dice *d)
{
	static const unsigned one_in[] = {3, 5, 20, 6, 12, 4, 0, 25, 60, 90, 9};
	unsigned talks = 0;

	for (size_t i = 0; i < sizeof(one_in) / sizeof(one_in[0]); i++) {
		unsigned n = one_in[i] != 0 && dice_below(d, one_in[i]) == 0;

		if (i == 5)
			talks = n;
		if (i == 6)
			n = talks * (20 + dice_below(d, 120));
		if (i == 0 && n != 0)
			n += dice_below(d, 3);
		str_addf(row, ",%u", n);
	}
}

void
patrol_header(struct str *out)
{
	str_addz(out, "日期,开始时间,结束时间,队伍,带队人,队员,人数,巡逻区域,类型,民警带队,"
		      "发现隐患,整改隐患,寻人寻物,护学护院,救助,宣传场次,宣传人数,提供线索,"
		      "协助查处,移交嫌疑人,劝解纠纷,发现情况,处置情况,备注\n");
}

void
patrol_row(struct str *row, int64_t day, struct dice *d)
{
	unsigned start = 18 + dice_below(d, 5), n = 3 + dice_below(d, 5);
	unsigned end = (start + 2 + dice_below(d, 2)) % 24;
	unsigned half = dice_below(d, 2) * 30, leader = dice_below(d, 105);

	date_add(row, day);
	str_addf(row, ",%02u:%02u,%02u:%02u,%s,义警%03u,", start, half, end, half,
	    dice_pick(d, teams), 1 + leader);
	add_members(row, leader, n);
	str_addf(row, ",%u,%s,%s,%s", n, dice_pick(d, areas),
	    dice_pick(d, kinds), dice_below(d, 4) == 0 ? "是" : "否");
	add_counts(row, d);
	str_addf(row, ",%s,%s,\n", dice_pick(d, finds), dice_pick(d, dones));
}
