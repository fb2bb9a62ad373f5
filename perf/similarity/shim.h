/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PERF_SIMILARITY_SHIM_H
#define ENGRAM_PERF_SIMILARITY_SHIM_H

/* What a C call costs over the kernel behind it, all in turn in one run. Looks into the library to call the kernel. */

#include "engram/similarity.h"

/* Prints medians of `iters` rounds over one query and 4 rows. */
void shim_report(engram_metric metric, const float *query, const float *rows, uint64_t dim, uint64_t iters);

#endif
