/* SPDX-License-Identifier: MIT */
/*
 * The file of a model: "precinct-model 2\n", the length of the head (32 bits),
 * the head (JSON, for people too), the number of features (32 bits), their
 * hashes (32 bits each, ascending), which other feature each ends with (32
 * bits), weights (a byte a class), and XXH3-64 of all before. Numbers are little-endian; fractions in
 * the head are integers of 10^-9, so that no locale or printf has a say.
 */
#include "json.h"
#include "jsonout.h"
#include "map.h"
#include "model_table.h"
#include "out.h"
#include "src.h"
#include "utf8.h"

#include <math.h>
#include <stdlib.h>

#define MAGIC "precinct-model "
#define FIRST_LINE "precinct-model 2\n"
#define FIXED (sizeof(FIRST_LINE) - 1 + 4 + 4 + 8)
#define NANO 1e9
#define NANO_MOST 1000000000000000 /* a million */

/* --- writing --------------------------------------------------------------- */

static void
put_u32(struct str *out, uint32_t v)
{
	for (unsigned i = 0; i < 32; i += 8)
		str_addc(out, (char)(v >> i & 0xff));
}

static void
put_nano(struct str *out, struct sv key, double v)
{
	double n = round(v * NANO);

	json_put_int(out, key, n > NANO_MOST ? NANO_MOST :
	    n > -NANO_MOST ? (int64_t)n : -NANO_MOST);
}

static void
put_class(struct str *out, const struct model_class *c)
{
	size_t start = out->len;

	json_put_text(out, SV("name"), str_sv(&c->name));
	json_put_int(out, SV("texts"), (int64_t)c->count);
	put_nano(out, SV("scale"), c->scale);
	put_nano(out, SV("bias"), c->bias);
	put_nano(out, SV("slope"), c->slope);
	put_nano(out, SV("offset"), c->offset);
	put_nano(out, SV("margin"), c->margin);
	json_enclose(out, start);
}

static void
put_head(struct str *out, const struct model *m)
{
	size_t start = out->len;

	json_put_int(out, SV("texts"), (int64_t)m->texts);
	json_put_int(out, SV("sure"), m->sure);
	json_put_int(out, SV("parts"), m->parts);
	json_put_int(out, SV("shortest"), m->ngrams.min);
	json_put_int(out, SV("longest"), m->ngrams.max);
	json_put_bool(out, SV("digits"), m->ngrams.digits);
	json_put_bool(out, SV("ends"), m->ngrams.ends);
	json_put_int(out, SV("opening"), m->ngrams.opening);
	str_addz(out, ",\"classes\":[");
	for (size_t i = 0; i < m->nclasses; i++) {
		if (i > 0)
			str_addc(out, ',');
		put_class(out, &m->classes[i]);
	}
	str_addc(out, ']');
	json_enclose(out, start);
}

static void
set_id(struct model *m, uint64_t sum)
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned i = 0; i < 8; i++)
		m->id[i] = digits[sum >> (60 - 4 * i) & 15];
	m->id[8] = '\0';
}

size_t
model_size(const struct model *m, size_t nfeatures)
{
	struct str head = {0};
	size_t size;

	put_head(&head, m);
	size = FIXED + head.len + nfeatures *
	    (MODEL_EACH + m->nclasses);
	str_free(&head);
	return size;
}

void
model_write(struct model *m, struct str *out)
{
	struct str head = {0};
	size_t start = out->len;
	uint64_t sum;

	put_head(&head, m);
	str_addz(out, FIRST_LINE);
	put_u32(out, (uint32_t)head.len);
	str_addsv(out, str_sv(&head));
	str_free(&head);
	put_u32(out, (uint32_t)m->nfeatures);
	for (size_t i = 0; i < m->nfeatures; i++)
		put_u32(out, m->hashes[i]);
	for (size_t i = 0; i < m->nfeatures; i++)
		put_u32(out, m->suffixes[i]);
	str_add(out, m->weights, m->nfeatures * m->nclasses);
	sum = hash_bytes(out->p + start, out->len - start, 0);
	put_u32(out, (uint32_t)sum);
	put_u32(out, (uint32_t)(sum >> 32));
	set_id(m, sum);
}

int
model_save(struct model *m, const char *path, size_t *size, struct fault *f)
{
	struct str bytes = {0};
	struct out out;
	int r = out_open(&out, path, f);

	model_write(m, &bytes);
	*size = bytes.len;
	if (r == 0) {
		out_write(&out, str_sv(&bytes));
		r = out_finish(&out, f);
	}
	str_free(&bytes);
	return r;
}

/* --- reading --------------------------------------------------------------- */

static uint32_t
get_u32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 |
	    (uint32_t)u[3] << 24;
}

/* An integer of the head within [min, max]. */
static int
want(const struct json_doc *doc, const struct json *map, const char *key,
    int64_t min, int64_t max, int64_t *value, struct fault *f)
{
	const struct json *v;

	if (json_want(doc, map, key, JSON_INT, &v, f) != 0)
		return -1;
	*value = json_int(v, INT64_MIN);
	if (v == NULL || *value < min || *value > max)
		return json_fault(doc, v, f, "not a model that can be used: "
		    "'%s' is out of range; train it again", key);
	return 0;
}

static int
want_nano(const struct json_doc *doc, const struct json *map,
    const char *key, double *value, struct fault *f)
{
	int64_t n = 0;

	if (want(doc, map, key, -NANO_MOST, NANO_MOST, &n, f) != 0)
		return -1;
	*value = (double)n / NANO;
	return 0;
}

bool
model_is_name(struct sv s)
{
	if (s.len == 0 || s.len > MODEL_NAME)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return true;
}

static int
read_class(struct model *m, const struct json_doc *doc,
    const struct json *map, struct fault *f)
{
	struct model_class *c = &m->classes[m->nclasses];
	struct sv name = json_sv(json_get(map, "name"));
	int64_t count = 0;

	if (!model_is_name(name) || (m->nclasses > 0 &&
	    sv_cmp(str_sv(&c[-1].name), name) >= 0))
		return json_fault(doc, map, f, "not a model that can be used: "
		    "its classes are out of order; train it again");
	m->nclasses++;
	str_addsv(&c->name, name);
	if (want(doc, map, "texts", 0, INT64_MAX, &count, f) != 0 ||
	    want_nano(doc, map, "scale", &c->scale, f) != 0 ||
	    want_nano(doc, map, "bias", &c->bias, f) != 0 ||
	    want_nano(doc, map, "slope", &c->slope, f) != 0 ||
	    want_nano(doc, map, "offset", &c->offset, f) != 0 ||
	    want_nano(doc, map, "margin", &c->margin, f) != 0)
		return -1;
	c->count = (uint64_t)count;
	return 0;
}

static int
read_classes(struct model *m, const struct json_doc *doc, struct fault *f)
{
	const struct json *list = json_get(json_root(doc), "classes");
	size_t n = json_count(list);

	if (json_type(list) != JSON_LIST || n < 2 || n > MODEL_CLASSES)
		return json_fault(doc, list, f, "not a model that can be "
		    "used: it has no 2 to %d classes; train it again",
		    MODEL_CLASSES);
	m->classes = mem_zalloc(n, sizeof(*m->classes));
	for (size_t i = 0; i < n; i++)
		if (read_class(m, doc, json_at(list, i), f) != 0)
			return -1;
	return 0;
}

static int
read_head(struct model *m, const struct json_doc *doc, struct fault *f)
{
	const struct json *root = json_root(doc);
	int64_t texts = 0, parts = 0, min = 0, max = 0, opening = 0;

	if (want(doc, root, "texts", 0, INT64_MAX, &texts, f) != 0 ||
	    want(doc, root, "sure", 0, 100, &m->sure, f) != 0 ||
	    want(doc, root, "parts", 1, (1 << MODEL_NPARTS) - 1, &parts,
	    f) != 0 ||
	    want(doc, root, "shortest", 1, NGRAM_LONGEST, &min, f) != 0 ||
	    want(doc, root, "longest", min, NGRAM_LONGEST, &max, f) != 0 ||
	    want(doc, root, "opening", 0, 1000, &opening, f) != 0)
		return -1;
	m->texts = (uint64_t)texts;
	m->parts = (unsigned)parts;
	m->ngrams = (struct ngram_options){(unsigned)min, (unsigned)max,
	    json_truth(json_get(root, "digits"), false),
	    json_truth(json_get(root, "ends"), false), (unsigned)opening};
	return read_classes(m, doc, f);
}

/* Adds the weights of a feature, and of all that it ends with, to its row.
 * False: they are more than n-grams have lengths. */
static bool
fill_row(struct model *m, const char *suffixes, const char *weights,
    size_t feature, int16_t *row)
{
	const signed char *all = (const signed char *)weights;
	uint32_t i = (uint32_t)feature;

	for (unsigned depth = 0; i != MODEL_NONE; depth++) {
		const signed char *w = all + i * m->nclasses;

		if (i >= m->nfeatures || depth == NGRAM_LONGEST)
			return false;
		for (size_t c = 0; c < m->nclasses; c++)
			row[c] = (int16_t)(row[c] + w[c]);
		i = get_u32(suffixes + 4 * (size_t)i);
	}
	return true;
}

static bool
fill_table(struct model *m, const uint32_t *hashes, const char *suffixes,
    const char *weights)
{
	m->stride = (m->nclasses + MODEL_LANES - 1) / MODEL_LANES * MODEL_LANES;
	m->keys = mem_zalloc(m->nslots, sizeof(*m->keys));
	m->rows = mem_zalloc(m->nslots, m->stride * sizeof(*m->rows));
	for (size_t i = 0; i < m->nfeatures; i++) {
		size_t slot = model_slot(m, hashes[i]);

		m->keys[slot] = hashes[i];
		if (!fill_row(m, suffixes, weights, i, m->rows + m->stride *
		    slot))
			return false;
	}
	return true;
}

static bool
read_hashes(const char *p, size_t n, uint32_t *hashes)
{
	uint32_t before = 0;

	for (size_t i = 0; i < n; i++) {
		hashes[i] = get_u32(p + 4 * i);
		if (hashes[i] <= before)
			return false;
		before = hashes[i];
	}
	return true;
}

static int
read_features(struct model *m, struct sv rest, const char *name,
    struct fault *f)
{
	size_t n = rest.len < 4 ? 0 : get_u32(rest.p);
	size_t each = MODEL_EACH + m->nclasses;
	uint32_t *hashes;
	int r = 0;

	if (rest.len < 4 || (rest.len - 4) / each != n ||
	    (rest.len - 4) % each != 0)
		return fault_set(f, name, 0, 0, "not a model that can be "
		    "used: its parts do not fit together; train it again");
	m->nfeatures = n;
	hashes = mem_alloc((n + 1) * sizeof(*hashes));
	rest = sv_from(rest, 4);
	if (!read_hashes(rest.p, n, hashes) || !model_table(m, hashes))
		r = fault_set(f, name, 0, 0, "not a model that can be used: "
		    "its features are no hashes in order; train it again");
	else if (!fill_table(m, hashes, rest.p + 4 * n, rest.p + 8 * n))
		r = fault_set(f, name, 0, 0, "not a model that can be used: "
		    "a feature ends with none or with itself; train it again");
	free(hashes);
	return r;
}

/* What stands before the head and behind all. */
static int
check_frame(struct sv bytes, const char *name, struct fault *f)
{
	struct sv end;
	uint64_t sum;

	if (!sv_starts(bytes, SV(MAGIC)))
		return fault_set(f, name, 0, 0, "no model: not made by "
		    "train-classifier");
	if (!sv_starts(bytes, SV(FIRST_LINE)))
		return fault_set(f, name, 0, 0, "a model of another format "
		    "than 2; train it again with this version");
	if (bytes.len < FIXED)
		return fault_set(f, name, 0, 0, "model cut short; copy it "
		    "again");
	end = sv_from(bytes, bytes.len - 8);
	sum = get_u32(end.p) | (uint64_t)get_u32(end.p + 4) << 32;
	if (sum != hash_bytes(bytes.p, bytes.len - 8, 0))
		return fault_set(f, name, 0, 0, "model damaged or cut short: "
		    "its checksum does not fit; copy or train it again");
	return 0;
}

static int
parse(struct model *m, struct sv bytes, const char *name, struct fault *f)
{
	struct sv rest = sv_from(bytes, sizeof(FIRST_LINE) - 1), head;
	struct json_doc *doc;
	int r;

	rest.len -= 8;
	head = (struct sv){rest.p + 4, get_u32(rest.p)};
	rest = sv_from(rest, 4);
	if (head.len > rest.len)
		return fault_set(f, name, 0, 0, "not a model that can be "
		    "used: its head is cut short; train it again");
	rest = sv_from(rest, head.len);
	doc = json_parse(head, name, f);
	if (doc == NULL)
		return -1;
	r = read_head(m, doc, f);
	json_free(doc);
	return r != 0 ? -1 : read_features(m, rest, name, f);
}

struct model *
model_parse(struct sv bytes, const char *name, struct fault *f)
{
	struct model *m;

	if (check_frame(bytes, name, f) != 0)
		return NULL;
	m = mem_zalloc(1, sizeof(*m));
	if (parse(m, bytes, name, f) != 0) {
		model_free(m);
		return NULL;
	}
	set_id(m, hash_bytes(bytes.p, bytes.len - 8, 0));
	return m;
}

struct model *
model_read(const char *path, struct fault *f)
{
	struct str bytes = {0};
	struct model *m = NULL;

	if (src_slurp(path, MODEL_LARGEST, &bytes, f) == 0)
		m = model_parse(str_sv(&bytes), path, f);
	str_free(&bytes);
	return m;
}
