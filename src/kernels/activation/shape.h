/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_ACTIVATION_SHAPE_H
#define ENGRAM_KERNELS_ACTIVATION_SHAPE_H

/* What happens to values after the edges: inhibition, squashing, thresholds, selection. C-clean. */

#include "kernels/activation/ops.h"

ENGRAM_INTERNAL_BEGIN

/* Nodes whose values are looked at: a list in ascending order, or, where it is null, 0 to count - 1. */
struct engram_nodes {
    const uint32_t *list;
    uint64_t count;
};

void engram_shape_inhibit(const engram_spread_options *options, struct engram_nodes nodes, float *values);
void engram_shape_squash(const struct engram_activation_ops *table, const engram_spread_options *options,
                         struct engram_nodes nodes, float *values);

/* |v| < least becomes 0. */
void engram_shape_threshold(float least, struct engram_nodes nodes, float *values);

/* All but the cap largest become 0, NaN first; heap holds cap entries. Whether any did. */
int engram_shape_cap(uint32_t cap, struct engram_nodes nodes, float *values, uint32_t *heap);

/* The capacity best into results, sorted; NaN and 0 are left out. How many are neither, and how many are NaN. keys is
 * scratch for one number for each of the nodes, and one more. */
struct engram_selected engram_shape_select(const struct engram_activation_ops *table, struct engram_nodes nodes,
                                           const float *values, uint64_t *keys, engram_activated *results,
                                           uint64_t capacity);

ENGRAM_INTERNAL_END

#endif
