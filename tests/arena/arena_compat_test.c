/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The arena half of engram/compat.h: every row of the original's arena, seen through the drop-in symbols alone. Each
 * test runs in a process of its own, so that configuration and sums start fresh.
 */

#include <pthread.h>

#include "engram/compat.h"
#include "support/child.h"

static const size_t mib = (size_t)1 << 20;

typedef struct sums {
    size_t resets, overflows, high_water;
} sums;

static sums stats(void) {
    sums s = {77, 77, 77};
    engram_arena_stats(&s.resets, &s.overflows, &s.high_water);
    child_check(engram_last_status() == ENGRAM_OK);
    return s;
}

#define child_check_sums(expected_resets, expected_overflows, expected_high_water) \
    do {                                                                           \
        const sums s = stats();                                                    \
        child_check(s.resets == (expected_resets));                                \
        child_check(s.overflows == (expected_overflows));                          \
        child_check(s.high_water == (expected_high_water));                        \
    } while (0)

/* Spreads over `nodes` nodes, which takes 4 * nodes bytes of scratch: one edge from node 0 to the last. */
static engram_status spread(size_t nodes, int *was_done) {
    float *values = calloc(nodes, sizeof *values), weights[1] = {0.5f};
    const uint32_t targets[1] = {(uint32_t)nodes - 1};
    child_check(values != NULL);
    values[0] = 0.5f;
    engram_spread_activation(targets, weights, values, nodes, 1, 1);
    const engram_status status = engram_last_status();
    *was_done = values[nodes - 1] == 0.25f;
    child_check(*was_done || values[nodes - 1] == 0.0f);
    free(values);
    return status;
}

static void spread_well(size_t nodes) {
    int was_done;
    child_check(spread(nodes, &was_done) == ENGRAM_OK && was_done);
}

static void spread_refused(size_t nodes) {
    int was_done;
    child_check(spread(nodes, &was_done) == ENGRAM_ERROR_MEMORY && !was_done);
}

static void clear_environment(void) {
    unsetenv("ENGRAM_ARENA_SIZE");
    unsetenv("ENGRAM_ARENA_OVERFLOW");
    unsetenv("ENGRAM_ARENA_ZERO");
}

static void defaults(const void *unused) {
    (void)unused;
    clear_environment();
    child_check_sums(0, 0, 0);
    spread_well(mib / 4); /* exactly the pool */
    child_check_sums(1, 0, mib);
    spread_well(mib / 4 + 1); /* four bytes too many: the fallback answers, and says so */
    child_check_sums(2, 1, mib + 4);
}

static void nothing_to_spread_leaves_the_arena_alone(const void *unused) {
    (void)unused;
    clear_environment();
    float value[2] = {1, 0}, weight[1] = {1};
    const uint32_t target[1] = {1};
    engram_spread_activation(target, weight, value, 0, 1, 1);
    engram_spread_activation(target, weight, value, 2, 0, 1);
    engram_spread_activation(target, weight, value, 2, 1, 0);
    child_check_sums(0, 0, 0);
}

static void sizes(const void *unused) {
    (void)unused;
    clear_environment();
    const uint32_t refused[] = {0, 1025, 4096, 1u << 22, UINT32_MAX};
    engram_configure_arena(2, 1);
    child_check(engram_last_status() == ENGRAM_OK);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; ++i) {
        engram_configure_arena(refused[i], 2);
        child_check(engram_last_status() == ENGRAM_ERROR_ARGUMENT);
    }
    spread_well(2 * mib / 4 + 1); /* a refused size does not take the strategy with it: fallback */
    engram_configure_arena(0, 1);
    child_check(engram_last_status() == ENGRAM_ERROR_ARGUMENT);
    engram_deinit_thread_arena();
    spread_well(2 * mib / 4);
    spread_refused(2 * mib / 4 + 1); /* still 2 MiB, and error_return again */
    const uint32_t taken[] = {1, 3, 1024};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; ++i) {
        engram_deinit_thread_arena();
        engram_configure_arena(taken[i], 1);
        child_check(engram_last_status() == ENGRAM_OK);
        if (taken[i] == 1024) break; /* mapped, never touched: 1 GiB of scratch would be for nothing */
        spread_well(taken[i] * mib / 4);
        spread_refused(taken[i] * mib / 4 + 1);
    }
    spread_well(5 * mib / 4);
}

static void strategies(const void *unused) {
    (void)unused;
    clear_environment();
    engram_configure_arena(1, 1);
    child_check(engram_last_status() == ENGRAM_OK);
    spread_refused(mib / 4 + 1); /* error_return: nothing is spread; the original counted a reset and an overflow */
    child_check_sums(1, 1, 0);
    engram_deinit_thread_arena();
    engram_configure_arena(1, 2);
    child_check(engram_last_status() == ENGRAM_OK);
    spread_well(mib / 4 + 1);
    for (unsigned strategy = 3; strategy < 256; ++strategy) {
        engram_configure_arena(1, (uint8_t)strategy);
        child_check(engram_last_status() == ENGRAM_ERROR_ENUM);
    }
    engram_deinit_thread_arena();
    spread_refused(mib / 4 + 1); /* unknown values select error_return, as the original did */
}

static void configuration_reaches_arenas_to_come(const void *unused) {
    (void)unused;
    clear_environment();
    engram_configure_arena(1, 1);
    spread_refused(mib / 2);
    engram_configure_arena(2, 1);
    engram_deinit_thread_arena();
    spread_well(mib / 2);
}

static void statistics(const void *unused) {
    (void)unused;
    clear_environment();
    engram_arena_stats(NULL, NULL, NULL);
    child_check(engram_last_status() == ENGRAM_OK);
    engram_reset_arenas(); /* no arena yet: nothing is counted */
    child_check(engram_last_status() == ENGRAM_OK);
    child_check_sums(0, 0, 0);
    spread_well(1000);
    spread_well(10);
    child_check_sums(2, 0, 4000);
    engram_reset_arenas();
    engram_reset_arenas();
    child_check_sums(4, 0, 4000);
    spread_well(mib);
    child_check_sums(5, 1, 4 * mib);
    engram_deinit_thread_arena();
    child_check_sums(5, 1, 4 * mib);
    engram_reset_arenas(); /* none again */
    child_check_sums(5, 1, 4 * mib);
    engram_deinit_thread_arena(); /* twice does no harm */
    engram_reset_arena_metrics();
    child_check(engram_last_status() == ENGRAM_OK);
    child_check_sums(0, 0, 0);
    spread_well(500);
    child_check_sums(1, 0, 2000);
    engram_reset_arena_metrics(); /* a living arena starts over: its old mark is not reported again */
    engram_reset_arenas();
    child_check_sums(1, 0, 0);
    size_t only = 9;
    engram_arena_stats(&only, NULL, NULL);
    child_check(only == 1);
    engram_arena_stats(NULL, &only, NULL);
    child_check(only == 0);
}

static void *overflow_in_a_thread(void *unused) {
    (void)unused;
    spread_well(mib);
    child_check_sums(2, 1, 4 * mib); /* of this thread and the main one, while both live */
    return NULL;
}

static void sums_span_threads(const void *unused) {
    (void)unused;
    clear_environment();
    spread_well(100);
    pthread_t thread;
    child_check(pthread_create(&thread, NULL, overflow_in_a_thread, NULL) == 0);
    pthread_join(thread, NULL);
    child_check_sums(2, 1, 4 * mib); /* what an ended thread counted is kept */
    engram_reset_arenas();           /* of the calling thread only, for all its plural name */
    child_check_sums(3, 1, 4 * mib);
}

/* ThreadSanitizer maps some MiB for each thread it has seen. */
#if defined(__SANITIZE_THREAD__)
#define MAPS_OF_ITS_OWN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define MAPS_OF_ITS_OWN 1
#endif
#endif
#ifndef MAPS_OF_ITS_OWN
#define MAPS_OF_ITS_OWN 0
#endif

/* Mapped bytes by /proc/self/maps, which an emulator answers for its guest; statm would speak of the emulator. */
static size_t mapped(void) {
    FILE *file = fopen("/proc/self/maps", "r");
    child_check(file != NULL);
    char line[512];
    size_t bytes = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        unsigned long from, to;
        if (sscanf(line, "%lx-%lx", &from, &to) == 2) bytes += to - from;
    }
    fclose(file);
    return bytes;
}

static void *use_whole_pool(void *unused) {
    (void)unused;
    spread_well(8 * mib / 4);
    return NULL;
}

static void threads_that_end_give_back(const void *unused) {
    (void)unused;
    clear_environment();
    engram_configure_arena(8, 1);
    pthread_t thread;
    size_t before = 0;
    for (int i = 0; i < 60; ++i) {
        child_check(pthread_create(&thread, NULL, use_whole_pool, NULL) == 0);
        pthread_join(thread, NULL);
        if (i == 9) before = mapped();
    }
    child_check(MAPS_OF_ITS_OWN || mapped() <= before + 8 * mib); /* 50 leaks would be 400 MiB */
    child_check_sums(60, 0, 8 * mib);
}

static void deinit_gives_back(const void *unused) {
    (void)unused;
    clear_environment();
    engram_configure_arena(64, 1);
    const size_t before = mapped();
    spread_well(1000);
    child_check(mapped() >= before + 64 * mib);
    engram_deinit_thread_arena();
    child_check(mapped() < before + 32 * mib);
    spread_well(1000); /* a later call makes a new one */
    child_check_sums(2, 0, 4000);
}

static void panic_on_overflow(const void *unused) {
    (void)unused;
    clear_environment();
    engram_configure_arena(1, 0);
    child_check(engram_last_status() == ENGRAM_OK);
    spread_well(mib / 4);
    int was_done;
    spread(mib / 4 + 1, &was_done);
}

#define IN_CHILD(name)                   \
    static void name##_test(void **state) { \
        (void)state;                     \
        child_must_pass(name, NULL);     \
    }
IN_CHILD(defaults)
IN_CHILD(nothing_to_spread_leaves_the_arena_alone)
IN_CHILD(sizes)
IN_CHILD(strategies)
IN_CHILD(configuration_reaches_arenas_to_come)
IN_CHILD(statistics)
IN_CHILD(sums_span_threads)
IN_CHILD(threads_that_end_give_back)
IN_CHILD(deinit_gives_back)

static void panic_ends_the_process_with_a_sentence(void **state) {
    (void)state;
    const child_end end = child_run(panic_on_overflow, NULL);
    assert_int_equal(end.signal, SIGABRT);
    assert_non_null(strstr(end.said, "engram: arena overflow"));
    assert_non_null(strstr(end.said, "ENGRAM_ARENA_SIZE"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_test),
        cmocka_unit_test(nothing_to_spread_leaves_the_arena_alone_test),
        cmocka_unit_test(sizes_test),
        cmocka_unit_test(strategies_test),
        cmocka_unit_test(configuration_reaches_arenas_to_come_test),
        cmocka_unit_test(statistics_test),
        cmocka_unit_test(sums_span_threads_test),
        cmocka_unit_test(threads_that_end_give_back_test),
        cmocka_unit_test(deinit_gives_back_test),
        cmocka_unit_test(panic_ends_the_process_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
