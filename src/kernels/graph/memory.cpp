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

namespace {

constexpr size_t small_unit = 16;

void *take(const engram_allocator *allocator, uint64_t bytes, size_t align) {
    if (!engram_bytes_fit(bytes, 1)) return nullptr;
    return allocator->allocate(allocator->context, static_cast<size_t>(bytes != 0 ? bytes : 1), align);
}

void give(const engram_allocator *allocator, void *memory, uint64_t bytes, size_t align) {
    if (memory == nullptr) return;
    allocator->release(allocator->context, memory, static_cast<size_t>(bytes != 0 ? bytes : 1), align);
}

} // namespace

void *engram_take(const engram_allocator *allocator, uint64_t bytes) { return take(allocator, bytes, cache_line); }
void engram_give(const engram_allocator *allocator, void *memory, uint64_t bytes) {
    give(allocator, memory, bytes, cache_line);
}

void *engram_take_small(const engram_allocator *allocator, uint64_t bytes) { return take(allocator, bytes, small_unit); }
void engram_give_small(const engram_allocator *allocator, void *memory, uint64_t bytes) {
    give(allocator, memory, bytes, small_unit);
}
