/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_SIMILARITY_TOPK_H
#define ENGRAM_KERNELS_SIMILARITY_TOPK_H

/* The shapes built on the kernels of a level. Arguments have been checked; strides are in full. C-clean. */

#include "kernels/similarity/ops.h"

ENGRAM_INTERNAL_BEGIN

/* Rows handed to a kernel at once: their scores stay in L1. */
#define ENGRAM_CHUNK_ROWS 256

/* Task i of n items takes [share(i), share(i + 1)). */
ENGRAM_INLINE uint64_t engram_share(uint64_t n, uint32_t i, uint32_t tasks) {
    const uint64_t rest = n % tasks;
    return n / tasks * i + (i < rest ? i : rest);
}

/* A selection: what to score, against what, and the options with their defaults filled in. */
struct engram_topk_job {
    const struct engram_similarity_ops *ops;
    engram_metric metric;
    engram_rows queries, rows;
    const engram_codes *codes; /* null: score every row in full */
    uint64_t k;
    uint64_t first, count; /* positions: rows, or places in the id list */
    engram_topk_options options;
};
/* Bytes that let tasks share the rows of a query; UINT64_MAX for more than there can be. */
uint64_t engram_topk_scratch_bytes(uint64_t query_count, uint64_t k, uint32_t task_count);

void engram_topk_run(const struct engram_topk_job *job, engram_hit *hits, engram_topk_counts *counts);

/* Scores of all queries with all rows; see engram_similarity_block(). */
struct engram_block_job {
    const struct engram_similarity_ops *ops;
    engram_metric metric;
    engram_rows queries, rows;
    uint64_t score_stride;
    const engram_executor *executor;
    float *scores;
};
void engram_block_run(const struct engram_block_job *job);

/* One query against rows whose ids come in a list of either width. */
void engram_gather_run(engram_scan_fn *scan, const struct engram_scan *s, engram_id_type id_type, const void *ids,
                       uint64_t count, float *scores);

/* Whether all ids of a list are below limit. */
int engram_ids_below(engram_id_type id_type, const void *ids, uint64_t count, uint64_t limit);

/* The scan of one query of a job over its rows. */
struct engram_scan engram_scan_of(const engram_rows *queries, uint64_t query, const engram_rows *rows);

/* One query of a job over positions [begin, end), through codes. 0: the query cannot be, score rows in full. */
struct engram_selection;
int engram_codes_select(const struct engram_topk_job *job, uint64_t query, uint64_t begin, uint64_t end,
                        struct engram_selection *selection, engram_topk_counts *counts);

/* The i8 codes of a query of f32 for a job with codes, dim of them at d. 0: it has none. */
int engram_code_query_of(const struct engram_topk_job *job, uint64_t query, int8_t *d, struct engram_code_query *out);

/* Products of these codes of a query with those of rows. */
void engram_code_products_of(const struct engram_topk_job *job, const int8_t *d, const uint64_t *ids, size_t count,
                             double *products);

/* What the rows of a chunk, 128 at most, can score at best by their codes; see engram_code_limits_fn. */
struct engram_chunk;
void engram_code_limits_of(const struct engram_topk_job *job, const struct engram_code_query *query, const int8_t *d,
                           const struct engram_chunk *chunk, double *limits);

/* One query of a job over positions [begin, end), every row scored in full. */
void engram_scan_select(const struct engram_topk_job *job, uint64_t query, uint64_t begin, uint64_t end,
                        struct engram_selection *selection, engram_topk_counts *counts);

/* See engram_rows_convert(); strides in full. */
typedef void engram_convert_run_fn(const struct engram_similarity_ops *ops, const engram_rows *rows, void *out,
                                   uint64_t out_stride, float *scales);
engram_convert_run_fn *engram_convert_between(engram_type from, engram_type to);

/* Codes of rows [first, first + count), at their places in *codes; see engram_codes_build(). Strides in full. */
void engram_codes_run(const struct engram_similarity_ops *ops, const engram_rows *rows, uint64_t first, uint64_t count,
                      const engram_codes *codes);

/* i8 codes of one f32 row, and what a proof needs of it; see engram_codes. */
void engram_codes_row(const struct engram_similarity_ops *ops, const float *row, size_t dim, int8_t *codes,
                      float *scale, float *error, float *norm);

/* The codes alone; returns their scale. */
float engram_i8_row(const struct engram_similarity_ops *ops, const float *row, size_t dim, int8_t *codes);

ENGRAM_INTERNAL_END

#endif
