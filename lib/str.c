/* SPDX-License-Identifier: MIT */
#include "str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void
mem_die(size_t wanted)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "out of memory (%zu bytes wanted)\n",
	    wanted);

	if (n > 0 && write(STDERR_FILENO, text, (size_t)n) < 0)
		_exit(2);
	_exit(2);
}

void *
mem_realloc(void *p, size_t n)
{
	p = realloc(p, n != 0 ? n : 1);
	if (p == NULL)
		mem_die(n);
	return p;
}

void *
mem_alloc(size_t n)
{
	return mem_realloc(NULL, n);
}

void *
mem_zalloc(size_t count, size_t size)
{
	void *p = calloc(count != 0 ? count : 1, size != 0 ? size : 1);

	if (p == NULL)
		mem_die(size);
	return p;
}

char *
mem_strdup(const char *s)
{
	return sv_dup(sv_z(s));
}

void
str_free(struct str *s)
{
	free(s->p);
	*s = (struct str){0};
}

void
str_reserve_slow(struct str *s, size_t n)
{
	size_t cap = s->cap != 0 ? s->cap : 64;

	if (n >= SIZE_MAX / 2 - s->len)
		mem_die(n);
	while (cap - s->len <= n)
		cap += cap / 2 + 64;
	s->p = mem_realloc(s->p, cap);
	s->cap = cap;
}

void
str_add(struct str *s, const void *p, size_t n)
{
	str_reserve(s, n);
	if (n != 0)
		memcpy(s->p + s->len, p, n);
	s->len += n;
	s->p[s->len] = '\0';
}

void
str_addz(struct str *s, const char *cstring)
{
	str_add(s, cstring, strlen(cstring));
}

void
str_addf(struct str *s, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	str_reserve(s, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(s->p + s->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	s->len += (size_t)n;
}

void
str_add_padded(struct str *s, uint64_t value, unsigned width)
{
	char digits[20];
	unsigned n = 0;

	do {
		digits[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	str_reserve(s, n + width);
	for (; width > n; width--)
		s->p[s->len++] = '0';
	while (n > 0)
		s->p[s->len++] = digits[--n];
	s->p[s->len] = '\0';
}

void
str_addu(struct str *s, uint64_t value)
{
	str_add_padded(s, value, 1);
}

void
str_addi(struct str *s, int64_t value)
{
	if (value < 0)
		str_addc(s, '-');
	str_addu(s, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

size_t
sv_digits(struct sv s)
{
	size_t n = 0;

	while (n < s.len && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

int
sv_cmp(struct sv a, struct sv b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n != 0 ? memcmp(a.p, b.p, n) : 0;

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

size_t
sv_find(struct sv s, struct sv needle)
{
	const char *at;

	if (needle.len == 0)
		return 0;
	if (s.len < needle.len)
		return SIZE_MAX;
	at = memmem(s.p, s.len, needle.p, needle.len);
	return at != NULL ? (size_t)(at - s.p) : SIZE_MAX;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct sv
sv_trim(struct sv s)
{
	while (s.len > 0 && is_blank(s.p[0]))
		s.p++, s.len--;
	while (s.len > 0 && is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

char *
sv_dup(struct sv s)
{
	char *p = mem_alloc(s.len + 1);

	if (s.len != 0)
		memcpy(p, s.p, s.len);
	p[s.len] = '\0';
	return p;
}

bool
sv_split(struct sv *rest, char sep, struct sv *part)
{
	const char *at;

	if (rest->p == NULL)
		return false;
	*part = *rest;
	at = rest->len != 0 ? memchr(rest->p, sep, rest->len) : NULL;
	if (at == NULL) {
		*rest = (struct sv){NULL, 0};
		return true;
	}
	part->len = (size_t)(at - rest->p);
	*rest = sv_from(*rest, part->len + 1);
	return true;
}

bool
sv_int(struct sv s, int64_t *value)
{
	bool negative = s.len > 0 && s.p[0] == '-';
	uint64_t v = 0, limit = (uint64_t)INT64_MAX + negative;
	size_t i = negative;

	if (s.len == i)
		return false;
	for (; i < s.len; i++) {
		unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';

		if (digit > 9 || v > (limit - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*value = negative ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}
