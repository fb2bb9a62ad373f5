// SPDX-License-Identifier: MIT OR Apache-2.0
// Lists of hits into one: engram/similarity.h.

#include "abi/counted.hpp"
#include "abi/similarity_check.h"
#include "kernels/similarity/selection.h"

namespace {

bool is_finite(double x) { return x - x == 0.0; }

// Hits are aligned to half of their size.
struct engram_piece hits_of(const engram_hit *hits, uint64_t count, const char *name) {
    static_assert(sizeof(engram_hit) == 16 && alignof(engram_hit) == 8);
    return {hits, count <= UINT64_MAX / 2 ? 2 * count : UINT64_MAX, 8, name};
}

// The outputs of both calls, apart from each other and from the array that describes the lists.
engram_status check_outputs(struct engram_piece out, struct engram_piece found, struct engram_piece lists) {
    ENGRAM_REFUSE(engram_check_piece(out));
    ENGRAM_REFUSE(engram_check_piece(found));
    ENGRAM_REFUSE(engram_check_piece(lists));
    ENGRAM_REFUSE(engram_check_apart(out, found));
    ENGRAM_REFUSE(engram_check_apart(out, lists));
    return engram_check_apart(found, lists);
}

engram_status check_list(struct engram_piece out, struct engram_piece found, struct engram_piece list) {
    ENGRAM_REFUSE(engram_check_piece(list));
    ENGRAM_REFUSE(engram_check_apart(out, list));
    return engram_check_apart(found, list);
}

engram_status merge(engram_metric metric, const engram_hit *const *lists, const uint64_t *counts, uint64_t list_count,
                    uint64_t k, engram_hit *hits, uint64_t *found) {
    ENGRAM_REQUIRE(ENGRAM_METRIC_INDEX(metric) < ENGRAM_METRIC_COUNT, ENGRAM_ERROR_ENUM, "metric: an ENGRAM_METRIC_ value, 0 is none");
    const struct engram_piece out = hits_of(hits, k, "hits"), told = {found, 1, 8, "found"};
    const struct engram_piece sizes = {counts, list_count, 8, "counts"};
    ENGRAM_REFUSE(check_outputs(out, told, {static_cast<const void *>(lists), list_count, sizeof(void *), "lists"}));
    ENGRAM_REFUSE(check_list(out, told, sizes));
    for (uint64_t l = 0; l < list_count; ++l) ENGRAM_REFUSE(check_list(out, told, hits_of(lists[l], counts[l], "lists[]")));
    *found = engram_merge_run(lists, counts, list_count, k, engram_metric_is_distance(metric), hits);
    return ENGRAM_OK;
}

engram_status fuse(const engram_ranking *rankings, uint64_t ranking_count, const engram_fusion_options *options, uint64_t k,
                   engram_hit *hits, uint64_t *found, void *scratch, uint64_t scratch_bytes) {
    engram_fusion_options o = {sizeof o, ENGRAM_FUSION_RECIPROCAL, 60.0, 0.0, 0.0};
    if (options != nullptr)
        ENGRAM_REFUSE(engram_read_struct(&o, sizeof o, alignof(engram_fusion_options), 8, options, "options.size"));
    ENGRAM_REQUIRE(o.method >= ENGRAM_FUSION_RECIPROCAL && o.method <= ENGRAM_FUSION_MIN_MAX, ENGRAM_ERROR_ENUM,
                   "options.method: an ENGRAM_FUSION_ value, 0 is none");
    ENGRAM_REQUIRE(is_finite(o.constant) && o.constant >= 0.0, ENGRAM_ERROR_ARGUMENT, "options.constant: finite, 0 or above");
    ENGRAM_REQUIRE(is_finite(o.first_bonus), ENGRAM_ERROR_ARGUMENT, "options.first_bonus: finite");
    ENGRAM_REQUIRE(is_finite(o.podium_bonus), ENGRAM_ERROR_ARGUMENT, "options.podium_bonus: finite");
    const struct engram_piece out = hits_of(hits, k, "hits"), told = {found, 1, 8, "found"};
    static_assert(sizeof(engram_ranking) == 24 && alignof(engram_ranking) == 8);
    ENGRAM_REQUIRE(engram_bytes_fit(ranking_count, sizeof *rankings), ENGRAM_ERROR_OVERFLOW, "ranking_count");
    const struct engram_piece lists = {rankings, 3 * ranking_count, 8, "rankings"}, room = {scratch, scratch_bytes, 1, "scratch"};
    ENGRAM_REFUSE(check_outputs(out, told, lists));
    ENGRAM_REQUIRE(engram_bytes_fit(scratch_bytes, 1), ENGRAM_ERROR_OVERFLOW, "scratch_bytes");
    uint64_t total = 0;
    for (uint64_t l = 0; l < ranking_count; ++l) {
        const engram_ranking &r = rankings[l];
        ENGRAM_REQUIRE(is_finite(static_cast<double>(r.weight)) && r.weight != 0.0f, ENGRAM_ERROR_ARGUMENT,
                       "rankings[].weight: finite, and not 0, with which a list would say nothing");
        const struct engram_piece list = hits_of(r.hits, r.count, "rankings[].hits");
        ENGRAM_REFUSE(check_list(out, told, list));
        if (scratch != nullptr) ENGRAM_REFUSE(engram_check_apart(room, list));
        ENGRAM_REQUIRE(!__builtin_add_overflow(total, r.count, &total), ENGRAM_ERROR_OVERFLOW, "rankings[].count");
    }
    if (scratch != nullptr) {
        ENGRAM_REFUSE(engram_check_apart(room, out));
        ENGRAM_REFUSE(engram_check_apart(room, told));
        ENGRAM_REFUSE(engram_check_apart(room, lists));
    }
    if (total != 0) {
        ENGRAM_REFUSE(engram_check_piece({scratch, 1, 8, "scratch"}));
        ENGRAM_REQUIRE(scratch_bytes >= engram_fusion_scratch(total), ENGRAM_ERROR_MEMORY, "scratch_bytes: engram_fusion_scratch() tells");
    }
    *found = engram_fusion_run(rankings, ranking_count, &o, k, hits, static_cast<struct engram_fusion_item *>(scratch));
    return ENGRAM_OK;
}

} // namespace

engram_status engram_topk_merge(engram_metric metric, const engram_hit *const *lists, const uint64_t *counts,
                                uint64_t list_count, uint64_t k, engram_hit *hits, uint64_t *found) {
    return engram_checked(merge(metric, lists, counts, list_count, k, hits, found));
}

uint64_t engram_fusion_scratch(uint64_t total) {
    uint64_t bytes;
    return __builtin_mul_overflow(total, sizeof(struct engram_fusion_item), &bytes) ? UINT64_MAX : bytes;
}

engram_status engram_rank_fusion(const engram_ranking *rankings, uint64_t ranking_count, const engram_fusion_options *options,
                                 uint64_t k, engram_hit *hits, uint64_t *found, void *scratch, uint64_t scratch_bytes) {
    return engram_checked(fuse(rankings, ranking_count, options, k, hits, found, scratch, scratch_bytes));
}
