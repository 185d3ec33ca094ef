/* SPDX-License-Identifier: MIT */
#include "unzip.h"

#include "progress.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <zip.h>

struct unzip {
	zip_t *zip;
	uint64_t unpacked, most;
};

struct unzip_part {
	struct unzip *of;
	zip_file_t *file;
	char *name;
	double packed;          /* bytes in the file for one unpacked */
	double told;            /* of them, to progress */
};

struct unzip *
unzip_open(const char *path, struct fault *f)
{
	struct unzip *z;
	struct stat st;
	zip_error_t why;
	zip_t *zip;
	int error;

	zip = zip_open(path, ZIP_RDONLY, &error);
	if (zip == NULL) {
		zip_error_init_with_code(&why, error);
		fault_set(f, NULL, 0, 0, "damaged workbook (zip): %s; open it "
		    "in a spreadsheet and save it again",
		    zip_error_strerror(&why));
		zip_error_fini(&why);
		return NULL;
	}
	z = mem_zalloc(1, sizeof(*z));
	z->zip = zip;
	z->most = UNZIP_ALWAYS;
	if (stat(path, &st) == 0)
		z->most += (uint64_t)st.st_size * UNZIP_RATIO;
	return z;
}

void
unzip_close(struct unzip *z)
{
	if (z == NULL)
		return;
	zip_discard(z->zip);
	free(z);
}

struct unzip_part *
unzip_part(struct unzip *z, const char *name, struct fault *f)
{
	struct unzip_part *p;
	zip_file_t *file;
	zip_stat_t st;

	if (zip_name_locate(z->zip, name, ZIP_FL_NOCASE) < 0)
		return NULL;
	file = zip_fopen(z->zip, name, ZIP_FL_NOCASE);
	if (file == NULL) {
		fault_set(f, NULL, 0, 0, "damaged workbook: cannot unpack %s: "
		    "%s", name, zip_strerror(z->zip));
		return NULL;
	}
	p = mem_zalloc(1, sizeof(*p));
	p->of = z;
	p->file = file;
	p->name = mem_strdup(name);
	if (zip_stat(z->zip, name, ZIP_FL_NOCASE, &st) == 0 &&
	    (st.valid & ZIP_STAT_SIZE) && (st.valid & ZIP_STAT_COMP_SIZE) &&
	    st.size > 0 && st.comp_size <= st.size)
		p->packed = (double)st.comp_size / (double)st.size;
	return p;
}

ptrdiff_t
unzip_read(struct unzip_part *p, char *buf, size_t cap, struct fault *f)
{
	zip_int64_t n = zip_fread(p->file, buf, cap);

	if (n < 0)
		return fault_set(f, NULL, 0, 0, "damaged workbook: cannot "
		    "unpack %s: %s", p->name, zip_file_strerror(p->file));
	p->of->unpacked += (uint64_t)n;
	p->told += (double)n * p->packed;
	if (p->told >= 1) {
		progress_bytes((uint64_t)p->told);
		p->told -= (double)(uint64_t)p->told;
	}
	if (p->of->unpacked > p->of->most)
		return fault_set(f, NULL, 0, 0, "workbook unpacks to more than "
		    "%d times its size at %s: made to swell, it is not read",
		    UNZIP_RATIO, p->name);
	return n;
}

void
unzip_look_ahead(struct unzip_part *p)
{
	p->packed = 0;
}

void
unzip_part_close(struct unzip_part *p)
{
	if (p == NULL)
		return;
	zip_fclose(p->file);
	free(p->name);
	free(p);
}
