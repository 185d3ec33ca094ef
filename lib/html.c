/* SPDX-License-Identifier: MIT */
#include "html.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>

struct html {
	htmlParserCtxtPtr parser;
	struct html_handlers h;
	unsigned depth;
	bool deep;              /* too deep: it was stopped */
};

static void
on_start(void *user, const xmlChar *name, const xmlChar **attributes)
{
	static const char *const none[] = {NULL};
	struct html *x = user;

	/* The parser looks through all that is open at each end tag. */
	if (++x->depth > HTML_DEPTH) {
		x->deep = true;
		xmlStopParser(x->parser);
	}
	if (!x->deep)
		x->h.start(x->h.context, sv_z((const char *)name),
		    attributes != NULL ? (const char *const *)attributes :
		    none);
}

static void
on_end(void *user, const xmlChar *name)
{
	struct html *x = user;

	x->depth -= x->depth > 0;
	if (!x->deep)
		x->h.end(x->h.context, sv_z((const char *)name));
}

static void
on_text(void *user, const xmlChar *text, int n)
{
	struct html *x = user;

	if (!x->deep)
		x->h.text(x->h.context, (struct sv){(const char *)text,
		    (size_t)n});
}

/* Scripts and styles. */
static void
on_data(void *user, const xmlChar *text, int n)
{
	(void)user;
	(void)text;
	(void)n;
}

struct html *
html_new(const struct html_handlers *h)
{
	htmlSAXHandler sax = {.startElement = on_start, .endElement = on_end,
	    .characters = on_text, .ignorableWhitespace = on_text,
	    .cdataBlock = on_data};
	struct html *x = mem_zalloc(1, sizeof(*x));

	x->h = *h;
	x->parser = htmlCreatePushParserCtxt(&sax, x, NULL, 0, NULL,
	    XML_CHAR_ENCODING_UTF8);
	if (x->parser == NULL)
		mem_die(0);
	htmlCtxtUseOptions(x->parser, HTML_PARSE_NOERROR |
	    HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
	return x;
}

void
html_free(struct html *x)
{
	if (x == NULL)
		return;
	htmlFreeParserCtxt(x->parser);
	free(x);
}

int
html_feed(struct html *x, struct sv bytes, bool last, struct fault *f)
{
	/* What is wrong with a page is no error of the parser: it goes on. */
	htmlParseChunk(x->parser, bytes.len > 0 ? bytes.p : "",
	    (int)bytes.len, last);
	if (x->deep)
		return fault_set(f, NULL,
		    (uint64_t)xmlSAX2GetLineNumber(x->parser), 0,
		    "elements of the page lie more than %d deep in each "
		    "other", HTML_DEPTH);
	return 0;
}

struct sv
html_attribute(const char *const *attributes, const char *name)
{
	for (size_t i = 0; attributes[i] != NULL; i += 2)
		if (strcmp(attributes[i], name) == 0)
			return sv_z(attributes[i + 1] != NULL ?
			    attributes[i + 1] : "");
	return (struct sv){"", 0};
}
