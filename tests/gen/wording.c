/* SPDX-License-Identifier: MIT */
#include "wording.h"

static const char *const words[][5] = {
	{"报警人称", "报警人反映", "来电人称", "报警人说", NULL},
	{"请求民警到场处理", "要求出警", "请派出所处理", "希望派出所来人看看", NULL},
	{"双方发生争执", "双方吵起来", "与对方发生口角", "两边争起来了", NULL},
	{"双方发生争吵", "双方吵架", "双方起了争执", "吵了起来", NULL},
	{"双方吵起来", "双方发生争吵", "两家争吵", NULL, NULL},
	{"多次讨要未果", "要了很多次都不给", "催了几次没有结果", NULL, NULL},
	{"一直拖欠", "迟迟不发", "拖着不给", NULL, NULL},
	{"不肯赔偿", "不愿赔钱", "拒绝赔偿", NULL, NULL},
	{"噪音影响休息", "声音太大没法睡觉", "吵得睡不着", NULL, NULL},
	{"发生纠纷", "有纠纷", "闹矛盾", NULL, NULL},
	{"发生抓扯", "抓扯起来", "发生拉扯", NULL, NULL},
	{"拒绝支付", "不给钱", "不肯付款", NULL, NULL},
	{"到期不还", "到期了不还钱", "过了日子也不还", NULL, NULL},
	{"两年不还", "欠了两年", "两年多没有还", NULL, NULL},
	{"一直纠缠", "多次纠缠", "老来纠缠", NULL, NULL},
	{"不退押金", "扣着押金不退", "拒退押金", NULL, NULL},
	{"没有肢体冲突", "没有动手", "未动手", NULL, NULL},
	{"漏水泡坏", "渗水泡坏", "漏水弄坏了", NULL, NULL},
	{"生活费没有着落", "没人给生活费", "生活没有保障", NULL, NULL},
	{"吵得厉害", "闹得很凶", "吵得不可开交", NULL, NULL},
	{"互不相让", "谁也不让谁", "各说各的理", NULL, NULL},
	{"工人情绪激动", "工人都很激动", "工人意见很大", NULL, NULL},
	{"不同意退货", "不给退货", "拒绝退货", NULL, NULL},
	{"楼道堆放杂物", "在过道里堆东西", "楼道乱堆东西", NULL, NULL},
	{"被对方", "被他", "让对方", NULL, NULL},
	{"今天", "刚才", "今晚", "今日", NULL},
};
#define NWORDS (sizeof(words) / sizeof(words[0]))

static const char *const slips[][2] = {{"的", "得"}, {"在", "再"},
    {"账", "帐"}, {"做", "作"}, {"已", "以"}, {"未", "末"}};

/* A word of the table at the front of s, changed; its length, or 0. */
static size_t
change_word(struct str *out, struct sv s, unsigned share, struct dice *d)
{
	for (size_t i = 0; i < NWORDS; i++) {
		if (!sv_starts(s, sv_z(words[i][0])))
			continue;
		if (dice_below(d, 100) >= share)
			return 0;
		str_addz(out, dice_pick(d, words[i] + 1));
		return strlen(words[i][0]);
	}
	return 0;
}

static size_t
slip(struct str *out, struct sv s, struct dice *d)
{
	for (size_t i = 0; i < sizeof(slips) / sizeof(slips[0]); i++)
		if (sv_starts(s, sv_z(slips[i][0])) &&
		    dice_below(d, 40) == 0) {
			str_addz(out, slips[i][1]);
			return strlen(slips[i][0]);
		}
	return 0;
}

static void
add_sentence(struct str *out, struct sv s, unsigned share, struct dice *d)
{
	while (s.len > 0) {
		size_t n = change_word(out, s, share, d);

		if (n == 0)
			n = slip(out, s, d);
		if (n == 0) {
			str_addc(out, s.p[0]);
			n = 1;
		}
		s = sv_from(s, n);
	}
}

void
wording_add(struct str *out, struct sv text, unsigned share, struct dice *d)
{
	bool first = true;

	while (text.len > 0) {
		size_t end = sv_find(text, SV("。"));
		size_t n = end == SIZE_MAX ? text.len : end + 3;

		/* what follows the first sentence may be left out */
		if (first || dice_below(d, 100) >= share / 3)
			add_sentence(out, (struct sv){text.p, n}, share, d);
		first = false;
		text = sv_from(text, n);
	}
}

void
wording_again(struct str *out, struct dice *d)
{
	static const char *const ways[] = {"", "", "", "", "此前已报过警，",
	    "又", "再次来电：", "之前派出所来处理过，", "上次调解后没有解决，", "还是上次的事，",
	    "二次报警，", "双方上周刚调解过，", "前几天也为这事报过警，", NULL};

	str_addz(out, dice_pick(d, ways));
}
