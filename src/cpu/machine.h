/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_CPU_MACHINE_H
#define ENGRAM_CPU_MACHINE_H

/* The levels there are: their names and ranks, those built in, those this machine can and should run. Sets of levels are
 * sums of 1 << level. C-clean. */

#include <stdint.h>

#include "base/attributes.h"
#include "engram/cpu.h"

ENGRAM_INTERNAL_BEGIN

#define ENGRAM_LEVEL_COUNT 5

const char *engram_machine_level_name(engram_level level);
uint32_t engram_levels_built(void);
uint32_t engram_machine_can(void);    /* and is built in */
uint32_t engram_machine_should(void); /* and is built in */

/* The one of a set that is likely the fastest; scalar where there is none. */
engram_level engram_levels_highest(uint32_t levels);

ENGRAM_INTERNAL_END

#endif
