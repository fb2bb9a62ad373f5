/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_CHECK_H
#define ENGRAM_TESTS_CHECK_H

/* What every test needs: cmocka with its prerequisites, a seed, levels to sweep, bits to compare. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engram/engram.h"
#include "support/seeds.h"

/* Skips a case that asks what valgrind's processor is not; tests/sanitizers/run sets the variable. */
static inline void skip_under_valgrind(const char *why) {
    if (getenv("ENGRAM_TEST_VALGRIND") == NULL) return;
    print_message("skipped: valgrind's processor has %s\n", why);
    skip();
}

/* splitmix64: every seed gives a full-period stream, and a failing run is repeated by its seed. */
typedef struct rng {
    uint64_t state;
} rng;

static inline uint64_t rng_next(rng *r) {
    uint64_t z = (r->state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* Uniform in [0, n). */
static inline uint64_t rng_below(rng *r, uint64_t n) { return rng_next(r) % n; }

/* Uniform in [low, high). */
static inline float rng_float(rng *r, float low, float high) {
    return low + (high - low) * ((float)(rng_next(r) >> 40) * 0x1p-24f);
}

static inline void rng_fill(rng *r, float *out, size_t n, float low, float high) {
    for (size_t i = 0; i < n; ++i) out[i] = rng_float(r, low, high);
}

/* The seed of this run: ENGRAM_TEST_SEED, or a fixed one; printed, so that a failure is a command. */
static inline rng rng_seeded(const char *name) {
    const char *text = getenv("ENGRAM_TEST_SEED");
    const uint64_t seed = text != NULL ? strtoull(text, NULL, 0) : 20260101u;
    print_message("%s: ENGRAM_TEST_SEED=%llu\n", name, (unsigned long long)seed);
    return (rng){seed};
}

/* for_each_level(level) { ... }: forces every level of this machine in turn, scalar first, and gives the choice back. */
static inline engram_level level_after(engram_level level) {
    do ++level;
    while (level <= ENGRAM_LEVEL_NEON && (engram_levels_supported() >> level & 1u) == 0);
    assert_int_equal(
        engram_level_force(ENGRAM_FAMILY_ALL, level <= ENGRAM_LEVEL_NEON ? level : (engram_level)ENGRAM_LEVEL_AUTO),
        ENGRAM_OK);
    return level;
}
#define for_each_level(level) \
    for (engram_level level = level_after(ENGRAM_LEVEL_AUTO); level <= ENGRAM_LEVEL_NEON; level = level_after(level))

static inline uint32_t float_bits(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline float bits_float(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Fails with the first index that differs, its two values, and what was being tested. */
#define assert_same_bits(actual, expected, n, ...) \
    assert_same_bits_at((actual), (expected), (n), __FILE__, __LINE__, __VA_ARGS__)
static inline void assert_same_bits_at(const float *actual, const float *expected, size_t n, const char *file, int line,
                                       const char *format, ...) {
    for (size_t i = 0; i < n; ++i) {
        if (float_bits(actual[i]) == float_bits(expected[i])) continue;
        char what[256];
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(what, sizeof what, format, arguments);
        va_end(arguments);
        print_error("%s: element %zu is %a (%08x), expected %a (%08x)\n", what, i, (double)actual[i],
                    float_bits(actual[i]), (double)expected[i], float_bits(expected[i]));
        _fail(file, line);
    }
}

#endif
