/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_FUZZ_INPUT_H
#define ENGRAM_TESTS_FUZZ_INPUT_H

/*
 * What every fuzz target needs: structured values out of a string of bytes, and a sentence before the end.
 * After the last byte come zeros, so that every input is a whole case and a shorter one is a simpler one.
 */

#include <math.h>

#include "support/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct input {
    const uint8_t *at;
    size_t left;
} input;

/* Ends the run; the sentence says what differs from what was promised. */
#define fuzz_stop(...)                                  \
    do {                                                \
        fprintf(stderr, "fuzz: " __VA_ARGS__);          \
        fputc('\n', stderr);                            \
        abort();                                        \
    } while (0)
#define fuzz_check(holds, ...)                    \
    do {                                          \
        if (!(holds)) fuzz_stop(__VA_ARGS__);     \
    } while (0)

static inline uint8_t take_u8(input *in) {
    if (in->left == 0) return 0;
    --in->left;
    return *in->at++;
}

static inline uint16_t take_u16(input *in) {
    const unsigned low = take_u8(in);
    return (uint16_t)(low | (unsigned)take_u8(in) << 8);
}

static inline uint32_t take_u32(input *in) {
    const uint32_t low = take_u16(in);
    return low | (uint32_t)take_u16(in) << 16;
}

static inline uint64_t take_u64(input *in) {
    const uint64_t low = take_u32(in);
    return low | (uint64_t)take_u32(in) << 32;
}

/* Uniform in [0, n), n up to 65536; one byte where one is enough. */
static inline uint32_t take_below(input *in, uint32_t n) { return (n <= 256 ? take_u8(in) : take_u16(in)) % n; }

/* True once in so many: 0, what an empty input gives, is false. */
static inline int take_rarely(input *in, uint32_t n) { return take_below(in, n) == n - 1; }

/* A number of either sign, small, special, or any bits at all. */
static inline float take_float(input *in) {
    static const uint32_t special[] = {
        0x00000000u, 0x80000000u, 0x3F800000u, 0xBF800000u, 0x00000001u, 0x80000001u, 0x007FFFFFu, 0x00800000u,
        0x7F7FFFFFu, 0xFF7FFFFFu, 0x7F800000u, 0xFF800000u, 0x7FC00000u, 0xFFC00001u, 0x7F800001u, 0x3F7FFFFFu,
    };
    const uint8_t kind = take_u8(in);
    if (kind < 128) return ((float)kind - 64.0f) / 32.0f;
    if (kind < 192) return bits_float(special[kind % 16]);
    if (kind < 224) return ((float)take_u16(in) - 32768.0f) * 0x1p-14f;
    return bits_float(take_u32(in));
}

static inline double take_double(input *in) {
    const uint8_t kind = take_u8(in);
    if (kind < 128) return (double)kind / 16.0;
    if (kind < 192) return (double)take_float(in);
    const uint64_t bits = take_u64(in);
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* n numbers, one by one from the input, or all from a seed: a few bytes make a long array. */
static inline void take_floats(input *in, float *out, size_t n) {
    const uint8_t kind = take_u8(in);
    rng r = {take_u16(in)};
    const float scale = ldexpf(1.0f, (int)(kind >> 2) * 4 - 128);
    for (size_t i = 0; i < n; ++i)
        switch (kind & 3u) {
        case 0: out[i] = take_float(in); break;
        case 1: out[i] = rng_float(&r, -1.0f, 1.0f); break;
        case 2: out[i] = bits_float((uint32_t)rng_next(&r)); break;
        default: out[i] = rng_float(&r, -scale, scale); break;
        }
}

/* Exactly so many bytes, so that a checker of memory sees one too many; never null. */
static inline void *fuzz_memory(size_t bytes) {
    void *memory = malloc(bytes + (bytes == 0));
    fuzz_check(memory != NULL, "no memory for a case");
    memset(memory, 0xA5, bytes);
    return memory;
}

static inline void fuzz_same(const void *actual, const void *expected, size_t bytes, engram_level level, const char *what) {
    if (bytes == 0 || memcmp(actual, expected, bytes) == 0) return;
    size_t at = 0;
    while (((const uint8_t *)actual)[at] == ((const uint8_t *)expected)[at]) ++at;
    fuzz_stop("%s: byte %zu of %zu differs on %s", what, at, bytes, engram_level_name(level));
}

static inline void fuzz_untouched(const void *output, size_t bytes, const char *what) {
    for (size_t i = 0; i < bytes; ++i)
        fuzz_check(((const uint8_t *)output)[i] == 0xA5, "%s: byte %zu was written before an error", what, i);
}

#endif
