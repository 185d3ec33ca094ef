/* SPDX-License-Identifier: MIT */
/* Any export under any header: what comes out is one JSON object a row, valid
 * UTF-8, without duplicate keys; and its doubtful cells are in it. The first
 * byte chooses what stands above the rows. */
#include "cell.h"
#include "csvin.h"
#include "json.h"
#include "mapping.h"
#include "utf8.h"

#include <stdlib.h>

#define MOST_ROWS 60

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const heads[] = {
    "接警单编号,报警时间,案发时间,联系电话,报警电话,身份证号,性别,年龄,警情类别,"
    "警情类型,反馈警情类别,简要警情,反馈内容,损失金额(万元),止付金额,是否保密,"
    "关联类型,当事人,备注,备注\n",
    "日期,开始时间,结束时间,队伍,队员,人数,民警带队,发现隐患,宣传人数,备注,天气\n",
    "Incident type,Date Reported,Case #,Date Occurred,Time Occurred,Summary\n",
    ""};

struct table {
	struct header_row rows[MOST_ROWS];
	size_t n;
};

/* Rows of the text, copied to the heap one by one so that reading over the
 * end of a cell is seen. */
static void
read_rows(struct table *t, struct sv text)
{
	struct csv_dialect d = CSV_DEFAULTS;
	struct csv_fields f = {0};
	struct csv_record r;

	d.guards = true;
	while (text.len > 0 && t->n < MOST_ROWS) {
		size_t bad;

		csv_cut(text, true, &d, &r);
		text = sv_from(text, r.raw.len);
		if (r.error != CSV_FINE ||
		    csv_split(&r, &d, &f, &bad) != CSV_FINE)
			continue;
		t->rows[t->n].n = f.n;
		t->rows[t->n].cells = calloc(f.n + 1, sizeof(struct sv));
		for (size_t i = 0; i < f.n; i++) {
			char *p = malloc(f.v[i].len + 1);

			memcpy(p, f.v[i].p, f.v[i].len);
			t->rows[t->n].cells[i] = (struct sv){
			    realloc(p, f.v[i].len > 0 ? f.v[i].len : 1),
			    f.v[i].len};
		}
		t->n++;
	}
	csv_fields_free(&f);
}

static void
free_rows(struct table *t)
{
	for (size_t i = 0; i < t->n; i++) {
		for (size_t k = 0; k < t->rows[i].n; k++)
			free((void *)(uintptr_t)t->rows[i].cells[k].p);
		free(t->rows[i].cells);
	}
}

static void
check_line(struct sv line)
{
	struct fault f = {0};

	if (line.len < 3 || line.p[line.len - 1] != '\n' ||
	    memchr(line.p, '\n', line.len - 1) != NULL ||
	    !utf8_is_valid(line) ||
	    json_check_object((struct sv){line.p, line.len - 1}, &f) != 0)
		abort();
	fault_free(&f);
}

static void
map_rows(const struct header *h, const struct table *t)
{
	struct mapping_context context = {"a\"b.csv", 2024, 1700000000};
	struct mapping *p = mapping_new(h, &context);
	struct mapper *m = mapper_new(true);
	struct str out = {0}, word = {0};
	struct fault f = {0};

	for (size_t i = h->row + h->rows; i < t->n; i++) {
		struct mapping_row row = {t->rows[i].cells, t->rows[i].n, i,
		    false, i % 2 == 1};
		struct mapping_info info;
		size_t column;
		enum mapping_result r;

		str_clear(&out);
		r = mapping_row(m, p, &row, &out, &info, &f);
		if (r == MAPPING_RECORD)
			check_line(str_sv(&out));
		else if (out.len != 0)
			abort();
		for (size_t k = 0; mapper_doubt(m, k, &word, &column); k++)
			if (column != SIZE_MAX && column >= row.n)
				abort();
	}
	fault_free(&f);
	str_free(&out);
	str_free(&word);
	mapper_free(m);
	mapping_free(p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct profile **profiles;
	static size_t nprofiles;
	struct fault f = {0};
	struct str text = {0};
	struct table t = {.n = 0};
	struct header h;

	if (profiles == NULL)
		profiles = profile_read_all(&nprofiles, &f);
	if (profiles == NULL)
		abort();
	if (size == 0 ||
	    !utf8_is_valid((struct sv){(const char *)data + 1, size - 1}))
		return 0;
	str_addz(&text, heads[data[0] % 4]);
	str_add(&text, data + 1, size - 1);
	read_rows(&t, str_sv(&text));
	if (header_find(&h, t.rows, t.n, profiles, nprofiles, false))
		map_rows(&h, &t);
	header_free(&h);
	free_rows(&t);
	str_free(&text);
	return 0;
}
