/* SPDX-License-Identifier: MIT */
/* How often each rule was overruled: what a station mends its rules by. */
#include "dispute_report.h"

#include "change.h"
#include "jsonout.h"

#include <stdlib.h>

enum { DECIDES_TIER, DECIDES_CATEGORY, DECIDES_RISK, DECIDES };

/* The names of shipped rules begin so (precinct-rules(5), tiers.json,
 * gate.json); all others decide a category. */
static unsigned
decides(struct sv rule)
{
	if (sv_starts(rule, SV("risk.")))
		return DECIDES_RISK;
	if (sv_starts(rule, SV("tier.")) || sv_starts(rule, SV("gate.")))
		return DECIDES_TIER;
	return DECIDES_CATEGORY;
}

struct rule {
	int64_t cases, overruled;
};

struct counting {
	const struct dispute_query *q;
	struct map rules;       /* to struct rule */
	int64_t cases, overridden;      /* with any override */
};

static bool
is_in_time(const struct dispute_query *q, int64_t day)
{
	return day < q->today && (!q->has_since || day >= q->since) &&
	    (!q->has_until || day < q->until);
}

static void
count_case(struct counting *k, const struct case_state_of *s, unsigned what)
{
	struct record_value v = {s->rules, RECORD_ARRAY, false};
	struct str scratch = {0};
	struct sv text;
	size_t at = 0;

	k->cases++;
	k->overridden += what != 0;
	while (s->rules.len > 0 && record_next_text(&v, &at, &text,
	    &scratch)) {
		struct rule *rule = map_put(&k->rules, text, NULL);

		rule->cases++;
		rule->overruled += what >> decides(text) & 1;
	}
	str_free(&scratch);
}

static void
count_book(struct counting *k, const struct cases *c)
{
	unsigned char *what = mem_zalloc(c->count + 1, 1);

	for (size_t i = 0; i < c->nflows; i++)
		if (c->flows[i].kind == EVENT_OVERRIDDEN &&
		    c->flows[i].day < k->q->today)
			what[c->flows[i].cas] |= c->flows[i].what;
	for (size_t i = 0; i < c->count; i++)
		if (is_in_time(k->q, c->items[i].reported_day))
			count_case(k, &c->items[i], what[i]);
	free(what);
}

static int
compare(const void *a, const void *b, void *rules)
{
	const struct map *m = rules;
	const size_t *x = a, *y = b;
	const struct rule *rx = map_at(m, *x), *ry = map_at(m, *y);

	if (rx->overruled != ry->overruled)
		return rx->overruled > ry->overruled ? -1 : 1;
	if (rx->cases != ry->cases)
		return rx->cases > ry->cases ? -1 : 1;
	return sv_cmp(m->keys[*x], m->keys[*y]);
}

/* --- the table ------------------------------------------------------------- */

enum column { C_RULE, C_DECIDES, C_CASES, C_OVERRULED, C_SHARE };

static void
add_columns(struct table *t, bool en)
{
	table_column(t, "rule", en ? "rule" : "规则", TABLE_TEXT, TABLE_ALL);
	table_column(t, "decides", en ? "decides" : "决定", TABLE_TEXT,
	    TABLE_ALL);
	table_column(t, "cases", en ? "cases" : "案件数", TABLE_COUNT,
	    TABLE_ALL);
	table_column(t, "overruled", en ? "overruled" : "人工更正",
	    TABLE_COUNT, TABLE_ALL);
	table_column(t, "overruled_rate", en ? "rate" : "更正率",
	    TABLE_PERCENT, TABLE_ALL);
}

static void
add_row(struct table *t, const struct dispute_report *o, struct sv name,
    const struct rule *rule)
{
	static const char *const words[DECIDES][2] = {{"tier", "层级"},
	    {"category", "类别"}, {"risk", "风险"}};
	bool small = o->small_cells && rule->cases < DISPUTE_SMALL;
	bool few = o->small_cells && rule->overruled > 0 &&
	    rule->overruled < DISPUTE_SMALL;
	int64_t tenths;

	table_row(t);
	table_text(t, C_RULE, name);
	table_text(t, C_DECIDES, sv_z(words[decides(name)][0]));
	table_shown(t, C_DECIDES, sv_z(words[decides(name)][!o->english]));
	if (small)
		table_instead(t, C_CASES, SV("<3"));
	else
		table_set(t, C_CASES, rule->cases);
	if (few)
		table_instead(t, C_OVERRULED, SV("<3"));
	else
		table_set(t, C_OVERRULED, rule->overruled);
	if (!small && !few &&
	    change_share(rule->overruled, rule->cases, &tenths))
		table_set(t, C_SHARE, tenths);
}

static void
add_words(struct str *out, const struct counting *k, bool english)
{
	str_addf(out, english ? "%lld cases opened, %lld with something that "
	    "a person decided otherwise" : "新增案件%lld起，其中经人工更正%lld起",
	    (long long)k->cases, (long long)k->overridden);
}

static void
add_summary(struct str *out, const struct counting *k)
{
	size_t start = out->len;

	json_put_int(out, SV("format"), 1);
	json_put_text(out, SV("kind"), SV("dispute-overrides-summary"));
	json_put_int(out, SV("cases"), k->cases);
	json_put_int(out, SV("overridden"), k->overridden);
	json_enclose(out, start);
	str_addc(out, '\n');
}

static int
print(const struct counting *k, const struct table *t,
    const struct dispute_report *o, struct str *out, struct str *note,
    struct fault *f)
{
	bool people = o->format == TABLE_AS_TEXT || o->format == TABLE_AS_MD;
	struct str lead = {0};
	int status;

	if (people) {
		add_words(out, k, o->english);
		str_addz(out, o->english ? ".\n\n" : "。\n\n");
	}
	json_put_int(&lead, SV("format"), 1);
	json_put_text(&lead, SV("kind"), SV("dispute-overrides"));
	status = table_print(t, o->format, str_sv(&lead), out, f);
	str_free(&lead);
	if (status != 0)
		return -1;
	if (people)
		str_addz(out, o->english ? "\nCounted: cases opened in that "
		    "time on whose category, risk or tier the rule decided, "
		    "and those of them whose category, risk or tier a person "
		    "changed since.\n" : "\n口径：期间新增案件中，由该规则参与"
		    "决定类别、风险或层级的案件数，以及其中该项后经人工更正的"
		    "案件数。\n");
	else if (o->format == TABLE_AS_JSONL)
		add_summary(out, k);
	else
		add_words(note, k, true);
	return 0;
}

int
dispute_overrides_make(const struct dispute_report *o,
    const struct dispute_query *q, const struct cases *const *books,
    size_t nbooks, struct str *out, struct str *note, int64_t *overruled,
    struct fault *f)
{
	struct counting k = {.q = q, .rules = {.size = sizeof(struct rule)}};
	struct table t = {0};
	size_t *order;
	int status;

	for (size_t i = 0; i < nbooks; i++)
		count_book(&k, books[i]);
	order = mem_alloc((k.rules.count + 1) * sizeof(*order));
	for (size_t i = 0; i < k.rules.count; i++)
		order[i] = i;
	if (k.rules.count > 0)
		qsort_r(order, k.rules.count, sizeof(*order), compare,
		    &k.rules);
	add_columns(&t, o->english);
	for (size_t i = 0; i < k.rules.count; i++)
		add_row(&t, o, k.rules.keys[order[i]],
		    map_at(&k.rules, order[i]));
	*overruled = k.overridden;
	status = print(&k, &t, o, out, note, f);
	free(order);
	table_free(&t);
	map_free(&k.rules);
	return status;
}
