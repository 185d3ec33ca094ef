/* SPDX-License-Identifier: MIT */
/*
 * xml: the elements and text of an XML document as it comes in. Names are
 * without their prefix. A document type declaration is refused: office files
 * have none, and entities that expand are all they could be for.
 */
#ifndef PRECINCT_XML_H
#define PRECINCT_XML_H

#include "fault.h"

#define XML_DEPTH 64

struct xml;

struct xml_handlers {
	/* -1 with the fault's text ends the parse. */
	int (*start)(void *context, struct sv name, const char *const *attributes,
	    struct fault *f);
	void (*end)(void *context, struct sv name);
	void (*text)(void *context, struct sv text);
	void *context;
};

/* part: how faults name the document, must outlive it. */
struct xml *xml_new(const struct xml_handlers *h, const char *part);
/* The same for text in UTF-8, whatever it declares. */
struct xml *xml_new_utf8(const struct xml_handlers *h, const char *part);
void xml_free(struct xml *x);
/* The next bytes; last: there are no more. -1 with the fault. */
int xml_feed(struct xml *x, struct sv bytes, bool last, struct fault *f);

/* The value of an attribute by its name without prefix; empty view, p NULL,
 * when it is not there. */
struct sv xml_attribute(const char *const *attributes, const char *name);

#endif
