/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_COMPAT_H
#define ENGRAM_COMPAT_H

/*
 * The symbols of Engram's original kernels, name for name and signature for signature: a program that links those
 * links this archive instead. They return void, so each leaves its outcome in engram_last_status() of the calling
 * thread. On an error nothing is written and nothing is changed, but for engram_configure_arena(). New code uses the other
 * headers.
 */

#include "engram/common.h"

ENGRAM_BEGIN

/* The outcome of the last compat call on this thread; ENGRAM_OK before the first. Since: 0.1.0 */
ENGRAM_API engram_status engram_last_status(void);

/*
 * scores[i] = cosine(query, candidates + i * query_len), in [-1, 1]; candidates are row-major without gaps.
 * A vector whose squared norm is below 1e-30, NaN or infinite scores exactly 0, so scores are never NaN.
 * num_candidates 0 writes nothing; query_len 0 scores 0. engram_similarity_many() answers tiny and huge norms too.
 * Statuses: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API void engram_vector_similarity(const float *query, const float *candidates, float *scores, size_t query_len,
                                         size_t num_candidates);

/*
 * Spreads activation over an edge list without sources. Edge k is taken to start at node
 * k / ceil(num_edges / num_nodes), which is right only for edges grouped by source with one constant out-degree (the
 * last source may have fewer): for any other graph use engram_activation_spread(). In each iteration, from a copy:
 *     activations[adjacency[k]] += copy[source(k)] * weights[k], k ascending, with one rounding (the original rounded the
 *     product too);  edges to no node are skipped
 *     m = max(activations), NaN ignored;  if m > 1 all are divided by m
 * Any count of 0 changes nothing. Scratch: 4 * num_nodes bytes of the thread's arena, given back at the end; what
 * the caller has taken from that arena stays. It counts as one reset.
 * Statuses: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_OVERLAP; ENGRAM_ERROR_MEMORY when the
 * arena is exhausted and its strategy is error_return (the default, fallback, takes system memory). Since: 0.1.0
 */
ENGRAM_API void engram_spread_activation(const uint32_t *adjacency, const float *weights, float *activations,
                                         size_t num_nodes, size_t num_edges, uint32_t iterations);

/*
 * strengths[i] *= exp(-ages_seconds[i] / 86400). The day is an e-folding time, not a half-life: after one day 0.3679
 * is left. Strengths are not clamped. engram_decay_apply() has the other curves.
 * Statuses: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API void engram_apply_decay(float *strengths, const uint64_t *ages_seconds, size_t num_memories);

/*
 * Size and overflow strategy of scratch arenas: of those created from now on, and of each living one from its next
 * reset with nothing in use. Switches zero-on-reset on. engram_arena_configure() has the rest.
 *   pool_size_mb       1 to 1024 MiB; anything else leaves the size as it is, and ENGRAM_ERROR_ARGUMENT behind
 *   overflow_strategy  0 panic, 1 error_return, 2 fallback; any other value selects error_return, as the original
 *                      did, and leaves ENGRAM_ERROR_ENUM behind
 * Each is taken without the other. Not called: ENGRAM_ARENA_SIZE (bytes, 65536 to 1073741824), ENGRAM_ARENA_OVERFLOW
 * (panic, error_return, fallback) and ENGRAM_ARENA_ZERO (true, 1, false, 0) are read once (the original never saw them);
 * what they leave open is 1 MiB, fallback, true. Since: 0.1.0
 */
ENGRAM_API void engram_configure_arena(uint32_t pool_size_mb, uint8_t overflow_strategy);

/*
 * Sums over all threads, living and ended: resets, requests that did not fit, and the largest number of bytes in use at
 * once in any arena. A null pointer skips that value. Since: 0.1.0
 */
ENGRAM_API void engram_arena_stats(size_t *total_resets, size_t *total_overflows, size_t *max_high_water_mark);

/* Resets the arena of the calling thread, engram_arena_thread() too; nothing happens, and nothing is counted, without one. Since: 0.1.0 */
ENGRAM_API void engram_reset_arenas(void);

/* Sets the three sums of engram_arena_stats() to zero, the largest number of bytes in use too, which the original kept.
 * Since: 0.1.0 */
ENGRAM_API void engram_reset_arena_metrics(void);

/* Gives the arena of the calling thread back to the system; a later call makes a new one. Threads that end do this
 * by themselves. Since: 0.1.0 */
ENGRAM_API void engram_deinit_thread_arena(void);

ENGRAM_END

#endif
