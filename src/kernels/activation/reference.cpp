// SPDX-License-Identifier: MIT OR Apache-2.0
// The definition of spreading activation: scalar, written to be read, and the level that runs where no other can.

#include "kernels/activation/ops.h"

#include "kernels/activation/keys.hpp"
#include "kernels/activation/pull.hpp"
#include "kernels/activation/push.hpp"
#include "kernels/activation/views.hpp"

namespace {

void push(const void *offsets, engram_offset_type offset_type, const uint32_t *targets, const float *weights,
          size_t node_count, const float *current, float *next) {
    push_view(offsets, offset_type, targets, weights, node_count, current, next);
}

void push_uniform(const uint32_t *targets, const float *weights, size_t node_count, size_t edge_count,
                  size_t per_node, const float *current, float *next) {
    push_view_uniform(targets, weights, node_count, edge_count, per_node, current, next);
}

void limit(float *values, size_t count, float most) {
    float largest = 0.0f;
    for (size_t i = 0; i < count; ++i)
        if (values[i] > largest) largest = values[i];
    if (!(largest > most)) return;
    const float divisor = largest / most;
    for (size_t i = 0; i < count; ++i) values[i] = values[i] / divisor;
}

void canonical(float *values, size_t count) {
    for (size_t i = 0; i < count; ++i) values[i] = engram_canonical_nan(values[i]);
}

template <bool is_plain> void pull_slices(const struct engram_pull *pull, uint32_t first, uint32_t last) {
    const struct engram_graph *graph = pull->graph;
    for (uint32_t slice = first; slice < last; ++slice) {
        const struct engram_block *end = graph->blocks + graph->slice_begin[slice + 1];
        for (uint32_t lane = 0; lane < ENGRAM_SLICE_LANES; ++lane) {
            const uint32_t at = slice * ENGRAM_SLICE_LANES + lane;
            const float value = pull->value[at];
            float v = retained(pull, at);
            for (const struct engram_block *b = graph->blocks + graph->slice_begin[slice]; b < end; ++b) {
                const float x = pull->sent[b->source[lane]], weight = b->weight[lane];
                v = is_plain ? engram_fma_f32(x, weight, v) : pulled_any(pull, value, v, x, weight);
            }
            pull->next[at] = v + 0.0f;
        }
    }
}

void pull(const struct engram_pull *pull, uint32_t first, uint32_t last, uint32_t first_long, uint32_t last_long) {
    if (is_plain_sum(pull)) pull_slices<true>(pull, first, last);
    else pull_slices<false>(pull, first, last);
    pull_long_rows(pull, first_long, last_long);
}

uint64_t silent(const struct engram_graph *graph, const uint32_t *order, const float *values, uint32_t count) {
    uint64_t edges = 0;
    for (uint32_t i = 0; i < count; ++i)
        if (values[i] == 0.0f) edges += edges_at(graph, order, i);
    return edges;
}

uint64_t collect(const float *a, const float *b, const float *c, const float *d, uint32_t count, uint32_t *list) {
    uint64_t found = 0;
    for (uint32_t i = 0; i < count; ++i)
        if (a[i] != 0.0f || b[i] != 0.0f || c[i] != 0.0f || d[i] != 0.0f) list[found++] = i;
    return found;
}

uint64_t active(const float *values, uint32_t count, uint32_t *list) {
    uint64_t found = 0;
    for (uint32_t i = 0; i < count; ++i)
        if (values[i] != 0.0f) list[found++] = i;
    return found;
}

void retain(const float *value, float retention, size_t count, float *next) {
    for (size_t i = 0; i < count; ++i) next[i] = retention * value[i];
}

struct engram_selected best(const float *values, uint32_t count, uint64_t *keys, uint32_t capacity) {
    struct engram_selected s = {0, 0, 0};
    for (uint32_t i = 0; i < count; ++i) {
        const float v = values[i];
        s.nan_count += v != v;
        if (v == 0.0f || v != v) continue;
        ++s.active;
        const uint64_t key = key_of(v, i);
        if (capacity != 0 && (s.written < capacity || key < keys[capacity - 1]))
            s.written = insert_key(keys, s.written, capacity, key);
    }
    return s;
}

} // namespace

extern "C" const struct engram_activation_ops engram_activation_scalar = {
    .level = ENGRAM_LEVEL_SCALAR,
    .push = push,
    .push_uniform = push_uniform,
    .limit = limit,
    .canonical = canonical,
    .step = step_any,
    .send = send_all,
    .pull = pull,
    .silent = silent,
    .collect = collect,
    .active = active,
    .retain = retain,
    .best = best,
};
