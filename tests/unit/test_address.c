/* SPDX-License-Identifier: MIT */
/* address: the spellings of one place have one key, of two places two. The
 * numbers are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "address.h"

static const struct {
	const char *text, *key;
	unsigned depth;
} cases[] = {
	{"花源街道柳河苑3栋2单元501", "|柳河苑|3|2|501", 5},
	{"柳河苑小区3幢2-501", "|柳河苑|3|2|501", 5},
	{"柳河苑小区三幢二单元501室", "|柳河苑|3|2|501", 5},
	{"柳河苑3号楼2单元501号", "|柳河苑|3|2|501", 5},
	{"柳河苑三座2单元5楼1号", "|柳河苑|3|2|501", 5},
	{"柳河苑3-2-501", "|柳河苑|3|2|501", 5},
	{"柳河苑3栋2-5-1", "|柳河苑|3|2|501", 5},
	{"柳河苑３栋２单元５０１室", "|柳河苑|3|2|501", 5},
	{"柳河苑 3 栋 2 单元 501", "|柳河苑|3|2|501", 5},
	{"柳河苑03栋02单元501", "|柳河苑|3|2|501", 5},
	{"柳河苑3#2单元501", "|柳河苑|3|2|501", 5},
	{"柳河苑3号2单元501", "|柳河苑|3|2|501", 5},
	{"四川省成都市新津区花源街道柳河苑小区3栋2单元五零一室",
	    "|柳河苑|3|2|501", 5},
	{"成都市新津县花源镇柳河苑3栋2单元501", "|柳河苑|3|2|501", 5},
	{"花源街道柳河苑社区柳河苑小区3栋2单元501",
	    "柳河苑社区|柳河苑|3|2|501", 5},
	{"柳河苑社区3栋2单元501", "柳河苑社区|柳河苑|3|2|501", 5},
	{"柳河苑3栋501", "|柳河苑|3||501", 5},
	{"柳河苑3-501", "|柳河苑|3||501", 5},
	{"柳河苑3栋2单元", "|柳河苑|3|2|", 4},
	{"柳河苑3栋楼下", "|柳河苑|3||", 3},
	{"柳河苑十二栋", "|柳河苑|12||", 3},
	{"柳河苑A座1202", "|柳河苑|A||1202", 5},
	{"柳河苑二期3栋", "|柳河苑2期|3||", 3},
	{"柳河苑2期3栋", "|柳河苑2期|3||", 3},
	{"柳河苑小区门口", "|柳河苑|||", 2},
	{"柳河苑附近", "|柳河苑|||", 2},
	{"柳河新村3栋", "|柳河新村|3||", 3},
	{"学源路88号", "|学源路88|||", 2},
	{"花源街道学源路八十八号", "|学源路88|||", 2},
	{"学源路88号附3号", "|学源路88-3|||", 2},
	{"学源路88-3号", "|学源路88-3|||", 2},
	{"学源路88号3栋2单元501", "|学源路88|3|2|501", 5},
	{"学源路88号柳河苑3栋2单元501", "|柳河苑|3|2|501", 5},
	{"学源路", "|学源路|||", 1},
	{"人民路二段33号", "|人民路2段33|||", 2},
	{"人民路2段33号", "|人民路2段33|||", 2},
	{"滨河大道南段5号", "|滨河大道南段5|||", 2},
	{"学源路与武阳路交叉口", "|学源路与武阳路交叉口|||", 2},
	{"白云村3组12号", "白云村|白云村3组12|||", 2},
	{"花源镇白云村三组12号", "白云村|白云村3组12|||", 2},
	{"白云村", "白云村|白云村|||", 1},
	{"柳河苑社区", "柳河苑社区|柳河苑|||", 1},
	{"地铁站A口", "|地铁站A口|||", 2},
	{"学源路夜市", "|学源路夜市|||", 2},
	{"学源路88号红旗超市", "|学源路88红旗超市|||", 2},
	{"柳河苑东区3栋", "|柳河苑东区|3||", 3},
	{"重庆市江北区柳河苑3栋", "|柳河苑|3||", 3},
	{"红旗超市门口", "|红旗超市|||", 2},
	{"五津街道三圣花园2栋", "|三圣花园|2||", 3},
	{"学源路88号附近", "|学源路88|||", 2},
	{"学源路88号门口", "|学源路88|||", 2},
	{"学源路88号楼下", "|学源路88|||", 2},
	{"学源路88号楼501", "|学源路|88||501", 5},
	{"柳河苑3号楼下", "|柳河苑|3||", 3},
	{"白云村3组12号门口", "白云村|白云村3组12|||", 2},
	{"白云村3组12号楼下", "白云村|白云村3组12|||", 2},
	{"门口", "||||", 0},
	{"", "||||", 0}, {"  ", "||||", 0}
};

static void
test_keys(void **state)
{
	struct address a = {0};
	struct str s = {0};
	bool all = true;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool ok = address_parse(&a, sv_z(cases[i].text));

		str_clear(&s);
		address_key(&s, &a, SV(""));
		if (strcmp(str_z(&s), cases[i].key) == 0 &&
		    address_depth(&a) == cases[i].depth &&
		    ok == (cases[i].depth > 0))
			continue;
		all = false;
		print_error("%s: %s, depth %u\n", cases[i].text, str_z(&s),
		    address_depth(&a));
	}
	assert_true(all);
	str_clear(&s);
	assert_true(address_parse(&a, SV("柳河苑3栋2单元501")));
	address_key(&s, &a, SV("柳河苑社区"));
	assert_string_equal(s.p, "柳河苑社区|柳河苑|3|2|501");
	str_free(&s);
	address_free(&a);
}

/* No text makes a key of other than five parts, or views outside. */
static void
test_any(void **state)
{
	static const char *const bits[] = {"3", "栋", "-", "单元", "村", "组",
	    "路", "号", "附", "501", "柳河苑", "区", "|", "\xff", "一", "楼",
	    "社区", "A", " ", "与"};
	struct address a = {0};
	struct str text = {0}, key = {0};
	unsigned seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		unsigned bars = 0;

		str_clear(&text);
		for (unsigned n = seed % 12; n > 0; n--) {
			seed = seed * 1103515245u + 12345u;
			str_addz(&text, bits[seed / 65536 % 20]);
		}
		seed = seed * 1103515245u + 12345u;
		address_parse(&a, str_sv(&text));
		str_clear(&key);
		address_key(&key, &a, SV(""));
		for (size_t k = 0; k < key.len; k++)
			bars += key.p[k] == '|';
		assert_int_equal(bars, 4);
	}
	str_free(&text);
	str_free(&key);
	address_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_any)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
