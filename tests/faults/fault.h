/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_FAULT_H
#define ENGRAM_TESTS_FAULT_H

/*
 * Places of the library that ask the system for something, each known by file and line, each of which can be made to
 * fail. sites.hpp registers them while the library is compiled; this is what runs. C-clean.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct fault_site {
    const char *file, *call;
    int line;
};

/* Counts of one site, in memory that forked children share. */
struct fault_count {
    uint32_t reached; /* while no fault was planned */
    uint32_t failed;  /* at this place, by plan */
};

enum { FAULT_SITES = 64 };
size_t fault_site_count(void);
const struct fault_site *fault_site_at(size_t i);
struct fault_count *fault_count_at(size_t i);

/* From now on request number `nth` of site i fails, or with nth = 0 every one of them. */
void fault_plan(size_t i, uint32_t nth);
void fault_plan_none(void);
/* Every request of every site fails. */
void fault_plan_all(void);

/* What the library holds of the system: blocks, and mapped bytes. */
struct fault_held {
    int64_t blocks, mapped;
};
struct fault_held fault_held_now(void);

/* For the caller's allocator hook: whether the request that is on its way is to fail. */
int fault_hook_fails(void);

/* What the calls in the library become. */
int fault_fails(const struct fault_site *site);
void fault_hook_at(const struct fault_site *site);
void *fault_malloc(const struct fault_site *site, size_t bytes);
void *fault_aligned_alloc(const struct fault_site *site, size_t align, size_t bytes);
int fault_posix_memalign(const struct fault_site *site, void **memory, size_t align, size_t bytes);
void fault_free(void *memory);
void *fault_mmap(const struct fault_site *site, void *at, size_t bytes, int protection, int flags, int file, long offset);
int fault_munmap(const struct fault_site *site, void *at, size_t bytes);

#ifdef __cplusplus
}
#endif
#endif
