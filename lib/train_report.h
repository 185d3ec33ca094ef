/* SPDX-License-Identifier: MIT */
/* train_report: what training gave, for people and for programs. */
#ifndef PRECINCT_TRAIN_REPORT_H
#define PRECINCT_TRAIN_REPORT_H

#include "train.h"

/* size: bytes of the model's file. Appends; -1 with the fault of a table. */
int train_report_text(const struct train_result *r, size_t size, bool english,
    struct str *out, struct fault *f);
/* One object, a line: model texts features bytes, and held_out and decided as
 * score_report_json makes them. */
void train_report_json(const struct train_result *r, size_t size,
    struct str *out);

#endif
