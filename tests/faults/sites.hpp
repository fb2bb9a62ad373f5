// SPDX-License-Identifier: MIT OR Apache-2.0
// Compiled in front of every file of the library under test: each call that can fail registers where it stands, and
// asks the plan first. check_sites.py makes sure that no such call goes by another name.
#pragma once

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include "faults/fault.h"
#ifdef FAULT_TAKES
#include "kernels/graph/graph.h"
#endif

#define FAULT_SITE(call)                                                                                   \
    ({                                                                                                     \
        static const fault_site site_here = {__FILE__, call, __LINE__};                                    \
        static const fault_site *const site_listed __attribute__((section("fault_sites"), used)) = &site_here; \
        (void)site_listed;                                                                                 \
        &site_here;                                                                                        \
    })

namespace std {
using ::fault_aligned_alloc;
using ::fault_free;
using ::fault_malloc;
} // namespace std

#define malloc(...) fault_malloc(FAULT_SITE("malloc"), __VA_ARGS__)
#define aligned_alloc(...) fault_aligned_alloc(FAULT_SITE("aligned_alloc"), __VA_ARGS__)
#define posix_memalign(...) fault_posix_memalign(FAULT_SITE("posix_memalign"), __VA_ARGS__)
#define free(...) fault_free(__VA_ARGS__)
#define mmap(...) fault_mmap(FAULT_SITE("mmap"), __VA_ARGS__)
#define munmap(...) fault_munmap(FAULT_SITE("munmap"), __VA_ARGS__)
#define madvise(...) (fault_fails(FAULT_SITE("madvise")) ? -1 : (madvise)(__VA_ARGS__))
#define pthread_key_create(...) (fault_fails(FAULT_SITE("pthread_key_create")) ? 11 : (pthread_key_create)(__VA_ARGS__))
#define pthread_setspecific(...) (fault_fails(FAULT_SITE("pthread_setspecific")) ? 12 : (pthread_setspecific)(__VA_ARGS__))
#define pthread_atfork(...) (fault_fails(FAULT_SITE("pthread_atfork")) ? 12 : (pthread_atfork)(__VA_ARGS__))

// A hook of the caller's: the test's own decides, and is told for which place.
#define allocate(context, ...) allocate((fault_hook_at(FAULT_SITE("allocate")), context), __VA_ARGS__)

// The requests of handles all pass through one function; what can fail is each of its calls.
#ifdef FAULT_TAKES
#define engram_take(...) (fault_fails(FAULT_SITE("engram_take")) ? nullptr : (engram_take)(__VA_ARGS__))
#define engram_take_small(...) (fault_fails(FAULT_SITE("engram_take_small")) ? nullptr : (engram_take_small)(__VA_ARGS__))
#endif
