/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "activation/graphs.h"
#include "support/bench.h"

static const char usage[] =
    "profile_perf [--rows NODES] [--dim N] [--iters QUERIES] [--steps HOPS] [--level NAME] [--seed N] [--check 0|1]\n"
    "             [--json]\n"
    "  A recall from end to end, --iters times (1,000), and the share of each kernel: the 10 best of 1,000 candidates of\n"
    "  768 dimensions, 5 hops from them over 10,000 nodes and 50,000 edges, and the decay of 10,000 memories.\n";

enum { CANDIDATES = 1000, SEEDS = 10, DEGREE = 5, PARTS = 3 };
static const char *const parts[PARTS] = {"similarity", "spreading", "decay"};

typedef struct work {
    uint64_t nodes, dim;
    float *queries, *candidates, *strengths, *faded;
    uint64_t *ages;
    engram_graph *graph;
    engram_workspace *workspace;
    engram_spread_options rule;
    engram_curve curve;
    engram_hit hits[SEEDS];
    engram_activated found[SEEDS];
    uint64_t found_count;
} work;

static void need(engram_status status) {
    if (status == ENGRAM_OK) return;
    fprintf(stderr, "%s\n", engram_status_text(status));
    exit(1);
}

__attribute__((noinline)) static void similarity(work *w, uint64_t query) {
    const engram_rows rows = {sizeof rows, ENGRAM_TYPE_F32, w->candidates, CANDIDATES, w->dim, w->dim, NULL};
    const engram_rows one = {sizeof one, ENGRAM_TYPE_F32, w->queries + query % CANDIDATES * w->dim, 1, w->dim, w->dim, NULL};
    engram_topk_counts counts;
    need(engram_similarity_topk(ENGRAM_METRIC_COSINE, &one, &rows, SEEDS, NULL, w->hits, &counts));
}

__attribute__((noinline)) static void spreading(work *w) {
    uint32_t ids[SEEDS];
    float values[SEEDS];
    for (int i = 0; i < SEEDS; ++i) { /* a candidate is the node of its number: the first and best connected */
        ids[i] = (uint32_t)(w->hits[i].id % w->nodes);
        values[i] = 0.5f + 0.5f * w->hits[i].score;
    }
    const engram_seeds seeds = {sizeof seeds, 0, SEEDS, ids, values};
    need(engram_spread_sparse(w->graph, &w->rule, w->workspace, &seeds, w->found, SEEDS, &w->found_count, NULL));
}

__attribute__((noinline)) static void decay(work *w) {
    const engram_times times = {sizeof times, ENGRAM_TIME_SECONDS, w->ages, ENGRAM_TIMES_AGES, 0, 0};
    need(engram_decay_batch(&w->curve, &times, NULL, w->strengths, w->nodes, w->faded, NULL));
}

/* Both ends drawn at random for the first hundred edges; later edges lead to an end of an earlier one, so that the
 * well connected gain. */
static void connect(work *w, uint64_t *seed) {
    const uint64_t edges = w->nodes * DEGREE;
    uint32_t *from = perf_take(edges * 4), *to = perf_take(edges * 4), *targets = perf_take(edges * 4);
    uint64_t *offsets = perf_take((w->nodes + 1) * 8), *next = perf_take(w->nodes * 8);
    float *weights = perf_take(edges * 4);
    memset(offsets, 0, (w->nodes + 1) * 8);
    for (uint64_t e = 0; e < edges; ++e) {
        from[e] = (uint32_t)(bench_random(seed) % w->nodes);
        const uint64_t earlier = e < 100 ? 0 : bench_random(seed) % e;
        to[e] = e < 100 ? (uint32_t)(bench_random(seed) % w->nodes) : e % 2 == 0 ? to[earlier] : from[earlier];
        ++offsets[from[e] + 1];
    }
    for (uint64_t i = 0; i < w->nodes; ++i) offsets[i + 1] += offsets[i];
    memcpy(next, offsets, w->nodes * 8);
    for (uint64_t e = 0; e < edges; ++e) {
        targets[next[from[e]]] = to[e];
        weights[next[from[e]]++] = bench_uniform(seed, 0.1f, 1.0f);
    }
    const engram_csr csr = {sizeof csr, (uint32_t)w->nodes, edges, offsets, targets, weights, NULL, ENGRAM_OFFSETS_U64, 0};
    need(engram_graph_create(&csr, NULL, NULL, &w->graph));
    free(from), free(to), free(targets), free(offsets), free(next), free(weights);
}

static work prepare(const bench_options *o) {
    work w = {.nodes = o->rows, .dim = o->dim};
    uint64_t seed = o->seed;
    w.queries = perf_take(CANDIDATES * w.dim * 4), w.candidates = perf_take(CANDIDATES * w.dim * 4);
    w.strengths = perf_take(w.nodes * 4), w.faded = perf_take(w.nodes * 4), w.ages = perf_take(w.nodes * 8);
    for (uint64_t i = 0; i < CANDIDATES * w.dim; ++i) w.queries[i] = bench_uniform(&seed, -1, 1);
    for (uint64_t i = 0; i < CANDIDATES * w.dim; ++i) w.candidates[i] = bench_uniform(&seed, -1, 1);
    for (uint64_t i = 0; i < w.nodes; ++i)
        w.strengths[i] = bench_uniform(&seed, 0, 1), w.ages[i] = bench_random(&seed) % 1000000;
    connect(&w, &seed);
    need(engram_workspace_create((uint32_t)w.nodes, NULL, &w.workspace));
    w.rule.size = sizeof w.rule;
    need(engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &w.rule));
    w.rule.hops = (uint32_t)o->steps;
    w.rule.decay = ENGRAM_DECAY_PER_HOP, w.rule.hop_factor = 0.740818f; /* exp(-0.3) */
    need(engram_curve_preset(ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, &w.curve));
    return w;
}

static void recall(work *w, uint64_t query) { similarity(w, query), spreading(w), decay(w); }

/* The first queries again on the scalar reference: the same bits. */
static void check(work *w) {
    for (uint64_t query = 0; query < 3; ++query) {
        const engram_level chosen = engram_level_active(ENGRAM_FAMILY_SIMILARITY);
        recall(w, query);
        work other = *w;
        other.faded = perf_take(w->nodes * 4);
        need(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR));
        recall(&other, query);
        need(engram_level_force(ENGRAM_FAMILY_ALL, chosen));
        int differs = memcmp(w->hits, other.hits, sizeof w->hits) != 0 || w->found_count != other.found_count ||
                      memcmp(w->faded, other.faded, w->nodes * 4) != 0;
        for (uint32_t i = 0; !differs && i < w->found_count; ++i)
            differs = w->found[i].id != other.found[i].id || w->found[i].activation != other.found[i].activation;
        free(other.faded);
        if (differs) {
            fprintf(stderr, "results differ from the scalar reference: not timed\n");
            exit(1);
        }
    }
}

int main(int argc, char **argv) {
    bench_options o = {.family = "profile", .op = "recall", .type = "f32", .dim = 768, .rows = 10000, .iters = 1000,
                       .steps = 5, .seed = 0xDEADBEEF, .check = 1};
    o = bench_parse(argc, argv, o, usage);
    work w = prepare(&o);
    if (o.check) check(&w);
    double *ns[PARTS], medians[PARTS], whole = 0;
    for (int p = 0; p < PARTS; ++p) ns[p] = perf_take(o.iters * sizeof(double));
    for (uint64_t i = 0; i < 10; ++i) recall(&w, i);
    for (uint64_t i = 0; i < o.iters; ++i) {
        const uint64_t a = bench_now();
        similarity(&w, i);
        const uint64_t b = bench_now();
        spreading(&w);
        const uint64_t c = bench_now();
        decay(&w);
        const uint64_t d = bench_now();
        ns[0][i] = (double)(b - a), ns[1][i] = (double)(c - b), ns[2][i] = (double)(d - c);
    }
    for (int p = 0; p < PARTS; ++p) {
        qsort(ns[p], o.iters, sizeof(double), bench_order);
        medians[p] = ns[p][o.iters / 2], whole += medians[p];
    }
    if (!o.json)
        printf("%" PRIu64 " queries, %" PRIu64 " nodes, %" PRIu64 " edges at %s: %.1f us a query, the sum of the medians\n",
               o.iters, w.nodes, w.nodes * DEGREE, engram_level_name(engram_level_active(ENGRAM_FAMILY_SIMILARITY)),
               whole * 1e-3);
    for (int p = 0; p < PARTS; ++p) {
        o.op = parts[p];
        if (o.json) bench_report(&o, "profile", 1, ns[p]);
        else
            printf("  %-10s %5.1f %%   median %12.1f ns   p95 %12.1f\n", parts[p], 100 * medians[p] / whole, medians[p],
                   ns[p][o.iters - 1 - o.iters / 20]);
        free(ns[p]);
    }
    engram_graph_destroy(&w.graph), engram_workspace_destroy(&w.workspace);
    free(w.queries), free(w.candidates), free(w.strengths), free(w.faded), free(w.ages);
    return 0;
}
