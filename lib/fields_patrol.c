/* SPDX-License-Identifier: MIT */
#include "fields.h"

#include "jsonout.h"

#define LONG_MINUTES (12 * 60)

static bool
starts_next_day(struct sv *text)
{
	static const char *const words[] = {"次日", "翌日", "第二天", "次晨"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (sv_starts(*text, sv_z(words[i]))) {
			*text = sv_trim(sv_from(*text, strlen(words[i])));
			return true;
		}
	return false;
}

/* The end: of its own column, or what follows 19:30-21:30. A time before the
 * start is of the next morning. */
static void
read_end(struct mapper *m, const struct when *started, struct when *ended)
{
	size_t column = SIZE_MAX;
	struct sv text = fields_text(m, PROFILE_ENDED_AT, &m->scratch,
	    &column);
	unsigned before = (unsigned)m->ndoubts;
	int64_t day;

	*ended = (struct when){.until = {"", 0}};
	if (text.len == 0)
		text = started->until;
	if (text.len == 0)
		return;
	if (started->known) {
		day = datetime_day(&started->t);
		if (starts_next_day(&text) &&
		    fields_time_on(m, day + 1, text, ended))
			return;
		if (fields_time_on(m, day, text, ended)) {
			if (ended->epoch < started->epoch)
				fields_time_on(m, day + 1, text, ended);
			return;
		}
	}
	/* a whole date and time; only a column can be asked for it */
	if (column != SIZE_MAX)
		fields_when(m, PROFILE_ENDED_AT, PROFILE_NFIELDS, started->
		    known ? started->t.year : 0, ended);
	else if (m->ndoubts == before)
		fields_doubt(m, profile_field_name(PROFILE_ENDED_AT),
		    "format", SIZE_MAX);
}

static void
put_times(struct mapper *m, const struct when *started)
{
	struct when ended;
	int64_t minutes;

	if (started->known)
		fields_put_time(m, PROFILE_STARTED_AT, &started->t);
	else if (!fields_doubted(m, profile_field_name(PROFILE_STARTED_AT)))
		fields_doubt(m, profile_field_name(PROFILE_STARTED_AT),
		    "missing", SIZE_MAX);
	read_end(m, started, &ended);
	if (!ended.known) {
		if (!fields_doubted(m, profile_field_name(PROFILE_ENDED_AT)))
			fields_doubt(m, profile_field_name(PROFILE_ENDED_AT),
			    "missing", SIZE_MAX);
		return;
	}
	fields_put_time(m, PROFILE_ENDED_AT, &ended.t);
	if (!started->known || !started->t.has_time || !ended.t.has_time)
		return;
	minutes = (ended.epoch - started->epoch) / 60;
	if (minutes < 0) {
		fields_doubt(m, profile_field_name(PROFILE_ENDED_AT),
		    "before_start", SIZE_MAX);
		return;
	}
	if (minutes == 0)
		fields_doubt(m, "minutes", "zero", SIZE_MAX);
	if (minutes > LONG_MINUTES)
		fields_doubt(m, "minutes", "long", SIZE_MAX);
	json_put_int(m->out, SV("minutes"), minutes);
}

static void
put_people(struct mapper *m)
{
	size_t named;
	int64_t count, told = -1;       /* 李四等5人 */

	fields_copy(m, PROFILE_TEAM);
	fields_copy(m, PROFILE_LEADER);
	named = fields_copy_names(m, PROFILE_MEMBERS, &told);
	count = fields_count(m, PROFILE_MEMBER_COUNT);
	/* the leader may be counted and not named among the members */
	if (count >= 0 && named > 0 && told < 0 && count != (int64_t)named &&
	    count != (int64_t)named + 1)
		fields_doubt(m, profile_field_name(PROFILE_MEMBER_COUNT),
		    "differs", SIZE_MAX);
	if (count < 0 && named > 0)
		count = told > (int64_t)named ? told : (int64_t)named;
	if (count >= 0)
		fields_put_int(m, PROFILE_MEMBER_COUNT, count);
}

void
fields_patrol(struct mapper *m, const struct when *started)
{
	put_times(m, started);
	put_people(m);
	fields_copy(m, PROFILE_AREA);
	fields_copy(m, PROFILE_COMMUNITY);
	fields_copy(m, PROFILE_PATROL_KIND);
	fields_copy_bool(m, PROFILE_WITH_OFFICER);
	for (int f = PROFILE_HAZARDS; f <= PROFILE_DISPUTES; f++) {
		int64_t n = fields_count(m, (enum profile_field)f);

		if (n >= 0)
			fields_put_int(m, (enum profile_field)f, n);
	}
	fields_copy(m, PROFILE_FOUND);
	fields_copy(m, PROFILE_DONE);
	fields_copy(m, PROFILE_NOTE);
}
