/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_CPU_LEVEL_H
#define ENGRAM_CPU_LEVEL_H

/* The level each family runs on: what the machine should run, then ENGRAM_ISA, then engram_level_force. Families are named
 * by their index; their descriptors come from above, at first use. C-clean. */

#include <stdint.h>

#include "cpu/family.h"
#include "cpu/machine.h"

ENGRAM_INTERNAL_BEGIN

/* The level of a family; resolves ENGRAM_ISA at first use. */
engram_level engram_level_of(int family);

/* Why a family runs what it runs: a static sentence. */
const char *engram_level_reason_of(int family);

/* Levels that a self-check has disabled for a family, as the sum of 1 << level. */
uint32_t engram_levels_disabled(int family);

/* The level of a family from its first use on, when it is handed down and its table is published; ENGRAM_LEVEL_AUTO before.
 * One byte, for every call to look at. */
extern uint8_t engram_levels_in_force[ENGRAM_FAMILY_COUNT];
ENGRAM_INLINE engram_level engram_level_in_force(int family) {
    return __atomic_load_n(&engram_levels_in_force[family], __ATOMIC_ACQUIRE);
}

/* Hands a family down: settles its level and publishes its table. 1 for the caller that was first. */
int engram_level_meet(const struct engram_family *family);

/* Puts a level, or for ENGRAM_LEVEL_AUTO the best one, in force. */
void engram_level_choose(int family, engram_level level);
engram_level engram_level_best_of(int family);

/* Takes a level from a family for good; if it was in force the next best takes over. Scalar cannot be taken. */
void engram_level_disable(int family, engram_level level);

/*
 * A self-check lets its own thread run a family on one level after the other while all others keep theirs. It takes the
 * published table away, so that every call comes by the slow way, engram_level_now(), which tells each thread its own.
 */
void engram_level_check_begin(int family);
void engram_level_check_set(int family, engram_level level);
void engram_level_check_end(int family);
engram_level engram_level_now(int family);

ENGRAM_INTERNAL_END

#endif
