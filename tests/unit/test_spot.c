/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "spot.h"

static void
key_is(const char *text, const char *community, const char *want)
{
	struct address a = {0};
	struct str key = {0};
	bool told = spot_add_key(&key, &a, sv_z(text), sv_z(community));

	assert_int_equal(told, want[0] != '\0');
	assert_string_equal(str_z(&key), want);
	str_free(&key);
	address_free(&a);
}

static void
door_is(const char *text, const char *masked, const char *full)
{
	struct address a = {0};
	struct str key = {0}, shown = {0};

	spot_add_key(&shown, &a, sv_z(text), sv_z(""));
	str_clear(&shown);
	assert_int_equal(spot_add_door(&key, &a, SV("")), full[0] != '\0');
	if (full[0] != '\0') {
		spot_show_door(&shown, str_sv(&key), true);
		assert_string_equal(shown.p, masked);
		str_clear(&shown);
		spot_show_door(&shown, str_sv(&key), false);
		assert_string_equal(shown.p, full);
	}
	str_free(&key);
	str_free(&shown);
	address_free(&a);
}

static void
test_places(void **state)
{
	(void)state;
	key_is("花源街道柳河苑3栋2单元501", "柳河苑社区", "柳河苑社区|柳河苑");
	key_is("柳河苑小区三幢2-501室", "柳河苑社区", "柳河苑社区|柳河苑");
	key_is("新津区花源街道柳河苑小区门口", "", "|柳河苑");
	key_is("学源路88号", "学源社区", "学源社区|学源路");
	key_is("学源路88号夜市", "", "|学源路夜市");
	key_is("学源路夜市", "", "|学源路夜市");
	key_is("白云村3组12号", "", "白云村|白云村3组");
	key_is("柳河苑社区", "柳河苑社区", "");
	key_is("", "柳河苑社区", "");
}

static void
test_doors(void **state)
{
	(void)state;
	door_is("花源街道柳河苑3栋2单元501", "柳河苑**",
	    "柳河苑3栋2单元501室");
	door_is("学源路88号", "学源路**", "学源路88");
	door_is("学源路夜市", "", "");
	door_is("柳河苑小区", "", "");
}

static void
test_same(void **state)
{
	(void)state;
	assert_true(spot_same(SV("|柳河苑"), SV("柳河苑社区|柳河苑")));
	assert_true(spot_same(SV("a|柳河苑"), SV("a|柳河苑")));
	assert_false(spot_same(SV("a|柳河苑"), SV("b|柳河苑")));
	assert_false(spot_same(SV("a|柳河苑"), SV("a|美源")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_places),
	    cmocka_unit_test(test_doors),
	    cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
