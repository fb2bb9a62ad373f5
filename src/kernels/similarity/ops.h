/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_SIMILARITY_OPS_H
#define ENGRAM_KERNELS_SIMILARITY_OPS_H

/* The similarity kernels of one level, and their contracts. C-clean. Arguments have been checked by the caller. */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/cpu.h"

ENGRAM_INTERNAL_BEGIN

/* What becomes of norms that squares in f32 cannot hold. */
enum engram_cosine_rule {
    ENGRAM_COSINE_SCALED = 0, /* scale by a power of two and answer; NaN and infinity give NaN */
    ENGRAM_COSINE_COMPAT = 1  /* as the original: squared norm below 1e-30, NaN or infinite scores 0 */
};

/* scores[i] = cosine(query, rows + i * stride) for i < count, over dim elements. */
typedef void engram_cosine_f32_many_fn(const float *query, const float *rows, size_t dim, size_t stride, size_t count,
                                       enum engram_cosine_rule rule, float *scores);

struct engram_similarity_ops {
    engram_level level;
    engram_cosine_f32_many_fn *cosine_f32_many;
};

extern const struct engram_similarity_ops engram_similarity_scalar;
extern const struct engram_similarity_ops engram_similarity_avx2;
extern const struct engram_similarity_ops engram_similarity_avx512;
extern const struct engram_similarity_ops engram_similarity_neon;

/* The table of a level that is built in, and the one in force. */
const struct engram_similarity_ops *engram_similarity_table(engram_level level);
const struct engram_similarity_ops *engram_similarity_active(void);

/* The cosine of one pair whose norms f32 squares cannot hold, by scaling. Part of the reference; every level calls
 * it, so such pairs are slow and equal. */
float engram_cosine_f32_scaled(const float *query, const float *row, size_t dim);

ENGRAM_INTERNAL_END

#endif
