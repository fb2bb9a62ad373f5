/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* PageRank both ways: equal on every level, ranks that are shares of 1, each way within the error it states. */

#include "graphs.h"

typedef struct outcome {
    engram_status power, push;
    float ranks[FUZZ_NODES];
    engram_pagerank_info power_info, push_info;
    uint64_t count;
    engram_activated results[FUZZ_NODES], residuals[FUZZ_NODES];
} outcome;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    model_graph g = take_graph(&in);
    if (!take_rarely(&in, 8))
        for (uint64_t e = 0; e < g.edges; ++e) g.weights[e] = fabsf(g.weights[e]);
    engram_pagerank_options options = {.size = sizeof options, .max_iterations = 1 + take_below(&in, 60),
                                       .damping = (float)take_u8(&in) / 256.0f, .tolerance = 1e-6f, .epsilon = 1e-5f};
    if (take_rarely(&in, 4)) options.damping = take_float(&in), options.tolerance = take_float(&in);
    /* Close to 1, the bound 1 / (epsilon (1 - d)) of a push is for ever. */
    options.edge_budget = take_rarely(&in, 8) ? 1u + take_u8(&in) : options.damping > 0.99f ? 20000 : 0;
    if (take_rarely(&in, 4)) options.dangling = take_below(&in, 2), options.settle = take_below(&in, FUZZ_NODES);
    uint32_t seeds[4];
    float values[4];
    const uint32_t seed_count = take_below(&in, 5), tasks = take_below(&in, 4);
    for (uint32_t i = 0; i < seed_count; ++i) seeds[i] = take_below(&in, g.nodes), values[i] = fabsf(take_float(&in));
    const engram_executor executor = {sizeof executor, tasks, NULL, fuzz_backwards};
    engram_graph *graph = NULL;
    engram_workspace *workspace = NULL;
    fuzz_check(engram_graph_create(&g.csr, NULL, NULL, &graph) == ENGRAM_OK, "no graph");
    fuzz_check(engram_workspace_create(g.nodes, NULL, &workspace) == ENGRAM_OK, "no workspace");
    static outcome expected, o;
    for_each_level(level) {
        memset(&o, 0, sizeof o);
        memset(o.ranks, 0xA5, sizeof o.ranks);
        o.power_info.size = sizeof o.power_info, o.push_info.size = sizeof o.push_info;
        const engram_seeds *cue = SEEDS(seeds, values, seed_count);
        options.residuals = o.residuals, options.residual_capacity = FUZZ_NODES;
        o.power = engram_pagerank_power(graph, &options, workspace, tasks != 0 ? &executor : NULL, cue, o.ranks, &o.power_info);
        o.push = engram_pagerank_push(graph, &options, workspace, cue, o.results, FUZZ_NODES, &o.count, &o.push_info);
        if (level == ENGRAM_LEVEL_SCALAR) expected = o;
        fuzz_same(&o, &expected, sizeof o, level, "ranks, results or reports");
    }
    if (o.power != ENGRAM_OK) fuzz_untouched(o.ranks, sizeof o.ranks, "ranks");
    double sum = 0.0, pushed = 0.0, left = o.push_info.waiting, gap = 0.0, bare[FUZZ_NODES] = {0};
    for (uint32_t i = 0; i < g.nodes && o.power == ENGRAM_OK; ++i) {
        fuzz_check(o.ranks[i] >= 0.0f, "rank %d is %a", (int)i, (double)o.ranks[i]);
        sum += (double)o.ranks[i];
    }
    for (uint64_t i = 0; i < o.push_info.residuals; ++i) left += (double)o.residuals[i].activation;
    for (uint64_t i = 0; i < o.count; ++i) {
        fuzz_check(o.results[i].activation > 0.0f, "a pushed rank is %a", (double)o.results[i].activation);
        bare[o.results[i].id] = (double)o.results[i].activation;
        pushed += (double)o.results[i].activation;
    }
    if (o.power == ENGRAM_OK) fuzz_check(fabs(sum - 1.0) < 1e-6 && o.power_info.error <= 2.0, "ranks sum to %a", sum);
    if (o.push == ENGRAM_OK) {
        fuzz_check(1.0 - pushed <= o.push_info.error && o.push_info.error <= 1.0 - pushed + 1e-14, "pushed %a and %a are missing", pushed, o.push_info.error);
        fuzz_check(fabs(pushed + left - 1.0) < 1e-5, "pushed %a and %a are left", pushed, left);
    }
    for (uint32_t i = 0; i < g.nodes; ++i) gap += fabs((double)o.ranks[i] - bare[i]);
    if (o.power == ENGRAM_OK && o.push == ENGRAM_OK)
        fuzz_check(gap <= o.power_info.error + o.push_info.error, "%a apart, %a and %a are stated", gap, o.power_info.error, o.push_info.error);
    engram_graph_destroy(&graph);
    engram_workspace_destroy(&workspace);
    model_graph_free(g);
    return 0;
}
