/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_RECOVERY_H
#define ENGRAM_TESTS_RECOVERY_H

/* One workload of all three families, computed before anything goes wrong; after each failure the same thread computes
 * it again and every bit must be the same. */

#include "scenario.h"

enum { WORK_ROWS = 64, WORK_NODES = 300 };

typedef struct workload {
    float scores[WORK_ROWS], spread[WORK_NODES], view_spread[WORK_NODES], decayed[WORK_NODES];
    engram_hit hits[10];
} workload;

void workload_run(workload *result);

/* Group setup: remembers what is right. */
int workload_remember(void **state);

/* Fails, naming the failure before it, where a bit differs. */
void recovers_from(const char *failure);

#endif
