// SPDX-License-Identifier: MIT OR Apache-2.0
// The first fault of a view, in the order the header documents.

#include "kernels/graph/graph.h"

namespace {

// Edge by edge, but a block at a time without branches: valid graphs are the common case.
template <typename Bad> uint64_t first_bad(uint64_t count, Bad bad) {
    constexpr uint64_t block = 256;
    for (uint64_t begin = 0; begin < count; begin += block) {
        const uint64_t end = count - begin < block ? count : begin + block;
        bool any = false;
        for (uint64_t i = begin; i < end; ++i) any |= bad(i);
        if (!any) continue;
        for (uint64_t i = begin; i < end; ++i)
            if (bad(i)) return i;
    }
    return count;
}

template <typename Offset> struct engram_csr_fault offset_fault(const Offset *offsets, uint64_t nodes, uint64_t edges) {
    if (offsets[0] != 0) return {0, "the first offset is not 0"};
    for (uint64_t i = 1; i <= nodes; ++i) {
        if (offsets[i] < offsets[i - 1]) return {i, "an offset is smaller than the one before it"};
        if (offsets[i] > edges) return {i, "an offset is larger than the number of edges"};
    }
    if (offsets[nodes] != edges) return {nodes, "the last offset is not the number of edges"};
    return {0, nullptr};
}

} // namespace

struct engram_csr_fault engram_csr_first_fault(const engram_csr *csr) {
    const uint64_t edges = csr->edge_count;
    const struct engram_csr_fault offset =
        csr->offset_type == ENGRAM_OFFSETS_U32
            ? offset_fault(static_cast<const uint32_t *>(csr->offsets), csr->node_count, edges)
            : offset_fault(static_cast<const uint64_t *>(csr->offsets), csr->node_count, edges);
    if (offset.text != nullptr) return offset;
    const uint32_t nodes = csr->node_count, *targets = csr->targets;
    const float *weights = csr->weights;
    const uint8_t *types = csr->types;
    const uint64_t target = first_bad(edges, [=](uint64_t i) { return targets[i] >= nodes; });
    const uint64_t weight = first_bad(edges, [=](uint64_t i) { return !(weights[i] - weights[i] == 0.0f); });
    const uint64_t type = types == nullptr ? edges : first_bad(edges, [=](uint64_t i) { return types[i] > 63; });
    if (target < edges && target <= weight && target <= type) return {target, "the target of an edge is no node"};
    if (weight < edges && weight <= type) return {weight, "the weight of an edge is NaN or infinite"};
    if (type < edges) return {type, "the type of an edge is above 63"};
    return {0, nullptr};
}
