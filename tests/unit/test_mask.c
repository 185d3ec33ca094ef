/* SPDX-License-Identifier: MIT */
/* mask: the forms of masked values, keys, places that move, pieces of text.
 * All persons and numbers are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "found.h"
#include "mask_record.h"
#include "mask_text.h"

static struct extractor *x;

static int
set_up(void **state)
{
	struct fault f = {0};

	(void)state;
	x = extractor_new("share/terms", &f);
	fault_free(&f);
	return x != NULL ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	extractor_free(x);
	return 0;
}

static struct mask *
masker(enum mask_as as, const struct mask_key *key)
{
	struct mask_options o = {.extractor = x, .as = as, .key = key};

	return mask_new(&o);
}

static void
is_masked(enum mask_as as, const char *text, const char *want)
{
	struct mask *m = masker(as, NULL);
	struct str out = {0}, again = {0};

	mask_text(m, sv_z(text), &out);
	assert_string_equal(str_z(&out), want);
	mask_text(m, str_sv(&out), &again);
	assert_string_equal(str_z(&again), want);
	str_free(&out);
	str_free(&again);
	mask_free(m);
}

static void
test_forms(void **state)
{
	(void)state;
	is_masked(MASK_PARTIAL, "报警人张某某", "报警人张**");
	is_masked(MASK_PARTIAL, "姓名：欧阳建国", "姓名：欧阳**");
	is_masked(MASK_PARTIAL, "嫌疑人:李四。", "嫌疑人:李*。");
	is_masked(MASK_PARTIAL, "电话13800138000", "电话138****8000");
	is_masked(MASK_PARTIAL, "座机028-87654321", "座机028****4321");
	is_masked(MASK_PARTIAL, "身份证519999198503121236",
	    "身份证519999********1236");
	is_masked(MASK_PARTIAL, "卡号6222 0200 0000 0000 004",
	    "卡号****0004");
	is_masked(MASK_PARTIAL, "川AD12345", "川A**345");
	is_masked(MASK_PARTIAL, "发到abc@163.com", "发到a***@163.com");
	is_masked(MASK_PARTIAL, "学源路88号附3号", "学源路**号");
	is_masked(MASK_PARTIAL, "QQ号123456789", "QQ号1***9");
	is_masked(MASK_CLASS, "报警人张某某，电话13800138000",
	    "报警人[姓名]，电话[电话]");
	is_masked(MASK_CLASS, "账号lover_5200", "账号[账号]");
	is_masked(MASK_CLASS, "2024年8月31日损失3.5万元",
	    "2024年8月31日损失3.5万元");
	is_masked(MASK_CLASS, "", "");
}

static void
cell(struct mask *m, enum extract_class class, const char *value,
    const char *want)
{
	struct str out = {0};

	mask_value(m, class, sv_z(value), &out);
	assert_string_equal(str_z(&out), want);
	str_free(&out);
}

static void
test_cells(void **state)
{
	struct mask *m = masker(MASK_PARTIAL, NULL);
	struct str out = {0};

	(void)state;
	cell(m, EXTRACT_NAME, "高兴", "高*");
	cell(m, EXTRACT_NAME, "匿名", "匿名");
	cell(m, EXTRACT_NAME, "张**", "张**");
	cell(m, EXTRACT_PHONE, "138-0013-8000", "138****8000");
	cell(m, EXTRACT_PHONE, "不详", "不详");
	cell(m, EXTRACT_ID, "E12345678", "E1****78");
	cell(m, EXTRACT_ID, "12", "***");
	cell(m, EXTRACT_CARD, "6222020000000000004", "****0004");
	cell(m, EXTRACT_PLATE, "川A12345", "川A**345");
	cell(m, EXTRACT_EMAIL, "a", "a***");
	mask_address(m, SV("花源街道柳河苑3栋2单元501旁"), &out);
	assert_string_equal(str_z(&out), "花源街道柳河苑");
	str_clear(&out);
	mask_address(m, SV("3栋2单元"), &out);
	assert_string_equal(str_z(&out), "**");
	str_clear(&out);
	mask_address(m, SV("花源派出所"), &out);
	assert_string_equal(str_z(&out), "花源派出所");
	str_free(&out);
	mask_free(m);
}

/* A name of the record goes wherever it stands, also where nothing tells. */
static void
test_known(void **state)
{
	struct mask *m = masker(MASK_CLASS, NULL);
	struct str out = {0};

	(void)state;
	mask_know(m, SV("高原"));
	mask_know(m, SV("匿名"));
	mask_know(m, SV("李"));
	mask_text(m, SV("在高原的车里，匿名李"), &out);
	assert_string_equal(str_z(&out), "在[姓名]的车里，匿名李");
	mask_forget(m);
	str_clear(&out);
	mask_text(m, SV("在高原的车里"), &out);
	assert_string_equal(str_z(&out), "在高原的车里");
	str_free(&out);
	mask_free(m);
}

static void
moves_to(const struct mask *m, size_t start, size_t len, size_t to,
    size_t to_len)
{
	mask_move(m->edits, m->nedits, &start, &len);
	assert_int_equal(start, to);
	assert_int_equal(len, to_len);
}

static void
test_moves(void **state)
{
	struct mask *m = masker(MASK_CLASS, NULL);
	struct str out = {0};

	(void)state;
	/*                0   4      7 8   10         21 */
	mask_text(m, SV("报警人:李四，打13800138000的电话"), &out);
	assert_string_equal(str_z(&out), "报警人:[姓名]，打[电话]的电话");
	moves_to(m, 0, 3, 0, 3);
	moves_to(m, 4, 2, 4, 4);
	moves_to(m, 5, 1, 4, 4);
	moves_to(m, 2, 4, 2, 6);
	moves_to(m, 6, 2, 8, 2);
	moves_to(m, 10, 3, 10, 4);
	moves_to(m, 19, 1, 14, 1);
	moves_to(m, 20, 2, 15, 2);
	moves_to(m, 0, 22, 0, 17);
	str_free(&out);
	mask_free(m);
}

static void
pseudonym(const struct mask_key *key, const char *text, struct str *out)
{
	struct mask *m = masker(MASK_PSEUDONYM, key);

	str_clear(out);
	mask_text(m, sv_z(text), out);
	mask_free(m);
}

static void
test_keys(void **state)
{
	char path[] = "/tmp/precinct-key-XXXXXX";
	struct fault f = {0};
	struct mask_key *a, *b;
	struct str one = {0}, two = {0};
	struct stat st;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	/* an empty file is no key, and is not written over */
	assert_null(mask_key_read(path, &f));
	assert_int_equal(mask_key_make(path, &f), -1);
	assert_int_equal(unlink(path), 0);
	assert_null(mask_key_read(path, &f));
	assert_int_equal(mask_key_make(path, &f), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	a = mask_key_read(path, &f);
	b = mask_key_read(path, &f);
	assert_non_null(a);
	assert_non_null(b);
	pseudonym(a, "电话13800138000", &one);
	pseudonym(b, "电话138 0013 8000", &two);
	assert_string_equal(str_z(&one), str_z(&two));
	pseudonym(a, "电话13800138001", &two);
	assert_string_not_equal(str_z(&one), str_z(&two));
	/* what others may read is no key */
	assert_int_equal(chmod(path, 0640), 0);
	assert_null(mask_key_read(path, &f));
	assert_int_equal(unlink(path), 0);
	mask_key_free(a);
	mask_key_free(b);
	mask_key_free(NULL);
	str_free(&one);
	str_free(&two);
	fault_free(&f);
}

static void
test_cuts(void **state)
{
	(void)state;
	assert_int_equal(mask_text_cut(SV("一。\n电话138\n0013")),
	    strlen("一。\n"));
	assert_int_equal(mask_text_cut(SV("电话138\n0013")), 0);
	assert_int_equal(mask_text_cut(SV("a\n\nb")), 3);
	assert_int_equal(mask_text_cut(SV("")), 0);
	assert_int_equal(mask_text_cut(SV("x. \r\ny")), 5);
}

static void
test_split(void **state)
{
	struct sv value, field;
	size_t start, len;

	(void)state;
	assert_true(found_split(SV("a@b.com@feedback:3+7"), &value, &field,
	    &start, &len));
	assert_true(sv_eq(value, SV("a@b.com")));
	assert_true(sv_eq(field, SV("feedback")));
	assert_int_equal(start, 3);
	assert_int_equal(len, 7);
	assert_true(found_split(SV("rule.x@12+2"), &value, &field, &start,
	    &len));
	assert_int_equal(field.len, 0);
	assert_false(found_split(SV("rule.x@type"), &value, &field, &start,
	    &len));
	assert_false(found_split(SV("rule"), &value, &field, &start, &len));
	assert_false(found_split(SV("r@-1+2"), &value, &field, &start, &len));
	for (unsigned c = 0; c < EXTRACT_NCLASSES; c++)
		assert_int_equal(found_class(found_key(
		    (enum extract_class)c)), c);
	/* the scanner tells keys of at most 16 bytes apart */
	for (unsigned k = 0; k < REC_NKEYS; k++)
		assert_true(strlen(record_key_name((enum record_key)k)) <= 16);
}

static void
doubts(const char *line, bool doubt, const char *want)
{
	struct record r = {0};
	struct str out = {0};

	assert_int_equal(record_scan(&r, sv_z(line), NULL), 0);
	found_doubt(&r, doubt, &out);
	assert_string_equal(str_z(&out), want);
	str_free(&out);
	record_free(&r);
}

#define DOUBT "loss_fen.contradicts_narrative"

static void
test_doubts(void **state)
{
	(void)state;
	doubts("{\"a\": 1}", true,
	    "{\"a\": 1,\"quality\":[\"" DOUBT "\"]}");
	doubts("{}", true, "{\"quality\":[\"" DOUBT "\"]}");
	doubts("{\"quality\":[\"x\"],\"b\":2}", true,
	    "{\"quality\":[\"x\",\"" DOUBT "\"],\"b\":2}");
	doubts("{\"quality\":[\"x\"],\"b\":2}", false,
	    "{\"quality\":[\"x\"],\"b\":2}");
	doubts("{\"a\":1,\"quality\":[\"" DOUBT "\"],\"b\":2}", false,
	    "{\"a\":1,\"b\":2}");
	doubts("{\"a\":1,\"quality\":[\"" DOUBT "\"]}", false, "{\"a\":1}");
	doubts("{\"quality\":[\"" DOUBT "\"]}", false, "{}");
	doubts("{\"quality\":[\"" DOUBT "\",\"x\"]}", true,
	    "{\"quality\":[\"" DOUBT "\",\"x\"]}");
}

static void
contradicts(const char *line, bool want)
{
	struct found *f = found_new(x);
	struct record r = {0};

	assert_int_equal(record_scan(&r, sv_z(line), NULL), 0);
	found_look(f, &r);
	if (found_contradicts(f, &r) != want)
		fail_msg("%s", line);
	record_free(&r);
	found_free(f);
}

static void
test_contradictions(void **state)
{
	(void)state;
	contradicts("{\"narrative\":\"被骗50000元\",\"loss_fen\":500000}", true);
	contradicts("{\"narrative\":\"被骗50000元\",\"loss_fen\":5000000}",
	    false);
	contradicts("{\"narrative\":\"被骗50000元\"}", false);
	contradicts("{\"narrative\":\"要求转账50000元\",\"loss_fen\":100000}",
	    false);
	contradicts("{\"narrative\":\"转账3000元、2000元，共损失6000元\","
	    "\"loss_fen\":500000}", false);
	contradicts("{\"narrative\":\"损失约5万元\",\"loss_fen\":300000}",
	    false);
	contradicts("{\"narrative\":\"损失50000元\",\"feedback\":\"实际2000元\""
	    ",\"loss_fen\":200000}", false);
	contradicts("{\"narrative\":\"损失50000元\",\"loss_fen\":100000,"
	    "\"quality\":[\"loss_fen.from_narrative\"]}", false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_doubts),
		cmocka_unit_test(test_contradictions),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
