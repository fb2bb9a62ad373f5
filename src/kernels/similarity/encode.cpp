// SPDX-License-Identifier: MIT OR Apache-2.0
// i8 codes with their scales, signs, and the proven distances of both from their rows.

#include "kernels/similarity/score.h"
#include "kernels/similarity/topk.h"

namespace {

using ops_pointer = const struct engram_similarity_ops *;

// The least float s with 127 * s >= largest, or the one below where 127 * s would not be finite; 0 for a row of zeros, NaN
// for one that is not finite.
float scale_for(float largest) {
    if (!(largest <= FLT_MAX)) return engram_f32_bits(ENGRAM_NAN_BITS);
    float scale = static_cast<float>(static_cast<double>(largest) / 127.0);
    // 24 + 7 bits: the product is exact, so this finds every scale that was rounded down.
    if (static_cast<double>(scale) * 127.0 < static_cast<double>(largest))
        scale = engram_f32_bits(engram_bits_f32(scale) + 1);
    return 127.0f * scale <= FLT_MAX ? scale : engram_f32_bits(engram_bits_f32(scale) - 1);
}

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

void sign_codes_row(ops_pointer ops, const float *row, size_t dim, int8_t *codes, float *scale, float *error, float *norm) {
    ops->f32_to_bits(row, dim, reinterpret_cast<uint8_t *>(codes));
    double sum = 0.0;
    for (size_t i = 0; i < dim; ++i) sum += __builtin_fabs(static_cast<double>(row[i]));
    *scale = dim != 0 && sum <= static_cast<double>(FLT_MAX) ? static_cast<float>(sum / static_cast<double>(dim)) : 0.0f;
    measure(row, dim, static_cast<double>(*scale), [=](size_t i) { return row[i] > 0.0f ? 1.0 : -1.0; }, error, norm);
}

} // namespace

float engram_i8_row(ops_pointer ops, const float *row, size_t dim, int8_t *codes) {
    const float scale = scale_for(ops->largest(row, dim));
    if (scale > 0.0f) ops->f32_to_i8(row, dim, 1.0 / static_cast<double>(scale), codes);
    else for (size_t i = 0; i < dim; ++i) codes[i] = 0;
    return scale;
}

void engram_codes_row(ops_pointer ops, const float *row, size_t dim, int8_t *codes, float *scale, float *error,
                      float *norm) {
    *scale = engram_i8_row(ops, row, dim, codes);
    measure(row, dim, static_cast<double>(*scale), [=](size_t i) { return static_cast<double>(codes[i]); }, error, norm);
}

void engram_codes_run(ops_pointer ops, const engram_rows *rows, uint64_t first, uint64_t count, const engram_codes *codes) {
    const auto encode = codes->kind == ENGRAM_CODES_SIGNS ? sign_codes_row : engram_codes_row;
    for (uint64_t i = first; i < first + count; ++i)
        encode(ops, static_cast<const float *>(rows->data) + i * rows->stride, rows->dim, codes->data + i * codes->stride,
               codes->scales + i, codes->errors + i, codes->norms + i);
}
