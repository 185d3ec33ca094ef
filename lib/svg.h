/* SPDX-License-Identifier: MIT */
/*
 * svg: the charts of a report as inline SVG. Colours are classes that the
 * page's style sheet gives (bar, pale, h0 to h4, axis), so that light, dark
 * and print differ there only; every chart has its title and description in
 * it, for who cannot see it (SVG 2, 5.7; WAI-ARIA img).
 */
#ifndef PRECINCT_SVG_H
#define PRECINCT_SVG_H

#include "report.h"

/* id: unique in the page. */
void svg_chart(struct str *out, const struct report_chart *c, size_t id);
/* Appends text as XML shows it: cleaned (wrap_clean), & < > " escaped. */
void svg_text(struct str *out, struct sv text);

#endif
