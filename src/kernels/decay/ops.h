/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_OPS_H
#define ENGRAM_KERNELS_DECAY_OPS_H

/* The decay kernels of one level, and their contracts. C-clean. Arguments have been checked by the caller. */

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engram/cpu.h"

ENGRAM_INTERNAL_BEGIN

/* out[i] = strengths[i] * 2^(rate * ages[i]), rate <= 0 finite; out may be strengths. */
typedef void engram_decay_exponential_fn(const float *strengths, const uint64_t *ages, size_t count, double rate,
                                         float *out);

struct engram_decay_ops {
    engram_level level;
    engram_decay_exponential_fn *exponential;
};

extern const struct engram_decay_ops engram_decay_scalar;
extern const struct engram_decay_ops engram_decay_avx2;
extern const struct engram_decay_ops engram_decay_avx512;
extern const struct engram_decay_ops engram_decay_neon;

/* The table of a level that is built in, and the one in force. */
const struct engram_decay_ops *engram_decay_table(engram_level level);
const struct engram_decay_ops *engram_decay_active(void);

ENGRAM_INTERNAL_END

#endif
