/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <pthread.h>
#include <stdatomic.h>

#include "engram/compat.h"
#include "support/bench.h"

static const char usage[] =
    "arena_perf [--op NAME] [--dim BYTES] [--rows N] [--level NAME] [--iters N] [--seed N] [--check 0|1] [--json] and the\n"
    "           flags of perf/support/bench.h\n"
    "  fast, call          --dim bytes and a reset, inlined or through the C calls; an item is one such pair\n"
    "  fast_zero           as fast, with zero_on_reset\n"
    "  empty_calls         two C calls that do nothing, the floor of call\n"
    "  bump                a pointer moved on and back, the floor of fast\n"
    "  malloc              malloc and free of --dim bytes, of whatever allocator is loaded (LD_PRELOAD)\n"
    "  threads, threads_malloc  the same pair on --rows threads at once, half a second; prints the total rate\n"
    "  scratch             what a spreading call spends on its arena: take --dim bytes above a mark, give back\n"
    "  scratch_zero        as scratch, with zero_on_reset, which is the default\n"
    "  spread              a spreading call over --dim / 4 nodes, 8 edges each, one step; items are calls\n";

enum { PAIRS = 20000 }; /* in one timed sample */

/* The allocator itself, past the counting of perf/support/work.c. */
void *__real_malloc(size_t bytes);

static engram_arena *arena;
static size_t bytes;

/* The compiler must believe that the memory is used. */
static inline void use(void *memory) {
    *(volatile char *)memory = 1;
    __asm__ volatile("" : : "r"(memory) : "memory");
}

static void fast(void *unused) {
    (void)unused;
    engram_arena *const mine = arena; /* as a caller holds it: in a register */
    for (int i = 0; i < PAIRS; ++i) {
        use(engram_arena_fast_allocate(mine, bytes, 16));
        engram_arena_fast_reset(mine);
    }
}

static void call(void *unused) {
    (void)unused;
    engram_arena *const mine = arena;
    for (int i = 0; i < PAIRS; ++i) {
        void *memory;
        if (engram_arena_allocate(mine, bytes, 16, &memory) == ENGRAM_OK) use(memory);
        engram_arena_reset(mine);
    }
}

/* Two C calls that do nothing: what no pair of calls can be below. */
static __attribute__((noinline)) void *nothing(void *memory, size_t n) {
    __asm__ volatile("" : "+r"(memory), "+r"(n)); /* the compiler is to know nothing about it */
    return n != 0 ? memory : NULL;
}
static void empty_calls(void *unused) {
    (void)unused;
    for (int i = 0; i < PAIRS; ++i) {
        use(nothing(arena, bytes));
        nothing(arena, bytes);
    }
}

/* What an allocator cannot be below: a pointer moved on, the memory touched, the pointer moved back. */
static void bump(void *unused) {
    (void)unused;
    char *const begin = engram_arena_fast_allocate(arena, bytes, 16);
    for (int i = 0; i < PAIRS; ++i) {
        char *next = begin;
        __asm__ volatile("" : "+r"(next));
        use(next);
        next += bytes;
        __asm__ volatile("" : "+r"(next));
    }
    engram_arena_fast_reset(arena);
}

static void system_pair(void *unused) {
    (void)unused;
    for (int i = 0; i < PAIRS; ++i) {
        void *memory = __real_malloc(bytes);
        use(memory);
        free(memory);
    }
}

static void scratch(void *unused) {
    (void)unused;
    engram_arena_mark mark;
    for (int i = 0; i < PAIRS; ++i) {
        engram_arena_mark_set(arena, &mark);
        use(engram_arena_fast_allocate(arena, bytes, 4));
        engram_arena_rewind(arena, &mark);
    }
}

static engram_csr graph;
static float *values;
static void spread(void *unused) {
    (void)unused;
    engram_activation_spread(&graph, 1, values);
}

static engram_arena *new_arena(uint32_t zero) {
    engram_arena_options o = {.size = sizeof o};
    engram_arena_options_get(&o);
    o.bytes = 64 << 20, o.zero_on_reset = zero;
    engram_arena *made = NULL;
    if (engram_arena_create(&o, &made) != ENGRAM_OK) exit(1);
    return made;
}

static atomic_int stop;
static void *run_arena(void *pairs) {
    engram_arena *mine;
    if (engram_arena_thread(&mine) != ENGRAM_OK) return NULL;
    uint64_t n = 0;
    for (; !atomic_load_explicit(&stop, memory_order_relaxed); n += 1000)
        for (int i = 0; i < 1000; ++i) {
            use(engram_arena_fast_allocate(mine, bytes, 16));
            engram_arena_fast_reset(mine);
        }
    *(uint64_t *)pairs = n;
    return NULL;
}
static void *run_malloc(void *pairs) {
    uint64_t n = 0;
    for (; !atomic_load_explicit(&stop, memory_order_relaxed); n += 1000)
        for (int i = 0; i < 1000; ++i) {
            void *memory = __real_malloc(bytes);
            use(memory);
            free(memory);
        }
    *(uint64_t *)pairs = n;
    return NULL;
}

static int threads(const bench_options *o, void *(*body)(void *)) {
    enum { MOST = 256 };
    pthread_t thread[MOST];
    static uint64_t pairs[MOST][16];
    if (o->rows == 0 || o->rows > MOST) bench_die("--rows", "(1 to 256 threads)", usage);
    engram_arena_options options = {.size = sizeof options};
    engram_arena_options_get(&options);
    options.zero_on_reset = 0;
    engram_arena_configure(&options);
    const uint64_t begin = bench_now();
    for (uint64_t i = 0; i < o->rows; ++i)
        if (pthread_create(&thread[i], NULL, body, pairs[i]) != 0) return 1;
    const struct timespec half = {0, 500000000};
    nanosleep(&half, NULL);
    atomic_store(&stop, 1);
    uint64_t sum = 0;
    for (uint64_t i = 0; i < o->rows; ++i) {
        pthread_join(thread[i], NULL);
        sum += pairs[i][0];
    }
    const double ns = (double)(bench_now() - begin);
    bench_options one = *o;
    one.iters = 1;
    if (o->json) bench_report(&one, "arena", sum, &ns);
    else
        printf("%-10s %-18s %" PRIu64 " bytes, %" PRIu64 " threads: %.1f million pairs per second\n", "arena", o->op,
               o->dim, o->rows, (double)sum / ns * 1e3);
    return 0;
}

static void build_graph(uint64_t nodes, uint64_t *seed) {
    uint64_t *offsets = malloc((nodes + 1) * sizeof *offsets);
    uint32_t *targets = malloc(nodes * 8 * sizeof *targets);
    float *weights = malloc(nodes * 8 * sizeof *weights);
    values = malloc(nodes * sizeof *values);
    if (offsets == NULL || targets == NULL || weights == NULL || values == NULL) exit(1);
    for (uint64_t i = 0; i <= nodes; ++i) offsets[i] = 8 * i;
    for (uint64_t i = 0; i < 8 * nodes; ++i) {
        targets[i] = (uint32_t)(bench_random(seed) % nodes);
        weights[i] = bench_uniform(seed, 0, 0.1f);
    }
    for (uint64_t i = 0; i < nodes; ++i) values[i] = bench_uniform(seed, 0, 1);
    graph.size = sizeof graph, graph.node_count = (uint32_t)nodes, graph.edge_count = 8 * nodes;
    graph.offsets = offsets, graph.targets = targets, graph.weights = weights;
}

/* Two pieces of one arena are apart and aligned, and a reset hands out the first again. */
static void check(void) {
    char *a = engram_arena_fast_allocate(arena, bytes, 16), *b = engram_arena_fast_allocate(arena, bytes, 16);
    if (a == NULL || b == NULL || (uintptr_t)b % 16 != 0 || b < a + bytes) exit(1);
    engram_arena_fast_reset(arena);
    if (engram_arena_fast_allocate(arena, bytes, 16) != a) exit(1);
    engram_arena_fast_reset(arena);
}

int main(int argc, char **argv) {
    bench_options o = {.family = "arena", .op = "fast", .type = "-", .dim = 64, .rows = 2, .iters = 500, .seed = 0x5EED, .check = 1};
    o = bench_parse(argc, argv, o, usage);
    bytes = o.dim;
    if (strcmp(o.op, "threads") == 0) return threads(&o, run_arena);
    if (strcmp(o.op, "threads_malloc") == 0) return threads(&o, run_malloc);
    arena = new_arena(strcmp(o.op, "fast_zero") == 0 || strcmp(o.op, "scratch_zero") == 0);
    if (o.check) check();
    uint64_t items = PAIRS;
    void (*body)(void *) = NULL;
    if (strcmp(o.op, "fast") == 0 || strcmp(o.op, "fast_zero") == 0) body = fast;
    else if (strcmp(o.op, "call") == 0) body = call;
    else if (strcmp(o.op, "empty_calls") == 0) body = empty_calls;
    else if (strcmp(o.op, "bump") == 0) body = bump;
    else if (strcmp(o.op, "malloc") == 0) body = system_pair;
    else if (strcmp(o.op, "scratch") == 0 || strcmp(o.op, "scratch_zero") == 0) body = scratch;
    else if (strcmp(o.op, "spread") == 0) body = spread, items = 1, build_graph(bytes / 4, &o.seed);
    else bench_die("--op", o.op, usage);
    double *ns = bench_samples(o.iters, body, NULL);
    if (o.json) bench_report(&o, "arena", items, ns);
    else
        printf("%-10s %-18s %" PRIu64 " bytes: %.3f ns per item (p5 %.3f, p95 %.3f)\n", "arena", o.op, o.dim,
               ns[o.iters / 2] / (double)items, ns[o.iters / 20] / (double)items,
               ns[o.iters - 1 - o.iters / 20] / (double)items);
    free(ns);
    engram_arena_destroy(&arena);
    return 0;
}
