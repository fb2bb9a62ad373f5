/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_ACTIVATION_SPREAD_H
#define ENGRAM_KERNELS_ACTIVATION_SPREAD_H

/* Whole calls on prepared graphs. Arguments have been checked, options are complete. C-clean. */

#include "kernels/activation/workspace.h"

ENGRAM_INTERNAL_BEGIN

/* The named rule; whether there is one of that name. */
int engram_options_preset(engram_spread_preset_id preset, engram_spread_options *options);

void engram_prepared_sparse(const struct engram_graph *graph, const engram_spread_options *options,
                        struct engram_workspace *workspace, const engram_seeds *seeds, engram_activated *results,
                        uint64_t capacity, uint64_t *count, engram_spread_info *info);

void engram_prepared_dense(const struct engram_graph *graph, const engram_spread_options *options,
                       struct engram_workspace *workspace, const engram_executor *executor, float *activations,
                       engram_spread_info *info);

/* Whether the last call on a workspace has left ways; the way to a node, as far as there is room: how long it is. */
int engram_has_ways(const struct engram_workspace *workspace);
uint64_t engram_way_to(const struct engram_workspace *workspace, uint32_t node, uint32_t *path, uint64_t capacity);

/* What all nodes send, and one pull over the whole graph, cut into the executor's tasks. */
void engram_send_everywhere(const struct engram_activation_ops *table, const struct engram_step *step, float *sent,
                            const engram_executor *executor);
/* Work on slices [first, last) and long rows [first_long, last_long) of a layout by target, cut likewise. */
typedef void engram_slice_work(void *context, uint32_t first, uint32_t last, uint32_t first_long, uint32_t last_long);
void engram_run_slices(const struct engram_graph *graph, const engram_executor *executor, engram_slice_work *work,
                       void *context);
void engram_pull_everywhere(const struct engram_activation_ops *table, const struct engram_pull *pull,
                            const engram_executor *executor);

ENGRAM_INTERNAL_END

#endif
