/* SPDX-License-Identifier: MIT */
/* Profiles, headers, rows: what a row of an export becomes. */
#include "mapping.h"
#include "cell.h"
#include "dedupe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define MOST 40

struct sheet {
	struct header header;
	struct header_row rows[MOST];
	struct sv cells[MOST][MOST];
	size_t nrows;
	struct profile **profiles;
	size_t nprofiles;
	struct mapping *mapping;
	struct mapper *mapper;
	struct str line;
	struct fault fault;
	struct mapping_info info;
};

/* Rows of cells parted by '|'. */
static void
sheet_rows(struct sheet *s, const char *const *rows)
{
	for (; *rows != NULL; rows++) {
		struct sv rest = sv_z(*rows), cell;
		struct header_row *row = &s->rows[s->nrows];

		row->cells = s->cells[s->nrows++];
		while (sv_split(&rest, '|', &cell))
			row->cells[row->n++] = cell;
	}
}

static struct sheet *
sheet_open(const char *profile, const char *const *rows)
{
	struct sheet *s = calloc(1, sizeof(*s));
	struct mapping_context context = {"a.csv", 2024, 2000000000};

	sheet_rows(s, rows);
	if (profile != NULL) {
		s->profiles = calloc(1, sizeof(*s->profiles));
		s->profiles[0] = profile_read(profile, &s->fault);
		assert_non_null(s->profiles[0]);
		s->nprofiles = 1;
	} else {
		s->profiles = profile_read_all(&s->nprofiles, &s->fault);
		if (s->profiles == NULL)
			fail_msg("%s: %s", str_z(&s->fault.file),
			    str_z(&s->fault.text));
	}
	assert_true(header_find(&s->header, s->rows, s->nrows, s->profiles,
	    s->nprofiles, profile != NULL));
	s->mapping = mapping_new(&s->header, &context);
	s->mapper = mapper_new(true);
	return s;
}

static void
sheet_close(struct sheet *s)
{
	mapper_free(s->mapper);
	mapping_free(s->mapping);
	header_free(&s->header);
	profile_free_all(s->profiles, s->nprofiles);
	str_free(&s->line);
	fault_free(&s->fault);
	free(s);
}

static enum mapping_result
sheet_row(struct sheet *s, size_t i)
{
	struct mapping_row row = {s->rows[i].cells, s->rows[i].n, i + 1,
	    false, false};

	str_clear(&s->line);
	return mapping_row(s->mapper, s->mapping, &row, &s->line, &s->info,
	    &s->fault);
}

/* The line that the only row under a header becomes. */
static void
check_line(const char *header, const char *row, const char *wanted)
{
	const char *const rows[] = {header, row, NULL};
	struct sheet *s = sheet_open("standard", rows);

	assert_int_equal(sheet_row(s, 1), MAPPING_RECORD);
	assert_string_equal(s->line.p, wanted);
	sheet_close(s);
}

static void
test_plain_row(void **state)
{
	(void)state;
	check_line("接警单编号|报警时间|简要警情|备注|关联类型",
	    "J1|2024/8/31 14:05|张某与李某争吵| x |1",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"J1\",\"link\":"
	    "\"repeat\",\"reported_at\":\"2024-08-31T14:05:00+08:00\","
	    "\"narrative\":\"张某与李某争吵\",\"src\":\"a.csv:2\","
	    "\"extra\":{\"备注\":\" x \"}}\n");
}

static void
test_excel_damage(void **state)
{
	(void)state;
	check_line("接警单编号|报警时间|身份证号|联系电话",
	    "=\"510118\"|45535.586805556|5.10118E+17|１３８００１３８０００",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"510118\","
	    "\"reported_at\":\"2024-08-31T14:05:00+08:00\","
	    "\"caller_phone\":\"13800138000\",\"src\":\"a.csv:2\","
	    "\"quality\":[\"reported_at.serial\","
	    "\"caller_id.precision_lost\"],\"extra\":{\"身份证号\":"
	    "\"5.10118E+17\"}}\n");
	check_line("接警单编号|报警时间|联系电话|简要警情",
	    "\t'51011800123.0|2024-08-31 24:00|无|\u00a0甲_x000D_\n\u200b乙　",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"51011800123\","
	    "\"reported_at\":\"2024-09-01T00:00:00+08:00\","
	    "\"narrative\":\"甲\\n乙\",\"src\":\"a.csv:2\"}\n");
}

static void
test_caller(void **state)
{
	(void)state;
	check_line("接警单编号|报警时间|身份证号|性别|年龄",
	    "J1|2024-08-31 14:05|11010519491231002X||",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"J1\","
	    "\"reported_at\":\"2024-08-31T14:05:00+08:00\",\"caller_id\":"
	    "\"11010519491231002X\",\"caller_sex\":\"female\","
	    "\"caller_age\":74,\"src\":\"a.csv:2\"}\n");
	check_line("接警单编号|报警时间|身份证号|性别|年龄",
	    "J1|2024-08-31 14:05|11010519491231002x|男|30岁",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"J1\","
	    "\"reported_at\":\"2024-08-31T14:05:00+08:00\",\"caller_id\":"
	    "\"11010519491231002X\",\"caller_sex\":\"male\","
	    "\"caller_age\":30,\"src\":\"a.csv:2\",\"quality\":["
	    "\"caller_id.sex_differs\",\"caller_id.age_differs\"]}\n");
	check_line("接警单编号|报警时间|报警电话|联系电话|性别",
	    "J1|2024-08-31 14:05|13800138000|13900139000、028-87654321|X",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"J1\","
	    "\"reported_at\":\"2024-08-31T14:05:00+08:00\","
	    "\"caller_phone\":\"13900139000,02887654321,13800138000\","
	    "\"src\":\"a.csv:2\",\"quality\":[\"caller_sex.unknown\"],"
	    "\"extra\":{\"性别\":\"X\"}}\n");
}

static void
test_classes(void **state)
{
	(void)state;
	check_line("接警单编号|报警时间|警情类别|警情类型|反馈警情类别",
	    "J1|2024-08-31 14:05|纠纷|纠纷-债务纠纷|",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"J1\","
	    "\"reported_at\":\"2024-08-31T14:05:00+08:00\",\"call_type\":"
	    "\"纠纷/债务纠纷\",\"type\":\"纠纷/债务纠纷\","
	    "\"src\":\"a.csv:2\"}\n");
	check_line("接警单编号|报警时间|警情类别|警情类型|反馈警情类别",
	    "J1|2024-08-31 14:05|其他|010203|刑事类＞诈骗",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"J1\","
	    "\"reported_at\":\"2024-08-31T14:05:00+08:00\",\"call_type\":"
	    "\"其他/010203\",\"feedback_type\":\"刑事类/诈骗\",\"type\":"
	    "\"刑事类/诈骗\",\"src\":\"a.csv:2\",\"quality\":["
	    "\"type.unknown\"]}\n");
}

static void
test_money(void **state)
{
	(void)state;
	check_line("接警单编号|报警时间|损失金额(万元)|止付金额",
	    "J1|2024-08-31 14:05|3.5|近2000元",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"J1\","
	    "\"reported_at\":\"2024-08-31T14:05:00+08:00\",\"loss_fen\":"
	    "3500000,\"stopped_fen\":200000,\"src\":\"a.csv:2\","
	    "\"quality\":[\"stopped_fen.approximate\"]}\n");
	check_line("接警单编号|报警时间|损失金额|简要警情",
	    "J1|2024-08-31 14:05|数万元|被骗3.5万元",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"J1\","
	    "\"reported_at\":\"2024-08-31T14:05:00+08:00\",\"narrative\":"
	    "\"被骗3.5万元\",\"loss_fen\":3500000,\"src\":\"a.csv:2\","
	    "\"quality\":[\"loss_fen.format\",\"loss_fen.from_narrative\"],"
	    "\"extra\":{\"损失金额\":\"数万元\"}}\n");
}

static void
test_doubtful_times(void **state)
{
	(void)state;
	check_line("接警单编号|报警时间|案发时间|简要警情",
	    "J1|8月31日14时5分|昨晚|甲",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"J1\","
	    "\"reported_at\":\"2024-08-31T14:05:00+08:00\",\"narrative\":"
	    "\"甲\",\"src\":\"a.csv:2\",\"quality\":[\"reported_at.no_year\","
	    "\"occurred_at.format\"],\"extra\":{\"案发时间\":\"昨晚\"}}\n");
	check_line("接警单编号|报警时间|案发时间|简要警情",
	    "J1|2024-08-31 14:05|2024-08-30 22:00至2024-08-31 07:00|甲",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"J1\","
	    "\"reported_at\":\"2024-08-31T14:05:00+08:00\",\"occurred_at\":"
	    "\"2024-08-30T22:00:00+08:00\",\"narrative\":\"甲\","
	    "\"src\":\"a.csv:2\",\"quality\":[\"occurred_at.range\"],"
	    "\"extra\":{\"案发时间\":"
	    "\"2024-08-30 22:00至2024-08-31 07:00\"}}\n");
	check_line("接警单编号|报警时间|案发时间|简要警情",
	    "J1|2034-08-31 14:05|2034-09-01|甲",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"J1\","
	    "\"reported_at\":\"2034-08-31T14:05:00+08:00\",\"occurred_at\":"
	    "\"2034-09-01T00:00:00+08:00\",\"narrative\":\"甲\","
	    "\"src\":\"a.csv:2\",\"quality\":[\"reported_at.future\","
	    "\"occurred_at.no_time\",\"occurred_at.future\","
	    "\"occurred_at.after_report\"]}\n");
}

static void
test_missing_id(void **state)
{
	const char *const rows[] = {"接警单编号|报警时间|简要警情|备注",
	    "|2024-08-31 14:05|甲|x", "|2024-08-31 14:05|甲|x",
	    "|2024-08-31 14:05|乙|x", NULL};
	struct sheet *s = sheet_open("standard", rows);
	char *first;
	uint64_t id;

	(void)state;
	sheet_row(s, 1);
	first = mem_strdup(s->line.p);
	id = s->info.id;
	assert_non_null(strstr(first, "\"id\":\"x"));
	assert_non_null(strstr(first, "\"quality\":[\"id.missing\"]"));
	sheet_row(s, 2);
	assert_memory_equal(first, s->line.p, 60);
	assert_true(s->info.id == id);
	sheet_row(s, 3);
	assert_memory_not_equal(first, s->line.p, 60);
	assert_true(s->info.id != id);
	free(first);
	sheet_close(s);
}

static void
test_damage(void **state)
{
	(void)state;
	check_line("接警单编号|报警时间|简要警情|备注",
	    "J1|2024-08-31 14:05|所難?;ㄔ磁沙鏊?ldquo;|",
	    "{\"format\":1,\"kind\":\"incident\",\"id\":\"J1\","
	    "\"reported_at\":\"2024-08-31T14:05:00+08:00\",\"narrative\":"
	    "\"所難?;ㄔ磁沙鏊?ldquo;\",\"src\":\"a.csv:2\",\"quality\":["
	    "\"text.damaged\"]}\n");
}

static void
test_two_row_header(void **state)
{
	const char *const rows[] = {
	    "花源派出所2023年警情表|||||||",
	    "接警单编号|报警时间|接警|||反馈||简要警情",
	    "||类别|类型|细类|类别|类型|",
	    "J1|8月31日|纠纷|经济|欠款|纠纷|债务|甲",
	    "花源派出所2024年警情表|||||||",
	    "接警单编号|报警时间|接警|||反馈||简要警情",
	    "||类别|类型|细类|类别|类型|",
	    "|||||||",
	    "合计|1||||||",
	    "制表人：张三|||||||",
	    "共 12 条|||||||",
	    "导出时间 2024-09-01|||||||",
	    "请核对后签收|||||||",
	    "J2|2024-08-31|纠纷",
	    "编号|接警时间|简要警情|处警结果||||", NULL};
	static const enum mapping_result wanted[] = {MAPPING_RECORD,
	    MAPPING_TITLE, MAPPING_HEADER, MAPPING_HEADER, MAPPING_BLANK,
	    MAPPING_TOTAL, MAPPING_TOTAL, MAPPING_TOTAL, MAPPING_TOTAL,
	    MAPPING_BAD,
	    MAPPING_BAD, MAPPING_END};
	struct sheet *s = sheet_open(NULL, rows);

	(void)state;
	assert_string_equal(s->header.profile->name, "standard");
	assert_int_equal(s->header.row, 1);
	assert_int_equal(s->header.rows, 2);
	assert_int_equal(header_year(&s->header), 2023);
	assert_int_equal(s->header.known, 8);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		assert_int_equal(sheet_row(s, i + 3), wanted[i]);
	sheet_row(s, 3);
	assert_non_null(strstr(s->line.p, "\"call_type\":\"纠纷/经济/欠款\","
	    "\"feedback_type\":\"纠纷/债务\""));
	sheet_close(s);
}

static void
test_patrol(void **state)
{
	const char *const rows[] = {
	    "日期|开始时间|结束时间|队伍|队员|人数|巡逻区域|发现隐患|宣传人数|备注",
	    "2024-08-31|22:30|00:30|一队|甲一、乙二|3|地铁站|2处|50余人|",
	    "2024-08-31|19:30-21:30||一队|甲一 乙二|2|地铁站|若干|0|无", NULL};
	struct sheet *s = sheet_open(NULL, rows);

	(void)state;
	assert_string_equal(s->header.profile->name, "patrol-log");
	assert_int_equal(sheet_row(s, 1), MAPPING_RECORD);
	assert_non_null(strstr(s->line.p, "\"started_at\":"
	    "\"2024-08-31T22:30:00+08:00\",\"ended_at\":"
	    "\"2024-09-01T00:30:00+08:00\",\"minutes\":120,\"team\":\"一队\","
	    "\"members\":[\"甲一\",\"乙二\"],\"member_count\":3,\"area\":"
	    "\"地铁站\",\"hazards\":2,\"talk_people\":50,\"src\":\"a.csv:2\","
	    "\"quality\":[\"talk_people.at_least\"]}\n"));
	assert_int_equal(sheet_row(s, 2), MAPPING_RECORD);
	assert_non_null(strstr(s->line.p, "\"minutes\":120,\"team\":\"一队\","
	    "\"members\":[\"甲一\",\"乙二\"],\"member_count\":2,\"area\":"
	    "\"地铁站\",\"talk_people\":0,\"src\":\"a.csv:3\",\"quality\":["
	    "\"hazards.format\"],\"extra\":{\"发现隐患\":\"若干\"}}\n"));
	sheet_close(s);
}

static void
test_english(void **state)
{
	const char *const rows[] = {
	    "Incident type|Location|Date Reported|Incident/Case#|"
	    "Date Occurred|Time Occurred|Summary|Disposition",
	    "Petty Theft|Tioga Hall|8/10/2025|2508|8/9/25-8/10/25|"
	    "7:17 PM - 9:00 AM|\"A\" bike|Report", NULL};
	struct sheet *s = sheet_open(NULL, rows);

	(void)state;
	assert_string_equal(s->header.profile->name, "campus-log-en");
	assert_int_equal(sheet_row(s, 1), MAPPING_RECORD);
	assert_string_equal(s->line.p, "{\"format\":1,\"kind\":\"incident\","
	    "\"id\":\"2508\",\"reported_at\":\"2025-08-10T00:00:00+08:00\","
	    "\"occurred_at\":\"2025-08-09T19:17:00+08:00\",\"address\":"
	    "\"Tioga Hall\",\"call_type\":\"Petty Theft\",\"type\":"
	    "\"Petty Theft\",\"narrative\":\"\\\"A\\\" bike\",\"outcome\":"
	    "\"Report\",\"src\":\"a.csv:2\",\"quality\":["
	    "\"reported_at.no_time\",\"occurred_at.range\"],"
	    "\"extra\":{\"Date Occurred\":\"8/9/25-8/10/25\","
	    "\"Time Occurred\":\"7:17 PM - 9:00 AM\"}}\n");
	sheet_close(s);
}

static void
test_columns_once(void **state)
{
	const char *const rows[] = {
	    "备注|接警单编号|报警时间|简要警情|报警内容||备注|",
	    "a|J1|2024-08-31 14:05||丙|b|c|", NULL};
	struct sheet *s = sheet_open("standard", rows);

	(void)state;
	assert_int_equal(s->header.ncolumns, 7);
	assert_int_equal(sheet_row(s, 1), MAPPING_RECORD);
	assert_non_null(strstr(s->line.p, "\"narrative\":\"丙\","
	    "\"src\":\"a.csv:2\",\"extra\":{\"备注\":\"a\",\"column 6\":\"b\","
	    "\"备注[2]\":\"c\"}}\n"));
	sheet_close(s);
}

/* Bytes that matter to cell_is_plain, and some that do not, at random. */
static void
test_plain_is_its_oracle(void **state)
{
	static const char *const pieces[] = {"中", "。", "，", "a", "?", ";",
	    "_", "x", "\u00a0", "\u3000", "\u200b", "\ufeff", "\ufffd",
	    "\ue123", "\uf812", "ㄔ", "“", "…", "😀", "\U000f0000", "\u202c",
	    "１", "=", "\n"};
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct str s = {0};
		unsigned n = (seed = seed * 1103515245 + 12345) >> 16 & 31;

		for (unsigned i = 0; i <= n; i++) {
			seed = seed * 1103515245 + 12345;
			str_addz(&s, (seed >> 8 & 15) != 0 ?
			    pieces[seed >> 16 & 3] :
			    pieces[(seed >> 16) % 24]);
		}
		assert_int_equal(cell_is_plain(str_sv(&s)),
		    cell_is_plain_simple(str_sv(&s)));
		str_free(&s);
	}
}

struct gathered {
	struct str text;
};

static int
gather(void *context, struct sv lines)
{
	struct gathered *g = context;

	str_addsv(&g->text, lines);
	return 0;
}

static void
test_dedupe(void **state)
{
	static const struct {
		const char *line;
		uint64_t id, content;
		size_t quality;
		bool has;
		int kept;
	} rows[] = {
		{"{\"a\":1}\n", 1, 10, 6, false, 1},
		{"{\"a\":1}\n", 1, 10, 6, false, 0},
		{"{\"b\":1}\n", 2, 20, 6, false, 1},
		{"{\"c\":1,\"quality\":[\"x\"]}\n", 1, 12, 6, true, 1},
		{"{\"a\":1}\n", 1, 10, 6, false, 0},
	};
	struct fault f = {0};
	struct dedupe *d = dedupe_new(&f);
	struct gathered g = {{0}};
	uint64_t conflicts;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dedupe_record r = {sv_z(rows[i].line), rows[i].id,
		    rows[i].content, rows[i].quality, rows[i].has};

		assert_int_equal(dedupe_add(d, &r, &f), rows[i].kept);
	}
	assert_int_equal(dedupe_finish(d, gather, &g, &conflicts, &f), 0);
	assert_int_equal(conflicts, 2);
	assert_string_equal(g.text.p,
	    "{\"a\":1,\"quality\":[\"id.conflict\"]}\n"
	    "{\"b\":1}\n"
	    "{\"c\":1,\"quality\":[\"id.conflict\",\"x\"]}\n");
	str_free(&g.text);
	dedupe_free(d);
	fault_free(&f);
}

static void
test_dedupe_many(void **state)
{
	struct fault f = {0};
	struct dedupe *d = dedupe_new(&f);
	struct gathered g = {{0}};
	uint64_t conflicts;
	char line[16];

	(void)state;
	for (int round = 0; round < 2; round++)
		for (unsigned i = 0; i < 50000; i++) {
			size_t n = (size_t)snprintf(line, sizeof(line),
			    "{%u}\n", i);
			struct dedupe_record r = {{line, n},
			    hash_bytes(line, n, 0), i * 2, n - 2, false};

			assert_int_equal(dedupe_add(d, &r, &f), round == 0);
		}
	assert_int_equal(dedupe_finish(d, gather, &g, &conflicts, &f), 0);
	assert_int_equal(conflicts, 0);
	assert_int_equal(g.text.len, 10 * 4 + 90 * 5 + 900 * 6 + 9000 * 7 +
	    40000 * 8);
	str_free(&g.text);
	dedupe_free(d);
	fault_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_plain_row),
	    cmocka_unit_test(test_excel_damage),
	    cmocka_unit_test(test_caller),
	    cmocka_unit_test(test_classes),
	    cmocka_unit_test(test_money),
	    cmocka_unit_test(test_doubtful_times),
	    cmocka_unit_test(test_missing_id),
	    cmocka_unit_test(test_damage),
	    cmocka_unit_test(test_two_row_header),
	    cmocka_unit_test(test_patrol),
	    cmocka_unit_test(test_english),
	    cmocka_unit_test(test_columns_once),
	    cmocka_unit_test(test_plain_is_its_oracle),
	    cmocka_unit_test(test_dedupe),
	    cmocka_unit_test(test_dedupe_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
