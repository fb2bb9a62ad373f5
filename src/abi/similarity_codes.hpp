// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What the shims that build codes and that select through them check alike.

#include "abi/similarity_check.hpp"

namespace {

// Codes with their stride in full, and the bytes they span.
struct code_matrix {
    engram_codes codes;
    uint64_t bytes;
};

ENGRAM_INLINE uint64_t code_bytes_of(const engram_codes &c) {
    return engram_row_bytes(c.kind == ENGRAM_CODES_SIGNS ? ENGRAM_TYPE_BITS : ENGRAM_TYPE_I8, c.dim);
}

struct code_pieces {
    engram_piece piece[4];
};
ENGRAM_INLINE code_pieces pieces_of(const code_matrix &c) {
    const uint64_t n = c.codes.count;
    return {{{c.codes.data, c.bytes, 1, "codes.data"},
             {c.codes.scales, n, 4, "codes.scales"},
             {c.codes.errors, n, 4, "codes.errors"},
             {c.codes.norms, n, 4, "codes.norms"}}};
}

// Those of these rows.
ENGRAM_INLINE engram_status check_codes(const engram_codes *codes, const matrix &m, code_matrix &out) {
    engram_codes &c = out.codes;
    ENGRAM_REQUIRE(codes != nullptr, ENGRAM_ERROR_NULL, "codes");
    ENGRAM_REFUSE(engram_read_struct(&c, sizeof c, alignof(engram_codes), sizeof c, codes, "codes.size"));
    ENGRAM_REQUIRE(c.kind == ENGRAM_CODES_I8 || c.kind == ENGRAM_CODES_SIGNS, ENGRAM_ERROR_ENUM, "codes.kind");
    ENGRAM_REQUIRE(m.rows.type == ENGRAM_TYPE_F32, ENGRAM_ERROR_METRIC, "rows.type: f32");
    ENGRAM_REQUIRE(c.count == m.rows.count, ENGRAM_ERROR_ARGUMENT, "codes.count: that of the rows");
    ENGRAM_REQUIRE(c.dim == m.rows.dim, ENGRAM_ERROR_ARGUMENT, "codes.dim: that of the rows");
    const uint64_t row = code_bytes_of(c);
    if (c.stride == 0) c.stride = row;
    ENGRAM_REQUIRE(c.stride >= row, ENGRAM_ERROR_STRIDE, "codes.stride: a row or more");
    out.bytes = 0;
    ENGRAM_REQUIRE(c.count == 0 || engram_rows_fit(c.count, c.stride, row, 1, &out.bytes), ENGRAM_ERROR_OVERFLOW,
                   "codes.count");
    for (const engram_piece &piece : pieces_of(out).piece) ENGRAM_REFUSE(engram_check_piece(piece));
    return ENGRAM_OK;
}

} // namespace
