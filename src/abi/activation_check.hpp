// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What the shims of spreading and of PageRank check alike, and how their calls are counted.

#include "abi/graph_check.h"
#include "engram/activation.h"
#include "kernels/activation/workspace.h"
#include "abi/counted.hpp"

namespace {

inline bool is_finite(float x) { return x - x == 0.0f; }

// The first that is not good. All have been made by then: none may rely on another.
inline engram_status first_of(engram_status only) { return only; }
template <typename... Rest> engram_status first_of(engram_status first, Rest... rest) {
    return first != ENGRAM_OK ? first : first_of(rest...);
}

// Input that may be left out, and must not be where results go.
struct piece {
    const void *memory;
    uint64_t bytes;
};
template <typename... Pieces> bool overlaps(const void *out, uint64_t bytes, Pieces... pieces) {
    return ((pieces.memory != nullptr && engram_overlap(out, bytes, pieces.memory, pieces.bytes)) || ...);
}

inline engram_status check_seeds(const engram_graph *graph, const uint32_t *seeds, const float *values, uint32_t count) {
    if (seeds == nullptr && count != 0) return ENGRAM_ERROR_NULL;
    for (uint32_t i = 0; i < count; ++i)
        if (seeds[i] >= graph->node_count || (values != nullptr && !is_finite(values[i]))) return ENGRAM_ERROR_ARGUMENT;
    return ENGRAM_OK;
}

inline engram_status check_handles(const engram_graph *graph, const engram_workspace *workspace) {
    if (graph == nullptr || workspace == nullptr) return ENGRAM_ERROR_NULL;
    return workspace->capacity >= graph->node_count ? ENGRAM_OK : ENGRAM_ERROR_ARGUMENT;
}

inline engram_status check_results(const engram_activated *results, uint32_t capacity, const uint32_t *count) {
    return count == nullptr || (results == nullptr && capacity != 0) ? ENGRAM_ERROR_NULL : ENGRAM_OK;
}

template <typename Info> engram_status check_info(const Info *info) {
    return info == nullptr ? ENGRAM_OK : engram_check_out_struct(info, sizeof *info, alignof(Info), 8, "info.size");
}

// A call that counts and tells what it did: call(done) fills done, which info, when given, gets on success.
template <typename Info, typename Call> engram_status told(Info *info, Call call) {
    Info done = {};
    const auto work = [&] { return engram_work{done.edges, done.edges * 8}; };
    return engram_counted(engram_activation_family, work, [&]() -> engram_status {
        const engram_status status = call(&done);
        if (status == ENGRAM_OK && info != nullptr) engram_write_struct(info, &done);
        return status;
    });
}

} // namespace
