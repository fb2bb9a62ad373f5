// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// A query on its way through codes in blocks: what it keeps, the bar that rows have to reach, and which rows it looks at.

#include <float.h>

#include "base/fma.h"
#include "kernels/similarity/candidates.h"
#include "kernels/similarity/codes_blocks.hpp"
#include "kernels/similarity/selection.hpp"

namespace {

constexpr uint64_t group = 16;       // queries that share a reading of the codes
constexpr size_t pending_rows = 128; // survivors looked at together
constexpr size_t scored_rows = 16;   // rows scored before the bar is looked at again
constexpr size_t sample_blocks = 256, sample_best = 256;
constexpr uint64_t chunk_bytes = 128u << 10; // codes that several queries find in the second-level cache

// One query of a group.
struct lane {
    uint64_t query;
    struct engram_block_query block;
    struct engram_code_query fine;
    const int8_t *fine_codes; // null: no finer codes, or not of this query
    struct engram_selection selection;
    engram_codes_counts counts;
    float floor; // keys so far tell that this is reached
    struct engram_selection lows; // candidates alone: what the k best have at worst
    uint64_t dropped;             // candidates that had no room
    float best_dropped;
    bool has_bounds;
    size_t pending;
    uint64_t ids[pending_rows];
    float bounds[pending_rows];
};

ENGRAM_INLINE bool is_worse(bool ascending, float a, float b) { return ascending ? a > b : a < b; }
ENGRAM_INLINE float worst(bool ascending) { return ascending ? __builtin_inff() : -__builtin_inff(); }

// The part of the rows that one task looks at, and its memory.
struct part {
    const struct engram_cascade_job *job;
    uint64_t begin, end; // rows
    lane *lanes;
    uint8_t *tables;
    int8_t *fine_codes;
    float *turned;
    engram_hit *candidates; // fixed: of each lane; candidates alone: its lows

    const struct engram_topk_job &topk() const { return job->topk; }
    bool is_fixed() const { return job->accuracy == ENGRAM_ACCURACY_FIXED; }
    bool is_biased() const { return topk().options.multiply != nullptr || topk().options.add != nullptr; }
};

ENGRAM_INLINE float bar_of(const part &p, const lane &l) {
    const bool ascending = l.selection.ascending != 0;
    const float bound = p.is_fixed() ? worst(ascending) : engram_topk_bound(&p.topk());
    const float bar = engram_selection_bound(p.job->collects ? &l.lows : &l.selection, bound);
    return is_worse(ascending, bar, l.floor) ? l.floor : bar;
}

// What the best score by a bound can become by the bias of a row. A negative factor turns ends round: nothing is known then.
ENGRAM_INLINE float biased_bound(const part &p, const lane &l, uint64_t row, float bound) {
    const engram_topk_options &o = p.topk().options;
    const bool ascending = l.selection.ascending != 0;
    const float best = -worst(ascending);
    const float m = o.multiply != nullptr ? o.multiply[row] : 1.0f, c = o.add != nullptr ? o.add[row] : 0.0f;
    if (!(m >= 0.0f)) return best;
    const double x = static_cast<double>(bound) * static_cast<double>(m) + static_cast<double>(c);
    const double slack = (__builtin_fabs(x) + __builtin_fabs(static_cast<double>(c))) * 0x1p-22 + 0x1p-148;
    const double y = ascending ? x - slack : x + slack;
    if (!(__builtin_fabs(y) <= static_cast<double>(FLT_MAX))) return best;
    return static_cast<float>(y);
}

ENGRAM_INLINE void prefetch_survivor(const part &p, const lane &l, uint64_t row) {
    const struct engram_topk_job &job = p.topk();
    if (l.fine_codes == nullptr && p.job->collects) return;
    const char *at = static_cast<const char *>(job.rows.data) + row * job.rows.stride * engram_unit_bytes(job.rows.type, 1);
    size_t bytes = engram_row_bytes(job.rows.type, job.rows.dim);
    if (l.fine_codes != nullptr) {
        at = reinterpret_cast<const char *>(job.codes->data) + row * job.codes->stride;
        bytes = static_cast<size_t>(job.codes->stride);
    }
    for (size_t i = 0; i < bytes && i < 1024; i += 64) __builtin_prefetch(at + i);
}

// Rows of a block that range and filter let pass.
ENGRAM_INLINE uint32_t admitted(const part &p, uint64_t block) {
    uint32_t mask = ~0u;
    const uint64_t first = block * 32;
    if (first < p.begin) mask &= ~0u << (p.begin - first);
    if (p.end - first < 32) mask &= (1u << (p.end - first)) - 1;
    const uint64_t *filter = p.topk().options.filter;
    if (filter != nullptr) mask &= static_cast<uint32_t>(filter[first / 64] >> first % 64);
    return mask;
}

constexpr size_t most_blocks = 64;

ENGRAM_INLINE void bound_blocks(const part &p, const lane &l, uint64_t block, size_t count, float *bounds, uint32_t *masks) {
    // A bias may make up for any score.
    const float bar = p.is_biased() ? worst(l.selection.ascending != 0) : bar_of(p, l);
    p.topk().ops->block_bounds[ENGRAM_METRIC_INDEX(p.topk().metric)](&l.block, p.job->blocks.blocks + block * p.job->blocks.block_bytes,
                                                                   count, bar, bounds, masks);
}

} // namespace
