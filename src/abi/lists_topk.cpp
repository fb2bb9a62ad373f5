// SPDX-License-Identifier: MIT OR Apache-2.0
// The selecting half of engram/lists.h.

#include "engram/lists.h"

#include "abi/counted.hpp"
#include "abi/similarity_codes.hpp"
#include "abi/similarity_options.hpp"
#include "kernels/similarity/lists.h"

namespace {

constexpr matrix_names centroids_names = ENGRAM_MATRIX_NAMES("lists.centroids");

// The shape of the lists, their centroids as a matrix.
engram_status check_lists(const engram_lists *given, const matrix &m, engram_lists &lists, matrix &centroids) {
    ENGRAM_REQUIRE(given != nullptr, ENGRAM_ERROR_NULL, "lists");
    ENGRAM_REFUSE(engram_read_struct(&lists, sizeof lists, alignof(engram_lists), sizeof lists, given, "lists.size"));
    ENGRAM_REQUIRE(lists.reserved == 0, ENGRAM_ERROR_ARGUMENT, "lists.reserved: 0");
    ENGRAM_REFUSE(check_shape(&lists.centroids, centroids_names, centroids));
    lists.centroids = centroids.rows;
    ENGRAM_REQUIRE(centroids.rows.type == m.rows.type, ENGRAM_ERROR_ARGUMENT, "lists.centroids.type: that of the rows");
    ENGRAM_REQUIRE(centroids.rows.dim == m.rows.dim, ENGRAM_ERROR_ARGUMENT, "lists.centroids.dim: that of the rows");
    ENGRAM_REQUIRE(centroids.rows.count >= 1 && centroids.rows.count < UINT32_MAX, ENGRAM_ERROR_ARGUMENT,
                   "lists.centroids.count: 1 to 2^32 - 2");
    return ENGRAM_OK;
}

} // namespace

uint64_t engram_lists_topk_scratch(uint64_t query_count, uint64_t probes, uint64_t lists, uint32_t task_count) {
    uint64_t of_queries, of_tasks, sum;
    if (probes > lists) probes = lists;
    if (__builtin_mul_overflow(probes, sizeof(engram_hit), &of_queries) ||
        __builtin_add_overflow(of_queries, sizeof(engram_topk_counts), &of_queries) ||
        __builtin_mul_overflow(of_queries, query_count, &of_queries) || lists > UINT64_MAX - 63 ||
        __builtin_mul_overflow(engram_lists_task_bytes(lists), uint64_t{task_count > 1 ? task_count : 1}, &of_tasks) ||
        __builtin_add_overflow(of_queries, of_tasks, &sum))
        return UINT64_MAX;
    return sum;
}

engram_status engram_lists_topk(engram_metric metric, const engram_rows *queries, const engram_rows *rows,
                                const engram_codes *codes, const engram_lists *lists, uint64_t probes, uint64_t k,
                                const engram_topk_options *options, engram_hit *hits, engram_topk_counts *counts) {
    matrix q, m, c;
    code_matrix coded;
    struct engram_lists_job job;
    const auto work = [&] {
        uint64_t all = 0, read = 0;
        for (uint64_t i = 0; i < q.rows.count; ++i) all += counts[i].scored, read += counts[i].rescored;
        const uint64_t of_codes = codes != nullptr ? all * code_bytes_of(coded.codes) : 0;
        return engram_work{all, of_codes + read * engram_row_bytes(m.rows.type, m.rows.dim)};
    };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        ENGRAM_REFUSE(check_shape(queries, queries_names, q));
        ENGRAM_REFUSE(check_shape(rows, rows_names, m));
        ENGRAM_REFUSE(check_metric(metric, m.rows.type));
        ENGRAM_REFUSE(check_match(q, m));
        ENGRAM_REQUIRE(m.rows.count < UINT32_MAX, ENGRAM_ERROR_ARGUMENT, "rows.count: below 2^32 - 1");
        if (codes != nullptr) ENGRAM_REFUSE(check_codes(codes, m, coded));
        ENGRAM_REFUSE(check_lists(lists, m, job.lists, c));
        ENGRAM_REQUIRE(probes != 0, ENGRAM_ERROR_ARGUMENT, "probes: 1 or more");
        ENGRAM_REFUSE(check_options(options, m.rows.count, job.topk));
        const engram_topk_options &o = job.topk.options;
        ENGRAM_REQUIRE((o.flags & ENGRAM_TOPK_RANGE) == 0, ENGRAM_ERROR_ARGUMENT, "options.flags: no range");
        ENGRAM_REQUIRE(o.ids == nullptr && o.id_count == 0, ENGRAM_ERROR_ARGUMENT, "options.ids: none");
        const uint64_t n = q.rows.count;
        if (n == 0) return ENGRAM_OK;
        job.probes = probes < c.rows.count ? probes : c.rows.count;
        const uint64_t needed = engram_lists_topk_scratch(n, job.probes, c.rows.count, o.executor != nullptr ? o.executor->task_count : 1);
        ENGRAM_REQUIRE(needed != UINT64_MAX, ENGRAM_ERROR_OVERFLOW, "probes");
        ENGRAM_REFUSE(engram_check_scratch(o.scratch, o.scratch_bytes, needed, "options.scratch"));
        uint64_t kept = 0;
        ENGRAM_REQUIRE(!__builtin_mul_overflow(n, k, &kept) && engram_bytes_fit(kept, sizeof *hits), ENGRAM_ERROR_OVERFLOW, "k");
        ENGRAM_REFUSE(check_data(q));
        ENGRAM_REFUSE(check_data(m));
        ENGRAM_REFUSE(check_data(c));
        const option_pieces of_options = pieces_of(o, m.rows.count);
        const engram_piece outs[] = {array_of(counts, n, "counts"), array_of(hits, kept, "hits"), of_options.piece[option_inputs]};
        const engram_piece parts[] = {{job.lists.offsets, 2 * c.rows.count + 1, 8, "lists.offsets"},
                                      {job.lists.ids, job.lists.id_count, 4, "lists.ids"},
                                      {job.lists.homes, m.rows.count, 4, "lists.homes"}};
        ENGRAM_REFUSE(engram_check_piece(parts[0]));
        ENGRAM_REFUSE(engram_check_piece(parts[1]));
        ENGRAM_REFUSE(engram_check_optional(parts[2]));
        ENGRAM_REFUSE(engram_check_piece(outs[0]));
        ENGRAM_REFUSE(engram_check_piece(outs[1]));
        const matrix *const given[] = {&q, &m, &c};
        for (const engram_piece &out : outs)
            for (const matrix *one : given) ENGRAM_REFUSE(check_apart_from(out, *one));
        ENGRAM_REFUSE(engram_check_all_apart(outs, 3, of_options.piece, option_inputs));
        ENGRAM_REFUSE(engram_check_all_apart(outs, 3, parts, 3));
        if (codes != nullptr) ENGRAM_REFUSE(engram_check_all_apart(outs, 3, pieces_of(coded).piece, 4));
        for (const matrix *one : given) ENGRAM_REFUSE(check_scales(*one, 0, one->rows.count));
        job.topk.ops = engram_similarity_active();
        job.topk.metric = metric;
        job.topk.queries = q.rows;
        job.topk.rows = m.rows;
        job.topk.codes = codes != nullptr ? &coded.codes : nullptr;
        job.topk.k = k;
        job.choice = static_cast<engram_hit *>(o.scratch);
        job.chosen = reinterpret_cast<engram_topk_counts *>(job.choice + n * job.probes);
        job.tasks = reinterpret_cast<char *>(job.chosen + n);
        engram_lists_choose(&job);
        const char *fault = engram_lists_fault(&job);
        ENGRAM_REQUIRE(fault == nullptr, ENGRAM_ERROR_ARGUMENT, fault);
        engram_lists_topk_run(&job, hits, counts);
        return ENGRAM_OK;
    });
}
