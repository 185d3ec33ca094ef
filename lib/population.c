/* SPDX-License-Identifier: MIT */
#include "population.h"

#include "json.h"

#include <stdlib.h>

#define MOST INT64_C(2000000000)        /* more people than anywhere */

static int
read_people(struct population *p, const struct json_doc *doc,
    const struct json *people, struct fault *f)
{
	p->people.size = sizeof(int64_t);
	for (size_t i = 0; i < json_count(people); i++) {
		struct sv name;
		const struct json *v = json_member(people, i, &name);
		int64_t n = json_int(v, 0);

		if (json_type(v) != JSON_INT || n < 1 || n > MOST)
			return json_fault(doc, v, f,
			    "no number of people: write a whole number from 1 "
			    "to %lld", (long long)MOST);
		*(int64_t *)map_put(&p->people, name, NULL) = n;
	}
	return 0;
}

int
population_read(struct population *p, const char *path, struct fault *f)
{
	static const char *const known[] = {"format", "key", "people", NULL};
	struct json_doc *doc = json_read(path, f);
	const struct json *root = json_root(doc), *key, *people;
	int status = -1;

	*p = (struct population){0};
	if (doc == NULL)
		return -1;
	if (json_only(doc, root, known, f) == 0 &&
	    json_want(doc, root, "key", JSON_TEXT, &key, f) == 0 &&
	    json_want(doc, root, "people", JSON_MAP, &people, f) == 0) {
		if (json_int(json_get(root, "format"), 0) != 1 ||
		    key == NULL || json_count(people) == 0)
			json_fault(doc, root, f, "no file of people: it needs "
			    "`format` 1, a `key` and `people`");
		else
			status = read_people(p, doc, people, f);
	}
	if (status == 0)
		p->key = sv_dup(json_sv(key));
	else
		population_free(p);
	json_free(doc);
	return status;
}

void
population_free(struct population *p)
{
	free(p->key);
	map_free(&p->people);
	*p = (struct population){0};
}

int64_t
population_of(const struct population *p, struct sv name)
{
	const int64_t *n = p->people.count > 0 ? map_get(&p->people, name)
					       : NULL;

	return n != NULL ? *n : 0;
}

bool
population_rate(const struct population *p, struct sv name, int64_t cases,
    int64_t *hundredths)
{
	int64_t people = population_of(p, name);

	if (people <= 0 || cases < 0 || cases > INT64_MAX / 1000000 - people)
		return false;
	*hundredths = (cases * 1000000 + people / 2) / people;
	return true;
}
