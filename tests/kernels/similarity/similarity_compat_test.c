/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* engram_vector_similarity: the semantics of the original kernel, row by row, at every level. */

#include <float.h>
#include <math.h>

#include "engram/compat.h"
#include "support/check.h"
#include "support/guard.h"

static float one(const float *query, const float *row, size_t dim) {
    float score = -9.0f;
    engram_vector_similarity(query, row, &score, dim, 1);
    assert_int_equal(engram_last_status(), ENGRAM_OK);
    return score;
}

static float fill(float *v, size_t dim, float value) {
    for (size_t i = 0; i < dim; ++i) v[i] = value;
    return value;
}

static void known_angles(void **state) {
    (void)state;
    const float x[3] = {1, 0, 0}, y[3] = {0, 1, 0}, minus_x[3] = {-2, 0, 0}, diagonal[3] = {1, 1, 0};
    for_each_level(level) {
        assert_true(one(x, x, 3) == 1.0f);
        assert_true(one(x, y, 3) == 0.0f);
        assert_true(one(x, minus_x, 3) == -1.0f);
        assert_true(fabs((double)one(x, diagonal, 3) - sqrt(0.5)) < 1e-7);
    }
}

/* Squared norms that the rule of the original counts, where sums of floats are no longer trusted: 1e-30 to 8e-25, and
 * above 2^120. */
static void angles_at_the_ends(void **state) {
    (void)state;
    const float sizes[] = {1.5e-15f, 1e-14f, 5e-13f, 1.5e18f, 1e19f};
    for_each_level(level)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i)
            for (size_t j = 0; j < sizeof sizes / sizeof *sizes; ++j) {
                if ((i < 3) != (j < 3)) continue; /* products of the two are plain */
                const float x[3] = {sizes[i], 0, 0}, diagonal[3] = {sizes[j], -sizes[j], 0};
                assert_true(fabs((double)one(x, diagonal, 3) - sqrt(0.5)) < 1e-6);
                assert_true(fabs((double)one(diagonal, x, 3) - sqrt(0.5)) < 1e-6);
            }
}

static void norm_rule_of_the_original(void **state) {
    (void)state;
    enum { DIM = 40 };
    float plain[DIM], odd[DIM];
    fill(plain, DIM, 0.5f);
    const float scores_zero[] = {0.0f, -0.0f, NAN, INFINITY, -INFINITY, 1e20f /* squares overflow */, 1e-16f, 1e-40f};
    for_each_level(level) {
        for (size_t i = 0; i < sizeof scores_zero / sizeof *scores_zero; ++i) {
            fill(odd, DIM, scores_zero[i]);
            assert_int_equal(float_bits(one(odd, plain, DIM)), 0);
            assert_int_equal(float_bits(one(plain, odd, DIM)), 0);
        }
        /* The threshold is on the squared norm: 1e-30 counts, just below does not. */
        float edge[1] = {1.0e-15f};
        const float unit[1] = {1.0f};
        assert_int_equal(edge[0] * edge[0] >= 1e-30f, one(edge, unit, 1) == 1.0f);
        edge[0] = 1.001e-15f;
        assert_true(one(edge, unit, 1) == 1.0f);
        edge[0] = 0.999e-15f;
        assert_true(one(edge, unit, 1) == 0.0f);
        /* One NaN in one row leaves the other rows alone. */
        float rows[3 * DIM], scores[3];
        fill(rows, 3 * DIM, 0.5f);
        rows[DIM + 7] = NAN;
        engram_vector_similarity(plain, rows, scores, DIM, 3);
        assert_true(scores[0] == 1.0f && scores[1] == 0.0f && scores[2] == 1.0f);
    }
}

static void clamps_to_the_documented_range(void **state) {
    (void)state;
    rng r = rng_seeded("clamps");
    float v[97];
    for_each_level(level) {
        for (int i = 0; i < 2000; ++i) {
            rng_fill(&r, v, 97, -1, 1);
            float twice[97];
            for (int j = 0; j < 97; ++j) twice[j] = 3.0f * v[j];
            assert_true(one(v, v, 97) == 1.0f);
            const float score = one(v, twice, 97);
            assert_true(score <= 1.0f && score > 0.999999f);
        }
    }
}

static void counts_of_zero(void **state) {
    (void)state;
    const float v[2] = {1, 2};
    float score[2] = {7.0f, 7.0f};
    for_each_level(level) {
        score[0] = 7.0f;
        engram_vector_similarity(v, v, score, 2, 0);
        assert_true(score[0] == 7.0f);
        engram_vector_similarity(NULL, NULL, NULL, 0, 0);
        assert_int_equal(engram_last_status(), ENGRAM_OK);
        engram_vector_similarity(NULL, NULL, score, 0, 2);
        assert_int_equal(engram_last_status(), ENGRAM_OK);
        assert_true(score[0] == 0.0f && score[1] == 0.0f);
        score[1] = 7.0f;
    }
}

static void bad_input_leaves_a_status_and_no_trace(void **state) {
    (void)state;
    float v[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    float score[2] = {7.0f, 7.0f};
    for_each_level(level) {
        engram_vector_similarity(v, v, score, SIZE_MAX / 2, 3);
        assert_int_equal(engram_last_status(), ENGRAM_ERROR_OVERFLOW);
        assert_true(score[0] == 7.0f && score[1] == 7.0f);
        engram_vector_similarity(v, v, score, 2, 0);
        assert_int_equal(engram_last_status(), ENGRAM_OK);
    }
}

static void never_touches_the_arena(void **state) {
    (void)state;
    float v[64], score;
    fill(v, 64, 1.0f);
    size_t before[3], after[3];
    engram_arena_stats(&before[0], &before[1], &before[2]);
    for_each_level(level) engram_vector_similarity(v, v, &score, 64, 1);
    engram_arena_stats(&after[0], &after[1], &after[2]);
    assert_memory_equal(before, after, sizeof before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_angles),
        cmocka_unit_test(angles_at_the_ends),
        cmocka_unit_test(norm_rule_of_the_original),
        cmocka_unit_test(clamps_to_the_documented_range),
        cmocka_unit_test(counts_of_zero),
        cmocka_unit_test(bad_input_leaves_a_status_and_no_trace),
        cmocka_unit_test(never_touches_the_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
