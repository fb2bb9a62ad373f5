/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_DIFFERENTIAL_VECTORS_H
#define ENGRAM_TESTS_DIFFERENTIAL_VECTORS_H

/* Generated matrices of every type, and conversions written apart from the library's, by arithmetic instead of bits. */

#include "differential.h"
#include "kernels/similarity/similarity_support.h"

enum { DIM_MOST = 1024, ROWS_MOST = 100, QUERIES_MOST = 6 };

/* How elements are drawn. */
enum kind {
    KIND_UNIFORM,    /* in [-1, 1) */
    KIND_NORMALISED, /* rows of length 1 */
    KIND_HUNDRED,    /* in [-100, 100) */
    KIND_SPARSE,     /* mostly zeros, of both signs */
    KIND_WIDE,       /* magnitudes over 2^40 */
    KIND_TINY,       /* subnormal, or squares that are */
    KIND_HUGE,       /* squares overflow */
    KIND_SPECIAL,    /* NaN, infinities, the largest and the smallest numbers among others */
    KIND_RELATED,    /* parallel to the query or opposed, up to a few last places: everything cancels */
    KIND_INTEGERS,   /* a few small ones: exact sums, many ties */
    KINDS
};

/* x rounded to a format of `digits` bits whose smallest normal exponent is `least`, ties to even; overflow is the caller's. */
static inline double round_to(double x, int digits, int least) {
    if (x == 0) return x;
    int exponent;
    frexp(x, &exponent);
    const int last = (exponent - 1 < least ? least : exponent - 1) - (digits - 1);
    return ldexp(nearbyint(ldexp(x, -last)), last);
}

static inline uint16_t f16_of(float x) {
    const uint16_t sign = (uint16_t)(float_bits(x) >> 16 & 0x8000);
    if (x != x) return 0x7E00;
    const double r = fabs(round_to((double)x, 11, -14));
    if (r >= 65536) return sign | 0x7C00;
    if (r < 0x1p-14) return (uint16_t)(sign | (unsigned)(r * 0x1p24));
    int exponent;
    const double m = frexp(r, &exponent); /* in [0.5, 1) */
    return (uint16_t)(sign | (unsigned)(exponent + 14) << 10 | ((unsigned)(m * 2048) & 0x3FF));
}

static inline double f16_value(uint16_t h) {
    const double sign = (h & 0x8000) != 0 ? -1 : 1;
    const int exponent = h >> 10 & 31, fraction = h & 0x3FF;
    if (exponent == 31) return fraction != 0 ? (double)NAN : sign * (double)INFINITY;
    return sign * (exponent == 0 ? ldexp(fraction, -24) : ldexp(1024 + fraction, exponent - 25));
}

static inline uint16_t bf16_of(float x) {
    if (x != x) return 0x7FC0;
    if (isinf(x)) return x > 0 ? 0x7F80 : 0xFF80;
    const double r = round_to((double)x, 8, -126);
    return (uint16_t)(float_bits((float)r) >> 16); /* at 2^128 the conversion gives the infinity */
}

static inline double bf16_value(uint16_t h) { return (double)bits_float((uint32_t)h << 16); }

static inline float kind_f32(uint64_t seed, enum kind kind, uint64_t row, uint64_t i) {
    const uint64_t stream = 100 + row, x = noise(seed, stream, i);
    const float uniform = noise_float(seed, stream, i, -1, 1);
    const int spread = (int)(x >> 8 & 0xFFFF);
    switch (kind) {
    case KIND_HUNDRED: return uniform * 100;
    case KIND_SPARSE: return x % 8 != 0 ? (x % 16 < 8 ? 0.0f : -0.0f) : uniform;
    case KIND_WIDE: return ldexpf(uniform, spread % 41 - 20);
    case KIND_TINY: return ldexpf(uniform, -60 - spread % 90);
    case KIND_HUGE: return ldexpf(uniform, 60 + spread % 68);
    case KIND_SPECIAL: {
        const uint32_t bits[] = {0x7FC00000, 0x7F800001, 0xFFC12345, 0x7F800000, 0xFF800000, 0x7F7FFFFF, 0xFF7FFFFF,
                                 0x00000001, 0x80000001, 0x007FFFFF, 0x00800000, 0x80000000};
        /* Few rows have many of them, or nothing but NaN would come out. */
        return noise_below(seed, stream + 5000, 0, 3) == 0 && x % 16 == 0 ? bits_float(bits[spread % 12]) : uniform;
    }
    case KIND_INTEGERS: return (float)((int)(x % 5) - 2);
    default: return uniform;
    }
}

/* Row 0 is the first query; rows from QUERIES_MOST on are the matrix's. */
static inline float element_f32(uint64_t seed, enum kind kind, uint64_t row, uint64_t i) {
    if (kind != KIND_RELATED) return kind_f32(seed, kind, row, i);
    const float like = kind_f32(seed, KIND_UNIFORM, 0, i);
    if (row < QUERIES_MOST) return row == 0 ? like : kind_f32(seed, KIND_UNIFORM, row, i);
    const uint64_t x = noise(seed, 100 + row, i), how = noise_below(seed, 7000 + row, 0, 4);
    const float near = like * (1.0f + (float)(x % 3) * 0x1p-23f);
    if (how == 0) return near;
    if (how == 1) return -near;
    return how == 2 ? like : i % 2 == 0 ? kind_f32(seed, KIND_UNIFORM, 0, i + 1) : -kind_f32(seed, KIND_UNIFORM, 0, i - 1);
}

static inline void make_row(uint64_t seed, enum kind kind, engram_type type, uint64_t row, size_t dim, void *out) {
    double norm = 1;
    if (kind == KIND_NORMALISED) {
        double sum = 0;
        for (size_t i = 0; i < dim; ++i) sum += pow((double)element_f32(seed, kind, row, i), 2);
        norm = sum > 0 ? 1 / sqrt(sum) : 1;
    }
    for (size_t i = 0; i < dim; ++i) {
        const uint64_t x = noise(seed, 100 + row, i);
        float value = (float)((double)element_f32(seed, kind, row, i) * norm);
        if (type == ENGRAM_TYPE_F16 && kind == KIND_TINY) value = ldexpf((float)((int)(x % 2001) - 1000), -24);
        if (type == ENGRAM_TYPE_F16 && kind == KIND_HUGE) value = noise_float(seed, 100 + row, i, -65504, 65504);
        switch (type) {
        case ENGRAM_TYPE_F32: ((float *)out)[i] = value; break;
        case ENGRAM_TYPE_F16: ((uint16_t *)out)[i] = f16_of(value); break;
        case ENGRAM_TYPE_BF16: ((uint16_t *)out)[i] = bf16_of(value); break;
        case ENGRAM_TYPE_I8:
            ((int8_t *)out)[i] = kind == KIND_HUNDRED  ? (int8_t)(x % 2 == 0 ? -128 : 127)
                                 : kind == KIND_HUGE   ? (int8_t)-128
                                 : kind == KIND_SPARSE ? (int8_t)(x % 8 == 0 ? (int8_t)(x >> 8) : 0)
                                                       : (int8_t)(x >> 8);
            break;
        default: {
            uint8_t *byte = (uint8_t *)out + i / 8;
            const unsigned set = kind == KIND_SPARSE ? x % 16 == 0 : kind == KIND_HUGE ? 1 : kind == KIND_TINY ? 0 : x % 2 == 1;
            if (i % 8 == 0) *byte = (uint8_t)(x >> 16); /* bits past the end stay noise */
            *byte = (uint8_t)((*byte & ~(1u << i % 8)) | set << i % 8);
            break;
        }
        }
    }
}

/* A scale of an i8 row. */
static inline float kind_scale(uint64_t seed, enum kind kind, uint64_t row) {
    const int wide = kind == KIND_WIDE ? 100 : 10;
    return ldexpf(noise_float(seed, 8000, row, 1, 2), (int)noise_below(seed, 8001, row, (uint64_t)wide) - wide / 2);
}

/* Element i as the number it stands for, i8 without its scale. */
static inline double element_value(engram_type type, const void *row, size_t i) {
    switch (type) {
    case ENGRAM_TYPE_F32: return (double)((const float *)row)[i];
    case ENGRAM_TYPE_F16: return f16_value(((const uint16_t *)row)[i]);
    case ENGRAM_TYPE_BF16: return bf16_value(((const uint16_t *)row)[i]);
    case ENGRAM_TYPE_I8: return (double)((const int8_t *)row)[i];
    default: return (double)(((const uint8_t *)row)[i / 8] >> i % 8 & 1);
    }
}

/*
 * Dials common to all members with matrices: dim, rows, kind, gap. Sizes are small and near whole numbers of lanes, but
 * for one case in 16, which has the ranges of the original's tests: 768 x 1-99 normalised, 1-1023 x 1-49 in +-100,
 * 384 x 1-49.
 */
static inline void draw_matrix(rng *r, uint64_t *dim, uint64_t *rows, uint64_t *kind) {
    *kind = rng_below(r, KINDS), *rows = rng_below(r, 13);
    switch (rng_below(r, 16)) {
    case 0:
        switch (rng_below(r, 3)) {
        case 0: *dim = 768, *rows = 1 + rng_below(r, 99), *kind = KIND_NORMALISED; break;
        case 1: *dim = 1 + rng_below(r, 1023), *rows = 1 + rng_below(r, 49), *kind = KIND_HUNDRED; break;
        default: *dim = 384, *rows = 1 + rng_below(r, 49), *kind = KIND_UNIFORM; break;
        }
        break;
    case 1: case 2: case 3: case 4: *dim = 32 * (1 + rng_below(r, 5)) + rng_below(r, 3) - 1; break;
    case 5: case 6: *dim = rng_below(r, 9); break;
    case 7: *dim = rng_below(r, 400); break;
    default: *dim = rng_below(r, 100); break;
    }
}

#endif
