/* SPDX-License-Identifier: MIT */
#include "prog.h"

#include "diag.h"
#include "progress.h"
#include "utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef PRECINCT_VERSION
#error "PRECINCT_VERSION comes from the file VERSION, through the Makefile"
#endif

#define MAX_OPTIONS 64

enum { OPT_VERSION = 1000, OPT_LIST, OPT_LONG_ONLY = 2000 };

static size_t
count_options(const struct prog *p)
{
	size_t n = 0;

	while (p->options[n].name != NULL)
		n++;
	return n;
}

static void
print_option(struct str *out, char letter, const char *name, const char *arg,
    const char *help)
{
	struct str left = {0};

	if (letter != 0)
		str_addf(&left, "  -%c, --%s", letter, name);
	else
		str_addf(&left, "      --%s", name);
	if (arg != NULL)
		str_addf(&left, " %s", arg);
	str_addsv(out, str_sv(&left));
	if (left.len >= 28)
		str_addz(out, "\n                            ");
	else
		for (size_t i = left.len; i < 28; i++)
			str_addc(out, ' ');
	str_addf(out, "%s\n", help);
	str_free(&left);
}

static bool
is_known(const struct prog *p, const struct prog_option *o)
{
	return p->known != NULL && o->letter != 0 &&
	    strchr(p->known, o->letter) != NULL;
}

/* "  as in grep(1): -e PATTERN, -i, ..." in lines of at most 80 columns. */
static void
print_known(struct str *out, const struct prog *p)
{
	struct str item = {0};
	size_t line = out->len;

	str_addf(out, "  as in %s:", p->known_from);
	for (const struct prog_option *o = p->options; o->name != NULL; o++) {
		if (!is_known(p, o))
			continue;
		str_clear(&item);
		str_addf(&item, " -%c", o->letter);
		if (o->arg != NULL)
			str_addf(&item, " %s", o->arg);
		if (out->len - line + item.len > 78) {
			str_addz(out, "\n   ");
			line = out->len - 3;
		}
		str_addsv(out, str_sv(&item));
		str_addc(out, ',');
	}
	out->p[out->len - 1] = '\n';
	str_free(&item);
}

static void
print_help(const struct prog *p)
{
	static const char *const meaning[] = {"done", "", "trouble"};
	struct str out = {0};

	str_addf(&out, "usage: %s [options] %s\n%s\n\n", p->name, p->operands,
	    p->summary);
	if (p->known != NULL)
		print_known(&out, p);
	for (const struct prog_option *o = p->options; o->name != NULL; o++)
		if (!is_known(p, o))
			print_option(&out, o->letter, o->name, o->arg, o->help);
	print_option(&out, 'h', "help", NULL, "print this and exit");
	print_option(&out, 'V', "version", NULL, "print the version and exit");
	str_addz(&out, "\nexamples:\n");
	for (size_t i = 0; p->examples[i] != NULL; i++)
		str_addf(&out, "  %s\n", p->examples[i]);
	str_addz(&out, "\nexit status:");
	for (int i = 0; i < 3; i++) {
		if (p->exits[i] == NULL && meaning[i][0] == '\0')
			continue;
		str_addf(&out, "%s %d %s", i == 0 ? "" : ",", i,
		    p->exits[i] != NULL ? p->exits[i] : meaning[i]);
	}
	str_addz(&out, "\n");
	fputs(out.p, stdout);
	str_free(&out);
}

/* One line an option for the tests and the completions:
 * letter (or -), name, argument (or -), help, choices (or -), separated by
 * tabs. */
static void
print_list(const struct prog *p)
{
	for (const struct prog_option *o = p->options; o->name != NULL; o++) {
		printf("%c\t%s\t%s\t%s\t", o->letter != 0 ? o->letter : '-',
		    o->name, o->arg != NULL ? o->arg : "-", o->help);
		if (o->type != PROG_CHOICE)
			printf("-");
		for (size_t i = 0; o->type == PROG_CHOICE &&
		    o->choices[i] != NULL; i++)
			printf("%s%s", i > 0 ? " " : "", o->choices[i]);
		printf("\n");
	}
	printf("h\thelp\t-\tprint this and exit\t-\n"
	       "V\tversion\t-\tprint the version and exit\t-\n");
}

static int
finish_stdout(void)
{
	if (fflush(stdout) != 0)
		diag_error("<stdout>: cannot write");
	return PROG_DONE;
}

int
prog_usage(const struct prog *p, const char *fmt, ...)
{
	va_list ap;
	char *text = NULL;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		mem_die(0);
	va_end(ap);
	diag_error("%s; try '%s --help'", text, p->name);
	free(text);
	return diag_status();
}

static bool
parse_scaled(const struct prog_option *o, const char *arg, int64_t *value)
{
	struct sv digits = sv_z(arg);
	int64_t scale = 1, n;

	if (o->type == PROG_SIZE && digits.len > 1) {
		char unit = digits.p[digits.len - 1];

		scale = unit == 'K' ? 1 << 10 : unit == 'M' ? 1 << 20 :
		    unit == 'G' ? 1 << 30 : 1;
		if (scale != 1)
			digits.len--;
	}
	if (!sv_int(digits, &n) || n > INT64_MAX / scale || n < 0)
		return false;
	*value = n * scale;
	return *value >= o->min && *value <= o->max;
}

static bool
parse_choice(const struct prog *p, const struct prog_option *o,
    const char *arg)
{
	struct str all = {0};

	for (int i = 0; o->choices[i] != NULL; i++) {
		if (strcmp(o->choices[i], arg) == 0) {
			*(int *)o->to = i;
			str_free(&all);
			return true;
		}
		str_addf(&all, "%s%s", i == 0 ? "" : ", ", o->choices[i]);
	}
	prog_usage(p, "--%s: '%s' is not one of %s", o->name, arg, all.p);
	str_free(&all);
	return false;
}

static bool
apply(const struct prog *p, const struct prog_option *o, const char *arg)
{
	struct prog_list *list;

	switch (o->type) {
	case PROG_FLAG:
		*(bool *)o->to = true;
		return true;
	case PROG_TEXT:
		*(const char **)o->to = arg;
		return true;
	case PROG_LIST:
		list = o->to;
		list->items = mem_realloc(list->items,
		    (list->count + 1) * sizeof(*list->items));
		list->items[list->count++] = arg;
		return true;
	case PROG_NUMBER:
	case PROG_SIZE:
		if (parse_scaled(o, arg, o->to))
			return true;
		prog_usage(p, "--%s: '%s' is not a number from %lld to %lld",
		    o->name, arg, (long long)o->min, (long long)o->max);
		return false;
	case PROG_CHOICE:
		return parse_choice(p, o, arg);
	}
	return false;
}

static void
build_getopt(const struct prog *p, struct option *longs, struct str *shorts)
{
	size_t n = count_options(p);

	/* '+' is not set: operands and options mix. ':' first: we report. */
	str_addz(shorts, ":hV");
	for (size_t i = 0; i < n; i++) {
		const struct prog_option *o = &p->options[i];

		longs[i] = (struct option){o->name,
		    o->arg != NULL ? required_argument : no_argument, NULL,
		    OPT_LONG_ONLY + (int)i};
		if (o->letter != 0)
			str_addf(shorts, "%c%s", o->letter,
			    o->arg != NULL ? ":" : "");
	}
	longs[n++] = (struct option){"help", no_argument, NULL, 'h'};
	longs[n++] = (struct option){"version", no_argument, NULL, 'V'};
	longs[n++] = (struct option){"list-options", no_argument, NULL,
	    OPT_LIST};
	longs[n] = (struct option){0};
}

static const struct prog_option *
by_code(const struct prog *p, int code)
{
	if (code >= OPT_LONG_ONLY)
		return &p->options[code - OPT_LONG_ONLY];
	for (const struct prog_option *o = p->options; o->name != NULL; o++)
		if (o->letter == code)
			return o;
	return NULL;
}

/* Messages must not land in a file that is opened as the missing descriptor. */
static void
keep_stderr(void)
{
	int fd = fcntl(STDERR_FILENO, F_GETFD) < 0 && errno == EBADF ?
	    open("/dev/null", O_WRONLY) : STDERR_FILENO;

	if (fd >= 0 && fd != STDERR_FILENO) {
		(void)dup2(fd, STDERR_FILENO);
		close(fd);
	}
}

static const void *
value_of(const struct prog *p, const char *name)
{
	for (const struct prog_option *o = p->options; o->name != NULL; o++)
		if (strcmp(o->name, name) == 0)
			return o->to;
	return NULL;
}

/* Every command that can show progress does so by the same rules. */
static void
begin_progress(const struct prog *p)
{
	const int *when = value_of(p, "progress");
	const bool *quiet = value_of(p, "quiet");

	if (when != NULL)
		progress_init(p->name, (enum progress_when)*when,
		    quiet != NULL && *quiet);
}

enum prog_next
prog_parse(const struct prog *p, int argc, char **argv,
    struct prog_list *operands)
{
	struct option longs[MAX_OPTIONS + 4];
	struct str shorts = {0};
	enum prog_next next = PROG_RUN;
	int code;

	keep_stderr();
	diag_init(p->name);
	if (count_options(p) > MAX_OPTIONS)
		abort();
	build_getopt(p, longs, &shorts);
	opterr = 0;
	while (next == PROG_RUN &&
	    (code = getopt_long(argc, argv, shorts.p, longs, NULL)) != -1) {
		const char *word = optind > 0 ? argv[optind - 1] : "";

		if (code == 'h') {
			print_help(p);
			next = finish_stdout();
		} else if (code == 'V') {
			printf("%s (precinct) %s\n", p->name,
			    PRECINCT_VERSION);
			next = finish_stdout();
		} else if (code == OPT_LIST) {
			print_list(p);
			next = finish_stdout();
		} else if (code == ':') {
			prog_usage(p, "option '%s' wants an argument", word);
			next = PROG_USAGE;
		} else if (code == '?') {
			if (optopt != 0 && optopt < 256)
				prog_usage(p, "unknown option '-%c'", optopt);
			else
				prog_usage(p, "unknown or ambiguous option "
				    "'%s', or one that takes no argument",
				    word);
			next = PROG_USAGE;
		} else {
			const struct prog_option *o = by_code(p, code);

			if (o == NULL || !apply(p, o, optarg))
				next = PROG_USAGE;
		}
	}
	str_free(&shorts);
	operands->items = (const char **)(void *)(argv + optind);
	operands->count = (size_t)(argc - optind);
	if (next == PROG_RUN)
		begin_progress(p);
	return next;
}

static char *
joined_if_there(const char *dir, const char *relative)
{
	struct str path = {0};
	struct stat st;

	str_addf(&path, "%s/%s", dir, relative);
	if (stat(path.p, &st) == 0)
		return path.p;
	str_free(&path);
	return NULL;
}

/* The directory that the running program is in, `up` levels above it, and
 * there the data: in share/precinct of an installation, wherever that was
 * moved to, or in share/ of the source tree of build/bin/x. */
static char *
beside_program(int up, const char *data, const char *relative)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash, *found;
	struct str dir = {0};

	if (n <= 0)
		return NULL;
	exe[n] = '\0';
	for (; up >= 0; up--) {
		slash = strrchr(exe, '/');
		if (slash == NULL)
			return NULL;
		*slash = '\0';
	}
	str_addf(&dir, "%s/%s", exe, data);
	found = joined_if_there(dir.p, relative);
	str_free(&dir);
	return found;
}

/* build/bin/x of a source tree, which has this very file's header. */
static bool
in_source_tree(void)
{
	char *header = beside_program(2, "lib", "prog.h");
	bool found = header != NULL;

	free(header);
	return found;
}

char *
prog_data_path(const char *relative)
{
	const char *dir = getenv("PRECINCT_DATADIR");
	char *path;

	if (dir != NULL && dir[0] != '\0')
		return joined_if_there(dir, relative);
	if (in_source_tree())
		return beside_program(2, "share", relative);
	path = beside_program(1, "share/precinct", relative);
	return path != NULL ? path : joined_if_there(PRECINCT_DATADIR,
	    relative);
}

unsigned
prog_processors(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	return CPU_COUNT(&set) > 0 ? (unsigned)CPU_COUNT(&set) : 1;
}
