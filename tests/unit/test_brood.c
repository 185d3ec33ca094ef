/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "brood.h"

#define PARTS 100

struct work {
	uint64_t *results;
	size_t told, fatal;     /* the part that kills who does it */
	pid_t self;
};

static void
part(void *context, size_t i)
{
	struct work *w = context;

	if (i == w->fatal)
		(void)raise(SIGKILL);
	srand((unsigned)i);
	w->results[i] = (uint64_t)rand() + (getpid() == w->self ? 0 : 1);
}

static void
done(void *context)
{
	((struct work *)context)->told++;
}

static void
test_same_for_any_number(void **state)
{
	struct work w = {brood_memory(PARTS, sizeof(uint64_t)), 0, PARTS,
	    getpid()};
	struct brood b = {.jobs = 1, .part = part, .done = done,
	    .context = &w};
	uint64_t alone[PARTS];

	(void)state;
	assert_int_equal(brood_run(&b, PARTS, NULL), 0);
	memcpy(alone, w.results, sizeof(alone));
	assert_int_equal(w.told, PARTS);
	for (b.jobs = 2; b.jobs <= 200; b.jobs *= 10) {
		memset(w.results, 0, sizeof(alone));
		w.told = 0;
		assert_int_equal(brood_run(&b, PARTS, NULL), 0);
		assert_int_equal(w.told, PARTS);
		/* 1: by another process */
		for (size_t i = 0; i < PARTS; i++)
			assert_int_equal(w.results[i], alone[i] + 1);
	}
	brood_memory_free(w.results, PARTS, sizeof(uint64_t));
}

static void
test_death_is_told(void **state)
{
	struct work w = {brood_memory(PARTS, sizeof(uint64_t)), 0, 7,
	    getpid()};
	struct brood b = {.jobs = 3, .part = part, .context = &w};
	struct fault f = {0};

	(void)state;
	assert_int_equal(brood_run(&b, PARTS, &f), -1);
	assert_non_null(strstr(f.text.p, "killed"));
	fault_free(&f);
	brood_memory_free(w.results, PARTS, sizeof(uint64_t));
}

static void
test_nothing_to_do(void **state)
{
	struct brood b = {.jobs = 4, .part = part};

	(void)state;
	assert_int_equal(brood_run(&b, 0, NULL), 0);
	brood_memory_free(brood_memory(0, 8), 0, 8);
	brood_memory_free(NULL, 3, 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same_for_any_number),
	    cmocka_unit_test(test_death_is_told),
	    cmocka_unit_test(test_nothing_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
