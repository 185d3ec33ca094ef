/* SPDX-License-Identifier: MIT */
/* The incident that others are to be like (grep_main.h). */
#include "grep_main.h"

#include "grep_run.h"

/* One search for the id, as the query id = "…" would make it. */
int
grep_lookup(const struct prog_list *files, const struct grep_options *o,
    const struct forms *forms, struct str *line)
{
	struct grep_run run = {.print = GREP_LINES, .max = -1, .head = 1};
	struct needs needs = {0};
	struct query q;
	struct query_node *n;
	struct grep_worker worker = {.grep = &run.grep};
	struct sv id = sv_z(o->like);
	struct caseindex_question question = {&q, &needs, forms};
	bool whole = false;

	query_init(&q, NULL);
	n = query_node(&q, QUERY_TEXT);
	n->key = REC_ID;
	n->texts = &id;
	n->flags = &whole;
	n->ntexts = 1;
	query_add(&q, n);
	query_needs(&q, &needs);
	grep_prepare(&run.grep, &needs, forms, NULL);
	run.grep.history = &run.history;
	run.grep.query = &q;
	run.grep.max_record = run.history.max_line =
	    (uint64_t)o->max_record;
	run.history.encoding = o->encoding;
	run.history.may = caseindex_may;
	run.history.context = &question;
	run.history.use_index = !o->no_index;
	run.out.fd = -1;
	for (size_t i = 0; i < files->count; i++)
		history_add(&run.history, files->items[i]);
	grep_run(&run, &worker, 1);
	str_addsv(line, str_sv(&run.out.pending));
	str_free(&run.out.pending);
	grep_worker_free(&worker);
	grep_run_free(&run);
	needs_free(&needs);
	query_free(&q);
	return line->len > 0 ? 0 : -1;
}
