/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The validator and both builders. Offsets, targets, weights and types come straight from the input, so most views are
 * faulty: the first fault must be the one that a plain reading of the header finds, and only sound views make graphs.
 */

#include "graphs.h"

/* Memory that is counted, and that fails from a chosen request on. */
typedef struct ledger {
    uint64_t held, peak, requests, fail_at;
} ledger;

static void *ledger_take(void *context, size_t bytes, size_t align) {
    ledger *l = context;
    if (++l->requests == l->fail_at) return NULL;
    l->held += bytes;
    if (l->held > l->peak) l->peak = l->held;
    return aligned_alloc(align < 8 ? 8 : align, (bytes + align + 7) / align * align + align);
}

static void ledger_give(void *context, void *memory, size_t bytes, size_t align) {
    (void)align;
    ((ledger *)context)->held -= bytes;
    free(memory);
}

static uint64_t offset_at(const engram_csr *c, uint64_t i) {
    return c->offset_type == ENGRAM_OFFSETS_U32 ? ((const uint32_t *)c->offsets)[i] : ((const uint64_t *)c->offsets)[i];
}

/* The header, sentence by sentence. */
static engram_status model_validate(const engram_csr *c, uint64_t *position) {
    *position = 0;
    if (offset_at(c, 0) != 0) return ENGRAM_ERROR_GRAPH;
    for (uint64_t i = 1; i <= c->node_count; ++i) {
        *position = i;
        if (offset_at(c, i) < offset_at(c, i - 1) || offset_at(c, i) > c->edge_count) return ENGRAM_ERROR_GRAPH;
    }
    if (offset_at(c, c->node_count) != c->edge_count) return ENGRAM_ERROR_GRAPH;
    for (uint64_t e = 0; e < c->edge_count; ++e) {
        *position = e;
        if (c->targets[e] >= c->node_count || c->weights[e] - c->weights[e] != 0.0f || (c->types != NULL && c->types[e] > 63))
            return ENGRAM_ERROR_GRAPH;
    }
    return ENGRAM_OK;
}

static void check_view(input *in) {
    const uint32_t nodes = take_below(in, 12), wide = take_below(in, 2);
    const uint64_t edges = take_below(in, take_rarely(in, 8) ? 600 : 24);
    uint32_t *narrow_offsets = fuzz_memory((nodes + 1) * 4), *targets = fuzz_memory(edges * 4);
    uint64_t *offsets = fuzz_memory((nodes + 1) * 8), at = 0;
    float *weights = fuzz_memory(edges * 4);
    uint8_t *types = take_below(in, 2) ? fuzz_memory(edges) : NULL;
    for (uint32_t i = 0; i <= nodes; ++i) {
        const uint8_t step = take_u8(in); /* mostly a step up, sometimes any number, at the end what it should be */
        at = step >= 250 ? take_u64(in) : i == 0 ? 0 : at + step % 8;
        if (i == nodes && step < 200) at = edges;
        offsets[i] = at, narrow_offsets[i] = (uint32_t)at;
    }
    const uint32_t sound = take_below(in, 4);
    for (uint64_t e = 0; e < edges; ++e) {
        targets[e] = sound != 0 && nodes != 0 ? take_below(in, nodes) : take_below(in, 13);
        weights[e] = sound != 0 ? take_finite(in) : take_float(in);
        if (types != NULL) types[e] = sound != 0 ? take_u8(in) % 64 : take_u8(in);
    }
    const engram_csr csr = {sizeof csr, nodes, edges, wide ? (const void *)offsets : narrow_offsets, targets, weights, types,
                            wide ? ENGRAM_OFFSETS_U64 : ENGRAM_OFFSETS_U32, 0};
    uint64_t position = 77, expected_position, bytes = 0;
    const char *fault = NULL;
    const engram_status expected = model_validate(&csr, &expected_position), status = engram_csr_validate(&csr, &position, &fault);
    fuzz_check(status == expected, "the validator says %s", engram_status_name(status));
    if (status != ENGRAM_OK) fuzz_check(position == expected_position && fault != NULL, "a fault at %llu is reported at %llu",
                                        (unsigned long long)expected_position, (unsigned long long)position);
    ledger l = {.fail_at = take_below(in, 2) ? take_below(in, 8) : 0};
    const engram_allocator allocator = {sizeof allocator, 0, &l, ledger_take, ledger_give};
    const engram_graph_options options = {sizeof options, 0, take_below(in, 2)};
    engram_graph *graph = NULL;
    const engram_status sized = engram_graph_size(&csr, &options, NULL, &bytes);
    const engram_status created = engram_graph_create(&csr, &options, &allocator, &graph);
    fuzz_check(sized == expected, "size says %s", engram_status_name(sized));
    fuzz_check(created == expected || (created == ENGRAM_ERROR_MEMORY && l.fail_at != 0), "create says %s", engram_status_name(created));
    if (created == ENGRAM_OK) {
        engram_graph_info info = {.size = sizeof info};
        fuzz_check(engram_graph_describe(graph, &info) == ENGRAM_OK, "no description");
        fuzz_check(info.node_count == nodes && info.edge_count == edges && info.bytes == bytes && l.held == bytes,
                   "%llu bytes were announced, %llu are held", (unsigned long long)bytes, (unsigned long long)l.held);
        fuzz_check(l.peak <= bytes + 16 * (uint64_t)nodes + 4096, "building took %llu bytes", (unsigned long long)l.peak);
        engram_graph_destroy(&graph);
    }
    fuzz_check(graph == NULL && l.held == 0, "%llu bytes were not given back", (unsigned long long)l.held);
    free(narrow_offsets), free(offsets), free(targets), free(weights), free(types);
}

/* The edges that are left of a list, grouped by source, in the order the header promises. */
static engram_status model_edges(uint32_t nodes, const engram_edge *edges, uint64_t count, engram_duplicates duplicates,
                                 model_graph *g, uint64_t *position) {
    uint64_t kept = 0;
    engram_status status = ENGRAM_OK;
    *position = UINT64_MAX;
    for (uint64_t e = 0; e < count; ++e)
        if (edges[e].source >= nodes || edges[e].target >= nodes || edges[e].weight - edges[e].weight != 0.0f || edges[e].type > 63) {
            *position = e;
            return ENGRAM_ERROR_GRAPH;
        }
    for (uint32_t s = 0; s < nodes; ++s) {
        const uint64_t begin = kept;
        for (uint64_t e = 0; e < count; ++e) {
            if (edges[e].source != s) continue;
            uint64_t same = begin;
            while (same < kept && (g->targets[same] != edges[e].target || g->types[same] != edges[e].type)) ++same;
            if (duplicates != ENGRAM_DUPLICATES_KEEP && same < kept) {
                g->weights[same] += edges[e].weight;
                const int is_bad = duplicates == ENGRAM_DUPLICATES_REJECT || g->weights[same] - g->weights[same] != 0.0f;
                if (is_bad && e < *position) *position = e;
                if (is_bad) status = ENGRAM_ERROR_GRAPH;
                continue;
            }
            g->targets[kept] = edges[e].target, g->weights[kept] = edges[e].weight, g->types[kept++] = (uint8_t)edges[e].type;
        }
        g->offsets[s + 1] = kept;
    }
    g->csr.edge_count = kept;
    return status;
}

static void check_edges(input *in) {
    const uint32_t nodes = take_below(in, 10);
    const uint64_t count = take_below(in, 40);
    engram_edge *edges = fuzz_memory(count * sizeof *edges);
    const int is_wild = take_rarely(in, 4);
    for (uint64_t e = 0; e < count; ++e) {
        edges[e] = (engram_edge){take_below(in, nodes + (nodes == 0)), take_below(in, nodes + (nodes == 0)), take_finite(in), take_below(in, 3)};
        if (is_wild && take_rarely(in, 32)) edges[e] = (engram_edge){take_below(in, 12), take_below(in, 12), take_float(in), take_u8(in)};
    }
    const engram_graph_options options = {sizeof options, take_below(in, 3), take_below(in, 2)};
    ledger l = {0};
    const engram_allocator allocator = {sizeof allocator, 0, &l, ledger_take, ledger_give};
    model_graph g = model_graph_new(nodes, count, 1);
    uint64_t position = 0, expected_position;
    engram_graph *graph = NULL, *same = NULL;
    const engram_status expected = model_edges(nodes, edges, count, options.duplicates, &g, &expected_position);
    const engram_status status = engram_graph_create_from_edges(nodes, edges, count, &options, &allocator, &graph, &position);
    fuzz_check(status == expected, "from edges says %s", engram_status_name(status));
    if (status == ENGRAM_ERROR_GRAPH && options.duplicates != ENGRAM_DUPLICATES_SUM)
        fuzz_check(position == expected_position, "edge %llu is bad, %llu is reported", (unsigned long long)expected_position, (unsigned long long)position);
    if (status == ENGRAM_OK) {
        engram_graph_info info = {.size = sizeof info};
        fuzz_check(engram_graph_describe(graph, &info) == ENGRAM_OK && info.edge_count == g.csr.edge_count, "%d edges, expected %d",
                   (int)info.edge_count, (int)g.csr.edge_count);
        fuzz_check(engram_graph_create(&g.csr, NULL, NULL, &same) == ENGRAM_OK, "the model's edges make no graph");
        engram_workspace *workspace = NULL;
        fuzz_check(engram_workspace_create(nodes, NULL, &workspace) == ENGRAM_OK, "no workspace");
        engram_spread_options o = {.size = sizeof o};
        engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &o);
        o.hops = 2, o.normaliser = ENGRAM_NORMALISE_SQRT_DEGREE;
        float a[16], b[16];
        for (uint32_t i = 0; i < nodes; ++i) a[i] = b[i] = 1.0f + 0.37f * (float)i;
        fuzz_check(engram_spread_dense(graph, &o, workspace, NULL, a, NULL) == ENGRAM_OK, "no spread");
        fuzz_check(engram_spread_dense(same, &o, workspace, NULL, b, NULL) == ENGRAM_OK, "no spread");
        fuzz_same(a, b, nodes * 4, engram_level_best(), "a spread on edges in the promised order");
        engram_workspace_destroy(&workspace);
    }
    engram_graph_destroy(&graph), engram_graph_destroy(&same);
    fuzz_check(l.held == 0, "%llu bytes were not given back", (unsigned long long)l.held);
    model_graph_free(g);
    free(edges);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    if (take_below(&in, 2)) check_edges(&in);
    else check_view(&in);
    return 0;
}
