/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Personalised PageRank: both ways against power iteration in double, inside their stated errors, at every level. */

#include "kernels/activation/model.h"

/* 2,000 steps in double from the formula of the header: exact for damping 0.85 and below. */
static void exact(const model_graph *g, const double *share, double d, double *rank) {
    double *next = calloc(g->nodes, sizeof *next);
    assert_non_null(next);
    memcpy(rank, share, g->nodes * sizeof *rank);
    for (int step = 0; step < 2000; ++step) {
        double lost = 0.0;
        memset(next, 0, g->nodes * sizeof *next);
        for (uint32_t s = 0; s < g->nodes; ++s) {
            double sum = 0.0;
            for (uint64_t e = g->offsets[s]; e < g->offsets[s + 1]; ++e) sum += (double)g->weights[e];
            if (sum == 0.0) lost += rank[s];
            for (uint64_t e = g->offsets[s]; e < g->offsets[s + 1] && sum > 0.0; ++e)
                next[g->targets[e]] += rank[s] * (double)g->weights[e] / sum;
        }
        for (uint32_t t = 0; t < g->nodes; ++t) rank[t] = (1.0 - d) * share[t] + d * (next[t] + lost * share[t]);
    }
    free(next);
}

static void run_all(void *context, uint32_t count, engram_task *task, void *task_context) {
    (void)context;
    for (uint32_t i = count; i-- > 0;) task(task_context, i);
}

static void both_ways(void **state) {
    (void)state;
    rng r = rng_seeded("both ways");
    const engram_executor five = {sizeof five, 5, NULL, run_all};
    for (int run = 0; run < 60; ++run) {
        const uint32_t nodes = 1 + (uint32_t)rng_below(&r, 80);
        model_graph g = model_graph_random(&r, nodes, rng_below(&r, 5 * nodes), 0, 0, 1);
        if (run % 4 == 0)
            for (uint64_t e = 0; e < g.edges; e += 3) g.weights[e] = 0.0f;
        engram_pagerank_options o = {.size = sizeof o,
                                     .max_iterations = 500,
                                     .damping = run % 5 ? 0.85f : 0.5f,
                                     .tolerance = 1e-6f,
                                     .epsilon = run % 2 ? 1e-6f : 1e-3f};
        if (run == 7) o.damping = 0.0f;
        uint32_t seeds[3], count = 1 + (uint32_t)rng_below(&r, 3);
        float values[3], ranks[128], first[128];
        double *share = calloc(nodes, 8), *expected = calloc(nodes, 8), sum = 0.0;
        assert_true(share != NULL && expected != NULL);
        for (uint32_t i = 0; i < count; ++i)
            seeds[i] = (uint32_t)rng_below(&r, nodes), sum += (double)(values[i] = rng_float(&r, 0.1f, 3));
        for (uint32_t i = 0; i < count; ++i) share[seeds[i]] += (double)values[i] / sum;
        exact(&g, share, (double)o.damping, expected);
        engram_graph *graphs[2] = {NULL, NULL};
        const engram_graph_options no_pull = {sizeof no_pull, 0, 1};
        engram_workspace *w = NULL;
        assert_int_equal(engram_graph_create(&g.csr, NULL, NULL, &graphs[0]), ENGRAM_OK);
        assert_int_equal(engram_graph_create(&g.csr, &no_pull, NULL, &graphs[1]), ENGRAM_OK);
        assert_int_equal(engram_workspace_create(nodes, NULL, &w), ENGRAM_OK);
        engram_activated pushed[128], before[128];
        int shape = 0;
        for_each_level(level) {
            for (int which = 0; which < 3; ++which, ++shape) {
                engram_pagerank_info info = {.size = sizeof info};
                assert_int_equal(engram_pagerank_power(graphs[which == 1], &o, w, which == 2 ? &five : NULL, SEEDS(seeds, values, count), ranks, &info),
                                 ENGRAM_OK);
                if (shape == 0) memcpy(first, ranks, nodes * 4);
                assert_same_bits(ranks, first, nodes, "%s, shape %d", engram_level_name(level), which);
                double off = 0.0, total = 0.0;
                for (uint32_t i = 0; i < nodes; ++i)
                    off += fabs((double)ranks[i] - expected[i]), total += (double)ranks[i];
                assert_true(off <= info.error + 1e-5 && fabs(total - 1.0) < 1e-5);
                assert_true(info.iterations >= 1 && info.edges == info.iterations * g.edges && info.truncated == 0);
            }
            engram_pagerank_info info = {.size = sizeof info};
            uint64_t got = 0;
            assert_int_equal(engram_pagerank_push(graphs[0], &o, w, SEEDS(seeds, values, count), pushed, 128, &got, &info),
                             ENGRAM_OK);
            if (level != ENGRAM_LEVEL_SCALAR) assert_memory_equal(pushed, before, got * sizeof *pushed);
            memcpy(before, pushed, sizeof before);
            double missing = 1.0, off = 0.0;
            for (uint32_t i = 0; i < got; ++i) {
                const double gap = expected[pushed[i].id] - (double)pushed[i].activation;
                missing -= (double)pushed[i].activation;
                off = fmax(off, gap);
                assert_true(gap >= -1e-6); /* lower bounds */
            }
            assert_true(off <= info.error + 1e-6);
            assert_true(fabs(missing - info.error) < 1e-5);
            uint64_t degrees = 0; /* what stays is below epsilon times the degrees */
            for (uint32_t i = 0; i < nodes; ++i)
                degrees += g.offsets[i + 1] > g.offsets[i] ? g.offsets[i + 1] - g.offsets[i] : 1;
            assert_true(info.error <= (double)o.epsilon * (double)degrees * 1.0001);
            assert_true((double)info.edges <= 3.0 * 3.0 / ((double)o.epsilon * (1.0 - (double)o.damping)));
            assert_int_equal(info.truncated, 0);
        }
        free(share), free(expected);
        engram_graph_destroy(&graphs[0]), engram_graph_destroy(&graphs[1]);
        engram_workspace_destroy(&w);
        model_graph_free(g);
    }
}

/* Ranks depend on the proportions of weights, not on their size: rows of denormals, and rows whose sum is no float. */
static void weights_at_the_ends(void **state) {
    (void)state;
    static const float scales[] = {1.0f, 0x1p-149f, 0x1p-130f, 0x1p-100f, 0x1p100f, 0x1p127f};
    const engram_pagerank_options o = {.size = sizeof o, .max_iterations = 500, .damping = 0.85f, .tolerance = 1e-6f, .epsilon = 1e-6f};
    const uint32_t seed = 0;
    float expected[6];
    for (size_t s = 0; s < sizeof scales / sizeof *scales; ++s) {
        model_graph g = model_graph_new(6, 15, 0);
        for (uint32_t v = 0; v < 5; ++v) /* node 5 sends nothing */
            for (uint32_t e = 0; e < 3; ++e) g.targets[3 * v + e] = (v + 1 + e * e) % 6, g.weights[3 * v + e] = v == 4 ? 0.5f : scales[s];
        for (uint32_t v = 1; v <= 6; ++v) g.offsets[v] = v < 6 ? 3 * v : 15;
        engram_graph *graph = NULL;
        engram_workspace *w = NULL;
        assert_int_equal(engram_graph_create(&g.csr, NULL, NULL, &graph), ENGRAM_OK);
        assert_int_equal(engram_workspace_create(6, NULL, &w), ENGRAM_OK);
        for_each_level(level) {
            engram_pagerank_info power = {.size = sizeof power}, push = {.size = sizeof push};
            float ranks[6], sum = 0.0f;
            engram_activated pushed[6];
            uint64_t count = 0;
            assert_int_equal(engram_pagerank_power(graph, &o, w, NULL, SEEDS(&seed, NULL, 1), ranks, &power), ENGRAM_OK);
            assert_int_equal(engram_pagerank_push(graph, &o, w, SEEDS(&seed, NULL, 1), pushed, 6, &count, &push), ENGRAM_OK);
            if (s == 0) memcpy(expected, ranks, sizeof ranks);
            assert_true(push.pushes < 10000 && push.error < 1e-4 && count == 6);
            for (uint32_t i = 0; i < 6; ++i) {
                sum += ranks[i];
                assert_true(fabsf(ranks[i] - expected[i]) < 1e-5f);
                assert_true(fabsf(pushed[i].activation - expected[pushed[i].id]) < 1e-4f);
            }
            assert_true(fabsf(sum - 1.0f) < 1e-5f);
        }
        engram_graph_destroy(&graph), engram_workspace_destroy(&w);
        model_graph_free(g);
    }
}

/* An overlay ranks as its compaction does, and a weight below 0 in it is refused, however it came there. */
static void changes_on_top(void **state) {
    (void)state;
    rng r = rng_seeded("changes on top");
    model_graph g = model_graph_random(&r, 30, 200, 0, 0.1f, 1);
    const uint32_t seed = 2;
    engram_graph *base = NULL, *compact = NULL;
    engram_workspace *w = NULL;
    assert_int_equal(engram_graph_create(&g.csr, NULL, NULL, &base), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(31, NULL, &w), ENGRAM_OK);
    for (int how = 0; how < 2; ++how) {
        engram_overlay *overlay = NULL;
        float ranks[31], expected[31];
        engram_activated pushed[31];
        uint64_t count = 0;
        engram_edge edge = {2, 30, 0.5f, 0};
        assert_int_equal(engram_overlay_create(base, 31, NULL, &overlay), ENGRAM_OK);
        assert_int_equal(engram_overlay_append(overlay, &edge), ENGRAM_OK);
        edge.weight = 0.25f;
        assert_int_equal(engram_overlay_reweight(overlay, &edge), ENGRAM_OK);
        assert_int_equal(engram_overlay_compact(overlay, NULL, NULL, &compact), ENGRAM_OK);
        const engram_graph *view = engram_overlay_view(overlay);
        for_each_level(level) {
            assert_int_equal(engram_pagerank_power(view, NULL, w, NULL, SEEDS(&seed, NULL, 1), ranks, NULL), ENGRAM_OK);
            assert_int_equal(engram_pagerank_power(compact, NULL, w, NULL, SEEDS(&seed, NULL, 1), expected, NULL), ENGRAM_OK);
            assert_same_bits(ranks, expected, 31, "%s", engram_level_name(level));
        }
        edge.weight = -0.25f;
        assert_int_equal((how == 0 ? engram_overlay_append : engram_overlay_reweight)(overlay, &edge), ENGRAM_OK);
        assert_int_equal(engram_pagerank_power(view, NULL, w, NULL, SEEDS(&seed, NULL, 1), ranks, NULL), ENGRAM_ERROR_GRAPH);
        assert_int_equal(engram_pagerank_push(view, NULL, w, SEEDS(&seed, NULL, 1), pushed, 31, &count, NULL), ENGRAM_ERROR_GRAPH);
        edge.weight = 0.25f; /* mended: ranks again */
        assert_int_equal(engram_overlay_reweight(overlay, &edge), ENGRAM_OK);
        assert_int_equal(engram_pagerank_power(view, NULL, w, NULL, SEEDS(&seed, NULL, 1), ranks, NULL), ENGRAM_OK);
        engram_overlay_destroy(&overlay), engram_graph_destroy(&compact);
    }
    engram_graph_destroy(&base), engram_workspace_destroy(&w);
    model_graph_free(g);
}

static void budgets_and_refusals(void **state) {
    (void)state;
    rng r = rng_seeded("budgets");
    model_graph g = model_graph_random(&r, 50, 400, 0, 0.1f, 1);
    engram_graph *graph = NULL, *negative = NULL;
    engram_workspace *w = NULL, *small = NULL;
    const engram_edge below = {0, 1, -1, 0};
    assert_int_equal(engram_graph_create(&g.csr, NULL, NULL, &graph), ENGRAM_OK);
    assert_int_equal(engram_graph_create_from_edges(50, &below, 1, NULL, NULL, &negative, NULL), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(50, NULL, &w), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(49, NULL, &small), ENGRAM_OK);
    engram_pagerank_options o = {sizeof o, 1, 0.85f, 1e-6f, 1e-6f, 0, 0};
    engram_pagerank_info info = {.size = sizeof info};
    float ranks[50] = {7}, values[2] = {1, -1};
    uint32_t seeds[2] = {3, 4}, far = 50;
    uint64_t count = 99;
    engram_activated got[50];
    assert_int_equal(engram_pagerank_power(graph, &o, w, NULL, SEEDS(seeds, NULL, 2), ranks, &info), ENGRAM_OK);
    assert_true(info.truncated == 1 && info.iterations == 1);
    for (uint64_t budget = 1; budget < 300; budget += 13) {
        o.edge_budget = budget;
        assert_int_equal(engram_pagerank_push(graph, &o, w, SEEDS(seeds, NULL, 1), got, 50, &count, &info), ENGRAM_OK);
        assert_true(info.truncated == 1 && info.edges <= budget && info.error > 0.0);
    }
    count = 99, ranks[0] = 7, o.edge_budget = 0;
#define REFUSED(status, graph, options, workspace, seeds, values, n)                                                   \
    assert_int_equal(engram_pagerank_power(graph, options, workspace, NULL, SEEDS(seeds, values, n), ranks, NULL), status),   \
        assert_int_equal(engram_pagerank_push(graph, options, workspace, SEEDS(seeds, values, n), got, 50, &count, NULL),     \
                         status)
    REFUSED(ENGRAM_ERROR_NULL, NULL, &o, w, seeds, NULL, 1);
    REFUSED(ENGRAM_ERROR_NULL, graph, &o, NULL, seeds, NULL, 1);
    REFUSED(ENGRAM_ERROR_NULL, graph, &o, w, NULL, NULL, 1);
    REFUSED(ENGRAM_ERROR_ARGUMENT, graph, &o, small, seeds, NULL, 1);
    REFUSED(ENGRAM_ERROR_ARGUMENT, graph, &o, w, &far, NULL, 1);
    REFUSED(ENGRAM_ERROR_ARGUMENT, graph, &o, w, seeds, values, 2);
    REFUSED(ENGRAM_ERROR_ARGUMENT, graph, &o, w, NULL, NULL, 0);
    values[1] = 0.0f; /* one seed of no weight among others is fine */
    float fine[50];
    assert_int_equal(engram_pagerank_power(graph, &o, w, NULL, SEEDS(seeds, values, 2), fine, NULL), ENGRAM_OK);
    values[0] = 0.0f;
    REFUSED(ENGRAM_ERROR_ARGUMENT, graph, &o, w, seeds, values, 2);
    values[0] = NAN;
    REFUSED(ENGRAM_ERROR_ARGUMENT, graph, &o, w, seeds, values, 2);
    REFUSED(ENGRAM_ERROR_GRAPH, negative, &o, w, seeds, NULL, 1);
    static const float dampings[] = {1.0f, -0.1f, NAN, INFINITY};
    for (int i = 0; i < 4; ++i) {
        o.damping = dampings[i];
        REFUSED(ENGRAM_ERROR_ARGUMENT, graph, &o, w, seeds, NULL, 1);
    }
    o.damping = 0.5f, o.tolerance = o.epsilon = 0.0f;
    REFUSED(ENGRAM_ERROR_ARGUMENT, graph, &o, w, seeds, NULL, 1);
    o.size = 3;
    REFUSED(ENGRAM_ERROR_STRUCT, graph, &o, w, seeds, NULL, 1);
    assert_true(count == 99 && ranks[0] == 7);
    assert_int_equal(engram_pagerank_push(graph, NULL, w, SEEDS(seeds, NULL, 1), NULL, 1, &count, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_pagerank_power(graph, NULL, w, NULL, SEEDS(seeds, NULL, 1), NULL, NULL), ENGRAM_ERROR_NULL);
    engram_graph_destroy(&graph), engram_graph_destroy(&negative);
    engram_workspace_destroy(&w), engram_workspace_destroy(&small);
    model_graph_free(g);
}

static void any_number_of_tasks(void **state) {
    (void)state;
    rng r = rng_seeded("tasks of power iteration");
    enum { NODES = 900 };
    const model_graph g = model_graph_random(&r, NODES, 7000, 0, 0, 1);
    engram_graph *graph = NULL;
    engram_workspace *w = NULL;
    assert_int_equal(engram_graph_create(&g.csr, NULL, NULL, &graph), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(NODES, NULL, &w), ENGRAM_OK);
    const uint32_t seeds[2] = {7, 600};
    static float expected[NODES], ranks[NODES];
    for_each_level(level) {
        assert_int_equal(engram_pagerank_power(graph, NULL, w, NULL, SEEDS(seeds, NULL, 2), expected, NULL), ENGRAM_OK);
        for (uint32_t tasks = 1; tasks <= 65; ++tasks) {
            const engram_executor split = {sizeof split, tasks <= 64 ? tasks : 5000, NULL, run_all};
            assert_int_equal(engram_pagerank_power(graph, NULL, w, &split, SEEDS(seeds, NULL, 2), ranks, NULL), ENGRAM_OK);
            assert_same_bits(ranks, expected, NODES, "%s, %u tasks", engram_level_name(level), tasks);
        }
    }
    engram_graph_destroy(&graph);
    engram_workspace_destroy(&w);
    model_graph_free(g);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways),
        cmocka_unit_test(any_number_of_tasks),
        cmocka_unit_test(weights_at_the_ends),
        cmocka_unit_test(changes_on_top),
        cmocka_unit_test(budgets_and_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
