// SPDX-License-Identifier: MIT OR Apache-2.0
// Lists into one: merged by a selection; fused by contributions sorted by id and list, summed in that order, selected.

#include "kernels/similarity/fusion.h"

#include "kernels/similarity/selection.hpp"

namespace {

using item = struct engram_fusion_item;

// No two items are equal.
bool before(const item &a, const item &b) {
    if (a.id != b.id) return a.id < b.id;
    if (a.list != b.list) return a.list < b.list;
    return a.rank < b.rank;
}

// Where the scores of a list are, for min_max: the finite ones, and whether infinities stand a step beyond them.
struct extent {
    double low = 0.0, width = 0.0; // of the finite ones; the width is also the step
    int below = 0, above = 0;
    bool has_finite = false;

    double place(double score) const {
        if (score - score != 0.0) return score > 0.0 || (!has_finite && above == 0) ? 1.0 : 0.0;
        const double steps = below + above;
        if (width == 0.0) return steps == 0.0 ? 1.0 : below / steps; // the finite ones are one place, whatever the step
        return (score - low + below * width) / (width * (1.0 + steps));
    }
};

extent extent_of(const engram_ranking &ranking) {
    extent range;
    double high = 0.0;
    for (uint64_t i = 0; i < ranking.count; ++i) {
        const double score = static_cast<double>(ranking.hits[i].score);
        if (score != score) continue;
        if (score - score != 0.0) {
            (score > 0.0 ? range.above : range.below) = 1;
            continue;
        }
        range.low = !range.has_finite || score < range.low ? score : range.low;
        high = !range.has_finite || score > high ? score : high;
        range.has_finite = true;
    }
    range.width = high - range.low;
    return range;
}

// Ranks count from 1.
double value_of(const engram_fusion_options *options, double weight, const extent &range, double score, uint64_t rank) {
    if (options->method == ENGRAM_FUSION_RECIPROCAL) return weight / (options->constant + static_cast<double>(rank));
    return weight * (options->method == ENGRAM_FUSION_SCORE ? score : range.place(score));
}

uint64_t collect(const engram_ranking *rankings, uint64_t ranking_count, const engram_fusion_options *options,
                 item *items) {
    uint64_t n = 0;
    for (uint64_t l = 0; l < ranking_count; ++l) {
        const double weight = static_cast<double>(rankings[l].weight);
        const extent range = options->method == ENGRAM_FUSION_MIN_MAX ? extent_of(rankings[l]) : extent{};
        for (uint64_t i = 0; i < rankings[l].count; ++i) {
            const engram_hit &hit = rankings[l].hits[i];
            if (options->method != ENGRAM_FUSION_RECIPROCAL && hit.score != hit.score) continue;
            items[n++] = {hit.id, l, i + 1, value_of(options, weight, range, static_cast<double>(hit.score), i + 1)};
        }
    }
    return n;
}

// What the lists say of one id. Infinities are counted: one of each sign cancel, and those left outweigh the finite sum.
struct fused {
    uint64_t best_rank = UINT64_MAX;
    double finite = 0.0;
    int64_t infinities = 0;

    void take(const item &x) {
        if (x.value - x.value == 0.0) finite += x.value;
        else infinities += x.value > 0.0 ? 1 : -1;
        if (x.rank < best_rank) best_rank = x.rank;
    }
    float score(const engram_fusion_options *options) const {
        if (infinities != 0) return infinities > 0 ? __builtin_inff() : -__builtin_inff();
        double sum = finite;
        if (best_rank == 1) sum += options->first_bonus;
        else if (best_rank <= 3) sum += options->podium_bonus;
        return static_cast<float>(sum);
    }
};

} // namespace

uint64_t engram_merge_run(const engram_hit *const *lists, const uint64_t *counts, uint64_t list_count, uint64_t k,
                          int ascending, engram_hit *hits) {
    struct engram_selection s = {hits, k, 0, ascending};
    for (uint64_t l = 0; l < list_count; ++l)
        for (uint64_t i = 0; i < counts[l]; ++i)
            if (lists[l][i].score == lists[l][i].score) engram_selection_offer(&s, lists[l][i].id, lists[l][i].score);
    engram_selection_sort(&s);
    return s.found;
}

uint64_t engram_fusion_run(const engram_ranking *rankings, uint64_t ranking_count, const engram_fusion_options *options,
                           uint64_t k, engram_hit *hits, item *items) {
    const uint64_t n = collect(rankings, ranking_count, options, items);
    heap_sort(items, n, before);
    struct engram_selection selection = {hits, k, 0, 0};
    for (uint64_t i = 0; i < n;) {
        const uint64_t id = items[i].id;
        uint64_t list = UINT64_MAX;
        fused sum;
        for (; i < n && items[i].id == id; ++i) {
            if (items[i].list == list) continue; // a repeat: the better rank came first
            list = items[i].list;
            sum.take(items[i]);
        }
        engram_selection_offer(&selection, id, sum.score(options));
    }
    engram_selection_sort(&selection);
    return selection.found;
}
