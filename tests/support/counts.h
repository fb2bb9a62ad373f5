/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_COUNTS_H
#define ENGRAM_TESTS_COUNTS_H

/* What engram/metrics.h tells, by value; a refusal shows as counts that no test expects. */

#include <string.h>

#include "engram/engram.h"

static inline engram_path_metrics path_of(engram_families families, engram_level level) {
    engram_path_metrics path = {.size = sizeof path};
    if (engram_metrics_path(families, level, &path) != ENGRAM_OK) memset(&path, 0xEE, sizeof path);
    return path;
}

static inline uint64_t errors_of(engram_families families, engram_status status) {
    uint64_t count;
    return engram_metrics_errors(families, status, &count) == ENGRAM_OK ? count : UINT64_MAX;
}

#endif
