/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ACTIVATION_H
#define ENGRAM_ACTIVATION_H

/*
 * What a cue brings to mind: activation that spreads along the edges of a graph.
 *
 * A node's new value is one chain of fused multiply-adds, over its incoming edges in ascending source order (edges of
 * one source in their stored order), so it does not depend on the instruction set or on the schedule.
 */

#include "engram/common.h"

ENGRAM_BEGIN

/*
 * A directed graph in compressed sparse rows: the edges of node s are targets[offsets[s]] to
 * targets[offsets[s + 1] - 1], with their weights beside them. Set size to sizeof(engram_csr). Since: 0.1.0
 */
typedef struct engram_csr {
    uint32_t size;           /* sizeof(engram_csr) */
    uint32_t node_count;     /* nodes */
    uint64_t edge_count;     /* edges */
    const uint64_t *offsets; /* node_count + 1 values: the first 0, never falling, the last edge_count */
    const uint32_t *targets; /* edge_count node ids; null only when edge_count is 0 */
    const float *weights;    /* edge_count weights; null only when edge_count is 0 */
} engram_csr;

/*
 * Looks for the first fault: offsets that do not start at 0, that fall, or that do not end at edge_count; a target
 * that is no node. Weights may be any float. O(nodes + edges).
 *
 *   position  may be null; on ENGRAM_ERROR_GRAPH the index of the offending offset or edge
 *   fault     may be null; on ENGRAM_ERROR_GRAPH a static sentence that names it
 *
 * Errors: ENGRAM_ERROR_GRAPH, ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_OVERFLOW. Since: 0.1.0
 */
ENGRAM_API engram_status engram_csr_validate(const engram_csr *graph, uint64_t *position, const char **fault);

/*
 * Spreads for a number of steps, in place. In each step, from the values a of the step before:
 *     b[t] = a[t] + sum over edges s -> t with a[s] != 0 of a[s] * weight
 *     m = max over b, NaN ignored;  if m > 1, every b is divided by m
 * This is the CSR rule of the original Engram kernel: nodes keep their activation, there is no decay per hop.
 *
 *   activations  node_count floats, read and written; must not overlap the graph
 *   steps        0 leaves everything as it is
 *
 * The graph is validated first. Scratch: node_count floats from the arena of the calling thread, reset at the end.
 * Non-finite input spreads as arithmetic has it; a NaN comes out as 0x7FC00000.
 * Errors: those of engram_csr_validate; ENGRAM_ERROR_OVERLAP; ENGRAM_ERROR_MEMORY when the arena is exhausted and its
 * overflow strategy is error_return. Since: 0.1.0
 */
ENGRAM_API engram_status engram_activation_spread(const engram_csr *graph, uint32_t steps, float *activations);

ENGRAM_END

#endif
