/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_CODES_H
#define ENGRAM_CODES_H

/*
 * The best rows at a fraction of the reading: codes of one bit per element, in blocks of 32 rows, beside the rows.
 *
 * Codes are bytes in memory of the caller's, which begin with a header that says of what they are. They can be stored and
 * loaded again as they are, on machines of one byte order. docs/similarity.md shows their use, docs/numerics/codes.md what
 * they leave out and why.
 */

#include "engram/similarity.h"

ENGRAM_BEGIN

/* Rows in a block of codes. Since: 0.1.0 */
#define ENGRAM_CODES_BLOCK 32

/*
 * What codes are of. Set size to sizeof(engram_codes_shape). Since: 0.1.0
 */
typedef struct engram_codes_shape {
    uint32_t size;       /* sizeof(engram_codes_shape) */
    engram_type type;    /* of the rows: f32, f16 or bf16 */
    uint64_t dim;        /* elements in a row, from 1 to 65536 */
    uint64_t seed;       /* of the rotation: any number. One seed, one rotation */
    uint64_t count;      /* rows that have codes; told by engram_codes_describe(), not read elsewhere */
    uint64_t first_byte; /* where block 0 begins in the codes; told, not read */
    uint64_t block_bytes; /* bytes from block to block; told, not read */
} engram_codes_shape;

/*
 * Turns vectors by the rotation of a seed, which keeps lengths and angles: out = R x. Three rounds; in each, the signs of the
 * elements are flipped as the seed says, and the Walsh-Hadamard transform is taken over the first 2^n elements, and again
 * over the last, for the largest 2^n <= dim: n 2^n additions each.
 *
 *   rows  f32, f16 or bf16, dim from 1 to 65536
 *   out   rows->count * rows->dim floats; overlaps nothing that is read. A row with NaN or infinity comes out as NaN
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_METRIC for i8 and bits,
 * ENGRAM_ERROR_STRIDE, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ARGUMENT for a dim outside its range, ENGRAM_ERROR_ALIGNMENT,
 * ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_rotate(const engram_rows *rows, uint64_t seed, float *out);

/*
 * Bytes that the codes of `rows` rows of `dim` elements take:
 *     64 + ceil(rows / 32) * (64 * ceil(dim / 16) + 384)
 * UINT64_MAX when that overflows, or for a dim that is not from 1 to 65536. 768 elements: 108 bytes a row. Since: 0.1.0
 */
ENGRAM_API uint64_t engram_codes_bytes(uint64_t dim, uint64_t rows);

/*
 * Begins codes of no rows: writes the header.
 *
 *   codes  memory of `bytes` bytes, 64 or more, aligned to 64
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM for an unknown type, ENGRAM_ERROR_METRIC for i8 and bits,
 * ENGRAM_ERROR_ARGUMENT for a dim outside its range, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_MEMORY for too few bytes. Since: 0.1.0
 */
ENGRAM_API engram_status engram_codes_begin(const engram_codes_shape *shape, void *codes, uint64_t bytes);

/*
 * Reads the header: whether these bytes are codes, and of what.
 *
 *   shape  its size is set by the caller; receives the rest
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP, ENGRAM_ERROR_ARGUMENT for
 * bytes that do not begin with a header, or are fewer than its rows need. Since: 0.1.0
 */
ENGRAM_API engram_status engram_codes_describe(const void *codes, uint64_t bytes, engram_codes_shape *shape);

/* Bytes of scratch memory for engram_codes_encode() in so many tasks: max(tasks, 1) * 4 * dim, rounded up to 64 each;
 * UINT64_MAX when that overflows. Since: 0.1.0 */
ENGRAM_API uint64_t engram_codes_encode_scratch(uint64_t dim, uint32_t task_count);

/*
 * Makes codes of rows: row i of `rows` becomes row at + i. Rows that have codes already get new ones; new rows follow the
 * last, and only the blocks that rows [at, at + rows->count) lie in are written, and the header. A code is the sign of each
 * element of R x, with three numbers of the row x (R of engram_rotate()):
 *     f = |R x|^2 / (|x| sum|R x|),   the length of the rest f * signs - R x / |x|, rounded up,   |x|
 * Rows with NaN or infinity, or whose squared norm leaves [2^-80, 2^120], are marked, and read wherever they might count.
 * Two calls on one set of codes must not run at once.
 *
 *   rows      type and dim as the codes'
 *   at        up to the rows that have codes
 *   executor  may be null; the blocks are cut into its tasks
 *   scratch   engram_codes_encode_scratch() bytes for its tasks, aligned to 8
 *   codes     engram_codes_bytes() for all of its rows, or more
 *
 * Errors: as engram_rotate() and engram_codes_describe(); ENGRAM_ERROR_ARGUMENT for rows of another type or dim than the
 * codes, or an `at` beyond their rows; ENGRAM_ERROR_MEMORY for too few bytes of codes or of scratch memory. Since: 0.1.0
 */
ENGRAM_API engram_status engram_codes_encode(const engram_rows *rows, uint64_t at, const engram_executor *executor,
                                             void *scratch, uint64_t scratch_bytes, void *codes, uint64_t bytes);

/* How sure a selection through codes is. Since: 0.1.0 */
typedef uint32_t engram_accuracy;
enum {
    ENGRAM_ACCURACY_NEAR = 0,  /* a query misses one of its best with no more than a stated probability */
    ENGRAM_ACCURACY_EXACT = 1, /* never: the ids and the bits of engram_similarity_topk() */
    ENGRAM_ACCURACY_FIXED = 2  /* the best of so many rows, those that look best by their codes */
};

/* How to select. All zero, or a null pointer: near, with 1e-9. Set size. Since: 0.1.0 */
typedef struct engram_accuracy_options {
    uint32_t size;            /* sizeof(engram_accuracy_options) */
    engram_accuracy accuracy; /* how sure */
    double probability;       /* near: above 0 and below 1, or 0 for 1e-9. Others: 0 */
    uint64_t candidates;      /* fixed: rows to score, k or more. Others: 0 */
} engram_accuracy_options;

/* What happened to the rows of one query. Since: 0.1.0 */
typedef struct engram_codes_counts {
    uint64_t found;    /* hits written: at most k */
    uint64_t scored;   /* rows that passed range, id list and filter */
    uint64_t nan;      /* of the rows scored in full, those whose score or biased score is NaN: never selected */
    uint64_t survived; /* rows that their codes did not rule out */
    uint64_t rescored; /* rows that were scored in full: survived, unless finer codes ruled rows out. Up to 256 rows that
                          are looked at beforehand to find where to begin count twice */
} engram_codes_counts;

/* Bytes of scratch memory for engram_topk_codes() and engram_codes_candidates(), whose options give the tasks; UINT64_MAX when
 * that overflows. `accuracy` may be null. Since: 0.1.0 */
ENGRAM_API uint64_t engram_topk_codes_scratch(uint64_t dim, uint64_t query_count, uint64_t k,
                                              const engram_accuracy_options *accuracy, uint32_t task_count);

/*
 * engram_similarity_topk() through codes. Each row gets a bound of its score from its codes: the score that it has at most
 * (a distance: at least), by proof, or but for the stated probability. Rows whose bound reaches the k best so far are looked
 * at in the finer codes, if there are any, and what is left is scored in full. With
 *     S = f * sum(signs * R q),   B = length of the rest * |q|,   z of the probability P / k of a standard normal
 * q.x / |x| lies within S +- B, and within S +- B z / sqrt(dim - 1) but for rotations in a P / k-th of all
 * (docs/numerics/codes.md has the proof, the model and what it was held against).
 *
 * Exact: hits and their bits are those of engram_similarity_topk(), and so is the count of NaN. Near: the hits are the k best
 * by the lower of score and bound, in the order of their scores, so that the outcome depends on codes and rows alone, never
 * on tasks or their order. Fixed: the k best of `candidates` rows with the best S (ties: lower id).
 *
 *   metric    cosine, dot or squared L2
 *   queries   one or more, type and dim as rows; the codes are read once for several of them
 *   rows      those that the codes are of
 *   fine      i8 codes or signs of the same rows, f32, or null
 *   accuracy  may be null
 *   options   as for engram_similarity_topk(), but that scratch is needed: engram_topk_codes_scratch() bytes. A row that is
 *             gone has its bit of the filter cleared. With an id list the codes are not read, and every answer is exact.
 *             Rows with a negative factor are not ruled out by their codes
 *   hits      hits[m * k] on belong to query m; entries after counts[m].found are unspecified; null only for k 0
 *   counts    one per query
 *
 * Errors: those of engram_similarity_topk_codes(), of engram_codes_describe(), and ENGRAM_ERROR_MEMORY for too little
 * scratch memory; ENGRAM_ERROR_ENUM for an unknown accuracy, ENGRAM_ERROR_ARGUMENT for a probability or a number of
 * candidates outside its range, and for codes of other rows: another type, dim or count, or a first or last row whose codes
 * are not those of the row. Nothing is written then. Since: 0.1.0
 */
ENGRAM_API engram_status engram_topk_codes(engram_metric metric, const engram_rows *queries, const engram_rows *rows,
                                           const void *codes, uint64_t codes_bytes, const engram_codes *fine, uint64_t k,
                                           const engram_accuracy_options *accuracy, const engram_topk_options *options,
                                           engram_hit *hits, engram_codes_counts *counts);

/*
 * Where the rows are elsewhere, such as in a file: the rows that may be among the k best, to be read in this order and given to
 * engram_codes_rescore(). A candidate's score is the best that it can have: the hits are whole once k are found and the next
 * candidate's score does not reach the k-th hit's.
 *
 * Finer codes bound the scores from both sides, which leaves little more than k candidates of most queries. Without them the
 * candidates are the `room` rows that look best.
 *
 *   codes       of rows of the queries' type and dim
 *   fine        i8 codes or signs of the same rows, f32, or null
 *   accuracy    exact or near; may be null
 *   options     as for engram_topk_codes(), without ids, multiply and add; the tasks of the executor are whole queries
 *   room        candidates kept for each query, best first, ties in ascending order of id
 *   candidates  candidates[m * room] on belong to query m; null only for room 0
 *   counts      one per query: found is the candidates kept, rescored the rows that qualified: more than found means that the
 *               list is cut, and the hits are sure only up to the score of its last. nan is 0
 *
 * Errors: those of engram_topk_codes(). Since: 0.1.0
 */
ENGRAM_API engram_status engram_codes_candidates(engram_metric metric, const engram_rows *queries, const void *codes,
                                                 uint64_t codes_bytes, const engram_codes *fine, uint64_t k,
                                                 const engram_accuracy_options *accuracy, const engram_topk_options *options,
                                                 uint64_t room, engram_hit *candidates, engram_codes_counts *counts);

/*
 * Scores the vectors of candidates and keeps the k best, as engram_similarity_topk() orders them. Called again with more
 * candidates of the same query it goes on from the hits that it left.
 *
 *   query       one row; type and dim as vectors
 *   vectors     row i is the vector of candidates[i]: all of its rows are read
 *   candidates  vectors->count of them: their ids
 *   hits        room for k, the first *found in order; receives the k best, best first
 *   found       at most k; 0 before the first call. Receives the number of hits. NaN scores are left out
 *
 * Errors: those of engram_similarity_topk(); ENGRAM_ERROR_ARGUMENT for more than one query, or found beyond k. Since: 0.1.0
 */
ENGRAM_API engram_status engram_codes_rescore(engram_metric metric, const engram_rows *query, const engram_rows *vectors,
                                              const engram_hit *candidates, uint64_t k, engram_hit *hits, uint64_t *found);

ENGRAM_END

#endif
