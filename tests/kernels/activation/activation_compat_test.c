/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* engram_spread_activation: the semantics of the original kernel, row by row, at every level. */

#include <math.h>

#include "engram/compat.h"
#include "support/check.h"
#include "support/guard.h"

enum { FALLBACK = 2, ERROR_RETURN = 1 };

static void spread(const uint32_t *targets, const float *weights, float *a, size_t nodes, size_t edges,
                   uint32_t steps) {
    engram_spread_activation(targets, weights, a, nodes, edges, steps);
    assert_int_equal(engram_last_status(), ENGRAM_OK);
}

/* The rules of the original, one after the other, with the library's fused step and its one NaN. */
static void model(const uint32_t *targets, const float *weights, float *a, size_t nodes, size_t edges, uint32_t steps) {
    float *copy = malloc(nodes * sizeof *copy);
    assert_non_null(copy);
    for (uint32_t step = 0; step < steps; ++step) {
        memcpy(copy, a, nodes * sizeof *copy);
        const size_t per_node = (edges + nodes - 1) / nodes;
        for (size_t k = 0; k < edges; ++k)
            if (k / per_node < nodes && targets[k] < nodes)
                a[targets[k]] = fmaf(copy[k / per_node], weights[k], a[targets[k]]);
        float m = 0.0f;
        for (size_t i = 0; i < nodes; ++i)
            if (a[i] > m) m = a[i];
        for (size_t i = 0; i < nodes && m > 1.0f; ++i) a[i] /= m;
    }
    for (size_t i = 0; i < nodes; ++i)
        if (a[i] != a[i]) a[i] = bits_float(0x7FC00000u);
    free(copy);
}

static void sources_are_inferred_by_rounding_up(void **state) {
    (void)state;
    /* 3 nodes, 2 edges: one edge to a node, so edge 1 starts at node 1, which is 0, and node 2 stays at 0. */
    const uint32_t to_1_and_2[2] = {1, 2};
    const float halves[5] = {0.5f, 0.5f, 0.5f, 0.5f, 0.5f};
    /* 3 nodes, 5 edges: two to a node, the last node has one. */
    const uint32_t five[5] = {1, 2, 2, 0, 1};
    for_each_level(level) {
        float a[3] = {1, 0, 0};
        spread(to_1_and_2, halves, a, 3, 2, 1);
        assert_true(a[0] == 1.0f && a[1] == 0.5f && a[2] == 0.0f);
        float b[3] = {0, 0, 1};
        spread(five, halves, b, 3, 5, 1);
        assert_true(b[0] == 0.0f && b[1] == 0.5f && b[2] == 1.0f);
    }
}

static void reads_a_copy_one_hop_each_time(void **state) {
    (void)state;
    const uint32_t chain[3] = {1, 2, 3};
    const float ones[3] = {0.5f, 0.5f, 0.5f};
    for_each_level(level) {
        float a[4] = {1, 0, 0, 0};
        spread(chain, ones, a, 4, 3, 1);
        assert_true(a[1] == 0.5f && a[2] == 0.0f && a[3] == 0.0f);
        spread(chain, ones, a, 4, 3, 1);
        assert_true(a[0] == 1.0f && a[1] == 1.0f && a[2] == 0.25f && a[3] == 0.0f);
    }
}

static void edges_to_no_node_are_skipped(void **state) {
    (void)state;
    const uint32_t targets[4] = {2, UINT32_MAX, 3, 1};
    const float weights[4] = {9, 9, 9, 0.25f};
    for_each_level(level) {
        float a[2] = {1, 1};
        spread(targets, weights, a, 2, 4, 1);
        assert_true(a[0] == 1.0f / 1.25f && a[1] == 1.0f);
    }
}

static void divides_by_the_maximum_only_above_one(void **state) {
    (void)state;
    const uint32_t targets[3] = {1, 2, 0};
    const float weights[3] = {0.5f, -3.0f, 0.0f};
    for_each_level(level) {
        float exact[3] = {0.5f, 0.75f, 0.0f};
        spread(targets, weights, exact, 3, 3, 1);
        assert_true(exact[0] == 0.5f && exact[1] == 1.0f && exact[2] == -2.25f); /* maximum 1: nothing divided */
        float negative[3] = {-4.0f, -1.0f, -2.0f};
        const float none[3] = {0, 0, 0};
        spread(targets, none, negative, 3, 3, 1);
        assert_true(negative[0] == -4.0f && negative[1] == -1.0f && negative[2] == -2.0f);
        float above[3] = {2.0f, 1.0f, -8.0f};
        spread(targets, none, above, 3, 3, 1);
        assert_true(above[0] == 1.0f && above[1] == 0.5f && above[2] == -4.0f);
    }
}

static void not_a_number_and_infinity(void **state) {
    (void)state;
    const uint32_t targets[4] = {1, 2, 3, 0};
    const float plain[4] = {0, 0, 0, 0};
    for_each_level(level) {
        /* The maximum ignores NaN: 4 divides, the NaN stays, with the one payload. */
        float a[4] = {bits_float(0xFFC12345u), 0.0f, 0.0f, 4.0f};
        const float zero_from_nan[4] = {0, 0, 0, 0};
        spread(targets, zero_from_nan, a, 4, 4, 1);
        assert_int_equal(float_bits(a[0]), 0x7FC00000u);
        assert_int_equal(float_bits(a[1]), 0x7FC00000u); /* NaN * 0 */
        assert_true(a[3] == 1.0f);
        /* Zero sources are not skipped: 0 * Inf is NaN. */
        const float infinite[4] = {INFINITY, 0, 0, 0};
        float b[4] = {0, 0, 0, 0.5f};
        spread(targets, infinite, b, 4, 4, 1);
        assert_int_equal(float_bits(b[1]), 0x7FC00000u);
        assert_true(b[0] == 0.0f && b[2] == 0.0f && b[3] == 0.5f);
        /* An infinite maximum divides the finite ones to 0 and itself to NaN. */
        float c[4] = {INFINITY, 1.0f, 0.0f, -3.0f};
        spread(targets, plain, c, 1, 1, 1); /* one node, its edge leads nowhere */
        assert_int_equal(float_bits(c[0]), 0x7FC00000u);
    }
}

static void counts_of_zero_change_nothing(void **state) {
    (void)state;
    const uint32_t target = 0;
    const float weight = 1.0f;
    float a[1] = {3.0f};
    size_t before[3], after[3];
    engram_arena_stats(&before[0], &before[1], &before[2]);
    for_each_level(level) {
        spread(&target, &weight, a, 0, 1, 1);
        spread(&target, &weight, a, 1, 0, 1);
        spread(&target, &weight, a, 1, 1, 0);
        spread(NULL, NULL, NULL, 0, 0, 0);
        assert_true(a[0] == 3.0f);
    }
    engram_arena_stats(&after[0], &after[1], &after[2]);
    assert_memory_equal(before, after, sizeof before); /* the arena was not touched */
}

static void bad_input_leaves_a_status_and_no_trace(void **state) {
    (void)state;
    uint32_t targets[2] = {1, 0};
    float weights[2] = {1, 1}, a[2] = {1, 2};
    for_each_level(level) {
        engram_spread_activation(NULL, weights, a, 2, 2, 1);
        assert_int_equal(engram_last_status(), ENGRAM_ERROR_NULL);
        engram_spread_activation(targets, NULL, a, 2, 2, 1);
        assert_int_equal(engram_last_status(), ENGRAM_ERROR_NULL);
        engram_spread_activation(targets, weights, NULL, 2, 2, 1);
        assert_int_equal(engram_last_status(), ENGRAM_ERROR_NULL);
        engram_spread_activation(targets, weights, a, SIZE_MAX / 2, 2, 1);
        assert_int_equal(engram_last_status(), ENGRAM_ERROR_OVERFLOW);
        engram_spread_activation(targets, weights, a, 2, SIZE_MAX / 2, 1);
        assert_int_equal(engram_last_status(), ENGRAM_ERROR_OVERFLOW);
        engram_spread_activation(targets, a, a, 2, 2, 1);
        assert_int_equal(engram_last_status(), ENGRAM_ERROR_OVERLAP);
        engram_spread_activation((const uint32_t *)(void *)(a + 1), weights, a, 2, 2, 1);
        assert_int_equal(engram_last_status(), ENGRAM_ERROR_OVERLAP);
        assert_true(a[0] == 1.0f && a[1] == 2.0f);
    }
}

/* 262,144 nodes of 4 bytes fill a pool of 1 MiB; one more does not fit. */
static void an_exhausted_arena(void **state) {
    (void)state;
    const size_t nodes = 262145;
    float *a = malloc(nodes * 4), *expected = malloc(nodes * 4), *weights = malloc(nodes * 4);
    uint32_t *targets = malloc(nodes * 4);
    assert_true(a != NULL && expected != NULL && weights != NULL && targets != NULL);
    rng r = rng_seeded("exhausted");
    for (size_t i = 0; i < nodes; ++i) targets[i] = (uint32_t)rng_below(&r, nodes);
    rng_fill(&r, weights, nodes, -0.5f, 1.5f);
    rng_fill(&r, expected, nodes, 0, 1);
    for_each_level(level) {
        size_t resets, overflows;
        engram_deinit_thread_arena();
        engram_configure_arena(1, ERROR_RETURN);
        engram_reset_arena_metrics();
        memcpy(a, expected, nodes * 4);
        engram_spread_activation(targets, weights, a, nodes, nodes, 2);
        assert_int_equal(engram_last_status(), ENGRAM_ERROR_MEMORY);
        assert_same_bits(a, expected, nodes, "an exhausted arena leaves activations alone");
        engram_arena_stats(&resets, &overflows, NULL);
        assert_int_equal(resets, 1);
        assert_int_equal(overflows, 1);
        spread(targets, weights, a, nodes - 1, nodes - 1, 1); /* what fits runs */
        engram_arena_stats(&resets, &overflows, NULL);
        assert_int_equal(resets, 2);
        assert_int_equal(overflows, 1);

        float *large = malloc(nodes * 4), *fallback = malloc(nodes * 4);
        assert_true(large != NULL && fallback != NULL);
        memcpy(large, expected, nodes * 4);
        memcpy(fallback, expected, nodes * 4);
        engram_deinit_thread_arena();
        engram_configure_arena(2, ERROR_RETURN);
        spread(targets, weights, large, nodes, nodes, 2);
        engram_deinit_thread_arena();
        engram_configure_arena(1, FALLBACK);
        engram_reset_arena_metrics();
        spread(targets, weights, fallback, nodes, nodes, 2);
        engram_arena_stats(&resets, &overflows, NULL);
        assert_int_equal(resets, 1);
        assert_int_equal(overflows, 1);
        assert_same_bits(fallback, large, nodes, "fallback");
        memcpy(a, expected, nodes * 4);
        model(targets, weights, a, nodes, nodes, 2);
        assert_same_bits(fallback, a, nodes, "fallback against the model");
        free(large);
        free(fallback);
        engram_deinit_thread_arena();
    }
    free(a), free(expected), free(weights), free(targets);
}

static void any_graph_at_every_level(void **state) {
    (void)state;
    rng r = rng_seeded("any graph");
    for (int run = 0; run < 60; ++run) {
        const size_t nodes = 1 + rng_below(&r, 70), edges = 1 + rng_below(&r, 400);
        const uint32_t steps = 1 + (uint32_t)rng_below(&r, 6);
        guarded targets = guard_new(edges * 4, GUARD_AFTER), weights = guard_new(edges * 4, GUARD_AFTER);
        guarded a = guard_new(nodes * 4, run % 2 ? GUARD_AFTER : GUARD_BEFORE);
        for (size_t k = 0; k < edges; ++k)
            ((uint32_t *)targets.data)[k] = (uint32_t)rng_below(&r, nodes + nodes / 8 + 1);
        rng_fill(&r, weights.data, edges, run % 3 ? -1 : 0, 1);
        float *start = malloc(nodes * 4), *expected = malloc(nodes * 4);
        assert_true(start != NULL && expected != NULL);
        rng_fill(&r, start, nodes, -1, 1);
        if (run % 10 == 9) start[0] = INFINITY, ((float *)weights.data)[edges / 2] = 0x1p127f;
        memcpy(expected, start, nodes * 4);
        model(targets.data, weights.data, expected, nodes, edges, steps);
        for_each_level(level) {
            memcpy(a.data, start, nodes * 4);
            spread(targets.data, weights.data, a.data, nodes, edges, steps);
            assert_same_bits(a.data, expected, nodes, "%s, run %d", engram_level_name(level), run);
        }
        free(start), free(expected);
        guard_free(targets), guard_free(weights), guard_free(a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_are_inferred_by_rounding_up),
        cmocka_unit_test(reads_a_copy_one_hop_each_time),
        cmocka_unit_test(edges_to_no_node_are_skipped),
        cmocka_unit_test(divides_by_the_maximum_only_above_one),
        cmocka_unit_test(not_a_number_and_infinity),
        cmocka_unit_test(counts_of_zero_change_nothing),
        cmocka_unit_test(bad_input_leaves_a_status_and_no_trace),
        cmocka_unit_test(an_exhausted_arena),
        cmocka_unit_test(any_graph_at_every_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
