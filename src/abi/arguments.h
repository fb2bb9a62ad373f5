/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ABI_ARGUMENTS_H
#define ENGRAM_ABI_ARGUMENTS_H

/*
 * How every entry point looks at what it is given: structs that begin with their size, pointers with their counts and
 * alignment, outputs apart from inputs, executors, allocators. A check returns ENGRAM_OK or the refusal, and a refusal tells
 * engram_status_argument() what was refused. C-clean.
 */

#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "base/refusal.h"
#include "engram/common.h"

/* Leaves the calling function with the first refusal. */
#define ENGRAM_REFUSE(check)                                 \
    do {                                                     \
        const engram_status refusal_ = (check);              \
        if (ENGRAM_UNLIKELY(refusal_ != ENGRAM_OK))          \
            return refusal_;                                 \
    } while (0)

/* The same for a fact that must hold: ENGRAM_REQUIRE(rate >= 0, ENGRAM_ERROR_ARGUMENT, "rate: from 0 to 1"). */
#define ENGRAM_REQUIRE(fact, status, argument)               \
    do {                                                     \
        if (ENGRAM_UNLIKELY(!(fact)))                        \
            return engram_refuse((status), (argument));      \
    } while (0)

/* A caller's struct begins with its size. Copies what both sides know over defaults. */
ENGRAM_INLINE engram_status engram_read_struct(void *known, uint32_t known_size, uint32_t alignment, uint32_t least,
                                               const void *given, const char *argument) {
    uint32_t size;
    memcpy(&size, given, sizeof size);
    ENGRAM_REQUIRE(engram_size_is_known(size, least, known_size, alignment), ENGRAM_ERROR_STRUCT, argument);
    memcpy(known, given, size);
    memcpy(known, &known_size, sizeof known_size);
    return ENGRAM_OK;
}

/* The same outwards: first whether the caller's struct can be filled, then as much as it holds, but for its size. */
ENGRAM_INLINE engram_status engram_check_out_struct(const void *given, uint32_t known_size, uint32_t alignment,
                                                    uint32_t least, const char *argument) {
    uint32_t size;
    memcpy(&size, given, sizeof size);
    ENGRAM_REQUIRE(engram_size_is_known(size, least, known_size, alignment), ENGRAM_ERROR_STRUCT, argument);
    return ENGRAM_OK;
}
ENGRAM_INLINE void engram_write_struct(void *given, const void *known) {
    uint32_t size;
    memcpy(&size, given, sizeof size);
    memcpy((char *)given + sizeof size, (const char *)known + sizeof size, size - sizeof size);
}

/* A buffer of the caller's: count elements of so many bytes, which are also their alignment. */
struct engram_piece {
    const void *memory;
    uint64_t count;
    uint32_t width;
    const char *name;
};

ENGRAM_INLINE int engram_is_aligned(const void *memory, uint64_t alignment) { return (uintptr_t)memory % alignment == 0; }

/* There, of a size that can be, and aligned. Nothing is asked of an empty one. */
ENGRAM_INLINE engram_status engram_check_piece(struct engram_piece piece) {
    if (piece.count == 0) return ENGRAM_OK;
    ENGRAM_REQUIRE(engram_bytes_fit(piece.count, piece.width), ENGRAM_ERROR_OVERFLOW, piece.name);
    ENGRAM_REQUIRE(piece.memory != NULL, ENGRAM_ERROR_NULL, piece.name);
    ENGRAM_REQUIRE(engram_is_aligned(piece.memory, piece.width), ENGRAM_ERROR_ALIGNMENT, piece.name);
    return ENGRAM_OK;
}
/* One that may be left out. */
ENGRAM_INLINE engram_status engram_check_optional(struct engram_piece piece) {
    return piece.memory != NULL ? engram_check_piece(piece) : ENGRAM_OK;
}

/* An output shares no byte with this other piece, which may be left out. Both have been checked. */
ENGRAM_INLINE engram_status engram_check_apart(struct engram_piece out, struct engram_piece other) {
    ENGRAM_REQUIRE(other.memory == NULL ||
                       !engram_overlap(out.memory, out.count * out.width, other.memory, other.count * other.width),
                   ENGRAM_ERROR_OVERLAP, out.name);
    return ENGRAM_OK;
}
/* Outputs share no byte with an input, nor with one another. What is left out is null. */
ENGRAM_INLINE engram_status engram_check_all_apart(const struct engram_piece *outs, size_t out_count,
                                                   const struct engram_piece *ins, size_t in_count) {
    for (size_t i = 0; i < out_count; ++i) {
        for (size_t j = 0; j < in_count; ++j) ENGRAM_REFUSE(engram_check_apart(outs[i], ins[j]));
        for (size_t j = 0; j < i; ++j) ENGRAM_REFUSE(engram_check_apart(outs[i], outs[j]));
    }
    return ENGRAM_OK;
}
/* Or it is the very same memory: elementwise work in place. */
ENGRAM_INLINE engram_status engram_check_in_place(struct engram_piece out, struct engram_piece other) {
    return out.memory == other.memory ? ENGRAM_OK : engram_check_apart(out, other);
}

/* Scratch memory of bytes, of which so many are needed. */
ENGRAM_INLINE engram_status engram_check_scratch(const void *memory, uint64_t bytes, uint64_t needed, const char *name) {
    ENGRAM_REQUIRE(bytes <= (uint64_t)PTRDIFF_MAX, ENGRAM_ERROR_OVERFLOW, name);
    ENGRAM_REQUIRE(memory != NULL || (bytes == 0 && needed == 0), ENGRAM_ERROR_NULL, name);
    ENGRAM_REQUIRE(engram_is_aligned(memory, 8), ENGRAM_ERROR_ALIGNMENT, name);
    ENGRAM_REQUIRE(bytes >= needed, ENGRAM_ERROR_MEMORY, name);
    return ENGRAM_OK;
}

ENGRAM_INLINE engram_status engram_check_allocator(const engram_allocator *allocator) {
    if (allocator == NULL) return ENGRAM_OK;
    ENGRAM_REQUIRE(allocator->size == sizeof *allocator, ENGRAM_ERROR_STRUCT, "allocator");
    ENGRAM_REQUIRE(allocator->flags == 0, ENGRAM_ERROR_ARGUMENT, "allocator.flags: 0");
    ENGRAM_REQUIRE(allocator->allocate != NULL, ENGRAM_ERROR_NULL, "allocator.allocate");
    ENGRAM_REQUIRE(allocator->release != NULL, ENGRAM_ERROR_NULL, "allocator.release");
    return ENGRAM_OK;
}

ENGRAM_INLINE engram_status engram_check_executor(const engram_executor *executor) {
    if (executor == NULL) return ENGRAM_OK;
    ENGRAM_REQUIRE(executor->size == sizeof *executor, ENGRAM_ERROR_STRUCT, "executor");
    ENGRAM_REQUIRE(executor->run != NULL, ENGRAM_ERROR_NULL, "executor.run");
    return ENGRAM_OK;
}

#endif
