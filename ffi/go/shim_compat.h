/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Included by shim.h alone, which says what this is for. */
#ifndef ENGRAM_GO_SHIM_COMPAT_H
#define ENGRAM_GO_SHIM_COMPAT_H

/* The drop-in calls leave their outcome with the thread; a goroutine may change threads between two calls, so each is
 * asked for in the call itself. */
static inline go_outcome go_compat_similarity(const float *query, const float *candidates, float *scores,
                                              size_t query_len, size_t num_candidates) {
    engram_vector_similarity(query, candidates, scores, query_len, num_candidates);
    return go_told(engram_last_status());
}

static inline go_outcome go_compat_spread(const uint32_t *adjacency, const float *weights, float *activations,
                                          size_t num_nodes, size_t num_edges, uint32_t iterations) {
    engram_spread_activation(adjacency, weights, activations, num_nodes, num_edges, iterations);
    return go_told(engram_last_status());
}

static inline go_outcome go_compat_decay(float *strengths, const uint64_t *ages_seconds, size_t num_memories) {
    engram_apply_decay(strengths, ages_seconds, num_memories);
    return go_told(engram_last_status());
}

static inline go_outcome go_compat_configure(uint32_t pool_size_mb, uint8_t overflow_strategy) {
    engram_configure_arena(pool_size_mb, overflow_strategy);
    return go_told(engram_last_status());
}

typedef struct go_arena_totals {
    size_t resets, overflows, high_water;
} go_arena_totals;

static inline go_arena_totals go_compat_arena_stats(void) {
    go_arena_totals totals = {0, 0, 0};
    engram_arena_stats(&totals.resets, &totals.overflows, &totals.high_water);
    return totals;
}

#endif
