/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_DIAGNOSTICS_REPORT_H
#define ENGRAM_DIAGNOSTICS_REPORT_H

/* What the shims of engram/diagnostics.h call. C-clean. */

#include "base/attributes.h"
#include "engram/diagnostics.h"
#include "metrics/metrics.h"

ENGRAM_INTERNAL_BEGIN

void engram_report_write(struct engram_text *text, int as_json, const struct engram_snapshot *snapshot);

/* The plan is complete: missing fields are 0. */
engram_status engram_capacity_compute(const engram_capacity_plan *plan, engram_capacity *capacity);

ENGRAM_INTERNAL_END

#endif
