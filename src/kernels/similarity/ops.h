/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_SIMILARITY_OPS_H
#define ENGRAM_KERNELS_SIMILARITY_OPS_H

/* The similarity kernels of one level, and their contracts. C-clean. Arguments have been checked by the caller. */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/cpu.h"
#include "engram/similarity.h"

ENGRAM_INTERNAL_BEGIN

/* What becomes of norms that squares in f32 cannot hold. */
enum engram_cosine_rule {
    ENGRAM_COSINE_SCALED = 0, /* scale by a power of two and answer; NaN and infinity give NaN */
    ENGRAM_COSINE_COMPAT = 1  /* as the original: squared norm below 1e-30, NaN or infinite scores 0 */
};

/* scores[i] = cosine(query, rows + i * stride) for i < count, over dim elements. */
typedef void engram_cosine_f32_many_fn(const float *query, const float *rows, size_t dim, size_t stride, size_t count,
                                       enum engram_cosine_rule rule, float *scores);

/* One query and the matrix its rows are taken from. */
struct engram_scan {
    const void *query;
    const void *rows;
    size_t dim;          /* elements; bits for the bit type */
    size_t stride;       /* elements from row to row; bytes for the bit type */
    float query_scale;   /* i8 only */
    const float *scales; /* i8 only: per row, null for 1 */
    enum engram_cosine_rule rule;
    int is_cached; /* a hint, no result depends on it: the matrix has at most ENGRAM_CACHED_BYTES */
};

/* A second-level cache of 1 MiB. */
#define ENGRAM_CACHED_BYTES (1024u << 10)

/* scores[i] = metric(query, row) for i < count, row being ids[i], or first + i where ids is null. */
typedef void engram_scan_fn(const struct engram_scan *scan, const uint64_t *ids, uint64_t first, size_t count,
                            float *scores);

/* All pairs of a few vectors of one float type: sums[m * sums_stride + n] of queries[m] and rows[n]. */
struct engram_tile {
    const void *const *queries;
    size_t query_count;
    const void *const *rows;
    size_t row_count;
    size_t dim;
    float *sums;
    size_t sums_stride;
    const char *next; /* what the following call will read, to be fetched meanwhile; null for nothing */
    size_t next_bytes;
};
typedef void engram_tile_fn(const struct engram_tile *tile);

/* inverse[i] = engram_inverse_norm(squared norm of vectors[i]). */
typedef void engram_inverse_norms_fn(const void *const *vectors, size_t count, size_t dim, double *inverse);

/* scores[i], a dot product, becomes engram_cosine_quotient(scores[i], query_inverse, row_inverse[i]). */
typedef void engram_cosines_fn(double query_inverse, const double *row_inverse, size_t count, float *scores);

/* scores[i] becomes fma(scores[i], multiply[row], add[row]), or its part when one array is null; rows as above. */
typedef void engram_bias_fn(const float *multiply, const float *add, const uint64_t *ids, uint64_t first, size_t count,
                            float *scores);

/* sums[i] = sum(query * row), an integer and exact; rows chosen as for engram_scan_fn. */
typedef void engram_i8_dots_fn(const int8_t *query, const int8_t *rows, size_t dim, size_t stride, const uint64_t *ids,
                               uint64_t first, size_t count, double *sums);

/* The same for rows of bits, set for 1 and clear for -1, stride bytes apart; unused bits of a row are 0. */
typedef void engram_sign_dots_fn(const int8_t *query, const uint8_t *rows, size_t dim, size_t stride, const uint64_t *ids,
                                 uint64_t first, size_t count, double *sums);

/* A query by its codes, and what bounds their error; upper bounds but for the scale. See code_limits.hpp. */
struct engram_code_query {
    double scale, error, norm;
    double gamma;     /* relative error of a sum of products of one sign */
    double underflow; /* what sums may lose below the floats */
};

/* What is stored beside the codes of rows, and their biases, which may be null: element i for row i. */
struct engram_code_rows {
    const float *scales, *errors, *norms, *multiply, *add;
};

/* products[i], of the codes of query and row i, becomes the best score, biased, that the row can have: the highest
 * similarity or the lowest distance. What is not known is infinite on the better side, or NaN. */
typedef void engram_code_limits_fn(const struct engram_code_query *query, const struct engram_code_rows *rows, size_t count,
                                   double *products);

/* The rotation of a seed, in place; see rotation.hpp. dim >= 1. */
typedef void engram_rotate_fn(float *x, size_t dim, uint64_t seed);

/* Sums of a vector in double, each in eight lanes, element i in lane i % 8, added as ((0 + 4) + (1 + 5)) + ((2 + 6) + (3 + 7)). */
struct engram_vector_sums {
    double magnitudes; /* any bits where an element is NaN */
    double squares;
};
typedef struct engram_vector_sums engram_vector_sums_fn(const float *x, size_t dim);

/* A query before codes in blocks; see codes_query.cpp. The codes of a row sum to S in its tables, and with
 *     u = length * reach + (f * (step * S + base) + slack)
 * the best score of a row is u for cosine, norm * u + last for dot, norm * (norm * square - 2 u) + last for squared L2. */
struct engram_block_query {
    const uint8_t *tables; /* groups * 16 bytes */
    size_t groups;         /* of four elements: a multiple of 4 */
    float step, base, reach, slack, square, last;
};

/* What stands behind the codes of a block, for each of its rows. */
struct engram_block_factors {
    float f[32], length[32], norm[32];
};

/* Bounds of the rows of count blocks, 32 a block, and in masks[i] the rows of block i that reach the bar, or are NaN. */
typedef void engram_block_bounds_fn(const struct engram_block_query *query, const uint8_t *blocks, size_t count, float bar,
                                    float *bounds, uint32_t *masks);

/* One row from one type to another, count elements; f32_to_i8 multiplies by inverse_scale, i8_to_f32 by scale. */
typedef void engram_f32_to_u16_fn(const float *in, size_t count, uint16_t *out);
typedef void engram_u16_to_f32_fn(const uint16_t *in, size_t count, float *out);
typedef void engram_f32_to_i8_fn(const float *in, size_t count, double inverse_scale, int8_t *out);
typedef void engram_i8_to_f32_fn(const int8_t *in, size_t count, float scale, float *out);
typedef void engram_f32_to_bits_fn(const float *in, size_t count, uint8_t *out);
/* The largest magnitude in a row; NaN (any) when one element is NaN. */
typedef float engram_largest_fn(const float *in, size_t count);

/* Index of a type or a metric into the tables below and in traits.hpp. */
#define ENGRAM_TYPE_COUNT 5
#define ENGRAM_METRIC_COUNT 5
#define ENGRAM_FLOAT_TYPE_COUNT 3 /* f32, f16 and bf16 come first */
#define ENGRAM_NUMBER_METRIC_COUNT 3 /* cosine, dot and squared L2 come first */
#define ENGRAM_TYPE_INDEX(type) ((type)-1u)
#define ENGRAM_METRIC_INDEX(metric) ((metric)-1u)

struct engram_similarity_ops {
    engram_level level;
    engram_cosine_f32_many_fn *cosine_f32_many;
    engram_scan_fn *scan[ENGRAM_TYPE_COUNT][ENGRAM_METRIC_COUNT]; /* null where the metric is not defined */
    engram_tile_fn *dot_tile[ENGRAM_FLOAT_TYPE_COUNT];
    engram_tile_fn *l2_tile[ENGRAM_FLOAT_TYPE_COUNT];
    engram_inverse_norms_fn *inverse_norms[ENGRAM_FLOAT_TYPE_COUNT];
    engram_cosines_fn *cosines;
    engram_bias_fn *bias;
    engram_i8_dots_fn *i8_dots;
    engram_sign_dots_fn *sign_dots;
    engram_code_limits_fn *code_limits[ENGRAM_NUMBER_METRIC_COUNT];
    engram_rotate_fn *rotate;
    engram_vector_sums_fn *vector_sums;
    engram_block_bounds_fn *block_bounds[ENGRAM_NUMBER_METRIC_COUNT];
    engram_f32_to_u16_fn *f32_to_f16, *f32_to_bf16;
    engram_u16_to_f32_fn *f16_to_f32, *bf16_to_f32;
    engram_f32_to_i8_fn *f32_to_i8;
    engram_i8_to_f32_fn *i8_to_f32;
    engram_f32_to_bits_fn *f32_to_bits;
    engram_largest_fn *largest;
};

extern const struct engram_similarity_ops engram_similarity_scalar;
extern const struct engram_similarity_ops engram_similarity_avx2;
extern const struct engram_similarity_ops engram_similarity_avx512;
extern const struct engram_similarity_ops engram_similarity_neon;

/* The table of a level that is built in, and the one in force. */
const struct engram_similarity_ops *engram_similarity_table(engram_level level);
const struct engram_similarity_ops *engram_similarity_active(void);

/*
 * The cosine of one pair whose norms f32 squares cannot hold, by the rule. Part of the reference; every level calls
 * it, so such pairs are slow and equal. type is one of the float types.
 */
float engram_cosine_unusual(engram_type type, const void *query, const void *row, size_t dim,
                            enum engram_cosine_rule rule);

ENGRAM_INTERNAL_END

#endif
