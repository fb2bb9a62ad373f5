/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "activation/graphs.h"
#include "engram/compat.h"
#include "support/bench.h"

static const char usage[] =
    "activation_perf [--op NAME] [--type uniform|power|rmat|wordnet] [--rows NODES] [--dim DEGREE] [--level NAME]\n"
    "                [--iters N] [--steps HOPS] [--seed N] [--check 0|1] [--json] and the flags of perf/support/bench.h\n"
    "  dense     --steps hops (10) of sum, keep and divide-by-max from all nodes, prepared graph; items are edges of\n"
    "            all hops\n"
    "  push      the same by the plain loop over rows, the peer to beat\n"
    "  raw       the same by engram_activation_spread on the view\n"
    "  build     engram_graph_create; items are edges\n"
    "  seed      one seed, 3 hops, the ten best, 41 seeds in turn; items are calls\n"
    "  seedpush  the same by the dense loop that skips zero sources, cleared in between\n"
    "  near      one seed whose 2 hops touch about 1,000 edges (64 seeds in turn); items are calls\n"
    "  dropin    engram_spread_activation, --steps iterations; items are calls\n"
    "  pagerank  power iteration to 1e-6; items are calls\n"
    "  forward   forward push to 1e-6, 8 seeds in turn; items are calls\n"
    "  dense_vs_push, seed_vs_seedpush, build_vs_hop   the two in turn, so that noise meets both; the ratio is printed;\n"
    "            processor time of the thread\n";

typedef struct work {
    perf_graph g;
    engram_csr csr;
    engram_graph *graph;
    engram_workspace *workspace;
    engram_spread_options rule;
    engram_activated *results;
    float *start, *a, *b;
    uint32_t seeds[64], seed_count, turn;
    uint64_t edges;
} work;

static void fail(engram_status status) {
    if (status == ENGRAM_OK) return;
    fprintf(stderr, "%s\n", engram_status_text(status));
    exit(1);
}

static void dense(void *context) {
    work *w = context;
    memcpy(w->a, w->start, w->g.nodes * 4);
    fail(engram_spread_dense(w->graph, &w->rule, w->workspace, NULL, w->a, NULL));
}

static void raw(void *context) {
    work *w = context;
    memcpy(w->a, w->start, w->g.nodes * 4);
    fail(engram_activation_spread(&w->csr, w->rule.hops, w->a));
}

/* The loop everyone writes, compiled for this machine's FMA where the compiler is told to. */
static void plain_hop(const perf_graph *g, const float *current, float *next) {
    for (uint32_t s = 0; s < g->nodes; ++s) {
        const float value = current[s];
        if (value == 0.0f) continue;
        for (uint64_t e = g->offsets[s]; e < g->offsets[s + 1]; ++e) next[g->targets[e]] += value * g->weights[e];
    }
}

static void plain_hops(work *w, uint32_t hops) {
    for (uint32_t hop = 0; hop < hops; ++hop) {
        memcpy(w->b, w->a, w->g.nodes * 4);
        plain_hop(&w->g, w->b, w->a);
        float m = 0.0f;
        for (uint32_t i = 0; i < w->g.nodes; ++i) m = w->a[i] > m ? w->a[i] : m;
        if (m > 1.0f)
            for (uint32_t i = 0; i < w->g.nodes; ++i) w->a[i] /= m;
    }
}

static void push(void *context) {
    work *w = context;
    memcpy(w->a, w->start, w->g.nodes * 4);
    plain_hops(w, w->rule.hops);
}

static void build(void *context) {
    work *w = context;
    engram_graph *graph = NULL;
    fail(engram_graph_create(&w->csr, NULL, NULL, &graph));
    engram_graph_destroy(&graph);
}

static void seed(void *context) {
    work *w = context;
    uint64_t count;
    const engram_seeds one = {sizeof one, 0, 1, w->seeds + w->turn++ % w->seed_count, NULL};
    fail(engram_spread_sparse(w->graph, &w->rule, w->workspace, &one, w->results, 10, &count, NULL));
}

static void seedpush(void *context) {
    work *w = context;
    memset(w->a, 0, w->g.nodes * 4);
    w->a[w->seeds[w->turn++ % w->seed_count]] = 1.0f;
    for (uint32_t hop = 0; hop < w->rule.hops; ++hop) {
        memcpy(w->b, w->a, w->g.nodes * 4);
        plain_hop(&w->g, w->b, w->a);
    }
}

static void dropin(void *context) {
    work *w = context;
    memcpy(w->a, w->start, w->g.nodes * 4);
    engram_spread_activation(w->g.targets, w->g.weights, w->a, w->g.nodes, w->g.edges, w->rule.hops);
    fail(engram_last_status());
}

static void pagerank(void *context) {
    work *w = context;
    const engram_seeds one = {sizeof one, 0, 1, w->seeds, NULL};
    fail(engram_pagerank_power(w->graph, NULL, w->workspace, NULL, &one, w->a, NULL));
}

static void forward(void *context) {
    work *w = context;
    uint64_t count;
    const engram_seeds one = {sizeof one, 0, 1, w->seeds + w->turn++ % w->seed_count, NULL};
    fail(engram_pagerank_push(w->graph, NULL, w->workspace, &one, w->results, 10, &count, NULL));
}

static void hop(void *context) {
    work *w = context;
    memcpy(w->a, w->start, w->g.nodes * 4);
    plain_hops(w, 1);
}

/* Processor time of this thread: on a shared machine, time spent waiting for the processor says nothing. */
static uint64_t thread_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Sample by sample in turn: medians of both, and the median of the ratios of neighbours. */
static void versus(const bench_options *o, work *w, void (*ours)(void *), void (*theirs)(void *)) {
    double *a = perf_take(o->iters * 8), *b = perf_take(o->iters * 8), *ratio = perf_take(o->iters * 8);
    for (uint64_t i = 0; i < o->iters + 2; ++i) {
        const uint32_t turn = w->turn;
        const uint64_t begin = thread_now();
        ours(w);
        const uint64_t middle = thread_now();
        w->turn = turn; /* the same seed for both */
        theirs(w);
        const uint64_t end = thread_now(), at = i < 2 ? 0 : i - 2;
        a[at] = (double)(middle - begin), b[at] = (double)(end - middle), ratio[at] = b[at] / a[at];
    }
    qsort(a, o->iters, 8, bench_order), qsort(b, o->iters, 8, bench_order), qsort(ratio, o->iters, 8, bench_order);
    printf("%s %s %s rows %" PRIu64 " edges %" PRIu64
           ": ours %.0f ns, theirs %.0f ns (medians), ratio of neighbours p25 %.2f median %.2f p75 %.2f\n",
           o->op, o->type, engram_level_name(engram_level_active(ENGRAM_FAMILY_ACTIVATION)), o->rows, w->g.edges,
           a[o->iters / 2], b[o->iters / 2], ratio[o->iters / 4], ratio[o->iters / 2], ratio[o->iters * 3 / 4]);
    free(a), free(b), free(ratio);
}

/* The operation on this level and on the scalar reference: the same bits, or nothing is timed. */
static void check(work *w, void (*body)(void *), int is_sparse) {
    const engram_level chosen = engram_level_active(ENGRAM_FAMILY_ACTIVATION);
    uint64_t bytes = is_sparse ? 10 * sizeof *w->results : w->g.nodes * 4;
    void *out = is_sparse ? (void *)w->results : (void *)w->a, *expected = perf_take(bytes);
    memset(out, 0, bytes);
    fail(engram_level_force(ENGRAM_FAMILY_ACTIVATION, ENGRAM_LEVEL_SCALAR));
    w->turn = 0;
    body(w);
    memcpy(expected, out, bytes);
    memset(out, 0, bytes);
    fail(engram_level_force(ENGRAM_FAMILY_ACTIVATION, chosen));
    w->turn = 0;
    body(w);
    if (memcmp(expected, out, bytes) != 0) {
        fprintf(stderr, "results differ from the scalar reference: not timed\n");
        exit(1);
    }
    free(expected);
}

/* Out-edges of a node, and of the node and its targets in the second hop; repeated targets count each time. */
static uint64_t edges_near(const perf_graph *g, uint32_t from) {
    uint64_t edges = 2 * (g->offsets[from + 1] - g->offsets[from]);
    for (uint64_t e = g->offsets[from]; e < g->offsets[from + 1]; ++e)
        edges += g->offsets[g->targets[e] + 1] - g->offsets[g->targets[e]];
    return edges;
}

int main(int argc, char **argv) {
    bench_options o = {.family = "activation", .op = "dense", .type = "uniform", .dim = 5, .rows = 1000, .steps = 10,
                       .iters = 50, .seed = 0x5EED, .check = 1};
    o = bench_parse(argc, argv, o, usage);
    static const struct {
        const char *name;
        void (*body)(void *);
        int is_ours;
    } ops[] = {{"dense", dense, 1},       {"push", push, 0},           {"raw", raw, 1},
               {"build", build, 0},       {"seed", seed, 2},           {"seedpush", seedpush, 0},
               {"near", seed, 2},         {"dropin", dropin, 1},       {"pagerank", pagerank, 1},
               {"forward", forward, 2},   {"dense_vs_push", dense, 1}, {"seed_vs_seedpush", seed, 2},
               {"build_vs_hop", build, 0}};
    size_t op = 0;
    while (op < sizeof ops / sizeof *ops && strcmp(o.op, ops[op].name) != 0) ++op;
    if (op == sizeof ops / sizeof *ops) bench_die("--op", o.op, usage);
    if (!perf_is_graph(o.type)) bench_die("--type", o.type, usage);
    work w = {.g = perf_graph_new(o.type, (uint32_t)o.rows, (uint32_t)o.dim, o.seed)};
    o.rows = w.g.nodes;
    w.csr = (engram_csr){.size = sizeof w.csr, .node_count = w.g.nodes, .edge_count = w.g.edges,
                         .offsets = w.g.offsets, .targets = w.g.targets, .weights = w.g.weights};
    w.rule.size = sizeof w.rule;
    fail(engram_spread_preset(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, &w.rule));
    w.rule.hops = (uint32_t)o.steps;
    fail(engram_graph_create(&w.csr, NULL, NULL, &w.graph));
    fail(engram_workspace_create(w.g.nodes, NULL, &w.workspace));
    w.start = perf_take(w.g.nodes * 4), w.a = perf_take(w.g.nodes * 4), w.b = perf_take(w.g.nodes * 4);
    w.results = perf_take(10 * sizeof *w.results);
    for (uint32_t i = 0; i < w.g.nodes; ++i) w.start[i] = bench_uniform(&o.seed, 0.01f, 1);
    uint64_t items = 1;
    if (strcmp(o.op, "dense") == 0 || strcmp(o.op, "push") == 0 || strcmp(o.op, "raw") == 0)
        items = w.g.edges * o.steps;
    if (strcmp(o.op, "build") == 0) items = w.g.edges;
    if (strncmp(o.op, "seed", 4) == 0 || strcmp(o.op, "near") == 0) {
        fail(engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &w.rule));
        w.rule.hops = strcmp(o.op, "near") == 0 ? 2 : 3;
    }
    const int near = strcmp(o.op, "near") == 0, few = strcmp(o.op, "forward") == 0;
    for (uint32_t tries = 0; w.seed_count < (near ? 64u : few ? 8u : 41u) && tries < 1000000; ++tries) {
        const uint32_t s = (uint32_t)(bench_random(&o.seed) % w.g.nodes);
        if (w.g.offsets[s + 1] == w.g.offsets[s]) continue;
        if (near) {
            const uint64_t edges = edges_near(&w.g, s);
            if (edges < 900 || edges > 1100) continue;
        }
        w.seeds[w.seed_count++] = s;
    }
    if (w.seed_count == 0) {
        fprintf(stderr, "no node of this graph suits --op %s\n", o.op);
        return 1;
    }
    if (o.check && ops[op].is_ours) check(&w, ops[op].body, ops[op].is_ours == 2);
    void (*peer)(void *) = strstr(o.op, "_vs_") == NULL ? NULL
                           : ops[op].body == dense      ? push
                           : ops[op].body == seed       ? seedpush
                                                        : hop;
    if (peer != NULL) {
        versus(&o, &w, ops[op].body, peer);
        return 0;
    }
    double *ns = bench_samples(o.iters, ops[op].body, &w);
    bench_report(&o, "activation", items, ns);
    engram_graph_destroy(&w.graph);
    engram_workspace_destroy(&w.workspace);
    free(ns), free(w.start), free(w.a), free(w.b), free(w.results);
    perf_graph_free(w.g);
    return 0;
}
