/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_CPU_LEVEL_H
#define ENGRAM_CPU_LEVEL_H

/* The level each family runs on: what the machine should run, then ENGRAM_ISA, then engram_level_force. C-clean. */

#include <stdint.h>

#include "engram/cpu.h"
#include "base/attributes.h"

ENGRAM_INTERNAL_BEGIN

#define ENGRAM_FAMILY_COUNT 3
#define ENGRAM_LEVEL_COUNT 5

/* Index of a single family, 0 to ENGRAM_FAMILY_COUNT - 1; -1 for anything else. */
int engram_family_index(engram_families family);

/* The level of a family by index; resolves ENGRAM_ISA at first use. */
engram_level engram_level_of(int family_index);

/* "similarity", "activation", "decay". */
const char *engram_family_name(int family_index);

/* Why a family runs what it runs, and what was refused; see engram_level_reason(). Levels built into this archive, and
 * those that a self-check has disabled for a family, as the sum of 1 << level. */
uint32_t engram_levels_built(void);
uint32_t engram_levels_disabled(int family_index);

/*
 * A self-check lets its own thread run a family on one level after the other while all others keep theirs. It takes the
 * published table away, so that every call comes by the slow way, where engram_level_checked() tells what the calling
 * thread is to run: ENGRAM_LEVEL_AUTO for all threads but the one that checks.
 */
void engram_level_check_begin(int family_index);
void engram_level_check_set(int family_index, engram_level level);
void engram_level_check_end(int family_index);
engram_level engram_level_checked(int family_index);

/* Takes a level from a family for good; if it was in force the next best takes over. Scalar cannot be taken. */
void engram_level_disable(int family_index, engram_level level);

/* The slow way of choosing a table: settles the level, publishes it unless a self-check is on, and returns it. */
engram_level engram_level_settle(int family_index);

/* src/check: runs the built-in vectors of one family, on behalf of ENGRAM_SELF_CHECK. */
void engram_self_check_at_first_use(int family_index);

/* Moves the published table of one family to the level it should run, to none for ENGRAM_LEVEL_AUTO; defined in each
 * family's select.cpp. */
void engram_similarity_publish(engram_level level);
void engram_activation_publish(engram_level level);
void engram_decay_publish(engram_level level);

/* What ENGRAM_ISA asks of one family. Exposed for tests. */
struct engram_isa_wish {
    engram_level level; /* ENGRAM_LEVEL_AUTO when nothing usable is asked */
    const char *reason; /* static sentence */
};
struct engram_isa_wish engram_isa_parse(const char *value, int family_index, uint32_t supported);

ENGRAM_INTERNAL_END

#endif
