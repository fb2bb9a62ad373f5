// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Codes in blocks of 32 rows: the bytes, and what is done with them. Arguments have been checked.
//
//     64 bytes               struct engram_codes_header
//     a block of 32 rows     16 bytes a group of four elements, groups in whole lines; struct engram_block_factors
//     the next block ...
//
// Byte r of a group has the signs of row r in its low half and of row r + 16 in its high half: bit i is set where element i of
// the group is above 0. A table of 16 bytes a group, indexed by such halves, is what one shuffle looks up for 16 rows or more.

#include <string.h>

#include "engram/codes.h"
#include "kernels/similarity/topk.h"

#define ENGRAM_CODES_MAX_DIM 65536u

struct engram_codes_header {
    char magic[8];
    uint32_t kind, type; // kind 1: a bit of each element
    uint64_t dim, seed, count;
    uint64_t reserved[2]; // 0
    uint64_t check;       // of all before it
};
static_assert(sizeof(engram_codes_header) == 64);

constexpr size_t engram_codes_groups(uint64_t dim) { return static_cast<size_t>((dim + 15) / 16 * 4); }
constexpr size_t engram_codes_block_bytes(uint64_t dim) {
    return 16 * engram_codes_groups(dim) + sizeof(engram_block_factors);
}

// All about codes that a call needs.
struct engram_code_blocks {
    uint8_t *blocks;
    size_t groups, block_bytes;
    engram_type type;
    uint64_t dim, seed, count;
};

ENGRAM_INTERNAL_BEGIN

void engram_codes_header_write(void *codes, engram_type type, uint64_t dim, uint64_t seed, uint64_t count);

// 0: no header of this version, or fewer bytes than its rows take.
int engram_codes_header_read(void *codes, uint64_t bytes, struct engram_code_blocks *out);

// A row as floats, or a copy of it.
void engram_codes_widen(const struct engram_similarity_ops *ops, engram_type type, const void *row, size_t dim, float *out);

// See engram_rotate().
void engram_rotate_run(const struct engram_similarity_ops *ops, const engram_rows *rows, uint64_t seed, float *out);

// Squared norms for which the bounds hold: well inside those that engram_norm_is_plain() asks for.
ENGRAM_INLINE int engram_codes_is_plain(double squares) { return squares >= 0x1p-79 && squares <= 0x1p119; }

// Row i of rows becomes row at + i; scratch has dim floats for each task.
void engram_codes_encode_run(const struct engram_similarity_ops *ops, const engram_rows *rows, uint64_t at,
                             const struct engram_code_blocks *codes, const engram_executor *executor, float *scratch);

// Whether the codes of one row are those that encoding it gives; scratch has 2 * dim floats.
int engram_codes_row_matches(const struct engram_similarity_ops *ops, const engram_rows *rows, uint64_t row,
                             const struct engram_code_blocks *codes, float *scratch);

// What a query needs of its own: tables, engram_codes_tables_bytes(dim) of them, and its struct. `reach` is how much of the
// length of a rest counts: 1 by proof. 0: the query has no bounds.
ENGRAM_INLINE uint64_t engram_codes_tables_bytes(uint64_t dim) { return 16 * engram_codes_groups(dim); }
int engram_codes_query(const struct engram_similarity_ops *ops, engram_metric metric, const void *vector,
                       const struct engram_code_blocks *codes, double reach, float *scratch, uint8_t *tables,
                       struct engram_block_query *out);

// The share of |q| times the length of a rest that a product exceeds with a probability of at most this.
double engram_codes_reach(double probability, uint64_t dim);

// A selection through blocks of codes.
struct engram_cascade_job {
    struct engram_topk_job topk; // its codes are the finer ones, or null
    struct engram_code_blocks blocks;
    engram_accuracy accuracy;
    double reach;
    uint64_t candidates; // fixed: to score; of a call for candidates: room for them
    bool collects;       // candidates, not hits; rows have no data
};
uint64_t engram_cascade_scratch_bytes(uint64_t dim, uint64_t query_count, uint64_t k, engram_accuracy accuracy,
                                      uint64_t candidates, uint32_t task_count);
void engram_cascade_run(const struct engram_cascade_job *job, engram_hit *hits, engram_codes_counts *counts);

// See engram_codes_rescore(); returns what is found then.
uint64_t engram_codes_rescore_run(const struct engram_similarity_ops *ops, engram_metric metric, const engram_rows *query,
                                  const engram_rows *vectors, const engram_hit *candidates, uint64_t k, engram_hit *hits,
                                  uint64_t found);

ENGRAM_INTERNAL_END
