/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Laws of forgetting and strengthening that hold bit by bit for any rows, on every level. */

#include "differential/differential.h"
#include "engram/compat.h"
#include "kernels/decay/decay_support.h"
#include "support/decay_calls.h"

enum { N = 333, CUT = 128 }; /* the cut is a whole number of words of pins */

static uint64_t ages[N], stamps[N], pins[(N + 63) / 64];
static float strengths[N], scales[N];
static uint32_t accesses[N];
static const uint64_t now = 1ull << 62;

static void make_rows(uint64_t seed) {
    memset(pins, 0, sizeof pins);
    for (uint64_t i = 0; i < N; ++i) {
        ages[i] = noise(seed, 1, i) >> (2 + noise_below(seed, 2, i, 61)), stamps[i] = now - ages[i];
        strengths[i] = noise_float(seed, 3, i, -1, 1), scales[i] = noise_float(seed, 4, i, 1, 1e6f);
        accesses[i] = (uint32_t)noise_below(seed, 5, i, 6);
        if (noise_below(seed, 6, i, 5) == 0) pins[i / 64] |= 1ull << i % 64;
    }
}

static void batch(const engram_curve *c, size_t from, size_t count, const uint64_t *values, bool are_stamps, const engram_decay_options *given, const float *s, float *out) {
    engram_decay_options o = given != NULL ? *given : (engram_decay_options){.size = sizeof o};
    o.accesses = accesses + from;
    if (o.scales != NULL) o.scales += from;
    if (o.pins != NULL) o.pins += from / 64;
    const engram_times t = {sizeof t, ENGRAM_TIME_SECONDS, values + from, are_stamps ? ENGRAM_TIMES_STAMPS : ENGRAM_TIMES_AGES, 0, are_stamps ? now : 0};
    assert_int_equal(engram_decay_batch(c, &t, &o, s + from, count, out + from, NULL), ENGRAM_OK);
}

/* Rows do not see each other: parts, another order, in place; stamps are ages; and every call has the same roundings. */
static void rows_are_alone(void **state) {
    (void)state;
    for (uint64_t round = 0; round < 12; ++round)
        for (engram_curve_form form = 1; form <= LAST_FORM; ++form) {
            make_rows(round);
            engram_curve c = typical(form);
            if (round % 3 == 1) c.floor = 0.125, c.asymptote = 0.0625;
            const engram_decay_options o = {.size = sizeof o, .scales = round % 2 == 0 ? scales : NULL, .pins = pins};
            const engram_times t = {sizeof t, ENGRAM_TIME_SECONDS, ages, ENGRAM_TIMES_AGES, 0, 0};
            engram_decay_options all = o;
            all.accesses = accesses;
            float whole[N], got[N], factors[N], moved_out[N], moved_strengths[N];
            uint64_t moved[N];
            uint32_t kept[N];
            for_each_level(level) {
                const char *name = engram_level_name(level);
                batch(&c, 0, N, ages, false, &o, strengths, whole);
                batch(&c, 0, CUT, ages, false, &o, strengths, got), batch(&c, CUT, N - CUT, ages, false, &o, strengths, got);
                assert_same_bits(got, whole, N, "two parts, form %u, %s", form, name);
                batch(&c, 0, N, stamps, true, &o, strengths, got);
                assert_same_bits(got, whole, N, "stamps, form %u, %s", form, name);
                memcpy(got, strengths, sizeof got);
                batch(&c, 0, N, ages, false, &o, got, got);
                assert_same_bits(got, whole, N, "in place, form %u, %s", form, name);
                assert_int_equal(engram_decay_factors(&c, &t, &all, N, factors, NULL), ENGRAM_OK);
                for (size_t i = 0; i < N; ++i) got[i] = strengths[i] * factors[i];
                assert_same_bits(got, whole, N, "factors times strengths, form %u, %s", form, name);
                assert_int_equal(engram_decay_scores(&c, &t, &all, NULL, strengths, N, got, NULL), ENGRAM_OK);
                assert_same_bits(got, whole, N, "strengths as scores, form %u, %s", form, name);
                for (size_t i = 0; i < N; ++i) if (pins[i / 64] >> i % 64 & 1) assert_same_bits(&whole[i], &strengths[i], 1, "pinned");
                /* Backwards, without what is kept by place. */
                memcpy(kept, accesses, sizeof kept);
                batch(&c, 0, N, ages, false, NULL, strengths, whole);
                for (size_t i = 0; i < N; ++i) moved[i] = ages[N - 1 - i], moved_strengths[i] = strengths[N - 1 - i], accesses[i] = kept[N - 1 - i];
                batch(&c, 0, N, moved, false, NULL, moved_strengths, moved_out);
                memcpy(accesses, kept, sizeof kept);
                for (size_t i = 0; i < N; ++i) assert_same_bits(&moved_out[i], &whole[N - 1 - i], 1, "backwards, form %u, %s", form, name);
            }
        }
}

/* A row's scale is the curve's; strengths times a power of two; whole half-lives of a power of two are exact. */
static void parameters_and_powers_of_two(void **state) {
    (void)state;
    for (engram_curve_form form = 1; form <= LAST_FORM; ++form) {
        make_rows(77 + form);
        engram_curve c = typical(form);
        c.scale = form == ENGRAM_CURVE_EXPONENTIAL_RATE ? 0x1p-16 : 4096;
        float by_row[N], whole[N], got[N], scaled[N];
        for (size_t i = 0; i < N; ++i) by_row[i] = (float)c.scale;
        const engram_decay_options o = {.size = sizeof o, .scales = by_row};
        for_each_level(level) {
            batch(&c, 0, N, ages, false, NULL, strengths, whole), batch(&c, 0, N, ages, false, &o, strengths, got);
            assert_same_bits(got, whole, N, "scale by row, form %u, %s", form, engram_level_name(level));
            for (size_t i = 0; i < N; ++i) scaled[i] = ldexpf(strengths[i], 60);
            batch(&c, 0, N, ages, false, NULL, scaled, got);
            for (size_t i = 0; i < N; ++i)
                if (fabsf(whole[i]) > 0x1p-126f) scaled[i] = ldexpf(whole[i], 60), assert_same_bits(&got[i], &scaled[i], 1, "times 2^60, form %u", form);
        }
    }
    const engram_curve c = {.size = sizeof c, .form = ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE, .scale = 4096};
    for_each_level(level)
        for (uint64_t halvings = 1; halvings < 100; ++halvings)
            for (uint64_t age = 0; age < 4096; age += 97) {
                const uint64_t both[] = {age, age + halvings * 4096};
                const float ones[] = {1, 1};
                float out[2];
                assert_int_equal(engram_decay_apply(&c, ones, both, 2, out), ENGRAM_OK);
                const float expected = ldexpf(out[0], -(int)halvings);
                assert_same_bits(&out[1], &expected, 1, "age %u and %u half-lives, %s", (unsigned)age, (unsigned)halvings, engram_level_name(level));
            }
}

/* The short calls are the long ones. */
static void short_forms(void **state) {
    (void)state;
    make_rows(5);
    engram_curve kernel;
    assert_int_equal(engram_curve_preset(ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, &kernel), ENGRAM_OK);
    float whole[N], got[N];
    for_each_level(level) {
        batch(&kernel, 0, N, ages, false, NULL, strengths, whole);
        assert_int_equal(engram_decay_apply(&kernel, strengths, ages, N, got), ENGRAM_OK);
        assert_same_bits(got, whole, N, "apply, %s", engram_level_name(level));
        memcpy(got, strengths, sizeof got);
        engram_apply_decay(got, ages, N);
        assert_same_bits(got, whole, N, "drop-in, %s", engram_level_name(level));
    }
}

/* Base levels of ragged rows, FSRS and reinforcement in two parts. */
static void learning_in_parts(void **state) {
    (void)state;
    make_rows(9);
    uint64_t offsets[N + 1], later_offsets[N + 1], counts[N], total = 0;
    static uint64_t presented[N * 8];
    float whole[N], got[N], gains[N], d[N], s[N], whole_d[N], got_d[N], mean[N];
    uint8_t grades[N];
    engram_fsrs fsrs;
    assert_int_equal(engram_fsrs_default(ENGRAM_FSRS_6, &fsrs), ENGRAM_OK);
    for (uint64_t i = 0; i < N; ++i) {
        offsets[i] = total;
        for (uint64_t j = noise_below(9, 20, i, 8); j > 0; --j) presented[total++] = ages[i] / (j + 1);
        counts[i] = noise_below(9, 21, i, 1000), grades[i] = (uint8_t)noise_below(9, 22, i, 5), gains[i] = noise_float(9, 23, i, 0, 2);
        s[i] = noise_float(9, 24, i, 0.1f, 300), d[i] = noise_float(9, 25, i, 1, 10), mean[i] = noise_float(9, 26, i, 0, 1);
    }
    offsets[N] = total;
    for (size_t i = CUT; i <= N; ++i) later_offsets[i - CUT] = offsets[i] - offsets[CUT];
    const engram_times all = {sizeof all, 0, presented, 0, 0, 0}, later = {sizeof later, 0, presented + offsets[CUT], 0, 0, 0};
    const engram_times row = {sizeof row, 0, ages, 0, 0, 0}, later_row = {sizeof later_row, 0, ages + CUT, 0, 0, 0};
    const engram_bounds bounds = {0.01f, 0.99f};
    for_each_level(level) {
        const char *name = engram_level_name(level);
        assert_int_equal(engram_base_level_recent(offsets, N, &all, counts, ages, 0.5, whole, NULL), ENGRAM_OK);
        assert_int_equal(engram_base_level_recent(offsets, CUT, &all, counts, ages, 0.5, got, NULL), ENGRAM_OK);
        assert_int_equal(engram_base_level_recent(later_offsets, N - CUT, &later, counts + CUT, ages + CUT, 0.5, got + CUT, NULL), ENGRAM_OK);
        assert_same_bits(got, whole, N, "base level, %s", name);
        assert_int_equal(call_review(&fsrs, &row, grades, s, d, N, whole, whole_d, NULL), ENGRAM_OK);
        assert_int_equal(call_review(&fsrs, &row, grades, s, d, CUT, got, got_d, NULL), ENGRAM_OK);
        assert_int_equal(call_review(&fsrs, &later_row, grades + CUT, s + CUT, d + CUT, N - CUT, got + CUT, got_d + CUT, NULL), ENGRAM_OK);
        assert_same_bits(got, whole, N, "stability, %s", name), assert_same_bits(got_d, whole_d, N, "difficulty, %s", name);
        assert_int_equal(engram_reinforce_saturating(mean, gains, N, 0.3f, bounds, whole), ENGRAM_OK);
        assert_int_equal(engram_reinforce_saturating(mean, gains, CUT + 1, 0.3f, bounds, got), ENGRAM_OK);
        assert_int_equal(engram_reinforce_saturating(mean + CUT + 1, gains + CUT + 1, N - CUT - 1, 0.3f, bounds, got + CUT + 1), ENGRAM_OK);
        assert_same_bits(got, whole, N, "reinforcement, %s", name);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_alone),
        cmocka_unit_test(parameters_and_powers_of_two),
        cmocka_unit_test(short_forms),
        cmocka_unit_test(learning_in_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
