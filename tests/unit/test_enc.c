/* SPDX-License-Identifier: MIT */
/* enc: the chain of encodings, with iconv as the oracle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <iconv.h>

#include "enc.h"
#include "gb18030.h"
#include "utf8.h"

static uint32_t
oracle(iconv_t cd, const void *code, size_t n)
{
	char in[4], out[8], *from = in, *to = out;
	size_t left = n, room = sizeof(out);
	uint32_t c = 0;

	memcpy(in, code, n);
	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 || left != 0)
		return 0;
	utf8_decode((struct sv){out, (size_t)(to - out)}, &c);
	return c;
}

static void
test_gb18030_is_iconv(void **state)
{
	iconv_t cd = iconv_open("UTF-8", "GB18030");

	(void)state;
	for (unsigned i = 0; i < 0x10000; i++) {
		unsigned char code[2] = {(unsigned char)(i >> 8),
		    (unsigned char)i};

		if (code[0] >= 0x80)
			assert_int_equal(gb18030_two(code[0], code[1]),
			    oracle(cd, code, 2));
	}
	/* All of the BMP, and a sample of the planes and of their ends. */
	for (uint32_t i = 0; i < 126u * 12600; i += i < 40000 ? 1 : 613) {
		unsigned char code[4] = {(unsigned char)(0x81 + i / 12600),
		    (unsigned char)(0x30 + i / 1260 % 10),
		    (unsigned char)(0x81 + i / 10 % 126),
		    (unsigned char)(0x30 + i % 10)};

		assert_int_equal(gb18030_four(code), oracle(cd, code, 4));
	}
	iconv_close(cd);
}

/* GB18030 bytes: 派出所, 录, 联通, 東|, a four-byte 㐂 and 𠮷. */
#define PAICHUSUO "\xc5\xc9\xb3\xf6\xcb\xf9"
#define LU "\xc2\xbc"
#define DONG "\x96|"
#define FOUR "\x81\x39\xef\x31\x95\x34\xb2\x35"

static void
test_gb18030_text(void **state)
{
	struct str out = {0};
	size_t bad = 99;

	(void)state;
	assert_true(enc_gb18030_add(&out,
	    SV("a," PAICHUSUO DONG "0123456789abcdef" FOUR), &bad));
	assert_string_equal(out.p, "a,派出所東0123456789abcdef"
	    "\xe3\x90\x82\xf0\xa0\xae\xb7" + 0);
	str_clear(&out);
	assert_false(enc_gb18030_add(&out, SV("ab\xff\xff"), &bad));
	assert_int_equal(bad, 2);
	assert_int_equal(out.len, 0);
	assert_false(enc_gb18030_add(&out, SV(PAICHUSUO "\xc5"), &bad));
	assert_int_equal(bad, 6);
	str_free(&out);
}

static enum enc
detect(struct sv head, size_t *bom)
{
	return enc_detect(head, true, bom);
}

static void
test_detect(void **state)
{
	size_t bom;

	(void)state;
	assert_int_equal(detect(SV("\xef\xbb\xbfx"), &bom), ENC_UTF8);
	assert_int_equal(bom, 3);
	assert_int_equal(detect(SV("\xff\xfe" "a\0"), &bom), ENC_UTF16LE);
	assert_int_equal(detect(SV("\xfe\xff\0a"), &bom), ENC_UTF16BE);
	assert_int_equal(detect(SV("\x84\x31\x95\x33x"), &bom), ENC_GB18030);
	assert_int_equal(bom, 4);
	assert_int_equal(detect((struct sv){"a\0,\0\n\0", 6}, &bom),
	    ENC_UTF16LE);
	assert_int_equal(detect(SV("plain\n"), &bom), ENC_ASCII);
	assert_int_equal(bom, 0);
	assert_int_equal(detect(SV("派出所\n"), &bom), ENC_UTF8);
	assert_int_equal(detect(SV("a\n" PAICHUSUO "\n"), &bom), ENC_GB18030);
	/* Short words that are valid UTF-8 too do not decide. */
	assert_int_equal(detect(SV(LU "\n" PAICHUSUO), &bom), ENC_GB18030);
	/* Glued files: the first part decides what the head is. */
	assert_int_equal(detect(SV("派\n" PAICHUSUO), &bom), ENC_UTF8);
	/* A character cut by the end of what was read is no fault. */
	assert_int_equal(enc_detect(SV("派出\xe6"), false, &bom), ENC_UTF8);
}

static void
test_record(void **state)
{
	struct str scratch = {0};
	struct sv text;
	size_t bad;

	(void)state;
	assert_int_equal(enc_record(SV("abc"), ENC_AUTO, ENC_GB18030, &text,
	    &scratch, &bad), ENC_ASCII);
	assert_int_equal(enc_record(SV("1,派"), ENC_AUTO, ENC_GB18030, &text,
	    &scratch, &bad), ENC_UTF8);
	assert_int_equal(enc_record(SV("1," PAICHUSUO), ENC_AUTO, ENC_UTF8,
	    &text, &scratch, &bad), ENC_GB18030);
	assert_true(sv_eq(text, SV("1,派出所")));
	assert_int_equal(enc_record(SV("1," LU), ENC_AUTO, ENC_GB18030, &text,
	    &scratch, &bad), ENC_GB18030);
	assert_true(sv_eq(text, SV("1,录")));
	assert_int_equal(enc_record(SV("1," LU), ENC_AUTO, ENC_UTF8, &text,
	    &scratch, &bad), ENC_UTF8);
	assert_int_equal(enc_record(SV("1," PAICHUSUO), ENC_UTF8, ENC_UTF8,
	    &text, &scratch, &bad), ENC_NAMED);
	assert_int_equal(bad, 2);
	assert_int_equal(enc_record(SV("派" "\xff"), ENC_AUTO, ENC_UTF8, &text,
	    &scratch, &bad), ENC_NAMED);
	assert_int_equal(bad, 3);
	str_free(&scratch);
}

/* A stream converts the same however it is cut. */
static void
test_stream(void **state)
{
	static const char utf16[] = "a\0,\0\x3e\x6d\n\0\x42\xd8\xb7\xdf";
	struct fault f = {0};

	(void)state;
	for (size_t cut = 0; cut < sizeof(utf16); cut++) {
		struct enc_stream *s = enc_stream_open("UTF-16LE", &f);
		struct str out = {0};
		size_t n = sizeof(utf16) - 1;

		if (cut > n)
			cut = n;
		enc_stream_add(s, (struct sv){utf16, cut}, false, &out);
		enc_stream_add(s, (struct sv){utf16 + cut, n - cut}, true,
		    &out);
		assert_string_equal(out.p, "a,派\n\xf0\xa0\xae\xb7");
		str_free(&out);
		enc_stream_close(s);
	}
	assert_null(enc_stream_open("no-such-code", &f));
	fault_free(&f);
}

/* What is no character becomes FF, wherever the stream is cut, and the text
 * around it stays. */
static void
test_stream_damage(void **state)
{
	static const struct {
		const char *name, *in;
		size_t n;
		const char *want;
	} cases[] = {
	    {"BIG5", "a\xc4\xb5\xff\xff,b\xc4", 8, "a警\xff\xff,b\xff"},
	    {"UTF-16LE", "a\0\x00\xdc,\0\x42\xd8", 8, "a\xff,\xff"},
	    {"UTF-16BE", "\0a\xdc\x00\0,\0", 7, "a\xff,\xff"},
	};
	struct fault f = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t cut = 0; cut <= cases[i].n; cut++) {
			struct enc_stream *s = enc_stream_open(cases[i].name,
			    &f);
			struct str out = {0};

			enc_stream_add(s, (struct sv){cases[i].in, cut}, false,
			    &out);
			enc_stream_add(s, (struct sv){cases[i].in + cut,
			    cases[i].n - cut}, true, &out);
			assert_string_equal(out.p, cases[i].want);
			str_free(&out);
			enc_stream_close(s);
		}
	}
}

static void
test_few_nuls_are_no_utf16(void **state)
{
	static const char damaged[] =
	    "id,reported_at,narrative\nA1,2024-01-02,a\0bc text text\n"
	    "A2,2024-01-02,ab\0c text text text text text text text\n";
	size_t bom;

	(void)state;
	assert_int_equal(enc_detect((struct sv){damaged, sizeof(damaged) - 1},
	    true, &bom), ENC_ASCII);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_gb18030_is_iconv),
	    cmocka_unit_test(test_gb18030_text),
	    cmocka_unit_test(test_detect),
	    cmocka_unit_test(test_record),
	    cmocka_unit_test(test_stream),
	    cmocka_unit_test(test_stream_damage),
	    cmocka_unit_test(test_few_nuls_are_no_utf16),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
