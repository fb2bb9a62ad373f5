// SPDX-License-Identifier: MIT OR Apache-2.0
// Conversions of whole matrices.

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

void to_i8(ops_pointer ops, const engram_rows *rows, void *out, uint64_t stride, float *scales) {
    for (uint64_t i = 0; i < rows->count; ++i)
        scales[i] = engram_i8_row(ops, f32_row(rows, i), rows->dim, static_cast<int8_t *>(out) + i * stride);
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
