/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "calibrate.h"
#include "train.h"

static const char *const loans[] = {"办理贷款先交保证金", "低息贷款秒到账",
    "网贷注销征信会受影响", "无抵押贷款当天放款", "贷款额度需要激活"};
static const char *const calls[] = {"我是公安局民警你涉嫌洗钱",
    "检察院通知你配合调查", "公安局通缉令请配合", "民警办案要求转到安全账户",
    "涉嫌犯罪请配合公安调查"};
static const char *const plain[] = {"明天降温请注意保暖", "快递放在门口了",
    "小区停水通知请储水", "家长会周五下午召开", "会员积分即将到期"};

static void
add_texts(struct corpus *c, const char *const *texts, const char *label,
    int times)
{
	for (int t = 0; t < times; t++) {
		for (size_t i = 0; i < 5; i++) {
			struct str text = {0};
			struct sv parts[MODEL_NPARTS] = {0};

			str_addf(&text, "%s第%d次", texts[i], t);
			parts[0] = str_sv(&text);
			corpus_add(c, parts, sv_z(label), SV(""));
			str_free(&text);
		}
	}
}

static struct corpus *
small_corpus(void)
{
	struct corpus *c = corpus_new(MODEL_NARRATIVE_ONLY);

	add_texts(c, plain, "none", 8);
	add_texts(c, loans, "fraud.loan", 6);
	add_texts(c, calls, "fraud.authority", 6);
	corpus_index(c);
	return c;
}

static void
train(struct train_result *r, size_t max_size, unsigned jobs)
{
	struct corpus *c = small_corpus();
	struct train_options o = {.folds = 5, .cost = 2, .max_size = max_size,
	    .sure = 60, .jobs = jobs};
	struct fault f = {0};

	assert_int_equal(train_model(c, &o, r, &f), 0);
	corpus_free(c);
}

static void
file_of(struct str *bytes)
{
	struct train_result r;

	train(&r, MODEL_LARGEST, 1);
	model_write(r.model, bytes);
	train_result_free(&r);
}

/* --- training and scoring -------------------------------------------------- */

static void
test_learns(void **state)
{
	static const struct { const char *text, *class; } tries[] = {
	    {"他说贷款要先交保证金", "fraud.loan"},
	    {"自称公安局民警要求配合调查", "fraud.authority"},
	    {"周五下午停水", "none"}};
	struct str bytes = {0};
	struct fold *fold = fold_new();
	struct model_scorer *s;
	struct model *m;

	(void)state;
	file_of(&bytes);
	m = model_parse(str_sv(&bytes), "m", NULL);
	assert_non_null(m);
	assert_int_equal(m->nclasses, 3);
	assert_int_equal(m->texts, 100);
	assert_int_equal(m->classes[model_class(m,
	    SV("fraud.loan"))].count, 30);
	assert_true(model_class(m, SV("fraud")) == SIZE_MAX);
	s = model_scorer_new(m, fold);
	for (size_t i = 0; i < 3; i++) {
		struct model_reason reasons[3];
		size_t n;

		model_begin(s);
		model_text(s, MODEL_NARRATIVE, sv_z(tries[i].text));
		model_text(s, MODEL_OUTCOME, sv_z(tries[(i + 1) % 3].text));
		model_end(s);
		assert_string_equal(m->classes[s->best].name.p,
		    tries[i].class);
		assert_true(s->certainty > 0 && s->certainty < 1);
		n = model_reasons(s, s->best, reasons, 3);
		assert_in_range(n, 1, 3);
		for (size_t k = 1; k < n; k++)
			assert_true(reasons[k].weight <=
			    reasons[k - 1].weight);
	}
	/* Nothing known: not sure, and no reason. */
	model_begin(s);
	model_end(s);
	assert_false(s->sure);
	model_begin(s);
	model_text(s, MODEL_NARRATIVE, SV("ʘ"));
	model_end(s);
	assert_false(s->sure);
	model_scorer_free(s);
	model_free(m);
	fold_free(fold);
	str_free(&bytes);
}

/* Whether the n-gram ends where the longest one stands in its part before. */
static bool
is_repeated(const struct ngrams *g, const struct ngram_run *run, uint32_t unit)
{
	const struct ngram_run *r = g->runs;
	size_t at;

	while (r < g->runs + g->nruns && (r->part != run->part ||
	    r->len != NGRAM_LONGEST))
		r++;
	if (run->opening || r == g->runs + g->nruns || unit < r->at)
		return false;
	at = r->first + (unit - r->at);
	for (size_t i = r->first; i < at; i++)
		if (g->hashes[i] == g->hashes[at])
			return true;
	return false;
}

/* The plain way: every n-gram against every feature. Gives how many count. */
static size_t
add_plainly(const struct model *m, const struct ngrams *g, double sums[3])
{
	size_t counted = 0;

	for (size_t r = 0; r < g->nruns; r++)
		for (uint32_t i = 0; i < g->runs[r].count; i++) {
			const struct ngram_run *run = &g->runs[r];
			uint32_t hash = g->hashes[run->first + i];

			if (is_repeated(g, run, run->at + i))
				continue;
			counted++;
			for (size_t k = 0; k < m->nfeatures; k++)
				for (size_t c = 0; c < 3 && m->hashes[k] ==
				    model_hash(hash); c++)
					sums[c] += m->weights[k * 3 + c];
		}
	return counted;
}

/* The scorer, which looks once at a place, against the plain sum. The last
 * texts have no n-gram of the longest length, or nothing but repeats. */
static void
test_scores_are_sums(void **state)
{
	static const char *const texts[] = {
	    "公安局民警说贷款贷款贷款要交保证金 123",
	    "贷款先交保证金。贷款先交保证金。自称民警", "公安局", "贷款", "民",
	    "民民民民民民民民民民民民", "周五下午停水，快递放门口了", "ʘ公"};
	struct train_result r;
	struct str bytes = {0};
	struct fold *fold = fold_new();
	struct model_scorer *s;
	struct model *m;

	(void)state;
	train(&r, MODEL_LARGEST, 1);
	model_write(r.model, &bytes);
	m = model_parse(str_sv(&bytes), "m", NULL);
	s = model_scorer_new(m, fold);
	for (size_t t = 0; t < 2 * sizeof(texts) / sizeof(texts[0]); t++) {
		const char *text = texts[t / 2];
		struct folded folded = {0};
		struct ngrams g = {0};
		double sums[3] = {0};
		size_t n;

		model_begin(s);
		fold_text(fold, &folded, sv_z(text));
		ngrams_begin(&g);
		/* Alone, and as two parts: what is repeated in another part
		 * counts. */
		for (size_t part = 0; part <= t % 2; part++)
			ngrams_add(&g, &m->ngrams, folded.units, folded.n);
		s->nparts = t % 2 + 1;
		for (size_t part = 0; part < s->nparts; part++)
			fold_text(fold, &s->parts[part], sv_z(text));
		model_end(s);
		n = add_plainly(r.model, &g, sums);
		for (size_t c = 0; c < 3; c++)
			assert_true(fabs(m->classes[c].bias +
			    m->classes[c].scale * sums[c] / model_length(n) -
			    s->scores[c]) < 1e-6);
		ngrams_free(&g);
		folded_free(&folded);
	}
	model_scorer_free(s);
	model_free(m);
	train_result_free(&r);
	fold_free(fold);
	str_free(&bytes);
}

static void
test_same_bytes(void **state)
{
	struct str a = {0}, b = {0};

	(void)state;
	file_of(&a);
	for (unsigned jobs = 1; jobs <= 5; jobs += 2) {
		struct train_result r;

		train(&r, MODEL_LARGEST, jobs);
		str_clear(&b);
		model_write(r.model, &b);
		train_result_free(&r);
		assert_int_equal(a.len, b.len);
		assert_memory_equal(a.p, b.p, a.len);
	}
	str_free(&a);
	str_free(&b);
}

static void
test_size_is_kept(void **state)
{
	struct train_result r;
	struct str bytes = {0};

	(void)state;
	train(&r, 3000, 1);
	model_write(r.model, &bytes);
	assert_in_range(bytes.len, 2000, 3000);
	assert_int_equal(model_size(r.model, r.model->nfeatures), bytes.len);
	str_free(&bytes);
	train_result_free(&r);
}

static void
test_refuses_corpora(void **state)
{
	struct corpus *c = corpus_new(MODEL_NARRATIVE_ONLY);
	struct train_options o = {.folds = 2, .cost = 2,
	    .max_size = 1 << 20, .sure = 60};
	struct train_result r;
	struct fault f = {0};

	(void)state;
	add_texts(c, plain, "none", 1);
	corpus_index(c);
	assert_int_equal(train_model(c, &o, &r, &f), -1);
	assert_non_null(strstr(f.text.p, "classes among the labels: 1"));
	train_result_free(&r);
	corpus_free(c);
	c = small_corpus();
	o.max_size = 100;
	assert_int_equal(train_model(c, &o, &r, &f), -1);
	assert_non_null(strstr(f.text.p, "does not fit"));
	train_result_free(&r);
	corpus_free(c);
	fault_free(&f);
}

/* --- the file -------------------------------------------------------------- */

static void
refused(struct sv bytes, const char *why)
{
	struct fault f = {0};

	assert_null(model_parse(bytes, "station.model", &f));
	assert_string_equal(str_z(&f.file), "station.model");
	if (why != NULL)
		assert_non_null(strstr(f.text.p, why));
	else
		assert_true(f.text.len > 0);
	fault_free(&f);
}

/* One bit of every byte of the head and of the tables' ends, and of bytes all
 * over the rest: none goes unseen. */
static void
test_damage_is_seen(void **state)
{
	struct str bytes = {0};

	(void)state;
	file_of(&bytes);
	for (size_t i = 0; i < bytes.len; i += i < 1200 ||
	    i + 200 > bytes.len ? 1 : 37) {
		bytes.p[i] ^= (char)(1 << i % 8);
		refused(str_sv(&bytes), i >= 17 ? "damaged" : NULL);
		bytes.p[i] ^= (char)(1 << i % 8);
	}
	for (size_t n = 0; n < bytes.len; n += n < 1200 ? 1 : 101)
		refused((struct sv){bytes.p, n}, n < 15 ? "no model" :
		    n < 17 ? "another format" : "cut short");
	str_addz(&bytes, "\n");
	refused(str_sv(&bytes), "damaged");
	str_free(&bytes);
}

static void
test_foreign_is_refused(void **state)
{
	(void)state;
	refused(SV(""), "no model");
	refused(SV("{\"format\":1}\n"), "no model");
	refused(SV("solver_type L2R_LR\nnr_class 2\n"), "no model");
	refused(SV("precinct-model 1\n0123456789012345678901234567890"),
	    "another format than 2; train it again");
}

static void
seal(struct str *bytes)
{
	uint64_t sum = hash_bytes(bytes->p, bytes->len - 8, 0);

	for (size_t k = 0; k < 8; k++)
		bytes->p[bytes->len - 8 + k] = (char)(sum >> 8 * k);
}

/* A right checksum is no proof: the rest is checked too. */
static void
test_head_is_checked(void **state)
{
	static const char *const from[] = {"\"shortest\":1", "\"longest\":4",
	    "\"parts\":1", "\"sure\":60", "fraud.loan", "\"scale\"",
	    "\"classes\":["};
	static const char *const to[] = {"\"shortest\":0", "\"longest\":5",
	    "\"parts\":9", "\"sure\":-1", "fraud.aaaa", "\"scalf\"",
	    "\"klasses\":["};
	struct str bytes = {0};

	(void)state;
	file_of(&bytes);
	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		struct str bad = {0};
		size_t at = sv_find(str_sv(&bytes), sv_z(from[i]));

		assert_true(at != SIZE_MAX);
		str_addsv(&bad, str_sv(&bytes));
		memcpy(bad.p + at, to[i], strlen(to[i]));
		seal(&bad);
		refused(str_sv(&bad), NULL);
		str_free(&bad);
	}
	str_free(&bytes);
}

/* Features that end with each other in a circle, or with one that is not
 * there. */
static void
test_suffixes_are_checked(void **state)
{
	static const uint32_t ends[] = {0, 1, 0x7fffffff};
	struct train_result r;
	struct str bytes = {0};
	size_t at;

	(void)state;
	train(&r, MODEL_LARGEST, 1);
	at = model_size(r.model, r.model->nfeatures) - 8 -
	    r.model->nfeatures * (4 + r.model->nclasses);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		r.model->suffixes[0] = ends[i];
		r.model->suffixes[1] = 0;
		str_clear(&bytes);
		model_write(r.model, &bytes);
		assert_int_equal((uint8_t)bytes.p[at], ends[i] & 0xff);
		refused(str_sv(&bytes), "ends with none or with itself");
	}
	train_result_free(&r);
	str_free(&bytes);
}

/* --- calibration ----------------------------------------------------------- */

static void
test_calibration(void **state)
{
	struct calibrate_case cases[1000];
	struct calibrate_curve c;

	(void)state;
	/* Right with probability lead: one of ten at 0.1, ... */
	for (size_t i = 0; i < 1000; i++)
		cases[i] = (struct calibrate_case){(double)(i % 10) / 10 +
		    0.05, i / 10 % 10 <= i % 10};
	c = calibrate_fit(cases, 1000);
	assert_true(c.slope > 3 && c.slope < 8);
	assert_true(fabs(calibrate_lead(&c, 0.5) - 0.45) < 0.05);
	assert_true(calibrate_lead(&c, 0.9) > calibrate_lead(&c, 0.6));
	/* Where a lead tells nothing: flat. */
	for (size_t i = 0; i < 1000; i++)
		cases[i].right = i / 10 % 10 != 0 && cases[i].lead < 0.5;
	c = calibrate_fit(cases, 1000);
	assert_true(c.slope >= 0);
	assert_true(isinf(calibrate_lead(&c, 0.99)));
	c = calibrate_fit(cases, 0);
	assert_true(c.slope >= 0 && isfinite(c.offset));
	for (size_t i = 0; i < 1000; i++)
		cases[i].right = true;
	c = calibrate_fit(cases, 1000);
	assert_true(calibrate_lead(&c, 0.9) == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_learns),
	    cmocka_unit_test(test_scores_are_sums),
	    cmocka_unit_test(test_same_bytes),
	    cmocka_unit_test(test_size_is_kept),
	    cmocka_unit_test(test_refuses_corpora),
	    cmocka_unit_test(test_damage_is_seen),
	    cmocka_unit_test(test_foreign_is_refused),
	    cmocka_unit_test(test_head_is_checked),
	    cmocka_unit_test(test_suffixes_are_checked),
	    cmocka_unit_test(test_calibration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
