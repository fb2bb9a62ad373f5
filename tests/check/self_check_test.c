/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* engram_self_check: constants equal what the reference computes, every level passes, refusals, the first-use option. */

#include <pthread.h>
#include <stdatomic.h>

#include "check/check.h"
#include "cpu/level.h"
#include "engram/compat.h"
#include "support/child.h"
#include "support/counts.h"

/* The families in their order, then what is checked apart from its family. */
enum { PARTS = ENGRAM_FAMILY_COUNT + 1 };
static const char *part_names[] = {"similarity", "activation", "decay", "codes"};
static struct engram_checks checks_of(int part) {
    return (part < ENGRAM_FAMILY_COUNT ? engram_families_all[part] : &engram_codes_checked)->checks();
}

/* `self_check_test --print` lists the constants for src/check. */
static int print_constants(void) {
    engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR);
    for (int f = 0; f < PARTS; ++f)
        for (size_t i = 0; i < checks_of(f).count; ++i)
            printf("%s: \"%s\" 0x%016llX\n", part_names[f], checks_of(f).all[i].name,
                   (unsigned long long)checks_of(f).all[i].digest());
    return 0;
}

static void constants_are_those_of_the_reference(void **state) {
    (void)state;
    for_each_level(level)
        for (int f = 0; f < PARTS; ++f)
            for (size_t i = 0; i < checks_of(f).count; ++i) {
                const struct engram_check *check = &checks_of(f).all[i];
                const uint64_t digest = check->digest();
                if (digest != check->expected)
                    fail_msg("%s on %s: 0x%016llX", check->name, engram_level_name(level), (unsigned long long)digest);
            }
}

/* A call that is refused computes nothing, and what it leaves alone is no result to take a digest of. */
static void no_vector_is_refused(void **state) {
    (void)state;
    for (int f = 0; f < PARTS; ++f)
        for (size_t i = 0; i < checks_of(f).count; ++i) {
            const struct engram_check *check = &checks_of(f).all[i];
            engram_metrics_reset();
            const uint64_t digest = check->digest();
            if (errors_of(ENGRAM_FAMILY_ALL, ENGRAM_OK) != 0) fail_msg("%s is refused", check->name);
            assert_int_not_equal(digest, 0);
        }
}

static void every_level_passes(void **state) {
    (void)state;
    uint32_t levels = 0, vectors = 0;
    for (engram_level level = 1; level < ENGRAM_LEVEL_COUNT; ++level) levels += engram_levels_supported() >> level & 1u;
    for (int f = 0; f < PARTS; ++f) vectors += (uint32_t)checks_of(f).count;
    engram_self_check_result result = {.size = sizeof result};
    assert_int_equal(engram_self_check(ENGRAM_FAMILY_ALL, &result), ENGRAM_OK);
    assert_int_equal(result.size, sizeof result);
    assert_int_equal(result.checks, levels * vectors);
    assert_int_equal(result.failures, 0);
    assert_int_equal(result.failed_level, 0);
    assert_null(result.failed_check);
    assert_int_equal(engram_self_check(ENGRAM_FAMILY_DECAY, NULL), ENGRAM_OK);
}

static void refusals(void **state) {
    (void)state;
    engram_self_check_result result = {.size = sizeof result, .checks = 7};
    assert_int_equal(engram_self_check(0, &result), ENGRAM_ERROR_ENUM);
    assert_int_equal(engram_self_check(8, &result), ENGRAM_ERROR_ENUM);
    result.size = 3;
    assert_int_equal(engram_self_check(1, &result), ENGRAM_ERROR_STRUCT);
    result.size = sizeof result + 1;
    assert_int_equal(engram_self_check(1, &result), ENGRAM_ERROR_STRUCT);
    assert_int_equal(result.checks, 7);
    result.size = 8; /* as from an older header: filled that far */
    assert_int_equal(engram_self_check(1, &result), ENGRAM_OK);
    assert_true(result.checks > 0 && result.size == 8);
}

/* A check leaves no trace: levels, reasons, last status and counts stay as they were. */
static void leaves_no_trace(void **state) {
    (void)state;
    engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR);
    engram_apply_decay(NULL, NULL, 3);
    assert_int_equal(engram_last_status(), ENGRAM_ERROR_NULL);
    const engram_path_metrics before = path_of(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO);
    const uint64_t errors = errors_of(ENGRAM_FAMILY_ALL, ENGRAM_OK);
    assert_int_equal(engram_self_check(ENGRAM_FAMILY_ALL, NULL), ENGRAM_OK);
    const engram_path_metrics after = path_of(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO);
    assert_int_equal(engram_last_status(), ENGRAM_ERROR_NULL);
    assert_memory_equal(&before, &after, sizeof before);
    assert_int_equal(errors_of(ENGRAM_FAMILY_ALL, ENGRAM_OK), errors);
    assert_int_equal(engram_level_active(ENGRAM_FAMILY_DECAY), ENGRAM_LEVEL_SCALAR);
    assert_string_equal(engram_level_reason(ENGRAM_FAMILY_DECAY), "forced by engram_level_force()");
    engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO);
}

static atomic_int stop, wrong;
static void *compute(void *unused) {
    (void)unused;
    while (!atomic_load(&stop)) {
        float strength[40];
        uint64_t ages[40];
        for (int i = 0; i < 40; ++i) strength[i] = 1.0f, ages[i] = 86400;
        engram_apply_decay(strength, ages, 40);
        for (int i = 0; i < 40; ++i)
            if (float_bits(strength[i]) != 0x3EBC5AB2) atomic_store(&wrong, 1);
    }
    return NULL;
}

static void others_keep_computing(void **state) {
    (void)state;
    pthread_t threads[3];
    for (int i = 0; i < 3; ++i) assert_int_equal(pthread_create(&threads[i], NULL, compute, NULL), 0);
    for (int i = 0; i < 50; ++i) assert_int_equal(engram_self_check(ENGRAM_FAMILY_ALL, NULL), ENGRAM_OK);
    atomic_store(&stop, 1);
    for (int i = 0; i < 3; ++i) pthread_join(threads[i], NULL);
    assert_false(atomic_load(&wrong));
}

static int passed, refused;
static void hear(void *context, engram_event event, const char *message) {
    (void)context;
    passed += event == ENGRAM_EVENT_SELF_CHECK_PASSED;
    refused += event == ENGRAM_EVENT_SETTING_REFUSED && strstr(message, "ENGRAM_SELF_CHECK") != NULL;
}

static void first_use(const void *given) {
    const char *value = given;
    if (value != NULL) setenv("ENGRAM_SELF_CHECK", value, 1);
    else unsetenv("ENGRAM_SELF_CHECK");
    engram_log_set(hear, NULL);
    float strength[2] = {1.0f};
    const uint64_t age[1] = {86400};
    engram_apply_decay(strength, age, 1);
    child_check(float_bits(strength[0]) == 0x3EBC5AB2);
    engram_apply_decay(strength, age, 1);
    const int wanted = value != NULL && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
    const int silent = wanted || value == NULL || value[0] == '\0' || strcmp(value, "0") == 0 || strcmp(value, "false") == 0;
    child_check(passed == wanted);
    child_check(refused == !silent);
    engram_vector_similarity(strength, strength, strength + 1, 1, 1);
    child_check(passed == 2 * wanted); /* each family once */
    setenv("ENGRAM_SELF_CHECK", wanted ? "0" : "1", 1); /* the variable is read once: this is too late */
    const uint32_t target[1] = {0};
    engram_spread_activation(target, strength, strength + 1, 1, 1, 1);
    child_check(passed == 3 * wanted);
    static char text[1 << 16];
    char line[80];
    child_check(engram_diagnostics_write(ENGRAM_FORMAT_TEXT, text, sizeof text, NULL) == ENGRAM_OK);
    snprintf(line, sizeof line, "self_check.ENGRAM_SELF_CHECK: %s\n", value != NULL && value[0] != '\0' ? value : "(not set)");
    child_check(strstr(text, line) != NULL);
    child_check((strstr(text, "the value in the environment is refused") != NULL) == !silent);
}

/* A call that gives no status, and is not counted, is a first use like any other. */
static void first_use_of_a_pair(const void *unused) {
    (void)unused;
    setenv("ENGRAM_SELF_CHECK", "1", 1);
    engram_log_set(hear, NULL);
    const float one[1] = {2.0f};
    child_check(engram_dot_f32(one, one, 1) == 4.0f);
    child_check(passed == 1);
    child_check(engram_cosine_f32(one, one, 1) == 1.0f && passed == 1);
}

static void option_at_first_use(void **state) {
    (void)state;
    const char *values[] = {NULL, "1", "true", "0", "false", "", "yes", "2"};
    for (size_t i = 0; i < sizeof values / sizeof *values; ++i) child_must_pass(first_use, values[i]);
    child_must_pass(first_use_of_a_pair, NULL);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "--print") == 0) return print_constants();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(option_at_first_use), /* before this process makes its own first use */
        cmocka_unit_test(constants_are_those_of_the_reference),
        cmocka_unit_test(no_vector_is_refused),
        cmocka_unit_test(every_level_passes),
        cmocka_unit_test(refusals),
        cmocka_unit_test(leaves_no_trace),
        cmocka_unit_test(others_keep_computing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
