/* SPDX-License-Identifier: MIT */
#include "stops.h"

#include <stdlib.h>

#if defined(__x86_64__)
#include <emmintrin.h>

static inline unsigned
equal(__m128i low, __m128i high, short unit)
{
	__m128i c = _mm_set1_epi16(unit);

	return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(
	    _mm_cmpeq_epi16(low, c), _mm_cmpeq_epi16(high, c)));
}

/* Bits of the 16 units at u: of commas, and of the other marks. */
static inline void
read_marks(const uint16_t *u, unsigned *commas, unsigned *others)
{
	__m128i low = _mm_loadu_si128((const void *)u);
	__m128i high = _mm_loadu_si128((const void *)(u + 8));

	*commas = equal(low, high, ',');
	*others = equal(low, high, ';') | equal(low, high, 0x3002);
}
#else
static inline void
read_marks(const uint16_t *u, unsigned *commas, unsigned *others)
{
	*commas = *others = 0;
	for (unsigned i = 0; i < 16; i++) {
		unsigned mark = stops_mark(u[i]);

		*commas |= (unsigned)(mark == STOPS_COMMA) << i;
		*others |= (unsigned)(mark > STOPS_COMMA) << i;
	}
}
#endif

static void
make_room(struct stops *s)
{
	if (s->blocks <= s->cap)
		return;
	s->cap = s->blocks + s->blocks / 2 + 8;
	for (unsigned k = STOPS_SENTENCE; k < STOPS_KINDS; k++) {
		free(s->at[k]);
		s->at[k] = mem_alloc(s->cap * sizeof(*s->at[k]));
	}
}

void
stops_find(struct stops *s, const uint16_t *text, size_t n)
{
	/* One more than there are: the end of the text is asked for, too. */
	s->blocks = n / 64 + 1;
	make_room(s);
	for (size_t b = 0; b < s->blocks; b++) {
		uint64_t sentences = 0, clauses = 0;

		for (size_t i = 0; i < 64 && b * 64 + i < n; i += 16) {
			unsigned commas, others;

			read_marks(text + b * 64 + i, &commas, &others);
			sentences |= (uint64_t)others << i;
			clauses |= (uint64_t)(commas | others) << i;
		}
		s->at[STOPS_SENTENCE][b] = sentences;
		s->at[STOPS_CLAUSE][b] = clauses;
	}
}

void
stops_free(struct stops *s)
{
	for (unsigned k = STOPS_SENTENCE; k < STOPS_KINDS; k++)
		free(s->at[k]);
	*s = (struct stops){0};
}
