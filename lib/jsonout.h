/* SPDX-License-Identifier: MIT */
/*
 * jsonout: writing JSON by appending to a str. Keys of our own need no
 * escaping; text is valid UTF-8. Every put function writes a leading comma, so
 * that fields can be appended to an open object (record_splice takes them so);
 * json_enclose makes a whole object of fields put one after another.
 */
#ifndef PRECINCT_JSONOUT_H
#define PRECINCT_JSONOUT_H

#include "str.h"

/* "text" with quotes: escapes quote, backslash and control bytes, nothing
 * else (Chinese stays as it is). Vectorised. */
void json_text(struct str *out, struct sv text);
/* ,"key":"text" */
void json_put_text(struct str *out, struct sv key, struct sv text);
/* ,"key":value */
void json_put_int(struct str *out, struct sv key, int64_t value);
void json_put_bool(struct str *out, struct sv key, bool value);
/* ,"key":raw with raw already JSON */
void json_put_raw(struct str *out, struct sv key, struct sv raw);
/* ,"key":["a","b"] */
void json_put_texts(struct str *out, struct sv key, const struct sv *texts,
    size_t n);
/* Turns the leading comma of what was put since offset `start` into '{' and
 * closes the object: "{...}"; "{}" when nothing was put. */
void json_enclose(struct str *out, size_t start);

#endif
