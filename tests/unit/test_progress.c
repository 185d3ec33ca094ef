/* SPDX-License-Identifier: MIT */
/* progress: the line at every width; what readers of each kind count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "history.h"
#include "lines.h"
#include "out.h"
#include "pack.h"
#include "progress.h"

static void
is_text(const struct progress_figures *f, size_t width, const char *wanted)
{
	char text[PROGRESS_TEXT + 1];
	size_t n = progress_text(text, "fraud-stats", f, width);

	assert_true(n < width || n == 0);
	text[n] = '\0';
	assert_string_equal(text, wanted);
}

/* The narrower, the less; never as wide as the terminal. */
static void
narrows(void **state)
{
	const struct progress_figures f = {.bytes = 1234567890,
	    .total = 5000000000, .records = 2300456, .ms = 3000};

	(void)state;
	is_text(&f, 81, "fraud-stats: 1.2 GB of 5.0 GB, 2,300,456 records, "
	    "411.5 MB/s, 0:09 left");
	is_text(&f, 60, "fraud-stats: 1.2 GB of 5.0 GB, 411.5 MB/s, 0:09 "
	    "left");
	is_text(&f, 41, "fraud-stats: 1.2 GB of 5.0 GB, 0:09 left");
	is_text(&f, 40, "1.2 GB of 5.0 GB, 0:09 left");
	is_text(&f, 20, "1.2 GB, 0:09 left");
	is_text(&f, 7, "1.2 GB");
	is_text(&f, 6, "");
	is_text(&f, 1, "");
	is_text(&f, 0, "");
}

/* Every width up to the whole line: what fits is shown, nothing wraps. */
static void
every_width(void **state)
{
	struct progress_figures f = {.bytes = UINT64_MAX, .total = 0,
	    .records = UINT64_MAX, .ms = 1};
	char text[PROGRESS_TEXT];
	size_t last = 0;

	(void)state;
	for (size_t width = 0; width < 200; width++) {
		size_t n = progress_text(text, "a-name-of-thirty-characters-so",
		    &f, width);

		assert_true(n < width || n == 0);
		assert_true(n >= last);
		last = n;
	}
	assert_true(last > 60);
}

static void
figures(void **state)
{
	(void)state;
	is_text(&(struct progress_figures){0}, 80,
	    "fraud-stats: 0 B, 0 records");
	is_text(&(struct progress_figures){.bytes = 999, .total = 2000,
	    .records = 1000, .ms = 1000}, 80,
	    "fraud-stats: 999 B of 2.0 kB, 1,000 records, 999 B/s, 0:01 left");
	/* All is read: no time is left. */
	is_text(&(struct progress_figures){.bytes = 2000, .total = 2000,
	    .ms = 4000}, 80,
	    "fraud-stats: 2.0 kB of 2.0 kB, 0 records, 500 B/s");
	is_text(&(struct progress_figures){.bytes = 1000000, .total =
	    3600000000, .ms = 10000}, 80, "fraud-stats: 1.0 MB of 3.6 GB, "
	    "0 records, 100.0 kB/s, 9:59:50 left");
	is_text(&(struct progress_figures){.bytes = 5, .step = 3, .steps =
	    12, .ms = 9}, 80, "fraud-stats: step 3 of 12");
}

/* --- readers --------------------------------------------------------------- */

#define LINES 40000

static void
make_file(const char *path, bool packed)
{
	struct str text = {0}, frames = {0};
	struct fault f = {0};
	struct out out;

	for (unsigned i = 0; i < LINES; i++)
		str_addf(&text, "{\"id\":\"J%u\",\"narrative\":\"%x %x %x\"}\n",
		    i, i * 7919, i * 104729, i * 1299709);
	for (size_t at = 0; packed && at < text.len; at += 65536)
		pack_add(&frames, (struct sv){text.p + at, text.len - at < 65536
		    ? text.len - at : 65536}, 3);
	assert_int_equal(out_open(&out, path, &f), 0);
	out_write(&out, packed ? str_sv(&frames) : str_sv(&text));
	assert_int_equal(out_finish(&out, &f), 0);
	str_free(&text);
	str_free(&frames);
}

static void
all_is_counted(void)
{
	struct progress_figures f;

	progress_look(&f);
	assert_true(f.total > 0);
	assert_int_equal(f.bytes, f.total);
	progress_end();
	assert_false(f.bytes < LINES);
}

static void
read_history(const char *path)
{
	struct history h = {.max_line = 1 << 20};
	struct block b = {0};

	history_add(&h, path);
	history_progress(&h);
	while (history_next(&h, &b, NULL) == 1)
		memset(b.counts, 0, sizeof(b.counts));
	all_is_counted();
	history_free(&h);
	str_free(&b.in);
	str_free(&b.messages);
}

static void
readers(void **state)
{
	char dir[] = "/tmp/test_progress.XXXXXX";
	const char *plain, *packed;
	struct str a = {0}, z = {0};
	struct prog_list files = {&plain, 1};
	struct lines l;
	struct block b = {0};

	(void)state;
	assert_non_null(mkdtemp(dir));
	str_addf(&a, "%s/2024-08-01.jsonl", dir);
	str_addf(&z, "%s/2024-08-02.jsonl.zst", dir);
	plain = a.p;
	packed = z.p;
	make_file(plain, false);
	make_file(packed, true);
	progress_init("test", PROGRESS_NEVER, false);

	assert_true(progress_begin(&plain, 1));
	assert_false(progress_begin(&packed, 1)); /* within the other */
	progress_end();
	lines_init(&l, &files, 1 << 20);
	while (lines_next(&l, &b, NULL) == 1)
		continue;
	all_is_counted();
	lines_free(&l);

	read_history(plain);
	read_history(packed);
	read_history(dir);
	unlink(plain);
	unlink(packed);
	rmdir(dir);
	str_free(&a);
	str_free(&z);
	str_free(&b.in);
	str_free(&b.messages);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(narrows),
		cmocka_unit_test(every_width),
		cmocka_unit_test(figures),
		cmocka_unit_test(readers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
