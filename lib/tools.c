/* SPDX-License-Identifier: MIT */
#include "tools.h"

const struct tool tools[] = {
	{"ingest-incidents", "make records of a police log's export as it is",
	    "把导出的接处警台账原样变成记录"},
	{"classify-risk",
	    "say what kind an incident is, how risky, and by which words",
	    "判断每起警情的类别和风险，并指出凭哪几个字"},
	{"route-dispute", "propose who takes a dispute on, and until when",
	    "纠纷由谁接手、何时到期：先法律，后分级"},
	{"record-outcome", "record in the ledger what came of disputes",
	    "把调解结果记入纠纷流水"},
	{"dispute-stats", "count what became of disputes",
	    "统计纠纷化解、超期、上交、民转刑"},
	{"fraud-stats",
	    "cases of fraud by period, kind and place, with changes and losses",
	    "统计电信网络诈骗的起数、损失、同比环比"},
	{"fraud-digest",
	    "the warning against fraud that each group chat needs now",
	    "为每个微信群写当前需要的反诈提示"},
	{"patrol-report", "what the patrols of volunteers amount to",
	    "义警一周、一月的巡逻报告"},
	{"incident-stats",
	    "the analysis of a day's incidents, and counts of incidents by keys",
	    "每日警情分析，按各种口径计数"},
	{"station-report",
	    "the report of a station for a week, a month or another period",
	    "全所周报、月报"},
	{"grep-cases",
	    "find incidents by words and conditions in a history as it lies",
	    "按词句和条件查历史警情"},
	{"index-cases",
	    "sidecars that make grep-cases fast on a large history",
	    "给历史警情建索引，查得更快"},
	{"mask-identities", "take the persons out of records and texts",
	    "抹去记录和文字里的个人信息"},
	{"train-classifier",
	    "learn from a station's labelled incidents to classify others",
	    "用本所标注过的警情训练分类模型"},
	{"check-ledger",
	    "check the ledger of cases, show the history of one",
	    "核对纠纷流水是否完整，查一件纠纷的经过"},
	{NULL, NULL, NULL}
};

const struct tool *
tools_find(const char *name)
{
	for (const struct tool *t = tools; t->name != NULL; t++)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

void
tools_put(struct str *out, bool english)
{
	for (const struct tool *t = tools; t->name != NULL; t++)
		str_addf(out, "%-18s%s\n", t->name, english ? t->does
		    : t->does_zh);
}
