/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_ACTIVATION_OPS_H
#define ENGRAM_KERNELS_ACTIVATION_OPS_H

/* The spreading kernels of one level, and their contracts. C-clean. Arguments have been checked by the caller. */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/activation.h"
#include "engram/cpu.h"
#include "kernels/graph/graph.h"

ENGRAM_INTERNAL_BEGIN

/* next[target] = fma(current[source], weight, next[target]) over the edges of every source with current != 0. */
typedef void engram_activation_push_fn(const void *offsets, engram_offset_type offset_type, const uint32_t *targets,
                                       const float *weights, size_t node_count, const float *current, float *next);

/* The same where node s has the edges [s * per_node, (s + 1) * per_node), cut at edge_count; zero sources are not
 * skipped, targets that are no node are. */
typedef void engram_activation_push_uniform_fn(const uint32_t *targets, const float *weights, size_t node_count,
                                               size_t edge_count, size_t per_node, const float *current, float *next);

/* m = max(values, 0), NaN ignored; if m > limit, values /= m / limit. */
typedef void engram_activation_limit_fn(float *values, size_t count, float limit);

/* Every NaN becomes the one NaN results carry. */
typedef void engram_activation_canonical_fn(float *values, size_t count);

/* Which node had its best arrival where. Valid where epoch is the call's. */
struct engram_origin {
    float best;
    uint32_t hop, predecessor, epoch;
};

/* Nodes seen in a step: bit i of word i / 64, and above it two levels of one bit for each word below that is not 0. */
struct engram_marks {
    uint64_t *level[3];
};

/* A sender that sends along the first of its edges only, of those whose types carry. */
struct engram_share {
    uint32_t node;
    uint64_t edges;
};

/* One hop that pushes from a list of senders. */
struct engram_step {
    const struct engram_graph *graph;
    const engram_spread_options *options;
    const uint32_t *senders; /* ascending */
    uint64_t sender_count;
    const struct engram_share *shares; /* ascending, of senders that do not send along all edges */
    uint32_t share_count;
    const float *from; /* by node: what a sender has */
    float scale;       /* gain times the decay of this hop */
    float *into;       /* by node: arrivals are merged in */
    float *suppressed; /* by node: what suppressive edges carry; null when there are none */
    const float *value; /* by node, before the hop: for the ceiling */
    struct engram_marks marks; /* level[0] null: targets are not marked */
    struct engram_origin *origins; /* null: nobody asks */
    uint32_t epoch, hop;
};
typedef void engram_activation_step_fn(const struct engram_step *step);

/* What the nodes in [begin, end) send, from and into arrays by position: scaled and normalised; not for FAN, nor where
 * types matter. */
typedef void engram_activation_send_fn(const struct engram_step *step, float *sent, uint32_t begin, uint32_t end);

/* One hop that pulls, arrays by position: for the targets of slices [first, last) and long rows [first_long,
 * last_long), next = chain of what sent[source] and weight merge into the retained value; +0 instead of -0. A source
 * that sends 0 is none: merges other than the sum would notice. The position after the last sends 0. */
struct engram_pull {
    const struct engram_graph *graph;
    const float *sent, *value;
    float *next;
    float retention; /* 1: keep, 0: replace */
    engram_spread_merge merge;
    float limit, edge_threshold;
    float ceiling; /* NaN: none */
};
typedef void engram_activation_pull_fn(const struct engram_pull *pull, uint32_t first, uint32_t last,
                                       uint32_t first_long, uint32_t last_long);

/* Out-edges of the nodes whose value is 0. Values are by node where order is null, else by position: order tells the
 * node, node_count where there is none. */
typedef uint64_t engram_activation_silent_fn(const struct engram_graph *graph, const uint32_t *order,
                                             const float *values, uint32_t count);

/* Nodes where one of four arrays is not 0, ascending into list; how many. */
typedef uint64_t engram_activation_collect_fn(const float *a, const float *b, const float *c, const float *d,
                                              uint32_t count, uint32_t *list);

/* The same for one array. list has room for 16 more. */
typedef uint64_t engram_activation_active_fn(const float *values, uint32_t count, uint32_t *list);

/* next = retention * value. */
typedef void engram_activation_retain_fn(const float *value, float retention, size_t count, float *next);

/* The capacity best of values, without NaN and 0, into keys (kernels/activation/keys.hpp), best first. How many are
 * neither, and how many are NaN. */
#define ENGRAM_BEST_CAPACITY 64
struct engram_selected {
    uint32_t written;
    uint64_t active, nan_count;
};
typedef struct engram_selected engram_activation_best_fn(const float *values, uint32_t count, uint64_t *keys,
                                                         uint32_t capacity);

struct engram_activation_ops {
    engram_level level;
    engram_activation_push_fn *push;
    engram_activation_push_uniform_fn *push_uniform;
    engram_activation_limit_fn *limit;
    engram_activation_canonical_fn *canonical;
    engram_activation_step_fn *step;
    engram_activation_send_fn *send;
    engram_activation_pull_fn *pull;
    engram_activation_silent_fn *silent;
    engram_activation_collect_fn *collect;
    engram_activation_active_fn *active;
    engram_activation_retain_fn *retain;
    engram_activation_best_fn *best;
};

extern const struct engram_activation_ops engram_activation_scalar;
extern const struct engram_activation_ops engram_activation_avx2;
extern const struct engram_activation_ops engram_activation_avx512;
extern const struct engram_activation_ops engram_activation_neon;

/* The table of a level that is built in, and the one in force. */
const struct engram_activation_ops *engram_activation_table(engram_level level);
const struct engram_activation_ops *engram_activation_active(void);

ENGRAM_INTERNAL_END

#endif
