/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_ACTIVATION_OPS_H
#define ENGRAM_KERNELS_ACTIVATION_OPS_H

/* The spreading kernels of one level, and their contracts. C-clean. Arguments have been checked by the caller. */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/cpu.h"

ENGRAM_INTERNAL_BEGIN

/* next[target] = fma(current[source], weight, next[target]) over the edges of every source with current != 0. */
typedef void engram_activation_push_fn(const uint64_t *offsets, const uint32_t *targets, const float *weights,
                                       size_t node_count, const float *current, float *next);

/* The same where node s has the edges [s * per_node, (s + 1) * per_node), cut at edge_count; zero sources are not
 * skipped, targets that are no node are. */
typedef void engram_activation_push_uniform_fn(const uint32_t *targets, const float *weights, size_t node_count,
                                               size_t edge_count, size_t per_node, const float *current, float *next);

/* m = max(values, 0), NaN ignored; if m > 1, values /= m. */
typedef void engram_activation_limit_fn(float *values, size_t count);

/* Every NaN becomes the one NaN results carry. */
typedef void engram_activation_canonical_fn(float *values, size_t count);

struct engram_activation_ops {
    engram_level level;
    engram_activation_push_fn *push;
    engram_activation_push_uniform_fn *push_uniform;
    engram_activation_limit_fn *limit;
    engram_activation_canonical_fn *canonical;
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
