/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The slots of every call of activation: graphs of 16 nodes with one edge each. */

#include "bad_input.h"
#include "engram/compat.h"

enum { LIST = ROWS * 4 };

static engram_csr csr_at(const uint64_t *a) {
    return (engram_csr){(uint32_t)a[0], ROWS, a[1], POINTER(const void *, 2), POINTER(const uint32_t *, 3), POINTER(const float *, 4), NULL, (engram_offset_type)a[5], 0};
}
#define CSR_SLOTS                                                                                             \
    {"graph.size", SIZE, sizeof(engram_csr), 0, NOTHING}, {"edge_count", COUNT, ROWS, 0, NOTHING},            \
        {"offsets", IN, 0, ROWS * 8 + 8, RAMP}, {"targets", IN, 0, LIST, SMALL32}, {"weights", IN, 0, LIST, HALVES}, \
        ENUM_OF("offset_type", ENGRAM_OFFSETS_U64, 0, 1)

/* A graph and a workspace for the calls that need one; made at the first use, released at the end of the process. */
static const engram_graph *graph;
static engram_workspace *workspace;
static void prepare(void) {
    if (graph != NULL) return;
    static uint64_t offsets[ROWS + 1];
    static uint32_t targets[ROWS];
    static float weights[ROWS];
    for (uint32_t i = 0; i < ROWS; ++i) offsets[i] = i, targets[i] = (i + 3) % ROWS, weights[i] = 0.5f;
    offsets[ROWS] = ROWS;
    const engram_csr csr = {sizeof csr, ROWS, ROWS, offsets, targets, weights, NULL, ENGRAM_OFFSETS_U64, 0};
    engram_graph *made = NULL;
    assert_int_equal(engram_graph_create(&csr, NULL, NULL, &made), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(ROWS, NULL, &workspace), ENGRAM_OK);
    graph = made;
}

static engram_status validate(const uint64_t *a) {
    const engram_csr csr = csr_at(a);
    return engram_csr_validate(GIVEN(0, &csr), POINTER(uint64_t *, 6), NULL);
}
static engram_status create(const uint64_t *a) {
    const engram_csr csr = csr_at(a);
    engram_graph *made = NULL;
    const engram_graph_options options = {(uint32_t)a[6], (engram_duplicates)a[7], 0};
    const engram_status status = engram_graph_create(GIVEN(0, &csr), GIVEN(6, &options), NULL, a[8] != 0 ? &made : NULL);
    if (a[8] != 0) assert_true((made != NULL) == (status == ENGRAM_OK));
    engram_graph_destroy(&made);
    return status;
}
static engram_status from_edges(const uint64_t *a) {
    engram_graph *made = NULL;
    const engram_graph_options options = {(uint32_t)a[2], (engram_duplicates)a[3], 0};
    const engram_status status = engram_graph_create_from_edges(ROWS, POINTER(const engram_edge *, 0), a[1], GIVEN(2, &options), NULL, a[4] != 0 ? &made : NULL, POINTER(uint64_t *, 5));
    if (a[4] != 0) assert_true((made != NULL) == (status == ENGRAM_OK));
    engram_graph_destroy(&made);
    return status;
}
static engram_status outgoing(const uint64_t *a) {
    prepare();
    return engram_graph_outgoing(graph, 3, POINTER(engram_arcs *, 0));
}
static engram_status incoming(const uint64_t *a) {
    prepare();
    return engram_graph_incoming(graph, 3, POINTER(engram_edge *, 0), a[1], POINTER(uint64_t *, 2));
}
static engram_status edges_of(const uint64_t *a) {
    prepare();
    return engram_graph_edges(graph, 0, ROWS, POINTER(engram_edge *, 0), a[1], POINTER(uint64_t *, 2));
}
static engram_status changes(const uint64_t *a) {
    prepare();
    return engram_graph_changes(graph, POINTER(uint32_t *, 0), a[1], POINTER(uint64_t *, 2));
}
static engram_spread_options rule_at(const uint64_t *a) {
    engram_spread_options o = {.size = sizeof o};
    engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &o);
    o.size = (uint32_t)a[0], o.merge = (uint32_t)a[1], o.normaliser = (uint32_t)a[2], o.squash = (uint32_t)a[3];
    o.node_factors = POINTER(const float *, 4);
    return o;
}
#define RULE_SLOTS                                                                                                    \
    {"options.size", CHOICE, sizeof(engram_spread_options), 0, NOTHING}, ENUM_OF("merge", 0, 0, 3),                 \
        ENUM_OF("normaliser", 0, 0, 5), ENUM_OF("squash", 0, 0, 3), {"node_factors", MAY, 0, LIST, HALVES}
#define SEEDS_AT(i, count) \
    GIVEN(i, (&(engram_seeds){(uint32_t)a[i], 0, count, POINTER(const uint32_t *, (i) + 1), POINTER(const float *, (i) + 2)}))
#define SEED_SLOTS \
    {"seeds.size", SIZE, sizeof(engram_seeds), 0, NOTHING}, {"seeds.ids", IN, 0, LIST, SMALL32}, {"seeds.values", MAY, 0, LIST, HALVES}
#define RESULT_SLOTS {"results", OUT, 0, ROWS * 20, NOTHING}, {"count", OUT, 0, 8, NOTHING}
static engram_status spread_sparse(const uint64_t *a) {
    prepare();
    const engram_spread_options o = rule_at(a);
    return engram_spread_sparse(graph, GIVEN(0, &o), workspace, SEEDS_AT(5, a[8]), POINTER(engram_activated *, 10), a[9],
                                POINTER(uint64_t *, 11), POINTER(engram_spread_info *, 12));
}
static engram_status spread_dense(const uint64_t *a) {
    prepare();
    const engram_spread_options o = rule_at(a);
    const engram_executor executor = {(uint32_t)a[5], 2, NULL, run_serially};
    return engram_spread_dense(graph, GIVEN(0, &o), workspace, GIVEN(5, &executor), POINTER(float *, 6), NULL);
}
#define RANKING_SLOTS \
    {"options.size", CHOICE, sizeof(engram_pagerank_options), 0, NOTHING}, ENUM_OF("dangling", 0, 0, 1), SEED_SLOTS
static engram_status power(const uint64_t *a) {
    prepare();
    const engram_pagerank_options o = {.size = (uint32_t)a[0], .dangling = (engram_dangling)a[1]};
    return engram_pagerank_power(graph, GIVEN(0, &o), workspace, NULL, SEEDS_AT(2, ROWS), POINTER(float *, 5), NULL);
}
static engram_status push(const uint64_t *a) {
    prepare();
    const engram_pagerank_options o = {.size = (uint32_t)a[0], .epsilon = 1e-3f, .dangling = (engram_dangling)a[1],
                                       .residuals = POINTER(engram_activated *, 7), .residual_capacity = ROWS};
    return engram_pagerank_push(graph, GIVEN(0, &o), workspace, SEEDS_AT(2, ROWS), POINTER(engram_activated *, 5), ROWS, POINTER(uint64_t *, 6), NULL);
}
static engram_status one_off(const uint64_t *a) {
    const engram_csr csr = csr_at(a);
    return engram_activation_spread(GIVEN(0, &csr), 2, POINTER(float *, 6));
}
static engram_status compat_spread(const uint64_t *a) {
    engram_spread_activation(POINTER(const uint32_t *, 0), POINTER(const float *, 1), POINTER(float *, 2), ROWS, a[3], 2);
    return engram_last_status();
}

const entry activation_entries[] = {
    {"engram_csr_validate", validate, {CSR_SLOTS, {"position", SPARE, 0, 8, NOTHING}}, true, true, true},
    {"engram_graph_create", create, {CSR_SLOTS, {"options.size", CHOICE, sizeof(engram_graph_options), 0, NOTHING}, ENUM_OF("duplicates", 0, 0, 2), {"graph", OUT, 0, 0, NOTHING}}, false, true, true},
    {"engram_graph_create_from_edges", from_edges, {{"edges", IN, 0, ROWS * 16, SMALL32}, {"edge_count", COUNT, ROWS, 0, NOTHING}, {"options.size", CHOICE, sizeof(engram_graph_options), 0, NOTHING},
        ENUM_OF("duplicates", 0, 0, 2), {"graph", OUT, 0, 0, NOTHING}, {"position", SPARE, 0, 8, NOTHING}}, false, false, true},
    {"engram_graph_outgoing", outgoing, {{"arcs", OUT, 0, sizeof(engram_arcs), NOTHING}}, true, false, false},
    {"engram_graph_incoming", incoming, {{"edges", OUT, 0, ROWS * 16, NOTHING}, {"capacity", COUNT, ROWS, 0, NOTHING}, {"count", OUT, 0, 8, NOTHING}}, true, false, false},
    {"engram_graph_edges", edges_of, {{"edges", OUT, 0, ROWS * 16, NOTHING}, {"capacity", COUNT, ROWS, 0, NOTHING}, {"count", OUT, 0, 8, NOTHING}}, true, false, false},
    {"engram_graph_changes", changes, {{"sources", OUT, 0, LIST, NOTHING}, {"capacity", COUNT, ROWS, 0, NOTHING}, {"count", OUT, 0, 8, NOTHING}}, true, false, false},
    {"engram_spread_sparse", spread_sparse, {RULE_SLOTS, SEED_SLOTS, {"seeds.count", COUNT, ROWS, 0, NOTHING}, {"capacity", COUNT, ROWS, 0, NOTHING}, RESULT_SLOTS, {"info", SPARE, 0, 0, NOTHING}}, true, false, false},
    {"engram_spread_dense", spread_dense, {RULE_SLOTS, {"executor.size", CHOICE, sizeof(engram_executor), 0, NOTHING}, {"activations", OUT, 0, LIST, NOTHING}}, true, false, false},
    {"engram_pagerank_power", power, {RANKING_SLOTS, {"ranks", OUT, 0, LIST, NOTHING}}, true, false, false},
    {"engram_pagerank_push", push, {RANKING_SLOTS, RESULT_SLOTS, {"residuals", SPARE, 0, ROWS * 20, NOTHING}}, true, false, false},
    {"engram_activation_spread", one_off, {CSR_SLOTS, {"activations", OUT, 0, LIST, NOTHING}}, true, true, false},
    {"engram_spread_activation", compat_spread, {{"adjacency", IN, 0, LIST, SMALL32}, {"weights", IN, 0, LIST, HALVES}, {"activations", OUT, 0, LIST, NOTHING}, {"num_edges", COUNT, ROWS, 0, NOTHING}}, false, false, false},
    {NULL, NULL, {{NULL, IN, 0, 0, NOTHING}}, false, false, false}};
