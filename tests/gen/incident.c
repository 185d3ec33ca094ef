/* SPDX-License-Identifier: MIT */
#include "incident.h"

#include <stdio.h>

const struct form forms[] = {
    {.name = "standard",
	.header = {"接警单编号", "报警时间", "案发时间", "报警方式", "报警人", "性别",
	    "联系电话", "身份证号", "事发地址", "所属社区", "警情类别", "警情类型", "警情细类",
	    "简要警情", "处警结果", "处警单位", "处警民警", "损失金额", "止付金额", "备注"},
	.fields = {F_ID, F_REPORTED, F_OCCURRED, F_CHANNEL, F_CALLER, F_SEX,
	    F_PHONE, F_CARD, F_ADDRESS, F_COMMUNITY, F_TYPE1, F_TYPE2, F_TYPE3,
	    F_NARRATIVE, F_FEEDBACK, F_UNIT, F_OFFICER, F_LOSS, F_STOPPED,
	    F_NOTE, F_NFIELDS}},
    {.name = "platform",
	.title = "花源派出所接处警情况统计表",
	.header = {"序号", "接警单编号", "关联类型", "关联主接警单编号", "报警时间",
	    "接警报警类别", "接警报警类型", "接警报警细类", "反馈报警类别", "反馈报警类型",
	    "反馈报警细类", "报警人姓名", "报警电话", "案发地址", "所属社区", "报警内容",
	    "反馈内容", "处警结果", "管辖单位", "损失金额(万元)"},
	.fields = {F_NFIELDS, F_ID, F_LINK, F_PARENT, F_REPORTED, F_TYPE1,
	    F_TYPE2, F_TYPE3, F_FTYPE1, F_FTYPE2, F_FTYPE3, F_CALLER, F_PHONE,
	    F_ADDRESS, F_COMMUNITY, F_NARRATIVE, F_FEEDBACK, F_OUTCOME, F_UNIT,
	    F_LOSS_WAN, F_NFIELDS},
	.total = true, .linked = true},
    {.name = "codes",
	.header = {"JJDBH", "BJSJ", "BJRXM", "BJDH", "JQDZ", "JQLBMC", "JQLXMC",
	    "BJNR", "CJQK", "GXDWMC", "SSJE"},
	.fields = {F_ID, F_REPORTED, F_CALLER, F_PHONE, F_ADDRESS, F_TYPE1,
	    F_TYPE2, F_NARRATIVE, F_FEEDBACK, F_UNIT, F_LOSS, F_NFIELDS}},
};
const size_t nforms = sizeof(forms) / sizeof(forms[0]);

/* Reported times in the forms that exports use; dirt picks odd ones. */
static void
add_time(struct str *out, int64_t epoch, unsigned dirt, struct dice *d)
{
	int32_t y;
	unsigned mo, da;
	unsigned s = (unsigned)(epoch % 86400);
	unsigned style = dice_below(d, 1000) < dirt ? dice_below(d, 5) : 9;

	date_civil(epoch / 86400, &y, &mo, &da);
	switch (style) {
	case 0:
		str_addf(out, "%d年%u月%u日%u时%u分", (int)y, mo, da, s / 3600,
		    s / 60 % 60);
		break;
	case 1:
		str_addf(out, "%d/%u/%u %u:%02u", (int)y, mo, da, s / 3600,
		    s / 60 % 60);
		break;
	case 2:
		str_addf(out, "%d.%u.%u %u:%02u:%02u", (int)y, mo, da, s / 3600,
		    s / 60 % 60, s % 60);
		break;
	case 3:
		str_addf(out, "%04d%02u%02u%02u%02u%02u", (int)y, mo, da,
		    s / 3600, s / 60 % 60, s % 60);
		break;
	default:
		str_addf(out, "%04d-%02u-%02u %02u:%02u:%02u", (int)y, mo, da,
		    s / 3600, s / 60 % 60, s % 60);
	}
}

/* 18 digits with a right check character in region 519999, which GB/T 2260
 * does not assign: formally valid, nobody's. */
static void
add_card(struct str *out, bool female, unsigned dirt, struct dice *d)
{
	static const unsigned weight[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9,
	    10, 5, 8, 4, 2};
	char id[19];
	unsigned sum = 0, odd = dice_below(d, 1000) < dirt ? dice_below(d, 4)
							   : 9;

	snprintf(id, sizeof(id), "519999%04u%02u%02u%03u", 1950 +
	    dice_below(d, 57), 1 + dice_below(d, 12), 1 + dice_below(d, 28),
	    dice_below(d, 499) * 2 + !female);
	for (int i = 0; i < 17; i++)
		sum += (unsigned)(id[i] - '0') * weight[i];
	id[17] = "10X98765432"[sum % 11];
	id[18] = '\0';
	if (odd == 0)
		str_addf(out, "%c.%.4sE+17", id[0], id + 1);
	else if (odd == 1)
		str_addf(out, "=\"%s\"", id);
	else if (odd == 2)
		str_addf(out, "'%s", id);
	else
		str_addf(out, "%s%s", odd == 3 ? "\t" : "", id);
}

static void
add_phone(struct str *out, const char *phone, unsigned dirt, struct dice *d)
{
	unsigned odd = dice_below(d, 1000) < dirt ? dice_below(d, 4) : 9;

	if (odd == 0)
		for (const char *p = phone; *p != '\0'; p++)
			str_addf(out, "\xef\xbc%c", 0x90 + *p - '0');
	else if (odd == 1)
		str_addf(out, "+86 %.3s-%.4s-%s", phone, phone + 3, phone + 7);
	else if (odd == 2)
		str_addf(out, "%s.0", phone);
	else
		str_addz(out, phone);
}

static void
add_narrative(struct str *out, const struct incident *i, const struct cast *c,
    unsigned dirt, struct dice *d)
{
	static const char *const openings[] = {"报警人称：", "110指令：", "接110指挥中心指令，",
	    "【微信报警】", "", NULL};
	static const char *const endings[] = {"请速处警。", "请派出所到场处理。",
	    "已告知报警人保持电话畅通。", "", NULL};
	static const char *const common[] = {
	    "报警人称事情发生后一直没有得到解决，希望民警到现场当面了解情况。",
	    "报警人情绪较为激动，多次要求尽快到场，并称愿意配合调查。",
	    "值班民警已电话联系报警人核实地点和人员情况，报警人表示在原地等候。",
	    "报警人称周围有邻居和路人看到，可以作证，现场附近有监控探头。",
	    "报警人留下了联系方式，表示稍后会到派出所补充材料。", NULL};
	unsigned more = dice_below(d, 6);

	str_addz(out, dice_pick(d, openings));
	scene_fill(out, dice_pick(d, i->scene->calls), c, d);
	if (dice_below(d, 1000) < dirt)
		str_addz(out, dice_below(d, 2) ? "\n" : "“对方说\"等着瞧\"”。");
	scene_fill(out, dice_pick(d, i->scene->details), c, d);
	while (more-- > 0)
		str_addz(out, dice_pick(d, common));
	str_addz(out, dice_pick(d, endings));
}

static void
add_type(struct str *out, const struct scene *s, unsigned level, bool call,
    struct dice *d)
{
	/* The call-taker sees less: one call in eight is filed as "other". */
	if (call && dice_below(d, 8) == 0)
		str_addz(out, level == 0 ? "其他警情" : level == 1 ? "其他" : "");
	else
		str_addz(out, s->type[level]);
}

static void
add_money(struct str *out, const struct incident *i, enum field f,
    const struct cast *c, struct dice *d)
{
	if (i->scene->loss_max == 0)
		return;
	if (f == F_STOPPED) {
		if (dice_below(d, 6) == 0)
			str_addf(out, "%llu", (unsigned long long)c->loss / 3);
	} else if (f == F_LOSS_WAN) {
		str_addf(out, "%llu.%04llu", (unsigned long long)c->loss /
		    10000, (unsigned long long)c->loss % 10000);
	} else if (dice_below(d, 5) != 0) { /* else only the narrative has it */
		str_addf(out, "%llu", (unsigned long long)c->loss);
	}
}

static void
add_number(struct str *out, uint64_t n, int64_t epoch)
{
	int32_t y;
	unsigned mo, da;

	date_civil(epoch / 86400, &y, &mo, &da);
	str_addf(out, "J510118%04d%02u%02u%07llu", (int)y, mo, da,
	    (unsigned long long)n);
}

void
incident_field(struct str *out, const struct incident *i, enum field f,
    const struct cast *c, unsigned dirt, struct dice *d)
{
	static const char *const channels[] = {"110", "110", "110", "窗口", "微信",
	    "其他单位移送", NULL};
	static const char *const nothing[] = {"无", "暂无", "/", "NULL", "", NULL};
	const struct scene *s = i->scene;
	bool female = c->sex != 0 ? c->sex == 2 : c->phone[10] % 2 == 0;

	switch (f) {
	case F_ID: add_number(out, i->number, i->epoch); break;
	case F_LINK: str_addu(out, i->link); break;
	case F_PARENT:
		if (i->link != 0)
			add_number(out, i->parent, i->epoch);
		break;
	case F_REPORTED: add_time(out, i->epoch, dirt, d); break;
	case F_OCCURRED:
		add_time(out, i->epoch - 60 * dice_below(d, 600), dirt, d);
		break;
	case F_CHANNEL: str_addz(out, dice_pick(d, channels)); break;
	case F_CALLER: str_addz(out, c->caller); break;
	case F_SEX: str_addz(out, female ? "女" : "男"); break;
	case F_PHONE: add_phone(out, c->phone, dirt, d); break;
	case F_CARD:
		if (c->card != NULL)
			str_addz(out, c->card);
		else if (dice_below(d, 3) != 0)
			add_card(out, female, dirt, d);
		break;
	case F_ADDRESS:
		if (c->address != NULL)
			str_addz(out, c->address);
		else
			str_addf(out, "花源街道%s", c->place);
		break;
	case F_COMMUNITY: str_addz(out, c->community); break;
	case F_TYPE1: case F_TYPE2: case F_TYPE3:
		add_type(out, s, (unsigned)(f - F_TYPE1), true, d);
		break;
	case F_FTYPE1: case F_FTYPE2: case F_FTYPE3:
		add_type(out, s, (unsigned)(f - F_FTYPE1), false, d);
		break;
	case F_NARRATIVE:
		if (c->narrative != NULL)
			str_addz(out, c->narrative);
		else
			add_narrative(out, i, c, dirt, d);
		break;
	case F_FEEDBACK:
		if (c->feedback != NULL)
			str_addz(out, c->feedback);
		scene_fill(out, dice_pick(d, s->feedbacks), c, d);
		break;
	case F_OUTCOME: str_addz(out, dice_pick(d, s->outcomes)); break;
	case F_UNIT: str_addz(out, "新津区公安分局花源派出所"); break;
	case F_OFFICER: str_addf(out, "民警%02u", 1 + dice_below(d, 24)); break;
	case F_LOSS: case F_LOSS_WAN: case F_STOPPED:
		add_money(out, i, f, c, d);
		break;
	case F_NOTE: str_addz(out, dice_pick(d, nothing)); break;
	case F_NFIELDS: str_addu(out, i->number); break;
	}
}
