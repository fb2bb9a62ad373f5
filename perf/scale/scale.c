/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The axes that the drivers do not have: threads of an executor, density of a filter, bytes, cache lines shared. */
#include <pthread.h>

#include "support/bench.h"

static const char usage[] =
    "scale --op threads|filter|memory|sharing [--rows N] [--dim N] [--iters N] [--seed N]\n"
    "  threads   top-10 of --rows rows of 768 dimensions, cut among --dim threads; ns per row\n"
    "  filter    top-10 of --rows rows of 768 dimensions, --dim in 1,000 of them admitted; ns per row admitted\n"
    "  memory    a prepared graph of --rows nodes with --dim edges each; bytes per edge, as told before and as taken\n"
    "  sharing   two threads, each with its own arena head, --dim bytes from one head to the next; ns per pair\n";

enum { DIM = 768, K = 10, MOST_THREADS = 64, PAIRS = 2000000 };

/* A thread for each task: what a pool costs is the caller's affair, and part of what is measured here. */
struct task {
    engram_task *run;
    void *context;
    uint32_t index;
};
static void *run_task(void *task) {
    const struct task *t = task;
    t->run(t->context, t->index);
    return NULL;
}
static void run_threads(void *unused, uint32_t count, engram_task *task, void *context) {
    (void)unused;
    pthread_t threads[MOST_THREADS];
    struct task tasks[MOST_THREADS];
    for (uint32_t i = 0; i < count; ++i) {
        tasks[i] = (struct task){task, context, i};
        if (i > 0 && pthread_create(&threads[i], NULL, run_task, &tasks[i]) != 0) exit(1);
    }
    task(context, 0);
    for (uint32_t i = 1; i < count; ++i) pthread_join(threads[i], NULL);
}

struct selection {
    engram_rows rows, query;
    engram_topk_options options;
    engram_hit hits[K];
    engram_topk_counts counts;
};
static void select_best(void *context) {
    struct selection *s = context;
    if (engram_similarity_topk(ENGRAM_METRIC_COSINE, &s->query, &s->rows, K, &s->options, s->hits, &s->counts) != ENGRAM_OK)
        exit(1);
}

static void *take(uint64_t bytes) {
    void *memory = aligned_alloc(128, (bytes + 255) / 128 * 128);
    if (memory == NULL) exit(1);
    memset(memory, 0, bytes);
    return memory;
}

static double selection(const bench_options *o, uint32_t threads, uint64_t per_mille) {
    struct selection s = {.options = {.size = sizeof s.options, .threshold = -2.0f}};
    uint64_t seed = o->seed, admitted = 0;
    float *data = take((o->rows + 1) * DIM * sizeof *data);
    for (uint64_t i = 0; i < (o->rows + 1) * DIM; ++i) data[i] = bench_uniform(&seed, -1, 1);
    s.query = (engram_rows){sizeof(engram_rows), ENGRAM_TYPE_F32, data, 1, 0, DIM, NULL};
    s.rows = (engram_rows){sizeof(engram_rows), ENGRAM_TYPE_F32, data + DIM, o->rows, 0, DIM, NULL};
    const engram_executor executor = {sizeof executor, threads, NULL, run_threads};
    if (threads > 1) {
        s.options.executor = &executor;
        s.options.scratch_bytes = engram_topk_scratch(1, K, threads);
        s.options.scratch = take(s.options.scratch_bytes);
    }
    uint64_t *filter = take((o->rows + 63) / 64 * 8);
    for (uint64_t i = 0; i < o->rows; ++i)
        if (bench_random(&seed) % 1000 < per_mille) filter[i / 64] |= (uint64_t)1 << i % 64, ++admitted;
    if (per_mille < 1000) s.options.filter = filter, s.options.filter_bits = o->rows;
    double *ns = bench_samples(o->iters, select_best, &s);
    return ns[o->iters / 2] / (double)(admitted > 0 ? admitted : 1);
}

static uint64_t held, most;
static void *count_in(void *unused, size_t bytes, size_t align) {
    (void)unused;
    held += bytes;
    most = held > most ? held : most;
    return aligned_alloc(align, (bytes + align - 1) / align * align);
}
static void count_out(void *unused, void *memory, size_t bytes, size_t align) {
    (void)unused, (void)align;
    held -= bytes;
    free(memory);
}

static void memory(const bench_options *o) {
    const uint64_t edges = o->rows * o->dim;
    uint64_t *offsets = take((o->rows + 1) * 8), seed = o->seed, told = 0;
    uint32_t *targets = take(edges * 4);
    float *weights = take(edges * 4);
    for (uint64_t i = 0; i <= o->rows; ++i) offsets[i] = i * o->dim;
    for (uint64_t e = 0; e < edges; ++e) targets[e] = (uint32_t)(bench_random(&seed) % o->rows), weights[e] = 0.1f;
    const engram_csr csr = {.size = sizeof csr, .node_count = (uint32_t)o->rows, .edge_count = edges, .offsets = offsets,
                            .targets = targets, .weights = weights};
    const engram_allocator counting = {sizeof counting, 0, NULL, count_in, count_out};
    engram_graph *graph = NULL;
    if (engram_graph_size(&csr, NULL, NULL, &told) != ENGRAM_OK ||
        engram_graph_create(&csr, NULL, &counting, &graph) != ENGRAM_OK)
        exit(1);
    printf("{\"op\":\"memory\",\"nodes\":%" PRIu64 ",\"edges\":%" PRIu64 ",\"told\":%" PRIu64 ",\"taken\":%" PRIu64
           ",\"most\":%" PRIu64 "}\n", o->rows, edges, told, held, most);
    engram_graph_destroy(&graph);
}

/* Copies of a head serve the inline functions as long as nothing overflows: nothing does. */
static void *pairs(void *head) {
    for (int i = 0; i < PAIRS; ++i) {
        char *p = engram_arena_fast_allocate(head, 64, 16);
        *(volatile char *)p = 1;
        engram_arena_fast_reset(head);
    }
    return NULL;
}
static double sharing(const bench_options *o) {
    double *ns = take(o->iters * sizeof *ns);
    char *heads = take(1024);
    engram_arena *own[2];
    engram_arena_options options = {.size = sizeof options};
    engram_arena_options_get(&options);
    options.zero_on_reset = 0;
    for (int i = 0; i < 2; ++i) {
        if (engram_arena_create(&options, &own[i]) != ENGRAM_OK || o->dim < sizeof *own[i] || o->dim > 512) exit(2);
        memcpy(heads + (uint64_t)i * o->dim, own[i], sizeof *own[i]);
    }
    for (uint64_t i = 0; i < o->iters; ++i) {
        pthread_t other;
        const uint64_t begin = bench_now();
        if (pthread_create(&other, NULL, pairs, heads + o->dim) != 0) exit(1);
        pairs(heads);
        pthread_join(other, NULL);
        ns[i] = (double)(bench_now() - begin) / (double)PAIRS;
    }
    qsort(ns, o->iters, sizeof *ns, bench_order);
    return ns[o->iters / 2];
}

int main(int argc, char **argv) {
    const bench_options o = bench_parse(argc, argv, (bench_options){.op = "threads", .dim = 1, .rows = 100000, .iters = 11,
                                                                    .seed = 0x5EED}, usage);
    const int is_threads = strcmp(o.op, "threads") == 0, is_filter = strcmp(o.op, "filter") == 0;
    if (strcmp(o.op, "memory") == 0) return memory(&o), 0;
    if (o.dim == 0 || o.rows == 0 || (is_threads && o.dim > MOST_THREADS) || (is_filter && o.dim > 1000))
        bench_die("--dim", "of that size", usage);
    double ns = 0;
    if (is_threads) ns = selection(&o, (uint32_t)o.dim, 1000);
    else if (is_filter) ns = selection(&o, 1, o.dim);
    else if (strcmp(o.op, "sharing") == 0) ns = sharing(&o);
    else bench_die("--op", o.op, usage);
    printf("{\"op\":\"%s\",\"dim\":%" PRIu64 ",\"rows\":%" PRIu64 ",\"ns_per_item\":%.4f}\n", o.op, o.dim, o.rows, ns);
    return 0;
}
