/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The rollback drill: a process in which one level of decay is wrong by one bit. The self-check catches it, the next
 * best level answers correctly, and the log, the metrics, the reason and the diagnostics say so. Then the switches by
 * hand, with the time they take.
 */

#include <time.h>

#include "engram/compat.h"
#include "kernels/decay/ops.h"
#include "support/child.h"

#if defined(__aarch64__)
enum { WRONG_LEVEL = ENGRAM_LEVEL_NEON };
#else
enum { WRONG_LEVEL = ENGRAM_LEVEL_AVX2 };
#endif

static void corrupted(const float *strengths, const uint64_t *ages, size_t count, double rate, float *out) {
    engram_decay_scalar.exponential(strengths, ages, count, rate, out);
    if (count > 0) out[count - 1] = bits_float(float_bits(out[count - 1]) ^ 1u);
}

void *table_to_corrupt(void); /* corrupt_table.c */

static void corrupt(void) {
    struct engram_decay_ops table = engram_decay_scalar;
    table.level = WRONG_LEVEL;
    table.exponential = corrupted;
    memcpy(table_to_corrupt(), &table, sizeof table);
}

static const uint32_t right_bits = 0x3EBC5AB2; /* exp(-1) */

static uint32_t decay_a_day(void) {
    float strength[1] = {1.0f};
    const uint64_t age[1] = {86400};
    engram_apply_decay(strength, age, 1);
    return float_bits(strength[0]);
}

static char heard[8][256];
static engram_event events[8];
static int event_count;
static void hear(void *context, engram_event event, const char *message) {
    (void)context;
    if (event_count < 8) {
        events[event_count] = event;
        snprintf(heard[event_count++], sizeof heard[0], "%s", message);
    }
}

static int was_heard(engram_event event, const char *part) {
    for (int i = 0; i < event_count; ++i)
        if (events[i] == event && strstr(heard[i], part) != NULL) return 1;
    return 0;
}

static void clear_environment(void) {
    unsetenv("ENGRAM_ISA");
    unsetenv("ENGRAM_SELF_CHECK");
}

static int is_told_everywhere(void) {
    static char text[65536];
    char line[128];
    const char *name = engram_level_name(WRONG_LEVEL);
    if (engram_metrics_prometheus(text, sizeof text, NULL) != ENGRAM_OK) return 0;
    snprintf(line, sizeof line, "engram_self_check_failures_total{family=\"decay\",level=\"%s\"} 1\n", name);
    if (strstr(text, line) == NULL) return 0;
    if (engram_diagnostics_write(ENGRAM_FORMAT_TEXT, text, sizeof text, NULL) != ENGRAM_OK) return 0;
    snprintf(line, sizeof line, "levels.decay.disabled: %s\n", name);
    return strstr(text, line) != NULL;
}

static void drill(const void *unused) {
    (void)unused;
    clear_environment();
    engram_log_set(hear, NULL);
    child_check(engram_level_force(ENGRAM_FAMILY_DECAY, WRONG_LEVEL) == ENGRAM_OK);
    child_check(decay_a_day() == (right_bits ^ 1u)); /* the fault is real */

    engram_self_check_result result = {.size = sizeof result};
    child_check(engram_self_check(ENGRAM_FAMILY_ALL, &result) == ENGRAM_ERROR_CHECK);
    child_check(result.failures > 0 && result.failed_level == WRONG_LEVEL);
    child_check(result.failed_family == ENGRAM_FAMILY_DECAY && strstr(result.failed_check, "decay") != NULL);

    child_check(decay_a_day() == right_bits);
    child_check(engram_level_active(ENGRAM_FAMILY_DECAY) != WRONG_LEVEL);
    child_check(strstr(engram_level_reason(ENGRAM_FAMILY_DECAY), "self-check") != NULL);
    child_check(engram_level_active(ENGRAM_FAMILY_SIMILARITY) == engram_level_best()); /* others keep theirs */
    child_check(was_heard(ENGRAM_EVENT_SELF_CHECK_FAILED, engram_level_name(WRONG_LEVEL)));
    child_check(was_heard(ENGRAM_EVENT_LEVEL_CHOSEN, "decay runs on"));
    child_check(is_told_everywhere());

    /* It stays off: neither force nor AUTO brings it back, and a second check finds nothing wrong. */
    child_check(engram_level_force(ENGRAM_FAMILY_DECAY, WRONG_LEVEL) == ENGRAM_ERROR_LEVEL);
    child_check(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO) == ENGRAM_OK);
    child_check(decay_a_day() == right_bits && engram_level_active(ENGRAM_FAMILY_DECAY) != WRONG_LEVEL);
    child_check(engram_self_check(ENGRAM_FAMILY_ALL, NULL) == ENGRAM_OK);
}

static void drill_at_first_use(const void *unused) {
    (void)unused;
    clear_environment();
    setenv("ENGRAM_SELF_CHECK", "1", 1);
    char isa[32];
    snprintf(isa, sizeof isa, "decay=%s", engram_level_name(WRONG_LEVEL));
    setenv("ENGRAM_ISA", isa, 1);
    engram_log_set(hear, NULL);
    child_check(decay_a_day() == right_bits); /* the very first call is right already */
    child_check(engram_level_active(ENGRAM_FAMILY_DECAY) != WRONG_LEVEL);
    child_check(was_heard(ENGRAM_EVENT_SELF_CHECK_FAILED, engram_level_name(WRONG_LEVEL)));
}

static void by_environment(const void *unused) {
    (void)unused;
    clear_environment();
    setenv("ENGRAM_ISA", "decay=scalar", 1);
    child_check(decay_a_day() == right_bits);
    child_check(engram_level_active(ENGRAM_FAMILY_DECAY) == ENGRAM_LEVEL_SCALAR);
}

static void by_api(const void *unused) {
    (void)unused;
    clear_environment();
    child_check(engram_level_force(ENGRAM_FAMILY_DECAY, WRONG_LEVEL) == ENGRAM_OK);
    child_check(decay_a_day() == (right_bits ^ 1u));
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    child_check(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR) == ENGRAM_OK);
    const uint32_t bits = decay_a_day();
    clock_gettime(CLOCK_MONOTONIC, &end);
    child_check(bits == right_bits); /* the next call */
    const double us = (double)(end.tv_sec - begin.tv_sec) * 1e6 + (double)(end.tv_nsec - begin.tv_nsec) * 1e-3;
    printf("rollback by API, with the first right answer: %.1f microseconds\n", us);
    fflush(stdout);
}

static void drill_test(void **state) { (void)state, child_must_pass(drill, NULL); }
static void first_use_test(void **state) { (void)state, child_must_pass(drill_at_first_use, NULL); }
static void environment_test(void **state) { (void)state, child_must_pass(by_environment, NULL); }
static void api_test(void **state) { (void)state, child_must_pass(by_api, NULL); }

int main(void) {
    if ((engram_levels_supported() >> WRONG_LEVEL & 1u) == 0) {
        puts("this machine cannot run the level that the drill corrupts");
        return 77;
    }
    corrupt();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drill_test),
        cmocka_unit_test(first_use_test),
        cmocka_unit_test(environment_test),
        cmocka_unit_test(api_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
