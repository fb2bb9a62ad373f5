/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "shim.h"

#include "kernels/similarity/ops.h"
#include "support/bench.h"

enum { CALLS = 2000, ROWS = 4, WAYS = 3 };

/* The same pairs: by the function in the level's table, by the call without a status, by the call that checks. */
static uint64_t timed(int way, engram_metric metric, const float *query, const float *rows, uint64_t dim, float *out) {
    engram_scan_fn *kernel =
        engram_similarity_active()->scan[ENGRAM_TYPE_INDEX(ENGRAM_TYPE_F32)][ENGRAM_METRIC_INDEX(metric)];
    float (*const plain)(const float *, const float *, size_t) =
        metric == ENGRAM_METRIC_COSINE ? engram_cosine_f32 : engram_dot_f32;
    const uint64_t begin = bench_now();
    for (uint64_t i = 0; i < CALLS; ++i) {
        const float *row = rows + i % ROWS * dim;
        float *score = out + i % ROWS;
        if (way == 0) {
            const struct engram_scan s = {query, row, dim, dim, 1.0f, NULL, ENGRAM_COSINE_SCALED, 1};
            kernel(&s, NULL, 0, 1, score);
        } else if (way == 1) {
            *score = plain(query, row, dim);
        } else {
            engram_similarity_pair(metric, ENGRAM_TYPE_F32, query, row, dim, score);
        }
    }
    return bench_now() - begin;
}

void shim_report(engram_metric metric, const float *query, const float *rows, uint64_t dim, uint64_t iters) {
    static const char *const names[WAYS] = {"table function", "engram_*_f32", "engram_similarity_pair"};
    float out[ROWS];
    double *ns[WAYS];
    for (int way = 0; way < WAYS; ++way)
        if ((ns[way] = malloc(iters * sizeof **ns)) == NULL) exit(1);
    for (uint64_t i = 0; i < iters; ++i)
        for (int way = 0; way < WAYS; ++way) {
            timed(way, metric, query, rows, dim, out);
            ns[way][i] = (double)timed(way, metric, query, rows, dim, out) / (double)CALLS;
        }
    for (int way = 0; way < WAYS; ++way) qsort(ns[way], iters, sizeof **ns, bench_order);
    for (int way = 0; way < WAYS; ++way) {
        printf("%-24s dim %-6" PRIu64 " median %7.2f ns a call, %+6.2f over the table function\n", names[way], dim,
               ns[way][iters / 2], ns[way][iters / 2] - ns[0][iters / 2]);
    }
    for (int way = 0; way < WAYS; ++way) free(ns[way]);
}
