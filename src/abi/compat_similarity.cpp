// SPDX-License-Identifier: MIT OR Apache-2.0
// One file for each family, so that a program that calls one drop-in symbol links that family alone.

#include "engram/compat.h"

#include "abi/counted.hpp"
#include "abi/last_status.h"
#include "base/check.h"
#include "kernels/similarity/ops.h"

namespace {

engram_status similarity(const float *query, const float *candidates, float *scores, size_t dim, size_t count) {
    if (count == 0) return ENGRAM_OK;
    uint64_t bytes;
    if (!engram_bytes_fit(count, sizeof(float)) || !engram_rows_fit(count, dim, dim, sizeof(float), &bytes))
        return ENGRAM_ERROR_OVERFLOW;
    if (scores == nullptr || (dim != 0 && (query == nullptr || candidates == nullptr))) return ENGRAM_ERROR_NULL;
    if (engram_overlap(scores, count * sizeof(float), query, dim * sizeof(float)) ||
        engram_overlap(scores, count * sizeof(float), candidates, bytes))
        return ENGRAM_ERROR_OVERLAP;
    engram_similarity_active()->cosine_f32_many(query, candidates, dim, dim, count, ENGRAM_COSINE_COMPAT, scores);
    return ENGRAM_OK;
}

} // namespace

void engram_vector_similarity(const float *query, const float *candidates, float *scores, size_t query_len,
                              size_t num_candidates) {
    engram_last = engram_counted(engram_similarity_family, [=] { return engram_work{num_candidates, num_candidates * query_len * sizeof(float)}; },
                          [=] { return similarity(query, candidates, scores, query_len, num_candidates); });
}
