/* SPDX-License-Identifier: MIT */
/* What the options of grep-cases (grep_main.h) demand of one another. */
#include "grep_main.h"

#include "table.h"

#define ALIKE 50                /* percent */

/* What cannot go together, in the order of the man page. */
static int
check_shapes(const struct prog *prog, const struct grep_options *o)
{
	int prints = o->count + o->with + o->without + o->quiet;
	int shapes = o->only + o->pretty + (o->fields != NULL) +
	    (o->count_by != NULL);
	bool ordered = o->sort != NULL || o->like != NULL;

	if (prints + shapes > 1)
		return prog_usage(prog, "only one of -c, -l, -L, -q, -o, "
		    "--pretty, --fields, --count-by");
	if ((o->numbers || o->names) && (o->pretty || o->fields != NULL ||
	    o->count_by != NULL || ordered))
		return prog_usage(prog, "-n and -H go with plain output "
		    "alone");
	if ((o->before || o->after || o->context) && (ordered ||
	    o->fields != NULL || o->count_by != NULL))
		return prog_usage(prog, "-A, -B and -C want the records "
		    "as they lie: no --sort, --like, --fields, --count-by");
	if (o->only && ordered)
		return prog_usage(prog, "-o has no --sort and no --like");
	if (o->head >= 0 && prints > 0)
		return prog_usage(prog, "--head goes with what is printed "
		    "of answers; -m bounds -c");
	return 0;
}

/* Options that say something about others. */
int
grep_check_options(const struct prog *prog, struct grep_options *o)
{
	if (o->ask.last != NULL && o->ask.since != NULL)
		return prog_usage(prog, "only one of --last and --since");
	if (o->format >= 0 && o->fields == NULL && o->count_by == NULL)
		return prog_usage(prog, "--format goes with --fields and "
		    "--count-by");
	if (o->alike >= 0 && o->like == NULL)
		return prog_usage(prog, "--alike goes with --like");
	if ((o->unmask || o->no_pager) && !o->pretty)
		return prog_usage(prog, "--unmask and --no-pager go with "
		    "--pretty");
	o->format = o->format >= 0 ? o->format : TABLE_AS_TEXT;
	o->alike = o->alike >= 0 ? o->alike : ALIKE;
	return check_shapes(prog, o);
}
