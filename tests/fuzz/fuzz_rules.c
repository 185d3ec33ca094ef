/* SPDX-License-Identifier: MIT */
/* A rule file as anybody may write it: read, checked, and a text judged by
 * what was accepted. */
#include "judge.h"
#include "rulecheck.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char text[] = "报警人称对方持菜刀，让其刷單返利(fǎn lì)，"
	    "十余人堵门，aaaaaaaaaaaaaaaaaaaaaaaaaa！无人受伤。\nＡ１😀";
	struct ruleset *rs = ruleset_new();
	struct ruleset_complaints c = {0};
	struct str out = {0};
	struct judge *j;

	ruleset_read_text(rs, (struct sv){(const char *)data, size}, "fuzz",
	    &c);
	ruleset_finish(rs, &c);
	rulecheck_run(rs, &c);
	j = judge_new(rs);
	judge_begin(j, true, 100);
	for (unsigned f = 0; f < RULE_NFIELDS; f++)
		judge_text(j, (enum rule_field)f, SV(text));
	judge_type(j, SV("群众求助/遗失"));
	judge_end(j);
	judge_put(j, &out);
	str_free(&out);
	judge_free(j);
	ruleset_complaints_free(&c);
	ruleset_free(rs);
	return 0;
}
