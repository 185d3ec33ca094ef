/* SPDX-License-Identifier: MIT */
/*
 * tally: groups of records as small fixed accumulators in one hash, and the
 * exact histogram of a value (the loss) for its median.
 *
 * A key is bytes made by the tally_key functions, one part after another;
 * keys compare by memcmp as their parts compare one after another. Sums,
 * maxima and histograms are associative and commutative, so parts of the
 * input may be tallied by any number of threads, programs or machines and be
 * merged in any order to the same bytes. Sums saturate at INT64_MAX.
 */
#ifndef PRECINCT_TALLY_H
#define PRECINCT_TALLY_H

#include "fault.h"
#include "map.h"

struct tally_sample {
	int64_t value;
	uint64_t count;
	uint32_t group; /* index + 1; 0: a free slot */
};

struct tally {
	struct map groups; /* key -> sums, then maxima, int64_t each */
	size_t nsums, nmaxima;
	struct tally_sample *slots;
	size_t nslots, nsamples;
};

void tally_key_text(struct str *key, struct sv text); /* holds no NUL */
void tally_key_int(struct str *key, int64_t value);
/* Take the next part off; the caller knows what kind it is. */
struct sv tally_next_text(struct sv *key);
int64_t tally_next_int(struct sv *key);

void tally_init(struct tally *t, size_t nsums, size_t nmaxima);
void tally_free(struct tally *t);
/* Index of the group, made when new: valid until tally_free. */
size_t tally_group(struct tally *t, struct sv key);
/* SIZE_MAX: no such group. */
size_t tally_find(const struct tally *t, struct sv key);
static inline size_t
tally_count(const struct tally *t)
{
	return t->groups.count;
}
static inline struct sv
tally_key(const struct tally *t, size_t group)
{
	return t->groups.keys[group];
}
/* The sums; maxima follow them. Moves when a group is made. */
int64_t *tally_at(const struct tally *t, size_t group);

/* Adds values[0..nsums) (0 or more) and raises the maxima to those after. */
void tally_add(struct tally *t, size_t group, const int64_t *values);
/* One more of value (or n more) in the group's histogram. */
void tally_sample(struct tally *t, size_t group, int64_t value, uint64_t n);
void tally_merge(struct tally *into, const struct tally *from);
/* Group indices in order of the keys; the caller frees. */
size_t *tally_sorted(const struct tally *t);

/*
 * Histograms of all groups, laid out once for reading: samples sorted by
 * group and value; those of group g are [start[g], start[g + 1]).
 */
struct tally_samples {
	struct tally_sample *all;
	size_t *start;
};
void tally_samples(const struct tally *t, struct tally_samples *s);
void tally_samples_free(struct tally_samples *s);
/* Median of the samples of one group, the mean of the two in the middle
 * rounded half up where their number is even; false when there are none. */
bool tally_median(const struct tally_samples *s, size_t group, int64_t *median);

/* Appends fields ,"sums":[…],"maxima":[…],"samples":[value,count,…] of the
 * group, samples ascending; tally_read_group adds what was written. */
void tally_put_group(struct str *out, const struct tally *t,
    const struct tally_samples *s, size_t group);
/* sums, maxima, samples: the arrays' text. False when they are not such. */
bool tally_read_group(struct tally *t, struct sv key, struct sv sums,
    struct sv maxima, struct sv samples);

#endif
