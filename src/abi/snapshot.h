/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ABI_SNAPSHOT_H
#define ENGRAM_ABI_SNAPSHOT_H

/* The metrics of kernels and arenas together, for the shims that show them. C-clean. */

#include "metrics/metrics.h"

ENGRAM_INTERNAL_BEGIN
void engram_snapshot_take(struct engram_snapshot *snapshot);
ENGRAM_INTERNAL_END

#endif
