/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* FSRS between its calls: whatever one of them returns, weights, states or intervals, the others accept. */

#include <float.h>
#include <math.h>

#include "support/check.h"
#include "support/decay_calls.h"

enum { N = 70, WEIGHTS = 21 };

static const engram_fsrs_version versions[] = {ENGRAM_FSRS_4_5, ENGRAM_FSRS_5, ENGRAM_FSRS_6};
static const size_t counts[] = {17, 19, 21};

/* The ranges of fsrs.h. */
static double low_of(int i) {
    if (i < 4) return DBL_MIN;
    if (i == 20) return 0x1p-10;
    return i == 4 || i == 6 || i == 7 || i == 11 || i == 15 || i == 16 ? -100 : -20;
}
static double high_of(int i) { return i < 4 ? 100 : i == 20 ? 20 : -low_of(i); }

static engram_fsrs defaults(engram_fsrs_version version) {
    engram_fsrs f;
    assert_int_equal(engram_fsrs_default(version, &f), ENGRAM_OK);
    return f;
}

/* Somewhere in the range, often at one of its ends. */
static engram_fsrs any_weights(rng *r, engram_fsrs_version version) {
    engram_fsrs f = {.size = sizeof f, .version = version};
    for (int i = 0; i < WEIGHTS; ++i) {
        const double part = (double)rng_below(r, 1025) / 1024;
        const uint64_t end = rng_below(r, 4);
        f.weights[i] = end == 0 ? low_of(i) : end == 1 ? high_of(i) : low_of(i) + part * (high_of(i) - low_of(i));
    }
    return f;
}

/* Reviews of any states, then every call on what came out. */
static void live(const engram_fsrs *f, rng *r) {
    float s[N], d[N], s2[N], d2[N], out[N], expected[4][N];
    uint64_t age[N];
    uint8_t g[N];
    for (size_t i = 0; i < N; ++i) {
        s[i] = (const float[]){0, -0.0f, 0.001f, 36500, FLT_MAX, 0x1p-149f, rng_float(r, 0, 50)}[rng_below(r, 7)];
        d[i] = (const float[]){1, 10, -FLT_MAX, FLT_MAX, rng_float(r, 1, 10)}[rng_below(r, 5)];
        age[i] = rng_next(r) >> rng_below(r, 64), g[i] = (uint8_t)rng_below(r, 5);
    }
    const engram_times t = {sizeof t, ENGRAM_TIME_MILLISECONDS, age, ENGRAM_TIMES_AGES, 0, 0};
    for_each_level(level) {
        const int is_first = level == ENGRAM_LEVEL_SCALAR;
        assert_int_equal(call_review(f, &t, g, s, d, N, s2, d2, NULL), ENGRAM_OK);
        for (size_t i = 0; i < N; ++i) {
            if (g[i] == 0 && s[i] == 0) continue;
            assert_true(s2[i] >= 0.001f && s2[i] <= 36500 && d2[i] >= 1 && d2[i] <= 10);
        }
        if (is_first) memcpy(expected[0], s2, sizeof s2), memcpy(expected[1], d2, sizeof d2);
        assert_same_bits(s2, expected[0], N, "stabilities, %s", engram_level_name(level));
        assert_same_bits(d2, expected[1], N, "difficulties, %s", engram_level_name(level));
        assert_int_equal(engram_fsrs_retrievability(f, &t, s2, N, out, NULL), ENGRAM_OK);
        for (size_t i = 0; i < N; ++i) assert_true(out[i] >= 0 && out[i] <= 1);
        if (is_first) memcpy(expected[2], out, sizeof out);
        assert_same_bits(out, expected[2], N, "retrievability, %s", engram_level_name(level));
        assert_int_equal(engram_fsrs_interval(f, 0.3, 0, s2, N, out), ENGRAM_OK);
        for (size_t i = 0; i < N; ++i) assert_true(out[i] >= 0 && out[i] <= 36500);
        /* And once more round. */
        assert_int_equal(call_review(f, &t, g, s2, d2, N, s2, d2, NULL), ENGRAM_OK);
    }
}

static void what_one_call_returns_the_others_accept(void **state) {
    (void)state;
    rng r = rng_seeded("what_one_call_returns_the_others_accept");
    size_t migrated = 0;
    for (size_t round = 0; round < 600; ++round) {
        const size_t k = round % 3;
        const engram_fsrs f = any_weights(&r, versions[k]);
        live(&f, &r);
        engram_fsrs to;
        if (engram_fsrs_migrate(f.weights, counts[k], &to) == ENGRAM_OK) live(&to, &r), ++migrated;
        else assert_true(k == 0); /* only the migration of 17 weights changes any */
    }
    assert_true(migrated > 400);
    /* w4 becomes 21, which was more than a review took. */
    engram_fsrs old = defaults(ENGRAM_FSRS_4_5), to;
    old.weights[4] = 19, old.weights[5] = 1;
    assert_int_equal(engram_fsrs_migrate(old.weights, 17, &to), ENGRAM_OK);
    assert_true(to.weights[4] == 21);
    live(&to, &r);
    /* What would come out of range is refused, and nothing is filled in. */
    const engram_fsrs before = to;
    old.weights[4] = 99;
    assert_int_equal(engram_fsrs_migrate(old.weights, 17, &to), ENGRAM_ERROR_ARGUMENT);
    assert_memory_equal(&to, &before, sizeof to);
}

static void weights_are_accepted_as_documented(void **state) {
    (void)state;
    const float s = 10, d = 5;
    const uint64_t age = 864000;
    const uint8_t g = 3;
    const engram_times t = {sizeof t, 0, &age, 0, 0, 0};
    float s2, d2;
    for (int k = 0; k < 3; ++k)
        for (int i = 0; i < (int)counts[k]; ++i) {
            const double low = low_of(i), high = high_of(i);
            const double values[] = {low, high, i < 4 ? 0 : nextafter(low, -1e9), nextafter(high, 1e9), (double)NAN};
            for (int v = 0; v < 5; ++v) {
                engram_fsrs f = defaults(versions[k]);
                f.weights[i] = values[v];
                const engram_status status = v < 2 ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
                assert_int_equal(call_review(&f, &t, &g, &s, &d, 1, &s2, &d2, NULL), status);
                assert_int_equal(engram_fsrs_interval(&f, 0.9, 0, &s, 1, &s2), status);
                assert_int_equal(engram_fsrs_retrievability(&f, &t, &s, 1, &s2, NULL), status);
            }
        }
}

static void a_new_memory_without_a_grade_stays_new(void **state) {
    (void)state;
    const float s[4] = {0, -0.0f, 0, 7}, d[4] = {0, 5, -3e38f, 5};
    const uint64_t age[4] = {0, 1000000, UINT64_MAX, 86400};
    const uint8_t g[4] = {0, 0, 0, 0}, good[4] = {3, 3, 3, 3};
    const engram_times t = {sizeof t, 0, age, 0, 0, 0};
    for (int k = 0; k < 3; ++k) {
        const engram_fsrs f = defaults(versions[k]);
        for_each_level(level) {
            float s2[4], d2[4], first_s[4], first_d[4], out[4];
            assert_int_equal(call_review(&f, &t, g, s, d, 4, s2, d2, NULL), ENGRAM_OK);
            for (int i = 0; i < 3; ++i) assert_true(float_bits(s2[i]) == 0 && float_bits(d2[i]) == float_bits(d[i]));
            assert_true(s2[3] == 7 && d2[3] == 5);
            /* Its first review is that of a new memory still. */
            assert_int_equal(call_review(&f, &t, good, s2, d2, 4, s2, d2, NULL), ENGRAM_OK);
            assert_int_equal(call_review(&f, &t, good, s, d, 4, first_s, first_d, NULL), ENGRAM_OK);
            assert_true(s2[0] == (float)f.weights[2]);
            assert_same_bits(s2, first_s, 4, "stability after the first review");
            assert_same_bits(d2, first_d, 4, "difficulty after the first review");
            /* There is nothing to recall yet, and it is due at once. */
            assert_int_equal(engram_fsrs_retrievability(&f, &t, s, 4, out, NULL), ENGRAM_OK);
            assert_true(out[0] == 0 && out[1] == 0 && out[2] == 0 && out[3] > 0.9f);
            assert_int_equal(engram_fsrs_interval(&f, 0.9, 0, s, 4, out), ENGRAM_OK);
            assert_true(out[0] == 0 && out[1] == 0 && out[2] == 0 && out[3] > 6.9f);
        }
    }
}

static void new_memories_among_many(void **state) {
    (void)state;
    enum { MANY = 1000 };
    rng r = rng_seeded("new_memories_among_many");
    static float s[MANY], known[MANY], out[MANY], expected[MANY];
    static uint64_t stamp[MANY];
    size_t later = 0;
    for (size_t i = 0; i < MANY; ++i) {
        s[i] = rng_below(&r, 3) == 0 ? 0 : rng_float(&r, 0.1f, 100), known[i] = s[i] > 0 ? s[i] : 1;
        stamp[i] = rng_below(&r, 40000000), later += stamp[i] > 30000000;
    }
    const engram_fsrs f = defaults(ENGRAM_FSRS_6);
    const engram_times t = {sizeof t, 0, stamp, ENGRAM_TIMES_STAMPS, 0, 30000000};
    engram_decay_report report = {.size = sizeof report};
    for_each_level(level) {
        assert_int_equal(engram_fsrs_retrievability(&f, &t, known, MANY, expected, NULL), ENGRAM_OK);
        for (size_t i = 0; i < MANY; ++i) expected[i] = s[i] > 0 ? expected[i] : 0;
        assert_int_equal(engram_fsrs_retrievability(&f, &t, s, MANY, out, &report), ENGRAM_OK);
        assert_same_bits(out, expected, MANY, "some are new, %s", engram_level_name(level));
        assert_int_equal(report.skewed, later);
        memcpy(out, s, sizeof s); /* in place */
        assert_int_equal(engram_fsrs_retrievability(&f, &t, out, MANY, out, NULL), ENGRAM_OK);
        assert_same_bits(out, expected, MANY, "in place, %s", engram_level_name(level));
    }
}

static void intervals_end_at_the_longest(void **state) {
    (void)state;
    const engram_fsrs f = defaults(ENGRAM_FSRS_6);
    const float s[4] = {1, 100, 36500, FLT_MAX};
    float free[4], out[4];
    const struct {
        double asked, means;
    } limits[] = {{0, 36500}, {365, 365}, {0.5, 0.5}, {1e9, 1e9}, {(double)INFINITY, (double)INFINITY}};
    const double retentions[] = {0x1p-100, 0.01, 0.9, 0.99};
    for (size_t q = 0; q < 4; ++q) {
        assert_int_equal(engram_fsrs_interval(&f, retentions[q], (double)INFINITY, s, 4, free), ENGRAM_OK);
        for (size_t k = 0; k < 5; ++k) {
            assert_int_equal(engram_fsrs_interval(&f, retentions[q], limits[k].asked, s, 4, out), ENGRAM_OK);
            for (int i = 0; i < 4; ++i) assert_true(out[i] == fminf(free[i], (float)limits[k].means));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_one_call_returns_the_others_accept), cmocka_unit_test(weights_are_accepted_as_documented),
        cmocka_unit_test(a_new_memory_without_a_grade_stays_new),  cmocka_unit_test(new_memories_among_many),
        cmocka_unit_test(intervals_end_at_the_longest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
