/* SPDX-License-Identifier: MIT */
/* Any document as a plan and as a roster of volunteers: refused with a reason,
 * or used against a log of two shifts. */
#include <stdlib.h>

#include "patrol_plan.h"
#include "volunteers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
add(struct patrol_log *l, const char *line)
{
	struct record r = {0};
	struct fault f = {0};

	if (record_scan(&r, sv_z(line), &f) != 0 ||
	    patrol_record(l, &r, &f) != 0)
		abort();
	record_free(&r);
	fault_free(&f);
}

static void
use_plan(const struct patrol_plan *p, const struct patrol_log *l)
{
	for (size_t i = 0; i < p->count; i++) {
		int64_t wanted;

		if (patrol_plan_wanted(&p->targets[i], l->query, l->query->from,
		    l->query->to, &wanted) && wanted < 1)
			abort();
		if (patrol_plan_done(&p->targets[i], l) < 0)
			abort();
	}
}

static struct json_doc *
parse(const uint8_t *data, size_t size)
{
	struct fault f = {0};
	struct json_doc *doc = json_parse((struct sv){(const char *)data,
	    size}, "fuzz", &f);

	fault_free(&f);
	return doc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *const period[4] = {NULL, NULL, "2024-08", NULL};
	struct patrol_query q;
	struct patrol_log l;
	struct fault f = {0};
	struct patrol_plan *p;
	struct volunteers *v;

	if (patrol_query_set(&q, period, NULL, NULL, 1, &f) != 0)
		abort();
	patrol_init(&l, &q);
	add(&l, "{\"kind\":\"patrol\",\"started_at\":\"2024-08-05T20:00:00"
		"+08:00\",\"minutes\":120,\"members\":[\"a\",\"b\"]}");
	add(&l, "{\"kind\":\"patrol\",\"started_at\":\"2024-08-05T21:00:00"
		"+08:00\",\"minutes\":1200,\"members\":[\"a\"]}");
	patrol_settle(&l);
	p = patrol_plan_read(parse(data, size), &f);
	if (p != NULL)
		use_plan(p, &l);
	patrol_plan_free(p);
	v = volunteers_read(parse(data, size), &f);
	if (v != NULL)
		volunteers_count(v, &l);
	for (size_t i = 0; v != NULL && i < v->count; i++)
		if (v->people[i].minutes + v->people[i].doubtful >
		    2 * (120 + 1200))
			abort();
	volunteers_free(v);
	patrol_free(&l);
	fault_free(&f);
	return 0;
}
