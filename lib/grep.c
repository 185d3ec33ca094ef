/* SPDX-License-Identifier: MIT */
#include "grep.h"

#include "reject.h"

#include <stdlib.h>

static int
by_rarity(const void *a, const void *b)
{
	unsigned x = needs_rarity(*(const struct need_clause *const *)a);
	unsigned y = needs_rarity(*(const struct need_clause *const *)b);

	return x < y ? 1 : x > y ? -1 : 0;
}

void
grep_prepare(struct grep *c, const struct needs *needs,
    const struct forms *forms, const struct grep_pattern *pattern)
{
	const struct need_clause **order = mem_zalloc(needs->n + 1,
	    sizeof(struct need_clause *));

	for (size_t i = 0; i < needs->n; i++)
		order[i] = &needs->clauses[i];
	if (needs->n > 1)
		qsort(order, needs->n, sizeof(*order), by_rarity);
	for (size_t i = 0; i < needs->n && c->nfinders < GREP_FINDERS; i++) {
		struct finder *f = finder_new(order[i], forms);

		if (f == NULL)
			continue;
		/* The columns of extra have names of their own. */
		if (c->nfinders == 0 && order[i]->of_pattern &&
		    !pattern->all_fields && !pattern->field[REC_EXTRA])
			c->where = pattern;
		c->finders[c->nfinders++] = f;
	}
	free(order);
}

void
grep_free(struct grep *c)
{
	for (size_t i = 0; i < c->nfinders; i++)
		finder_free(c->finders[i]);
}

void
grep_worker_free(struct grep_worker *w)
{
	record_free(&w->record);
	query_scratch_free(&w->query);
	fault_free(&w->fault);
	str_free(&w->scratch);
	str_free(&w->reasons);
	free(w->hits);
	free(w->troubles);
}

static void
add_trouble(struct grep_worker *w, uint64_t line)
{
	struct grep_trouble *t;

	if (w->ntroubles == w->troubles_cap) {
		w->troubles_cap = w->troubles_cap * 2 + 4;
		w->troubles = mem_realloc(w->troubles,
		    w->troubles_cap * sizeof(*w->troubles));
	}
	t = &w->troubles[w->ntroubles++];
	*t = (struct grep_trouble){line, w->fault.column, w->reasons.len,
	    w->fault.text.len};
	str_addsv(&w->reasons, str_sv(&w->fault.text));
}

static void
add_hit(struct grep_worker *w, struct block *b, struct sv line,
    uint64_t number)
{
	if (w->nhits == w->hits_cap) {
		w->hits_cap = w->hits_cap * 2 + 64;
		w->hits = mem_realloc(w->hits,
		    w->hits_cap * sizeof(*w->hits));
	}
	w->hits[w->nhits++] = (struct grep_hit){b->out.len, number,
	    (size_t)(line.p - b->in.p), line.len};
}

/* Whether the line holds a word of every other clause. */
static bool
holds_words(const struct grep *c, struct sv line)
{
	for (size_t i = 1; i < c->nfinders; i++)
		if (finder_next(c->finders[i], line, 0) == line.len)
			return false;
	return true;
}

static bool
is_skipped(struct sv line)
{
	if (line.len > 0 && line.p[0] == '{')
		return false;
	return sv_trim(line).len == 0 || reject_is_marker(line);
}

/* 1: an answer; 0: none; -1: the line could not be asked, in w->fault. */
static int
ask_line(struct grep_worker *w, struct sv line)
{
	const struct grep *c = w->grep;
	bool answer;

	if (line.len > c->max_record)
		return fault_set(&w->fault, NULL, 0, 0, "line longer than "
		    "%llu bytes, not searched; see --max-record",
		    (unsigned long long)c->max_record);
	if (record_scan(&w->record, line, &w->fault) != 0)
		return -1;
	w->query.limit = false;
	answer = query_holds(c->query, &w->record, &w->query);
	if (w->query.limit)
		return fault_set(&w->fault, NULL, 0, 0, "the regular "
		    "expression takes too long on this record, which is left "
		    "out; make it simpler");
	return answer;
}

static void
try_line(struct grep_worker *w, struct block *b, struct sv line,
    uint64_t number)
{
	const struct grep *c = w->grep;
	int r;

	if (sv_starts(line, SV("\xef\xbb\xbf")))
		line = sv_from(line, 3);
	if (!holds_words(c, line) || is_skipped(line))
		return;
	w->lines_scanned++;
	r = ask_line(w, line);
	if (r < 0)
		add_trouble(w, number);
	if (r <= 0)
		return;
	if (c->tell != NULL) {
		c->tell(w, &w->record, b);
	} else if (!c->silent) {
		str_addsv(&b->out, line);
		str_addc(&b->out, '\n');
	}
	add_hit(w, b, line, number);
}

/* Number of line feeds. The inner loop is one of bytes, for vectors. */
static uint64_t
count_lines(const char *p, size_t n)
{
	uint64_t sum = 0;

	while (n > 0) {
		size_t part = n < 255 * 32 ? n : 255 * 32;
		uint8_t lanes[32] = {0};
		size_t i = 0;

		for (; i + 32 <= part; i += 32)
			for (size_t k = 0; k < 32; k++)
				lanes[k] = (uint8_t)(lanes[k] +
				    (p[i + k] == '\n'));
		for (; i < part; i++)
			sum += p[i] == '\n';
		for (size_t k = 0; k < 32; k++)
			sum += lanes[k];
		p += part;
		n -= part;
	}
	return sum;
}

/* The last quotation mark before `end` that is not escaped; NULL: none. */
static const char *
quote_before(const char *start, const char *end)
{
	const char *q = end, *p;

	while ((q = memrchr(start, '"', (size_t)(q - start))) != NULL) {
		for (p = q; p > start && p[-1] == '\\'; p--)
			;
		if ((q - p) % 2 == 0)
			return q;
	}
	return NULL;
}

static const char *
skip_blanks_back(const char *start, const char *p)
{
	while (p > start && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	return p;
}

/* Whether what is found may stand in a field that is searched: it does not
 * when it is in the string of another key. What is no plain string of a key is
 * left to be looked at. */
static bool
may_stand(const struct grep_pattern *p, const char *start, const char *found)
{
	const char *quote = *found == '\\' ? NULL : quote_before(start,
	    *found == '"' ? found + 1 : found), *colon, *end, *key;
	enum record_key id;

	if (quote == NULL)
		return true;
	colon = skip_blanks_back(start, quote);
	if (colon == start || colon[-1] != ':')
		return true;
	end = skip_blanks_back(start, colon - 1);
	if (end == start || end[-1] != '"')
		return true;
	key = quote_before(start, end - 1);
	if (key == NULL || memchr(key, '\\', (size_t)(end - key)) != NULL)
		return true;
	id = record_key_find((struct sv){key + 1, (size_t)(end - key) - 2});
	return id != REC_UNKNOWN && p->field[id];
}

/* Lines are counted on the way only where somebody wants to know: of a block
 * with known lines, and of a file that can be read again, a message counts them
 * when it is written. */
static void
search(struct grep_worker *w, struct block *b)
{
	const struct grep *c = w->grep;
	struct sv text = str_sv(&b->in);
	bool count = c->count_lines || (!b->counts[HISTORY_AGAIN] &&
	    b->counts[HISTORY_LINES] == 0);
	size_t at = 0, counted = 0;
	uint64_t number = 0;

	while (at < text.len) {
		size_t found = c->nfinders > 0 ? finder_next(c->finders[0],
		    text, at) : at, from, troubles = w->ntroubles;
		const char *start, *feed;

		while (c->where != NULL && found < text.len &&
		    !may_stand(c->where, text.p + at, text.p + found))
			found = finder_next(c->finders[0], text, found + 1);
		if (found >= text.len)
			break;
		start = memrchr(text.p + at, '\n', found - at);
		from = start != NULL ? (size_t)(start - text.p) + 1 : at;
		feed = memchr(text.p + found, '\n', text.len - found);
		at = feed != NULL ? (size_t)(feed - text.p) : text.len;
		if (count) {
			number += count_lines(text.p + counted,
			    from - counted);
			counted = from;
		}
		w->query.hit = c->where != NULL && text.p[found] != '\\'
		    ? text.p + found : NULL;
		try_line(w, b, (struct sv){text.p + from, at - from}, number);
		if (!count && w->ntroubles > troubles)
			w->troubles[troubles].line = count_lines(text.p,
			    from);
		at++;
		if (c->first_only && w->nhits > 0)
			break;
	}
	if (count)
		b->counts[HISTORY_LINES] = number + count_lines(text.p +
		    counted, text.len - counted);
}

static void
tell_long(struct grep_worker *w, uint64_t line)
{
	fault_set(&w->fault, NULL, 0, 0, "line longer than %llu bytes, not "
	    "searched; see --max-record",
	    (unsigned long long)w->grep->history->max_line);
	add_trouble(w, line);
}

void
grep_work(void *worker, struct block *b)
{
	struct grep_worker *w = worker;

	w->nhits = w->ntroubles = 0;
	str_clear(&w->reasons);
	b->more = w;
	if (b->counts[HISTORY_KIND] == HISTORY_LONG) {
		tell_long(w, 0);
		return;
	}
	if (history_unpack(b, w->grep->history, &w->scratch, &w->fault) !=
	    0) {
		w->fault.column = 0;
		add_trouble(w, UINT64_MAX); /* of the file, not a line */
	}
	if (b->in.len > 0)
		search(w, b);
	if (b->counts[HISTORY_KIND] == HISTORY_PIECE_LONG) {
		tell_long(w, count_lines(b->in.p, b->in.len));
		b->counts[HISTORY_LINES] += w->grep->count_lines;
	}
}
