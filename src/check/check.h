/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_CHECK_CHECK_H
#define ENGRAM_CHECK_CHECK_H

/*
 * Built-in vectors for engram_self_check(). A family contributes a table: each entry calls public functions on inputs
 * it makes up and folds every output bit into a digest, which must equal the constant that the scalar reference gave.
 * After a deliberate change of the reference, `self_check_test --print` lists the new constants. C-clean.
 */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attributes.h"
#include "check/families.h"
#include "engram/diagnostics.h"

ENGRAM_INTERNAL_BEGIN

struct engram_check {
    const char *name;
    uint64_t (*digest)(void); /* runs on the level that the calling thread checks; 0 when it got no memory to run */
    uint64_t expected;
};

struct engram_checks {
    const struct engram_check *all;
    size_t count;
};

/* Runs the vectors of some families on every level, and disables what is wrong; see engram_self_check(). */
engram_status engram_self_check_run(const struct engram_family *const *families, uint32_t count,
                                    struct engram_self_check_result *result);
engram_status engram_self_check_families(engram_families families, struct engram_self_check_result *result);

/* Of the family of similarity the vectors of codes in blocks: src/abi/codes.cpp brings them, one cosine does not. */
extern const struct engram_family engram_codes_checked;

/* At the first use of a part of a family that has been met: checks it where the environment asks for that. */
void engram_part_meet(const struct engram_family *part);

ENGRAM_INTERNAL_END

/* FNV-1a, 64 bits, over values of `width` bytes, 1, 2, 4 or 8, least significant byte first on every machine. */
#define ENGRAM_DIGEST_BEGIN 0xCBF29CE484222325u
ENGRAM_INLINE uint64_t engram_digest(uint64_t digest, const void *data, size_t bytes, size_t width) {
    const unsigned char *byte = (const unsigned char *)data;
    const size_t turn = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? width - 1 : 0;
    for (size_t i = 0; i < bytes; ++i) digest = (digest ^ byte[i ^ turn]) * 0x100000001B3u;
    return digest;
}
ENGRAM_INLINE uint64_t engram_digest_status(uint64_t digest, engram_status status) {
    return engram_digest(digest, &status, sizeof status, sizeof status);
}

/* With ENGRAM_ERROR_MEMORY as status the digest of the whole check becomes 0, and stays so. */
ENGRAM_INLINE uint64_t engram_digest_call(uint64_t digest, engram_status status, const void *data, size_t bytes,
                                          size_t width) {
    if (digest == 0 || status == ENGRAM_ERROR_MEMORY) return 0;
    return engram_digest(engram_digest_status(digest, status), data, bytes, width);
}

/* splitmix64, and floats from it by exact arithmetic only: the inputs are the same everywhere. */
ENGRAM_INLINE uint64_t engram_check_next(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* In [-1, 1), a multiple of 2^-23. */
ENGRAM_INLINE float engram_check_float(uint64_t *state) {
    return (float)(engram_check_next(state) >> 40) * 0x1p-23f - 1.0f;
}

#endif
