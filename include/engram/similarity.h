/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_SIMILARITY_H
#define ENGRAM_SIMILARITY_H

/*
 * What resembles this cue: scores of a query vector against rows of a matrix.
 *
 * A pair of vectors has one score, to the last bit, whatever the instruction set, the alignment, the position in the
 * batch or the call it is made through. Sums run over 32 lanes (docs/numerics.md).
 */

#include "engram/common.h"

ENGRAM_BEGIN

/* What a score measures. Since: 0.1.0 */
typedef uint32_t engram_metric;
enum {
    ENGRAM_METRIC_COSINE = 1 /* sum(q*r) / (|q| * |r|), in [-1, 1], grows with likeness */
};

/* How the elements of a vector are stored. Since: 0.1.0 */
typedef uint32_t engram_type;
enum {
    ENGRAM_TYPE_F32 = 1 /* IEEE 754 binary32 */
};

/*
 * A matrix of vectors, one to a row. Set size to sizeof(engram_rows); fields may be added at the end. Since: 0.1.0
 */
typedef struct engram_rows {
    uint32_t size;    /* sizeof(engram_rows) */
    engram_type type; /* of every element */
    const void *data; /* first element of row 0, naturally aligned for its type; may be null when count is 0 */
    uint64_t count;   /* rows */
    uint64_t stride;  /* elements from one row to the next, >= dim; 0 stands for dim */
    uint64_t dim;     /* elements in a row */
} engram_rows;

/*
 * One against many: scores[i] = metric(query, row first + i) for i in [0, count).
 *
 *   query   rows->dim elements of rows->type; may be null when dim or count is 0
 *   scores  count floats; must overlap neither the query nor the rows
 *
 * Cosine: accurate to 1e-6 absolute up to 4096 dimensions, clamped to [-1, 1]. A vector of zeros, or of no elements,
 * scores 0 against everything. Norms from the smallest denormal to FLT_MAX are scaled by a power of two and
 * answered as well as any other. A query or row with a NaN or an infinity scores NaN (0x7FC00000).
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_STRIDE,
 * ENGRAM_ERROR_OVERFLOW when the matrix would not fit the address space, ENGRAM_ERROR_ARGUMENT when the range
 * leaves the matrix, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_similarity_many(engram_metric metric, const void *query, const engram_rows *rows,
                                                uint64_t first, uint64_t count, float *scores);

ENGRAM_END

#endif
