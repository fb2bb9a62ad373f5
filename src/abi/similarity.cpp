// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/similarity.h"

#include "abi/similarity_check.h"
#include "base/fma.h"
#include "abi/counted.hpp"

namespace {

engram_scan_fn *scan_of(const struct engram_similarity_ops *ops, engram_metric metric, engram_type type) {
    return ops->scan[ENGRAM_TYPE_INDEX(type)][ENGRAM_METRIC_INDEX(metric)];
}

// One query, with scale 1, against the rows of a checked matrix.
struct engram_scan scan_with(const void *query, const engram_matrix &m) {
    const engram_rows queries = {sizeof(engram_rows), m.rows.type, query, 1, m.rows.stride, m.rows.dim, nullptr};
    return engram_scan_of(&queries, 0, &m.rows);
}

uint64_t row_bytes(const engram_rows &rows) { return engram_vector_bytes(rows.type, rows.dim); }

// Query and scores of the two calls that take one query; count > 0.
engram_status check_one(const engram_matrix &m, const void *query, uint64_t count, const float *scores) {
    // Rows of no elements take no memory, so their count says nothing about the size of the output.
    ENGRAM_REFUSE(engram_check_piece({scores, count, 4, "scores"}));
    ENGRAM_REQUIRE(m.rows.dim == 0 || query != nullptr, ENGRAM_ERROR_NULL, "query");
    ENGRAM_REQUIRE(engram_is_aligned(query, engram_alignment_of(m.rows.type)), ENGRAM_ERROR_ALIGNMENT, "query");
    ENGRAM_REFUSE(engram_check_data(&m));
    ENGRAM_REQUIRE(!engram_overlap(scores, count * sizeof(float), query, row_bytes(m.rows)) &&
                       !engram_overlaps_matrix(scores, count * sizeof(float), &m),
                   ENGRAM_ERROR_OVERLAP, "scores");
    return ENGRAM_OK;
}

float pair_f32(engram_metric metric, const float *a, const float *b, size_t dim) {
    if (dim != 0 && (a == nullptr || b == nullptr)) return engram_f32_bits(ENGRAM_NAN_BITS);
    const struct engram_scan s = {a, b, dim, dim, 1.0f, nullptr, ENGRAM_COSINE_SCALED, 1};
    float score;
    scan_of(engram_similarity_active(), metric, ENGRAM_TYPE_F32)(&s, nullptr, 0, 1, &score);
    return score;
}

} // namespace

engram_status engram_similarity_pair(engram_metric metric, engram_type type, const void *a, const void *b, uint64_t dim,
                                     float *score) {
    const auto work = [&] { return engram_work{1, 2 * engram_vector_bytes(type, dim)}; };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        // Checked one by one, without a matrix: a pair takes little longer than a matrix takes to check.
        ENGRAM_REFUSE(engram_check_metric(metric, type));
        const uint64_t alignment = engram_alignment_of(type);
        const uint64_t elements = type == ENGRAM_TYPE_BITS ? engram_vector_bytes(type, dim) : dim;
        ENGRAM_REQUIRE(engram_bytes_fit(elements, alignment), ENGRAM_ERROR_OVERFLOW, "dim");
        ENGRAM_REQUIRE(dim == 0 || a != nullptr, ENGRAM_ERROR_NULL, "a");
        ENGRAM_REQUIRE(dim == 0 || b != nullptr, ENGRAM_ERROR_NULL, "b");
        ENGRAM_REFUSE(engram_check_piece({score, 1, 4, "score"}));
        ENGRAM_REQUIRE(engram_is_aligned(a, alignment), ENGRAM_ERROR_ALIGNMENT, "a");
        ENGRAM_REQUIRE(engram_is_aligned(b, alignment), ENGRAM_ERROR_ALIGNMENT, "b");
        const uint64_t bytes = elements * alignment;
        ENGRAM_REQUIRE(!engram_overlap(score, sizeof *score, a, bytes) && !engram_overlap(score, sizeof *score, b, bytes),
                       ENGRAM_ERROR_OVERLAP, "score");
        const struct engram_scan s = {a, b, dim, elements, 1.0f, nullptr, ENGRAM_COSINE_SCALED, 1};
        scan_of(engram_similarity_active(), metric, type)(&s, nullptr, 0, 1, score);
        return ENGRAM_OK;
    });
}

float engram_cosine_f32(const float *a, const float *b, size_t dim) {
    return pair_f32(ENGRAM_METRIC_COSINE, a, b, dim);
}

float engram_dot_f32(const float *a, const float *b, size_t dim) { return pair_f32(ENGRAM_METRIC_DOT, a, b, dim); }

float engram_l2_squared_f32(const float *a, const float *b, size_t dim) {
    return pair_f32(ENGRAM_METRIC_L2_SQUARED, a, b, dim);
}

engram_status engram_similarity_many(engram_metric metric, const void *query, const engram_rows *rows, uint64_t first,
                                     uint64_t count, float *scores) {
    const auto work = [&] { return engram_work{count, count * row_bytes(*rows)}; };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        engram_matrix m;
        ENGRAM_REFUSE(engram_check_shape(rows, &m));
        ENGRAM_REFUSE(engram_check_metric(metric, m.rows.type));
        ENGRAM_REQUIRE(first <= m.rows.count, ENGRAM_ERROR_ARGUMENT, "first: a row, or the number of rows");
        ENGRAM_REQUIRE(count <= m.rows.count - first, ENGRAM_ERROR_ARGUMENT, "count: at most the rows from first on");
        if (count == 0) return ENGRAM_OK;
        ENGRAM_REFUSE(check_one(m, query, count, scores));
        ENGRAM_REFUSE(engram_check_scales(&m.rows, first, count));
        struct engram_scan s = scan_with(query, m);
        scan_of(engram_similarity_active(), metric, m.rows.type)(&s, nullptr, first, count, scores);
        return ENGRAM_OK;
    });
}

engram_status engram_similarity_gather(engram_metric metric, const void *query, const engram_rows *rows,
                                       engram_id_type id_type, const void *ids, uint64_t count, float *scores) {
    const auto work = [&] { return engram_work{count, count * row_bytes(*rows)}; };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        engram_matrix m;
        ENGRAM_REFUSE(engram_check_shape(rows, &m));
        ENGRAM_REFUSE(engram_check_metric(metric, m.rows.type));
        ENGRAM_REQUIRE(id_type == ENGRAM_IDS_U32 || id_type == ENGRAM_IDS_U64, ENGRAM_ERROR_ENUM, "id_type: an ENGRAM_IDS_ value, 0 is none");
        if (count == 0) return ENGRAM_OK;
        const struct engram_piece list = {ids, count, id_type == ENGRAM_IDS_U32 ? 4u : 8u, "ids"};
        ENGRAM_REFUSE(engram_check_piece(list));
        ENGRAM_REFUSE(check_one(m, query, count, scores));
        ENGRAM_REFUSE(engram_check_apart({scores, count, 4, "scores"}, list));
        ENGRAM_REQUIRE(engram_ids_below(id_type, ids, count, m.rows.count), ENGRAM_ERROR_ARGUMENT, "ids: each below rows.count");
        ENGRAM_REFUSE(engram_check_scales_of(&m.rows, id_type, ids, count));
        const struct engram_scan s = scan_with(query, m);
        engram_gather_run(scan_of(engram_similarity_active(), metric, m.rows.type), &s, id_type, ids, count, scores);
        return ENGRAM_OK;
    });
}

engram_status engram_similarity_block(engram_metric metric, const engram_rows *queries, const engram_rows *rows,
                                      uint64_t score_stride, const engram_executor *executor, float *scores) {
    const auto work = [&] { return engram_work{queries->count * rows->count, rows->count * row_bytes(*rows)}; };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        engram_matrix q, m;
        ENGRAM_REFUSE(engram_check_shape(queries, &q));
        ENGRAM_REFUSE(engram_check_shape(rows, &m));
        ENGRAM_REFUSE(engram_check_metric(metric, m.rows.type));
        ENGRAM_REFUSE(engram_check_match(&q, &m));
        ENGRAM_REFUSE(engram_check_executor(executor));
        const uint64_t stride = score_stride != 0 ? score_stride : m.rows.count;
        ENGRAM_REQUIRE(stride >= m.rows.count, ENGRAM_ERROR_STRIDE, "score_stride");
        if (q.rows.count == 0 || m.rows.count == 0) return ENGRAM_OK;
        uint64_t bytes;
        ENGRAM_REQUIRE(engram_rows_fit(q.rows.count, stride, m.rows.count, sizeof(float), &bytes), ENGRAM_ERROR_OVERFLOW, "scores");
        ENGRAM_REFUSE(engram_check_piece({scores, 1, 4, "scores"}));
        ENGRAM_REFUSE(engram_check_data(&q));
        ENGRAM_REFUSE(engram_check_data(&m));
        ENGRAM_REQUIRE(!engram_overlaps_matrix(scores, bytes, &q) && !engram_overlaps_matrix(scores, bytes, &m), ENGRAM_ERROR_OVERLAP, "scores");
        ENGRAM_REFUSE(engram_check_scales(&q.rows, 0, q.rows.count));
        ENGRAM_REFUSE(engram_check_scales(&m.rows, 0, m.rows.count));
        const struct engram_block_job job = {engram_similarity_active(), metric, q.rows, m.rows, stride, executor, scores};
        engram_block_run(&job);
        return ENGRAM_OK;
    });
}

engram_status engram_rows_convert(const engram_rows *rows, engram_type type, void *out, uint64_t out_stride,
                                  float *scales) {
    const auto work = [&] { return engram_work{rows->count, rows->count * row_bytes(*rows)}; };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        engram_matrix m;
        ENGRAM_REFUSE(engram_check_shape(rows, &m));
        engram_matrix target;
        const engram_rows shape = {sizeof shape, type, out, m.rows.count, out_stride, m.rows.dim, nullptr};
        ENGRAM_REFUSE(engram_check_shape(&shape, &target));
        engram_convert_run_fn *convert = engram_convert_between(m.rows.type, type);
        ENGRAM_REQUIRE(convert != nullptr, ENGRAM_ERROR_METRIC, "type");
        if (m.rows.count == 0) return ENGRAM_OK;
        ENGRAM_REFUSE(engram_check_data(&m));
        ENGRAM_REFUSE(engram_check_data(&target));
        ENGRAM_REQUIRE(!engram_overlaps_matrix(out, target.bytes, &m), ENGRAM_ERROR_OVERLAP, "out");
        ENGRAM_REFUSE(engram_check_scales(&m.rows, 0, m.rows.count));
        if (type == ENGRAM_TYPE_I8) {
            ENGRAM_REFUSE(engram_check_piece({scales, m.rows.count, 4, "scales"}));
            const uint64_t bytes = m.rows.count * sizeof(float);
            ENGRAM_REQUIRE(!engram_overlaps_matrix(scales, bytes, &m) && !engram_overlap(scales, bytes, out, target.bytes),
                           ENGRAM_ERROR_OVERLAP, "scales");
        }
        convert(engram_similarity_active(), &m.rows, out, target.rows.stride, scales);
        return ENGRAM_OK;
    });
}
