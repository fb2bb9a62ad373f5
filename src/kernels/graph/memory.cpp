// SPDX-License-Identifier: MIT OR Apache-2.0
// The allocator of handles: the caller's hooks, or the C library's aligned allocation.

#include <cstdlib>
#include <sys/mman.h>

#include "base/check.h"
#include "kernels/graph/graph.h"

namespace {

constexpr size_t cache_line = 64;

// From here on huge pages are asked for: scattered access to small pages spends its time in address translation.
constexpr size_t huge_page = size_t{2} << 20;

void *from_libc(void *, size_t bytes, size_t align) {
    void *memory = nullptr;
    const bool is_large = bytes >= 2 * huge_page;
    if (posix_memalign(&memory, is_large ? huge_page : align, bytes) != 0) return nullptr;
#ifdef MADV_HUGEPAGE
    // A wish only: the system may have none, and then nothing changes.
    if (is_large) madvise(memory, bytes / huge_page * huge_page, MADV_HUGEPAGE);
#endif
    return memory;
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
