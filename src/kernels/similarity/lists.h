/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_SIMILARITY_LISTS_H
#define ENGRAM_KERNELS_SIMILARITY_LISTS_H

/* Rows in lists by their nearest centroid; see engram/lists.h. Arguments have been checked; strides are in full. C-clean. */

#include "engram/lists.h"
#include "kernels/similarity/topk.h"

ENGRAM_INTERNAL_BEGIN

/*
 * Places are rows: the i-th is row i, or sample[i]. What is kept of each: its list and the one after, with how far they are. Far
 * is -cosine or squared L2, and +infinity where that is NaN; order is by far, then by number.
 */
struct engram_places {
    const struct engram_similarity_ops *ops;
    engram_metric near; /* cosine or squared L2 */
    engram_rows rows;   /* f32, f16 or bf16 */
    engram_rows centroids; /* f32 */
    const engram_executor *executor;
    const uint32_t *sample; /* or null */
    uint64_t count;
    uint32_t *home, *next;
    float *far, *next_far;
    uint32_t *order;   /* room for count places */
    uint64_t *offsets; /* centroids.count + 1 */
    char *tasks;       /* ENGRAM_LISTS_TASK_BYTES * dim for each, aligned to 8 */
};
#define ENGRAM_LISTS_TASK_BYTES 264u

/* Before the first list of all: where a place begins. */
ENGRAM_INLINE void engram_places_begin(const struct engram_places *p) {
    for (uint64_t i = 0; i < p->count; ++i) p->home[i] = ENGRAM_LISTS_NONE, p->far[i] = -__builtin_inff();
}

/* The two lists after the home of each of `count` places, listed in `which` or all: the new home, and the next. */
void engram_places_advance(const struct engram_places *p, const uint32_t *which, uint64_t count);

/* order becomes the places by their lists, ascending in each; offsets where each list begins. */
void engram_places_group(const struct engram_places *p);

/* Begins, advances, and settles a cap (0: none): see engram_lists_assign(). */
void engram_places_assign(const struct engram_places *p, uint64_t cap);

/* See engram_lists_learn(); the sample is drawn into `sample`, of p->count places, which p->sample is. */
void engram_lists_learn_run(const struct engram_places *p, uint32_t *sample, uint64_t seed, uint32_t rounds, float *centroids);

/* See engram_lists_fill(). */
void engram_lists_fill_run(const uint32_t *homes, const uint32_t *seconds, uint64_t count, uint64_t lists, uint64_t *offsets,
                           uint32_t *ids);

struct engram_lists_job {
    struct engram_topk_job topk; /* codes, options and executor too; no ids, no range */
    engram_lists lists;
    uint64_t probes;
    engram_hit *choice; /* queries * probes */
    engram_topk_counts *chosen; /* queries: found lists of each */
    char *tasks;        /* engram_lists_task_bytes() for each, aligned to 8 */
};
uint64_t engram_lists_task_bytes(uint64_t lists);

/* The lists of each query, into choice and chosen. */
void engram_lists_choose(const struct engram_lists_job *job);
/* What the choice refers to: null, or what is wrong with it. */
const char *engram_lists_fault(const struct engram_lists_job *job);
void engram_lists_topk_run(const struct engram_lists_job *job, engram_hit *hits, engram_topk_counts *counts);

ENGRAM_INTERNAL_END

#endif
