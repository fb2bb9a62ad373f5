/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Overlays and their snapshots: random changes, each also made to a plain list; memory to the byte; states that stay. */

#include "kernels/activation/edges.h"
#include "kernels/activation/ledger.h"
#include "kernels/activation/model.h"

static engram_edge random_edge(rng *r, const edge_model *m) {
    if (m->count != 0 && rng_below(r, 3) != 0) { /* one like an edge that is there */
        engram_edge edge = m->list[rng_below(r, m->count)];
        edge.weight = rng_float(r, -1, 1);
        return edge;
    }
    return (engram_edge){(uint32_t)rng_below(r, m->nodes), (uint32_t)rng_below(r, m->nodes), rng_float(r, -1, 1),
                         (uint32_t)rng_below(r, 2)};
}

/* One change to both. Where memory fails neither has it. */
static engram_status change(rng *r, engram_overlay *overlay, edge_model *m) {
    const engram_edge edge = random_edge(r, m);
    const uint64_t begin = edges_begin(m, edge.source), degree = edges_of(m, edge.source);
    const uint64_t index = rng_below(r, degree + 1), kind = rng_below(r, 8);
    if (kind < 3 && m->count < MOST_EDGES - 1) {
        const engram_status status = engram_overlay_append(overlay, &edge);
        if (status == ENGRAM_OK) edges_insert(m, edge);
        return status;
    }
    if (kind == 7) {
        const uint32_t nodes = m->nodes + (uint32_t)(rng_below(r, 20) == 0);
        const engram_status status = engram_overlay_grow(overlay, nodes);
        if (status == ENGRAM_OK) m->nodes = nodes;
        return status;
    }
    if (kind >= 5) {
        const engram_status status = kind == 5 ? engram_overlay_delete_at(overlay, edge.source, index)
                                               : engram_overlay_reweight_at(overlay, edge.source, index, edge.weight);
        if (index == degree) assert_int_equal(status, ENGRAM_ERROR_ARGUMENT);
        else if (status == ENGRAM_OK && kind == 5) edges_erase(m, begin + index);
        else if (status == ENGRAM_OK) m->list[begin + index].weight = edge.weight;
        return index == degree ? ENGRAM_OK : status;
    }
    uint64_t like = 0;
    for (uint64_t i = 0; i < degree; ++i) like += (uint64_t)edges_alike(&m->list[begin + i], &edge);
    const engram_status status = (kind == 3 ? engram_overlay_delete : engram_overlay_reweight)(overlay, &edge);
    if (like == 0) assert_int_equal(status, ENGRAM_ERROR_ARGUMENT);
    for (uint64_t i = degree; i-- > 0 && status == ENGRAM_OK;) {
        if (!edges_alike(&m->list[begin + i], &edge)) continue;
        if (kind == 3) edges_erase(m, begin + i);
        else m->list[begin + i].weight = edge.weight;
    }
    return like == 0 ? ENGRAM_OK : status;
}

/* The overlay spreads as a graph that was built afresh. */
static void assert_spreads_alike(const engram_graph *a, const edge_model *m) {
    engram_graph *fresh = NULL;
    engram_workspace *w = NULL;
    engram_spread_options o = {.size = sizeof o};
    float *x = calloc(m->nodes, 4), *y = calloc(m->nodes, 4);
    assert_true(x != NULL && y != NULL);
    assert_int_equal(engram_graph_create_from_edges(m->nodes, m->list, m->count, NULL, NULL, &fresh, NULL), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(m->nodes, NULL, &w), ENGRAM_OK);
    engram_spread_preset(ENGRAM_SPREAD_PRESET_SPROINK, &o);
    for_each_level(level) {
        for (uint32_t i = 0; i < m->nodes; ++i) x[i] = y[i] = i % 3 == 0 ? 1.0f / (float)(i + 1) : 0.0f;
        assert_int_equal(engram_spread_dense(a, &o, w, NULL, x, NULL), ENGRAM_OK);
        assert_int_equal(engram_spread_dense(fresh, &o, w, NULL, y, NULL), ENGRAM_OK);
        assert_same_bits(x, y, m->nodes, "%s", engram_level_name(level));
    }
    free(x), free(y);
    engram_graph_destroy(&fresh), engram_workspace_destroy(&w);
}

/* The first edge and all like it. */
static void edges_erase_like(edge_model *m) {
    const engram_edge first = m->list[0];
    for (uint64_t i = m->count; i-- > 0;)
        if (edges_alike(&m->list[i], &first)) edges_erase(m, i);
}

static void assert_memory_told(const engram_graph *graph, const ledger *l) {
    engram_graph_info info = {.size = sizeof info};
    assert_int_equal(engram_graph_describe(graph, &info), ENGRAM_OK);
    assert_int_equal(info.bytes - info.base_bytes, l->held);
}

enum { SNAPSHOTS = 6 };
typedef struct kept {
    engram_graph *graph;
    edge_model m;
} kept;

static void changes_and_snapshots(void **state) {
    (void)state;
    rng r = rng_seeded("changes and snapshots");
    static edge_model base_model, m;
    static kept snapshots[SNAPSHOTS];
    for (int run = 0; run < 30; ++run) {
        base_model = (edge_model){.nodes = run % 3 == 0 ? 300 : 2 + (uint32_t)rng_below(&r, 25)};
        for (uint64_t n = rng_below(&r, 80); n > 0; --n) {
            engram_edge edge = random_edge(&r, &base_model);
            if (run % 2) edge.type = 0; /* a base without types */
            edges_insert(&base_model, edge);
        }
        ledger l = {0};
        const engram_allocator memory = hooks(&l);
        const engram_graph_options options = {sizeof options, 0, run % 4 == 3};
        engram_graph *base = NULL, *compact = NULL;
        engram_overlay *overlay = NULL;
        assert_int_equal(engram_graph_create_from_edges(base_model.nodes, base_model.list, base_model.count, &options, NULL,
                                                        &base, NULL), ENGRAM_OK);
        m = base_model;
        assert_int_equal(engram_overlay_create(base, m.nodes, &memory, &overlay), ENGRAM_OK);
        const engram_graph *view = engram_overlay_view(overlay);
        const uint64_t empty = l.held;
        for (int step = 0; step < 150; ++step) {
            if (rng_below(&r, 6) == 0) l.fail_at = l.calls + 1 + rng_below(&r, 3);
            const engram_status status = change(&r, overlay, &m);
            assert_true(status == ENGRAM_OK || (status == ENGRAM_ERROR_MEMORY && l.fail_at != 0));
            kept *snapshot = &snapshots[rng_below(&r, SNAPSHOTS)];
            if (rng_below(&r, 5) == 0 && snapshot->graph == NULL) {
                const engram_status taken = engram_overlay_snapshot(overlay, &snapshot->graph);
                assert_true((taken == ENGRAM_OK) == (snapshot->graph != NULL));
                snapshot->m = m;
            } else if (rng_below(&r, 5) == 0) {
                if (snapshot->graph != NULL) assert_edges(snapshot->graph, &snapshot->m);
                engram_graph_destroy(&snapshot->graph);
            }
            l.fail_at = 0;
            if (step % 10 == 0) assert_edges(view, &m), assert_changes(view, &m, &base_model);
        }
        assert_edges(view, &m), assert_changes(view, &m, &base_model);
        assert_spreads_alike(view, &m);
        assert_int_equal(engram_overlay_compact(overlay, NULL, NULL, &compact), ENGRAM_OK);
        assert_edges(compact, &m);
        engram_graph_destroy(&compact);
        engram_graph_destroy(&base); /* what stands on it holds it */
        for (int i = 0; i < SNAPSHOTS; ++i) {
            kept *s = &snapshots[i];
            if (s->graph == NULL) continue;
            assert_edges(s->graph, &s->m), assert_changes(s->graph, &s->m, &base_model);
            assert_spreads_alike(s->graph, &s->m);
            if (run % 2) engram_graph_destroy(&s->graph);
        }
        if (run % 2) {
            assert_memory_told(view, &l);
            while (m.count != 0) assert_int_equal(engram_overlay_delete(overlay, &m.list[0]), ENGRAM_OK),
                                 edges_erase_like(&m);
            assert_edges(view, &m), assert_memory_told(view, &l);
            for (uint64_t i = 0; i < base_model.count; ++i)
                assert_int_equal(engram_overlay_append(overlay, &base_model.list[i]), ENGRAM_OK);
            assert_int_equal(l.held, empty); /* all is as in the base: nothing is held */
        }
        engram_overlay_destroy(&overlay);
        assert_null(overlay);
        for (int i = 0; i < SNAPSHOTS; ++i) {
            if (snapshots[i].graph != NULL) assert_edges(snapshots[i].graph, &snapshots[i].m);
            engram_graph_destroy(&snapshots[i].graph);
        }
        assert_int_equal(l.held, 0);
    }
}

/* Every edge deleted: what is held is what is told, small, and nothing at all once the edges are back. */
static void overlay_memory(void **state) {
    (void)state;
    enum { NODES = 20000 };
    ledger l = {0};
    const engram_allocator memory = hooks(&l);
    engram_graph *base = NULL;
    engram_overlay *overlay = NULL;
    engram_graph_info info = {.size = sizeof info};
    engram_edge *list = calloc(NODES, sizeof *list);
    assert_non_null(list);
    for (uint32_t i = 0; i < NODES; ++i) list[i] = (engram_edge){i, (i * 7 + 1) % NODES, 0.5f, i % 3};
    assert_int_equal(engram_graph_create_from_edges(NODES, list, NODES / 2, NULL, NULL, &base, NULL), ENGRAM_OK);
    assert_int_equal(engram_overlay_create(base, NODES, &memory, &overlay), ENGRAM_OK);
    const engram_graph *view = engram_overlay_view(overlay);
    const uint64_t empty = l.held;
    assert_true(empty < 1024);
    assert_memory_told(view, &l);
    for (uint32_t i = NODES / 2; i < NODES; ++i)
        for (int k = 0; k < 10; ++k) assert_int_equal(engram_overlay_append(overlay, &list[i]), ENGRAM_OK);
    assert_memory_told(view, &l);
    assert_true(l.held > 10 * 9 * NODES / 2 && l.held < 300 * NODES / 2);
    for (uint32_t i = NODES / 2; i < NODES; ++i) assert_int_equal(engram_overlay_delete(overlay, &list[i]), ENGRAM_OK);
    assert_int_equal(l.held, empty);
    for (uint32_t i = 0; i < NODES / 2; ++i) assert_int_equal(engram_overlay_delete(overlay, &list[i]), ENGRAM_OK);
    assert_memory_told(view, &l);
    assert_true(l.held < 64 * NODES / 2); /* that a row is empty takes a little */
    assert_int_equal(engram_graph_describe(view, &info), ENGRAM_OK);
    assert_true(info.edge_count == 0 && info.changed_rows == NODES / 2);
    for (uint32_t i = 0; i < NODES / 2; ++i) assert_int_equal(engram_overlay_append(overlay, &list[i]), ENGRAM_OK);
    assert_int_equal(l.held, empty);
    /* A row that was long gives its room back as it gets short. */
    for (int i = 0; i < 5000; ++i) assert_int_equal(engram_overlay_append(overlay, &list[NODES - 1]), ENGRAM_OK);
    assert_true(l.held > 5000 * 9);
    for (int i = 0; i < 4990; ++i) assert_int_equal(engram_overlay_delete_at(overlay, NODES - 1, 0), ENGRAM_OK);
    assert_true(l.held < empty + 2000);
    assert_memory_told(view, &l);
    engram_overlay_destroy(&overlay), engram_graph_destroy(&base);
    assert_int_equal(l.held, 0);
    free(list);
}

/* A snapshot after every change: what a state shares with the next one is all but a row and its way down. */
static void snapshots_share(void **state) {
    (void)state;
    enum { NODES = 1000000, CHANGES = 20000 };
    ledger l = {0};
    const engram_allocator memory = hooks(&l);
    engram_graph *base = NULL, *before = NULL, *now = NULL;
    engram_overlay *overlay = NULL;
    assert_int_equal(engram_graph_create_from_edges(2, NULL, 0, NULL, NULL, &base, NULL), ENGRAM_OK);
    assert_int_equal(engram_overlay_create(base, NODES, &memory, &overlay), ENGRAM_OK);
    rng r = rng_seeded("snapshots share");
    for (int i = 0; i < CHANGES; ++i) {
        const engram_edge edge = {(uint32_t)rng_below(&r, NODES), 0, 0.5f, 0};
        assert_int_equal(engram_overlay_append(overlay, &edge), ENGRAM_OK);
    }
    assert_int_equal(engram_overlay_snapshot(overlay, &before), ENGRAM_OK);
    const uint64_t calls = l.calls;
    uint64_t most = 0;
    for (int i = 0; i < CHANGES; ++i) {
        const uint64_t held = l.held;
        const engram_edge edge = {i % 2 ? 5 : (uint32_t)rng_below(&r, NODES), 0, 0.5f, 0};
        assert_int_equal(engram_overlay_append(overlay, &edge), ENGRAM_OK);
        assert_int_equal(engram_overlay_snapshot(overlay, &now), ENGRAM_OK);
        if (l.held > held && l.held - held > most) most = l.held - held;
        engram_graph_destroy(&before);
        before = now, now = NULL;
    }
    assert_true(l.calls - calls < 12 * CHANGES);
    /* But for the times when the long row gets twice its room. */
    assert_true(most < 9 * 2 * CHANGES);
    engram_arcs row;
    assert_int_equal(engram_graph_outgoing(before, 5, &row), ENGRAM_OK);
    assert_true(row.count >= CHANGES / 2);
    engram_overlay_destroy(&overlay), engram_graph_destroy(&base), engram_graph_destroy(&before);
    assert_int_equal(l.held, 0);
}

static void one_of_several_parallel_edges(void **state) {
    (void)state;
    static edge_model m = {.nodes = 3};
    for (int i = 0; i < 5; ++i) edges_insert(&m, (engram_edge){1, 2, (float)i, 0});
    engram_graph *base = NULL;
    engram_overlay *overlay = NULL;
    assert_int_equal(engram_graph_create_from_edges(3, m.list, m.count, NULL, NULL, &base, NULL), ENGRAM_OK);
    assert_int_equal(engram_overlay_create(base, 3, NULL, &overlay), ENGRAM_OK);
    assert_int_equal(engram_overlay_delete_at(overlay, 1, 2), ENGRAM_OK);
    edges_erase(&m, 2);
    assert_int_equal(engram_overlay_reweight_at(overlay, 1, 3, -7.0f), ENGRAM_OK);
    m.list[3].weight = -7.0f;
    assert_edges(engram_overlay_view(overlay), &m);
    assert_int_equal(engram_overlay_delete_at(overlay, 1, 4), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_delete_at(overlay, 1, UINT64_MAX), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_delete_at(overlay, 0, 0), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_delete_at(overlay, 3, 0), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_reweight_at(overlay, 1, 4, 1.0f), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_reweight_at(overlay, 1, 0, NAN), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_reweight_at(overlay, 1, 0, INFINITY), ENGRAM_ERROR_ARGUMENT);
    assert_edges(engram_overlay_view(overlay), &m);
    engram_overlay_destroy(&overlay), engram_graph_destroy(&base);
}

/* The largest number of nodes costs nothing where they have no edges, and its last ids work. */
static void as_many_nodes_as_there_are_ids(void **state) {
    (void)state;
    const engram_edge only = {0, 1, 0.5f, 0}, last = {UINT32_MAX - 1, UINT32_MAX - 1, -1.0f, 63};
    engram_graph *base = NULL, *snapshot = NULL;
    engram_overlay *overlay = NULL;
    engram_edge got[2];
    uint64_t count = 0;
    uint32_t changed[2];
    assert_int_equal(engram_graph_create_from_edges(2, &only, 1, NULL, NULL, &base, NULL), ENGRAM_OK);
    assert_int_equal(engram_overlay_create(base, 2, NULL, &overlay), ENGRAM_OK);
    assert_int_equal(engram_overlay_append(overlay, &(engram_edge){1, 0, 0.25f, 0}), ENGRAM_OK);
    assert_int_equal(engram_overlay_append(overlay, &last), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_grow(overlay, UINT32_MAX), ENGRAM_OK);
    assert_int_equal(engram_overlay_grow(overlay, UINT32_MAX - 1), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_append(overlay, &last), ENGRAM_OK);
    assert_int_equal(engram_overlay_append(overlay, &(engram_edge){UINT32_MAX, 0, 1, 0}), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_snapshot(overlay, &snapshot), ENGRAM_OK);
    engram_overlay_destroy(&overlay), engram_graph_destroy(&base);
    assert_int_equal(engram_graph_incoming(snapshot, UINT32_MAX - 1, got, 2, &count), ENGRAM_OK);
    assert_true(count == 1 && got[0].source == last.source && got[0].type == 63);
    assert_int_equal(engram_graph_edges(snapshot, UINT32_MAX - 3, 4, got, 2, &count), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_graph_edges(snapshot, UINT32_MAX - 3, 3, got, 2, &count), ENGRAM_OK);
    assert_int_equal(count, 1);
    assert_int_equal(engram_graph_changes(snapshot, changed, 2, &count), ENGRAM_OK);
    assert_true(count == 2 && changed[0] == 1 && changed[1] == UINT32_MAX - 1);
    engram_graph_destroy(&snapshot);
}

static void refusals(void **state) {
    (void)state;
    engram_graph *base = NULL, *snapshot = NULL, *none = NULL;
    engram_overlay *overlay = NULL, *nested = NULL;
    engram_edge edge = {0, 1, 0.5f, 0};
    engram_arcs row = {0};
    uint64_t count = 9;
    uint32_t changed;
    assert_int_equal(engram_graph_create_from_edges(2, &edge, 1, NULL, NULL, &base, NULL), ENGRAM_OK);
    assert_int_equal(engram_overlay_create(NULL, 2, NULL, &overlay), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_overlay_create(base, 2, NULL, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_overlay_create(base, 1, NULL, &overlay), ENGRAM_ERROR_ARGUMENT);
    assert_null(overlay);
    assert_int_equal(engram_overlay_create(base, 2, NULL, &overlay), ENGRAM_OK);
    assert_int_equal(engram_overlay_snapshot(overlay, &snapshot), ENGRAM_OK);
    assert_int_equal(engram_overlay_create(engram_overlay_view(overlay), 2, NULL, &nested), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_create(snapshot, 2, NULL, &nested), ENGRAM_ERROR_ARGUMENT);
    assert_null(nested);
    const engram_edge bad[] = {{2, 0, 1, 0}, {0, 2, 1, 0}, {0, 1, NAN, 0}, {0, 1, INFINITY, 0}, {0, 1, 1, 64}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) {
        assert_int_equal(engram_overlay_append(overlay, &bad[i]), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(engram_overlay_reweight(overlay, &bad[i]), ENGRAM_ERROR_ARGUMENT);
        if (bad[i].weight == 1.0f) assert_int_equal(engram_overlay_delete(overlay, &bad[i]), ENGRAM_ERROR_ARGUMENT);
    }
    edge.type = 1; /* no such edge */
    assert_int_equal(engram_overlay_reweight(overlay, &edge), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_delete(overlay, &edge), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_append(NULL, &edge), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_overlay_append(overlay, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_overlay_grow(NULL, 2), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_overlay_grow(overlay, 1), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_overlay_delete_at(NULL, 0, 0), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_overlay_reweight_at(NULL, 0, 0, 1), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_overlay_snapshot(NULL, &none), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_overlay_snapshot(overlay, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_overlay_compact(NULL, NULL, NULL, &none), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_overlay_compact(overlay, NULL, NULL, NULL), ENGRAM_ERROR_NULL);
    assert_null(engram_overlay_view(NULL));
    assert_int_equal(engram_graph_outgoing(NULL, 0, &row), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_outgoing(base, 0, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_outgoing(base, 2, &row), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_graph_incoming(NULL, 0, &edge, 1, &count), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_incoming(base, 0, NULL, 1, &count), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_incoming(base, 0, &edge, 1, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_incoming(base, 0, &edge, UINT64_MAX / 8, &count), ENGRAM_ERROR_OVERFLOW);
    assert_int_equal(engram_graph_incoming(base, 2, &edge, 1, &count), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_graph_edges(NULL, 0, 0, &edge, 1, &count), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_edges(base, 0, 3, &edge, 1, &count), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_graph_edges(base, 1, UINT64_MAX, &edge, 1, &count), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_graph_edges(base, 3, 0, &edge, 1, &count), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(engram_graph_changes(NULL, &changed, 1, &count), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_changes(base, NULL, 1, &count), ENGRAM_ERROR_NULL);
    assert_true(count == 9 && row.arcs == NULL && none == NULL);
    assert_int_equal(engram_graph_edges(base, 2, 0, NULL, 0, &count), ENGRAM_OK);
    assert_int_equal(count, 0);
    assert_int_equal(engram_graph_changes(base, &changed, 1, &count), ENGRAM_OK);
    assert_int_equal(count, 0);
    engram_graph *view = (engram_graph *)(uintptr_t)engram_overlay_view(overlay); /* destroying a view is harmless */
    engram_graph_destroy(&view);
    assert_null(view);
    assert_int_equal(engram_graph_outgoing(engram_overlay_view(overlay), 0, &row), ENGRAM_OK);
    assert_int_equal(row.count, 1);
    engram_overlay_destroy(&overlay), engram_overlay_destroy(&overlay), engram_overlay_destroy(NULL);
    engram_graph_destroy(&snapshot), engram_graph_destroy(&base);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_and_snapshots),
        cmocka_unit_test(overlay_memory),
        cmocka_unit_test(snapshots_share),
        cmocka_unit_test(one_of_several_parallel_edges),
        cmocka_unit_test(as_many_nodes_as_there_are_ids),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
