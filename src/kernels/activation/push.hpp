// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// The scalar loops of spreading, for every level: scattered additions have an order that vectors cannot keep. A level
// with the fused instruction gets it here, the baseline emulates it.

#include <stddef.h>

#include "base/fma.h"
#include "kernels/activation/maths.hpp"
#include "kernels/activation/ops.h"

namespace {

template <typename Offset>
ENGRAM_INLINE void push_rows(const Offset *offsets, const uint32_t *targets, const float *weights, size_t node_count,
                             const float *current, float *next) {
    for (size_t source = 0; source < node_count; ++source) {
        const float value = current[source];
        if (value == 0.0f) continue;
        const auto end = static_cast<size_t>(offsets[source + 1]);
        for (auto edge = static_cast<size_t>(offsets[source]); edge < end; ++edge) {
            float *target = next + targets[edge];
            *target = engram_fma_f32(value, weights[edge], *target);
        }
    }
}

ENGRAM_INLINE void push_view(const void *offsets, engram_offset_type offset_type, const uint32_t *targets,
                             const float *weights, size_t node_count, const float *current, float *next) {
    if (offset_type == ENGRAM_OFFSETS_U32)
        push_rows(static_cast<const uint32_t *>(offsets), targets, weights, node_count, current, next);
    else push_rows(static_cast<const uint64_t *>(offsets), targets, weights, node_count, current, next);
}

ENGRAM_INLINE void push_edge(uint32_t target, float weight, size_t node_count, float value, float *next) {
    if (target < node_count) next[target] = engram_fma_f32(value, weight, next[target]);
}

// All rows but the last: their length a constant, so that there is no loop whose end the processor has to guess.
template <size_t per_node>
void push_whole_rows(const uint32_t *targets, const float *weights, size_t node_count, size_t row_count,
                     const float *current, float *next) {
    for (size_t source = 0; source < row_count; ++source) {
        const float value = current[source];
#pragma GCC unroll 8
        for (size_t i = 0; i < per_node; ++i)
            push_edge(targets[source * per_node + i], weights[source * per_node + i], node_count, value, next);
    }
}

ENGRAM_INLINE void push_view_uniform(const uint32_t *targets, const float *weights, size_t node_count,
                                     size_t edge_count, size_t per_node, const float *current, float *next) {
    const size_t rows = edge_count / per_node;
    size_t source = rows;
    switch (per_node) {
    case 1: push_whole_rows<1>(targets, weights, node_count, rows, current, next); break;
    case 2: push_whole_rows<2>(targets, weights, node_count, rows, current, next); break;
    case 3: push_whole_rows<3>(targets, weights, node_count, rows, current, next); break;
    case 4: push_whole_rows<4>(targets, weights, node_count, rows, current, next); break;
    case 5: push_whole_rows<5>(targets, weights, node_count, rows, current, next); break;
    case 6: push_whole_rows<6>(targets, weights, node_count, rows, current, next); break;
    case 7: push_whole_rows<7>(targets, weights, node_count, rows, current, next); break;
    case 8: push_whole_rows<8>(targets, weights, node_count, rows, current, next); break;
    default: source = 0;
    }
    for (size_t edge = source * per_node; edge < edge_count; ++source) {
        const float value = current[source];
        const size_t end = edge_count - edge < per_node ? edge_count : edge + per_node;
        for (; edge < end; ++edge) push_edge(targets[edge], weights[edge], node_count, value, next);
    }
}

ENGRAM_INLINE void mark(const struct engram_marks &marks, uint32_t node) {
    uint64_t *word = marks.level[0] + node / 64;
    const uint64_t old = *word, bit = uint64_t{1} << (node % 64);
    if ((old & bit) != 0) return;
    *word = old | bit;
    if (old != 0) return;
    const uint32_t i = node / 64;
    marks.level[1][i / 64] |= uint64_t{1} << (i % 64);
    marks.level[2][i / 4096] |= uint64_t{1} << (i / 64 % 64);
}

// The formula of every merge: v with the contribution x * weight merged in.
template <engram_spread_merge merge> ENGRAM_INLINE float merged(float v, float x, float weight, float limit) {
    if constexpr (merge == ENGRAM_MERGE_SUM) return engram_fma_f32(x, weight, v);
    if constexpr (merge == ENGRAM_MERGE_CLAMPED_SUM) {
        const float sum = engram_fma_f32(x, weight, v);
        return sum > limit ? limit : sum;
    }
    const float c = x * weight;
    if constexpr (merge == ENGRAM_MERGE_MAX) return c > v ? c : v;
    return engram_fma_f32(c, 1.0f - v, v);
}

// What node s with value a sends, divided by a degree or a sum of weights; step 1 of the options' comment.
ENGRAM_INLINE float scaled(const struct engram_step *step, uint32_t s, float a) {
    const float *factors = step->options->node_factors;
    return (factors != nullptr ? a * factors[s] : a) * step->scale;
}

ENGRAM_INLINE float normalised(engram_spread_normaliser normaliser, float x, uint64_t degree, double weight_sum) {
    const auto d = static_cast<float>(degree);
    switch (normaliser) {
    case ENGRAM_NORMALISE_OUT_DEGREE: return x / d;
    case ENGRAM_NORMALISE_SQRT_DEGREE: return x / __builtin_sqrtf(d);
    case ENGRAM_NORMALISE_SQRT_ONE_DEGREE: return x / __builtin_sqrtf(1.0f + d);
    case ENGRAM_NORMALISE_WEIGHT_SUM: return weight_sum > 0.0 ? x / static_cast<float>(weight_sum) : 0.0f;
    default: return x;
    }
}

ENGRAM_INLINE float sent_by(const struct engram_step *step, uint32_t s, float a, const struct engram_row &row) {
    const engram_spread_normaliser normaliser = step->options->normaliser;
    const double sum = normaliser == ENGRAM_NORMALISE_WEIGHT_SUM ? engram_row_sum(row.arcs, row.count) : 0.0;
    return normalised(normaliser, scaled(step, s, a), row.count, sum);
}

// Senders whose rows are worth fetching ahead: none where all edges are in a cache near by, 128 KiB of them.
ENGRAM_INLINE uint64_t fetched_senders(const struct engram_step *step) {
    constexpr uint64_t most_near_edges = 1u << 14;
    return step->graph->edge_count > most_near_edges ? step->sender_count : 0;
}

// Rows of the senders to come: first where they lie, then they themselves.
ENGRAM_INLINE void prefetch_rows(const struct engram_step *step, uint64_t i, uint64_t fetched) {
    constexpr uint64_t near = 6, far = 14;
    const struct engram_graph *graph = step->graph;
    if (i + far < fetched) {
        const uint32_t s = step->senders[i + far];
        if (s < graph->base_count) __builtin_prefetch(graph->offsets + s);
    }
    if (i + near < fetched) {
        const uint32_t s = step->senders[i + near];
        if (s >= graph->base_count) return;
        const struct engram_arc *arcs = graph->arcs + graph->offsets[s];
        __builtin_prefetch(arcs);
        __builtin_prefetch(arcs + 8);
    }
}

// Every edge carries: no types, thresholds, ceiling or origins.
template <engram_spread_merge merge, bool marking> ENGRAM_INLINE void step_plain(const struct engram_step *step) {
    float *into = step->into;
    const float limit = step->options->limit;
    const uint64_t fetched = fetched_senders(step);
    for (uint64_t i = 0; i < step->sender_count; ++i) {
        prefetch_rows(step, i, fetched);
        const uint32_t s = step->senders[i];
        const struct engram_row row = engram_row_of(step->graph, s);
        const float x = sent_by(step, s, step->from[s], row);
        if (x == 0.0f) continue;
        for (uint64_t e = 0; e < row.count; ++e) {
            const uint32_t t = row.arcs[e].node;
            into[t] = merged<merge>(into[t], x, row.arcs[e].weight, limit);
            if constexpr (marking) mark(step->marks, t);
        }
    }
}

// Whether t may get s as its predecessor: not if t is among those of s. Too long a way to look counts as a circle.
ENGRAM_INLINE bool closes_circle(const struct engram_origin *origins, uint32_t s, uint32_t t) {
    for (int i = 0; i < 64; ++i) {
        if (s == t) return true;
        s = origins[s].predecessor;
        if (s == ENGRAM_NO_NODE) return false;
    }
    return true;
}

ENGRAM_INLINE void note_origin(const struct engram_step *step, uint32_t s, uint32_t t, float c) {
    struct engram_origin *origin = step->origins + t;
    const float size = __builtin_fabsf(c);
    if (origin->epoch == step->epoch &&
        (origin->hop == 0 || !(size > origin->best) || closes_circle(step->origins, s, t)))
        return;
    *origin = {size, step->hop, s, step->epoch};
}

// Degrees and sums of the classes of a row: excitatory edges together, each suppressive type by itself.
struct row_classes {
    uint64_t degree[65];
    double sum[65];
};
constexpr unsigned excitatory = 64;

ENGRAM_INLINE unsigned class_of(const engram_spread_options *o, unsigned type) {
    return (o->suppressive_types >> type & 1u) != 0 ? type : excitatory;
}

ENGRAM_INLINE void classify(const engram_spread_options *o, const struct engram_row &row, struct row_classes *classes) {
    __builtin_memset(classes, 0, sizeof *classes);
    for (uint64_t e = 0; e < row.count; ++e) {
        const unsigned type = row.types != nullptr ? row.types[e] : 0;
        if ((o->type_mask >> type & 1u) == 0) continue;
        ++classes->degree[class_of(o, type)];
        const float w = row.arcs[e].weight;
        classes->sum[class_of(o, type)] +=
            static_cast<double>(o->normaliser != ENGRAM_NORMALISE_FAN ? __builtin_fabsf(w) : w > 0.0f ? w : 0.0f);
    }
}

// ACT-R: S - ln(fan / weight), from doubles.
ENGRAM_INLINE float associated(const engram_spread_options *o, double fan, float weight) {
    const double ratio = fan / static_cast<double>(weight);
    return static_cast<float>(static_cast<double>(o->fan_strength) - ln_f64(ratio));
}

template <engram_spread_merge merge> ENGRAM_INLINE void step_general(const struct engram_step *step) {
    const engram_spread_options *o = step->options;
    const bool has_ceiling = o->inhibition == ENGRAM_INHIBIT_CEILING, fan = o->normaliser == ENGRAM_NORMALISE_FAN;
    const uint64_t fetched = fetched_senders(step);
    const struct engram_share *share = step->shares, *const last_share = share + step->share_count;
    struct row_classes classes;
    for (uint64_t i = 0; i < step->sender_count; ++i) {
        prefetch_rows(step, i, fetched);
        const uint32_t s = step->senders[i];
        const struct engram_row row = engram_row_of(step->graph, s);
        const float all = scaled(step, s, step->from[s]);
        if (o->normaliser != ENGRAM_NORMALISE_NONE) classify(o, row, &classes);
        uint64_t left = row.count;
        if (share != last_share && share->node == s) left = share++->edges;
        for (uint64_t e = 0; e < row.count; ++e) {
            const unsigned type = row.types != nullptr ? row.types[e] : 0;
            if ((o->type_mask >> type & 1u) == 0) continue;
            if (left-- == 0) break;
            const uint32_t t = row.arcs[e].node;
            if (has_ceiling && step->value[t] >= o->ceiling) continue;
            const unsigned kind = class_of(o, type);
            float weight = row.arcs[e].weight, x = all;
            if (fan) {
                if (!(weight > 0.0f)) continue;
                weight = associated(o, static_cast<double>(o->fan_base) + classes.sum[kind], weight);
            } else if (o->normaliser != ENGRAM_NORMALISE_NONE) {
                x = normalised(o->normaliser, all, classes.degree[kind], classes.sum[kind]);
            }
            if (o->type_factors != nullptr) weight = weight * o->type_factors[type];
            if (x == 0.0f) continue;
            const float c = x * weight;
            if (__builtin_fabsf(c) < o->edge_threshold) continue;
            if (step->marks.level[0] != nullptr) mark(step->marks, t);
            if (kind != excitatory) {
                step->suppressed[t] = engram_fma_f32(x, weight, step->suppressed[t]);
                // Taking away less than nothing gives: such an edge may be why its target is active.
                if (step->origins != nullptr && !(c > 0.0f)) note_origin(step, s, t, c);
                continue;
            }
            step->into[t] = merged<merge>(step->into[t], x, weight, o->limit);
            if (step->origins != nullptr) note_origin(step, s, t, c);
        }
    }
}

// Whether the plain loop answers: the graph's types matter only where the options tell types apart.
ENGRAM_INLINE bool is_plain(const struct engram_step *step) {
    const engram_spread_options *o = step->options;
    const bool all_types = o->type_mask == ~uint64_t{0} && o->suppressive_types == 0 && o->type_factors == nullptr;
    return all_types && o->edge_threshold == 0.0f && o->inhibition != ENGRAM_INHIBIT_CEILING &&
           o->normaliser != ENGRAM_NORMALISE_FAN && step->origins == nullptr && step->share_count == 0;
}

template <engram_spread_merge merge> void step_merging(const struct engram_step *step) {
    if (!is_plain(step)) step_general<merge>(step);
    else if (step->marks.level[0] != nullptr) step_plain<merge, true>(step);
    else step_plain<merge, false>(step);
}

void step_any(const struct engram_step *step) {
    switch (step->options->merge) {
    case ENGRAM_MERGE_SUM: return step_merging<ENGRAM_MERGE_SUM>(step);
    case ENGRAM_MERGE_CLAMPED_SUM: return step_merging<ENGRAM_MERGE_CLAMPED_SUM>(step);
    case ENGRAM_MERGE_MAX: return step_merging<ENGRAM_MERGE_MAX>(step);
    default: return step_merging<ENGRAM_MERGE_PROBABILISTIC>(step);
    }
}

void send_all(const struct engram_step *step, float *sent, uint32_t begin, uint32_t end) {
    const uint32_t *position = step->graph->position;
    for (uint32_t s = begin; s < end; ++s) {
        const struct engram_row row = engram_row_of(step->graph, s);
        const float a = step->from[position[s]];
        sent[position[s]] = a == 0.0f || row.count == 0 ? 0.0f : sent_by(step, s, a, row);
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
