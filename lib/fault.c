/* SPDX-License-Identifier: MIT */
#include "fault.h"
#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int
fault_set(struct fault *f, const char *file, uint64_t line, uint64_t column,
    const char *fmt, ...)
{
	va_list ap;
	char *text = NULL;

	if (f == NULL)
		return -1;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		mem_die(0);
	va_end(ap);
	/* file may be f->file.p itself: build before clearing. */
	if (file != f->file.p || file == NULL) {
		str_clear(&f->file);
		if (file != NULL)
			str_addz(&f->file, file);
	}
	f->line = line;
	f->column = column;
	str_clear(&f->text);
	str_addz(&f->text, text);
	free(text);
	return -1;
}

int
fault_sys(struct fault *f, const char *file, int error, const char *what)
{
	char buf[128];

	/* The GNU strerror_r may return a static text instead of buf. */
	return fault_set(f, file, 0, 0, "%s: %s", what,
	    strerror_r(error, buf, sizeof(buf)));
}

void
fault_free(struct fault *f)
{
	str_free(&f->file);
	str_free(&f->text);
	*f = (struct fault){0};
}

void
fault_quote(struct str *out, struct sv s, size_t max)
{
	size_t at = 0;

	while (at < s.len && at < max) {
		uint32_t c;
		size_t n = utf8_decode(sv_from(s, at), &c);

		if (n == 0 || c < 0x20 || (c >= 0x7f && c < 0xa0)) {
			str_addf(out, "\\x%02x", (unsigned char)s.p[at]);
			at++;
		} else {
			str_add(out, s.p + at, n);
			at += n;
		}
	}
	if (at < s.len)
		str_addz(out, "...");
}
