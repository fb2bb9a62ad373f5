/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ABI_SIMILARITY_CHECK_H
#define ENGRAM_ABI_SIMILARITY_CHECK_H

/* The argument checks that the shims of the similarity family share. Each returns ENGRAM_OK or the refusal. */

#include "abi/arguments.h"
#include "engram/similarity.h"
#include "kernels/similarity/ops.h"
#include "kernels/similarity/topk.h"

/* A matrix with its stride in full, and the bytes it spans. */
struct engram_matrix {
    engram_rows rows;
    uint64_t bytes;
};

ENGRAM_INLINE uint64_t engram_alignment_of(engram_type type) {
    return type == ENGRAM_TYPE_F32 ? 4 : type == ENGRAM_TYPE_F16 || type == ENGRAM_TYPE_BF16 ? 2 : 1;
}

/* Bytes of one row's elements, which take as many as they are aligned to; dim counts bits for the bit type. */
ENGRAM_INLINE uint64_t engram_vector_bytes(engram_type type, uint64_t dim) {
    return type == ENGRAM_TYPE_BITS ? dim / 8 + (dim % 8 != 0) : dim * engram_alignment_of(type);
}

ENGRAM_INLINE engram_status engram_check_metric(engram_metric metric, engram_type type) {
    if (ENGRAM_TYPE_INDEX(type) >= ENGRAM_TYPE_COUNT || ENGRAM_METRIC_INDEX(metric) >= ENGRAM_METRIC_COUNT)
        return ENGRAM_ERROR_ENUM;
    const int is_set = metric == ENGRAM_METRIC_HAMMING || metric == ENGRAM_METRIC_JACCARD;
    return is_set == (type == ENGRAM_TYPE_BITS) ? ENGRAM_OK : ENGRAM_ERROR_METRIC;
}

/* Shape and size; whether data is there is asked where it is needed. */
ENGRAM_INLINE engram_status engram_check_shape(const engram_rows *rows, struct engram_matrix *out) {
    if (rows == NULL) return ENGRAM_ERROR_NULL;
    /* The struct without and with scales. */
    if (rows->size != offsetof(engram_rows, scales) && rows->size != sizeof *rows) return ENGRAM_ERROR_STRUCT;
    memset(out, 0, sizeof *out);
    memcpy(&out->rows, rows, rows->size);
    engram_rows *r = &out->rows;
    if (ENGRAM_TYPE_INDEX(r->type) >= ENGRAM_TYPE_COUNT) return ENGRAM_ERROR_ENUM;
    const uint64_t row = r->type == ENGRAM_TYPE_BITS ? r->dim / 8 + (r->dim % 8 != 0) : r->dim;
    if (r->stride == 0) r->stride = row;
    if (r->stride < row) return ENGRAM_ERROR_STRIDE;
    if (r->count != 0 && !engram_rows_fit(r->count, r->stride, row, engram_row_bytes(r->type, 1), &out->bytes))
        return ENGRAM_ERROR_OVERFLOW;
    if (r->scales != NULL) {
        if (r->type != ENGRAM_TYPE_I8) return ENGRAM_ERROR_ARGUMENT;
        if (!engram_bytes_fit(r->count, sizeof(float))) return ENGRAM_ERROR_OVERFLOW;
    }
    return ENGRAM_OK;
}

/* Data that will be read. */
ENGRAM_INLINE engram_status engram_check_data(const struct engram_matrix *m) {
    if (m->rows.count == 0) return ENGRAM_OK;
    if (m->rows.data == NULL && m->rows.dim != 0) return ENGRAM_ERROR_NULL;
    if (!engram_is_aligned(m->rows.data, engram_alignment_of(m->rows.type)) || !engram_is_aligned(m->rows.scales, 4))
        return ENGRAM_ERROR_ALIGNMENT;
    return ENGRAM_OK;
}

ENGRAM_INLINE int engram_overlaps_matrix(const void *out, uint64_t bytes, const struct engram_matrix *m) {
    return engram_overlap(out, bytes, m->rows.data, m->bytes) ||
           (m->rows.scales != NULL && engram_overlap(out, bytes, m->rows.scales, m->rows.count * sizeof(float)));
}

/* Queries and rows of one call. */
ENGRAM_INLINE engram_status engram_check_match(const struct engram_matrix *queries, const struct engram_matrix *rows) {
    return queries->rows.type == rows->rows.type && queries->rows.dim == rows->rows.dim ? ENGRAM_OK
                                                                                       : ENGRAM_ERROR_ARGUMENT;
}

#endif
