// SPDX-License-Identifier: MIT OR Apache-2.0
// The scoring half of engram/similarity.h, and the conversions.

#include "engram/similarity.h"

#include "abi/counted.hpp"
#include "abi/similarity_check.hpp"
#include "base/fma.h"
#include "kernels/similarity/topk.h"

namespace {

engram_scan_fn *scan_of(const struct engram_similarity_ops *ops, engram_metric metric, engram_type type) {
    return ops->scan[ENGRAM_TYPE_INDEX(type)][ENGRAM_METRIC_INDEX(metric)];
}

// One query, with scale 1, against the rows of a checked matrix.
struct engram_scan scan_with(const void *query, const matrix &m) {
    const engram_rows queries = {sizeof(engram_rows), m.rows.type, query, 1, m.rows.stride, m.rows.dim, nullptr};
    return engram_scan_of(&queries, 0, &m.rows);
}

// So many rows scored.
engram_work work_of(uint64_t scores, uint64_t rows, const matrix &m) {
    return {scores, rows * engram_row_bytes(m.rows.type, m.rows.dim)};
}

// Query and scores of the two calls that take one query; count > 0.
engram_status check_one(const matrix &m, const void *query, uint64_t count, const float *scores) {
    // Rows of no elements take no memory, so their count says nothing about the size of the output.
    const engram_piece out = {scores, count, sizeof *scores, "scores"};
    const uint32_t width = engram_traits_of_type(m.rows.type)->width;
    const engram_piece in = {query, engram_row_units(m.rows.type, m.rows.dim), width, "query"};
    ENGRAM_REFUSE(engram_check_piece(out));
    ENGRAM_REFUSE(engram_check_piece(in));
    ENGRAM_REFUSE(check_data(m));
    ENGRAM_REFUSE(engram_check_apart(out, in));
    return check_apart_from(out, m);
}

// No status to refuse with: NaN.
float pair_f32(engram_metric metric, const float *a, const float *b, size_t dim) {
    const uintptr_t low_bits = reinterpret_cast<uintptr_t>(a) | reinterpret_cast<uintptr_t>(b);
    if (ENGRAM_UNLIKELY(dim != 0 && (a == nullptr || b == nullptr || low_bits % alignof(float) != 0)))
        return engram_f32_bits(ENGRAM_NAN_BITS);
    engram_met(engram_similarity_family);
    const struct engram_scan s = {a, b, dim, dim, 1.0f, nullptr, ENGRAM_COSINE_SCALED, 1};
    float score;
    scan_of(engram_similarity_active(), metric, ENGRAM_TYPE_F32)(&s, nullptr, 0, 1, &score);
    return score;
}

} // namespace

engram_status engram_similarity_pair(engram_metric metric, engram_type type, const void *a, const void *b, uint64_t dim,
                                     float *score) {
    const auto work = [&] { return engram_work{1, 2 * engram_row_bytes(type, dim)}; };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        // Without a matrix: a pair takes little longer than a matrix takes to check.
        ENGRAM_REFUSE(check_type(type, "type"));
        ENGRAM_REFUSE(check_metric(metric, type));
        const uint64_t units = engram_row_units(type, dim);
        const uint32_t width = engram_traits_of_type(type)->width;
        const engram_piece one = {a, units, width, "a"}, other = {b, units, width, "b"};
        const engram_piece out = {score, 1, sizeof *score, "score"};
        ENGRAM_REFUSE(engram_check_piece(one));
        ENGRAM_REFUSE(engram_check_piece(other));
        ENGRAM_REFUSE(engram_check_piece(out));
        ENGRAM_REFUSE(engram_check_apart(out, one));
        ENGRAM_REFUSE(engram_check_apart(out, other));
        const struct engram_scan s = {a, b, dim, units, 1.0f, nullptr, ENGRAM_COSINE_SCALED, 1};
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
    matrix m;
    return engram_counted(engram_similarity_family, [&] { return work_of(count, count, m); }, [&]() -> engram_status {
        ENGRAM_REFUSE(check_shape(rows, rows_names, m));
        ENGRAM_REFUSE(check_metric(metric, m.rows.type));
        ENGRAM_REFUSE(check_range(first, count, m.rows.count, "first: up to rows.count", "count: up to rows.count - first"));
        if (count == 0) return ENGRAM_OK;
        ENGRAM_REFUSE(check_one(m, query, count, scores));
        ENGRAM_REFUSE(check_scales(m, first, count));
        const struct engram_scan s = scan_with(query, m);
        scan_of(engram_similarity_active(), metric, m.rows.type)(&s, nullptr, first, count, scores);
        return ENGRAM_OK;
    });
}

engram_status engram_similarity_gather(engram_metric metric, const void *query, const engram_rows *rows,
                                       engram_id_type id_type, const void *ids, uint64_t count, float *scores) {
    matrix m;
    return engram_counted(engram_similarity_family, [&] { return work_of(count, count, m); }, [&]() -> engram_status {
        ENGRAM_REFUSE(check_shape(rows, rows_names, m));
        ENGRAM_REFUSE(check_metric(metric, m.rows.type));
        ENGRAM_REFUSE(check_id_type(id_type, "id_type"));
        if (count == 0) return ENGRAM_OK;
        const engram_piece list = {ids, count, id_width(id_type), "ids"}, out = {scores, count, sizeof *scores, "scores"};
        ENGRAM_REFUSE(engram_check_piece(list));
        ENGRAM_REFUSE(check_one(m, query, count, scores));
        ENGRAM_REFUSE(engram_check_apart(out, list));
        ENGRAM_REQUIRE(engram_ids_below(id_type, ids, count, m.rows.count), ENGRAM_ERROR_ARGUMENT, "ids: below rows.count");
        ENGRAM_REFUSE(check_scales_of(m, id_type, ids, count));
        const struct engram_scan s = scan_with(query, m);
        engram_gather_run(scan_of(engram_similarity_active(), metric, m.rows.type), &s, id_type, ids, count, scores);
        return ENGRAM_OK;
    });
}

engram_status engram_similarity_block(engram_metric metric, const engram_rows *queries, const engram_rows *rows,
                                      uint64_t score_stride, const engram_executor *executor, float *scores) {
    matrix q, m;
    const auto work = [&] { return work_of(q.rows.count * m.rows.count, m.rows.count, m); };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        ENGRAM_REFUSE(check_shape(queries, queries_names, q));
        ENGRAM_REFUSE(check_shape(rows, rows_names, m));
        ENGRAM_REFUSE(check_metric(metric, m.rows.type));
        ENGRAM_REFUSE(check_match(q, m));
        ENGRAM_REFUSE(engram_check_executor(executor));
        const uint64_t stride = score_stride != 0 ? score_stride : m.rows.count;
        ENGRAM_REQUIRE(stride >= m.rows.count, ENGRAM_ERROR_STRIDE, "score_stride: rows.count or more");
        if (q.rows.count == 0 || m.rows.count == 0) return ENGRAM_OK;
        uint64_t bytes;
        ENGRAM_REQUIRE(engram_rows_fit(q.rows.count, stride, m.rows.count, sizeof *scores, &bytes),
                       ENGRAM_ERROR_OVERFLOW, "scores");
        const engram_piece out = {scores, bytes / sizeof *scores, sizeof *scores, "scores"};
        ENGRAM_REFUSE(engram_check_piece(out));
        ENGRAM_REFUSE(check_data(q));
        ENGRAM_REFUSE(check_data(m));
        ENGRAM_REFUSE(check_apart_from(out, q));
        ENGRAM_REFUSE(check_apart_from(out, m));
        ENGRAM_REFUSE(check_scales(q, 0, q.rows.count));
        ENGRAM_REFUSE(check_scales(m, 0, m.rows.count));
        const struct engram_block_job job = {engram_similarity_active(), metric, q.rows, m.rows, stride, executor, scores};
        engram_block_run(&job);
        return ENGRAM_OK;
    });
}

engram_status engram_rows_convert(const engram_rows *rows, engram_type type, void *out, uint64_t out_stride,
                                  float *scales) {
    static constexpr matrix_names out_names = {"out", "out", "type", "rows.count", "out_stride: a row or more",
                                               "rows.dim", "out", "scales", "scales"};
    matrix m, target;
    const auto work = [&] { return work_of(m.rows.count, m.rows.count, m); };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        ENGRAM_REFUSE(check_shape(rows, rows_names, m));
        const engram_rows shape = {sizeof shape, type, out, m.rows.count, out_stride, m.rows.dim, nullptr};
        ENGRAM_REFUSE(check_shape(&shape, out_names, target));
        engram_convert_run_fn *convert = engram_convert_between(m.rows.type, type);
        ENGRAM_REQUIRE(convert != nullptr, ENGRAM_ERROR_METRIC, "type: one of both is f32");
        if (m.rows.count == 0) return ENGRAM_OK;
        ENGRAM_REFUSE(check_data(m));
        ENGRAM_REFUSE(check_data(target));
        ENGRAM_REFUSE(check_apart_from(data_of(target), m));
        ENGRAM_REFUSE(check_scales(m, 0, m.rows.count));
        if (type == ENGRAM_TYPE_I8) {
            const engram_piece made = {scales, m.rows.count, sizeof *scales, "scales"};
            ENGRAM_REFUSE(engram_check_piece(made));
            ENGRAM_REFUSE(check_apart_from(made, m));
            ENGRAM_REFUSE(engram_check_apart(made, data_of(target)));
        }
        if (m.rows.dim == 0 && type != ENGRAM_TYPE_I8) return ENGRAM_OK; // any number of rows, and nothing to write
        convert(engram_similarity_active(), &m.rows, out, target.rows.stride, scales);
        return ENGRAM_OK;
    });
}
