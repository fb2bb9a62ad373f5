/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Laws of spreading and PageRank that hold bit by bit for any graph, on every level. */

#include "differential/graphs.h"
#include "kernels/similarity/similarity_support.h"

enum { ROUNDS = 40 };

static graph_arrays arrays;
static engram_workspace *workspace;
static uint32_t n;
static float start[NODES_MOST];

/* A random graph of 1 to 99 nodes; weights as the round says. */
static void make_world(uint64_t seed, enum weight_kind weights) {
    trial t = {seed, {0}};
    t.dials[GRAPH_SHAPE] = seed % 7 == 0 ? noise_below(seed, 1, 0, GRAPH_SHAPES) : (uint64_t)SHAPE_RANDOM;
    t.dials[GRAPH_NODES] = 1 + noise_below(seed, 1, 1, t.dials[GRAPH_SHAPE] == SHAPE_COMPLETE ? 40 : 99);
    t.dials[GRAPH_PERCENT] = 1 + noise_below(seed, 1, 2, 30), t.dials[GRAPH_WEIGHTS] = weights;
    make_graph(&t, seed % 2 == 0, &arrays);
    n = arrays.csr.node_count;
    memset(start, 0, sizeof start);
    for (uint32_t i = 0; i < n; ++i)
        if (seed % 3 == 0 || noise_below(seed, 2, i, 8) == 0) start[i] = noise_float(seed, 3, i, 0.01f, 1);
}

static engram_graph *prepared(uint32_t no_pull) {
    const engram_graph_options options = {sizeof options, ENGRAM_DUPLICATES_KEEP, no_pull};
    engram_graph *graph = NULL;
    assert_int_equal(engram_graph_create(&arrays.csr, &options, NULL, &graph), ENGRAM_OK);
    return graph;
}

static engram_spread_options preset(uint32_t id, uint32_t hops) {
    engram_spread_options o = {.size = sizeof o};
    assert_int_equal(engram_spread_preset(id, &o), ENGRAM_OK);
    if (hops != 0) o.hops = hops;
    return o;
}

static void dense(const engram_graph *graph, const engram_spread_options *o, const engram_executor *e, const float *from, float *to) {
    engram_graph_info info = {.size = sizeof info};
    assert_int_equal(engram_graph_describe(graph, &info), ENGRAM_OK);
    memmove(to, from, info.node_count * sizeof *to);
    assert_int_equal(engram_spread_dense(graph, o, workspace, e, to, NULL), ENGRAM_OK);
}

/* Sparse results as an array of all nodes. */
static void sparse(const engram_graph *graph, const engram_spread_options *o, float *to) {
    uint32_t seeds[NODES_MOST], count = 0;
    uint64_t found = 0;
    float values[NODES_MOST];
    engram_activated results[NODES_MOST];
    for (uint32_t i = n; i-- > 0;) /* in falling order: the order of distinct seeds does not matter */
        if (start[i] != 0) seeds[count] = i, values[count++] = start[i];
    assert_int_equal(engram_spread_sparse(graph, o, workspace, SEEDS(seeds, values, count), results, n, &found, NULL), ENGRAM_OK);
    memset(to, 0, n * sizeof *to);
    for (uint64_t i = 0; i < found; ++i) to[results[i].id] = results[i].activation;
}

/* Sparse = dense, push = pull = the view of an overlay = a graph from edges, 1 task = 64 tasks: for all presets. */
static void one_result_in_every_schedule(void **state) {
    (void)state;
    for (uint64_t round = 0; round < ROUNDS; ++round) {
        make_world(round, (enum weight_kind)(round % WEIGHT_KINDS));
        engram_graph *pull = prepared(0), *push = prepared(1), *listed = NULL;
        engram_overlay *overlay = NULL;
        static engram_edge edges[EDGES_MOST];
        uint64_t at = 0;
        for (uint32_t i = 0; i < n; ++i) { /* sources in another order; the edges of each in theirs */
            const uint32_t s = n - 1 - i;
            for (uint64_t e = arrays.offsets[s]; e < arrays.offsets[s + 1]; ++e)
                edges[at++] = (engram_edge){s, arrays.targets[e], arrays.weights[e], arrays.csr.types != NULL ? arrays.types[e] : 0};
        }
        assert_int_equal(engram_graph_create_from_edges(n, edges, at, NULL, NULL, &listed, NULL), ENGRAM_OK);
        assert_int_equal(engram_overlay_create(push, n, NULL, &overlay), ENGRAM_OK);
        const engram_graph *const graphs[] = {pull, push, listed, engram_overlay_view(overlay)};
        for (uint32_t id = ENGRAM_SPREAD_PRESET_PLAIN; id <= ENGRAM_SPREAD_PRESET_ACTR; ++id) {
            const engram_spread_options o = preset(id, 0);
            float expected[NODES_MOST], got[NODES_MOST];
            for_each_level(level) {
                if (level == ENGRAM_LEVEL_SCALAR) dense(pull, &o, NULL, start, expected);
                for (size_t g = 0; g < 4; ++g) {
                    dense(graphs[g], &o, NULL, start, got);
                    assert_same_bits(got, expected, n, "dense on graph %zu, preset %u, round %u, %s", g, id, (unsigned)round, engram_level_name(level));
                    sparse(graphs[g], &o, got);
                    assert_same_bits(got, expected, n, "sparse on graph %zu, preset %u, round %u, %s", g, id, (unsigned)round, engram_level_name(level));
                }
                for (uint32_t tasks = 1; tasks <= 64; tasks += 9) {
                    const engram_executor executor = {sizeof executor, tasks, NULL, run_backwards};
                    dense(pull, &o, &executor, start, got);
                    assert_same_bits(got, expected, n, "dense in %u tasks, preset %u, round %u", tasks, id, (unsigned)round);
                }
            }
        }
        engram_overlay_destroy(&overlay);
        engram_graph_destroy(&pull), engram_graph_destroy(&push), engram_graph_destroy(&listed);
    }
}

/* Plain spreading is linear in powers of two, and h hops and then k are h + k. */
static void scaling_and_hops(void **state) {
    (void)state;
    for (uint64_t round = 0; round < ROUNDS; ++round) {
        make_world(1000 + round, WEIGHTS_PART);
        engram_graph *graph = prepared(round % 2);
        float whole[NODES_MOST], got[NODES_MOST], scaled[NODES_MOST];
        const engram_spread_options five = preset(ENGRAM_SPREAD_PRESET_PLAIN, 5), two = preset(ENGRAM_SPREAD_PRESET_PLAIN, 2), three = preset(ENGRAM_SPREAD_PRESET_PLAIN, 3);
        for_each_level(level) {
            dense(graph, &five, NULL, start, whole);
            dense(graph, &two, NULL, start, got), dense(graph, &three, NULL, got, got);
            assert_same_bits(got, whole, n, "2 hops and 3, %s", engram_level_name(level));
            for (int power = -20; power <= 20; power += 13) {
                for (uint32_t i = 0; i < n; ++i) scaled[i] = ldexpf(start[i], power);
                dense(graph, &five, NULL, scaled, got);
                for (uint32_t i = 0; i < n; ++i) got[i] = ldexpf(got[i], -power);
                assert_same_bits(got, whole, n, "times 2^%d, %s", power, engram_level_name(level));
            }
        }
        engram_graph_destroy(&graph);
    }
}

/* Nodes after the others, without edges, change nothing; two graphs beside each other do not see each other. */
static void unions(void **state) {
    (void)state;
    enum { HALF = NODES_MOST / 2 };
    for (uint64_t round = 0; round < ROUNDS; ++round) {
        static uint64_t offsets[2 * NODES_MOST + 1];
        static uint32_t targets[2 * EDGES_MOST];
        static float weights[2 * EDGES_MOST];
        make_world(2000 + round, WEIGHTS_SIGNED);
        if (n > HALF) continue;
        const uint64_t m = arrays.csr.edge_count;
        for (uint32_t i = 0; i <= n; ++i) offsets[i] = arrays.offsets[i], offsets[n + i] = m + arrays.offsets[i];
        for (uint64_t e = 0; e < m; ++e) targets[e] = arrays.targets[e], targets[m + e] = n + arrays.targets[e], weights[e] = weights[m + e] = arrays.weights[e];
        const engram_csr twice = {sizeof twice, 2 * n, 2 * m, offsets, targets, weights, NULL, ENGRAM_OFFSETS_U64, 0};
        engram_graph *graph = prepared(0), *both = NULL;
        assert_int_equal(engram_graph_create(&twice, NULL, NULL, &both), ENGRAM_OK);
        for (uint32_t rule = 0; rule < 2; ++rule) { /* rules in which a node sees only its neighbours */
            engram_spread_options o = preset(rule == 0 ? ENGRAM_SPREAD_PRESET_PLAIN : ENGRAM_SPREAD_PRESET_SPREADR, 3);
            float alone[NODES_MOST] = {0}, from[NODES_MOST] = {0}, got[NODES_MOST];
            for_each_level(level) {
                dense(graph, &o, NULL, start, alone);
                memset(from, 0, sizeof from), memcpy(from + n, start, n * sizeof *from);
                dense(both, &o, NULL, from, got);
                assert_same_bits(got + n, alone, n, "the second of two, %s", engram_level_name(level));
                for (uint32_t i = 0; i < n; ++i) assert_true(got[i] == 0);
            }
        }
        engram_graph_destroy(&graph), engram_graph_destroy(&both);
    }
}

/* Nodes under other names: with small whole numbers every sum is exact, so the order of a chain cannot show. */
static void other_names(void **state) {
    (void)state;
    for (uint64_t round = 0; round < ROUNDS; ++round) {
        make_world(3000 + round, WEIGHTS_ONE);
        uint32_t step = 7;
        while (n % step == 0) step += 2;
        static engram_edge edges[EDGES_MOST];
        uint64_t m = 0;
        for (uint32_t s = 0; s < n; ++s)
            for (uint64_t e = arrays.offsets[s]; e < arrays.offsets[s + 1]; ++e)
                edges[m++] = (engram_edge){s * step % n, arrays.targets[e] * step % n, (float)(1 + e % 3), 0};
        for (uint64_t e = 0; e < m; ++e) arrays.weights[e] = edges[e].weight;
        arrays.csr.types = NULL;
        engram_graph *graph = prepared(0), *renamed = NULL;
        assert_int_equal(engram_graph_create_from_edges(n, edges, m, NULL, NULL, &renamed, NULL), ENGRAM_OK);
        const engram_spread_options o = preset(ENGRAM_SPREAD_PRESET_PLAIN, 2);
        float whole[NODES_MOST], from[NODES_MOST], got[NODES_MOST];
        for (uint32_t i = 0; i < n; ++i) start[i] = (float)noise_below(round, 4, i, 4);
        for (uint32_t i = 0; i < n; ++i) from[i * step % n] = start[i];
        for_each_level(level) {
            dense(graph, &o, NULL, start, whole), dense(renamed, &o, NULL, from, got);
            for (uint32_t i = 0; i < n; ++i) assert_same_bits(&got[i * step % n], &whole[i], 1, "node %u, %s", i, engram_level_name(level));
        }
        engram_graph_destroy(&graph), engram_graph_destroy(&renamed);
    }
}

/* PageRank: the shares of the seeds count, not their size, and not how the work is cut. */
static void ranks(void **state) {
    (void)state;
    for (uint64_t round = 0; round < ROUNDS; ++round) {
        make_world(4000 + round, WEIGHTS_PART);
        engram_graph *graph = prepared(round % 2);
        const uint32_t seeds[] = {0, n / 2, n - 1};
        float values[] = {0.5f, 0.25f, 1.0f}, eight[] = {4, 2, 8}, plain[NODES_MOST], got[NODES_MOST];
        for_each_level(level) {
            if (level == ENGRAM_LEVEL_SCALAR)
                assert_int_equal(engram_pagerank_power(graph, NULL, workspace, NULL, SEEDS(seeds, values, 3), plain, NULL), ENGRAM_OK);
            assert_int_equal(engram_pagerank_power(graph, NULL, workspace, NULL, SEEDS(seeds, eight, 3), got, NULL), ENGRAM_OK);
            assert_same_bits(got, plain, n, "eight times the values, %s", engram_level_name(level));
            for (uint32_t tasks = 1; tasks <= 64; tasks += 21) {
                const engram_executor executor = {sizeof executor, tasks, NULL, run_backwards};
                assert_int_equal(engram_pagerank_power(graph, NULL, workspace, &executor, SEEDS(seeds, values, 3), got, NULL), ENGRAM_OK);
                assert_same_bits(got, plain, n, "%u tasks, %s", tasks, engram_level_name(level));
            }
        }
        engram_graph_destroy(&graph);
    }
}

int main(void) {
    assert_int_equal(engram_workspace_create(NODES_MOST, NULL, &workspace), ENGRAM_OK);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_result_in_every_schedule), cmocka_unit_test(scaling_and_hops), cmocka_unit_test(unions),
        cmocka_unit_test(other_names), cmocka_unit_test(ranks),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    engram_workspace_destroy(&workspace);
    return failed;
}
