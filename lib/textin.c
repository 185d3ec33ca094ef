/* SPDX-License-Identifier: MIT */
#include "textin.h"

#include "enc.h"
#include "src.h"
#include "utf8.h"

#include <ctype.h>
#include <stdlib.h>

#define PIECE ((size_t)64 << 10)
#define HEAD ((size_t)1 << 20)  /* by which the encoding is judged */
#define DECLARED 4096           /* where a declaration stands */

struct textin {
	struct src *src;
	struct enc_stream *stream;      /* NULL: it is UTF-8 */
	char *name;                     /* of the encoding */
	struct str held;                /* bytes, not yet given */
	struct str text;
	size_t given;                   /* of text, by the last call */
	uint64_t line;
	bool end;                       /* of src */
	bool last;                      /* of all */
};

static int
fill(struct textin *t, size_t want, struct fault *f)
{
	while (t->held.len < want && !t->end) {
		ptrdiff_t n;

		str_reserve(&t->held, PIECE);
		n = src_read(t->src, t->held.p + t->held.len, PIECE, f);
		if (n < 0)
			return -1;
		t->held.len += (size_t)n;
		t->end = n == 0;
	}
	return 0;
}

/* charset=gb2312 of a page, encoding="GB18030" of XML. */
static void
declared(struct sv head, char *name, size_t cap)
{
	static const char *const words[] = {"charset", "encoding"};
	size_t n = 0;

	if (head.len > DECLARED)
		head.len = DECLARED;
	for (size_t i = 0; i < head.len && n == 0; i++)
		for (size_t w = 0; w < 2 && n == 0; w++) {
			size_t k = i + strlen(words[w]);

			if (k >= head.len || strncasecmp(head.p + i, words[w],
			    strlen(words[w])) != 0)
				continue;
			while (k < head.len &&
			    strchr(" =\"'", head.p[k]) != NULL)
				k++;
			while (k < head.len && n + 1 < cap &&
			    (isalnum((unsigned char)head.p[k]) ||
			    strchr("-_.:", head.p[k]) != NULL) &&
			    head.p[k] != '\0')
				name[n++] = head.p[k++];
		}
	name[n] = '\0';
}

static int
begin_stream(struct textin *t, const char *name, struct fault *f)
{
	enum enc e;

	free(t->name);
	t->name = mem_strdup(name);
	if (enc_find(name, &e) && e == ENC_UTF8)
		return 0;
	t->stream = enc_stream_open(enc_find(name, &e) && e != ENC_NAMED &&
	    e != ENC_AUTO ? enc_name(e) : name, f);
	return t->stream != NULL ? 0 : -1;
}

static int
decide(struct textin *t, const char *encoding, struct fault *f)
{
	char name[40];
	enum enc asked, found, said;
	size_t bom;

	found = enc_detect(str_sv(&t->held), t->end, &bom);
	if (bom > 0) {
		t->held.len -= bom;
		memmove(t->held.p, t->held.p + bom, t->held.len);
	}
	if (encoding != NULL && (!enc_find(encoding, &asked) ||
	    asked != ENC_AUTO))
		return begin_stream(t, encoding, f);
	declared(str_sv(&t->held), name, sizeof(name));
	if (name[0] == '\0' || !enc_find(name, &said))
		said = ENC_AUTO;
	/* Big5 can be read as GB18030, too: what is said counts. UTF-16 is
	 * often said of what is not. */
	if (bom == 0 && ((found == ENC_GB18030 && said == ENC_NAMED) ||
	    (found == ENC_ASCII && (said == ENC_NAMED ||
	    said == ENC_GB18030))))
		return begin_stream(t, name, f);
	return begin_stream(t, found == ENC_ASCII ? "utf-8" :
	    enc_name(found), f);
}

struct textin *
textin_open(const char *path, const char *encoding, struct fault *f)
{
	struct textin *t = mem_zalloc(1, sizeof(*t));

	t->line = 1;
	t->src = src_open(path, f);
	if (t->src != NULL && fill(t, HEAD, f) == 0 &&
	    decide(t, encoding, f) == 0)
		return t;
	textin_close(t);
	return NULL;
}

/* How much of the text is whole characters; -1: there is something else. */
static ptrdiff_t
whole(struct textin *t, struct fault *f)
{
	size_t valid = utf8_valid_prefix(str_sv(&t->text));

	for (size_t i = 0; i < valid; i++)
		t->line += t->text.p[i] == '\n';
	if (valid == t->text.len || (!t->last && t->text.len - valid < 4 &&
	    t->text.p[valid] != '\xff'))
		return (ptrdiff_t)valid;
	return fault_set(f, NULL, t->line, 0, "bytes that are not %s: the "
	    "page is of another encoding, or damaged; name it with "
	    "--encoding", t->name);
}

int
textin_read(struct textin *t, struct sv *text, struct fault *f)
{
	ptrdiff_t n;

	t->text.len -= t->given;
	if (t->given > 0)
		memmove(t->text.p, t->text.p + t->given, t->text.len);
	t->given = 0;
	if (t->last && t->text.len == 0)
		return 0;
	if (fill(t, 1, f) != 0)
		return -1;
	t->last = t->end;
	if (t->stream != NULL)
		enc_stream_add(t->stream, str_sv(&t->held), t->last, &t->text);
	else
		str_addsv(&t->text, str_sv(&t->held));
	str_clear(&t->held);
	n = whole(t, f);
	if (n < 0)
		return -1;
	t->given = (size_t)n;
	*text = (struct sv){str_z(&t->text), t->given};
	return 1;
}

void
textin_close(struct textin *t)
{
	if (t == NULL)
		return;
	src_close(t->src);
	enc_stream_close(t->stream);
	free(t->name);
	str_free(&t->held);
	str_free(&t->text);
	free(t);
}
