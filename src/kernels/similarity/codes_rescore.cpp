// SPDX-License-Identifier: MIT OR Apache-2.0
// Vectors of candidates, scored and selected from.

#include "kernels/similarity/codes_blocks.hpp"
#include "kernels/similarity/selection.hpp"

uint64_t engram_codes_rescore_run(const struct engram_similarity_ops *ops, engram_metric metric, const engram_rows *query,
                                  const engram_rows *vectors, const engram_hit *candidates, uint64_t k, engram_hit *hits,
                                  uint64_t found) {
    engram_scan_fn *scan = ops->scan[ENGRAM_TYPE_INDEX(vectors->type)][ENGRAM_METRIC_INDEX(metric)];
    const struct engram_scan s = engram_scan_of(query, 0, vectors);
    struct engram_selection selection = {hits, k, found, engram_metric_is_distance(metric)};
    make_heap(hits, found, engram_selection_order(&selection));
    float scores[ENGRAM_CHUNK_ROWS];
    for (uint64_t from = 0; from < vectors->count; from += ENGRAM_CHUNK_ROWS) {
        const uint64_t left = vectors->count - from;
        const size_t n = left < ENGRAM_CHUNK_ROWS ? static_cast<size_t>(left) : ENGRAM_CHUNK_ROWS;
        scan(&s, nullptr, from, n, scores);
        for (size_t i = 0; i < n; ++i)
            if (scores[i] == scores[i]) engram_selection_offer(&selection, candidates[from + i].id, scores[i]);
    }
    engram_selection_sort(&selection);
    return selection.found;
}
