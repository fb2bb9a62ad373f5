/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Spreading against the model: random rules on random graphs, every call shape, every level, bit for bit. */

#include "kernels/activation/model.h"

#define PICK(r, ...) ((const uint32_t[]){__VA_ARGS__})[rng_below(r, sizeof((const uint32_t[]){__VA_ARGS__}) / 4)]

static const float table[4] = {0.9f, 0.5f, 0.5f, 0.0f};
static float type_factors[64], node_factors[4096];

static engram_spread_options random_rule(rng *r, int typed) {
    engram_spread_options o = {.size = sizeof o};
    assert_int_equal(engram_spread_preset((engram_spread_preset_id)rng_below(r, 8), &o), ENGRAM_OK);
    if (rng_below(r, 4) == 0) return o;
    o.merge = (engram_spread_merge)rng_below(r, 4);
    o.retain = (engram_spread_retain)rng_below(r, 4);
    o.senders = (engram_spread_senders)rng_below(r, 2);
    o.decay = (engram_spread_decay)rng_below(r, 3);
    o.normaliser = (engram_spread_normaliser)rng_below(r, 5); /* FAN has a test of its own: logarithms differ by libm */
    o.inhibition = (engram_spread_inhibition)rng_below(r, 4);
    o.squash = (engram_spread_squash)rng_below(r, 3); /* the same for the sigmoid */
    o.convergence = (engram_spread_convergence)rng_below(r, 3);
    o.flags = PICK(r, 0, ENGRAM_SPREAD_INHIBIT_EACH, ENGRAM_SPREAD_SQUASH_EACH, 6);
    o.hops = (uint32_t)rng_below(r, 7);
    o.node_cap = PICK(r, 0, 0, 1, 5, 40);
    o.refractory_hops = PICK(r, 0, 0, 1, 3);
    o.inhibition_count = PICK(r, 1, 7, 256);
    o.gain = rng_float(r, 0.2f, 1.5f);
    o.hop_factor = rng_float(r, 0.3f, 1.0f);
    o.retention = PICK(r, 0, 1, 2) == 2 ? rng_float(r, 0.0f, 1.0f) : (float)rng_below(r, 2);
    o.edge_threshold = rng_below(r, 2) ? 0.0f : 0.05f;
    o.node_threshold = rng_below(r, 2) ? 0.0f : 0.05f;
    o.gate = rng_below(r, 2) ? 0.0f : 0.1f;
    o.limit = rng_float(r, 0.5f, 2.0f);
    o.tolerance = 0.02f;
    if (o.decay == ENGRAM_DECAY_FROM_SOURCE) o.decay_count = 4, o.decay_table = table;
    if (o.inhibition < ENGRAM_INHIBIT_TOP_SUM) o.flags &= ~(uint32_t)ENGRAM_SPREAD_INHIBIT_EACH;
    if (o.squash == ENGRAM_SQUASH_NONE) o.flags &= ~(uint32_t)ENGRAM_SPREAD_SQUASH_EACH;
    if (typed && rng_below(r, 2)) o.type_mask = rng_next(r) | 1u;
    if (typed && rng_below(r, 2)) o.suppressive_types = 1u << rng_below(r, 5) | 1u << rng_below(r, 5);
    if (rng_below(r, 4) == 0) o.type_factors = type_factors;
    if (rng_below(r, 4) == 0) o.node_factors = node_factors;
    return o;
}

/* Rules that the model answers to the last bit: no logarithm, no exponential. */
static int is_exact(const engram_spread_options *o) {
    return o->normaliser != ENGRAM_NORMALISE_FAN && o->squash != ENGRAM_SQUASH_SIGMOID;
}

static void run_backwards(void *context, uint32_t count, engram_task *task, void *task_context) {
    ++*(int *)context;
    for (uint32_t i = count; i-- > 0;) task(task_context, i);
}

typedef struct handles {
    engram_graph *pulling, *pushing;
    engram_workspace *workspace;
} handles;

static handles prepare(const model_graph *g) {
    handles h = {NULL, NULL, NULL};
    const engram_graph_options no_pull = {sizeof no_pull, 0, 1};
    assert_int_equal(engram_graph_create(&g->csr, NULL, NULL, &h.pulling), ENGRAM_OK);
    assert_int_equal(engram_graph_create(&g->csr, &no_pull, NULL, &h.pushing), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(g->nodes, NULL, &h.workspace), ENGRAM_OK);
    return h;
}

static void release(handles h) {
    engram_graph_destroy(&h.pulling), engram_graph_destroy(&h.pushing);
    engram_workspace_destroy(&h.workspace);
    assert_null(h.pulling);
}

static void check_info(const engram_spread_info *info, const model_spread *m, int run) {
    if (info->edges != m->edges || info->hops != m->hops) print_error("run %d\n", run);
    assert_int_equal(info->edges, m->edges);
    assert_int_equal(info->hops, m->hops);
    assert_int_equal(info->converged, m->converged);
    assert_int_equal(info->capped, m->capped);
    assert_int_equal(info->truncated, 0);
}

/* Sparse results are the dense ones that are neither 0 nor NaN, by activation, then id. */
static void check_results(const engram_activated *results, uint64_t count, const float *dense, uint32_t nodes) {
    uint32_t active = 0;
    for (uint32_t i = 0; i < nodes; ++i) active += dense[i] != 0.0f && dense[i] == dense[i];
    assert_int_equal(count, active);
    for (uint64_t i = 0; i < count; ++i) {
        assert_int_equal(float_bits(results[i].activation), float_bits(dense[results[i].id]));
        if (i == 0) continue;
        assert_true(results[i].activation < results[i - 1].activation ||
                    (results[i].activation == results[i - 1].activation && results[i].id > results[i - 1].id));
    }
}

static void every_shape(const model_graph *g, const engram_spread_options *o, const float *start, int run) {
    const uint32_t n = g->nodes;
    const handles h = prepare(g);
    float *expected = malloc(n * 4), *a = malloc(n * 4), *values = malloc(n * 4);
    uint32_t *seeds = malloc(n * 4), seed_count = 0;
    uint64_t count = 0;
    engram_activated *results = malloc(n * sizeof *results);
    assert_true(expected != NULL && a != NULL && values != NULL && seeds != NULL && results != NULL);
    for (uint32_t i = n; i-- > 0;) /* descending: order of seeds does not matter */
        if (start[i] != 0.0f) seeds[seed_count] = i, values[seed_count++] = start[i];
    memcpy(expected, start, n * 4);
    const model_spread m = model_run(o, g, expected);
    int have = is_exact(o);
    for_each_level(level) {
        int called = 0;
        const engram_executor three = {sizeof three, 3, &called, run_backwards},
                              many = {sizeof many, 1000, &called, run_backwards};
        const engram_graph *graphs[4] = {h.pulling, h.pulling, h.pulling, h.pushing};
        const engram_executor *executors[4] = {NULL, &three, &many, NULL};
        for (int shape = 0; shape < 4; ++shape) {
            engram_spread_info info = {.size = sizeof info};
            memcpy(a, start, n * 4);
            assert_int_equal(engram_spread_dense(graphs[shape], o, h.workspace, executors[shape], a, &info), ENGRAM_OK);
            if (!have) memcpy(expected, a, n * 4); /* the first level stands in for the model */
            have = 1;
            assert_same_bits(a, expected, n, "%s, dense shape %d, run %d", engram_level_name(level), shape, run);
            check_info(&info, &m, run);
        }
        for (int shape = 0; shape < 3; ++shape) {
            engram_spread_info info = {.size = sizeof info};
            engram_spread_options asked = *o;
            if (shape == 2) asked.flags |= ENGRAM_SPREAD_EXPLAIN;
            assert_int_equal(engram_spread_sparse(shape == 1 ? h.pushing : h.pulling, &asked, h.workspace, SEEDS(seeds, values, seed_count), results, n, &count, &info),
                             ENGRAM_OK);
            check_results(results, count, expected, n);
            check_info(&info, &m, run);
            assert_int_equal(info.active, count);
            const uint64_t some = count / 3;
            engram_activated best[400];
            uint64_t written = 0;
            assert_int_equal(engram_spread_sparse(h.pulling, &asked, h.workspace, SEEDS(seeds, values, seed_count), best, some,
                                                  &written, &info), ENGRAM_OK);
            assert_int_equal(written, some);
            assert_int_equal(info.active, count);
            for (uint64_t i = 0; i < some; ++i) assert_memory_equal(&best[i], &results[i], 8);
        }
    }
    free(expected), free(a), free(values), free(seeds), free(results);
    release(h);
}

static void random_rules(void **state) {
    (void)state;
    rng r = rng_seeded("random rules");
    rng_fill(&r, type_factors, 64, 0.2f, 1.2f);
    rng_fill(&r, node_factors, 4096, 0.2f, 1.2f);
    for (int run = 0; run < 1200; ++run) {
        const uint32_t nodes = 1 + (uint32_t)rng_below(&r, run % 8 ? 60 : 400);
        const uint64_t edges = rng_below(&r, (run % 3 ? 4u : 12u) * nodes + 1);
        const int typed = rng_below(&r, 3) == 0;
        const model_graph g = model_graph_random(&r, nodes, edges, typed, run % 5 ? 0.0f : -0.7f, 1.0f);
        const engram_spread_options o = random_rule(&r, typed);
        float *start = calloc(nodes, 4);
        assert_non_null(start);
        const uint64_t active = run % 2 ? 1 + rng_below(&r, 3) : nodes;
        for (uint64_t i = 0; i < active; ++i)
            start[rng_below(&r, nodes)] = rng_float(&r, run % 7 ? 0.05f : -1.0f, 1.0f);
        every_shape(&g, &o, start, run);
        free(start);
        model_graph_free(g);
    }
}

/* Zeros of both signs, denormals, cancellation, overflow to infinity and NaN: the shapes must not tell. */
static void hard_values(void **state) {
    (void)state;
    rng r = rng_seeded("hard values");
    static const float hard[] = {0x1p-149f, -0x1p-149f, 0x1p-126f, -0.0f,    0.0f,     1.0f,
                                 -1.0f,     0x1p127f,   -0x1p127f, 0x1p-80f, -0x1p-75f};
    for (int run = 0; run < 300; ++run) {
        const uint32_t nodes = 1 + (uint32_t)rng_below(&r, 50);
        model_graph g = model_graph_random(&r, nodes, rng_below(&r, 8 * nodes), 0, -1, 1);
        for (uint64_t e = 0; e < g.edges; ++e)
            if (rng_below(&r, 2)) g.weights[e] = hard[rng_below(&r, sizeof hard / 4)];
        engram_spread_options o = {.size = sizeof o};
        assert_int_equal(engram_spread_preset(run % 2 ? ENGRAM_SPREAD_PRESET_PLAIN : ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, &o), ENGRAM_OK);
        o.hops = 1 + (uint32_t)rng_below(&r, 5);
        o.retain = (engram_spread_retain)rng_below(&r, 4);
        o.retention = 0.25f;
        o.merge = run % 3 ? ENGRAM_MERGE_SUM : (engram_spread_merge)rng_below(&r, 4);
        o.senders = (engram_spread_senders)(run % 5 == 0);
        float start[64];
        for (uint32_t i = 0; i < nodes; ++i) start[i] = hard[rng_below(&r, sizeof hard / 4)];
        every_shape(&g, &o, start, run);
        model_graph_free(g);
    }
}

/* Large enough for all three schedules, and for marks on all their levels. */
static void large_graphs(void **state) {
    (void)state;
    rng r = rng_seeded("large");
    for (int run = 0; run < 2; ++run) {
        const uint32_t nodes = 300000;
        const model_graph g = model_graph_random(&r, nodes, run ? 900000 : 3000000, 0, 0, 0.2f);
        const handles h = prepare(&g);
        engram_spread_options o = {.size = sizeof o};
        engram_spread_preset(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, &o);
        float *expected = calloc(nodes, 4), *a = malloc(nodes * 4);
        engram_activated *results = malloc(nodes * sizeof *results);
        assert_true(expected != NULL && a != NULL && results != NULL);
        const uint32_t seed = 277777;
        o.hops = 6;
        expected[seed] = 1.0f;
        const model_spread m = model_run(&o, &g, expected);
        for_each_level(level) {
            engram_spread_info info = {.size = sizeof info};
            uint64_t count = 0;
            assert_int_equal(
                engram_spread_sparse(h.pulling, &o, h.workspace, SEEDS(&seed, NULL, 1), results, nodes, &count, &info),
                ENGRAM_OK);
            check_results(results, count, expected, nodes);
            check_info(&info, &m, run);
            memset(a, 0, nodes * 4);
            a[seed] = 1.0f;
            assert_int_equal(engram_spread_dense(h.pulling, &o, h.workspace, NULL, a, &info), ENGRAM_OK);
            assert_same_bits(a, expected, nodes, "%s, large", engram_level_name(level));
        }
        free(expected), free(a), free(results);
        release(h);
        model_graph_free(g);
    }
}

/* What an executor does cannot show, whatever the rule: all presets, from 1 to 64 tasks and more than there are
 * targets. */
static void any_number_of_tasks(void **state) {
    (void)state;
    rng r = rng_seeded("tasks");
    enum { NODES = 2000 };
    const model_graph g = model_graph_random(&r, NODES, 16000, 0, 0.0f, 0.9f);
    const handles h = prepare(&g);
    static float start[NODES], expected[NODES], a[NODES];
    rng_fill(&r, start, NODES, 0.0f, 1.0f);
    for (engram_spread_preset_id preset = 0; preset < 8; ++preset) {
        engram_spread_options o = {.size = sizeof o};
        assert_int_equal(engram_spread_preset(preset, &o), ENGRAM_OK);
        for_each_level(level) {
            memcpy(expected, start, sizeof expected);
            assert_int_equal(engram_spread_dense(h.pulling, &o, h.workspace, NULL, expected, NULL), ENGRAM_OK);
            memcpy(a, start, sizeof a);
            assert_int_equal(engram_spread_dense(h.pushing, &o, h.workspace, NULL, a, NULL), ENGRAM_OK);
            assert_same_bits(a, expected, NODES, "%s, preset %u by source", engram_level_name(level), preset);
            for (uint32_t tasks = 1; tasks <= 65; ++tasks) {
                int called = 0;
                const engram_executor split = {sizeof split, tasks <= 64 ? tasks : 5000, &called, run_backwards};
                memcpy(a, start, sizeof a);
                assert_int_equal(engram_spread_dense(h.pulling, &o, h.workspace, &split, a, NULL), ENGRAM_OK);
                assert_same_bits(a, expected, NODES, "%s, preset %u, %u tasks", engram_level_name(level), preset,
                                 tasks);
                /* What the page lists as not split; everything else is, unless there is only one task. */
                const int serial = preset == ENGRAM_SPREAD_PRESET_SHODH || preset == ENGRAM_SPREAD_PRESET_ACTR;
                assert_int_equal(called != 0, !serial && tasks > 1);
            }
        }
    }
    release(h);
    model_graph_free(g);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_rules),
        cmocka_unit_test(hard_values),
        cmocka_unit_test(large_graphs),
        cmocka_unit_test(any_number_of_tasks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
