// SPDX-License-Identifier: MIT OR Apache-2.0
// One file for each family, so that a program that calls one drop-in symbol links that family alone.

#include "engram/compat.h"

#include "abi/counted.hpp"
#include "abi/last_status.h"
#include "base/check.h"
#include "base/refusal.h"
#include "kernels/activation/oneoff.h"

namespace {

engram_status spread(const uint32_t *adjacency, const float *weights, float *activations, size_t nodes, size_t edges,
                     uint32_t iterations) {
    if (nodes == 0 || edges == 0 || iterations == 0) return ENGRAM_OK;
    if (!engram_bytes_fit(nodes, sizeof(float))) return engram_refuse(ENGRAM_ERROR_OVERFLOW, "num_nodes");
    if (!engram_bytes_fit(edges, sizeof(float))) return engram_refuse(ENGRAM_ERROR_OVERFLOW, "num_edges");
    if (adjacency == nullptr) return engram_refuse(ENGRAM_ERROR_NULL, "adjacency");
    if (weights == nullptr) return engram_refuse(ENGRAM_ERROR_NULL, "weights");
    if (activations == nullptr) return engram_refuse(ENGRAM_ERROR_NULL, "activations");
    if (engram_overlap(activations, nodes * sizeof(float), adjacency, edges * sizeof(uint32_t)) ||
        engram_overlap(activations, nodes * sizeof(float), weights, edges * sizeof(float)))
        return engram_refuse(ENGRAM_ERROR_OVERLAP, "activations");
    return engram_spread_uniform(adjacency, weights, nodes, edges, iterations, activations);
}

} // namespace

void engram_spread_activation(const uint32_t *adjacency, const float *weights, float *activations, size_t num_nodes,
                              size_t num_edges, uint32_t iterations) {
    const uint64_t walked = uint64_t{num_edges} * iterations;
    engram_last = engram_counted(engram_activation_family, [=] { return engram_work{walked, walked * 8}; },
                          [=] {
        return spread(adjacency, weights, activations, num_nodes, num_edges, iterations);
    });
}
