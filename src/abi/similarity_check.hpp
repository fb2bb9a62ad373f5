// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What the shims of the similarity family check alike, beyond arguments.h.

#include <float.h>

#include "abi/arguments.h"
#include "engram/similarity.h"
#include "kernels/similarity/traits.hpp"

namespace {

// Elements of a type wider than its alignment: as many pieces of that.
template <class T>
ENGRAM_INLINE engram_piece array_of(const T *memory, uint64_t count, const char *name) {
    return {memory, count * (sizeof(T) / alignof(T)), alignof(T), name};
}

// The fields of a matrix, for refusals.
struct matrix_names {
    const char *self, *size, *type, *count, *stride, *dim, *data, *scales, *no_scales;
};
#define ENGRAM_SCALES_RULE ".scales: above 0 and finite, 0 for a row of zeros, NaN for one that is NaN"
#define ENGRAM_MATRIX_NAMES(name)                                                                                \
    {name, name ".size", name ".type", name ".count", name ".stride: a row or more", name ".dim", name ".data", \
     name ENGRAM_SCALES_RULE, name ".scales: null for types other than i8"}
constexpr matrix_names rows_names = ENGRAM_MATRIX_NAMES("rows"), queries_names = ENGRAM_MATRIX_NAMES("queries");

// A matrix with its stride in full, and the bytes it spans.
struct matrix {
    engram_rows rows;
    uint64_t bytes;
    const matrix_names *names;
};

ENGRAM_INLINE engram_status check_type(engram_type type, const char *name) {
    ENGRAM_REQUIRE(ENGRAM_TYPE_INDEX(type) < ENGRAM_TYPE_COUNT, ENGRAM_ERROR_ENUM, name);
    return ENGRAM_OK;
}

ENGRAM_INLINE engram_status check_metric(engram_metric metric, engram_type type) {
    ENGRAM_REQUIRE(ENGRAM_METRIC_INDEX(metric) < ENGRAM_METRIC_COUNT, ENGRAM_ERROR_ENUM, "metric");
    ENGRAM_REQUIRE(engram_traits_of_metric(metric)->of_bits == (type == ENGRAM_TYPE_BITS), ENGRAM_ERROR_METRIC, "metric");
    return ENGRAM_OK;
}

// Shape and size; whether data is there is asked where it is needed.
ENGRAM_INLINE engram_status check_shape(const engram_rows *given, const matrix_names &names, matrix &out) {
    ENGRAM_REQUIRE(given != nullptr, ENGRAM_ERROR_NULL, names.self);
    engram_rows &r = out.rows;
    r.scales = nullptr;
    ENGRAM_REFUSE(engram_read_struct(&r, sizeof r, alignof(engram_rows), offsetof(engram_rows, scales), given, names.size));
    ENGRAM_REFUSE(check_type(r.type, names.type));
    const uint64_t units = engram_row_units(r.type, r.dim);
    if (r.stride == 0) r.stride = units;
    ENGRAM_REQUIRE(r.stride >= units, ENGRAM_ERROR_STRIDE, names.stride);
    out.bytes = 0;
    out.names = &names;
    ENGRAM_REQUIRE(r.count == 0 || engram_rows_fit(r.count, r.stride, units, engram_unit_bytes(r.type, 1), &out.bytes),
                   ENGRAM_ERROR_OVERFLOW, names.count);
    if (r.scales != nullptr) {
        ENGRAM_REQUIRE(r.type == ENGRAM_TYPE_I8, ENGRAM_ERROR_ARGUMENT, names.no_scales);
        ENGRAM_REQUIRE(engram_bytes_fit(r.count, sizeof(float)), ENGRAM_ERROR_OVERFLOW, names.count);
    }
    return ENGRAM_OK;
}

ENGRAM_INLINE engram_piece data_of(const matrix &m) { return {m.rows.data, m.bytes, 1, m.names->data}; }
ENGRAM_INLINE engram_piece scales_of(const matrix &m) {
    return {m.rows.scales, m.rows.scales != nullptr ? m.rows.count : 0, sizeof(float), m.names->scales};
}

// Data that will be read.
ENGRAM_INLINE engram_status check_data(const matrix &m) {
    if (m.rows.count == 0) return ENGRAM_OK;
    ENGRAM_REQUIRE(m.rows.data != nullptr || m.rows.dim == 0, ENGRAM_ERROR_NULL, m.names->data);
    ENGRAM_REQUIRE(engram_is_aligned(m.rows.data, engram_unit_bytes(m.rows.type, 1)), ENGRAM_ERROR_ALIGNMENT, m.names->data);
    ENGRAM_REQUIRE(engram_is_aligned(m.rows.scales, sizeof(float)), ENGRAM_ERROR_ALIGNMENT, m.names->scales);
    return ENGRAM_OK;
}

ENGRAM_INLINE engram_status check_apart_from(engram_piece out, const matrix &m) {
    ENGRAM_REFUSE(engram_check_apart(out, data_of(m)));
    return engram_check_apart(out, scales_of(m));
}

// Queries and rows of one call.
ENGRAM_INLINE engram_status check_match(const matrix &queries, const matrix &rows) {
    ENGRAM_REQUIRE(queries.rows.type == rows.rows.type, ENGRAM_ERROR_ARGUMENT, "queries.type: that of the rows");
    ENGRAM_REQUIRE(queries.rows.dim == rows.rows.dim, ENGRAM_ERROR_ARGUMENT, "queries.dim: that of the rows");
    return ENGRAM_OK;
}

// The one rule for scales, asked of the rows that a call reads: [first, first + count), or those of a list of ids.
constexpr bool is_scale(float scale) { return !(scale < 0.0f) && !(scale > FLT_MAX); }

ENGRAM_INLINE engram_status check_scales(const matrix &m, uint64_t first, uint64_t count) {
    bool are_good = true;
    for (uint64_t i = 0; m.rows.scales != nullptr && i < count; ++i) are_good &= is_scale(m.rows.scales[first + i]);
    ENGRAM_REQUIRE(are_good, ENGRAM_ERROR_ARGUMENT, m.names->scales);
    return ENGRAM_OK;
}

template <class Id>
ENGRAM_INLINE bool are_scales(const float *scales, const Id *ids, uint64_t count) {
    bool are_good = true;
    for (uint64_t i = 0; i < count; ++i) are_good &= is_scale(scales[ids[i]]);
    return are_good;
}
ENGRAM_INLINE engram_status check_scales_of(const matrix &m, engram_id_type type, const void *ids, uint64_t count) {
    const float *scales = m.rows.scales;
    if (scales == nullptr) return ENGRAM_OK;
    ENGRAM_REQUIRE(type == ENGRAM_IDS_U32 ? are_scales(scales, static_cast<const uint32_t *>(ids), count)
                                          : are_scales(scales, static_cast<const uint64_t *>(ids), count),
                   ENGRAM_ERROR_ARGUMENT, m.names->scales);
    return ENGRAM_OK;
}

constexpr uint32_t id_width(engram_id_type type) { return type == ENGRAM_IDS_U32 ? 4 : 8; }
ENGRAM_INLINE engram_status check_id_type(engram_id_type type, const char *name) {
    ENGRAM_REQUIRE(type == ENGRAM_IDS_U32 || type == ENGRAM_IDS_U64, ENGRAM_ERROR_ENUM, name);
    return ENGRAM_OK;
}

ENGRAM_INLINE engram_status check_range(uint64_t first, uint64_t count, uint64_t rows, const char *first_name,
                                        const char *count_name) {
    ENGRAM_REQUIRE(first <= rows, ENGRAM_ERROR_ARGUMENT, first_name);
    ENGRAM_REQUIRE(count <= rows - first, ENGRAM_ERROR_ARGUMENT, count_name);
    return ENGRAM_OK;
}

} // namespace
