/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_SIMILARITY_SUPPORT_H
#define ENGRAM_TESTS_SIMILARITY_SUPPORT_H

/* Matrices of every type, and what the tests of the similarity family share. */

#include <math.h>

#include "engram/similarity.h"
#include "support/check.h"

typedef struct combination {
    engram_metric metric;
    engram_type type;
} combination;

/* Every metric with every type it is defined for. */
static const combination combinations[] = {
    {ENGRAM_METRIC_COSINE, ENGRAM_TYPE_F32},      {ENGRAM_METRIC_DOT, ENGRAM_TYPE_F32},
    {ENGRAM_METRIC_L2_SQUARED, ENGRAM_TYPE_F32},  {ENGRAM_METRIC_COSINE, ENGRAM_TYPE_F16},
    {ENGRAM_METRIC_DOT, ENGRAM_TYPE_F16},         {ENGRAM_METRIC_L2_SQUARED, ENGRAM_TYPE_F16},
    {ENGRAM_METRIC_COSINE, ENGRAM_TYPE_BF16},     {ENGRAM_METRIC_DOT, ENGRAM_TYPE_BF16},
    {ENGRAM_METRIC_L2_SQUARED, ENGRAM_TYPE_BF16}, {ENGRAM_METRIC_COSINE, ENGRAM_TYPE_I8},
    {ENGRAM_METRIC_DOT, ENGRAM_TYPE_I8},          {ENGRAM_METRIC_L2_SQUARED, ENGRAM_TYPE_I8},
    {ENGRAM_METRIC_HAMMING, ENGRAM_TYPE_BITS},    {ENGRAM_METRIC_JACCARD, ENGRAM_TYPE_BITS},
};
enum { COMBINATIONS = sizeof combinations / sizeof *combinations };

static inline size_t element_bytes(engram_type type) {
    return type == ENGRAM_TYPE_F32 ? 4 : type == ENGRAM_TYPE_F16 || type == ENGRAM_TYPE_BF16 ? 2 : 1;
}

/* Bytes of a row of dim elements. */
static inline size_t bytes_of_row(engram_type type, size_t dim) {
    return type == ENGRAM_TYPE_BITS ? (dim + 7) / 8 : dim * element_bytes(type);
}

/* Random finite elements: every bit pattern of i8 and bits, halves with exponents around 1. */
static inline void fill_row(rng *r, engram_type type, void *row, size_t dim) {
    for (size_t i = 0; i < dim; ++i) {
        const uint64_t x = rng_next(r);
        switch (type) {
        case ENGRAM_TYPE_F32: ((float *)row)[i] = rng_float(r, -1, 1); break;
        case ENGRAM_TYPE_F16: ((uint16_t *)row)[i] = (uint16_t)((x & 0x83FF) | (10 + x / 65536 % 7) << 10); break;
        case ENGRAM_TYPE_BF16: ((uint16_t *)row)[i] = (uint16_t)((x & 0x807F) | (120 + x / 65536 % 9) << 7); break;
        case ENGRAM_TYPE_I8: ((int8_t *)row)[i] = (int8_t)x; break;
        default: ((uint8_t *)row)[i / 8] = (uint8_t)x; break; /* the last byte keeps bits past the end */
        }
    }
}

static inline engram_rows rows_of(engram_type type, const void *data, uint64_t count, uint64_t stride, uint64_t dim,
                                  const float *scales) {
    return (engram_rows){sizeof(engram_rows), type, data, count, stride, dim,
                         type == ENGRAM_TYPE_I8 ? scales : NULL};
}

static inline int is_distance(engram_metric metric) {
    return metric == ENGRAM_METRIC_L2_SQUARED || metric == ENGRAM_METRIC_HAMMING;
}

/* An executor that runs its tasks backwards, on this thread. */
static inline void run_backwards(void *context, uint32_t count, engram_task *task, void *task_context) {
    if (context != NULL) ++*(uint32_t *)context;
    for (uint32_t i = count; i > 0; --i) task(task_context, i - 1);
}

static inline void assert_same_hits(const engram_hit *actual, const engram_hit *expected, uint64_t n, const char *what) {
    for (uint64_t i = 0; i < n; ++i) {
        if (actual[i].id == expected[i].id && float_bits(actual[i].score) == float_bits(expected[i].score) &&
            actual[i].reserved == 0)
            continue;
        print_error("%s: hit %llu is %llu (%a), expected %llu (%a)\n", what, (unsigned long long)i,
                    (unsigned long long)actual[i].id, (double)actual[i].score, (unsigned long long)expected[i].id,
                    (double)expected[i].score);
        fail();
    }
}

#endif
