/* SPDX-License-Identifier: MIT */
#include "folder_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct cron {
	struct map settings;    /* name -> struct sv */
	struct str word;
};

/* --- when ------------------------------------------------------------------ */

static const struct field {
	const char *name;
	int64_t from, to;
	const char *words;      /* each of three letters, from `from` on */
} fields[] = {
	{"minute", 0, 59, ""},
	{"hour", 0, 23, ""},
	{"day of the month", 1, 31, ""},
	{"month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
	{"weekday", 0, 7, "sunmontuewedthufrisat"},
};

static bool
read_number(const struct field *f, struct sv text, int64_t *n)
{
	char low[4] = "";
	const char *at;

	if (sv_int(text, n))
		return *n >= f->from && *n <= f->to;
	if (text.len != 3)
		return false;
	for (size_t i = 0; i < 3; i++)
		low[i] = (char)(text.p[i] | 0x20);
	at = strstr(f->words, low);
	if (at == NULL || (at - f->words) % 3 != 0)
		return false;
	*n = f->from + (at - f->words) / 3;
	return true;
}

/* "*", "5", "1-5", "mon-fri", each with "/2" behind it or not. */
static bool
is_part(const struct field *f, struct sv part)
{
	struct sv range, first;
	int64_t from, to, by;

	(void)sv_split(&part, '/', &range);
	if (part.p != NULL && (!sv_int(part, &by) || by < 1 || by > f->to))
		return false;
	if (sv_eq(range, SV("*")))
		return true;
	(void)sv_split(&range, '-', &first);
	if (!read_number(f, first, &from))
		return false;
	return range.p == NULL || (read_number(f, range, &to) && from <= to);
}

static bool
is_field(const struct field *f, struct sv text)
{
	struct sv part;

	while (sv_split(&text, ',', &part))
		if (!is_part(f, part))
			return false;
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t
skip_blanks(struct sv line, size_t at)
{
	while (at < line.len && is_blank(line.p[at]))
		at++;
	return at;
}

/* Where the command begins; 0: what is before it is wrong, and told. */
static size_t
check_times(struct folder_look *l, const char *path, struct sv line,
    size_t number)
{
	size_t at = skip_blanks(line, 0), n;
	size_t many = line.p[at] == '@' ? 1 : sizeof(fields) / sizeof(*fields);

	for (size_t i = 0; i < many; i++) {
		struct sv text;

		for (n = 0; at + n < line.len && !is_blank(line.p[at + n]);)
			n++;
		text = (struct sv){line.p + at, n};
		if (many > 1 && !is_field(&fields[i], text)) {
			folder_find(l, path, number, folder_column(line, at),
			    "'%.*s' is no %s", (int)n, text.p,
			    fields[i].name);
			return 0;
		}
		at = skip_blanks(line, at + n);
	}
	if (at == line.len)
		folder_find(l, path, number, 0, "no command stands behind "
		    "the times");
	return at < line.len ? at : 0;
}

/* --- what ------------------------------------------------------------------ */

static void
add_setting(struct cron *c, struct str *word, struct sv name)
{
	const struct sv *value = map_get(&c->settings, name);

	if (value != NULL)
		str_addsv(word, *value);
}

/* Appends what $NAME or ${NAME} at line.p[at] stands for; gives where it ends,
 * 0 when it is something else, as $(...). */
static size_t
expand(struct cron *c, struct sv line, size_t at)
{
	bool braces = at + 1 < line.len && line.p[at + 1] == '{';
	size_t from = at + 1 + braces, to = from;

	while (to < line.len && (line.p[to] == '_' ||
	    (line.p[to] >= '0' && line.p[to] <= '9') ||
	    ((line.p[to] | 0x20) >= 'a' && (line.p[to] | 0x20) <= 'z')))
		to++;
	if (to == from || (braces && (to == line.len || line.p[to] != '}')))
		return 0;
	add_setting(c, &c->word, (struct sv){line.p + from, to - from});
	return to + braces;
}

/* Reads a word of shell into c->word; *known is false when it cannot be told
 * what it is. Gives where it ends. */
static size_t
read_word(struct cron *c, struct sv line, size_t at, bool *known)
{
	char quote = '\0';

	str_clear(&c->word);
	*known = true;
	while (at < line.len) {
		char x = line.p[at];
		size_t behind;

		if (quote == '\0' && (is_blank(x) || strchr(";|&<>", x)))
			break;
		if (quote == x || (quote == '\0' && (x == '"' || x == '\''))) {
			quote = quote == x ? '\0' : x;
			at++;
		} else if (x == '$' && quote != '\'') {
			behind = expand(c, line, at);
			*known = *known && behind > 0;
			at = behind > 0 ? behind : at + 1;
		} else {
			*known = *known && x != '`';
			str_addc(&c->word, x);
			at++;
		}
	}
	return at;
}

static bool
is_program(struct cron *c, const char *name)
{
	static const char *const builtin[] = {"[", "cd", "exit", ".", "test",
	    "export", "exec", "true", "false", ":", "umask", "set", NULL};
	const struct sv *path = map_get(&c->settings, SV("PATH"));
	struct sv rest = path != NULL ? *path : SV("/usr/bin:/bin"), dir;

	for (size_t i = 0; builtin[i] != NULL; i++)
		if (strcmp(builtin[i], name) == 0)
			return true;
	if (strchr(name, '/') != NULL)
		return access(name, X_OK) == 0;
	while (sv_split(&rest, ':', &dir)) {
		struct str full = {0};
		bool there;

		str_addf(&full, "%.*s/%s", (int)dir.len, dir.p, name);
		there = access(full.p, X_OK) == 0;
		str_free(&full);
		if (there)
			return true;
	}
	return false;
}

static void
check_command(struct folder_look *l, struct cron *c, const char *path,
    struct sv line, size_t at, size_t number)
{
	bool program = true, redirected = false, known;

	while (at < line.len) {
		size_t from = at = skip_blanks(line, at);
		const char *word;

		if (at < line.len && strchr(";|&<>", line.p[at]) != NULL) {
			redirected = line.p[at] == '>' || line.p[at] == '<';
			program = !redirected;
			at++;
			continue;
		}
		at = read_word(c, line, at, &known);
		word = str_z(&c->word);
		if (at == from)
			break;
		if (program && strchr(word, '=') != NULL)
			continue; /* set for the program that follows */
		if (known && program && !is_program(c, word))
			folder_find(l, path, number,
			    folder_column(line, from),
			    "the program %s is not found%s", word,
			    strchr(word, '/') == NULL ? "; see PATH in this "
			    "file" : "");
		else if (known && !program && !redirected &&
		    word[0] == '/' && access(word, F_OK) != 0)
			folder_find(l, path, number,
			    folder_column(line, from), "%s: %s", word,
			    strerror(errno));
		program = redirected = false;
	}
}

/* NAME=value, blanks around the '=' and quotes around the value allowed. */
static bool
take_setting(struct folder_look *l, struct cron *c, struct sv line)
{
	const char *equals = memchr(line.p, '=', line.len);
	struct sv name = {line.p, equals != NULL
	    ? (size_t)(equals - line.p) : 0}, value;
	bool is_new;

	name = sv_trim(name);
	for (size_t i = 0; i < name.len; i++)
		if (name.p[i] != '_' && !(name.p[i] >= '0' &&
		    name.p[i] <= '9' && i > 0) && !((name.p[i] | 0x20) >= 'a'
		    && (name.p[i] | 0x20) <= 'z'))
			return false;
	if (name.len == 0)
		return false;
	value = sv_trim(sv_from(line, (size_t)(equals - line.p) + 1));
	if (value.len >= 2 && (value.p[0] == '"' || value.p[0] == '\'') &&
	    value.p[value.len - 1] == value.p[0])
		value = (struct sv){value.p + 1, value.len - 2};
	*(struct sv *)map_put(&c->settings, name, &is_new) =
	    arena_dup(&l->arena, value);
	return true;
}

static void
take_line(struct folder_look *l, const char *path, struct sv line,
    size_t number, void *context)
{
	struct sv text = sv_trim(line);
	size_t at;

	if (text.len == 0 || text.p[0] == '#' ||
	    take_setting(l, context, text))
		return;
	at = check_times(l, path, line, number);
	if (at > 0)
		check_command(l, context, path, line, at, number);
}

void
folder_check_crontab(struct folder_look *l)
{
	const char *path = folder_path(l, FOLDER_CRONTAB);
	struct cron c = {.settings = {.size = sizeof(struct sv)}};

	if (access(path, F_OK) == 0)
		folder_lines(l, path, take_line, &c);
	map_free(&c.settings);
	str_free(&c.word);
}
