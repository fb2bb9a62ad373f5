/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_CPU_H
#define ENGRAM_CPU_H

/*
 * Which instruction set each kernel family runs on, and the switch to change it.
 *
 * Every level gives the same bits, so forcing one changes speed only: it is the rollback when a machine, a hypervisor
 * or a compiler misbehaves. Before the first kernel call the environment variable ENGRAM_ISA does the same:
 *     ENGRAM_ISA=scalar               all families
 *     ENGRAM_ISA=avx2,decay=scalar    all families on avx2, decay on the scalar reference
 * Words are separated by commas, and of those that speak of a family the last counts: decay=scalar,avx2 puts decay on avx2
 * too. Case and spaces around words do not matter; an empty value is none. A word that is no name puts every family on the
 * scalar reference, because who turns back must not stay where he was by a typo; a level that this machine cannot run
 * leaves the best one in place. Both are told by engram_level_reason() and as an event (engram/diagnostics.h).
 */

#include "engram/common.h"

ENGRAM_BEGIN

/* An instruction-set level. Since: 0.1.0 */
typedef uint32_t engram_level;
enum {
    ENGRAM_LEVEL_AUTO = 0,   /* the best level this machine should run */
    ENGRAM_LEVEL_SCALAR = 1, /* the reference: plain C++ for the baseline of the architecture */
    ENGRAM_LEVEL_AVX2 = 2,   /* AVX2, FMA and F16C (x86-64-v3) */
    ENGRAM_LEVEL_AVX512 = 3, /* AVX-512 F, BW, DQ, VL, VNNI and VPOPCNTDQ */
    ENGRAM_LEVEL_NEON = 4    /* Advanced SIMD of armv8-a */
};

/* A set of kernel families: the bitwise or of these values. Since: 0.1.0 */
typedef uint32_t engram_families;
enum {
    ENGRAM_FAMILY_SIMILARITY = 1, /* scores, selection, conversion */
    ENGRAM_FAMILY_ACTIVATION = 2, /* spreading and PageRank */
    ENGRAM_FAMILY_DECAY = 4,      /* curves, base level, FSRS, reinforcement */
    ENGRAM_FAMILY_ALL = 7         /* every family */
};

/*
 * The levels that are built in and that this machine can run, as the sum of 1 << level. The scalar bit is always set.
 * Detection reads CPUID and XGETBV on x86 and the auxiliary vector on Arm; it never executes a probe. Since: 0.1.0
 */
ENGRAM_API uint32_t engram_levels_supported(void);

/* The level that is used when nothing is forced. Since: 0.1.0 */
ENGRAM_API engram_level engram_level_best(void);

/*
 * Forces a level for one or several families, from the next call on; ENGRAM_LEVEL_AUTO gives the choice back.
 * Safe while other threads compute: a call that is under way ends on the level it began with. Overrides ENGRAM_ISA.
 * Errors, with no family changed: ENGRAM_ERROR_LEVEL when this machine or build lacks the level, or a self-check has
 * disabled it for one of the families (engram/diagnostics.h);
 * ENGRAM_ERROR_ENUM when families is 0 or has an unknown bit, or when the level is none of the above. Since: 0.1.0
 */
ENGRAM_API engram_status engram_level_force(engram_families families, engram_level level);

/* The level one family runs on; ENGRAM_LEVEL_AUTO when family is not exactly one known family. Since: 0.1.0 */
ENGRAM_API engram_level engram_level_active(engram_families family);

/*
 * Why that level runs: a static sentence, such as "best level of this machine" or "forced by ENGRAM_ISA", or what was
 * wrong with ENGRAM_ISA. Never null. Since: 0.1.0
 */
ENGRAM_API const char *engram_level_reason(engram_families family);

/* "auto", "scalar", "avx2", "avx512", "neon"; "unknown" for any other value. Since: 0.1.0 */
ENGRAM_API const char *engram_level_name(engram_level level);

ENGRAM_END

#endif
