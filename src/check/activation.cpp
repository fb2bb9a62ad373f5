// SPDX-License-Identifier: MIT OR Apache-2.0
#include "check/check.h"
#include "engram/activation.h"
#include "engram/compat.h"

namespace {

// Above 64, so that whole vectors and a rest are normalised.
constexpr uint32_t nodes = 83;
constexpr uint32_t per_node = 4;
constexpr uint32_t edges = nodes * per_node;

struct graph {
    uint64_t offsets[nodes + 1];
    uint32_t targets[edges];
    float weights[edges], values[nodes];
};

graph make(uint64_t seed) {
    graph g;
    uint64_t rest = edges;
    g.offsets[0] = 0;
    for (uint32_t i = 0; i < nodes; ++i) {
        uint64_t degree = engram_check_next(&seed) % (2 * per_node);
        if (degree > rest) degree = rest;
        rest -= degree;
        g.offsets[i + 1] = g.offsets[i] + degree;
    }
    g.offsets[nodes] = edges;
    for (uint32_t i = 0; i < edges; ++i) {
        g.targets[i] = static_cast<uint32_t>(engram_check_next(&seed) % nodes);
        g.weights[i] = engram_check_float(&seed);
    }
    for (float &value : g.values) value = engram_check_next(&seed) % 3 == 0 ? 0.0f : engram_check_float(&seed);
    return g;
}

engram_csr view_of(const graph &g) {
    engram_csr view = {};
    view.size = sizeof view;
    view.node_count = nodes;
    view.edge_count = edges;
    view.offsets = g.offsets;
    view.targets = g.targets;
    view.weights = g.weights;
    return view;
}

uint64_t csr() {
    uint64_t digest = ENGRAM_DIGEST_BEGIN;
    for (uint32_t steps = 1; steps <= 4; ++steps) {
        graph g = make(steps);
        const engram_csr view = view_of(g);
        const engram_status status = engram_activation_spread(&view, steps, g.values);
        digest = engram_digest_call(digest, status, g.values, sizeof g.values, sizeof *g.values);
    }
    return digest;
}

uint64_t not_finite() {
    graph g = make(9);
    g.values[7] = __builtin_nanf("");
    g.values[8] = __builtin_inff();
    const engram_csr view = view_of(g);
    const engram_status status = engram_activation_spread(&view, 3, g.values);
    return engram_digest_call(ENGRAM_DIGEST_BEGIN, status, g.values, sizeof g.values, sizeof *g.values);
}

uint64_t drop_in() {
    graph g = make(5);
    g.targets[11] = nodes; // no node: skipped
    engram_spread_activation(g.targets, g.weights, g.values, nodes, edges, 3);
    return engram_digest_call(ENGRAM_DIGEST_BEGIN, engram_last_status(), g.values, sizeof g.values, sizeof *g.values);
}

// Handles of a check live here, so that none depends on the system's memory; checks run one at a time.
constexpr size_t room = 40 << 10;
alignas(64) constinit unsigned char memory[room];
constinit size_t taken = 0;

void *take(void *, size_t bytes, size_t align) {
    const size_t begin = (taken + align - 1) / align * align;
    if (begin > room || bytes > room - begin) return nullptr;
    taken = begin + bytes;
    return memory + begin;
}
void give(void *, void *, size_t, size_t) {}
constexpr engram_allocator from_here = {sizeof from_here, 0, nullptr, take, give};

// A prepared graph, or the view of an overlay with changes of every kind, and a workspace.
struct prepared {
    engram_graph *base = nullptr;
    engram_overlay *overlay = nullptr;
    const engram_graph *graph = nullptr;
    engram_workspace *workspace = nullptr;
    engram_status status;

    prepared(const engram_csr &view, bool with_overlay) {
        taken = 0;
        status = engram_graph_create(&view, nullptr, &from_here, &base);
        if (status == ENGRAM_OK) status = engram_workspace_create(nodes + 1, &from_here, &workspace);
        graph = base;
        if (status != ENGRAM_OK || !with_overlay) return;
        status = engram_overlay_create(base, nodes + 1, &from_here, &overlay);
        const engram_edge added = {3, nodes, 0.5f, 0}, back = {nodes, 5, -0.25f, 0}, heavier = {3, nodes, 0.75f, 0};
        if (status == ENGRAM_OK) status = engram_overlay_append(overlay, &added);
        if (status == ENGRAM_OK) status = engram_overlay_append(overlay, &back);
        if (status == ENGRAM_OK) status = engram_overlay_reweight(overlay, &heavier);
        for (uint32_t s = 0; status == ENGRAM_OK && s < nodes; s += 20) {
            const auto *offsets = static_cast<const uint64_t *>(view.offsets);
            if (offsets[s] == offsets[s + 1]) continue;
            const engram_edge first = {s, view.targets[offsets[s]], 0.0f, 0};
            status = engram_overlay_delete(overlay, &first);
        }
        graph = engram_overlay_view(overlay);
    }
};

graph positive(uint64_t seed) {
    graph g = make(seed);
    for (float &weight : g.weights) weight = weight < 0.0f ? -weight : weight;
    return g;
}

// The overlay is for the edges: every second rule is enough there.
uint64_t sparse_rules(bool with_overlay) {
    uint64_t digest = ENGRAM_DIGEST_BEGIN;
    const graph g = make(6);
    const prepared p(view_of(g), with_overlay);
    if (p.status != ENGRAM_OK) return engram_digest_call(digest, p.status, nullptr, 0, 1);
    constexpr uint32_t ids[] = {3, 40, 41, 3};
    constexpr float values[] = {1.0f, 0.5f, -0.25f, 0.125f};
    const engram_seeds seeds = {sizeof seeds, 0, 4, ids, values};
    for (engram_spread_preset_id preset = ENGRAM_SPREAD_PRESET_PLAIN; preset <= ENGRAM_SPREAD_PRESET_ACTR; preset += with_overlay ? 2 : 1) {
        engram_spread_options o = {};
        o.size = sizeof o;
        engram_spread_preset(preset, &o);
        if (preset % 2 == 0) o.flags |= ENGRAM_SPREAD_EXPLAIN;
        engram_activated found[20] = {};
        uint64_t count = 0;
        const engram_status status = engram_spread_sparse(p.graph, &o, p.workspace, &seeds, found, 20, &count, nullptr);
        digest = engram_digest_call(digest, status, found, sizeof *found * count, sizeof found->id);
    }
    return digest;
}

uint64_t sparse() { return sparse_rules(false); }
uint64_t overlaid() { return sparse_rules(true); }

uint64_t dense() {
    uint64_t digest = ENGRAM_DIGEST_BEGIN;
    const graph g = make(7);
    const prepared p(view_of(g), false);
    if (p.status != ENGRAM_OK) return engram_digest_call(digest, p.status, nullptr, 0, 1);
    // The presets as they are, then the plain one with each of the other merges.
    constexpr uint32_t runs = ENGRAM_SPREAD_PRESET_ACTR + 1 + ENGRAM_MERGE_PROBABILISTIC;
    for (uint32_t i = 0; i < runs; ++i) {
        engram_spread_options o = {};
        o.size = sizeof o;
        const bool is_preset = i <= ENGRAM_SPREAD_PRESET_ACTR;
        engram_spread_preset(is_preset ? i : uint32_t{ENGRAM_SPREAD_PRESET_PLAIN}, &o);
        if (!is_preset) o.merge = i - ENGRAM_SPREAD_PRESET_ACTR;
        o.hops = o.hops < 3 ? o.hops : 3;
        float values[nodes];
        for (uint32_t v = 0; v < nodes; ++v) values[v] = g.values[v];
        const engram_status status = engram_spread_dense(p.graph, &o, p.workspace, nullptr, values, nullptr);
        digest = engram_digest_call(digest, status, values, sizeof values, sizeof *values);
    }
    return digest;
}

uint64_t ranks(bool by_push) {
    const graph g = positive(8);
    const prepared p(view_of(g), false);
    if (p.status != ENGRAM_OK) return engram_digest_call(ENGRAM_DIGEST_BEGIN, p.status, nullptr, 0, 1);
    constexpr uint32_t ids[] = {2, 50};
    constexpr float shares[] = {1.0f, 2.0f};
    const engram_seeds seeds = {sizeof seeds, 0, 2, ids, shares};
    engram_pagerank_options o = {};
    o.size = sizeof o;
    o.max_iterations = 8;
    o.tolerance = 1e-9f;
    o.epsilon = 1e-3f;
    engram_activated found[20] = {};
    float rank[nodes] = {};
    uint64_t count = 0;
    const engram_status status =
        by_push ? engram_pagerank_push(p.graph, &o, p.workspace, &seeds, found, 20, &count, nullptr)
                : engram_pagerank_power(p.graph, &o, p.workspace, nullptr, &seeds, rank, nullptr);
    const uint64_t digest =
        engram_digest_call(ENGRAM_DIGEST_BEGIN, status, found, sizeof *found * count, sizeof found->id);
    return engram_digest_call(digest, status, rank, sizeof rank, sizeof *rank);
}

uint64_t power() { return ranks(false); }
uint64_t push() { return ranks(true); }

constexpr engram_check all[] = {
    {"spreading on CSR, 1 to 4 steps", csr, 0xE30519025AB38221},
    {"spreading of NaN and infinity", not_finite, 0x7EF8BEA0630CC2E8},
    {"spreading from seeds, every preset", sparse, 0x545C2D0169727F3E},
    {"spreading of all nodes, presets and merges", dense, 0x93CEC23E148ADFAA},
    {"spreading on an overlay", overlaid, 0x70694F496360900D},
    {"PageRank by power iteration", power, 0xAB634109F2D53E53},
    {"PageRank by forward push", push, 0xD9FDE9603CD1CAE1},
    {"drop-in spreading", drop_in, 0x1A6DC2008C77CB90},
};

engram_checks checks() { return {all, sizeof all / sizeof *all}; }

} // namespace

const struct engram_family engram_activation_family = {ENGRAM_INDEX_activation, engram_activation_publish, checks};
