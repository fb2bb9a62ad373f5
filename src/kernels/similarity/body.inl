// SPDX-License-Identifier: MIT OR Apache-2.0
// The similarity kernels over 32 virtual lanes, compiled once per level. Equal to reference.cpp, bit for bit.

#include "simd/table.h"
#include "kernels/similarity/ops.h"
#include "kernels/similarity/score.h"
#include "simd/lanes.hpp"

namespace {

float squared_norm(const float *x, size_t dim) {
    f32x32 sum = block_zero();
    size_t i = 0;
    for (; i + block <= dim; i += block) {
        const f32x32 part = block_load(x + i);
        sum = block_fma(part, part, sum);
    }
    if (i < dim) {
        const f32x32 part = block_load_part(x + i, dim - i);
        sum = block_fma(part, part, sum);
    }
    return block_sum(sum);
}

// One pass over the row gives the dot product and the row's norm, so the row is read from memory once.
void cosine_f32_many(const float *query, const float *rows, size_t dim, size_t stride, size_t count,
                     enum engram_cosine_rule rule, float *scores) {
    const float qq = squared_norm(query, dim);
    for (size_t n = 0; n < count; ++n) {
        const float *row = rows + n * stride;
        f32x32 qr = block_zero(), rr = block_zero();
        size_t i = 0;
        for (; i + block <= dim; i += block) {
            const f32x32 r = block_load(row + i);
            qr = block_fma(block_load(query + i), r, qr);
            rr = block_fma(r, r, rr);
        }
        if (i < dim) {
            const f32x32 r = block_load_part(row + i, dim - i);
            qr = block_fma(block_load_part(query + i, dim - i), r, qr);
            rr = block_fma(r, r, rr);
        }
        scores[n] = engram_cosine_finish(block_sum(qr), qq, block_sum(rr), query, row, dim, rule);
    }
}

} // namespace

extern "C" const struct engram_similarity_ops ENGRAM_LEVEL_TABLE(similarity) = {
    .level = ENGRAM_LEVEL_VALUE,
    .cosine_f32_many = cosine_f32_many,
};
