/* SPDX-License-Identifier: MIT */
/* The day on one screen: 24 lines of 80 columns, whatever the data. */
#include "incident_report.h"

#include "utf8.h"

#include <stdlib.h>

#define BARS 6          /* lines of the first chart, of the second */
#define BARS_LESS 4
#define WORDS 3         /* lines of what is unusual, of places */
#define COLUMNS 80

/* One line, cut where it would break. */
static void
add_line(struct str *out, struct str *line)
{
	chart_label(out, str_sv(line), COLUMNS - 1);
	while (out->len > 0 && out->p[out->len - 1] == ' ')
		out->len--;
	str_addc(out, '\n');
	str_clear(line);
}

static void
add_bars(struct str *out, const struct incident_view *v,
    enum unusual_family family, size_t most)
{
	struct chart_point points[BARS];
	struct arena arena = {0};
	struct str text = {0};
	size_t n;
	struct incident_row *rows = incident_rows(v, family, &n);

	n = n < most ? n : most;
	for (size_t i = 0; i < n; i++) {
		points[i] = (struct chart_point){.value = rows[i].count};
		str_clear(&text);
		incident_row_title(&text, v, family, rows[i].name);
		points[i].label = arena_dup(&arena, str_sv(&text));
		str_clear(&text);
		str_addi(&text, rows[i].count);
		if (v->u.weeks > 0)
			str_addf(&text, v->o->english ? " (usual %.1f)%s"
						      : "（通常%.1f）%s",
			    rows[i].expected,
			    rows[i].cell != NULL && rows[i].cell->high ? " !"
								       : "");
		points[i].shown = arena_dup(&arena, str_sv(&text));
	}
	chart_bars(out, &v->o->style, points, n);
	free(rows);
	str_free(&text);
	arena_free(&arena);
}

/* The hours of the day as one line of blocks: now and then are of one scale
 * each, which is all that a line can say. */
static void
add_hours(struct str *out, const struct incident_view *v)
{
	struct chart_point points[24] = {{{NULL, 0}, 0, {NULL, 0}, false}};
	size_t n;
	const struct incidents_fact *f = incidents_days(v->t, v->day,
	    v->day + 1, &n);

	for (size_t i = 0; i < n; i++)
		if (f[i].hour >= 0)
			points[f[i].hour].value += f[i].count;
	str_addz(out, v->o->english ? "Hours 0 to 23  " : "时段 0-23时  ");
	chart_spark(out, &v->o->style, points, 24);
	while (out->p[out->len - 1] == ' ' || out->p[out->len - 1] == '\n')
		out->len--;
	str_addc(out, '\n');
}

static void
add_unusual(struct str *out, const struct incident_view *v)
{
	struct str line = {0};
	bool english = v->o->english;
	size_t shown = 0;

	if (!v->u.tested || v->u.nhigh == 0) {
		str_addz(&line, english ? "Unusual: " : "异常升高：");
		if (!v->u.tested)
			str_addf(&line, english ? "not tested, %u weeks of data"
						: "数据仅%u周，未检验",
			    v->u.weeks);
		else
			str_addf(&line, english ? "nothing among %zu counts"
						: "检验%zu项，未见",
			    v->u.ncells);
		add_line(out, &line);
	}
	for (size_t i = 0; i < v->u.ncells && shown < WORDS; i++) {
		const struct unusual_cell *c = &v->u.cells[i];

		if (!c->high)
			continue;
		str_addz(&line, english ? "Unusual: " : "异常升高：");
		unusual_title(&line, v->t, c, english);
		str_addf(&line, english ? " %lld (usual %.1f, corrected p "
					: " %lld起（通常%.1f起，校正p=",
		    (long long)c->count, c->expected);
		unusual_add_p(&line, c->adjusted);
		str_addz(&line, english ? ")" : "）");
		shown++;
		if (shown == WORDS && v->u.nhigh > WORDS)
			str_addf(&line, english ? " and %zu more" : " 等%zu项",
			    english ? v->u.nhigh - WORDS : v->u.nhigh);
		add_line(out, &line);
	}
	str_free(&line);
}

static void
add_places(struct str *out, const struct incident_view *v)
{
	const struct hotspots *h = &v->h;
	struct str line = {0};
	bool english = v->o->english;

	str_addf(&line, english ? "Places, %lld days: " : "近%lld天高发地点：",
	    (long long)(v->day + 1 - v->from));
	for (size_t i = 0; i < WORDS && i < h->nplaces; i++) {
		str_addz(&line, i == 0 ? "" : english ? ", " : "、");
		str_addsv(&line, spot_name(incidents_text(v->t,
		    INCIDENTS_PLACE, h->places[i].name)));
		str_addf(&line, english ? " %lld" : "%lld起",
		    (long long)h->places[i].count);
	}
	if (h->nplaces == 0)
		str_addz(&line, english ? "none told" : "无");
	add_line(out, &line);
	if (h->located > 0)
		str_addf(&line, english
		    ? "Top %lld%% of %zu places: %.1f%% of the incidents; %zu "
		      "repeat addresses"
		    : "前%lld%%地点（共%zu处）集中%.1f%%警情；重复地址%zu处",
		    (long long)v->o->hot, h->nplaces,
		    100.0 * (double)h->in_top / (double)h->located,
		    h->ndoors);
	add_line(out, &line);
	str_free(&line);
}

/* Bytes of text that fit a line: up to the last separator before its end, or
 * all of it. */
static size_t
fits(struct sv text)
{
	static const char *const separators[] = {"；", "，", "; ", ", "};
	unsigned width = 0;
	size_t at = 0, end = 0;
	uint32_t c;

	while (at < text.len) {
		size_t n = utf8_decode(sv_from(text, at), &c);

		width += utf8_width_of(c);
		if (n == 0 || width >= COLUMNS)
			return end != 0 ? end : text.len;
		for (size_t i = 0; i < 4; i++)
			if (sv_starts(sv_from(text, at), sv_z(separators[i])))
				end = at + strlen(separators[i]);
		at += n;
	}
	return text.len;
}

/* Each sentence in two lines at most. */
static void
add_summary(struct str *out, const struct incident_view *v)
{
	struct str text = {0}, line = {0};
	struct sv rest, part;

	incident_summary(&text, v);
	rest = str_sv(&text);
	while (sv_split(&rest, '\n', &part)) {
		size_t n = fits(part);

		if (part.len == 0)
			continue;
		str_addsv(&line, (struct sv){part.p, n});
		add_line(out, &line);
		str_addsv(&line, sv_from(part, n));
		if (n < part.len)
			add_line(out, &line);
	}
	str_free(&text);
	str_free(&line);
}

void
incident_brief(const struct incident_view *v, struct str *out)
{
	incident_headline(out, v);
	add_summary(out, v);
	if (incident_no_data(v))
		return;
	add_unusual(out, v);
	str_addc(out, '\n');
	add_bars(out, v, UNUSUAL_CATEGORY, BARS);
	str_addc(out, '\n');
	add_bars(out, v, UNUSUAL_COMMUNITY, BARS_LESS);
	str_addc(out, '\n');
	add_hours(out, v);
	add_places(out, v);
}
