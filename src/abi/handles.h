/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ABI_HANDLES_H
#define ENGRAM_ABI_HANDLES_H

/* Checks that the shims of graphs and of spreading share. */

#include "abi/arguments.h"
#include "engram/graph.h"

/* Everything about a view but its contents; *known is the complete struct. */
ENGRAM_INLINE engram_status engram_csr_check(const engram_csr *given, engram_csr *known) {
    if (given == NULL) return ENGRAM_ERROR_NULL;
    memset(known, 0, sizeof *known);
    ENGRAM_REFUSE(engram_read_struct(known, sizeof *known, sizeof(void *), (uint32_t)offsetof(engram_csr, types), given, "csr.size"));
    ENGRAM_REQUIRE(known->offset_type <= ENGRAM_OFFSETS_U32, ENGRAM_ERROR_ENUM, "csr.offset_type");
    const uint64_t width = known->offset_type == ENGRAM_OFFSETS_U32 ? 4 : 8;
    if (!engram_bytes_fit(known->edge_count, sizeof(uint32_t)) ||
        !engram_bytes_fit((uint64_t)known->node_count + 1, width))
        return ENGRAM_ERROR_OVERFLOW;
    if (known->offsets == NULL || (known->edge_count != 0 && (known->targets == NULL || known->weights == NULL)))
        return ENGRAM_ERROR_NULL;
    return ENGRAM_OK;
}

#endif
