/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_CPU_FAMILY_H
#define ENGRAM_CPU_FAMILY_H

/* The families of kernels, once: their order gives index and bit, their names are those of ENGRAM_ISA and of reports. C-clean. */

#include "base/attributes.h"
#include "engram/cpu.h"

ENGRAM_INTERNAL_BEGIN

#define ENGRAM_FAMILIES(each) each(similarity) each(activation) each(decay)

#define ENGRAM_FAMILY_INDEX_(name) ENGRAM_INDEX_##name,
enum { ENGRAM_FAMILIES(ENGRAM_FAMILY_INDEX_) ENGRAM_FAMILY_COUNT };
#undef ENGRAM_FAMILY_INDEX_

struct engram_checks; /* check/check.h */

/* What is known of a family above its kernels and handed down at its first use, so that nothing below names any. */
struct engram_family {
    int index;
    void (*publish)(engram_level level);   /* puts a level's table in force; none for ENGRAM_LEVEL_AUTO */
    struct engram_checks (*checks)(void);  /* its vectors of the self-check */
};

const char *engram_family_name(int index);

/* Index of a single family; -1 for anything else. */
int engram_family_index(engram_families family);

ENGRAM_INTERNAL_END

#endif
