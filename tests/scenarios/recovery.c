/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "recovery.h"

static workload right;

/* The rows of a graph in random order of edges, as a view. */
static void spread_view(float *activations) {
    uint64_t offsets[WORK_NODES + 1] = {0};
    uint32_t targets[WORK_NODES * 4];
    float weights[WORK_NODES * 4];
    rng r = {31};
    for (uint32_t s = 0; s < WORK_NODES; ++s) {
        for (uint32_t e = 0; e < 4; ++e) {
            targets[4 * s + e] = (uint32_t)rng_below(&r, WORK_NODES);
            weights[4 * s + e] = rng_float(&r, 0.1f, 1.0f);
        }
        offsets[s + 1] = 4 * (s + 1);
    }
    const engram_csr view = {.size = sizeof view, .node_count = WORK_NODES, .edge_count = 4 * WORK_NODES,
                             .offsets = offsets, .targets = targets, .weights = weights};
    activations[7] = 1.0f;
    assert_int_equal(engram_activation_spread(&view, 6, activations), ENGRAM_OK);
}

void workload_run(workload *result) {
    memset(result, 0, sizeof *result);
    float *rows = room_for(WORK_ROWS * DIM, sizeof *rows), query[DIM];
    for (uint32_t i = 0; i < WORK_ROWS; ++i) make_embedding(i + 1, rows + i * DIM);
    make_embedding(999, query);
    score_rows(query, rows, WORK_ROWS, result->scores);
    const engram_rows queries = rows_of(query, 1), all = rows_of(rows, WORK_ROWS);
    engram_topk_counts counts;
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &queries, &all, 10, NULL, result->hits, &counts),
                     ENGRAM_OK);
    net n = net_random(WORK_NODES, 0.02, 5);
    result->spread[0] = 1.0f;
    net_spread(&n, 6, result->spread);
    net_free(&n);
    spread_view(result->view_spread);
    uint64_t ages[WORK_NODES];
    for (uint32_t i = 0; i < WORK_NODES; ++i) ages[i] = i * 1800u;
    decay_by(ENGRAM_CURVE_PRESET_SHODH_HYBRID, result->view_spread, ages, WORK_NODES, result->decayed);
    free(rows);
}

int workload_remember(void **state) {
    (void)state;
    workload_run(&right);
    return 0;
}

void recovers_from(const char *failure) {
    workload again;
    workload_run(&again);
    assert_same_bits(again.scores, right.scores, WORK_ROWS, "%s: scores", failure);
    assert_same_bits(again.spread, right.spread, WORK_NODES, "%s: spreading", failure);
    assert_same_bits(again.view_spread, right.view_spread, WORK_NODES, "%s: spreading on a view", failure);
    assert_same_bits(again.decayed, right.decayed, WORK_NODES, "%s: decay", failure);
    assert_memory_equal(again.hits, right.hits, sizeof again.hits);
}
