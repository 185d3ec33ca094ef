/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "facet.h"
#include "prog.h"

static struct facets *
made_of(const char *text)
{
	struct facets *fs = facets_new();
	struct fault f = {0};

	if (facets_parse(fs, sv_z(text), "t.json", &f) != 0)
		fail_msg("%s", f.text.p);
	facets_build(fs);
	return fs;
}

static const char *const file = "{\"format\": 1, \"facet\": \"who\","
    "\"title\": \"谁\", \"order\": [\"job\", \"age\", \"narrative\"],"
    "\"groups\": ["
    "{\"id\": \"old\", \"title\": \"老\", \"evidence\": [{\"age\": [60, 150]},"
    " {\"narrative\": [\"退休\"], \"unless\": [\"退休金\"]}]},"
    "{\"id\": \"student\", \"title\": \"学生\", \"evidence\": "
    "[{\"job\": [\"学生\"]}, {\"narrative\": [\"寝室\"],"
    " \"between\": [16, 30]}]}]}";

static void
is(const struct facets *fs, const char *line, const char *want)
{
	struct facet_work *w = facet_work_new(fs);
	struct facet_found found[FACET_MOST];
	struct record r = {0};
	struct str why = {0};

	assert_int_equal(record_scan(&r, sv_z(line), NULL), 0);
	facets_assign(w, 1, &r, found);
	if (found[0].group != FACET_NONE)
		facet_why(&why, fs, 0, &found[0]);
	assert_string_equal(str_z(&why), want);
	str_free(&why);
	record_free(&r);
	facet_work_free(w);
}

static void
assigns(void **state)
{
	struct facets *fs = made_of(file);

	(void)state;
	is(fs, "{\"caller_job\":\"大学生\"}", "who.student@caller_job:1+2");
	is(fs, "{\"caller_age\":60}", "who.old@caller_age");
	is(fs, "{\"caller_age\":59}", "");
	/* The stronger evidence wins over the earlier group. */
	is(fs, "{\"caller_age\":61,\"caller_job\":\"学生\"}",
	    "who.student@caller_job:0+2");
	is(fs, "{\"narrative\":\"他退休多年\"}", "who.old@narrative:1+2");
	is(fs, "{\"narrative\":\"他退休，领退休金\"}", "");
	is(fs, "{\"narrative\":\"他未退休\"}", "");
	is(fs, "{\"narrative\":\"在 寢 室\"}", "who.student@narrative:2+3");
	is(fs, "{\"narrative\":\"在寝室\",\"caller_age\":40}", "");
	is(fs, "{\"narrative\":\"\\u5bdd\\u5ba4\"}",
	    "who.student@narrative:0+2");
	is(fs, "{}", "");
	facets_free(fs);
}

static void
any_of(void **state)
{
	struct facets *fs = made_of(file);
	struct facet_work *w = facet_work_new(fs);
	struct record r = {0};

	(void)state;
	assert_int_equal(record_scan(&r, SV("{\"caller_age\":61,"
	    "\"caller_job\":\"学生\"}"), NULL), 0);
	assert_true(facet_is_of(w, &r, 0, 0));
	assert_true(facet_is_of(w, &r, 0, 1));
	assert_int_equal(record_scan(&r, SV("{\"caller_age\":20,"
	    "\"narrative\":\"寝室\"}"), NULL), 0);
	assert_false(facet_is_of(w, &r, 0, 0));
	assert_true(facet_is_of(w, &r, 0, 1));
	record_free(&r);
	facet_work_free(w);
	facets_free(fs);
}

/* Words that overlap, and the first or the last of several groups. */
static void
places(void **state)
{
	static const char *const text = "{\"format\": 1, \"facet\": \"c\","
	    "\"title\": \"c\", \"pick\": \"%s\", \"groups\": ["
	    "{\"id\": \"a\", \"title\": \"a\", \"evidence\": "
	    "[{\"narrative\": [\"电话\"]}]},"
	    "{\"id\": \"b\", \"title\": \"b\", \"evidence\": "
	    "[{\"narrative\": [\"微信\"], \"unless\": [\"微信转账\"]}]}]}";
	struct str s = {0};
	struct facets *fs;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct sv part, rest = sv_z(text);

		str_clear(&s);
		sv_split(&rest, '%', &part);
		str_addsv(&s, part);
		str_addz(&s, i == 0 ? "first" : "last");
		str_addsv(&s, sv_from(rest, 1));
		fs = made_of(s.p);
		is(fs, "{\"narrative\":\"微信后电话，又微信\"}",
		    i == 0 ? "c.b@narrative:0+2" : "c.b@narrative:7+2");
		is(fs, "{\"narrative\":\"电话，微信，电话\"}",
		    i == 0 ? "c.a@narrative:0+2" : "c.a@narrative:6+2");
		is(fs, "{\"narrative\":\"微信转账，电话\"}",
		    "c.a@narrative:5+2");
		facets_free(fs);
	}
	str_free(&s);
}

static void
refuses(void **state)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
	    {"{\"format\": 1}", "no file of a facet"},
	    {"{\"format\": 1, \"facet\": \"x\", \"title\": \"x\", "
	     "\"groups\": [{\"id\": \"a\", \"title\": \"a\"}]}",
		"a group needs"},
	    {"{\"format\": 1, \"facet\": \"x\", \"title\": \"x\", "
	     "\"groups\": [{\"id\": \"a\", \"title\": \"a\", \"evidence\": "
	     "[{\"job\": [\"a\"], \"age\": [1, 2]}]}]}",
		"evidence is of one field"},
	    {"{\"format\": 1, \"facet\": \"x\", \"title\": \"x\", "
	     "\"groups\": [{\"id\": \"a\", \"title\": \"a\", \"evidence\": "
	     "[{\"age\": [5, 2]}]}]}",
		"no range of ages"},
	    {"{\"format\": 1, \"facet\": \"x\", \"title\": \"x\", "
	     "\"groups\": [{\"id\": \"a\", \"title\": \"a\", \"evidence\": "
	     "[{\"job\": [\"\"]}]}]}",
		"no word to look for"},
	    {"{\"format\": 1, \"facet\": \"x\", \"title\": \"x\", "
	     "\"pick\": \"best\", \"groups\": [{\"id\": \"a\"}]}",
		"`pick` is order, first or last"},
	    {"{\"format\": 1, \"facet\": \"x\", \"title\": \"x\", "
	     "\"group\": []}", "unknown key"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct facets *fs = facets_new();
		struct fault f = {0};

		assert_int_equal(facets_parse(fs, sv_z(bad[i].text),
		    "t.json", &f), -1);
		if (strstr(f.text.p, bad[i].why) == NULL)
			fail_msg("%s: not %s", f.text.p, bad[i].why);
		assert_int_equal(f.line, 1);
		fault_free(&f);
		facets_free(fs);
	}
}

/* What is shipped agrees with its own examples; a later file replaces. */
static void
shipped(void **state)
{
	struct facets *fs = facets_new();
	struct str report = {0};
	struct fault f = {0};
	char *path = prog_data_path("facets");

	(void)state;
	assert_non_null(path);
	if (facets_read(fs, path, &f) != 0)
		fail_msg("%s:%llu: %s", f.file.p, (unsigned long long)f.line,
		    f.text.p);
	assert_int_equal(facets_parse(fs, sv_z(file), "t.json", &f), 0);
	facets_build(fs);
	assert_int_equal(facets_count(fs), 3);
	(void)facets_check(fs, &report);
	/* The file above has no examples, which is said. */
	assert_string_equal(str_z(&report),
	    "who.old: fewer than two examples of match\n"
	    "who.student: fewer than two examples of match\n");
	str_free(&report);
	facets_free(fs);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(assigns), cmocka_unit_test(any_of),
	    cmocka_unit_test(places), cmocka_unit_test(refuses),
	    cmocka_unit_test(shipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
