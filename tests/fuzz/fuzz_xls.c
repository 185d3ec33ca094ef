/* SPDX-License-Identifier: MIT */
/* Old workbooks: the bytes are a file as it is (first byte even), or the
 * records of one in a sound OLE file. */
#include "book_fuzz.h"

#define SECTOR 512
#define FREE 0xffffffffu
#define END 0xfffffffeu

static void
put32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

static void
entry(uint8_t *p, const char *name, uint8_t kind, uint32_t first, size_t size)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < n; i++)
		p[2 * i] = (uint8_t)name[i];
	p[64] = (uint8_t)(2 * (n + 1));
	p[66] = kind;
	put32(p + 116, first);
	put32(p + 120, (uint32_t)size);
}

/* Header, tables of sectors, directory, and the records, which fill 4096
 * bytes at least. */
static void
wrap(const uint8_t *data, size_t size, struct str *out)
{
	static const uint8_t magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
	size_t whole = size < 4096 ? 4096 : size;
	size_t n = (whole + SECTOR - 1) / SECTOR, tables = (n + 2 + 127) / 127;
	size_t total = (2 + tables + n) * SECTOR;
	uint8_t *file = mem_zalloc(1, total), *fat = file + SECTOR;
	uint8_t *directory = fat + tables * SECTOR;

	memcpy(file, magic, 8);
	file[30] = 9;
	file[32] = 6;
	put32(file + 48, (uint32_t)tables);
	put32(file + 60, END);
	put32(file + 68, END);
	for (size_t i = 0; i < 109; i++)
		put32(file + 76 + 4 * i, i < tables ? (uint32_t)i : FREE);
	for (size_t i = 0; i < tables * 128; i++)
		put32(fat + 4 * i, i <= tables || i == tables + n ? END :
		    i < tables + n ? (uint32_t)(i + 1) : FREE);
	entry(directory, "Root Entry", 5, END, 0);
	entry(directory + 128, "Workbook", 2, (uint32_t)tables + 1, whole);
	memcpy(directory + SECTOR, data, size);
	str_add(out, file, total);
	free(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str file = {0};

	if (size < 1 || size > 1 << 19)
		return 0;
	if (data[0] & 1)
		wrap(data + 1, size - 1, &file);
	else
		str_add(&file, data + 1, size - 1);
	book_fuzz(BOOK_XLS, str_z(&file), file.len);
	str_free(&file);
	return 0;
}
