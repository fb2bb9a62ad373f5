// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// One hop that pushes from a list of senders, for every level.

#include "kernels/activation/formulas.hpp"
#include "kernels/activation/marks.hpp"
#include "kernels/activation/maths.hpp"

namespace {

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

template <engram_spread_merge merge, bool marking>
void step_parts(const struct engram_step *step, const struct engram_row &row, float x, double sum) {
    for (uint64_t e = 0; e < row.count; ++e) {
        const uint32_t t = row.arcs[e].node;
        const float part = part_of(x, row.arcs[e].weight, sum);
        step->into[t] = merged<merge>(step->into[t], part, 1.0f, step->options->limit);
        if constexpr (marking) mark(step->marks, t);
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
        const double sum = sum_of(step, row);
        const float x = normalised(step->options->normaliser, scaled(step, s, step->from[s]), row.count, sum);
        if (x == 0.0f) continue;
        if (ENGRAM_UNLIKELY(is_sent_in_parts(step->options->normaliser, sum))) {
            step_parts<merge, marking>(step, row, x, sum);
            continue;
        }
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
                if (is_sent_in_parts(o->normaliser, classes.sum[kind])) x = part_of(x, weight, classes.sum[kind]), weight = 1.0f;
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

} // namespace
