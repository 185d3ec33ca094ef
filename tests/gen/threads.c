/* SPDX-License-Identifier: MIT */
#include "threads.h"

#include "wording.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

#define SWITCHBOARDS 7
#define SHARED_PHONES 200
#define WINDOW 190      /* days; a matter that old is a new one */

struct thread {
	const struct scene *scene;
	unsigned call;          /* which of the scene's: the matter itself */
	unsigned a, b;          /* who reports first, and against whom */
	struct spot spot;
	const char *shop;
	uint64_t loss;
	int64_t row;            /* of the first report */
};

struct plan {
	uint32_t thread;
	uint8_t part;
	uint16_t minutes;       /* after the row of `base` */
	uint32_t base;
};

struct threads {
	struct plan *plan;
	struct thread *threads;
	size_t count, cap;
	int64_t rows, days;
	uint64_t seed;
	struct str address, place, narrative, feedback, scratch;
	struct person caller;
	struct person sides[2]; /* whose dispute it is */
};

static const char *const shops[] = {"宏达建筑劳务公司", "新鲜汇超市", "阿丽理发店",
    "好味道火锅店", "天成物流园", "金桥家具厂", "动力健身房", "小天使教育培训",
    "蜀香源餐馆", "美家装饰公司", "康泰药房", "花源汽修厂", NULL};

/* --- the matter of a thread ------------------------------------------------ */

static bool
is_dispute(const struct scene *s)
{
	return strncmp(s->category, "dispute.", 8) == 0;
}

static const struct scene *
draw_scene(struct dice *d, bool disputes)
{
	unsigned sum = 0, at;

	for (size_t i = 0; i < nscenes; i++)
		if (!disputes || is_dispute(&scenes[i]))
			sum += scenes[i].weight;
	at = dice_below(d, sum);
	for (size_t i = 0; i < nscenes; i++) {
		if (disputes && !is_dispute(&scenes[i]))
			continue;
		if (at < scenes[i].weight)
			return &scenes[i];
		at -= scenes[i].weight;
	}
	return &scenes[0];
}

static void
draw_spot(struct spot *s, const struct scene *scene, struct dice *d)
{
	static const char *const homes[] = {"dispute.family",
	    "dispute.neighbour", "dispute.property", "dispute.romance", NULL};
	static const char *const works[] = {"dispute.labour",
	    "dispute.consumer", NULL};
	unsigned kind = dice_below(d, 3);

	for (size_t i = 0; homes[i] != NULL; i++)
		if (strcmp(scene->category, homes[i]) == 0)
			kind = dice_below(d, 12) == 0;
	for (size_t i = 0; works[i] != NULL; i++)
		if (strcmp(scene->category, works[i]) == 0)
			kind = 1 + (dice_below(d, 8) == 0);
	if (kind == 0)
		spot_home(s, dice_below(d, WORLD_HOMES));
	else if (kind == 1)
		spot_shop(s, dice_below(d, WORLD_SHOPS));
	else
		spot_public(s, d);
}

static unsigned
count(const char *const *list)
{
	unsigned n = 0;

	while (list[n] != NULL)
		n++;
	return n;
}

static void
draw_thread(struct thread *t, bool disputes, struct dice *d)
{
	t->scene = draw_scene(d, disputes);
	t->call = dice_below(d, count(t->scene->calls));
	t->a = dice_below(d, WORLD_PEOPLE);
	t->b = dice_below(d, WORLD_PEOPLE);
	draw_spot(&t->spot, t->scene, d);
	t->shop = dice_pick(d, shops);
	t->loss = 300 + dice_below(d, 60000);
	if (t->scene->loss_max > 0)
		t->loss = t->scene->loss_min + dice_below(d,
		    (t->scene->loss_max - t->scene->loss_min) / 3);
}

/* --- the plan: which row is what ------------------------------------------- */

static struct thread *
add_thread(struct threads *t)
{
	if (t->count == t->cap) {
		t->cap = t->cap * 2 + 64;
		t->threads = mem_realloc(t->threads,
		    t->cap * sizeof(*t->threads));
	}
	return &t->threads[t->count++];
}

/* The first free row from `row` on; -1: none. */
static int64_t
free_row(const struct threads *t, int64_t row)
{
	while (row < t->rows && t->plan[row].part != THREAD_NONE)
		row++;
	return row < t->rows ? row : -1;
}

/* Days to the next report: hours, days, weeks or months. */
static double
draw_gap(struct dice *d)
{
	unsigned kind = dice_below(d, 10);
	double u = (double)dice_below(d, 100000) / 1e5;

	if (kind < 3)
		return 0.12 + u * 2;
	if (kind < 7)
		return 2 + u * 19;
	return 21 + u * u * 120;
}

/* Plans a thread from `row`; gives how many repeats found room. */
static int64_t
plan_thread(struct threads *t, int64_t row, int64_t repeats, struct dice *d)
{
	static const unsigned char how_many[] = {1, 1, 1, 1, 1, 1, 2, 2, 2, 3,
	    3, 1, 1, 1, 2, 2, 4, 5, 6, 3};
	struct thread *thread = add_thread(t);
	uint32_t id = (uint32_t)t->count;
	int64_t want = how_many[dice_below(d, sizeof(how_many))], made = 0;
	double at;

	draw_thread(thread, true, d);
	thread->row = row;
	t->plan[row] = (struct plan){id, THREAD_FIRST, 0, (uint32_t)row};
	at = (double)row;
	for (; made < want && made < repeats; made++) {
		at += draw_gap(d) * (double)t->rows / (double)t->days;
		row = at < (double)t->rows ? free_row(t, (int64_t)at) : -1;
		if (row < 0)
			break;
		t->plan[row] = (struct plan){id, THREAD_REPEAT, 0,
		    (uint32_t)row};
	}
	/* the same people with the same matter, but long after */
	at += (WINDOW + dice_below(d, 60)) * (double)t->rows /
	    (double)t->days;
	row = at < (double)t->rows && dice_below(d, 8) == 0
	    ? free_row(t, (int64_t)at) : -1;
	if (row >= 0) {
		struct thread copy = t->threads[id - 1];

		copy.row = row;
		*add_thread(t) = copy;
		t->plan[row] = (struct plan){(uint32_t)t->count, THREAD_FIRST,
		    0, (uint32_t)row};
	}
	return made;
}

/* Further calls minutes after a report. */
static void
plan_events(struct threads *t, int64_t events, struct dice *d)
{
	while (events > 0) {
		int64_t base = (int64_t)(dice_next(d) % (uint64_t)t->rows);
		const struct plan *p = &t->plan[base];
		int64_t row = free_row(t, base + 1);

		if (row < 0 || row > base + 4 || (p->part != THREAD_FIRST &&
		    p->part != THREAD_REPEAT))
			continue;
		t->plan[row] = (struct plan){p->thread, THREAD_EVENT,
		    (uint16_t)(2 + dice_below(d, 40)), (uint32_t)base};
		events--;
	}
}

struct threads *
threads_new(int64_t rows, int64_t repeats, int64_t days, uint64_t seed)
{
	struct threads *t = mem_zalloc(1, sizeof(*t));
	struct dice d = {seed * 7919 + 1};
	int64_t left = repeats;

	*t = (struct threads){.rows = rows, .days = days, .seed = seed};
	t->plan = mem_zalloc((size_t)rows, sizeof(*t->plan));
	while (left > 0) {
		int64_t row = free_row(t, (int64_t)(dice_next(&d) %
		    (uint64_t)rows));

		if (row >= 0)
			left -= plan_thread(t, row, left, &d);
	}
	plan_events(t, repeats / 4, &d);
	return t;
}

void
threads_free(struct threads *t)
{
	free(t->plan);
	free(t->threads);
	str_free(&t->address);
	str_free(&t->place);
	str_free(&t->narrative);
	str_free(&t->feedback);
	str_free(&t->scratch);
	free(t);
}

/* --- a report -------------------------------------------------------------- */

enum role { ROLE_FIRST, ROLE_OTHER, ROLE_RELATIVE, ROLE_BYSTANDER };

static enum role
draw_role(enum thread_part part, struct dice *d)
{
	unsigned at = dice_below(d, 100);

	if (part == THREAD_FIRST || part == THREAD_NONE)
		return at < 95 ? ROLE_FIRST : ROLE_BYSTANDER;
	if (part == THREAD_EVENT)
		return at < 30 ? ROLE_FIRST : at < 70 ? ROLE_OTHER
		    : ROLE_BYSTANDER;
	return at < 68 ? ROLE_FIRST : at < 85 ? ROLE_OTHER
	    : at < 91 ? ROLE_RELATIVE : ROLE_BYSTANDER;
}

static void
set_phone(struct cast *c, const struct person *p, unsigned dirt,
    struct dice *d)
{
	unsigned how = dice_below(d, 1000);

	snprintf(c->phone, sizeof(c->phone), "%s", p->phone);
	if (how < dirt / 2)
		snprintf(c->phone, sizeof(c->phone), "%s", p->other_phone);
	else if (how < dirt) /* mistyped */
		c->phone[7 + dice_below(d, 4)] = (char)('0' +
		    dice_below(d, 10));
	else if (how < dirt * 3 / 2)
		c->phone[0] = '\0';
}

static void
set_address(struct threads *t, struct cast *c, const struct spot *s,
    unsigned dirt, struct dice *d)
{
	unsigned how = dice_below(d, 1000);
	enum spot_level level = SPOT_FULL;

	str_clear(&t->address);
	str_reserve(&t->address, 1);
	if (how < dirt / 4)
		str_addz(&t->address, "花源派出所");
	else if (how >= dirt / 2) {
		how = dice_below(d, 1000);
		if (how < dirt)
			level = 1 + dice_below(d, 3);
		spot_write(&t->address, s, level, dirt * 5, d);
	}
	c->address = t->address.p;
	c->community = dice_below(d, 1000) < dirt / 2 ? "" : s->community;
	str_clear(&t->place);
	str_addz(&t->place, s->name);
	if (s->building != 0)
		str_addf(&t->place, "%u栋", s->building);
	c->place = t->place.p;
}

/* The text, told of A and B by whoever calls. */
static void
set_narrative(struct threads *t, const struct scene *scene, unsigned call,
    struct cast *c, enum thread_part part, unsigned dirt, struct dice *d)
{
	static const char *const common[] = {
	    "报警人称事情发生后一直没有得到解决，希望民警到现场当面了解情况。",
	    "报警人情绪较为激动，多次要求尽快到场，并称愿意配合调查。",
	    "值班民警已电话联系报警人核实地点和人员情况，报警人表示在原地等候。",
	    "报警人称周围有邻居和路人看到，可以作证，现场附近有监控探头。",
	    "报警人留下了联系方式，表示稍后会到派出所补充材料。", NULL};
	static const char *const openings[] = {"", "", "110指令：",
	    "接110指挥中心指令，", "【微信报警】", NULL};
	static const char *const hidden[] = {"对方", "邻居", "一男子", "那家人",
	    NULL};
	struct cast told = *c;

	if (dice_below(d, 1000) < dirt * 2)
		snprintf(told.other, sizeof(told.other), "%s",
		    dice_pick(d, hidden));
	else
		name_write(told.other, sizeof(told.other), c->other, false,
		    dirt / 2, d);
	if (told.other[0] == '\0')
		snprintf(told.other, sizeof(told.other), "对方");
	str_clear(&t->scratch);
	str_addz(&t->scratch, dice_pick(d, openings));
	/* some have been to another station, or speak of years ago */
	if (part == THREAD_REPEAT || (part != THREAD_EVENT &&
	    dice_below(d, 100) < 4))
		wording_again(&t->scratch, d);
	scene_fill(&t->scratch, scene->calls[call], &told, d);
	scene_fill(&t->scratch, dice_pick(d, scene->details), &told, d);
	for (unsigned n = dice_below(d, 3); n > 0; n--)
		str_addz(&t->scratch, dice_pick(d, common));
	str_clear(&t->narrative);
	wording_add(&t->narrative, str_sv(&t->scratch),
	    part == THREAD_NONE ? 20 : 30 + dirt / 5, d);
	c->narrative = t->narrative.p;
}

/* What officers put down: in half the disputes whose it is, whoever called. */
static void
set_feedback(struct threads *t, const struct scene *scene, struct cast *c,
    unsigned dirt, struct dice *d)
{
	static const char *const ways[] = {"经了解，{n}与{m}因此事发生矛盾。",
	    "双方当事人为{n}、{m}。", "经核实，{m}和{n}之间有纠纷。",
	    "{n}（报警方）与{m}（对方）各执一词。", NULL};
	struct cast told = *c;
	bool named = is_dispute(scene) ||
	    strcmp(scene->category, "crime.assault") == 0;

	str_clear(&t->feedback);
	if (named && dice_below(d, 100) < 50) {
		name_write(told.caller, sizeof(told.caller),
		    t->sides[0].name, t->sides[0].female, dirt, d);
		name_write(told.other, sizeof(told.other), t->sides[1].name,
		    t->sides[1].female, dirt, d);
		scene_fill(&t->feedback, dice_pick(d, ways), &told, d);
	}
	c->feedback = str_z(&t->feedback);
}

static const struct scene *
find_scene(const char *category)
{
	for (size_t i = 0; i < nscenes; i++)
		if (strcmp(scenes[i].category, category) == 0)
			return &scenes[i];
	return &scenes[0];
}

/* Who calls, of the thread's people. */
static void
set_people(struct threads *t, const struct thread *th, enum role role,
    struct cast *c, struct dice *d)
{
	struct person other, mine;

	person_draw(&t->caller, th->a, t->seed);
	person_draw(&other, th->b, t->seed);
	t->sides[0] = t->caller;
	t->sides[1] = other;
	if (role == ROLE_OTHER) {
		mine = t->caller;
		t->caller = other;
		other = mine;
	} else if (role == ROLE_RELATIVE) { /* with the telephone of A */
		person_draw(&mine, dice_below(d, WORLD_PEOPLE), t->seed);
		snprintf(t->caller.name, sizeof(t->caller.name), "%s",
		    mine.name);
		memcpy(t->caller.card, mine.card, sizeof(mine.card));
	} else if (role == ROLE_BYSTANDER) {
		person_draw(&t->caller, dice_below(d, WORLD_PEOPLE), t->seed);
	}
	snprintf(c->other, sizeof(c->other), "%s", other.name);
	snprintf(c->caller, sizeof(c->caller), "%s", t->caller.name);
}

static void
tell(struct threads *t, const struct thread *th, enum thread_part part,
    struct incident *i, struct cast *c, unsigned dirt, struct dice *d)
{
	enum role role = draw_role(part, d);
	const struct scene *scene = th->scene;
	unsigned call = th->call, n = dice_below(d, 100);

	/* grown to blows, told of as noise, or told from another side */
	if (part == THREAD_REPEAT && n < 6)
		scene = find_scene("crime.assault");
	else if (part == THREAD_REPEAT && n < 9 &&
	    strcmp(scene->category, "dispute.neighbour") == 0)
		scene = find_scene("help.noise");
	if (scene != th->scene || (part >= THREAD_REPEAT && n > 85))
		call = dice_below(d, count(scene->calls));
	i->scene = scene;
	set_people(t, th, role, c, d);
	c->shop = th->shop;
	c->app = "微信群";
	c->loss = th->loss;
	set_phone(c, &t->caller, dirt, d);
	set_address(t, c, &th->spot, dirt, d);
	set_narrative(t, scene, call, c, part, dirt, d);
	set_feedback(t, scene, c, dirt, d);
	name_write(c->caller, sizeof(c->caller), t->caller.name,
	    t->caller.female, dirt * 2, d);
	c->sex = t->caller.female ? 2 : 1;
	c->card = dice_below(d, 100) < 35 ? t->caller.card : "";
}

/* --- rows that have nothing to do with one another ------------------------- */

/* The same caller with another matter, or another caller from the same home. */
static void
borrow(const struct threads *t, struct thread *th, int64_t row,
    struct dice *d)
{
	const struct thread *known = &t->threads[dice_below(d,
	    (unsigned)t->count)];

	if (known->row >= row || known->scene == th->scene)
		return;
	if (dice_below(d, 4) == 0)
		th->spot = known->spot;
	else
		th->a = known->a;
}

static void
borrow_phone(struct cast *c, struct dice *d)
{
	unsigned how = dice_below(d, 100);

	if (how < 4) /* a college, a hospital, a bank */
		snprintf(c->phone, sizeof(c->phone), "1990000000%u",
		    dice_below(d, SWITCHBOARDS));
	else if (how < 7) /* a shop, a dormitory, a family */
		snprintf(c->phone, sizeof(c->phone), "1990000%04u",
		    1000 + dice_below(d, SHARED_PHONES));
	else if (how < 8)
		snprintf(c->phone, sizeof(c->phone), "12345");
}

struct thread_row
threads_row(struct threads *t, int64_t row, struct incident *i,
    struct cast *c, struct dice *d)
{
	const struct plan *p = &t->plan[row];
	enum thread_part part = p->part;
	unsigned dirt = part == THREAD_NONE ? 60 : 80;
	struct thread th;

	*c = (struct cast){.place = ""};
	if (part != THREAD_NONE) {
		tell(t, &t->threads[p->thread - 1], part, i, c, dirt, d);
		i->epoch += ((int64_t)p->base - row) * t->days * 86400 /
		    t->rows + p->minutes * 60;
		return (struct thread_row){p->thread, part};
	}
	draw_thread(&th, false, d);
	if (is_dispute(th.scene) && dice_below(d, 100) < 3)
		borrow(t, &th, row, d);
	tell(t, &th, part, i, c, dirt, d);
	borrow_phone(c, d);
	return (struct thread_row){0, THREAD_NONE};
}
