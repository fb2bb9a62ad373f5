/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* FSRS against the published formulas in long double, against the fsrs crate, and at its edges. */

#include <float.h>
#include <math.h>

#include "fsrs_model.h"
#include "support/decay_calls.h"
#include "support/guard.h"

enum { N = 500 };

static const engram_fsrs_version versions[] = {ENGRAM_FSRS_4_5, ENGRAM_FSRS_5, ENGRAM_FSRS_6};

static engram_fsrs defaults(engram_fsrs_version version) {
    engram_fsrs f;
    assert_int_equal(engram_fsrs_default(version, &f), ENGRAM_OK);
    return f;
}

static void assert_near(float got, long double exact, double ulps) {
    int exponent;
    frexpl(exact, &exponent);
    const double error = (double)fabsl(((long double)got - exact) * powl(2, 24 - exponent));
    if (!(error <= ulps)) fail_msg("%.9g is %.3f ULP from %.12Lg", (double)got, error, exact);
}

static void formulas_in_long_double(void **state) {
    (void)state;
    if (LDBL_MANT_DIG < 64) skip();
    rng r = rng_seeded("formulas_in_long_double");
    static float s[N], d[N], s2[N], d2[N], expected_s[N], expected_d[N], left[N], days[N];
    static uint64_t age[N];
    static uint8_t g[N];
    for (size_t i = 0; i < N; ++i) {
        s[i] = i % 16 == 0 ? 0 : expf(rng_float(&r, -7, 10.5f)), d[i] = rng_float(&r, 0.5f, 10.5f);
        g[i] = (uint8_t)(1 + rng_below(&r, 4));
        age[i] = i % 5 == 0 ? rng_below(&r, 86400) : rng_below(&r, 86400ull * 1000) >> rng_below(&r, 8);
    }
    for (int k = 0; k < 3; ++k) {
        const engram_fsrs f = defaults(versions[k]);
        const engram_times t = {sizeof t, 0, age, 0, 0, 0};
        for_each_level(level) {
            assert_int_equal(call_review(&f, &t, g, s, d, N, s2, d2, NULL), ENGRAM_OK);
            if (level == ENGRAM_LEVEL_SCALAR) memcpy(expected_s, s2, sizeof s2), memcpy(expected_d, d2, sizeof d2);
            assert_same_bits(s2, expected_s, N, "stability, version %u, %s", f.version, engram_level_name(level));
            assert_same_bits(d2, expected_d, N, "difficulty, version %u, %s", f.version, engram_level_name(level));
        }
        for (size_t i = 0; i < N; ++i) {
            long double next_s, next_d;
            review(&f, (long double)age[i] / 86400, g[i], (long double)s[i], (long double)d[i], &next_s, &next_d);
            assert_near(s2[i], next_s, 0.6);
            assert_near(d2[i], next_d, 0.51);
        }
        float positive[N];
        for (size_t i = 0; i < N; ++i) positive[i] = s[i] > 0 ? s[i] : 1;
        assert_int_equal(engram_fsrs_retrievability(&f, &t, positive, N, left, NULL), ENGRAM_OK);
        const double retentions[] = {0.5, 0.7, 0.8, 0.9, 0.95, 0.99};
        for (size_t i = 0; i < N; ++i) assert_near(left[i], curve(&f, (long double)age[i] / 86400, (long double)positive[i]), 0.51);
        for (size_t q = 0; q < 6; ++q) {
            assert_int_equal(engram_fsrs_interval(&f, retentions[q], (double)INFINITY, positive, N, days), ENGRAM_OK);
            for (size_t i = 0; i < N; ++i) {
                const int is_6 = f.version == ENGRAM_FSRS_6;
                const long double decay = is_6 ? (long double)f.weights[20] : 0.5L;
                const long double factor = is_6 ? powl(0.9L, -1 / decay) - 1 : 19.0L / 81.0L;
                assert_near(days[i], (long double)positive[i] / factor * (powl((long double)retentions[q], -1 / decay) - 1), 0.6);
            }
        }
    }
}

/* Reviews by the fsrs crate 6.6.2 with its default weights, which computes in f32: perf/decay/peers/fsrs prints them. */
static void values_of_the_crate(void **state) {
    (void)state;
    static const struct {
        float s, d;
        uint64_t days;
        uint8_t g;
        float s2, d2;
    } rows[] = {
        {13.124000549f, 8.250000000f, 0, 1, 3.933463573f, 9.410016060f},
        {40.453002930f, 1.324000001f, 12, 2, 66.236694336f, 4.225694656f},
        {69.569000244f, 1.598999977f, 7, 3, 93.754043579f, 1.592629313f},
        {25.795001984f, 9.624000549f, 21, 4, 43.724693298f, 9.483587265f},
        {45.488002777f, 3.569000006f, 56, 1, 2.891349316f, 7.871402264f},
        {36.256000519f, 9.302000046f, 0, 2, 36.256000519f, 9.521862984f},
        {51.554000854f, 9.674000740f, 9, 3, 56.011775970f, 9.659555435f},
        {5.642000198f, 8.333000183f, 97, 4, 51.052291870f, 7.761194706f},
        {96.426002502f, 6.482000351f, 20, 1, 3.232125282f, 8.828886032f},
        {41.945003510f, 2.148000002f, 39, 2, 103.202552795f, 4.772705078f},
        {18.160001755f, 4.756000519f, 0, 3, 18.160001755f, 4.746472836f},
        {12.945000648f, 5.460000038f, 70, 4, 136.870788574f, 3.928172112f},
        {55.487003326f, 9.320000648f, 12, 1, 2.562511444f, 9.761716843f},
        {47.205001831f, 5.954000473f, 74, 2, 102.250877380f, 7.299305439f},
        {6.082000256f, 7.987000465f, 4, 3, 11.423368454f, 7.974241734f},
        {93.947006226f, 3.322000027f, 0, 4, 125.938697815f, 1.075751901f},
        {90.950004578f, 2.687000036f, 48, 1, 3.531347752f, 7.581494331f},
        {17.141000748f, 5.118999958f, 58, 2, 59.954902649f, 6.744993210f},
        {51.566001892f, 5.193000317f, 96, 3, 177.766967773f, 5.183035851f},
        {95.041007996f, 4.159999847f, 68, 4, 334.656616211f, 2.193772554f},
        {62.510002136f, 4.572000504f, 0, 1, 16.906497955f, 8.201082230f},
        {53.720001221f, 2.691999912f, 97, 2, 163.995101929f, 5.133837223f},
        {6.234000206f, 5.744000435f, 22, 3, 34.206787109f, 5.733484745f},
        {98.468002319f, 3.604000092f, 1, 4, 103.487701416f, 1.451983213f},
        {58.357002258f, 1.819000006f, 4, 1, 2.799559593f, 7.296188831f},
        {94.337005615f, 3.844000101f, 0, 2, 94.337005615f, 5.898588657f},
        {67.255004883f, 6.624000072f, 42, 3, 122.449485779f, 6.612604618f},
        {90.419006348f, 4.769000053f, 1, 4, 94.706634521f, 3.006271839f},
        {52.492000580f, 2.840000153f, 17, 1, 2.752248287f, 7.631784916f},
        {91.803001404f, 7.121000290f, 15, 2, 103.735145569f, 8.074014664f},
        {90.594001770f, 3.379000187f, 0, 3, 90.594001770f, 3.370849609f},
        {14.211000443f, 4.690999985f, 9, 4, 55.464439392f, 2.902207851f},
        {76.166999817f, 8.909000397f, 74, 1, 3.254568100f, 9.626624107f},
        {84.142005920f, 7.175000191f, 69, 2, 127.246543884f, 8.109861374f},
        {19.944000244f, 9.786000252f, 84, 3, 38.502925873f, 9.771442413f},
        {34.673999786f, 1.430999994f, 0, 4, 49.632213593f, 1.000000000f},
        {99.095001221f, 6.082000256f, 24, 1, 3.300498009f, 8.697408676f},
        {41.331001282f, 3.232000113f, 87, 2, 132.189254761f, 5.492314339f},
        {53.341003418f, 2.384000063f, 90, 3, 234.609161377f, 2.376844406f},
        {91.880004883f, 7.526000500f, 63, 4, 206.377899170f, 6.684533596f},
    };
    const engram_fsrs f = defaults(ENGRAM_FSRS_6);
    for_each_level(level)
        for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
            const uint64_t stamp = 1000, now = 1000 + rows[i].days * 86400000000000u;
            const engram_times t = {sizeof t, ENGRAM_TIME_NANOSECONDS, &stamp, ENGRAM_TIMES_STAMPS, 0, now};
            float s2, d2;
            assert_int_equal(call_review(&f, &t, &rows[i].g, &rows[i].s, &rows[i].d, 1, &s2, &d2, NULL), ENGRAM_OK);
            assert_true(fabsf(s2 / rows[i].s2 - 1) < 3e-6f);
            assert_true(fabsf(d2 / rows[i].d2 - 1) < 3e-6f);
        }
}

static void known_points(void **state) {
    (void)state;
    const float s[2] = {1, 10};
    const uint64_t age[2] = {86400, 864000}, zero[2] = {0, 0};
    float out[2];
    for (int k = 0; k < 3; ++k) {
        const engram_fsrs f = defaults(versions[k]);
        const engram_times at_s = {sizeof at_s, 0, age, 0, 0, 0}, now = {sizeof now, 0, zero, 0, 0, 0};
        assert_int_equal(engram_fsrs_retrievability(&f, &at_s, s, 2, out, NULL), ENGRAM_OK);
        assert_true(out[0] == 0.9f && out[1] == 0.9f);
        engram_fsrs_retrievability(&f, &now, s, 2, out, NULL);
        assert_true(out[0] == 1.0f && out[1] == 1.0f);
        engram_fsrs_interval(&f, 0.9, 0, s, 2, out);
        assert_true(fabsf(out[0] - 1) < 1e-7f && fabsf(out[1] - 10) < 1e-6f);
        /* Interval and retrievability are inverse to each other. */
        engram_fsrs_interval(&f, 0.8, 0, s, 2, out);
        const uint64_t later[2] = {(uint64_t)((double)out[0] * 86400e9), (uint64_t)((double)out[1] * 86400e9)};
        const engram_times then = {sizeof then, ENGRAM_TIME_NANOSECONDS, later, 0, 0, 0};
        engram_fsrs_retrievability(&f, &then, s, 2, out, NULL);
        assert_true(fabsf(out[0] - 0.8f) < 1e-6f && fabsf(out[1] - 0.8f) < 1e-6f);
    }
}

static void migration(void **state) {
    (void)state;
    const engram_fsrs f45 = defaults(ENGRAM_FSRS_4_5), f5 = defaults(ENGRAM_FSRS_5), f6 = defaults(ENGRAM_FSRS_6);
    engram_fsrs to;
    assert_int_equal(engram_fsrs_migrate(f45.weights, 17, &to), ENGRAM_OK);
    assert_true(to.size == sizeof to && to.version == ENGRAM_FSRS_6);
    const double *w = f45.weights;
    assert_true(fabs(to.weights[4] - (w[4] + 2 * w[5])) < 1e-12);
    assert_true(fabs(to.weights[5] - log(1 + 3 * w[5]) / 3) < 1e-9);
    assert_true(fabs(to.weights[6] - (w[6] + 0.5)) < 1e-12);
    for (int i = 7; i < 17; ++i) assert_true(to.weights[i] == w[i]);
    assert_true(to.weights[17] == 0 && to.weights[18] == 0 && to.weights[19] == 0 && to.weights[20] == 0.5);
    assert_int_equal(engram_fsrs_migrate(f5.weights, 19, &to), ENGRAM_OK);
    assert_memory_equal(to.weights, f5.weights, 19 * sizeof(double));
    assert_true(to.weights[19] == 0 && to.weights[20] == 0.5);
    assert_int_equal(engram_fsrs_migrate(f6.weights, 21, &to), ENGRAM_OK);
    assert_memory_equal(to.weights, f6.weights, 21 * sizeof(double));
    /* With the old curve the retrievability stays what it was. */
    engram_fsrs_migrate(f5.weights, 19, &to);
    const float s = 12.5f;
    for (uint64_t age = 0; age < 100000000; age = 2 * age + 1) {
        const engram_times t = {sizeof t, 0, &age, 0, 0, 0};
        float before, after;
        engram_fsrs_retrievability(&f5, &t, &s, 1, &before, NULL);
        engram_fsrs_retrievability(&to, &t, &s, 1, &after, NULL);
        assert_true(fabsf(before - after) <= 0x1p-23f);
    }
}

static void edges(void **state) {
    (void)state;
    const engram_fsrs f = defaults(ENGRAM_FSRS_6);
    const uint64_t stamp[4] = {0, 100, 101, UINT64_MAX};
    const engram_times t = {sizeof t, 0, stamp, ENGRAM_TIMES_STAMPS, 0, 100};
    const float s[4] = {1e-30f, 3e38f, 5, 5}, d[4] = {-1e30f, 1e30f, 5, 0};
    const uint8_t g[4] = {3, 4, 0, 0};
    engram_decay_report report = {.size = sizeof report};
    float s2[4], d2[4];
    for_each_level(level) {
        assert_int_equal(call_review(&f, &t, g, s, d, 4, s2, d2, &report), ENGRAM_OK);
        assert_int_equal(report.skewed, 2);
        for (int i = 0; i < 4; ++i) assert_true(s2[i] >= 0.001f && s2[i] <= 36500 && d2[i] >= 1 && d2[i] <= 10);
        assert_true(s2[2] == 5 && d2[2] == 5 && s2[3] == 5 && d2[3] == 1);
        /* In place. */
        float same_s[4], same_d[4];
        memcpy(same_s, s, sizeof s), memcpy(same_d, d, sizeof d);
        assert_int_equal(call_review(&f, &t, g, same_s, same_d, 4, same_s, same_d, NULL), ENGRAM_OK);
        assert_memory_equal(same_s, s2, sizeof s2);
        assert_memory_equal(same_d, d2, sizeof d2);
    }
}

static void every_length_behind_guards(void **state) {
    (void)state;
    rng r = rng_seeded("every_length_behind_guards");
    const engram_fsrs f = defaults(ENGRAM_FSRS_5);
    for (size_t n = 0; n < 140; n += n < 70 ? 1 : 9) {
        guarded gs = guard_new(n * 4, GUARD_AFTER), gd = guard_new(n * 4, GUARD_BEFORE), gt = guard_new(n * 8, GUARD_AFTER), gg = guard_new(n, GUARD_AFTER);
        float *s = gs.data, *d = gd.data, start[2][140], expected[2][140];
        for (size_t i = 0; i < n; ++i) {
            start[0][i] = rng_float(&r, 0, 100), start[1][i] = rng_float(&r, 1, 10);
            ((uint64_t *)gt.data)[i] = rng_below(&r, 10000000), ((uint8_t *)gg.data)[i] = (uint8_t)rng_below(&r, 5);
        }
        const engram_times t = {sizeof t, 0, gt.data, 0, 0, 0};
        for_each_level(level) {
            memcpy(s, start[0], n * 4), memcpy(d, start[1], n * 4);
            assert_int_equal(call_review(&f, &t, gg.data, s, d, n, s, d, NULL), ENGRAM_OK);
            if (level == ENGRAM_LEVEL_SCALAR) memcpy(expected[0], s, n * 4), memcpy(expected[1], d, n * 4);
            assert_same_bits(s, expected[0], n, "stability of %zu rows", n);
            assert_same_bits(d, expected[1], n, "difficulty of %zu rows", n);
        }
        guard_free(gs), guard_free(gd), guard_free(gt), guard_free(gg);
    }
}

static void refusals(void **state) {
    (void)state;
    const engram_fsrs good = defaults(ENGRAM_FSRS_6);
    engram_fsrs f = good;
    float s[3] = {1, 1, 1}, d[3] = {5, 5, 5}, o[3] = {7, 7, 7}, p[3] = {7, 7, 7};
    uint64_t age[3] = {1, 2, 3};
    uint8_t g[3] = {1, 2, 3};
    const engram_times t = {sizeof t, 0, age, 0, 0, 0};
    engram_decay_report report = {.size = sizeof report};
#define REVIEW(status) assert_int_equal(call_review(&f, &t, g, s, d, 3, o, p, &report), status)
    for (int i = 0; i < 21; ++i) {
        f.weights[i] = (double)NAN, REVIEW(ENGRAM_ERROR_ARGUMENT), f = good;
        f.weights[i] = 1e3, REVIEW(ENGRAM_ERROR_ARGUMENT), f = good;
    }
    f.weights[0] = 0, REVIEW(ENGRAM_ERROR_ARGUMENT), f = good;
    f.weights[20] = 0, REVIEW(ENGRAM_ERROR_ARGUMENT), f = good;
    g[1] = 5, REVIEW(ENGRAM_ERROR_ARGUMENT), assert_int_equal(report.bad_row, 1), g[1] = 2;
    s[2] = -1, REVIEW(ENGRAM_ERROR_ARGUMENT), assert_int_equal(report.bad_row, 2);
    s[2] = NAN, REVIEW(ENGRAM_ERROR_ARGUMENT), assert_int_equal(report.bad_row, 2), s[2] = 1;
    d[0] = INFINITY, REVIEW(ENGRAM_ERROR_ARGUMENT), assert_int_equal(report.bad_row, 0), d[0] = 5;
    const float ends[3] = {FLT_MAX, -FLT_MAX, 0}, most[3] = {FLT_MAX, 0, 1};
    float out_s[3], out_d[3];
    assert_int_equal(call_review(&f, &t, g, s, ends, 3, out_s, out_d, &report), ENGRAM_OK);
    assert_int_equal(call_review(&f, &t, g, most, d, 3, out_s, out_d, &report), ENGRAM_OK);
    const double retentions[] = {0, 1, -0.5, (double)NAN, 1.5};
    for (size_t i = 0; i < 5; ++i) assert_int_equal(engram_fsrs_interval(&f, retentions[i], 0, s, 3, o), ENGRAM_ERROR_ARGUMENT);
    const double limits[] = {-1, -(double)INFINITY, (double)NAN};
    for (size_t i = 0; i < 3; ++i) assert_int_equal(engram_fsrs_interval(&f, 0.9, limits[i], s, 3, o), ENGRAM_ERROR_ARGUMENT);
    s[1] = -1;
    assert_int_equal(engram_fsrs_interval(&f, 0.9, 0, s, 3, o), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_fsrs_retrievability(&f, &t, s, 3, o, &report), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(report.bad_row, 1);
    s[1] = 1;
    assert_int_equal(engram_fsrs_migrate(good.weights, 18, &f), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_fsrs_migrate(NULL, 17, &f), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_fsrs_default(1, &f), ENGRAM_ERROR_ENUM);
    for (int i = 0; i < 3; ++i) assert_true(o[i] == 7 && p[i] == 7);
    assert_int_equal(call_review(&good, &(engram_times){sizeof t, 0, NULL, 0, 0, 0}, NULL, NULL, NULL, 0, NULL, NULL, NULL), ENGRAM_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_in_long_double), cmocka_unit_test(values_of_the_crate),
        cmocka_unit_test(known_points),            cmocka_unit_test(migration),
        cmocka_unit_test(edges),                   cmocka_unit_test(every_length_behind_guards),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
