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

/* Moves the published table of one family to the level it should run; defined in each family's select.cpp. */
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
