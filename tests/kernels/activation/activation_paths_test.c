/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The ways that explanations make: whole, whatever became of the nodes on them, until the workspace's next call. */

#include "fixture.h"

enum { NODES = 120 };

/* From results that have everybody, by following predecessors as a caller would. */
static uint64_t follow(const engram_activated *all, uint64_t count, uint32_t node, uint32_t *way) {
    uint64_t length = 0;
    uint32_t back[NODES];
    while (node != ENGRAM_NO_NODE) {
        back[length++] = node;
        uint64_t i = 0;
        while (i < count && all[i].id != node) ++i;
        assert_true(i < count);
        node = all[i].predecessor;
    }
    for (uint64_t i = 0; i < length; ++i) way[i] = back[length - 1 - i];
    return length;
}

/* In results of small capacity, without seeds, after values were cut or replaced, ways are what they were. */
static void ways_lead_through_what_was_dropped(void **state) {
    (void)state;
    rng r = rng_seeded("ways");
    for (int run = 0; run < 100; ++run) {
        fixture f = set_up(model_graph_random(&r, NODES, 400, 0, 0.1f, 1), ENGRAM_SPREAD_PRESET_PLAIN);
        f.o.flags = ENGRAM_SPREAD_EXPLAIN, f.o.hops = 1 + (uint32_t)rng_below(&r, 8);
        f.o.merge = (engram_spread_merge)rng_below(&r, 4);
        uint32_t seeds[3], way[NODES], got[NODES];
        for (int i = 0; i < 3; ++i) seeds[i] = (uint32_t)rng_below(&r, NODES);
        for_each_level(level) {
            spread(&f, seeds, NULL, 3);
            engram_activated all[NODES];
            const uint64_t count = f.count;
            memcpy(all, f.results, count * sizeof *all);
            for (int how = 0; how < 3; ++how) {
                engram_spread_options o = f.o;
                uint64_t few = 0;
                engram_activated best[1];
                if (how == 1) o.flags |= ENGRAM_SPREAD_DROP_SEEDS;
                if (how == 2) o.gate = 3e38f; /* everybody is cut */
                assert_int_equal(engram_spread_sparse(f.graph, &o, f.w, SEEDS(seeds, NULL, 3), best, how == 1, &few, NULL), ENGRAM_OK);
                assert_true(few == 0 || how == 1);
                for (uint64_t i = 0; i < count; ++i) {
                    uint64_t length = 0;
                    const uint64_t expected = follow(all, count, all[i].id, way);
                    assert_int_equal(engram_spread_path(f.w, all[i].id, got, NODES, &length), ENGRAM_OK);
                    assert_int_equal(length, expected);
                    assert_memory_equal(got, way, length * sizeof *way);
                    assert_true(got[0] == all[i].seed && got[length - 1] == all[i].id);
                    for (uint64_t room = 0; room <= length; ++room) { /* no more than there is room for, and how much it takes */
                        uint64_t again = 0;
                        memset(got, 0xA5, sizeof got);
                        assert_int_equal(engram_spread_path(f.w, all[i].id, room != 0 ? got : NULL, room, &again), ENGRAM_OK);
                        assert_true(again == length && memcmp(got, way, room * sizeof *way) == 0 && got[room] == 0xA5A5A5A5u);
                    }
                }
                for (uint32_t v = 0; v < NODES; ++v) { /* nothing arrived at the others */
                    uint64_t i = 0, length = 1;
                    while (i < count && all[i].id != v) ++i;
                    if (i < count) continue;
                    assert_int_equal(engram_spread_path(f.w, v, got, NODES, &length), ENGRAM_OK);
                    assert_int_equal(length, 0);
                }
            }
        }
        tear_down(&f);
    }
}

/* REPLACE: who sent has nothing any more, and ways go on leading through it. */
static void ways_lead_through_what_was_replaced(void **state) {
    (void)state;
    model_graph g = model_graph_new(4, 3, 0);
    for (uint32_t s = 0; s < 3; ++s) g.targets[s] = s + 1, g.weights[s] = 0.5f, g.offsets[s + 1] = s + 1;
    g.offsets[4] = 3;
    fixture f = set_up(g, ENGRAM_SPREAD_PRESET_PLAIN);
    f.o.flags = ENGRAM_SPREAD_EXPLAIN, f.o.retain = ENGRAM_RETAIN_REPLACE, f.o.node_cap = 1;
    const uint32_t seed = 0, expected[4] = {0, 1, 2, 3};
    uint32_t way[4];
    uint64_t length;
    spread(&f, &seed, NULL, 1);
    assert_true(f.count == 1 && f.results[0].id == 3 && f.results[0].seed == 0);
    assert_int_equal(engram_spread_path(f.w, 3, way, 4, &length), ENGRAM_OK);
    assert_true(length == 4 && memcmp(way, expected, sizeof way) == 0);
    tear_down(&f);
}

static void ways_end_with_the_next_call(void **state) {
    (void)state;
    fixture f = set_up(model_graph_new(4, 0, 0), ENGRAM_SPREAD_PRESET_PLAIN);
    const uint32_t seed = 1;
    uint32_t way[4], one_off[2] = {0};
    uint64_t length = 9;
    float a[4] = {0};
    const engram_spread_options plain = f.o;
#define PATH(node) engram_spread_path(f.w, node, way, 4, &length)
    for (int next = 0; next < 5; ++next) {
        assert_int_equal(next == 0 ? PATH(1) : ENGRAM_ERROR_ARGUMENT, ENGRAM_ERROR_ARGUMENT); /* nothing was called yet */
        f.o.flags = ENGRAM_SPREAD_EXPLAIN;
        spread(&f, &seed, NULL, 1);
        assert_int_equal(PATH(1), ENGRAM_OK);
        assert_true(length == 1 && way[0] == 1);
        const uint32_t far = 4; /* a call that is refused changes nothing */
        assert_int_equal(engram_spread_sparse(f.graph, &f.o, f.w, SEEDS(&far, NULL, 1), f.results, 4, &f.count, NULL), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(PATH(1), ENGRAM_OK);
        assert_int_equal(PATH(4), ENGRAM_ERROR_ARGUMENT);
        assert_string_equal(engram_status_argument(), "node: below the workspace's node_count");
        assert_int_equal(engram_spread_path(f.w, 1, one_off, 2, (uint64_t *)(void *)((char *)one_off + 4)), ENGRAM_ERROR_ALIGNMENT);
        f.o = plain;
        if (next == 0) spread(&f, &seed, NULL, 1);
        if (next == 1) assert_int_equal(engram_spread_dense(f.graph, &f.o, f.w, NULL, a, NULL), ENGRAM_OK);
        if (next == 2) assert_int_equal(engram_pagerank_push(f.graph, NULL, f.w, SEEDS(&seed, NULL, 1), f.results, 4, &f.count, NULL), ENGRAM_OK);
        if (next == 3) assert_int_equal(engram_pagerank_power(f.graph, NULL, f.w, NULL, SEEDS(&seed, NULL, 1), a, NULL), ENGRAM_OK);
        if (next == 4) continue;
        length = 9;
        assert_int_equal(PATH(1), ENGRAM_ERROR_ARGUMENT);
        assert_true(length == 9 && strncmp(engram_status_argument(), "workspace: its last call", 24) == 0);
    }
    tear_down(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways_lead_through_what_was_dropped),
        cmocka_unit_test(ways_lead_through_what_was_replaced),
        cmocka_unit_test(ways_end_with_the_next_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
