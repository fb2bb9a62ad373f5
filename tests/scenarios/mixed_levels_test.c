/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Mixed execution: levels changed per call, per family, and while threads compute; any number of threads, every door. */

#include <pthread.h>

#include "recovery.h"

static unsigned levels_of_machine(engram_level *levels) {
    unsigned count = 0;
    for (engram_level level = ENGRAM_LEVEL_SCALAR; level <= ENGRAM_LEVEL_NEON; ++level)
        if (engram_levels_supported() >> level & 1u) levels[count++] = level;
    return count;
}

static void a_level_for_each_call(void **state) {
    (void)state;
    engram_level levels[4];
    const unsigned count = levels_of_machine(levels);
    for (unsigned call = 0; call < 60; ++call) {
        assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, levels[call % count]), ENGRAM_OK);
        recovers_from("another level for each call");
    }
    assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO), ENGRAM_OK);
    tell("60 workloads, a level for each", "within 1e-6", "equal in all bits, %u levels", count);
}

static void a_level_for_each_family(void **state) {
    (void)state;
    engram_level levels[4];
    const unsigned count = levels_of_machine(levels);
    unsigned mixes = 0;
    for (unsigned s = 0; s < count; ++s)
        for (unsigned a = 0; a < count; ++a)
            for (unsigned d = 0; d < count; ++d, ++mixes) {
                assert_int_equal(engram_level_force(ENGRAM_FAMILY_SIMILARITY, levels[s]), ENGRAM_OK);
                assert_int_equal(engram_level_force(ENGRAM_FAMILY_ACTIVATION, levels[a]), ENGRAM_OK);
                assert_int_equal(engram_level_force(ENGRAM_FAMILY_DECAY, levels[d]), ENGRAM_OK);
                assert_int_equal(engram_level_active(ENGRAM_FAMILY_ACTIVATION), levels[a]);
                recovers_from("a mix of levels");
            }
    assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO), ENGRAM_OK);
    tell("every mix of levels over the three families", "within 1e-6", "equal in all bits, %u mixes", mixes);
}

enum { THREADS = 32, ROUNDS = 12 };

/* What threads share: asserts would jump out of the wrong stack, so they count. */
static struct {
    int stop;
    unsigned differences, switches;
    workload expected;
} shared;

static void *compute(void *unused) {
    (void)unused;
    workload *mine = malloc(sizeof *mine);
    for (int round = 0; round < ROUNDS && mine != NULL; ++round) {
        workload_run(mine);
        if (memcmp(mine, &shared.expected, sizeof *mine) != 0) __atomic_fetch_add(&shared.differences, 1, __ATOMIC_RELAXED);
    }
    if (mine == NULL) __atomic_fetch_add(&shared.differences, 1, __ATOMIC_RELAXED);
    free(mine);
    return NULL;
}

static void *switch_levels(void *unused) {
    (void)unused;
    engram_level levels[4];
    const unsigned count = levels_of_machine(levels);
    for (unsigned i = 0; !__atomic_load_n(&shared.stop, __ATOMIC_RELAXED); ++i) {
        const engram_families family = i % 4 == 3 ? (engram_families)ENGRAM_FAMILY_ALL : 1u << i % 3;
        if (engram_level_force(family, levels[i / 4 % count]) != ENGRAM_OK)
            __atomic_fetch_add(&shared.differences, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&shared.switches, 1, __ATOMIC_RELAXED);
    }
    return NULL;
}

static void switched_while_threads_compute(void **state) {
    (void)state;
    memset(&shared, 0, sizeof shared);
    workload_run(&shared.expected);
    pthread_t threads[THREADS], switcher;
    assert_int_equal(pthread_create(&switcher, NULL, switch_levels, NULL), 0);
    for (int i = 0; i < THREADS; ++i) assert_int_equal(pthread_create(&threads[i], NULL, compute, NULL), 0);
    for (int i = 0; i < THREADS; ++i) assert_int_equal(pthread_join(threads[i], NULL), 0);
    __atomic_store_n(&shared.stop, 1, __ATOMIC_RELAXED);
    assert_int_equal(pthread_join(switcher, NULL), 0);
    assert_int_equal(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO), ENGRAM_OK);
    tell("32 threads x 12 workloads while levels are switched", "within 1e-6", "%u differ, %u switches", shared.differences,
         shared.switches);
    assert_int_equal(shared.differences, 0);
    assert_true(shared.switches > 100);
    recovers_from("levels that were switched");
}

struct one_task {
    engram_task *task;
    void *context;
    uint32_t index;
};

static void *run_one(void *argument) {
    struct one_task *t = argument;
    t->task(t->context, t->index);
    return NULL;
}

static void run_on_threads(void *unused, uint32_t count, engram_task *task, void *context) {
    (void)unused;
    pthread_t threads[32];
    struct one_task tasks[32];
    for (uint32_t i = 0; i < count; ++i) {
        tasks[i] = (struct one_task){task, context, count - 1 - i}; /* the last first */
        if (pthread_create(&threads[i], NULL, run_one, &tasks[i]) != 0) abort();
    }
    for (uint32_t i = 0; i < count; ++i) pthread_join(threads[i], NULL);
}

static void any_number_of_threads(void **state) {
    (void)state;
    enum { CANDIDATES = 1000, NODES = 2000 };
    float query[DIM], *rows = room_for((size_t)CANDIDATES * DIM, sizeof *rows);
    float *scores = room_for(2 * CANDIDATES, sizeof *scores);
    for (uint32_t i = 0; i < CANDIDATES; ++i) make_embedding(2000 + i, rows + (size_t)i * DIM);
    make_embedding(42, query);
    float *activation = room_for(2 * NODES, sizeof *activation);
    net n = net_random(NODES, 0.01, 99);
    engram_graph *graph = NULL;
    engram_workspace *workspace = NULL;
    assert_int_equal(engram_graph_create_from_edges(NODES, n.edges, n.count, NULL, NULL, &graph, NULL), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(NODES, NULL, &workspace), ENGRAM_OK);
    const engram_rows queries = rows_of(query, 1), all = rows_of(rows, CANDIDATES);
    const engram_spread_options rule = rule_of(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, 8);
    static const uint32_t tasks[] = {0, 1, 2, 7, 32};
    for (size_t k = 0; k < sizeof tasks / sizeof *tasks; ++k) {
        const engram_executor executor = {.size = sizeof executor, .task_count = tasks[k], .run = run_on_threads};
        float *s = scores + (k > 0 ? CANDIDATES : 0), *a = activation + (k > 0 ? NODES : 0);
        memset(a, 0, NODES * sizeof *a);
        for (uint32_t i = 0; i < NODES; i += 3) a[i] = 1.0f / (float)(i + 1); /* many, so that steps pull */
        const engram_executor *given = k > 0 ? &executor : NULL;
        assert_int_equal(engram_similarity_block(ENGRAM_METRIC_COSINE, &queries, &all, 0, given, s), ENGRAM_OK);
        assert_int_equal(engram_spread_dense(graph, &rule, workspace, given, a, NULL), ENGRAM_OK);
        assert_same_bits(s, scores, CANDIDATES, "%u tasks: scores", tasks[k]);
        assert_same_bits(a, activation, NODES, "%u tasks: spreading", tasks[k]);
    }
    tell("1, 2, 7 and 32 tasks on threads", "within 1e-6", "equal in all bits");
    engram_workspace_destroy(&workspace);
    engram_graph_destroy(&graph);
    net_free(&n);
    free(rows);
    free(scores);
    free(activation);
}

/* One graph through every door: prepared and dense, prepared and sparse, a view, an overlay, its compaction. */
static void every_door_gives_the_same(void **state) {
    (void)state;
    enum { NODES = 300, HOPS = 5 };
    net n = net_random(NODES, 0.03, 21);
    uint64_t offsets[NODES + 1] = {0};
    uint32_t *targets = room_for(n.count, sizeof *targets);
    float *weights = room_for(n.count, sizeof *weights);
    for (size_t e = 0; e < n.count; ++e) { /* net_random() goes by source */
        targets[e] = n.edges[e].target;
        weights[e] = n.edges[e].weight;
        offsets[n.edges[e].source + 1] = e + 1;
    }
    for (uint32_t i = 1; i <= NODES; ++i)
        if (offsets[i] < offsets[i - 1]) offsets[i] = offsets[i - 1];
    const engram_csr view = {.size = sizeof view, .node_count = NODES, .edge_count = n.count, .offsets = offsets,
                             .targets = targets, .weights = weights};
    engram_graph *graph = NULL, *half = NULL, *compact = NULL;
    engram_overlay *overlay = NULL;
    engram_workspace *workspace = NULL;
    assert_int_equal(engram_graph_create(&view, NULL, NULL, &graph), ENGRAM_OK);
    assert_int_equal(engram_graph_create_from_edges(NODES, n.edges, n.count / 2, NULL, NULL, &half, NULL), ENGRAM_OK);
    assert_int_equal(engram_overlay_create(half, NODES, NULL, &overlay), ENGRAM_OK);
    for (size_t e = n.count / 2; e < n.count; ++e) assert_int_equal(engram_overlay_append(overlay, &n.edges[e]), ENGRAM_OK);
    assert_int_equal(engram_overlay_compact(overlay, NULL, NULL, &compact), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(NODES, NULL, &workspace), ENGRAM_OK);
    const engram_spread_options rule = rule_of(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, HOPS);
    float first[NODES] = {0};
    first[5] = 1.0f;
    assert_int_equal(engram_activation_spread(&view, HOPS, first), ENGRAM_OK);
    for_each_level(level) {
        const engram_graph *graphs[3] = {graph, engram_overlay_view(overlay), compact};
        for (int g = 0; g < 3; ++g) {
            float dense[NODES] = {0}, sparse[NODES] = {0};
            engram_activated found[NODES];
            uint64_t count = 0;
            const uint32_t seed = 5;
            dense[5] = 1.0f;
            assert_int_equal(engram_spread_dense(graphs[g], &rule, workspace, NULL, dense, NULL), ENGRAM_OK);
            assert_same_bits(dense, first, NODES, "dense on graph %d, %s", g, engram_level_name(level));
            assert_int_equal(engram_spread_sparse(graphs[g], &rule, workspace, SEEDS(&seed, NULL, 1), found, NODES, &count, NULL),
                             ENGRAM_OK);
            for (uint32_t i = 0; i < count; ++i) sparse[found[i].id] = found[i].activation;
            assert_same_bits(sparse, first, NODES, "sparse on graph %d, %s", g, engram_level_name(level));
        }
        float again[NODES] = {0};
        again[5] = 1.0f;
        assert_int_equal(engram_activation_spread(&view, HOPS, again), ENGRAM_OK);
        assert_same_bits(again, first, NODES, "a view, %s", engram_level_name(level));
        tell("view, prepared, overlay, compacted; dense, sparse", "within 1e-5", "equal in all bits on %s", engram_level_name(level));
    }
    engram_workspace_destroy(&workspace);
    engram_overlay_destroy(&overlay);
    engram_graph_destroy(&graph);
    engram_graph_destroy(&half);
    engram_graph_destroy(&compact);
    net_free(&n);
    free(targets);
    free(weights);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_level_for_each_call),
        cmocka_unit_test(a_level_for_each_family),
        cmocka_unit_test(switched_while_threads_compute),
        cmocka_unit_test(any_number_of_threads),
        cmocka_unit_test(every_door_gives_the_same),
    };
    return cmocka_run_group_tests_name("scenario_mixed_levels", tests, workload_remember, NULL);
}
