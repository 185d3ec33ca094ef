/* SPDX-License-Identifier: MIT */
#include "regex.h"

#define PCRE2_CODE_UNIT_WIDTH 16
#include <pcre2.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Beyond this a pattern takes longer to translate than any text to match:
 * (.{1000}){60}. */
#define COMPILED_MAX ((size_t)64 << 10)
#define JIT_STACK_MAX ((size_t)512 << 10)

/* Most patterns are never run: machine code is made when one first is. */
enum { JIT_WANTED, JIT_MADE, JIT_NONE };

struct regex {
	pcre2_code *code;
	unsigned groups;
	atomic_int jit;
	pthread_mutex_t making;
};

struct regex_scratch {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

/* Limits are the caller's: (*LIMIT_MATCH=) could not raise them, but (*UTF)
 * would turn units into something else. */
static struct regex *
refuse(pcre2_code *code, struct str *why, const char *text)
{
	pcre2_code_free(code);
	str_addz(why, text);
	return NULL;
}

/* \w, \b and POSIX classes know Han only with UCP; without it \d is 0-9,
 * which is what a folded text holds, and faster. */
static bool
wants_properties(const uint16_t *p, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++) {
		if (p[i] == '[' && p[i + 1] == ':')
			return true;
		if (p[i] != '\\')
			continue;
		i++;
		if (p[i] == 'w' || p[i] == 'W' || p[i] == 'b' || p[i] == 'B')
			return true;
	}
	return false;
}

static pcre2_code *
compile(const uint16_t *pattern, size_t n, unsigned flags, size_t *at,
    struct str *why)
{
	PCRE2_UCHAR message[128];
	int error;
	uint32_t options = PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C |
	    PCRE2_USE_OFFSET_LIMIT;
	pcre2_code *code;

	if (flags & REGEX_CASELESS)
		options |= PCRE2_CASELESS;
	if (wants_properties(pattern, n))
		options |= PCRE2_UCP;
	code = pcre2_compile(pattern, n, options, &error, at, NULL);
	if (code != NULL)
		return code;
	pcre2_get_error_message(error, message, 128);
	for (size_t i = 0; message[i] != 0; i++)
		str_addc(why, (char)message[i]);
	return NULL;
}

struct regex *
regex_compile(const uint16_t *pattern, size_t n, unsigned flags, size_t *at,
    struct str *why)
{
	uint32_t groups = 0, empty = 0;
	size_t size = 0;
	pcre2_code *code;
	struct regex *re;

	*at = 0;
	if (n >= 2 && pattern[0] == '(' && pattern[1] == '*')
		return refuse(NULL, why, "(*...) at the start of a pattern");
	code = compile(pattern, n, flags, at, why);
	if (code == NULL)
		return NULL;
	*at = 0;
	pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
	pcre2_pattern_info(code, PCRE2_INFO_SIZE, &size);
	pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &empty);
	if (size > COMPILED_MAX)
		return refuse(code, why, "too large when compiled");
	if (empty != 0)
		return refuse(code, why, "matches the empty text");
	re = mem_zalloc(1, sizeof(*re));
	re->code = code;
	re->groups = groups;
	atomic_init(&re->jit, flags & REGEX_NO_JIT ? JIT_NONE : JIT_WANTED);
	pthread_mutex_init(&re->making, NULL);
	return re;
}

/* A pattern is shared by threads: one of them makes the code, others that want
 * it at the same time wait. */
static int
make_jit(struct regex *re)
{
	int jit;

	pthread_mutex_lock(&re->making);
	jit = atomic_load(&re->jit);
	if (jit == JIT_WANTED) {
		jit = pcre2_jit_compile(re->code, PCRE2_JIT_COMPLETE) == 0 ?
		    JIT_MADE : JIT_NONE;
		atomic_store(&re->jit, jit);
	}
	pthread_mutex_unlock(&re->making);
	return jit;
}

static inline bool
has_jit(struct regex *re)
{
	int jit = atomic_load_explicit(&re->jit, memory_order_acquire);

	return (jit != JIT_WANTED ? jit : make_jit(re)) == JIT_MADE;
}

void
regex_free(struct regex *re)
{
	if (re == NULL)
		return;
	pthread_mutex_destroy(&re->making);
	pcre2_code_free(re->code);
	free(re);
}

unsigned
regex_groups(const struct regex *re)
{
	return re->groups;
}

struct regex_scratch *
regex_scratch_new(void)
{
	struct regex_scratch *s = mem_zalloc(1, sizeof(*s));

	/* Only the whole match and group 1 are asked for. */
	s->data = pcre2_match_data_create(2, NULL);
	s->context = pcre2_match_context_create(NULL);
	s->stack = pcre2_jit_stack_create(32 << 10, JIT_STACK_MAX, NULL);
	if (s->data == NULL || s->context == NULL)
		mem_die(0);
	pcre2_set_match_limit(s->context, REGEX_MATCH_LIMIT);
	pcre2_set_depth_limit(s->context, REGEX_DEPTH_LIMIT);
	if (s->stack != NULL)
		pcre2_jit_stack_assign(s->context, NULL, s->stack);
	return s;
}

void
regex_scratch_free(struct regex_scratch *s)
{
	if (s == NULL)
		return;
	pcre2_match_data_free(s->data);
	pcre2_match_context_free(s->context);
	pcre2_jit_stack_free(s->stack);
	free(s);
}

static int
find_piece(struct regex *re, struct regex_scratch *s,
    const uint16_t *text, size_t n, size_t from, size_t last)
{
	size_t end = n - last > REGEX_REACH ? last + REGEX_REACH : n;
	/* Where the text is cut, it does not end. */
	uint32_t options = end < n ? PCRE2_NOTEOL : 0;

	pcre2_set_offset_limit(s->context, last);
	return has_jit(re) ? pcre2_jit_match(re->code, text, end, from, options,
	    s->data, s->context) : pcre2_match(re->code, text, end, from,
	    options, s->data, s->context);
}

enum regex_status
regex_find(struct regex *re, struct regex_scratch *s,
    const uint16_t *text, size_t n, size_t from, size_t last,
    struct regex_match *m)
{
	const PCRE2_SIZE *v;
	int rc = PCRE2_ERROR_NOMATCH;

	if (last > n)
		last = n;
	while (from <= last && rc == PCRE2_ERROR_NOMATCH) {
		size_t until = last - from > REGEX_REACH ?
		    from + REGEX_REACH : last;

		rc = find_piece(re, s, text, n, from, until);
		from = until + 1;
	}
	if (rc == PCRE2_ERROR_NOMATCH)
		return REGEX_NO;
	/* Zero: matched, with more groups than there was room for. */
	if (rc < 0)
		return REGEX_LIMIT;
	v = pcre2_get_ovector_pointer(s->data);
	*m = (struct regex_match){v[0], v[1], 0, 0};
	/* \K in a lookaround may put the start behind the end. */
	if (m->start > m->end)
		m->start = m->end;
	if (re->groups > 0 && rc != 1 && v[2] != PCRE2_UNSET) {
		m->group_start = v[2];
		m->group_end = v[3];
	}
	return REGEX_YES;
}
