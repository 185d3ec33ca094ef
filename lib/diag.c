/* SPDX-License-Identifier: MIT */
#include "diag.h"

#include "progress.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The one piece of mutable state in lib/: who speaks, and how bad it was. */
static const char *prog_name = "precinct";
static int worst;
static bool quiet_notes;

void
diag_init(const char *prog)
{
	prog_name = prog;
}

const char *
diag_prog(void)
{
	return prog_name;
}

void
diag_quiet(bool quiet)
{
	quiet_notes = quiet;
}

int
diag_status(void)
{
	return worst;
}

void
diag_raise(enum diag_status status)
{
	if ((int)status > worst)
		worst = (int)status;
}

void
diag_prepared(struct sv lines)
{
	progress_hold();
	while (lines.len > 0) {
		ssize_t n = write(STDERR_FILENO, lines.p, lines.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break; /* nobody is left to tell */
		lines = sv_from(lines, (size_t)n);
	}
	progress_release();
}

static void
add_line(struct str *out, const char *severity, const char *file,
    uint64_t line, uint64_t column, const char *text)
{
	str_addf(out, "%s: ", prog_name);
	if (file != NULL && file[0] != '\0') {
		fault_quote(out, sv_z(file), SIZE_MAX);
		if (line != 0)
			str_addf(out, ":%llu", (unsigned long long)line);
		if (line != 0 && column != 0)
			str_addf(out, ":%llu", (unsigned long long)column);
		str_addz(out, ": ");
	}
	if (strcmp(severity, "error") != 0)
		str_addf(out, "%s: ", severity);
	fault_quote(out, sv_z(text), SIZE_MAX);
	str_addc(out, '\n');
}

void
diag_format(struct str *out, const char *severity, const char *file,
    uint64_t line, uint64_t column, const char *fmt, ...)
{
	va_list ap;
	char *text = NULL;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		mem_die(0);
	va_end(ap);
	add_line(out, severity, file, line, column, text);
	free(text);
}

static void
print(const char *severity, const char *fmt, va_list ap)
{
	struct str out = {0};
	char *text = NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		mem_die(0);
	add_line(&out, severity, NULL, 0, 0, text);
	diag_prepared(str_sv(&out));
	str_free(&out);
	free(text);
}

void
diag_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print("error", fmt, ap);
	va_end(ap);
	diag_raise(DIAG_TROUBLE);
}

void
diag_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print("warning", fmt, ap);
	va_end(ap);
}

void
diag_note(const char *fmt, ...)
{
	va_list ap;

	if (quiet_notes)
		return;
	va_start(ap, fmt);
	print("note", fmt, ap);
	va_end(ap);
}

void
diag_fault_as(const char *severity, const struct fault *f)
{
	struct str out = {0};

	add_line(&out, severity, str_z(&f->file), f->line, f->column,
	    str_z(&f->text));
	diag_prepared(str_sv(&out));
	str_free(&out);
}

void
diag_fault(const struct fault *f)
{
	diag_fault_as("error", f);
	diag_raise(DIAG_TROUBLE);
}
