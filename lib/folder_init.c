/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include "prog.h"
#include "src.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPLATE_MOST ((size_t)1 << 20)

static const char *const folders[] = {"inbox", "history", "patrols", "ledger",
    "reports", "rules", "profiles", NULL};

/* Template under share/, name in the folder. */
static const char *const layout[][2] = {
	{"station/station.conf", FOLDER_CONF},
	{"station/roster.json", "roster.json"},
	{"calendar.json", "calendar.json"},
	{"station/groups.json", "groups.json"},
	{"station/plan.json", "plan.json"},
	{"station/rules/station.json", "rules/station.json"},
	{"station/profiles/station.json", "profiles/station.json"},
	{"station/crontab", FOLDER_CRONTAB},
	{"station/README.md", "README.md"},
	{NULL, NULL}
};

/* What stands for @NAME@ in a template. */
struct places {
	char *dir, *bin, *scripts, *examples;
	struct str quoted_dir, quoted_scripts, steps, indented;
};

/* --- names ----------------------------------------------------------------- */

/* A word of shell; as it is where no character means anything. */
static void
quote(struct str *out, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:@%";
	size_t n = 0;

	while (word[n] != '\0' && (strchr(plain, word[n]) != NULL ||
	    (unsigned char)word[n] >= 0x80))
		n++;
	if (n > 0 && word[n] == '\0') {
		str_addz(out, word);
		return;
	}
	str_addc(out, '\'');
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			str_addz(out, "'\\''");
		else
			str_addc(out, *word);
	}
	str_addc(out, '\'');
}

/* The real directory of a file of the share/ data; NULL: there is none. */
static char *
directory_of(const char *relative)
{
	char *path = prog_data_path(relative), *real, *slash;

	real = path != NULL ? realpath(path, NULL) : NULL;
	free(path);
	slash = real != NULL ? strrchr(real, '/') : NULL;
	if (slash != NULL)
		*slash = '\0';
	return real;
}

static char *
own_directory(void)
{
	char *real = realpath("/proc/self/exe", NULL);
	char *slash = real != NULL ? strrchr(real, '/') : NULL;

	if (slash != NULL)
		*slash = '\0';
	return real;
}

/* Whether the commands are found without further ado. */
static bool
in_path(const char *bin)
{
	const char *path = getenv("PATH");
	struct sv rest = sv_z(path != NULL ? path : ""), one;
	bool found = false;

	while (!found && sv_split(&rest, ':', &one)) {
		char *dir = sv_dup(one), *real = realpath(dir, NULL);

		found = real != NULL && strcmp(real, bin) == 0;
		free(real);
		free(dir);
	}
	return found;
}

static int
find_places(struct places *p, const char *dir, struct fault *f)
{
	p->dir = realpath(dir, NULL);
	if (p->dir == NULL)
		return fault_sys(f, dir, errno, "cannot find");
	p->bin = own_directory();
	p->scripts = directory_of("scripts/intake");
	if (p->scripts == NULL) /* share/ of a source tree */
		p->scripts = directory_of("../scripts/intake");
	p->examples = directory_of("examples/接处警导出_20240831.csv");
	if (p->bin == NULL || p->scripts == NULL || p->examples == NULL)
		return fault_set(f, NULL, 0, 0, "the scripts and examples of "
		    "precinct are not found; install precinct or set "
		    "PRECINCT_DATADIR");
	quote(&p->quoted_dir, p->dir);
	quote(&p->quoted_scripts, p->scripts);
	return 0;
}

static void
free_places(struct places *p)
{
	free(p->dir);
	free(p->bin);
	free(p->scripts);
	free(p->examples);
	str_free(&p->quoted_dir);
	str_free(&p->quoted_scripts);
	str_free(&p->steps);
	str_free(&p->indented);
}

/* --- the first steps ------------------------------------------------------- */

/* A line of shell that ends in a path of the folder. */
static void
step(struct places *p, const char *before, const char *below,
    const char *behind)
{
	struct str path = {0};

	str_addf(&path, "%s%s", p->dir, below);
	str_addz(&p->steps, before);
	quote(&p->steps, path.p);
	str_addf(&p->steps, "%s\n", behind);
	str_free(&path);
}

static void
make_steps(struct places *p)
{
	struct str word = {0};

	if (!in_path(p->bin)) {
		str_addz(&p->steps, "PATH=");
		quote(&p->steps, p->bin);
		str_addz(&p->steps, ":$PATH; export PATH\n");
	}
	str_addf(&word, "%s/接处警导出_20240831.csv", p->examples);
	str_addz(&p->steps, "cp ");
	quote(&p->steps, word.p);
	step(p, " ", "/inbox", "");
	str_clear(&word);
	str_addf(&word, "%s/weekly-report -p 2024-W35 ",
	    p->quoted_scripts.p);
	step(p, word.p, "", "");
	step(p, "head -n 40 ", "/reports/2024/2024-W35.txt", "");
	step(p, "grep-cases --count-by category,risk '' ", "/history", "");
	step(p, "precinct check ", "", "");
	str_free(&word);
	/* the same as a block of the README */
	for (const char *c = p->steps.p; *c != '\0'; c++) {
		str_addc(&p->indented, *c);
		if (*c == '\n' && c[1] != '\0')
			str_addz(&p->indented, "    ");
	}
	p->indented.p[--p->indented.len] = '\0';
}

/* --- writing --------------------------------------------------------------- */

static bool
fill_in(struct str *out, struct sv name, const struct places *p)
{
	const struct {
		const char *name, *value;
	} all[] = {
		{"DIR", p->dir}, {"BIN", p->bin}, {"SCRIPTS", p->scripts},
		{"DIR_QUOTED", p->quoted_dir.p},
		{"SCRIPTS_QUOTED", p->quoted_scripts.p},
		{"FIRST_STEPS", p->indented.p},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (sv_eq(name, sv_z(all[i].name))) {
			str_addz(out, all[i].value);
			return true;
		}
	return false;
}

/* Replaces @NAME@; any other @ is text. */
static void
expand(struct str *out, struct sv text, const struct places *p)
{
	while (text.len > 0) {
		const char *at = memchr(text.p, '@', text.len), *end;
		size_t n = at != NULL ? (size_t)(at - text.p) : text.len;

		str_add(out, text.p, n);
		text = sv_from(text, n);
		if (text.len == 0)
			break;
		end = memchr(text.p + 1, '@', text.len - 1);
		n = end != NULL ? (size_t)(end - text.p) : 0;
		if (n > 0 && fill_in(out, (struct sv){text.p + 1, n - 1}, p)) {
			text = sv_from(text, n + 1);
		} else {
			str_addc(out, '@');
			text = sv_from(text, 1);
		}
	}
}

static void
list(struct str *to, const char *name)
{
	str_addf(to, "%s%s", to->len > 0 ? ", " : "", name);
}

/* O_EXCL: what is there stays, also when it came this moment. */
static int
write_new(const char *path, struct sv text, bool *there, struct fault *f)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int error = 0;

	*there = fd < 0 && errno == EEXIST;
	if (fd < 0)
		return *there ? 0 : fault_sys(f, path, errno,
		    "cannot create");
	while (text.len > 0 && error == 0) {
		ssize_t n = write(fd, text.p, text.len);

		if (n >= 0)
			text = sv_from(text, (size_t)n);
		else if (errno != EINTR)
			error = errno;
	}
	if (close(fd) != 0 && error == 0)
		error = errno;
	if (error != 0) {
		unlink(path);
		return fault_sys(f, path, error, "cannot write");
	}
	return 0;
}

static int
make_folders(const char *dir, struct folder_made *m, struct fault *f)
{
	for (size_t i = 0; folders[i] != NULL; i++) {
		struct str path = {0}, name = {0};
		int r;

		str_addf(&path, "%s/%s", dir, folders[i]);
		str_addf(&name, "%s/", folders[i]);
		/* Personal data comes to lie here. */
		r = mkdir(path.p, 0750);
		if (r == 0)
			list(&m->made, name.p);
		else if (errno == EEXIST)
			r = 0;
		else
			r = fault_sys(f, path.p, errno, "cannot create");
		str_free(&path);
		str_free(&name);
		if (r != 0)
			return -1;
	}
	return 0;
}

static int
make_file(const struct places *p, const char *const names[2],
    struct folder_made *m, struct fault *f)
{
	char *from = prog_data_path(names[0]);
	struct str text = {0}, out = {0}, path = {0};
	bool there = false;
	int r;

	str_addf(&path, "%s/%s", p->dir, names[1]);
	if (from == NULL)
		r = fault_set(f, NULL, 0, 0, "the template share/%s is not "
		    "found; install precinct or set PRECINCT_DATADIR",
		    names[0]);
	else
		r = src_slurp(from, TEMPLATE_MOST, &text, f);
	if (r == 0) {
		expand(&out, str_sv(&text), p);
		r = write_new(path.p, str_sv(&out), &there, f);
	}
	if (r == 0)
		list(there ? &m->left : &m->made, names[1]);
	free(from);
	str_free(&text);
	str_free(&out);
	str_free(&path);
	return r;
}

int
folder_init(const char *dir, struct folder_made *m, struct fault *f)
{
	struct places p = {0};
	int r;

	*m = (struct folder_made){0};
	if (mkdir(dir, 0750) != 0 && errno != EEXIST)
		return fault_sys(f, dir, errno, "cannot create");
	r = find_places(&p, dir, f);
	if (r == 0)
		r = make_folders(p.dir, m, f);
	if (r == 0)
		make_steps(&p);
	for (size_t i = 0; r == 0 && layout[i][0] != NULL; i++)
		r = make_file(&p, layout[i], m, f);
	m->steps = p.steps;
	p.steps = (struct str){0};
	free_places(&p);
	return r;
}

void
folder_made_free(struct folder_made *m)
{
	str_free(&m->made);
	str_free(&m->left);
	str_free(&m->steps);
}
