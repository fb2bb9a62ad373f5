// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/similarity.h"

#include "base/check.h"
#include "kernels/similarity/ops.h"
#include "metrics/count.h"

namespace {

engram_status many(engram_metric metric, const void *query, const engram_rows *rows, uint64_t first, uint64_t count,
                   float *scores) {
    if (rows == nullptr) return ENGRAM_ERROR_NULL;
    if (rows->size != sizeof *rows) return ENGRAM_ERROR_STRUCT;
    if (metric != ENGRAM_METRIC_COSINE || rows->type != ENGRAM_TYPE_F32) return ENGRAM_ERROR_ENUM;
    const uint64_t stride = rows->stride != 0 ? rows->stride : rows->dim;
    if (stride < rows->dim) return ENGRAM_ERROR_STRIDE;
    uint64_t matrix_bytes = 0;
    if (rows->count != 0 && !engram_rows_fit(rows->count, stride, rows->dim, sizeof(float), &matrix_bytes))
        return ENGRAM_ERROR_OVERFLOW;
    if (first > rows->count || count > rows->count - first) return ENGRAM_ERROR_ARGUMENT;
    if (count == 0) return ENGRAM_OK;
    // Rows of no elements take no memory, so their count says nothing about the size of the output.
    if (!engram_bytes_fit(count, sizeof(float))) return ENGRAM_ERROR_OVERFLOW;
    if (scores == nullptr || (rows->dim != 0 && (query == nullptr || rows->data == nullptr))) return ENGRAM_ERROR_NULL;
    if (engram_overlap(scores, count * sizeof(float), query, rows->dim * sizeof(float)) ||
        engram_overlap(scores, count * sizeof(float), rows->data, matrix_bytes))
        return ENGRAM_ERROR_OVERLAP;
    const auto *data = static_cast<const float *>(rows->data);
    engram_similarity_active()->cosine_f32_many(static_cast<const float *>(query),
                                                data != nullptr ? data + first * stride : data, rows->dim, stride,
                                                count, ENGRAM_COSINE_SCALED, scores);
    return ENGRAM_OK;
}

} // namespace

engram_status engram_similarity_many(engram_metric metric, const void *query, const engram_rows *rows, uint64_t first,
                                     uint64_t count, float *scores) {
    return engram_counted(ENGRAM_COUNT_SIMILARITY, count, rows != nullptr ? count * rows->dim * sizeof(float) : 0,
                          [=] { return many(metric, query, rows, first, count, scores); });
}
