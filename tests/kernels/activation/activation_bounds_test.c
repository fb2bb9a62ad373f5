/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Budgets, caps, explanations, seeds: what a caller relies on beside the values. */

#include "fixture.h"

static void budgets_bound_the_work_and_say_so(void **state) {
    (void)state;
    rng r = rng_seeded("budgets");
    fixture f = set_up(model_graph_random(&r, 300, 3000, 0, 0, 0.5f), ENGRAM_SPREAD_PRESET_PLAIN);
    const uint32_t seeds[3] = {10, 20, 30};
    const float values[3] = {0.1f, 0.9f, 0.5f};
    spread(&f, seeds, values, 3);
    const uint64_t all = f.info.edges;
    assert_true(f.info.truncated == 0 && all > 1000);
    for (f.o.edge_budget = 1; f.o.edge_budget < all + 50; f.o.edge_budget += 37) {
        spread(&f, seeds, values, 3);
        assert_true(f.info.edges <= f.o.edge_budget);
        assert_int_equal(f.info.truncated, f.o.edge_budget < all);
        engram_activated first = f.results[0];
        float a[300] = {0};
        for (int i = 0; i < 3; ++i) a[seeds[i]] = values[i];
        engram_spread_info dense = {.size = sizeof dense};
        assert_int_equal(engram_spread_dense(f.graph, &f.o, f.w, NULL, a, &dense), ENGRAM_OK);
        assert_true(dense.edges == f.info.edges && dense.truncated == f.info.truncated && dense.hops == f.info.hops);
        assert_true(a[first.id] == first.activation);
    }
    /* The strongest seed goes first. */
    f.o.edge_budget = f.g.offsets[21] - f.g.offsets[20];
    f.o.flags = ENGRAM_SPREAD_EXPLAIN;
    spread(&f, seeds, values, 3);
    assert_true(f.info.truncated == 1 && f.info.edges == f.o.edge_budget && f.info.hops == 1);
    for (uint64_t i = 0; i < f.count; ++i) assert_true(f.results[i].seed == 20 || f.results[i].hop == 0);
    tear_down(&f);
}

static void work_follows_the_edges_not_the_nodes(void **state) {
    (void)state;
    /* A chain of 5 edges at the far end of 2 million nodes: a call that cleared or scanned would take milliseconds;
     * here only its count is tested, the time by perf. */
    model_graph g = model_graph_new(2000000, 5, 0);
    for (uint32_t e = 0; e < 5; ++e) g.targets[e] = 1999995 + e, g.weights[e] = 0.5f;
    for (uint32_t s = 0; s <= 2000000; ++s) g.offsets[s] = s < 1999995 ? 0 : s - 1999994 > 5 ? 5 : s - 1999994;
    fixture f = set_up(g, ENGRAM_SPREAD_PRESET_PLAIN);
    f.o.hops = 4;
    const uint32_t seed = 1999994;
    for_each_level(level) {
        for (int again = 0; again < 200; ++again) {
            spread(&f, &seed, NULL, 1);
            assert_true(f.count == 5 && f.info.edges == 1 + 2 + 3 + 4);
        }
        assert_true(f.results[0].id == 1999995 && f.results[0].activation == 2.0f);
    }
    tear_down(&f);
}

static void explanations_lead_to_a_seed(void **state) {
    (void)state;
    rng r = rng_seeded("explanations");
    for (int run = 0; run < 200; ++run) {
        const uint32_t nodes = 2 + (uint32_t)rng_below(&r, 120);
        fixture f = set_up(model_graph_random(&r, nodes, rng_below(&r, 6 * nodes), run % 2, run % 3 ? 0 : -1, 1.5f),
                           (engram_spread_preset_id)(run % 7));
        f.o.flags |= ENGRAM_SPREAD_EXPLAIN;
        f.o.hops = 1 + (uint32_t)rng_below(&r, 8);
        if (run % 2) f.o.suppressive_types = 6;
        uint32_t seeds[4];
        for (int i = 0; i < 4; ++i) seeds[i] = (uint32_t)rng_below(&r, nodes);
        spread(&f, seeds, NULL, 4);
        for (uint64_t i = 0; i < f.count; ++i) {
            const engram_activated *x = &f.results[i];
            const int is_seed = x->id == seeds[0] || x->id == seeds[1] || x->id == seeds[2] || x->id == seeds[3];
            assert_int_equal(x->hop == 0, is_seed);
            assert_int_equal(x->predecessor == ENGRAM_NO_NODE, is_seed);
            assert_true(x->hop <= f.info.hops);
            assert_true(x->seed == seeds[0] || x->seed == seeds[1] || x->seed == seeds[2] || x->seed == seeds[3]);
            if (is_seed) {
                assert_int_equal(x->seed, x->id);
                continue;
            }
            int joined = 0; /* there is such an edge */
            for (uint64_t e = f.g.offsets[x->predecessor]; e < f.g.offsets[x->predecessor + 1]; ++e)
                joined |= f.g.targets[e] == x->id;
            assert_true(joined);
        }
        tear_down(&f);
    }
}

static void the_best_arrival_by_hand(void **state) {
    (void)state;
    /* 0 -> 1 (0.2), 0 -> 2 (0.9), 2 -> 1 (0.9), 1 -> 0, 1 -> 1: node 1 owes most to node 2, in hop 2. */
    model_graph g = model_graph_new(3, 5, 0);
    const uint32_t targets[5] = {1, 2, 0, 1, 1};
    const float weights[5] = {0.2f, 0.9f, 0.5f, 0.5f, 0.9f};
    const uint64_t offsets[4] = {0, 2, 4, 5};
    memcpy(g.targets, targets, sizeof targets), memcpy(g.weights, weights, sizeof weights),
        memcpy(g.offsets, offsets, sizeof offsets);
    fixture f = set_up(g, ENGRAM_SPREAD_PRESET_PLAIN);
    f.o.merge = ENGRAM_MERGE_MAX;
    f.o.flags = ENGRAM_SPREAD_EXPLAIN;
    const uint32_t seed = 0;
    spread(&f, &seed, NULL, 1);
    assert_int_equal(f.count, 3);
    assert_true(f.results[0].id == 0 && f.results[0].hop == 0 && f.results[0].seed == 0);
    assert_true(f.results[1].id == 2 && f.results[1].hop == 1 && f.results[1].predecessor == 0);
    assert_true(f.results[2].id == 1 && f.results[2].hop == 2 && f.results[2].predecessor == 2 &&
                f.results[2].seed == 0);
    f.o.flags |= ENGRAM_SPREAD_DROP_SEEDS;
    spread(&f, &seed, NULL, 1);
    assert_true(f.count == 2 && f.results[0].id == 2 && f.info.active == 2);
    tear_down(&f);
}

/* A chain from node 0, a weak edge from its head to the last node, and a strong one from the chain's node `way`: the last
 * node owes most to that one, as long as the way back to the seed is short enough to look along. */
static void ways_up_to_64_steps_are_explained(void **state) {
    (void)state;
    for (uint32_t way = 62; way <= 65; ++way) {
        const uint32_t last = way + 1;
        model_graph g = model_graph_new(way + 2, way + 2, 0);
        uint64_t e = 0;
        for (uint32_t v = 0; v <= way; ++v) {
            if (v < way) g.targets[e] = v + 1, g.weights[e++] = 1;
            if (v == 0 || v == way) g.targets[e] = last, g.weights[e++] = v == 0 ? 0.001f : 1;
            g.offsets[v + 1] = e;
        }
        g.offsets[last + 1] = e;
        fixture f = set_up(g, ENGRAM_SPREAD_PRESET_PLAIN);
        f.o.merge = ENGRAM_MERGE_MAX, f.o.flags = ENGRAM_SPREAD_EXPLAIN, f.o.hops = way + 1;
        const uint32_t seed = 0;
        for_each_level(level) {
            spread(&f, &seed, NULL, 1);
            assert_int_equal(f.count, way + 2);
            for (uint64_t i = 0; i < f.count; ++i)
                if (f.results[i].id == last) assert_int_equal(f.results[i].predecessor, way <= 63 ? way : 0);
        }
        tear_down(&f);
    }
}

static void odd_seeds_and_graphs(void **state) {
    (void)state;
    for_each_level(level) {
        fixture f = set_up(model_graph_new(4, 0, 0), ENGRAM_SPREAD_PRESET_PLAIN); /* no edges */
        const uint32_t seeds[4] = {3, 1, 3, 2};
        const float values[4] = {0.25f, 1.0f, 0.5f, -0.0f};
        spread(&f, NULL, NULL, 0);
        assert_true(f.count == 0 && f.info.hops == 0 && f.info.converged == 1);
        spread(&f, seeds, values, 4);
        assert_true(f.count == 2 && f.results[0].id == 1 && f.results[1].id == 3 && f.results[1].activation == 0.75f);
        assert_int_equal(engram_spread_sparse(f.graph, NULL, f.w, SEEDS(seeds, values, 4), NULL, 0, &f.count, &f.info),
                         ENGRAM_OK);
        assert_true(f.count == 0 && f.info.active == 2);
        tear_down(&f);
        f = set_up(model_graph_new(0, 0, 0), ENGRAM_SPREAD_PRESET_ENGRAM_ZIG);
        spread(&f, NULL, NULL, 0);
        assert_int_equal(engram_spread_dense(f.graph, &f.o, f.w, NULL, NULL, NULL), ENGRAM_OK);
        tear_down(&f);
        /* Rows that sum to 2 for 300 hops: infinity, NaN where it cancels, and an end. */
        model_graph g = model_graph_new(3, 6, 0);
        for (uint32_t e = 0; e < 6; ++e)
            g.targets[e] = (e / 2 + 1 + e % 2) % 3, g.weights[e] = e == 5 ? -1.0f : 1.0f, g.offsets[e / 2 + 1] = e + 1;
        f = set_up(g, ENGRAM_SPREAD_PRESET_PLAIN);
        f.o.hops = 300;
        spread(&f, seeds + 1, NULL, 1);
        assert_true(f.info.hops > 100 && f.info.converged == 1 && f.info.active + f.info.nan_count == 3 && f.info.nan_count > 0);
        for (uint64_t i = 0; i < f.count; ++i) assert_true(f.results[i].activation == f.results[i].activation);
        tear_down(&f);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(budgets_bound_the_work_and_say_so),
        cmocka_unit_test(work_follows_the_edges_not_the_nodes),
        cmocka_unit_test(explanations_lead_to_a_seed),
        cmocka_unit_test(the_best_arrival_by_hand),
        cmocka_unit_test(ways_up_to_64_steps_are_explained),
        cmocka_unit_test(odd_seeds_and_graphs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
