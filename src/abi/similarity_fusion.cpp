// SPDX-License-Identifier: MIT OR Apache-2.0
// Lists of hits into one: merge and rank fusion of engram/similarity.h.

#include "abi/counted.hpp"
#include "abi/similarity_check.hpp"
#include "kernels/similarity/fusion.h"

namespace {

bool is_finite(double x) { return x - x == 0.0; }

engram_status check_count(uint64_t count, size_t bytes, const char *name) {
    ENGRAM_REQUIRE(engram_bytes_fit(count, bytes), ENGRAM_ERROR_OVERFLOW, name);
    return ENGRAM_OK;
}

// What both calls write.
struct outputs {
    engram_piece piece[2];
};
engram_status check_outputs(uint64_t k, const engram_hit *hits, const uint64_t *found, outputs &out) {
    ENGRAM_REFUSE(check_count(k, sizeof *hits, "k"));
    out = {{array_of(hits, k, "hits"), array_of(found, 1, "found")}};
    ENGRAM_REFUSE(engram_check_piece(out.piece[0]));
    return engram_check_piece(out.piece[1]);
}

engram_status merge(engram_metric metric, const engram_hit *const *lists, const uint64_t *counts, uint64_t list_count,
                    uint64_t k, engram_hit *hits, uint64_t *found) {
    ENGRAM_REQUIRE(ENGRAM_METRIC_INDEX(metric) < ENGRAM_METRIC_COUNT, ENGRAM_ERROR_ENUM, "metric");
    ENGRAM_REFUSE(check_count(list_count, 8, "list_count"));
    const engram_piece given[] = {array_of(lists, list_count, "lists"), array_of(counts, list_count, "counts")};
    outputs out;
    ENGRAM_REFUSE(check_outputs(k, hits, found, out));
    for (const engram_piece &piece : given) ENGRAM_REFUSE(engram_check_piece(piece));
    ENGRAM_REFUSE(engram_check_all_apart(out.piece, 2, given, 2));
    for (uint64_t l = 0; l < list_count; ++l) {
        ENGRAM_REFUSE(check_count(counts[l], sizeof *hits, "counts"));
        const engram_piece list = array_of(lists[l], counts[l], "lists");
        ENGRAM_REFUSE(engram_check_piece(list));
        ENGRAM_REFUSE(engram_check_all_apart(out.piece, 2, &list, 1));
    }
    *found = engram_merge_run(lists, counts, list_count, k, engram_metric_is_distance(metric), hits);
    return ENGRAM_OK;
}

engram_status check_options(const engram_fusion_options *options, engram_fusion_options &o) {
    if (options != nullptr)
        ENGRAM_REFUSE(engram_read_struct(&o, sizeof o, alignof(engram_fusion_options), 8, options, "options.size"));
    ENGRAM_REQUIRE(o.method >= ENGRAM_FUSION_RECIPROCAL && o.method <= ENGRAM_FUSION_MIN_MAX, ENGRAM_ERROR_ENUM,
                   "options.method");
    ENGRAM_REQUIRE(is_finite(o.constant) && o.constant >= 0.0, ENGRAM_ERROR_ARGUMENT, "options.constant: 0 or more");
    ENGRAM_REQUIRE(is_finite(o.first_bonus), ENGRAM_ERROR_ARGUMENT, "options.first_bonus: finite");
    ENGRAM_REQUIRE(is_finite(o.podium_bonus), ENGRAM_ERROR_ARGUMENT, "options.podium_bonus: finite");
    return ENGRAM_OK;
}

engram_status fuse(const engram_ranking *rankings, uint64_t ranking_count, const engram_fusion_options *options, uint64_t k,
                   engram_hit *hits, uint64_t *found, void *scratch, uint64_t scratch_bytes) {
    engram_fusion_options o = {sizeof o, ENGRAM_FUSION_RECIPROCAL, 60.0, 0.0, 0.0};
    ENGRAM_REFUSE(check_options(options, o));
    ENGRAM_REFUSE(check_count(ranking_count, sizeof *rankings, "ranking_count"));
    const engram_piece given = array_of(rankings, ranking_count, "rankings");
    outputs out;
    ENGRAM_REFUSE(check_outputs(k, hits, found, out));
    ENGRAM_REFUSE(engram_check_piece(given));
    ENGRAM_REFUSE(check_count(scratch_bytes, 1, "scratch_bytes"));
    const engram_piece room = {scratch, scratch != nullptr ? scratch_bytes : 0, 1, "scratch"};
    const engram_piece outs[] = {out.piece[0], out.piece[1], room};
    ENGRAM_REFUSE(engram_check_all_apart(outs, 3, &given, 1));
    uint64_t total = 0;
    for (uint64_t l = 0; l < ranking_count; ++l) {
        const engram_ranking &r = rankings[l];
        ENGRAM_REFUSE(check_count(r.count, sizeof *hits, "rankings.count"));
        ENGRAM_REQUIRE(!__builtin_add_overflow(total, r.count, &total), ENGRAM_ERROR_OVERFLOW, "rankings.count");
        const engram_piece list = array_of(r.hits, r.count, "rankings.hits");
        ENGRAM_REFUSE(engram_check_piece(list));
        ENGRAM_REQUIRE(is_finite(static_cast<double>(r.weight)) && r.weight != 0.0f, ENGRAM_ERROR_ARGUMENT,
                       "rankings.weight: finite and not 0; leave out a list that is not to count");
        ENGRAM_REQUIRE(r.reserved == 0, ENGRAM_ERROR_ARGUMENT, "rankings.reserved: 0");
        ENGRAM_REFUSE(engram_check_all_apart(outs, 3, &list, 1));
    }
    if (total != 0) ENGRAM_REFUSE(engram_check_scratch(scratch, scratch_bytes, engram_fusion_scratch(total), "scratch"));
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

engram_status engram_rank_fusion(const engram_ranking *rankings, uint64_t ranking_count,
                                 const engram_fusion_options *options, uint64_t k, engram_hit *hits, uint64_t *found,
                                 void *scratch, uint64_t scratch_bytes) {
    return engram_checked(fuse(rankings, ranking_count, options, k, hits, found, scratch, scratch_bytes));
}
