/* SPDX-License-Identifier: MIT */
/* A workbook made of hostile parts: the bytes are the parts of an archive, one
 * after another, each with its length before it; the archive itself is sound,
 * or is the bytes as they are. */
#include "book.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

static const char *const names[] = {"xl/workbook.xml",
    "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"};

static void
make(const char *path, const uint8_t *data, size_t size)
{
	int error;
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &error);

	for (size_t i = 0; zip != NULL && i < 6 && size >= 2; i++) {
		size_t n = (size_t)(data[0] << 8 | data[1]);
		zip_source_t *part;

		data += 2;
		size -= 2;
		n = n < size ? n : size;
		part = zip_source_buffer(zip, data, n, 0);
		if (part == NULL || zip_file_add(zip, names[i], part, 0) < 0)
			break;
		zip_set_file_compression(zip, i, ZIP_CM_STORE, 0);
		data += n;
		size -= n;
	}
	if (zip != NULL && zip_close(zip) != 0)
		zip_discard(zip);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char path[64], buf[1 << 12];
	struct fault f = {0};
	const struct book_options o = {NULL, NULL};
	struct book *b;
	ptrdiff_t n;

	if (size < 1)
		return 0;
	if (path[0] == '\0')
		snprintf(path, sizeof(path), "/tmp/fuzz-xlsx-%d", getpid());
	if (data[0] & 1) {
		make(path, data + 1, size - 1);
	} else {
		FILE *file = fopen(path, "w");

		if (file == NULL)
			abort();
		fwrite(data + 1, 1, size - 1, file);
		fclose(file);
	}
	b = book_open(BOOK_XLSX, path, &o, &f);
	if (b == NULL && f.text.len == 0)
		abort(); /* a refusal says why */
	while (b != NULL && (n = book_read(b, buf, sizeof(buf), &f)) > 0)
		;
	book_close(b);
	fault_free(&f);
	unlink(path);
	return 0;
}
