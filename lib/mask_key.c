/* SPDX-License-Identifier: MIT */
/* Key files, and pseudonyms under a key. */
#include "digest.h"
#include "mask_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_BYTES DIGEST_BYTES
#define KEY_HEAD "precinct-key 1 "
#define KEY_TEXT (sizeof(KEY_HEAD) - 1 + 2 * KEY_BYTES + 1)

struct mask_key {
	unsigned char bytes[KEY_BYTES];
};

static int
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t w = write(fd, p, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return -1;
		p += w;
		n -= (size_t)w;
	}
	return fsync(fd);
}

int
mask_key_make(const char *path, struct fault *f)
{
	unsigned char key[KEY_BYTES];
	char text[KEY_TEXT + 1] = KEY_HEAD;
	int fd, bad;

	if (!digest_random(key, sizeof(key)))
		return fault_set(f, NULL, 0, 0, "no source of random bytes");
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return fault_set(f, path, 0, 0, "a file of this name is "
		    "there; a key made over would end all its pseudonyms");
	if (fd < 0)
		return fault_sys(f, path, errno, "cannot make");
	digest_hex(key, text + sizeof(KEY_HEAD) - 1);
	text[KEY_TEXT - 1] = '\n';
	bad = write_all(fd, text, KEY_TEXT) != 0 ? errno : 0;
	if (close(fd) != 0 && bad == 0)
		bad = errno;
	digest_wipe(text, sizeof(text));
	digest_wipe(key, sizeof(key));
	if (bad == 0)
		return 0;
	unlink(path);
	return fault_sys(f, path, bad, "cannot write");
}

/* A key that others may read protects nobody. */
static int
read_text(const char *path, char *text, struct fault *f)
{
	struct stat st;
	size_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fault_sys(f, path, errno, "cannot open");
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return fault_set(f, path, 0, 0, "not a plain file");
	}
	if ((st.st_mode & 077) != 0) {
		close(fd);
		return fault_set(f, path, 0, 0, "others may read the key; "
		    "take it from them: chmod 600");
	}
	while (n < KEY_TEXT + 1) {
		ssize_t r = read(fd, text + n, KEY_TEXT + 1 - n);

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			break;
		n += (size_t)r;
	}
	close(fd);
	if (n != KEY_TEXT || memcmp(text, KEY_HEAD, sizeof(KEY_HEAD) - 1) != 0)
		return fault_set(f, path, 0, 0, "not a key file; make one "
		    "with --make-key");
	return 0;
}

static bool
from_hex(const char *hex, unsigned char bytes[KEY_BYTES])
{
	for (size_t i = 0; i < 2 * KEY_BYTES; i++) {
		char c = hex[i];
		int v = c >= '0' && c <= '9' ? c - '0' :
		    c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

		if (v < 0)
			return false;
		bytes[i / 2] = (unsigned char)(bytes[i / 2] << 4 | v);
	}
	return true;
}

struct mask_key *
mask_key_read(const char *path, struct fault *f)
{
	char text[KEY_TEXT + 1];
	struct mask_key *key;

	if (read_text(path, text, f) != 0)
		return NULL;
	key = mem_zalloc(1, sizeof(*key));
	if (!from_hex(text + sizeof(KEY_HEAD) - 1, key->bytes)) {
		mask_key_free(key);
		fault_set(f, path, 0, 0, "a damaged key: not 64 hexadecimal "
		    "digits");
		key = NULL;
	}
	digest_wipe(text, sizeof(text));
	return key;
}

void
mask_key_free(struct mask_key *key)
{
	if (key == NULL)
		return;
	digest_wipe(key, sizeof(*key));
	free(key);
}

/* Consonants only: a pseudonym is no word and no number, so nothing takes it
 * for one. 12 of 20 letters are 51 bits: among a million persons the chance
 * of two alike is below one in four thousand. */
void
mask_key_token(const struct mask_key *key, struct sv domain, struct sv value,
    struct str *out)
{
	static const char letters[] = "bcdfghjklmnpqrstvwxz";
	unsigned char hash[DIGEST_BYTES];
	struct str data = {0};
	uint64_t v = 0;

	str_addsv(&data, domain);
	str_addc(&data, '\0');
	str_addsv(&data, value);
	digest_keyed(key->bytes, str_sv(&data), hash);
	str_free(&data);
	for (size_t i = 0; i < sizeof(v); i++)
		v = v << 8 | hash[i];
	for (int i = 0; i < 12; i++, v /= 20)
		str_addc(out, letters[v % 20]);
}

void
mask_key_hash(const struct mask_key *key, struct sv data,
    unsigned char digest[DIGEST_BYTES])
{
	digest_keyed(key->bytes, data, digest);
}
