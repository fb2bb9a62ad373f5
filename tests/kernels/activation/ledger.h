/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_ACTIVATION_LEDGER_H
#define ENGRAM_TESTS_ACTIVATION_LEDGER_H

/* An allocator that counts what is held, and fails when told to. */

#include "support/check.h"

typedef struct ledger {
    uint64_t held, peak, calls, fail_at; /* fail_at: this call and all later ones return null; 0: none */
} ledger;

static inline void *ledger_take(void *context, size_t bytes, size_t align) {
    ledger *l = context;
    if (++l->calls >= l->fail_at && l->fail_at != 0) return NULL;
    l->held += bytes;
    if (l->held > l->peak) l->peak = l->held;
    return aligned_alloc(align, (bytes + align - 1) / align * align);
}
static inline void ledger_give(void *context, void *memory, size_t bytes, size_t align) {
    (void)align;
    ((ledger *)context)->held -= bytes;
    memset(memory, 0xDD, bytes);
    free(memory);
}
static inline engram_allocator hooks(ledger *l) {
    return (engram_allocator){sizeof(engram_allocator), 0, l, ledger_take, ledger_give};
}

#endif
