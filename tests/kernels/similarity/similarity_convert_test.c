/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Conversions: every half, every rounding, the bound of i8, bits; on every level, at every length of a tail. */

#include "similarity_support.h"
#include "support/guard.h"

enum { ALL = 65536 };

/* Widening by its definition: sign * fraction * 2^exponent, in double. */
static float widen(uint16_t h, int exponent_bits, int fraction_bits) {
    const int top = (1 << exponent_bits) - 1, bias = top / 2;
    const int e = h >> fraction_bits & top, f = h & ((1 << fraction_bits) - 1);
    if (e == top && f != 0) return bits_float(0x7FC00000);
    double magnitude = e == top ? (double)INFINITY
                       : e == 0 ? ldexp(f, 1 - bias - fraction_bits)
                                : ldexp(f + (1 << fraction_bits), e - bias - fraction_bits);
    return (float)(h >> 15 != 0 ? -magnitude : magnitude);
}

static void convert(const engram_rows *rows, engram_type type, void *out, float *scales) {
    assert_int_equal(engram_rows_convert(rows, type, out, 0, scales), ENGRAM_OK);
}

static void every_half_widens_exactly(void **state) {
    (void)state;
    static uint16_t halves[ALL];
    static float wide[ALL], expected[ALL];
    for (size_t i = 0; i < ALL; ++i) halves[i] = (uint16_t)i;
    const engram_type types[] = {ENGRAM_TYPE_F16, ENGRAM_TYPE_BF16};
    for (int t = 0; t < 2; ++t) {
        for (size_t i = 0; i < ALL; ++i) expected[i] = widen((uint16_t)i, t == 0 ? 5 : 8, t == 0 ? 10 : 7);
        for_each_level(level)
            for (uint64_t dim = 1; dim <= 64; dim = dim * 2 + (dim == 1)) {
                const engram_rows m = rows_of(types[t], halves, ALL / dim, 0, dim, NULL);
                convert(&m, ENGRAM_TYPE_F32, wide, NULL);
                assert_same_bits(wide, expected, ALL / dim * dim, "type %u, %s", types[t], engram_level_name(level));
            }
    }
}

/* Between two neighbouring halves: below the middle, the middle (to even), above it, for each of them. */
static void narrowing_rounds_to_nearest_even(void **state) {
    (void)state;
    static float in[ALL];
    static uint16_t out[ALL], expected[ALL];
    const engram_type types[] = {ENGRAM_TYPE_F16, ENGRAM_TYPE_BF16};
    for (int t = 0; t < 2; ++t) {
        const uint16_t infinity = t == 0 ? 0x7C00 : 0x7F80, nan = t == 0 ? 0x7E00 : 0x7FC0;
        size_t n = 0;
        for (uint32_t h = 0; h < infinity && n + 8 < ALL; h += h < 20 || h + 20 > infinity ? 1 : 11) {
            const uint16_t next = (uint16_t)(h + 1);
            const double low = (double)widen((uint16_t)h, t == 0 ? 5 : 8, t == 0 ? 10 : 7);
            /* The step to infinity is as long as the one before it. */
            const double high = next != infinity ? (double)widen(next, t == 0 ? 5 : 8, t == 0 ? 10 : 7)
                                : t == 0        ? 65536.0
                                                : 0x1p128;
            const float middle = (float)((low + high) / 2);
            const uint16_t even = h % 2 == 0 ? (uint16_t)h : next;
            in[n] = (float)low, expected[n++] = (uint16_t)h;
            in[n] = middle, expected[n++] = even;
            in[n] = -middle, expected[n++] = (uint16_t)(even | 0x8000);
            in[n] = nextafterf(middle, INFINITY), expected[n++] = next;
            in[n] = nextafterf(middle, 0.0f), expected[n++] = (uint16_t)h;
        }
        const float special[] = {INFINITY, -INFINITY, NAN, -NAN, bits_float(0x7F800001), 1e-45f, -1e-45f, 3.4e38f, -0.0f};
        for (size_t i = 0; i < sizeof special / sizeof *special; ++i) {
            const uint16_t sign = float_bits(special[i]) >> 31 ? 0x8000 : 0;
            in[n] = special[i];
            expected[n++] = (uint16_t)(special[i] != special[i]                     ? nan
                                       : fabsf(special[i]) > (t == 0 ? 65520 : 3.39e38f) ? infinity | sign
                                                                                    : sign);
        }
        for_each_level(level) {
            const engram_rows m = rows_of(ENGRAM_TYPE_F32, in, 1, 0, n, NULL);
            convert(&m, types[t], out, NULL);
            for (size_t i = 0; i < n; ++i)
                if (out[i] != expected[i]) {
                    print_error("%a to type %u on %s: %04x, expected %04x\n", (double)in[i], types[t],
                                engram_level_name(level), out[i], expected[i]);
                    fail();
                }
        }
    }
}

static void i8_keeps_its_bound(void **state) {
    (void)state;
    enum { DIM = 131, N = 6 };
    rng r = rng_seeded("i8_keeps_its_bound");
    static float in[N * DIM], back[N * DIM], scales[N], first[N];
    static int8_t out[N * DIM], first_out[N * DIM];
    const float sizes[] = {1, 1e-30f, 1e-45f, 1e-39f, 1.5e38f, 127};
    for (int round = 0; round < 200; ++round) {
        const uint64_t dim = rng_below(&r, DIM) + 1;
        for (size_t i = 0; i < N; ++i) rng_fill(&r, in + i * dim, dim, -sizes[i], sizes[i]);
        const engram_rows m = rows_of(ENGRAM_TYPE_F32, in, N, 0, dim, NULL);
        for_each_level(level) {
            convert(&m, ENGRAM_TYPE_I8, out, scales);
            if (level == ENGRAM_LEVEL_SCALAR) memcpy(first, scales, sizeof first), memcpy(first_out, out, sizeof out);
            assert_same_bits(scales, first, N, "scales on %s", engram_level_name(level));
            assert_memory_equal(out, first_out, N * dim);
            for (size_t i = 0; i < N * dim; ++i) {
                const double error = (double)in[i] - (double)scales[i / dim] * out[i];
                assert_true(out[i] >= -127 && fabs(error) <= 0.50001 * (double)scales[i / dim]);
            }
            const engram_rows codes = rows_of(ENGRAM_TYPE_I8, out, N, 0, dim, scales);
            convert(&codes, ENGRAM_TYPE_F32, back, NULL);
            for (size_t i = 0; i < N * dim; ++i)
                assert_int_equal(float_bits(back[i]), float_bits((float)out[i] * scales[i / dim]));
        }
    }
    for_each_level(level) {
        const float odd[4][3] = {{0, -0.0f, 0}, {1, NAN, 2}, {INFINITY, 1, 2}, {-3, 3, 1.5f}};
        const engram_rows m = rows_of(ENGRAM_TYPE_F32, odd, 4, 0, 3, NULL);
        convert(&m, ENGRAM_TYPE_I8, out, scales);
        const int8_t expected[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, -127, 127, 63};
        assert_memory_equal(out, expected, 11);
        assert_true(out[11] == 63 || out[11] == 64);
        assert_true(scales[0] == 0.0f && float_bits(scales[1]) == 0x7FC00000 && float_bits(scales[2]) == 0x7FC00000);
        assert_true(scales[3] * 127.0 >= 3.0 && scales[3] < 3.0f / 126.9f);
    }
}

static void bits_are_the_positive_elements(void **state) {
    (void)state;
    rng r = rng_seeded("bits");
    for (uint64_t dim = 0; dim <= 150; ++dim) {
        const size_t bytes = (dim + 7) / 8;
        guarded in = guard_new(2 * dim * 4, GUARD_AFTER), out = guard_new(2 * bytes, GUARD_AFTER);
        float *x = in.data;
        for (size_t i = 0; i < 2 * dim; ++i) {
            const float odd[] = {0.0f, -0.0f, NAN, 1e-45f, -1e-45f, INFINITY, -INFINITY};
            x[i] = rng_below(&r, 4) == 0 ? odd[rng_below(&r, 7)] : rng_float(&r, -1, 1);
        }
        const engram_rows m = rows_of(ENGRAM_TYPE_F32, x, 2, 0, dim, NULL);
        for_each_level(level) {
            memset(out.data, 0xFF, 2 * bytes);
            convert(&m, ENGRAM_TYPE_BITS, out.data, NULL);
            for (size_t i = 0; i < 2 * bytes * 8; ++i) {
                const size_t row = i / 8 / (bytes != 0 ? bytes : 1), j = i - row * bytes * 8;
                const int bit = ((uint8_t *)out.data)[i / 8] >> i % 8 & 1;
                assert_int_equal(bit, j < dim && x[row * dim + j] > 0.0f);
            }
        }
        guard_free(in), guard_free(out);
    }
}

/* Output stride: gaps keep what they held. */
static void gaps_are_not_written(void **state) {
    (void)state;
    const float in[6] = {1, 2, 3, 4, 5, 6};
    for_each_level(level) {
        uint16_t out[7] = {9, 9, 9, 9, 9, 9, 9};
        const engram_rows m = rows_of(ENGRAM_TYPE_F32, in, 2, 3, 2, NULL);
        assert_int_equal(engram_rows_convert(&m, ENGRAM_TYPE_F16, out, 5, NULL), ENGRAM_OK);
        const uint16_t expected[7] = {0x3C00, 0x4000, 9, 9, 9, 0x4400, 0x4500};
        assert_memory_equal(out, expected, sizeof out);
    }
}

static void refusals(void **state) {
    (void)state;
    _Alignas(8) float in[8] = {1, 2, 3, 4, 5, 6, 7, 8}, scales[2] = {7, 7};
    _Alignas(8) uint8_t out[64] = {0};
    const engram_rows m = rows_of(ENGRAM_TYPE_F32, in, 2, 0, 4, NULL);
    engram_rows bad;
#define REFUSED(status, rows, type, out, stride, scales) \
    assert_int_equal(engram_rows_convert(rows, type, out, stride, scales), status)
    REFUSED(ENGRAM_ERROR_METRIC, &m, ENGRAM_TYPE_F32, out, 0, NULL);
    REFUSED(ENGRAM_ERROR_STRIDE, &m, ENGRAM_TYPE_F16, out, 3, NULL);
    REFUSED(ENGRAM_ERROR_OVERFLOW, &m, ENGRAM_TYPE_F16, out, UINT64_MAX / 2, NULL);
    REFUSED(ENGRAM_ERROR_ALIGNMENT, &m, ENGRAM_TYPE_F16, out + 1, 0, NULL);
    bad = m, bad.type = ENGRAM_TYPE_BITS, bad.stride = 0;
    REFUSED(ENGRAM_ERROR_METRIC, &bad, ENGRAM_TYPE_F32, out, 0, NULL);
    bad = m, bad.type = ENGRAM_TYPE_F16;
    REFUSED(ENGRAM_ERROR_METRIC, &bad, ENGRAM_TYPE_BF16, out, 0, NULL);
    bad = m, bad.scales = scales;
    REFUSED(ENGRAM_ERROR_ARGUMENT, &bad, ENGRAM_TYPE_F16, out, 0, NULL);
    for (size_t i = 0; i < sizeof out; ++i) assert_int_equal(out[i], 0);
    assert_true(scales[0] == 7.0f && in[0] == 1.0f);
    bad = m, bad.count = 0;
    REFUSED(ENGRAM_OK, &bad, ENGRAM_TYPE_I8, NULL, 0, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_half_widens_exactly),      cmocka_unit_test(narrowing_rounds_to_nearest_even),
        cmocka_unit_test(i8_keeps_its_bound),             cmocka_unit_test(bits_are_the_positive_elements),
        cmocka_unit_test(gaps_are_not_written),           cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
