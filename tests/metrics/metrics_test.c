/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* engram/metrics.h: what is counted, by which thread, with which clock; snapshot, reset, text. */

#include <pthread.h>

#include "engram/compat.h"
#include "support/child.h"
#include "support/counts.h"

static engram_metrics get(void) {
    engram_metrics m = {.size = sizeof m};
    child_check(engram_metrics_get(&m) == ENGRAM_OK && m.size == sizeof m);
    return m;
}

static engram_path_metrics decays(void) { return path_of(ENGRAM_FAMILY_DECAY, engram_level_active(ENGRAM_FAMILY_DECAY)); }

static void decay(size_t n) {
    float strengths[64];
    uint64_t ages[64];
    for (size_t i = 0; i < n; ++i) strengths[i] = 1.0f, ages[i] = i;
    engram_apply_decay(strengths, ages, n);
}

/* With metrics compiled out only the arenas count; both builds run this test. */
static uint64_t counted(uint64_t n) {
    static int on = -1;
    if (on < 0) {
        decay(1);
        on = decays().calls != 0;
        engram_metrics_reset();
    }
    return on ? n : 0;
}

static void counts(const void *unused) {
    (void)unused;
    counted(0);
    float v[8] = {1, 2, 3, 4, 5, 6, 7, 8}, scores[2], values[2] = {0.5f, 0}, weight[1] = {0.5f};
    const uint32_t target[1] = {1};
    for (engram_level level = ENGRAM_LEVEL_SCALAR; level <= ENGRAM_LEVEL_NEON; ++level) {
        if ((engram_levels_supported() >> level & 1u) == 0) continue;
        engram_level_force(ENGRAM_FAMILY_ALL, level);
        engram_metrics_reset();
        engram_vector_similarity(v, v, scores, 4, 2);
        const engram_rows rows = {.size = sizeof rows, .type = ENGRAM_TYPE_F32, .data = v, .count = 2, .dim = 4};
        child_check(engram_similarity_many(ENGRAM_METRIC_COSINE, v, &rows, 0, 2, scores) == ENGRAM_OK);
        engram_spread_activation(target, weight, values, 2, 1, 3);
        decay(10);
        decay(0);
        engram_vector_similarity(NULL, v, scores, 4, 2);
        engram_vector_similarity(NULL, v, scores, 4, 2);
        engram_apply_decay(NULL, NULL, 1);
        const engram_metrics m = get();
        const engram_path_metrics s = path_of(ENGRAM_FAMILY_SIMILARITY, level), a = path_of(ENGRAM_FAMILY_ACTIVATION, level),
                                  d = path_of(ENGRAM_FAMILY_DECAY, level);
        child_check(s.calls == counted(2) && s.items == counted(4) && s.bytes == counted(64));
        child_check(a.calls == counted(1) && a.items == counted(3) && a.bytes == counted(24));
        child_check(d.calls == counted(2) && d.items == counted(10) && d.bytes == counted(120));
        child_check(s.size == sizeof s && s.reserved == 0 && s.self_check_failures == 0);
        child_check(errors_of(ENGRAM_FAMILY_SIMILARITY, ENGRAM_ERROR_NULL) == counted(2));
        child_check(errors_of(ENGRAM_FAMILY_ACTIVATION, ENGRAM_ERROR_NULL) == 0);
        child_check(errors_of(ENGRAM_FAMILY_DECAY, ENGRAM_ERROR_NULL) == counted(1));
        child_check(s.timed_calls == 0 && m.threads == counted(1) && m.uncounted == 0);
        /* Several families, all levels, all statuses are added up. */
        const engram_path_metrics both = path_of(ENGRAM_FAMILY_SIMILARITY | ENGRAM_FAMILY_DECAY, ENGRAM_LEVEL_AUTO);
        child_check(both.calls == counted(4) && both.items == counted(14) && both.bytes == counted(184));
        child_check(path_of(ENGRAM_FAMILY_ALL, level).calls == counted(5));
        child_check(errors_of(ENGRAM_FAMILY_ALL, ENGRAM_OK) == counted(3));
        child_check(errors_of(ENGRAM_FAMILY_ALL, ENGRAM_ERROR_OVERLAP) == 0);
        child_check(errors_of(ENGRAM_FAMILY_ALL, ENGRAM_ERROR_STORE) == 0); /* the engine's are not counted here */
        child_check(m.arenas == 1 && m.arena_resets == 1 && m.arena_high_water == 8 && m.arena_overflows == 0);
        for (engram_level other = ENGRAM_LEVEL_SCALAR; other <= ENGRAM_LEVEL_NEON; ++other)
            if (other != level) child_check(path_of(ENGRAM_FAMILY_ALL, other).calls == 0);
    }
}

static void *in_a_thread(void *unused) {
    (void)unused;
    for (int i = 0; i < 1000; ++i) decay(3);
    return NULL;
}

static void threads_add_up(const void *unused) {
    (void)unused;
    counted(0);
    pthread_t threads[8];
    for (int round = 1; round <= 3; ++round) {
        for (int i = 0; i < 8; ++i) child_check(pthread_create(&threads[i], NULL, in_a_thread, NULL) == 0);
        for (int i = 0; i < 50; ++i) get(); /* reading meanwhile */
        for (int i = 0; i < 8; ++i) pthread_join(threads[i], NULL);
        child_check(decays().calls == counted(8000u * (unsigned)round)); /* ended threads count on */
        child_check(decays().items == counted(24000u * (unsigned)round));
    }
    engram_metrics_reset();
    child_check(decays().calls == 0);
    decay(1);
    child_check(decays().calls == counted(1));
}

/* A clock that the test sets: each reading is one step further. */
static uint64_t time_now, time_step;
static uint64_t step_clock(void *context) {
    child_check(context == &time_step);
    return time_now += time_step;
}

static void times(const void *unused) {
    (void)unused;
    if (counted(1) == 0) return;
    const uint64_t bounds[] = ENGRAM_METRICS_BOUNDS;
    engram_metrics_set_clock(step_clock, &time_step, 1);
    for (int i = 0; i < ENGRAM_METRICS_BUCKETS; ++i)
        for (int above = 0; above < 2; ++above) {
            if (i == ENGRAM_METRICS_BUCKETS - 1 && above) continue;
            engram_metrics_reset();
            time_step = i < ENGRAM_METRICS_BUCKETS - 1 ? bounds[i] + (uint64_t)above : UINT64_C(1) << 40;
            decay(1);
            const engram_path_metrics path = decays();
            child_check(path.timed_calls == 1 && path.timed_ns == time_step);
            for (int j = 0; j < ENGRAM_METRICS_BUCKETS; ++j) child_check(path.buckets[j] == (j == i + above));
        }
    engram_metrics_set_clock(step_clock, &time_step, 10);
    time_step = 200;
    engram_metrics_reset();
    for (int i = 0; i < 1000; ++i) decay(1);
    child_check(decays().timed_calls == 100);
    engram_metrics_set_clock(step_clock, &time_step, 0); /* counts as 1: every call is measured */
    engram_metrics_reset();
    for (int i = 0; i < 30; ++i) decay(1);
    child_check(decays().timed_calls == 30 && decays().timed_ns == 30 * 200);
    engram_apply_decay(NULL, NULL, 1); /* errors are not timed */
    engram_metrics_set_clock(NULL, NULL, 0);
    const uint64_t before = time_now;
    for (int i = 0; i < 100; ++i) decay(1);
    child_check(time_now == before);
}

static void refusals(const void *unused) {
    (void)unused;
    engram_metrics m = {.size = 2};
    child_check(engram_metrics_get(NULL) == ENGRAM_ERROR_NULL);
    child_check(engram_metrics_get(&m) == ENGRAM_ERROR_STRUCT);
    m.size = sizeof m + 1;
    child_check(engram_metrics_get(&m) == ENGRAM_ERROR_STRUCT);
    m.size = 8, m.uncounted = 99;
    child_check(engram_metrics_get(&m) == ENGRAM_OK && m.uncounted == 99 && m.size == 8);
    engram_path_metrics path = {.size = 8, .calls = 99};
    uint64_t errors = 99;
    const uint32_t none_of_them[] = {0, 8, ENGRAM_FAMILY_ALL + 1, UINT32_MAX}, no_level[] = {5, 31, UINT32_MAX};
    child_check(engram_metrics_path(ENGRAM_FAMILY_ALL, 0, NULL) == ENGRAM_ERROR_NULL);
    child_check(engram_metrics_errors(ENGRAM_FAMILY_ALL, ENGRAM_OK, NULL) == ENGRAM_ERROR_NULL);
    for (size_t i = 0; i < sizeof none_of_them / sizeof *none_of_them; ++i) {
        child_check(engram_metrics_path(none_of_them[i], 0, &path) == ENGRAM_ERROR_ENUM);
        child_check(engram_metrics_errors(none_of_them[i], ENGRAM_OK, &errors) == ENGRAM_ERROR_ENUM);
        child_check(strncmp(engram_status_argument(), "families", 8) == 0);
    }
    for (size_t i = 0; i < sizeof no_level / sizeof *no_level; ++i)
        child_check(engram_metrics_path(ENGRAM_FAMILY_DECAY, no_level[i], &path) == ENGRAM_ERROR_ENUM);
    child_check(engram_metrics_errors(ENGRAM_FAMILY_DECAY, 1, &errors) == ENGRAM_ERROR_ENUM);
    child_check(engram_metrics_errors(ENGRAM_FAMILY_DECAY, -33, &errors) == ENGRAM_ERROR_ENUM);
    child_check(engram_metrics_errors(ENGRAM_FAMILY_DECAY, INT32_MIN, &errors) == ENGRAM_ERROR_ENUM && errors == 99);
    child_check(engram_metrics_path(ENGRAM_FAMILY_DECAY, 0, &path) == ENGRAM_OK && path.calls == 99 && path.size == 8);
    path.size = sizeof path + 8;
    child_check(engram_metrics_path(ENGRAM_FAMILY_DECAY, 0, &path) == ENGRAM_ERROR_STRUCT);
    char small[16], one[1];
    size_t needed = 0, again = 0;
    child_check(engram_metrics_prometheus(NULL, 5, &needed) == ENGRAM_ERROR_NULL);
    child_check(engram_metrics_prometheus(NULL, 0, &needed) == ENGRAM_ERROR_BUFFER && needed > 1000);
    memset(small, 'x', sizeof small);
    child_check(engram_metrics_prometheus(small, 10, NULL) == ENGRAM_ERROR_BUFFER);
    child_check(strlen(small) == 9 && small[10] == 'x');
    child_check(engram_metrics_prometheus(one, 1, NULL) == ENGRAM_ERROR_BUFFER && one[0] == '\0');
    char *buffer = malloc(needed);
    child_check(engram_metrics_prometheus(buffer, needed - 1, NULL) == ENGRAM_ERROR_BUFFER);
    child_check(engram_metrics_prometheus(buffer, needed, &again) == ENGRAM_OK);
    child_check(strlen(buffer) + 1 == needed && again == needed);
    free(buffer);
}

static void after_a_fork(const void *unused) {
    (void)unused;
    counted(0);
    decay(1);
    const pid_t pid = fork();
    if (pid == 0) {
        decay(1);
        child_check(decays().calls == counted(2));
        child_leave(0);
    }
    int status;
    child_check(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    child_check(decays().calls == counted(1));
}

#define IN_CHILD(name)                   \
    static void name##_test(void **state) { \
        (void)state;                     \
        child_must_pass(name, NULL);     \
    }
IN_CHILD(counts)
IN_CHILD(threads_add_up)
IN_CHILD(times)
IN_CHILD(refusals)
IN_CHILD(after_a_fork)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_test),   cmocka_unit_test(threads_add_up_test), cmocka_unit_test(times_test),
        cmocka_unit_test(refusals_test), cmocka_unit_test(after_a_fork_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
