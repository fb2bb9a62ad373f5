// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/compat.h"

#include "abi/last_status.h"
#include "arena/arena.h"
#include "base/check.h"
#include "kernels/activation/oneoff.h"
#include "kernels/decay/ops.h"
#include "kernels/similarity/ops.h"
#include "metrics/count.h"

namespace {

constinit thread_local engram_status last = ENGRAM_OK;

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

engram_status spread(const uint32_t *adjacency, const float *weights, float *activations, size_t nodes, size_t edges,
                     uint32_t iterations) {
    if (nodes == 0 || edges == 0 || iterations == 0) return ENGRAM_OK;
    if (!engram_bytes_fit(nodes, sizeof(float)) || !engram_bytes_fit(edges, sizeof(float)))
        return ENGRAM_ERROR_OVERFLOW;
    if (adjacency == nullptr || weights == nullptr || activations == nullptr) return ENGRAM_ERROR_NULL;
    if (engram_overlap(activations, nodes * sizeof(float), adjacency, edges * sizeof(uint32_t)) ||
        engram_overlap(activations, nodes * sizeof(float), weights, edges * sizeof(float)))
        return ENGRAM_ERROR_OVERLAP;
    return engram_spread_uniform(adjacency, weights, nodes, edges, iterations, activations);
}

engram_status decay(float *strengths, const uint64_t *ages, size_t count) {
    if (count == 0) return ENGRAM_OK;
    if (!engram_bytes_fit(count, sizeof(uint64_t))) return ENGRAM_ERROR_OVERFLOW;
    if (strengths == nullptr || ages == nullptr) return ENGRAM_ERROR_NULL;
    if (engram_overlap(strengths, count * sizeof *strengths, ages, count * sizeof *ages)) return ENGRAM_ERROR_OVERLAP;
    constexpr double log2_e = 0x1.71547652b82fep+0;
    engram_decay_active()->exponential(strengths, ages, count, -(log2_e / 86400.0), strengths);
    return ENGRAM_OK;
}

engram_status configure(uint32_t pool_size_mb, uint8_t overflow_strategy) {
    if (pool_size_mb == 0 || pool_size_mb > ENGRAM_ARENA_MAX_BYTES >> 20) return ENGRAM_ERROR_ARGUMENT;
    const bool is_known = overflow_strategy <= ENGRAM_ARENA_FALLBACK;
    engram_arena_config_set({
        .bytes = static_cast<size_t>(pool_size_mb) << 20,
        .overflow = is_known ? overflow_strategy : static_cast<engram_arena_overflow>(ENGRAM_ARENA_ERROR_RETURN),
        .zero = 1,
        .huge = 0,
        .source = {},
    });
    return is_known ? ENGRAM_OK : ENGRAM_ERROR_ENUM;
}

} // namespace

engram_status engram_last_status(void) { return last; }
void engram_last_status_set(engram_status status) { last = status; }

void engram_vector_similarity(const float *query, const float *candidates, float *scores, size_t query_len,
                              size_t num_candidates) {
    last = engram_counted(ENGRAM_COUNT_SIMILARITY, [=] { return engram_work{num_candidates, num_candidates * query_len * sizeof(float)}; },
                          [=] { return similarity(query, candidates, scores, query_len, num_candidates); });
}

void engram_spread_activation(const uint32_t *adjacency, const float *weights, float *activations, size_t num_nodes,
                              size_t num_edges, uint32_t iterations) {
    const uint64_t walked = uint64_t{num_edges} * iterations;
    last = engram_counted(ENGRAM_COUNT_ACTIVATION, [=] { return engram_work{walked, walked * 8}; },
                          [=] {
        return spread(adjacency, weights, activations, num_nodes, num_edges, iterations);
    });
}

void engram_apply_decay(float *strengths, const uint64_t *ages_seconds, size_t num_memories) {
    last = engram_counted(ENGRAM_COUNT_DECAY, [=] { return engram_work{num_memories, uint64_t{num_memories} * 12}; },
                          [=] { return decay(strengths, ages_seconds, num_memories); });
}

void engram_configure_arena(uint32_t pool_size_mb, uint8_t overflow_strategy) {
    last = configure(pool_size_mb, overflow_strategy);
}

void engram_arena_stats(size_t *total_resets, size_t *total_overflows, size_t *max_high_water_mark) {
    const struct engram_arena_usage totals = engram_arena_total();
    if (total_resets != nullptr) *total_resets = totals.resets;
    if (total_overflows != nullptr) *total_overflows = totals.overflows;
    if (max_high_water_mark != nullptr) *max_high_water_mark = totals.high_water;
    last = ENGRAM_OK;
}

void engram_reset_arenas(void) {
    engram_arena_thread_reset();
    last = ENGRAM_OK;
}

void engram_reset_arena_metrics(void) {
    engram_arena_total_clear();
    last = ENGRAM_OK;
}

void engram_deinit_thread_arena(void) {
    engram_arena_thread_release();
    last = ENGRAM_OK;
}
