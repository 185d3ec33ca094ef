/* SPDX-License-Identifier: MIT */
/*
 * datetime_text: the forms of date and time that people and Excel write, for
 * datetime.c; everybody else uses datetime_parse.
 */
#ifndef PRECINCT_DATETIME_TEXT_H
#define PRECINCT_DATETIME_TEXT_H

#include "datetime.h"

/* A year outside is a slip of the pen in an incident log. */
#define DATETIME_YEAR_MIN 1900
#define DATETIME_YEAR_MAX 2199

/* As datetime_parse; needs nothing of it and takes any form. */
bool datetime_text_parse(struct sv text,
    const struct datetime_context *context, struct datetime *t,
    unsigned *doubts);

#endif
