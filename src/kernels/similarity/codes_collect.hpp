// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Candidates instead of hits, where the rows are elsewhere: those whose best score, by bits and by finer codes, reaches what
// the k best have at worst. A row's interval from finer codes is proven, so its low end stands for its score: no row of the
// k best is below the k-th best low end. Both ends are no better than the bound from the bits, as keys are, and the outcome
// does not depend on the order of the rows.

#include "kernels/similarity/code_limits.hpp"
#include "kernels/similarity/codes_lane.hpp"

namespace {

// Ends of a score, to the outside as floats.
struct ends {
    float best, least;
};

template <engram_metric metric>
ends ends_of(const struct engram_code_query &q, const engram_codes &codes, uint64_t row, double product) {
    const struct engram_score_interval x = engram_code_interval<metric>(q, product, codes.scales[row], codes.errors[row], codes.norms[row]);
    const auto outward = [](double y, double way) { return static_cast<float>(y + way * (__builtin_fabs(y) * 0x1p-22 + 0x1p-148)); };
    const float low = outward(x.low, -1.0), high = outward(x.high, 1.0);
    return metric == ENGRAM_METRIC_L2_SQUARED ? ends{low, high} : ends{high, low};
}

// Both ends of rows from finer codes, neither better than the bound of the row; without them nothing is known of the least.
void ends_of_rows(const part &p, const lane &l, const uint64_t *ids, const float *bounds, size_t count, ends *out) {
    const struct engram_topk_job &job = p.topk();
    const bool ascending = l.selection.ascending != 0;
    double products[pending_rows];
    if (l.fine_codes != nullptr) engram_code_products_of(&job, l.fine_codes, ids, count, products);
    for (size_t i = 0; i < count; ++i) {
        ends e = {-worst(ascending), worst(ascending)};
        if (l.fine_codes != nullptr) {
            const auto of = job.metric == ENGRAM_METRIC_COSINE ? ends_of<ENGRAM_METRIC_COSINE>
                          : job.metric == ENGRAM_METRIC_DOT    ? ends_of<ENGRAM_METRIC_DOT>
                                                               : ends_of<ENGRAM_METRIC_L2_SQUARED>;
            e = of(l.fine, *job.codes, ids[i], products[i]);
        }
        if (e.best != e.best) e.best = -worst(ascending);
        if (e.least != e.least) e.least = worst(ascending);
        if (is_worse(ascending, bounds[i], e.best)) e.best = bounds[i];
        if (is_worse(ascending, e.best, e.least)) e.least = e.best;
        out[i] = e;
    }
}

void drop(lane &l, float best) {
    const bool ascending = l.selection.ascending != 0;
    if (l.dropped++ == 0 || is_worse(ascending, l.best_dropped, best)) l.best_dropped = best;
}

// A full list keeps the best; what leaves it, or does not get in, is dropped.
void keep_candidate(const part &p, lane &l, uint64_t row, float best) {
    struct engram_selection *s = &l.selection;
    const engram_hit hit = {p.topk().options.id_base + row, best, 0};
    if (s->found == s->capacity) {
        if (s->capacity == 0 || !engram_hit_before(hit, s->hits[0], s->ascending)) return drop(l, best);
        drop(l, s->hits[0].score);
    }
    engram_selection_offer(s, hit.id, best);
}

void collect_pending(const part &p, lane &l, size_t count) {
    ends of[pending_rows];
    ends_of_rows(p, l, l.ids, l.bounds, count, of);
    const bool ascending = l.selection.ascending != 0;
    for (size_t i = 0; i < count; ++i) {
        if (is_worse(ascending, of[i].best, bar_of(p, l))) continue;
        if (!is_worse(ascending, of[i].least, engram_topk_bound(&p.topk()))) engram_selection_offer(&l.lows, l.ids[i], of[i].least);
        keep_candidate(p, l, l.ids[i], of[i].best);
    }
}

// What has fallen behind the bar since it was kept leaves; counts say whether all that is left is here.
void end_candidates(const part &p, lane &l) {
    const bool ascending = l.selection.ascending != 0;
    struct engram_selection *s = &l.selection;
    engram_selection_sort(s);
    const float bar = bar_of(p, l);
    while (s->found != 0 && is_worse(ascending, s->hits[s->found - 1].score, bar)) --s->found;
    const bool is_cut = l.dropped != 0 && !is_worse(ascending, l.best_dropped, bar);
    l.counts.rescored = s->found + (is_cut ? l.dropped : 0);
}

} // namespace
