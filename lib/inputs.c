/* SPDX-License-Identifier: MIT */
#include "inputs.h"

#include "map.h"

#include <stdlib.h>
#include <string.h>

void
inputs_free(struct inputs *s)
{
	free(s->at);
	*s = (struct inputs){0};
}

static void
add_number(struct inputs *s, uint64_t low, uint64_t high)
{
	s->low += low;
	s->high += high + (s->low < low);
}

void
inputs_take(struct inputs *s, struct sv line)
{
	uint64_t high, low = hash_wide(line.p, line.len, &high);

	add_number(s, low, high);
	s->took = true;
}

void
inputs_join(struct inputs *into, const struct inputs *from)
{
	add_number(into, from->low, from->high);
	into->took = into->took || from->took;
}

static void
spell(char *to, uint64_t low, uint64_t high)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < INPUTS_HEX / 2; i++) {
		to[INPUTS_HEX / 2 - 1 - i] = digits[high >> 4 * i & 15];
		to[INPUTS_HEX - 1 - i] = digits[low >> 4 * i & 15];
	}
}

/* Both ascending. SIZE_MAX: all of them are new; else the index in `more` of
 * one that is not, and nothing was added. */
static size_t
unite(struct inputs *s, char (*more)[INPUTS_HEX], size_t n)
{
	char(*all)[INPUTS_HEX] = mem_zalloc(s->n + n + 1, sizeof(*all));
	size_t i = 0, k = 0;

	while (i < s->n || k < n) {
		int order = k == n      ? -1
			    : i == s->n ? 1
					: memcmp(s->at[i], more[k], INPUTS_HEX);

		if (order == 0) {
			free(all);
			return k;
		}
		memcpy(all[i + k], order < 0 ? s->at[i] : more[k], INPUTS_HEX);
		i += order < 0;
		k += order > 0;
	}
	free(s->at);
	s->at = all;
	s->n = i;
	s->n += k;
	return SIZE_MAX;
}

bool
inputs_add(struct inputs *s, struct sv text)
{
	uint64_t high, low = hash_wide(text.p, text.len, &high);
	char name[1][INPUTS_HEX];

	spell(name[0], low, high);
	return unite(s, name, 1) == SIZE_MAX;
}

static void
put_name(struct str *out, const char *name, bool first)
{
	str_addz(out, first ? "\"" : ",\"");
	str_addsv(out, (struct sv){name, INPUTS_HEX});
	str_addc(out, '"');
}

void
inputs_put(struct str *out, const struct inputs *s)
{
	char own[INPUTS_HEX];
	bool pending = s->took, first = true;

	spell(own, s->low, s->high);
	str_addz(out, ",\"inputs\":[");
	for (size_t i = 0; i < s->n; i++) {
		if (pending && memcmp(own, s->at[i], INPUTS_HEX) < 0) {
			put_name(out, own, first);
			pending = first = false;
		}
		put_name(out, s->at[i], first);
		first = false;
	}
	if (pending)
		put_name(out, own, first);
	str_addc(out, ']');
}

static bool
is_name(struct sv text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr("0123456789abcdef", text.p[i]) == NULL ||
		    text.p[i] == '\0')
			return false;
	return text.len == INPUTS_HEX;
}

int
inputs_read(struct inputs *s, const struct record_value *v, struct fault *f)
{
	struct str names = {0}, scratch = {0};
	struct sv text;
	size_t at = 0, n = 0, twice;
	bool good = v->type == RECORD_ARRAY;
	int status = 0;

	while (good && record_next_text(v, &at, &text, &scratch)) {
		good = is_name(text) &&
		       (n == 0 || memcmp(names.p + (n - 1) * INPUTS_HEX, text.p,
				      INPUTS_HEX) < 0);
		str_addsv(&names, text);
		n++;
	}
	str_free(&scratch);
	/* A member that is no text would end the walk: all were names. */
	good = good && v->raw.len == (n == 0 ? 2 : n * (INPUTS_HEX + 3) + 1);
	if (!good)
		status = fault_set(f, NULL, 0, 0,
		    "head of a partial without "
		    "`inputs`; was it made by this version?");
	else if (n > 0 && (twice = unite(s, (void *)names.p, n)) != SIZE_MAX)
		status = fault_set(f, NULL, 0, 0,
		    "a partial of what another "
		    "one counted already (input %.*s); give each partial "
		    "once",
		    INPUTS_HEX, names.p + twice * INPUTS_HEX);
	str_free(&names);
	return status;
}
