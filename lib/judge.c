/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include "recall.h"
#include "typed.h"

#include <stdlib.h>

static const enum record_key keys[RULE_NFIELDS] = {
    [RULE_NARRATIVE] = REC_NARRATIVE, [RULE_FEEDBACK] = REC_FEEDBACK,
    [RULE_OUTCOME] = REC_OUTCOME, [RULE_ADDRESS] = REC_ADDRESS,
    [RULE_CALLER_JOB] = REC_CALLER_JOB, [RULE_PLACE_TYPE] = REC_PLACE_TYPE,
    [RULE_CHANNEL] = REC_CHANNEL,
};

/* What is asked of a rule that hit, close together. */
struct weighed {
	uint32_t label;
	int32_t weight;
	uint8_t kind, level;
	bool final, wants_loss; /* wants_loss: has a least loss */
};

/* What the hits say of one label. */
struct verdict {
	int64_t score;          /* category: sum of the weights */
	int64_t weight;         /* factor: the largest */
	uint64_t last, cancel;  /* strength() of its last hit and of its last
	                         * cancelling one; 0: none */
	enum rule_level level;
	bool seen, final, applies;
};

struct judge_scratch {
	struct evidence *evidence[RULE_NFIELDS]; /* made when first needed */
	struct recall *recall[RULE_NFIELDS];
	enum rule_field read[RULE_NFIELDS]; /* fields with text, in order */
	size_t nread;
	struct recall_hits recalled[RULE_NFIELDS]; /* of a short text */
	bool is_recalled[RULE_NFIELDS];
	struct weighed *rules;          /* by rule */
	uint32_t *counted;              /* by rule: the record, by number, in */
	uint32_t record;                /* which its weight was added last */
	struct verdict *verdicts;       /* by label */
	uint32_t *seen;                 /* labels with a verdict to clear */
	size_t nseen;
	size_t cap;                     /* of hits */
	bool has_loss;
	int64_t loss_fen;
	struct typed *typed;
	struct str text;
	const char *file;
	uint64_t sequence, line;
};

static struct weighed *
weighed_new(const struct ruleset *rules)
{
	struct weighed *w = mem_zalloc(rules->nrules + 1, sizeof(*w));

	for (size_t i = 0; i < rules->nrules; i++) {
		const struct rule *r = &rules->rules[i];

		w[i] = (struct weighed){r->label, r->weight, (uint8_t)r->kind,
		    (uint8_t)r->level, r->final, r->has_min_loss};
	}
	return w;
}

struct judge *
judge_new(const struct ruleset *rules)
{
	struct judge *j = mem_zalloc(1, sizeof(*j));
	struct judge_scratch *s = mem_zalloc(1, sizeof(*s));
	size_t nrules = rules->nrules + 1, nlabels = rules->nlabels + 1;

	j->rules = rules;
	j->scratch = s;
	j->names = judge_names(rules);
	j->labels = mem_alloc(nlabels * sizeof(*j->labels));
	j->counted = mem_zalloc(nrules, sizeof(*j->counted));
	j->struck = mem_zalloc(nrules, sizeof(*j->struck));
	j->limits = mem_zalloc(nrules, sizeof(*j->limits));
	s->typed = typed_new(rules);
	s->rules = weighed_new(rules);
	s->counted = mem_zalloc(nrules, sizeof(*s->counted));
	s->verdicts = mem_zalloc(nlabels, sizeof(*s->verdicts));
	s->seen = mem_alloc(nlabels * sizeof(*s->seen));
	return j;
}

void
judge_free(struct judge *j)
{
	struct judge_scratch *s;

	if (j == NULL)
		return;
	s = j->scratch;
	for (size_t i = 0; i < RULE_NFIELDS; i++)
		evidence_free(s->evidence[i]);
	for (size_t i = 0; i < RULE_NFIELDS; i++)
		recall_free(s->recall[i]);
	free(s->rules);
	free(s->counted);
	free(s->verdicts);
	free(s->seen);
	typed_free(s->typed);
	str_free(&s->text);
	free(s);
	free(j->names);
	free(j->labels);
	free(j->hits);
	free(j->counted);
	free(j->struck);
	for (size_t i = 0; i < j->rules->nrules; i++)
		free(j->limits[i].file);
	free(j->limits);
	free(j);
}

/* --- collecting ------------------------------------------------------------ */

/* A loss that is not known is no large one. */
static bool
loss_suffices(const struct judge *j, uint32_t rule)
{
	return !j->scratch->rules[rule].wants_loss || (j->scratch->has_loss &&
	    j->scratch->loss_fen >= j->rules->rules[rule].min_loss_fen);
}

static void
add_hit(struct judge *j, uint32_t rule, enum rule_field field, size_t start,
    size_t len)
{
	if (j->nhits == j->scratch->cap) {
		j->scratch->cap = j->scratch->cap * 2 + 64;
		j->hits = mem_realloc(j->hits,
		    j->scratch->cap * sizeof(*j->hits));
	}
	j->hits[j->nhits++] = (struct judge_hit){rule, field, (uint32_t)start,
	    (uint32_t)len, JUDGE_IDLE, false};
}

void
judge_begin(struct judge *j, bool has_loss, int64_t loss_fen)
{
	j->nhits = 0;
	j->scratch->nread = 0;
	j->scratch->has_loss = has_loss;
	j->scratch->loss_fen = loss_fen;
	for (size_t i = 0; i < j->rules->nby_loss; i++)
		if (loss_suffices(j, j->rules->by_loss[i]))
			add_hit(j, j->rules->by_loss[i], RULE_LOSS, 0, 0);
}

static void
note_limit(struct judge *j, uint32_t rule)
{
	const struct judge_scratch *s = j->scratch;
	struct judge_limit *l = &j->limits[rule];

	if (l->records++ == 0)
		*l = (struct judge_limit){1, mem_strdup(s->file != NULL ?
		    s->file : ""), s->sequence, s->line};
}

static void
take_hit(struct judge *j, enum rule_field field, const struct evidence_hit *h)
{
	if (h->limit)
		note_limit(j, h->rule);
	else if (loss_suffices(j, h->rule))
		add_hit(j, h->rule, field, h->start, h->len);
}

/* Adds the hits of the rules in `which` (NULL: all) that were not looked at
 * before: those are in `before`. */
static void
look(struct judge *j, enum rule_field field, const uint64_t *which,
    const uint64_t *before)
{
	struct judge_scratch *s = j->scratch;
	const struct evidence_hit *h;

	for (size_t i = 0; s->is_recalled[field] &&
	    i < s->recalled[field].n; i++) {
		h = &s->recalled[field].at[i];
		if (which == NULL || (ruleindex_has(which, h->rule) &&
		    !(before != NULL && ruleindex_has(before, h->rule))))
			take_hit(j, field, h);
	}
	if (s->is_recalled[field])
		return;
	evidence_look(s->evidence[field], which, j->brief);
	while ((h = evidence_next(s->evidence[field])) != NULL)
		take_hit(j, field, h);
}

/* What is called in is told anew each time; results repeat. */
static bool
may_repeat(enum rule_field field, struct sv text)
{
	return field != RULE_NARRATIVE && text.len <= RECALL_LONGEST;
}

void
judge_text(struct judge *j, enum rule_field field, struct sv text)
{
	struct judge_scratch *s = j->scratch;

	if (!(j->rules->fields >> field & 1) || text.len == 0)
		return;
	if (s->evidence[field] == NULL)
		s->evidence[field] = evidence_new(j->rules);
	s->read[s->nread++] = field;
	s->is_recalled[field] = may_repeat(field, text);
	if (s->is_recalled[field] && s->recall[field] == NULL)
		s->recall[field] = recall_new();
	if (s->is_recalled[field])
		s->recalled[field] = recall_find(s->recall[field],
		    s->evidence[field], field, text);
	else
		evidence_find(s->evidence[field], field, text);
	look(j, field, j->brief ? j->rules->decides : NULL, NULL);
}

void
judge_type(struct judge *j, struct sv type)
{
	struct typed_rules t;

	if (j->rules->types.count == 0)
		return;
	t = typed_find(j->scratch->typed, type);
	for (size_t i = 0; i < t.n; i++)
		if (loss_suffices(j, t.rules[i]))
			add_hit(j, t.rules[i], RULE_TYPE, 0, 0);
}

/* --- deciding -------------------------------------------------------------- */

/* Later words are stronger: what the officers report over what was called in,
 * the result over both, and within a text what comes last. */
static uint64_t
strength(enum rule_field field, uint32_t at)
{
	static const uint64_t by_field[] = {[RULE_NARRATIVE] = 2,
	    [RULE_FEEDBACK] = 3, [RULE_OUTCOME] = 4, [RULE_LOSS] = 0};

	return (by_field[field] != 0 ? by_field[field] : 1) << 33 | at;
}

/* Hits by rule, field and place; longest first. */
static inline uint64_t
order_of(const struct judge_hit *h)
{
	return (uint64_t)h->rule << 40 | (uint64_t)h->field << 32 | h->start;
}

static inline bool
precedes(const struct judge_hit *x, const struct judge_hit *y)
{
	uint64_t a = order_of(x), b = order_of(y);

	return a != b ? a < b : x->len > y->len;
}

static int
by_rule(const void *a, const void *b)
{
	return precedes(a, b) ? -1 : precedes(b, a);
}

/* A record has a dozen hits: insertion is fastest; a hostile one has more. */
static void
sort_hits(struct judge *j)
{
	struct judge_hit *h = j->hits;

	if (j->nhits > 64) {
		qsort(h, j->nhits, sizeof(*h), by_rule);
		return;
	}
	for (size_t i = 1; i < j->nhits; i++) {
		struct judge_hit moved;
		size_t k = i;

		/* They come field by field in order. */
		if (order_of(&h[i - 1]) < order_of(&h[i]))
			continue;
		moved = h[i];
		for (; k > 0 && precedes(&moved, &h[k - 1]); k--)
			h[k] = h[k - 1];
		h[k] = moved;
	}
}

static struct verdict *
verdict_of(struct judge *j, uint32_t label)
{
	struct verdict *v = &j->scratch->verdicts[label];

	if (!v->seen) {
		v->seen = true;
		j->scratch->seen[j->scratch->nseen++] = label;
	}
	return v;
}

/* A rule is weighed once, however often it hits; its strongest hit counts. */
static void
weigh(struct judge *j, const struct judge_hit *h)
{
	struct judge_scratch *s = j->scratch;
	const struct weighed *r = &s->rules[h->rule];
	/* A cancelling hit counts from its end: 无人受伤 cancels the 受伤 that
	 * it holds. */
	uint64_t strong = strength(h->field, h->start +
	    (r->kind == RULE_CANCEL ? h->len : 0)), *most;
	struct verdict *v;

	if (r->label == RULESET_NONE)
		return;
	v = verdict_of(j, r->label);
	most = r->kind == RULE_CANCEL ? &v->cancel : &v->last;
	if (strong > *most)
		*most = strong;
	if (r->kind == RULE_CATEGORY && s->counted[h->rule] != s->record) {
		s->counted[h->rule] = s->record;
		v->score += r->weight;
		v->final |= r->final;
	}
}

/* All hits of the label are weaker than the strongest word against it. */
static bool
is_cancelled(const struct verdict *v)
{
	return v->cancel != 0 && v->last != 0 && v->last < v->cancel;
}

/* Order of categories: final ones, then by score, then by rank. */
static bool
comes_before(const struct judge *j, uint32_t a, uint32_t b)
{
	const struct verdict *x = &j->scratch->verdicts[a];
	const struct verdict *y = &j->scratch->verdicts[b];

	if (x->final != y->final)
		return x->final;
	if (x->score != y->score)
		return x->score > y->score;
	return j->rules->labels[a].rank < j->rules->labels[b].rank;
}

static void
choose_categories(struct judge *j)
{
	struct judge_scratch *s = j->scratch;

	for (size_t i = 0; i < s->nseen; i++) {
		uint32_t label = s->seen[i];
		struct verdict *v = &s->verdicts[label];
		size_t k;

		if (j->rules->labels[label].kind != RULE_CATEGORY ||
		    v->last == 0 || is_cancelled(v) ||
		    (!v->final && v->score < RULESET_SCORE))
			continue;
		v->applies = true;
		for (k = j->nlabels++; k > 0 &&
		    comes_before(j, label, j->labels[k - 1]); k--)
			j->labels[k] = j->labels[k - 1];
		j->labels[k] = label;
	}
	j->category = j->nlabels > 0 ? j->labels[0] : RULESET_NONE;
	j->final = j->nlabels > 0 && s->verdicts[j->labels[0]].final;
	if (j->choose != NULL)
		j->category = j->choose(j->choose_context, j);
}

/* Row of the chosen category in ruleset.fits. */
static const uint64_t *
fitting(const struct judge *j)
{
	return j->rules->fits + (j->category != RULESET_NONE ? j->category :
	    j->rules->nlabels) * j->rules->words;
}

/* A factor or gate that hit: its label applies unless cancelled. */
static void
apply_rule(struct judge *j, uint32_t rule)
{
	const struct weighed *r = &j->scratch->rules[rule];
	struct verdict *v;

	if ((r->kind != RULE_FACTOR && r->kind != RULE_GATE) ||
	    !ruleindex_has(fitting(j), rule))
		return;
	v = &j->scratch->verdicts[r->label];
	if (is_cancelled(v))
		return;
	if (!v->applies || r->weight > v->weight)
		v->weight = r->weight;
	if (r->level > v->level)
		v->level = (enum rule_level)r->level;
	v->applies = true;
}

/* Appends the labels of a kind that apply, by name. */
static void
add_labels(struct judge *j, enum rule_kind kind)
{
	size_t first = j->nlabels;

	for (size_t i = 0; i < j->scratch->nseen; i++) {
		uint32_t label = j->scratch->seen[i];
		size_t k;

		if (j->rules->labels[label].kind != kind ||
		    !j->scratch->verdicts[label].applies)
			continue;
		for (k = j->nlabels++; k > first && label < j->labels[k - 1];
		    k--)
			j->labels[k] = j->labels[k - 1];
		j->labels[k] = label;
	}
}

/* The capped sum of the factors, each label once; a trigger raises the level
 * and leaves the score as it is. */
static void
assess_risk(struct judge *j)
{
	const struct ruleset *rs = j->rules;

	j->score = 0;
	j->risk = RULE_LOW;
	for (size_t i = 0; i < j->nlabels; i++) {
		const struct verdict *v = &j->scratch->verdicts[j->labels[i]];

		if (rs->labels[j->labels[i]].kind != RULE_FACTOR)
			continue;
		j->score += v->weight;
		if (v->level > j->risk)
			j->risk = v->level;
	}
	if (j->score < 0)
		j->score = 0;
	if (j->score > rs->cap_score)
		j->score = rs->cap_score;
	if (j->score >= rs->high)
		j->risk = RULE_HIGH;
	else if (j->score >= rs->medium && j->risk < RULE_MEDIUM)
		j->risk = RULE_MEDIUM;
}

static enum judge_standing
standing_of(const struct judge *j, uint32_t rule)
{
	const struct weighed *r = &j->scratch->rules[rule];
	const struct verdict *v;

	if (r->label == RULESET_NONE)
		return JUDGE_IDLE;
	v = &j->scratch->verdicts[r->label];
	if (r->kind == RULE_CANCEL)
		return is_cancelled(v) ? JUDGE_COUNTED : JUDGE_IDLE;
	if (!ruleindex_has(fitting(j), rule))
		return JUDGE_ELSEWHERE;
	if (is_cancelled(v))
		return JUDGE_CANCELLED;
	return r->kind != RULE_CATEGORY || v->applies ? JUDGE_COUNTED :
	    JUDGE_WEAK;
}

/* Says of every hit what became of it, for why, --explain and --stats. */
static void
count_hits(struct judge *j)
{
	for (size_t i = 0, n; i < j->nhits; i += n) {
		uint32_t rule = j->hits[i].rule;
		enum judge_standing standing = standing_of(j, rule);

		for (n = 0; i + n < j->nhits && j->hits[i + n].rule == rule;
		    n++) {
			struct judge_hit *h = &j->hits[i + n];

			h->standing = standing;
			h->first = n == 0 || h->field != h[-1].field;
		}
		if (!j->brief)
			(standing == JUDGE_COUNTED ? j->counted :
			    j->struck)[rule]++;
	}
}

/* Weighs the rules that decide on the category, or the others as far as they
 * are for it: what is for other categories has no say, not even in what a
 * cancelling word finds to cancel. */
static void
weigh_all(struct judge *j, bool decides)
{
	const uint64_t *deciding = j->rules->decides;
	const uint64_t *fits = decides ? deciding : fitting(j);

	for (size_t i = 0; i < j->nhits; i++) {
		uint32_t rule = j->hits[i].rule;

		if (ruleindex_has(deciding, rule) == decides &&
		    ruleindex_has(fits, rule))
			weigh(j, &j->hits[i]);
	}
}

void
judge_end(struct judge *j)
{
	struct judge_scratch *s = j->scratch;

	j->nlabels = 0;
	/* When the numbers run out, what is kept of rules is forgotten. */
	if (++s->record == 0) {
		memset(s->counted, 0, j->rules->nrules * sizeof(*s->counted));
		s->record = 1;
	}
	weigh_all(j, true);
	choose_categories(j);
	for (size_t i = 0; j->brief && i < s->nread; i++)
		look(j, s->read[i], fitting(j), j->rules->decides);
	weigh_all(j, false);
	for (size_t i = 0; i < j->nhits; i++)
		apply_rule(j, j->hits[i].rule);
	add_labels(j, RULE_FACTOR);
	add_labels(j, RULE_GATE);
	assess_risk(j);
	sort_hits(j);
	count_hits(j);
	while (s->nseen > 0)
		s->verdicts[s->seen[--s->nseen]] = (struct verdict){0};
}

enum record_key
judge_key(enum rule_field field)
{
	return keys[field];
}

/* --- records --------------------------------------------------------------- */

void
judge_place(struct judge *j, const char *file, uint64_t sequence,
    uint64_t line)
{
	j->scratch->file = file;
	j->scratch->sequence = sequence;
	j->scratch->line = line;
}

bool
judge_record(struct judge *j, const struct record *r)
{
	struct str *text = &j->scratch->text;
	int64_t loss = 0;
	bool has_loss;

	if (!sv_eq(record_text(record_get(r, REC_KIND), text),
	    SV("incident")))
		return false;
	has_loss = record_int(record_get(r, REC_LOSS_FEN), &loss);
	judge_begin(j, has_loss, loss);
	for (unsigned i = 0; i < RULE_NFIELDS; i++)
		judge_text(j, (enum rule_field)i,
		    record_text(record_get(r, keys[i]), text));
	judge_type(j, record_text(record_get(r, REC_TYPE), text));
	judge_end(j);
	return true;
}

struct sv
judge_category(const struct judge *j)
{
	return j->category == RULESET_NONE ? SV("other") :
	    j->rules->labels[j->category].name;
}

bool
judge_hit_by(const struct judge *j, uint32_t rule)
{
	for (size_t i = 0; i < j->nhits; i++)
		if (j->hits[i].rule == rule)
			return true;
	return false;
}
