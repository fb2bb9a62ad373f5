/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "faults/fault.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

/* The linker gathers what sites.hpp puts into this section. */
extern const struct fault_site *const __start_fault_sites[];
extern const struct fault_site *const __stop_fault_sites[];

static struct fault_count *shared;
static atomic_int_fast64_t blocks, mapped;

enum { NO_SITE = -1, EVERY_SITE = -2 };
static atomic_int planned = NO_SITE;
static atomic_uint planned_nth, hits;
static _Thread_local const struct fault_site *hook_site;

size_t fault_site_count(void) { return (size_t)(__stop_fault_sites - __start_fault_sites); }
const struct fault_site *fault_site_at(size_t i) { return __start_fault_sites[i]; }

/* Shared with children, so made before the first of them. */
__attribute__((constructor)) static void make_shared(void) {
    shared = mmap(NULL, FAULT_SITES * sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED || fault_site_count() > FAULT_SITES) abort();
}

struct fault_count *fault_count_at(size_t i) { return &shared[i]; }

void fault_plan(size_t i, uint32_t nth) {
    planned_nth = nth;
    hits = 0;
    planned = (int)i;
}
void fault_plan_all(void) {
    planned_nth = 0;
    planned = EVERY_SITE;
}
void fault_plan_none(void) { planned = NO_SITE; }

struct fault_held fault_held_now(void) { return (struct fault_held){blocks, mapped}; }

int fault_fails(const struct fault_site *site) {
    const int plan = planned;
    int i = 0;
    while (fault_site_at((size_t)i) != site) ++i;
    if (plan == NO_SITE) __atomic_fetch_add(&shared[i].reached, 1, __ATOMIC_RELAXED);
    if (plan != EVERY_SITE && plan != i) return 0;
    const unsigned nth = planned_nth;
    if (nth != 0 && atomic_fetch_add(&hits, 1) + 1 != nth) return 0;
    __atomic_fetch_add(&shared[i].failed, 1, __ATOMIC_RELAXED);
    errno = ENOMEM;
    return 1;
}

void fault_hook_at(const struct fault_site *site) { hook_site = site; }
int fault_hook_fails(void) { return hook_site != NULL && fault_fails(hook_site); }

static void *noted(void *memory) {
    if (memory != NULL) ++blocks;
    return memory;
}

void *fault_malloc(const struct fault_site *site, size_t bytes) {
    return fault_fails(site) ? NULL : noted(malloc(bytes));
}

void *fault_aligned_alloc(const struct fault_site *site, size_t align, size_t bytes) {
    return fault_fails(site) ? NULL : noted(aligned_alloc(align, bytes));
}

int fault_posix_memalign(const struct fault_site *site, void **memory, size_t align, size_t bytes) {
    if (fault_fails(site)) return ENOMEM;
    const int outcome = posix_memalign(memory, align, bytes);
    if (outcome == 0) noted(*memory);
    return outcome;
}

void fault_free(void *memory) {
    if (memory != NULL) --blocks;
    free(memory);
}

void *fault_mmap(const struct fault_site *site, void *at, size_t bytes, int protection, int flags, int file, long offset) {
    if (fault_fails(site)) return MAP_FAILED;
    void *pages = mmap(at, bytes, protection, flags, file, offset);
    if (pages != MAP_FAILED) mapped += (int64_t)bytes;
    return pages;
}

int fault_munmap(const struct fault_site *site, void *at, size_t bytes) {
    if (fault_fails(site)) return -1;
    const int outcome = munmap(at, bytes);
    if (outcome == 0) mapped -= (int64_t)bytes;
    return outcome;
}
