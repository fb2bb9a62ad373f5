/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Views, prepared graphs and builders: faults by name and place, memory to the byte, the same edges. */

#include <float.h>

#include "kernels/activation/ledger.h"
#include "kernels/activation/model.h"

static void expect_fault(const engram_csr *csr, uint64_t where, const char *word) {
    uint64_t position = 99;
    const char *fault = NULL;
    assert_int_equal(engram_csr_validate(csr, &position, &fault), ENGRAM_ERROR_GRAPH);
    assert_int_equal(position, where);
    assert_non_null(strstr(fault, word));
    assert_int_equal(engram_csr_validate(csr, NULL, NULL), ENGRAM_ERROR_GRAPH);
    engram_graph *graph = (engram_graph *)(void *)&position;
    uint64_t bytes = 7;
    assert_int_equal(engram_graph_create(csr, NULL, NULL, &graph), ENGRAM_ERROR_GRAPH);
    assert_int_equal(engram_graph_size(csr, NULL, NULL, &bytes), ENGRAM_ERROR_GRAPH);
    assert_true(graph == (engram_graph *)(void *)&position && bytes == 7);
    float a[3] = {1, 2, 3};
    assert_int_equal(engram_activation_spread(csr, 1, a), ENGRAM_ERROR_GRAPH);
    assert_true(a[0] == 1 && a[1] == 2 && a[2] == 3);
}

static void faults_have_a_name_and_a_place(void **state) {
    (void)state;
    for (int wide = 0; wide < 2; ++wide) {
        uint64_t offsets64[4] = {0, 1, 2, 3};
        uint32_t offsets32[4] = {0, 1, 2, 3}, targets[3] = {1, 2, 0};
        float weights[3] = {1, 1, 1};
        uint8_t types[3] = {0, 63, 5};
        const engram_csr csr = {sizeof csr, 3, 3, wide ? (void *)offsets64 : (void *)offsets32, targets, weights, types,
                                wide ? ENGRAM_OFFSETS_U64 : ENGRAM_OFFSETS_U32, 0};
#define SET(i, v) (offsets64[i] = offsets32[i] = (v))
        assert_int_equal(engram_csr_validate(&csr, NULL, NULL), ENGRAM_OK);
        SET(0, 1), expect_fault(&csr, 0, "first offset"), SET(0, 0);
        SET(1, 3), expect_fault(&csr, 2, "smaller"), SET(1, 1);
        SET(2, 4), expect_fault(&csr, 2, "larger"), SET(2, 2);
        SET(3, 2), expect_fault(&csr, 3, "last offset"), SET(3, 3);
        targets[1] = 3, expect_fault(&csr, 1, "target"), targets[1] = UINT32_MAX, expect_fault(&csr, 1, "target"),
        targets[1] = 2;
        weights[2] = NAN, expect_fault(&csr, 2, "weight"), weights[2] = -INFINITY, expect_fault(&csr, 2, "weight"),
        weights[2] = 1;
        types[0] = 64, expect_fault(&csr, 0, "type");
        weights[0] = INFINITY, expect_fault(&csr, 0, "weight"), targets[0] = 9, expect_fault(&csr, 0, "target");
    }
}

static void refusals(void **state) {
    (void)state;
    const uint64_t offsets[2] = {0, 0};
    engram_csr csr = {.size = sizeof csr, .node_count = 1, .offsets = offsets};
    engram_graph *graph = NULL;
    uint64_t bytes;
    csr.size = offsetof(engram_csr, types), assert_int_equal(engram_csr_validate(&csr, NULL, NULL), ENGRAM_OK);
    csr.size = sizeof csr;
    assert_int_equal(engram_graph_size(&csr, NULL, NULL, NULL), ENGRAM_ERROR_NULL);
    const engram_graph_options o = {sizeof o, 0, 2};
    assert_int_equal(engram_graph_create(&csr, &o, NULL, &graph), ENGRAM_ERROR_ARGUMENT);
    engram_allocator a = {0};
    assert_int_equal(engram_graph_create(&csr, NULL, &a, &graph), ENGRAM_ERROR_STRUCT);
    a.size = sizeof a, assert_int_equal(engram_graph_create(&csr, NULL, &a, &graph), ENGRAM_ERROR_NULL);
    assert_null(graph);
    engram_graph_destroy(NULL), engram_graph_destroy(&graph);
    assert_int_equal(engram_graph_size(&csr, NULL, NULL, &bytes), ENGRAM_OK);
    csr.node_count = UINT32_MAX; /* ids up to 2^32 - 2 are refused for the offsets they need, not by wrapping */
    csr.offset_type = ENGRAM_OFFSETS_U32;
    const engram_edge far = {UINT32_MAX - 1, 0, 1, 0};
    uint64_t position = 5;
    assert_int_equal(engram_graph_create_from_edges(UINT32_MAX - 1, &far, 1, NULL, NULL, &graph, &position),
                     ENGRAM_ERROR_GRAPH);
    assert_int_equal(position, 0);
    engram_graph_info info = {.size = 4};
    assert_int_equal(engram_graph_describe(NULL, &info), ENGRAM_ERROR_NULL);
    csr.node_count = 1, csr.offset_type = 0;
    assert_int_equal(engram_graph_create(&csr, NULL, NULL, &graph), ENGRAM_OK);
    assert_int_equal(engram_graph_describe(graph, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_describe(graph, &info), ENGRAM_ERROR_STRUCT);
    engram_graph_destroy(&graph);
    assert_null(graph);
}

static void memory_is_as_told_and_failures_give_it_back(void **state) {
    (void)state;
    rng r = rng_seeded("memory");
    for (int run = 0; run < 40; ++run) {
        const uint32_t nodes = (uint32_t)rng_below(&r, 300);
        const model_graph g = model_graph_random(&r, nodes + 1, rng_below(&r, 3000), run % 2, 0, 1);
        ledger l = {0};
        engram_allocator memory = hooks(&l);
        uint64_t bytes = 0;
        engram_graph *graph = NULL;
        assert_int_equal(engram_graph_size(&g.csr, NULL, &memory, &bytes), ENGRAM_OK);
        assert_int_equal(l.held, 0);
        assert_true(l.peak <= 8 * (uint64_t)g.nodes + 4096);
        l = (ledger){0};
        assert_int_equal(engram_graph_create(&g.csr, NULL, &memory, &graph), ENGRAM_OK);
        assert_int_equal(l.held, bytes);
        assert_true(l.peak <= bytes + 16 * (uint64_t)g.nodes + 4096);
        engram_graph_info info = {.size = sizeof info};
        assert_int_equal(engram_graph_describe(graph, &info), ENGRAM_OK);
        assert_true(info.bytes == bytes && info.node_count == g.nodes && info.edge_count == g.edges);
        assert_true(info.padding <= g.edges + 64 * (uint64_t)info.slices);
        engram_graph_destroy(&graph);
        assert_int_equal(l.held, 0);
        const uint64_t calls = l.calls;
        for (uint64_t fail = 1; fail <= calls; ++fail) {
            l = (ledger){.fail_at = fail};
            assert_int_equal(engram_graph_create(&g.csr, NULL, &memory, &graph), ENGRAM_ERROR_MEMORY);
            assert_null(graph);
            assert_int_equal(l.held, 0);
        }
        l = (ledger){0};
        engram_workspace *workspace = NULL;
        assert_int_equal(engram_workspace_create(g.nodes, &memory, &workspace), ENGRAM_OK);
        assert_int_equal(l.held, engram_workspace_size(g.nodes));
        engram_workspace_destroy(&workspace);
        assert_true(l.held == 0 && workspace == NULL);
        l.fail_at = 1, l.calls = 0;
        assert_int_equal(engram_workspace_create(g.nodes, &memory, &workspace), ENGRAM_ERROR_MEMORY);
        model_graph_free(g);
    }
}

/* One hop from every single node tells all edges: that is how graphs are compared here. */
static void assert_same_graph(const engram_graph *a, const engram_graph *b, uint32_t nodes) {
    engram_workspace *w = NULL;
    assert_int_equal(engram_workspace_create(nodes, NULL, &w), ENGRAM_OK);
    engram_spread_options o = {.size = sizeof o};
    engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &o);
    engram_activated *x = calloc(nodes + 1, sizeof *x), *y = calloc(nodes + 1, sizeof *y);
    float *u = malloc(nodes * 4 + 4), *v = malloc(nodes * 4 + 4);
    assert_true(x != NULL && y != NULL && u != NULL && v != NULL);
    for (uint32_t s = 0; s < nodes; ++s) {
        uint64_t m, n;
        engram_spread_info i = {.size = sizeof i}, j = {.size = sizeof j};
        o.hops = 1;
        assert_int_equal(engram_spread_sparse(a, &o, w, SEEDS(&s, NULL, 1), x, nodes, &m, &i), ENGRAM_OK);
        assert_int_equal(engram_spread_sparse(b, &o, w, SEEDS(&s, NULL, 1), y, nodes, &n, &j), ENGRAM_OK);
        assert_int_equal(m, n);
        assert_int_equal(i.edges, j.edges);
        assert_memory_equal(x, y, m * sizeof *x);
        u[s] = v[s] = 1.0f / (float)(s + 1);
    }
    o.hops = 3;
    assert_int_equal(engram_spread_dense(a, &o, w, NULL, u, NULL), ENGRAM_OK);
    assert_int_equal(engram_spread_dense(b, &o, w, NULL, v, NULL), ENGRAM_OK);
    assert_same_bits(u, v, nodes, "graphs differ in order");
    free(x), free(y), free(u), free(v);
    engram_workspace_destroy(&w);
}

static void edge_lists(void **state) {
    (void)state;
    rng r = rng_seeded("edge lists");
    for (int run = 0; run < 60; ++run) {
        const uint32_t nodes = 1 + (uint32_t)rng_below(&r, 30);
        model_graph g = model_graph_random(&r, nodes, rng_below(&r, 200), run % 2, 0, 1);
        engram_edge *list = calloc(g.edges + 1, sizeof *list);
        assert_non_null(list);
        uint64_t *at = calloc(nodes + 1, 8), left = g.edges, n = 0;
        assert_non_null(at);
        memcpy(at, g.offsets, (nodes + 1) * 8);
        while (left != 0) { /* rows interleaved, each in its own order */
            const uint32_t s = (uint32_t)rng_below(&r, nodes);
            if (at[s] == g.offsets[s + 1]) continue;
            const uint64_t e = at[s]++;
            list[n++] = (engram_edge){s, g.targets[e], g.weights[e], g.types != NULL ? g.types[e] : 0};
            --left;
        }
        engram_graph *expected = NULL, *built = NULL;
        uint64_t position = 77;
        assert_int_equal(engram_graph_create(&g.csr, NULL, NULL, &expected), ENGRAM_OK);
        assert_int_equal(engram_graph_create_from_edges(nodes, list, n, NULL, NULL, &built, &position), ENGRAM_OK);
        assert_same_graph(expected, built, nodes);
        engram_graph_destroy(&built);

        uint64_t second = UINT64_MAX, unique = 0; /* the plain way: look back for each edge */
        engram_edge *merged = calloc(n + 1, sizeof *merged);
        assert_non_null(merged);
        for (uint64_t i = 0; i < n; ++i) {
            uint64_t j = 0;
            const uint64_t known = unique;
            while (j < known && !(merged[j].source == list[i].source && merged[j].target == list[i].target &&
                                  merged[j].type == list[i].type))
                ++j;
            if (j < known) merged[j].weight += list[i].weight;
            else merged[unique++] = list[i];
            if (j < known && second == UINT64_MAX) second = i;
        }
        engram_graph_options o = {sizeof o, ENGRAM_DUPLICATES_SUM, 0};
        engram_graph *summed = NULL, *plain = NULL;
        assert_int_equal(engram_graph_create_from_edges(nodes, list, n, &o, NULL, &summed, NULL), ENGRAM_OK);
        assert_int_equal(engram_graph_create_from_edges(nodes, merged, unique, NULL, NULL, &plain, NULL), ENGRAM_OK);
        assert_same_graph(summed, plain, nodes);
        o.duplicates = ENGRAM_DUPLICATES_REJECT;
        const engram_status status = engram_graph_create_from_edges(nodes, list, n, &o, NULL, &built, &position);
        assert_int_equal(status, unique == n ? ENGRAM_OK : ENGRAM_ERROR_GRAPH);
        if (unique != n) assert_int_equal(position, second);
        engram_graph_destroy(&summed), engram_graph_destroy(&plain), engram_graph_destroy(&expected),
            engram_graph_destroy(&built);
        free(list), free(at), free(merged);
        model_graph_free(g);
    }
    const engram_edge bad[4] = {{0, 1, 1, 0}, {0, 1, FLT_MAX, 0}, {0, 1, FLT_MAX, 0}, {1, 0, NAN, 0}};
    engram_graph *graph = NULL;
    uint64_t position = 77;
    engram_graph_options o = {sizeof o, ENGRAM_DUPLICATES_SUM, 0};
    assert_int_equal(engram_graph_create_from_edges(2, bad, 4, &o, NULL, &graph, &position), ENGRAM_ERROR_GRAPH);
    assert_int_equal(position, 3);
    assert_int_equal(engram_graph_create_from_edges(2, bad, 3, &o, NULL, &graph, &position), ENGRAM_ERROR_GRAPH);
    assert_int_equal(position, 2); /* the sum leaves the range of a float */
    assert_int_equal(engram_graph_create_from_edges(2, NULL, 3, &o, NULL, &graph, &position), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_create_from_edges(0, NULL, 0, &o, NULL, &graph, &position), ENGRAM_OK);
    engram_graph_destroy(&graph);
}

/* Raw views: both offset widths, against the model of the same rule. */
static void one_off_spreading(void **state) {
    (void)state;
    rng r = rng_seeded("one-off");
    for (int run = 0; run < 40; ++run) {
        const uint32_t nodes = 1 + (uint32_t)rng_below(&r, 60);
        model_graph g = model_graph_random(&r, nodes, rng_below(&r, 400), 0, -0.3f, 1);
        uint32_t *narrow = malloc((nodes + 1) * 4);
        float *start = malloc(nodes * 4), *expected = malloc(nodes * 4), *a = malloc(nodes * 4);
        assert_true(narrow != NULL && start != NULL && expected != NULL && a != NULL);
        for (uint32_t i = 0; i <= nodes; ++i) narrow[i] = (uint32_t)g.offsets[i];
        rng_fill(&r, start, nodes, 0, 1);
        engram_spread_options o = {.size = sizeof o};
        engram_spread_preset(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, &o);
        o.hops = (uint32_t)rng_below(&r, 5);
        memcpy(expected, start, nodes * 4);
        o.flags = o.hops == 0 ? 0 : o.flags;
        if (o.hops == 0) o.squash = ENGRAM_SQUASH_NONE;
        model_run(&o, &g, expected);
        for_each_level(level) {
            for (int width = 0; width < 2; ++width) {
                engram_csr csr = g.csr;
                csr.offsets = width ? (const void *)narrow : (const void *)g.offsets;
                csr.offset_type = width ? ENGRAM_OFFSETS_U32 : ENGRAM_OFFSETS_U64;
                memcpy(a, start, nodes * 4);
                assert_int_equal(engram_activation_spread(&csr, o.hops, a), ENGRAM_OK);
                for (uint32_t i = 0; i < nodes; ++i) a[i] += 0.0f; /* this call keeps a -0 */
                assert_same_bits(a, expected, nodes, "%s, width %d", engram_level_name(level), width);
                if (g.edges != 0)
                    assert_int_equal(engram_activation_spread(&csr, 1, g.weights + g.edges - 1), ENGRAM_ERROR_OVERLAP);
            }
        }
        /* Activations that begin where the offsets end are apart from them; one place earlier they are not. */
        uint64_t *wide = malloc((nodes + 1) * 8 + nodes * 4);
        assert_non_null(wide);
        for (int width = 0; width < 2; ++width) {
            engram_csr csr = g.csr;
            csr.offset_type = width ? ENGRAM_OFFSETS_U32 : ENGRAM_OFFSETS_U64;
            csr.offsets = memcpy(wide, width ? (const void *)narrow : (const void *)g.offsets, (nodes + 1) * (width ? 4 : 8));
            float *behind = (float *)(void *)((char *)wide + (nodes + 1) * (width ? 4 : 8));
            memcpy(behind, start, nodes * 4);
            assert_int_equal(engram_activation_spread(&csr, o.hops, behind), ENGRAM_OK);
            assert_int_equal(engram_activation_spread(&csr, 1, behind - 1), ENGRAM_ERROR_OVERLAP);
        }
        free(wide);
        assert_int_equal(engram_activation_spread(&g.csr, 1, NULL), ENGRAM_ERROR_NULL);
        free(narrow), free(start), free(expected), free(a);
        model_graph_free(g);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_have_a_name_and_a_place),
        cmocka_unit_test(refusals),
        cmocka_unit_test(memory_is_as_told_and_failures_give_it_back),
        cmocka_unit_test(edge_lists),
        cmocka_unit_test(one_off_spreading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
