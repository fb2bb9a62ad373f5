/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_CPU_DETECT_H
#define ENGRAM_CPU_DETECT_H

/* What the processor and the system can run and should run. C-clean. */

#include <stdint.h>

#include "base/attributes.h"

ENGRAM_INTERNAL_BEGIN

/* Levels as 1 << engram_level. `can`: instructions and registers are there. `should`: `can`, less what is known to
 * lose on this processor. Nothing is executed to find out. */
struct engram_cpu {
    uint32_t can;
    uint32_t should;
};

struct engram_cpu engram_cpu_detect(void);

ENGRAM_INTERNAL_END

#endif
