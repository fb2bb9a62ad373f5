// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_SPACE_ROOT_HPP
#define ENGRAM_SPACE_ROOT_HPP

// The resident state as of one entry of the journal.
//
// A row is a version of a memory: what it holds never changes but for the number of the entry that ended it, which
// states before that entry do not mind. Rows come in the order of versions. A node is a memory, in the order of ids,
// and leads to its newest row, from which older states go back. So states share everything but what use changes:
// strengths, which are copied by the chunk.

#include "base/array.hpp"
#include "engram/graph.h"
#include "store/store.hpp"

namespace engram {

constexpr uint32_t chunk_rows = 1024;
constexpr uint32_t segment_rows = 65536;
constexpr uint32_t no_row = UINT32_MAX;
constexpr uint64_t alive = UINT64_MAX;

struct row_chunk {
    uint64_t version[chunk_rows];
    uint64_t died[chunk_rows]; // atomic: the entry that ended it, or alive
    int64_t created[chunk_rows], from[chunk_rows],
        to[chunk_rows]; // from, to: the ends of int64_t where there is no such time
    float importance[chunk_rows];
    uint32_t node[chunk_rows];
    uint32_t previous[chunk_rows]; // the row of the version before, or no_row
    uint32_t kind[chunk_rows]; // number of a name, or no_name
    uint32_t tags[chunk_rows]; // number of a set of tags, or no_name
    uint32_t deaths; // atomic: of this chunk
};

struct node_chunk {
    uint64_t id[chunk_rows];
    uint32_t newest[chunk_rows]; // atomic: its row
};

struct use_chunk {
    float strength[chunk_rows];
    uint32_t uses[chunk_rows];
    int64_t used[chunk_rows];
    uint64_t made; // by which state: copied before it is changed by a later one
};

// Up to segment_rows vectors of one model. The first of a model grows; what comes after the rows of a state is not
// looked at.
struct vector_segment {
    uint8_t *data;
    float *scales; // i8 only
    uint64_t *present; // atomic words: rows that have a vector
    uint32_t capacity; // rows
};

// Chunks by number, in a place that never moves: level l has room for 2^l of them.
template <class Chunk> struct chunk_table {
    Chunk **levels[24] = {};
    uint32_t count = 0;

    static uint32_t level_of(uint32_t i) { return 31u - static_cast<uint32_t>(__builtin_clz(i + 1)); }
    Chunk *at(uint32_t i) const { return levels[level_of(i)][i + 1 - (1u << level_of(i))]; }
    // One more, all zero; null when there is no memory.
    Chunk *add() {
        const uint32_t level = level_of(count);
        if (level >= sizeof levels / sizeof *levels) return nullptr;
        if (levels[level] == nullptr) levels[level] = heap_zeroed<Chunk *>(uint64_t{1} << level);
        if (levels[level] == nullptr) return nullptr;
        Chunk *const made = heap_zeroed<Chunk>(1);
        if (made != nullptr) levels[level][count + 1 - (1u << level)] = made, ++count;
        return made;
    }
    void give() {
        for (uint32_t i = 0; i < count; ++i) heap_give(at(i));
        for (Chunk **level : levels) heap_give(level);
    }
};

constexpr uint32_t no_name = UINT32_MAX;

// What states share and only add to.
struct shared_rows {
    chunk_table<row_chunk> rows;
    chunk_table<node_chunk> nodes;
};

// Where `wanted` is among `count` ascending numbers, no two the same; count where it is not. Most ids and versions have
// no gaps before them, so the search goes down from the place where it would then be, in growing steps.
template <class At> uint32_t find_ascending(uint32_t count, uint64_t wanted, At at) {
    if (count == 0 || wanted < at(0)) return count;
    const uint64_t guess = wanted - at(0);
    uint32_t high = guess < count ? static_cast<uint32_t>(guess) : count - 1, step = 1, low = high;
    while (at(low) > wanted) { // ends: at(0) <= wanted
        high = low;
        low = low > step ? low - step : 0;
        step *= 2;
    }
    while (low < high) {
        const uint32_t middle = high - (high - low) / 2;
        if (at(middle) > wanted) high = middle - 1;
        else low = middle;
    }
    return at(low) == wanted ? low : count;
}

struct root {
    uint64_t number; // entry of the journal
    uint32_t rows, nodes;
    uint64_t memories; // alive
    float most_importance; // of any row there ever was
    const shared_rows *shared;
    use_chunk *const *use_chunks;
    vector_segment *const *segments[63]; // by model
    const engram_graph *graph; // its nodes may be fewer: the others have no links
    uint32_t graph_nodes;

    const row_chunk &chunk_of(uint32_t row) const { return *shared->rows.at(row / chunk_rows); }
    const node_chunk &nodes_of(uint32_t node) const { return *shared->nodes.at(node / chunk_rows); }
    bool is_alive(uint32_t row) const {
        return __atomic_load_n(&chunk_of(row).died[row % chunk_rows], __ATOMIC_RELAXED) > number;
    }
    uint32_t node_of_row(uint32_t row) const { return chunk_of(row).node[row % chunk_rows]; }
    uint64_t id_of_node(uint32_t node) const { return nodes_of(node).id[node % chunk_rows]; }
    uint64_t id_of_row(uint32_t row) const { return id_of_node(node_of_row(row)); }
    uint64_t version_of(uint32_t row) const { return chunk_of(row).version[row % chunk_rows]; }
    // The first node whose id is not below this one; `nodes` where there is none.
    uint32_t node_from(uint64_t id) const {
        uint32_t low = 0, high = nodes;
        while (low < high) {
            const uint32_t middle = low + (high - low) / 2;
            if (id_of_node(middle) < id) low = middle + 1;
            else high = middle;
        }
        return low;
    }
    // The node of an id, or ENGRAM_NO_NODE.
    uint32_t node_of_id(uint64_t id) const {
        const uint32_t at = find_ascending(nodes, id, [this](uint32_t i) { return id_of_node(i); });
        return at < nodes ? at : ENGRAM_NO_NODE;
    }
    // The row of a version, or no_row.
    uint32_t row_of_version(uint64_t version) const {
        const uint32_t at = find_ascending(rows, version, [this](uint32_t i) { return version_of(i); });
        return at < rows ? at : no_row;
    }
    // The row in which a memory is alive in this state, or no_row.
    uint32_t row_of_node(uint32_t node) const {
        uint32_t row = __atomic_load_n(&nodes_of(node).newest[node % chunk_rows], __ATOMIC_ACQUIRE);
        while (row != no_row && row >= rows) row = chunk_of(row).previous[row % chunk_rows]; // made since
        return row != no_row && is_alive(row) ? row : no_row;
    }
};

} // namespace engram

#endif
