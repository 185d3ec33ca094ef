/* SPDX-License-Identifier: MIT */
/*
 * html: the elements and text of a web page as it comes in, well-formed or
 * not: what is not closed is closed as browsers do. Names are in lower case,
 * entities are their characters; scripts and styles give no text.
 */
#ifndef PRECINCT_HTML_H
#define PRECINCT_HTML_H

#include "fault.h"

#define HTML_DEPTH 256

struct html;

struct html_handlers {
	void (*start)(void *context, struct sv name,
	    const char *const *attributes);
	void (*end)(void *context, struct sv name);
	void (*text)(void *context, struct sv text);
	void *context;
};

struct html *html_new(const struct html_handlers *h);
void html_free(struct html *x);
/* The next bytes, UTF-8; last: there are no more. -1 with the fault. */
int html_feed(struct html *x, struct sv bytes, bool last, struct fault *f);

/* The value of an attribute; empty view when it is not there. */
struct sv html_attribute(const char *const *attributes, const char *name);

#endif
