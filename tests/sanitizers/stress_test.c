/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * 32 threads at once, far more than the processors: most compute, with executors that start threads of their own; the
 * others change levels, let a graph grow, check the library, read and reset sums, reconfigure arenas, replace the log.
 * Every answer keeps its bits. Made for ThreadSanitizer; worth running without.
 */

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

#include "engram/compat.h"
#include "faults/work.h"

enum { THREADS = 32, COMPUTING = 22 };

static uint64_t expected;
static atomic_int stop, wrong;
static atomic_uint rounds, others;
static engram_overlay *shared; /* nobody changes it while all spread on it */
static float shared_expected[8];

/* An executor that starts threads for each call, which take tasks until there are none. */
typedef struct tasks {
    engram_task *task;
    void *context;
    uint32_t count;
    atomic_uint next;
} tasks;
static void *take_tasks(void *argument) {
    tasks *t = argument;
    for (uint32_t i; (i = atomic_fetch_add(&t->next, 1)) < t->count;) t->task(t->context, i);
    return NULL;
}
static void run(void *context, uint32_t count, engram_task *task, void *task_context) {
    (void)context;
    tasks t = {task, task_context, count, 0};
    pthread_t helpers[2];
    int started = 0;
    while (started < 2 && pthread_create(&helpers[started], NULL, take_tasks, &t) == 0) ++started;
    take_tasks(&t);
    while (started > 0) pthread_join(helpers[--started], NULL);
}
static const engram_executor executor = {sizeof executor, 5, NULL, run};

#define must(condition)                                                      \
    do {                                                                     \
        if (!(condition)) {                                                  \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);   \
            atomic_store(&wrong, 1);                                         \
            atomic_store(&stop, 1);                                          \
        }                                                                    \
    } while (0)

static void spread_shared(work *w, float *scores) {
    engram_spread_options o = {.size = sizeof o};
    engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &o);
    const uint32_t seed = 3;
    const float one = 1.0f;
    engram_activated found[8] = {0};
    uint64_t count = 0;
    must(engram_spread_sparse(engram_overlay_view(shared), &o, w->workspace, SEEDS(&seed, &one, 1), found, 8, &count, NULL) == ENGRAM_OK);
    for (int i = 0; i < 8; ++i) scores[i] = found[i].activation;
}

/* A graph that grows while others read it: every state of it, one edge more than the one before, is handed to a reader. */
static engram_overlay *growing; /* the writer's */
static _Atomic(engram_graph *) state_of[4];
static void *grow(void *unused) {
    (void)unused;
    for (uint32_t i = 0; !atomic_load(&stop); ++i, ++others) {
        const engram_edge edge = {i * 7 % 300, 300, 0.25f, i % 3}, last = {i * 7 % 300, 300, 0.0f, i % 3};
        if (i % 5 == 0) engram_overlay_delete(growing, &last);
        must(engram_overlay_append(growing, &edge) == ENGRAM_OK);
        engram_graph *state = NULL;
        must(engram_overlay_snapshot(growing, &state) == ENGRAM_OK);
        state = atomic_exchange(&state_of[i % 4], state);
        engram_graph_destroy(&state);
        sched_yield();
    }
    return NULL;
}

/* A state, once taken, stays what it was however the writer goes on. */
static void read_state(work *w, uint32_t which) {
    engram_graph *state = atomic_exchange(&state_of[which], NULL);
    if (state == NULL) return;
    engram_graph_info info = {.size = sizeof info};
    engram_spread_options o = {.size = sizeof o};
    engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &o);
    uint64_t count[2] = {0}, edges = 0;
    static _Thread_local float values[2][301];
    must(engram_graph_describe(state, &info) == ENGRAM_OK);
    for (int pass = 0; pass < 2; ++pass) {
        for (uint32_t v = 0; v < 300; ++v) values[pass][v] = 1.0f;
        values[pass][300] = 0.0f;
        must(engram_spread_dense(state, &o, w->workspace, NULL, values[pass], NULL) == ENGRAM_OK);
        must(engram_graph_incoming(state, 300, NULL, 0, &count[pass]) == ENGRAM_OK);
        must(engram_graph_edges(state, 0, 301, NULL, 0, &edges) == ENGRAM_OK && edges == info.edge_count);
    }
    must(count[0] == count[1] && memcmp(values[0], values[1], sizeof values[0]) == 0);
    engram_graph_destroy(&state);
}

static void *compute(void *argument) {
    const uint32_t self = *(const uint32_t *)argument;
    work w = {.executor = self % 4 == 0 ? &executor : NULL};
    must(work_open(&w));
    while (!atomic_load(&stop)) {
        must(work_round(&w) == expected);
        float scores[8];
        spread_shared(&w, scores);
        must(memcmp(scores, shared_expected, sizeof scores) == 0);
        read_state(&w, self % 4);
        engram_arena *arena = NULL, *mine = NULL;
        must(engram_arena_create(NULL, &arena) == ENGRAM_OK);
        for (int i = 0; i < 8; ++i) {
            unsigned char *at = engram_arena_fast_allocate(arena, 100u << i, 16);
            must(at != NULL);
            if (at != NULL) memset(at, (int)self, 100u << i);
        }
        must(engram_arena_reset(arena) == ENGRAM_OK && engram_arena_destroy(&arena) == ENGRAM_OK);
        must(engram_arena_thread(&mine) == ENGRAM_OK && engram_arena_fast_allocate(mine, 1000, 64) != NULL);
        engram_reset_arenas();
        if (atomic_fetch_add(&rounds, 1) % 16 == 0) engram_deinit_thread_arena();
    }
    work_close(&w);
    return NULL;
}

static void *switch_levels(void *unused) {
    (void)unused;
    for (uint32_t i = 0; !atomic_load(&stop); ++i, ++others) {
        const engram_families families = 1 + i % ENGRAM_FAMILY_ALL;
        const engram_level level = i % (ENGRAM_LEVEL_NEON + 1);
        const bool can = level == ENGRAM_LEVEL_AUTO || (engram_levels_supported() >> level & 1u) != 0;
        must(engram_level_force(families, level) == (can ? ENGRAM_OK : ENGRAM_ERROR_LEVEL));
        must(engram_level_reason(ENGRAM_FAMILY_DECAY) != NULL);
        sched_yield();
    }
    return NULL;
}
static void *check(void *unused) {
    (void)unused;
    for (; !atomic_load(&stop); ++others) must(engram_self_check(ENGRAM_FAMILY_ALL, NULL) == ENGRAM_OK);
    return NULL;
}
static void *read_sums(void *unused) {
    (void)unused;
    static _Thread_local char text[65536];
    for (uint32_t i = 0; !atomic_load(&stop); ++i, ++others) {
        engram_metrics metrics = {.size = sizeof metrics};
        must(engram_metrics_get(&metrics) == ENGRAM_OK);
        must(engram_metrics_prometheus(text, sizeof text, NULL) == ENGRAM_OK);
        must(engram_diagnostics_write(i % 2 ? ENGRAM_FORMAT_TEXT : ENGRAM_FORMAT_JSON, text, sizeof text, NULL) == ENGRAM_OK);
        size_t resets, overflows, high;
        engram_arena_stats(&resets, &overflows, &high);
        if (i % 7 == 0) engram_metrics_reset();
        if (i % 11 == 0) engram_reset_arena_metrics();
    }
    return NULL;
}
static void *configure(void *unused) {
    (void)unused;
    for (uint32_t i = 0; !atomic_load(&stop); ++i, ++others) {
        engram_configure_arena(1 + i % 3, 2);
        engram_arena_usage usage = {.size = sizeof usage};
        must(engram_arena_usage_total(&usage) == ENGRAM_OK);
        sched_yield();
    }
    return NULL;
}
static atomic_uint heard;
static void hear(void *context, engram_event event, const char *message) {
    (void)event, (void)message;
    atomic_fetch_add((atomic_uint *)context, 1);
}
static uint64_t ticks(void *context) { return atomic_fetch_add((atomic_uint *)context, 1); }
static atomic_uint clock_ticks;
static void *change_hooks(void *unused) {
    (void)unused;
    for (uint32_t i = 0; !atomic_load(&stop); ++i, ++others) {
        engram_log_set(i % 2 ? hear : NULL, &heard);
        engram_metrics_set_clock(i % 3 ? ticks : NULL, &clock_ticks, i % 5);
        sched_yield();
    }
    engram_log_set(NULL, NULL);
    engram_metrics_set_clock(NULL, NULL, 0);
    return NULL;
}
static void *short_life(void *unused) {
    (void)unused;
    work w = {0};
    must(work_open(&w));
    must(work_round(&w) == expected);
    work_close(&w);
    return NULL;
}
static void *come_and_go(void *unused) {
    (void)unused;
    for (; !atomic_load(&stop); ++others) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, short_life, NULL) == 0) pthread_join(thread, NULL);
    }
    return NULL;
}

static void many_threads(void **state) {
    (void)state;
    work w = {0};
    assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR), ENGRAM_OK);
    assert_true(work_open(&w));
    expected = work_round(&w);
    assert_int_equal(engram_overlay_create(w.graph, 301, NULL, &shared), ENGRAM_OK);
    for (uint32_t v = 0; v < 40; ++v) {
        const engram_edge edge = {v, 300, 0.25f, 0};
        assert_int_equal(engram_overlay_append(shared, &edge), ENGRAM_OK);
    }
    spread_shared(&w, shared_expected);
    assert_int_equal(engram_overlay_create(w.graph, 301, NULL, &growing), ENGRAM_OK);

    void *(*const roles[THREADS - COMPUTING])(void *) = {switch_levels, switch_levels, check,       check,       read_sums,
                                                         read_sums,     configure,     change_hooks, grow,        come_and_go};
    pthread_t threads[THREADS];
    uint32_t numbers[THREADS];
    for (uint32_t i = 0; i < THREADS; ++i) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, i < COMPUTING ? compute : roles[i - COMPUTING], &numbers[i]), 0);
    }
    const char *text = getenv("ENGRAM_STRESS_ROUNDS");
    const unsigned wanted = text != NULL ? (unsigned)strtoul(text, NULL, 10) : 2000;
    /* Both kinds of thread have to have had their share: the first may be done before the second begins. */
    while ((atomic_load(&rounds) < wanted || atomic_load(&others) < wanted) && !atomic_load(&stop)) {
        const struct timespec pause = {0, 10000000};
        nanosleep(&pause, NULL);
    }
    atomic_store(&stop, 1);
    for (uint32_t i = 0; i < THREADS; ++i) pthread_join(threads[i], NULL);
    print_message("%u rounds of calls beside %u changes and readings, %u messages\n", atomic_load(&rounds),
                  atomic_load(&others), atomic_load(&heard));
    engram_overlay_destroy(&growing);
    for (int i = 0; i < 4; ++i) {
        engram_graph *state_left = atomic_exchange(&state_of[i], NULL);
        engram_graph_destroy(&state_left);
    }
    engram_overlay_destroy(&shared);
    work_close(&w);
    assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO), ENGRAM_OK);
    assert_false(atomic_load(&wrong));
    assert_true(atomic_load(&others) >= wanted);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(many_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
