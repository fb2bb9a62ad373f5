/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Changes on top of a graph: after any sequence of appending, reweighting, deleting and compacting, the overlay spreads as
 * a graph does that is built afresh from a plain list of the edges, and so does every snapshot of what it was.
 */

#include "graphs.h"

enum { MOST = FUZZ_EDGES + 64, EXTRA_NODES = 4 };

typedef struct edges {
    engram_edge list[MOST];
    uint32_t count;
} edges;

static int same_place(const engram_edge *a, const engram_edge *b) {
    return a->source == b->source && a->target == b->target && a->type == b->type;
}

/* Whether an edge like it is there; all of them reweighted, or deleted. */
static int model_change(edges *e, const engram_edge *edge, int is_delete) {
    uint32_t kept = 0;
    int found = 0;
    for (uint32_t i = 0; i < e->count; ++i) {
        const int is_it = same_place(&e->list[i], edge);
        found |= is_it;
        if (is_it && is_delete) continue;
        e->list[kept] = e->list[i];
        if (is_it) e->list[kept].weight = edge->weight;
        ++kept;
    }
    e->count = kept;
    return found;
}

/* Where in the list the edge at an index among those of a source is; count where there is none. */
static uint32_t model_at(const edges *e, uint32_t source, uint32_t index) {
    uint32_t i = 0;
    for (; i < e->count; ++i)
        if (e->list[i].source == source && index-- == 0) break;
    return i;
}

static void spread_all(const engram_graph *graph, const engram_spread_options *rule, engram_workspace *workspace, uint32_t nodes,
                       float *values, engram_spread_info *info) {
    for (uint32_t i = 0; i < nodes; ++i) values[i] = i % 3 == 0 ? 0.0f : 0.25f + 0.125f * (float)i;
    const engram_status status = engram_spread_dense(graph, rule, workspace, NULL, values, info);
    fuzz_check(status == ENGRAM_OK, "no spread: %s", engram_status_text(status));
}

/* Edges read back from any form of the same graph are those of the other. */
static void check_reading(const engram_graph *a, const engram_graph *b, uint32_t nodes) {
    static engram_edge x[MOST], y[MOST];
    uint64_t m = 0, n = 0;
    fuzz_check(engram_graph_edges(a, 0, nodes, x, MOST, &m) == ENGRAM_OK, "no edges");
    fuzz_check(engram_graph_edges(b, 0, nodes, y, MOST, &n) == ENGRAM_OK && n == m, "%d edges, not %d", (int)n, (int)m);
    fuzz_same(y, x, m * sizeof *x, engram_level_best(), "edges read back");
    for (uint32_t v = 0; v < nodes; ++v) {
        fuzz_check(engram_graph_incoming(a, v, x, MOST, &m) == ENGRAM_OK, "no incoming edges");
        fuzz_check(engram_graph_incoming(b, v, y, MOST, &n) == ENGRAM_OK && n == m, "%d edges into %d, not %d", (int)n, (int)v, (int)m);
        fuzz_same(y, x, m * sizeof *x, engram_level_best(), "incoming edges");
    }
}

/* A state of the overlay that was kept, and the list as it was then. */
typedef struct kept {
    engram_graph *graph;
    edges e;
} kept;

static void check_kept(const kept *k, uint32_t nodes) {
    engram_graph *fresh = NULL;
    fuzz_check(engram_graph_create_from_edges(nodes, k->e.list, k->e.count, NULL, NULL, &fresh, NULL) == ENGRAM_OK, "no fresh graph");
    check_reading(fresh, k->graph, nodes);
    engram_graph_destroy(&fresh);
}

/* The overlay, a compact copy of it, and a graph from the model's list, on every level. */
static void check_state(const engram_overlay *overlay, const edges *e, uint32_t nodes, const engram_spread_options *rule,
                        engram_workspace *workspace) {
    engram_graph *compact = NULL, *fresh = NULL;
    const engram_graph *view = engram_overlay_view(overlay);
    fuzz_check(engram_overlay_compact(overlay, NULL, NULL, &compact) == ENGRAM_OK, "no compact graph");
    fuzz_check(engram_graph_create_from_edges(nodes, e->list, e->count, NULL, NULL, &fresh, NULL) == ENGRAM_OK, "no fresh graph");
    const engram_graph *graphs[3] = {fresh, view, compact};
    float expected[FUZZ_NODES + EXTRA_NODES], values[FUZZ_NODES + EXTRA_NODES];
    engram_spread_info expected_info = {.size = sizeof expected_info};
    for (int i = 0; i < 3; ++i) {
        engram_graph_info info = {.size = sizeof info};
        fuzz_check(engram_graph_describe(graphs[i], &info) == ENGRAM_OK && info.edge_count == e->count && info.node_count == nodes,
                   "graph %d has %d edges, the list %d", i, (int)info.edge_count, (int)e->count);
    }
    check_reading(fresh, view, nodes), check_reading(fresh, compact, nodes);
    int have = 0;
    for_each_level(level)
        for (int i = 0; i < 3; ++i) {
            engram_spread_info info = {.size = sizeof info};
            spread_all(graphs[i], rule, workspace, nodes, values, &info);
            if (!have) memcpy(expected, values, sizeof values), expected_info = info;
            have = 1;
            fuzz_same(values, expected, nodes * 4, level, i == 1 ? "the overlay" : i == 2 ? "the compact graph" : "the fresh graph");
            fuzz_same(&info, &expected_info, sizeof info, level, "reports of a spread");
        }
    engram_graph_destroy(&compact), engram_graph_destroy(&fresh);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    static edges e;
    static kept snapshots[4];
    static fuzz_rule r;
    model_graph g = take_graph(&in);
    take_rule(&in, &r);
    r.options.node_factors = NULL; /* as many as the base has nodes, the overlay may have more */
    const uint32_t nodes = g.nodes + take_below(&in, EXTRA_NODES + 1);
    e.count = 0;
    for (uint32_t s = 0; s < g.nodes; ++s)
        for (uint64_t i = g.offsets[s]; i < g.offsets[s + 1]; ++i)
            e.list[e.count++] = (engram_edge){s, g.targets[i], g.weights[i], g.types != NULL ? g.types[i] : 0};
    engram_graph *base = NULL;
    engram_overlay *overlay = NULL;
    engram_workspace *workspace = NULL;
    fuzz_check(engram_graph_create(&g.csr, NULL, NULL, &base) == ENGRAM_OK, "no base");
    fuzz_check(engram_overlay_create(base, nodes, NULL, &overlay) == ENGRAM_OK, "no overlay");
    fuzz_check(engram_workspace_create(nodes, NULL, &workspace) == ENGRAM_OK, "no workspace");
    float probe[FUZZ_NODES + EXTRA_NODES] = {0};
    if (engram_spread_dense(base, &r.options, workspace, NULL, probe, NULL) != ENGRAM_OK) {
        r.options = (engram_spread_options){.size = sizeof r.options};
        fuzz_check(engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &r.options) == ENGRAM_OK, "no preset");
    }
    for (int step = 0; step < 48 && in.left > 0; ++step) {
        const uint8_t what = take_u8(&in);
        engram_edge edge = {take_below(&in, nodes + (what >= 240)), take_below(&in, nodes), take_float(&in), take_below(&in, 3)};
        if (what % 2 == 1 && e.count != 0) edge.source = e.list[what / 2 % e.count].source, edge.target = e.list[what / 2 % e.count].target,
                                           edge.type = e.list[what / 2 % e.count].type; /* one that is there */
        const int is_place = edge.source < nodes && edge.target < nodes, is_weight = edge.weight - edge.weight == 0.0f;
        engram_status expected = is_place && is_weight ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT, status;
        kept *snapshot = &snapshots[edge.type % 4];
        switch (what % 8) {
        case 0:
        case 1:
            if (e.count == MOST) continue;
            status = engram_overlay_append(overlay, &edge);
            if (expected == ENGRAM_OK) e.list[e.count++] = edge;
            break;
        case 2:
            status = engram_overlay_reweight(overlay, &edge);
            if (expected == ENGRAM_OK && !model_change(&e, &edge, 0)) expected = ENGRAM_ERROR_ARGUMENT;
            break;
        case 3:
            status = engram_overlay_delete(overlay, &edge);
            expected = is_place && model_change(&e, &edge, 1) ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
            break;
        case 4:
        case 5: { /* one of several, by its index */
            const uint32_t index = (uint32_t)what / 8 % 4, at = model_at(&e, edge.source, index);
            const int is_delete = what % 8 == 4;
            status = is_delete ? engram_overlay_delete_at(overlay, edge.source, index)
                               : engram_overlay_reweight_at(overlay, edge.source, index, edge.weight);
            expected = at < e.count && (is_delete || is_weight) ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
            if (expected != ENGRAM_OK) break;
            if (!is_delete) e.list[at].weight = edge.weight;
            else memmove(e.list + at, e.list + at + 1, (--e.count - at) * sizeof *e.list);
            break;
        }
        case 6: /* a snapshot, which lives until the next in its place, or until the end */
            engram_graph_destroy(&snapshot->graph);
            status = engram_overlay_snapshot(overlay, &snapshot->graph), expected = ENGRAM_OK;
            snapshot->e = e;
            break;
        default: /* an overlay on the compact graph goes on where this one was */
            if (take_rarely(&in, 4)) {
                engram_graph *compact = NULL;
                fuzz_check(engram_overlay_compact(overlay, NULL, NULL, &compact) == ENGRAM_OK, "no compact graph");
                engram_overlay_destroy(&overlay), engram_graph_destroy(&base);
                base = compact;
                fuzz_check(engram_overlay_create(base, nodes, NULL, &overlay) == ENGRAM_OK, "no overlay");
            }
            status = expected;
            break;
        }
        fuzz_check(status == expected, "step %d says %s instead of %s", step, engram_status_name(status), engram_status_name(expected));
    }
    check_state(overlay, &e, nodes, &r.options, workspace);
    engram_overlay_destroy(&overlay), engram_graph_destroy(&base), engram_workspace_destroy(&workspace);
    for (int i = 0; i < 4; ++i) {
        if (snapshots[i].graph != NULL) check_kept(&snapshots[i], nodes);
        engram_graph_destroy(&snapshots[i].graph);
    }
    model_graph_free(g);
    return 0;
}
