// SPDX-License-Identifier: MIT OR Apache-2.0
// The selecting half of engram/similarity.h.

#include "abi/counted.hpp"
#include "abi/similarity_codes.hpp"
#include "kernels/similarity/topk.h"

namespace {

// The list of rows, and what each row has for itself.
engram_status check_ids(const engram_topk_options &o, uint64_t rows) {
    ENGRAM_REQUIRE((o.flags & ENGRAM_TOPK_RANGE) == 0, ENGRAM_ERROR_ARGUMENT, "options.ids: not with ENGRAM_TOPK_RANGE");
    ENGRAM_REFUSE(check_id_type(o.id_type, "options.id_type"));
    const engram_piece list = {o.ids, o.id_count, id_width(o.id_type), "options.ids"};
    ENGRAM_REFUSE(engram_check_piece(list));
    ENGRAM_REQUIRE(engram_is_aligned(o.ids, list.width), ENGRAM_ERROR_ALIGNMENT, list.name); // an empty one, too
    ENGRAM_REQUIRE(engram_ids_below(o.id_type, o.ids, o.id_count, rows), ENGRAM_ERROR_ARGUMENT,
                   "options.ids: below rows.count");
    return ENGRAM_OK;
}

engram_status check_flags(const engram_topk_options &o) {
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
option_pieces pieces_of(const engram_topk_options &o, uint64_t rows) {
    return {{{o.ids, o.id_count, id_width(o.id_type), "options.ids"},
             {o.filter, rows / 64 + (rows % 64 != 0), 8, "options.filter"},
             {o.multiply, rows, 4, "options.multiply"},
             {o.add, rows, 4, "options.add"},
             {o.scratch, o.scratch != nullptr ? o.scratch_bytes : 0, 1, "options.scratch"}}};
}

// The options with their defaults, and everything that can be wrong with them.
engram_status check_options(const engram_topk_options *options, uint64_t rows, struct engram_topk_job &job) {
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

engram_status topk(engram_metric metric, const engram_rows *queries, const engram_rows *rows, const engram_codes *codes,
                   bool with_codes, uint64_t k, const engram_topk_options *options, engram_hit *hits,
                   engram_topk_counts *counts) {
    matrix q, m;
    code_matrix c;
    const auto work = [&] {
        uint64_t scored = 0, read = 0;
        for (uint64_t i = 0; i < q.rows.count; ++i) scored += counts[i].scored, read += counts[i].rescored;
        const uint64_t of_codes = with_codes ? scored * code_bytes_of(c.codes) : 0;
        return engram_work{scored, of_codes + read * engram_row_bytes(m.rows.type, m.rows.dim)};
    };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        ENGRAM_REFUSE(check_shape(queries, queries_names, q));
        ENGRAM_REFUSE(check_shape(rows, rows_names, m));
        ENGRAM_REFUSE(check_metric(metric, m.rows.type));
        ENGRAM_REFUSE(check_match(q, m));
        if (with_codes) ENGRAM_REFUSE(check_codes(codes, m, c));
        struct engram_topk_job job;
        ENGRAM_REFUSE(check_options(options, m.rows.count, job));
        const uint64_t n = q.rows.count;
        if (n == 0) return ENGRAM_OK;
        uint64_t kept = 0;
        ENGRAM_REQUIRE(!__builtin_mul_overflow(n, k, &kept) && engram_bytes_fit(kept, sizeof *hits), ENGRAM_ERROR_OVERFLOW,
                       "k");
        ENGRAM_REQUIRE(engram_bytes_fit(n, sizeof *counts), ENGRAM_ERROR_OVERFLOW, "queries.count");
        ENGRAM_REFUSE(check_data(q));
        ENGRAM_REFUSE(check_data(m));
        const option_pieces of_options = pieces_of(job.options, m.rows.count);
        const engram_piece outs[] = {array_of(counts, n, "counts"), array_of(hits, kept, "hits"),
                                     of_options.piece[option_inputs]};
        ENGRAM_REFUSE(engram_check_piece(outs[0]));
        ENGRAM_REFUSE(engram_check_piece(outs[1]));
        for (const engram_piece &out : outs) {
            ENGRAM_REFUSE(check_apart_from(out, q));
            ENGRAM_REFUSE(check_apart_from(out, m));
        }
        ENGRAM_REFUSE(engram_check_all_apart(outs, 3, of_options.piece, option_inputs));
        if (with_codes) ENGRAM_REFUSE(engram_check_all_apart(outs, 3, pieces_of(c).piece, 4));
        ENGRAM_REFUSE(check_scales(q, 0, n));
        const engram_topk_options &o = job.options;
        ENGRAM_REFUSE(o.ids != nullptr ? check_scales_of(m, o.id_type, o.ids, o.id_count)
                                       : check_scales(m, job.first, job.count));
        job.ops = engram_similarity_active();
        job.metric = metric;
        job.queries = q.rows;
        job.rows = m.rows;
        job.codes = with_codes ? &c.codes : nullptr;
        job.k = k;
        engram_topk_run(&job, hits, counts);
        return ENGRAM_OK;
    });
}

} // namespace

uint64_t engram_topk_scratch(uint64_t query_count, uint64_t k, uint32_t task_count) {
    return engram_topk_scratch_bytes(query_count, k, task_count);
}

engram_status engram_similarity_topk(engram_metric metric, const engram_rows *queries, const engram_rows *rows,
                                     uint64_t k, const engram_topk_options *options, engram_hit *hits,
                                     engram_topk_counts *counts) {
    return topk(metric, queries, rows, nullptr, false, k, options, hits, counts);
}

engram_status engram_similarity_topk_codes(engram_metric metric, const engram_rows *queries, const engram_rows *rows,
                                           const engram_codes *codes, uint64_t k, const engram_topk_options *options,
                                           engram_hit *hits, engram_topk_counts *counts) {
    return topk(metric, queries, rows, codes, true, k, options, hits, counts);
}
