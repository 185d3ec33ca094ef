/* SPDX-License-Identifier: MIT */
/* xlsx_parts: the parts of a workbook, for lib/xlsx. */
#ifndef PRECINCT_XLSX_PARTS_H
#define PRECINCT_XLSX_PARTS_H

#include "grid.h"
#include "unzip.h"
#include "xml.h"

/* Reads a part from end to end through the handlers. 1: there is no such
 * part, -1 with the fault. */
int xlsx_parse(struct unzip *z, const char *name,
    const struct xml_handlers *h, struct fault *f);

/* --- xlsx_strings.c: the texts that cells name by number ------------------ */

/* The first bytes stay in memory (texts that come again and again are among
 * them), the rest lies in a temporary file, of which some blocks are kept. */
#define XLSX_STRINGS_MEMORY ((size_t)24 << 20)
#define XLSX_BLOCK ((size_t)32 << 10)
#define XLSX_BLOCKS 256

struct xlsx_strings {
	uint64_t *ends;         /* of each text */
	size_t n, cap;
	struct str first;       /* bytes [0, first.len) */
	struct str held;        /* the last bytes, while reading */
	uint64_t filed;         /* bytes in the file, after the first ones */
	int fd;                 /* -1: none */
	struct {
		uint64_t number;        /* of the block, + 1; 0: none */
		size_t len;
		char *bytes;
	} blocks[XLSX_BLOCKS];
	struct str text;        /* one that lies in several blocks */
};

int xlsx_strings_read(struct xlsx_strings *s, struct unzip *z,
    const char *name, struct fault *f);
/* The text of that number, until the next call; false: there is none. */
bool xlsx_strings_get(struct xlsx_strings *s, size_t number, struct sv *text);
void xlsx_strings_free(struct xlsx_strings *s);

/* --- xlsx_styles.c: which cells are dates --------------------------------- */

enum xlsx_look {
	XLSX_NUMBER, XLSX_DATE, XLSX_TIME, XLSX_DATE_TIME,
	XLSX_WAN                /* 3.5 shown as 3.5万元: the format says 万 */
};

struct xlsx_styles {
	enum xlsx_look *looks;  /* by number of the cell format */
	size_t n;
};

int xlsx_styles_read(struct xlsx_styles *s, struct unzip *z,
    const char *name, struct fault *f);
void xlsx_styles_free(struct xlsx_styles *s);
/* What a format code makes of a number: yyyy"年"m"月"d"日" is a date. */
enum xlsx_look xlsx_look_of(struct sv code);
/* The same for the number of a format that no file spells out. */
enum xlsx_look xlsx_look_built_in(int64_t id);

/* --- xlsx_cell.c: a cell's value as text ----------------------------------- */

/* A number as written in the file; false when it is none. date1904: days are
 * counted from 1904-01-01. */
bool xlsx_add_number(struct str *out, struct sv number, enum xlsx_look look,
    bool date1904);
/* _x000D_ and its kind are the characters that they stand for. */
void xlsx_add_text(struct str *out, struct sv text);
/* "AB12" -> 27, 11 (from 0); false when it is none, or beyond what a sheet
 * has. */
bool xlsx_reference(struct sv text, size_t *column, size_t *row);

/* --- xlsx_merges.c --------------------------------------------------------- */

/* Tells the grid the merged cells of a sheet: they stand behind its rows. */
int xlsx_merges_read(struct grid *g, struct unzip *z, const char *name,
    struct fault *f);

#endif
