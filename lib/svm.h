/* SPDX-License-Identifier: MIT */
/*
 * svm: support vector machines by liblinear (L2-regularised, squared hinge
 * loss, dual), one class against the rest. The same rows give the same weights.
 */
#ifndef PRECINCT_SVM_H
#define PRECINCT_SVM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct svm;

/* For at most so many rows, with so many cells in all, of features 0 to
 * nfeatures - 1. */
struct svm *svm_new(size_t rows, size_t cells, size_t nfeatures);
void svm_free(struct svm *l);
/* Begins the next row. */
void svm_row(struct svm *l);
/* A cell of the last row; features ascend. */
void svm_cell(struct svm *l, uint32_t feature, double value);
struct svm_costs {
	double cost;            /* of a row on the wrong side */
	double worth;           /* times that for one that is in */
	double tolerance;       /* of the solver; greater is faster */
};

/*
 * Learns to tell the rows of is_in (one a row) from the others: what to add up
 * for each feature goes to weights[feature * stride], what to add to the sum
 * to *bias. The sum is above 0 for rows that are in. Without a row on
 * either side the weights are 0 and the bias -1 or 1.
 */
void svm_learn(struct svm *l, const bool *is_in,
    const struct svm_costs *costs, float *weights, size_t stride,
    double *bias);

#endif
