/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A refusal names its argument, of the thread that was refused, until the next one. */

#include <pthread.h>

#include "engram/engram.h"
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_names_its_argument),
        cmocka_unit_test(each_thread_has_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
