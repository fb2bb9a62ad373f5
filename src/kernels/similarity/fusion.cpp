// SPDX-License-Identifier: MIT OR Apache-2.0
// Ranked lists into one: contributions sorted by id and list, summed in that order, selected.

#include "kernels/similarity/selection.h"
#include "kernels/similarity/topk.h"

namespace {

using item = struct engram_fusion_item;

bool before(const item &a, const item &b) {
    if (a.id != b.id) return a.id < b.id;
    if (a.list != b.list) return a.list < b.list;
    return a.rank < b.rank;
}

void sink(item *items, uint64_t count, uint64_t at) {
    const item moving = items[at];
    for (;;) {
        uint64_t child = 2 * at + 1;
        if (child >= count) break;
        if (child + 1 < count && before(items[child], items[child + 1])) ++child;
        if (!before(moving, items[child])) break;
        items[at] = items[child];
        at = child;
    }
    items[at] = moving;
}

// Heapsort: in place, no worst case, and no two items are equal, so stability does not matter.
void sort(item *items, uint64_t count) {
    for (uint64_t i = count / 2; i > 0; --i) sink(items, count, i - 1);
    for (uint64_t n = count; n > 1; --n) {
        const item largest = items[0];
        items[0] = items[n - 1];
        items[n - 1] = largest;
        sink(items, n - 1, 0);
    }
}

bool is_finite(double x) { return x - x == 0.0; }

struct extent {
    double low, width;
};

// Of the finite scores.
extent extent_of(const engram_ranking &ranking) {
    double low = 0.0, high = 0.0;
    bool any = false;
    for (uint64_t i = 0; i < ranking.count; ++i) {
        const double score = static_cast<double>(ranking.hits[i].score);
        if (!is_finite(score)) continue;
        low = !any || score < low ? score : low;
        high = !any || score > high ? score : high;
        any = true;
    }
    return {low, high - low};
}

// Infinite scores are the ends of the scale.
double on_scale(const extent &range, double score) {
    if (!is_finite(score)) return score > 0.0 ? 1.0 : 0.0;
    return range.width == 0.0 ? 1.0 : (score - range.low) / range.width;
}

uint64_t collect(const engram_ranking *rankings, uint64_t ranking_count, const engram_fusion_options *options,
                 item *items) {
    uint64_t n = 0;
    for (uint64_t l = 0; l < ranking_count; ++l) {
        const double weight = static_cast<double>(rankings[l].weight);
        const extent range = extent_of(rankings[l]);
        for (uint64_t i = 0; i < rankings[l].count; ++i) {
            const engram_hit &hit = rankings[l].hits[i];
            const double score = static_cast<double>(hit.score);
            double value;
            if (options->method == ENGRAM_FUSION_RECIPROCAL)
                value = weight / (options->constant + static_cast<double>(i + 1));
            else if (score != score) continue;
            else if (options->method == ENGRAM_FUSION_SCORE) value = weight * score;
            else value = weight * on_scale(range, score);
            items[n++] = {hit.id, l, i + 1, value};
        }
    }
    return n;
}

} // namespace

uint64_t engram_fusion_run(const engram_ranking *rankings, uint64_t ranking_count, const engram_fusion_options *options,
                           uint64_t k, engram_hit *hits, item *items) {
    const uint64_t n = collect(rankings, ranking_count, options, items);
    sort(items, n);
    struct engram_selection selection = {hits, k, 0, 0};
    for (uint64_t i = 0; i < n;) {
        const uint64_t id = items[i].id;
        uint64_t best_rank = UINT64_MAX, list = UINT64_MAX;
        double sum = 0.0;
        int64_t infinities = 0; // those of either sign take each other away: their sum would be NaN
        for (; i < n && items[i].id == id; ++i) {
            if (items[i].list == list) continue; // a repeat: the better rank came first
            list = items[i].list;
            if (is_finite(items[i].value)) sum += items[i].value;
            else infinities += items[i].value > 0.0 ? 1 : -1;
            if (items[i].rank < best_rank) best_rank = items[i].rank;
        }
        if (best_rank == 1) sum += options->first_bonus;
        else if (best_rank <= 3) sum += options->podium_bonus;
        if (infinities != 0) sum = infinities > 0 ? __builtin_inf() : -__builtin_inf();
        engram_selection_offer(&selection, id, static_cast<float>(sum));
    }
    engram_selection_sort(&selection);
    return selection.found;
}

uint64_t engram_merge_run(const engram_hit *const *lists, const uint64_t *counts, uint64_t list_count, uint64_t k,
                          int is_distance, engram_hit *hits) {
    struct engram_selection selection = {hits, k, 0, is_distance};
    for (uint64_t l = 0; l < list_count; ++l)
        for (uint64_t i = 0; i < counts[l]; ++i)
            if (lists[l][i].score == lists[l][i].score) engram_selection_offer(&selection, lists[l][i].id, lists[l][i].score);
    engram_selection_sort(&selection);
    return selection.found;
}
