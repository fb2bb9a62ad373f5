/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Memory that is refused at every allocation in turn, and levels that do not exist. */

#include "recovery.h"
#include "support/child.h"

/* Refuses the allocation number `refuse`, from 0, or all from it on. */
typedef struct gauge {
    size_t made, released, bytes, refuse;
    int for_ever;
} gauge;

static void *allocate(void *context, size_t bytes, size_t align) {
    gauge *g = context;
    const size_t number = g->made++;
    if (number == g->refuse || (g->for_ever && number > g->refuse)) {
        ++g->released; /* nothing to release */
        return NULL;
    }
    g->bytes += bytes;
    return aligned_alloc(align, (bytes + align - 1) / align * align);
}

static void release(void *context, void *memory, size_t bytes, size_t align) {
    gauge *g = context;
    (void)align;
    ++g->released;
    g->bytes -= bytes;
    free(memory);
}

static engram_allocator allocator_of(gauge *g) {
    return (engram_allocator){.size = sizeof(engram_allocator), .context = g, .allocate = allocate, .release = release};
}

typedef engram_status maker(const engram_allocator *allocator);

static const engram_edge some_edges[] = {{0, 1, 0.5f, 0}, {1, 2, 0.5f, 0}, {2, 0, 0.25f, 0}, {0, 2, 0.125f, 0}, {0, 2, 0.5f, 1}};

static engram_status make_graph(const engram_allocator *allocator) {
    engram_graph *graph = NULL;
    const engram_graph_options options = {.size = sizeof options, .duplicates = ENGRAM_DUPLICATES_SUM};
    const engram_status status = engram_graph_create_from_edges(3, some_edges, 5, &options, allocator, &graph, NULL);
    assert_true((status == ENGRAM_OK) == (graph != NULL));
    engram_graph_destroy(&graph);
    return status;
}

static engram_status make_workspace(const engram_allocator *allocator) {
    engram_workspace *workspace = NULL;
    const engram_status status = engram_workspace_create(1000, allocator, &workspace);
    assert_true((status == ENGRAM_OK) == (workspace != NULL));
    engram_workspace_destroy(&workspace);
    return status;
}

static engram_graph *base;

static float reach_of_overlay(const engram_overlay *overlay) {
    engram_workspace *workspace = NULL;
    float activation[6] = {1.0f};
    const engram_spread_options rule = rule_of(ENGRAM_SPREAD_PRESET_PLAIN, 4);
    assert_int_equal(engram_workspace_create(6, NULL, &workspace), ENGRAM_OK);
    assert_int_equal(engram_spread_dense(engram_overlay_view(overlay), &rule, workspace, NULL, activation, NULL), ENGRAM_OK);
    engram_workspace_destroy(&workspace);
    return activation[5];
}

/* Six changes; one that is refused leaves the overlay as it was, so what is reached can be compared before and after. */
static engram_status change_overlay(const engram_allocator *allocator) {
    engram_overlay *overlay = NULL;
    engram_status status = engram_overlay_create(base, 6, allocator, &overlay);
    if (status != ENGRAM_OK) {
        assert_null(overlay);
        return status;
    }
    for (uint32_t i = 0; i < 5 && status == ENGRAM_OK; ++i) {
        const engram_edge edge = {i, i + 1, 0.75f, 0};
        const float before = reach_of_overlay(overlay);
        status = engram_overlay_append(overlay, &edge);
        if (status != ENGRAM_OK) assert_int_equal(float_bits(reach_of_overlay(overlay)), float_bits(before));
    }
    engram_graph *compact = NULL;
    if (status == ENGRAM_OK) status = engram_overlay_compact(overlay, NULL, allocator, &compact);
    engram_graph_destroy(&compact);
    engram_overlay_destroy(&overlay);
    return status;
}

static engram_status make_arena(const engram_allocator *allocator) {
    engram_arena_options options = {.size = sizeof options};
    assert_int_equal(engram_arena_options_get(&options), ENGRAM_OK);
    options.allocator = allocator;
    options.bytes = 65536;
    options.overflow = ENGRAM_ARENA_FALLBACK;
    engram_arena *arena = NULL;
    engram_status status = engram_arena_create(&options, &arena);
    if (status != ENGRAM_OK) {
        assert_null(arena);
        return status;
    }
    void *small = NULL, *large = NULL;
    assert_int_equal(engram_arena_allocate(arena, 100, 8, &small), ENGRAM_OK);
    status = engram_arena_allocate(arena, 200000, 64, &large);
    assert_true((status == ENGRAM_OK) == (large != NULL));
    if (status == ENGRAM_OK) memset(large, 1, 200000);
    assert_int_equal(engram_arena_destroy(&arena), ENGRAM_OK);
    return status;
}

/* Refuses each allocation in turn, once and for ever: a status, nothing leaked, the same answers afterwards. */
static void refuse_each(const char *name, maker *make) {
    gauge whole = {.refuse = SIZE_MAX};
    engram_allocator allocator = allocator_of(&whole);
    assert_int_equal(make(&allocator), ENGRAM_OK);
    assert_int_equal(whole.made, whole.released);
    assert_int_equal(whole.bytes, 0);
    assert_true(whole.made > 0);
    for (int for_ever = 0; for_ever < 2; ++for_ever)
        for (size_t refuse = 0; refuse < whole.made; ++refuse) {
            gauge g = {.refuse = refuse, .for_ever = for_ever};
            allocator = allocator_of(&g);
            assert_int_equal(make(&allocator), ENGRAM_ERROR_MEMORY);
            assert_true(g.made > refuse);
            assert_int_equal(g.made, g.released);
            assert_int_equal(g.bytes, 0);
        }
    char what[64];
    snprintf(what, sizeof what, "%s: allocations refused", name);
    tell(what, "a status, no leak", "%zu once, %zu for ever", whole.made, whole.made);
    recovers_from(name);
}

static void no_memory_for_graphs(void **state) {
    (void)state;
    refuse_each("graph", make_graph);
}
static void no_memory_for_workspaces(void **state) {
    (void)state;
    refuse_each("workspace", make_workspace);
}
static void no_memory_for_overlays(void **state) {
    (void)state;
    assert_int_equal(engram_graph_create_from_edges(3, some_edges, 5, NULL, NULL, &base, NULL), ENGRAM_OK);
    refuse_each("overlay", change_overlay);
    engram_graph_destroy(&base);
}
static void no_memory_for_arenas(void **state) {
    (void)state;
    refuse_each("arena", make_arena);
}

static void wrong_levels(void **state) {
    (void)state;
    const engram_level before = engram_level_active(ENGRAM_FAMILY_SIMILARITY);
    unsigned refused = 0, asked = 0;
    for (engram_level level = 0; level < 40; ++level) {
        const int known = level == ENGRAM_LEVEL_AUTO || (level <= ENGRAM_LEVEL_NEON && engram_levels_supported() >> level & 1u);
        if (known) continue;
        const engram_status status = engram_level_force(ENGRAM_FAMILY_ALL, level);
        assert_int_equal(status, level <= ENGRAM_LEVEL_NEON ? ENGRAM_ERROR_LEVEL : ENGRAM_ERROR_ENUM);
        assert_int_equal(engram_level_active(ENGRAM_FAMILY_SIMILARITY), before);
        recovers_from("a level that does not exist");
        ++asked;
        refused += status != ENGRAM_OK;
    }
    assert_int_equal(engram_level_force(0, ENGRAM_LEVEL_SCALAR), ENGRAM_ERROR_ENUM);
    assert_int_equal(engram_level_force(8, ENGRAM_LEVEL_SCALAR), ENGRAM_ERROR_ENUM);
    tell("levels this machine lacks or that do not exist", "refused, nothing changed", "%u of %u", refused, asked);
    assert_int_equal(refused, asked);
    recovers_from("families that do not exist");
}

static void compute_in_child(const void *setting) {
    setenv("ENGRAM_ISA", setting, 1);
    workload mine, again;
    workload_run(&mine);
    /* A mistake in the switch back goes back, to the reference; nothing set is nothing said. */
    const engram_level expected = *(const char *)setting == '\0' ? engram_level_best() : ENGRAM_LEVEL_SCALAR;
    child_check(engram_level_active(ENGRAM_FAMILY_SIMILARITY) == expected);
    child_check(engram_level_active(ENGRAM_FAMILY_DECAY) == expected);
    child_check(strlen(engram_level_reason(ENGRAM_FAMILY_SIMILARITY)) > 0);
    child_check(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO) == ENGRAM_OK);
    workload_run(&again);
    child_check(memcmp(&mine, &again, sizeof mine) == 0);
}

/* Before anything else: the environment is read at the first use in a process. */
static void settings_that_are_wrong(void **state) {
    (void)state;
    static const char *const settings[] = {"scalar", "avx9000", "", "scalar=", "\xFF\xFE"};
    for (size_t i = 0; i < sizeof settings / sizeof *settings; ++i) {
        child_must_pass(compute_in_child, settings[i]);
    }
    tell("ENGRAM_ISA scalar, avx9000, empty, broken, not text", "scalar but for the empty, the same bits", "equal in 5 processes");
}

int main(void) {
    const struct CMUnitTest first[] = {cmocka_unit_test(settings_that_are_wrong)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_memory_for_graphs), cmocka_unit_test(no_memory_for_workspaces),
        cmocka_unit_test(no_memory_for_overlays), cmocka_unit_test(no_memory_for_arenas),
        cmocka_unit_test(wrong_levels),
    };
    const int failed = cmocka_run_group_tests_name("scenario_errors_settings", first, NULL, NULL);
    return failed + cmocka_run_group_tests_name("scenario_errors_resource", tests, workload_remember, NULL);
}
