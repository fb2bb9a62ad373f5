/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_ACTIVATION_PAGERANK_H
#define ENGRAM_KERNELS_ACTIVATION_PAGERANK_H

/*
 * Personalised PageRank on prepared graphs. Arguments have been checked, options and seeds are complete. All arithmetic is in
 * double, without fused steps: one piece of code, and the same bits, on every level. C-clean.
 */

#include "kernels/activation/workspace.h"

ENGRAM_INTERNAL_BEGIN

void engram_prepared_pagerank_power(const struct engram_graph *graph, const engram_pagerank_options *options,
                                    struct engram_workspace *workspace, const engram_executor *executor,
                                    const engram_seeds *seeds, float *ranks, engram_pagerank_info *info);

void engram_prepared_pagerank_push(const struct engram_graph *graph, const engram_pagerank_options *options,
                                   struct engram_workspace *workspace, const engram_seeds *seeds,
                                   engram_activated *results, uint64_t capacity, uint64_t *count,
                                   engram_pagerank_info *info);

ENGRAM_INTERNAL_END

#endif
