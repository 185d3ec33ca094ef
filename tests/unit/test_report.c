/* SPDX-License-Identifier: MIT */
/* One report, every form: what a hostile field may do to each. */
#include "report.h"
#include "report_book.h"
#include "report_html.h"
#include "report_text.h"
#include "utf8.h"
#include "wrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char hostile[] = "=cmd|' /C calc'!A0 <script>alert(1)</script> "
    "]]> & \"q\" \x1b[31m\xe2\x80\xae反\xe2\x80\xac 👮 \xff | *x* `y`";

static void
add_table(struct report *r)
{
	struct table *t = report_table(r, SV("types"), SV("各类警情"));
	size_t name = table_column(t, "type", "类别", TABLE_TEXT, TABLE_ALL);
	size_t count = table_column(t, "n", "起数", TABLE_COUNT, TABLE_ALL);
	size_t loss = table_column(t, "loss", "损失(万元)", TABLE_WAN,
	    TABLE_ALL);
	size_t share = table_column(t, "share", "占比", TABLE_PERCENT,
	    TABLE_ALL);
	size_t change = table_column(t, "change", "环比", TABLE_SIGNED,
	    TABLE_ALL);

	for (int i = 0; i < 4; i++) {
		table_row(t);
		table_text(t, name, i == 3 ? sv_z(hostile) :
		    i == 0 ? SV("刷单返利") : SV("冒充客服"));
		table_set(t, count, 12345 + i);
		table_set(t, loss, 35000000 * i);
		table_set(t, share, 125);
		table_set(t, change, i - 1);
	}
}

static void
add_charts(struct report *r)
{
	struct sv labels[24], days[7];
	char names[24][24];
	int64_t values[7 * 24];
	bool pale[24] = {false};
	struct report_chart c = {.title = SV("各时段警情"),
	    .said = SV("高发时段为20时至22时。"), .unit = SV("起"),
	    .labels = labels, .rows = days, .values = values, .n = 24,
	    .nrows = 7, .pale = pale};

	for (int i = 0; i < 24; i++) {
		snprintf(names[i], sizeof(names[i]), "%d时", i);
		labels[i] = sv_z(names[i]);
	}
	for (int i = 0; i < 7; i++)
		days[i] = sv_z((const char *[]){"周一", "周二", "周三", "周四",
		    "周五", "周六", "周日"}[i]);
	for (int i = 0; i < 7 * 24; i++)
		values[i] = i % 24 > 18 ? i % 37 : i % 5;
	c.kind = REPORT_HEAT;
	report_chart(r, &c);
	c.kind = REPORT_SERIES;
	c.nrows = 0;
	pale[23] = true;
	c.n = 12;
	report_chart(r, &c);
	c.kind = REPORT_BARS;
	c.n = 5;
	labels[2] = sv_z(hostile);
	report_chart(r, &c);
}

static void
make(struct report *r, bool english)
{
	struct report_figure g = {.key = SV("calls"), .label = SV("接报警情"),
	    .kind = TABLE_COUNT, .value = 412, .shown = SV("412起"),
	    .change = SV("环比上升3.1%")};
	struct str lots = {0};

	*r = (struct report){.english = english};
	r->title = report_keep(r, SV("花源派出所警情周报"));
	r->unit = report_keep(r, SV("花源派出所"));
	r->date = report_keep(r, SV("2024年9月2日"));
	r->span = report_keep(r, SV("2024年8月26日0时至9月2日0时"));
	report_section(r, SV("overview"), SV("警情概况"));
	report_paragraph(r, SV("本周共接报警情412起，其中有效警情388起"
	    "（占94.2%），环比上升3.1%；纠纷类警情居首位，共96起，日均13.7起。"));
	report_figure(r, &g);
	g.label = SV("电信网络诈骗");
	g.change = SV("");
	report_figure(r, &g);
	report_section(r, SV("types"), SV("分类分析"));
	add_table(r);
	add_charts(r);
	report_item(r, SV("第一项"));
	report_item(r, sv_z(hostile));
	report_note(r, SV("数值为有效警情。"));
	for (int i = 0; i < 10000; i++)
		str_addc(&lots, 'x');
	report_paragraph(r, str_sv(&lots));
	str_free(&lots);
	report_section(r, SV("advice"), SV("工作建议"));
	report_blank(r, SV("（待填写）"), 3);
	report_foot(r, SV("警情以接报时间计，含起不含止。"));
	report_sign(r, SV("审核"));
}

static bool
has(const struct str *s, const char *what)
{
	return sv_find(str_sv(s), sv_z(what)) != SIZE_MAX;
}

static void
test_html(void **state)
{
	struct report r;
	struct str out = {0};
	const char *path = getenv("REPORT_HTML");

	(void)state;
	make(&r, false);
	report_write_html(&r, &out);
	assert_false(has(&out, "<script"));
	assert_true(has(&out, "&lt;script&gt;alert(1)"));
	assert_false(has(&out, "\x1b"));
	assert_false(has(&out, "\xe2\x80\xae"));
	assert_true(has(&out, "=cmd|"));
	assert_true(has(&out, "二、分类分析"));
	assert_true(has(&out, "<th scope=\"row\">刷单返利</th>"));
	assert_true(utf8_is_valid(str_sv(&out)));
	if (path != NULL) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		fwrite(out.p, 1, out.len, f);
		fclose(f);
	}
	str_free(&out);
	report_free(&r);
}

static void
test_text(void **state)
{
	const struct chart_style style = {.width = 60};
	struct report r;
	struct str out = {0};
	struct fault f = {0};
	struct sv rest, line;

	(void)state;
	make(&r, false);
	assert_int_equal(report_write_text(&r, &style, &out, &f), 0);
	assert_true(has(&out, "一、警情概况"));
	assert_false(has(&out, "\x1b"));
	/* Tables are as wide as they are; prose and charts are not. */
	rest = (struct sv){out.p, sv_find(str_sv(&out), SV("各类警情"))};
	while (sv_split(&rest, '\n', &line))
		assert_true(utf8_width(line) <= 60);
	rest = sv_from(str_sv(&out), sv_find(str_sv(&out), SV("各时段警情")));
	while (sv_split(&rest, '\n', &line))
		assert_true(utf8_width(line) <= 60);
	str_free(&out);
	report_free(&r);
}

static void
test_markdown(void **state)
{
	struct report r;
	struct str out = {0};
	struct fault f = {0};

	(void)state;
	make(&r, true);
	assert_int_equal(report_write_md(&r, &out, &f), 0);
	assert_true(has(&out, "# 花源派出所警情周报\n"));
	assert_true(has(&out, "## 2. 分类分析"));
	assert_true(has(&out, "- =cmd\\|' /C calc'!A0 \\<script\\>"));
	str_free(&out);
	report_free(&r);
}

static void
test_tables(void **state)
{
	struct report r;
	struct str out = {0};
	struct fault f = {0};

	(void)state;
	make(&r, false);
	assert_int_equal(report_write_jsonl(&r, &out, &f), 0);
	assert_true(has(&out, "{\"section\":\"overview\",\"table\":\"figures\","
	    "\"key\":\"calls\",\"label\":\"接报警情\",\"value\":412"));
	assert_true(has(&out, "{\"section\":\"types\",\"table\":\"types\","
	    "\"type\":\"刷单返利\",\"n\":12345"));
	str_clear(&out);
	assert_int_equal(report_write_csv(&r, SV("types"), &out, &f), 0);
	assert_true(has(&out, "刷单返利,12345"));
	assert_int_equal(report_write_csv(&r, SV("none"), &out, &f), -1);
	assert_string_equal(str_z(&f.text),
	    "no table 'none' in this report; it has: types");
	fault_free(&f);
	str_free(&out);
	report_free(&r);
}

static void
test_book(void **state)
{
	struct report r;
	struct str one = {0}, two = {0};
	struct fault f = {0};
	const char *path = getenv("REPORT_XLSX");

	(void)state;
	make(&r, false);
	assert_int_equal(report_write_book(&r, &one, &f), 0);
	assert_int_equal(report_write_book(&r, &two, &f), 0);
	assert_true(one.len > 4 && memcmp(one.p, "PK\x03\x04", 4) == 0);
	assert_true(sv_eq(str_sv(&one), str_sv(&two)));
	if (path != NULL) {
		FILE *file = fopen(path, "w");

		assert_non_null(file);
		fwrite(one.p, 1, one.len, file);
		fclose(file);
	}
	str_free(&one);
	str_free(&two);
	report_free(&r);
}

static void
test_wrap(void **state)
{
	struct str out = {0};

	(void)state;
	wrap_text(&out, SV("本周共接报警情，环比上升（见表）。"), 14, 0, 0);
	assert_string_equal(str_z(&out),
	    "本周共接报警\n情，环比上升\n（见表）。\n");
	str_clear(&out);
	wrap_text(&out, SV("xxxxxxxxxxxxxxxx yy"), 8, 2, 0);
	assert_string_equal(str_z(&out), "  xxxxxx\nxxxxxxxx\nxx yy\n");
	str_clear(&out);
	wrap_text(&out, SV(""), 8, 2, 0);
	assert_string_equal(str_z(&out), "\n");
	str_free(&out);
}

static void
test_numbers(void **state)
{
	struct str out = {0};

	(void)state;
	report_number(&out, 0, false);
	report_number(&out, 9, false);
	report_number(&out, 10, false);
	report_number(&out, 20, false);
	report_number(&out, 2, true);
	assert_string_equal(str_z(&out), "一、十、十一、二十一、3. ");
	str_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_book),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
