// SPDX-License-Identifier: MIT OR Apache-2.0
// Of the calls of engram/diagnostics.h the one that links every family.

#include "abi/arguments.h"
#include "check/check.h"

namespace {

engram_status check(engram_families families, engram_self_check_result *result) {
    ENGRAM_REQUIRE(families != 0 && (families & ~engram_families{ENGRAM_FAMILY_ALL}) == 0, ENGRAM_ERROR_ENUM,
                   "families: the bitwise or of ENGRAM_FAMILY_ values");
    if (result != nullptr)
        ENGRAM_REFUSE(engram_check_out_struct(result, sizeof *result, alignof(engram_self_check_result),
                                              sizeof result->size, "result.size"));
    engram_self_check_result found = {};
    const engram_status status = engram_self_check_families(families, &found);
    if (result != nullptr && status != ENGRAM_ERROR_BUSY) engram_write_struct(result, &found);
    return status;
}

} // namespace

engram_status engram_self_check(engram_families families, engram_self_check_result *result) {
    return engram_checked(check(families, result));
}
