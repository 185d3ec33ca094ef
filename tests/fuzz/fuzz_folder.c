/* SPDX-License-Identifier: MIT */
/* folder: any bytes as the settings or the crontab of a station: read to the
 * end, and every finding has a place within the text. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "folder_parts.h"

struct seen {
	const char *dir;
	size_t lines, found;
};

static void
report(void *context, const struct fault *f)
{
	struct seen *s = context;

	if (f->text.len == 0 || f->line > s->lines ||
	    strncmp(str_z(&f->file), s->dir, strlen(s->dir)) != 0)
		abort();
	s->found++;
}

static void
drop(const char *dir, const char *name)
{
	struct str path = {0};

	str_addf(&path, "%s/%s", dir, name);
	unlink(path.p);
	str_free(&path);
}

static void
put(const char *dir, const char *name, const uint8_t *data, size_t size)
{
	struct str path = {0};
	int fd;

	str_addf(&path, "%s/%s", dir, name);
	fd = open(path.p, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
	str_free(&path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char dir[] = "/tmp/fuzz_folder.XXXXXX";
	struct seen s = {dir, 1, 0};
	struct folder_check c = {.dir = dir, .report = report, .context = &s};
	struct folder_look l = {.check = &c};

	/* gzip and zstd would be unpacked: their own fuzzer's. */
	if (size > 0 && (data[0] == 0x1f || data[0] == 0x28 ||
	    (data[0] & 0xf0) == 0x50))
		return 0;
	for (size_t i = 0; i < size; i++)
		s.lines += data[i] == '\n';
	if (mkdtemp(dir) == NULL)
		abort();
	put(dir, FOLDER_CONF, data, size);
	put(dir, FOLDER_CRONTAB, data, size);
	folder_read_conf(&l);
	folder_check_crontab(&l);
	if (c.findings != s.found || c.files != 2)
		abort();
	arena_free(&l.arena);
	drop(dir, FOLDER_CONF);
	drop(dir, FOLDER_CRONTAB);
	rmdir(dir);
	return 0;
}
