/* SPDX-License-Identifier: MIT */
/* patrols: lines of a synthetic volunteer patrol log. */
#ifndef PRECINCT_PATROLS_H
#define PRECINCT_PATROLS_H

#include "datetime.h"
#include "scene.h"

void patrol_header(struct str *out);
void patrol_row(struct str *row, int64_t day, struct dice *d);

#endif
