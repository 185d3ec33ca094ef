/* SPDX-License-Identifier: MIT */
/* Any text, judged by rules of every sort: places stay within the text. */
#include "judge.h"
#include "utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char rules[] = "{\"format\":1,\"rules\":["
    "{\"id\":\"a\",\"kind\":\"category\",\"gives\":\"fraud.a\",\"why\":\"w\","
    "\"words\":[\"打\",\"打人\",\"刀\",\"a\"],\"unless\":[\"打车\","
    "\"re:打.打\"]},"
    "{\"id\":\"b\",\"kind\":\"factor\",\"gives\":\"risk.b\",\"why\":\"w\","
    "\"patterns\":[\"(打|刀).{0,6}(人|a)\",\"[0-9]+人\"],"
    "\"with\":[[\"人\"],[\"re:a|刀\"]],\"within\":4},"
    "{\"id\":\"c\",\"kind\":\"factor\",\"gives\":\"risk.c\",\"why\":\"w\","
    "\"patterns\":[\"([0-9一二十几]+)人\"],\"min_number\":3,"
    "\"unless_text\":[\"宣传\"]},"
    "{\"id\":\"d\",\"kind\":\"factor\",\"gives\":\"risk.d\",\"why\":\"w\","
    "\"patterns\":[\"[^打]*刀.*\",\"(a+)+b\"],\"negation\":false},"
    "{\"id\":\"e\",\"kind\":\"cancel\",\"gives\":\"risk.d\",\"why\":\"w\","
    "\"words\":[\"无刀\"]}]}";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ruleset *rs = ruleset_new();
	struct ruleset_complaints c = {0};
	struct sv text = {(const char *)data, size};
	struct str out = {0};
	struct judge *j;
	size_t n = 0;

	ruleset_read_text(rs, SV(rules), "rules", &c);
	ruleset_finish(rs, &c);
	if (c.n != 0)
		abort();
	/* Records hold valid UTF-8 only; other bytes must do no harm. */
	if (utf8_is_valid(text))
		n = utf8_count(text);
	else
		n = SIZE_MAX / 4;
	j = judge_new(rs);
	judge_begin(j, false, 0);
	judge_text(j, RULE_NARRATIVE, text);
	judge_type(j, text);
	judge_end(j);
	for (size_t i = 0; i < j->nhits; i++)
		if ((size_t)j->hits[i].start + j->hits[i].len > n)
			abort();
	judge_put(j, &out);
	str_free(&out);
	judge_free(j);
	ruleset_free(rs);
	return 0;
}
