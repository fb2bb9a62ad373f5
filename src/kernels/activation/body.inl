// SPDX-License-Identifier: MIT OR Apache-2.0
// The spreading kernels, compiled once per level. Equal to reference.cpp, bit for bit.

#include "kernels/activation/keys.hpp"
#include "kernels/activation/ops.h"
#include "kernels/activation/pull.hpp"
#include "kernels/activation/push.hpp"
#include "kernels/activation/views.hpp"
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
// Values of more nodes than this do not fit half of a second-level cache of 1 MiB.
constexpr uint32_t most_near_nodes = 1u << 17;

enum class pull_kind { sum, any };

ENGRAM_INLINE f32v pulled_lanes(const struct engram_pull *pull, f32v value, f32v v, f32v x, f32v weight) {
    const f32v c = f32_mul(x, weight), limit = f32_set(pull->limit);
    f32v to = f32_fma(x, weight, v);
    if (pull->merge == ENGRAM_MERGE_CLAMPED_SUM) to = f32_select_less(limit, to, limit, to);
    if (pull->merge == ENGRAM_MERGE_MAX) to = f32_select_less(v, c, c, v);
    if (pull->merge == ENGRAM_MERGE_PROBABILISTIC) to = f32_fma(c, f32_sub(f32_set(1.0f), v), v);
    to = f32_select_less(f32_abs(c), f32_set(pull->edge_threshold), v, to);
    to = f32_select_reaches(value, f32_set(pull->ceiling), v, to);
    return f32_select_zero(x, v, to);
}

// One target per lane: each lane's chain is the one of the reference. Lanes of padding add 0 * 0, which -0 and NaN
// survive until the last addition makes -0 to +0, as everywhere.
template <pull_kind kind, bool is_far> ENGRAM_INLINE void pull_slice(const struct engram_pull *pull, uint32_t slice) {
    const struct engram_graph *graph = pull->graph;
    const size_t first = slice * size_t{ENGRAM_SLICE_LANES};
    f32v value[slice_parts], v[slice_parts];
    for (size_t j = 0; j < slice_parts; ++j) {
        value[j] = f32_load(pull->value + first + j * f32_lanes);
        v[j] = pull->retention == 0.0f ? f32_zero() : value[j];
        if (pull->retention != 0.0f && pull->retention != 1.0f) v[j] = f32_mul(f32_set(pull->retention), value[j]);
    }
    const uint64_t end = graph->slice_begin[slice + 1];
    for (uint64_t b = graph->slice_begin[slice]; b < end; ++b) {
        const struct engram_block *block = graph->blocks + b;
        // Blocks are read once: past the second-level cache, which is for the values.
        __builtin_prefetch(block[ahead].source, 0, 0);
        __builtin_prefetch(block[ahead].weight, 0, 0);
        for (size_t j = 0; j < slice_parts; ++j) {
            const uint32_t *source = block->source + j * f32_lanes;
            const f32v sent = is_far ? f32_gather_far(pull->sent, source) : f32_gather(pull->sent, source);
            const f32v weight = f32_load(block->weight + j * f32_lanes);
            v[j] = kind == pull_kind::sum ? f32_fma(sent, weight, v[j])
                                          : pulled_lanes(pull, value[j], v[j], sent, weight);
        }
    }
    for (size_t j = 0; j < slice_parts; ++j) f32_store(pull->next + first + j * f32_lanes, f32_add(v[j], f32_zero()));
}

template <pull_kind kind> void pull_slices(const struct engram_pull *pull, uint32_t first, uint32_t last) {
    if (pull->graph->node_count > most_near_nodes)
        for (uint32_t slice = first; slice < last; ++slice) pull_slice<kind, true>(pull, slice);
    else
        for (uint32_t slice = first; slice < last; ++slice) pull_slice<kind, false>(pull, slice);
}

void pull(const struct engram_pull *pull, uint32_t first, uint32_t last, uint32_t first_long, uint32_t last_long) {
    if (is_plain_sum(pull)) pull_slices<pull_kind::sum>(pull, first, last);
    else pull_slices<pull_kind::any>(pull, first, last);
    pull_long_rows(pull, first_long, last_long);
}

uint64_t silent(const struct engram_graph *graph, const uint32_t *order, const float *values, uint32_t count) {
    uint64_t edges = 0;
    uint32_t i = 0;
    for (; count - i >= f32_lanes; i += static_cast<uint32_t>(f32_lanes)) {
        if (f32_nonzero(f32_load(values + i)) == (1u << f32_lanes) - 1u) continue;
        for (uint32_t j = i; j < i + f32_lanes; ++j)
            if (values[j] == 0.0f) edges += edges_at(graph, order, j);
    }
    for (; i < count; ++i)
        if (values[i] == 0.0f) edges += edges_at(graph, order, i);
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

uint64_t active(const float *values, uint32_t count, uint32_t *list) {
    uint64_t found = 0;
    uint32_t i = 0;
    for (; count - i >= f32_lanes; i += static_cast<uint32_t>(f32_lanes))
        found += u32_append_bits(list + found, i, f32_nonzero(f32_load(values + i)));
    for (; i < count; ++i)
        if (values[i] != 0.0f) list[found++] = i;
    return found;
}

void retain(const float *value, float retention, size_t count, float *next) {
    const f32v factor = f32_set(retention);
    size_t i = 0;
    for (; i + f32_lanes <= count; i += f32_lanes) f32_store(next + i, f32_mul(factor, f32_load(value + i)));
    for (; i < count; ++i) next[i] = retention * value[i];
}

// A value that capacity values or more reach: of the largest of each lane, the one of that rank. 0: none is known.
float reached_by(const float *values, uint32_t count, uint32_t capacity) {
    // More passes over more values than a second-level cache has would cost more than the insertions they save.
    if (capacity > f32_lanes || count < f32_lanes || count > most_near_nodes) return 0.0f;
    f32v most = f32_zero();
    for (uint32_t i = 0; count - i >= f32_lanes; i += static_cast<uint32_t>(f32_lanes))
        most = f32_max_or(f32_load(values + i), most);
    float lane[f32_lanes];
    f32_store(lane, most);
    float reached = lane[0];
    for (const float x : lane) {
        const auto above = static_cast<uint32_t>(__builtin_popcount(f32_positive(f32_sub(most, f32_set(x)))));
        reached = above < capacity && x < reached ? x : reached;
    }
    return reached;
}

// Ids ascend, so of two equal values the one that is there stays: only what is greater than the last can enter.
struct engram_selected best(const float *values, uint32_t count, uint64_t *keys, uint32_t capacity) {
    struct engram_selected s = {0, 0, 0};
    const float reached = capacity != 0 ? reached_by(values, count, capacity) : 0.0f;
    const bool is_bounded = reached > 0.0f;
    // The next value below: what is greater than that reaches.
    f32v last = f32_set(is_bounded ? engram_f32_bits(engram_bits_f32(reached) - 1) : 0.0f);
    for (uint32_t i = 0; i < count; i += static_cast<uint32_t>(f32_lanes)) {
        const bool is_whole = count - i >= f32_lanes;
        const f32v v = is_whole ? f32_load(values + i) : f32_load_part(values + i, count - i);
        const uint32_t positive = f32_positive(v), any = f32_nonzero(v);
        const uint32_t negative = any == positive ? 0 : f32_positive(f32_sub(f32_zero(), v));
        s.active += static_cast<uint32_t>(__builtin_popcount(positive | negative));
        s.nan_count += static_cast<uint32_t>(__builtin_popcount(any & ~(positive | negative)));
        uint32_t bits = positive | negative;
        if (is_bounded || s.written == capacity) bits &= f32_positive(f32_sub(v, last));
        if (capacity == 0 || bits == 0) continue;
        for (; bits != 0; bits &= bits - 1) {
            const uint32_t id = i + static_cast<uint32_t>(__builtin_ctz(bits));
            const uint64_t key = key_of(values[id], id);
            if (s.written < capacity || key < keys[capacity - 1])
                s.written = insert_key(keys, s.written, capacity, key);
        }
        if (s.written == capacity) last = f32_set(activation_of(keys[capacity - 1]));
    }
    return s;
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
    .active = active,
    .retain = retain,
    .best = best,
};
