/* SPDX-License-Identifier: MIT */
/* fold: what texts are compared as, and the way back. */
#include "fold.h"
#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
	const char *text, *folded;
} cases[] = {
    {"", ""},
    {"报警人称被打", "报警人称被打"},
    {"報警人稱被毆打，現場無人受傷", "报警人称被殴打,现场无人受伤"},
    {"ＱＱ号１２３４５ＡＢＣ", "qq号12345abc"},
    {"APP充值 USDT", "app充值 usdt"},
    {"（已处理）；结束。", "(已处理);结束。"},
    {"醉 酒　闹\t事", "醉酒闹事"},
    {"张某 13800000000 来电", "张某 13800000000 来电"},
    {"被打 ，流血", "被打 ,流血"},
    {"漢(hàn)字(zì)", "汉字"},
    {"漢（hàn）字(zi4)报警", "汉字报警"},
    {"微信(wechat)转账", "微信(wechat)转账"},
    {"甲方(A)乙方(B)", "甲方(a)乙方(b)"},
    {"(hàn)", "(hàn)"},
    {"汉(hàn", "汉(hàn"},
    {"打\u200b架", "打架"},
    {"\ufeff打架", "打架"},
    {"打\u200b 架", "打架"},
    {"打 \n架", "打 \n架"},
    {"上行\r\n下行", "上行\n\n下行"},
    {"价格￥５０", "价格\u00a550"},
    {"a  b", "a  b"},
    {"后來裏面乾淨髮型", "后来里面干净发型"},
};

static void
test_cases(void **state)
{
	struct fold *fold = fold_new();
	struct folded f = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str got = {0};

		fold_text(fold, &f, sv_z(cases[i].text));
		fold_to_utf8(&got, f.units, f.n);
		assert_string_equal(str_z(&got), cases[i].folded);
		for (size_t k = 0; k < FOLD_PAD; k++)
			assert_int_equal(f.units[f.n + k], 0);
		str_free(&got);
	}
	folded_free(&f);
	fold_free(fold);
}

static void
test_origin(void **state)
{
	struct fold *fold = fold_new();
	struct folded f = {0};
	static const size_t want[] = {0, 1, 3, 9, 10};

	(void)state;
	fold_text(fold, &f, SV("打架 了 (hàn)x"));
	/* 打架了 then a blank before the bracket stays with the bracket. */
	assert_int_equal(f.units[2], 0x4e86);
	assert_int_equal(folded_origin(&f, 2), 3);
	fold_text(fold, &f, SV("a汉 字(hàn)b😀c"));
	assert_int_equal(f.n, 6);
	assert_int_equal(folded_origin(&f, 0), want[0]);
	assert_int_equal(folded_origin(&f, 1), want[1]);
	assert_int_equal(folded_origin(&f, 2), want[2]);
	assert_int_equal(folded_origin(&f, 3), want[3]);
	assert_int_equal(folded_origin(&f, 4), want[4]);
	assert_int_equal(f.units[4], FOLD_ASTRAL);
	fold_text(fold, &f, SV("没有什么要丢的"));
	assert_false(f.dropped);
	assert_int_equal(folded_origin(&f, 6), 6);
	folded_free(&f);
	fold_free(fold);
}

/* The plain way: one character after the other, by fold_unit. */
static void
fold_simply(const struct fold *fold, struct sv text, struct str *out)
{
	size_t at = 0;

	while (at < text.len) {
		uint32_t c;

		at += utf8_decode(sv_from(text, at), &c);
		uint16_t u = fold_unit(fold, c);
		fold_to_utf8(out, &u, 1);
	}
}

/* Texts without anything to drop fold character by character, whatever the
 * mix of lengths in UTF-8. */
static void
test_against_simple(void **state)
{
	static const char *const pieces[] = {"报", "警", "，", "a", "Ｚ", "7",
	    "é", "ж", "漢", "。", "-", "😀"};
	struct fold *fold = fold_new();
	struct folded f = {0};
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct str text = {0}, want = {0}, got = {0};
		int n = round % 70;

		for (int i = 0; i < n; i++) {
			seed = seed * 1103515245 + 12345;
			/* Characters of four bytes go another way. */
			str_addz(&text, pieces[(seed >> 16) %
			    (round % 2 == 0 ? 11 : 12)]);
		}
		fold_simply(fold, str_sv(&text), &want);
		fold_text(fold, &f, str_sv(&text));
		fold_to_utf8(&got, f.units, f.n);
		assert_string_equal(str_z(&got), str_z(&want));
		str_free(&text);
		str_free(&want);
		str_free(&got);
	}
	folded_free(&f);
	fold_free(fold);
}

/* Folding what is folded changes nothing: rules and texts meet. */
static void
test_idempotent(void **state)
{
	struct fold *fold = fold_new();

	(void)state;
	for (uint32_t c = 1; c < 0x10000; c++) {
		uint16_t once = fold_unit(fold, c);

		if (once != 1)
			assert_int_equal(fold_unit(fold, once), once);
	}
	fold_free(fold);
}

static void
test_invalid_is_safe(void **state)
{
	struct fold *fold = fold_new();
	struct folded f = {0};

	(void)state;
	fold_text(fold, &f, SV("\xe4\xb8"));
	assert_int_equal(f.units[0], 0xfffd);
	fold_text(fold, &f, SV("打\xff架\x80"));
	assert_int_equal(f.n, 4);
	folded_free(&f);
	fold_free(fold);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_origin),
	    cmocka_unit_test(test_against_simple),
	    cmocka_unit_test(test_idempotent),
	    cmocka_unit_test(test_invalid_is_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
