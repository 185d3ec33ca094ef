/* SPDX-License-Identifier: MIT */
/* What a judgement says, as keys of the record; its contract is in judge.h. */
#include "judge.h"

const enum record_key judge_keys[] = {REC_CATEGORY, REC_LABELS, REC_RISK,
    REC_RISK_SCORE, REC_WHY, REC_CLASSIFIER, REC_NKEYS};

/* One place a rule and field is enough to underline; all are kept in hits. */
static void
put_why(const struct judge *j, struct str *out)
{
	bool any = false;

	str_addz(out, ",\"why\":[");
	for (size_t i = 0; i < j->nhits; i++) {
		const struct judge_hit *h = &j->hits[i];

		if (h->standing != JUDGE_COUNTED || !h->first)
			continue;
		str_addsv(out, any ? SV(",\"") : SV("\""));
		any = true;
		str_addsv(out, j->rules->rules[h->rule].id);
		str_addc(out, '@');
		if (h->field != RULE_NARRATIVE)
			str_addz(out, rule_field_name(h->field));
		if (h->field < RULE_NFIELDS) {
			if (h->field != RULE_NARRATIVE)
				str_addc(out, ':');
			str_addu(out, h->start);
			str_addc(out, '+');
			str_addu(out, h->len);
		}
		str_addc(out, '"');
	}
	str_addc(out, ']');
}

/* Names of labels and rules are [a-z0-9._-]: nothing to escape. */
void
judge_put(const struct judge *j, struct str *out)
{
	str_addz(out, ",\"category\":\"");
	str_addsv(out, judge_category(j));
	str_addz(out, "\",\"labels\":[");
	for (size_t i = 0; i < j->nlabels; i++) {
		str_addsv(out, i > 0 ? SV(",\"") : SV("\""));
		str_addsv(out, j->rules->labels[j->labels[i]].name);
		str_addc(out, '"');
	}
	str_addz(out, "],\"risk\":\"");
	str_addz(out, rule_level_name(j->risk));
	str_addz(out, "\",\"risk_score\":");
	str_addi(out, j->score);
	put_why(j, out);
	str_addz(out, ",\"classifier\":");
	str_addsv(out, str_sv(&j->rules->classifier));
}
