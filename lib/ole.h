/* SPDX-License-Identifier: MIT */
/*
 * ole: the streams of an OLE compound file (MS-CFB), in which Office programs
 * up to 2003 wrote, and in which encrypted workbooks lie to this day.
 */
#ifndef PRECINCT_OLE_H
#define PRECINCT_OLE_H

#include "fault.h"

#define OLE_MAGIC "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

struct ole;
struct ole_stream;

/* NULL with the fault: no such file, damaged. */
struct ole *ole_open(const char *path, struct fault *f);
void ole_close(struct ole *o);
/* A stream of that name (ASCII, any case), wherever it lies. */
bool ole_has(const struct ole *o, const char *name);
/* The same, opened: NULL without a fault's text when there is none. */
struct ole_stream *ole_stream(struct ole *o, const char *name,
    struct fault *f);
uint64_t ole_size(const struct ole_stream *s);
/* n bytes of the stream from an offset on, fewer at its end; -1 with the
 * fault when the file ends before the stream does. */
ptrdiff_t ole_read(struct ole_stream *s, uint64_t offset, void *buf, size_t n,
    struct fault *f);
void ole_stream_close(struct ole_stream *s);

#endif
