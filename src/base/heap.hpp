// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Selection and sorting in place: a binary heap with the greatest in front, no memory of its own.

#include <stddef.h>

namespace {

template <typename T, typename Less> inline void sift_down(T *heap, size_t at, size_t count, Less less) {
    const T moving = heap[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= count) break;
        if (child + 1 < count && less(heap[child], heap[child + 1])) ++child;
        if (!less(moving, heap[child])) break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moving;
}

template <typename T, typename Less> inline void make_heap(T *heap, size_t count, Less less) {
    for (size_t i = count / 2; i-- > 0;) sift_down(heap, i, count, less);
}

// From a heap to ascending order.
template <typename T, typename Less> inline void sort_heap(T *heap, size_t count, Less less) {
    while (count > 1) {
        --count;
        const T greatest = heap[0];
        heap[0] = heap[count];
        heap[count] = greatest;
        sift_down(heap, 0, count, less);
    }
}

template <typename T, typename Less> inline void heap_sort(T *items, size_t count, Less less) {
    make_heap(items, count, less);
    sort_heap(items, count, less);
}

} // namespace
