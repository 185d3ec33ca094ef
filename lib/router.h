/* SPDX-License-Identifier: MIT */
/*
 * router: the run of route-dispute. Workers look at records and decide
 * (router_record); what depends on the records before (earlier reports, whose
 * turn it is) is done for each block in order (router_block), so that the
 * output is the same for any number of workers.
 */
#ifndef PRECINCT_ROUTER_H
#define PRECINCT_ROUTER_H

#include "assign.h"
#include "casebook.h"
#include "filter.h"
#include "repeats.h"
#include "routing.h"

struct router_counts {
	uint64_t tiers[TIER_CASE + 1];  /* disputes by tier */
	uint64_t unclassified;  /* incidents without a category */
	uint64_t unsure;        /* incidents left to a person */
	uint64_t no_id;         /* disputes that can have no case number */
	uint64_t none_free;     /* disputes that nobody could take */
	uint64_t uncovered;     /* due dates outside the calendar's years */
	/* with a ledger */
	uint64_t opened, known, joined, differ;
	/* with linking */
	uint64_t repeats;       /* disputes that were reported before */
	uint64_t calls;         /* further calls about one event */
	uint64_t full;          /* that a dispute had no more room for */
};

struct router {
	const struct routing *routing;
	struct assign *assign;  /* NULL: nobody is assigned */
	struct casebook *book;  /* NULL: nothing is remembered */
	struct router_hold *hold;       /* NULL: only parent_id links */
	struct sv now;          /* with a book: of what has no time */
	bool only;              /* leave out what is no dispute */
	bool explain;           /* text for a person instead of records */
	bool english;
	struct router_counts counts;
	/* Earlier reports: of which first report each linked id is, and how
	 * many have named that one. */
	struct map roots, named;
	struct str scratch, buffer;
	bool failed;            /* the ledger cannot be written */
};

void router_init(struct router *r, const struct routing *routing);
void router_free(struct router *r);

/* A case with everything that is said of it. */
enum router_standing {
	ROUTER_NEW,             /* of its own; always so without a ledger */
	ROUTER_KNOWN,           /* this incident is in the ledger */
	ROUTER_JOINED           /* it belongs to an open case there */
};

struct router_case {
	struct sv id, category, community, parent;
	/* for the ledger */
	struct sv at;           /* reported_at */
	struct sv text;         /* digest of the narrative */
	struct sv why;          /* JSON array: the rules of classify-risk */
	struct sv keys;         /* JSON array: what repeats are found by */
	enum event_risk risk;
	enum router_standing standing;
	enum case_state state;  /* of the case that it is or joins */
	bool differs;           /* known, and the record is another now */
	struct sv case_id;      /* empty: D and the id */
	struct sv assignee;     /* kept from the ledger */
	struct sv repeat_of;    /* a case closed before */
	struct sv link;         /* JSON array: why it is the same dispute */
	struct sv of;           /* id of the incident that it is linked to */
	struct sv before;       /* id of the last dispute before, of the same */
	bool by_parent;         /* what links it is parent_id */
	bool same_event;
	struct routing_facts facts;
	struct routing_decision decision;
	bool assigned;
	struct assign_choice choice;
};

struct router_entry {
	struct router_case c;
	uint64_t at;            /* in block->out: where the keys belong */
	bool dispute;           /* false: only counts as a report */
	/* of a case's first entry, with linking and no ledger */
	const struct roster_person *holder;
	enum roster_list list;
};

struct router_worker {
	const struct router *router;
	struct router_entry *entries;
	size_t count, cap;
	struct arena arena;
	struct str scratch;
	/* with linking: of each entry, and of what is none */
	struct repeat_looker looker;
	struct repeat_sketch *sketches, *glances;
	size_t sketches_cap, nglances, glances_cap;
};

void router_worker_init(struct router_worker *w, const struct router *r);
void router_worker_free(struct router_worker *w);

/* Callbacks of struct filter; context of router_block is the router. */
int router_record(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f);
int router_block(void *router, struct block *b);

/* Tells of incidents that may be disputes and were not routed. */
void router_tell_left_out(const struct router_counts *c);

/* router_book.c: the same with a ledger. */
/* Takes the book, if there is one. False: what is wrong was reported. */
bool router_book_init(struct router *r, struct casebook *book, struct sv now);
/* What the ledger needs of a record, by any worker. */
void router_book_look(struct router_worker *w, const struct record *record,
    struct router_case *c);
/* Decides and assigns in the light of the ledger, and adds the event. -1 with
 * the fault. */
int router_book_decide(struct router *r, struct router_case *c,
    struct fault *f);

/* For router_book.c. The text for as long as the block lives. */
struct sv router_keep(struct router_worker *w, const struct record *r,
    enum record_key key);
void router_assign(struct router *r, struct router_case *c);
/* For router_hold.c. */
enum roster_list router_list(enum tier tier);
int router_decide(struct router *r, struct router_case *c, struct fault *f);
void router_put(struct router *r, struct str *out,
    const struct router_case *c);
void router_put_link(struct str *out, const struct router_case *c);

/* Appends the case as text for a person. with_roster: say who, or that nobody
 * is free. */
void router_text(struct str *out, const struct routing *routing,
    const struct router_case *c, bool with_roster, bool english);

#endif
