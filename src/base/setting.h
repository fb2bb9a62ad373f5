/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_BASE_SETTING_H
#define ENGRAM_BASE_SETTING_H

/* The variables of the environment that the library knows: each is read once, when it is first asked for. C-clean. */

#include "base/attributes.h"

ENGRAM_INTERNAL_BEGIN

enum engram_setting {
    ENGRAM_SETTING_ISA,
    ENGRAM_SETTING_SELF_CHECK,
    ENGRAM_SETTING_ARENA_SIZE,
    ENGRAM_SETTING_ARENA_OVERFLOW,
    ENGRAM_SETTING_ARENA_ZERO,
    ENGRAM_SETTING_ARENA_HUGE_PAGES,
    ENGRAM_SETTINGS
};

/* Its name, such as "ENGRAM_ISA". */
const char *engram_setting_name(int setting);

/* The value as it was then; null when it was not set or empty. What is too long to mean anything is cut and ends in dots.
 * Takes the lock at first. */
const char *engram_setting_value(int setting);

/* "true", "1", "false", "0": 1 or 0; -1 for anything else. */
int engram_setting_flag(const char *value);

ENGRAM_INTERNAL_END

#endif
