/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_CHECK_FAMILIES_H
#define ENGRAM_CHECK_FAMILIES_H

/* The descriptor of each family, defined beside its vectors: a program that calls one family links that one alone. C-clean. */

#include "cpu/family.h"

ENGRAM_INTERNAL_BEGIN

#define ENGRAM_FAMILY_DECLARED_(name) extern const struct engram_family engram_##name##_family;
ENGRAM_FAMILIES(ENGRAM_FAMILY_DECLARED_)
#undef ENGRAM_FAMILY_DECLARED_

/* Defined by each family's select.cpp. */
#define ENGRAM_FAMILY_PUBLISH_(name) void engram_##name##_publish(engram_level level);
ENGRAM_FAMILIES(ENGRAM_FAMILY_PUBLISH_)
#undef ENGRAM_FAMILY_PUBLISH_

/* All of them, by index: for what is asked of the whole library. */
extern const struct engram_family *const engram_families_all[ENGRAM_FAMILY_COUNT];

/* The first use of a family: its level is settled, and checked where ENGRAM_SELF_CHECK asks for it. */
void engram_family_meet(const struct engram_family *family);

ENGRAM_INTERNAL_END

#endif
