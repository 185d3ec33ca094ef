/* SPDX-License-Identifier: MIT */
#include "svm.h"

#include "str.h"

#include <linear.h>
#include <stdlib.h>

#define SEED 1

struct svm {
	struct feature_node *nodes;
	struct feature_node **x;
	size_t *first;          /* index into nodes of each row */
	double *y;
	size_t nrows, rows, nnodes, nfeatures;
};

static void
say_nothing(const char *text)
{
	(void)text;
}

/* Each row ends with the bias, a feature of its own, and a mark. */
struct svm *
svm_new(size_t rows, size_t cells, size_t nfeatures)
{
	struct svm *l = mem_zalloc(1, sizeof(*l));

	l->rows = rows;
	l->nfeatures = nfeatures;
	l->nodes = mem_alloc((cells + 2 * rows + 2) * sizeof(*l->nodes));
	l->x = mem_alloc((rows + 1) * sizeof(struct feature_node *));
	l->y = mem_alloc((rows + 1) * sizeof(*l->y));
	l->first = mem_alloc((rows + 1) * sizeof(*l->first));
	set_print_string_function(say_nothing);
	return l;
}

void
svm_free(struct svm *l)
{
	if (l == NULL)
		return;
	free(l->nodes);
	free(l->x);
	free(l->y);
	free(l->first);
	free(l);
}

static void
end_row(struct svm *l)
{
	if (l->nrows == 0)
		return;
	l->nodes[l->nnodes++] = (struct feature_node){
	    (int)l->nfeatures + 1, 1.0};
	l->nodes[l->nnodes++] = (struct feature_node){-1, 0};
}

void
svm_row(struct svm *l)
{
	end_row(l);
	if (l->nrows == l->rows)
		abort(); /* more rows than were announced */
	l->first[l->nrows++] = l->nnodes;
}

void
svm_cell(struct svm *l, uint32_t feature, double value)
{
	l->nodes[l->nnodes++] = (struct feature_node){(int)feature + 1, value};
}

static void
take(const struct svm *l, const struct model *m, float *weights,
    size_t stride, double *bias)
{
	double sign = m->label[0] == 1 ? 1 : -1;

	for (size_t i = 0; i < l->nfeatures; i++)
		weights[i * stride] = (float)(sign * m->w[i]);
	*bias = sign * m->w[l->nfeatures];
}

void
svm_learn(struct svm *l, const bool *is_in, const struct svm_costs *costs,
    float *weights, size_t stride, double *bias)
{
	int labels[] = {1};
	double worths[] = {costs->worth};
	struct parameter p = {.solver_type = L2R_L2LOSS_SVC_DUAL,
	    .eps = costs->tolerance, .C = costs->cost, .nr_weight = 1,
	    .weight_label = labels, .weight = worths, .p = 0.1};
	struct problem problem = {.l = (int)l->nrows,
	    .n = (int)l->nfeatures + 1, .y = l->y, .x = l->x, .bias = 1};
	struct model *m;
	size_t in = 0, nodes = l->nnodes;

	end_row(l);
	for (size_t i = 0; i < l->nrows; i++) {
		l->x[i] = l->nodes + l->first[i];
		l->y[i] = is_in[i] ? 1 : -1;
		in += is_in[i];
	}
	if (in == 0 || in == l->nrows) {
		for (size_t i = 0; i < l->nfeatures; i++)
			weights[i * stride] = 0;
		*bias = in == 0 ? -1 : 1;
	} else {
		srand(SEED); /* the solver shuffles by rand() */
		m = train(&problem, &p);
		take(l, m, weights, stride, bias);
		free_and_destroy_model(&m);
	}
	l->nnodes = nodes; /* another row may follow */
}
