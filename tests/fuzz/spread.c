/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Sparse and dense spreading under any rule: equal on every level, by push, by pull, with an executor, from seeds and
 * from an array; and, where no logarithm or exponential is in the rule, equal to the model of the tests.
 */

#include "graphs.h"

typedef struct calls {
    engram_graph *pulling, *pushing;
    engram_workspace *workspace;
    const engram_spread_options *rule;
    uint32_t nodes, tasks, seed_count, capacity;
    const uint32_t *seeds;
    const float *values, *start;
} calls;

typedef struct outcome {
    engram_status dense, sparse;
    float values[FUZZ_NODES];
    uint64_t count;
    engram_activated results[FUZZ_NODES + 1];
    engram_spread_info info, sparse_info;
} outcome;

static void same_info(const engram_spread_info *a, const engram_spread_info *b, engram_level level, const char *what) {
    fuzz_same(a, b, sizeof *a, level, what);
}

static void run(const calls *c, engram_level level, outcome *o) {
    const engram_executor executor = {sizeof executor, c->tasks, NULL, fuzz_backwards};
    const engram_graph *graphs[3] = {c->pulling, c->pushing, c->pulling};
    memset(o, 0, sizeof *o);
    for (int shape = 0; shape < 3; ++shape) {
        float values[FUZZ_NODES] = {0};
        engram_spread_info info = {.size = sizeof info};
        memcpy(values, c->start, c->nodes * 4);
        const engram_status status = engram_spread_dense(graphs[shape], c->rule, c->workspace, shape == 2 ? &executor : NULL, values, &info);
        if (status != ENGRAM_OK) fuzz_same(values, c->start, c->nodes * 4, level, "values after an error");
        if (shape == 0) {
            memcpy(o->values, values, sizeof values);
            o->info = info, o->dense = status;
        }
        fuzz_check(status == o->dense, "dense says %s", engram_status_name(status));
        fuzz_same(values, o->values, c->nodes * 4, level, shape == 1 ? "dense by push" : "dense with an executor");
        same_info(&info, &o->info, level, "info of dense shapes");
    }
    for (int shape = 0; shape < 2; ++shape) {
        uint64_t count = 0;
        engram_activated results[FUZZ_NODES + 1];
        memset(results, 0, sizeof results);
        engram_spread_info info = {.size = sizeof info};
        const engram_status status = engram_spread_sparse(graphs[shape], c->rule, c->workspace, SEEDS(c->seeds, c->values, c->seed_count),
                                                          results, c->capacity, &count, &info);
        if (shape == 0) {
            memcpy(o->results, results, sizeof results);
            o->sparse_info = info, o->sparse = status, o->count = count;
        }
        fuzz_check(status == o->sparse && count == o->count, "sparse differs by push");
        fuzz_same(results, o->results, sizeof results, level, "sparse by push");
        same_info(&info, &o->sparse_info, level, "info of sparse shapes");
    }
}

/* Sparse results are the dense values that are neither 0 nor NaN, the strongest first. */
static void check_sparse(const calls *c, const outcome *o) {
    if (o->dense != ENGRAM_OK || o->sparse != ENGRAM_OK) return;
    uint32_t active = 0;
    for (uint32_t i = 0; i < c->nodes; ++i) active += o->values[i] != 0.0f && o->values[i] == o->values[i];
    fuzz_check(o->sparse_info.active == active, "%d active, dense has %d", (int)o->sparse_info.active, (int)active);
    fuzz_check(o->count == (active < c->capacity ? active : c->capacity), "%d results of %d", (int)o->count, (int)active);
    for (uint64_t i = 0; i < o->count; ++i) {
        const engram_activated *r = &o->results[i];
        fuzz_check(float_bits(r->activation) == float_bits(o->values[r->id]), "node %d is %a, dense %a", (int)r->id,
                   (double)r->activation, (double)o->values[r->id]);
        fuzz_check(i == 0 || r->activation < r[-1].activation || (r->activation == r[-1].activation && r->id > r[-1].id),
                   "results are out of order");
    }
    engram_spread_info dense = o->info, sparse = o->sparse_info;
    dense.active = sparse.active;
    fuzz_check(memcmp(&dense, &sparse, sizeof dense) == 0, "sparse and dense report different work");
}

static void check_model(const calls *c, const model_graph *g, const outcome *o) {
    /* What lies behind the size that a rule states is not read: defaults are in its place. */
    engram_spread_options whole = {.size = sizeof whole}, *r = &whole;
    fuzz_check(engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &whole) == ENGRAM_OK, "no preset");
    memcpy(&whole, c->rule, c->rule->size < sizeof whole ? c->rule->size : sizeof whole);
    if (o->dense != ENGRAM_OK || r->edge_budget != 0 || r->normaliser == ENGRAM_NORMALISE_FAN || r->squash == ENGRAM_SQUASH_SIGMOID) return;
    float expected[FUZZ_NODES];
    memcpy(expected, c->start, c->nodes * 4);
    const model_spread m = model_run(r, g, expected);
    for (uint32_t i = 0; i < c->nodes; ++i)
        fuzz_check(float_bits(o->values[i]) == float_bits(expected[i]), "node %d is %a (%08x), the model has %a (%08x)", (int)i,
                   (double)o->values[i], float_bits(o->values[i]), (double)expected[i], float_bits(expected[i]));
    fuzz_check(o->info.hops == m.hops && o->info.edges == m.edges && (int)o->info.converged == m.converged &&
                   (int)o->info.capped == m.capped,
               "hops %d edges %d converged %d capped %d, the model has %d %d %d %d", (int)o->info.hops, (int)o->info.edges,
               (int)o->info.converged, (int)o->info.capped, (int)m.hops, (int)m.edges, m.converged, m.capped);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    static fuzz_rule r;
    model_graph g = take_graph(&in);
    take_rule(&in, &r);
    uint32_t seeds[FUZZ_NODES];
    float values[FUZZ_NODES], start[FUZZ_NODES] = {0};
    calls c = {.rule = &r.options, .nodes = g.nodes, .tasks = take_below(&in, 5), .capacity = take_below(&in, FUZZ_NODES + 2),
               .seeds = seeds, .values = values, .start = start};
    if (c.capacity > FUZZ_NODES) c.capacity = FUZZ_NODES;
    const uint32_t count = 1 + take_below(&in, 6);
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t node = take_below(&in, g.nodes);
        const float value = take_finite(&in);
        if (start[node] == 0.0f) start[node] = value; /* each once: repeats have an order, which an array has not */
    }
    for (uint32_t i = 0; i < g.nodes; ++i)
        if (start[i] != 0.0f) seeds[c.seed_count] = i, values[c.seed_count++] = start[i];
    const engram_graph_options no_pull = {sizeof no_pull, 0, 1};
    fuzz_check(engram_graph_create(&g.csr, NULL, NULL, &c.pulling) == ENGRAM_OK, "no graph");
    fuzz_check(engram_graph_create(&g.csr, &no_pull, NULL, &c.pushing) == ENGRAM_OK, "no graph");
    fuzz_check(engram_workspace_create(g.nodes, NULL, &c.workspace) == ENGRAM_OK, "no workspace");
    static outcome expected, o;
    for_each_level(level) {
        run(&c, level, &o);
        if (level == ENGRAM_LEVEL_SCALAR) {
            expected = o;
            check_sparse(&c, &o);
            check_model(&c, &g, &o);
        }
        fuzz_check(o.dense == expected.dense && o.sparse == expected.sparse && o.count == expected.count, "a status or a count differs");
        fuzz_same(o.values, expected.values, sizeof o.values, level, "dense");
        fuzz_same(o.results, expected.results, sizeof o.results, level, "sparse");
        same_info(&o.info, &expected.info, level, "info of dense");
        same_info(&o.sparse_info, &expected.sparse_info, level, "info of sparse");
    }
    engram_graph_destroy(&c.pulling), engram_graph_destroy(&c.pushing);
    engram_workspace_destroy(&c.workspace);
    model_graph_free(g);
    return 0;
}
