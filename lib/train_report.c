/* SPDX-License-Identifier: MIT */
#include "train_report.h"

#include "jsonout.h"
#include "score_report.h"

void
train_report_json(const struct train_result *r, size_t size, struct str *out)
{
	struct str part = {0};
	size_t start = out->len;

	json_put_text(out, SV("model"), sv_z(r->model->id));
	json_put_int(out, SV("texts"), (int64_t)r->model->texts);
	json_put_int(out, SV("features"), (int64_t)r->model->nfeatures);
	json_put_int(out, SV("bytes"), (int64_t)size);
	score_report_json(&r->held_out, &part);
	json_put_raw(out, SV("held_out"), sv_trim(str_sv(&part)));
	str_clear(&part);
	score_report_json(&r->decided, &part);
	json_put_raw(out, SV("decided"), sv_trim(str_sv(&part)));
	json_enclose(out, start);
	str_addc(out, '\n');
	str_free(&part);
}

int
train_report_text(const struct train_result *r, size_t size, bool english,
    struct str *out, struct fault *f)
{
	str_addf(out, english ?
	    "model %s: %llu texts, %zu classes, %zu n-grams, %zu bytes\n"
	    "texts kept apart, %u folds:\n\n" :
	    "模型%s：文本%llu条，类别%zu个，n元组%zu个，%zu字节\n"
	    "留出文本（%u折交叉验证）：\n\n", r->model->id,
	    (unsigned long long)r->model->texts, r->model->nclasses,
	    r->model->nfeatures, size, r->folds);
	if (score_report_text(&r->held_out, english, out, f) != 0)
		return -1;
	str_addf(out, english ?
	    "\nwhere less than %d%% likely to be right counts as unsure:\n\n" :
	    "\n把握不足%d%%的留待人工时：\n\n", (int)r->model->sure);
	return score_report_text(&r->decided, english, out, f);
}
