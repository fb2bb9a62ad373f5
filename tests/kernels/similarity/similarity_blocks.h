/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_SIMILARITY_BLOCKS_H
#define ENGRAM_TESTS_SIMILARITY_BLOCKS_H

/* Rows of a few kinds, their codes in blocks and finer ones, and the comparison of a selection through them with the plain one. */

#include <float.h>

#include "similarity_support.h"

enum { MAX_ROWS = 160, MAX_DIM = 130, MAX_QUERIES = 20, MAX_K = 200 };
enum kind { UNIFORM, CLUSTERED, NEARLY_EQUAL, SPIKED, MIXED_SCALES, HALF_SPACE, KINDS };

typedef struct blocks {
    float f32[MAX_ROWS * MAX_DIM], query[MAX_QUERIES * MAX_DIM];
    uint16_t u16[MAX_ROWS * MAX_DIM], query16[MAX_QUERIES * MAX_DIM];
    float multiply[MAX_ROWS], add[MAX_ROWS];
    uint64_t filter[MAX_ROWS / 64 + 1];
    engram_rows rows, queries; /* of the type chosen */
    _Alignas(64) uint8_t codes[64 + (MAX_ROWS / 32) * (64 * ((MAX_DIM + 15) / 16) + 384)];
    int8_t i8[MAX_ROWS * MAX_DIM];
    float scales[MAX_ROWS], errors[MAX_ROWS], norms[MAX_ROWS];
    engram_codes fine; /* of f32 rows */
    uint64_t scratch[1 << 17];
} blocks;

static inline float element(rng *r, enum kind kind, size_t row, const float *centre) {
    switch (kind) {
    case CLUSTERED: return centre[row % 4] + rng_float(r, -0.1f, 0.1f);
    case NEARLY_EQUAL: return centre[0] * (1.0f + (float)rng_below(r, 3) * 0x1p-23f);
    case SPIKED: return rng_below(r, 30) == 0 ? rng_float(r, -100, 100) : rng_float(r, -0.01f, 0.01f);
    case MIXED_SCALES: return ldexpf(rng_float(r, -1, 1), (int)(row * 7 % 60) - 30);
    case HALF_SPACE: return rng_float(r, 0, 1);
    default: return rng_float(r, -1, 1);
    }
}

static inline void encode(blocks *w, uint64_t seed) {
    const engram_codes_shape shape = {.size = sizeof shape, .type = w->rows.type, .dim = w->rows.dim, .seed = seed};
    assert_int_equal(engram_codes_begin(&shape, w->codes, sizeof w->codes), ENGRAM_OK);
    assert_int_equal(engram_codes_encode(&w->rows, 0, NULL, w->scratch, sizeof w->scratch, w->codes, sizeof w->codes), ENGRAM_OK);
    w->fine = (engram_codes){sizeof w->fine, ENGRAM_CODES_I8, w->i8, w->rows.count, 0, w->rows.dim, w->scales, w->errors, w->norms};
    if (w->rows.type == ENGRAM_TYPE_F32) assert_int_equal(engram_codes_build(&w->rows, 0, w->rows.count, &w->fine), ENGRAM_OK);
}

static inline void convert(const float *from, uint16_t *to, engram_type type, uint64_t count, uint64_t dim) {
    const engram_rows rows = rows_of(ENGRAM_TYPE_F32, from, count, 0, dim, NULL);
    assert_int_equal(engram_rows_convert(&rows, type, to, 0, NULL), ENGRAM_OK);
}

static inline void fill(rng *r, blocks *w, enum kind kind, engram_type type, uint64_t count, uint64_t dim, uint64_t queries) {
    for (size_t j = 0; j < dim; ++j) {
        const float centre[4] = {rng_float(r, -1, 1), rng_float(r, -1, 1), rng_float(r, -1, 1), rng_float(r, -1, 1)};
        for (size_t i = 0; i < count; ++i) w->f32[i * dim + j] = element(r, kind, i, centre);
        for (size_t i = 0; i < queries; ++i) w->query[i * dim + j] = element(r, kind, i, centre);
    }
    for (size_t i = 0; i < count; ++i) {
        const uint64_t odd = rng_below(r, 60);
        if (odd == 0) memset(w->f32 + i * dim, 0, dim * sizeof(float));
        if (odd == 1) w->f32[i * dim + rng_below(r, dim)] = NAN;
        if (odd == 2) w->f32[i * dim + rng_below(r, dim)] = INFINITY;
        if (odd == 3 && i > 0) memcpy(w->f32 + i * dim, w->f32, dim * sizeof(float));
        if (odd == 4) w->f32[i * dim + rng_below(r, dim)] = 1e4f;
        w->multiply[i] = rng_below(r, 30) == 0 ? INFINITY : rng_float(r, rng_below(r, 4) == 0 ? -1 : 0, 2);
        w->add[i] = rng_below(r, 30) == 0 ? NAN : rng_float(r, -1, 1);
    }
    for (size_t i = 0; i < sizeof w->filter / 8; ++i) w->filter[i] = rng_next(r);
    const void *data = w->f32, *query = w->query;
    if (type != ENGRAM_TYPE_F32) {
        convert(w->f32, w->u16, type, count, dim);
        convert(w->query, w->query16, type, queries, dim);
        data = w->u16, query = w->query16;
    }
    w->rows = rows_of(type, data, count, 0, dim, NULL);
    w->queries = rows_of(type, query, queries, 0, dim, NULL);
    encode(w, rng_next(r));
}

/* Options as they come, with the scratch memory that every call needs. */
static inline engram_topk_options some_options(rng *r, blocks *w, const engram_executor *executor) {
    engram_topk_options o = {.size = sizeof o, .id_base = 5, .scratch = w->scratch, .scratch_bytes = sizeof w->scratch};
    if (rng_below(r, 4) == 0) o.multiply = w->multiply;
    if (rng_below(r, 4) == 0) o.add = w->add;
    if (rng_below(r, 3) == 0) o.filter = w->filter, o.filter_bits = MAX_ROWS;
    if (rng_below(r, 4) == 0) o.flags |= ENGRAM_TOPK_THRESHOLD, o.threshold = rng_float(r, -1, 2);
    if (rng_below(r, 4) == 0) {
        o.flags |= ENGRAM_TOPK_RANGE;
        o.first = rng_below(r, w->rows.count + 1);
        o.count = rng_below(r, w->rows.count - o.first + 1);
    }
    if (rng_below(r, 3) == 0) o.executor = executor;
    return o;
}

static inline void select_exactly(blocks *w, engram_metric metric, uint64_t k, const engram_topk_options *o,
                                  const engram_codes *fine, uint64_t totals[2]) {
    static engram_hit plain[MAX_QUERIES * MAX_K], hits[MAX_QUERIES * MAX_K];
    engram_topk_counts expected[MAX_QUERIES];
    engram_codes_counts counts[MAX_QUERIES];
    const engram_accuracy_options exact = {sizeof exact, ENGRAM_ACCURACY_EXACT, 0, 0};
    assert_int_equal(engram_similarity_topk(metric, &w->queries, &w->rows, k, o, plain, expected), ENGRAM_OK);
    assert_int_equal(engram_topk_codes(metric, &w->queries, &w->rows, w->codes, sizeof w->codes, fine, k, &exact, o, hits, counts),
                     ENGRAM_OK);
    for (uint64_t m = 0; m < w->queries.count; ++m) {
        assert_int_equal(counts[m].found, expected[m].found);
        assert_int_equal(counts[m].scored, expected[m].scored);
        assert_int_equal(counts[m].nan, expected[m].nan);
        assert_same_hits(hits + m * k, plain + m * k, counts[m].found, "exact");
        totals[0] += counts[m].scored, totals[1] += counts[m].survived;
    }
}

#endif
