/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ABI_SIMILARITY_CHECK_H
#define ENGRAM_ABI_SIMILARITY_CHECK_H

/* The argument checks that the shims of the similarity family share. Each returns ENGRAM_OK or the refusal. */

#include <float.h>

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
    ENGRAM_REQUIRE(ENGRAM_TYPE_INDEX(type) < ENGRAM_TYPE_COUNT, ENGRAM_ERROR_ENUM, "type: an ENGRAM_TYPE_ value, 0 is none");
    ENGRAM_REQUIRE(ENGRAM_METRIC_INDEX(metric) < ENGRAM_METRIC_COUNT, ENGRAM_ERROR_ENUM, "metric: an ENGRAM_METRIC_ value, 0 is none");
    const int is_set = metric == ENGRAM_METRIC_HAMMING || metric == ENGRAM_METRIC_JACCARD;
    ENGRAM_REQUIRE(is_set == (type == ENGRAM_TYPE_BITS), ENGRAM_ERROR_METRIC, "metric");
    return ENGRAM_OK;
}

/* Shape and size; whether data is there is asked where it is needed. */
ENGRAM_INLINE engram_status engram_check_shape(const engram_rows *rows, struct engram_matrix *out) {
    ENGRAM_REQUIRE(rows != NULL, ENGRAM_ERROR_NULL, "rows");
    /* The struct without and with scales. */
    ENGRAM_REQUIRE(rows->size == offsetof(engram_rows, scales) || rows->size == sizeof *rows, ENGRAM_ERROR_STRUCT, "rows.size");
    memset(out, 0, sizeof *out);
    memcpy(&out->rows, rows, rows->size);
    engram_rows *r = &out->rows;
    ENGRAM_REQUIRE(ENGRAM_TYPE_INDEX(r->type) < ENGRAM_TYPE_COUNT, ENGRAM_ERROR_ENUM, "rows.type: an ENGRAM_TYPE_ value, 0 is none");
    const uint64_t row = r->type == ENGRAM_TYPE_BITS ? r->dim / 8 + (r->dim % 8 != 0) : r->dim;
    if (r->stride == 0) r->stride = row;
    ENGRAM_REQUIRE(r->stride >= row, ENGRAM_ERROR_STRIDE, "rows.stride");
    ENGRAM_REQUIRE(r->count == 0 || engram_rows_fit(r->count, r->stride, row, engram_row_bytes(r->type, 1), &out->bytes),
                   ENGRAM_ERROR_OVERFLOW, "rows.count");
    if (r->scales != NULL) {
        ENGRAM_REQUIRE(r->type == ENGRAM_TYPE_I8, ENGRAM_ERROR_ARGUMENT, "rows.scales: null for types other than i8");
        ENGRAM_REQUIRE(engram_bytes_fit(r->count, sizeof(float)), ENGRAM_ERROR_OVERFLOW, "rows.count");
    }
    return ENGRAM_OK;
}

/* Data that will be read. */
ENGRAM_INLINE engram_status engram_check_data(const struct engram_matrix *m) {
    if (m->rows.count == 0) return ENGRAM_OK;
    ENGRAM_REQUIRE(m->rows.data != NULL || m->rows.dim == 0, ENGRAM_ERROR_NULL, "rows.data");
    ENGRAM_REQUIRE(engram_is_aligned(m->rows.data, engram_alignment_of(m->rows.type)), ENGRAM_ERROR_ALIGNMENT, "rows.data");
    ENGRAM_REQUIRE(engram_is_aligned(m->rows.scales, 4), ENGRAM_ERROR_ALIGNMENT, "rows.scales");
    return ENGRAM_OK;
}

/* The one rule for scales: above 0 and finite; 0 for a row of zeros; NaN for one that is NaN. Asked of the rows that a call
 * reads: [first, first + count), or those of a list of ids. */
#define ENGRAM_SCALES_RULE "rows.scales: above 0 and finite, 0 for a row of zeros, NaN for one that is NaN"
ENGRAM_INLINE uint32_t engram_scale_is_bad(float scale) { return (uint32_t)(scale < 0.0f) | (uint32_t)(scale > FLT_MAX); }

ENGRAM_INLINE engram_status engram_check_scales(const engram_rows *rows, uint64_t first, uint64_t count) {
    uint32_t bad = 0;
    for (uint64_t i = 0; rows->scales != NULL && i < count; ++i) bad |= engram_scale_is_bad(rows->scales[first + i]);
    ENGRAM_REQUIRE(bad == 0, ENGRAM_ERROR_ARGUMENT, ENGRAM_SCALES_RULE);
    return ENGRAM_OK;
}

ENGRAM_INLINE engram_status engram_check_scales_of(const engram_rows *rows, engram_id_type type, const void *ids, uint64_t count) {
    uint32_t bad = 0;
    for (uint64_t i = 0; rows->scales != NULL && i < count; ++i)
        bad |= engram_scale_is_bad(rows->scales[type == ENGRAM_IDS_U32 ? ((const uint32_t *)ids)[i] : ((const uint64_t *)ids)[i]]);
    ENGRAM_REQUIRE(bad == 0, ENGRAM_ERROR_ARGUMENT, ENGRAM_SCALES_RULE);
    return ENGRAM_OK;
}

ENGRAM_INLINE int engram_overlaps_matrix(const void *out, uint64_t bytes, const struct engram_matrix *m) {
    return engram_overlap(out, bytes, m->rows.data, m->bytes) ||
           (m->rows.scales != NULL && engram_overlap(out, bytes, m->rows.scales, m->rows.count * sizeof(float)));
}

/* Queries and rows of one call. */
ENGRAM_INLINE engram_status engram_check_match(const struct engram_matrix *queries, const struct engram_matrix *rows) {
    ENGRAM_REQUIRE(queries->rows.type == rows->rows.type, ENGRAM_ERROR_ARGUMENT, "queries.type: that of the rows");
    ENGRAM_REQUIRE(queries->rows.dim == rows->rows.dim, ENGRAM_ERROR_ARGUMENT, "queries.dim: that of the rows");
    return ENGRAM_OK;
}

#endif
