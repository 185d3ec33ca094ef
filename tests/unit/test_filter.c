/* SPDX-License-Identifier: MIT */
/* filter: the frame of every record filter, each case in a process of its own
 * because the exit status is a part of what is tested. */
#include <setjmp.h>
#include <stdarg.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "diag.h"
#include "filter.h"
#include "jsonout.h"
#include "src.h"

static const enum record_key owned[] = {REC_RISK, REC_NKEYS};

/* Adds a risk to every record; refuses those of kind "bad" after having
 * written, tells of those of kind "odd", stops after one of kind "last". */
static int
add_risk(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f)
{
	struct str scratch = {0}, added = {0};
	struct sv kind = record_text(record_get(r, REC_KIND), &scratch);
	int result = 0;

	(void)worker;
	json_put_text(&added, SV("risk"), SV("low"));
	record_splice(&b->out, r, owned, str_sv(&added));
	if (sv_eq(kind, SV("odd")))
		diag_format(&b->messages, "warning", b->file, line, 0, "odd");
	b->counts[7]++;
	if (sv_eq(kind, SV("last")))
		b->counts[0] = 1;
	if (sv_eq(kind, SV("bad")))
		result = fault_set(f, NULL, 0, 0, "kind is bad");
	str_free(&scratch);
	str_free(&added);
	return result;
}

static int
see_block(void *context, struct block *b)
{
	*(uint64_t *)context += b->counts[7];
	return b->counts[0] != 0 ? -1 : 0;
}

/* Gives the output up when nothing was read. */
static int
add_sum(void *context, struct str *out)
{
	uint64_t sum = *(uint64_t *)context;

	str_addf(out, "sum %llu\n", (unsigned long long)sum);
	if (sum == 0)
		diag_error("nothing to sum");
	return sum == 0 ? -1 : 0;
}

struct result {
	int status;
	struct str out, err;
};

static void
write_file(const char *path, struct sv data)
{
	struct out o;

	assert_int_equal(out_open(&o, path, NULL), 0);
	out_write(&o, data);
	assert_int_equal(out_finish(&o, NULL), 0);
}

static void
read_file(const char *path, struct str *to)
{
	str_clear(to);
	assert_int_equal(src_slurp(path, SIZE_MAX / 4, to, NULL), 0);
}

static void
redirect(int fd, const char *path)
{
	int to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (to < 0 || dup2(to, fd) < 0)
		abort();
	close(to);
}

/* files: NULL-terminated. */
static struct result
run(struct filter_options o, const char **files)
{
	struct result result = {0};
	struct filter f = {.options = &o, .record = add_risk,
	    .block = see_block, .end = add_sum};
	uint64_t sum = 0;
	pid_t child;

	f.context = &sum;
	f.files.items = files;
	while (files[f.files.count] != NULL)
		f.files.count++;
	fflush(NULL);
	child = fork();
	if (child == 0) {
		redirect(STDOUT_FILENO, "out");
		redirect(STDERR_FILENO, "err");
		diag_init("t");
		filter_run(&f);
		exit(diag_status());
	}
	assert_int_equal(waitpid(child, &result.status, 0), child);
	result.status = WEXITSTATUS(result.status);
	read_file("out", &result.out);
	read_file("err", &result.err);
	return result;
}

/* One file of this text, with one and with several threads. */
static void
assert_run(struct filter_options o, struct sv in, int status, const char *out,
    const char *err)
{
	const char *files[] = {"in", NULL};

	write_file("in", in);
	for (o.jobs = 1; o.jobs <= 4; o.jobs += 3) {
		struct result r = run(o, files);

		assert_string_equal(str_z(&r.out), out);
		assert_string_equal(str_z(&r.err), err);
		assert_int_equal(r.status, status);
		str_free(&r.out);
		str_free(&r.err);
	}
}

static void
assert_file(const char *path, const char *want)
{
	struct str got = {0};

	read_file(path, &got);
	assert_string_equal(str_z(&got), want);
	str_free(&got);
}

static const struct filter_options defaults = FILTER_DEFAULTS;

static void
test_plain(void **state)
{
	(void)state;
	assert_run(defaults, SV("{\"id\":1}\n{\"risk\":0,\"x\":2}\n"), 0,
	    "{\"id\":1,\"risk\":\"low\"}\n{\"x\":2,\"risk\":\"low\"}\nsum 2\n",
	    "");
	assert_run(defaults, SV(""), 2, "", "t: nothing to sum\n");
	/* A byte order mark, CRLF, blank lines, markers, no last line feed. */
	assert_run(defaults, SV("\xef\xbb\xbf{\"id\":1}\r\n\r\n  \t\n"
	    "#precinct-reject 1\n#reject a:1:1 bytes=2 x: y\n{\"id\":2}"), 0,
	    "{\"id\":1,\"risk\":\"low\"}\n{\"id\":2,\"risk\":\"low\"}\nsum 2\n",
	    "");
	assert_run(defaults, SV("\n{\"kind\":\"odd\"}\n"), 0,
	    "{\"kind\":\"odd\",\"risk\":\"low\"}\nsum 1\n",
	    "t: in:2: warning: odd\n");
}

static void
test_bad_line_ends(void **state)
{
	(void)state;
	assert_run(defaults, SV("{\"id\":1}\n\n{\"id\":}\n{\"id\":2}\n"), 2,
	    "{\"id\":1,\"risk\":\"low\"}\n",
	    "t: in:3:7: a value is missing or misspelled\n");
	assert_run(defaults, SV("{\"id\":1}\n{\"kind\":\"bad\"}\n{}\n"), 2,
	    "{\"id\":1,\"risk\":\"low\"}\n", "t: in:2: kind is bad\n");
	assert_run(defaults, SV("{\"id\":1}\n{\"id\":\"\xd6\xd0\"}\n"), 2,
	    "{\"id\":1,\"risk\":\"low\"}\n",
	    "t: in:2:8: not UTF-8: byte 0xd6; convert the file, perhaps with "
	    "iconv -f GB18030 -t UTF-8\n");
	assert_run(defaults, SV("# a note\n"), 2, "",
	    "t: in:1:1: not a JSON object\n");
}

static void
test_reject(void **state)
{
	static const char in[] = "{\"id\":1}\n{\"id\":\"\xd6\xd0\"}\r\n[1]\n"
	    "{\"kind\":\"bad\"}\n{\"id\":2}\n{\"id\"";
	struct filter_options o = FILTER_DEFAULTS;

	(void)state;
	o.reject = "rej";
	assert_run(o, (struct sv){in, sizeof(in) - 1}, 0,
	    "{\"id\":1,\"risk\":\"low\"}\n{\"id\":2,\"risk\":\"low\"}\nsum 3\n",
	    "t: note: 6 records read, 4 rejected (first: in:2:8: not UTF-8: "
	    "byte 0xd6; convert the file, perhaps with "
	    "iconv -f GB18030 -t UTF-8)\n");
	assert_file("rej", "#precinct-reject 1\n"
	    "#reject in:2:8 bytes=12 record.syntax: not UTF-8: byte 0xd6; "
	    "convert the file, perhaps with iconv -f GB18030 -t UTF-8\n"
	    "{\"id\":\"\xd6\xd0\"}\r\n"
	    "#reject in:3:1 bytes=3 record.syntax: not a JSON object\n[1]\n"
	    "#reject in:4:0 bytes=14 record.refused: kind is bad\n"
	    "{\"kind\":\"bad\"}\n"
	    "#reject in:6:6 bytes=5 record.syntax: ':' expected after the "
	    "key\n{\"id\"\n");
	/* Nothing to reject: an empty file, and no note. */
	assert_run(o, SV("{\"id\":1}\n"), 0,
	    "{\"id\":1,\"risk\":\"low\"}\nsum 1\n", "");
	assert_file("rej", "");
	/* What was mended is read back. */
	assert_run(defaults, SV("#precinct-reject 1\n"
	    "#reject in:3:1 bytes=3 record.syntax: not a JSON object\n"
	    "{\"id\":1}\n"), 0, "{\"id\":1,\"risk\":\"low\"}\nsum 1\n", "");
}

static void
test_max_rejects(void **state)
{
	struct filter_options o = FILTER_DEFAULTS;

	(void)state;
	o.reject = "rej";
	o.max_rejects = 1;
	assert_run(o, SV("1\n{\"id\":1}\n2\n{\"id\":2}\n"), 2,
	    "{\"id\":1,\"risk\":\"low\"}\n",
	    "t: in:3:1: more than 1 bad lines: not a JSON object\n"
	    "t: note: 3 records read, 1 rejected (first: in:1:1: not a JSON "
	    "object)\n");
	assert_file("rej", "#precinct-reject 1\n#reject in:1:1 bytes=1 "
	    "record.syntax: not a JSON object\n1\n");
	o.max_rejects = 2;
	assert_run(o, SV("1\n{\"id\":1}\n2\n"), 0,
	    "{\"id\":1,\"risk\":\"low\"}\nsum 1\n",
	    "t: note: 3 records read, 2 rejected (first: in:1:1: not a JSON "
	    "object)\n");
	o.max_rejects = 0;
	assert_run(o, SV("1\n"), 2, "",
	    "t: in:1:1: more than 0 bad lines: not a JSON object\n");
	assert_file("rej", "");
}

static void
test_options(void **state)
{
	struct filter_options o = FILTER_DEFAULTS;

	(void)state;
	o.max_record = 1024;
	o.max_rejects = 3;
	assert_run(o, SV("{}\n"), 2, "",
	    "t: --max-rejects needs --reject FILE\n");
	o.reject = "-";
	assert_run(o, SV("{}\n"), 2, "",
	    "t: --reject must name another file than the output\n");
	o.reject = "no/such/directory/rej";
	assert_run(o, SV("{}\n"), 2, "", "t: no/such/directory/rej: cannot "
	    "create: No such file or directory\n");
	o.reject = NULL;
	o.max_rejects = -1;
	o.output = "kept";
	write_file("kept", SV("old"));
	assert_run(o, SV("{}\n{\n"), 2, "",
	    "t: in:2:2: a key in double quotes expected\n");
	assert_file("kept", "old");
	assert_run(o, SV("\n"), 2, "", "t: nothing to sum\n");
	assert_file("kept", "old");
	assert_run(o, SV("{}\n"), 0, "", "");
	assert_file("kept", "{\"risk\":\"low\"}\nsum 1\n");
	o.output = "/dev/null";
	assert_run(o, SV("{}\n"), 0, "", "");
	assert_true(access("/dev/null", F_OK) == 0);
}

static void
test_long_line(void **state)
{
	struct filter_options o = FILTER_DEFAULTS;
	struct str in = {0};

	(void)state;
	o.max_record = 1024;
	str_addz(&in, "{\"id\":1}\n{\"x\":\"");
	for (int i = 0; i < 1024; i++)
		str_addc(&in, 'x');
	str_addz(&in, "\"}\n{\"id\":2}\n");
	assert_run(o, str_sv(&in), 2, "{\"id\":1,\"risk\":\"low\"}\n",
	    "t: in:2: line longer than 1024 bytes; see --max-record\n");
	str_free(&in);
}

/* Files that cannot be read are told of in their place, the others go on. */
static void
test_missing_files(void **state)
{
	const char *files[] = {"no-1", "a", "no-2", "b", "no-3", NULL};
	struct filter_options o = FILTER_DEFAULTS;

	(void)state;
	write_file("a", SV("{\"kind\":\"odd\"}\n"));
	write_file("b", SV("{\"kind\":\"odd\"}"));
	for (o.jobs = 1; o.jobs <= 4; o.jobs += 3) {
		struct result r = run(o, files);

		assert_string_equal(str_z(&r.out),
		    "{\"kind\":\"odd\",\"risk\":\"low\"}\n"
		    "{\"kind\":\"odd\",\"risk\":\"low\"}\nsum 2\n");
		assert_string_equal(str_z(&r.err),
		    "t: no-1: cannot open: No such file or directory\n"
		    "t: a:1: warning: odd\n"
		    "t: no-2: cannot open: No such file or directory\n"
		    "t: b:1: warning: odd\n"
		    "t: no-3: cannot open: No such file or directory\n");
		assert_int_equal(r.status, 2);
		str_free(&r.out);
		str_free(&r.err);
	}
}

/* Many blocks: bad lines all over, messages, a stop; the same for any number
 * of threads. */
static void
test_many_blocks(void **state)
{
	const char *files[] = {"in", "in", NULL};
	struct filter_options o = FILTER_DEFAULTS;
	struct result one, many;
	struct str in = {0}, rejects = {0}, again = {0};
	static const int64_t limits[] = {-1, 0, 40, 333, 400, 401, 500};

	(void)state;
	for (int i = 0; i < 40000; i++) {
		if (i % 200 == 7)
			str_addf(&in, "{\"id\":%d,}\n", i);
		else
			str_addf(&in, "{\"id\":\"J%07d\",\"kind\":\"%s\","
			    "\"narrative\":\"报警人称与邻居因噪音发生纠纷，"
			    "经民警现场调解双方达成协议\"}\n", i,
			    i % 300 == 0 ? "odd" : "incident");
	}
	write_file("in", str_sv(&in));
	o.reject = "rej";
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		o.max_rejects = limits[i];
		o.jobs = 1;
		one = run(o, files);
		read_file("rej", &rejects);
		o.jobs = 3;
		many = run(o, files);
		read_file("rej", &again);
		assert_int_equal(one.status, o.max_rejects < 0 ||
		    o.max_rejects >= 400 ? 0 : 2);
		assert_int_equal(one.status, many.status);
		assert_true(sv_eq(str_sv(&one.out), str_sv(&many.out)));
		assert_true(sv_eq(str_sv(&one.err), str_sv(&many.err)));
		assert_true(sv_eq(str_sv(&rejects), str_sv(&again)));
		str_free(&one.out);
		str_free(&one.err);
		str_free(&many.out);
		str_free(&many.err);
	}
	str_free(&in);
	str_free(&rejects);
	str_free(&again);
}

/* A command that has seen enough. */
static void
test_quiet_stop(void **state)
{
	const char *files[] = {"a", "b", "missing", NULL};
	struct filter_options o = FILTER_DEFAULTS;

	(void)state;
	write_file("a", SV("{\"kind\":\"last\"}\n"));
	write_file("b", SV("{\"kind\":\"odd\"}\n"));
	for (o.jobs = 1; o.jobs <= 4; o.jobs += 3) {
		struct result r = run(o, files);

		assert_string_equal(str_z(&r.out),
		    "{\"kind\":\"last\",\"risk\":\"low\"}\nsum 1\n");
		assert_string_equal(str_z(&r.err), "");
		assert_int_equal(r.status, 0);
		str_free(&r.out);
		str_free(&r.err);
	}
}

static char directory[] = "/tmp/precinct-filter-XXXXXX";

static int
enter(void **state)
{
	(void)state;
	return mkdtemp(directory) != NULL && chdir(directory) == 0 ? 0 : -1;
}

static int
leave(void **state)
{
	static const char *const names[] = {"in", "out", "err", "rej", "kept",
	    "a", "b"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(names[i]);
	return chdir("/") == 0 ? rmdir(directory) : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_plain),
	    cmocka_unit_test(test_bad_line_ends),
	    cmocka_unit_test(test_reject),
	    cmocka_unit_test(test_max_rejects),
	    cmocka_unit_test(test_options),
	    cmocka_unit_test(test_long_line),
	    cmocka_unit_test(test_missing_files),
	    cmocka_unit_test(test_many_blocks),
	    cmocka_unit_test(test_quiet_stop),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
