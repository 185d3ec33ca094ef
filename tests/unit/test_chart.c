/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "chart.h"
#include "utf8.h"

static void
is(struct str *out, const char *want)
{
	assert_string_equal(str_z(out), want);
	str_free(out);
}

static void
labels(void **state)
{
	struct str out = {0};

	(void)state;
	chart_label(&out, SV("柳河苑"), 8);
	is(&out, "柳河苑  ");
	chart_label(&out, SV("柳河苑小区"), 8);
	is(&out, "柳河苑… ");
	chart_label(&out, SV("abcdef"), 4);
	is(&out, "abc…");
	chart_label(&out, SV("柳"), 1);
	is(&out, "…");
	chart_label(&out, SV(""), 3);
	is(&out, "   ");
	chart_label(&out, SV("a\x1b[31m"), 6);
	is(&out, "a?[31m");
}

static void
bars(void **state)
{
	struct chart_style s = {30, false, false};
	struct chart_point p[] = {
	    {SV("刷单返利"), 16, {NULL, 0}, false},
	    {SV("贷款"), 8, {NULL, 0}, false},
	    {SV("其他"), 1, SV("1起"), false},
	    {SV("无"), 0, {NULL, 0}, false},
	    {SV("少"), -1, SV("<3"), false},
	    {SV("未完"), 8, {NULL, 0}, true},
	};
	struct str out = {0};

	(void)state;
	chart_bars(&out, &s, p, 6);
	/* 30 columns: label 8, figure 3, two blanks: 17 for the bar. */
	is(&out,
	    "刷单返利 █████████████████ 16\n"
	    "贷款     ████████▌ 8\n"
	    "其他     █▏ 1起\n"
	    "无       0\n"
	    "少       <3\n"
	    "未完     ▒▒▒▒▒▒▒▒▒ 8\n");
	chart_bars(&out, &s, p, 0);
	assert_int_equal(out.len, 0);
	str_free(&out);
}

/* No line is wider than what was asked, whatever the labels. */
static void
fits(void **state)
{
	struct chart_point p[40];
	char label[40][64];
	struct str out = {0};
	struct sv rest, line;

	(void)state;
	for (int i = 0; i < 40; i++) {
		snprintf(label[i], sizeof(label[i]), "%.*s%d", 3 * (i % 8),
		    "社区社区社区社区社区", i);
		p[i] = (struct chart_point){sv_z(label[i]),
		    (i * 7919) % 1000, {NULL, 0}, i % 5 == 0};
	}
	for (unsigned width = 40; width <= 120; width += 13) {
		struct chart_style s = {width, false, true};

		str_clear(&out);
		chart_bars(&out, &s, p, 40);
		chart_series(&out, &s, p, 40, 6);
		rest = str_sv(&out);
		while (sv_split(&rest, '\n', &line)) {
			assert_true(utf8_width(line) <= width);
			assert_false(sv_ends(line, SV(" ")));
		}
	}
	str_free(&out);
}

static void
series(void **state)
{
	struct chart_style s = {60, false, false};
	struct chart_point p[] = {
	    {SV("2024-05"), 16, {NULL, 0}, false},
	    {SV("2024-06"), 8, {NULL, 0}, false},
	    {SV("2024-07"), 0, {NULL, 0}, false},
	    {SV("2024-08"), 4, {NULL, 0}, true},
	};
	struct str out = {0};

	(void)state;
	chart_series(&out, &s, p, 4, 2);
	is(&out,
	    "16 ┤█████\n"
	    "   │█████ █████       ▒▒▒▒▒\n"
	    "   └────────────────────────\n"
	    "    2024-05          2024-08\n");
	s.width = 8; /* room for eight columns all the same */
	chart_spark(&out, &s, p, 4);
	is(&out, "█▄ ▒");
	p[1].value = -1;
	chart_spark(&out, &s, p, 4);
	is(&out, "█· ▒");
}

static void
sparks(void **state)
{
	struct chart_style s = {60, false, true};
	struct sv names[] = {SV("刷单"), SV("loan")};
	struct chart_point p[] = {
	    {SV("1"), 2, {NULL, 0}, false}, {SV("2"), 4, {NULL, 0}, false},
	    {SV("1"), 0, {NULL, 0}, false}, {SV("2"), 0, {NULL, 0}, false},
	};
	struct str out = {0};

	(void)state;
	chart_sparks(&out, &s, names, 2, p, 2);
	is(&out,
	    "刷单 ▄█ most 4, last 4\n"
	    "loan    most 0, last 0\n");
}

static void
heat(void **state)
{
	struct chart_style s = {80, false, false};
	struct sv rows[] = {SV("周一"), SV("周二")};
	struct sv columns[] = {SV("0"), SV("1"), SV("2"), SV("3"), SV("4"),
	    SV("5")};
	int64_t cells[] = {0, 1, 2, 3, 5, 8, 8, 0, 0, -1, 0, 4};
	struct str out = {0};

	(void)state;
	chart_heat(&out, &s, cells, rows, 2, columns, 6, 3);
	is(&out,
	    "     0     3\n"
	    "周一 · ░░░░▒▒▓▓██\n"
	    "周二 ██· · ? · ▒▒\n"
	    "     · 0  ░░ 1-2  ▒▒ 3-4  ▓▓ 5-6  ██ 7-8\n");
	memset(cells, 0, sizeof(cells));
	chart_heat(&out, &s, cells, rows, 2, columns, 6, 3);
	is(&out,
	    "     0     3\n"
	    "周一 · · · · · ·\n"
	    "周二 · · · · · ·\n"
	    "     · 0\n");
}

/* Colour adds escapes and changes nothing else. */
static void
colours(void **state)
{
	struct chart_style s = {40, true, false};
	struct chart_point p[] = {{SV("a"), 2, {NULL, 0}, false},
	    {SV("b"), 1, {NULL, 0}, true}};
	struct str out = {0}, plain = {0}, bare = {0};

	(void)state;
	chart_bars(&out, &s, p, 2);
	s.colour = false;
	chart_bars(&plain, &s, p, 2);
	for (size_t i = 0; i < out.len; i++) {
		if (out.p[i] == '\033')
			while (out.p[i] != 'm')
				i++;
		else
			str_addc(&bare, out.p[i]);
	}
	assert_string_equal(bare.p, plain.p);
	assert_true(out.len > plain.len);
	str_free(&out);
	str_free(&plain);
	str_free(&bare);
}

static void
no_terminal(void **state)
{
	int fds[2];
	struct chart_style s;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	s = chart_style_of(fds[1], false);
	assert_false(s.colour);
	assert_int_equal(s.width, CHART_WIDTH);
	close(fds[0]);
	close(fds[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(labels), cmocka_unit_test(bars),
	    cmocka_unit_test(fits), cmocka_unit_test(series),
	    cmocka_unit_test(sparks), cmocka_unit_test(heat),
	    cmocka_unit_test(colours), cmocka_unit_test(no_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
