/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ABI_HANDLES_H
#define ENGRAM_ABI_HANDLES_H

/* Checks that the shims of graphs and of spreading share. */

#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "engram/graph.h"

/* A caller's struct begins with its size. Copies what both sides know over defaults; 0 when the size is not known. */
ENGRAM_INLINE int engram_struct_read(void *known, uint32_t known_size, uint32_t alignment, uint32_t least,
                                     const void *given) {
    uint32_t size;
    memcpy(&size, given, sizeof size);
    if (!engram_size_is_known(size, least, known_size, alignment)) return 0;
    memcpy(known, given, size);
    memcpy(known, &known_size, sizeof known_size);
    return 1;
}

/* The same outwards: fills as much as the caller's struct holds, but for its size. */
ENGRAM_INLINE int engram_struct_fits(const void *given, uint32_t known_size, uint32_t alignment, uint32_t least) {
    uint32_t size;
    memcpy(&size, given, sizeof size);
    return engram_size_is_known(size, least, known_size, alignment);
}
ENGRAM_INLINE void engram_struct_write(void *given, const void *known) {
    uint32_t size;
    memcpy(&size, given, sizeof size);
    memcpy((char *)given + sizeof size, (const char *)known + sizeof size, size - sizeof size);
}

ENGRAM_INLINE engram_status engram_allocator_check(const engram_allocator *allocator) {
    if (allocator == NULL) return ENGRAM_OK;
    if (allocator->size != sizeof *allocator) return ENGRAM_ERROR_STRUCT;
    if (allocator->flags != 0) return ENGRAM_ERROR_ARGUMENT;
    return allocator->allocate == NULL || allocator->release == NULL ? ENGRAM_ERROR_NULL : ENGRAM_OK;
}

ENGRAM_INLINE engram_status engram_executor_check(const engram_executor *executor) {
    if (executor == NULL) return ENGRAM_OK;
    if (executor->size != sizeof *executor) return ENGRAM_ERROR_STRUCT;
    return executor->run == NULL ? ENGRAM_ERROR_NULL : ENGRAM_OK;
}

/* Everything about a view but its contents; *known is the complete struct. */
ENGRAM_INLINE engram_status engram_csr_check(const engram_csr *given, engram_csr *known) {
    if (given == NULL) return ENGRAM_ERROR_NULL;
    memset(known, 0, sizeof *known);
    if (!engram_struct_read(known, sizeof *known, sizeof(void *), (uint32_t)offsetof(engram_csr, types), given))
        return ENGRAM_ERROR_STRUCT;
    if (known->offset_type > ENGRAM_OFFSETS_U32) return ENGRAM_ERROR_ENUM;
    const uint64_t width = known->offset_type == ENGRAM_OFFSETS_U32 ? 4 : 8;
    if (!engram_bytes_fit(known->edge_count, sizeof(uint32_t)) ||
        !engram_bytes_fit((uint64_t)known->node_count + 1, width))
        return ENGRAM_ERROR_OVERFLOW;
    if (known->offsets == NULL || (known->edge_count != 0 && (known->targets == NULL || known->weights == NULL)))
        return ENGRAM_ERROR_NULL;
    return ENGRAM_OK;
}

#endif
