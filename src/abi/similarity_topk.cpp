// SPDX-License-Identifier: MIT OR Apache-2.0
// The selecting half of engram/similarity.h.

#include "abi/counted.hpp"
#include "abi/similarity_codes.hpp"

namespace {

// The options with their defaults, and everything that can be wrong with them.
engram_status check_options(const engram_topk_options *options, const engram_matrix &m, struct engram_topk_job *job) {
    engram_topk_options *o = &job->options;
    memset(o, 0, sizeof *o);
    if (options != nullptr) {
        ENGRAM_REFUSE(engram_read_struct(o, sizeof *o, alignof(engram_topk_options), 8, options, "options.size"));
    }
    constexpr uint32_t known = ENGRAM_TOPK_THRESHOLD | ENGRAM_TOPK_RANGE;
    ENGRAM_REQUIRE((o->flags & ~known) == 0, ENGRAM_ERROR_ARGUMENT, "options.flags: ENGRAM_TOPK_ bits");
    const bool has_threshold = (o->flags & ENGRAM_TOPK_THRESHOLD) != 0, has_range = (o->flags & ENGRAM_TOPK_RANGE) != 0;
    ENGRAM_REQUIRE(!has_threshold || o->threshold == o->threshold, ENGRAM_ERROR_ARGUMENT, "options.threshold: not NaN");
    ENGRAM_REQUIRE(has_threshold || o->threshold == 0.0f, ENGRAM_ERROR_ARGUMENT, "options.threshold: counts with ENGRAM_TOPK_THRESHOLD in flags");
    ENGRAM_REQUIRE(has_range || (o->first | o->count) == 0, ENGRAM_ERROR_ARGUMENT, "options.first, options.count: count with ENGRAM_TOPK_RANGE in flags");
    job->first = has_range ? o->first : 0;
    job->count = has_range ? o->count : m.rows.count;
    ENGRAM_REQUIRE(job->first <= m.rows.count && job->count <= m.rows.count - job->first, ENGRAM_ERROR_ARGUMENT,
                   "options.first, options.count: within the rows");
    ENGRAM_REQUIRE(o->id_base <= UINT64_MAX - m.rows.count, ENGRAM_ERROR_ARGUMENT, "options.id_base: with rows.count below 2^64");
    if (o->ids != nullptr || o->id_count != 0) {
        ENGRAM_REQUIRE(!has_range, ENGRAM_ERROR_ARGUMENT, "options.ids: not together with ENGRAM_TOPK_RANGE");
        ENGRAM_REQUIRE(o->id_type == ENGRAM_IDS_U32 || o->id_type == ENGRAM_IDS_U64, ENGRAM_ERROR_ENUM, "options.id_type: an ENGRAM_IDS_ value, 0 is none");
        const uint32_t id_bytes = o->id_type == ENGRAM_IDS_U32 ? 4 : 8;
        ENGRAM_REFUSE(engram_check_piece({o->ids, o->id_count, id_bytes, "options.ids"}));
        ENGRAM_REQUIRE(engram_is_aligned(o->ids, id_bytes), ENGRAM_ERROR_ALIGNMENT, "options.ids");
        ENGRAM_REQUIRE(engram_ids_below(o->id_type, o->ids, o->id_count, m.rows.count), ENGRAM_ERROR_ARGUMENT, "options.ids: each below rows.count");
        job->count = o->id_count;
    }
    ENGRAM_REQUIRE(o->filter == nullptr || o->filter_bits >= m.rows.count, ENGRAM_ERROR_ARGUMENT, "options.filter_bits: rows.count at least");
    ENGRAM_REQUIRE(engram_is_aligned(o->filter, 8), ENGRAM_ERROR_ALIGNMENT, "options.filter");
    ENGRAM_REFUSE(engram_check_optional({o->multiply, m.rows.count, 4, "options.multiply"}));
    ENGRAM_REFUSE(engram_check_optional({o->add, m.rows.count, 4, "options.add"}));
    ENGRAM_REQUIRE(engram_is_aligned(o->scratch, 8), ENGRAM_ERROR_ALIGNMENT, "options.scratch");
    ENGRAM_REQUIRE(engram_bytes_fit(o->scratch_bytes, 1), ENGRAM_ERROR_OVERFLOW, "options.scratch_bytes");
    return engram_check_executor(o->executor);
}

bool overlaps_inputs(const void *out, uint64_t bytes, const engram_matrix &q, const engram_matrix &m,
                     const engram_topk_options &o) {
    const uint64_t per_row = m.rows.count * sizeof(float), words = (m.rows.count + 63) / 64 * 8;
    return engram_overlaps_matrix(out, bytes, &q) || engram_overlaps_matrix(out, bytes, &m) ||
           (o.ids != nullptr && engram_overlap(out, bytes, o.ids, o.id_count * (o.id_type == ENGRAM_IDS_U32 ? 4 : 8))) ||
           (o.filter != nullptr && engram_overlap(out, bytes, o.filter, words)) ||
           (o.multiply != nullptr && engram_overlap(out, bytes, o.multiply, per_row)) ||
           (o.add != nullptr && engram_overlap(out, bytes, o.add, per_row));
}

engram_status topk(engram_metric metric, const engram_rows *queries, const engram_rows *rows, const engram_codes *codes,
                   bool with_codes, uint64_t k, const engram_topk_options *options, engram_hit *hits,
                   engram_topk_counts *counts) {
    const auto work = [&] {
        uint64_t scored = 0, read = 0;
        for (uint64_t i = 0; i < queries->count; ++i) scored += counts[i].scored, read += counts[i].rescored;
        const uint64_t of_codes = with_codes ? scored * engram_code_bytes(codes->kind, rows->dim) : 0;
        return engram_work{scored, of_codes + read * engram_vector_bytes(rows->type, rows->dim)};
    };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        engram_matrix q, m;
        ENGRAM_REFUSE(engram_check_shape(queries, &q));
        ENGRAM_REFUSE(engram_check_shape(rows, &m));
        ENGRAM_REFUSE(engram_check_metric(metric, m.rows.type));
        ENGRAM_REFUSE(engram_check_match(&q, &m));
        engram_codes full = {};
        uint64_t code_bytes = 0;
        if (with_codes) ENGRAM_REFUSE(engram_check_codes(codes, m, &full, &code_bytes));
        struct engram_topk_job job;
        ENGRAM_REFUSE(check_options(options, m, &job));
        const uint64_t n = q.rows.count;
        if (n == 0) return ENGRAM_OK;
        uint64_t kept = 0;
        if (__builtin_mul_overflow(n, k, &kept) || !engram_bytes_fit(kept, sizeof *hits) ||
            !engram_bytes_fit(n, sizeof *counts))
            return engram_refuse(ENGRAM_ERROR_OVERFLOW, "k");
        ENGRAM_REQUIRE(counts != nullptr, ENGRAM_ERROR_NULL, "counts");
        ENGRAM_REQUIRE(hits != nullptr || k == 0, ENGRAM_ERROR_NULL, "hits");
        ENGRAM_REFUSE(engram_check_data(&q));
        ENGRAM_REFUSE(engram_check_data(&m));
        ENGRAM_REQUIRE(engram_is_aligned(hits, 8), ENGRAM_ERROR_ALIGNMENT, "hits");
        ENGRAM_REQUIRE(engram_is_aligned(counts, 8), ENGRAM_ERROR_ALIGNMENT, "counts");
        ENGRAM_REFUSE(engram_check_scales(&q.rows, 0, q.rows.count));
        ENGRAM_REFUSE(job.options.ids != nullptr
                          ? engram_check_scales_of(&m.rows, job.options.id_type, job.options.ids, job.options.id_count)
                          : engram_check_scales(&m.rows, job.first, job.count));
        const engram_topk_options &o = job.options;
        const struct {
            const void *at;
            uint64_t bytes;
            const char *name;
        } outputs[] = {{hits, kept * sizeof *hits, "hits"},
                       {counts, n * sizeof *counts, "counts"},
                       {o.scratch, o.scratch != nullptr ? o.scratch_bytes : 0, "options.scratch"}};
        for (size_t i = 0; i < 3; ++i) {
            if (overlaps_inputs(outputs[i].at, outputs[i].bytes, q, m, o)) return engram_refuse(ENGRAM_ERROR_OVERLAP, outputs[i].name);
            if (with_codes && engram_overlaps_codes(outputs[i].at, outputs[i].bytes, full, code_bytes)) return engram_refuse(ENGRAM_ERROR_OVERLAP, outputs[i].name);
            for (size_t j = 0; j < i; ++j)
                if (engram_overlap(outputs[i].at, outputs[i].bytes, outputs[j].at, outputs[j].bytes))
                    return engram_refuse(ENGRAM_ERROR_OVERLAP, outputs[i].name);
        }
        job.ops = engram_similarity_active();
        job.metric = metric;
        job.queries = q.rows;
        job.rows = m.rows;
        job.codes = with_codes ? &full : nullptr;
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
