// SPDX-License-Identifier: MIT OR Apache-2.0
#include "base/refusal.h"

namespace {

constinit thread_local const char *named = nullptr; // by the last refused call
// The status it was named for; 0 when a call has ended with it. A call that ends with another has named nothing: the name is
// of an earlier one, which ended by itself.
constinit thread_local int32_t named_for = 0;

} // namespace

void engram_refusal_note(int32_t status, const char *argument) {
    named = argument;
    named_for = status;
}

int32_t engram_refused(int32_t status) {
    if (named_for != status) named = nullptr;
    named_for = 0;
    return status;
}

const char *engram_refused_argument(void) { return named; }
