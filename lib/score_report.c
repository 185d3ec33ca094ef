/* SPDX-License-Identifier: MIT */
#include "score_report.h"

#include "change.h"
#include "jsonout.h"
#include "table.h"

#include <stdio.h>

#define MATRIX_MOST 24  /* classes of a matrix; more are told in pairs */

/* --- for people ------------------------------------------------------------ */

static void
set_share(struct table *t, size_t column, int value)
{
	if (value < 0)
		table_text(t, column, SV("-"));
	else
		table_set(t, column, value);
}

static int
put_classes(const struct score_sums *sums, bool english, struct str *out,
    struct fault *f)
{
	struct table t = {0};
	size_t number = table_column(&t, "number", english ? "No." : "号",
	    TABLE_COUNT, TABLE_ALL);
	size_t class = table_column(&t, "class", english ? "class" : "类别",
	    TABLE_TEXT, TABLE_ALL);
	size_t truly = table_column(&t, "truly", english ? "true" : "实有",
	    TABLE_COUNT, TABLE_ALL);
	size_t said = table_column(&t, "said", english ? "said" : "判为",
	    TABLE_COUNT, TABLE_ALL);
	size_t right = table_column(&t, "right", english ? "right" : "判对",
	    TABLE_COUNT, TABLE_ALL);
	size_t precision = table_column(&t, "precision", english ?
	    "precision%" : "精确率%", TABLE_HUNDREDTHS, TABLE_ALL);
	size_t recall = table_column(&t, "recall", english ? "recall%" :
	    "召回率%", TABLE_HUNDREDTHS, TABLE_ALL);
	size_t f1 = table_column(&t, "f1", "F1%", TABLE_HUNDREDTHS,
	    TABLE_ALL);
	int r;

	for (size_t i = 0; i < sums->n; i++) {
		const struct score_class *c = &sums->classes[i];

		table_row(&t);
		table_set(&t, number, (int64_t)i + 1);
		table_text(&t, class, c->name);
		table_set(&t, truly, (int64_t)c->truly);
		table_set(&t, said, (int64_t)c->said);
		table_set(&t, right, (int64_t)c->right);
		set_share(&t, precision, c->precision);
		set_share(&t, recall, c->recall);
		set_share(&t, f1, c->f1);
	}
	r = table_print(&t, TABLE_AS_TEXT, SV(""), out, f);
	table_free(&t);
	return r;
}

/* Rows: what is true; columns: what was said, by the numbers of the classes. */
static int
put_matrix(const struct score_sums *sums, bool english, struct str *out,
    struct fault *f)
{
	char titles[MATRIX_MOST][4];
	struct table t = {0};
	size_t class = table_column(&t, "class", english ? "true \\ said" :
	    "实为＼判为", TABLE_TEXT, TABLE_ALL);
	int r;

	for (size_t i = 0; i < sums->n; i++) {
		(void)snprintf(titles[i], sizeof(titles[i]), "%u",
		    (unsigned)i + 1);
		table_column(&t, titles[i], titles[i], TABLE_COUNT, TABLE_ALL);
	}
	for (size_t i = 0; i < sums->ntrue; i++) {
		struct str name = {0};

		str_addf(&name, "%u ", (unsigned)i + 1);
		str_addsv(&name, sums->classes[i].name);
		table_row(&t);
		table_text(&t, class, str_sv(&name));
		for (size_t k = 0; k < sums->n; k++)
			if (sums->counts[i * sums->n + k] > 0)
				table_set(&t, k + 1, (int64_t)
				    sums->counts[i * sums->n + k]);
		str_free(&name);
	}
	r = table_print(&t, TABLE_AS_TEXT, SV(""), out, f);
	table_free(&t);
	return r;
}

static int
put_pairs(const struct score_sums *sums, bool english, struct str *out,
    struct fault *f)
{
	struct table t = {0};
	int r;

	table_column(&t, "truly", english ? "true" : "实为", TABLE_TEXT,
	    TABLE_ALL);
	table_column(&t, "said", english ? "said" : "判为", TABLE_TEXT,
	    TABLE_ALL);
	table_column(&t, "count", english ? "texts" : "条数", TABLE_COUNT,
	    TABLE_ALL);
	for (size_t i = 0; i < sums->n * sums->n; i++) {
		if (sums->counts[i] == 0 || i / sums->n == i % sums->n)
			continue;
		table_row(&t);
		table_text(&t, 0, sums->classes[i / sums->n].name);
		table_text(&t, 1, sums->classes[i % sums->n].name);
		table_set(&t, 2, (int64_t)sums->counts[i]);
	}
	r = table_print(&t, TABLE_AS_TEXT, SV(""), out, f);
	table_free(&t);
	return r;
}

static void
put_share(struct str *out, const char *before, int value, const char *after)
{
	str_addz(out, before);
	if (value < 0)
		str_addc(out, '-');
	else
		change_add_fixed(out, value, 2, false);
	str_addz(out, after);
}

static void
put_sums(const struct score *s, const struct score_sums *sums, bool english,
    struct str *out)
{
	put_share(out, english ? "macro F1 " : "宏平均F1 ", sums->macro_f1,
	    english ? "%, " : "%，");
	put_share(out, english ? "accuracy " : "准确率 ", sums->accuracy,
	    "%");
	str_addf(out, english ? " (%llu of %llu right)" :
	    "（%llu/%llu条判对）", (unsigned long long)sums->right,
	    (unsigned long long)sums->records);
	if (sums->unsure > 0) {
		str_addf(out, english ? "; %llu not decided, " :
		    "；%llu条未判定，", (unsigned long long)sums->unsure);
		put_share(out, english ? "accuracy of the others " :
		    "其余准确率 ", sums->decided, "%");
	}
	if (s->unlabelled > 0)
		str_addf(out, english ? "; %llu without a true label" :
		    "；%llu条无真实类别", (unsigned long long)s->unlabelled);
	str_addc(out, '\n');
}

int
score_report_text(const struct score *s, bool english, struct str *out,
    struct fault *f)
{
	struct score_sums sums;
	int r = 0;

	score_sum(s, &sums);
	if (sums.n > 0) {
		r = put_classes(&sums, english, out, f);
		str_addc(out, '\n');
	}
	put_sums(s, &sums, english, out);
	if (r == 0 && sums.n > 0 && sums.right < sums.records) {
		str_addc(out, '\n');
		r = sums.n <= MATRIX_MOST ?
		    put_matrix(&sums, english, out, f) :
		    put_pairs(&sums, english, out, f);
	}
	score_sums_free(&sums);
	return r;
}

/* --- for programs ---------------------------------------------------------- */

static void
put_fraction(struct str *out, struct sv key, int value)
{
	struct str number = {0};

	if (value < 0)
		return;
	change_add_fixed(&number, value, 4, false);
	json_put_raw(out, key, str_sv(&number));
	str_free(&number);
}

/* Objects of a list are put with the commas between them alone. */
static void
end_object(struct str *out, size_t start, bool first)
{
	json_enclose(out, start);
	if (!first) {
		str_addc(out, ' ');
		memmove(out->p + start + 1, out->p + start,
		    out->len - start - 1);
		out->p[start] = ',';
	}
}

static void
put_class(struct str *out, const struct score_class *c, bool first)
{
	size_t start = out->len;

	json_put_text(out, SV("class"), c->name);
	json_put_int(out, SV("truly"), (int64_t)c->truly);
	json_put_int(out, SV("said"), (int64_t)c->said);
	json_put_int(out, SV("right"), (int64_t)c->right);
	put_fraction(out, SV("precision"), c->precision);
	put_fraction(out, SV("recall"), c->recall);
	put_fraction(out, SV("f1"), c->f1);
	end_object(out, start, first);
}

static void
put_confusion(struct str *out, const struct score_sums *sums)
{
	bool first = true;

	str_addz(out, ",\"confusion\":[");
	for (size_t i = 0; i < sums->n * sums->n; i++) {
		size_t start = out->len;

		if (sums->counts[i] == 0)
			continue;
		json_put_text(out, SV("truly"),
		    sums->classes[i / sums->n].name);
		json_put_text(out, SV("said"),
		    sums->classes[i % sums->n].name);
		json_put_int(out, SV("count"), (int64_t)sums->counts[i]);
		end_object(out, start, first);
		first = false;
	}
	str_addc(out, ']');
}

void
score_report_json(const struct score *s, struct str *out)
{
	struct score_sums sums;
	size_t start = out->len;

	score_sum(s, &sums);
	json_put_int(out, SV("records"), (int64_t)sums.records);
	json_put_int(out, SV("right"), (int64_t)sums.right);
	json_put_int(out, SV("unsure"), (int64_t)sums.unsure);
	json_put_int(out, SV("unlabelled"), (int64_t)s->unlabelled);
	put_fraction(out, SV("accuracy"), sums.accuracy);
	put_fraction(out, SV("accuracy_decided"), sums.decided);
	put_fraction(out, SV("macro_f1"), sums.macro_f1);
	str_addz(out, ",\"classes\":[");
	for (size_t i = 0; i < sums.n; i++)
		put_class(out, &sums.classes[i], i == 0);
	str_addc(out, ']');
	put_confusion(out, &sums);
	json_enclose(out, start);
	str_addc(out, '\n');
	score_sums_free(&sums);
}
