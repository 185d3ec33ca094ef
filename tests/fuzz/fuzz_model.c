/* SPDX-License-Identifier: MIT */
/* model: any bytes are refused with a reason, or are a model that scores any
 * text without harm. A right checksum is put behind the input, so that what
 * comes after the checksum is reached. */
#include <math.h>
#include <stdlib.h>

#include "map.h"
#include "model.h"

static void
score(const struct model *m, struct sv text)
{
	struct fold *fold = fold_new();
	struct model_scorer *s = model_scorer_new(m, fold);
	struct model_reason reasons[4];
	size_t n;

	model_begin(s);
	for (unsigned i = 0; i < MODEL_NPARTS; i++)
		model_text(s, (enum model_part)i, text);
	model_end(s);
	n = model_reasons(s, s->best, reasons, 4);
	if (s->best >= m->nclasses || s->second >= m->nclasses ||
	    !isfinite(s->scores[s->best]) || s->certainty < 0 ||
	    s->certainty > 1 || n > 4)
		abort();
	model_scorer_free(s);
	fold_free(fold);
}

static void
try_it(struct sv bytes)
{
	struct fault f = {0};
	struct model *m = model_parse(bytes, "fuzz", &f);

	if ((m == NULL) != (f.text.len > 0))
		abort();
	if (m != NULL) {
		score(m, SV("报警人称网上办贷款先交保证金12号，借款到期不还"));
		score(m, SV(""));
	}
	model_free(m);
	fault_free(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {0};
	uint64_t sum;

	try_it((struct sv){(const char *)data, size});
	if (size < 8)
		return 0;
	str_add(&bytes, data, size - 8);
	sum = hash_bytes(bytes.p, bytes.len, 0);
	for (unsigned i = 0; i < 64; i += 8)
		str_addc(&bytes, (char)(sum >> i & 0xff));
	try_it(str_sv(&bytes));
	str_free(&bytes);
	return 0;
}
