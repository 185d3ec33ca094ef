/* SPDX-License-Identifier: MIT */
#include "sift.h"

#include <stdlib.h>

/*
 * Whether a literal matters is as good as random. What follows therefore
 * writes each candidate and counts it only if it does: no branch is there to
 * be mispredicted.
 */

void
sift_init(struct sift *s, const struct ruleset *rules)
{
	size_t words = rules->words + 1, heads = (rules->nrules + 1) *
	    SIFT_ROLES;

	*s = (struct sift){.rules = rules, .events_cap = 256, .few_cap = 256};
	s->cells = mem_zalloc(words * rules->planes + RULEINDEX_SPARE,
	    sizeof(*s->cells));
	s->marked = mem_zalloc(rules->nrules + 1, sizeof(*s->marked));
	s->taken = mem_alloc((rules->nrules + 64 + SIFT_ROOM) *
	    sizeof(*s->taken));
	s->slot = mem_alloc((rules->nrules + 1) * sizeof(*s->slot));
	s->last = mem_alloc(heads * sizeof(*s->last));
	s->events = mem_alloc(s->events_cap * sizeof(*s->events));
	s->raw = mem_alloc(s->events_cap * sizeof(*s->raw));
	s->next = mem_alloc((heads + s->events_cap) * sizeof(*s->next));
	s->few = mem_alloc(s->few_cap * sizeof(*s->few));
}

void
sift_free(struct sift *s)
{
	matcher_hits_free(&s->found);
	free(s->cells);
	free(s->marked);
	free(s->taken);
	free(s->slot);
	free(s->last);
	free(s->events);
	free(s->raw);
	free(s->next);
	free(s->few);
	*s = (struct sift){0};
}

/* --- what the text says ---------------------------------------------------- */

/* Room for a number for each hit. */
static void
make_few(struct sift *s)
{
	if (s->few_cap > s->found.n)
		return;
	s->few_cap = s->found.n + s->found.n / 2 + 64;
	free(s->few);
	s->few = mem_alloc(s->few_cap * sizeof(*s->few));
}

/* Few literals have more to say than the first signs; they wait in `few`. */
static void
read_signs(struct sift *s)
{
	const struct ruleindex_literal *literals = s->rules->literals;
	const struct ruleindex_sign *signs = s->rules->signs;
	const struct matcher_hit *hit = s->found.at;
	uint64_t *cells = s->cells;
	uint32_t *few = s->few;
	size_t n = 0;

	for (size_t i = 0; i < s->found.n; i++) {
		const struct ruleindex_literal *l = &literals[hit[i].literal];

		cells[l->cells[0]] |= l->says[0];
		cells[l->cells[1]] |= l->says[1];
		cells[l->cells[2]] |= l->says[2];
		cells[l->cells[3]] |= l->says[3];
		few[n] = hit[i].literal;
		n += l[0].signs < l[1].signs;
	}
	for (size_t i = 0; i < n; i++) {
		const struct ruleindex_sign *sign = &signs[
		    literals[few[i]].signs];
		const struct ruleindex_sign *end = &signs[
		    literals[few[i] + 1].signs];

		for (; sign < end; sign += RULEINDEX_FURTHER) {
			cells[sign[0].cell] |= sign[0].rules;
			cells[sign[1].cell] |= sign[1].rules;
			cells[sign[2].cell] |= sign[2].rules;
			cells[sign[3].cell] |= sign[3].rules;
		}
	}
}

/* Appends the numbers of the rules, base on; a few at once. There is room
 * behind the end. */
static inline uint16_t *
take_word(uint16_t *to, uint64_t may, size_t base)
{
	do
		for (unsigned i = 0; i < SIFT_ROOM; i++) {
			*to = (uint16_t)(base + (size_t)__builtin_ctzll(may |
			    UINT64_C(1) << 63));
			to += may != 0;
			may &= may - 1;
		}
	while (may != 0);
	return to;
}

static void
forget_rules(struct sift *s)
{
	for (size_t i = 0; i < s->ntaken; i++)
		s->marked[s->taken[i]] = 0;
	s->ntaken = 0;
}

/* Puts together what was said. Gives bit rule % 64 of those taken. */
static uint64_t
take_rules(struct sift *s, const uint64_t *looks)
{
	const struct ruleset *rs = s->rules;
	const uint64_t *cells = s->cells, *holds = rs->holds;
	uint16_t *to = s->taken;
	uint64_t any = 0;

	forget_rules(s);
	for (size_t w = 0; w < rs->words; w++) {
		uint64_t may = looks[w] & ~cells[RULEINDEX_SPOILT] &
		    (cells[RULEINDEX_MAY_HIT] | holds[RULEINDEX_MAY_HIT]);

		for (size_t p = RULEINDEX_WITH; p < rs->planes; p++)
			may &= cells[p] | holds[p];
		any |= may;
		if (w < SIFT_SET / 64)
			s->set[w] = may;
		if (may != 0)
			to = take_word(to, may, w * 64);
		cells += rs->planes;
		holds += rs->planes;
	}
	s->ntaken = (size_t)(to - s->taken);
	for (size_t i = 0; i < s->ntaken; i++) {
		s->marked[s->taken[i]] = 1;
		s->slot[s->taken[i]] = (uint16_t)i;
	}
	for (uint32_t i = 0; i < s->ntaken * SIFT_ROLES; i++) {
		s->next[i] = SIFT_END;
		s->last[i] = i;
	}
	return any;
}

/* --- places ---------------------------------------------------------------- */

static void
grow_events(struct sift *s, size_t n)
{
	s->events_cap += s->events_cap / 2 + n;
	s->events = mem_realloc(s->events, s->events_cap *
	    sizeof(*s->events));
	s->raw = mem_realloc(s->raw, s->events_cap * sizeof(*s->raw));
	s->next = mem_realloc(s->next, ((s->rules->nrules + 1) * SIFT_ROLES +
	    s->events_cap) * sizeof(*s->next));
}

/* The hits by literals that a rule taken may use the place of. */
static size_t
find_few(struct sift *s, uint64_t any)
{
	const struct ruleindex_literal *literals = s->rules->literals;
	size_t n = 0;

	for (uint32_t i = 0; i < s->found.n; i++) {
		s->few[n] = i;
		n += (literals[s->found.at[i].literal].rules & any) != 0;
	}
	return n;
}

/* Of RULEINDEX_USES uses from u on those by rules taken; gives their number. */
static inline size_t
add_marked(const uint8_t *marked, const struct ruleindex_use *uses, uint32_t u,
    uint32_t hit, uint64_t *raw)
{
	uint64_t event = (uint64_t)u << 32 | hit, one = UINT64_C(1) << 32;
	size_t n = 0;

	uses += u;
	raw[n] = event;
	n += marked[uses[0].rule];
	raw[n] = event + one;
	n += marked[uses[1].rule];
	raw[n] = event + 2 * one;
	n += marked[uses[2].rule];
	raw[n] = event + 3 * one;
	return n + marked[uses[3].rule];
}

/* The uses by rules taken; `few` hits are to be looked at. */
static size_t
find_events(struct sift *s, size_t few)
{
	const struct ruleset *rs = s->rules;
	size_t n = 0;
	const struct ruleindex_use *uses = rs->uses;
	uint64_t *raw = s->raw;

	for (size_t i = 0; i < few; i++) {
		uint32_t hit = s->few[i];
		const struct ruleindex_literal *l =
		    &rs->literals[s->found.at[hit].literal];
		uint32_t u = l[0].uses, end = l[1].uses;

		if (s->events_cap - n <= end - u) {
			grow_events(s, end - u);
			raw = s->raw;
		}
		for (; u < end; u += RULEINDEX_USES)
			n += add_marked(s->marked, uses, u, hit, raw + n);
	}
	return n;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDEST __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw," \
	"avx512vl,avx512vbmi2")))
#define LANES 16

/* As add_marked, of LANES uses; the set of rules is held in registers. */
WIDEST static inline size_t
add_sixteen(__m512i lower, __m512i upper, const uint16_t *users, uint32_t u,
    uint32_t end, uint32_t hit, uint64_t *raw)
{
	const __m512i eight = _mm512_set1_epi64(INT64_C(8) << 32);
	const __m512i lanes = _mm512_slli_epi64(_mm512_setr_epi64(0, 1, 2, 3,
	    4, 5, 6, 7), 32);
	__m512i rules = _mm512_castsi256_si512(_mm256_loadu_si256(
	    (const void *)(users + u)));
	__m512i word = _mm512_permutex2var_epi16(lower, _mm512_srli_epi16(
	    rules, 4), upper);
	__m512i bit = _mm512_sllv_epi16(_mm512_set1_epi16(1),
	    _mm512_and_si512(rules, _mm512_set1_epi16(15)));
	uint32_t taken = _bzhi_u32(_mm512_test_epi16_mask(word, bit) & 0xffff,
	    end - u);
	__m512i events = _mm512_add_epi64(_mm512_set1_epi64((int64_t)
	    ((uint64_t)u << 32 | hit)), lanes);
	int first = __builtin_popcount(taken & 0xff);

	_mm512_storeu_si512(raw, _mm512_maskz_compress_epi64((__mmask8)taken,
	    events));
	_mm512_storeu_si512(raw + first, _mm512_maskz_compress_epi64(
	    (__mmask8)(taken >> 8), _mm512_add_epi64(events,
	    eight)));
	return (size_t)__builtin_popcount(taken);
}

/* As find_events, where the rules are few. */
WIDEST static size_t
find_events_widely(struct sift *s, size_t few)
{
	const struct ruleset *rs = s->rules;
	__m512i lower = _mm512_loadu_si512(s->set);
	__m512i upper = _mm512_loadu_si512(s->set + 8);
	size_t n = 0;

	for (size_t i = 0; i < few; i++) {
		uint32_t hit = s->few[i];
		const struct ruleindex_literal *l =
		    &rs->literals[s->found.at[hit].literal];
		uint32_t u = l[0].uses, end = l[1].uses;

		if (s->events_cap - n <= end - u + LANES)
			grow_events(s, end - u + LANES);
		for (; u < end; u += LANES)
			n += add_sixteen(lower, upper, rs->users, u, end, hit,
			    s->raw + n);
	}
	return n;
}

static bool
is_widest(void)
{
	return __builtin_cpu_supports("avx512vbmi2") &&
	    __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("bmi2");
}
#else
static bool
is_widest(void)
{
	return false;
}

#define find_events_widely find_events
#endif

/* Completes the events and puts them into their chains. */
static void
chain_events(struct sift *s, size_t n)
{
	const struct ruleset *rs = s->rules;
	uint32_t heads = (uint32_t)s->ntaken * SIFT_ROLES;

	for (uint32_t i = 0; i < n; i++) {
		struct sift_event *v = &s->events[i];
		const struct matcher_hit *h = &s->found.at[(uint32_t)
		    s->raw[i]];
		const struct ruleindex_use *u = &rs->uses[s->raw[i] >> 32];
		uint32_t head = (uint32_t)s->slot[u->rule] * SIFT_ROLES +
		    (u->tag >> 5);

		*v = (struct sift_event){h->at, h->len, u->term,
		    (uint8_t)u->tag};
		s->next[heads + i] = SIFT_END;
		s->next[s->last[head]] = i;
		s->last[head] = heads + i;
	}
}

void
sift_find(struct sift *s, enum rule_field field, const uint16_t *text,
    size_t n)
{
	const struct ruleset *rs = s->rules;
	uint64_t any;
	size_t few;

	matcher_scan(rs->matcher, text, n, &s->found);
	if (s->found.n == 0 && !rs->has_bare) {
		forget_rules(s);
		return;
	}
	memset(s->cells, 0, rs->words * rs->planes * sizeof(*s->cells));
	make_few(s);
	read_signs(s);
	any = take_rules(s, rs->looks + field * rs->words);
	if (any == 0)
		return;
	few = find_few(s, any);
	chain_events(s, rs->nrules < SIFT_SET && is_widest() ?
	    find_events_widely(s, few) : find_events(s, few));
}
