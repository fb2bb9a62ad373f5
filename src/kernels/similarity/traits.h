/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_SIMILARITY_TRAITS_H
#define ENGRAM_KERNELS_SIMILARITY_TRAITS_H

/* What the metrics and the types are like, a line for each. C-clean. */

#include <stddef.h>

#include "base/attributes.h"
#include "engram/similarity.h"

/* Index of a type or a metric into the tables here and in ops.h. */
#define ENGRAM_TYPE_COUNT 5
#define ENGRAM_METRIC_COUNT 5
#define ENGRAM_FLOAT_TYPE_COUNT 3 /* f32, f16 and bf16 come first */
#define ENGRAM_TYPE_INDEX(type) ((type)-1u)
#define ENGRAM_METRIC_INDEX(metric) ((metric)-1u)

struct engram_metric_traits {
    int is_distance; /* lower scores are better */
    int of_bits;     /* defined for sets of bits, or else for vectors of numbers */
    int has_norms;   /* a product, divided by two norms */
    int squares;     /* sums squares of differences, or else products */
};
static const struct engram_metric_traits engram_metric_traits[ENGRAM_METRIC_COUNT] = {
    {0, 0, 1, 0}, /* cosine */
    {0, 0, 0, 0}, /* dot */
    {1, 0, 0, 1}, /* squared L2 */
    {1, 1, 0, 0}, /* hamming */
    {0, 1, 0, 0}, /* jaccard */
};

struct engram_type_traits {
    uint32_t width; /* bytes of a unit, which are its alignment */
    uint32_t shift; /* a unit has 2^shift elements: strides of bits count bytes */
};
static const struct engram_type_traits engram_type_traits[ENGRAM_TYPE_COUNT] = {
    {4, 0}, /* f32 */
    {2, 0}, /* f16 */
    {2, 0}, /* bf16 */
    {1, 0}, /* i8 */
    {1, 3}, /* bits */
};

ENGRAM_INLINE const struct engram_metric_traits *engram_traits_of_metric(engram_metric metric) {
    return &engram_metric_traits[ENGRAM_METRIC_INDEX(metric)];
}
ENGRAM_INLINE const struct engram_type_traits *engram_traits_of_type(engram_type type) {
    return &engram_type_traits[ENGRAM_TYPE_INDEX(type)];
}

ENGRAM_INLINE int engram_metric_is_distance(engram_metric metric) { return engram_traits_of_metric(metric)->is_distance; }
ENGRAM_INLINE int engram_type_is_float(engram_type type) { return ENGRAM_TYPE_INDEX(type) < ENGRAM_FLOAT_TYPE_COUNT; }

/* A row of dim elements in units of a stride. */
ENGRAM_INLINE uint64_t engram_row_units(engram_type type, uint64_t dim) {
    const uint32_t shift = engram_traits_of_type(type)->shift;
    return (dim >> shift) + ((dim & ((1u << shift) - 1)) != 0);
}
/* Bytes of so many units, and of the elements of a row. */
ENGRAM_INLINE size_t engram_unit_bytes(engram_type type, uint64_t units) {
    return (size_t)(units * engram_traits_of_type(type)->width);
}
ENGRAM_INLINE size_t engram_row_bytes(engram_type type, uint64_t dim) {
    return engram_unit_bytes(type, engram_row_units(type, dim));
}

#endif
