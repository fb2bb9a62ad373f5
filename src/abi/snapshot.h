/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ABI_SNAPSHOT_H
#define ENGRAM_ABI_SNAPSHOT_H

/* The metrics of kernels and arenas together, for two of the shims. C-clean. */

#include "base/attributes.h"
#include "engram/metrics.h"

ENGRAM_INTERNAL_BEGIN
struct engram_metrics engram_metrics_snapshot(void);
ENGRAM_INTERNAL_END

#endif
