/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Options: what is out of range, could do nothing, or goes without what reads it is refused by name; and refusals of calls. */

#include "fixture.h"

/* One field of a rule is spoiled, after other fields have been set for it to be read. */
typedef struct spoiled {
    const char *named; /* how the refusal begins */
    engram_status status;
    engram_spread_options o;
} spoiled;

static void is_refused(fixture *f, const spoiled *s) {
    const uint32_t seed = 0;
    float a[4] = {1, 2, 3, 4};
    const float before[4] = {1, 2, 3, 4};
    engram_activated r[2];
    uint64_t count = 77;
    for (int is_dense = 0; is_dense < 2; ++is_dense) {
        const engram_status got =
            is_dense ? engram_spread_dense(f->graph, &s->o, f->w, NULL, a, NULL)
                     : engram_spread_sparse(f->graph, &s->o, f->w, SEEDS(&seed, NULL, 1), r, 2, &count, NULL);
        const char *argument = engram_status_argument();
        if (got != s->status || argument == NULL || strncmp(argument, s->named, strlen(s->named)) != 0)
            fail_msg("%s: %s, named %s", s->named, engram_status_name(got), argument);
    }
    assert_true(count == 77 && memcmp(a, before, sizeof a) == 0);
}

static void what_is_wrong_is_named(void **state) {
    (void)state;
    fixture f = set_up(model_graph_new(4, 0, 0), ENGRAM_SPREAD_PRESET_PLAIN);
    static const float bad_factors[64] = {[63] = NAN}, less[1] = {-1}, fine[2] = {1, 0.5f};
#define WITH(name, status, ...)                                       \
    do {                                                              \
        spoiled s = {"options." name, status, f.o};                   \
        engram_spread_options *o = &s.o;                              \
        __VA_ARGS__;                                                  \
        is_refused(&f, &s);                                           \
    } while (0)
    WITH("merge", ENGRAM_ERROR_ENUM, o->merge = 4);
    WITH("retain", ENGRAM_ERROR_ENUM, o->retain = 4);
    WITH("senders", ENGRAM_ERROR_ENUM, o->senders = 2);
    WITH("decay", ENGRAM_ERROR_ENUM, o->decay = 3);
    WITH("normaliser", ENGRAM_ERROR_ENUM, o->normaliser = 6);
    WITH("inhibition", ENGRAM_ERROR_ENUM, o->inhibition = 4);
    WITH("squash", ENGRAM_ERROR_ENUM, o->squash = 4);
    WITH("convergence", ENGRAM_ERROR_ENUM, o->convergence = 3);
    WITH("flags", ENGRAM_ERROR_ENUM, o->flags = 16);
    const float none[3] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; ++i) {
        const float x = none[i];
        WITH("gain", ENGRAM_ERROR_ARGUMENT, o->gain = x);
        WITH("hop_factor", ENGRAM_ERROR_ARGUMENT, o->decay = ENGRAM_DECAY_PER_HOP, o->hop_factor = x);
        WITH("retention", ENGRAM_ERROR_ARGUMENT, o->retain = ENGRAM_RETAIN_RETENTION, o->retention = x);
        WITH("edge_threshold", ENGRAM_ERROR_ARGUMENT, o->edge_threshold = x);
        WITH("node_threshold", ENGRAM_ERROR_ARGUMENT, o->node_threshold = x);
        WITH("gate", ENGRAM_ERROR_ARGUMENT, o->gate = x);
        WITH("limit", ENGRAM_ERROR_ARGUMENT, o->squash = ENGRAM_SQUASH_CLAMP, o->limit = x);
        WITH("ceiling", ENGRAM_ERROR_ARGUMENT, o->inhibition = ENGRAM_INHIBIT_CEILING, o->ceiling = x);
        WITH("inhibition_strength", ENGRAM_ERROR_ARGUMENT, o->inhibition = ENGRAM_INHIBIT_TOP_SUM, o->inhibition_strength = x);
        WITH("sigmoid_gain", ENGRAM_ERROR_ARGUMENT, o->squash = ENGRAM_SQUASH_SIGMOID, o->sigmoid_gain = x);
        WITH("sigmoid_centre", ENGRAM_ERROR_ARGUMENT, o->squash = ENGRAM_SQUASH_SIGMOID, o->sigmoid_centre = x);
        WITH("fan_strength", ENGRAM_ERROR_ARGUMENT, o->normaliser = ENGRAM_NORMALISE_FAN, o->fan_strength = x);
        WITH("fan_base", ENGRAM_ERROR_ARGUMENT, o->normaliser = ENGRAM_NORMALISE_FAN, o->fan_base = x);
        WITH("tolerance", ENGRAM_ERROR_ARGUMENT, o->convergence = ENGRAM_CONVERGE_L1, o->tolerance = x);
    }
    WITH("edge_threshold", ENGRAM_ERROR_ARGUMENT, o->edge_threshold = -1);
    WITH("gate", ENGRAM_ERROR_ARGUMENT, o->gate = -0.1f);
    WITH("limit", ENGRAM_ERROR_ARGUMENT, o->merge = ENGRAM_MERGE_CLAMPED_SUM, o->limit = 0);
    WITH("limit", ENGRAM_ERROR_ARGUMENT, o->squash = ENGRAM_SQUASH_DIVIDE, o->limit = -1);
    WITH("tolerance", ENGRAM_ERROR_ARGUMENT, o->convergence = ENGRAM_CONVERGE_LARGEST, o->tolerance = 0);
    WITH("fan_base", ENGRAM_ERROR_ARGUMENT, o->normaliser = ENGRAM_NORMALISE_FAN, o->fan_base = -1);
    WITH("inhibition_strength", ENGRAM_ERROR_ARGUMENT, o->inhibition = ENGRAM_INHIBIT_TOP_MEAN, o->inhibition_strength = -1);
    WITH("inhibition_count", ENGRAM_ERROR_ARGUMENT, o->inhibition = ENGRAM_INHIBIT_TOP_MEAN, o->inhibition_count = 0);
    WITH("inhibition_count", ENGRAM_ERROR_ARGUMENT, o->inhibition = ENGRAM_INHIBIT_TOP_SUM, o->inhibition_count = 257);
    WITH("type_factors", ENGRAM_ERROR_ARGUMENT, o->type_factors = bad_factors);
    WITH("decay_table", ENGRAM_ERROR_NULL, o->decay = ENGRAM_DECAY_FROM_SOURCE, o->decay_count = 1);
    WITH("decay_table", ENGRAM_ERROR_ARGUMENT, o->decay = ENGRAM_DECAY_FROM_SOURCE, o->decay_count = 1, o->decay_table = less);
    const float *off = (const float *)((const char *)fine + 2);
    WITH("decay_table", ENGRAM_ERROR_ALIGNMENT, o->decay = ENGRAM_DECAY_FROM_SOURCE, o->decay_count = 1, o->decay_table = off);
    WITH("type_factors", ENGRAM_ERROR_ALIGNMENT, o->type_factors = off);
    WITH("node_factors", ENGRAM_ERROR_ALIGNMENT, o->node_factors = off);
    /* What could do nothing: in silence, were it not refused. */
    WITH("gain", ENGRAM_ERROR_ARGUMENT, o->gain = 0);
    WITH("gain", ENGRAM_ERROR_ARGUMENT, o->gain = -0.0f);
    WITH("type_mask", ENGRAM_ERROR_ARGUMENT, o->type_mask = 0);
    WITH("hop_factor", ENGRAM_ERROR_ARGUMENT, o->decay = ENGRAM_DECAY_PER_HOP, o->hop_factor = 0);
    WITH("decay_count", ENGRAM_ERROR_ARGUMENT, o->decay = ENGRAM_DECAY_FROM_SOURCE);
    WITH("decay_table", ENGRAM_ERROR_ARGUMENT, o->decay_table = fine);
    WITH("decay_count", ENGRAM_ERROR_ARGUMENT, o->decay = ENGRAM_DECAY_PER_HOP, o->decay_count = 2);
    WITH("flags: INHIBIT_EACH", ENGRAM_ERROR_ARGUMENT, o->flags = ENGRAM_SPREAD_INHIBIT_EACH);
    WITH("flags: INHIBIT_EACH", ENGRAM_ERROR_ARGUMENT, o->flags = ENGRAM_SPREAD_INHIBIT_EACH, o->inhibition = ENGRAM_INHIBIT_CEILING);
    WITH("flags: SQUASH_EACH", ENGRAM_ERROR_ARGUMENT, o->flags = ENGRAM_SPREAD_SQUASH_EACH);
    tear_down(&f);
}

/* A struct in which nothing was set says so; what no chosen option reads may be anything. */
static void zeros_are_refused_by_name(void **state) {
    (void)state;
    fixture f = set_up(model_graph_new(4, 0, 0), ENGRAM_SPREAD_PRESET_PLAIN);
    spoiled s = {"options.type_mask", ENGRAM_ERROR_ARGUMENT, {.size = sizeof s.o}};
    is_refused(&f, &s);
    s.o.type_mask = 1, s.named = "options.gain";
    is_refused(&f, &s);
    s.o.gain = 1;
    const uint32_t seed = 0;
    f.o = s.o;
    spread(&f, &seed, NULL, 1);
    assert_true(f.count == 1);
    f.o.limit = f.o.tolerance = f.o.ceiling = f.o.retention = f.o.hop_factor = f.o.fan_base = f.o.sigmoid_gain = NAN;
    spread(&f, &seed, NULL, 1);
    assert_true(f.count == 1);
    tear_down(&f);
}

static void refusals(void **state) {
    (void)state;
    fixture f = set_up(model_graph_new(4, 0, 0), ENGRAM_SPREAD_PRESET_PLAIN);
    engram_workspace *small = NULL;
    assert_int_equal(engram_workspace_create(3, NULL, &small), ENGRAM_OK);
    uint32_t seeds[2] = {0, 4}, known[2] = {0, 1};
    uint64_t count = 77;
    float values[2] = {1, NAN}, a[4] = {1, 2, 3, 4};
    const float before[4] = {1, 2, 3, 4};
    engram_activated r[2];
    memset(r, 0x55, sizeof r);
    const engram_spread_options good = f.o;
#define SPARSE(graph, options, workspace, seeds, values, n, results, capacity, counter) \
    engram_spread_sparse(graph, options, workspace, SEEDS(seeds, values, n), results, capacity, counter, NULL)
    assert_int_equal(SPARSE(NULL, &good, f.w, seeds, NULL, 1, r, 2, &count), ENGRAM_ERROR_NULL);
    assert_int_equal(SPARSE(f.graph, &good, NULL, seeds, NULL, 1, r, 2, &count), ENGRAM_ERROR_NULL);
    assert_int_equal(SPARSE(f.graph, &good, small, seeds, NULL, 1, r, 2, &count), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(SPARSE(f.graph, &good, f.w, seeds, NULL, 2, r, 2, &count), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(SPARSE(f.graph, &good, f.w, known, values, 2, r, 2, &count), ENGRAM_ERROR_ARGUMENT);
    engram_spread_info info = {.size = sizeof info + 4};
    assert_int_equal(engram_spread_sparse(f.graph, &good, f.w, SEEDS(seeds, NULL, 1), r, 2, &count, &info),
                     ENGRAM_ERROR_STRUCT);
    engram_spread_options o = good;
    o.flags = ENGRAM_SPREAD_EXPLAIN;
    assert_int_equal(engram_spread_dense(f.graph, &o, f.w, NULL, a, NULL), ENGRAM_ERROR_ARGUMENT);
    engram_executor executor = {sizeof executor, 2, NULL, NULL};
    assert_int_equal(engram_spread_dense(f.graph, &good, f.w, &executor, a, NULL), ENGRAM_ERROR_NULL);
    assert_memory_equal(a, before, sizeof a);
    a[2] = INFINITY;
    assert_int_equal(engram_spread_dense(f.graph, &good, f.w, NULL, a, NULL), ENGRAM_ERROR_ARGUMENT);
    assert_true(count == 77 && r[0].id == 0x55555555u);
    /* A struct of an older header: what it lacks has its default. */
    o = good, o.size = offsetof(engram_spread_options, hops), o.hops = 99;
    assert_int_equal(SPARSE(f.graph, &o, f.w, seeds, NULL, 1, r, 2, &count), ENGRAM_OK);
    assert_true(count == 1 && r[0].id == 0 && r[0].activation == 1.0f);
    /* Of any size: all of a field or nothing, never half of a pointer. */
    const float table[64] = {1, 1};
    o = good, o.decay = ENGRAM_DECAY_FROM_SOURCE, o.decay_count = 2, o.decay_table = o.type_factors = o.node_factors = table;
    for (uint32_t size = 0; size <= sizeof o + 16; ++size) {
        const int is_known = size >= 8 && size <= sizeof o && size % 8 == 0;
        const int has_decay = size >= offsetof(engram_spread_options, decay) + 4;
        const int lacks_table = has_decay && size < offsetof(engram_spread_options, decay_table) + sizeof(float *);
        o.size = size;
        const engram_status got = SPARSE(f.graph, &o, f.w, seeds, NULL, 1, r, 2, &count);
        if (!is_known) assert_int_equal(got, ENGRAM_ERROR_STRUCT);
        else assert_true((got == ENGRAM_OK) == !lacks_table);
    }
    engram_spread_options unset = {0};
    assert_int_equal(engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &unset), ENGRAM_ERROR_STRUCT);
    unset.size = sizeof unset;
    assert_int_equal(engram_spread_preset(8, &unset), ENGRAM_ERROR_ENUM);
    assert_int_equal(unset.hops, 0);
    assert_int_equal(engram_workspace_create(1, NULL, NULL), ENGRAM_ERROR_NULL);
    engram_workspace_destroy(&small), engram_workspace_destroy(&small), engram_workspace_destroy(NULL);
    tear_down(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(zeros_are_refused_by_name),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
