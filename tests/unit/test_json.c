/* SPDX-License-Identifier: MIT */
/* json: configuration values and their places; jsonout: writing; reject. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "json.h"
#include "jsonout.h"
#include "reject.h"

static struct json_doc *
parse(const char *text)
{
	struct fault f = {0};
	struct json_doc *doc = json_parse(sv_z(text), "r.json", &f);

	if (doc == NULL)
		print_error("%s\n", str_z(&f.text));
	assert_non_null(doc);
	fault_free(&f);
	return doc;
}

static void
assert_refused(struct sv text, uint64_t line, uint64_t column,
    const char *holds)
{
	struct fault f = {0};

	assert_null(json_parse(text, "r.json", &f));
	assert_string_equal(f.file.p, "r.json");
	assert_int_equal(f.line, line);
	assert_int_equal(f.column, column);
	if (strstr(f.text.p, holds) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", f.text.p, holds);
	fault_free(&f);
}

static void
test_values(void **state)
{
	struct json_doc *doc = parse(" {\"a\": [1, -2, \"中\\n\", true, null],\n"
	    "\"b\": {\"c\": false, \"d\": 1.5}, \"e\": {}, \"f\": []} ");
	const struct json *root = json_root(doc), *a = json_get(root, "a");
	struct sv key;

	(void)state;
	assert_int_equal(json_type(root), JSON_MAP);
	assert_int_equal(json_count(root), 4);
	assert_int_equal(json_count(a), 5);
	assert_int_equal(json_int(json_at(a, 0), 7), 1);
	assert_int_equal(json_int(json_at(a, 1), 7), -2);
	assert_int_equal(json_int(json_at(a, 2), 7), 7);
	assert_true(sv_eq(json_sv(json_at(a, 2)), SV("中\n")));
	assert_true(json_truth(json_at(a, 3), false));
	assert_int_equal(json_type(json_at(a, 4)), JSON_NIL);
	assert_null(json_at(a, 5));
	assert_int_equal(json_type(json_get(json_get(root, "b"), "d")),
	    JSON_REALS);
	assert_false(json_truth(json_get(json_get(root, "b"), "c"), true));
	assert_non_null(json_member(root, 3, &key));
	assert_true(sv_eq(key, SV("f")));
	assert_null(json_member(root, 4, &key));
	/* All take what is not there. */
	assert_int_equal(json_type(json_get(NULL, "x")), JSON_NONE);
	assert_null(json_get(a, "x"));
	assert_int_equal(json_count(NULL), 0);
	assert_int_equal(json_sv(NULL).len, 0);
	json_free(doc);
	json_free(NULL);
}

/* Shared values (true, false, null) and nested ones know their own place, and
 * columns count characters. */
static void
test_places(void **state)
{
	struct json_doc *doc = parse("{\"甲\": true,\n"
	    "  \"乙\\\"\": [ true , [null],{\"x\":-1.5e3} ]\n}");
	const struct json *list = json_get(json_root(doc), "乙\"");
	static const struct {
		uint64_t line, column;
	} want[] = {{2, 12}, {2, 19}, {2, 26}};
	struct fault f = {0};

	(void)state;
	assert_int_equal(json_fault(doc, json_get(json_root(doc), "甲"), &f,
	    "odd %d", 7), -1);
	assert_string_equal(f.text.p, "odd 7");
	assert_int_equal(f.line, 1);
	assert_int_equal(f.column, 7);
	for (size_t i = 0; i < 3; i++) {
		json_fault(doc, json_at(list, i), &f, "x");
		assert_int_equal(f.line, want[i].line);
		assert_int_equal(f.column, want[i].column);
	}
	json_fault(doc, json_get(json_at(list, 2), "x"), &f, "x");
	assert_int_equal(f.column, 31);
	json_fault(doc, NULL, &f, "x");
	assert_int_equal(f.line, 0);
	fault_free(&f);
	json_free(doc);
}

static void
test_refused(void **state)
{
	(void)state;
	assert_refused(SV(""), 1, 1, "not valid JSON");
	assert_refused(SV("{\"a\":1,\n\"a\":2}"), 2, 3, "duplicate");
	assert_refused(SV("{\"a\":1,\n\"b\":}"), 2, 5, "unexpected token");
	assert_refused(SV("{\"a\":\"中\xb5\xc4\"}"), 1, 8, "UTF-8");
	assert_refused(SV("{\"a\":1\0}"), 1, 7, "NUL");
	assert_refused(SV("[1] x"), 1, 5, "");
	assert_refused(SV("{\"a\":99999999999999999999}"), 1, 25, "too big");
}

static void
test_byte_order_mark(void **state)
{
	struct json_doc *doc = parse("\xef\xbb\xbf[7]");
	struct fault f = {0};

	(void)state;
	json_fault(doc, json_at(json_root(doc), 0), &f, "x");
	assert_int_equal(f.column, 2);
	fault_free(&f);
	json_free(doc);
}

/* Maps large enough to be searched by halves. */
static void
test_large_map(void **state)
{
	struct str text = {0};
	struct json_doc *doc;
	char key[16];

	(void)state;
	for (int i = 0; i < 500; i++)
		str_addf(&text, "%s\"k%d\":%d", i > 0 ? "," : "{", i, i);
	str_addc(&text, '}');
	doc = parse(text.p);
	for (int i = 0; i < 500; i++) {
		snprintf(key, sizeof(key), "k%d", i);
		assert_int_equal(json_int(json_get(json_root(doc), key), -1),
		    i);
	}
	assert_null(json_get(json_root(doc), "k500"));
	assert_null(json_get(json_root(doc), ""));
	json_free(doc);
	str_free(&text);
}

static void
test_want_and_only(void **state)
{
	static const char *const known[] = {"words", "patterns", "id", NULL};
	struct json_doc *doc = parse("{\"words\": 3, \"_note\": 1, \"id\":\"x\"}");
	struct json_doc *bad = parse("{\"id\":1,\n \"wrods\":[]}");
	struct json_doc *far = parse("{\"天气预报\":[]}");
	const struct json *v;
	struct fault f = {0};

	(void)state;
	assert_int_equal(json_want(doc, json_root(doc), "id", JSON_TEXT, &v,
	    &f), 0);
	assert_true(sv_eq(json_sv(v), SV("x")));
	assert_int_equal(json_want(doc, json_root(doc), "patterns", JSON_LIST,
	    &v, &f), 0);
	assert_null(v);
	assert_int_equal(json_want(doc, json_root(doc), "words", JSON_LIST, &v,
	    &f), -1);
	assert_string_equal(f.text.p,
	    "\"words\" is a whole number; it must be a list");
	assert_int_equal(f.column, 11);
	assert_int_equal(json_only(doc, json_root(doc), known, &f), 0);
	assert_int_equal(json_only(bad, json_root(bad), known, &f), -1);
	assert_string_equal(f.text.p,
	    "unknown key \"wrods\"; did you mean \"words\"?");
	assert_int_equal(f.line, 2);
	assert_int_equal(f.column, 2);
	assert_int_equal(json_only(far, json_root(far), known, &f), -1);
	assert_string_equal(f.text.p, "unknown key \"天气预报\"; known keys "
	    "are words, patterns, id");
	assert_int_equal(json_only(doc, json_get(json_root(doc), "id"), known,
	    &f), -1);
	fault_free(&f);
	json_free(doc);
	json_free(bad);
	json_free(far);
}

static void
test_missing_file(void **state)
{
	struct fault f = {0};

	(void)state;
	assert_null(json_read("/nonexistent/x.json", &f));
	assert_string_equal(f.file.p, "/nonexistent/x.json");
	fault_free(&f);
}

static void
add_simple(struct str *out, struct sv text)
{
	str_addc(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		static const char named[] = "\"\\\b\f\n\r\t";
		static const char names[] = "\"\\bfnrt";
		char c = text.p[i];
		const char *at = c != '\0' ? strchr(named, c) : NULL;

		if (at != NULL)
			str_addf(out, "\\%c", names[at - named]);
		else if ((unsigned char)c < 0x20)
			str_addf(out, "\\u%04x", (unsigned)c);
		else
			str_addc(out, c);
	}
	str_addc(out, '"');
}

/* The fast writer against the plain one: every byte at every place of texts of
 * every length around its vectors. */
static void
test_text_agrees(void **state)
{
	struct str fast = {0}, simple = {0};

	(void)state;
	for (size_t len = 1; len <= 50; len++) {
		char *text = mem_alloc(len); /* exact: overreads are caught */

		for (size_t at = 0; at < len; at++) {
			for (int c = 0; c < 256; c++) {
				memset(text, c % 2 != 0 ? 'x' : 0xe4, len);
				text[at] = (char)c;
				text[len / 2] = c % 5 == 0 ? '\n' : 'y';
				str_free(&fast);
				str_clear(&simple);
				json_text(&fast, (struct sv){text, len});
				add_simple(&simple, (struct sv){text, len});
				assert_true(sv_eq(str_sv(&fast),
				    str_sv(&simple)));
			}
		}
		free(text);
	}
	str_free(&fast);
	str_free(&simple);
}

static void
test_put(void **state)
{
	struct sv texts[] = {SV("甲"), SV(""), SV("a\"b")};
	struct str s = {0};

	(void)state;
	json_put_text(&s, SV("t"), SV("x\\y"));
	json_put_int(&s, SV("i"), INT64_MIN);
	json_put_bool(&s, SV("b"), true);
	json_put_raw(&s, SV("r"), SV("[1]"));
	json_put_texts(&s, SV("l"), texts, 3);
	json_put_texts(&s, SV("e"), NULL, 0);
	json_enclose(&s, 0);
	assert_string_equal(s.p, "{\"t\":\"x\\\\y\",\"i\":-9223372036854775808,"
	    "\"b\":true,\"r\":[1],\"l\":[\"甲\",\"\",\"a\\\"b\"],\"e\":[]}");
	json_enclose(&s, s.len);
	assert_string_equal(s.p + s.len - 3, "}{}");
	str_free(&s);
}

static void
test_reject(void **state)
{
	struct fault f = {0};
	struct str s = {0};

	(void)state;
	fault_set(&f, "a.jsonl", 7, 3, "key \x01 odd");
	reject_add(&s, SV("{bad\n"), "record.syntax", &f);
	reject_add(&s, SV("x\xff"), "record.syntax", &f);
	assert_string_equal(s.p,
	    "#reject a.jsonl:7:3 bytes=5 record.syntax: key \\x01 odd\n"
	    "{bad\n"
	    "#reject a.jsonl:7:3 bytes=2 record.syntax: key \\x01 odd\n"
	    "x\xff\n");
	assert_true(reject_is_marker(SV("#reject a:1:1 bytes=0 x: y")));
	assert_true(reject_is_marker(SV("#precinct-reject 1")));
	assert_false(reject_is_marker(SV("#rejected")));
	assert_false(reject_is_marker(SV("{\"a\":\"#reject \"}")));
	fault_free(&f);
	str_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_places),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_byte_order_mark),
	    cmocka_unit_test(test_large_map),
	    cmocka_unit_test(test_want_and_only),
	    cmocka_unit_test(test_missing_file),
	    cmocka_unit_test(test_text_agrees),
	    cmocka_unit_test(test_put),
	    cmocka_unit_test(test_reject),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
