/* SPDX-License-Identifier: MIT */
/*
 * router_hold: the part of router.h that links (repeats.h). An incident may
 * belong with any other, those that come later in the input too (the newest
 * first is a common order of exports), so that everything is held back until
 * the end of the input; then it is decided in the order of time and written in
 * the order of the input.
 */
#ifndef PRECINCT_ROUTER_HOLD_H
#define PRECINCT_ROUTER_HOLD_H

#include "router.h"

/* Days between two reports at most; the share of words that makes narratives
 * nearly the same. */
struct router_hold *router_hold_new(int64_t window, double similar);
void router_hold_free(struct router_hold *h);
/* Adds a glance or, of an entry, a sketch. */
void router_hold_look(struct router_worker *w, const struct record *record,
    const struct router_entry *e);
/* With a ledger: takes or makes its key, ledger.key. */
int router_hold_remember(struct router *r, struct fault *f);
int router_hold_block(struct router *r, struct block *b);
/* The drain hook of the filter; nothing to do without linking. */
int router_drain(void *router, struct out *out);
/* Notes on what the linking did. */
void router_hold_tell(const struct router *r);

#endif
