// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What the shims that build codes and that select through them check alike.

#include "abi/similarity_check.h"

namespace {

// Bytes of a row of codes.
inline uint64_t engram_code_bytes(engram_code_kind kind, uint64_t dim) {
    return engram_vector_bytes(kind == ENGRAM_CODES_SIGNS ? ENGRAM_TYPE_BITS : ENGRAM_TYPE_I8, dim);
}

// The struct with its stride in full, for these rows, and the bytes of its codes.
inline engram_status engram_check_codes(const engram_codes *codes, const engram_matrix &m, engram_codes *out, uint64_t *bytes) {
    ENGRAM_REQUIRE(codes != nullptr, ENGRAM_ERROR_NULL, "codes");
    ENGRAM_REQUIRE(codes->size == sizeof *codes, ENGRAM_ERROR_STRUCT, "codes.size");
    ENGRAM_REQUIRE(codes->kind == ENGRAM_CODES_I8 || codes->kind == ENGRAM_CODES_SIGNS, ENGRAM_ERROR_ENUM, "codes.kind");
    ENGRAM_REQUIRE(m.rows.type == ENGRAM_TYPE_F32, ENGRAM_ERROR_METRIC, "rows.type: f32");
    *out = *codes;
    ENGRAM_REQUIRE(out->count == m.rows.count, ENGRAM_ERROR_ARGUMENT, "codes.count: that of the rows");
    ENGRAM_REQUIRE(out->dim == m.rows.dim, ENGRAM_ERROR_ARGUMENT, "codes.dim: that of the rows");
    const uint64_t row = engram_code_bytes(out->kind, out->dim);
    if (out->stride == 0) out->stride = row;
    ENGRAM_REQUIRE(out->stride >= row, ENGRAM_ERROR_STRIDE, "codes.stride");
    *bytes = 0;
    if (out->count == 0) return ENGRAM_OK;
    ENGRAM_REQUIRE(engram_rows_fit(out->count, out->stride, row, 1, bytes), ENGRAM_ERROR_OVERFLOW, "codes.count");
    ENGRAM_REQUIRE(out->data != nullptr || out->dim == 0, ENGRAM_ERROR_NULL, "codes.data");
    ENGRAM_REFUSE(engram_check_piece({out->scales, out->count, 4, "codes.scales"}));
    ENGRAM_REFUSE(engram_check_piece({out->errors, out->count, 4, "codes.errors"}));
    return engram_check_piece({out->norms, out->count, 4, "codes.norms"});
}

inline bool engram_overlaps_codes(const void *out, uint64_t bytes, const engram_codes &c, uint64_t code_bytes) {
    const uint64_t per_row = c.count * sizeof(float);
    return engram_overlap(out, bytes, c.data, code_bytes) || engram_overlap(out, bytes, c.scales, per_row) ||
           engram_overlap(out, bytes, c.errors, per_row) || engram_overlap(out, bytes, c.norms, per_row);
}

} // namespace
