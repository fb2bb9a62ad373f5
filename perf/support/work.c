/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stddef.h>
#include <sys/mman.h>
#include <sys/types.h>

#include "support/bench.h"

/*
 * The work of one run. Calls, items and arenas come from the library's own counters. Memory taken from the system is
 * counted on the way: the linker sends every such call of the program, the library in it, through these functions
 * (--wrap), so what is counted is what ships.
 */
static uint64_t allocations;

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void *__real_aligned_alloc(size_t align, size_t bytes);
int __real_posix_memalign(void **memory, size_t align, size_t bytes);
void *__real_mmap(void *address, size_t bytes, int protection, int flags, int file, off_t offset);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
void *__wrap_aligned_alloc(size_t align, size_t bytes);
int __wrap_posix_memalign(void **memory, size_t align, size_t bytes);
void *__wrap_mmap(void *address, size_t bytes, int protection, int flags, int file, off_t offset);

static void counted(void) { __atomic_fetch_add(&allocations, 1, __ATOMIC_RELAXED); }

void *__wrap_malloc(size_t bytes) { return counted(), __real_malloc(bytes); }
void *__wrap_calloc(size_t count, size_t bytes) { return counted(), __real_calloc(count, bytes); }
void *__wrap_realloc(void *memory, size_t bytes) { return counted(), __real_realloc(memory, bytes); }
void *__wrap_aligned_alloc(size_t align, size_t bytes) { return counted(), __real_aligned_alloc(align, bytes); }
int __wrap_posix_memalign(void **memory, size_t align, size_t bytes) {
    return counted(), __real_posix_memalign(memory, align, bytes);
}
void *__wrap_mmap(void *address, size_t bytes, int protection, int flags, int file, off_t offset) {
    return counted(), __real_mmap(address, bytes, protection, flags, file, offset);
}

void bench_work_begin(void) {
    engram_metrics_reset();
    __atomic_store_n(&allocations, 0, __ATOMIC_RELAXED);
}

bench_work bench_work_end(void) {
    bench_work w = {.allocations = __atomic_load_n(&allocations, __ATOMIC_RELAXED)};
    static engram_metrics m;
    m.size = sizeof m;
    if (engram_metrics_get(&m) != ENGRAM_OK) exit(1);
    engram_path_metrics all = {.size = sizeof all};
    if (engram_metrics_path(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO, &all) != ENGRAM_OK) exit(1);
    w.calls = all.calls, w.items = all.items, w.bytes = all.bytes;
    w.arena_bytes = m.arena_high_water, w.arena_resets = m.arena_resets, w.arena_overflows = m.arena_overflows;
    return w;
}
