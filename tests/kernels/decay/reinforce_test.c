/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Reinforcement: the formulas in the order the header gives, the same bits everywhere, bounds, NaN, refusals. */

#include <float.h>
#include <math.h>

#include "support/check.h"
#include "support/decay_calls.h"
#include "support/guard.h"

enum { N = 1100, NODES = 64 };

static const engram_bounds unit = {0.0f, 1.0f}, floop = {0.01f, 0.95f};

static float clamp(float x, engram_bounds b) {
    x = x > b.low ? x : b.low;
    return x < b.high ? x : b.high;
}

static void saturating_gains(void **state) {
    (void)state;
    rng r = rng_seeded("saturating_gains");
    static float w[N], gain[N], out[N], plain[N];
    rng_fill(&r, w, N, 0, 1), rng_fill(&r, gain, N, 0, 2);
    for_each_level(level) {
        assert_int_equal(engram_reinforce_saturating(w, gain, N, 0.18f, unit, out), ENGRAM_OK);
        assert_int_equal(engram_reinforce_saturating(w, NULL, N, 0.18f, unit, plain), ENGRAM_OK);
        for (size_t i = 0; i < N; ++i) {
            assert_true(out[i] == clamp(fmaf(0.18f * gain[i], 1 - w[i], w[i]), unit));
            assert_true(plain[i] == clamp(fmaf(0.18f, 1 - w[i], w[i]), unit));
            assert_true(plain[i] >= w[i] && plain[i] <= 1);
        }
    }
    /* Again and again it closes in on 1 and never passes. */
    for_each_level(level) {
        float x = 0.2f, last = 0;
        for (int i = 0; i < 500; ++i) {
            engram_reinforce_saturating(&x, NULL, 1, 0.1f, unit, &x);
            assert_true(x >= last && x <= 1);
            last = x;
        }
        assert_true(x > 0.999999f);
    }
}

static void spaced_gains(void **state) {
    (void)state;
    rng r = rng_seeded("spaced_gains");
    static float w[N], left[N], out[N];
    rng_fill(&r, w, N, 0, 1), rng_fill(&r, left, N, 0, 1);
    left[0] = 1, left[1] = 0, w[0] = w[1] = 0.5f;
    for_each_level(level) {
        assert_int_equal(engram_reinforce_spaced(w, left, N, 0.1f, 2.5f, unit, out), ENGRAM_OK);
        for (size_t i = 0; i < N; ++i) {
            const float g = fmaf(-(0.1f * 1.5f), left[i], 0.1f * 2.5f);
            assert_true(out[i] == clamp(fmaf(g < 1 ? g : 1, 1 - w[i], w[i]), unit));
        }
        assert_true(fabsf(out[0] - 0.55f) < 1e-6f && fabsf(out[1] - 0.625f) < 1e-6f);
        /* A gain above 1 closes the gap and no more. */
        assert_int_equal(engram_reinforce_spaced(w, left, N, 1.0f, 1000.0f, unit, out), ENGRAM_OK);
        assert_true(out[1] == 1.0f);
    }
}

static void ojas_rule(void **state) {
    (void)state;
    rng r = rng_seeded("ojas_rule");
    static float w[N], out[N], a[NODES];
    static uint32_t from[N], to[N];
    rng_fill(&r, w, N, 0, 1), rng_fill(&r, a, NODES, 0, 1);
    a[5] = NAN, a[6] = -1, a[7] = 0.3f;
    for (size_t i = 0; i < N; ++i) from[i] = (uint32_t)rng_below(&r, NODES), to[i] = (uint32_t)rng_below(&r, NODES);
    for_each_level(level) {
        uint64_t updated = 0, expected = 0;
        assert_int_equal(call_oja(w, from, to, N, a, NODES, 0.05f, 0.3f, floop, out, &updated), ENGRAM_OK);
        for (size_t i = 0; i < N; ++i) {
            const float x = a[from[i]], y = a[to[i]];
            const int is_active = x >= 0.3f && y >= 0.3f;
            const float next = clamp(fmaf(0.05f, fmaf(-(y * y), w[i], x * y), w[i]), floop);
            assert_int_equal(float_bits(out[i]), float_bits(is_active ? next : w[i]));
            expected += (uint64_t)is_active;
        }
        assert_int_equal(updated, expected);
        /* With steady activations the weight goes to a_i / a_j. */
        const uint32_t i = 0, j = 1;
        const float ends[2] = {0.4f, 0.8f};
        float x = 0.9f;
        for (int k = 0; k < 2000; ++k) call_oja(&x, &i, &j, 1, ends, 2, 0.05f, 0.3f, floop, &x, NULL);
        assert_true(fabsf(x - 0.5f) < 1e-5f);
    }
}

static void nan_infinity_and_bounds(void **state) {
    (void)state;
    const uint32_t i = 0;
    for_each_level(level) {
        float w = bits_float(0xFFC12345), g = NAN, good = 0.5f, out;
        engram_reinforce_saturating(&w, NULL, 1, 0.1f, unit, &out);
        assert_int_equal(float_bits(out), 0x7FC00000);
        engram_reinforce_saturating(&good, &g, 1, 0.1f, unit, &out);
        assert_int_equal(float_bits(out), 0x7FC00000);
        call_oja(&w, &i, &i, 1, &good, 1, 0.1f, 0.3f, unit, &out, NULL);
        assert_int_equal(float_bits(out), 0x7FC00000);
        /* Not updated: the bits stay, whatever they are. */
        call_oja(&w, &i, &i, 1, &good, 1, 0.1f, 0.6f, unit, &out, NULL);
        assert_int_equal(float_bits(out), 0xFFC12345);
        const float extreme[] = {INFINITY, -INFINITY, FLT_MAX, -FLT_MAX, 5.0f, -5.0f};
        for (size_t k = 0; k < 6; ++k) {
            engram_reinforce_saturating(extreme + k, NULL, 1, 0.1f, floop, &out);
            assert_true(out >= 0.01f && out <= 0.95f);
            engram_reinforce_saturating(&good, extreme + k, 1, 0.1f, floop, &out);
            assert_true(out >= 0.01f && out <= 0.95f);
            engram_reinforce_saturating(&good, extreme + k, 1, 0.0f, floop, &out);
            assert_true(out >= 0.01f && out <= 0.95f);
            call_oja(extreme + k, &i, &i, 1, &good, 1, 0.1f, 0.3f, floop, &out, NULL);
            assert_true(out >= 0.01f && out <= 0.95f);
        }
    }
}

static void levels_agree_at_every_length(void **state) {
    (void)state;
    rng r = rng_seeded("levels_agree_at_every_length");
    for (size_t n = 0; n <= 140; n += n < 70 ? 1 : 7) {
        guarded w = guard_new(n * 4, GUARD_AFTER), x = guard_new(n * 4, GUARD_AFTER), ids = guard_new(n * 4, GUARD_BEFORE);
        float *weights = w.data, *gain = x.data, start[140], expected[3][140];
        uint32_t *id = ids.data;
        for (size_t i = 0; i < n; ++i) {
            start[i] = i % 9 == 0 ? bits_float((uint32_t)rng_next(&r)) : rng_float(&r, -1, 2);
            gain[i] = i % 11 == 0 ? bits_float((uint32_t)rng_next(&r)) : rng_float(&r, -1, 2);
            id[i] = (uint32_t)rng_below(&r, n);
        }
        for_each_level(level)
            for (int op = 0; op < 3; ++op) {
                memcpy(weights, start, n * 4);
                const engram_status status =
                    op == 0   ? engram_reinforce_saturating(weights, gain, n, 0.3f, floop, weights)
                    : op == 1 ? engram_reinforce_spaced(weights, gain, n, 0.3f, 2.0f, floop, weights)
                              : call_oja(weights, id, id, n, gain, n, 0.1f, 0.1f, floop, weights, NULL);
                assert_int_equal(status, ENGRAM_OK);
                if (level == ENGRAM_LEVEL_SCALAR) memcpy(expected[op], weights, n * 4);
                assert_same_bits(weights, expected[op], n, "operation %d, %zu rows, %s", op, n, engram_level_name(level));
            }
        guard_free(w), guard_free(x), guard_free(ids);
    }
}

static void refusals(void **state) {
    (void)state;
    float w[4] = {1, 1, 1, 1}, x[4] = {1, 1, 1, 1}, out[4] = {7, 7, 7, 7};
    const uint32_t ids[4] = {0, 1, 2, 4};
    const float bad[] = {-0.1f, 1.1f, NAN, INFINITY};
    for (size_t i = 0; i < 4; ++i) {
        assert_int_equal(engram_reinforce_saturating(w, x, 4, bad[i], unit, out), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(engram_reinforce_spaced(w, x, 4, bad[i], 2, unit, out), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(engram_reinforce_spaced(w, x, 4, 0.1f, i == 1 ? 0.9f : bad[i], unit, out), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(call_oja(w, ids, ids, 4, x, 5, bad[i], 0, unit, out, NULL), ENGRAM_ERROR_ARGUMENT);
    }
    const engram_bounds wrong[] = {{1, 0}, {NAN, 1}, {0, NAN}, {-INFINITY, 0}, {0, INFINITY}};
    for (size_t i = 0; i < 5; ++i) {
        assert_int_equal(engram_reinforce_saturating(w, x, 4, 0.1f, wrong[i], out), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(call_oja(w, ids, ids, 4, x, 5, 0.1f, 0, wrong[i], out, NULL), ENGRAM_ERROR_ARGUMENT);
    }
    uint64_t updated = 5;
    assert_int_equal(call_oja(w, ids, ids, 4, x, 4, 0.1f, 0, unit, out, &updated), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(call_oja(w, ids, ids, 4, x, 5, 0.1f, NAN, unit, out, &updated), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(call_oja(w, ids, ids, 4, x, SIZE_MAX, 0.1f, 0, unit, out, &updated), ENGRAM_ERROR_OVERFLOW);
    assert_int_equal(updated, 5);
    for (int i = 0; i < 4; ++i) assert_true(out[i] == 7 && w[i] == 1 && x[i] == 1);
    assert_int_equal(engram_reinforce_saturating(NULL, NULL, 0, 0.1f, unit, NULL), ENGRAM_OK);
    assert_int_equal(call_oja(NULL, NULL, NULL, 0, NULL, 0, 0.1f, 0, unit, NULL, &updated), ENGRAM_OK);
    assert_int_equal(updated, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(saturating_gains),        cmocka_unit_test(spaced_gains),
        cmocka_unit_test(ojas_rule),               cmocka_unit_test(nan_infinity_and_bounds),
        cmocka_unit_test(levels_agree_at_every_length), cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
