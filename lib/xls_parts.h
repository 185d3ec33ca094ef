/* SPDX-License-Identifier: MIT */
/* xls_parts: the parts of an old workbook, for lib/xls. */
#ifndef PRECINCT_XLS_PARTS_H
#define PRECINCT_XLS_PARTS_H

#include "enc.h"
#include "ole.h"
#include "sheetlist.h"
#include "xlsx_parts.h"

/* --- xls_record.c: the stream of records ----------------------------------- */

enum xls_record {
	XLS_FORMULA = 0x06, XLS_EOF = 0x0a, XLS_DATEMODE = 0x22,
	XLS_FILEPASS = 0x2f, XLS_CONTINUE = 0x3c, XLS_CODEPAGE = 0x42,
	XLS_BOUNDSHEET = 0x85, XLS_MULRK = 0xbd, XLS_RSTRING = 0xd6,
	XLS_XF = 0xe0, XLS_MERGES = 0xe5, XLS_SST = 0xfc, XLS_LABELSST = 0xfd,
	XLS_NUMBER = 0x203, XLS_LABEL = 0x204, XLS_BOOLERR = 0x205,
	XLS_STRING = 0x207, XLS_ROW = 0x208, XLS_RK = 0x27e,
	XLS_FORMAT = 0x41e, XLS_BOF = 0x809
};

struct xls_records {
	struct ole_stream *stream;
	uint64_t next;          /* offset of the next record */
	/* the record at hand */
	uint64_t at;            /* its own offset */
	unsigned type;
	size_t len, pos;        /* of data; what was taken of it */
	char data[65536];
	/* bytes of the stream from `from` on */
	uint64_t from;
	size_t held;
	char bytes[32768];
	/* text */
	bool old;               /* BIFF5: bytes in a code page */
	struct enc_stream *page;
	uint16_t units[65536];
};

unsigned xls_u16(const char *p);
uint32_t xls_u32(const char *p);
double xls_double(const char *p);
/* The next record: 1; 0 at the end of the stream, -1 with the fault. */
int xls_next(struct xls_records *r, struct fault *f);
/* The next record is the one at that offset. */
void xls_seek(struct xls_records *r, uint64_t offset);
/* Text behind a count of characters of `width` bytes (1 or 2) at r->pos of the
 * record, which may go on in records of XLS_CONTINUE. False when it is cut
 * off: with a fault's text when the stream is. Appends UTF-8. */
bool xls_text(struct xls_records *r, size_t width, struct str *out,
    struct fault *f);
int xls_damaged(struct fault *f, const char *what);

/* --- xls_globals.c: what the workbook holds -------------------------------- */

struct xls_globals {
	struct sheetlist sheets;
	uint64_t *offsets;      /* of each sheet */
	bool date1904;
	enum xlsx_look *looks;  /* by number of the cell format */
	size_t nlooks;
	struct str texts;       /* one after another */
	size_t *ends;
	size_t ntexts;
};

int xls_globals_read(struct xls_globals *g, struct xls_records *r,
    struct fault *f);
void xls_globals_free(struct xls_globals *g);

#endif
