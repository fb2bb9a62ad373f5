// SPDX-License-Identifier: MIT OR Apache-2.0
// The nearest lists of rows, blocks of rows against panels of centroids; and the cap.

#include "base/heap.hpp"
#include "kernels/similarity/lists.h"
#include "kernels/similarity/panel.h"
#include "kernels/similarity/score.h"

namespace {

struct nearest {
    float far;
    uint32_t list;

    bool before(const nearest &other) const { return far != other.far ? far < other.far : list < other.list; }
};
constexpr nearest none = {__builtin_inff(), ENGRAM_LISTS_NONE};

// The two least of what comes after a bound.
struct two_nearest {
    nearest bound, first = none, second = none;

    void offer(const nearest &x) {
        if (!x.before(second) || !bound.before(x)) return;
        if (x.before(first)) second = first, first = x;
        else second = x;
    }
};

void widen(const struct engram_places *p, uint64_t row, float *out) {
    const auto *from = static_cast<const uint16_t *>(p->rows.data) + row * p->rows.stride;
    (p->rows.type == ENGRAM_TYPE_F16 ? p->ops->f16_to_f32 : p->ops->bf16_to_f32)(from, p->rows.dim, out);
}

// Up to ENGRAM_PANEL_QUERIES places, in the part of a query, against all centroids.
void advance_block(const struct engram_places *p, const uint32_t *which, uint64_t begin, size_t count, float *widened) {
    struct engram_panel_queries block = {p->ops, p->near, &p->rows, 0, count, {}, {}};
    two_nearest best[ENGRAM_PANEL_QUERIES];
    for (size_t m = 0; m < count; ++m) {
        const uint64_t place = which != nullptr ? which[begin + m] : begin + m;
        const uint64_t row = p->sample != nullptr ? p->sample[place] : place;
        best[m].bound = {p->far[place], p->home[place]};
        if (p->rows.type == ENGRAM_TYPE_F32) {
            block.vectors[m] = static_cast<const float *>(p->rows.data) + row * p->rows.stride;
        } else {
            widen(p, row, widened + m * p->rows.dim);
            block.vectors[m] = widened + m * p->rows.dim;
        }
    }
    const bool is_cosine = p->near == ENGRAM_METRIC_COSINE;
    if (is_cosine)
        p->ops->inverse_norms[ENGRAM_TYPE_INDEX(ENGRAM_TYPE_F32)](block.vectors, count, p->rows.dim, block.inverse);
    const size_t limit = engram_panel_rows(ENGRAM_TYPE_F32, p->rows.dim);
    float scores[ENGRAM_PANEL_QUERIES * ENGRAM_PANEL_ROWS];
    for (uint64_t list = 0; list < p->centroids.count; list += limit) {
        const size_t n = p->centroids.count - list < limit ? static_cast<size_t>(p->centroids.count - list) : limit;
        engram_panel_scores(&block, &p->centroids, nullptr, list, n, scores, ENGRAM_PANEL_ROWS);
        for (size_t m = 0; m < count; ++m)
            for (size_t i = 0; i < n; ++i) {
                const float score = scores[m * ENGRAM_PANEL_ROWS + i], far = is_cosine ? -score : score;
                best[m].offer({far == far ? far : __builtin_inff(), static_cast<uint32_t>(list + i)});
            }
    }
    for (size_t m = 0; m < count; ++m) {
        const uint64_t place = which != nullptr ? which[begin + m] : begin + m;
        p->home[place] = best[m].first.list, p->far[place] = best[m].first.far;
        p->next[place] = best[m].second.list, p->next_far[place] = best[m].second.far;
    }
}

struct advance_context {
    const struct engram_places *p;
    const uint32_t *which;
    uint64_t count;
    uint32_t tasks;
};

void advance_task(void *context, uint32_t task) {
    const auto *c = static_cast<const advance_context *>(context);
    if (task >= c->tasks) return;
    auto *widened = reinterpret_cast<float *>(c->p->tasks + task * ENGRAM_LISTS_TASK_BYTES * c->p->rows.dim);
    const uint64_t end = engram_share(c->count, task + 1, c->tasks);
    for (uint64_t at = engram_share(c->count, task, c->tasks); at < end; at += ENGRAM_PANEL_QUERIES) {
        const uint64_t left = end - at;
        advance_block(c->p, c->which, at, left < ENGRAM_PANEL_QUERIES ? left : ENGRAM_PANEL_QUERIES, widened);
    }
}

// Members of each of so many groups, in the order in which each(take) hands them over as take(group, member), twice; offsets,
// groups + 1 of them, where each group begins.
template <class Each>
void group(uint64_t *offsets, uint64_t groups, const Each &each, uint32_t *members) {
    for (uint64_t g = 0; g <= groups; ++g) offsets[g] = 0;
    each([=](uint64_t g, uint64_t) { ++offsets[g]; });
    uint64_t begin = 0;
    for (uint64_t g = 0; g <= groups; ++g) {
        const uint64_t count = offsets[g];
        offsets[g] = begin;
        begin += count;
    }
    // The offset of each group runs to where the next begins, and is put back by one group.
    each([=](uint64_t g, uint64_t member) { members[offsets[g]++] = static_cast<uint32_t>(member); });
    for (uint64_t g = groups; g > 0; --g) offsets[g] = offsets[g - 1];
    offsets[0] = 0;
}

// Leaves the nearest `cap` of each list where they are and puts the others in front of the order; how many.
uint64_t turn_out(const struct engram_places *p, uint64_t cap) {
    engram_places_group(p);
    uint64_t out = 0;
    for (uint64_t list = 0; list < p->centroids.count; ++list) {
        uint32_t *places = p->order + p->offsets[list];
        const uint64_t count = p->offsets[list + 1] - p->offsets[list];
        if (count <= cap) continue;
        heap_sort(places, count, [p](uint32_t a, uint32_t b) { return p->far[a] != p->far[b] ? p->far[a] < p->far[b] : a < b; });
        for (uint64_t i = cap; i < count; ++i) p->order[out++] = places[i];
    }
    return out;
}

} // namespace

void engram_places_advance(const struct engram_places *p, const uint32_t *which, uint64_t count) {
    const uint32_t tasks = p->executor != nullptr && p->executor->task_count > 1 ? p->executor->task_count : 1;
    advance_context c = {p, which, count, tasks};
    if (tasks == 1) advance_task(&c, 0);
    else p->executor->run(p->executor->context, tasks, advance_task, &c);
}

void engram_places_group(const struct engram_places *p) {
    group(p->offsets, p->centroids.count, [p](const auto &take) {
        for (uint64_t i = 0; i < p->count; ++i) take(p->home[i], i);
    }, p->order);
}

// Whoever is turned out asks the next list; a list that is asked turns out its farthest. In whatever order that happens, it ends
// the same way.
void engram_places_assign(const struct engram_places *p, uint64_t cap) {
    engram_places_begin(p);
    engram_places_advance(p, nullptr, p->count);
    while (cap != 0) {
        const uint64_t out = turn_out(p, cap);
        if (out == 0) break;
        engram_places_advance(p, p->order, out);
    }
}

void engram_lists_fill_run(const uint32_t *homes, const uint32_t *seconds, uint64_t count, uint64_t lists, uint64_t *offsets,
                           uint32_t *ids) {
    const auto second_of = [&](uint64_t i) { return seconds != nullptr ? seconds[i] : ENGRAM_LISTS_NONE; };
    group(offsets, 2 * lists, [&](const auto &take) {
        for (uint64_t i = 0; i < count; ++i) {
            take(2 * uint64_t{homes[i]}, i);
            if (second_of(i) != ENGRAM_LISTS_NONE) take(2 * uint64_t{second_of(i)} + 1, i);
        }
    }, ids);
}
