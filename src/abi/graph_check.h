/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ABI_GRAPH_CHECK_H
#define ENGRAM_ABI_GRAPH_CHECK_H

/* What the shims of graphs, of overlays and of spreading check alike. C-clean. */

#include "abi/arguments.h"
#include "engram/graph.h"

/* Everything about a view but its contents; *known is the complete struct. */
ENGRAM_INLINE engram_status engram_check_csr(const engram_csr *given, engram_csr *known) {
    ENGRAM_REQUIRE(given != NULL, ENGRAM_ERROR_NULL, "csr");
    memset(known, 0, sizeof *known);
    ENGRAM_REFUSE(engram_read_struct(known, sizeof *known, sizeof(void *), (uint32_t)offsetof(engram_csr, types), given,
                                     "csr.size"));
    ENGRAM_REQUIRE(known->offset_type <= ENGRAM_OFFSETS_U32, ENGRAM_ERROR_ENUM, "csr.offset_type");
    ENGRAM_REQUIRE(known->reserved == 0, ENGRAM_ERROR_ARGUMENT, "csr.reserved: 0");
    const uint32_t width = known->offset_type == ENGRAM_OFFSETS_U32 ? 4 : 8;
    const struct engram_piece offsets = {known->offsets, (uint64_t)known->node_count + 1, width, "csr.offsets"};
    const struct engram_piece targets = {known->targets, known->edge_count, 4, "csr.targets"};
    const struct engram_piece weights = {known->weights, known->edge_count, 4, "csr.weights"};
    ENGRAM_REFUSE(engram_check_piece(offsets));
    ENGRAM_REFUSE(engram_check_piece(targets));
    return engram_check_piece(weights);
}

ENGRAM_INLINE engram_status engram_check_graph_options(const engram_graph_options *given, engram_graph_options *known) {
    memset(known, 0, sizeof *known);
    known->size = sizeof *known;
    if (given == NULL) return ENGRAM_OK;
    ENGRAM_REFUSE(engram_read_struct(known, sizeof *known, 4, 8, given, "options.size"));
    ENGRAM_REQUIRE(known->duplicates <= ENGRAM_DUPLICATES_REJECT, ENGRAM_ERROR_ENUM, "options.duplicates");
    ENGRAM_REQUIRE(known->no_pull <= 1, ENGRAM_ERROR_ARGUMENT, "options.no_pull: 0 or 1");
    return ENGRAM_OK;
}

/* So many edges, or room for them. */
ENGRAM_INLINE engram_status engram_check_edges(const engram_edge *edges, uint64_t count, const char *argument) {
    ENGRAM_REQUIRE(engram_bytes_fit(count, sizeof *edges), ENGRAM_ERROR_OVERFLOW, argument);
    const struct engram_piece words = {edges, count * (sizeof *edges / 4), 4, argument};
    return engram_check_piece(words);
}

/* Where one number, or one pointer, goes. */
ENGRAM_INLINE engram_status engram_check_out(const void *out, uint32_t width, const char *argument) {
    const struct engram_piece one = {out, 1, width, argument};
    return engram_check_piece(one);
}

/* The same where it may be left out. */
ENGRAM_INLINE engram_status engram_check_spare(const void *out, uint32_t width, const char *argument) {
    const struct engram_piece one = {out, 1, width, argument};
    return engram_check_optional(one);
}

/* What comes back from below names no argument: the name of an earlier refusal is not to be taken for its own. */
ENGRAM_INLINE engram_status engram_unnamed(engram_status status) {
    return status == ENGRAM_OK ? status : engram_refuse(status, NULL);
}

#endif
