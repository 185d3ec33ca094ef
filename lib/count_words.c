/* SPDX-License-Identifier: MIT */
/* Keys and counts in words. */
#include "count.h"

#include "category.h"

static const struct {
	const char *chinese, *english;
} key_titles[COUNT_NKEYS] = {
    {"日期", "day"}, {"周", "week"}, {"月份", "month"}, {"季度", "quarter"},
    {"年份", "year"}, {"类别", NULL}, {"社区", "community"},
    {"处警单位", "unit"}, {"报警方式", "channel"}, {"性别", "sex"},
    {"年龄段", "age"}, {"时段", "hour"}, {"星期", "weekday"},
    {"场所", "place_type"}, {"职业", "job"}, {"手法", "subtype"},
    {"受害群体", "victim group"}, {"首次接触", "first contact"},
    {"涉及平台", "platform"}, {"支付方式", "payment"},
    {"损失金额", "loss band"},
};

const char *
count_key_title(const struct count_subject *s, enum count_key key,
    bool english)
{
	if (!english)
		return key_titles[key].chinese;
	return key == COUNT_TYPE ? s->type : key_titles[key].english;
}

void
count_add_text(struct str *out, enum count_key key, struct sv text,
    bool english)
{
	if (text.len == 0)
		str_addz(out, english ? "not told" : "未填");
	else if (key == COUNT_TYPE)
		str_addsv(out, category_title(text, english));
	else if (key == COUNT_SEX && !english && sv_eq(text, SV("male")))
		str_addz(out, "男");
	else if (key == COUNT_SEX && !english && sv_eq(text, SV("female")))
		str_addz(out, "女");
	else
		str_addsv(out, text);
}

void
count_add_value(struct str *out, const struct count_query *q,
    enum count_key key, struct sv text, bool english)
{
	size_t facet, group;

	if (count_key_is_way(key) && q->extractor != NULL) {
		const struct terms *terms = extractor_terms(q->extractor);
		int i = terms_find(terms, count_way_kind(key), text);

		if (i >= 0)
			text = english ? terms_at(terms, (size_t)i)->en
				       : terms_at(terms, (size_t)i)->zh;
		str_addsv(out, text.len > 0 ? text
		    : english ? SV("not known") : SV("不详"));
		return;
	}
	if (!count_key_is_facet(key) || q->facets == NULL) {
		count_add_text(out, key, text, english);
		return;
	}
	facet = q->facet[key - COUNT_SUBTYPE];
	group = facet_group_find(q->facets, facet, text);
	if (group != FACET_NONE)
		str_addsv(out, facet_group_title(q->facets, facet, group,
		    english));
	else if (text.len > 0)
		str_addsv(out, text);
	else
		str_addz(out, english ? "not known" : "不详");
}

void
count_add_number(struct str *out, enum count_key key, int64_t n,
    bool english)
{
	static const char *const days[][2] = {{"周一", "Mon"},
	    {"周二", "Tue"}, {"周三", "Wed"}, {"周四", "Thu"}, {"周五", "Fri"},
	    {"周六", "Sat"}, {"周日", "Sun"}};

	if (key == COUNT_WEEKDAY && n >= 1 && n <= 7) {
		str_addz(out, days[n - 1][english]);
	} else if (key == COUNT_HOUR && n >= 0) {
		str_add_padded(out, (uint64_t)n, 2);
		str_addz(out, english ? ":00" : "时");
	} else if (key == COUNT_LOSS_BAND && count_loss_name(n) != NULL) {
		str_addz(out, n == 0 && !english ? "未遂"
		    : count_loss_name(n));
		str_addz(out, english ? " yuan" : n == 0 ? "" : "元");
	} else if (key == COUNT_AGE && count_band_name(n) != NULL) {
		str_addz(out, count_band_name(n));
		str_addz(out, english ? "" : "岁");
	} else {
		str_addz(out, english ? "not told" : "未填");
	}
}

int64_t
count_rows_in(const struct count_tally *t)
{
	int64_t n = 0;

	for (size_t i = 0; i < COUNT_NFATES; i++)
		n += t->fates[i];
	return n;
}

/* 2024年8月31日0时 */
void
count_add_moment(struct str *out, int64_t day, bool english)
{
	date_title(out, day, english);
	if (!english)
		str_addz(out, "0时");
}
