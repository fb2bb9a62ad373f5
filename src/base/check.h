/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_BASE_CHECK_H
#define ENGRAM_BASE_CHECK_H

/* Arithmetic on sizes that cannot wrap, and overlap of byte ranges. C-clean. */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"

/* A buffer must leave room for pointer differences: PTRDIFF_MAX bytes at most. */
ENGRAM_INLINE int engram_bytes_fit(uint64_t count, uint64_t element_bytes) {
    uint64_t bytes;
    return !__builtin_mul_overflow(count, element_bytes, &bytes) && bytes <= (uint64_t)PTRDIFF_MAX;
}

/* Bytes spanned by rows of dim elements that start stride elements apart; 0 when it does not fit. count >= 1. */
ENGRAM_INLINE int engram_rows_fit(uint64_t count, uint64_t stride, uint64_t dim, uint64_t element_bytes,
                                  uint64_t *bytes) {
    uint64_t elements;
    if (__builtin_mul_overflow(count - 1, stride, &elements) || __builtin_add_overflow(elements, dim, &elements) ||
        !engram_bytes_fit(elements, element_bytes))
        return 0;
    *bytes = elements * element_bytes;
    return 1;
}

/*
 * Whether a caller's struct has a size that a release of it may have: from the least that was ever, up to all that is known
 * here, in whole units of its alignment. A size in between would cut a pointer in half.
 */
ENGRAM_INLINE int engram_size_is_known(uint32_t size, size_t least, size_t known, size_t alignment) {
    return size >= least && size <= known && size % alignment == 0;
}

/* Whether [a, a + a_bytes) and [b, b + b_bytes) share a byte. Empty ranges share none. */
ENGRAM_INLINE int engram_overlap(const void *a, uint64_t a_bytes, const void *b, uint64_t b_bytes) {
    const uintptr_t from_a = (uintptr_t)a, from_b = (uintptr_t)b;
    return a_bytes != 0 && b_bytes != 0 && (from_a < from_b ? from_b - from_a < a_bytes : from_a - from_b < b_bytes);
}

#endif
