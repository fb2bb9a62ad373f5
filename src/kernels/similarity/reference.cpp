// SPDX-License-Identifier: MIT OR Apache-2.0
// The definition of similarity: scalar, written to be read, and the level that runs where no other can.

#include "kernels/similarity/ops.h"

#include <cmath>

#include "base/fma.h"
#include "kernels/similarity/score.h"

namespace {

constexpr size_t lanes = 32;

// A sum over 32 lanes: element i goes to lane i mod 32, each by one fused multiply-add, the last block is padded with
// zeros; then the lanes are halved, lane l taking lane l + w / 2.
struct lane_sum {
    float lane[lanes] = {};

    void add(size_t i, float a, float b) { lane[i % lanes] = engram_fma_f32(a, b, lane[i % lanes]); }

    float fold() {
        for (size_t half = lanes / 2; half > 0; half /= 2)
            for (size_t l = 0; l < half; ++l) lane[l] = lane[l] + lane[l + half];
        return lane[0];
    }
};

constexpr size_t padded(size_t dim) { return (dim + lanes - 1) / lanes * lanes; }

float dot(const float *a, const float *b, size_t dim) {
    lane_sum sum;
    for (size_t i = 0; i < padded(dim); ++i) sum.add(i, i < dim ? a[i] : 0.0f, i < dim ? b[i] : 0.0f);
    return sum.fold();
}

void cosine_f32_many(const float *query, const float *rows, size_t dim, size_t stride, size_t count,
                     enum engram_cosine_rule rule, float *scores) {
    const float qq = dot(query, query, dim);
    for (size_t i = 0; i < count; ++i) {
        const float *row = rows + i * stride;
        scores[i] = engram_cosine_finish(dot(query, row, dim), qq, dot(row, row, dim), query, row, dim, rule);
    }
}

// The power of two that brings the largest element to [0.5, 1): 2^-exponent. 0 for a vector of zeros, NaN when an
// element is not finite.
double scale_of(const float *x, size_t dim) {
    float largest = 0.0f;
    for (size_t i = 0; i < dim; ++i) {
        const float magnitude = std::fabs(x[i]);
        if (!(magnitude <= FLT_MAX)) return static_cast<double>(NAN);
        if (magnitude > largest) largest = magnitude;
    }
    if (largest == 0.0f) return 0.0;
    int exponent;
    std::frexp(static_cast<double>(largest), &exponent);
    return std::ldexp(1.0, -exponent);
}

} // namespace

float engram_cosine_f32_scaled(const float *query, const float *row, size_t dim) {
    const double query_scale = scale_of(query, dim);
    const double row_scale = scale_of(row, dim);
    if (std::isnan(query_scale) || std::isnan(row_scale)) return engram_f32_bits(ENGRAM_NAN_BITS);
    if (query_scale == 0.0 || row_scale == 0.0) return 0.0f;
    lane_sum qr, qq, rr;
    for (size_t i = 0; i < padded(dim); ++i) {
        const float q = i < dim ? static_cast<float>(static_cast<double>(query[i]) * query_scale) : 0.0f;
        const float r = i < dim ? static_cast<float>(static_cast<double>(row[i]) * row_scale) : 0.0f;
        qr.add(i, q, r);
        qq.add(i, q, q);
        rr.add(i, r, r);
    }
    return engram_cosine_quotient(qr.fold(), qq.fold(), rr.fold());
}

extern "C" const struct engram_similarity_ops engram_similarity_scalar = {
    .level = ENGRAM_LEVEL_SCALAR,
    .cosine_f32_many = cosine_f32_many,
};
