/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The capacity estimate of handles, against the bytes that their allocator hands out. */

#include "engram/engram.h"
#include "support/check.h"

static uint64_t held, most; /* now; at once, since it was last set */
static void *take(void *context, size_t bytes, size_t align) {
    (void)context;
    void *memory = NULL;
    if (posix_memalign(&memory, align, bytes) != 0) return NULL;
    held += bytes;
    if (held > most) most = held;
    return memory;
}
static void give(void *context, void *memory, size_t bytes, size_t align) {
    (void)context, (void)align;
    held -= bytes;
    free(memory);
}
static const engram_allocator counting = {.size = sizeof counting, .allocate = take, .release = give};

static void near(const char *what, uint64_t estimate, uint64_t measured) {
    const double ratio = (double)estimate / (double)measured;
    printf("capacity: %s: estimated %llu, measured %llu, ratio %.4f\n", what, (unsigned long long)estimate,
           (unsigned long long)measured, ratio);
    assert_true(ratio > 0.95 && ratio < 1.05);
}

/* Targets uniform, or as skewed as the square of a uniform number. */
static void graphs(uint32_t nodes, uint64_t edges, int skewed) {
    uint64_t *offsets = malloc((nodes + UINT64_C(1)) * sizeof *offsets), state = 88172645463325252u;
    uint32_t *targets = malloc(edges * sizeof *targets);
    float *weights = malloc(edges * sizeof *weights);
    uint8_t *types = calloc(edges, 1);
    assert_true(offsets != NULL && targets != NULL && weights != NULL && types != NULL);
    for (uint64_t i = 0; i <= nodes; ++i) offsets[i] = edges * i / nodes;
    for (uint64_t e = 0; e < edges; ++e) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        const double u = (double)(state >> 11) * 0x1p-53;
        targets[e] = (uint32_t)((skewed ? u * u : u) * nodes);
        weights[e] = 0.5f;
    }
    for (uint32_t prepared = 1; prepared <= 2; ++prepared)
        for (uint32_t typed = 0; typed <= 1; ++typed) {
            const engram_csr csr = {.size = sizeof csr, .node_count = nodes, .edge_count = edges, .offsets = offsets,
                                    .targets = targets, .weights = weights, .types = typed ? types : NULL};
            const engram_graph_options options = {.size = sizeof options, .no_pull = prepared - 1};
            engram_capacity_plan plan = {.size = sizeof plan, .nodes = nodes, .edges = edges, .prepared = prepared,
                                         .typed = typed};
            engram_capacity c = {.size = sizeof c};
            assert_int_equal(engram_capacity_estimate(&plan, &c), ENGRAM_OK);
            engram_graph *graph = NULL;
            most = held;
            assert_int_equal(engram_graph_create(&csr, &options, &counting, &graph), ENGRAM_OK);
            assert_true(most - held <= UINT64_C(16) * nodes + 4096);
            engram_graph_info info = {.size = sizeof info};
            assert_int_equal(engram_graph_describe(graph, &info), ENGRAM_OK);
            assert_int_equal(info.bytes, held);
            near("prepared graph", c.prepared, held);
            engram_graph_destroy(&graph);
            assert_int_equal(held, 0);
        }
    free(offsets), free(targets), free(weights), free(types);
}

static void prepared_graphs(void **state) {
    (void)state;
    graphs(20000, 200000, 0);
    graphs(20000, 200000, 1);
    graphs(50000, 100000, 0);
}

/* What making a graph takes beside the graph, as the header says of each way. */
static void building(void **state) {
    (void)state;
    enum { NODES = 3000, EDGES = 40000 };
    static engram_edge edges[EDGES];
    rng r = rng_seeded("building");
    for (uint32_t i = 0; i < EDGES; ++i)
        edges[i] = (engram_edge){(uint32_t)rng_below(&r, NODES), (uint32_t)rng_below(&r, NODES), 0.5f, i % 3};
    engram_graph *graph = NULL, *again = NULL;
    engram_graph_options options = {.size = sizeof options};
    for (engram_duplicates d = ENGRAM_DUPLICATES_KEEP; d <= ENGRAM_DUPLICATES_SUM; ++d) {
        options.duplicates = d, most = held;
        assert_int_equal(engram_graph_create_from_edges(NODES, edges, EDGES, &options, &counting, &graph, NULL), ENGRAM_OK);
        printf("capacity: from edges, duplicates %u: %.1f bytes an edge beside the graph\n", d, (double)(most - held) / (double)EDGES);
        assert_true(most - held <= 24 * EDGES + 16 * NODES + 4096);
        if (d == ENGRAM_DUPLICATES_KEEP) engram_graph_destroy(&graph);
    }
    const uint64_t alone = held;
    uint64_t bytes, position;
    assert_int_equal(engram_graph_image_size(graph, &bytes), ENGRAM_OK);
    void *image = malloc(bytes);
    assert_non_null(image);
    assert_int_equal(engram_graph_image_write(graph, image, bytes, &position), ENGRAM_OK);
    most = held;
    assert_int_equal(engram_graph_create_from_image(image, bytes, NULL, &counting, &again, NULL), ENGRAM_OK);
    printf("capacity: from an image: %.1f bytes an edge beside the graph\n", (double)(most - held) / (double)EDGES);
    assert_true(most - held <= 9 * EDGES + (8 + 16) * NODES + 4096);
    assert_int_equal(held, 2 * alone);
    engram_graph_destroy(&graph), engram_graph_destroy(&again);
    assert_int_equal(held, 0);
    free(image);
}

static void workspaces(void **state) {
    (void)state;
    engram_workspace *spaces[3] = {NULL, NULL, NULL};
    for (int i = 0; i < 3; ++i) assert_int_equal(engram_workspace_create(20000, &counting, &spaces[i]), ENGRAM_OK);
    const engram_capacity_plan plan = {.size = sizeof plan, .nodes = 20000, .workspaces = 3};
    engram_capacity c = {.size = sizeof c};
    assert_int_equal(engram_capacity_estimate(&plan, &c), ENGRAM_OK);
    near("workspaces", c.workspaces, held);
    for (int i = 0; i < 3; ++i) engram_workspace_destroy(&spaces[i]);
    assert_int_equal(held, 0);
}

/* What the functions write for rows of each type: nothing past the estimate, and the last byte of it. */
static void rows_and_codes(void **state) {
    (void)state;
    enum { COUNT = 64, DIM = 100 };
    static float values[COUNT * DIM], scales[COUNT];
    static unsigned char out[COUNT * DIM * 4 + 64];
    for (size_t i = 0; i < COUNT * DIM; ++i) values[i] = i % 3 == 0 ? -1.5f : 1.0f + (float)(i % 7);
    const engram_rows rows = {.size = sizeof rows, .type = ENGRAM_TYPE_F32, .data = values, .count = COUNT, .dim = DIM};
    const struct {
        engram_type type;
        uint32_t bits;
    } types[] = {{ENGRAM_TYPE_F16, 16}, {ENGRAM_TYPE_BF16, 16}, {ENGRAM_TYPE_I8, 8}, {ENGRAM_TYPE_BITS, 1}};
    for (size_t t = 0; t < sizeof types / sizeof *types; ++t) {
        memset(out, 0xA5, sizeof out);
        const int is_i8 = types[t].type == ENGRAM_TYPE_I8;
        assert_int_equal(engram_rows_convert(&rows, types[t].type, out, 0, is_i8 ? scales : NULL), ENGRAM_OK);
        size_t written = sizeof out;
        while (written > 0 && out[written - 1] == 0xA5) --written;
        const engram_capacity_plan plan = {.size = sizeof plan, .bits = types[t].bits, .rows = COUNT, .dim = DIM};
        engram_capacity c = {.size = sizeof c};
        assert_int_equal(engram_capacity_estimate(&plan, &c), ENGRAM_OK);
        assert_int_equal(c.scales, is_i8 ? sizeof scales : 0);
        near("rows", c.vectors, written);
    }
    static float errors[COUNT], norms[COUNT];
    memset(out, 0xA5, sizeof out);
    assert_int_equal(engram_codes_build(&rows, 0, COUNT, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, (int8_t *)out, rows.count, 0, rows.dim, scales, errors, norms}), ENGRAM_OK);
    size_t written = sizeof out;
    while (written > 0 && out[written - 1] == 0xA5) --written;
    const engram_capacity_plan plan = {.size = sizeof plan, .bits = 32, .rows = COUNT, .dim = DIM, .codes = 1};
    engram_capacity c = {.size = sizeof c};
    assert_int_equal(engram_capacity_estimate(&plan, &c), ENGRAM_OK);
    near("codes", c.codes + c.norms, written + sizeof scales + sizeof errors + sizeof norms);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prepared_graphs),
        cmocka_unit_test(building),
        cmocka_unit_test(workspaces),
        cmocka_unit_test(rows_and_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
