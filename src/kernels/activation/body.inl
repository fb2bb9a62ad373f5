// SPDX-License-Identifier: MIT OR Apache-2.0
// The spreading kernels, compiled once per level. Equal to reference.cpp, bit for bit.

#include "kernels/activation/ops.h"
#include "kernels/activation/push.h"
#include "simd/table.h"

namespace {

void push(const void *offsets, engram_offset_type offset_type, const uint32_t *targets, const float *weights,
          size_t node_count, const float *current, float *next) {
    push_view(offsets, offset_type, targets, weights, node_count, current, next);
}

void push_uniform(const uint32_t *targets, const float *weights, size_t node_count, size_t edge_count,
                  size_t per_node, const float *current, float *next) {
    push_view_uniform(targets, weights, node_count, edge_count, per_node, current, next);
}

float largest_of(const float *values, size_t count) {
    f32v most = f32_zero();
    size_t i = 0;
    for (; i + f32_lanes <= count; i += f32_lanes) most = f32_max_or(f32_load(values + i), most);
    float lane[f32_lanes];
    f32_store(lane, most);
    float largest = 0.0f;
    for (const float value : lane)
        if (value > largest) largest = value;
    for (; i < count; ++i)
        if (values[i] > largest) largest = values[i];
    return largest;
}

void limit(float *values, size_t count, float most) {
    const float largest = largest_of(values, count);
    if (!(largest > most)) return;
    const float scalar = largest / most;
    const f32v divisor = f32_set(scalar);
    size_t i = 0;
    for (; i + f32_lanes <= count; i += f32_lanes) f32_store(values + i, f32_div(f32_load(values + i), divisor));
    for (; i < count; ++i) values[i] = values[i] / scalar;
}

void canonical(float *values, size_t count) {
    size_t i = 0;
    for (; i + f32_lanes <= count; i += f32_lanes) f32_store(values + i, f32_canonical_nan(f32_load(values + i)));
    for (; i < count; ++i) values[i] = engram_canonical_nan(values[i]);
}

constexpr size_t slice_parts = ENGRAM_SLICE_LANES / f32_lanes;
// Blocks to fetch ahead, 1.5 KiB: 6 to 24 measured the same. Beyond the last block a prefetch does nothing.
constexpr size_t ahead = 12;

// One target per lane: each lane's chain is the one of the reference. Lanes of padding add 0 * 0, which -0 and NaN
// survive until the last addition makes -0 to +0, as everywhere.
template <bool is_full> ENGRAM_INLINE void pull_slice(const struct engram_pull *pull, uint32_t slice) {
    const struct engram_graph *graph = pull->graph;
    const uint32_t *rows = graph->slice_rows + slice * size_t{ENGRAM_SLICE_LANES};
    f32v v[slice_parts];
    for (size_t j = 0; j < slice_parts; ++j) {
        v[j] = pull->retention == 0.0f ? f32_zero() : f32_gather(pull->value, rows + j * f32_lanes);
        if (pull->retention != 0.0f && pull->retention != 1.0f) v[j] = f32_mul(f32_set(pull->retention), v[j]);
    }
    const uint64_t end = graph->slice_begin[slice + 1];
    for (uint64_t b = graph->slice_begin[slice]; b < end; ++b) {
        const struct engram_slice_block *block = graph->blocks + b;
        // Blocks are read once: past the second-level cache, which is for the values (1.3 to 1.5 times plain push, P graph).
        __builtin_prefetch(block[ahead].source, 0, 0);
        __builtin_prefetch(block[ahead].weight, 0, 0);
        for (size_t j = 0; j < slice_parts; ++j) {
            const f32v sent = f32_gather(pull->sent, block->source + j * f32_lanes);
            v[j] = f32_fma(sent, f32_load(block->weight + j * f32_lanes), v[j]);
        }
    }
    for (size_t j = 0; j < slice_parts; ++j) {
        float out[f32_lanes];
        f32_store(out, f32_add(v[j], f32_zero()));
        for (size_t lane = 0; lane < f32_lanes; ++lane) {
            const uint32_t t = rows[j * f32_lanes + lane];
            if (!is_full && t == graph->node_count) continue;
            pull->next[t] = out[lane];
        }
    }
}

void pull(const struct engram_pull *pull, uint32_t first, uint32_t last, uint32_t first_long, uint32_t last_long) {
    const struct engram_graph *graph = pull->graph;
    // Only the last slice of all can have lanes without a target.
    const bool has_end = last != first && last == graph->slice_count;
    const uint32_t full = has_end ? last - 1 : last;
    for (uint32_t slice = first; slice < full; ++slice) pull_slice<true>(pull, slice);
    if (has_end) pull_slice<false>(pull, full);
    pull_long_rows(pull, first_long, last_long);
}

uint64_t silent(const uint64_t *offsets, const float *values, uint32_t begin, uint32_t end) {
    uint64_t edges = 0;
    uint32_t i = begin;
    for (; i < end && end - i >= f32_lanes; i += static_cast<uint32_t>(f32_lanes)) {
        if (f32_nonzero(f32_load(values + i)) == (1u << f32_lanes) - 1u) continue;
        for (uint32_t j = i; j < i + f32_lanes; ++j)
            if (values[j] == 0.0f) edges += offsets[j + 1] - offsets[j];
    }
    for (; i < end; ++i)
        if (values[i] == 0.0f) edges += offsets[i + 1] - offsets[i];
    return edges;
}

uint64_t collect(const float *a, const float *b, const float *c, const float *d, uint32_t count, uint32_t *list) {
    uint64_t found = 0;
    uint32_t i = 0;
    for (; count - i >= f32_lanes; i += static_cast<uint32_t>(f32_lanes)) {
        uint32_t bits = f32_nonzero(f32_load(a + i)) | f32_nonzero(f32_load(b + i)) | f32_nonzero(f32_load(c + i)) |
                        f32_nonzero(f32_load(d + i));
        for (; bits != 0; bits &= bits - 1) list[found++] = i + static_cast<uint32_t>(__builtin_ctz(bits));
    }
    for (; i < count; ++i)
        if (a[i] != 0.0f || b[i] != 0.0f || c[i] != 0.0f || d[i] != 0.0f) list[found++] = i;
    return found;
}

} // namespace

extern "C" const struct engram_activation_ops ENGRAM_LEVEL_TABLE(activation) = {
    .level = ENGRAM_LEVEL_VALUE,
    .push = push,
    .push_uniform = push_uniform,
    .limit = limit,
    .canonical = canonical,
    .step = step_any,
    .send = send_all,
    .pull = pull,
    .silent = silent,
    .collect = collect,
};
