/* SPDX-License-Identifier: MIT */
/* csvblocks: files of every encoding and shape come out as the same rows, for
 * any number of threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include <iconv.h>
#include <zlib.h>

#include "csvblocks.h"
#include "diag.h"

#define PATH "t_csvblocks.csv"

struct reading {
	struct csvblocks c;     /* first: context of csvblocks_next */
	struct str rows;
	ptrdiff_t skip;
	struct csvfile seen;
	size_t head_rows;
};

static ptrdiff_t
begin(void *owner, struct csvfile *file, const struct csvhead *rows, size_t n,
    struct fault *f)
{
	struct reading *r = owner;

	(void)rows;
	(void)f;
	r->seen = *file;
	r->head_rows = n;
	return r->skip;
}

static void
work(void *worker, struct block *b)
{
	struct csvwalk *walk = worker;
	struct csvrow row;

	csvwalk_begin(walk, b);
	while (csvwalk_next(walk, &row)) {
		str_addf(&b->out, "%llu ", (unsigned long long)row.line);
		if (row.marker)
			str_addz(&b->out, "marker");
		else if (row.used == ENC_NAMED)
			str_addf(&b->out, "bad encoding at %zu",
			    row.error_at);
		else if (row.error != CSV_FINE)
			str_addz(&b->out, csv_error_code(row.error));
		for (size_t i = 0; i < row.n; i++) {
			str_addz(&b->out, i > 0 ? "|" : "");
			str_addsv(&b->out, row.fields[i]);
		}
		str_addc(&b->out, '\n');
	}
}

static int
collect(void *context, struct block *b)
{
	struct reading *r = context;

	str_addsv(&r->rows, str_sv(&b->out));
	return 0;
}

static size_t max_record = (size_t)16 << 20;

static int
read_file(struct reading *r, const char *encoding, const char *delimiter,
    unsigned jobs, ptrdiff_t skip)
{
	static const char *path = PATH;
	struct csvblocks_options o = {.delimiter = delimiter,
	    .encoding = encoding, .max_field = (size_t)4 << 20,
	    .max_record = max_record};
	struct csvwalk walks[4] = {0};
	void *workers[4] = {&walks[0], &walks[1], &walks[2], &walks[3]};
	struct blocks b = {csvblocks_next, work, collect, r, workers, jobs};
	struct fault f = {0};
	int status;

	*r = (struct reading){.skip = skip};
	status = csvblocks_init(&r->c, &o, &(struct prog_list){&path, 1}, &f);
	r->c.begin = begin;
	r->c.owner = r;
	if (status == 0)
		status = blocks_run(&b, &f);
	csvblocks_finish(&r->c);
	for (int i = 0; i < 4; i++)
		csvwalk_free(&walks[i]);
	csvblocks_free(&r->c);
	fault_free(&f);
	return status;
}

static void
write_file(struct sv data)
{
	FILE *file = fopen(PATH, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(data.p, 1, data.len, file), data.len);
	fclose(file);
}

/* A gzip file whose last `cut` bytes are missing (8 are its checksum). */
static void
write_gzip(const char *text, size_t cut)
{
	gzFile z = gzopen(PATH, "wb0"); /* stored: a cut leaves the front */
	struct str raw = {0};
	FILE *file;

	assert_true(gzwrite(z, text, (unsigned)strlen(text)) > 0);
	gzclose(z);
	file = fopen(PATH, "rb");
	assert_non_null(file);
	str_reserve(&raw, 4096);
	raw.len = fread(raw.p, 1, 4096, file);
	fclose(file);
	write_file((struct sv){raw.p, raw.len - cut});
	str_free(&raw);
}

static void
write_as(const char *encoding, const char *bom, size_t bom_len,
    const char *text)
{
	iconv_t cd = iconv_open(encoding, "UTF-8");
	char out[4096], *to = out + bom_len, *from = mem_strdup(text);
	char *start = from;
	size_t left = strlen(text), room = sizeof(out) - bom_len;

	memcpy(out, bom, bom_len);
	assert_true(iconv(cd, &from, &left, &to, &room) != (size_t)-1);
	iconv_close(cd);
	free(start);
	write_file((struct sv){out, (size_t)(to - out)});
}

static void
test_encodings_agree(void **state)
{
	static const struct {
		const char *encoding, *bom;
		size_t bom_len;
		enum enc head;
	} forms[] = {
	    {"UTF-8", "", 0, ENC_UTF8},
	    {"UTF-8", "\xef\xbb\xbf", 3, ENC_UTF8},
	    {"GB18030", "", 0, ENC_GB18030},
	    {"GB18030", "\x84\x31\x95\x33", 4, ENC_GB18030},
	    {"UTF-16LE", "\xff\xfe", 2, ENC_UTF16LE},
	    {"UTF-16BE", "\xfe\xff", 2, ENC_UTF16BE},
	    {"UTF-16LE", "", 0, ENC_UTF16LE},
	};
	static const char text[] = "编号,内容\r\n1,\"东西\"\"多\"\"\n第二行\"\r\n"
				   "2,\xf0\xa0\xae\xb7野家，東|\r\n";

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct reading r;

		write_as(forms[i].encoding, forms[i].bom, forms[i].bom_len,
		    text);
		assert_int_equal(read_file(&r, NULL, NULL, 1, 1), 0);
		assert_int_equal(r.seen.head, forms[i].head);
		assert_int_equal(r.head_rows, 3);
		assert_int_equal(r.seen.converted != NULL, i >= 4);
		assert_string_equal(r.rows.p,
		    "2 1|东西\"多\"\n第二行\n4 2|\xf0\xa0\xae\xb7野家，東|\n");
		str_free(&r.rows);
	}
}

static void
test_delimiters(void **state)
{
	static const char delimiters[] = ",\t;|";
	char text[128];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		char d = delimiters[i];
		struct reading r;

		/* 東 ends in the byte of the bar in GB18030. */
		snprintf(text, sizeof(text), "a%cb%c東\n1%c2%c東\n", d, d, d,
		    d);
		write_as("GB18030", "", 0, text);
		assert_int_equal(read_file(&r, NULL, "auto", 1, 0), 0);
		assert_int_equal(r.seen.dialect.delimiter, d);
		assert_string_equal(r.rows.p, "1 a|b|東\n2 1|2|東\n");
		str_free(&r.rows);
	}
}

static void
test_glued(void **state)
{
	struct reading r;

	(void)state;
	write_file(SV("派,1\n\xc5\xc9,2\n\xc2\xbc\xc5\xc9,3\n\xff\xff,4\n出,5"));
	assert_int_equal(read_file(&r, NULL, NULL, 1, 0), 0);
	assert_string_equal(r.rows.p, "1 派|1\n2 派|2\n3 录派|3\n"
				      "4 bad encoding at 0\n5 出|5\n");
	str_free(&r.rows);
	assert_int_equal(read_file(&r, "utf-8", NULL, 1, 0), 0);
	assert_string_equal(r.rows.p, "1 派|1\n2 bad encoding at 0\n"
	    "3 bad encoding at 2\n4 bad encoding at 0\n5 出|5\n");
	str_free(&r.rows);
}

static void
test_markers(void **state)
{
	struct reading r;

	(void)state;
	write_file(SV("#precinct-reject 1\nid,x\n"
		      "#reject a.csv:7 bytes=4 row.columns: why\n1,2\n3,4\n"));
	assert_int_equal(read_file(&r, NULL, NULL, 1, 1), 0);
	assert_int_equal(r.head_rows, 3);
	assert_string_equal(r.rows.p, "4 1|2\n5 3|4\n");
	str_free(&r.rows);
	/* Nothing mended yet: the reasons do not pass for columns. */
	write_file(SV("#precinct-reject 1\n#reject-header a.csv:1 bytes=4\n"
		      "a,b\n#reject a.csv:2 bytes=6 c: why; what\n5\"x,1\n"
		      "#reject a.csv:3 bytes=6 c: why; what\n5\"x,1\n"));
	assert_int_equal(read_file(&r, NULL, NULL, 1, 0), 0);
	assert_int_equal(r.seen.dialect.delimiter, ',');
	str_free(&r.rows);
}

/* Records of several blocks, some larger than one, some malformed: the same
 * for any number of threads, and every line accounted for. */
static void
test_large(void **state)
{
	struct str big = {0};
	struct reading one, many;

	(void)state;
	for (int i = 0; i < 30000; i++) {
		str_addf(&big, "%d,\"two\nlines \"\"%d\"\"\",plain\r\n", i, i);
		if (i % 1000 == 17)
			str_addz(&big, "bad,5\" pipe,x\n");
		if (i % 5000 == 9)
			str_addz(&big, "bad,\"never closed,x\n");
		if (i == 12345) {
			str_addz(&big, "long,\"");
			for (int k = 0; k < 300000; k++)
				str_addz(&big, "派出所\n");
			str_addz(&big, "\",x\n");
		}
	}
	write_file(str_sv(&big));
	assert_int_equal(read_file(&one, NULL, ",", 1, 0), 0);
	assert_non_null(strstr(one.rows.p, "|plain\n"));
	for (unsigned jobs = 2; jobs <= 4; jobs += 2) {
		assert_int_equal(read_file(&many, NULL, ",", jobs, 0), 0);
		assert_int_equal(many.rows.len, one.rows.len);
		assert_memory_equal(many.rows.p, one.rows.p, one.rows.len);
		str_free(&many.rows);
	}
	assert_non_null(strstr(one.rows.p, "29999|two\nlines \"29999\"|plain"));
	str_free(&one.rows);
	str_free(&big);
}

/* How much a read happens to give must not decide what the file is: only the
 * first MiB counts, though more may be at hand. */
static void
test_head_is_fixed(void **state)
{
	struct str big = {0};
	struct reading r;

	(void)state;
	while (big.len < ((size_t)1 << 20) + 4096)
		str_addz(&big, "1,plain text\n");
	str_addz(&big, "2,\xc5\xc9\xb3\xf6\n");
	write_file(str_sv(&big));
	assert_int_equal(read_file(&r, NULL, NULL, 1, 0), 0);
	assert_int_equal(r.seen.head, ENC_ASCII);
	assert_non_null(strstr(r.rows.p, "2|派出\n"));
	str_free(&r.rows);
	str_free(&big);
}

/* Bytes that are not of the named encoding cost their row. */
static void
test_damage_in_named(void **state)
{
	struct reading r;

	(void)state;
	write_file(SV("1,\xc4\xb5\n2,\xff\xff\n3,\xc4\xb5\n"));
	assert_int_equal(read_file(&r, "big5", NULL, 1, 0), 0);
	assert_string_equal(r.seen.converted, "big5");
	assert_string_equal(r.rows.p, "1 1|警\n2 bad encoding at 2\n"
				      "3 3|警\n");
	str_free(&r.rows);
	write_file(SV("a|\xc5\xc9\nb|\xff\nc|\x96|\n"));
	assert_int_equal(read_file(&r, NULL, "|", 1, 0), 0);
	assert_string_equal(r.rows.p, "1 a|派\n2 bad encoding at 2\n3 c|東\n");
	str_free(&r.rows);
}

static void
test_old_mac(void **state)
{
	struct reading r;

	(void)state;
	write_file(SV("a,\"b\nc\"\rd,e\r"));
	assert_int_equal(read_file(&r, NULL, NULL, 1, 0), 0);
	assert_int_equal(r.seen.dialect.line_end, '\r');
	assert_string_equal(r.rows.p, "1 a|b\nc\n2 d|e\n");
	str_free(&r.rows);
}

/* A line longer than a record may be, over the ends of several blocks: its
 * beginning is refused, and no piece of it passes for a row. */
static void
test_line_too_long(void **state)
{
	struct str big = {0};
	struct reading r;

	(void)state;
	max_record = (size_t)512 << 10;
	str_addz(&big, "1,ok\n2,");
	while (big.len < (size_t)5 << 20)
		str_addz(&big, "9,no row\",\"zz");
	str_addz(&big, ",9,no row\n3,ok\n");
	write_file(str_sv(&big));
	for (unsigned jobs = 1; jobs <= 3; jobs += 2) {
		assert_int_equal(read_file(&r, NULL, ",", jobs, 0), 0);
		assert_string_equal(r.rows.p,
		    "1 1|ok\n2 row.long_record\n3 3|ok\n");
		str_free(&r.rows);
	}
	max_record = (size_t)16 << 20;
	str_free(&big);
}

static void
test_not_csv(void **state)
{
	struct reading r;

	(void)state;
	diag_init("test");
	write_file(SV("PK\x03\x04 [Content_Types].xml"));
	assert_int_equal(read_file(&r, NULL, NULL, 1, 0), 0);
	assert_int_equal(r.head_rows, 0);
	assert_null(r.rows.p);
	assert_int_equal(diag_status(), DIAG_TROUBLE);
	/* Cut off in the middle: what came before it counts. */
	write_gzip("1,ok\n2,ok\n3,lost", 12);
	assert_int_equal(read_file(&r, NULL, NULL, 1, 0), 0);
	assert_string_equal(r.rows.p, "1 1|ok\n2 2|ok\n");
	str_free(&r.rows);
	assert_int_equal(read_file(&r, "no-such", NULL, 1, 0), -1);
	assert_int_equal(read_file(&r, NULL, "\"", 1, 0), -1);
	unlink(PATH);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_encodings_agree),
	    cmocka_unit_test(test_delimiters),
	    cmocka_unit_test(test_glued),
	    cmocka_unit_test(test_markers),
	    cmocka_unit_test(test_large),
	    cmocka_unit_test(test_head_is_fixed),
	    cmocka_unit_test(test_damage_in_named),
	    cmocka_unit_test(test_old_mac),
	    cmocka_unit_test(test_line_too_long),
	    cmocka_unit_test(test_not_csv),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
