/* SPDX-License-Identifier: MIT */
#include "category.h"

static const struct {
	const char *name, *chinese, *english;
} titles[] = {
    {"crime", "违法犯罪", "crime"},
    {"crime.assault", "故意伤害", "assault"},
    {"crime.damage", "损毁财物", "damage to property"},
    {"crime.drugs", "涉毒", "drugs"},
    {"crime.gambling", "赌博", "gambling"},
    {"crime.other", "其他违法犯罪", "other crime"},
    {"crime.robbery", "抢劫抢夺", "robbery"},
    {"crime.sexual", "性侵害", "sexual offence"},
    {"crime.theft", "盗窃", "theft"},
    {"dispute", "纠纷", "dispute"},
    {"dispute.consumer", "消费纠纷", "consumer dispute"},
    {"dispute.debt", "债务纠纷", "debt dispute"},
    {"dispute.family", "家庭纠纷", "family dispute"},
    {"dispute.labour", "劳资纠纷", "labour dispute"},
    {"dispute.land", "土地征迁纠纷", "land dispute"},
    {"dispute.medical", "医疗纠纷", "medical dispute"},
    {"dispute.neighbour", "邻里纠纷", "neighbour dispute"},
    {"dispute.other", "其他纠纷", "other dispute"},
    {"dispute.property", "房屋物业纠纷", "housing dispute"},
    {"dispute.romance", "婚恋纠纷", "romance dispute"},
    {"dispute.school", "涉校纠纷", "school dispute"},
    {"dispute.traffic", "交通纠纷", "traffic dispute"},
    {"fraud", "电信网络诈骗", "fraud"},
    {"fraud.acquaintance", "冒充领导、熟人", "posing as acquaintance"},
    {"fraud.authority", "冒充公检法及政府机关", "posing as authority"},
    {"fraud.credit", "虚假征信", "credit record"},
    {"fraud.game", "网络游戏产品虚假交易", "game goods"},
    {"fraud.investment", "虚假网络投资理财", "investment"},
    {"fraud.loan", "贷款、代办信用卡", "loan or card"},
    {"fraud.military", "冒充军警购物", "posing as military buyer"},
    {"fraud.other", "其他诈骗", "other fraud"},
    {"fraud.romance", "网络婚恋、交友", "romance"},
    {"fraud.service", "冒充电商物流客服", "posing as customer service"},
    {"fraud.shopping", "虚假购物、服务", "shopping or service"},
    {"fraud.task", "刷单返利", "task rebate"},
    {"fraud.underground", "网黑案件", "underground industry"},
    {"help", "群众求助", "help"},
    {"help.animal", "动物求助", "animal"},
    {"help.complaint", "投诉举报", "complaint"},
    {"help.consult", "咨询", "question"},
    {"help.illness", "伤病求助", "illness"},
    {"help.lost", "遗失求助", "lost property"},
    {"help.noise", "噪音求助", "noise"},
    {"help.other", "其他求助", "other help"},
    {"help.search", "寻人寻物", "search"},
    {"help.trapped", "被困求助", "trapped"},
    {"invalid", "无效警情", "invalid call"},
    {"other", "其他警情", "other"},
    {"safety", "安全警情", "safety"},
    {"safety.fire", "火警", "fire"},
    {"safety.missing", "走失", "missing person"},
    {"safety.other", "其他安全警情", "other safety"},
    {"safety.public", "公共安全", "public safety"},
    {"safety.suicide", "轻生警情", "suicide risk"},
    {"safety.traffic", "交通事故", "traffic accident"},
    {"unsure", "待人工判定", "for a person to decide"},
};

struct sv
category_title(struct sv name, bool english)
{
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (sv_eq(name, sv_z(titles[i].name)))
			return sv_z(english ? titles[i].english
					    : titles[i].chinese);
	return name;
}
