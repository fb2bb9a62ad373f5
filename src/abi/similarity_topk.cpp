// SPDX-License-Identifier: MIT OR Apache-2.0
// The selecting half of engram/similarity.h.

#include "abi/similarity_check.h"
#include "kernels/similarity/selection.h"
#include "abi/counted.hpp"

namespace {

bool is_finite(double x) { return x - x == 0.0; }

// The options with their defaults, and everything that can be wrong with them.
engram_status check_options(const engram_topk_options *options, const engram_matrix &m, struct engram_topk_job *job) {
    engram_topk_options *o = &job->options;
    memset(o, 0, sizeof *o);
    if (options != nullptr) {
        if (!engram_size_is_known(options->size, 8, sizeof *o, alignof(engram_topk_options))) return ENGRAM_ERROR_STRUCT;
        memcpy(o, options, options->size);
    }
    constexpr uint32_t known = ENGRAM_TOPK_THRESHOLD | ENGRAM_TOPK_RANGE;
    if ((o->flags & ~known) != 0) return ENGRAM_ERROR_ARGUMENT;
    if ((o->flags & ENGRAM_TOPK_THRESHOLD) != 0 && o->threshold != o->threshold) return ENGRAM_ERROR_ARGUMENT;
    const bool has_range = (o->flags & ENGRAM_TOPK_RANGE) != 0;
    job->first = has_range ? o->first : 0;
    job->count = has_range ? o->count : m.rows.count;
    if (job->first > m.rows.count || job->count > m.rows.count - job->first) return ENGRAM_ERROR_ARGUMENT;
    if (o->id_base > UINT64_MAX - m.rows.count) return ENGRAM_ERROR_ARGUMENT;
    if (o->ids != nullptr || o->id_count != 0) {
        if (has_range) return ENGRAM_ERROR_ARGUMENT;
        if (o->id_type != ENGRAM_IDS_U32 && o->id_type != ENGRAM_IDS_U64) return ENGRAM_ERROR_ENUM;
        const uint64_t id_bytes = o->id_type == ENGRAM_IDS_U32 ? 4 : 8;
        if (!engram_bytes_fit(o->id_count, id_bytes)) return ENGRAM_ERROR_OVERFLOW;
        if (o->ids == nullptr) return ENGRAM_ERROR_NULL;
        if (!engram_is_aligned(o->ids, id_bytes)) return ENGRAM_ERROR_ALIGNMENT;
        if (!engram_ids_below(o->id_type, o->ids, o->id_count, m.rows.count)) return ENGRAM_ERROR_ARGUMENT;
        job->count = o->id_count;
    }
    if (o->filter != nullptr && o->filter_bits < m.rows.count) return ENGRAM_ERROR_ARGUMENT;
    if (!engram_is_aligned(o->filter, 8) || !engram_is_aligned(o->multiply, 4) || !engram_is_aligned(o->add, 4) ||
        !engram_is_aligned(o->workspace, 8))
        return ENGRAM_ERROR_ALIGNMENT;
    if ((o->multiply != nullptr || o->add != nullptr) && !engram_bytes_fit(m.rows.count, sizeof(float)))
        return ENGRAM_ERROR_OVERFLOW;
    if (o->workspace_bytes > static_cast<uint64_t>(PTRDIFF_MAX)) return ENGRAM_ERROR_OVERFLOW;
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

// Bytes of a row of codes.
uint64_t code_bytes_of(engram_code_kind kind, uint64_t dim) {
    return engram_vector_bytes(kind == ENGRAM_CODES_SIGNS ? ENGRAM_TYPE_BITS : ENGRAM_TYPE_I8, dim);
}

engram_status check_codes(const engram_codes *codes, const engram_matrix &m, engram_metric metric, engram_codes *out,
                          uint64_t *bytes) {
    if (codes == nullptr) return ENGRAM_ERROR_NULL;
    if (codes->size != sizeof *codes) return ENGRAM_ERROR_STRUCT;
    if (codes->kind != ENGRAM_CODES_I8 && codes->kind != ENGRAM_CODES_SIGNS) return ENGRAM_ERROR_ENUM;
    if (m.rows.type != ENGRAM_TYPE_F32) return ENGRAM_ERROR_METRIC;
    ENGRAM_REFUSE(engram_check_metric(metric, m.rows.type));
    *out = *codes;
    if (out->count != m.rows.count || out->dim != m.rows.dim) return ENGRAM_ERROR_ARGUMENT;
    const uint64_t row = code_bytes_of(out->kind, out->dim);
    if (out->stride == 0) out->stride = row;
    if (out->stride < row) return ENGRAM_ERROR_STRIDE;
    *bytes = 0;
    if (out->count == 0) return ENGRAM_OK;
    if (!engram_rows_fit(out->count, out->stride, row, 1, bytes) || !engram_bytes_fit(out->count, sizeof(float)))
        return ENGRAM_ERROR_OVERFLOW;
    if ((out->data == nullptr && out->dim != 0) || out->scales == nullptr || out->errors == nullptr ||
        out->norms == nullptr)
        return ENGRAM_ERROR_NULL;
    if (!engram_is_aligned(out->scales, 4) || !engram_is_aligned(out->errors, 4) || !engram_is_aligned(out->norms, 4))
        return ENGRAM_ERROR_ALIGNMENT;
    return ENGRAM_OK;
}

bool overlaps_codes(const void *out, uint64_t bytes, const engram_codes &c, uint64_t code_bytes) {
    const uint64_t per_row = c.count * sizeof(float);
    return engram_overlap(out, bytes, c.data, code_bytes) || engram_overlap(out, bytes, c.scales, per_row) ||
           engram_overlap(out, bytes, c.errors, per_row) || engram_overlap(out, bytes, c.norms, per_row);
}

engram_status topk(engram_metric metric, const engram_rows *queries, const engram_rows *rows, const engram_codes *codes,
                   bool with_codes, uint64_t k, const engram_topk_options *options, engram_hit *hits,
                   engram_topk_counts *counts) {
    const auto work = [&] {
        uint64_t scored = 0, read = 0;
        for (uint64_t i = 0; i < queries->count; ++i) scored += counts[i].scored, read += counts[i].rescored;
        const uint64_t of_codes = with_codes ? scored * code_bytes_of(codes->kind, rows->dim) : 0;
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
        if (with_codes) ENGRAM_REFUSE(check_codes(codes, m, metric, &full, &code_bytes));
        struct engram_topk_job job;
        ENGRAM_REFUSE(check_options(options, m, &job));
        const uint64_t n = q.rows.count;
        if (n == 0) return ENGRAM_OK;
        uint64_t kept = 0;
        if (__builtin_mul_overflow(n, k, &kept) || !engram_bytes_fit(kept, sizeof *hits) ||
            !engram_bytes_fit(n, sizeof *counts))
            return ENGRAM_ERROR_OVERFLOW;
        if (counts == nullptr || (hits == nullptr && k != 0)) return ENGRAM_ERROR_NULL;
        ENGRAM_REFUSE(engram_check_data(&q));
        ENGRAM_REFUSE(engram_check_data(&m));
        if (!engram_is_aligned(hits, 8) || !engram_is_aligned(counts, 8)) return ENGRAM_ERROR_ALIGNMENT;
        const engram_topk_options &o = job.options;
        const struct {
            const void *at;
            uint64_t bytes;
        } outputs[] = {{hits, kept * sizeof *hits},
                       {counts, n * sizeof *counts},
                       {o.workspace, o.workspace != nullptr ? o.workspace_bytes : 0}};
        for (size_t i = 0; i < 3; ++i) {
            if (overlaps_inputs(outputs[i].at, outputs[i].bytes, q, m, o)) return ENGRAM_ERROR_OVERLAP;
            if (with_codes && overlaps_codes(outputs[i].at, outputs[i].bytes, full, code_bytes)) return ENGRAM_ERROR_OVERLAP;
            for (size_t j = 0; j < i; ++j)
                if (engram_overlap(outputs[i].at, outputs[i].bytes, outputs[j].at, outputs[j].bytes))
                    return ENGRAM_ERROR_OVERLAP;
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

uint64_t engram_topk_workspace(uint64_t query_count, uint64_t k, uint32_t task_count) {
    return engram_topk_scratch(query_count, k, task_count);
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

namespace {

engram_status build(engram_code_kind kind, const engram_rows *rows, uint64_t first, uint64_t count, int8_t *data,
                    uint64_t stride, float *scales, float *errors, float *norms) {
    const auto work = [&] { return engram_work{count, count * rows->dim * sizeof(float)}; };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        engram_matrix m;
        ENGRAM_REFUSE(engram_check_shape(rows, &m));
        if (m.rows.type != ENGRAM_TYPE_F32) return ENGRAM_ERROR_METRIC;
        if (first > m.rows.count || count > m.rows.count - first) return ENGRAM_ERROR_ARGUMENT;
        const uint64_t row = code_bytes_of(kind, m.rows.dim);
        if (stride == 0) stride = row;
        if (stride < row) return ENGRAM_ERROR_STRIDE;
        if (count == 0) return ENGRAM_OK;
        uint64_t code_bytes;
        if (!engram_rows_fit(count, stride, row, 1, &code_bytes) || !engram_bytes_fit(count, sizeof(float)))
            return ENGRAM_ERROR_OVERFLOW;
        if ((data == nullptr && m.rows.dim != 0) || scales == nullptr || errors == nullptr || norms == nullptr)
            return ENGRAM_ERROR_NULL;
        ENGRAM_REFUSE(engram_check_data(&m));
        if (!engram_is_aligned(scales, 4) || !engram_is_aligned(errors, 4) || !engram_is_aligned(norms, 4))
            return ENGRAM_ERROR_ALIGNMENT;
        const struct {
            const void *at;
            uint64_t bytes;
        } outputs[] = {{data, code_bytes}, {scales, count * 4}, {errors, count * 4}, {norms, count * 4}};
        for (size_t i = 0; i < 4; ++i) {
            if (engram_overlaps_matrix(outputs[i].at, outputs[i].bytes, &m)) return ENGRAM_ERROR_OVERLAP;
            for (size_t j = 0; j < i; ++j)
                if (engram_overlap(outputs[i].at, outputs[i].bytes, outputs[j].at, outputs[j].bytes))
                    return ENGRAM_ERROR_OVERLAP;
        }
        const struct engram_similarity_ops *ops = engram_similarity_active();
        const auto *source = static_cast<const float *>(m.rows.data);
        for (uint64_t i = 0; i < count; ++i)
            (kind == ENGRAM_CODES_SIGNS ? engram_sign_codes_row : engram_codes_row)(
                ops, source + (first + i) * m.rows.stride, m.rows.dim, data + i * stride, scales + i, errors + i, norms + i);
        return ENGRAM_OK;
    });
}

} // namespace

engram_status engram_codes_build(const engram_rows *rows, uint64_t first, uint64_t count, int8_t *data, uint64_t stride,
                                 float *scales, float *errors, float *norms) {
    return build(ENGRAM_CODES_I8, rows, first, count, data, stride, scales, errors, norms);
}

engram_status engram_codes_build_signs(const engram_rows *rows, uint64_t first, uint64_t count, int8_t *data,
                                       uint64_t stride, float *scales, float *errors, float *norms) {
    return build(ENGRAM_CODES_SIGNS, rows, first, count, data, stride, scales, errors, norms);
}

engram_status engram_topk_merge(engram_metric metric, const engram_hit *const *lists, const uint64_t *counts,
                                uint64_t list_count, uint64_t k, engram_hit *hits, uint64_t *found) {
    if (ENGRAM_METRIC_INDEX(metric) >= ENGRAM_METRIC_COUNT) return ENGRAM_ERROR_ENUM;
    if (!engram_bytes_fit(list_count, sizeof *lists) || !engram_bytes_fit(k, sizeof *hits)) return ENGRAM_ERROR_OVERFLOW;
    if (found == nullptr || (hits == nullptr && k != 0) ||
        (list_count != 0 && (lists == nullptr || counts == nullptr)))
        return ENGRAM_ERROR_NULL;
    for (uint64_t l = 0; l < list_count; ++l) {
        if (!engram_bytes_fit(counts[l], sizeof *hits)) return ENGRAM_ERROR_OVERFLOW;
        if (counts[l] != 0 && lists[l] == nullptr) return ENGRAM_ERROR_NULL;
        if (engram_overlap(hits, k * sizeof *hits, lists[l], counts[l] * sizeof *hits) ||
            engram_overlap(found, sizeof *found, lists[l], counts[l] * sizeof *hits))
            return ENGRAM_ERROR_OVERLAP;
    }
    if (engram_overlap(hits, k * sizeof *hits, static_cast<const void *>(lists), list_count * sizeof *lists) ||
        engram_overlap(hits, k * sizeof *hits, counts, list_count * sizeof *counts) ||
        engram_overlap(hits, k * sizeof *hits, found, sizeof *found))
        return ENGRAM_ERROR_OVERLAP;
    struct engram_selection s = {hits, k, 0, engram_metric_is_distance(metric)};
    for (uint64_t l = 0; l < list_count; ++l)
        for (uint64_t i = 0; i < counts[l]; ++i)
            if (lists[l][i].score == lists[l][i].score) engram_selection_offer(&s, lists[l][i].id, lists[l][i].score);
    engram_selection_sort(&s);
    *found = s.found;
    return ENGRAM_OK;
}

uint64_t engram_fusion_workspace(uint64_t total) {
    uint64_t bytes;
    return __builtin_mul_overflow(total, sizeof(struct engram_fusion_item), &bytes) ? UINT64_MAX : bytes;
}

engram_status engram_rank_fusion(const engram_ranking *rankings, uint64_t ranking_count,
                                 const engram_fusion_options *options, uint64_t k, engram_hit *hits, uint64_t *found,
                                 void *workspace, uint64_t workspace_bytes) {
    engram_fusion_options o = {sizeof o, ENGRAM_FUSION_RECIPROCAL, 60.0, 0.0, 0.0};
    if (options != nullptr) {
        if (!engram_size_is_known(options->size, 8, sizeof o, alignof(engram_fusion_options))) return ENGRAM_ERROR_STRUCT;
        memcpy(&o, options, options->size);
    }
    if (o.method < ENGRAM_FUSION_RECIPROCAL || o.method > ENGRAM_FUSION_MIN_MAX) return ENGRAM_ERROR_ENUM;
    if (!is_finite(o.constant) || o.constant < 0.0 || !is_finite(o.first_bonus) || !is_finite(o.podium_bonus))
        return ENGRAM_ERROR_ARGUMENT;
    if (!engram_bytes_fit(ranking_count, sizeof *rankings) || !engram_bytes_fit(k, sizeof *hits))
        return ENGRAM_ERROR_OVERFLOW;
    if (found == nullptr || (hits == nullptr && k != 0) || (ranking_count != 0 && rankings == nullptr))
        return ENGRAM_ERROR_NULL;
    if (workspace_bytes > static_cast<uint64_t>(PTRDIFF_MAX)) return ENGRAM_ERROR_OVERFLOW;
    const uint64_t out_bytes = k * sizeof *hits;
    uint64_t total = 0;
    for (uint64_t l = 0; l < ranking_count; ++l) {
        const engram_ranking &r = rankings[l];
        if (!engram_bytes_fit(r.count, sizeof *hits) || __builtin_add_overflow(total, r.count, &total))
            return ENGRAM_ERROR_OVERFLOW;
        if (r.count != 0 && r.hits == nullptr) return ENGRAM_ERROR_NULL;
        if (!is_finite(static_cast<double>(r.weight))) return ENGRAM_ERROR_ARGUMENT;
        if (engram_overlap(hits, out_bytes, r.hits, r.count * sizeof *hits) ||
            engram_overlap(found, sizeof *found, r.hits, r.count * sizeof *hits) ||
            (workspace != nullptr && engram_overlap(workspace, workspace_bytes, r.hits, r.count * sizeof *hits)))
            return ENGRAM_ERROR_OVERLAP;
    }
    if (engram_overlap(hits, out_bytes, found, sizeof *found) ||
        engram_overlap(hits, out_bytes, rankings, ranking_count * sizeof *rankings) ||
        (workspace != nullptr && (engram_overlap(workspace, workspace_bytes, hits, out_bytes) ||
                                  engram_overlap(workspace, workspace_bytes, found, sizeof *found) ||
                                  engram_overlap(workspace, workspace_bytes, rankings, ranking_count * sizeof *rankings))))
        return ENGRAM_ERROR_OVERLAP;
    if (total != 0) {
        if (workspace == nullptr) return ENGRAM_ERROR_NULL;
        if (!engram_is_aligned(workspace, 8)) return ENGRAM_ERROR_ALIGNMENT;
        if (workspace_bytes < engram_fusion_workspace(total)) return ENGRAM_ERROR_MEMORY;
    }
    *found = engram_fusion_run(rankings, ranking_count, &o, k, hits, static_cast<struct engram_fusion_item *>(workspace));
    return ENGRAM_OK;
}
