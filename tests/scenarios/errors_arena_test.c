/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Arenas that overflow, are configured wrongly or under load, and threads that end without a word. */

#include <pthread.h>

#include "engram/compat.h"
#include "recovery.h"
#include "support/child.h"

enum { LARGE = 262145 }; /* nodes: 4 bytes each is one float more than 1 MiB */

static void configure(engram_arena_overflow overflow, uint64_t bytes) {
    engram_arena_options options = {.size = sizeof options};
    assert_int_equal(engram_arena_options_get(&options), ENGRAM_OK);
    options.overflow = overflow;
    options.bytes = bytes;
    assert_int_equal(engram_arena_configure(&options), ENGRAM_OK);
    engram_deinit_thread_arena(); /* the next call makes one with these options */
}

static int give_configuration_back(void **state) {
    (void)state;
    configure(ENGRAM_ARENA_FALLBACK, 1 << 20);
    return 0;
}

/* A ring in which every node gives half to the next: what the drop-in call takes the sources of this list to be. */
typedef struct ring {
    uint32_t *targets;
    float *weights, *activations;
    uint64_t *offsets;
} ring;

static ring make_ring(void) {
    ring r = {room_for(LARGE, sizeof *r.targets), room_for(LARGE, sizeof *r.weights), room_for(LARGE, sizeof *r.activations),
              room_for(LARGE + 1, sizeof *r.offsets)};
    for (uint32_t i = 0; i < LARGE; ++i) {
        r.targets[i] = (i + 1) % LARGE;
        r.weights[i] = 0.5f;
        r.activations[i] = (float)(i % 7) / 8.0f;
        r.offsets[i + 1] = i + 1;
    }
    return r;
}

static void free_ring(ring *r) {
    free(r->targets);
    free(r->weights);
    free(r->activations);
    free(r->offsets);
}

static engram_status spread_ring_view(const ring *r, float *activations) {
    const engram_csr view = {.size = sizeof view, .node_count = LARGE, .edge_count = LARGE,
                             .offsets = r->offsets, .targets = r->targets, .weights = r->weights};
    return engram_activation_spread(&view, 3, activations);
}

static void drop_in_on_a_full_arena(void **state) {
    (void)state;
    configure(ENGRAM_ARENA_ERROR_RETURN, 1 << 20);
    ring r = make_ring();
    float *before = room_for(LARGE, sizeof *before);
    memcpy(before, r.activations, LARGE * sizeof *before);
    size_t resets[2], overflows[2];
    engram_reset_arena_metrics();
    engram_arena_stats(&resets[0], &overflows[0], NULL);
    engram_spread_activation(r.targets, r.weights, r.activations, LARGE, LARGE, 3);
    const engram_status status = engram_last_status();
    engram_arena_stats(&resets[1], &overflows[1], NULL);
    tell("262,145 nodes, 1 MiB, drop-in: status", "out of arena memory, no crash", "%s", engram_status_name(status));
    tell("262,145 nodes, 1 MiB, drop-in: overflows, resets", "+1, +1", "+%zu, +%zu", overflows[1] - overflows[0],
         resets[1] - resets[0]);
    assert_int_equal(status, ENGRAM_ERROR_MEMORY);
    assert_memory_equal(before, r.activations, LARGE * sizeof *before);
    assert_int_equal(overflows[1] - overflows[0], 1);
    assert_int_equal(resets[1] - resets[0], 1);
    const engram_status view_status = spread_ring_view(&r, r.activations);
    tell("262,145 nodes, 1 MiB, extended call: status", "out of arena memory", "%s", engram_status_name(view_status));
    assert_int_equal(view_status, ENGRAM_ERROR_MEMORY);
    assert_memory_equal(before, r.activations, LARGE * sizeof *before);
    recovers_from("an arena that was too small");
    free(before);
    free_ring(&r);
}

static void fallback_equals_a_large_arena(void **state) {
    (void)state;
    ring r = make_ring();
    float *fallback = room_for(LARGE, sizeof *fallback), *large = room_for(LARGE, sizeof *large);
    memcpy(fallback, r.activations, LARGE * sizeof *fallback);
    memcpy(large, r.activations, LARGE * sizeof *large);
    configure(ENGRAM_ARENA_FALLBACK, 1 << 20);
    engram_spread_activation(r.targets, r.weights, fallback, LARGE, LARGE, 3);
    assert_int_equal(engram_last_status(), ENGRAM_OK);
    engram_arena_usage usage = {.size = sizeof usage};
    assert_int_equal(engram_arena_usage_total(&usage), ENGRAM_OK);
    assert_int_equal(usage.fallback_bytes, 0);
    configure(ENGRAM_ARENA_ERROR_RETURN, 4 << 20);
    engram_spread_activation(r.targets, r.weights, large, LARGE, LARGE, 3);
    assert_int_equal(engram_last_status(), ENGRAM_OK);
    assert_same_bits(fallback, large, LARGE, "fallback against a large arena");
    tell("262,145 nodes, fallback strategy", "equals the large arena", "all bits equal, 0 bytes kept");
    recovers_from("memory of the fallback");
    free(fallback);
    free(large);
    free_ring(&r);
}

static void spread_in_panic(const void *unused) {
    (void)unused;
    engram_arena_options options = {.size = sizeof options};
    child_check(engram_arena_options_get(&options) == ENGRAM_OK);
    options.overflow = ENGRAM_ARENA_PANIC;
    child_check(engram_arena_configure(&options) == ENGRAM_OK);
    engram_deinit_thread_arena();
    ring r = make_ring();
    engram_spread_activation(r.targets, r.weights, r.activations, LARGE, LARGE, 3);
    _exit(3); /* not reached: the strategy ends the process */
}

static void panic_ends_the_process(void **state) {
    (void)state;
    const child_end end = child_run(spread_in_panic, NULL);
    tell("panic strategy, in a child process", "a line, then abort", "signal %d, \"%.40s...\"", end.signal, end.said);
    assert_int_equal(end.signal, SIGABRT);
    assert_true(strlen(end.said) > 0);
    recovers_from("a panic in a child");
}

static void pool_sizes(void **state) {
    (void)state;
    static const uint64_t sizes[] = {1, 2, 4, 8, 16, 32, 64, 100};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
        configure(ENGRAM_ARENA_ERROR_RETURN, sizes[i] << 20);
        engram_arena *arena;
        engram_arena_usage usage = {.size = sizeof usage};
        assert_int_equal(engram_arena_thread(&arena), ENGRAM_OK);
        assert_int_equal(engram_arena_usage_get(arena, &usage), ENGRAM_OK);
        assert_int_equal(usage.capacity, sizes[i] << 20);
        recovers_from("another pool size");
        void *piece;
        assert_int_equal(engram_arena_allocate(arena, sizes[i] << 20, 1, &piece), ENGRAM_OK); /* all of it */
        assert_int_equal(engram_arena_allocate(arena, 1, 1, &piece), ENGRAM_ERROR_MEMORY);
        assert_int_equal(engram_arena_reset(arena), ENGRAM_OK);
    }
    engram_arena_options before = {.size = sizeof before}, after = {.size = sizeof after};
    assert_int_equal(engram_arena_options_get(&before), ENGRAM_OK);
    static const uint64_t wrong[] = {0, 1, 65535, (1ull << 30) + 1, UINT64_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
        engram_arena_options options = before;
        options.bytes = wrong[i];
        assert_int_equal(engram_arena_configure(&options), ENGRAM_ERROR_ARGUMENT);
    }
    engram_configure_arena(0, 1);
    assert_int_equal(engram_last_status(), ENGRAM_ERROR_ARGUMENT);
    engram_configure_arena(1025, 1);
    assert_int_equal(engram_last_status(), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_arena_options_get(&after), ENGRAM_OK);
    assert_memory_equal(&before, &after, sizeof before);
    tell("pools of 1, 2, 4, 8, 16, 32, 64, 100 MiB", "all work", "all work, to the last byte");
    tell("pools of 0, 1, 65,535, 2^30 + 1, 2^64 - 1 bytes", "refused", "refused, nothing changed");
}

/* The requirement's largest vectors: a query of 100,000 and ten candidates of 1,000,000 elements, without scratch. */
static void long_vectors_take_no_arena(void **state) {
    (void)state;
    static const size_t dims[2] = {100000, 1000000};
    for (int k = 0; k < 2; ++k) {
        const size_t dim = dims[k], count = 10;
        float *query = room_for(dim, sizeof *query), *rows = room_for(count * dim, sizeof *rows), scores[10];
        rng r = {dim};
        rng_fill(&r, query, dim, -1, 1);
        rng_fill(&r, rows, count * dim, -1, 1);
        memcpy(rows + 3 * dim, query, dim * sizeof *query);
        engram_arena *arena;
        engram_arena_usage before = {.size = sizeof before}, after = {.size = sizeof after};
        assert_int_equal(engram_arena_thread(&arena), ENGRAM_OK);
        assert_int_equal(engram_arena_usage_total(&before), ENGRAM_OK);
        engram_vector_similarity(query, rows, scores, dim, count);
        assert_int_equal(engram_last_status(), ENGRAM_OK);
        assert_int_equal(engram_arena_usage_total(&after), ENGRAM_OK);
        assert_memory_equal(&before, &after, sizeof before);
        double worst = 0;
        for (size_t i = 0; i < count; ++i) {
            const double off = (double)scores[i] - cosine_exact(query, rows + i * dim, dim);
            worst = off > worst ? off : -off > worst ? -off : worst;
        }
        tell(k == 0 ? "10 x 100,000: worst error, arena use" : "10 x 1,000,000: worst error, arena use", "<= 1e-6, none",
             "%.2g, none", worst);
        assert_true(worst <= 1e-6);
        assert_true(scores[3] == 1.0f);
        free(query);
        free(rows);
    }
    recovers_from("long vectors");
}

static void *use_and_leave(void *unused) {
    (void)unused;
    workload mine;
    workload_run(&mine);
    void *kept;
    engram_arena *arena;
    if (engram_arena_thread(&arena) != ENGRAM_OK || engram_arena_allocate(arena, 5000, 8, &kept) != ENGRAM_OK) return "";
    memset(kept, 1, 5000);
    return NULL; /* without a reset and without engram_deinit_thread_arena() */
}

static void threads_end_without_a_word(void **state) {
    (void)state;
    engram_arena_usage before = {.size = sizeof before}, after = {.size = sizeof after};
    assert_int_equal(engram_arena_usage_total(&before), ENGRAM_OK);
    for (int i = 0; i < 100; ++i) {
        pthread_t thread;
        void *failed;
        assert_int_equal(pthread_create(&thread, NULL, use_and_leave, NULL), 0);
        assert_int_equal(pthread_join(thread, &failed), 0);
        assert_null(failed);
    }
    assert_int_equal(engram_arena_usage_total(&after), ENGRAM_OK);
    tell("100 threads end with memory in use: arenas kept", "none", "%u more, %llu bytes more", after.arenas - before.arenas,
         (unsigned long long)(after.capacity - before.capacity));
    assert_int_equal(after.arenas, before.arenas);
    assert_int_equal(after.capacity, before.capacity);
    recovers_from("threads that ended");
}

static int stop;

static void *configure_again_and_again(void *unused) {
    (void)unused;
    engram_arena_options options = {.size = sizeof options};
    if (engram_arena_options_get(&options) != ENGRAM_OK) return "";
    for (uint64_t i = 0; !__atomic_load_n(&stop, __ATOMIC_RELAXED); ++i) {
        options.bytes = (uint64_t)65536 << (i % 6);
        options.zero_on_reset = i & 1;
        if (engram_arena_configure(&options) != ENGRAM_OK) return "";
    }
    return NULL;
}

static void configured_while_running(void **state) {
    (void)state;
    pthread_t thread;
    void *failed;
    __atomic_store_n(&stop, 0, __ATOMIC_RELAXED);
    assert_int_equal(pthread_create(&thread, NULL, configure_again_and_again, NULL), 0);
    for (int i = 0; i < 50; ++i) recovers_from("a configuration that changes meanwhile");
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    assert_int_equal(pthread_join(thread, &failed), 0);
    assert_null(failed);
    tell("configured all the time, 50 workloads", "the same bits", "equal");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(drop_in_on_a_full_arena, give_configuration_back),
        cmocka_unit_test_teardown(fallback_equals_a_large_arena, give_configuration_back),
        cmocka_unit_test_teardown(panic_ends_the_process, give_configuration_back),
        cmocka_unit_test_teardown(pool_sizes, give_configuration_back),
        cmocka_unit_test_teardown(long_vectors_take_no_arena, give_configuration_back),
        cmocka_unit_test_teardown(threads_end_without_a_word, give_configuration_back),
        cmocka_unit_test_teardown(configured_while_running, give_configuration_back),
    };
    return cmocka_run_group_tests_name("scenario_errors_arena", tests, workload_remember, NULL);
}
