// SPDX-License-Identifier: MIT OR Apache-2.0
// The definition of similarity: scalar, written to be read, and the level that runs where no other can.

#include "kernels/similarity/ops.h"

#include <cmath>

#include "base/fma.h"
#include "kernels/similarity/code_limits.hpp"
#include "kernels/similarity/half.h"
#include "kernels/similarity/rotation.hpp"
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

struct f32 {
    using element = float;
    static float widen(float x) { return x; }
};
struct f16 {
    using element = uint16_t;
    static float widen(uint16_t x) { return engram_f16_widen(x); }
};
struct bf16 {
    using element = uint16_t;
    static float widen(uint16_t x) { return engram_bf16_widen(x); }
};

template <class T>
float dot(const typename T::element *a, const typename T::element *b, size_t dim) {
    lane_sum sum;
    for (size_t i = 0; i < padded(dim); ++i) sum.add(i, i < dim ? T::widen(a[i]) : 0.0f, i < dim ? T::widen(b[i]) : 0.0f);
    return sum.fold();
}

template <class T>
float l2(const typename T::element *a, const typename T::element *b, size_t dim) {
    lane_sum sum;
    for (size_t i = 0; i < padded(dim); ++i) {
        const float difference = i < dim ? T::widen(a[i]) - T::widen(b[i]) : 0.0f;
        sum.add(i, difference, difference);
    }
    return sum.fold();
}

template <class Element>
const Element *row_of(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t i) {
    return static_cast<const Element *>(s->rows) + (ids != nullptr ? ids[i] : first + i) * s->stride;
}

constexpr engram_type public_type(f32) { return ENGRAM_TYPE_F32; }
constexpr engram_type public_type(f16) { return ENGRAM_TYPE_F16; }
constexpr engram_type public_type(bf16) { return ENGRAM_TYPE_BF16; }

template <class T>
void cosine_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const typename T::element *>(s->query);
    const double query_inverse = engram_inverse_norm(dot<T>(query, query, s->dim));
    for (size_t i = 0; i < count; ++i) {
        const auto *row = row_of<typename T::element>(s, ids, first, i);
        const double row_inverse = engram_inverse_norm(dot<T>(row, row, s->dim));
        scores[i] = engram_cosine_quotient(dot<T>(query, row, s->dim), query_inverse, row_inverse);
        if (std::isnan(scores[i])) scores[i] = engram_cosine_unusual(public_type(T{}), query, row, s->dim, s->rule);
    }
}

template <class T>
void dot_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const typename T::element *>(s->query);
    for (size_t i = 0; i < count; ++i)
        scores[i] = engram_canonical_nan(dot<T>(query, row_of<typename T::element>(s, ids, first, i), s->dim));
}

template <class T>
void l2_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const typename T::element *>(s->query);
    for (size_t i = 0; i < count; ++i)
        scores[i] = engram_canonical_nan(l2<T>(query, row_of<typename T::element>(s, ids, first, i), s->dim));
}

int64_t i8_dot(const int8_t *a, const int8_t *b, size_t dim) {
    int64_t sum = 0;
    for (size_t i = 0; i < dim; ++i) sum += a[i] * b[i];
    return sum;
}

float scale_of_row(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t i) {
    return s->scales != nullptr ? s->scales[ids != nullptr ? ids[i] : first + i] : 1.0f;
}

void i8_cosine_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const int8_t *>(s->query);
    const double query_inverse = engram_i8_inverse_norm(i8_dot(query, query, s->dim));
    for (size_t i = 0; i < count; ++i) {
        const auto *row = row_of<int8_t>(s, ids, first, i);
        const float cosine = engram_i8_cosine(static_cast<double>(i8_dot(query, row, s->dim)), query_inverse,
                                              static_cast<double>(i8_dot(row, row, s->dim)));
        scores[i] = engram_i8_cosine_scaled(cosine, s->query_scale, scale_of_row(s, ids, first, i));
    }
}

void i8_dot_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const int8_t *>(s->query);
    for (size_t i = 0; i < count; ++i)
        scores[i] = engram_i8_dot(static_cast<double>(i8_dot(query, row_of<int8_t>(s, ids, first, i), s->dim)),
                                  s->query_scale, scale_of_row(s, ids, first, i));
}

void i8_l2_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const int8_t *>(s->query);
    const double qq = static_cast<double>(i8_dot(query, query, s->dim));
    for (size_t i = 0; i < count; ++i) {
        const auto *row = row_of<int8_t>(s, ids, first, i);
        scores[i] = engram_i8_l2(static_cast<double>(i8_dot(query, row, s->dim)), qq,
                                 static_cast<double>(i8_dot(row, row, s->dim)), s->query_scale,
                                 scale_of_row(s, ids, first, i));
    }
}

bool bit(const uint8_t *x, size_t i) { return (x[i / 8] >> i % 8 & 1) != 0; }

void hamming_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const uint8_t *>(s->query);
    for (size_t i = 0; i < count; ++i) {
        const auto *row = row_of<uint8_t>(s, ids, first, i);
        uint64_t differing = 0;
        for (size_t j = 0; j < s->dim; ++j) differing += bit(query, j) != bit(row, j);
        scores[i] = static_cast<float>(differing);
    }
}

void jaccard_scan(const struct engram_scan *s, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    const auto *query = static_cast<const uint8_t *>(s->query);
    for (size_t i = 0; i < count; ++i) {
        const auto *row = row_of<uint8_t>(s, ids, first, i);
        uint64_t common = 0, both = 0;
        for (size_t j = 0; j < s->dim; ++j) {
            common += bit(query, j) && bit(row, j);
            both += bit(query, j) || bit(row, j);
        }
        scores[i] = engram_jaccard(common, both);
    }
}

template <class T, float (*pair)(const typename T::element *, const typename T::element *, size_t)>
void tile(const struct engram_tile *t) {
    using vector = const typename T::element *;
    for (size_t m = 0; m < t->query_count; ++m)
        for (size_t n = 0; n < t->row_count; ++n)
            t->sums[m * t->sums_stride + n] =
                pair(static_cast<vector>(t->queries[m]), static_cast<vector>(t->rows[n]), t->dim);
}

template <class T>
void inverse_norms(const void *const *vectors, size_t count, size_t dim, double *inverse) {
    for (size_t i = 0; i < count; ++i) {
        const auto *x = static_cast<const typename T::element *>(vectors[i]);
        inverse[i] = engram_inverse_norm(dot<T>(x, x, dim));
    }
}

void cosines(double query_inverse, const double *row_inverse, size_t count, float *scores) {
    for (size_t i = 0; i < count; ++i) scores[i] = engram_cosine_quotient(scores[i], query_inverse, row_inverse[i]);
}

void bias(const float *multiply, const float *add, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    for (size_t i = 0; i < count; ++i) {
        const uint64_t row = ids != nullptr ? ids[i] : first + i;
        if (multiply != nullptr && add != nullptr) scores[i] = engram_fma_f32(scores[i], multiply[row], add[row]);
        else if (multiply != nullptr) scores[i] = scores[i] * multiply[row];
        else if (add != nullptr) scores[i] = scores[i] + add[row];
    }
}

void i8_dots(const int8_t *query, const int8_t *rows, size_t dim, size_t stride, const uint64_t *ids, uint64_t first,
             size_t count, double *sums) {
    for (size_t i = 0; i < count; ++i)
        sums[i] = static_cast<double>(i8_dot(query, rows + (ids != nullptr ? ids[i] : first + i) * stride, dim));
}

void sign_dots(const int8_t *query, const uint8_t *rows, size_t dim, size_t stride, const uint64_t *ids, uint64_t first,
               size_t count, double *sums) {
    for (size_t i = 0; i < count; ++i) {
        const uint8_t *row = rows + (ids != nullptr ? ids[i] : first + i) * stride;
        int64_t sum = 0;
        for (size_t j = 0; j < dim; ++j) sum += bit(row, j) ? query[j] : -query[j];
        sums[i] = static_cast<double>(sum);
    }
}

template <engram_metric metric>
void code_limits(const struct engram_code_query *query, const struct engram_code_rows *rows, size_t count, double *products) {
    engram_code_limits<metric>(query, rows, count, products);
}

void cosine_f32_many(const float *query, const float *rows, size_t dim, size_t stride, size_t count,
                     enum engram_cosine_rule rule, float *scores) {
    const struct engram_scan s = {query, rows, dim, stride, 1.0f, nullptr, rule, 0};
    cosine_scan<f32>(&s, nullptr, 0, count, scores);
}

// The power of two that brings the largest element to [0.5, 1): 2^-exponent. 0 for a vector of zeros, NaN when an
// element is not finite.
template <class T>
double power_for(const typename T::element *x, size_t dim) {
    float largest = 0.0f;
    for (size_t i = 0; i < dim; ++i) {
        const float magnitude = std::fabs(T::widen(x[i]));
        if (!(magnitude <= FLT_MAX)) return static_cast<double>(NAN);
        if (magnitude > largest) largest = magnitude;
    }
    if (largest == 0.0f) return 0.0;
    int exponent;
    std::frexp(static_cast<double>(largest), &exponent);
    return std::ldexp(1.0, -exponent);
}

template <class T>
float cosine_scaled(const typename T::element *query, const typename T::element *row, size_t dim) {
    const double query_scale = power_for<T>(query, dim);
    const double row_scale = power_for<T>(row, dim);
    if (std::isnan(query_scale) || std::isnan(row_scale)) return engram_f32_bits(ENGRAM_NAN_BITS);
    if (query_scale == 0.0 || row_scale == 0.0) return 0.0f;
    lane_sum qr, qq, rr;
    for (size_t i = 0; i < dim; ++i) {
        const float q = static_cast<float>(static_cast<double>(T::widen(query[i])) * query_scale);
        const float r = static_cast<float>(static_cast<double>(T::widen(row[i])) * row_scale);
        qr.add(i, q, r);
        qq.add(i, q, q);
        rr.add(i, r, r);
    }
    return engram_cosine_quotient(qr.fold(), engram_inverse_norm(qq.fold()), engram_inverse_norm(rr.fold()));
}

template <class T>
float cosine_compat(const typename T::element *query, const typename T::element *row, size_t dim) {
    const float qq = dot<T>(query, query, dim), rr = dot<T>(row, row, dim), qr = dot<T>(query, row, dim);
    if (!engram_norm_is_compat(qq) || !engram_norm_is_compat(rr) || std::isnan(qr)) return 0.0f;
    const double inverse = (1.0 / std::sqrt(static_cast<double>(qq))) * (1.0 / std::sqrt(static_cast<double>(rr)));
    const double score = static_cast<double>(qr) * inverse;
    return static_cast<float>(score > 1.0 ? 1.0 : score < -1.0 ? -1.0 : score);
}

template <class T>
float cosine_unusual(const void *query, const void *row, size_t dim, enum engram_cosine_rule rule) {
    const auto *q = static_cast<const typename T::element *>(query);
    const auto *r = static_cast<const typename T::element *>(row);
    return rule == ENGRAM_COSINE_COMPAT ? cosine_compat<T>(q, r, dim) : cosine_scaled<T>(q, r, dim);
}

} // namespace

float engram_cosine_unusual(engram_type type, const void *query, const void *row, size_t dim,
                            enum engram_cosine_rule rule) {
    switch (type) {
    case ENGRAM_TYPE_F16: return cosine_unusual<f16>(query, row, dim, rule);
    case ENGRAM_TYPE_BF16: return cosine_unusual<bf16>(query, row, dim, rule);
    default: return cosine_unusual<f32>(query, row, dim, rule);
    }
}

#include "kernels/similarity/reference_convert.inl"
#include "kernels/similarity/reference_codes.inl"

extern "C" const struct engram_similarity_ops engram_similarity_scalar = {
    .level = ENGRAM_LEVEL_SCALAR,
    .cosine_f32_many = cosine_f32_many,
    .scan = {{cosine_scan<f32>, dot_scan<f32>, l2_scan<f32>, nullptr, nullptr},
             {cosine_scan<f16>, dot_scan<f16>, l2_scan<f16>, nullptr, nullptr},
             {cosine_scan<bf16>, dot_scan<bf16>, l2_scan<bf16>, nullptr, nullptr},
             {i8_cosine_scan, i8_dot_scan, i8_l2_scan, nullptr, nullptr},
             {nullptr, nullptr, nullptr, hamming_scan, jaccard_scan}},
    .dot_tile = {tile<f32, dot<f32>>, tile<f16, dot<f16>>, tile<bf16, dot<bf16>>},
    .l2_tile = {tile<f32, l2<f32>>, tile<f16, l2<f16>>, tile<bf16, l2<bf16>>},
    .inverse_norms = {inverse_norms<f32>, inverse_norms<f16>, inverse_norms<bf16>},
    .cosines = cosines,
    .bias = bias,
    .i8_dots = i8_dots,
    .sign_dots = sign_dots,
    .code_limits = {code_limits<ENGRAM_METRIC_COSINE>, code_limits<ENGRAM_METRIC_DOT>, code_limits<ENGRAM_METRIC_L2_SQUARED>},
    .rotate = rotate,
    .vector_sums = vector_sums,
    .block_bounds = {block_bounds<ENGRAM_METRIC_COSINE>, block_bounds<ENGRAM_METRIC_DOT>,
                     block_bounds<ENGRAM_METRIC_L2_SQUARED>},
    .f32_to_f16 = f32_to_f16,
    .f32_to_bf16 = f32_to_bf16,
    .f16_to_f32 = f16_to_f32,
    .bf16_to_f32 = bf16_to_f32,
    .f32_to_i8 = f32_to_i8,
    .i8_to_f32 = i8_to_f32,
    .f32_to_bits = f32_to_bits,
    .largest = largest,
};
