/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Every curve with every option: the same bits on every level, at every length, split, alignment and call shape. */

#include "decay_support.h"
#include "support/guard.h"

enum { N = 131 };

typedef struct inputs {
    float strengths[N], scores[N], scales[N], exponents[N];
    uint32_t accesses[N];
    uint64_t times[N], pins[(N + 63) / 64];
} inputs;

static void fill(rng *r, inputs *in) {
    for (size_t i = 0; i < N; ++i) {
        in->strengths[i] = rng_float(r, -2, 2);
        in->scores[i] = rng_float(r, -1, 1);
        in->scales[i] = bits_float(0x3F800000u + (uint32_t)rng_below(r, 0x0C000000u));
        in->exponents[i] = rng_float(r, 0.01f, 2.0f);
        in->accesses[i] = (uint32_t)rng_below(r, 6);
        in->times[i] = rng_next(r) >> rng_below(r, 64);
    }
    for (size_t i = 0; i < (N + 63) / 64; ++i) in->pins[i] = rng_next(r) & rng_next(r);
    in->strengths[3] = bits_float(0x7F800001), in->strengths[N - 1] = bits_float(0x7F800000);
}

/* Options by the bits of `which`: scales, exponents, pins, timestamps, nanoseconds, asymptote, floor. */
enum { VARIANTS = 128 };

static void run(const inputs *in, engram_curve curve, unsigned which, int shape, size_t first, size_t count, float *out,
                uint64_t *skewed) {
    engram_times times = {sizeof times, which & 16 ? ENGRAM_TIME_NANOSECONDS : ENGRAM_TIME_SECONDS, in->times + first,
                          which & 8 ? ENGRAM_TIMES_STAMPS : ENGRAM_TIMES_AGES, 0, which & 8 ? UINT64_MAX / 2 : 0};
    engram_decay_options options = {sizeof options,
                                    0,
                                    which & 1 ? in->scales + first : NULL,
                                    which & 2 ? in->exponents + first : NULL,
                                    in->accesses + first,
                                    which & 4 ? in->pins + first / 64 : NULL};
    engram_decay_report report = {.size = sizeof report};
    curve.asymptote = which & 32 ? 0.125 : 0;
    curve.floor = which & 64 ? 0.01 : 0;
    engram_status status;
    if (shape == 0) status = engram_decay_factors(&curve, &times, &options, count, out, &report);
    else if (shape == 1) status = engram_decay_batch(&curve, &times, &options, in->strengths + first, count, out, &report);
    else
        status = engram_decay_scores(&curve, &times, &options, shape == 2 ? NULL : in->strengths + first,
                                     in->scores + first, count, out, &report);
    assert_int_equal(status, ENGRAM_OK);
    *skewed = report.skewed;
}

static void equal_bits_for_all_options(void **state) {
    (void)state;
    rng r = rng_seeded("equal_bits_for_all_options");
    static inputs in;
    fill(&r, &in);
    for (engram_curve_form form = 1; form <= LAST_FORM; ++form)
        for (unsigned which = 0; which < VARIANTS; ++which)
            for (int shape = 0; shape < 4; ++shape) {
                float expected[N], out[N];
                uint64_t expected_skewed = 0, skewed;
                for_each_level(level) {
                    run(&in, typical(form), which, shape, 0, N, out, &skewed);
                    if (level == ENGRAM_LEVEL_SCALAR) memcpy(expected, out, sizeof out), expected_skewed = skewed;
                    assert_same_bits(out, expected, N, "form %u, options %u, shape %d, level %s", form, which, shape,
                                     engram_level_name(level));
                    assert_int_equal(skewed, expected_skewed);
                }
            }
}

static void splits_do_not_show(void **state) {
    (void)state;
    rng r = rng_seeded("splits_do_not_show");
    static inputs in;
    fill(&r, &in);
    for_each_level(level)
        for (engram_curve_form form = 1; form <= LAST_FORM; ++form) {
            const unsigned which = (unsigned)rng_below(&r, VARIANTS);
            float whole[N], part[N];
            uint64_t skewed, head, tail;
            run(&in, typical(form), which, 3, 0, N, whole, &skewed);
            for (size_t count = 0; count <= 64; ++count) {
                run(&in, typical(form), which, 3, 64, count, part, &tail);
                assert_same_bits(part, whole + 64, count, "form %u, rows 64 to %zu", form, 64 + count);
            }
            run(&in, typical(form), which, 3, 0, 64, part, &head);
            run(&in, typical(form), which, 3, 64, N - 64, part, &tail);
            assert_int_equal(head + tail, skewed);
        }
}

static void guards_and_unaligned_buffers(void **state) {
    (void)state;
    rng r = rng_seeded("guards_and_unaligned_buffers");
    static inputs in;
    fill(&r, &in);
    for (enum guard_side side = GUARD_AFTER; side <= GUARD_BEFORE; ++side)
        for (size_t n = 0; n <= 37; ++n) {
            const size_t move = side == GUARD_BEFORE ? n % 5 : 0; /* elements */
            const size_t sizes[6] = {4, 4, 4, 4, 4, 8};
            const void *from[6] = {in.strengths, in.scores, in.scales, in.exponents, in.accesses, in.times};
            guarded g[7];
            for (int k = 0; k < 6; ++k) {
                g[k] = guard_new((n + move) * sizes[k], side);
                memcpy((char *)g[k].data + move * sizes[k], from[k], n * sizes[k]);
            }
            g[6] = guard_new((n + 63) / 64 * 8, side);
            if (n != 0) memcpy(g[6].data, in.pins, 8);
#define AT(k, type) ((type *)g[k].data + move)
            for_each_level(level)
                for (engram_curve_form form = 1; form <= LAST_FORM; ++form) {
                    engram_curve curve = typical(form);
                    engram_times times = {sizeof times, 0, AT(5, uint64_t), ENGRAM_TIMES_STAMPS, 0, UINT64_MAX / 2};
                    engram_decay_options options = {sizeof options, 0, AT(2, float), AT(3, float), AT(4, uint32_t),
                                                    g[6].data};
                    float expected[N], got[N];
                    uint64_t skewed;
                    run(&in, curve, 8 + 7, 3, 0, n, expected, &skewed);
                    memcpy(AT(1, float), in.scores, n * 4);
                    assert_int_equal(engram_decay_scores(&curve, &times, &options, AT(0, float), AT(1, float), n,
                                                         AT(1, float), NULL),
                                     ENGRAM_OK);
                    memcpy(got, AT(1, float), n * 4);
                    assert_same_bits(got, expected, n, "form %u, %zu rows in place", form, n);
                }
            for (int k = 0; k < 7; ++k) guard_free(g[k]);
        }
}

static void a_row_parameter_is_the_parameter(void **state) {
    (void)state;
    rng r = rng_seeded("a_row_parameter_is_the_parameter");
    static inputs in;
    fill(&r, &in);
    for_each_level(level)
        for (engram_curve_form form = 1; form <= LAST_FORM; ++form)
            for (size_t i = 0; i < N; ++i) {
                engram_curve curve = typical(form), same = curve;
                same.scale = (double)in.scales[i], same.exponent = (double)in.exponents[i];
                const engram_times times = {sizeof times, ENGRAM_TIME_MILLISECONDS, in.times + i, 0, 0, 0};
                const engram_decay_options rows = {sizeof rows, 0, in.scales + i, in.exponents + i, in.accesses + i, NULL};
                const engram_decay_options call = {sizeof call, 0, NULL, NULL, in.accesses + i, NULL};
                float by_row, by_call;
                assert_int_equal(engram_decay_factors(&curve, &times, &rows, 1, &by_row, NULL), ENGRAM_OK);
                assert_int_equal(engram_decay_factors(&same, &times, &call, 1, &by_call, NULL), ENGRAM_OK);
                assert_same_bits(&by_row, &by_call, 1, "form %u, row %zu", form, i);
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_bits_for_all_options),
        cmocka_unit_test(splits_do_not_show),
        cmocka_unit_test(guards_and_unaligned_buffers),
        cmocka_unit_test(a_row_parameter_is_the_parameter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
