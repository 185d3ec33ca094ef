/* SPDX-License-Identifier: MIT */
/*
 * template: text with places to fill, for wording that the station edits. The
 * syntax is a small part of Mustache:
 *
 *	{{name}}                the value
 *	{{#name}} … {{/name}}   only where the value is not empty
 *	{{^name}} … {{/name}}   only where it is
 *	{{! remark }}           nothing
 *
 * A line that holds nothing but sections' tags or a remark is left out whole.
 * A name that is not known, a tag without end, sections that cross are faults
 * with their place when the template is read, not when it is filled.
 */
#ifndef PRECINCT_TEMPLATE_H
#define PRECINCT_TEMPLATE_H

#include "fault.h"

#define TEMPLATE_MAX ((size_t)1 << 20)  /* bytes */
#define TEMPLATE_DEEP 16                /* sections in sections */

struct template;

/* known: the names, ends with NULL; kept. NULL with the fault. */
struct template *template_read(const char *path, const char *const *known,
    struct fault *f);
struct template *template_parse(struct sv text, const char *name,
    const char *const *known, struct fault *f);
void template_free(struct template *t);
/* Appends the text filled; values stand in the order of `known`. */
void template_fill(const struct template *t, const struct sv *values,
    struct str *out);
/* Whether the template asks for that name. */
bool template_uses(const struct template *t, const char *name);

#endif
