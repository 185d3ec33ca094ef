/* SPDX-License-Identifier: MIT */
#include "duelist.h"

#include "category.h"
#include "jsonout.h"

#include <stdlib.h>

struct item {
	const struct case_state_of *s;
	int64_t due;
	unsigned visit;         /* number of the visit; 0: a step */
	enum duelist_when when;
};

struct making {
	struct duelist *d;
	struct item *items;
	size_t count, cap;
	struct table table;
	struct str text;
};

/* --- what is due ----------------------------------------------------------- */

static enum duelist_when
when_of(const struct duelist *d, int64_t due)
{
	int64_t sunday = d->today + 7 - date_weekday(d->today);

	if (due < d->today)
		return DUELIST_OVERDUE;
	return due == d->today ? DUELIST_TODAY : due <= sunday
	    ? DUELIST_WEEK : DUELIST_LATER;
}

static void
add(struct making *m, const struct case_state_of *s, int64_t due,
    unsigned visit)
{
	enum duelist_when when = when_of(m->d, due);

	m->d->counts[when]++;
	if (when == DUELIST_LATER)
		return;
	if (m->count == m->cap) {
		m->cap = m->cap > 0 ? m->cap * 2 : 64;
		m->items = mem_realloc(m->items, m->cap * sizeof(*m->items));
	}
	m->items[m->count++] = (struct item){s, due, visit, when};
}

/* By person, those without one last; then by date and number. */
static int
compare(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	bool nobody = x->s->assignee.len == 0;
	int by;

	if (nobody != (y->s->assignee.len == 0))
		return nobody ? 1 : -1;
	by = sv_cmp(x->s->assignee, y->s->assignee);
	if (by != 0)
		return by;
	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	by = sv_cmp(x->s->id, y->s->id);
	return by != 0 ? by : (x->visit > y->visit) - (x->visit < y->visit);
}

static void
collect(struct making *m)
{
	const struct cases *c = m->d->cases;

	for (size_t i = 0; i < c->count; i++) {
		const struct case_state_of *s = &c->items[i];

		if (s->state == CASE_OPEN && s->has_due)
			add(m, s, s->due_on, 0);
		if (s->state != CASE_CLOSED)
			continue;
		for (uint32_t v = s->done_visits; v < s->nvisits &&
		    s->last_day + DUELIST_LAPSE >= m->d->today; v++)
			add(m, s, s->visits[v], v + 1);
	}
	if (m->count > 0)
		qsort(m->items, m->count, sizeof(*m->items), compare);
}

/* --- the table ------------------------------------------------------------- */

enum column {
	C_ASSIGNEE, C_NAME, C_WHEN, C_DUE, C_DAYS, C_STEP, C_CASE, C_TIER,
	C_RISK, C_CATEGORY, C_CATEGORY_SHOWN, C_COMMUNITY, C_COUNT
};

static const struct {
	const char *key, *chinese, *english;
	enum table_kind kind;
	unsigned where;
} columns[C_COUNT] = {
    [C_ASSIGNEE] = {"assignee", "承办人", "assignee", TABLE_TEXT, TABLE_ALL},
    [C_NAME] = {"name", "姓名", "name", TABLE_TEXT, TABLE_ALL},
    [C_WHEN] = {"when", "状态", "when", TABLE_TEXT, TABLE_ALL},
    [C_DUE] = {"due_on", "期限", "due_on", TABLE_TEXT, TABLE_ALL},
    [C_DAYS] = {"days_over", "逾期天数", "days_over", TABLE_COUNT, TABLE_ALL},
    [C_STEP] = {"step", "事项", "step", TABLE_TEXT, TABLE_ALL},
    [C_CASE] = {"case_id", "案件编号", "case_id", TABLE_TEXT, TABLE_ALL},
    [C_TIER] = {"tier", "层级", "tier", TABLE_TEXT, TABLE_ALL},
    [C_RISK] = {"risk", "风险", "risk", TABLE_TEXT, TABLE_ALL},
    [C_CATEGORY] = {"category", NULL, NULL, TABLE_TEXT, TABLE_JSON},
    [C_CATEGORY_SHOWN] = {NULL, "类别", "category", TABLE_TEXT,
	TABLE_PEOPLE | TABLE_CSV},
    [C_COMMUNITY] = {"community", "社区", "community", TABLE_TEXT,
	TABLE_ALL},
};

static const char *const whens[DUELIST_NWHENS][3] = {
    {"overdue", "逾期", "overdue"}, {"today", "今日到期", "today"},
    {"week", "本周到期", "this week"}, {"later", "以后", "later"}};

/* For data a word, for people what it means. */
static void
set_word(struct making *m, enum column c, const char *word,
    const char *chinese, const char *english)
{
	table_text(&m->table, c, sv_z(word));
	table_shown(&m->table, c, sv_z(m->d->english ? english : chinese));
}

static void
set_step(struct making *m, const struct item *i)
{
	bool english = m->d->english;

	if (i->visit == 0 && i->s->until_closed) {
		set_word(m, C_STEP, "closing", "结案", "closing");
	} else if (i->visit == 0 && i->s->rounds > 0) {
		set_word(m, C_STEP, "next_round", "再次调解", "next round");
	} else if (i->visit == 0) {
		set_word(m, C_STEP, "first_step", "首次办理", "first step");
	} else {
		str_clear(&m->text);
		str_addf(&m->text, english ? "visit %u" : "第%u次回访",
		    i->visit);
		table_text(&m->table, C_STEP, SV("visit"));
		table_shown(&m->table, C_STEP, str_sv(&m->text));
	}
}

static void
set_tier(struct making *m, const struct case_state_of *s)
{
	static const char *const chinese[] = {"", "专职调解员", "社区民警",
	    "联合调解", "案件办理"};
	static const char *const risks[] = {"", "低", "中", "高"};

	if (s->tier != TIER_NONE)
		set_word(m, C_TIER, tier_name(s->tier), chinese[s->tier],
		    tier_name(s->tier));
	if (s->risk != EVENT_NO_RISK)
		set_word(m, C_RISK, event_risk_name(s->risk), risks[s->risk],
		    event_risk_name(s->risk));
}

static struct sv
name_of(const struct roster *r, struct sv id)
{
	for (size_t l = 0; r != NULL && l < ROSTER_LISTS; l++)
		for (size_t i = 0; i < r->lists[l].count; i++)
			if (sv_eq(r->lists[l].people[i].id, id))
				return r->lists[l].people[i].name;
	return SV("");
}

static void
add_row(struct making *m, const struct item *i)
{
	const struct case_state_of *s = i->s;
	struct sv name = name_of(m->d->roster, s->assignee);

	table_row(&m->table);
	if (s->assignee.len > 0)
		table_text(&m->table, C_ASSIGNEE, s->assignee);
	else
		table_shown(&m->table, C_ASSIGNEE, m->d->english
		    ? SV("nobody") : SV("未指派"));
	if (name.len > 0)
		table_text(&m->table, C_NAME, name);
	set_word(m, C_WHEN, whens[i->when][0], whens[i->when][1],
	    whens[i->when][2]);
	str_clear(&m->text);
	date_add(&m->text, i->due);
	table_text(&m->table, C_DUE, str_sv(&m->text));
	if (i->when == DUELIST_OVERDUE)
		table_set(&m->table, C_DAYS, m->d->today - i->due);
	set_step(m, i);
	table_text(&m->table, C_CASE, s->id);
	set_tier(m, s);
	table_text(&m->table, C_CATEGORY, s->category);
	table_text(&m->table, C_CATEGORY_SHOWN,
	    category_title(s->category, m->d->english));
	table_text(&m->table, C_COMMUNITY, s->community);
}

/* --- the whole ------------------------------------------------------------- */

static void
add_summary(struct making *m, struct str *out)
{
	const uint64_t *n = m->d->counts;

	str_addz(out, m->d->english ? "As of " : "截至");
	date_add(out, m->d->today);
	str_addf(out, m->d->english ? ": %llu overdue, %llu due today, %llu "
	    "later this week (to Sunday), %llu after that" : "：逾期%llu项，今日"
	    "到期%llu项，本周内（至周日）到期%llu项，以后到期%llu项",
	    (unsigned long long)n[DUELIST_OVERDUE],
	    (unsigned long long)n[DUELIST_TODAY],
	    (unsigned long long)n[DUELIST_WEEK],
	    (unsigned long long)n[DUELIST_LATER]);
}

static void
add_foot(struct making *m, struct str *out)
{
	str_addz(out, m->d->english ? "\nCounted: open cases whose next step "
	    "is due (the first one, the next round, or the closing), and "
	    "visits after a closing that were not reported, for a year after "
	    "the last that was heard of the case; overdue: the day is "
	    "past.\n" : "\n口径：在办案件下一步（首次办理、再次调解、结案）的期限，"
	    "以及结案后尚未回报的回访（一年未有任何记载的不再列）；期限日已过为逾期。\n");
}

static void
add_json_summary(struct making *m, struct str *out)
{
	size_t start = out->len;

	json_put_int(out, SV("format"), 1);
	json_put_text(out, SV("kind"), SV("due-summary"));
	str_clear(&m->text);
	date_add(&m->text, m->d->today);
	json_put_text(out, SV("today"), str_sv(&m->text));
	for (unsigned i = 0; i < DUELIST_NWHENS; i++)
		json_put_int(out, sv_z(whens[i][0]),
		    (int64_t)m->d->counts[i]);
	json_enclose(out, start);
	str_addc(out, '\n');
}

static int
print(struct making *m, struct str *out, struct str *note, struct fault *f)
{
	bool people = m->d->format == TABLE_AS_TEXT ||
	    m->d->format == TABLE_AS_MD;
	struct str lead = {0};
	int status;

	if (people) {
		add_summary(m, out);
		str_addz(out, m->d->english ? ".\n\n" : "。\n\n");
	}
	json_put_int(&lead, SV("format"), 1);
	json_put_text(&lead, SV("kind"), SV("due"));
	status = table_print(&m->table, m->d->format, str_sv(&lead), out, f);
	str_free(&lead);
	if (status != 0)
		return -1;
	if (people)
		add_foot(m, out);
	else if (m->d->format == TABLE_AS_JSONL)
		add_json_summary(m, out);
	else
		add_summary(m, note);
	return 0;
}

int
duelist_make(struct duelist *d, struct str *out, struct str *note,
    struct fault *f)
{
	struct making m = {.d = d};
	int status;

	memset(d->counts, 0, sizeof(d->counts));
	collect(&m);
	for (size_t i = 0; i < C_COUNT; i++)
		table_column(&m.table, columns[i].key, d->english
		    ? columns[i].english : columns[i].chinese,
		    columns[i].kind, i == C_NAME && d->roster == NULL
		    ? TABLE_JSON : columns[i].where);
	for (size_t i = 0; i < m.count; i++)
		add_row(&m, &m.items[i]);
	status = print(&m, out, note, f);
	table_free(&m.table);
	free(m.items);
	str_free(&m.text);
	return status;
}
