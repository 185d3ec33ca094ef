/* SPDX-License-Identifier: MIT */
/*
 * opinion: rules and a model together. A final rule decides; where both say
 * the same, that is the category; where they differ, the model decides when
 * it is sure, and otherwise nobody: the category is "unsure" and the
 * two guesses are the first of `labels`. What the rules say of risk and gates
 * follows the category (of an unsure incident: the better guess that is one).
 *
 * A model knows the families of its classes ("fraud" of fraud.loan). That it
 * finds none of them in an incident of another family says nothing against
 * the rules.
 */
#ifndef PRECINCT_OPINION_H
#define PRECINCT_OPINION_H

#include "judge.h"
#include "model.h"

#define OPINION_UNSURE "unsure"

enum opinion_stand {
	OPINION_AGREES,         /* both say the same */
	OPINION_ALONE,          /* rules found nothing, the model did */
	OPINION_OVERRULES,      /* they differ: the model decides */
	OPINION_OVERRULED,      /* they differ: a final rule decides */
	OPINION_OUTSIDE,        /* not of the model's families: rules decide */
	OPINION_UNSURE_ALONE,   /* rules found nothing, the model is not sure */
	OPINION_UNSURE_DIFFERS  /* they differ, the model is not sure enough */
};

struct opinion {
	const struct model *model;
	struct judge *judge;
	/* The result, after opinion_record. */
	enum opinion_stand stand;
	struct sv category;
	struct sv rules;        /* what they said */
	struct sv guesses[2];   /* unsure: the likelier first */
	double certainty;       /* the model's, of its best class */
	struct model_scorer *scorer;
	struct str text;
	uint32_t *labels;       /* by class: the rules' label, or NONE */
};

/* Takes over judge->choose. */
struct opinion *opinion_new(const struct model *m, struct judge *j);
void opinion_free(struct opinion *o);
/* False when the record is no incident. */
bool opinion_record(struct opinion *o, const struct record *r);
/* Appends the keys of classify-risk, for record_splice. */
void opinion_put(struct opinion *o, struct str *out);
/* Appends a line for a person; r is the record. */
void opinion_explain(struct opinion *o, const struct record *r, bool english,
    struct str *out);
/* Where the record stands among those that a person should look at: the
 * lowest first; rules and model that differ come before all others. */
double opinion_rank(const struct opinion *o);

#endif
