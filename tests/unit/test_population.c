/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "population.h"

static int
read_text(struct population *p, const char *text, struct fault *f)
{
	char path[] = "/tmp/populationXXXXXX";
	int fd = mkstemp(path), status;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)),
	    (ssize_t)strlen(text));
	close(fd);
	status = population_read(p, path, f);
	unlink(path);
	return status;
}

static void
rates(void **state)
{
	struct population p;
	int64_t rate;

	(void)state;
	assert_int_equal(read_text(&p, "{\"format\": 1, \"key\": "
	    "\"community\", \"people\": {\"柳河苑\": 3000, \"a\": 7}}",
	    NULL), 0);
	assert_string_equal(p.key, "community");
	assert_true(population_rate(&p, SV("柳河苑"), 5, &rate));
	assert_int_equal(rate, 1667); /* 16.666… */
	assert_true(population_rate(&p, SV("a"), 0, &rate));
	assert_int_equal(rate, 0);
	assert_false(population_rate(&p, SV("b"), 1, &rate));
	population_free(&p);
}

static void
refuses(void **state)
{
	static const char *const bad[] = {"{}", "[]",
	    "{\"format\": 1, \"key\": \"x\", \"people\": {}}",
	    "{\"format\": 1, \"key\": \"x\", \"people\": {\"a\": 0}}",
	    "{\"format\": 1, \"key\": \"x\", \"people\": {\"a\": \"9\"}}",
	    "{\"format\": 2, \"key\": \"x\", \"people\": {\"a\": 9}}",
	    "{\"format\": 1, \"key\": \"x\", \"person\": {\"a\": 9}}"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct population p;
		struct fault f = {0};

		assert_int_equal(read_text(&p, bad[i], &f), -1);
		assert_true(f.text.len > 0);
		fault_free(&f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rates), cmocka_unit_test(refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
