// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/activation/workspace.h"

#include <cstring>

#include "kernels/graph/carve.hpp"

namespace {

constexpr uint64_t behind = ENGRAM_WORKSPACE_BEHIND;

uint64_t carve(uint32_t node_count, char *base, struct engram_workspace *w) {
    const uint64_t n = node_count;
    carver c = {base, 0};
    c.take<struct engram_workspace>(1);
    w->value = c.take<float>(n + behind);
    w->next = c.take<float>(n + behind);
    w->travel = c.take<float>(n + behind);
    w->arrivals = c.take<float>(n + behind);
    w->suppressed = c.take<float>(n + behind);
    uint64_t below = n;
    for (int level = 0; level < 3; ++level) {
        below = (below + 63) / 64;
        w->level_words[level] = below;
        w->marks.level[level] = c.take<uint64_t>(below);
    }
    w->last_sent = c.take<struct engram_last_sent>(n);
    w->origins = c.take<struct engram_origin>(n);
    w->active = c.take<uint32_t>(n + behind);
    w->touched = c.take<uint32_t>(n + behind);
    w->keys = c.take<uint64_t>(n + 1);
    w->travelers = reinterpret_cast<uint32_t *>(w->keys);
    w->senders = base == nullptr ? nullptr : w->travelers + n;
    return c.used;
}

} // namespace

uint64_t engram_workspace_bytes(uint32_t node_count) {
    struct engram_workspace w;
    return carve(node_count, nullptr, &w);
}

engram_status engram_workspace_make(uint32_t node_count, const engram_allocator *allocator,
                                    struct engram_workspace **workspace) {
    struct engram_workspace w = {};
    w.capacity = node_count;
    w.bytes = engram_workspace_bytes(node_count);
    w.allocator = *allocator;
    auto *memory = static_cast<char *>(engram_take(allocator, w.bytes));
    if (memory == nullptr) return ENGRAM_ERROR_MEMORY;
    carve(node_count, memory, &w);
    // Lists need no clearing.
    const auto clear = static_cast<size_t>(reinterpret_cast<char *>(w.active) - memory);
    std::memset(memory, 0, clear);
    *workspace = reinterpret_cast<struct engram_workspace *>(memory);
    **workspace = w;
    return ENGRAM_OK;
}

void engram_workspace_free(struct engram_workspace *workspace) {
    if (workspace == nullptr) return;
    const engram_allocator allocator = workspace->allocator;
    engram_give(&allocator, workspace, workspace->bytes);
}

uint32_t engram_workspace_epoch(struct engram_workspace *w) {
    if (++w->epoch == 0) {
        std::memset(w->origins, 0, w->capacity * sizeof *w->origins);
        std::memset(w->last_sent, 0, w->capacity * sizeof *w->last_sent);
        w->epoch = 1;
        w->explained = 0;
    }
    return w->epoch;
}

uint64_t engram_marks_collect(struct engram_workspace *w, uint32_t node_count, uint32_t *list) {
    uint64_t count = 0;
    const uint64_t top = (uint64_t{node_count} + (uint64_t{1} << 18) - 1) >> 18;
    for (uint64_t i = 0; i < top; ++i) {
        for (uint64_t &high = w->marks.level[2][i]; high != 0; high &= high - 1) {
            const uint64_t j = i * 64 + static_cast<uint64_t>(__builtin_ctzll(high));
            for (uint64_t &middle = w->marks.level[1][j]; middle != 0; middle &= middle - 1) {
                const uint64_t k = j * 64 + static_cast<uint64_t>(__builtin_ctzll(middle));
                for (uint64_t &low = w->marks.level[0][k]; low != 0; low &= low - 1)
                    list[count++] = static_cast<uint32_t>(k * 64 + static_cast<uint64_t>(__builtin_ctzll(low)));
            }
        }
    }
    return count;
}

struct engram_workspace_doubles engram_workspace_as_doubles(struct engram_workspace *w) {
    // The five arrays of floats follow each other; which of them is called what changes as hops swap them.
    float *first = w->value;
    float *const others[] = {w->next, w->travel, w->arrivals, w->suppressed};
    for (float *other : others) first = other < first ? other : first;
    const uint64_t floats = aligned((uint64_t{w->capacity} + behind) * sizeof(float)) / sizeof(float);
    struct engram_workspace_doubles m;
    m.zero[0] = reinterpret_cast<double *>(first);
    m.zero[1] = reinterpret_cast<double *>(first + 2 * floats);
    m.zero_floats = first + 4 * floats;
    m.pairs = reinterpret_cast<double *>(w->origins);
    m.singles = reinterpret_cast<double *>(w->last_sent);
    m.scratch = reinterpret_cast<double *>(w->keys);
    return m;
}

void engram_workspace_clear_doubles(struct engram_workspace *w, uint32_t node_count) {
    const struct engram_workspace_doubles m = engram_workspace_as_doubles(w);
    const size_t nodes = node_count, places = nodes + behind;
    std::memset(m.zero[0], 0, places * sizeof(double));
    std::memset(m.zero[1], 0, places * sizeof(double));
    std::memset(m.zero_floats, 0, places * sizeof(float));
    std::memset(m.pairs, 0, nodes * 2 * sizeof(double));
    std::memset(m.singles, 0, nodes * sizeof(double));
}
