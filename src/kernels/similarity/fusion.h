/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_SIMILARITY_FUSION_H
#define ENGRAM_KERNELS_SIMILARITY_FUSION_H

/* Lists of hits into one. Arguments have been checked. C-clean. */

#include "base/attributes.h"
#include "engram/similarity.h"

ENGRAM_INTERNAL_BEGIN

/* The k best of all, best first, NaN left out; how many. See engram_topk_merge(). */
uint64_t engram_merge_run(const engram_hit *const *lists, const uint64_t *counts, uint64_t list_count, uint64_t k,
                          int ascending, engram_hit *hits);

/* What one list gives to one id. */
struct engram_fusion_item {
    uint64_t id;
    uint64_t list;
    uint64_t rank;
    double value;
};

/* Room for an item of every hit; how many ids were found. See engram_rank_fusion(). */
uint64_t engram_fusion_run(const engram_ranking *rankings, uint64_t ranking_count, const engram_fusion_options *options,
                           uint64_t k, engram_hit *hits, struct engram_fusion_item *items);

ENGRAM_INTERNAL_END

#endif
