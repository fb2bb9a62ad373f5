/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Personalised PageRank: both ways against power iteration in double, inside their stated errors, at every level. */

#include "kernels/activation/model.h"

/* Steps of the header's formula in long double, until d^steps is nothing. */
static void exact(const model_graph *g, const double *share, double d, int to_all, long double *rank) {
    long double *next = calloc(g->nodes, sizeof *next);
    assert_non_null(next);
    for (uint32_t v = 0; v < g->nodes; ++v) rank[v] = (long double)share[v];
    for (double left = 1.0; left > 1e-19; left *= d) {
        long double lost = 0.0L;
        memset(next, 0, g->nodes * sizeof *next);
        for (uint32_t s = 0; s < g->nodes; ++s) {
            long double sum = 0.0L;
            for (uint64_t e = g->offsets[s]; e < g->offsets[s + 1]; ++e) sum += (long double)g->weights[e];
            if (sum == 0.0L) lost += rank[s];
            for (uint64_t e = g->offsets[s]; e < g->offsets[s + 1] && sum > 0.0L; ++e)
                next[g->targets[e]] += rank[s] * (long double)g->weights[e] / sum;
        }
        for (uint32_t t = 0; t < g->nodes; ++t) {
            const long double back = to_all ? lost / (long double)g->nodes : lost * (long double)share[t];
            rank[t] = (1.0L - (long double)d) * (long double)share[t] + (long double)d * (next[t] + back);
        }
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
        engram_pagerank_options o = {.size = sizeof o, .max_iterations = 500, .damping = run % 5 ? 0.85f : 0.5f,
                                     .tolerance = run % 3 ? 1e-6f : 1e-12f, .epsilon = run % 2 ? 1e-6f : 1e-3f,
                                     .dangling = run % 7 < 2 ? ENGRAM_DANGLING_ALL : ENGRAM_DANGLING_SEEDS};
        const int to_all = o.dangling == ENGRAM_DANGLING_ALL;
        uint32_t seeds[3], count = 1 + (uint32_t)rng_below(&r, 3);
        float values[3], ranks[128], first[128];
        double *share = calloc(nodes, sizeof *share), sum = 0.0;
        long double *expected = calloc(nodes, sizeof *expected);
        assert_true(share != NULL && expected != NULL);
        for (uint32_t i = 0; i < count; ++i)
            seeds[i] = (uint32_t)rng_below(&r, nodes), sum += (double)(values[i] = rng_float(&r, 0.1f, 3));
        for (uint32_t i = 0; i < count; ++i) share[seeds[i]] += (double)values[i] / sum;
        exact(&g, share, (double)o.damping, to_all, expected);
        engram_graph *graphs[2] = {NULL, NULL};
        const engram_graph_options no_pull = {sizeof no_pull, 0, 1};
        engram_workspace *w = NULL;
        assert_int_equal(engram_graph_create(&g.csr, NULL, NULL, &graphs[0]), ENGRAM_OK);
        assert_int_equal(engram_graph_create(&g.csr, &no_pull, NULL, &graphs[1]), ENGRAM_OK);
        assert_int_equal(engram_workspace_create(nodes, NULL, &w), ENGRAM_OK);
        engram_activated pushed[128], before[128], rest[128];
        engram_pagerank_info first_info = {0};
        int shape = 0;
        for_each_level(level) {
            for (int which = 0; which < 3; ++which, ++shape) {
                engram_pagerank_info info = {.size = sizeof info};
                assert_int_equal(engram_pagerank_power(graphs[which == 1], &o, w, which == 2 ? &five : NULL,
                                                       SEEDS(seeds, values, count), ranks, &info),
                                 ENGRAM_OK);
                if (shape == 0) memcpy(first, ranks, nodes * 4), first_info = info;
                assert_same_bits(ranks, first, nodes, "%s, shape %d", engram_level_name(level), which);
                assert_memory_equal(&info, &first_info, sizeof info);
                long double off = 0.0L, total = 0.0L;
                for (uint32_t i = 0; i < nodes; ++i)
                    off += fabsl((long double)ranks[i] - expected[i]), total += (long double)ranks[i];
                assert_true(off <= (long double)info.error && fabsl(total - 1.0L) < 1e-7L);
                assert_true(info.error < (run % 3 ? 1e-5 : 1e-7));
                assert_true(info.iterations >= 1 && info.edges == info.iterations * g.edges && info.truncated == 0);
            }
            engram_pagerank_info info = {.size = sizeof info};
            uint64_t got = 0;
            o.residuals = rest, o.residual_capacity = 128;
            assert_int_equal(engram_pagerank_push(graphs[0], &o, w, SEEDS(seeds, values, count), pushed, 128, &got, &info),
                             ENGRAM_OK);
            if (level != ENGRAM_LEVEL_SCALAR) assert_memory_equal(pushed, before, got * sizeof *pushed);
            memcpy(before, pushed, sizeof before);
            long double missing = 1.0L, left = (long double)info.waiting;
            for (uint64_t i = 0; i < got; ++i) {
                const long double gap = expected[pushed[i].id] - (long double)pushed[i].activation;
                missing -= (long double)pushed[i].activation;
                assert_true(gap >= 0.0L && gap <= (long double)info.error); /* lower bounds */
            }
            assert_true(missing <= (long double)info.error && (long double)info.error <= missing + 1e-14L);
            double degrees = to_all ? nodes : count; /* what stays is below epsilon times the degrees */
            for (uint32_t i = 0; i < nodes; ++i)
                degrees += g.offsets[i + 1] > g.offsets[i] ? (double)(g.offsets[i + 1] - g.offsets[i]) : 1.0;
            assert_true(info.residuals <= nodes);
            for (uint64_t i = 0; i < info.residuals; ++i) {
                const uint64_t degree = g.offsets[rest[i].id + 1] - g.offsets[rest[i].id];
                assert_true((double)rest[i].activation <= (double)o.epsilon * (degree != 0 ? (double)degree : 1.0) * 1.0001);
                assert_true(i == 0 || rest[i].activation <= rest[i - 1].activation);
                left += (long double)rest[i].activation;
            }
            assert_true(fabsl(left - missing) < 1e-5L);
            assert_true(info.error <= (double)o.epsilon * degrees * 1.0001 + 1e-7 * nodes);
            assert_true((double)info.edges <= 2.0 / ((double)o.epsilon * (1.0 - (double)o.damping)));
            assert_int_equal(info.truncated, 0);
        }
        free(share), free(expected);
        engram_graph_destroy(&graphs[0]), engram_graph_destroy(&graphs[1]);
        engram_workspace_destroy(&w);
        model_graph_free(g);
    }
}

/* Leaves that point to one hub, all of them seeds, which points back to them or to nobody. */
typedef struct star {
    model_graph g;
    engram_graph *graph;
    engram_workspace *w;
    uint32_t *leaves;
} star;

static star star_new(uint32_t leaves, int points_back) {
    star s = {.g = model_graph_new(leaves + 1, points_back ? 2 * (uint64_t)leaves : leaves, 0)};
    s.leaves = calloc(leaves, sizeof *s.leaves);
    assert_non_null(s.leaves);
    for (uint32_t v = 0; v < leaves; ++v) {
        s.leaves[v] = v, s.g.targets[v] = leaves, s.g.weights[v] = 0.1f, s.g.offsets[v + 1] = v + 1;
        if (points_back) s.g.targets[leaves + v] = v, s.g.weights[leaves + v] = 0.7f;
    }
    s.g.offsets[leaves + 1] = s.g.edges;
    assert_int_equal(engram_graph_create(&s.g.csr, NULL, NULL, &s.graph), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(leaves + 1, NULL, &s.w), ENGRAM_OK);
    return s;
}
static void star_free(star *s) {
    engram_graph_destroy(&s->graph), engram_workspace_destroy(&s->w);
    model_graph_free(s->g), free(s->leaves);
}

/* The exact ranks: of all leaves together, and of the hub. */
static void star_ranks(uint32_t leaves, double damping, int to_all, long double *all, long double *hub) {
    const long double d = (long double)damping, n = (long double)leaves + 1.0L;
    /* all = 1 - d + d hub leaves / n;  hub = d all + d hub / n, or without the parts of n. */
    *hub = to_all ? d * (1.0L - d) / (1.0L - d / n - d * d * (n - 1.0L) / n) : d / (1.0L + d);
    *all = to_all ? (1.0L - d) + d * *hub * (n - 1.0L) / n : 1.0L / (1.0L + d);
}

static void long_sums(void **state) {
    (void)state;
    static const uint32_t sizes[] = {1, 29, 30, 77, 78, 79, 1000, 1000000};
    static const float dampings[] = {0.5f, 0.85f, 0.999f, 0.9999f};
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; ++size)
        for (int points_back = 0; points_back < (sizes[size] > 1000 ? 1 : 2); ++points_back) {
            const uint32_t leaves = sizes[size];
            star s = star_new(leaves, points_back);
            float *ranks = malloc((leaves + 1) * sizeof *ranks);
            engram_activated *found = malloc((leaves + 1) * sizeof *found);
            assert_true(ranks != NULL && found != NULL);
            for (size_t i = 0; i < sizeof dampings / sizeof *dampings; ++i)
                for (int to_all = 0; to_all <= !points_back; ++to_all) {
                    const double d = (double)dampings[i], enough = leaves <= 1000 ? 400000 : 100;
                    engram_pagerank_options o = {.size = sizeof o, .damping = dampings[i], .dangling = (engram_dangling)to_all,
                                                 .max_iterations = (uint32_t)enough, .epsilon = 0.02f / (float)leaves};
                    if (leaves > 1000) o.edge_budget = d < 0.9 ? 100000000 : 10000000;
                    engram_pagerank_info power = {.size = sizeof power}, push = {.size = sizeof push};
                    long double all, hub, off = 0.0L, total = 0.0L, missing = 1.0L;
                    star_ranks(leaves, d, to_all, &all, &hub);
                    const long double leaf = all / (long double)leaves;
                    assert_int_equal(engram_pagerank_power(s.graph, &o, s.w, NULL, SEEDS(s.leaves, NULL, leaves), ranks, &power),
                                     ENGRAM_OK);
                    for (uint32_t v = 0; v <= leaves; ++v)
                        off += fabsl((long double)ranks[v] - (v < leaves ? leaf : hub)), total += (long double)ranks[v];
                    assert_true(off <= (long double)power.error && power.error <= 2.0);
                    assert_true(fabsl(total - 1.0L) < 1e-7L);
                    if (leaves <= 1000 || d < 0.9) /* it converges, and far enough */
                        assert_true(power.truncated == 0 && power.error < 2e-6 / (1.0 - d));
                    uint64_t count = 0;
                    assert_int_equal(engram_pagerank_push(s.graph, &o, s.w, SEEDS(s.leaves, NULL, leaves), found, leaves + 1,
                                                          &count, &push),
                                     ENGRAM_OK);
                    for (uint64_t f = 0; f < count; ++f) {
                        const long double rank = (long double)found[f].activation, truth = found[f].id < leaves ? leaf : hub;
                        assert_true(rank <= truth && truth - rank <= (long double)push.error);
                        missing -= rank;
                    }
                    assert_true(missing <= (long double)push.error && push.error <= 1.0);
                    assert_true((double)push.edges <= 2.0 / ((double)o.epsilon * (1.0 - d)));
                    if (push.truncated == 0) assert_true(push.error < 0.05);
                    if (d < 0.9) assert_int_equal(push.truncated, 0);
                }
            free(ranks), free(found);
            star_free(&s);
        }
}

/* A seed that is given a thousand times is that seed with a thousand times the value. */
static void repeated_seeds(void **state) {
    (void)state;
    enum { TIMES = 1000 };
    rng r = rng_seeded("repeated seeds");
    model_graph g = model_graph_random(&r, 40, 200, 0, 0.1f, 1);
    engram_graph *graph = NULL;
    engram_workspace *w = NULL;
    assert_int_equal(engram_graph_create(&g.csr, NULL, NULL, &graph), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(40, NULL, &w), ENGRAM_OK);
    static uint32_t many[2 * TIMES];
    static float values[2 * TIMES];
    double share[40] = {0};
    long double expected[40];
    for (int i = 0; i < TIMES; ++i) many[2 * i] = 7, values[2 * i] = 0.1f, many[2 * i + 1] = 11, values[2 * i + 1] = 0.2f;
    share[7] = (double)0.1f / ((double)0.1f + (double)0.2f), share[11] = (double)0.2f / ((double)0.1f + (double)0.2f);
    for (int high = 0; high < 2; ++high) {
        const engram_pagerank_options o = {.size = sizeof o, .damping = high ? 0.999f : 0.85f, .max_iterations = 100000};
        exact(&g, share, (double)o.damping, 0, expected);
        float ranks[40], one[40];
        engram_activated found[40];
        engram_pagerank_info info = {.size = sizeof info}, pushed = {.size = sizeof pushed};
        uint64_t count = 0;
        long double off = 0.0L;
        assert_int_equal(engram_pagerank_power(graph, &o, w, NULL, SEEDS(many, values, 2 * TIMES), ranks, &info), ENGRAM_OK);
        for (int v = 0; v < 40; ++v) off += fabsl((long double)ranks[v] - expected[v]);
        assert_true(off <= (long double)info.error && info.truncated == 0);
        assert_int_equal(engram_pagerank_push(graph, &o, w, SEEDS(many, values, 2 * TIMES), found, 40, &count, &pushed), ENGRAM_OK);
        for (uint64_t i = 0; i < count; ++i) assert_true((long double)found[i].activation <= expected[found[i].id]);
        /* One node alone: all of the shares, so the same bits however often it is named. */
        for (int i = 0; i < TIMES; ++i) many[i] = 7;
        assert_int_equal(engram_pagerank_power(graph, &o, w, NULL, SEEDS(many, NULL, TIMES), ranks, NULL), ENGRAM_OK);
        assert_int_equal(engram_pagerank_power(graph, &o, w, NULL, SEEDS(many, NULL, 1), one, NULL), ENGRAM_OK);
        assert_same_bits(ranks, one, 40, "a thousand times");
        for (int i = 0; i < TIMES; ++i) many[2 * i] = 7, many[2 * i + 1] = 11;
    }
    engram_graph_destroy(&graph), engram_workspace_destroy(&w);
    model_graph_free(g);
}

/* What is left is worth what the header says: the exact ranks are those found and the ranks of the residuals. */
static void residuals(void **state) {
    (void)state;
    rng r = rng_seeded("residuals");
    for (int run = 0; run < 20; ++run) {
        model_graph g = model_graph_random(&r, 50, 250, 0, 0.1f, 1);
        engram_graph *graph = NULL;
        engram_workspace *w = NULL;
        engram_activated found[50], rest[50], few[3];
        engram_pagerank_options o = {.size = sizeof o, .epsilon = 2e-3f, .residuals = rest, .residual_capacity = 50};
        engram_pagerank_info info = {.size = sizeof info}, same = {.size = sizeof same};
        const uint32_t seed = (uint32_t)rng_below(&r, 50);
        uint64_t count = 0;
        double share[50] = {0};
        long double expected[50], more[50] = {0}, next[50] = {0};
        share[seed] = 1.0;
        exact(&g, share, (double)0.85f, 0, expected);
        assert_int_equal(engram_graph_create(&g.csr, NULL, NULL, &graph), ENGRAM_OK);
        assert_int_equal(engram_workspace_create(50, NULL, &w), ENGRAM_OK);
        assert_int_equal(engram_pagerank_push(graph, &o, w, SEEDS(&seed, NULL, 1), found, 50, &count, &info), ENGRAM_OK);
        for (uint64_t i = 0; i < info.residuals; ++i) next[rest[i].id] = (long double)rest[i].activation;
        next[seed] += (long double)info.waiting; /* what waits goes to the seed */
        /* A residual goes on as the formula has it: part of it stays where it is, the rest follows the edges. */
        for (int step = 0; step < 400; ++step) {
            long double now[50] = {0};
            for (uint32_t s = 0; s < 50; ++s) {
                const long double d = (long double)0.85f;
                long double weights = 0.0L;
                more[s] += (1.0L - d) * next[s];
                for (uint64_t e = g.offsets[s]; e < g.offsets[s + 1]; ++e) weights += (long double)g.weights[e];
                for (uint64_t e = g.offsets[s]; e < g.offsets[s + 1]; ++e)
                    now[g.targets[e]] += d * next[s] * (long double)g.weights[e] / weights;
                if (weights == 0.0L) now[seed] += d * next[s];
            }
            memcpy(next, now, sizeof now);
        }
        for (uint64_t i = 0; i < count; ++i) more[found[i].id] += (long double)found[i].activation;
        for (int v = 0; v < 50; ++v) assert_true(fabsl(more[v] - expected[v]) < 1e-6L);
        o.residuals = few, o.residual_capacity = 3; /* a short list has the largest, and the same count */
        assert_int_equal(engram_pagerank_push(graph, &o, w, SEEDS(&seed, NULL, 1), found, 50, &count, &same), ENGRAM_OK);
        assert_memory_equal(&info, &same, sizeof info);
        assert_true(info.residuals >= 3);
        assert_memory_equal(few, rest, sizeof few);
        engram_graph_destroy(&graph), engram_workspace_destroy(&w);
        model_graph_free(g);
    }
}

/* As soon as the best are certain, and not before; what is equal is never certain. */
static void settled(void **state) {
    (void)state;
    rng r = rng_seeded("settled");
    int earlier = 0;
    for (int run = 0; run < 40; ++run) {
        model_graph g = model_graph_random(&r, 60, 400, 0, 0.1f, 1);
        engram_graph *graph = NULL;
        engram_workspace *w = NULL;
        engram_pagerank_options o = {.size = sizeof o, .tolerance = 1e-12f, .max_iterations = 500, .settle = 1 + rng_below(&r, 60)};
        engram_pagerank_info info = {.size = sizeof info};
        const uint32_t seed = (uint32_t)rng_below(&r, 60);
        double share[60] = {0};
        long double expected[60];
        float ranks[60];
        share[seed] = 1.0;
        exact(&g, share, (double)0.85f, 0, expected);
        assert_int_equal(engram_graph_create(&g.csr, NULL, NULL, &graph), ENGRAM_OK);
        assert_int_equal(engram_workspace_create(60, NULL, &w), ENGRAM_OK);
        assert_int_equal(engram_pagerank_power(graph, &o, w, NULL, SEEDS(&seed, NULL, 1), ranks, &info), ENGRAM_OK);
        assert_int_equal(info.truncated, 0);
        long double off = 0.0L;
        for (int v = 0; v < 60; ++v) off += fabsl((long double)ranks[v] - expected[v]);
        assert_true(off <= (long double)info.error);
        for (uint64_t k = 0; k < o.settle && info.settled; ++k) { /* the k-th best of both */
            int a = -1, b = -1;
            for (int v = 0; v < 60; ++v) {
                if (expected[v] >= 0.0L && (a < 0 || expected[v] > expected[a])) a = v;
                if (ranks[v] >= 0.0f && (b < 0 || ranks[v] > ranks[b])) b = v;
            }
            assert_int_equal(a, b);
            expected[a] = -1.0L, ranks[b] = -1.0f;
        }
        earlier += info.settled && info.iterations < 100;
        engram_graph_destroy(&graph), engram_workspace_destroy(&w);
        model_graph_free(g);
    }
    assert_true(earlier > 20);
    star s = star_new(30, 1);
    float ranks[31];
    engram_pagerank_info info = {.size = sizeof info};
    engram_pagerank_options o = {.size = sizeof o, .settle = 5};
    assert_int_equal(engram_pagerank_power(s.graph, &o, s.w, NULL, SEEDS(s.leaves, NULL, 30), ranks, &info), ENGRAM_OK);
    assert_true(info.settled == 0 && info.truncated == 0); /* all leaves are alike */
    o.settle = 1;
    engram_pagerank_info one = {.size = sizeof one};
    assert_int_equal(engram_pagerank_power(s.graph, &o, s.w, NULL, SEEDS(s.leaves, NULL, 30), ranks, &one), ENGRAM_OK);
    assert_true(one.settled == 1 && one.iterations < info.iterations);
    star_free(&s);
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
            assert_true(push.pushes < 10000 && push.error < 1e-4 && count == 6 && power.error < 1e-4);
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
    engram_pagerank_options o = {.size = sizeof o, .max_iterations = 1};
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
#define REFUSED(status, what, graph, options, workspace, seeds)                                                        \
    do {                                                                                                               \
        assert_int_equal(engram_pagerank_power(graph, options, workspace, NULL, seeds, ranks, NULL), status);          \
        assert_non_null(strstr(engram_status_argument(), what));                                                       \
        assert_int_equal(engram_pagerank_push(graph, options, workspace, seeds, got, 50, &count, NULL), status);       \
        assert_non_null(strstr(engram_status_argument(), what));                                                       \
    } while (0)
    REFUSED(ENGRAM_ERROR_NULL, "graph", NULL, &o, w, SEEDS(seeds, NULL, 1));
    REFUSED(ENGRAM_ERROR_NULL, "workspace", graph, &o, NULL, SEEDS(seeds, NULL, 1));
    REFUSED(ENGRAM_ERROR_NULL, "seeds", graph, &o, w, NULL);
    REFUSED(ENGRAM_ERROR_NULL, "seeds.ids", graph, &o, w, SEEDS(NULL, NULL, 1));
    REFUSED(ENGRAM_ERROR_OVERFLOW, "seeds.ids", graph, &o, w, SEEDS(seeds, NULL, UINT64_MAX / 2));
    REFUSED(ENGRAM_ERROR_ALIGNMENT, "seeds.ids", graph, &o, w, SEEDS((const uint32_t *)(const void *)((char *)seeds + 1), NULL, 1));
    REFUSED(ENGRAM_ERROR_ARGUMENT, "workspace", graph, &o, small, SEEDS(seeds, NULL, 1));
    REFUSED(ENGRAM_ERROR_ARGUMENT, "seeds.ids", graph, &o, w, SEEDS(&far, NULL, 1));
    REFUSED(ENGRAM_ERROR_ARGUMENT, "seeds.values", graph, &o, w, SEEDS(seeds, values, 2));
    REFUSED(ENGRAM_ERROR_ARGUMENT, "seeds: one or more", graph, &o, w, SEEDS(NULL, NULL, 0));
    values[1] = 0.0f; /* one seed of no weight among others is fine */
    float fine[50], plain[50];
    assert_int_equal(engram_pagerank_power(graph, &o, w, NULL, SEEDS(seeds, values, 2), fine, NULL), ENGRAM_OK);
    values[0] = 0.0f;
    REFUSED(ENGRAM_ERROR_ARGUMENT, "seeds: one or more", graph, &o, w, SEEDS(seeds, values, 2));
    values[0] = NAN;
    REFUSED(ENGRAM_ERROR_ARGUMENT, "seeds.values", graph, &o, w, SEEDS(seeds, values, 2));
    REFUSED(ENGRAM_ERROR_GRAPH, "without negative weights", negative, &o, w, SEEDS(seeds, NULL, 1));
    static const float dampings[] = {1.0f, -0.1f, NAN, INFINITY};
    for (int i = 0; i < 4; ++i) {
        o.damping = dampings[i];
        REFUSED(ENGRAM_ERROR_ARGUMENT, "options.damping", graph, &o, w, SEEDS(seeds, NULL, 1));
    }
    o.damping = 0.5f, o.tolerance = -1.0f;
    REFUSED(ENGRAM_ERROR_ARGUMENT, "options.tolerance", graph, &o, w, SEEDS(seeds, NULL, 1));
    o.tolerance = 1.0f, o.epsilon = NAN;
    REFUSED(ENGRAM_ERROR_ARGUMENT, "options.epsilon", graph, &o, w, SEEDS(seeds, NULL, 1));
    o.epsilon = 1.0f, o.dangling = 2;
    REFUSED(ENGRAM_ERROR_ENUM, "options.dangling", graph, &o, w, SEEDS(seeds, NULL, 1));
    o.size = 3;
    REFUSED(ENGRAM_ERROR_STRUCT, "options.size", graph, &o, w, SEEDS(seeds, NULL, 1));
    assert_true(count == 99 && ranks[0] == 7);
    assert_int_equal(engram_pagerank_push(graph, NULL, w, SEEDS(seeds, NULL, 1), NULL, 1, &count, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_pagerank_power(graph, NULL, w, NULL, SEEDS(seeds, NULL, 1), NULL, NULL), ENGRAM_ERROR_NULL);
    o = (engram_pagerank_options){.size = sizeof o, .residuals = got, .residual_capacity = 50};
    assert_int_equal(engram_pagerank_push(graph, &o, w, SEEDS(seeds, NULL, 1), got + 49, 1, &count, NULL), ENGRAM_ERROR_OVERLAP);
    /* Fields of 0 are the defaults. */
    o = (engram_pagerank_options){.size = sizeof o};
    assert_int_equal(engram_pagerank_power(graph, &o, w, NULL, SEEDS(seeds, NULL, 2), fine, NULL), ENGRAM_OK);
    assert_int_equal(engram_pagerank_power(graph, NULL, w, NULL, SEEDS(seeds, NULL, 2), plain, NULL), ENGRAM_OK);
    assert_same_bits(fine, plain, 50, "defaults");
    o = (engram_pagerank_options){.size = sizeof o, .max_iterations = 100, .damping = 0.85f, .tolerance = 1e-6f};
    assert_int_equal(engram_pagerank_power(graph, &o, w, NULL, SEEDS(seeds, NULL, 2), fine, NULL), ENGRAM_OK);
    assert_same_bits(fine, plain, 50, "defaults, written out");
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
        cmocka_unit_test(long_sums),
        cmocka_unit_test(repeated_seeds),
        cmocka_unit_test(residuals),
        cmocka_unit_test(settled),
        cmocka_unit_test(any_number_of_tasks),
        cmocka_unit_test(weights_at_the_ends),
        cmocka_unit_test(changes_on_top),
        cmocka_unit_test(budgets_and_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
