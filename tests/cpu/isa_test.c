/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* ENGRAM_ISA: every form of it, read in processes of their own. */

#include "engram/compat.h"
#include "support/check.h"
#include "support/child.h"

static const char best[] = "best level of this machine";
static const char env[] = "forced by ENGRAM_ISA";
static const char unknown[] =
    "ENGRAM_ISA has an unknown name: use auto, scalar, avx2, avx512 or neon, or family=name; the scalar reference runs";
static const char unsupported[] =
    "ENGRAM_ISA names a level that this machine or this build lacks; the best level runs";

typedef struct wish {
    const char *value;                       /* of ENGRAM_ISA; null: unset */
    engram_level similarity, activation, decay; /* ENGRAM_LEVEL_AUTO stands for the best */
    const char *why_similarity, *why_activation, *why_decay;
} wish;

static void expect(engram_families family, engram_level level, const char *why) {
    child_check(engram_level_active(family) == (level != ENGRAM_LEVEL_AUTO ? level : engram_level_best()));
    child_check(strcmp(engram_level_reason(family), why) == 0);
}

static void check_wish(const void *argument) {
    const wish *w = argument;
    if (w->value != NULL) setenv("ENGRAM_ISA", w->value, 1);
    else unsetenv("ENGRAM_ISA");
    expect(ENGRAM_FAMILY_SIMILARITY, w->similarity, w->why_similarity);
    expect(ENGRAM_FAMILY_ACTIVATION, w->activation, w->why_activation);
    expect(ENGRAM_FAMILY_DECAY, w->decay, w->why_decay);
    /* Read once: a later change of the environment does not reach a running process. */
    setenv("ENGRAM_ISA", "scalar", 1);
    expect(ENGRAM_FAMILY_DECAY, w->decay, w->why_decay);
    /* The API has the last word, and AUTO gives the choice to the machine. */
    child_check(engram_level_force(ENGRAM_FAMILY_DECAY, ENGRAM_LEVEL_SCALAR) == ENGRAM_OK);
    expect(ENGRAM_FAMILY_DECAY, ENGRAM_LEVEL_SCALAR, "forced by engram_level_force()");
    child_check(engram_level_force(ENGRAM_FAMILY_DECAY, ENGRAM_LEVEL_AUTO) == ENGRAM_OK);
    expect(ENGRAM_FAMILY_DECAY, ENGRAM_LEVEL_AUTO, best);
}

enum { AUTO = ENGRAM_LEVEL_AUTO, SCALAR = ENGRAM_LEVEL_SCALAR };

static void values_for_every_machine(void **state) {
    (void)state;
    const wish wishes[] = {
        {NULL, AUTO, AUTO, AUTO, best, best, best},
        {"auto", AUTO, AUTO, AUTO, best, best, best},
        {"scalar", SCALAR, SCALAR, SCALAR, env, env, env},
        {"decay=scalar", AUTO, AUTO, SCALAR, best, best, env},
        {"auto,decay=scalar", AUTO, AUTO, SCALAR, best, best, env},
        {"scalar,decay=auto", SCALAR, SCALAR, AUTO, env, env, best},
        {"similarity=scalar,activation=scalar", SCALAR, SCALAR, AUTO, env, env, best},
        {"decay=scalar,decay=auto", AUTO, AUTO, AUTO, best, best, best},
        /* Case and spaces around words do not matter, nor does a word that is empty. */
        {"", AUTO, AUTO, AUTO, best, best, best},
        {"  ", AUTO, AUTO, AUTO, best, best, best},
        {"Scalar", SCALAR, SCALAR, SCALAR, env, env, env},
        {" scalar\n", SCALAR, SCALAR, SCALAR, env, env, env},
        {"scalar,", SCALAR, SCALAR, SCALAR, env, env, env},
        {",scalar", SCALAR, SCALAR, SCALAR, env, env, env},
        {" Decay = SCALAR ", AUTO, AUTO, SCALAR, best, best, env},
        /* The last word that speaks of a family counts. */
        {"decay=scalar,auto", AUTO, AUTO, AUTO, best, best, best},
        {"auto,decay=scalar,similarity=scalar", SCALAR, AUTO, SCALAR, env, best, env},
        /* A typo in the way back must not end on the way forward: the reference runs, and every family says why. */
        {"sse9", SCALAR, SCALAR, SCALAR, unknown, unknown, unknown},
        {"scala", SCALAR, SCALAR, SCALAR, unknown, unknown, unknown},
        {"scalarr", SCALAR, SCALAR, SCALAR, unknown, unknown, unknown},
        {"sca lar", SCALAR, SCALAR, SCALAR, unknown, unknown, unknown},
        {"1", SCALAR, SCALAR, SCALAR, unknown, unknown, unknown},
        {"=scalar", SCALAR, SCALAR, SCALAR, unknown, unknown, unknown},
        {"decay=", SCALAR, SCALAR, SCALAR, unknown, unknown, unknown},
        {"memory=scalar", SCALAR, SCALAR, SCALAR, unknown, unknown, unknown},
        {"decay=scalar=avx2", SCALAR, SCALAR, SCALAR, unknown, unknown, unknown},
        {"decay=fast,scalar", SCALAR, SCALAR, SCALAR, unknown, unknown, unknown},
        {"decay=fast,auto", SCALAR, SCALAR, SCALAR, unknown, unknown, unknown},
    };
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; ++i) {
        print_message("ENGRAM_ISA=%s\n", wishes[i].value != NULL ? wishes[i].value : "(unset)");
        child_must_pass(check_wish, &wishes[i]);
    }
}

static void each_level_by_name(void **state) {
    (void)state;
    for (engram_level level = ENGRAM_LEVEL_SCALAR; level <= ENGRAM_LEVEL_NEON; ++level) {
        const int runs = engram_levels_supported() >> level & 1u;
        const engram_level got = runs ? level : (engram_level)ENGRAM_LEVEL_AUTO;
        const char *why = runs ? env : unsupported, *name = engram_level_name(level);
        child_must_pass(check_wish, &(wish){name, got, got, got, why, why, why});
        char value[64];
        snprintf(value, sizeof value, "scalar,activation=%s", name);
        child_must_pass(check_wish, &(wish){value, SCALAR, got, SCALAR, env, why, env});
    }
}

/* A bad value has no other effect: kernels answer, and nothing is printed. */
static void compute_under(const void *argument) {
    setenv("ENGRAM_ISA", argument, 1);
    float strength[3] = {1.0f, 2.0f, 3.0f}, score = 0.0f;
    const uint64_t ages[3] = {0, 86400, 0};
    engram_apply_decay(strength, ages, 3);
    child_check(strength[0] == 1.0f && strength[1] > 0.7357f && strength[1] < 0.7359f && strength[2] == 3.0f);
    engram_vector_similarity(strength, strength, &score, 3, 1);
    child_check(score == 1.0f);
}

static void bad_values_do_no_harm(void **state) {
    (void)state;
    static char endless[70000];
    memset(endless, 'x', sizeof endless - 1);
    const char *values[] = {"", "sse9", "neon", "avx512", ",,,,", "=", endless};
    for (size_t i = 0; i < sizeof values / sizeof *values; ++i) {
        const child_end end = child_run(compute_under, values[i]);
        assert_int_equal(end.exit_code, 0);
        assert_string_equal(end.said, "");
    }
}

/* A typo is told by an event, once, whoever comes first; a value that is empty is none. */
static int refusals;
static void hear(void *context, engram_event event, const char *message) {
    (void)context;
    if (event != ENGRAM_EVENT_SETTING_REFUSED) return;
    ++refusals;
    child_check(strcmp(message, unknown) == 0);
}

static void typo_is_told(const void *argument) {
    const char *value = argument;
    setenv("ENGRAM_ISA", value, 1);
    engram_log_set(hear, NULL);
    float strength[3] = {1.0f, 2.0f, 3.0f}, score = 0.0f;
    const uint64_t ages[3] = {0, 0, 0};
    engram_apply_decay(strength, ages, 3);
    child_check(refusals == (value[0] != '\0'));
    engram_vector_similarity(strength, strength, &score, 3, 1);
    engram_apply_decay(strength, ages, 3);
    child_check(refusals == (value[0] != '\0'));
}

static void a_typo_in_the_switch_back_is_loud(void **state) {
    (void)state;
    child_must_pass(typo_is_told, "scaler");
    child_must_pass(typo_is_told, "decay=scaler");
    child_must_pass(typo_is_told, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_for_every_machine),
        cmocka_unit_test(each_level_by_name),
        cmocka_unit_test(bad_values_do_no_harm),
        cmocka_unit_test(a_typo_in_the_switch_back_is_loud),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
