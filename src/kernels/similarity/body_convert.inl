// SPDX-License-Identifier: MIT OR Apache-2.0
// Conversions of one row. Loops without an intrinsic are plain enough for the compiler to use the level's registers.
// Included by body.inl.

namespace {

void f32_to_f16(const float *in, size_t count, uint16_t *out) {
    size_t i = 0;
    for (; i + f32_lanes <= count; i += f32_lanes) f32_store_f16(out + i, f32_canonical_nan(f32_load(in + i)));
    for (; i < count; ++i) out[i] = engram_f16_narrow(in[i]);
}

void f16_to_f32(const uint16_t *in, size_t count, float *out) {
    size_t i = 0;
    for (; i + f32_lanes <= count; i += f32_lanes) f32_store(out + i, f32_canonical_nan(f32_load_f16(in + i)));
    for (; i < count; ++i) out[i] = engram_f16_widen(in[i]);
}

void f32_to_bf16(const float *in, size_t count, uint16_t *out) {
    for (size_t i = 0; i < count; ++i) out[i] = engram_bf16_narrow(in[i]);
}

void bf16_to_f32(const uint16_t *in, size_t count, float *out) {
    size_t i = 0;
    for (; i + f32_lanes <= count; i += f32_lanes) f32_store(out + i, f32_canonical_nan(f32_load_bf16(in + i)));
    for (; i < count; ++i) out[i] = engram_canonical_nan(engram_bf16_widen(in[i]));
}

void f32_to_i8(const float *in, size_t count, double inverse_scale, int8_t *out) {
    for (size_t i = 0; i < count; ++i)
        out[i] = static_cast<int8_t>(engram_bits_f64(static_cast<double>(in[i]) * inverse_scale + 0x1.8p52));
}

void i8_to_f32(const int8_t *in, size_t count, float scale, float *out) {
    for (size_t i = 0; i < count; ++i) out[i] = engram_canonical_nan(static_cast<float>(in[i]) * scale);
}

void f32_to_bits(const float *in, size_t count, uint8_t *out) {
    // Whole bytes: the bits of 8, 16 or (NEON, two at a time) 4 floats.
    constexpr size_t step = f32_lanes < 8 ? 8 : f32_lanes;
    size_t i = 0;
    for (; i + step <= count; i += step) {
        uint32_t bits = 0;
        for (size_t at = 0; at < step; at += f32_lanes) bits |= f32_positive(f32_load(in + i + at)) << at;
        for (size_t byte = 0; byte < step / 8; ++byte) out[i / 8 + byte] = static_cast<uint8_t>(bits >> 8 * byte);
    }
    for (; i < count; ++i) {
        if (i % 8 == 0) out[i / 8] = 0;
        if (in[i] > 0.0f) out[i / 8] = static_cast<uint8_t>(out[i / 8] | 1u << i % 8);
    }
}

float largest(const float *in, size_t count) {
    uint32_t most = 0;
    for (size_t i = 0; i < count; ++i) {
        const uint32_t magnitude = engram_bits_f32(in[i]) & 0x7FFFFFFFu;
        most = magnitude > most ? magnitude : most;
    }
    return engram_f32_bits(most);
}

} // namespace
