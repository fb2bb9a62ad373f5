/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_SIMILARITY_PANEL_H
#define ENGRAM_KERNELS_SIMILARITY_PANEL_H

/* Several queries against a panel of rows that stays in cache while all of them pass over it. C-clean. */

#include "kernels/similarity/ops.h"

ENGRAM_INTERNAL_BEGIN

#define ENGRAM_PANEL_QUERIES 64
#define ENGRAM_PANEL_ROWS 96 /* a multiple of the row tiles of all levels, 3 and 6 */

struct engram_panel_queries {
    const struct engram_similarity_ops *ops;
    engram_metric metric;
    const engram_rows *queries;
    uint64_t first, count;
    const void *vectors[ENGRAM_PANEL_QUERIES];
    double inverse[ENGRAM_PANEL_QUERIES]; /* cosine of a float type: inverse norms */
};

void engram_panel_queries_set(struct engram_panel_queries *q, const struct engram_similarity_ops *ops,
                              engram_metric metric, const engram_rows *queries, uint64_t first, uint64_t count);

/* Rows in a panel, 6 to ENGRAM_PANEL_ROWS. */
size_t engram_panel_rows(engram_type type, uint64_t dim);

/* scores[m * stride + n] of query m and row ids[n] (or first + n), n < count <= ENGRAM_PANEL_ROWS. */
void engram_panel_scores(const struct engram_panel_queries *q, const engram_rows *rows, const uint64_t *ids,
                         uint64_t first, size_t count, float *scores, size_t stride);

ENGRAM_INTERNAL_END

#endif
