/* SPDX-License-Identifier: MIT */
#include "textre.h"

#include "repat.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdlib.h>

#define JIT_STACK_MAX ((size_t)1 << 20)
/* About a tenth of a second of work on one text. */
#define MATCH_LIMIT 2000000
#define DEPTH_LIMIT 20000
#define HEAP_LIMIT_KIB 20000

struct textre {
	pcre2_code *code;
	bool jit;
};

struct textre_scratch {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

/* \w, \b and POSIX classes know Han only with UCP, which costs time. */
static bool
wants_properties(struct sv p)
{
	for (size_t i = 0; i + 1 < p.len; i++) {
		if (p.p[i] == '[' && p.p[i + 1] == ':')
			return true;
		if (p.p[i] != '\\')
			continue;
		i++;
		if (strchr("wWbB", p.p[i]) != NULL && p.p[i] != '\0')
			return true;
	}
	return false;
}

static pcre2_code *
compile(struct sv pattern, unsigned flags, size_t *at, struct str *why)
{
	PCRE2_UCHAR message[128];
	int error;
	uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;
	pcre2_code *code;

	if (flags & TEXTRE_CASELESS)
		options |= PCRE2_CASELESS;
	if ((flags & TEXTRE_WORD) || wants_properties(pattern))
		options |= PCRE2_UCP;
	code = pcre2_compile((PCRE2_SPTR)(pattern.p != NULL ? pattern.p : ""),
	    pattern.len, options,
	    &error, at, NULL);
	if (code != NULL)
		return code;
	pcre2_get_error_message(error, message, sizeof(message));
	str_addz(why, (const char *)message);
	return NULL;
}

static bool
has_verb(struct sv pattern)
{
	struct repat r;
	struct repat_token t;

	repat_init(&r, pattern);
	while ((t = repat_next(&r)).kind != REPAT_END)
		if (t.kind == REPAT_OPEN && t.text.len == 1 &&
		    sv_starts(sv_from(pattern, r.at), SV("*")))
			return true;
	return false;
}

struct textre *
textre_compile(struct sv pattern, unsigned flags, size_t *at, struct str *why)
{
	const char *before = flags & TEXTRE_WHOLE ? "\\A(?:"
	    : flags & TEXTRE_WORD ? "(?<!\\w)(?:" : "";
	const char *after = flags & TEXTRE_WHOLE ? ")\\z"
	    : flags & TEXTRE_WORD ? ")(?!\\w)" : "";
	struct str all = {0};
	struct textre *re;
	pcre2_code *code;

	*at = 0;
	if (has_verb(pattern)) {
		str_addz(why, "(*...) cannot be used here");
		return NULL;
	}
	/* First alone: "a)(b" must not become right by what is put around. */
	code = compile(pattern, flags, at, why);
	if (code == NULL)
		return NULL;
	if (before[0] != '\0') {
		pcre2_code_free(code);
		str_addf(&all, "%s", before);
		str_addsv(&all, pattern);
		str_addz(&all, after);
		code = compile(str_sv(&all), flags, at, why);
		str_free(&all);
		if (code == NULL)
			return NULL;
	}
	re = mem_zalloc(1, sizeof(*re));
	re->code = code;
	if (!(flags & TEXTRE_NO_JIT))
		re->jit = pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0;
	return re;
}

void
textre_free(struct textre *re)
{
	if (re == NULL)
		return;
	pcre2_code_free(re->code);
	free(re);
}

struct textre_scratch *
textre_scratch_new(void)
{
	struct textre_scratch *s = mem_zalloc(1, sizeof(*s));

	s->data = pcre2_match_data_create(1, NULL);
	s->context = pcre2_match_context_create(NULL);
	s->stack = pcre2_jit_stack_create(32 << 10, JIT_STACK_MAX, NULL);
	if (s->data == NULL || s->context == NULL)
		mem_die(0);
	pcre2_set_match_limit(s->context, MATCH_LIMIT);
	pcre2_set_depth_limit(s->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(s->context, HEAP_LIMIT_KIB);
	if (s->stack != NULL)
		pcre2_jit_stack_assign(s->context, NULL, s->stack);
	return s;
}

void
textre_scratch_free(struct textre_scratch *s)
{
	if (s == NULL)
		return;
	pcre2_match_data_free(s->data);
	pcre2_match_context_free(s->context);
	pcre2_jit_stack_free(s->stack);
	free(s);
}

enum textre_status
textre_find(const struct textre *re, struct textre_scratch *s, struct sv text,
    size_t from, size_t *start, size_t *end)
{
	PCRE2_SPTR p = (PCRE2_SPTR)(text.p != NULL ? text.p : "");
	const PCRE2_SIZE *v;
	int rc;

	if (re->jit)
		rc = pcre2_jit_match(re->code, p, text.len, from, 0, s->data,
		    s->context);
	else
		rc = pcre2_match(re->code, p, text.len, from,
		    PCRE2_NO_UTF_CHECK, s->data, s->context);
	if (rc == PCRE2_ERROR_NOMATCH)
		return TEXTRE_NO;
	if (rc < 0)
		return TEXTRE_LIMIT;
	v = pcre2_get_ovector_pointer(s->data);
	/* \K in a lookaround may put the start behind the end. */
	*start = v[0] < v[1] ? v[0] : v[1];
	*end = v[1];
	return TEXTRE_YES;
}
