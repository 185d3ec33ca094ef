/* SPDX-License-Identifier: MIT */
/*
 * precinct: the front door: which tools there are, a station's folder laid out
 * and checked.
 */
#include "datetime.h"
#include "diag.h"
#include "folder.h"
#include "prog.h"
#include "tools.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { LANG_ZH, LANG_EN };
static const char *const languages[] = {"zh", "en", NULL};

static struct {
	const char *today;
	int language;
	bool quiet;
} opts;

static const struct prog_option options[] = {
	{"today", 0, "DATE", "with check: day to go by (default: the clock)",
	    PROG_TEXT, &opts.today, 0, 0, NULL},
	{"lang", 0, "LANG", "of the list: zh or en", PROG_CHOICE,
	    &opts.language, 0, 0, languages},
	{"quiet", 'q', NULL, "print no notes", PROG_FLAG, &opts.quiet, 0, 0,
	    NULL},
	{0}
};

static const char *const examples[] = {
	"precinct",
	"precinct init /srv/station",
	"precinct check /srv/station",
	"precinct help grep-cases",
	NULL
};

static const struct prog prog = {"precinct",
	"[list | init DIR | check DIR | help [TOOL]]",
	"Lists the tools; lays out a station's folder, and checks one.",
	options, examples, {NULL, "check found something", NULL}, NULL, NULL};

static int
finish(void)
{
	if (fflush(stdout) != 0)
		diag_error("<stdout>: cannot write");
	return diag_status();
}

static int
list_tools(void)
{
	struct str out = {0};

	tools_put(&out, opts.language == LANG_EN);
	fputs(out.p, stdout);
	str_free(&out);
	return finish();
}

/* Returns when man cannot be run or has no such page. */
static void
show_page(const char *section, const char *name)
{
	const char *const page[] = {"man", section, name, NULL};
	struct str look = {0};
	int found;

	/* The name is one of ours: nothing in it means anything to a shell. */
	str_addf(&look, "man -w %s %s >/dev/null 2>&1", section, name);
	found = system(look.p);
	str_free(&look);
	if (found == 0)
		execvp(page[0], (char *const *)(uintptr_t)page);
}

/* The tool beside this program, else one in PATH. */
static void
show_usage(const char *name)
{
	const char *const usage[] = {name, "--help", NULL};
	char *self = realpath("/proc/self/exe", NULL);
	const char *slash = self != NULL ? strrchr(self, '/') : NULL;
	struct str path = {0};

	if (slash != NULL)
		str_addf(&path, "%.*s/", (int)(slash - self), self);
	str_addz(&path, name);
	free(self);
	execv(path.p, (char *const *)(uintptr_t)usage);
	str_free(&path);
	execvp(usage[0], (char *const *)(uintptr_t)usage);
	diag_error("cannot run %s: %s; is it in your PATH", name,
	    strerror(errno));
}

/* The page where there is one, else --help: both in the tool's own words. */
static int
help(const char *name)
{
	if (name != NULL && strcmp(name, "precinct") != 0 &&
	    tools_find(name) == NULL)
		return prog_usage(&prog, "no tool is called '%s'", name);
	if (name == NULL)
		show_page("7", "precinct");
	else
		show_page("1", name);
	show_usage(name != NULL ? name : "precinct");
	return diag_status();
}

static int
init(const char *dir)
{
	struct folder_made made;
	struct fault f = {0};
	int status = folder_init(dir, &made, &f);

	if (made.made.len > 0)
		diag_note("made in %s: %s", dir, made.made.p);
	if (made.left.len > 0)
		diag_note("left as they were: %s", made.left.p);
	if (status != 0)
		diag_fault(&f);
	else if (opts.language == LANG_EN)
		printf("# The first steps, with an example export (%s has "
		    "more):\n%s", "README.md", made.steps.p);
	else
		printf("# 第一步，用随附的示例导出（%s 里有说明）：\n%s",
		    "README.md", made.steps.p);
	folder_made_free(&made);
	fault_free(&f);
	return finish();
}

static void
report(void *context, const struct fault *finding)
{
	(void)context;
	diag_fault_as("error", finding);
	diag_raise(DIAG_NEGATIVE);
}

static int
check(const char *dir)
{
	struct folder_check c = {.dir = dir, .report = report};
	struct fault f = {0};

	if (opts.today == NULL) {
		c.today = (time(NULL) + DATETIME_CHINA * 60) / 86400;
	} else if (!date_read(sv_z(opts.today), &c.today)) {
		return prog_usage(&prog, "--today: '%s' is no date; write it "
		    "as 2024-08-31", opts.today);
	}
	if (folder_check(&c, &f) != 0)
		diag_fault(&f);
	else
		printf("%zu files, %zu findings\n", c.files, c.findings);
	fault_free(&f);
	return finish();
}

static int
run(const struct prog_list *words)
{
	const char *verb = words->count > 0 ? words->items[0] : "list";
	const char *what = words->count > 1 ? words->items[1] : NULL;

	if (words->count > 2)
		return prog_usage(&prog, "too many words behind '%s'", verb);
	if (strcmp(verb, "list") == 0 && what == NULL)
		return list_tools();
	if (strcmp(verb, "help") == 0)
		return help(what);
	if (strcmp(verb, "init") == 0 && what != NULL)
		return init(what);
	if (strcmp(verb, "check") == 0 && what != NULL)
		return check(what);
	if (strcmp(verb, "init") == 0 || strcmp(verb, "check") == 0)
		return prog_usage(&prog, "%s wants a DIR", verb);
	if (tools_find(verb) != NULL)
		return prog_usage(&prog, "%s is a command of its own; run it, "
		    "or 'precinct help %s'", verb, verb);
	return prog_usage(&prog, "unknown word '%s'; list, init, check or "
	    "help", verb);
}

int
main(int argc, char **argv)
{
	struct prog_list words = {0};

	if (prog_parse(&prog, argc, argv, &words) != PROG_RUN)
		return diag_status();
	diag_quiet(opts.quiet);
	return run(&words);
}
