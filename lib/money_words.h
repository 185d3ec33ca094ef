/* SPDX-License-Identifier: MIT */
/*
 * money_words: what the words around a sum say of it, for money_find.c.
 */
#ifndef PRECINCT_MONEY_WORDS_H
#define PRECINCT_MONEY_WORDS_H

#include "str.h"

enum money_kind {
	MONEY_KIND_NONE,  /* nothing says that it was lost */
	MONEY_KIND_OTHER, /* returned, owed, earned, not paid */
	MONEY_KIND_ASKED, /* 要求转账3000元: to be paid, perhaps it was */
	MONEY_KIND_TRANSFER,
	MONEY_KIND_CHEATED,
	MONEY_KIND_LOSS,
	MONEY_KIND_TOTAL
};

/* Of a sum between the texts: before reaches back to the sum before it.
 * *only_total: no verb says so, only 共计 or the like. */
enum money_kind money_kind_of(
    struct sv before, struct sv after, bool *only_total);
/* Only joints stand between two sums: 5000元、1.2万元和3000元. */
bool money_is_joint(struct sv gap);
/* The same sum after this text is the same one told again. */
bool money_is_retold(struct sv between);
/* A number without unit may be a sum: after 被骗, before a mark or 后. */
bool money_bare_start(struct sv before);
bool money_bare_end(struct sv after);
/* 2万人, 三百米, 5千克: what follows the number is counted, not paid. */
bool money_counts_things(struct sv after);
/* What follows an asked sum tells that it was paid: 转账后, 被骗. */
bool money_was_paid(struct sv after);
/* Loss is spoken of at all. */
bool money_tells_loss(struct sv text);

/* To be called once before the others. Thread-safe, and cheap after that. */
void money_words_ready(void);

#endif
