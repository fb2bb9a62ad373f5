/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Rows, graphs and calls that are wrong: each has a documented outcome, and the next right call its usual bits. */

#include <math.h>

#include "engram/compat.h"
#include "recovery.h"

enum { ODD = 6 };
/* NaN, +infinity, -infinity, the smallest denormal, FLT_MAX, a NaN with its sign and payload set. */
static const uint32_t odd_bits[ODD] = {0x7FC00000u, 0x7F800000u, 0xFF800000u, 0x00000001u, 0x7F7FFFFFu, 0xFFFFFFFFu};
static int is_finite_odd(int k) { return k == 3 || k == 4; }

/* Each odd value at each position of a row: only that row's score changes, to the documented value. */
static void odd_values_in_rows(void **state) {
    (void)state;
    enum { ROWS = 5, BAD = 2, WIDTH = 67 };
    float rows[ROWS * WIDTH], query[WIDTH], clean[ROWS], scores[ROWS];
    rng r = {11};
    rng_fill(&r, rows, ROWS * WIDTH, -1, 1);
    rng_fill(&r, query, WIDTH, -1, 1);
    const engram_rows all = {.size = sizeof all, .type = ENGRAM_TYPE_F32, .data = rows, .count = ROWS, .dim = WIDTH};
    for_each_level(level) {
        assert_int_equal(engram_similarity_many(ENGRAM_METRIC_COSINE, query, &all, 0, ROWS, clean), ENGRAM_OK);
        for (int k = 0; k < ODD; ++k)
            for (uint32_t at = 0; at < WIDTH; ++at) {
                const float kept = rows[BAD * WIDTH + at];
                rows[BAD * WIDTH + at] = bits_float(odd_bits[k]);
                assert_int_equal(engram_similarity_many(ENGRAM_METRIC_COSINE, query, &all, 0, ROWS, scores), ENGRAM_OK);
                for (uint32_t i = 0; i < ROWS; ++i)
                    if (i != BAD) assert_int_equal(float_bits(scores[i]), float_bits(clean[i]));
                if (is_finite_odd(k))
                    assert_true(fabs((double)scores[BAD] - cosine_exact(query, rows + BAD * WIDTH, WIDTH)) <= 1e-6);
                else
                    assert_int_equal(float_bits(scores[BAD]), 0x7FC00000u);
                rows[BAD * WIDTH + at] = kept;
            }
        tell("odd values at every position of a row", "one row changes, as documented", "%d x %d positions on %s", ODD, WIDTH,
             engram_level_name(level));
    }
    recovers_from("odd values in rows");
}

static void odd_values_in_decay(void **state) {
    (void)state;
    enum { COUNT = 41 };
    float strengths[COUNT], clean[COUNT], left[COUNT];
    uint64_t ages[COUNT];
    for (uint32_t i = 0; i < COUNT; ++i) strengths[i] = 0.5f, ages[i] = i * 3600u;
    for_each_level(level) {
        decay_by(ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, strengths, ages, COUNT, clean);
        for (int k = 0; k < ODD; ++k)
            for (uint32_t at = 0; at < COUNT; ++at) {
                strengths[at] = bits_float(odd_bits[k]);
                decay_by(ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, strengths, ages, COUNT, left);
                for (uint32_t i = 0; i < COUNT; ++i)
                    if (i != at) assert_int_equal(float_bits(left[i]), float_bits(clean[i]));
                if (k == 0 || k == 5) assert_int_equal(float_bits(left[at]), 0x7FC00000u);
                if (k == 1 || k == 2) assert_int_equal(float_bits(left[at]), odd_bits[k]); /* infinity times a factor above 0 */
                if (is_finite_odd(k)) assert_true(isfinite(left[at]));
                strengths[at] = 0.5f;
            }
        tell("odd values at every position of strengths", "one value changes", "%d x %d positions on %s", ODD, COUNT,
             engram_level_name(level));
    }
    recovers_from("odd strengths");
}

/* A graph call refuses what is not finite; after a NaN was spread by the raw call, cleaned activations spread as ever. */
static void odd_values_in_activations(void **state) {
    (void)state;
    enum { NODES = 33 };
    net n = net_random(NODES, 0.2, 3);
    engram_graph *graph = NULL;
    engram_workspace *workspace = NULL;
    assert_int_equal(engram_graph_create_from_edges(NODES, n.edges, n.count, NULL, NULL, &graph, NULL), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(NODES, NULL, &workspace), ENGRAM_OK);
    unsigned refused = 0;
    for (int k = 0; k < ODD; ++k)
        for (uint32_t at = 0; at < NODES; ++at) {
            float activation[NODES] = {0}, before[NODES];
            activation[at] = bits_float(odd_bits[k]);
            memcpy(before, activation, sizeof before);
            const engram_spread_options rule = rule_of(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, 3);
            const engram_status status = engram_spread_dense(graph, &rule, workspace, NULL, activation, NULL);
            assert_int_equal(status, is_finite_odd(k) ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT);
            if (status != ENGRAM_OK) assert_memory_equal(activation, before, sizeof before);
            refused += status != ENGRAM_OK;
        }
    tell("odd activations at every node", "refused unless finite", "%u of %u refused", refused, ODD * NODES);
    uint32_t targets[2] = {1, 2};
    float weights[2] = {0.5f, 0.5f}, activation[3] = {NAN, 0, 0};
    const uint64_t offsets[4] = {0, 1, 2, 2};
    const engram_csr view = {.size = sizeof view, .node_count = 3, .edge_count = 2, .offsets = offsets, .targets = targets,
                             .weights = weights};
    assert_int_equal(engram_activation_spread(&view, 2, activation), ENGRAM_OK);
    assert_int_equal(float_bits(activation[2]), 0x7FC00000u);
    for (int i = 0; i < 3; ++i)
        if (isnan(activation[i])) activation[i] = i == 0 ? 1.0f : 0.0f; /* sanitised */
    assert_int_equal(engram_activation_spread(&view, 2, activation), ENGRAM_OK);
    tell("NaN spread, then cleaned and spread again", "0.25 at the end of a chain", "%.2f", (double)activation[2]);
    assert_true(activation[2] == 0.25f);
    recovers_from("odd activations");
    engram_workspace_destroy(&workspace);
    engram_graph_destroy(&graph);
    net_free(&n);
}

/* Every tenth row of a store is damaged: none of them is ever selected, the others rank as before. */
static void corrupted_rows_in_a_store(void **state) {
    (void)state;
    enum { ROWS = 200, K = 20 };
    float *rows = room_for(ROWS * DIM, sizeof *rows), query[DIM], scores[ROWS];
    for (uint32_t i = 0; i < ROWS; ++i) make_embedding(300 + i, rows + i * DIM);
    make_embedding(77, query);
    score_rows(query, rows, ROWS, scores);
    uint32_t order[ROWS];
    rank(scores, ROWS, order);
    rng r = {5};
    for (uint32_t i = 0; i < ROWS; i += 10) rows[i * DIM + rng_below(&r, DIM)] = bits_float(odd_bits[rng_below(&r, 3)]);
    for_each_level(level) {
        const engram_rows queries = rows_of(query, 1), all = rows_of(rows, ROWS);
        engram_hit hits[K];
        engram_topk_counts counts;
        assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &queries, &all, K, NULL, hits, &counts), ENGRAM_OK);
        tell("20 of 200 rows damaged: counted, best 20 of the rest", "20, the same", "%llu on %s", (unsigned long long)counts.nan,
             engram_level_name(level));
        assert_int_equal(counts.nan, 20);
        assert_int_equal(counts.found, K);
        uint32_t at = 0;
        for (uint32_t k = 0; k < K; ++k) {
            while (order[at] % 10 == 0) ++at;
            assert_int_equal(hits[k].id, order[at]);
            assert_int_equal(float_bits(hits[k].score), float_bits(scores[order[at]]));
            ++at;
        }
    }
    free(rows);
    recovers_from("damaged rows");
}

/* A view cut at every offset and every edge, as a file that ends early would give it. */
static void truncated_graphs(void **state) {
    (void)state;
    enum { NODES = 40, PER = 3, EDGES = NODES * PER };
    uint64_t offsets[NODES + 1] = {0};
    uint32_t targets[EDGES];
    float weights[EDGES];
    rng r = {8};
    for (uint32_t e = 0; e < EDGES; ++e) targets[e] = (uint32_t)rng_below(&r, NODES), weights[e] = 0.3f;
    for (uint32_t i = 0; i < NODES; ++i) offsets[i + 1] = (uint64_t)PER * (i + 1);
    const engram_csr whole = {.size = sizeof whole, .node_count = NODES, .edge_count = EDGES, .offsets = offsets,
                              .targets = targets, .weights = weights};
    assert_int_equal(engram_csr_validate(&whole, NULL, NULL), ENGRAM_OK);
    unsigned refused = 0;
    for (uint64_t edges = 0; edges < EDGES; ++edges) { /* fewer edges than the offsets speak of */
        engram_csr cut = whole;
        cut.edge_count = edges;
        const char *fault = NULL;
        uint64_t position = UINT64_MAX;
        float activation[NODES] = {1.0f};
        engram_graph *graph = NULL;
        assert_int_equal(engram_csr_validate(&cut, &position, &fault), ENGRAM_ERROR_GRAPH);
        assert_non_null(fault);
        assert_true(position <= NODES);
        assert_int_equal(engram_graph_create(&cut, NULL, NULL, &graph), ENGRAM_ERROR_GRAPH);
        assert_null(graph);
        assert_int_equal(engram_activation_spread(&cut, 2, activation), ENGRAM_ERROR_GRAPH);
        for (uint32_t i = 0; i < NODES; ++i) assert_true(activation[i] == (i == 0 ? 1.0f : 0.0f));
        ++refused;
    }
    for (uint32_t i = 0; i <= NODES; ++i) { /* offsets that end in zeros */
        const uint64_t kept = offsets[i];
        if (kept == 0) continue;
        offsets[i] = 0;
        assert_int_equal(engram_csr_validate(&whole, NULL, NULL), i == 1 ? ENGRAM_OK : ENGRAM_ERROR_GRAPH);
        refused += i != 1; /* an empty first row is a graph too: its edges belong to the second */
        offsets[i] = kept;
    }
    for (uint32_t e = 0; e < EDGES; ++e) { /* a target that is no node, a weight that is no number */
        const uint32_t target = targets[e];
        uint64_t position = 0;
        targets[e] = NODES;
        assert_int_equal(engram_csr_validate(&whole, &position, NULL), ENGRAM_ERROR_GRAPH);
        assert_int_equal(position, e);
        targets[e] = target;
        weights[e] = NAN;
        assert_int_equal(engram_csr_validate(&whole, &position, NULL), ENGRAM_ERROR_GRAPH);
        assert_int_equal(position, e);
        weights[e] = 0.3f;
        refused += 2;
    }
    assert_int_equal(engram_csr_validate(&whole, NULL, NULL), ENGRAM_OK);
    tell("a graph cut or damaged at every place", "refused, the place named", "%u of %u", refused, EDGES * 3 + NODES - 1);
    assert_int_equal(refused, EDGES * 3 + NODES - 1);
    recovers_from("truncated graphs");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_values_in_rows),
        cmocka_unit_test(odd_values_in_decay),
        cmocka_unit_test(odd_values_in_activations),
        cmocka_unit_test(corrupted_rows_in_a_store),
        cmocka_unit_test(truncated_graphs),
    };
    return cmocka_run_group_tests_name("scenario_errors_input", tests, workload_remember, NULL);
}
