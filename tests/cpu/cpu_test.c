/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Levels: what the machine has, forcing by API, what is refused, and switching while other threads compute. */

#include <pthread.h>
#include <stdatomic.h>

#include "engram/compat.h"
#include "support/check.h"

static const engram_families single[] = {ENGRAM_FAMILY_SIMILARITY, ENGRAM_FAMILY_ACTIVATION, ENGRAM_FAMILY_DECAY};
enum { FAMILIES = sizeof single / sizeof *single };

static int has(engram_level level) { return engram_levels_supported() >> level & 1u; }

static void names(void **state) {
    (void)state;
    const char *expected[] = {"auto", "scalar", "avx2", "avx512", "neon"};
    for (engram_level level = 0; level < 5; ++level) assert_string_equal(engram_level_name(level), expected[level]);
    assert_string_equal(engram_level_name(5), "unknown");
    assert_string_equal(engram_level_name(UINT32_MAX), "unknown");
}

static void supported_levels_hold_together(void **state) {
    (void)state;
    const uint32_t levels = engram_levels_supported();
    assert_true(levels >> ENGRAM_LEVEL_SCALAR & 1u);
    assert_int_equal(levels & 1u, 0);
    assert_int_equal(levels >> (ENGRAM_LEVEL_NEON + 1), 0);
    assert_true(has(engram_level_best()));
    if (has(ENGRAM_LEVEL_AVX512)) assert_true(has(ENGRAM_LEVEL_AVX2));
    assert_false(has(ENGRAM_LEVEL_NEON) && has(ENGRAM_LEVEL_AVX2));
}

#ifndef ENGRAM_BUILD_AVX2
#define ENGRAM_BUILD_AVX2 0
#endif
#ifndef ENGRAM_BUILD_AVX512
#define ENGRAM_BUILD_AVX512 0
#endif

#if defined(__x86_64__)
/* The kernel's list of flags is a second opinion: it too leaves out what the system does not save. */
static int listed(const char *flags, const char *name) {
    char word[40];
    snprintf(word, sizeof word, " %s ", name);
    return strstr(flags, word) != NULL;
}

static void detection_agrees_with_the_kernel(void **state) {
    (void)state;
    skip_under_valgrind("no AVX-512, whatever the kernel says");
    static char line[1 << 14], flags[sizeof line + 1];
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (file == NULL) skip();
    while (fgets(line, sizeof line, file) != NULL && strncmp(line, "flags", 5) != 0) {}
    fclose(file);
    if (strncmp(line, "flags", 5) != 0) skip();
    line[strcspn(line, "\n")] = '\0';
    snprintf(flags, sizeof flags, "%s ", line);
    const char *v3[] = {"avx2", "fma", "f16c", "bmi1", "bmi2", "popcnt", "abm"};
    const char *v4[] = {"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni", "avx512_vpopcntdq"};
    int avx2 = 1, avx512 = 1;
    for (size_t i = 0; i < sizeof v3 / sizeof *v3; ++i) avx2 &= listed(flags, v3[i]);
    for (size_t i = 0; i < sizeof v4 / sizeof *v4; ++i) avx512 &= listed(flags, v4[i]);
    /* Of the levels that this build has (-Dlevels=). */
    assert_int_equal(has(ENGRAM_LEVEL_AVX2), avx2 && ENGRAM_BUILD_AVX2);
    assert_int_equal(has(ENGRAM_LEVEL_AVX512), avx2 && avx512 && ENGRAM_BUILD_AVX512);
    assert_false(has(ENGRAM_LEVEL_NEON));
}
#else
static void detection_agrees_with_the_kernel(void **state) {
    (void)state;
#if defined(__aarch64__)
    assert_true(has(ENGRAM_LEVEL_NEON)); /* part of the architecture's baseline */
#else
    skip();
#endif
}
#endif

static void one_family_is_forced_alone(void **state) {
    (void)state;
    for (engram_level level = ENGRAM_LEVEL_SCALAR; level <= ENGRAM_LEVEL_NEON; ++level) {
        if (!has(level)) continue;
        for (int i = 0; i < FAMILIES; ++i) {
            assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO), ENGRAM_OK);
            assert_int_equal(engram_level_force(single[i], level), ENGRAM_OK);
            for (int j = 0; j < FAMILIES; ++j) {
                assert_int_equal(engram_level_active(single[j]), i == j ? level : engram_level_best());
                assert_string_equal(engram_level_reason(single[j]),
                                    i == j ? "forced by engram_level_force()" : "best level of this machine");
            }
        }
    }
    assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR), ENGRAM_OK);
    for (int i = 0; i < FAMILIES; ++i) assert_int_equal(engram_level_active(single[i]), ENGRAM_LEVEL_SCALAR);
    assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO), ENGRAM_OK);
    for (int i = 0; i < FAMILIES; ++i) assert_int_equal(engram_level_active(single[i]), engram_level_best());
}

static void refusals_change_nothing(void **state) {
    (void)state;
    assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR), ENGRAM_OK);
    for (engram_level level = ENGRAM_LEVEL_SCALAR; level <= ENGRAM_LEVEL_NEON; ++level)
        if (!has(level)) assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, level), ENGRAM_ERROR_LEVEL);
    const engram_level unknown_levels[] = {5, 31, 32, 33, UINT32_MAX};
    for (size_t i = 0; i < 5; ++i)
        assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, unknown_levels[i]), ENGRAM_ERROR_ENUM);
    const engram_families unknown_families[] = {0, 1u << 31, 1u << 16, UINT32_MAX};
    for (size_t i = 0; i < 4; ++i) {
        assert_int_equal(engram_level_force(unknown_families[i], ENGRAM_LEVEL_AUTO), ENGRAM_ERROR_ENUM);
        assert_int_equal(engram_level_active(unknown_families[i]), ENGRAM_LEVEL_AUTO);
        assert_string_equal(engram_level_reason(unknown_families[i]),
                            "not one known family: pass one ENGRAM_FAMILY_ value");
    }
    assert_int_equal(engram_level_active(ENGRAM_FAMILY_ALL), ENGRAM_LEVEL_AUTO);
    for (int i = 0; i < FAMILIES; ++i) assert_int_equal(engram_level_active(single[i]), ENGRAM_LEVEL_SCALAR);
    assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO), ENGRAM_OK);
}

/* Of whatever is asked, before a first use and after. */
static void a_reason_is_never_null(void **state) {
    (void)state;
    for (engram_families family = 0; family < 64; ++family) {
        assert_non_null(engram_level_reason(family));
        assert_true(engram_level_reason(family)[0] != '\0');
    }
    assert_non_null(engram_level_reason(UINT32_MAX));
}

enum { DIM = 97, ROWS = 40, NODES = 60 };
static float query[DIM], rows[ROWS * DIM], start[NODES], weights[NODES * 2];
static uint32_t adjacency[NODES * 2];
static uint64_t ages[ROWS];
typedef struct results {
    float scores[ROWS], spread[NODES], decayed[ROWS];
} results;

static void compute(results *r) {
    engram_vector_similarity(query, rows, r->scores, DIM, ROWS);
    memcpy(r->spread, start, sizeof start);
    engram_spread_activation(adjacency, weights, r->spread, NODES, NODES * 2, 4);
    memcpy(r->decayed, rows, sizeof r->decayed);
    engram_apply_decay(r->decayed, ages, ROWS);
}

static atomic_int stop, failed;
static results expected;

static void *worker(void *argument) {
    atomic_ullong *rounds = argument;
    while (!atomic_load(&stop)) {
        results r;
        memset(&r, 0, sizeof r);
        compute(&r);
        if (memcmp(&r, &expected, sizeof r) != 0) atomic_store(&failed, 1);
        atomic_fetch_add(rounds, 1);
    }
    engram_deinit_thread_arena();
    return NULL;
}

static void switching_never_shows_in_results(void **state) {
    (void)state;
    rng r = rng_seeded("switching");
    rng_fill(&r, query, DIM, -1, 1);
    rng_fill(&r, rows, ROWS * DIM, -1, 1);
    rng_fill(&r, start, NODES, 0, 1);
    rng_fill(&r, weights, NODES * 2, 0, 1);
    for (int i = 0; i < NODES * 2; ++i) adjacency[i] = (uint32_t)rng_below(&r, NODES);
    for (int i = 0; i < ROWS; ++i) ages[i] = rng_below(&r, 1000000);
    assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR), ENGRAM_OK);
    compute(&expected);

    enum { THREADS = 4, SWITCHES = 20000 };
    pthread_t threads[THREADS];
    atomic_ullong rounds = 0;
    for (int i = 0; i < THREADS; ++i) assert_int_equal(pthread_create(&threads[i], NULL, worker, &rounds), 0);
    int switches = 0;
    /* At least this many switches, and at least one round of computing for each hundred of them. */
    while (switches < SWITCHES || atomic_load(&rounds) < SWITCHES / 100) {
        const engram_level level = (engram_level)rng_below(&r, ENGRAM_LEVEL_NEON + 1);
        const engram_families families = 1 + (engram_families)rng_below(&r, ENGRAM_FAMILY_ALL);
        const engram_status status = engram_level_force(families, level);
        assert_int_equal(status, level == ENGRAM_LEVEL_AUTO || has(level) ? ENGRAM_OK : ENGRAM_ERROR_LEVEL);
        ++switches;
    }
    atomic_store(&stop, 1);
    for (int i = 0; i < THREADS; ++i) pthread_join(threads[i], NULL);
    print_message("%d switches during %llu rounds\n", switches, (unsigned long long)atomic_load(&rounds));
    assert_false(atomic_load(&failed));
    engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reason_is_never_null), /* first, while no family has been used */
        cmocka_unit_test(names),
        cmocka_unit_test(supported_levels_hold_together),
        cmocka_unit_test(detection_agrees_with_the_kernel),
        cmocka_unit_test(one_family_is_forced_alone),
        cmocka_unit_test(refusals_change_nothing),
        cmocka_unit_test(switching_never_shows_in_results),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
