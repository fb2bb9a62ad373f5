/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The differential suite can fail: in each family one level gets a fault of one bit that shows from certain sizes on. The
 * suite has to find it, and to shrink the case to exactly those sizes.
 */

#include "differential.h"
#include "kernels/activation/ops.h"
#include "kernels/decay/ops.h"
#include "kernels/similarity/ops.h"

#if defined(__aarch64__)
enum { WRONG_LEVEL = ENGRAM_LEVEL_NEON };
#else
enum { WRONG_LEVEL = ENGRAM_LEVEL_AVX2 };
#endif

void *planted_table(int family); /* planted_tables.c */

static bool is_wrong; /* the same tables, with and without the faults */

static void flip(float *x) { *x = bits_float(float_bits(*x) ^ 1u); }

static void dots(const struct engram_scan *scan, const uint64_t *ids, uint64_t first, size_t count, float *scores) {
    engram_similarity_scalar.scan[0][ENGRAM_METRIC_INDEX(ENGRAM_METRIC_DOT)](scan, ids, first, count, scores);
    if (is_wrong && scan->dim >= 33 && count >= 3) flip(&scores[count - 1]);
}

static void limit(float *values, size_t count, float most) {
    engram_activation_scalar.limit(values, count, most);
    if (is_wrong && count >= 4) flip(&values[count - 1]);
}

static void exponential(const float *strengths, const uint64_t *ages, size_t count, double rate, float *out) {
    engram_decay_scalar.exponential(strengths, ages, count, rate, out);
    if (is_wrong && count >= 5) flip(&out[count - 1]);
}

static void plant(void) {
    struct engram_similarity_ops similarity = engram_similarity_scalar;
    struct engram_activation_ops activation = engram_activation_scalar;
    struct engram_decay_ops decay = engram_decay_scalar;
    similarity.level = activation.level = decay.level = WRONG_LEVEL;
    similarity.scan[0][ENGRAM_METRIC_INDEX(ENGRAM_METRIC_DOT)] = dots;
    activation.limit = limit, decay.exponential = exponential;
    memcpy(planted_table(0), &similarity, sizeof similarity);
    memcpy(planted_table(1), &activation, sizeof activation);
    memcpy(planted_table(2), &decay, sizeof decay);
}

static members list;

/* "dim=33 rows=3": what has to be in the description of the smallest case. */
static void found_and_shrunk(const char *name, const char *smallest) {
    const member *m = NULL;
    for (size_t i = 0; i < list.count; ++i)
        if (strcmp(list.all[i].name, name) == 0) m = &list.all[i];
    assert_non_null(m);
    verdict v = {0};
    is_wrong = false;
    for (uint64_t number = 0; number < 100; ++number) {
        const trial t = trial_of(m, 1, number);
        assert_false(trial_fails(m, &t, &v));
    }
    is_wrong = true;
    uint64_t number = 0;
    trial t = trial_of(m, 1, number);
    while (!trial_fails(m, &t, &v)) {
        assert_true(number < 100);
        t = trial_of(m, 1, ++number);
    }
    char before[200], after[200];
    trial_describe(m, &t, before, sizeof before);
    trial_shrink(m, &t);
    trial_describe(m, &t, after, sizeof after);
    assert_true(trial_fails(m, &t, &v));
    print_message("%s: case %llu, %s; smallest %s: %s\n", name, (unsigned long long)number, before, after, v.wrong);
    assert_non_null(strstr(v.wrong, engram_level_name(WRONG_LEVEL)));
    assert_non_null(strstr(after, smallest));
}

static void in_similarity(void **state) { (void)state, found_and_shrunk("many/dot/f32", "dim=33 rows=3 kind=0 gap=0"); }
static void in_activation(void **state) { (void)state, found_and_shrunk("one_off", "nodes=4 percent=0 hops=1 seeds=0"); }
static void in_decay(void **state) { (void)state, found_and_shrunk("apply/tau", "rows=5 ages=0 unit=0 parameters=0 kind=0"); }

int main(void) {
    if ((engram_levels_supported() >> WRONG_LEVEL & 1u) == 0) {
        puts("skipped: this machine cannot run the level that gets the faults");
        return 77;
    }
    plant();
    add_scores(&list), add_spreads(&list), add_curves(&list);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_similarity),
        cmocka_unit_test(in_activation),
        cmocka_unit_test(in_decay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
