/* SPDX-License-Identifier: MIT */
/* The examples of facets: each is a record of few keys. */
#include "facet_parts.h"

#include "jsonout.h"

static void
make_record(struct str *line, const struct json *example)
{
	str_clear(line);
	for (size_t i = 0; i < json_count(example); i++) {
		struct sv key;
		const struct json *v = json_member(example, i, &key);

		if (json_type(v) == JSON_INT)
			json_put_int(line, key, json_int(v, 0));
		else
			json_put_text(line, key, json_sv(v));
	}
	json_enclose(line, 0);
}

static void
complain(const struct facets *fs, size_t facet, size_t group, bool match,
    const struct str *line, const struct facet_found *found,
    struct str *report)
{
	str_addsv(report, facet_name(fs, facet));
	str_addc(report, '.');
	str_addsv(report, facet_group_id(fs, facet, group));
	str_addf(report, ": example of %s fails: %s is ",
	    match ? "match" : "no_match", line->p);
	if (found->group == FACET_NONE)
		str_addz(report, "of no group");
	else
		facet_why(report, fs, facet, found);
	str_addc(report, '\n');
}

static size_t
check_list(const struct facets *fs, struct facet_work *w, size_t facet,
    size_t group, const struct json *list, bool match, struct str *report)
{
	struct facet_found found[FACET_MOST];
	struct record r = {0};
	struct str line = {0};
	size_t bad = 0;

	for (size_t i = 0; i < json_count(list); i++) {
		make_record(&line, json_at(list, i));
		if (record_scan(&r, str_sv(&line), NULL) != 0)
			found[facet] = (struct facet_found){
			    .group = FACET_NONE};
		else
			facets_assign(w, 1U << facet, &r, found);
		if ((found[facet].group == group) == match)
			continue;
		complain(fs, facet, group, match, &line, &found[facet],
		    report);
		bad++;
	}
	str_free(&line);
	record_free(&r);
	return bad;
}

size_t
facets_check(const struct facets *fs, struct str *report)
{
	struct facet_work *w = facet_work_new(fs);
	size_t bad = 0;

	for (size_t i = 0; i < fs->n; i++) {
		for (size_t g = 0; g < fs->all[i].ngroups; g++) {
			const struct facet_group *group =
			    &fs->all[i].groups[g];

			if (json_count(group->match) < 2) {
				str_addsv(report, facet_name(fs, i));
				str_addc(report, '.');
				str_addsv(report, group->id);
				str_addz(report,
				    ": fewer than two examples of match\n");
				bad++;
			}
			bad += check_list(fs, w, i, g, group->match, true,
			    report);
			bad += check_list(fs, w, i, g, group->no_match,
			    false, report);
		}
	}
	facet_work_free(w);
	return bad;
}
