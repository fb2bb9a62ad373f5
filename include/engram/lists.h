/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_LISTS_H
#define ENGRAM_LISTS_H

/*
 * Rows in lists by what they resemble, so that a query looks at some lists instead of all rows: an inverted file. The answer is
 * then the best of the rows in those lists; how many of the best of all rows are among them is for a sample to tell.
 *
 *   1. engram_lists_learn()    centroids, from a sample of the rows
 *   2. engram_lists_assign()   the list of each row, and a second one for rows near a border
 *   3. engram_lists_fill()     the rows of each list
 *   4. engram_lists_topk()     the best rows of the lists nearest to a query
 *
 * Near is by cosine for the metric cosine, and by squared L2 for squared L2 and for dot. Every outcome is the same to the last
 * bit for any number of tasks, on every level. Rows, and the lists' numbers of them, are below 2^32 - 1.
 */

#include "engram/similarity.h"

ENGRAM_BEGIN

/* In place of the number of a list: none. Since: 0.1.0 */
#define ENGRAM_LISTS_NONE UINT32_MAX

/* How to learn and to assign. All zero, or a null pointer: the defaults. Set size. Since: 0.1.0 */
typedef struct engram_lists_options {
    uint32_t size;   /* sizeof(engram_lists_options) */
    uint32_t rounds; /* learn: of k-means; 0: 10 */
    uint64_t sample; /* learn: rows to learn from, drawn by the seed; 0: 64 for each list. All, where there are no more; no
                        fewer than lists */
    uint64_t seed;   /* learn: any number */
    uint64_t cap;    /* assign: rows that a list takes at most, second places apart; cap * lists >= rows. 0: any number */
    float border;    /* assign: a row gets a second place where that is at most so many times as far as the first; 1 or more
                        and finite, such as 1.1; 0: none. Far is the squared L2, or 1 - cosine */
    uint32_t reserved; /* 0 */
    const engram_executor *executor; /* may be null */
    void *scratch;                   /* engram_lists_scratch() bytes */
    uint64_t scratch_bytes;          /* of scratch */
} engram_lists_options;

/*
 * Bytes of scratch memory with which engram_lists_learn() learns from so many rows, or engram_lists_assign() assigns them:
 *     24 * rows + 8 * (lists + 1) + max(tasks, 1) * 264 * dim
 * Alignment: 8 bytes. UINT64_MAX when that overflows. Since: 0.1.0
 */
ENGRAM_API uint64_t engram_lists_scratch(uint64_t rows, uint64_t dim, uint64_t lists, uint32_t task_count);

/*
 * Learns centroids by k-means (Lloyd) on a sample. They begin as rows of the sample drawn by the seed; in each round every row
 * of the sample goes to the nearest (ties: the lowest), and a centroid becomes the mean of its rows, summed in double in
 * their order. With cosine rows count by their direction, and centroids have length 1. A list without rows takes the row
 * farthest from its own centroid. Rows with NaN or infinity, or whose squared norm is above 2^120 (cosine: outside
 * [2^-80, 2^120]) pull no centroid; one that began with such a row and got no other is all zeros.
 *
 *   metric     cosine, dot or squared L2
 *   rows       f32, f16 or bf16; the sample is drawn from them
 *   lists      1 to rows->count
 *   options    scratch is needed, for the rows of the sample; cap and border are 0
 *   centroids  lists * dim floats; overlap nothing that is read
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_METRIC for i8 and bits, and for hamming and
 * jaccard, ENGRAM_ERROR_STRIDE, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ARGUMENT for lists and options outside their range,
 * ENGRAM_ERROR_MEMORY when the scratch memory is too small, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_lists_learn(engram_metric metric, const engram_rows *rows, uint64_t lists,
                                            const engram_lists_options *options, float *centroids);

/*
 * The list of each row: that of the nearest centroid, of all (ties: the lowest; a row that is near none, such as NaN: as if it
 * were equally far from all).
 *
 * With a cap a full list keeps those nearest to it (ties: the lowest row), and the others go to the next nearest, where they
 * may push out others in turn: the one assignment in which no row and list would both rather have each other (Gale and
 * Shapley, 1962). The second place is the next nearest after the first, full or not.
 *
 *   rows       f32, f16 or bf16
 *   centroids  f32, one for each list, dim as the rows'
 *   options    scratch is needed; rounds, sample and seed are 0
 *   homes      rows->count numbers of lists
 *   seconds    rows->count numbers of lists, or ENGRAM_LISTS_NONE; null only without a border
 *
 * Errors: as engram_lists_learn(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_lists_assign(engram_metric metric, const engram_rows *rows, const engram_rows *centroids,
                                             const engram_lists_options *options, uint32_t *homes, uint32_t *seconds);

/*
 * The rows of each list, ascending: those at home in list l are ids[offsets[2 * l]] up to before ids[offsets[2 * l + 1]], those
 * with their second place there up to before ids[offsets[2 * l + 2]].
 *
 *   homes    count numbers below lists
 *   seconds  count numbers below lists other than the home, or ENGRAM_LISTS_NONE; null: none
 *   offsets  2 * lists + 1 of them
 *   ids      as many as there are places, up to 2 * count
 *   placed   receives how many that is
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ARGUMENT for a number that is no
 * list, a second place that is the first, more rows than numbers, or too few ids, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_lists_fill(const uint32_t *homes, const uint32_t *seconds, uint64_t count, uint64_t lists,
                                           uint64_t *offsets, uint32_t *ids, uint64_t id_count, uint64_t *placed);

/* Lists of rows, as the three calls above make them. Set size. Since: 0.1.0 */
typedef struct engram_lists {
    uint32_t size;            /* sizeof(engram_lists) */
    uint32_t reserved;        /* 0 */
    engram_rows centroids;    /* one for each list; type and dim as the rows'. Its size, too */
    const uint64_t *offsets;  /* 2 * centroids.count + 1, never falling, up to id_count */
    const uint32_t *ids;      /* id_count rows */
    uint64_t id_count;        /* ids */
    const uint32_t *homes;    /* rows->count numbers of lists; null when no row has a second place */
} engram_lists;

/*
 * Bytes of scratch memory for engram_lists_topk():
 *     query_count * (16 * probes + 32) + max(tasks, 1) * (8 * ceil(lists / 64) + 1024)
 * Alignment: 8 bytes. UINT64_MAX when that overflows. Since: 0.1.0
 */
ENGRAM_API uint64_t engram_lists_topk_scratch(uint64_t query_count, uint64_t probes, uint64_t lists, uint32_t task_count);

/*
 * engram_similarity_topk() over the rows of the `probes` lists whose centroids score best with each query (ties: the lowest).
 * A row with both places among them counts once. With all lists, and all rows in them, the outcome is that over all rows; but a
 * query that scores NaN with every centroid looks at no list.
 *
 *   metric   as for engram_similarity_topk(); also chooses the lists
 *   queries  one or more; type and dim as rows
 *   codes    of the rows, as for engram_similarity_topk_codes(), or null
 *   lists    centroids of the rows' type
 *   probes   1 to the number of lists; more counts as all
 *   options  scratch is needed: engram_lists_topk_scratch() bytes. Whole queries are the tasks. No ids, no range
 *   hits, counts  as for engram_similarity_topk(); scored counts the rows of the lists that pass the filter
 *
 * Errors: those of engram_similarity_topk() and engram_similarity_topk_codes(); ENGRAM_ERROR_ARGUMENT for probes of 0, for
 * offsets that fall or leave the ids, an id or a home that is no row or list, in the lists that are looked at, or where there
 * are second places without homes; ENGRAM_ERROR_MEMORY when the scratch memory is too small. Since: 0.1.0
 */
ENGRAM_API engram_status engram_lists_topk(engram_metric metric, const engram_rows *queries, const engram_rows *rows,
                                           const engram_codes *codes, const engram_lists *lists, uint64_t probes,
                                           uint64_t k, const engram_topk_options *options, engram_hit *hits,
                                           engram_topk_counts *counts);

ENGRAM_END

#endif
