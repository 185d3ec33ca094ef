/* SPDX-License-Identifier: MIT */
/*
 * money: sums as people write them, in whole fen, without floating point.
 */
#ifndef PRECINCT_MONEY_H
#define PRECINCT_MONEY_H

#include "str.h"

#define MONEY_YUAN INT64_C(100)
#define MONEY_WAN INT64_C(1000000)

enum money_flag {
	MONEY_APPROXIMATE = 1 << 0,     /* 约, 左右, and with all below */
	MONEY_AT_LEAST = 1 << 1,        /* 余, 多, 以上: fen is the least */
	MONEY_AT_MOST = 1 << 2,         /* 近, 不到, 以内: fen is the most */
	MONEY_RANGE = 1 << 3,           /* 3-5万, 三五千: fen to fen_max */
	MONEY_NO_UNIT = 1 << 4,         /* a bare number, unit from outside */
	MONEY_SUMMED = 1 << 5           /* money_find: a sum of transfers */
};

struct money {
	int64_t fen;            /* 0 or more; of a range the lower end */
	int64_t fen_max;        /* fen, or the upper end of a range */
	unsigned flags;
};

enum money_status {
	MONEY_OK,
	MONEY_NONE,             /* no sum is told: empty, 万元, 数万元, 无 */
	MONEY_BAD,              /* not understood, or below zero */
	MONEY_BEYOND            /* does not fit (2^63 - 1 fen) */
};

/*
 * A whole cell: 35000 · 35,000.00 · ¥35000 · 3.5万 · 3万5 · 三万五千元 ·
 * 叁万伍仟元整 · 近4万 · 500块5 · 3w. unit_fen is what one of a bare number
 * is worth (MONEY_YUAN; MONEY_WAN under a header in 万元). Parts of a fen are
 * rounded half up. *m is zero unless MONEY_OK. Sums in a foreign currency are
 * MONEY_BAD: there is no rate to turn them by.
 */
enum money_status money_parse(struct sv text, int64_t unit_fen,
    struct money *m);
/* The unit that a column's header names: 损失金额(万元) is MONEY_WAN, (元)
 * MONEY_YUAN; 0 when it names none. */
int64_t money_header_unit(struct sv header);

enum money_cue {                /* what makes it the loss, weakest first */
	MONEY_CUE_TRANSFER,     /* 转账, 汇款, 付款, 充值 */
	MONEY_CUE_CHEATED,      /* 被骗, 骗走 */
	MONEY_CUE_LOSS,         /* 损失, 被盗 */
	MONEY_CUE_TOTAL         /* 共计, 合计, 共损失, 共被骗 */
};

struct money_found {
	struct money money;
	enum money_cue cue;
	size_t start, len;      /* bytes of the amount (the first of a sum) */
	unsigned count;         /* amounts added: 1, or the transfers */
};

/*
 * The loss told in a narrative, by the strongest cue: total, loss, cheated,
 * transfers; of equal ones the last. Several transfers without a total are
 * added (MONEY_SUMMED | MONEY_APPROXIMATE); parts are never added to a total.
 * What was only asked for (要求转账3000元) counts, as approximate, where nothing
 * better is told and the text goes on as if it was paid (转账后被拉黑).
 * A number without unit counts only right after such a word. False when no
 * amount is told; that is cheap.
 */
bool money_find(struct sv narrative, struct money_found *found);

/* Appends 35000.00. */
void money_add(struct str *out, int64_t fen);
/* For people: 3.5万元, 1.28亿元, 860元, 860.50元; two places at most, half
 * up. English: 35,000 yuan. */
void money_title(struct str *out, int64_t fen, bool english);

#endif
