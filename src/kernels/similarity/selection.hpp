// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// The k best hits, kept in the caller's buffer as a heap with the worst in front: most candidates are turned away by one
// comparison. Sorted in place at the end, so nothing is allocated.

#include "base/attributes.h"
#include "base/heap.hpp"
#include "kernels/similarity/topk.h"
#include "kernels/similarity/traits.hpp"

struct engram_selection {
    engram_hit *hits;
    uint64_t capacity;
    uint64_t found;
    int ascending; // lower scores are better: the metric is a distance
};

// The total order. Scores are no NaN.
ENGRAM_INLINE bool engram_hit_before(const engram_hit &a, const engram_hit &b, int ascending) {
    if (a.score != b.score) return ascending ? a.score < b.score : a.score > b.score;
    return a.id < b.id;
}

ENGRAM_INLINE auto engram_selection_order(const struct engram_selection *s) {
    const int ascending = s->ascending;
    return [ascending](const engram_hit &a, const engram_hit &b) { return engram_hit_before(a, b, ascending); };
}

ENGRAM_INLINE void engram_selection_offer(struct engram_selection *s, uint64_t id, float score, uint32_t reserved = 0) {
    const engram_hit hit = {id, score, reserved};
    const auto before = engram_selection_order(s);
    if (s->found == s->capacity) {
        if (s->capacity == 0 || !before(hit, s->hits[0])) return;
        s->hits[0] = hit;
        sift_down(s->hits, 0, s->found, before);
        return;
    }
    uint64_t at = s->found++;
    while (at != 0) {
        const uint64_t parent = (at - 1) / 2;
        if (!before(s->hits[parent], hit)) break;
        s->hits[at] = s->hits[parent];
        at = parent;
    }
    s->hits[at] = hit;
}

// Best first.
ENGRAM_INLINE void engram_selection_sort(struct engram_selection *s) {
    sort_heap(s->hits, s->found, engram_selection_order(s));
}

// What a score has to reach (for a distance: not to exceed) before any row is selected.
ENGRAM_INLINE float engram_topk_bound(const struct engram_topk_job *job) {
    if ((job->options.flags & ENGRAM_TOPK_THRESHOLD) != 0) return job->options.threshold;
    return engram_metric_is_distance(job->metric) ? __builtin_inff() : -__builtin_inff();
}

// The score a further hit has to reach, or bound when that asks for more (for a distance: for less).
ENGRAM_INLINE float engram_selection_bound(const struct engram_selection *s, float bound) {
    if (s->found < s->capacity || s->capacity == 0) return bound;
    const float worst = s->hits[0].score;
    return s->ascending ? (worst < bound ? worst : bound) : (worst > bound ? worst : bound);
}
