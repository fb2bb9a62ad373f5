/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_CONFORMANCE_VECTOR_H
#define ENGRAM_TESTS_CONFORMANCE_VECTOR_H

/*
 * One conformance vector: a call, its inputs, its outcome. docs/conformance.md defines the text; this is its C reader.
 * The generator writes inputs as text, reads them back by the reader and plays them, so writer and reader cannot part.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "engram/engram.h"

enum { NAME_ROOM = 64, FIELD_LIMIT = 96 };

/* A named array of one element kind: u, i (decimal), x, f (hexadecimal), with a width of 8, 16, 32 or 64 bits. */
typedef struct field {
    char name[NAME_ROOM];
    char kind;
    unsigned width;
    bool is_null;
    bool is_digest; /* an output given as count and FNV-1a hash */
    uint64_t digest;
    size_t count;
    void *data;
} field;

/* Recording fills `text` with the outcome; checking compares it and describes the first difference in `fault`. */
typedef struct vector {
    char call[NAME_ROOM], name[NAME_ROOM], status[NAME_ROOM];
    bool recording, has_status;
    field in[FIELD_LIMIT], out[FIELD_LIMIT];
    size_t in_count, out_count, emitted;
    const engram_executor *executor; /* for calls that take one */
    char *text;
    size_t text_used, text_room;
    char fault[512];
    void *fresh[FIELD_LIMIT];
    size_t fresh_bytes[FIELD_LIMIT], fresh_count;
} vector;

/* Reading. A malformed line ends the program with a message: the files are ours. */
void vector_clear(vector *v);
void vector_line(vector *v, const char *line);
bool vector_read(vector *v, FILE *file, size_t *line_number); /* false at the end of the file */

/* Recipes: the values after "@uniform 1 8 bf800000 3f800000" and its siblings. False for a text that is none. */
bool recipe_expand(field *f, const char *text);
uint64_t fnv1a64(const void *data, size_t count, unsigned width); /* of the little-endian bytes */

/* Element i of an array of elements `width` bits wide, by value and not by the order of its bytes. */
void value_store(void *data, size_t i, unsigned width, uint64_t value);
uint64_t value_load(const void *data, size_t i, unsigned width);

/* Inputs for the players. */
bool vector_has(const vector *v, const char *name);              /* a field of that name, or with it and a dot */
const void *vector_get(const vector *v, const char *name);       /* null when absent, null or empty */
size_t vector_count(const vector *v, const char *name);          /* 0 when absent */
uint64_t vector_number(const vector *v, const char *name);       /* 0 when absent */
float vector_f32(const vector *v, const char *name);             /* +0 when absent */
double vector_f64(const vector *v, const char *name);            /* +0 when absent */
uint32_t vector_size(const vector *v, const char *name, size_t whole); /* a size field: `whole` when absent */

/* Outcomes. A fresh buffer is filled with 0xA5; outcome() demands that it still is when the status is an error. */
void *vector_fresh(vector *v, size_t bytes);
bool vector_outcome(vector *v, engram_status status); /* true when outputs are to be emitted */
void vector_emit(vector *v, const char *name, const char *kind, const void *data, size_t count);
void vector_emit_digest(vector *v, const char *name, const char *kind, const void *data, size_t count);
void vector_emit_number(vector *v, const char *name, const char *kind, uint64_t value);
void vector_emit_f64(vector *v, const char *name, double value);
void vector_finish(vector *v); /* after the last emit: every expected output must have come */
void vector_differs(vector *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

_Noreturn void conformance_stop(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
