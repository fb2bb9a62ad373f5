// SPDX-License-Identifier: MIT OR Apache-2.0
#include <pthread.h>

#include "base/bits.hpp"
#include "space/resident.hpp"
#include "store/tags.hpp"

namespace engram {

namespace {

// Numbers of names and sets of tags that a filter admits.
struct admitted_names {
    array<uint32_t> kinds;
    array<uint8_t> sets; // by number
    bool any_kind, any_tags;

    bool make(name_guard &names, const filter &only) {
        any_kind = only.given.kinds == nullptr;
        any_tags = only.tags.count == 0;
        pthread_mutex_lock(&names.mutex);
        bool has_all = true;
        for (uint64_t i = 0; has_all && i < only.given.kind_count; ++i) {
            const uint32_t number = names.kinds.find(only.given.kinds[i].data, only.given.kinds[i].bytes);
            if (number != name_table::none) has_all = kinds.push(number);
        }
        if (!any_tags) {
            has_all = has_all && sets.resize(names.tags.names.count);
            for (uint64_t i = 0; has_all && i < sets.count; ++i) {
                const name_table::name &set = names.tags.names[i];
                sets[i] = only.has_all_tags({set.data, set.bytes});
            }
        }
        pthread_mutex_unlock(&names.mutex);
        return has_all;
    }
    bool admit(uint32_t kind, uint32_t tags) const {
        bool is_kind = any_kind;
        for (const uint32_t k : kinds) is_kind = is_kind || k == kind;
        return is_kind && (any_tags || (tags < sets.count && sets[tags] != 0));
    }
};

} // namespace

void bitmap::leave_out_but(const root &state, const version_set &met) {
    for (uint32_t first = 0; first < state.rows; first += chunk_rows) {
        const row_chunk &c = state.chunk_of(first);
        const uint32_t count = state.rows - first < chunk_rows ? state.rows - first : chunk_rows;
        // Versions mostly follow one upon the other: 64 of them at once.
        const bool is_run = c.version[count - 1] - c.version[0] == count - 1;
        for (uint32_t i = 0; i < count; i += 64) {
            uint64_t &word = words[(first + i) / 64];
            if (word == 0) continue;
            if (is_run) {
                word &= met.from(c.version[i]);
                continue;
            }
            uint64_t kept = 0;
            for (uint32_t k = i; k < count && k < i + 64; ++k)
                kept |= uint64_t{met.has(c.version[k])} << (k % 64);
            word &= kept;
        }
    }
}

engram_status bitmap::make(const root &state, name_guard &names, const filter &only, fault &f) {
    admitted_names admitted_by_name;
    if (!words.resize((uint64_t{state.rows} + 63) / 64) || !admitted_by_name.make(names, only)) return f.no_memory();
    const bool any = admitted_by_name.any_kind && admitted_by_name.any_tags &&
                     (only.given.flags & (ENGRAM_FILTER_SINCE | ENGRAM_FILTER_UNTIL | ENGRAM_FILTER_VALID_AT)) == 0;
    const auto admits = [&](const row_chunk &c, uint32_t i) {
        return __atomic_load_n(&c.died[i], __ATOMIC_RELAXED) > state.number &&
               (any ||
                (admitted_by_name.admit(c.kind[i], c.tags[i]) &&
                 only.admits_times(c.created[i], c.from[i] != INT64_MIN, c.from[i], c.to[i] != INT64_MAX, c.to[i])));
    };
    const auto set = [&](uint32_t row) { words[row / 64] |= uint64_t{1} << (row % 64); };
    if (only.has_list) {
        for (const uint64_t id : only.ids) {
            const uint32_t node = state.node_of_id(id);
            const uint32_t row = node != ENGRAM_NO_NODE ? state.row_of_node(node) : no_row;
            if (row != no_row && admits(state.chunk_of(row), row % chunk_rows)) set(row);
        }
    } else {
        for (uint32_t first = 0; first < state.rows; first += chunk_rows) {
            const row_chunk &c = state.chunk_of(first);
            const uint32_t count = state.rows - first < chunk_rows ? state.rows - first : chunk_rows;
            if (any && __atomic_load_n(&c.deaths, __ATOMIC_RELAXED) == 0) {
                for (uint32_t i = 0; i < count; i += 64)
                    words[(first + i) / 64] = count - i >= 64 ? ~uint64_t{0} : (uint64_t{1} << (count - i)) - 1;
                continue;
            }
            for (uint32_t i = 0; i < count; ++i)
                if (admits(c, i)) set(first + i);
        }
    }
    for (const uint64_t id : only.exclude) {
        const uint32_t node = state.node_of_id(id);
        const uint32_t row = node != ENGRAM_NO_NODE ? state.row_of_node(node) : no_row;
        if (row != no_row) words[row / 64] &= ~(uint64_t{1} << (row % 64));
    }
    if (only.met != nullptr) leave_out_but(state, *only.met);
    admitted = 0;
    for (const uint64_t word : words) admitted += count_bits(word);
    return ENGRAM_OK;
}

} // namespace engram
