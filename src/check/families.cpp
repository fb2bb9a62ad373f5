// SPDX-License-Identifier: MIT OR Apache-2.0
#include "check/check.h"

#define ENGRAM_FAMILY_LISTED_(name) &engram_##name##_family,
const struct engram_family *const engram_families_all[ENGRAM_FAMILY_COUNT] = {ENGRAM_FAMILIES(ENGRAM_FAMILY_LISTED_)};
#undef ENGRAM_FAMILY_LISTED_

engram_status engram_self_check_families(engram_families families, struct engram_self_check_result *result) {
    const struct engram_family *wanted[ENGRAM_FAMILY_COUNT + 1];
    uint32_t count = 0;
    for (uint32_t i = 0; i < ENGRAM_FAMILY_COUNT; ++i)
        if ((families >> i & 1u) != 0) wanted[count++] = engram_families_all[i];
    if ((families >> ENGRAM_INDEX_similarity & 1u) != 0) wanted[count++] = &engram_codes_checked;
    return engram_self_check_run(wanted, count, result);
}
