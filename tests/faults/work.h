/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_FAULT_WORK_H
#define ENGRAM_TESTS_FAULT_WORK_H

/*
 * A round of calls of every family, with scratch, a workspace, an overlay and an executor, folded into one number: the
 * same number on every thread, level and processor, whatever else happens meanwhile.
 */

#include <stdbool.h>

#include "support/check.h"

typedef struct work {
    engram_graph *graph;
    engram_workspace *workspace;
    float rows[40 * 67], query[67];
    const engram_executor *executor; /* null: the calling thread */
} work;

/* False without memory. */
bool work_open(work *w);
void work_close(work *w);
uint64_t work_round(work *w);

#endif
