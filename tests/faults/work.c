/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "faults/work.h"

#include "engram/compat.h"

enum { NODES = 300, EDGES = 2 * NODES, ROWS = 40, DIM = 67, COUNT = 100 };

static uint64_t fold(uint64_t digest, const void *data, size_t bytes) {
    const unsigned char *p = data;
    for (size_t i = 0; i < bytes; ++i) digest = (digest ^ p[i]) * 0x100000001B3u;
    return digest;
}

bool work_open(work *w) {
    static uint64_t offsets[NODES + 1];
    static uint32_t targets[EDGES];
    static float weights[EDGES];
    const engram_executor *executor = w->executor;
    memset(w, 0, sizeof *w);
    w->executor = executor;
    rng r = {7};
    rng_fill(&r, w->rows, ROWS * DIM, -1, 1);
    rng_fill(&r, w->query, DIM, -1, 1);
    /* The first call fills these, before there are threads. */
    for (uint32_t v = 0; offsets[NODES] == 0 && v < NODES; ++v) {
        offsets[v] = 2 * (uint64_t)v;
        targets[2 * v] = (v * 7 + 1) % NODES, targets[2 * v + 1] = (v * 13 + 5) % NODES;
        weights[2 * v] = rng_float(&r, 0, 1), weights[2 * v + 1] = rng_float(&r, 0, 1);
    }
    if (offsets[NODES] == 0) offsets[NODES] = EDGES;
    const engram_csr view = {.size = sizeof view, .node_count = NODES, .edge_count = EDGES, .offsets = offsets,
                             .targets = targets, .weights = weights};
    if (engram_graph_create(&view, NULL, NULL, &w->graph) == ENGRAM_OK &&
        engram_workspace_create(NODES + 1, NULL, &w->workspace) == ENGRAM_OK)
        return true;
    work_close(w);
    return false;
}

void work_close(work *w) {
    engram_workspace_destroy(&w->workspace);
    engram_graph_destroy(&w->graph);
}

static uint64_t similarity(work *w, uint64_t digest) {
    const engram_rows rows = {.size = sizeof rows, .type = ENGRAM_TYPE_F32, .data = w->rows, .count = ROWS, .dim = DIM};
    const engram_rows query = {.size = sizeof query, .type = ENGRAM_TYPE_F32, .data = w->query, .count = 1, .dim = DIM};
    float scores[ROWS] = {0};
    engram_similarity_many(ENGRAM_METRIC_COSINE, w->query, &rows, 0, ROWS, scores);
    digest = fold(digest, scores, sizeof scores);
    engram_similarity_block(ENGRAM_METRIC_L2_SQUARED, &query, &rows, 0, w->executor, scores);
    digest = fold(digest, scores, sizeof scores);
    engram_hit hits[5] = {0};
    engram_topk_counts counts;
    const engram_topk_options o = {.size = sizeof o, .executor = w->executor};
    engram_similarity_topk(ENGRAM_METRIC_DOT, &query, &rows, 5, &o, hits, &counts);
    return fold(digest, hits, sizeof hits);
}

static uint64_t activation(work *w, uint64_t digest) {
    float values[NODES + 1] = {1.0f, 0.5f};
    engram_spread_options o = {.size = sizeof o};
    engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &o);
    o.hops = 3;
    engram_spread_dense(w->graph, &o, w->workspace, w->executor, values, NULL);
    digest = fold(digest, values, sizeof values);
    engram_overlay *overlay = NULL;
    if (engram_overlay_create(w->graph, NODES + 1, NULL, &overlay) != ENGRAM_OK) return 0;
    const engram_edge edge = {2, NODES, 0.5f, 0};
    engram_overlay_append(overlay, &edge);
    const uint32_t seeds[2] = {0, 2};
    const float shares[2] = {1.0f, 0.25f};
    engram_activated found[16] = {0};
    uint64_t count = 0;
    engram_spread_sparse(engram_overlay_view(overlay), &o, w->workspace, SEEDS(seeds, shares, 2), found, 16, &count, NULL);
    engram_overlay_destroy(&overlay);
    digest = fold(digest, found, sizeof found);
    /* The drop-in kernel: scratch from the thread's arena. */
    float start[NODES] = {1.0f};
    uint32_t next[NODES];
    float half[NODES];
    for (uint32_t v = 0; v < NODES; ++v) next[v] = (v + 1) % NODES, half[v] = 0.5f;
    engram_spread_activation(next, half, start, NODES, NODES, 4);
    return fold(digest, start, sizeof start);
}

static uint64_t decay(uint64_t digest) {
    float strengths[COUNT];
    uint64_t ages[COUNT];
    for (size_t i = 0; i < COUNT; ++i) strengths[i] = 1.0f / (float)(i + 1), ages[i] = 86400 * i;
    engram_apply_decay(strengths, ages, COUNT);
    return fold(digest, strengths, sizeof strengths);
}

uint64_t work_round(work *w) { return decay(activation(w, similarity(w, 0xCBF29CE484222325u))); }
