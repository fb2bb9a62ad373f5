// SPDX-License-Identifier: MIT OR Apache-2.0
// Exact selection through codes: of i8, or signs, codes of 1 and -1. The query always has i8 codes.
//
// Let q = t d + f and r = s c + e with codes d, c, scales t, s and rests f, e; |.| is the Euclidean norm. Then
//     q.r = t s (d.c) + f.(s c) + q.e,   |f.(s c)| <= |f| (|r| + |e|),   |q.e| <= |q| |e|      (Cauchy-Schwarz)
// so q.r lies within B = |f| (|r| + |e|) + |q| |e| of A = t s (d.c), which integers give exactly. A computed score
// differs from its true value by rounding, bounded below for each metric with u = 2^-24 and n roundings on the longest
// path of a sum: ceil(dim / 32) fused steps and 5 additions. Whoever cannot reach the bar within both is ruled out.

#include "base/check.h"
#include "kernels/similarity/candidates.h"
#include "kernels/similarity/score.h"
#include "kernels/similarity/selection.hpp"
#include "kernels/similarity/topk.h"

namespace {

// The codes of a query live on the stack. Longer queries are answered without codes.
constexpr size_t dim_limit = 16384;

constexpr double infinity = __builtin_inf();

struct code_query {
    double scale, error, norm; // upper bounds but for the scale
    double gamma;              // relative error of a sum of products of one sign
};

struct interval {
    double low, high;
};

// Where the computed score of row i must lie, given the product of codes.
template <engram_metric metric>
interval raw_interval(const code_query &q, const engram_codes *codes, uint64_t i, double product, size_t dim) {
    const double r = static_cast<double>(codes->norms[i]) * (1.0 + 0x1p-22);
    const double e = static_cast<double>(codes->errors[i]);
    const double a = q.scale * static_cast<double>(codes->scales[i]) * product;
    // The double arithmetic here errs by less than 2^-40 of its terms; 2^-20 also covers norms known to 2^-22.
    const double b = (q.error * (r + e) + q.norm * e) * (1.0 + 0x1p-20);
    const double lengths = q.norm * r;
    if constexpr (metric == ENGRAM_METRIC_COSINE) {
        // dot errs by gamma |q||r|; each inverse norm by gamma relative; the quotient by less than 2^-22.
        const double inverse = 1.0 / lengths, slack = 4.0 * q.gamma + 0x1p-19;
        return {(a - b) * inverse - slack, (a + b) * inverse + slack};
    } else if constexpr (metric == ENGRAM_METRIC_DOT) {
        // Sums that underflow lose up to 2^-149 a step.
        const double slack = q.gamma * lengths + static_cast<double>(dim + 32) * 0x1p-148 + __builtin_fabs(a) * 0x1p-40;
        return {a - b - slack, a + b + slack};
    } else {
        static_assert(metric == ENGRAM_METRIC_L2_SQUARED);
        // |q - r|^2 = |q|^2 + |r|^2 - 2 q.r; each square of a difference has three more roundings than gamma counts.
        const double squares = q.norm * q.norm + r * r, reach = (q.norm + r) * (q.norm + r);
        const double slack = 2.0 * b + squares * 0x1p-19 + (q.gamma + 0x1p-21) * reach +
                             static_cast<double>(dim + 32) * 0x1p-148;
        return {squares - 2.0 * a - slack, squares - 2.0 * a + slack};
    }
}

// Whether row i may be left out: its score, biased, cannot reach the bar. Comparisons with NaN keep the row.
template <engram_metric metric>
bool is_out(const struct engram_topk_job *job, const code_query &q, uint64_t i, double product, float bar) {
    interval x = raw_interval<metric>(q, job->codes, i, product, job->rows.dim);
    const float *multiply = job->options.multiply, *add = job->options.add;
    if (multiply != nullptr || add != nullptr) {
        const float mf = multiply != nullptr ? multiply[i] : 1.0f, af = add != nullptr ? add[i] : 0.0f;
        if (!(__builtin_fabsf(mf) <= FLT_MAX && __builtin_fabsf(af) <= FLT_MAX)) return false;
        const double m = static_cast<double>(mf), c = static_cast<double>(af);
        const double from = m >= 0.0 ? x.low * m + c : x.high * m + c, to = m >= 0.0 ? x.high * m + c : x.low * m + c;
        // One rounding to float, or one that underflows, and those of this line.
        const double slack = (__builtin_fabs(from) + __builtin_fabs(to) + __builtin_fabs(c)) * 0x1p-22 + 0x1p-148;
        x = {from - slack, to + slack};
        // A bias may take a score beyond the floats: then it is infinite, and may tie with a bar that is.
        if (x.high >= static_cast<double>(FLT_MAX)) x.high = infinity;
        if (x.low <= -static_cast<double>(FLT_MAX)) x.low = -infinity;
    }
    constexpr bool ascending = engram_metric_traits[ENGRAM_METRIC_INDEX(metric)].is_distance;
    return ascending ? x.low > static_cast<double>(bar) : x.high < static_cast<double>(bar);
}

// The rows of a chunk, given the products of their codes: left out, or scored in full and offered.
template <engram_metric metric>
void take_chunk(const struct engram_topk_job *job, const code_query &q, const struct engram_scan &s,
                const struct engram_chunk &chunk, const double *products, struct engram_selection *selection,
                engram_topk_counts *counts) {
    engram_scan_fn *scan = job->ops->scan[ENGRAM_TYPE_INDEX(ENGRAM_TYPE_F32)][ENGRAM_METRIC_INDEX(metric)];
    constexpr bool ascending = engram_metric_traits[ENGRAM_METRIC_INDEX(metric)].is_distance;
    const float bound = engram_topk_bound(job);
    counts->scored += chunk.count;
    for (size_t n = 0; n < chunk.count; ++n) {
        const uint64_t row = engram_chunk_row(&chunk, n);
        const float bar = engram_selection_bound(selection, bound);
        if (is_out<metric>(job, q, row, products[n], bar)) continue;
        float score;
        scan(&s, &row, 0, 1, &score);
        if (job->options.multiply != nullptr || job->options.add != nullptr)
            job->ops->bias(job->options.multiply, job->options.add, &row, 0, 1, &score);
        ++counts->rescored;
        if (score != score) ++counts->nan;
        else if (ascending ? score <= bar : score >= bar)
            engram_selection_offer(selection, job->options.id_base + row, score);
    }
}

constexpr decltype(&take_chunk<ENGRAM_METRIC_DOT>) take[] = {take_chunk<ENGRAM_METRIC_COSINE>, take_chunk<ENGRAM_METRIC_DOT>,
                                                             take_chunk<ENGRAM_METRIC_L2_SQUARED>};

} // namespace

int engram_codes_select(const struct engram_topk_job *job, uint64_t query, uint64_t begin, uint64_t end,
                        struct engram_selection *selection, engram_topk_counts *counts) {
    const size_t dim = job->rows.dim;
    if (dim == 0 || dim > dim_limit || ENGRAM_METRIC_INDEX(job->metric) >= sizeof take / sizeof *take) return 0;
    alignas(64) int8_t d[dim_limit];
    float scale, error, norm;
    const auto *vector = static_cast<const float *>(job->queries.data) + query * job->queries.stride;
    engram_codes_row(job->ops, vector, dim, d, &scale, &error, &norm);
    if (!(error <= FLT_MAX)) return 0;
    const double steps = static_cast<double>((dim + 31) / 32 + 5);
    const code_query q = {static_cast<double>(scale), static_cast<double>(error),
                          static_cast<double>(norm) * (1.0 + 0x1p-22), (steps + 2.0) * 0x1.01p-24};

    const struct engram_scan s = engram_scan_of(&job->queries, query, &job->rows);
    struct engram_candidates candidates = engram_candidates_of(job, begin, end);
    struct engram_chunk chunk;
    double products[ENGRAM_CHUNK_ROWS];
    while (engram_candidates_next(&candidates, ENGRAM_CHUNK_ROWS, &chunk) != 0) {
        if (job->codes->kind == ENGRAM_CODES_SIGNS)
            job->ops->sign_dots(d, reinterpret_cast<const uint8_t *>(job->codes->data), dim, job->codes->stride, chunk.ids,
                                chunk.first, chunk.count, products);
        else
            job->ops->i8_dots(d, job->codes->data, dim, job->codes->stride, chunk.ids, chunk.first, chunk.count, products);
        take[ENGRAM_METRIC_INDEX(job->metric)](job, q, s, chunk, products, selection, counts);
    }
    return 1;
}
