// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What hops that pull have in common on every level: what nodes send, long rows, and edges one by one.

#include <stddef.h>

#include "kernels/activation/formulas.hpp"

namespace {

void send_all(const struct engram_step *step, float *sent, uint32_t begin, uint32_t end) {
    const uint32_t *position = step->graph->position;
    for (uint32_t s = begin; s < end; ++s) {
        const struct engram_row row = engram_row_of(step->graph, s);
        const float a = step->from[position[s]];
        sent[position[s]] = a == 0.0f || row.count == 0 ? 0.0f
                                                        : normalised(step->options->normaliser, scaled(step, s, a), row.count,
                                                                     sum_of(step, row));
    }
}

// Out-edges of the node that entry i of an array belongs to.
ENGRAM_INLINE uint64_t edges_at(const struct engram_graph *graph, const uint32_t *order, uint32_t i) {
    const uint32_t s = order != nullptr ? order[i] : i;
    return s < graph->node_count ? graph->offsets[s + 1] - graph->offsets[s] : 0;
}

ENGRAM_INLINE bool is_plain_sum(const struct engram_pull *pull) {
    return pull->merge == ENGRAM_MERGE_SUM && pull->edge_threshold == 0.0f && pull->ceiling != pull->ceiling;
}

ENGRAM_INLINE float retained(const struct engram_pull *pull, uint32_t at) {
    return pull->retention == 1.0f   ? pull->value[at]
           : pull->retention == 0.0f ? 0.0f
                                     : pull->retention * pull->value[at];
}

template <engram_spread_merge merge>
ENGRAM_INLINE float pulled(const struct engram_pull *pull, float value, float v, float x, float weight) {
    if (x == 0.0f || value >= pull->ceiling || __builtin_fabsf(x * weight) < pull->edge_threshold) return v;
    return merged<merge>(v, x, weight, pull->limit);
}

// The same by options that are looked at for each edge: for what is not worth a loop of its own.
ENGRAM_INLINE float pulled_any(const struct engram_pull *pull, float value, float v, float x, float weight) {
    switch (pull->merge) {
    case ENGRAM_MERGE_SUM: return pulled<ENGRAM_MERGE_SUM>(pull, value, v, x, weight);
    case ENGRAM_MERGE_CLAMPED_SUM: return pulled<ENGRAM_MERGE_CLAMPED_SUM>(pull, value, v, x, weight);
    case ENGRAM_MERGE_MAX: return pulled<ENGRAM_MERGE_MAX>(pull, value, v, x, weight);
    default: return pulled<ENGRAM_MERGE_PROBABILISTIC>(pull, value, v, x, weight);
    }
}

template <bool is_plain>
void pull_rows(const struct engram_pull *pull, uint32_t first, uint32_t last) {
    const struct engram_graph *graph = pull->graph;
    const float *sent = pull->sent;
    for (uint32_t i = first; i < last; ++i) {
        const uint32_t at = graph->slice_count * ENGRAM_SLICE_LANES + i;
        const float value = pull->value[at];
        const struct engram_arc *arcs = graph->long_arcs;
        float v = retained(pull, at);
        for (uint64_t a = graph->long_begin[i]; a < graph->long_begin[i + 1]; ++a)
            v = is_plain ? engram_fma_f32(sent[arcs[a].node], arcs[a].weight, v)
                         : pulled_any(pull, value, v, sent[arcs[a].node], arcs[a].weight);
        pull->next[at] = v + 0.0f;
    }
}

ENGRAM_INLINE void pull_long_rows(const struct engram_pull *pull, uint32_t first, uint32_t last) {
    if (is_plain_sum(pull)) pull_rows<true>(pull, first, last);
    else pull_rows<false>(pull, first, last);
}

} // namespace
