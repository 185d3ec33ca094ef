/* SPDX-License-Identifier: MIT */
/* score_report: a score for people and for programs. */
#ifndef PRECINCT_SCORE_REPORT_H
#define PRECINCT_SCORE_REPORT_H

#include "fault.h"
#include "score.h"

/* Appends tables and sentences. -1 with the fault of the table. */
int score_report_text(const struct score *s, bool english, struct str *out,
    struct fault *f);
/* Appends one object, a line:
 * records right unsure unlabelled accuracy accuracy_decided macro_f1,
 * classes: [{class truly said right precision recall f1}],
 * confusion: [{truly said count}]; shares are fractions of 1. */
void score_report_json(const struct score *s, struct str *out);

#endif
