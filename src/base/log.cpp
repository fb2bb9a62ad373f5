// SPDX-License-Identifier: MIT OR Apache-2.0
#include "base/log.h"

#include <stddef.h>

#include "base/lock.h"

namespace {

constinit engram_log_sink *current = nullptr;
constinit void *current_context = nullptr;
// A sink may call the library, and the library may have more to tell: such an inner event is dropped.
constinit thread_local bool inside = false;

} // namespace

void engram_log_sink_set(engram_log_sink *sink, void *context) {
    engram_lock();
    current = sink;
    current_context = context;
    engram_unlock();
}

void engram_log_event(uint32_t event, const char *a, const char *b, const char *c, const char *d) {
    if (inside) return;
    engram_lock();
    engram_log_sink *sink = current;
    void *context = current_context;
    engram_unlock();
    if (sink == nullptr) return;
    char message[256];
    size_t used = 0;
    const char *const parts[] = {a, b, c, d};
    for (const char *part : parts)
        for (; part != nullptr && *part != '\0' && used < sizeof message - 1; ++part) message[used++] = *part;
    message[used] = '\0';
    inside = true;
    sink(context, event, message);
    inside = false;
}
