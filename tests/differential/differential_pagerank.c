/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Personalised PageRank against the dense linear system, solved in double. */

#include "graphs.h"
#include "kernels/similarity/similarity_support.h"

enum call { CALL_POWER, CALL_PUSH };
#define SOLVED 1e-11 /* what the oracle itself, in double, may be off by */

static graph_arrays arrays;
static engram_graph *graph;
static engram_workspace *workspace;
static engram_pagerank_options options;
static uint32_t seeds[8], seed_count, capacity;
static uint64_t count;
static float values[8], ranks[NODES_MOST];
static engram_activated results[NODES_MOST];
static engram_pagerank_info info;
static engram_executor executor;
static engram_status status;

static void draw(const member *m, rng *r, uint64_t *d) {
    (void)m;
    draw_graph(r, d);
    d[GRAPH_HOPS] = rng_below(r, 4); /* the damping */
    if (d[GRAPH_WEIGHTS] == WEIGHTS_SIGNED) d[GRAPH_WEIGHTS] = WEIGHTS_PART;
}

static void make(const member *m, const trial *t) {
    (void)m;
    trial at_least_one = *t;
    if (at_least_one.dials[GRAPH_NODES] == 0) at_least_one.dials[GRAPH_NODES] = 1;
    if (at_least_one.dials[GRAPH_WEIGHTS] == WEIGHTS_SIGNED) at_least_one.dials[GRAPH_WEIGHTS] = WEIGHTS_PART;
    if (workspace == NULL) assert_int_equal(engram_workspace_create(NODES_MOST, NULL, &workspace), ENGRAM_OK);
    make_graph(&at_least_one, false, &arrays);
    for (uint64_t e = 0; e < arrays.csr.edge_count; ++e) /* a source whose weights are all 0 has nothing to give */
        if (noise_below(t->seed, 50, e, 10) == 0) arrays.weights[e] = 0;
    const engram_graph_options layout = {sizeof layout, ENGRAM_DUPLICATES_KEEP, noise_below(t->seed, 51, 0, 3) == 0};
    engram_graph_destroy(&graph);
    assert_int_equal(engram_graph_create(&arrays.csr, &layout, NULL, &graph), ENGRAM_OK);
    seed_count = 1 + (uint32_t)t->dials[GRAPH_SEEDS] % 7;
    for (uint32_t i = 0; i < seed_count; ++i) {
        seeds[i] = (uint32_t)noise_below(t->seed, 52, i, arrays.csr.node_count);
        values[i] = noise_float(t->seed, 53, i, i == 0 ? 0.1f : 0, 2);
    }
    const float dampings[] = {0.85f, 0.5f, 0.999f, noise_float(t->seed, 54, 0, 0.001f, 0.99f)};
    options = (engram_pagerank_options){.size = sizeof options, .max_iterations = 1 + (uint32_t)noise_below(t->seed, 55, 0, 300),
                                        .damping = dampings[t->dials[GRAPH_HOPS] % 4], .tolerance = 1e-6f,
                                        .dangling = (engram_dangling)noise_below(t->seed, 57, 0, 2),
                                        .epsilon = noise_float(t->seed, 55, 1, 1e-6f, 1e-2f),
                                        .edge_budget = noise_below(t->seed, 55, 2, 5) == 0 ? noise_below(t->seed, 55, 3, 500) : 1000000};
    capacity = arrays.csr.node_count;
    executor = (engram_executor){sizeof executor, (uint32_t)noise_below(t->seed, 56, 0, 6), NULL, run_backwards};
}

static void run(const member *m, const trial *t, record *into) {
    (void)t;
    memset(results, 0, sizeof results), memset(ranks, 0, sizeof ranks);
    info = (engram_pagerank_info){.size = sizeof info}, count = 0;
    if (m->c == CALL_POWER)
        status = engram_pagerank_power(graph, &options, workspace, executor.task_count != 0 ? &executor : NULL, SEEDS(seeds, values, seed_count), ranks, &info);
    else status = engram_pagerank_push(graph, &options, workspace, SEEDS(seeds, values, seed_count), results, capacity, &count, &info);
    for (uint64_t i = 0; i < count; ++i) ranks[results[i].id] = results[i].activation;
    record_status(into, status);
    record_put(into, results, sizeof results), record_put(into, ranks, sizeof ranks), record_put(into, &info, sizeof info);
}

/* r = (1 - d) p + d (W' r + lost q), lost being the rank of nodes that give nothing, q who gets it: Gauss with pivoting. */
static void solve(double *r) {
    static double a[NODES_MOST][NODES_MOST + 1];
    const uint32_t n = arrays.csr.node_count;
    const double d = (double)options.damping;
    double p[NODES_MOST] = {0}, whole = 0;
    for (uint32_t i = 0; i < seed_count; ++i) p[seeds[i]] += (double)values[i], whole += (double)values[i];
    memset(a, 0, sizeof a);
    for (uint32_t s = 0; s < n; ++s) {
        p[s] /= whole, a[s][n] = (1 - d) * p[s];
        a[s][s] += 1;
    }
    for (uint32_t s = 0; s < n; ++s) {
        double sum = 0;
        for (uint64_t e = arrays.offsets[s]; e < arrays.offsets[s + 1]; ++e) sum += (double)arrays.weights[e];
        for (uint64_t e = arrays.offsets[s]; e < arrays.offsets[s + 1] && sum > 0; ++e)
            a[arrays.targets[e]][s] -= d * (double)arrays.weights[e] / sum;
        for (uint32_t u = 0; u < n && !(sum > 0); ++u) a[u][s] -= d * (options.dangling == ENGRAM_DANGLING_ALL ? 1.0 / n : p[u]);
    }
    for (uint32_t c = 0; c < n; ++c) {
        uint32_t best = c;
        for (uint32_t i = c + 1; i < n; ++i)
            if (fabs(a[i][c]) > fabs(a[best][c])) best = i;
        for (uint32_t j = c; j <= n && best != c; ++j) {
            const double swapped = a[c][j];
            a[c][j] = a[best][j], a[best][j] = swapped;
        }
        for (uint32_t i = c + 1; i < n; ++i) {
            const double f = a[i][c] / a[c][c];
            for (uint32_t j = c; j <= n && f != 0; ++j) a[i][j] -= f * a[c][j];
        }
    }
    for (uint32_t i = n; i-- > 0;) {
        r[i] = a[i][n];
        for (uint32_t j = i + 1; j < n; ++j) r[i] -= a[i][j] * r[j];
        r[i] /= a[i][i];
    }
}

static void judge(const member *m, const trial *t, verdict *v) {
    (void)t;
    double exact[NODES_MOST], distance = 0, sum = 0;
    const uint32_t n = arrays.csr.node_count;
    if (status != ENGRAM_OK) {
        judge_wrong(v, "status %s", engram_status_name(status));
        return;
    }
    solve(exact);
    for (uint32_t i = 0; i < n; ++i) {
        distance += fabs((double)ranks[i] - exact[i]), sum += (double)ranks[i];
        if (m->c == CALL_PUSH && (double)ranks[i] > exact[i] + SOLVED) judge_wrong(v, "rank %u is above the exact one", i);
    }
    if (m->c == CALL_POWER && fabs(sum - 1) > 1e-6) judge_wrong(v, "ranks sum to %.9g", sum);
    if (info.error > 2) judge_wrong(v, "an error of %.9g", info.error);
    if (distance > info.error + SOLVED) judge_wrong(v, "%.9g apart, %.9g is stated", distance, info.error);
    /* Told as a float, which may be the larger by its rounding. */
    judge_value(v, (float)distance, 0, info.error * (1 + 0x1p-23) + SOLVED, INFINITY, "L1 distance", 0);
}

void add_pagerank(members *list) {
    member like = {.promise = "info.error in L1", .dials = {"shape", "nodes", "percent", "damping", "seeds", "weights"},
                   .draw = draw, .make = make, .run = run, .judge = judge, .c = CALL_POWER};
    member_add(list, &like, "pagerank/power");
    like.c = CALL_PUSH;
    member_add(list, &like, "pagerank/push");
}
