// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What the shims that select check alike: options, and the memory that they point to.

#include "abi/similarity_check.hpp"
#include "kernels/similarity/topk.h"

namespace {

// The list of rows, and what each row has for itself.
ENGRAM_INLINE engram_status check_ids(const engram_topk_options &o, uint64_t rows) {
    ENGRAM_REQUIRE((o.flags & ENGRAM_TOPK_RANGE) == 0, ENGRAM_ERROR_ARGUMENT, "options.ids: not with ENGRAM_TOPK_RANGE");
    ENGRAM_REFUSE(check_id_type(o.id_type, "options.id_type"));
    const engram_piece list = {o.ids, o.id_count, id_width(o.id_type), "options.ids"};
    ENGRAM_REFUSE(engram_check_piece(list));
    ENGRAM_REQUIRE(engram_is_aligned(o.ids, list.width), ENGRAM_ERROR_ALIGNMENT, list.name); // an empty one, too
    ENGRAM_REQUIRE(engram_ids_below(o.id_type, o.ids, o.id_count, rows), ENGRAM_ERROR_ARGUMENT,
                   "options.ids: below rows.count");
    return ENGRAM_OK;
}

ENGRAM_INLINE engram_status check_flags(const engram_topk_options &o) {
    constexpr uint32_t known = ENGRAM_TOPK_THRESHOLD | ENGRAM_TOPK_RANGE;
    ENGRAM_REQUIRE((o.flags & ~known) == 0, ENGRAM_ERROR_ARGUMENT, "options.flags");
    if ((o.flags & ENGRAM_TOPK_THRESHOLD) != 0)
        ENGRAM_REQUIRE(o.threshold == o.threshold, ENGRAM_ERROR_ARGUMENT, "options.threshold: not NaN");
    else
        ENGRAM_REQUIRE(o.threshold == 0.0f, ENGRAM_ERROR_ARGUMENT, "options.threshold: with ENGRAM_TOPK_THRESHOLD in flags");
    if ((o.flags & ENGRAM_TOPK_RANGE) == 0) {
        ENGRAM_REQUIRE(o.first == 0, ENGRAM_ERROR_ARGUMENT, "options.first: with ENGRAM_TOPK_RANGE in flags");
        ENGRAM_REQUIRE(o.count == 0, ENGRAM_ERROR_ARGUMENT, "options.count: with ENGRAM_TOPK_RANGE in flags");
    }
    return ENGRAM_OK;
}

// Memory that the options point to: the list, the filter, both biases; last the scratch memory, which is written.
constexpr size_t option_inputs = 4;
struct option_pieces {
    engram_piece piece[option_inputs + 1];
};
ENGRAM_INLINE option_pieces pieces_of(const engram_topk_options &o, uint64_t rows) {
    return {{{o.ids, o.id_count, id_width(o.id_type), "options.ids"},
             {o.filter, rows / 64 + (rows % 64 != 0), 8, "options.filter"},
             {o.multiply, rows, 4, "options.multiply"},
             {o.add, rows, 4, "options.add"},
             {o.scratch, o.scratch != nullptr ? o.scratch_bytes : 0, 1, "options.scratch"}}};
}

// The options with their defaults, and everything that can be wrong with them.
ENGRAM_INLINE engram_status check_options(const engram_topk_options *options, uint64_t rows, struct engram_topk_job &job) {
    engram_topk_options &o = job.options;
    memset(&o, 0, sizeof o);
    if (options != nullptr)
        ENGRAM_REFUSE(engram_read_struct(&o, sizeof o, alignof(engram_topk_options), 8, options, "options.size"));
    ENGRAM_REFUSE(check_flags(o));
    const bool has_range = (o.flags & ENGRAM_TOPK_RANGE) != 0;
    job.first = o.first;
    job.count = has_range ? o.count : rows;
    ENGRAM_REFUSE(check_range(job.first, job.count, rows, "options.first: up to rows.count",
                              "options.count: up to rows.count - first"));
    ENGRAM_REQUIRE(o.id_base <= UINT64_MAX - rows, ENGRAM_ERROR_ARGUMENT, "options.id_base: id_base + rows.count wraps");
    if (o.ids != nullptr || o.id_count != 0) {
        ENGRAM_REFUSE(check_ids(o, rows));
        job.count = o.id_count;
    }
    ENGRAM_REQUIRE(o.filter != nullptr || o.filter_bits == 0, ENGRAM_ERROR_NULL, "options.filter");
    ENGRAM_REQUIRE(o.filter == nullptr || o.filter_bits >= rows, ENGRAM_ERROR_ARGUMENT,
                   "options.filter_bits: rows.count or more");
    const option_pieces pieces = pieces_of(o, rows);
    for (size_t i = 1; i < option_inputs; ++i) ENGRAM_REFUSE(engram_check_optional(pieces.piece[i]));
    ENGRAM_REFUSE(engram_check_scratch(o.scratch, o.scratch_bytes, 0, "options.scratch"));
    return engram_check_executor(o.executor);
}

} // namespace
