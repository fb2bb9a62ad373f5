// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What the metrics and the types are like, a line for each.

#include "kernels/similarity/ops.h"

struct engram_metric_traits {
    bool is_distance; // lower scores are better
    bool of_bits;     // defined for sets of bits, or else for vectors of numbers
    bool has_norms;   // a product, divided by two norms
    bool squares;     // sums squares of differences, or else products
};
constexpr struct engram_metric_traits engram_metric_traits[ENGRAM_METRIC_COUNT] = {
    {false, false, true, false},  // cosine
    {false, false, false, false}, // dot
    {true, false, false, true},   // squared L2
    {true, true, false, false},   // hamming
    {false, true, false, false},  // jaccard
};

struct engram_type_traits {
    uint32_t width; // bytes of a unit, which are its alignment
    uint32_t shift; // a unit has 2^shift elements: strides of bits count bytes
};
constexpr struct engram_type_traits engram_type_traits[ENGRAM_TYPE_COUNT] = {
    {4, 0}, // f32
    {2, 0}, // f16
    {2, 0}, // bf16
    {1, 0}, // i8
    {1, 3}, // bits
};

constexpr const struct engram_metric_traits *engram_traits_of_metric(engram_metric metric) {
    return &engram_metric_traits[ENGRAM_METRIC_INDEX(metric)];
}
constexpr const struct engram_type_traits *engram_traits_of_type(engram_type type) {
    return &engram_type_traits[ENGRAM_TYPE_INDEX(type)];
}

constexpr bool engram_metric_is_distance(engram_metric metric) { return engram_traits_of_metric(metric)->is_distance; }
constexpr bool engram_type_is_float(engram_type type) { return ENGRAM_TYPE_INDEX(type) < ENGRAM_FLOAT_TYPE_COUNT; }

// A row of dim elements in units of a stride.
constexpr uint64_t engram_row_units(engram_type type, uint64_t dim) {
    const uint32_t shift = engram_traits_of_type(type)->shift;
    return (dim >> shift) + ((dim & ((1u << shift) - 1)) != 0);
}
// Bytes of so many units, and of the elements of a row.
constexpr size_t engram_unit_bytes(engram_type type, uint64_t units) {
    return static_cast<size_t>(units * engram_traits_of_type(type)->width);
}
constexpr size_t engram_row_bytes(engram_type type, uint64_t dim) {
    return engram_unit_bytes(type, engram_row_units(type, dim));
}
