/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Spreading, sparse and dense, with each value of each option and each preset, against the rule in double. */

#include "graphs.h"
#include "engram/compat.h"
#include "kernels/similarity/similarity_support.h"

enum call { CALL_SPARSE, CALL_DENSE, CALL_ONE_OFF, CALL_COMPAT };
enum axis {
    AXIS_MERGE, AXIS_RETAIN, AXIS_SENDERS, AXIS_DECAY, AXIS_NORMALISER, AXIS_INHIBITION, AXIS_SQUASH, AXIS_CONVERGENCE,
    AXIS_CAP, AXIS_REFRACTORY, AXIS_TYPES, AXIS_THRESHOLDS, AXIS_GATE, AXIS_FACTORS, AXIS_BUDGET, AXIS_PRESET
};

static graph_arrays arrays;
static engram_graph *graph;
static engram_workspace *workspace;
static engram_spread_options options;
static uint32_t seeds[8], seed_count, capacity;
static uint64_t count;
static float values[8], start[NODES_MOST], after[NODES_MOST + 1], decay_table[6], type_factors[64], node_factors[NODES_MOST];
static engram_activated results[NODES_MOST];
static engram_spread_info info;
static engram_executor executor;
static engram_status status;

static void draw(const member *m, rng *r, uint64_t *d) {
    draw_graph(r, d);
    if (m->c == CALL_COMPAT && d[GRAPH_NODES] == 0) d[GRAPH_NODES] = 1;
}

/* Sets one option to a value; the numbers beside it are drawn. */
static void set(enum axis axis, uint32_t value, const trial *t) {
    const uint64_t seed = t->seed;
    switch (axis) {
    case AXIS_MERGE: options.merge = value, options.limit = noise_float(seed, 30, 0, 0.3f, 2); break;
    case AXIS_RETAIN: options.retain = value, options.retention = noise_float(seed, 30, 1, 0, 1); break;
    case AXIS_SENDERS: options.senders = value; break;
    case AXIS_DECAY:
        options.decay = value, options.hop_factor = noise_float(seed, 30, 2, 0.1f, 1);
        options.decay_table = value == ENGRAM_DECAY_FROM_SOURCE ? decay_table : NULL;
        options.decay_count = value == ENGRAM_DECAY_FROM_SOURCE ? 1 + (uint32_t)noise_below(seed, 30, 3, 6) : 0;
        break;
    case AXIS_NORMALISER: options.normaliser = value; break;
    case AXIS_INHIBITION:
        options.inhibition = value, options.inhibition_count = 1 + (uint32_t)noise_below(seed, 30, 4, 9);
        options.inhibition_strength = noise_float(seed, 30, 5, 0, 0.5f), options.ceiling = noise_float(seed, 30, 6, 0.2f, 2);
        options.flags &= ~(uint32_t)ENGRAM_SPREAD_INHIBIT_EACH;
        if (value >= ENGRAM_INHIBIT_TOP_SUM && noise_below(seed, 30, 7, 3) == 0) options.flags |= ENGRAM_SPREAD_INHIBIT_EACH;
        break;
    case AXIS_SQUASH:
        options.squash = value, options.limit = noise_float(seed, 30, 8, 0.3f, 2);
        options.sigmoid_gain = noise_float(seed, 30, 9, 0.5f, 10), options.sigmoid_centre = noise_float(seed, 30, 10, 0, 0.5f);
        options.flags &= ~(uint32_t)ENGRAM_SPREAD_SQUASH_EACH;
        if (value != ENGRAM_SQUASH_NONE && noise_below(seed, 30, 11, 2) == 0) options.flags |= ENGRAM_SPREAD_SQUASH_EACH;
        break;
    case AXIS_CONVERGENCE: options.convergence = value, options.tolerance = noise_float(seed, 30, 12, 1e-4f, 0.3f); break;
    case AXIS_CAP: options.node_cap = 1 + (uint32_t)noise_below(seed, 30, 13, 12); break;
    case AXIS_REFRACTORY: options.refractory_hops = 1 + (uint32_t)noise_below(seed, 30, 14, 3); break;
    case AXIS_TYPES:
        options.type_mask = noise(seed, 30, 15) | 1, options.suppressive_types = noise(seed, 30, 16) & 0x1E;
        if (noise_below(seed, 30, 17, 2) == 0) options.type_factors = type_factors;
        break;
    case AXIS_THRESHOLDS:
        options.edge_threshold = noise_float(seed, 30, 18, 0, 0.2f), options.node_threshold = noise_float(seed, 30, 19, 0, 0.2f);
        break;
    case AXIS_GATE: options.gate = noise_float(seed, 30, 20, 0, 0.5f); break;
    case AXIS_FACTORS: options.node_factors = node_factors; break;
    case AXIS_BUDGET: options.edge_budget = 1 + noise_below(seed, 30, 21, 60); break;
    case AXIS_PRESET: break;
    }
}

static const uint32_t axis_values[] = {4, 4, 2, 3, 6, 4, 4, 3, 1, 1, 1, 1, 1, 1, 1, 8};

static void make_options(const member *m, const trial *t) {
    for (uint64_t i = 0; i < 64; ++i) type_factors[i] = noise_float(t->seed, 31, i, -0.5f, 1.5f);
    for (uint64_t i = 0; i < NODES_MOST; ++i) node_factors[i] = noise_float(t->seed, 32, i, 0, 1.5f);
    for (uint64_t i = 0; i < 6; ++i) decay_table[i] = noise_below(t->seed, 33, i, 8) == 0 ? 0 : noise_float(t->seed, 34, i, 0.1f, 1);
    options.size = sizeof options;
    assert_int_equal(engram_spread_preset(m->a == AXIS_PRESET ? m->b : ENGRAM_SPREAD_PRESET_PLAIN, &options), ENGRAM_OK);
    options.hops = (uint32_t)t->dials[GRAPH_HOPS];
    if (m->a == AXIS_PRESET) return;
    /* The continuous options more often than those that decide, so that the oracle can follow most cases. */
    for (uint32_t axis = AXIS_MERGE; axis < AXIS_PRESET; ++axis)
        if (noise_below(t->seed, 35, axis, axis <= AXIS_SQUASH ? 4 : 12) == 0)
            set((enum axis)axis, (uint32_t)noise_below(t->seed, 36, axis, axis_values[axis]), t);
    options.gain = noise_below(t->seed, 37, 0, 3) == 0 ? noise_float(t->seed, 37, 1, -0.5f, 1.5f) : 1;
    set((enum axis)m->a, m->b, t);
}

static void make(const member *m, const trial *t) {
    const uint32_t n = (uint32_t)t->dials[GRAPH_NODES];
    if (workspace == NULL) assert_int_equal(engram_workspace_create(NODES_MOST, NULL, &workspace), ENGRAM_OK);
    make_options(m, t);
    make_graph(t, options.suppressive_types != 0 || noise_below(t->seed, 38, 0, 2) == 0, &arrays);
    const engram_graph_options layout = {sizeof layout, ENGRAM_DUPLICATES_KEEP, noise_below(t->seed, 38, 1, 3) == 0};
    engram_graph_destroy(&graph);
    assert_int_equal(engram_graph_create(&arrays.csr, &layout, NULL, &graph), ENGRAM_OK);
    memset(start, 0, sizeof start);
    seed_count = n == 0 ? 0 : (uint32_t)t->dials[GRAPH_SEEDS];
    for (uint32_t i = 0; i < seed_count; ++i) {
        seeds[i] = (uint32_t)noise_below(t->seed, 39, i, n);
        values[i] = noise_float(t->seed, 40, i, noise_below(t->seed, 40, 99, 4) == 0 ? -1 : 0.05f, 1.2f);
        start[seeds[i]] += values[i];
    }
    if (m->c != CALL_SPARSE && noise_below(t->seed, 41, 0, 3) == 0) /* everybody is active: steps that pull */
        for (uint32_t i = 0; i < n; ++i) start[i] = noise_float(t->seed, 42, i, -0.2f, 1);
    if (m->c == CALL_SPARSE && noise_below(t->seed, 41, 1, 2) == 0) options.flags |= ENGRAM_SPREAD_EXPLAIN;
    capacity = noise_below(t->seed, 41, 2, 8) == 0 ? (uint32_t)noise_below(t->seed, 41, 3, n + 1) : n;
    executor = (engram_executor){sizeof executor, (uint32_t)noise_below(t->seed, 41, 4, 6), NULL, run_backwards};
}

/* The original's kernel: as many edges for each node, whoever their source is. */
static size_t compat_degree(void) {
    const uint32_t n = arrays.csr.node_count;
    return n == 0 ? 0 : (size_t)((arrays.csr.edge_count + n - 1) / n);
}

static void run(const member *m, const trial *t, record *into) {
    const uint32_t n = arrays.csr.node_count;
    memset(results, 0, sizeof results), memset(after, 0xA5, sizeof after);
    memcpy(after, start, n * sizeof *after);
    info = (engram_spread_info){.size = sizeof info}, count = 0;
    switch (m->c) {
    case CALL_SPARSE:
        status = engram_spread_sparse(graph, &options, workspace, SEEDS(seeds, values, seed_count), results, capacity, &count, &info);
        break;
    case CALL_DENSE:
        status = engram_spread_dense(graph, &options, workspace, executor.task_count != 0 ? &executor : NULL, after, &info);
        break;
    case CALL_ONE_OFF: status = engram_activation_spread(&arrays.csr, (uint32_t)t->dials[GRAPH_HOPS], after); break;
    default:
        engram_spread_activation(arrays.targets, arrays.weights, after, n, arrays.csr.edge_count, (uint32_t)t->dials[GRAPH_HOPS]);
        status = engram_last_status();
        break;
    }
    record_status(into, status);
    for (uint64_t i = 0; i < count; ++i)
        record_put(into, &results[i], (options.flags & ENGRAM_SPREAD_EXPLAIN) != 0 ? sizeof *results : 8);
    record_put(into, after, sizeof after), record_put(into, &info, sizeof info), record_put(into, &count, sizeof count);
}

static void judge_order(verdict *v) {
    for (uint32_t i = 1; i < count; ++i)
        if (results[i - 1].activation < results[i].activation ||
            (results[i - 1].activation == results[i].activation && results[i - 1].id >= results[i].id))
            judge_wrong(v, "result %u is out of order", i);
}

static void judge(const member *m, const trial *t, verdict *v) {
    static exact_spread x;
    const uint32_t n = arrays.csr.node_count;
    float got[NODES_MOST] = {0};
    if (status != ENGRAM_OK) judge_wrong(v, "status %s", engram_status_name(status));
    if (float_bits(after[n]) != 0xA5A5A5A5u) judge_wrong(v, "written past the end");
    judge_order(v);
    if (info.truncated != 0 || capacity < n) { /* the budget and the capacity are compared between levels only */
        v->passed_over += n;
        return;
    }
    engram_spread_options rule = options;
    engram_csr csr = arrays.csr;
    uint64_t uniform[NODES_MOST + 1];
    if (m->c >= CALL_ONE_OFF) {
        assert_int_equal(engram_spread_preset(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, &rule), ENGRAM_OK);
        rule.hops = (uint32_t)t->dials[GRAPH_HOPS], csr.types = NULL;
    }
    if (m->c == CALL_COMPAT) {
        for (uint64_t i = 0; i <= n; ++i) uniform[i] = i * compat_degree() < csr.edge_count ? i * compat_degree() : csr.edge_count;
        csr.offsets = uniform;
    }
    for (uint32_t i = 0; i < n; ++i) x.value[i] = (double)start[i];
    spread_exactly(&rule, &csr, &x);
    /* The original computes from a zero source too, and leaves the activations alone where there is no edge. */
    if (m->c == CALL_COMPAT && (csr.edge_count == 0 || rule.hops == 0))
        for (uint32_t i = 0; i < n; ++i) x.value[i] = (double)start[i];
    if (m->c == CALL_ONE_OFF && rule.hops == 0)
        for (uint32_t i = 0; i < n; ++i) x.value[i] = (double)start[i];
    for (uint64_t i = 0; i < count; ++i) got[results[i].id] = results[i].activation;
    if (m->c != CALL_SPARSE) memcpy(got, after, n * sizeof *got);
    for (uint32_t i = 0; i < n; ++i) {
        if (x.undecided || !(x.condition[i] < 1e30)) ++v->passed_over;
        else judge_value(v, got[i], x.value[i], 1e-5 * x.condition[i] + 1e-7, fmax(ulp_at(x.condition[i]), 0x1p-46), "node", i);
    }
}

void add_spreads(members *list) {
    static const char *const calls[] = {"sparse", "dense"};
    static const char *const axes[] = {"merge", "retain", "senders", "decay", "normaliser", "inhibition", "squash", "convergence",
                                       "cap", "refractory", "types", "thresholds", "gate", "factors", "budget", "preset"};
    member like = {.promise = "1e-5 of the terms, 1e-7 absolute",
                   .dials = {"shape", "nodes", "percent", "hops", "seeds", "weights"},
                   .draw = draw, .make = make, .run = run, .judge = judge};
    for (uint32_t call = CALL_SPARSE; call <= CALL_DENSE; ++call)
        for (uint32_t axis = AXIS_MERGE; axis <= AXIS_PRESET; ++axis)
            for (uint32_t value = 0; value < axis_values[axis]; ++value) {
                like.a = axis, like.b = value, like.c = call;
                if (axis_values[axis] == 1) member_add(list, &like, "%s/%s", calls[call], axes[axis]);
                else member_add(list, &like, "%s/%s/%u", calls[call], axes[axis], value);
            }
    like.a = AXIS_PRESET, like.b = ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, like.c = CALL_ONE_OFF;
    member_add(list, &like, "one_off");
    like.c = CALL_COMPAT;
    member_add(list, &like, "compat/spread");
}
