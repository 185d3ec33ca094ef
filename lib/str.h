/* SPDX-License-Identifier: MIT */
/*
 * str: an owned, growing byte string, and sv: a borrowed view of bytes.
 *
 * A struct str owns its memory; p[len] is always NUL once anything was added,
 * so p may be passed to C functions when it holds no NUL of its own. The zero
 * value ({0}) is a valid empty string. A struct sv owns nothing and lives as
 * long as what it points into; it is not NUL-terminated.
 *
 * Running out of memory ends the program with status 2 (mem_die), here and in
 * every module: no caller checks for it.
 */
#ifndef PRECINCT_STR_H
#define PRECINCT_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	char *p;
	size_t len, cap;
};

struct sv {
	const char *p;
	size_t len;
};

#define SV(literal) ((struct sv){(literal), sizeof(literal) - 1})

/* Memory that is never NULL. */
_Noreturn void mem_die(size_t wanted);
void *mem_alloc(size_t n);
void *mem_zalloc(size_t count, size_t size);
void *mem_realloc(void *p, size_t n);
char *mem_strdup(const char *s);

void str_free(struct str *s);
/* Makes room for n more bytes and the NUL; adding n bytes after that never
 * allocates, so hot loops may write to p + len and raise len themselves. */
void str_reserve_slow(struct str *s, size_t n);
void str_add(struct str *s, const void *p, size_t n);
void str_addz(struct str *s, const char *cstring);
void str_addf(struct str *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void str_addi(struct str *s, int64_t value);
void str_addu(struct str *s, uint64_t value);
/* The value as at least `width` digits, zeros in front ("07"). */
void str_add_padded(struct str *s, uint64_t value, unsigned width);

static inline void
str_reserve(struct str *s, size_t n)
{
	if (s->cap - s->len <= n)
		str_reserve_slow(s, n);
}

static inline void
str_addc(struct str *s, char c)
{
	str_reserve(s, 1);
	s->p[s->len++] = c;
	s->p[s->len] = '\0';
}

static inline void
str_addsv(struct str *s, struct sv v)
{
	str_add(s, v.p, v.len);
}

/* Keeps the memory, drops the contents. */
static inline void
str_clear(struct str *s)
{
	s->len = 0;
	if (s->p != NULL)
		s->p[0] = '\0';
}

static inline struct sv
str_sv(const struct str *s)
{
	return (struct sv){s->p, s->len};
}

/* The contents as a C string, "" when nothing was ever added. */
static inline const char *
str_z(const struct str *s)
{
	return s->p != NULL ? s->p : "";
}

static inline struct sv
sv_z(const char *cstring)
{
	return (struct sv){cstring, strlen(cstring)};
}

static inline bool
sv_eq(struct sv a, struct sv b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static inline bool
sv_starts(struct sv s, struct sv prefix)
{
	return s.len >= prefix.len &&
	    (prefix.len == 0 || memcmp(s.p, prefix.p, prefix.len) == 0);
}

static inline bool
sv_ends(struct sv s, struct sv suffix)
{
	return s.len >= suffix.len && (suffix.len == 0 ||
	    memcmp(s.p + s.len - suffix.len, suffix.p, suffix.len) == 0);
}

/* s from byte `from` on; from must not exceed s.len. */
static inline struct sv
sv_from(struct sv s, size_t from)
{
	/* Of an empty view p may be NULL, to which not even 0 may be added. */
	return (struct sv){from > 0 ? s.p + from : s.p, s.len - from};
}

/* How many ASCII digits s begins with. */
size_t sv_digits(struct sv s);
/* Order by bytes, shorter first when one is the other's beginning. */
int sv_cmp(struct sv a, struct sv b);
/* Offset of the first `needle` in s, or SIZE_MAX. An empty needle is at 0. */
size_t sv_find(struct sv s, struct sv needle);
/* Without ASCII blanks (space, tab, CR, LF) at both ends. */
struct sv sv_trim(struct sv s);
/* A copy that the caller frees, NUL-terminated. */
char *sv_dup(struct sv s);
/* Cuts the part before the next `sep` off *rest and gives it in *part; false
 * when *rest has no more parts (rest->p is NULL). "a,,b" has three parts. */
bool sv_split(struct sv *rest, char sep, struct sv *part);
/* A whole decimal integer (optional '-'), nothing else; false on anything
 * else and on overflow. */
bool sv_int(struct sv s, int64_t *value);

#endif
