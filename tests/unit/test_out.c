/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draft.h"
#include "out.h"
#include "src.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
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

static void
put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* A writer takes over what a killed one left, but not what another is still
 * writing, nor what is no plain file. */
static void
test_draft(void **state)
{
	char folder[] = "/tmp/test_out.XXXXXX";
	char *first = NULL, *second = NULL;
	struct str path = {0}, left = {0};
	int a, b, unnamed;

	(void)state;
	assert_non_null(mkdtemp(folder));
	str_addf(&path, "%s/report", folder);
	str_addf(&left, "%s.precinct-part", path.p);
	put(left.p, "left behind");
	a = draft_create(path.p, &first);
	assert_true(a >= 0);
	assert_string_equal(first, left.p);
	assert_int_equal(lseek(a, 0, SEEK_END), 0);
	b = draft_create(path.p, &second);
	assert_true(b >= 0);
	str_addc(&left, '1');
	assert_string_equal(second, left.p);
	draft_sweep(path.p);
	assert_int_equal(access(first, F_OK), 0);
	assert_int_equal(access(second, F_OK), 0);
	close(a);
	draft_sweep(path.p);
	assert_int_equal(access(first, F_OK), -1);
	assert_int_equal(access(second, F_OK), 0);
	free(first);
	close(b);
	assert_int_equal(unlink(second), 0);
	free(second);

	str_clear(&left);
	str_addf(&left, "%s.precinct-part", path.p);
	assert_int_equal(mkfifo(left.p, 0600), 0);
	draft_sweep(path.p);
	assert_int_equal(access(left.p, F_OK), 0);
	unnamed = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (unnamed >= 0) {
		assert_int_equal(draft_name(unnamed, path.p, &first), 0);
		assert_string_not_equal(first, left.p);
		assert_int_equal(unlink(first), 0);
		close(unnamed);
		free(first);
	}
	assert_int_equal(unlink(left.p), 0);
	assert_int_equal(rmdir(folder), 0);
	str_free(&path);
	str_free(&left);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_draft),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
