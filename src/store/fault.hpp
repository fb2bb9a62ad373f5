// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_FAULT_HPP
#define ENGRAM_STORE_FAULT_HPP

// What went wrong in a call, gathered on the way up: the first refusal speaks, later ones keep its words.

#include "engram/space.h"

namespace engram {

struct fault {
    engram_status status = ENGRAM_OK;
    int32_t sqlite_code = 0;
    int32_t system_code = 0;
    uint64_t index = UINT64_MAX;
    char argument[sizeof(engram_error_detail::argument)];
    char place[sizeof(engram_error_detail::place)];
    char sentence[sizeof(engram_error_detail::sentence)];

    fault() { argument[0] = place[0] = sentence[0] = '\0'; }
    fault(const fault &) = delete;
    fault &operator=(const fault &) = delete;

    // Sets status and sentence, and returns the status. A null argument is none.
    [[gnu::format(printf, 4, 5)]] engram_status refuse(engram_status what, const char *which, const char *format, ...);
    // The same about item i of an array.
    [[gnu::format(printf, 5, 6)]] engram_status refuse_item(engram_status what, const char *which, uint64_t i,
                                                            const char *format, ...);
    [[gnu::format(printf, 2, 3)]] void at(const char *format, ...);
    // As new: for who goes on after a refusal.
    void clear() {
        status = ENGRAM_OK, sqlite_code = system_code = 0, index = UINT64_MAX;
        argument[0] = place[0] = sentence[0] = '\0';
    }
    engram_status no_memory() { return refuse(ENGRAM_ERROR_MEMORY, nullptr, "there is no memory left for this call"); }
    engram_status null(const char *which) { return refuse(ENGRAM_ERROR_NULL, which, "%s is null", which); }
};

// Whether the caller's struct may be written; null may.
engram_status check_detail(const engram_error_detail *given);

// Tells the caller, if anything went wrong and there is a struct, and returns the status.
engram_status tell(const fault &f, engram_status status, engram_error_detail *given);

} // namespace engram

#endif
