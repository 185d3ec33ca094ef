/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "template.h"

static const char *const known[] = {"a", "b", "case", NULL};

static void
fills(const char *text, const char *a, const char *b, const char *want)
{
	struct sv values[] = {sv_z(a), sv_z(b), SV("")};
	struct fault f = {0};
	struct template *t = template_parse(sv_z(text), "t", known, &f);
	struct str out = {0};

	if (t == NULL)
		fail_msg("%s", f.text.p);
	template_fill(t, values, &out);
	assert_string_equal(str_z(&out), want);
	str_free(&out);
	template_free(t);
}

static void
filling(void **state)
{
	(void)state;
	fills("", "x", "y", "");
	fills("一{{a}}二{{ b }}三\n", "x", "", "一x二三\n");
	fills("{{#a}}[{{a}}]{{/a}}{{^a}}none{{/a}}", "x", "", "[x]");
	fills("{{#a}}[{{a}}]{{/a}}{{^a}}none{{/a}}", "", "", "none");
	fills("{{#a}}1{{#b}}2{{/b}}3{{/a}}4", "x", "", "134");
	fills("{{#a}}1{{#b}}2{{/b}}3{{/a}}4", "", "y", "4");
	/* A value is no template. */
	fills("{{a}}", "{{b}}", "y", "{{b}}");
	fills("a } b { c }} d\n", "", "", "a } b { c }} d\n");
}

static void
lines(void **state)
{
	(void)state;
	fills("1\n{{! remark }}\n2\n", "", "", "1\n2\n");
	fills("1\n{{#a}}\nA\n{{/a}}\n2\n", "x", "", "1\nA\n2\n");
	fills("1\n{{#a}}\nA\n{{/a}}\n2\n", "", "", "1\n2\n");
	fills("1\r\n  {{#a}}  {{! x }}\r\nA\r\n{{/a}}\r\n", "x", "",
	    "1\nA\n");
	fills("\xef\xbb\xbf{{a}}", "x", "", "x");
	fills("{{#a}}x{{/a}} y\n", "", "", " y\n");
}

static void
refuses(const char *text, uint64_t line, uint64_t column, const char *why)
{
	struct fault f = {0};

	assert_null(template_parse(sv_z(text), "t.txt", known, &f));
	assert_string_equal(f.file.p, "t.txt");
	assert_int_equal(f.line, line);
	assert_int_equal(f.column, column);
	if (strstr(f.text.p, why) == NULL)
		fail_msg("%s: not %s", f.text.p, why);
	fault_free(&f);
}

static void
faults(void **state)
{
	(void)state;
	refuses("一\n二{{c}}\n", 2, 2,
	    "unknown placeholder \"c\"; known are a, b, case");
	refuses("{{}}", 1, 1, "unknown placeholder \"\"");
	refuses("{{#c}}{{/c}}", 1, 1, "unknown placeholder");
	refuses("x{{a", 1, 2, "a tag without end: {{a");
	refuses("{{a\n}}", 1, 1, "a tag without end: {{a;");
	refuses("1\n{{#a}}x", 2, 1, "a section without end: write {{/a}}");
	refuses("{{/a}}", 1, 1, "{{/a}} ends no section");
	refuses("{{#a}}{{#b}}{{/a}}{{/b}}", 1, 13,
	    "ends another section than the last one begun");
	refuses("{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}"
		"{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}",
	    1, 97, "sections too deep");
	refuses("\xff", 0, 0, "not UTF-8");
}

static void
uses(void **state)
{
	struct template *t = template_parse(SV("{{#a}}{{b}}{{/a}}"), "t",
	    known, NULL);

	(void)state;
	assert_true(template_uses(t, "b"));
	assert_false(template_uses(t, "a"));
	template_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(filling), cmocka_unit_test(lines),
	    cmocka_unit_test(faults), cmocka_unit_test(uses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
