/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The case that no level below can mend: the scalar level of decay is wrong by one bit. The self-check names it, leaves
 * it on, since something must answer, and keeps the other levels, whose results are compared with constants, not with
 * the scalar level of the day.
 */

#include "engram/compat.h"
#include "kernels/decay/ops.h"
#include "support/child.h"
#include "support/counts.h"

#if defined(__aarch64__)
#define RIGHT_TABLE engram_decay_neon
#pragma weak engram_decay_neon /* a build without it links, and skips */
enum { RIGHT_LEVEL = ENGRAM_LEVEL_NEON };
#else
#define RIGHT_TABLE engram_decay_avx2
#pragma weak engram_decay_avx2
enum { RIGHT_LEVEL = ENGRAM_LEVEL_AVX2 };
#endif

void *table_to_corrupt(void); /* corrupt_table.c */

static void corrupted(const float *strengths, const uint64_t *ages, size_t count, double rate, float *out) {
    RIGHT_TABLE.exponential(strengths, ages, count, rate, out);
    if (count > 0) out[count - 1] = bits_float(float_bits(out[count - 1]) ^ 1u);
}

static void corrupt(void) {
    struct engram_decay_ops table = RIGHT_TABLE;
    table.level = ENGRAM_LEVEL_SCALAR;
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

static char heard[256];
static int busy;
static void hear(void *context, engram_event event, const char *message) {
    (void)context;
    if (event != ENGRAM_EVENT_SELF_CHECK_FAILED) return;
    snprintf(heard, sizeof heard, "%s", message);
    /* Told from within the check, where there cannot be another. */
    engram_self_check_result result = {.size = sizeof result, .checks = 99};
    busy += engram_self_check(ENGRAM_FAMILY_DECAY, &result) == ENGRAM_ERROR_BUSY && result.checks == 99;
}

static void check_with(engram_level in_force) {
    unsetenv("ENGRAM_ISA"), unsetenv("ENGRAM_SELF_CHECK");
    engram_log_set(hear, NULL);
    child_check(engram_level_force(ENGRAM_FAMILY_DECAY, in_force) == ENGRAM_OK);
    const uint32_t before = decay_a_day();
    child_check(before == (in_force == ENGRAM_LEVEL_SCALAR ? right_bits ^ 1u : right_bits));

    engram_self_check_result result = {.size = sizeof result};
    child_check(engram_self_check(ENGRAM_FAMILY_ALL, &result) == ENGRAM_ERROR_CHECK);
    child_check(result.failed_level == ENGRAM_LEVEL_SCALAR && result.failed_family == ENGRAM_FAMILY_DECAY);
    child_check(strstr(heard, "decay computes wrongly on scalar") != NULL && strstr(heard, "disabled") == NULL);

    child_check(busy == 1); /* as the one event of a failure was told */
    for (int times = 0; times < 2; ++times) {
        child_check(path_of(ENGRAM_FAMILY_DECAY, ENGRAM_LEVEL_SCALAR).self_check_failures == 1);
        child_check(path_of(ENGRAM_FAMILY_DECAY, RIGHT_LEVEL).self_check_failures == 0);
        child_check(path_of(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO).self_check_failures == 1);
        engram_metrics_reset(); /* which keeps them: a wrong level stays news */
    }

    child_check(engram_level_active(ENGRAM_FAMILY_DECAY) == in_force && decay_a_day() == before);
    child_check(engram_level_force(ENGRAM_FAMILY_DECAY, RIGHT_LEVEL) == ENGRAM_OK);
    child_check(decay_a_day() == right_bits);
    child_check(engram_level_force(ENGRAM_FAMILY_DECAY, ENGRAM_LEVEL_SCALAR) == ENGRAM_OK); /* never disabled */
}

static void on_scalar(const void *unused) { (void)unused, check_with(ENGRAM_LEVEL_SCALAR); }
static void on_another(const void *unused) { (void)unused, check_with(RIGHT_LEVEL); }
static void scalar_in_force(void **state) { (void)state, child_must_pass(on_scalar, NULL); }
static void another_in_force(void **state) { (void)state, child_must_pass(on_another, NULL); }

int main(void) {
    if ((engram_levels_supported() >> RIGHT_LEVEL & 1u) == 0) {
        puts("this machine cannot run the level that the corrupted one is made of");
        return 77;
    }
    corrupt();
    const struct CMUnitTest tests[] = {cmocka_unit_test(scalar_in_force), cmocka_unit_test(another_in_force)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
