/* SPDX-License-Identifier: MIT */
/*
 * What a text costs: its n-grams are sent to their slots, and the weights of
 * those that are features are added up. Whether the next one is a feature
 * nobody can guess: no loop here branches by it.
 */
#include "model_table.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif
#include <math.h>

#define GROUPS 4        /* vectors of sums at once */
#define SUMS_EACH 4096  /* times 255 * 12.1 (65536 times) * 127: 31 bits */

#ifdef __x86_64__
#define WIDE __attribute__((target("avx2,bmi2")))
#define WIDE_INLINE static inline __attribute__((always_inline)) WIDE

static bool
is_wide(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
#endif

/* --- looking them up ------------------------------------------------------- */

/* Lists the n-grams that are features; gives how many. */
static size_t
list_plain(const struct model *m, struct model_scratch *x)
{
	const uint32_t *hashes = x->ngrams.hashes;
	size_t n = 0;

	for (size_t i = 0; i < x->ngrams.n; i++) {
		uint32_t hash = model_hash(hashes[i]);
		size_t slot = model_slot(m, hash);

		x->hits[n] = (uint32_t)i;
		x->slots[n] = (uint32_t)slot;
		n += m->keys[slot] == hash;
	}
	return n;
}

#ifdef __x86_64__
/* The lanes whose bits are set, moved to the front. */
WIDE_INLINE __m256i
order_of(unsigned lanes)
{
	uint64_t bytes = _pdep_u64(lanes, 0x0101010101010101ULL) * 0xff;
	uint64_t order = _pext_u64(0x0706050403020100ULL, bytes);

	return _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)order));
}

/* model_slot of eight hashes. */
WIDE_INLINE __m256i
eight_slots(const struct model *m, __m256i h)
{
	__m256i nslots = _mm256_set1_epi32((int)(uint32_t)m->nslots);
	__m256i bucket = _mm256_srl_epi32(h,
	    _mm_cvtsi32_si128((int)m->bucket_shift));
	__m256i number = _mm256_and_si256(_mm256_set1_epi32(0xffff),
	    _mm256_i32gather_epi32((const void *)m->numbers, bucket, 2));
	__m256i even, odd;

	h = _mm256_xor_si256(h, _mm256_mullo_epi32(number,
	    _mm256_set1_epi32((int)MODEL_MIX_1)));
	h = _mm256_mullo_epi32(h, _mm256_set1_epi32((int)MODEL_MIX_2));
	h = _mm256_xor_si256(h, _mm256_srli_epi32(h, 15));
	h = _mm256_mullo_epi32(h, _mm256_set1_epi32((int)MODEL_MIX_3));
	even = _mm256_mul_epu32(h, nslots);
	odd = _mm256_mul_epu32(_mm256_srli_epi64(h, 32), nslots);
	return _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa);
}

/* As list_plain, eight at a time; up to seven more are read and written. */
WIDE static size_t
list_wide(const struct model *m, struct model_scratch *x)
{
	const uint32_t *hashes = x->ngrams.hashes;
	const int *keys = (const void *)m->keys;
	__m256i number = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
	size_t n = 0, all = x->ngrams.n;

	for (size_t i = 0; i < all; i += 8) {
		__m256i h = _mm256_loadu_si256((const void *)(hashes + i));
		unsigned lanes = all - i < 8 ? (1U << (all - i)) - 1 : 0xff;
		__m256i slots, is, order;

		/* model_hash: true is -1. */
		h = _mm256_sub_epi32(h, _mm256_cmpeq_epi32(h,
		    _mm256_setzero_si256()));
		slots = eight_slots(m, h);
		is = _mm256_cmpeq_epi32(h,
		    _mm256_i32gather_epi32(keys, slots, 4));
		lanes &= (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(is));
		order = order_of(lanes);
		_mm256_storeu_si256((void *)(x->slots + n),
		    _mm256_permutevar8x32_epi32(slots, order));
		_mm256_storeu_si256((void *)(x->hits + n),
		    _mm256_permutevar8x32_epi32(number, order));
		n += (size_t)__builtin_popcount(lanes);
		number = _mm256_add_epi32(number, _mm256_set1_epi32(8));
	}
	return n;
}
#endif

/* Lists each feature once, with its weight in the text. */
static void
weigh_features(const struct model *m, struct model_scratch *x)
{
	const uint32_t *slots = x->slots;
	struct model_found *found = x->found;
	uint32_t *counts = x->counts;
	uint64_t squares = 0;
	size_t n = 0;

	for (size_t i = 0; i < x->nhits; i++) {
		uint32_t before = counts[slots[i]]++;

		found[n].slot = slots[i];
		n += before == 0;
	}
	for (size_t i = 0; i < n; i++) {
		struct model_found *f = &found[i];
		uint32_t count = counts[f->slot], w;

		counts[f->slot] = 0;
		f->row = m->rows + m->stride * f->slot;
		w = f->row[m->stride - 1];
		w = count < MODEL_COUNTS ? w * x->by_count[count] / 16 :
		    model_weight(w, count);
		f->weight = (int32_t)w;
		squares += (uint64_t)w * w;
	}
	x->n = n;
	x->length = model_length((double)squares, x->ngrams.n - x->nhits);
}

void
model_find(const struct model *m, struct model_scratch *x)
{
#ifdef __x86_64__
	if (is_wide())
		x->nhits = list_wide(m, x);
	else
#endif
		x->nhits = list_plain(m, x);
	weigh_features(m, x);
}

/* --- adding them up -------------------------------------------------------- */

static void
add_plain(const struct model *m, struct model_scratch *x)
{
	for (size_t i = 0; i < x->n; i++) {
		const int8_t *w = (const int8_t *)x->found[i].row;

		for (size_t c = 0; c < m->nclasses; c++)
			x->sums[c] += x->found[i].weight * w[c];
	}
}

#ifdef __x86_64__
/* Adds what two features say of eight classes: weights of 16 bits, two to a
 * lane of the sums. */
WIDE_INLINE __m256i
add_two(__m256i sum, const unsigned char *a, const unsigned char *b,
    __m256i weights)
{
	__m128i two = _mm_unpacklo_epi8(_mm_loadl_epi64((const void *)a),
	    _mm_loadl_epi64((const void *)b));

	return _mm256_add_epi32(sum, _mm256_madd_epi16(weights,
	    _mm256_cvtepi8_epi16(two)));
}

/* The sums of `groups` (1 or 4) times MODEL_LANES classes, from class `first`
 * on: in registers as long as 32 bits suffice. */
WIDE_INLINE void
add_lanes(struct model_scratch *x, size_t first, size_t groups)
{
	const struct model_found *f = x->found;

	for (size_t i = 0; i < x->n;) {
		size_t end = x->n - i < SUMS_EACH ? x->n : i + SUMS_EACH;
		__m256i sum[GROUPS];
		int32_t part[GROUPS * MODEL_LANES];

		for (size_t g = 0; g < groups; g++)
			sum[g] = _mm256_setzero_si256();
		for (; i < end; i += 2) {
			/* The last of an odd number comes with nothing. */
			size_t k = i + 1 < end ? i + 1 : i;
			int32_t other = i + 1 < end ? f[k].weight : 0;
			const unsigned char *a = f[i].row + first;
			const unsigned char *b = f[k].row + first;
			__m256i weights = _mm256_set1_epi32((int)
			    ((uint32_t)f[i].weight | (uint32_t)other << 16));

#pragma GCC unroll 4
			for (size_t g = 0; g < groups; g++)
				sum[g] = add_two(sum[g], a + g * MODEL_LANES,
				    b + g * MODEL_LANES, weights);
		}
		memcpy(part, sum, groups * sizeof(sum[0]));
		for (size_t c = 0; c < groups * MODEL_LANES; c++)
			x->sums[first + c] += part[c];
	}
}

WIDE static void
add_wide(const struct model *m, struct model_scratch *x)
{
	size_t c = 0;

	for (; c + GROUPS * MODEL_LANES <= m->stride; c += GROUPS * MODEL_LANES)
		add_lanes(x, c, GROUPS);
	for (; c < m->stride; c += MODEL_LANES)
		add_lanes(x, c, 1);
}
#endif

void
model_add_up(const struct model *m, struct model_scratch *x)
{
	memset(x->sums, 0, m->stride * sizeof(*x->sums));
#ifdef __x86_64__
	if (is_wide()) {
		add_wide(m, x);
		return;
	}
#endif
	add_plain(m, x);
}

/* --- reasons --------------------------------------------------------------- */

#ifdef __x86_64__
WIDE static size_t
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

WIDE static size_t
first_wide(const uint32_t *slots, uint32_t slot)
{
	__m256i want = _mm256_set1_epi32((int)slot);
	unsigned lanes = 0;
	size_t i = 0;

	for (; lanes == 0; i += 8)
		lanes = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(
		    _mm256_cmpeq_epi32(want, _mm256_loadu_si256(
		    (const void *)(slots + i)))));
	return i - 8 + (size_t)__builtin_ctz(lanes);
}
#endif

size_t
model_heaviest(const float *says, size_t n)
{
	size_t at = 0;

#ifdef __x86_64__
	if (is_wide() && n > 0)
		return heaviest_wide(says, n);
#endif
	for (size_t i = 1; i < n; i++)
		at = says[i] > says[at] ? i : at;
	return at;
}

uint32_t
model_first(const struct model_scratch *x, uint32_t slot)
{
	size_t i = 0;

#ifdef __x86_64__
	if (is_wide())
		return x->hits[first_wide(x->slots, slot)];
#endif
	while (x->slots[i] != slot)
		i++;
	return x->hits[i];
}
