/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_SIMILARITY_H
#define ENGRAM_SIMILARITY_H

/*
 * What resembles this cue: scores of query vectors against rows of a matrix, and the best of them.
 *
 * A pair of vectors has one score, to the last bit, whatever the instruction set, the alignment, the position in the
 * batch or the call it is made through. Sums run over 32 lanes (docs/numerics/similarity.md).
 */

#include "engram/common.h"

ENGRAM_BEGIN

/*
 * What a score measures. A similarity grows with likeness, a distance with difference: every selection takes the
 * highest similarities or the lowest distances. Defined for: f32, f16, bf16, i8 the first three, bits the last two.
 * Since: 0.1.0
 */
typedef uint32_t engram_metric;
enum {
    ENGRAM_METRIC_COSINE = 1,     /* similarity: sum(q*r) / (|q| * |r|), in [-1, 1] */
    ENGRAM_METRIC_DOT = 2,        /* similarity: sum(q*r) */
    ENGRAM_METRIC_L2_SQUARED = 3, /* distance: sum((q-r)^2), no root taken */
    ENGRAM_METRIC_HAMMING = 4,    /* distance: bits that differ */
    ENGRAM_METRIC_JACCARD = 5     /* similarity: bits set in both / bits set in either, in [0, 1]; 0 for two empty sets */
};

/* How the elements of a vector are stored. Since: 0.1.0 */
typedef uint32_t engram_type;
enum {
    ENGRAM_TYPE_F32 = 1,  /* IEEE 754 binary32: float */
    ENGRAM_TYPE_F16 = 2,  /* IEEE 754 binary16 in a uint16_t */
    ENGRAM_TYPE_BF16 = 3, /* the upper half of a binary32, in a uint16_t */
    ENGRAM_TYPE_I8 = 4,   /* int8_t, -128 to 127; a row may have a scale: it then stands for scale * codes */
    ENGRAM_TYPE_BITS = 5  /* bit i of a row is bit i % 8 of its byte i / 8; bits after the last one are ignored */
};

/*
 * A matrix of vectors, one to a row. Set size to sizeof(engram_rows); fields may be added at the end. Since: 0.1.0
 */
typedef struct engram_rows {
    uint32_t size;       /* sizeof(engram_rows) */
    engram_type type;    /* of every element */
    const void *data;    /* first element of row 0, aligned for its type; may be null when count or dim is 0 */
    uint64_t count;      /* rows */
    uint64_t stride;     /* elements (bits: bytes) from one row to the next, no less than a row; 0: no gaps */
    uint64_t dim;        /* elements (bits: bits) in a row */
    const float *scales; /* i8 only: count scales, above 0 and finite, 0 for a row of zeros, NaN for a row that is NaN;
                            null stands for 1. Others: must be null */
} engram_rows;

/* How a list of row ids is stored. Since: 0.1.0 */
typedef uint32_t engram_id_type;
enum {
    ENGRAM_IDS_U32 = 1, /* uint32_t */
    ENGRAM_IDS_U64 = 2  /* uint64_t */
};

/*
 * One pair: *score = metric(a, b), dim elements of one type each (bits: dim bits). i8 scales are 1.
 *
 * Cosine: accurate to 1e-6 absolute up to 4096 dimensions, clamped to [-1, 1]. A vector of zeros, or of no elements,
 * scores 0 against everything. Norms from the smallest denormal to FLT_MAX are scaled by a power of two and
 * answered as well as any other. A NaN or an infinity gives NaN (0x7FC00000). A vector with itself scores exactly 1.
 * Dot and squared L2: sums in f32, so they overflow to an infinity as arithmetic has it; NaN is 0x7FC00000.
 * i8: sums are exact; then up to four roundings in double and one to float, so the relative error stays below 2^-23.99.
 * This holds for a squared L2 too, whatever the scales and however close the vectors, up to 2^24 elements. Hamming: exact
 * up to 2^24, then rounded.
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_METRIC, ENGRAM_ERROR_OVERFLOW,
 * ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_similarity_pair(engram_metric metric, engram_type type, const void *a, const void *b,
                                                uint64_t dim, float *score);

/*
 * The same for f32 without a status, for loops over single pairs. Sums over i of dim elements:
 *     cosine = sum(a*b) / (|a| * |b|),   dot = sum(a*b),   l2_squared = sum((a-b)^2)
 * No errors: with dim > 0, a pointer that is null or not aligned for a float gives NaN (0x7FC00000). The other values are
 * those of engram_similarity_pair(). Since: 0.1.0
 */
ENGRAM_API float engram_cosine_f32(const float *a, const float *b, size_t dim);
/* sum(a*b), as above: dim floats each, no errors. Since: 0.1.0 */
ENGRAM_API float engram_dot_f32(const float *a, const float *b, size_t dim);
/* sum((a-b)^2), as above: dim floats each, no errors. Since: 0.1.0 */
ENGRAM_API float engram_l2_squared_f32(const float *a, const float *b, size_t dim);

/*
 * One against many: scores[i] = metric(query, row first + i) for i in [0, count).
 *
 *   query   rows->dim elements of rows->type, with scale 1; may be null when dim or count is 0
 *   scores  count floats; must overlap neither the query nor the rows
 *
 * Values as in engram_similarity_pair(). Cut the range to share it among threads: the scores do not change.
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_METRIC, ENGRAM_ERROR_STRIDE,
 * ENGRAM_ERROR_OVERFLOW when the matrix would not fit the address space, ENGRAM_ERROR_ARGUMENT when the range
 * leaves the matrix, a type other than i8 has scales, or one of a row that is read is negative or infinite,
 * ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_similarity_many(engram_metric metric, const void *query, const engram_rows *rows,
                                                uint64_t first, uint64_t count, float *scores);

/*
 * One against chosen rows: scores[i] = metric(query, row ids[i]) for i in [0, count). Ids may come in any order and
 * repeat; rows are prefetched, so an order of your own costs little.
 *
 *   ids     count values of id_type, each below rows->count; checked before any score is written
 *
 * Errors: those of engram_similarity_many(); ENGRAM_ERROR_ARGUMENT when an id is no row. Since: 0.1.0
 */
ENGRAM_API engram_status engram_similarity_gather(engram_metric metric, const void *query, const engram_rows *rows,
                                                  engram_id_type id_type, const void *ids, uint64_t count,
                                                  float *scores);

/*
 * Many against many: scores[m * score_stride + n] = metric(query m, row n), in blocks that fit the caches; nothing has
 * to be packed. Each score is the one of engram_similarity_pair(), with the scales of both matrices for i8.
 *
 *   queries, rows  matrices of one type and one dim
 *   score_stride   floats from one query to the next, >= rows->count; 0 stands for rows->count
 *   executor       may be null; the rows are cut into its tasks
 *
 * Errors: those of engram_similarity_many(); ENGRAM_ERROR_ARGUMENT when types or dims differ. Since: 0.1.0
 */
ENGRAM_API engram_status engram_similarity_block(engram_metric metric, const engram_rows *queries,
                                                 const engram_rows *rows, uint64_t score_stride,
                                                 const engram_executor *executor, float *scores);

/* One selected row. Lists of these are best first; equal scores in ascending order of id. Since: 0.1.0 */
typedef struct engram_hit {
    uint64_t id;       /* the row, plus id_base of the options */
    float score;       /* biased, if there is a bias; a distance stays a distance */
    uint32_t reserved; /* 0 */
} engram_hit;

/* What happened to the rows of one query. Since: 0.1.0 */
typedef struct engram_topk_counts {
    uint64_t found;    /* hits written: at most k, fewer when fewer rows qualify */
    uint64_t scored;   /* rows that passed range, id list and filter */
    uint64_t nan;      /* of these, rows whose score or biased score is NaN: never selected */
    uint64_t rescored; /* rows whose f32 vector was read: scored, unless codes ruled rows out */
} engram_topk_counts;

/* Bits of engram_topk_options.flags. Since: 0.1.0 */
enum {
    ENGRAM_TOPK_THRESHOLD = 1, /* threshold counts */
    ENGRAM_TOPK_RANGE = 2      /* first and count count */
};

/*
 * What a selection looks at. All zero, or a null pointer, means every row, unbiased. Set size to
 * sizeof(engram_topk_options). The arrays are read only. Since: 0.1.0
 *
 * The biased score of row i is computed from the metric's score s, in f32:
 *     both arrays:    s * multiply[i] + add[i], fused: one rounding
 *     multiply alone: s * multiply[i]           add alone: s + add[i]           neither: s
 * so similarity x decay x importance is one pass. Order, threshold and NaN count go by the biased score. For a
 * distance a lower biased score stays better.
 */
typedef struct engram_topk_options {
    uint32_t size;          /* sizeof(engram_topk_options) */
    uint32_t flags;         /* ENGRAM_TOPK_ bits */
    float threshold;        /* similarities: only scores >= it; distances: only <= it. Not NaN; 0 without its bit */
    engram_id_type id_type; /* of ids */
    uint64_t first, count;  /* only rows [first, first + count); not together with ids; 0 without their bit */
    const void *ids;        /* only these rows, in any order, each listed once; null: no list */
    uint64_t id_count;      /* ids in the list; an empty list with a pointer selects nothing */
    const uint64_t *filter; /* only rows i whose bit i % 64 of word i / 64 is set; null: all */
    uint64_t filter_bits;   /* bits in filter, at least rows->count; 0 without a filter */
    const float *multiply;  /* rows->count factors, or null */
    const float *add;       /* rows->count summands, or null */
    uint64_t id_base;       /* added to every row number; id_base + rows->count must not wrap */
    const engram_executor *executor; /* may be null */
    void *scratch;          /* for cutting rows among tasks: see engram_topk_scratch(); may be null */
    uint64_t scratch_bytes; /* of scratch */
} engram_topk_options;

/*
 * Bytes of scratch memory with which a selection cuts its rows into the tasks of an executor:
 *     task_count * (query_count * (k * sizeof(engram_hit) + sizeof(engram_topk_counts)))
 * With less, or none, whole queries are the tasks, so that one query runs on one thread. Alignment: 8 bytes.
 * UINT64_MAX when the size overflows; 0 for 0 or 1 tasks. Since: 0.1.0
 */
ENGRAM_API uint64_t engram_topk_scratch(uint64_t query_count, uint64_t k, uint32_t task_count);

/*
 * The k best rows for each query: highest similarity or lowest distance first, then lowest id. Scoring, bias,
 * threshold and selection are one pass; scores are never stored. The outcome does not depend on the executor, on the
 * scratch memory or on the number of queries in the call.
 *
 *   queries  one or more; type and dim as rows
 *   k        hits kept per query, 0 to any number; may exceed the rows
 *   options  may be null
 *   hits     hits[m * k] on belong to query m; entries after counts[m].found are unspecified; null only for k 0
 *   counts   one per query
 *
 * Errors: those of engram_similarity_block(); ENGRAM_ERROR_ARGUMENT for a range that leaves the rows, an id that is no
 * row, ids with a range, a filter shorter than the rows, a threshold that is NaN, a threshold or range without its flag, an
 * unknown flag, an id_base that wraps; ENGRAM_ERROR_NULL for a size whose pointer is null. Nothing is written then.
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_similarity_topk(engram_metric metric, const engram_rows *queries,
                                                const engram_rows *rows, uint64_t k,
                                                const engram_topk_options *options, engram_hit *hits,
                                                engram_topk_counts *counts);

/* How codes are stored. Since: 0.1.0 */
typedef uint32_t engram_code_kind;
enum {
    ENGRAM_CODES_I8 = 0,   /* a byte per element: its nearest multiple of the scale */
    ENGRAM_CODES_SIGNS = 1 /* a bit per element, as in ENGRAM_TYPE_BITS: set stands for 1, clear for -1 */
};

/*
 * Codes of a matrix of f32 rows, with what a proof needs: row i = scales[i] * codes + a rest of norm <= errors[i].
 * engram_codes_build() fills what it points to; keep it beside the rows. Set size to sizeof(engram_codes). Since: 0.1.0
 */
typedef struct engram_codes {
    uint32_t size;         /* sizeof(engram_codes) */
    engram_code_kind kind; /* of the codes; 0 is i8 */
    int8_t *data;          /* the codes of row 0; of signs, its bytes */
    uint64_t count;        /* rows */
    uint64_t stride;       /* bytes from row to row, no less than a row (signs: (dim + 7) / 8); 0: no gaps */
    uint64_t dim;          /* codes in a row */
    float *scales;         /* count scales */
    float *errors;         /* count upper bounds of the norm of the rest; +inf: nothing is known, read the row */
    float *norms;          /* count norms of the rows, to 2^-20 relative */
} engram_codes;

/*
 * Makes the codes of rows [first, first + count), in their places of codes->data, scales, errors and norms.
 *
 *   codes  of all rows: count and dim as theirs. i8: scale = largest magnitude / 127, rounded up; code = nearest integer to
 *          element / scale, ties to even. Signs: code = 1 where element > 0, else -1, and scale = mean magnitude, which leaves
 *          the least rest; unused bits are 0
 *
 * The rest of a typical embedding is 0.6 of its norm with signs, which therefore rule out only what lies that far below the
 * best: they are for near duplicates and high thresholds, at a thirty-second of the memory. A row with NaN or infinity, or
 * whose squared norm leaves [2^-80, 2^120], gets an error of +inf and is always read.
 * Errors: as engram_similarity_many(); ENGRAM_ERROR_METRIC when rows are not f32; ENGRAM_ERROR_ARGUMENT when codes and rows
 * differ in count or dim, or the range leaves them; ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_codes_build(const engram_rows *rows, uint64_t first, uint64_t count,
                                            const engram_codes *codes);

/*
 * engram_similarity_topk() over f32 rows, reading codes instead wherever they suffice: hits, score bits and all counts
 * but rescored are equal, always, for codes built from these rows. An upper bound of the true
 * score, proven in docs/numerics/similarity.md, rules a row out when it cannot reach the k best so far; the others
 * are scored in f32. A quarter of the memory traffic, or a thirty-second. Takes no memory beyond options->scratch.
 *
 *   metric  cosine, dot or squared L2
 *
 * Errors: those of engram_similarity_topk(); ENGRAM_ERROR_ARGUMENT when codes and rows differ in count or dim;
 * ENGRAM_ERROR_ENUM for an unknown kind of codes.
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_similarity_topk_codes(engram_metric metric, const engram_rows *queries,
                                                      const engram_rows *rows, const engram_codes *codes, uint64_t k,
                                                      const engram_topk_options *options, engram_hit *hits,
                                                      engram_topk_counts *counts);

/*
 * Merges lists of hits, such as those of parts of the rows: the k best of all, in the same order as a selection over
 * the whole. Lists need not be sorted. An id in two lists stays twice. NaN scores are left out.
 *
 *   metric  of the scores: says which end is better
 *   lists   list_count pointers; list l holds counts[l] hits; a list may be null when its count is 0
 *   hits    room for k
 *   found   receives the number of hits written; it and hits overlap nothing that is read, nor each other
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP.
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_topk_merge(engram_metric metric, const engram_hit *const *lists, const uint64_t *counts,
                                           uint64_t list_count, uint64_t k, engram_hit *hits, uint64_t *found);

/* How lists from different searches become one. Since: 0.1.0 */
typedef uint32_t engram_fusion;
enum {
    ENGRAM_FUSION_RECIPROCAL = 1, /* sum of weight / (constant + rank), ranks from 1 (Cormack et al., 2009) */
    ENGRAM_FUSION_SCORE = 2,      /* sum of weight * score */
    ENGRAM_FUSION_MIN_MAX = 3     /* sum of weight * (score - min) / (max - min) of the list; 1 where max = min */
};

/* One ranked list, best first. Since: 0.1.0 */
typedef struct engram_ranking {
    const engram_hit *hits; /* null only when count is 0 */
    uint64_t count;         /* hits */
    float weight;           /* finite; may be negative, not 0: a list that is not to count is left out */
    uint32_t reserved;      /* 0 */
} engram_ranking;

/* How to fuse. Null means reciprocal rank with the constant 60. Set size. Since: 0.1.0 */
typedef struct engram_fusion_options {
    uint32_t size;        /* sizeof(engram_fusion_options) */
    engram_fusion method; /* which sum */
    double constant;      /* reciprocal: finite, >= 0; 60 is usual */
    double first_bonus;   /* added once to an id whose best rank is 1; finite */
    double podium_bonus;  /* added once to an id whose best rank is 2 or 3; finite */
} engram_fusion_options;

/* Bytes that engram_rank_fusion() needs for `total` hits in all lists: 32 * total, UINT64_MAX when that overflows.
 * Since: 0.1.0 */
ENGRAM_API uint64_t engram_fusion_scratch(uint64_t total);

/*
 * Fuses ranked lists: the k ids with the highest fused score, ties by ascending id. The sum of an id runs in double
 * over the lists in their order and is rounded to float once, at the end. An id that a list repeats counts there once,
 * at its best rank. A hit with a NaN score is skipped by the two score methods, and its rank stays taken. Scores of a
 * distance must be negated by the caller for the score methods.
 *
 * Infinite scores lose nothing. min_max: an infinity counts as a finite score one step beyond the finite ones of its list,
 * a step being max - min of these, or any where that is 0. score: an infinity outweighs everything finite, and where an id
 * has some of both signs, one of each cancel.
 *
 *   hits, found  room for k, and their number; both overlap nothing that is read, nor each other
 *   scratch      engram_fusion_scratch(sum of counts) bytes, aligned to 8; overlaps nothing else
 *
 * Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ARGUMENT for weights and options
 * outside their range, ENGRAM_ERROR_MEMORY when the scratch memory is too small, ENGRAM_ERROR_ALIGNMENT,
 * ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_OVERLAP. Since: 0.1.0
 */
ENGRAM_API engram_status engram_rank_fusion(const engram_ranking *rankings, uint64_t ranking_count,
                                            const engram_fusion_options *options, uint64_t k, engram_hit *hits,
                                            uint64_t *found, void *scratch, uint64_t scratch_bytes);

/*
 * Converts rows to another type; one of the two is f32. From f32: f16 and bf16 to nearest, ties to even (NaN becomes
 * 0x7E00, 0x7FC0); i8 with scale = largest magnitude / 127, rounded up (down where 127 * scale would be infinite), and
 * code = nearest to element / scale, so that |element - scale * code| <= 0.50001 * scale and -128 never occurs; bits:
 * element > 0. To f32: f16 and bf16 exactly (NaN becomes 0x7FC00000), i8 as code * scale, rounded once.
 *
 *   out         rows->count rows; must not overlap the input
 *   out_stride  elements (bits: bytes) between rows of out; 0: no gaps; gaps are not written
 *   scales      to i8 only: receives a scale per row, 0 for a row of zeros, NaN (codes 0) for one with NaN or infinity
 *
 * Errors: those of engram_similarity_many(); ENGRAM_ERROR_METRIC for a pair of types that has no conversion.
 * Since: 0.1.0
 */
ENGRAM_API engram_status engram_rows_convert(const engram_rows *rows, engram_type type, void *out, uint64_t out_stride,
                                             float *scales);

ENGRAM_END

#endif
