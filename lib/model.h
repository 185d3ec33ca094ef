/* SPDX-License-Identifier: MIT */
/*
 * model: a linear classifier over hashed character n-grams, as
 * train-classifier writes it and classify-risk reads it. The file is described
 * in precinct-model(5); it is refused when it is damaged, cut short, of
 * another format or no model at all.
 *
 * A model is read-only once read: threads share it, each with a scorer of its
 * own.
 */
#ifndef PRECINCT_MODEL_H
#define PRECINCT_MODEL_H

#include "fault.h"
#include "ngram.h"
#include "record.h"

#define MODEL_CLASSES 100       /* most of them */
#define MODEL_NAME 256          /* bytes of a class's name */
#define MODEL_NONE UINT32_MAX   /* no feature */
#define MODEL_EACH 8            /* bytes of a feature besides its weights */
#define MODEL_SMALLEST ((size_t)64 << 10)  /* least that may be asked for */
#define MODEL_LARGEST ((size_t)256 << 20)  /* file that is read */

/* Texts of a record that a model may look at. */
enum model_part {MODEL_NARRATIVE, MODEL_FEEDBACK, MODEL_OUTCOME,
	MODEL_NPARTS};
#define MODEL_NARRATIVE_ONLY 1U /* a set of parts: bit i is part i */
/* Their keys. */
extern const enum record_key model_keys[MODEL_NPARTS];

struct model_class {
	struct str name;
	uint64_t count;         /* of texts it was trained on */
	double scale, bias;     /* score = scale * sum / model_length + bias */
	/* How likely the class is right where it leads by a margin: the
	 * logistic function of slope * margin + offset, fitted to texts that
	 * training did not see. */
	double slope, offset;
	double margin;          /* below it the model is not sure */
};

struct model {
	struct ngram_options ngrams;
	unsigned parts;         /* set of enum model_part */
	struct model_class *classes;    /* in order of the names' bytes */
	size_t nclasses;
	uint64_t texts;         /* trained on */
	int64_t sure;           /* per cent asked for by `margin` */
	size_t nfeatures;
	/* By hash, ascending, never 0. While a model is made; a model that is
	 * read has them in its table. */
	uint32_t *hashes;
	uint32_t *suffixes;     /* longest other feature that it ends with */
	int8_t *weights;        /* nclasses of each feature */
	/* A slot for each feature, and some that are empty (key 0): its hash in
	 * keys; in rows, by class, what it and all features that it ends with
	 * weigh together, and padding. See model_table.c. */
	uint32_t *keys;
	int16_t *rows;
	size_t stride, nslots;  /* of a row; slots */
	uint16_t *numbers;      /* by bucket */
	size_t nbuckets;
	unsigned bucket_shift;
	char id[9];             /* names the contents in `classifier` */
};

/* The set of the parts named ("narrative,outcome"); 0: a name is wrong. */
unsigned model_parts(struct sv names);
/* The whole file's bytes. Sets id. */
void model_write(struct model *m, struct str *out);
/* The same into a file; *size is how many bytes. -1 with the fault. */
int model_save(struct model *m, const char *path, size_t *size,
    struct fault *f);
/* NULL with the fault, whose file is `name`. */
struct model *model_parse(struct sv bytes, const char *name, struct fault *f);
struct model *model_read(const char *path, struct fault *f);
void model_free(struct model *m);
/* Bytes of a file with so many features. */
size_t model_size(const struct model *m, size_t nfeatures);
/* Whether a class may be called so: not empty, not too long, no control
 * characters. */
bool model_is_name(struct sv s);
/* The number of a class, or SIZE_MAX. */
size_t model_class(const struct model *m, struct sv name);
/* Of the n-gram's hash; no feature has hash 0. */
static inline uint32_t
model_hash(uint32_t hash)
{
	return hash + (hash == 0);
}
/* What the sum over a text is divided by, of how many n-grams it has. Those
 * that are no feature count too, so that a text of which little is known makes
 * nobody sure. */
double model_length(uint64_t ngrams);
/* How sure a lead of `margin` makes of the class, from 0 to 1. */
double model_certainty(const struct model_class *c, double margin);

/* One text's scores; one a thread. */
struct model_scorer {
	const struct model *model;
	const struct fold *fold;
	struct folded parts[MODEL_NPARTS];      /* that are not empty */
	enum model_part which[MODEL_NPARTS];
	size_t nparts;
	double *scores;         /* by class */
	size_t best, second;    /* classes; second is best of a single one */
	double certainty;       /* that best is right */
	bool sure;
	struct model_scratch *scratch;
};

struct model_scorer *model_scorer_new(const struct model *m,
    const struct fold *fold);
void model_scorer_free(struct model_scorer *s);
/* A text by its parts, in order: begin, texts, end. Parts that the model does
 * not look at are passed over. */
void model_begin(struct model_scorer *s);
void model_text(struct model_scorer *s, enum model_part part, struct sv text);
/* Without any known n-gram the scores are the classes' biases and the model
 * is not sure. */
void model_end(struct model_scorer *s);

struct model_reason {
	enum model_part part;
	uint32_t start, len;    /* characters of the text */
	double weight;          /* of the place */
};

/* Where the n-grams that end together speak most for a class against the next
 * best one: the longest of them that is a feature, of two characters or more.
 * The heaviest first, none overlapping a heavier one; at most `most`. Gives how
 * many. After model_end, before the next model_begin. */
size_t model_reasons(struct model_scorer *s, size_t class,
    struct model_reason *reasons, size_t most);

#endif
