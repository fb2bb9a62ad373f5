/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_SIMILARITY_SELECTION_H
#define ENGRAM_KERNELS_SIMILARITY_SELECTION_H

/*
 * The k best hits, kept in the caller's buffer as a binary heap with the worst on top: most candidates are turned away
 * by one comparison. Sorted in place at the end, so nothing is allocated. C-clean.
 */

#include "engram/similarity.h"
#include "base/attributes.h"

struct engram_selection {
    engram_hit *hits;
    uint64_t capacity;
    uint64_t found;
    int ascending; /* lower scores are better: the metric is a distance */
};

ENGRAM_INLINE int engram_metric_is_distance(engram_metric metric) {
    return metric == ENGRAM_METRIC_L2_SQUARED || metric == ENGRAM_METRIC_HAMMING;
}

/* The total order. Scores are no NaN. */
ENGRAM_INLINE int engram_hit_before(const engram_hit *a, const engram_hit *b, int ascending) {
    if (a->score != b->score) return ascending ? a->score < b->score : a->score > b->score;
    return a->id < b->id;
}

ENGRAM_INLINE void engram_selection_sink(engram_hit *hits, uint64_t count, uint64_t at, int ascending) {
    const engram_hit moving = hits[at];
    for (;;) {
        uint64_t child = 2 * at + 1;
        if (child >= count) break;
        if (child + 1 < count && engram_hit_before(&hits[child], &hits[child + 1], ascending)) ++child;
        if (!engram_hit_before(&moving, &hits[child], ascending)) break;
        hits[at] = hits[child];
        at = child;
    }
    hits[at] = moving;
}

ENGRAM_INLINE void engram_selection_offer(struct engram_selection *s, uint64_t id, float score) {
    const engram_hit hit = {id, score, 0};
    if (s->found == s->capacity) {
        if (s->capacity == 0 || !engram_hit_before(&hit, &s->hits[0], s->ascending)) return;
        s->hits[0] = hit;
        engram_selection_sink(s->hits, s->found, 0, s->ascending);
        return;
    }
    uint64_t at = s->found++;
    while (at != 0) {
        const uint64_t parent = (at - 1) / 2;
        if (!engram_hit_before(&s->hits[parent], &hit, s->ascending)) break;
        s->hits[at] = s->hits[parent];
        at = parent;
    }
    s->hits[at] = hit;
}

/* Best first. */
ENGRAM_INLINE void engram_selection_sort(struct engram_selection *s) {
    for (uint64_t count = s->found; count > 1; --count) {
        const engram_hit worst = s->hits[0];
        s->hits[0] = s->hits[count - 1];
        s->hits[count - 1] = worst;
        engram_selection_sink(s->hits, count - 1, 0, s->ascending);
    }
}

/* The score a further hit has to reach, or bound when that asks for more (for a distance: for less). */
ENGRAM_INLINE float engram_selection_bound(const struct engram_selection *s, float bound) {
    if (s->found < s->capacity || s->capacity == 0) return bound;
    const float worst = s->hits[0].score;
    return s->ascending ? (worst < bound ? worst : bound) : (worst > bound ? worst : bound);
}

#endif
