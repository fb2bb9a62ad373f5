/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A refusal names its argument, of the thread that was refused, until the next one. */

#include <pthread.h>

#include "engram/compat.h"
#include "support/check.h"

static engram_status describe_with(uint32_t size) {
    static const uint64_t offsets[] = {0, 0};
    const engram_csr view = {.size = sizeof view, .node_count = 1, .offsets = offsets};
    engram_graph *graph = NULL;
    assert_int_equal(engram_graph_create(&view, NULL, NULL, &graph), ENGRAM_OK);
    engram_graph_info info = {.size = size};
    const engram_status status = engram_graph_describe(graph, &info);
    engram_graph_destroy(&graph);
    return status;
}

static void a_refusal_names_its_argument(void **state) {
    (void)state;
    assert_int_equal(describe_with(3), ENGRAM_ERROR_STRUCT);
    assert_string_equal(engram_status_argument(), "info.size");
    assert_int_equal(describe_with(sizeof(engram_graph_info)), ENGRAM_OK);
    assert_string_equal(engram_status_argument(), "info.size"); /* a success leaves it alone */
    const engram_csr view = {.size = sizeof view, .offset_type = 9};
    assert_int_equal(engram_csr_validate(&view, NULL, NULL), ENGRAM_ERROR_ENUM);
    assert_string_equal(engram_status_argument(), "csr.offset_type");
    char text[8];
    assert_int_equal(engram_metrics_prometheus(text, sizeof text, NULL), ENGRAM_ERROR_BUFFER);
    assert_null(engram_status_argument()); /* what another call has named is not about this one */
}

static void *of_another_thread(void *before) {
    *(const char **)before = engram_status_argument();
    (void)describe_with(5);
    return NULL;
}

static void each_thread_has_its_own(void **state) {
    (void)state;
    const engram_csr view = {.size = sizeof view, .offset_type = 9};
    assert_int_equal(engram_csr_validate(&view, NULL, NULL), ENGRAM_ERROR_ENUM);
    const char *before = "not asked";
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, of_another_thread, &before), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_null(before);
    assert_string_equal(engram_status_argument(), "csr.offset_type");
}

/* What is asked of no family names its arguments too; a refusal about nothing that has a name leaves none behind. */
static void names_of_arenas_levels_and_reports(void **state) {
    (void)state;
    engram_arena *arena = NULL, *none = NULL;
    engram_arena_options options = {.size = sizeof options};
    assert_int_equal(engram_arena_options_get(&options), ENGRAM_OK);
    assert_int_equal(engram_arena_create(&options, &arena), ENGRAM_OK);
    engram_arena_options small = options, memory = options, strategy = options, flag = options, sized = options;
    small.bytes = 65535, memory.memory = &memory, strategy.overflow = 3, flag.huge_pages = 2, sized.size = 4;
    engram_allocator hooks = {.size = sizeof hooks, .flags = 1};
    engram_arena_options hooked = options;
    hooked.allocator = &hooks;
    engram_arena_mark mark, ended;
    assert_int_equal(engram_arena_mark_set(arena, &ended), ENGRAM_OK);
    assert_int_equal(engram_arena_rewind(arena, &ended), ENGRAM_OK);
    void *out;
    char text[8];
    uint64_t count;
    engram_path_metrics path = {.size = sizeof path};
    engram_capacity_plan bits = {.size = sizeof bits, .rows = 1, .bits = 7}, pool = {.size = sizeof pool, .arena_bytes = 1};
    engram_capacity capacity = {.size = sizeof capacity};
    engram_self_check_result result = {.size = 3};
#define REFUSED(call, status, name)                                             \
    do {                                                                        \
        assert_int_equal(call, status);                                         \
        assert_non_null(engram_status_argument());                              \
        assert_int_equal(strncmp(engram_status_argument(), name, strlen(name)), 0); \
    } while (0)
    REFUSED(engram_arena_configure(&small), ENGRAM_ERROR_ARGUMENT, "options.bytes: from 65536");
    REFUSED(engram_arena_configure(&memory), ENGRAM_ERROR_ARGUMENT, "options.memory");
    REFUSED(engram_arena_configure(&strategy), ENGRAM_ERROR_ENUM, "options.overflow");
    REFUSED(engram_arena_configure(&sized), ENGRAM_ERROR_STRUCT, "options.size");
    REFUSED(engram_arena_create(&flag, &none), ENGRAM_ERROR_ARGUMENT, "options.huge_pages: 0 or 1");
    REFUSED(engram_arena_create(&hooked, &none), ENGRAM_ERROR_ARGUMENT, "allocator.flags");
    REFUSED(engram_arena_create(&options, NULL), ENGRAM_ERROR_NULL, "arena");
    REFUSED(engram_arena_allocate(arena, 1, 3, &out), ENGRAM_ERROR_ARGUMENT, "align: a power of two");
    REFUSED(engram_arena_allocate(arena, 1, 8, NULL), ENGRAM_ERROR_NULL, "out");
    REFUSED(engram_arena_allocate_array(arena, SIZE_MAX, 2, 8, &out), ENGRAM_ERROR_OVERFLOW, "count * element_bytes");
    REFUSED(engram_arena_reset(NULL), ENGRAM_ERROR_NULL, "arena");
    REFUSED(engram_arena_mark_set(NULL, &mark), ENGRAM_ERROR_NULL, "arena");
    REFUSED(engram_arena_rewind(arena, &ended), ENGRAM_ERROR_MARK, "mark");
    REFUSED(engram_arena_usage_get(arena, NULL), ENGRAM_ERROR_NULL, "usage");
    REFUSED(engram_level_force(0, ENGRAM_LEVEL_AUTO), ENGRAM_ERROR_ENUM, "families");
    REFUSED(engram_level_force(ENGRAM_FAMILY_ALL, 99), ENGRAM_ERROR_ENUM, "level");
    REFUSED(engram_metrics_path(ENGRAM_FAMILY_ALL, 99, &path), ENGRAM_ERROR_ENUM, "level");
    REFUSED(engram_metrics_errors(ENGRAM_FAMILY_ALL, 1, &count), ENGRAM_ERROR_ENUM, "status");
    REFUSED(engram_metrics_prometheus(NULL, 1, NULL), ENGRAM_ERROR_NULL, "buffer");
    REFUSED(engram_diagnostics_write(9, text, sizeof text, NULL), ENGRAM_ERROR_ENUM, "format");
    REFUSED(engram_capacity_estimate(&bits, &capacity), ENGRAM_ERROR_ARGUMENT, "plan.bits: 32, 16, 8 or 1");
    REFUSED(engram_capacity_estimate(&pool, &capacity), ENGRAM_ERROR_ARGUMENT, "plan.arena_bytes");
    REFUSED(engram_self_check(ENGRAM_FAMILY_DECAY, &result), ENGRAM_ERROR_STRUCT, "result.size");
    engram_configure_arena(0, 2);
    REFUSED(engram_last_status(), ENGRAM_ERROR_ARGUMENT, "pool_size_mb: from 1 to 1024");
    engram_configure_arena(1, 3);
    REFUSED(engram_last_status(), ENGRAM_ERROR_ENUM, "overflow_strategy");
    engram_configure_arena(1, 2);
    assert_int_equal(engram_diagnostics_write(ENGRAM_FORMAT_TEXT, text, sizeof text, NULL), ENGRAM_ERROR_BUFFER);
    assert_null(engram_status_argument());
    assert_int_equal(engram_arena_destroy(&arena), ENGRAM_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_names_its_argument),
        cmocka_unit_test(each_thread_has_its_own),
        cmocka_unit_test(names_of_arenas_levels_and_reports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
