// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_PAST_HPP
#define ENGRAM_STORE_PAST_HPP

// A moment of the journal as a handle's connections show it.
//
// Rows tell by themselves when they were born and died, so a connection of the past runs the same statements, each
// `died IS NULL` being read as of the moment (connection.cpp). What rows do not tell is here: strengths, replayed from
// the journal, and the counts of the index of words, which holds later texts too. Each is made when it is first asked
// for.

#include <pthread.h>

#include "base/map.hpp"
#include "engram/history.h"
#include "store/journal.hpp"
#include "store/rows.hpp"

namespace engram {

// Strengths as they were: those of memories that were reinforced or given one.
struct strengths_then {
    struct item {
        uint64_t id;
        strength_row row;
        bool is_there;
    };
    array<item> items; // in the order in which they were met
    number_map places; // of an id in items

    const strength_row *find(uint64_t id) const;
    bool set(uint64_t id, const strength_row &row);
    void remove(uint64_t id);
};

struct past {
    entry at{};             // the last entry that it shows
    uint64_t chain = 0;     // of that entry
    uint64_t versions = 0;  // the highest number of a version by then
    bool has_valid = false; // only memories that hold at `valid`
    int64_t valid = 0;
    engram_curve curve{};
    uint64_t seen = 0; // atomic: entry up to which nothing has cut this moment out of the history

    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; // of what follows
    bool has_strengths = false;
    strengths_then strengths;
    uint64_t counted = UINT64_MAX; // the index of words held texts up to this version
    uint64_t texts = 0, words = 0; // of its texts up to `versions`

    bool shows(uint64_t born, uint64_t died) const { return born <= at.number && (died == 0 || died > at.number); }
    bool holds(const memory_row &row) const {
        return !has_valid || ((!row.has_from || row.valid_from <= valid) &&
                              (!row.has_to || valid < row.valid_to || row.valid_to == INT64_MAX));
    }
};

engram_status moment_check(const engram_moment &given, fault &f);
// The entry that a moment means, and what the past has to know of it. On a connection of the present.
engram_status past_find(connection &c, const engram_moment &given, past *then, fault &f);
// Refuses where the moment has been purged since; on a connection of the past, within a reading transaction.
engram_status past_check(connection &c, fault &f);
engram_status past_strengths(connection &c, const strengths_then **strengths, fault &f);
// Texts in the index of words by then, and the words in them; `indexed` is the present head's.
engram_status past_words(connection &c, uint64_t indexed, uint64_t *texts, uint64_t *words, fault &f);

// As of the oldest entry.
engram_status strengths_oldest(connection &c, strengths_then *strengths, fault &f);
// One entry's changes of strengths. curve is the space's.
engram_status strengths_apply(connection &c, const entry &e, engram_text body, const engram_curve &curve,
                              strengths_then *strengths, fault &f);

// What is alive at the connection's moment, from its rows.
engram_status state_add_up(connection &c, engram_state *state, fault &f);

} // namespace engram

#endif
