/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_CPU_ISA_H
#define ENGRAM_CPU_ISA_H

/* What ENGRAM_ISA asks. C-clean. */

#include <stdint.h>

#include "base/attributes.h"
#include "engram/cpu.h"

ENGRAM_INTERNAL_BEGIN

struct engram_isa_wish {
    engram_level level; /* ENGRAM_LEVEL_AUTO where none is asked, or one that is not among the supported */
    const char *reason; /* static sentence; null where nothing is asked */
    int is_refused;     /* the value has a word that is no name, or a level that is not there */
};

/* Of one family, by its index; value may be null. */
struct engram_isa_wish engram_isa_parse(const char *value, int family_index, uint32_t supported);

ENGRAM_INTERNAL_END

#endif
