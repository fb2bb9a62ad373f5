/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_BASE_ATTRIBUTES_H
#define ENGRAM_BASE_ATTRIBUTES_H

/* C-clean. Internal functions and tables cross object files under C names that a consumer never sees exported. */
#ifdef __cplusplus
#define ENGRAM_INTERNAL_BEGIN extern "C" {
#define ENGRAM_INTERNAL_END }
#else
#define ENGRAM_INTERNAL_BEGIN
#define ENGRAM_INTERNAL_END
#endif

/* Kernel helpers must vanish into their caller, in debug builds too: a stray copy of wide code would be shared. A build
 * that counts branches (tests/coverage/run) defines it otherwise, to count each once and not once for every caller. */
#ifndef ENGRAM_INLINE
#define ENGRAM_INLINE static inline __attribute__((always_inline))
#endif
#define ENGRAM_LIKELY(x) __builtin_expect(!!(x), 1)
#define ENGRAM_UNLIKELY(x) __builtin_expect(!!(x), 0)

#endif
