// SPDX-License-Identifier: MIT OR Apache-2.0
// Conversions of whole matrices, and the codes of a matrix with their proven distances.

#include "kernels/similarity/score.h"
#include "kernels/similarity/topk.h"

namespace {

using ops_pointer = const struct engram_similarity_ops *;

const float *f32_row(const engram_rows *rows, uint64_t i) {
    return static_cast<const float *>(rows->data) + i * rows->stride;
}

template <engram_f32_to_u16_fn *engram_similarity_ops::*narrow>
void to_u16(ops_pointer ops, const engram_rows *rows, void *out, uint64_t stride, float *) {
    for (uint64_t i = 0; i < rows->count; ++i)
        (ops->*narrow)(f32_row(rows, i), rows->dim, static_cast<uint16_t *>(out) + i * stride);
}

template <engram_u16_to_f32_fn *engram_similarity_ops::*widen>
void from_u16(ops_pointer ops, const engram_rows *rows, void *out, uint64_t stride, float *) {
    for (uint64_t i = 0; i < rows->count; ++i)
        (ops->*widen)(static_cast<const uint16_t *>(rows->data) + i * rows->stride, rows->dim,
                      static_cast<float *>(out) + i * stride);
}

void codes_of(ops_pointer ops, const float *row, size_t dim, int8_t *codes, float *scale) {
    *scale = engram_i8_scale(ops->largest(row, dim));
    // A scale of 0 or NaN: codes 0.
    if (*scale > 0.0f) ops->f32_to_i8(row, dim, 1.0 / static_cast<double>(*scale), codes);
    else for (size_t i = 0; i < dim; ++i) codes[i] = 0;
}

void to_i8(ops_pointer ops, const engram_rows *rows, void *out, uint64_t stride, float *scales) {
    for (uint64_t i = 0; i < rows->count; ++i)
        codes_of(ops, f32_row(rows, i), rows->dim, static_cast<int8_t *>(out) + i * stride, scales + i);
}

void from_i8(ops_pointer ops, const engram_rows *rows, void *out, uint64_t stride, float *) {
    for (uint64_t i = 0; i < rows->count; ++i)
        ops->i8_to_f32(static_cast<const int8_t *>(rows->data) + i * rows->stride, rows->dim,
                       rows->scales != nullptr ? rows->scales[i] : 1.0f, static_cast<float *>(out) + i * stride);
}

void to_bits(ops_pointer ops, const engram_rows *rows, void *out, uint64_t stride, float *) {
    for (uint64_t i = 0; i < rows->count; ++i)
        ops->f32_to_bits(f32_row(rows, i), rows->dim, static_cast<uint8_t *>(out) + i * stride);
}

} // namespace

engram_convert_run_fn *engram_convert_between(engram_type from, engram_type to) {
    if (from == ENGRAM_TYPE_F32) {
        switch (to) {
        case ENGRAM_TYPE_F16: return to_u16<&engram_similarity_ops::f32_to_f16>;
        case ENGRAM_TYPE_BF16: return to_u16<&engram_similarity_ops::f32_to_bf16>;
        case ENGRAM_TYPE_I8: return to_i8;
        case ENGRAM_TYPE_BITS: return to_bits;
        default: return nullptr;
        }
    }
    if (to != ENGRAM_TYPE_F32) return nullptr;
    switch (from) {
    case ENGRAM_TYPE_F16: return from_u16<&engram_similarity_ops::f16_to_f32>;
    case ENGRAM_TYPE_BF16: return from_u16<&engram_similarity_ops::bf16_to_f32>;
    case ENGRAM_TYPE_I8: return from_i8;
    default: return nullptr;
    }
}

float engram_i8_scale(float largest) {
    if (!(largest <= FLT_MAX)) return engram_f32_bits(ENGRAM_NAN_BITS);
    float scale = static_cast<float>(static_cast<double>(largest) / 127.0);
    // 24 + 7 bits: the product is exact, so this finds every scale that was rounded down.
    if (static_cast<double>(scale) * 127.0 < static_cast<double>(largest))
        scale = engram_f32_bits(engram_bits_f32(scale) + 1);
    return scale;
}

namespace {

// The norm of a row and a bound of its rest, given its scale and its codes by element.
template <class Code>
void measure(const float *row, size_t dim, double scale, const Code &code, float *error, float *norm) {
    double squares = 0.0, rest = 0.0;
    for (size_t i = 0; i < dim; ++i) {
        const double x = static_cast<double>(row[i]), e = x - scale * code(i);
        squares += x * x;
        rest += e * e;
    }
    // The sums err by at most dim * 2^-52 relative, and each e by 2^-53 of |x| and of the scale, whose square times dim is
    // at most the sum of squares: 2^-22 and 2^-40 cover all three, and the rounding to float.
    const double length = __builtin_sqrt(squares);
    const bool is_plain = squares >= 0x1p-79 && squares <= 0x1p119; // inside the plain norms by a factor of 2
    *norm = static_cast<float>(length);
    *error = is_plain ? static_cast<float>((__builtin_sqrt(rest) + length * 0x1p-40) * (1.0 + 0x1p-22)) : __builtin_inff();
}

void sign_codes_row(ops_pointer ops, const float *row, size_t dim, int8_t *codes, float *scale, float *error,
                           float *norm) {
    ops->f32_to_bits(row, dim, reinterpret_cast<uint8_t *>(codes));
    double sum = 0.0;
    for (size_t i = 0; i < dim; ++i) sum += __builtin_fabs(static_cast<double>(row[i]));
    *scale = dim != 0 && sum <= static_cast<double>(FLT_MAX) ? static_cast<float>(sum / static_cast<double>(dim)) : 0.0f;
    measure(row, dim, static_cast<double>(*scale), [=](size_t i) { return row[i] > 0.0f ? 1.0 : -1.0; }, error, norm);
}

} // namespace

void engram_codes_row(ops_pointer ops, const float *row, size_t dim, int8_t *codes, float *scale, float *error,
                      float *norm) {
    codes_of(ops, row, dim, codes, scale);
    measure(row, dim, static_cast<double>(*scale), [=](size_t i) { return static_cast<double>(codes[i]); }, error, norm);
}

void engram_codes_run(ops_pointer ops, const engram_rows *rows, uint64_t first, uint64_t count, const engram_codes *codes) {
    const auto row = codes->kind == ENGRAM_CODES_SIGNS ? sign_codes_row : engram_codes_row;
    for (uint64_t i = first; i < first + count; ++i)
        row(ops, f32_row(rows, i), rows->dim, codes->data + i * codes->stride, codes->scales + i, codes->errors + i, codes->norms + i);
}
