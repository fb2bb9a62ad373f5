/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What ends a spread: hops without number that have nothing left to do, and budgets, whoever has how many edges. */

#include "engram/compat.h"
#include "fixture.h"

enum { NODES = 40, LEAST_HOPS = 3000 };

/* Dense and sparse, by hops without number and by many: the same, and in no time. */
static void ends_as_after_many(fixture *f, const uint32_t *seeds, const float *values, uint32_t n) {
    for_each_level(level) {
        engram_activated many[NODES];
        float dense[2][NODES];
        f->o.hops = LEAST_HOPS;
        spread(f, seeds, values, n);
        const uint64_t count = f->count;
        memcpy(many, f->results, count * sizeof *many);
        f->o.hops = UINT32_MAX;
        spread(f, seeds, values, n);
        assert_int_equal(f->count, count);
        assert_memory_equal(f->results, many, count * sizeof *many);
        assert_true(f->info.converged == 1 || f->info.hops == UINT32_MAX);
        for (int k = 0; k < 2; ++k) {
            f->o.hops = k == 0 ? LEAST_HOPS : UINT32_MAX;
            memset(dense[k], 0, sizeof dense[k]);
            for (uint32_t i = 0; i < n; ++i) dense[k][seeds[i]] = values != NULL ? values[i] : 1.0f;
            assert_int_equal(engram_spread_dense(f->graph, &f->o, f->w, NULL, dense[k], &f->info), ENGRAM_OK);
        }
        assert_same_bits(dense[0], dense[1], f->g.nodes, "%s", engram_level_name(level));
    }
}

/* A counter of 32 bits that is compared with 2^32 - 1 wraps; and 2^32 - 1 hops over nothing take minutes. */
static void hops_without_number_end(void **state) {
    (void)state;
    const uint32_t seeds[3] = {0, 1, 2};
    const float values[3] = {1.0f, 0.5f, 0.25f};
    rng r = rng_seeded("hops without number");
    for (int kind = 0; kind < 9; ++kind) { /* of kind 0 without edges, of kind 2 up to infinity */
        model_graph g = kind == 0 ? model_graph_new(NODES, 0, 0) : model_graph_random(&r, NODES, 200, 0, 0.1f, kind == 2 ? 1.5f : 0.9f);
        fixture f = set_up(g, ENGRAM_SPREAD_PRESET_PLAIN);
        if (kind == 1) f.o.retain = ENGRAM_RETAIN_RETENTION, f.o.retention = 0.5f, f.o.gain = 0.1f;
        if (kind == 3) f.o.merge = ENGRAM_MERGE_MAX;
        if (kind == 4) f.o.merge = ENGRAM_MERGE_CLAMPED_SUM, f.o.senders = ENGRAM_SENDERS_ARRIVALS;
        if (kind == 5) f.o.merge = ENGRAM_MERGE_PROBABILISTIC, f.o.gain = 0.2f;
        if (kind == 6) f.o.merge = ENGRAM_MERGE_MAX, f.o.refractory_hops = 7;
        if (kind == 7) f.o.refractory_hops = UINT32_MAX;
        if (kind == 8) f.o.refractory_hops = UINT32_MAX - 1, f.o.merge = ENGRAM_MERGE_MAX;
        ends_as_after_many(&f, seeds, values, 3);
        tear_down(&f);
    }
}

/* Nobody may send for 1,500 hops, in which nothing happens; then all send again, and it shows. */
static void silence_is_passed_over_not_forgotten(void **state) {
    (void)state;
    model_graph g = model_graph_new(3, 2, 0);
    g.targets[0] = 1, g.targets[1] = 2, g.weights[0] = g.weights[1] = 0.5f;
    g.offsets[1] = 1, g.offsets[2] = g.offsets[3] = 2;
    fixture f = set_up(g, ENGRAM_SPREAD_PRESET_PLAIN);
    const uint32_t seed = 0;
    f.o.refractory_hops = 1500;
    for (uint32_t hops = 1500; hops <= 3004; ++hops) {
        f.o.hops = hops;
        float expected[3] = {1, 0, 0};
        const model_spread m = model_run(&f.o, &f.g, expected);
        spread(&f, &seed, NULL, 1);
        assert_true(f.info.hops == m.hops && f.info.edges == m.edges && f.info.converged == (uint32_t)m.converged);
        for (uint64_t i = 0; i < f.count; ++i) assert_true(f.results[i].activation == expected[f.results[i].id]);
    }
    tear_down(&f);
}

static void steps_over_nothing_end(void **state) {
    (void)state;
    model_graph none = model_graph_new(NODES, 0, 0), chain = model_graph_new(2, 1, 0);
    chain.targets[0] = 1, chain.weights[0] = 0x1p-30f, chain.offsets[1] = chain.offsets[2] = 1;
    for_each_level(level) {
        float a[NODES], b[NODES];
        for (int i = 0; i < NODES; ++i) a[i] = b[i] = i < 3 ? 0.5f : 0.0f;
        assert_int_equal(engram_activation_spread(&none.csr, UINT32_MAX, a), ENGRAM_OK);
        assert_same_bits(a, b, NODES, "no edges, %s", engram_level_name(level));
        assert_int_equal(engram_activation_spread(&chain.csr, UINT32_MAX, a), ENGRAM_OK);
        assert_int_equal(engram_activation_spread(&chain.csr, 1, b), ENGRAM_OK);
        assert_same_bits(a, b, NODES, "what is added is too small to matter, %s", engram_level_name(level));
        const uint32_t target = 0;
        const float weight = 0.0f;
        engram_spread_activation(&target, &weight, a, 1, 1, UINT32_MAX);
        assert_int_equal(engram_last_status(), ENGRAM_OK);
    }
    model_graph_free(none), model_graph_free(chain);
}

/* The definition: strongest first; who has more edges than are left takes half of them, rounded up; the rest goes round
 * once more. Which edges are bought, as weights: 0 in place of those that are not. */
static uint64_t buy(const model_graph *g, uint64_t mask, const float *value, uint64_t budget, uint8_t *is_bought) {
    uint64_t left = budget;
    uint64_t wanted[NODES] = {0}, taken[NODES] = {0};
    for (uint32_t s = 0; s < g->nodes; ++s)
        for (uint64_t e = g->offsets[s]; e < g->offsets[s + 1]; ++e) wanted[s] += mask >> g->types[e] & 1u;
    for (int round = 0; round < 2; ++round) {
        uint8_t had[NODES] = {0};
        for (uint32_t turn = 0; turn < g->nodes; ++turn) {
            uint32_t best = NODES;
            for (uint32_t s = 0; s < g->nodes; ++s)
                if (value[s] != 0.0f && !had[s] && (best == NODES || fabsf(value[s]) > fabsf(value[best]))) best = s;
            if (best == NODES) break;
            had[best] = 1;
            const uint64_t rest = wanted[best] - taken[best];
            const uint64_t more = rest <= left ? rest : round == 0 ? (left + 1) / 2 : left;
            if (round == 0 || taken[best] != 0) taken[best] += more, left -= more;
        }
    }
    for (uint32_t s = 0; s < g->nodes; ++s)
        for (uint64_t e = g->offsets[s], n = 0; e < g->offsets[s + 1]; ++e)
            is_bought[e] = (mask >> g->types[e] & 1u) != 0 && n++ < taken[s];
    return budget - left;
}

/* The same bits as from a graph that has the bought edges alone, by every schedule; and the truth about it. */
static void a_budget_buys_edges_that_carry(void **state) {
    (void)state;
    rng r = rng_seeded("budgets buy");
    for (int run = 0; run < 400; ++run) {
        fixture f = set_up(model_graph_random(&r, NODES, 300, 1, 0.1f, 1), ENGRAM_SPREAD_PRESET_PLAIN);
        float value[NODES] = {0};
        uint32_t seeds[NODES];
        uint8_t is_bought[301];
        const uint32_t n = 1 + (uint32_t)rng_below(&r, NODES);
        for (uint32_t i = 0; i < n; ++i) seeds[i] = i, value[i] = rng_float(&r, -1, 1);
        if (run % 3 == 0) value[0] = 5; /* a hub, by model_graph_random() */
        f.o.hops = 1;
        f.o.type_mask = run % 2 ? ~UINT64_C(0) : rng_next(&r) | 1u;
        f.o.edge_budget = 1 + rng_below(&r, 200);
        const uint64_t bought = buy(&f.g, f.o.type_mask, value, f.o.edge_budget, is_bought);
        model_graph less = model_graph_new(NODES, 300, 1);
        uint64_t kept = 0, all = 0;
        for (uint32_t s = 0; s < NODES; ++s) {
            for (uint64_t e = f.g.offsets[s]; e < f.g.offsets[s + 1]; ++e) {
                all += value[s] != 0.0f && (f.o.type_mask >> f.g.types[e] & 1u) != 0;
                if (is_bought[e]) less.targets[kept] = f.g.targets[e], less.weights[kept] = f.g.weights[e], less.types[kept++] = f.g.types[e];
            }
            less.offsets[s + 1] = kept;
        }
        less.edges = less.csr.edge_count = kept;
        float expected[NODES];
        memcpy(expected, value, sizeof expected);
        engram_spread_options free_of_charge = f.o;
        free_of_charge.edge_budget = 0;
        model_run(&free_of_charge, &less, expected);
        const engram_graph_options no_pull = {sizeof no_pull, 0, 1};
        engram_graph *pushing = NULL;
        engram_overlay *overlay = NULL;
        assert_int_equal(engram_graph_create(&f.g.csr, &no_pull, NULL, &pushing), ENGRAM_OK);
        assert_int_equal(engram_overlay_create(f.graph, NODES, NULL, &overlay), ENGRAM_OK);
        const engram_graph *graphs[3] = {f.graph, pushing, engram_overlay_view(overlay)};
        for_each_level(level)
            for (int shape = 0; shape < 6; ++shape) {
                float got[NODES];
                memcpy(got, value, sizeof got);
                engram_spread_info info = {.size = sizeof info};
                if (shape < 3) assert_int_equal(engram_spread_dense(graphs[shape], &f.o, f.w, NULL, got, &info), ENGRAM_OK);
                else {
                    assert_int_equal(engram_spread_sparse(graphs[shape - 3], &f.o, f.w, SEEDS(seeds, value, n), f.results, NODES, &f.count, &info), ENGRAM_OK);
                    memset(got, 0, sizeof got);
                    for (uint64_t i = 0; i < f.count; ++i) got[f.results[i].id] = f.results[i].activation;
                }
                assert_same_bits(got, expected, NODES, "%s, shape %d, run %d", engram_level_name(level), shape, run);
                assert_true(info.edges == bought && info.truncated == (bought < all));
                assert_true(bought == (all < f.o.edge_budget ? all : f.o.edge_budget));
            }
        engram_graph_destroy(&pushing);
        engram_overlay_destroy(&overlay);
        model_graph_free(less);
        tear_down(&f);
    }
}

/* A seed with more edges than the budget sends along its first, and leaves the weaker ones theirs. */
static void a_hub_takes_its_share(void **state) {
    (void)state;
    enum { LEAVES = 1000 };
    model_graph g = model_graph_new(LEAVES + 5, LEAVES + 3, 0);
    for (uint32_t e = 0; e < LEAVES + 3; ++e) g.targets[e] = 2 + e, g.weights[e] = 1;
    g.offsets[1] = LEAVES;
    for (uint32_t s = 2; s <= LEAVES + 5; ++s) g.offsets[s] = LEAVES + 3;
    fixture f = set_up(g, ENGRAM_SPREAD_PRESET_PLAIN);
    const uint32_t seeds[2] = {0, 1};
    const float values[2] = {1.0f, 0.5f};
    f.o.edge_budget = 100;
    for (uint32_t n = 1; n <= 2; ++n) {
        spread(&f, seeds, values, n);
        assert_true(f.info.truncated == 1 && f.info.edges == 100 && f.info.hops == 1 && f.count == 100 + n);
        const uint32_t hubs = n == 1 ? 100 : 97;
        for (uint64_t i = 0; i < f.count; ++i)
            assert_true(f.results[i].id < 2 + hubs || (n == 2 && f.results[i].id >= 2 + LEAVES));
    }
    tear_down(&f);
}

/* Where nothing is left of the budget no hop takes place: what replaces its values would lose them all to it. */
static void a_spent_budget_takes_nothing_away(void **state) {
    (void)state;
    model_graph g = model_graph_new(3, 3, 0);
    g.targets[0] = 1, g.targets[1] = 2, g.targets[2] = 0, g.weights[0] = g.weights[1] = g.weights[2] = 0.5f;
    g.offsets[1] = 1, g.offsets[2] = 2, g.offsets[3] = 3;
    fixture f = set_up(g, ENGRAM_SPREAD_PRESET_PLAIN);
    const uint32_t seed = 0;
    f.o.retain = ENGRAM_RETAIN_REPLACE, f.o.hops = 9, f.o.edge_budget = 2;
    for_each_level(level) {
        spread(&f, &seed, NULL, 1);
        assert_true(f.info.hops == 2 && f.info.edges == 2 && f.info.truncated == 1 && f.info.converged == 0);
        assert_true(f.count == 1 && f.results[0].id == 2 && f.results[0].activation == 0.25f);
    }
    tear_down(&f);
}

/* What stays infinite has not changed. */
static void what_stays_infinite_converges(void **state) {
    (void)state;
    model_graph g = model_graph_new(2, 2, 0);
    g.targets[0] = 1, g.targets[1] = 0, g.weights[0] = g.weights[1] = 3e38f, g.offsets[1] = 1, g.offsets[2] = 2;
    fixture f = set_up(g, ENGRAM_SPREAD_PRESET_PLAIN);
    f.o.hops = 50;
    for (f.o.convergence = ENGRAM_CONVERGE_L1; f.o.convergence <= ENGRAM_CONVERGE_LARGEST; ++f.o.convergence)
        for_each_level(level) {
            float a[2] = {1, 1};
            assert_int_equal(engram_spread_dense(f.graph, &f.o, f.w, NULL, a, &f.info), ENGRAM_OK);
            assert_true(f.info.converged == 1 && f.info.hops < 5 && f.info.change == 0.0 && a[0] == INFINITY);
        }
    tear_down(&f);
}

/* A seed of weight 0, one that its repetition takes back, or one below the threshold, begins nothing: what it has it owes. */
static void seeds_without_a_value_are_no_origins(void **state) {
    (void)state;
    model_graph g = model_graph_new(3, 2, 0);
    g.targets[0] = 1, g.targets[1] = 2, g.weights[0] = g.weights[1] = 0.5f;
    g.offsets[1] = 1, g.offsets[2] = g.offsets[3] = 2;
    fixture f = set_up(g, ENGRAM_SPREAD_PRESET_PLAIN);
    f.o.flags = ENGRAM_SPREAD_EXPLAIN, f.o.node_threshold = 0.01f, f.o.merge = ENGRAM_MERGE_MAX;
    const uint32_t seeds[4] = {0, 1, 2, 2};
    const float zero[4] = {1, 0, 0.5f, -0.5f}, small[4] = {1, 0.009f, -0.0f, 0.001f};
    for_each_level(level)
        for (int k = 0; k < 2; ++k) {
            spread(&f, seeds, k == 0 ? zero : small, 4);
            assert_int_equal(f.count, 3);
            for (uint64_t i = 0; i < 3; ++i) {
                const engram_activated *x = &f.results[i];
                assert_int_equal(x->seed, 0);
                assert_int_equal(x->hop, x->id);
                assert_int_equal(x->predecessor, x->id == 0 ? ENGRAM_NO_NODE : x->id - 1);
            }
        }
    tear_down(&f);
}

/* Sums of weights near the ends of the range of floats divide as others do, and as PageRank does: by every schedule. */
static void weights_at_the_ends_of_the_range_are_shares(void **state) {
    (void)state;
    static const float weights[][2] = {{1e-40f, 3e-40f}, {3e38f, 3e38f}, {1e-45f, 1e-45f}, {1e38f, 3e38f}, {-3e38f, 3e38f}, {2e-20f, 6e-20f}, {1, 3}, {0, 0}};
    for (size_t k = 0; k < sizeof weights / sizeof *weights; ++k) {
        model_graph g = model_graph_new(20, 40, 0);
        for (uint32_t e = 0; e < 40; ++e) g.targets[e] = (e / 2 + 1 + 7 * (e % 2)) % 20, g.weights[e] = weights[k][e % 2], g.offsets[e / 2 + 1] = e + 1;
        fixture f = set_up(g, ENGRAM_SPREAD_PRESET_SPREADR);
        f.o.hops = 2;
        const engram_graph_options no_pull = {sizeof no_pull, 0, 1};
        engram_graph *pushing = NULL;
        assert_int_equal(engram_graph_create(&f.g.csr, &no_pull, NULL, &pushing), ENGRAM_OK);
        for (engram_spread_merge merge = 0; merge < 4; ++merge)
            for (int general = 0; general < 2; ++general)
                for_each_level(level)
                    for (int shape = 0; shape < 4; ++shape) {
                        float expected[20], got[20];
                        for (int i = 0; i < 20; ++i) expected[i] = got[i] = shape % 2 ? 0.1f * (float)(i + 1) : i == 0 ? 1.0f : 0.0f;
                        f.o.merge = merge, f.o.edge_threshold = general ? 0x1p-140f : 0.0f;
                        model_run(&f.o, &f.g, expected);
                        assert_int_equal(engram_spread_dense(shape < 2 ? f.graph : pushing, &f.o, f.w, NULL, got, NULL), ENGRAM_OK);
                        assert_same_bits(got, expected, 20, "%s, weights %zu, merge %u, shape %d", engram_level_name(level), k, merge, shape);
                    }
        if (weights[k][1] == 0.0f) { /* nothing to share out by */
            engram_graph_destroy(&pushing);
            tear_down(&f);
            continue;
        }
        /* All of a seed's value goes out in one hop, as with a damping near 1. */
        const uint32_t seed = 0;
        const double sum = fabs((double)weights[k][0]) + fabs((double)weights[k][1]);
        f.o.merge = ENGRAM_MERGE_SUM, f.o.edge_threshold = 0, f.o.hops = 1, f.o.gain = 1, f.o.retain = ENGRAM_RETAIN_REPLACE;
        spread(&f, &seed, NULL, 1);
        for (uint64_t i = 0; i < f.count; ++i) {
            const double share = (double)weights[k][f.results[i].id == 1 ? 0 : 1] / sum;
            assert_true(fabs((double)f.results[i].activation - share) < 1e-6);
        }
        assert_int_equal(f.count, 2);
        if (weights[k][0] > 0.0f) { /* rank that leaves the seed is shared out in the same proportion */
            float ranks[20];
            const engram_pagerank_options once = {.size = sizeof once, .max_iterations = 1, .damping = 0.5f};
            assert_int_equal(engram_pagerank_power(f.graph, &once, f.w, NULL, SEEDS(&seed, NULL, 1), ranks, NULL), ENGRAM_OK);
            for (uint64_t i = 0; i < 2; ++i)
                assert_true(fabs((double)ranks[f.results[i].id] - 0.5 * (double)f.results[i].activation) < 1e-6);
        }
        engram_graph_destroy(&pushing);
        tear_down(&f);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hops_without_number_end),
        cmocka_unit_test(silence_is_passed_over_not_forgotten),
        cmocka_unit_test(steps_over_nothing_end),
        cmocka_unit_test(a_budget_buys_edges_that_carry),
        cmocka_unit_test(a_hub_takes_its_share),
        cmocka_unit_test(a_spent_budget_takes_nothing_away),
        cmocka_unit_test(what_stays_infinite_converges),
        cmocka_unit_test(seeds_without_a_value_are_no_origins),
        cmocka_unit_test(weights_at_the_ends_of_the_range_are_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
