// SPDX-License-Identifier: MIT OR Apache-2.0
#include "base/refusal.h"

namespace {

constinit thread_local const char *named = nullptr; // by the last refused call
constinit thread_local bool is_fresh = false;       // by the call that is under way

} // namespace

void engram_refusal_note(const char *argument) {
    named = argument;
    is_fresh = true;
}

int32_t engram_refused(int32_t status) {
    if (!is_fresh) named = nullptr;
    is_fresh = false;
    return status;
}

const char *engram_refused_argument(void) { return named; }
