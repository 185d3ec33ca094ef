/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "out.h"
#include "src.h"

#include <stdlib.h>
#include <unistd.h>

/* Pieces of all sizes around those at which out changes its way of writing
 * come out in the order in which they went in. */
static void
test_order(void **state)
{
	char path[] = "/tmp/test_out.XXXXXX";
	int fd = mkstemp(path);
	struct str want = {0}, got = {0}, piece = {0};
	struct fault f = {0};
	struct out out;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(out_open(&out, path, &f), 0);
	for (unsigned i = 0; i < 60; i++) {
		size_t n = i % 3 == 0 ? 10 : i % 3 == 1 ? 130000 + i * 40
							: 60000;

		str_clear(&piece);
		for (size_t k = 0; k < n; k++)
			str_addc(&piece, (char)('a' + (i + k) % 26));
		out_write(&out, str_sv(&piece));
		str_addsv(&want, str_sv(&piece));
	}
	assert_int_equal(out_finish(&out, &f), 0);
	assert_int_equal(src_slurp(path, want.len * 2, &got, &f), 0);
	assert_true(sv_eq(str_sv(&want), str_sv(&got)));
	unlink(path);
	str_free(&want);
	str_free(&got);
	str_free(&piece);
	fault_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
