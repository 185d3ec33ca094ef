/* SPDX-License-Identifier: MIT */
/* The files of share/departments: each reader refuses a document with a place
 * and a reason, or what it read decides without trouble. */
#include <stdlib.h>

#include "department.h"
#include "tier.h"

static struct json_doc *
parse(const uint8_t *data, size_t size)
{
	struct fault f = {0};
	struct json_doc *doc = json_parse((struct sv){(const char *)data,
	    size}, "fuzz", &f);

	fault_free(&f);
	return doc;
}

static void
check(int result, struct fault *f)
{
	if (result != 0 && (f->text.len == 0 || f->file.len == 0))
		abort();
}

static void
ignore(void *context, struct sv name)
{
	*(size_t *)context += name.len;
}

static void
decide(struct gates *g, struct tiers *t, struct due *due,
    struct departments *d)
{
	struct condition_facts facts = {.risk = 3, .loss_fen = 1, .people = 9,
	    .repeats = 9};
	struct department_facts departments = {.primary = departments_find(d,
	    SV("dispute.debt.x"))};
	enum tier least = gates_least(g, gates_hit(g, &facts));
	uint64_t hit;
	size_t n = 0;

	if (least < TIER_MEDIATOR || least > TIER_CASE ||
	    tiers_decide(t, &facts, &hit) > TIER_JOINT)
		abort();
	for (enum tier tier = TIER_MEDIATOR; tier <= TIER_CASE; tier++) {
		(void)due_hit(due, tier, &facts);
		departments_each(d, &departments, tier, &facts, ignore, &n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct condition_terms terms;
	struct gates g;
	struct tiers t;
	struct due due;
	struct departments d;
	struct fault f = {0};
	struct json_doc *doc = parse(data, size);

	json_free(doc);
	if (doc == NULL)
		return 0;
	condition_terms_init(&terms);
	check(gates_read(&g, parse(data, size), &terms, &f), &f);
	check(tiers_read(&t, parse(data, size), &terms, &f), &f);
	check(due_read(&due, parse(data, size), &terms, &f), &f);
	check(departments_read(&d, parse(data, size), &terms, &f), &f);
	decide(&g, &t, &due, &d);
	gates_free(&g);
	tiers_free(&t);
	due_free(&due);
	departments_free(&d);
	condition_terms_free(&terms);
	fault_free(&f);
	return 0;
}
