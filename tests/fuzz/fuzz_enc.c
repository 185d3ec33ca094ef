/* SPDX-License-Identifier: MIT */
/* GB18030 by table against iconv, and UTF-8 validation fast against plain. */
#include "enc.h"
#include "utf8.h"

#include <iconv.h>
#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static iconv_t cd;
	struct sv in = {(const char *)data, size};
	struct str copy = {0}, want = {0}, got = {0};
	char *from, *to;
	size_t left, room, bad = 0, bom;
	bool valid;

	if (size > 4096)
		return 0;
	if (cd == NULL)
		cd = iconv_open("UTF-8", "GB18030");
	str_add(&copy, data, size);
	str_reserve(&want, size * 4 + 8);
	from = copy.p;
	to = want.p;
	left = size;
	room = want.cap;
	iconv(cd, NULL, NULL, NULL, NULL);
	valid = iconv(cd, &from, &left, &to, &room) != (size_t)-1;
	want.len = (size_t)(to - want.p);
	if (enc_gb18030_add(&got, in, &bad) != valid)
		abort();
	if (valid && !sv_eq(str_sv(&want), str_sv(&got)))
		abort();
	if (enc_gb18030_valid(in) != (valid ? size : bad))
		abort();
	if (utf8_valid_prefix(in) != utf8_valid_prefix_simple(in))
		abort();
	enc_detect(in, true, &bom);
	str_free(&copy);
	str_free(&want);
	str_free(&got);
	return 0;
}
