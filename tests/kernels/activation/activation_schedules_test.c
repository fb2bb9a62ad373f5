/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Hops that pull, sweep and keep lists: on graphs that are hard to lay out, within budgets, and without a trace. */

#include "fixture.h"
#include "kernels/activation/workspace.h"

enum { MOST = 3000 };

/* From a value at every node. */
static void spreads_as_the_model(fixture *f) {
    static float expected[MOST], a[MOST];
    for (uint32_t i = 0; i < f->g.nodes; ++i) expected[i] = 1.0f / (float)(i + 1);
    model_run(&f->o, &f->g, expected);
    for_each_level(level) {
        for (uint32_t i = 0; i < f->g.nodes; ++i) a[i] = 1.0f / (float)(i + 1);
        assert_int_equal(engram_spread_dense(f->graph, &f->o, f->w, NULL, a, NULL), ENGRAM_OK);
        assert_same_bits(a, expected, f->g.nodes, "%s", engram_level_name(level));
    }
}

/* Targets of more edges than degrees are counted for, of which two are equal: sorted by comparing. */
static void hubs(void **state) {
    (void)state;
    enum { NODES = 64, HUBS = 4, LEAST = 4096 };
    static const uint64_t degrees[HUBS] = {LEAST, LEAST + 77, LEAST + 3, LEAST + 77};
    rng r = rng_seeded("hubs");
    model_graph g = model_graph_new(NODES, degrees[0] + degrees[1] + degrees[2] + degrees[3] + NODES, 0);
    uint64_t e = 0, sent[HUBS] = {0};
    for (uint32_t s = 0; s < NODES; ++s) {
        for (uint32_t h = 0; h < HUBS; ++h)
            for (const uint64_t until = degrees[h] * (s + 1) / NODES; sent[h] < until; ++sent[h])
                g.targets[e] = 7 * h, g.weights[e++] = rng_float(&r, 0, 0.001f);
        g.targets[e] = (s + 1) % NODES, g.weights[e++] = 0.5f;
        g.offsets[s + 1] = e;
    }
    fixture f = set_up(g, ENGRAM_SPREAD_PRESET_PLAIN);
    spreads_as_the_model(&f);
    tear_down(&f);
}

/* A star: one hub hears, and tells, all others. Hub rows are kept by themselves and must not cost 16 times their size.
 */
static void stars(void **state) {
    (void)state;
    const uint32_t n = 3000;
    model_graph g = model_graph_new(n, 2 * (n - 1), 0);
    for (uint32_t i = 0; i < n - 1; ++i)
        g.targets[i] = i + 1, g.targets[n - 1 + i] = 0, g.weights[i] = g.weights[n - 1 + i] = 0.01f;
    for (uint32_t s = 1; s <= n; ++s) g.offsets[s] = n - 1 + s - 1;
    fixture f = set_up(g, ENGRAM_SPREAD_PRESET_ENGRAM_ZIG);
    engram_graph_info about = {.size = sizeof about};
    assert_int_equal(engram_graph_describe(f.graph, &about), ENGRAM_OK);
    assert_true(about.long_rows == 1 && about.padding < 64);
    f.o.hops = 5;
    spreads_as_the_model(&f);
    tear_down(&f);
}

/* Hops that pull stay within the budget as hops that push do, to the edge, in the first hop and in those after a pull. */
static void budgets_bound_pulls_too(void **state) {
    (void)state;
    rng r = rng_seeded("budgets of pulls");
    fixture f = set_up(model_graph_random(&r, 300, 3000, 0, 0, 0.1f), ENGRAM_SPREAD_PRESET_PLAIN);
    const engram_graph_options no_pull = {sizeof no_pull, 0, 1};
    engram_graph *pushing = NULL;
    assert_int_equal(engram_graph_create(&f.g.csr, &no_pull, NULL, &pushing), ENGRAM_OK);
    for_each_level(level)
        for (uint64_t hops = 1; hops <= 3; ++hops)
            for (uint64_t around = 1; around <= 3; ++around)
                for (int off = -301; off <= 301; off += off < -1 || off > 0 ? 75 : 1) {
                    f.o.hops = (uint32_t)hops, f.o.edge_budget = 3000 * around + (uint64_t)off;
                    float pulled[300], pushed[300];
                    for (int i = 0; i < 300; ++i) pulled[i] = pushed[i] = 0.001f * (float)(i + 1);
                    engram_spread_info a = {.size = sizeof a}, b = {.size = sizeof b};
                    assert_int_equal(engram_spread_dense(f.graph, &f.o, f.w, NULL, pulled, &a), ENGRAM_OK);
                    assert_int_equal(engram_spread_dense(pushing, &f.o, f.w, NULL, pushed, &b), ENGRAM_OK);
                    assert_same_bits(pulled, pushed, 300, "%s, budget %d", engram_level_name(level), (int)f.o.edge_budget);
                    assert_memory_equal(&a, &b, sizeof a);
                    assert_true(a.edges <= f.o.edge_budget && a.truncated == (f.o.edge_budget < 3000 * hops));
                }
    engram_graph_destroy(&pushing);
    tear_down(&f);
}

enum { TRACED = 60 };

/* One call of a kind; its results by node. The kinds: dense, sparse, both PageRanks, and a dense call that goes from all
 * nodes to a few. */
static void call(const fixture *f, int kind, engram_spread_preset_id preset, engram_workspace *w, float size, float *out) {
    engram_spread_options o = {.size = sizeof o};
    assert_int_equal(engram_spread_preset(preset, &o), ENGRAM_OK);
    const uint32_t seeds[3] = {3, 20, 59};
    const float values[3] = {0.5f * size, size, 0.25f * size};
    engram_activated results[TRACED];
    uint64_t count = 0;
    memset(out, 0, TRACED * sizeof *out);
    if (kind == 0) {
        for (int i = 0; i < 3; ++i) out[seeds[i]] = values[i];
        assert_int_equal(engram_spread_dense(f->graph, &o, w, NULL, out, NULL), ENGRAM_OK);
    } else if (kind == 1) {
        assert_int_equal(engram_spread_sparse(f->graph, &o, w, SEEDS(seeds, values, 3), results, TRACED, &count, NULL), ENGRAM_OK);
    } else if (kind == 2) {
        assert_int_equal(engram_pagerank_power(f->graph, NULL, w, NULL, SEEDS(seeds, values, 3), out, NULL), ENGRAM_OK);
    } else if (kind == 3) {
        assert_int_equal(engram_pagerank_push(f->graph, NULL, w, SEEDS(seeds, values, 3), results, TRACED, &count, NULL), ENGRAM_OK);
    } else {
        for (int i = 0; i < TRACED; ++i) out[i] = 4;
        o.retain = ENGRAM_RETAIN_REPLACE, o.normaliser = ENGRAM_NORMALISE_OUT_DEGREE, o.node_threshold = 4;
        assert_int_equal(engram_spread_dense(f->graph, &o, w, NULL, out, NULL), ENGRAM_OK);
    }
    for (uint64_t i = 0; i < count; ++i) out[results[i].id] = results[i].activation;
}

/* A workspace that has been used gives the bits of a fresh one, even to values so small that anything left behind shows. */
static void calls_leave_no_trace(void **state) {
    (void)state;
    rng r = rng_seeded("calls leave no trace");
    const engram_spread_preset_id last = ENGRAM_SPREAD_PRESET_ACTR;
    for (int run = 0; run < 2; ++run) {
        fixture f = set_up(model_graph_random(&r, TRACED, 500, run, 0, 1), ENGRAM_SPREAD_PRESET_PLAIN);
        engram_workspace *fresh = NULL;
        float expected[TRACED], got[TRACED];
        for_each_level(level)
            for (engram_spread_preset_id before = 0; before <= last; ++before)
                for (int kind = 0; kind < 5; ++kind)
                    for (engram_spread_preset_id after = 0; after <= last; ++after)
                        for (int small = 0; small < 2; ++small) {
                            call(&f, kind, before, f.w, 1.0f, got);
                            assert_int_equal(engram_workspace_create(TRACED, NULL, &fresh), ENGRAM_OK);
                            call(&f, small, after, fresh, 0x1p-130f, expected);
                            call(&f, small, after, f.w, 0x1p-130f, got);
                            assert_same_bits(got, expected, TRACED, "%s: preset %d after %d of kind %d", engram_level_name(level),
                                             (int)after, (int)before, kind);
                            engram_workspace_destroy(&fresh);
                        }
        tear_down(&f);
    }
}

/* After 2^32 calls the number of a call comes round again; what the first calls left must not pass for the present one's. */
static void calls_without_number_end(void **state) {
    (void)state;
    rng r = rng_seeded("calls without number end");
    fixture f = set_up(model_graph_random(&r, TRACED, 300, 0, 0.1f, 1), ENGRAM_SPREAD_PRESET_PLAIN);
    f.o.flags = ENGRAM_SPREAD_EXPLAIN, f.o.refractory_hops = 2;
    engram_activated expected[TRACED];
    engram_workspace *fresh = NULL;
    for (uint32_t calls = 1; calls < 4; ++calls) {
        for (uint32_t first = 0; first < calls; ++first) spread(&f, &first, NULL, 1); /* numbered 1, 2, ... */
        const uint32_t seed = 40;
        assert_int_equal(engram_workspace_create(TRACED, NULL, &fresh), ENGRAM_OK);
        uint64_t count = 0;
        assert_int_equal(engram_spread_sparse(f.graph, &f.o, fresh, SEEDS(&seed, NULL, 1), expected, TRACED, &count, NULL), ENGRAM_OK);
        f.w->epoch = UINT32_MAX;
        for (uint32_t again = 0; again < calls; ++again) {
            spread(&f, &seed, NULL, 1);
            assert_int_equal(f.count, count);
            assert_memory_equal(f.results, expected, count * sizeof *expected);
        }
        engram_workspace_destroy(&fresh);
    }
    tear_down(&f);
}

/* From all nodes to a few within one call: no more is left behind by the hop that pulled than by one that pushed. */
static void wide_hops_leave_no_trace_in_narrow_ones(void **state) {
    (void)state;
    enum { NODES = 4000 }; /* many enough for a hop that keeps lists */
    rng r = rng_seeded("wide and narrow");
    fixture f = set_up(model_graph_random(&r, NODES, 12000, 0, 0, 1), ENGRAM_SPREAD_PRESET_PLAIN);
    static float pulled[NODES], pushed[NODES];
    const engram_graph_options no_pull = {sizeof no_pull, 0, 1};
    engram_graph *pushing = NULL;
    assert_int_equal(engram_graph_create(&f.g.csr, &no_pull, NULL, &pushing), ENGRAM_OK);
    for_each_level(level)
        for (engram_spread_retain retain = 0; retain < 4; ++retain)
            for (engram_spread_merge merge = 0; merge < 4; ++merge)
                for (uint32_t cap = 1; cap < 4; ++cap) {
                    f.o.retain = retain, f.o.merge = merge, f.o.node_cap = cap, f.o.normaliser = ENGRAM_NORMALISE_OUT_DEGREE;
                    for (int i = 0; i < NODES; ++i) pulled[i] = pushed[i] = 0x1p-138f * (float)(i + 1);
                    assert_int_equal(engram_spread_dense(f.graph, &f.o, f.w, NULL, pulled, NULL), ENGRAM_OK);
                    assert_int_equal(engram_spread_dense(pushing, &f.o, f.w, NULL, pushed, NULL), ENGRAM_OK);
                    assert_same_bits(pulled, pushed, NODES, "%s, retain %d, merge %d", engram_level_name(level), (int)retain, (int)merge);
                }
    engram_graph_destroy(&pushing);
    tear_down(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hubs),
        cmocka_unit_test(stars),
        cmocka_unit_test(budgets_bound_pulls_too),
        cmocka_unit_test(calls_leave_no_trace),
        cmocka_unit_test(calls_without_number_end),
        cmocka_unit_test(wide_hops_leave_no_trace_in_narrow_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
