/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The calls of crossing.py made from C: a line "name nanoseconds" for each, the best of many batches. Build:
 *     cc -O2 crossing.c $(pkg-config --cflags --libs --static engram-kernels) -o crossing
 */
#include <stdio.h>
#include <time.h>

#include "engram/engram.h"

static double now(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

#define BEST_OF(name, call)                                        \
    do {                                                           \
        double best_ = 1e9;                                        \
        for (int batch_ = 0; batch_ < 60; ++batch_) {              \
            const double begin_ = now();                           \
            for (int i_ = 0; i_ < 1000; ++i_) bad |= (call);       \
            const double each_ = (now() - begin_) / 1000;          \
            if (each_ < best_) best_ = each_;                      \
        }                                                          \
        printf("%s %.1f\n", name, best_);                          \
    } while (0)

int main(void) {
    int bad = 0;
    float query[8] = {1, 1, 1, 1, 1, 1, 1, 1}, row[8] = {1, 1, 1, 1, 1, 1, 1, 1}, score[1], strength[1] = {1}, one[1] = {1};
    const uint64_t age[1] = {1}, offsets[2] = {0, 1};
    const uint32_t target[1] = {0}, seed = 0;
    engram_rows rows = {.size = sizeof rows, .type = ENGRAM_TYPE_F32, .data = row, .count = 1, .dim = 8}, queries = rows;
    queries.data = query;
    BEST_OF("scores", engram_similarity_many(ENGRAM_METRIC_COSINE, query, &rows, 0, 1, score));
    engram_hit hit;
    engram_topk_counts counts;
    engram_topk_options selection = {.size = sizeof selection};
    BEST_OF("top_k", engram_similarity_topk(ENGRAM_METRIC_COSINE, &queries, &rows, 1, &selection, &hit, &counts));
    engram_curve curve = {.size = sizeof curve, .form = ENGRAM_CURVE_EXPONENTIAL_TAU, .scale = 1};
    engram_times times = {.size = sizeof times, .values = age};
    BEST_OF("decay", engram_decay_batch(&curve, &times, NULL, strength, 1, score, NULL));
    engram_csr csr = {.size = sizeof csr, .node_count = 1, .edge_count = 1, .offsets = offsets, .targets = target,
                      .weights = one};
    BEST_OF("validate_csr", engram_csr_validate(&csr, NULL, NULL));
    engram_graph *graph = NULL;
    engram_workspace *workspace = NULL;
    engram_spread_options rule = {.size = sizeof rule};
    engram_activated found;
    engram_spread_info info = {.size = sizeof info};
    uint64_t count;
    const engram_seeds begin = {sizeof begin, 0, 1, &seed, NULL};
    bad |= engram_graph_create(&csr, NULL, NULL, &graph) | engram_workspace_create(1, NULL, &workspace) |
           engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &rule);
    rule.hops = 1;
    BEST_OF("spread", engram_spread_sparse(graph, &rule, workspace, &begin, &found, 1, &count, &info));
    float activation[1] = {0};
    BEST_OF("spread_dense", engram_spread_dense(graph, &rule, workspace, NULL, activation, NULL));
    engram_workspace_destroy(&workspace);
    engram_graph_destroy(&graph);
    return bad != 0;
}
