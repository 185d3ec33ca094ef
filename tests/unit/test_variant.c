/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "variant.h"

/* Stories made of parts at random, none of which is news. */
static const char *const ways[] = {"接到自称客服的电话", "在抖音看到兼职广告",
    "被拉进一个微信群", "收到一条贷款短信", "在网上认识一名网友",
    "在二手平台上出售手机", "收到陌生快递内的卡片"};
static const char *const tales[] = {"称其会员将自动扣费", "让其垫付做任务返佣金",
    "称可以办理低息贷款", "带其在平台上投资理财", "称其涉嫌洗钱要配合调查",
    "称订单被冻结需要解冻", "让其下载软件后共享屏幕", "让其购买充值卡并拍照"};
static const char *const ends[] = {"后发现被骗报警", "随后对方失去联系",
    "转账后无法提现", "家人发现后报警", "到银行后被工作人员劝阻"};
static const char *const planted = "换脸视频会议";

static uint32_t
next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static void
story(struct str *s, uint32_t *state, bool plant)
{
	str_clear(s);
	str_addf(s, "报警人%s，对方%s，%s",
	    ways[next(state) % (sizeof(ways) / sizeof(*ways))],
	    tales[next(state) % (sizeof(tales) / sizeof(*tales))],
	    plant ? "用AI" : "");
	if (plant)
		str_addf(s, "%s冒充其领导，", planted);
	str_addf(s, "%s。", ends[next(state) % (sizeof(ends) /
	    sizeof(*ends))]);
}

struct month {
	struct variants v;
	struct case_texts texts;
};

static void
make_month(struct month *m, const struct fold *fold, uint32_t seed,
    unsigned planted_cases)
{
	struct folded folded = {0};
	struct str s = {0};

	for (unsigned i = 0; i < 14000; i++) {
		bool now = i % 7 == 0; /* 2,000 after six months of as many */
		bool plant = now && i / 7 % 250 == 3 &&
		    i / 7 / 250 < planted_cases;
		struct case_text c = {.category = SV("fraud.other"),
		    .day = 19000 + i % 30, .loss = -1};

		story(&s, &seed, plant);
		fold_text(fold, &folded, str_sv(&s));
		variants_count(&m->v, &folded, now);
		c.text = str_sv(&s);
		if (now)
			case_texts_add(&m->texts, &c);
	}
	case_texts_sort(&m->texts);
	folded_free(&folded);
	str_free(&s);
}

static void
free_month(struct month *m)
{
	variants_free(&m->v);
	case_texts_free(&m->texts);
}

static void
finds_the_planted(void **state)
{
	struct fold *fold = fold_new();
	unsigned found = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= 10; seed++) {
		struct month m = {{0}, {{0}, NULL, 0, 0}};
		struct variant_list list;
		bool hit = false;

		make_month(&m, fold, seed, 8);
		variants_find(&m.v, fold, &m.texts, &list);
		for (size_t i = 0; i < list.n && i < 3; i++)
			hit = hit || (sv_find(list.at[i].words,
			    sv_z(planted)) != SIZE_MAX &&
			    list.at[i].now == 8 && list.at[i].before == 0);
		found += hit;
		variant_list_free(&list);
		free_month(&m);
	}
	assert_true(found >= 9);
	fold_free(fold);
}

static void
finds_nothing(void **state)
{
	struct fold *fold = fold_new();

	(void)state;
	for (uint32_t seed = 101; seed <= 110; seed++) {
		struct month m = {{0}, {{0}, NULL, 0, 0}};
		struct variant_list list;

		make_month(&m, fold, seed, 0);
		variants_find(&m.v, fold, &m.texts, &list);
		assert_true(list.tested > 20);
		assert_int_equal(list.n, 0);
		variant_list_free(&list);
		free_month(&m);
	}
	fold_free(fold);
}

/* Few are no news: four of 2,000. */
static void
needs_support(void **state)
{
	struct fold *fold = fold_new();
	struct month m = {{0}, {{0}, NULL, 0, 0}};
	struct variant_list list;

	(void)state;
	make_month(&m, fold, 7, 4);
	variants_find(&m.v, fold, &m.texts, &list);
	assert_int_equal(list.n, 0);
	variant_list_free(&list);
	free_month(&m);
	memset(&m, 0, sizeof(m));
	variants_find(&m.v, fold, &m.texts, &list);
	assert_int_equal(list.n, 0);
	variant_list_free(&list);
	fold_free(fold);
}

/* What is written reads back, in parts and in any order. */
static void
partials(void **state)
{
	struct fold *fold = fold_new();
	struct month a = {{0}, {{0}, NULL, 0, 0}};
	struct month b = {{0}, {{0}, NULL, 0, 0}};
	struct variants joined = {0}, read = {0};
	struct str one = {0}, two = {0};
	struct sv rest, line;
	struct record r = {0};

	(void)state;
	make_month(&a, fold, 1, 8);
	make_month(&b, fold, 2, 8);
	variants_merge(&joined, &b.v);
	variants_merge(&joined, &a.v);
	variants_put(&one, &a.v);
	variants_put(&one, &b.v);
	rest = str_sv(&one);
	while (sv_split(&rest, '\n', &line))
		if (line.len > 0) {
			assert_int_equal(record_scan(&r, line, NULL), 0);
			assert_int_equal(variants_read(&read, &r, NULL), 0);
		}
	str_clear(&one);
	variants_put(&one, &read);
	variants_put(&two, &joined);
	assert_string_equal(one.p, two.p);
	assert_int_equal(record_scan(&r, SV("{\"now\":1,\"before\":2,"
	    "\"runs\":\"4e00:1\"}"), NULL), 0);
	assert_int_equal(variants_read(&read, &r, NULL), -1);
	str_free(&one);
	str_free(&two);
	record_free(&r);
	variants_free(&joined);
	variants_free(&read);
	free_month(&a);
	free_month(&b);
	fold_free(fold);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_planted),
	    cmocka_unit_test(finds_nothing),
	    cmocka_unit_test(needs_support), cmocka_unit_test(partials),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
