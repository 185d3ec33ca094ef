/* SPDX-License-Identifier: MIT */
/* An answer for people: a block of lines, the words marked, persons masked. */
#include "grep_tell.h"

#include "category.h"
#include "money.h"
#include "utf8.h"

#include <stdlib.h>

struct row {
	enum record_key key;
	const char *zh, *en;
	enum extract_class person; /* EXTRACT_NCLASSES: free text */
};

static const struct row rows[] = {
	{REC_ADDRESS, "地址", "address", EXTRACT_HOUSE},
	{REC_CALLER_NAME, "报警人", "caller", EXTRACT_NAME},
	{REC_CALLER_PHONE, "电话", "phone", EXTRACT_PHONE},
	{REC_CALLER_ID, "证件", "id card", EXTRACT_ID},
	{REC_NARRATIVE, "警情", "narrative", EXTRACT_NCLASSES},
	{REC_FEEDBACK, "反馈", "feedback", EXTRACT_NCLASSES},
	{REC_OUTCOME, "处警", "outcome", EXTRACT_NCLASSES},
	{REC_NOTE, "备注", "note", EXTRACT_NCLASSES}
};

static void
add_span(struct grep_teller *t, size_t start, size_t len)
{
	if (t->nspans + 2 > t->spans_cap) {
		t->spans_cap = t->spans_cap * 2 + 32;
		t->spans = mem_realloc(t->spans,
		    t->spans_cap * sizeof(*t->spans));
	}
	t->spans[t->nspans++] = start;
	t->spans[t->nspans++] = len;
}

/* The matches in a text, in characters. */
static void
find_spans(struct grep_teller *t, struct sv text)
{
	size_t at = 0, start, end, chars = 0, counted = 0;

	t->nspans = 0;
	while (grep_pattern_next(t->view->pattern, text, t->query, &at, &start,
	    &end)) {
		chars += utf8_count((struct sv){text.p + counted,
		    start - counted});
		counted = start;
		add_span(t, chars, utf8_count((struct sv){text.p + start,
		    end - start}));
	}
}

/* Input never drives a terminal: control bytes are left out, line ends are
 * put under the text above. */
static void
add_clean(struct str *out, struct sv text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c == '\n')
			str_addz(out, "\n        ");
		else if (c == 0xc2 && i + 1 < text.len &&
		    (unsigned char)text.p[i + 1] < 0xa0)
			i++; /* C1 controls */
		else if (c >= 0x20 && c != 0x7f)
			str_addc(out, (char)c);
		else if (c == '\t')
			str_addc(out, ' ');
	}
}

static void
add_marked(struct grep_teller *t, struct str *out, struct sv text)
{
	const char *on = t->view->colour ? "\033[1;31m" : "【";
	const char *off = t->view->colour ? "\033[0m" : "】";
	size_t at = 0, chars = 0, end = 0;

	for (size_t i = 0; i < t->nspans; i += 2) {
		struct sv rest = sv_from(text, at);
		size_t before, len;

		/* Two matches may be in one masked value. */
		if (t->spans[i] < end || (i > 0 && t->spans[i] == end &&
		    t->spans[i] < chars))
			continue;
		before = utf8_offset(rest, t->spans[i] - chars);
		add_clean(out, (struct sv){rest.p, before});
		rest = sv_from(rest, before);
		len = utf8_offset(rest, t->spans[i + 1]);
		str_addz(out, on);
		add_clean(out, (struct sv){rest.p, len});
		str_addz(out, off);
		at += before + len;
		chars = end = t->spans[i] + t->spans[i + 1];
	}
	add_clean(out, sv_from(text, at));
}

static void
mask_row(struct grep_teller *t, const struct row *row, struct sv text)
{
	str_clear(&t->masked);
	if (row->person == EXTRACT_HOUSE) {
		mask_address(t->mask, text, &t->masked);
	} else if (row->person != EXTRACT_NCLASSES) {
		mask_value(t->mask, row->person, text, &t->masked);
	} else {
		mask_text(t->mask, text, &t->masked);
		for (size_t i = 0; i < t->nspans; i += 2)
			mask_move(t->mask->edits, t->mask->nedits,
			    &t->spans[i], &t->spans[i + 1]);
		return;
	}
	/* The words are looked for in what is left of it. */
	find_spans(t, str_sv(&t->masked));
}

static void
add_row(struct grep_teller *t, const struct row *row,
    const struct record_value *v, struct str *out)
{
	const struct grep_pattern *p = t->view->pattern;
	struct sv text = record_text(v, &t->text);

	if (text.len == 0)
		return;
	t->nspans = 0;
	if (!t->view->invert && (p->all_fields || p->field[row->key]))
		find_spans(t, text);
	if (t->mask != NULL) {
		bool marks = t->nspans > 0;

		mask_row(t, row, text);
		text = str_sv(&t->masked);
		t->nspans = marks ? t->nspans : 0;
	}
	str_addf(out, "  %s  ", t->view->english ? row->en : row->zh);
	add_marked(t, out, text);
	str_addc(out, '\n');
}

static void
add_part(struct str *out, struct sv text)
{
	if (text.len == 0)
		return;
	add_clean(out, text);
	str_addz(out, "  ");
}

static struct sv
risk_title(struct sv risk, bool english)
{
	if (english)
		return risk;
	if (sv_eq(risk, SV("high")))
		return SV("高风险");
	if (sv_eq(risk, SV("medium")))
		return SV("中风险");
	return sv_eq(risk, SV("low")) ? SV("低风险") : risk;
}

/* 2024-08-31 14:05  community  class  risk  loss  id */
static void
add_head(struct grep_teller *t, const struct record *r, struct str *out)
{
	bool english = t->view->english;
	struct sv at = record_text(record_get(r, REC_REPORTED_AT), &t->text);
	int64_t loss;

	if (t->view->colour)
		str_addz(out, "\033[1m");
	if (at.len >= 16) {
		add_clean(out, (struct sv){at.p, 10});
		str_addc(out, ' ');
		add_part(out, (struct sv){at.p + 11, 5});
	} else {
		add_part(out, at);
	}
	add_part(out, record_text(record_get(r, REC_COMMUNITY), &t->text));
	at = record_text(record_get(r, REC_CATEGORY), &t->text);
	if (at.len > 0)
		add_part(out, category_title(at, english));
	add_part(out, risk_title(record_text(record_get(r, REC_RISK),
	    &t->text), english));
	if (record_int(record_get(r, REC_LOSS_FEN), &loss)) {
		str_addz(out, english ? "loss " : "损失");
		money_title(out, loss, english);
		str_addz(out, "  ");
	}
	add_part(out, record_text(record_get(r, REC_ID), &t->text));
	while (out->len > 0 && out->p[out->len - 1] == ' ')
		out->len--;
	if (t->view->colour)
		str_addz(out, "\033[0m");
	str_addc(out, '\n');
}

/* Names told elsewhere in the record are no secret of the narrative's. */
static void
know_names(struct grep_teller *t, const struct record *r)
{
	size_t at = 0;
	struct sv name;

	if (t->mask == NULL)
		return;
	mask_forget(t->mask);
	mask_know(t->mask, record_text(record_get(r, REC_CALLER_NAME),
	    &t->text));
	while (record_next_text(record_get(r, REC_PARTIES), &at, &name,
	    &t->text))
		mask_know(t->mask, name);
}

void
grep_tell_pretty(struct grep_worker *w, const struct record *r,
    struct block *b)
{
	struct grep_teller *t = w->teller;

	t->query = &w->query;
	if (t->view->order.n > 0)
		grep_tell_line(w, r, b);
	if (t->view->order.n > 0) /* the key alone: the line goes */
		b->out.len -= r->line.len + 1;
	know_names(t, r);
	add_head(t, r, &b->out);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		add_row(t, &rows[i], record_get(r, rows[i].key), &b->out);
	str_addc(&b->out, '\n');
}
