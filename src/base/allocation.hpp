// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_BASE_ALLOCATION_HPP
#define ENGRAM_BASE_ALLOCATION_HPP

// The one place where the engine asks for memory. Headers alone, so that a test may put a plan before malloc and
// realloc.

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

namespace engram {

inline void *heap_take(uint64_t bytes) {
    return bytes <= static_cast<uint64_t>(PTRDIFF_MAX) ? malloc(bytes != 0 ? static_cast<size_t>(bytes) : 1) : nullptr;
}
inline void *heap_resize(void *memory, uint64_t bytes) {
    return bytes <= static_cast<uint64_t>(PTRDIFF_MAX) ? realloc(memory, bytes != 0 ? static_cast<size_t>(bytes) : 1)
                                                       : nullptr;
}
inline void heap_give(void *memory) { free(memory); }

// count objects of T, all zero; null when there is no memory.
template <class T> T *heap_zeroed(uint64_t count) {
    uint64_t bytes;
    if (__builtin_mul_overflow(count, static_cast<uint64_t>(sizeof(T)), &bytes)) return nullptr;
    void *const memory = heap_take(bytes);
    if (memory != nullptr) memset(memory, 0, static_cast<size_t>(bytes));
    return static_cast<T *>(memory);
}

// The same, aligned, in bytes; align is a power of two that divides bytes.
inline void *heap_zeroed_aligned(uint64_t bytes, uint64_t align) {
    if (bytes > static_cast<uint64_t>(PTRDIFF_MAX)) return nullptr;
    void *const memory = aligned_alloc(static_cast<size_t>(align), static_cast<size_t>(bytes));
    if (memory != nullptr) memset(memory, 0, static_cast<size_t>(bytes));
    return memory;
}

// For what is large and read from end to end: in huge pages where the system has them. heap_give() takes it back.
inline void *heap_take_large(uint64_t bytes) {
    constexpr uint64_t page = 2u << 20;
    if (bytes < 2 * page || bytes > static_cast<uint64_t>(PTRDIFF_MAX) - page) return heap_take(bytes);
    bytes = (bytes + page - 1) / page * page;
    void *const memory = aligned_alloc(static_cast<size_t>(page), static_cast<size_t>(bytes));
#ifdef MADV_HUGEPAGE
    if (memory != nullptr)
        madvise(memory, static_cast<size_t>(bytes), MADV_HUGEPAGE); // a wish: no matter whether it is granted
#endif
    return memory;
}

} // namespace engram

#endif
