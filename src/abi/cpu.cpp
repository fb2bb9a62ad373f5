// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/cpu.h"

#include "abi/arguments.h"
#include "cpu/level.h"

uint32_t engram_levels_supported(void) { return engram_machine_can(); }

engram_level engram_level_best(void) { return engram_levels_highest(engram_machine_should()); }

namespace {

engram_status force(engram_families families, engram_level level) {
    ENGRAM_REQUIRE(families != 0 && (families & ~engram_families{ENGRAM_FAMILY_ALL}) == 0, ENGRAM_ERROR_ENUM,
                   "families: the bitwise or of ENGRAM_FAMILY_ values");
    ENGRAM_REQUIRE(level < ENGRAM_LEVEL_COUNT, ENGRAM_ERROR_ENUM, "level: an ENGRAM_LEVEL_ value");
    for (int i = 0; i < ENGRAM_FAMILY_COUNT; ++i)
        ENGRAM_REQUIRE((families >> i & 1u) == 0 || level == ENGRAM_LEVEL_AUTO ||
                           ((engram_machine_can() & ~engram_levels_disabled(i)) >> level & 1u) != 0,
                       ENGRAM_ERROR_LEVEL, "level: one of engram_levels_supported() that no self-check has disabled");
    for (int i = 0; i < ENGRAM_FAMILY_COUNT; ++i)
        if ((families >> i & 1u) != 0) engram_level_choose(i, level);
    return ENGRAM_OK;
}

} // namespace

engram_status engram_level_force(engram_families families, engram_level level) {
    return engram_checked(force(families, level));
}

engram_level engram_level_active(engram_families family) {
    const int index = engram_family_index(family);
    return index < 0 ? engram_level{ENGRAM_LEVEL_AUTO} : engram_level_of(index);
}

const char *engram_level_reason(engram_families family) {
    const int index = engram_family_index(family);
    return index < 0 ? "not one known family: pass one ENGRAM_FAMILY_ value" : engram_level_reason_of(index);
}

const char *engram_level_name(engram_level level) { return engram_machine_level_name(level); }
