/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "engram/compat.h"
#include "support/bench.h"

static const char usage[] =
    "similarity_perf [--op cosine_many] [--level NAME] [--dim N] [--rows N] [--iters N] [--seed N] [--check 0|1] "
    "[--json]\n"
    "  cosine_many  one query against --rows rows of --dim f32 values; items are rows\n";

typedef struct work {
    engram_rows rows;
    float *query, *data, *scores;
} work;

static void many(void *context) {
    work *w = context;
    engram_similarity_many(ENGRAM_METRIC_COSINE, w->query, &w->rows, 0, w->rows.count, w->scores);
}

int main(int argc, char **argv) {
    bench_options o = {.op = "cosine_many", .type = "f32", .dim = 768, .rows = 1000, .iters = 500, .seed = 0x5EED, .check = 1};
    o = bench_parse(argc, argv, o, usage);
    if (strcmp(o.op, "cosine_many") != 0) bench_die("--op", o.op, usage);
    work w = {.query = aligned_alloc(64, (o.dim * 4 + 127) / 64 * 64), .data = aligned_alloc(64, (o.rows * o.dim * 4 + 127) / 64 * 64), .scores = malloc(o.rows * 4 + 4)};
    float *expected = malloc(o.rows * 4 + 4);
    if (w.query == NULL || w.data == NULL || w.scores == NULL || expected == NULL) return 1;
    for (uint64_t i = 0; i < o.dim; ++i) w.query[i] = bench_uniform(&o.seed, -1, 1);
    for (uint64_t i = 0; i < o.rows * o.dim; ++i) w.data[i] = bench_uniform(&o.seed, -1, 1);
    w.rows = (engram_rows){sizeof w.rows, ENGRAM_TYPE_F32, w.data, o.rows, 0, o.dim, NULL};
    if (o.check) {
        const engram_level chosen = engram_level_active(ENGRAM_FAMILY_SIMILARITY);
        engram_level_force(ENGRAM_FAMILY_SIMILARITY, ENGRAM_LEVEL_SCALAR);
        many(&w);
        memcpy(expected, w.scores, o.rows * 4);
        engram_level_force(ENGRAM_FAMILY_SIMILARITY, chosen);
        many(&w);
        if (memcmp(expected, w.scores, o.rows * 4) != 0) {
            fprintf(stderr, "scores differ from the scalar reference: not timed\n");
            return 1;
        }
    }
    double *ns = bench_samples(o.iters, many, &w);
    bench_report(&o, "similarity", o.rows, ns);
    free(ns), free(expected), free(w.scores), free(w.data), free(w.query);
    return 0;
}
