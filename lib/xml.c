/* SPDX-License-Identifier: MIT */
#include "xml.h"

#include <expat.h>
#include <stdlib.h>

struct xml {
	XML_Parser parser;
	struct xml_handlers h;
	const char *part;
	struct fault *f;
	unsigned depth;
	bool refused;           /* f is set by us or the handler */
};

static struct sv
local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return sv_z(colon != NULL ? colon + 1 : name);
}

static void
refuse(struct xml *x)
{
	x->refused = true;
	XML_StopParser(x->parser, XML_FALSE);
}

static void
on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
	struct xml *x = user;

	if (x->refused)
		return;
	if (++x->depth > XML_DEPTH) {
		fault_set(x->f, NULL, 0, 0, "%s: elements lie more than %d "
		    "deep in each other", x->part, XML_DEPTH);
		refuse(x);
	} else if (x->h.start(x->h.context, local_name(name),
	    (const char *const *)attributes, x->f) != 0) {
		refuse(x);
	}
}

static void
on_end(void *user, const XML_Char *name)
{
	struct xml *x = user;

	x->depth--;
	if (!x->refused)
		x->h.end(x->h.context, local_name(name));
}

static void
on_text(void *user, const XML_Char *text, int n)
{
	struct xml *x = user;

	if (!x->refused)
		x->h.text(x->h.context, (struct sv){text, (size_t)n});
}

static void
on_doctype(void *user, const XML_Char *name, const XML_Char *system,
    const XML_Char *public, int has_subset)
{
	struct xml *x = user;

	(void)name;
	(void)system;
	(void)public;
	(void)has_subset;
	fault_set(x->f, NULL, 0, 0, "%s: holds a document type declaration, "
	    "which no spreadsheet writes; it is not read", x->part);
	refuse(x);
}

static struct xml *
new_in(const char *encoding, const struct xml_handlers *h, const char *part)
{
	struct xml *x = mem_zalloc(1, sizeof(*x));

	x->parser = XML_ParserCreate(encoding);
	if (x->parser == NULL)
		mem_die(0);
	x->h = *h;
	x->part = part;
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	return x;
}

struct xml *
xml_new(const struct xml_handlers *h, const char *part)
{
	return new_in(NULL, h, part);
}

struct xml *
xml_new_utf8(const struct xml_handlers *h, const char *part)
{
	return new_in("UTF-8", h, part);
}

void
xml_free(struct xml *x)
{
	if (x == NULL)
		return;
	XML_ParserFree(x->parser);
	free(x);
}

int
xml_feed(struct xml *x, struct sv bytes, bool last, struct fault *f)
{
	static const char nothing[1];

	x->f = f;
	if (XML_Parse(x->parser, bytes.len > 0 ? bytes.p : nothing,
	    (int)bytes.len, last) == XML_STATUS_OK)
		return 0;
	if (x->refused)
		return -1;
	return fault_set(f, NULL, 0, 0, "damaged workbook: %s, line %lu, "
	    "column %lu: %s", x->part, XML_GetCurrentLineNumber(x->parser),
	    XML_GetCurrentColumnNumber(x->parser) + 1,
	    XML_ErrorString(XML_GetErrorCode(x->parser)));
}

struct sv
xml_attribute(const char *const *attributes, const char *name)
{
	for (size_t i = 0; attributes[i] != NULL; i += 2)
		if (sv_eq(local_name(attributes[i]), sv_z(name)))
			return sv_z(attributes[i + 1]);
	return (struct sv){NULL, 0};
}
