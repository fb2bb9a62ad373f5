/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_SIMILARITY_CODED_H
#define ENGRAM_TESTS_SIMILARITY_CODED_H

/* Rows with their codes, and the comparison of a selection through codes with the plain one. */

#include "similarity_support.h"

enum { MAX_ROWS = 120, MAX_DIM = 200, MAX_K = 130 };

typedef struct coded {
    float data[MAX_ROWS * MAX_DIM], query[2 * MAX_DIM];
    int8_t codes[MAX_ROWS * MAX_DIM];
    float scales[MAX_ROWS], errors[MAX_ROWS], norms[MAX_ROWS], multiply[MAX_ROWS], add[MAX_ROWS];
    int8_t signs[MAX_ROWS * (MAX_DIM / 8 + 1)];
    float sign_scales[MAX_ROWS], sign_errors[MAX_ROWS], sign_norms[MAX_ROWS];
    uint64_t filter[MAX_ROWS / 64 + 1];
    engram_rows rows, queries;
    engram_codes c, s; /* of i8, of signs */
    uint64_t sign_rescored; /* in all comparisons so far */
} coded;

/* Views of the data, and the codes. */
static inline void code_rows(coded *w, uint64_t count, uint64_t dim, uint64_t queries) {
    w->rows = rows_of(ENGRAM_TYPE_F32, w->data, count, 0, dim, NULL);
    w->queries = rows_of(ENGRAM_TYPE_F32, w->query, queries, 0, dim, NULL);
    w->c = (engram_codes){sizeof w->c, ENGRAM_CODES_I8, w->codes, count, 0, dim, w->scales, w->errors, w->norms};
    assert_int_equal(engram_codes_build(&w->rows, 0, count, &w->c), ENGRAM_OK);
    const uint64_t stride = (dim + 7) / 8 + count % 2; /* with and without a gap */
    w->s = (engram_codes){sizeof w->s, ENGRAM_CODES_SIGNS, w->signs, count, stride, dim, w->sign_scales, w->sign_errors,
                          w->sign_norms};
    assert_int_equal(engram_codes_build(&w->rows, 0, count, &w->s), ENGRAM_OK);
}

/* totals: rows scored, rows rescored. */
static inline void compare(coded *w, engram_metric metric, uint64_t k, const engram_topk_options *o, uint64_t totals[2]) {
    static engram_hit plain[2 * MAX_K], coded_hits[2 * MAX_K];
    engram_topk_counts counts[2], coded_counts[2];
    assert_int_equal(engram_similarity_topk(metric, &w->queries, &w->rows, k, o, plain, counts), ENGRAM_OK);
    for (int signs = 0; signs < 2; ++signs) {
        assert_int_equal(engram_similarity_topk_codes(metric, &w->queries, &w->rows, signs ? &w->s : &w->c, k, o, coded_hits,
                                                      coded_counts), ENGRAM_OK);
        for (uint64_t m = 0; m < w->queries.count; ++m) {
            assert_int_equal(coded_counts[m].found, counts[m].found);
            assert_int_equal(coded_counts[m].scored, counts[m].scored);
            assert_int_equal(coded_counts[m].nan, counts[m].nan);
            assert_true(coded_counts[m].rescored <= counts[m].rescored);
            assert_same_hits(coded_hits + m * k, plain + m * k, counts[m].found, signs ? "signs" : "codes");
            if (signs) w->sign_rescored += coded_counts[m].rescored;
            else totals[0] += counts[m].scored, totals[1] += coded_counts[m].rescored;
        }
    }
}

#endif
