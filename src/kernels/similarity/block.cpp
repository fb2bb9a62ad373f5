// SPDX-License-Identifier: MIT OR Apache-2.0
// Many queries against many rows, by panels; and the small shapes around a scan.

#include "kernels/similarity/candidates.h"
#include "kernels/similarity/panel.h"
#include "kernels/similarity/score.h"
#include "kernels/similarity/topk.h"
#include "kernels/similarity/traits.hpp"

namespace {

const char *row_at(const engram_rows *rows, uint64_t i) {
    return static_cast<const char *>(rows->data) + i * engram_unit_bytes(rows->type, rows->stride);
}

struct block_context {
    const struct engram_block_job *job;
    uint32_t tasks;
};

void block_rows(const struct engram_block_job *job, uint64_t begin, uint64_t end) {
    const size_t limit = engram_panel_rows(job->rows.type, job->rows.dim);
    for (uint64_t m = 0; m < job->queries.count; m += ENGRAM_PANEL_QUERIES) {
        const uint64_t left = job->queries.count - m;
        struct engram_panel_queries queries;
        engram_panel_queries_set(&queries, job->ops, job->metric, &job->queries, m,
                                 left < ENGRAM_PANEL_QUERIES ? left : ENGRAM_PANEL_QUERIES);
        for (uint64_t n = begin; n < end; n += limit)
            engram_panel_scores(&queries, &job->rows, nullptr, n, end - n < limit ? end - n : limit,
                                job->scores + m * job->score_stride + n, job->score_stride);
    }
}

void block_task(void *context, uint32_t i) {
    const auto *c = static_cast<const block_context *>(context);
    if (i >= c->tasks) return;
    const uint64_t n = c->job->rows.count;
    block_rows(c->job, engram_share(n, i, c->tasks), engram_share(n, i + 1, c->tasks));
}

} // namespace

struct engram_scan engram_scan_of(const engram_rows *queries, uint64_t query, const engram_rows *rows) {
    const int is_cached = engram_unit_bytes(rows->type, rows->stride) * rows->count <= ENGRAM_CACHED_BYTES;
    return {row_at(queries, query), rows->data, rows->dim, rows->stride,
            queries->scales != nullptr ? queries->scales[query] : 1.0f, rows->scales, ENGRAM_COSINE_SCALED, is_cached};
}

void engram_panel_queries_set(struct engram_panel_queries *q, const struct engram_similarity_ops *ops,
                              engram_metric metric, const engram_rows *queries, uint64_t first, uint64_t count) {
    q->ops = ops;
    q->metric = metric;
    q->queries = queries;
    q->first = first;
    q->count = count;
    for (uint64_t m = 0; m < count; ++m) q->vectors[m] = row_at(queries, first + m);
    if (engram_traits_of_metric(metric)->has_norms && engram_type_is_float(queries->type))
        ops->inverse_norms[ENGRAM_TYPE_INDEX(queries->type)](q->vectors, count, queries->dim, q->inverse);
}

// A panel of 128 KiB and 64 queries of the same size share a second-level cache of 512 KiB or more.
size_t engram_panel_rows(engram_type type, uint64_t dim) {
    const uint64_t bytes = engram_row_bytes(type, dim);
    const uint64_t rows = (128u << 10) / (bytes != 0 ? bytes : 1) / 6 * 6;
    return rows < 6 ? 6 : rows > ENGRAM_PANEL_ROWS ? ENGRAM_PANEL_ROWS : static_cast<size_t>(rows);
}

void engram_panel_scores(const struct engram_panel_queries *q, const engram_rows *rows, const uint64_t *ids,
                         uint64_t first, size_t count, float *scores, size_t stride) {
    const size_t type = ENGRAM_TYPE_INDEX(rows->type);
    if (!engram_type_is_float(rows->type)) {
        engram_scan_fn *scan = q->ops->scan[type][ENGRAM_METRIC_INDEX(q->metric)];
        for (uint64_t m = 0; m < q->count; ++m) {
            const struct engram_scan s = engram_scan_of(q->queries, q->first + m, rows);
            scan(&s, ids, first, count, scores + m * stride);
        }
        return;
    }
    const void *vectors[ENGRAM_PANEL_ROWS];
    for (size_t n = 0; n < count; ++n) vectors[n] = row_at(rows, ids != nullptr ? ids[n] : first + n);
    const struct engram_metric_traits *traits = engram_traits_of_metric(q->metric);
    double inverse[ENGRAM_PANEL_ROWS];
    // The norms first: this pass over the rows also brings them into cache.
    if (traits->has_norms) q->ops->inverse_norms[type](vectors, count, rows->dim, inverse);
    struct engram_tile tile = {q->vectors, q->count, vectors, count, rows->dim, scores, stride, nullptr, 0};
    if (ids == nullptr && first + count < rows->count) {
        const uint64_t left = rows->count - first - count, next = left < count ? left : count;
        tile.next = row_at(rows, first + count);
        tile.next_bytes = (next - 1) * engram_unit_bytes(rows->type, rows->stride) + engram_row_bytes(rows->type, rows->dim);
    }
    (traits->squares ? q->ops->l2_tile : q->ops->dot_tile)[type](&tile);
    for (uint64_t m = 0; m < q->count; ++m) {
        float *of_query = scores + m * stride;
        if (traits->has_norms) q->ops->cosines(q->inverse[m], inverse, count, of_query);
        int32_t any_nan = 0;
        for (size_t n = 0; n < count; ++n) any_nan |= of_query[n] != of_query[n];
        if (ENGRAM_LIKELY(any_nan == 0)) continue;
        for (size_t n = 0; n < count; ++n) {
            if (of_query[n] == of_query[n]) continue;
            of_query[n] = traits->has_norms ? engram_cosine_unusual(rows->type, q->vectors[m], vectors[n], rows->dim,
                                                                    ENGRAM_COSINE_SCALED)
                                            : engram_f32_bits(ENGRAM_NAN_BITS);
        }
    }
}

void engram_block_run(const struct engram_block_job *job) {
    const engram_executor *executor = job->executor;
    if (executor == nullptr || executor->task_count <= 1) {
        block_rows(job, 0, job->rows.count);
        return;
    }
    block_context c = {job, executor->task_count};
    executor->run(executor->context, executor->task_count, block_task, &c);
}

int engram_ids_below(engram_id_type id_type, const void *ids, uint64_t count, uint64_t limit) {
    for (uint64_t i = 0; i < count; ++i)
        if (engram_list_id(id_type, ids, i) >= limit) return 0;
    return 1;
}

void engram_gather_run(engram_scan_fn *scan, const struct engram_scan *s, engram_id_type id_type, const void *ids,
                       uint64_t count, float *scores) {
    if (id_type == ENGRAM_IDS_U64) {
        scan(s, static_cast<const uint64_t *>(ids), 0, count, scores);
        return;
    }
    uint64_t wide[ENGRAM_CHUNK_ROWS];
    for (uint64_t i = 0; i < count; i += ENGRAM_CHUNK_ROWS) {
        const size_t n = count - i < ENGRAM_CHUNK_ROWS ? count - i : ENGRAM_CHUNK_ROWS;
        for (size_t j = 0; j < n; ++j) wide[j] = static_cast<const uint32_t *>(ids)[i + j];
        scan(s, wide, 0, n, scores + i);
    }
}
