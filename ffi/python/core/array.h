/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PYTHON_ARRAY_H
#define ENGRAM_PYTHON_ARRAY_H

#include "python.h"
#include "dlpack.h"

#include <stdint.h>

/* The element types that arguments may have; a set of them is the bitwise or. */
typedef enum kind {
    KIND_OTHER = 0,
    KIND_F32 = 1,
    KIND_F16 = 2,
    KIND_BF16 = 4,
    KIND_I8 = 8,
    KIND_U8 = 16,
    KIND_U32 = 32,
    KIND_U64 = 64,
    KIND_F64 = 128,
    KIND_I64 = 256,
    KIND_U16 = 512,
    KIND_BOOL = 1024,
    KIND_I32 = 2048,
    KIND_I16 = 4096
} kind;

#define ANY_WHOLE ((unsigned)(KIND_I8 | KIND_U8 | KIND_U16 | KIND_I16 | KIND_I32 | KIND_U32 | KIND_I64 | KIND_U64))

/* The caller's memory, borrowed from acquire to release: never kept, and copied only where a width has to change. */
typedef struct array {
    void *data;
    int64_t shape[2];
    int64_t strides[2]; /* in elements; at most two dimensions are looked at */
    int ndim;
    kind type;
    int64_t itemsize;
    int held; /* 0: nothing to release, 1: view, 2: tensor */
    Py_buffer view;
    dl_held tensor;
    void *made; /* where `data` is a copy in another width */
} array;

/*
 * Borrows a one-dimensional array without gaps whose type is in `types`, or a matrix whose rows have no gaps (the rows
 * themselves may be spaced). On failure a TypeError or a ValueError names the argument and says what to do, and nothing
 * is held. `writable` asks for memory that may be written.
 */
int acquire_vector(PyObject *object, const char *name, unsigned types, int writable, array *out);
int acquire_matrix(PyObject *object, const char *name, unsigned types, int writable, array *out);

/* Borrows the one or the other, to be read: look at ndim. */
int acquire_vectors(PyObject *object, const char *name, unsigned types, array *out);

/*
 * Borrows a vector of whole numbers of any dtype, as one of `types`: KIND_U8, KIND_U32, KIND_U64, or KIND_U32 | KIND_U64 for
 * whichever needs no copy. numpy's default and scipy's indices are signed: they are read where they lie once none is found
 * negative, and copied where the width differs. ValueError names the element that does not fit.
 */
int acquire_whole(PyObject *object, const char *name, unsigned types, array *out);

/* Gives an array back; an array of zeros is fine. Keeps an exception that is set. */
void release_array(array *a);

/* Fails with ValueError unless the vector has `count` elements; `of` says what the count comes from. */
int check_length(const array *a, const char *name, int64_t count, const char *of);

/* Fails with ValueError unless the vector has the words of a bit for each row, no fewer and no more. */
int check_words(const array *a, const char *name, int64_t rows);

int64_t size_of_kind(kind type);
const char *name_of_kind(kind type);

#endif
