/* SPDX-License-Identifier: MIT */
/*
 * train: a model out of a corpus: one class against the rest, tried on texts
 * that were kept apart (cross-validation), by which it learns when it is not
 * sure, and cut to a size. The same corpus in the same order gives the same
 * bytes.
 */
#ifndef PRECINCT_TRAIN_H
#define PRECINCT_TRAIN_H

#include "corpus.h"
#include "score.h"

#define TRAIN_FOLDS_MOST 20

struct train_options {
	unsigned folds;         /* 2 to TRAIN_FOLDS_MOST */
	double cost;            /* see svm_learn */
	size_t max_size;        /* bytes of the model's file */
	int64_t sure;           /* per cent: less likely right is unsure */
	unsigned jobs;          /* processes; the model is the same */
	/* Told at first and after each class is learned: how many of `steps`
	 * are done; may be NULL. */
	void (*progress)(void *context, unsigned done, unsigned steps);
	void *context;
};

struct train_result {
	struct score held_out;  /* what cross-validation said */
	struct score decided;   /* the same, with "unsure" where not sure */
	size_t fewest;          /* texts of the smallest class */
	unsigned folds;
	struct model *model;
};

/* The corpus must be indexed and have 2 to MODEL_CLASSES classes: -1 with the
 * fault otherwise, when no feature fits into max_size, or as brood_run. */
int train_model(const struct corpus *c, const struct train_options *o,
    struct train_result *r, struct fault *f);
void train_result_free(struct train_result *r);

#endif
