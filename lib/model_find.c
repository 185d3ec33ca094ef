/* SPDX-License-Identifier: MIT */
/*
 * What a text costs. All n-grams that end at one place of it are known by the
 * longest of them that is a feature: its row holds the sum. So most places take
 * one look and one row. Whether the next one is a feature nobody can guess: no
 * loop here branches by it.
 */
#include "model_table.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define GROUPS 4        /* vectors of sums at once */
#define SUMS_EACH 64    /* rows, times 4 times 127: 16 bits */

/* --- looking them up ------------------------------------------------------- */

/* Looks for n-grams of the run, which end with these units; those that are no
 * features stay in the list, which may be the same. Gives how many. */
static size_t
look_run(const struct model *m, struct model_scratch *x,
    const struct ngram_run *run, const uint32_t *units, size_t n,
    uint32_t *missed)
{
	const uint32_t *hashes = x->ngrams.hashes;
	size_t nfound = x->n, nmissed = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t unit = units[i];
		size_t ngram = run->first + (unit - run->at), slot;
		bool is = model_look(m, hashes[ngram], &slot);

		x->found[nfound] = (struct model_found){(uint32_t)slot,
		    (uint32_t)ngram};
		missed[nmissed] = unit;
		__builtin_prefetch(m->rows + m->stride * slot);
		nfound += is;
		nmissed += !is;
	}
	x->n = nfound;
	return nmissed;
}

/* The units that end the longest n-grams, as far as they do not stand in the
 * part before. The others are not looked at: they count no n-grams. */
static size_t
begin_run(struct model_scratch *x, const struct ngram_options *o,
    const struct ngram_run *run, uint32_t *units, uint64_t *repeated)
{
	size_t n = run->count;

	if (run->len == o->max) {
		n = ngrams_once(&x->seen, &x->ngrams, run, units);
		*repeated += (run->count - n) * (o->max - o->min + 1);
		return n;
	}
	for (uint32_t i = 0; i < run->count; i++)
		units[i] = run->at + i;
	return n;
}

/* From the longest run to the shortest, each with what the longer one has not
 * found and the units that are too near to the beginning for the longer one;
 * the mark of the end is no n-gram alone. */
void
model_find(const struct model *m, struct model_scratch *x)
{
	const struct ngram_run *runs = x->ngrams.runs;
	uint32_t *units = NULL;
	uint64_t repeated = 0;
	size_t n = 0;

	x->n = 0;
	for (size_t i = x->ngrams.nruns; i-- > 0;) {
		const struct ngram_run *r = &runs[i];

		if (i + 1 == x->ngrams.nruns ||
		    !ngram_run_follows(r + 1, r)) {
			units = x->units + NGRAM_LONGEST;
			n = begin_run(x, &m->ngrams, r, units, &repeated);
		} else {
			for (uint32_t u = r[1].at; u-- > r->at; n++)
				*--units = u;
			while (n > 0 && units[n - 1] - r->at >= r->count)
				n--;
		}
		n = look_run(m, x, r, units, n, units);
	}
	x->length = model_length(x->ngrams.n - repeated);
}

/* --- adding them up -------------------------------------------------------- */

/* Eight whole numbers that are added at once. */
typedef int16_t eight __attribute__((vector_size(16)));

/* The sums of `groups` times MODEL_LANES classes, from class `first` on: in
 * registers as long as 16 bits suffice. */
static inline __attribute__((always_inline)) void
add_lanes(const struct model *m, struct model_scratch *x, size_t first,
    size_t groups)
{
	const struct model_found *f = x->found;

	for (size_t i = 0; i < x->n;) {
		size_t end = x->n - i < SUMS_EACH ? x->n : i + SUMS_EACH;
		eight sum[GROUPS] = {{0}};

		for (; i < end; i++) {
			const int16_t *row = m->rows + m->stride * f[i].slot +
			    first;

#pragma GCC unroll 4
			for (size_t g = 0; g < groups; g++) {
				eight add;

				memcpy(&add, row + g * MODEL_LANES,
				    sizeof(add));
				sum[g] += add;
			}
		}
		for (size_t c = 0; c < groups * MODEL_LANES; c++)
			x->sums[first + c] +=
			    sum[c / MODEL_LANES][c % MODEL_LANES];
	}
}

void
model_add_up(const struct model *m, struct model_scratch *x)
{
	size_t c = 0;

	memset(x->sums, 0, m->stride * sizeof(*x->sums));
	for (; c + GROUPS * MODEL_LANES <= m->stride; c += GROUPS * MODEL_LANES)
		add_lanes(m, x, c, GROUPS);
	for (; c < m->stride; c += MODEL_LANES)
		add_lanes(m, x, c, 1);
}

/* --- reasons --------------------------------------------------------------- */

#ifdef __x86_64__
__attribute__((target("avx2"))) static size_t
heaviest_wide(const float *says, size_t n)
{
	__m256 most = _mm256_loadu_ps(says);
	__m128 half;
	size_t i = 0;
	unsigned lanes = 0;

	for (; i < n; i += 8)
		most = _mm256_max_ps(most, _mm256_loadu_ps(says + i));
	half = _mm_max_ps(_mm256_castps256_ps128(most),
	    _mm256_extractf128_ps(most, 1));
	half = _mm_max_ps(half, _mm_movehl_ps(half, half));
	half = _mm_max_ss(half, _mm_movehdup_ps(half));
	most = _mm256_broadcastss_ps(half);
	for (i = 0; lanes == 0; i += 8)
		lanes = (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(most,
		    _mm256_loadu_ps(says + i), _CMP_EQ_OQ));
	return i - 8 + (size_t)__builtin_ctz(lanes);
}

#endif

size_t
model_heaviest(const float *says, size_t n)
{
	size_t at = 0;

#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2") && n > 0)
		return heaviest_wide(says, n);
#endif
	for (size_t i = 1; i < n; i++)
		at = says[i] > says[at] ? i : at;
	return at;
}
