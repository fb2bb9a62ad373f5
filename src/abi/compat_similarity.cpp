// SPDX-License-Identifier: MIT OR Apache-2.0
// One file for each family, so that a program that calls one drop-in symbol links that family alone.

#include "engram/compat.h"

#include "abi/counted.hpp"
#include "abi/last_status.h"
#include "base/check.h"
#include "base/refusal.h"
#include "kernels/similarity/ops.h"

namespace {

engram_status similarity(const float *query, const float *candidates, float *scores, size_t dim, size_t count) {
    if (count == 0) return ENGRAM_OK;
    uint64_t bytes;
    if (!engram_bytes_fit(count, sizeof(float)) || !engram_rows_fit(count, dim, dim, sizeof(float), &bytes))
        return engram_refuse(ENGRAM_ERROR_OVERFLOW, "num_candidates");
    if (scores == nullptr) return engram_refuse(ENGRAM_ERROR_NULL, "scores");
    if (dim != 0 && query == nullptr) return engram_refuse(ENGRAM_ERROR_NULL, "query");
    if (dim != 0 && candidates == nullptr) return engram_refuse(ENGRAM_ERROR_NULL, "candidates");
    if (engram_overlap(scores, count * sizeof(float), query, dim * sizeof(float)) ||
        engram_overlap(scores, count * sizeof(float), candidates, bytes))
        return engram_refuse(ENGRAM_ERROR_OVERLAP, "scores");
    engram_similarity_active()->cosine_f32_many(query, candidates, dim, dim, count, ENGRAM_COSINE_COMPAT, scores);
    return ENGRAM_OK;
}

} // namespace

void engram_vector_similarity(const float *query, const float *candidates, float *scores, size_t query_len,
                              size_t num_candidates) {
    engram_last = engram_counted(engram_similarity_family, [=] { return engram_work{num_candidates, num_candidates * query_len * sizeof(float)}; },
                          [=] { return similarity(query, candidates, scores, query_len, num_candidates); });
}
