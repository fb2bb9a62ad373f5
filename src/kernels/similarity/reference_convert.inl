// SPDX-License-Identifier: MIT OR Apache-2.0
// The definition of the conversions, one row at a time. Included by reference.cpp.

namespace {

void f32_to_f16(const float *in, size_t count, uint16_t *out) {
    for (size_t i = 0; i < count; ++i) out[i] = engram_f16_narrow(in[i]);
}

void f32_to_bf16(const float *in, size_t count, uint16_t *out) {
    for (size_t i = 0; i < count; ++i) out[i] = engram_bf16_narrow(in[i]);
}

void f16_to_f32(const uint16_t *in, size_t count, float *out) {
    for (size_t i = 0; i < count; ++i) out[i] = engram_f16_widen(in[i]);
}

void bf16_to_f32(const uint16_t *in, size_t count, float *out) {
    for (size_t i = 0; i < count; ++i) out[i] = engram_canonical_nan(engram_bf16_widen(in[i]));
}

// Magnitudes reach 127 at most, by the choice of the scale. Adding 1.5 * 2^52 leaves integers only, rounded to nearest,
// ties to even, and puts them into the low bits.
void f32_to_i8(const float *in, size_t count, double inverse_scale, int8_t *out) {
    for (size_t i = 0; i < count; ++i) {
        const double code = static_cast<double>(in[i]) * inverse_scale;
        out[i] = static_cast<int8_t>(engram_bits_f64(code + 0x1.8p52));
    }
}

void i8_to_f32(const int8_t *in, size_t count, float scale, float *out) {
    for (size_t i = 0; i < count; ++i) out[i] = engram_canonical_nan(static_cast<float>(in[i]) * scale);
}

void f32_to_bits(const float *in, size_t count, uint8_t *out) {
    for (size_t i = 0; i < count; ++i) {
        if (i % 8 == 0) out[i / 8] = 0;
        if (in[i] > 0.0f) out[i / 8] = static_cast<uint8_t>(out[i / 8] | 1u << i % 8);
    }
}

// Magnitudes order as their bits do, and any NaN is above infinity.
float largest(const float *in, size_t count) {
    uint32_t most = 0;
    for (size_t i = 0; i < count; ++i) {
        const uint32_t magnitude = engram_bits_f32(in[i]) & 0x7FFFFFFFu;
        if (magnitude > most) most = magnitude;
    }
    return engram_f32_bits(most);
}

} // namespace
