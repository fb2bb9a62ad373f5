// SPDX-License-Identifier: MIT OR Apache-2.0
// The selecting half of engram/similarity.h.

#include "abi/counted.hpp"
#include "abi/similarity_codes.hpp"
#include "abi/similarity_options.hpp"
#include "kernels/similarity/topk.h"

namespace {

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
