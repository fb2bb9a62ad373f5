// SPDX-License-Identifier: MIT OR Apache-2.0
// Exact selection through codes: of i8, or signs, codes of 1 and -1. The query always has i8 codes. What rules a row out is
// proven in code_limits.hpp.

#include "base/check.h"
#include "kernels/similarity/candidates.h"
#include "kernels/similarity/score.h"
#include "kernels/similarity/selection.hpp"
#include "kernels/similarity/topk.h"

namespace {

// The codes of a query live on the stack. Longer queries are answered without codes.
constexpr size_t dim_limit = 16384;

constexpr size_t chunk_rows = 128;
static_assert(chunk_rows <= ENGRAM_CHUNK_ROWS);

// One value a row of a chunk: where they are, or gathered.
const float *beside(const float *values, const struct engram_chunk &chunk, float *gathered) {
    if (values == nullptr) return nullptr;
    if (chunk.ids == nullptr) return values + chunk.first;
    for (size_t i = 0; i < chunk.count; ++i) gathered[i] = values[chunk.ids[i]];
    return gathered;
}

void products_of(const struct engram_topk_job *job, const int8_t *d, const uint64_t *ids, uint64_t first, size_t count,
                 double *products) {
    const engram_codes *c = job->codes;
    if (c->kind == ENGRAM_CODES_SIGNS)
        job->ops->sign_dots(d, reinterpret_cast<const uint8_t *>(c->data), c->dim, c->stride, ids, first, count, products);
    else
        job->ops->i8_dots(d, c->data, c->dim, c->stride, ids, first, count, products);
}

// The products of a chunk become what its rows can score at best.
void limit_chunk(const struct engram_topk_job *job, const struct engram_code_query &query, const struct engram_chunk &chunk,
                 double *products) {
    float gathered[5][chunk_rows];
    const engram_codes *codes = job->codes;
    const struct engram_code_rows rows = {
        beside(codes->scales, chunk, gathered[0]), beside(codes->errors, chunk, gathered[1]),
        beside(codes->norms, chunk, gathered[2]), beside(job->options.multiply, chunk, gathered[3]),
        beside(job->options.add, chunk, gathered[4])};
    job->ops->code_limits[ENGRAM_METRIC_INDEX(job->metric)](&query, &rows, chunk.count, products);
}

// Whether one of 16 rows can reach the bar. Comparisons with NaN keep a row.
template <bool ascending>
bool any_of_16(const double *limits, double bar) {
    int32_t seen = 0;
    for (size_t i = 0; i < 16; ++i) seen |= ascending ? !(limits[i] > bar) : !(limits[i] < bar);
    return seen != 0;
}

// The rows of a chunk, given what each can score at best: left out, or scored in full and offered.
template <bool ascending>
void take_chunk(const struct engram_topk_job *job, const struct engram_scan &s, const struct engram_chunk &chunk,
                const double *limits, struct engram_selection *selection, engram_topk_counts *counts) {
    engram_scan_fn *scan = job->ops->scan[ENGRAM_TYPE_INDEX(ENGRAM_TYPE_F32)][ENGRAM_METRIC_INDEX(job->metric)];
    const float bound = engram_topk_bound(job);
    counts->scored += chunk.count;
    float bar = engram_selection_bound(selection, bound);
    for (size_t i = 0; i < chunk.count;) {
        if (i + 16 <= chunk.count && !any_of_16<ascending>(limits + i, static_cast<double>(bar))) {
            i += 16;
            continue;
        }
        for (const size_t end = i + 16 < chunk.count ? i + 16 : chunk.count; i < end; ++i) {
            if (ascending ? limits[i] > static_cast<double>(bar) : limits[i] < static_cast<double>(bar)) continue;
            const uint64_t row = engram_chunk_row(&chunk, i);
            float score;
            scan(&s, &row, 0, 1, &score);
            if (job->options.multiply != nullptr || job->options.add != nullptr)
                job->ops->bias(job->options.multiply, job->options.add, &row, 0, 1, &score);
            ++counts->rescored;
            if (score != score) ++counts->nan;
            else if (ascending ? score <= bar : score >= bar) {
                engram_selection_offer(selection, job->options.id_base + row, score);
                bar = engram_selection_bound(selection, bound);
            }
        }
    }
}

} // namespace

int engram_code_query_of(const struct engram_topk_job *job, uint64_t query, int8_t *d, struct engram_code_query *out) {
    const size_t dim = job->rows.dim;
    float scale, error, norm;
    const auto *vector = static_cast<const float *>(job->queries.data) + query * job->queries.stride;
    engram_codes_row(job->ops, vector, dim, d, &scale, &error, &norm);
    if (!(error <= FLT_MAX)) return 0;
    const double steps = static_cast<double>((dim + 31) / 32 + 5);
    // Sums that underflow lose up to 2^-149 a step.
    *out = {static_cast<double>(scale), static_cast<double>(error), static_cast<double>(norm) * (1.0 + 0x1p-22),
            (steps + 2.0) * 0x1.01p-24, static_cast<double>(dim + 32) * 0x1p-148};
    return 1;
}

void engram_code_products_of(const struct engram_topk_job *job, const int8_t *d, const uint64_t *ids, size_t count,
                             double *products) {
    products_of(job, d, ids, 0, count, products);
}

void engram_code_limits_of(const struct engram_topk_job *job, const struct engram_code_query *query, const int8_t *d,
                           const struct engram_chunk *chunk, double *limits) {
    products_of(job, d, chunk->ids, chunk->first, chunk->count, limits);
    limit_chunk(job, *query, *chunk, limits);
}

int engram_codes_select(const struct engram_topk_job *job, uint64_t query, uint64_t begin, uint64_t end,
                        struct engram_selection *selection, engram_topk_counts *counts) {
    const size_t dim = job->rows.dim;
    if (dim == 0 || dim > dim_limit || ENGRAM_METRIC_INDEX(job->metric) >= ENGRAM_NUMBER_METRIC_COUNT) return 0;
    alignas(64) int8_t d[dim_limit];
    struct engram_code_query q;
    if (!engram_code_query_of(job, query, d, &q)) return 0;
    const struct engram_scan s = engram_scan_of(&job->queries, query, &job->rows);
    struct engram_candidates candidates = engram_candidates_of(job, begin, end);
    struct engram_chunk chunk;
    double limits[chunk_rows];
    while (engram_candidates_next(&candidates, chunk_rows, &chunk) != 0) {
        engram_code_limits_of(job, &q, d, &chunk, limits);
        (selection->ascending ? take_chunk<true> : take_chunk<false>)(job, s, chunk, limits, selection, counts);
    }
    return 1;
}
