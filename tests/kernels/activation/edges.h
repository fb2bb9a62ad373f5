/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_ACTIVATION_EDGES_H
#define ENGRAM_TESTS_ACTIVATION_EDGES_H

/* What a graph is to say of its edges: a plain list, grouped by source, each source's in order. */

#include "support/check.h"

enum { MOST_EDGES = 600 };

typedef struct edge_model {
    engram_edge list[MOST_EDGES];
    uint64_t count;
    uint32_t nodes;
} edge_model;

static inline uint64_t edges_begin(const edge_model *m, uint32_t source) {
    uint64_t at = 0;
    while (at < m->count && m->list[at].source < source) ++at;
    return at;
}
static inline uint64_t edges_of(const edge_model *m, uint32_t source) {
    return edges_begin(m, source + 1) - edges_begin(m, source);
}

static inline void edges_insert(edge_model *m, engram_edge edge) {
    const uint64_t at = edges_begin(m, edge.source + 1);
    assert_true(m->count < MOST_EDGES);
    memmove(m->list + at + 1, m->list + at, (m->count - at) * sizeof *m->list);
    m->list[at] = edge;
    ++m->count;
}
static inline void edges_erase(edge_model *m, uint64_t at) {
    --m->count;
    memmove(m->list + at, m->list + at + 1, (m->count - at) * sizeof *m->list);
}
static inline int edges_alike(const engram_edge *a, const engram_edge *b) {
    return a->source == b->source && a->target == b->target && a->type == b->type;
}

static inline void assert_edge(const engram_edge *a, const engram_edge *b) {
    assert_true(edges_alike(a, b));
    assert_int_equal(float_bits(a->weight), float_bits(b->weight));
}

/* Every way to read edges tells those of the model, the short buffer too. */
static inline void assert_edges(const engram_graph *graph, const edge_model *m) {
    static engram_edge got[MOST_EDGES + 1];
    engram_graph_info info = {.size = sizeof info};
    uint64_t count = 0, negative = 0;
    assert_int_equal(engram_graph_describe(graph, &info), ENGRAM_OK);
    assert_true(info.node_count == m->nodes && info.edge_count == m->count);
    for (uint64_t i = 0; i < m->count; ++i) negative += m->list[i].weight < 0.0f;
    assert_int_equal(info.negative_edges, negative);
    assert_int_equal(engram_graph_edges(graph, 0, m->nodes, got, MOST_EDGES, &count), ENGRAM_OK);
    assert_int_equal(count, m->count);
    for (uint64_t i = 0; i < count; ++i) assert_edge(&got[i], &m->list[i]);
    for (uint32_t v = 0; v < m->nodes; ++v) {
        const uint64_t begin = edges_begin(m, v), degree = edges_of(m, v);
        engram_arcs row = {0};
        assert_int_equal(engram_graph_outgoing(graph, v, &row), ENGRAM_OK);
        assert_int_equal(row.count, degree);
        for (uint64_t i = 0; i < degree; ++i) {
            const engram_edge edge = {v, row.arcs[i].node, row.arcs[i].weight, row.types != NULL ? row.types[i] : 0u};
            assert_edge(&edge, &m->list[begin + i]);
        }
        const uint64_t room = degree / 2;
        got[room].source = 77;
        assert_int_equal(engram_graph_edges(graph, v, 1, got, room, &count), ENGRAM_OK);
        assert_true(count == degree && got[room].source == 77);
        for (uint64_t i = 0; i < room; ++i) assert_edge(&got[i], &m->list[begin + i]);
        uint64_t into = 0;
        assert_int_equal(engram_graph_incoming(graph, v, got, MOST_EDGES, &count), ENGRAM_OK);
        for (uint64_t i = 0; i < m->count; ++i)
            if (m->list[i].target == v) assert_true(into < count), assert_edge(&got[into++], &m->list[i]);
        assert_int_equal(into, count);
        assert_int_equal(engram_graph_incoming(graph, v, NULL, 0, &count), ENGRAM_OK);
        assert_int_equal(into, count);
    }
}

/* What is listed as changed is what differs from the base. */
static inline void assert_changes(const engram_graph *graph, const edge_model *m, const edge_model *base) {
    static uint32_t got[MOST_EDGES];
    engram_graph_info info = {.size = sizeof info};
    uint64_t count = 0, expected = 0;
    assert_int_equal(engram_graph_changes(graph, got, MOST_EDGES, &count), ENGRAM_OK);
    assert_int_equal(engram_graph_describe(graph, &info), ENGRAM_OK);
    for (uint32_t v = 0; v < m->nodes; ++v) {
        const uint64_t degree = edges_of(m, v), begin = edges_begin(m, v), old = edges_begin(base, v);
        int same = degree == edges_of(base, v);
        for (uint64_t i = 0; same && i < degree; ++i)
            same = edges_alike(&m->list[begin + i], &base->list[old + i]) &&
                   float_bits(m->list[begin + i].weight) == float_bits(base->list[old + i].weight);
        if (same) continue;
        assert_true(expected < count);
        assert_int_equal(got[expected++], v);
    }
    assert_true(count == expected && info.changed_rows == expected);
    assert_int_equal(engram_graph_changes(graph, NULL, 0, &count), ENGRAM_OK);
    assert_int_equal(count, expected);
}

#endif
