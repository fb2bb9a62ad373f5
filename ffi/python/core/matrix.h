/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PYTHON_MATRIX_H
#define ENGRAM_PYTHON_MATRIX_H

#include "array.h"
#include "arguments.h"

#include "engram/similarity.h"

extern const choice metric_names[];

/* Vectors as the library takes them, over borrowed memory. */
typedef struct matrix {
    array data, scales;
    engram_rows view;
    int is_vector; /* one vector was given, not a matrix */
} matrix;

/*
 * Borrows `rows`: float32, float16, bfloat16 (DLPack, or uint16 with type="bfloat16"), int8 with optional scales, or
 * uint8 for packed bits, of which `bits` count, all unless told. The other arguments may be null or None.
 */
int acquire_rows(PyObject *object, PyObject *type, PyObject *bits, PyObject *scales, matrix *out);

/* Borrows what is compared with the rows, of their type and dimension: a vector, or with `many` also a matrix. */
int acquire_queries(PyObject *object, const char *name, PyObject *scales, const matrix *rows, int many, matrix *out);

void release_matrix(matrix *m);

/* The metric by name; unless told hamming for bits and cosine for everything else. */
int choose_metric(PyObject *value, const matrix *rows, uint32_t *out);

/* A vector of one float32 for each row, or nothing when null or None. */
int acquire_per_row(PyObject *object, const char *name, int64_t rows, array *out);

#endif
