/* SPDX-License-Identifier: MIT */
#include "router.h"

/* Words of the text in both languages; [0] Chinese, [1] English. */
static const char *const tier_words[][2] = {
	[TIER_NONE] = {"", ""},
	[TIER_MEDIATOR] = {"简易，专职调解员", "simple, mediator"},
	[TIER_OFFICER] = {"一般，社区民警", "general, community officer"},
	[TIER_JOINT] = {"重大复杂，大调解", "major or complex, joint mediation"},
	[TIER_CASE] = {"不进入调解，办案程序", "no mediation, case handling"},
};

static const char *const risk_words[][2] = {{"未知", "not known"},
	{"低", "low"}, {"中", "medium"}, {"高", "high"}};

enum word {
	W_CASE, W_CATEGORY, W_RISK, W_REPEATS, W_TIER, W_WHY,
	W_LAW, W_CHECK, W_AGENCY, W_DEPARTMENTS, W_DUE, W_NO_DUE,
	W_ASSIGNEE, W_NONE_FREE, W_OPEN, W_COMMUNITY, W_SPECIALITY, W_BOTH,
	W_ANY, W_NOTE, W_OPEN_BRACKET, W_SEMICOLON, W_CLOSE_BRACKET,
	W_REPEAT_OF, W_SAME_EVENT, W_PROPOSAL, W_CHECK_LAW, W_LIST
};

static const char *const words[][2] = {
	[W_CASE] = {"编号：", "case: "},
	[W_CATEGORY] = {"类别：", "category: "},
	[W_RISK] = {"，风险：", ", risk: "},
	[W_REPEATS] = {"此前报警次数：", "earlier reports: "},
	[W_TIER] = {"建议层级：", "proposed tier: "},
	[W_WHY] = {"理由：", "because: "},
	[W_LAW] = {"依据：", "law: "},
	[W_CHECK] = {"须先核对：", "to be seen to first: "},
	[W_AGENCY] = {"主管单位：", "agency: "},
	[W_DEPARTMENTS] = {"参与单位：", "departments: "},
	[W_DUE] = {"期限：", "due: "},
	[W_NO_DUE] = {"期限：报警时间不明，请人工确定",
	    "due: not known, the record has no time of report"},
	[W_ASSIGNEE] = {"承办人：", "assigned to: "},
	[W_NONE_FREE] = {"承办人：无空闲人员，请人工指定",
	    "assigned to: nobody is free, a person must choose"},
	[W_OPEN] = {"，在办 ", ", open cases "},
	[W_COMMUNITY] = {"，本社区", ", same community"},
	[W_SPECIALITY] = {"，专长相符", ", same speciality"},
	[W_BOTH] = {"，本社区且专长相符", ", same community and speciality"},
	[W_ANY] = {"，全所范围", ", of the whole station"},
	[W_NOTE] = {"注意：", "note: "},
	[W_OPEN_BRACKET] = {"（", " ("},
	[W_SEMICOLON] = {"；", "; "},
	[W_CLOSE_BRACKET] = {"）", ")"},
	[W_REPEAT_OF] = {"与此前警情属同一纠纷：", "of one dispute with: "},
	[W_SAME_EVENT] = {"与此前警情为同一事件：", "about one event with: "},
	[W_PROPOSAL] = {"以上为系统建议，由民警决定。",
	    "This is a proposal; an officer decides."},
	[W_CHECK_LAW] = {"（条号请以现行文本核对）",
	    " (look the article's number up)"},
	[W_LIST] = {"、", ", "}
};

struct text {
	struct str *out;
	const struct routing *routing;
	const struct router_case *c;
	int lang;               /* index of words */
};

static void
begin(struct text *t, enum word word)
{
	str_addz(t->out, "  ");
	str_addz(t->out, words[word][t->lang]);
}

/* Text from a record may hold control bytes; from configuration too. */
static void
add(struct text *t, struct sv text)
{
	fault_quote(t->out, text, SIZE_MAX);
}

static void
add_word(struct text *t, enum word word)
{
	str_addz(t->out, words[word][t->lang]);
}

static void
line(struct text *t, enum word word, struct sv text)
{
	begin(t, word);
	add(t, text);
	str_addc(t->out, '\n');
}

/* JJ…12（电话、地址） as the words of repeat_why: they are what people look up
 * in precinct-record(5). */
static void
add_repeat(struct text *t)
{
	struct record_value why = {t->c->link, RECORD_ARRAY, false};
	struct str scratch = {0};
	struct sv word;
	size_t at = 0;
	bool begun = false;

	if (t->c->of.len == 0)
		return;
	begin(t, t->c->same_event ? W_SAME_EVENT : W_REPEAT_OF);
	add(t, t->c->of);
	add_word(t, W_OPEN_BRACKET);
	while (record_next_text(&why, &at, &word, &scratch)) {
		if (sv_eq(word, SV("same_event")))
			continue;
		if (begun)
			add_word(t, W_LIST);
		begun = true;
		add(t, word);
	}
	add_word(t, W_CLOSE_BRACKET);
	str_addc(t->out, '\n');
	str_free(&scratch);
}

static void
add_head(struct text *t)
{
	const struct departments *d = &t->routing->departments;
	const struct condition_facts *facts = &t->c->facts.conditions;
	int i = t->c->facts.departments.primary;

	add_word(t, W_CASE);
	if (t->c->id.len > 0) {
		str_addc(t->out, 'D');
		add(t, t->c->id);
	} else {
		str_addc(t->out, '-');
	}
	str_addc(t->out, '\n');
	begin(t, W_CATEGORY);
	if (i >= 0)
		add(t, t->lang != 0 ? d->categories[i].name_en
				    : d->categories[i].name);
	else
		add(t, t->c->category);
	add_word(t, W_RISK);
	str_addz(t->out, risk_words[facts->risk][t->lang]);
	str_addc(t->out, '\n');
	if (facts->repeats > 0) {
		begin(t, W_REPEATS);
		str_addi(t->out, facts->repeats);
		str_addc(t->out, '\n');
	}
	add_repeat(t);
	line(t, W_TIER, sv_z(tier_words[t->c->decision.tier][t->lang]));
}

static void
add_gates(struct text *t)
{
	const struct gates *gates = &t->routing->gates;

	for (size_t i = 0; i < gates->count; i++) {
		const struct gate *g = &gates->items[i];
		const struct texts *checks = t->lang != 0 &&
		    g->checks_en.count > 0 ? &g->checks_en : &g->checks;

		if ((t->c->decision.gates >> i & 1) == 0)
			continue;
		line(t, W_WHY, t->lang != 0 ? g->why_en : g->why);
		begin(t, W_LAW);
		add(t, t->lang != 0 ? g->law_en : g->law);
		if (g->check_law)
			add_word(t, W_CHECK_LAW);
		str_addc(t->out, '\n');
		for (size_t j = 0; j < checks->count; j++) {
			if (j == 0)
				begin(t, W_CHECK);
			else
				add_word(t, W_LIST);
			add(t, checks->items[j]);
		}
		if (checks->count > 0)
			str_addc(t->out, '\n');
	}
}

static void
add_tiers(struct text *t)
{
	const struct tiers *tiers = &t->routing->tiers;

	for (size_t i = 0; i < tiers->count; i++)
		if ((t->c->decision.tiers >> i & 1) != 0)
			line(t, W_WHY, t->lang != 0 ? tiers->rules[i].why_en
						    : tiers->rules[i].why);
	if (t->c->decision.tier == TIER_MEDIATOR)
		line(t, W_WHY, t->lang != 0 ? tiers->simple_why_en
					    : tiers->simple_why);
}

static void
add_departments(struct text *t)
{
	struct sv agency = routing_agency(t->routing, &t->c->facts,
	    &t->c->decision);
	struct routing_names names;
	bool begun = false;

	if (agency.len > 0)
		line(t, W_AGENCY, agency);
	routing_departments(t->routing, &t->c->facts, &t->c->decision,
	    &names);
	for (size_t i = 0; i < names.count; i++) {
		if (sv_eq(names.items[i], agency))
			continue; /* said already */
		if (!begun)
			begin(t, W_DEPARTMENTS);
		else
			add_word(t, W_LIST);
		begun = true;
		add(t, names.items[i]);
	}
	if (begun)
		str_addc(t->out, '\n');
}

/* why；law */
static void
add_due_reason(struct text *t, const struct due_rule *rule)
{
	add(t, t->lang != 0 ? rule->why_en : rule->why);
	add_word(t, W_SEMICOLON);
	add(t, t->lang != 0 ? rule->law_en : rule->law);
}

static void
add_due(struct text *t)
{
	const struct due *due = &t->routing->due;
	const struct routing_decision *d = &t->c->decision;

	if (!t->c->facts.has_day)
		line(t, W_NO_DUE, SV(""));
	for (size_t i = 0; i < due->count; i++) {
		const struct due_rule *rule = &due->rules[i];
		bool limits = rule->days != 0 || rule->workdays != 0;

		if ((d->due >> i & 1) == 0 || (limits && !d->has_due))
			continue;
		begin(t, limits ? W_DUE : W_NOTE);
		if (limits) {
			date_add(t->out, d->due_on);
			add_word(t, W_OPEN_BRACKET);
		}
		add_due_reason(t, rule);
		str_addz(t->out, limits ? words[W_CLOSE_BRACKET][t->lang]
					: "");
		str_addc(t->out, '\n');
	}
}

static void
add_assignee(struct text *t)
{
	const struct assign_choice *choice = &t->c->choice;

	if (t->c->assignee.len > 0) {
		line(t, W_ASSIGNEE, t->c->assignee);
		return;
	}
	if (!t->c->assigned) {
		begin(t, W_NONE_FREE);
		str_addc(t->out, '\n');
		return;
	}
	begin(t, W_ASSIGNEE);
	add(t, choice->person->name);
	str_addz(t->out, " ");
	add(t, choice->person->id);
	add_word(t, choice->community && choice->speciality ? W_BOTH
	    : choice->community ? W_COMMUNITY
	    : choice->speciality ? W_SPECIALITY : W_ANY);
	add_word(t, W_OPEN);
	str_addi(t->out, choice->open);
	if (choice->person->capacity > 0) {
		str_addc(t->out, '/');
		str_addi(t->out, choice->person->capacity);
	}
	str_addc(t->out, '\n');
}

void
router_text(struct str *out, const struct routing *routing,
    const struct router_case *c, bool with_roster, bool english)
{
	struct text t = {out, routing, c, english ? 1 : 0};

	add_head(&t);
	add_gates(&t);
	add_tiers(&t);
	add_departments(&t);
	add_due(&t);
	if (with_roster && c->decision.tier != TIER_CASE)
		add_assignee(&t);
	begin(&t, W_PROPOSAL);
	str_addz(out, "\n\n");
}
