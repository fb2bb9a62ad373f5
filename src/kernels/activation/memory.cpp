// SPDX-License-Identifier: MIT OR Apache-2.0
// The allocator of handles: the caller's hooks, or the C library's aligned allocation.

#include <cstdlib>

#include "base/check.h"
#include "kernels/activation/graph.h"

namespace {

constexpr size_t cache_line = 64;

void *from_libc(void *, size_t bytes, size_t align) {
    void *memory = nullptr;
    return posix_memalign(&memory, align, bytes) == 0 ? memory : nullptr;
}

void to_libc(void *, void *memory, size_t, size_t) { std::free(memory); }

} // namespace

engram_allocator engram_allocator_or_default(const engram_allocator *allocator) {
    if (allocator != nullptr) return *allocator;
    return {sizeof(engram_allocator), 0, nullptr, from_libc, to_libc};
}

void *engram_take(const engram_allocator *allocator, uint64_t bytes) {
    if (!engram_bytes_fit(bytes, 1)) return nullptr;
    return allocator->allocate(allocator->context, static_cast<size_t>(bytes != 0 ? bytes : 1), cache_line);
}

void engram_give(const engram_allocator *allocator, void *memory, uint64_t bytes) {
    if (memory == nullptr) return;
    allocator->release(allocator->context, memory, static_cast<size_t>(bytes != 0 ? bytes : 1), cache_line);
}
