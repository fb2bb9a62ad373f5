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
        digest = engram_digest(digest, &status, sizeof status);
        digest = engram_digest(digest, g.values, sizeof g.values);
    }
    return digest;
}

uint64_t not_finite() {
    graph g = make(9);
    g.weights[3] = __builtin_inff();
    g.values[7] = __builtin_nanf("");
    const engram_csr view = view_of(g);
    const engram_status status = engram_activation_spread(&view, 3, g.values);
    return engram_digest(engram_digest(ENGRAM_DIGEST_BEGIN, &status, sizeof status), g.values, sizeof g.values);
}

uint64_t drop_in() {
    graph g = make(5);
    g.targets[11] = nodes; // no node: skipped
    engram_spread_activation(g.targets, g.weights, g.values, nodes, edges, 3);
    const engram_status status = engram_last_status();
    return engram_digest(engram_digest(ENGRAM_DIGEST_BEGIN, &status, sizeof status), g.values, sizeof g.values);
}

constexpr engram_check all[] = {
    {"spreading on CSR, 1 to 4 steps", csr, 0xE30519025AB38221},
    {"spreading of NaN and infinity", not_finite, 0x937C3685B58F24CF},
    {"drop-in spreading", drop_in, 0x1A6DC2008C77CB90},
};

} // namespace

struct engram_checks engram_activation_checks(void) { return {all, sizeof all / sizeof *all}; }
