// SPDX-License-Identifier: MIT OR Apache-2.0
// One recall from a cue to its answer: the moment, the legs in turn, and what each may cost.
#include "base/bits.hpp"
#include "recall/recall.hpp"

namespace engram {

// Work is shared by the legs that are wanted, in turn: what one leaves is for the next. Of vectors the newest are
// looked at.
void recollection::allow_vectors() {
    postings = q.given.postings, links = q.activation.edges;
    if (q.given.work == 0) return;
    work_left = q.given.work;
    legs_left = uint32_t{q.wants_vector()} + uint32_t{q.wants_words()} + uint32_t{q.weights.activation > 0.0f};
    if (!q.wants_vector()) return;
    uint64_t left = work_left / legs_left;
    for (uint32_t word = static_cast<uint32_t>(admitted.words.count); word-- > 0;) {
        const uint64_t here = count_bits(admitted.words[word]);
        if (here <= left) {
            left -= here;
            continue;
        }
        uint64_t rest = admitted.words[word]; // all but the highest `left` are too old
        oldest = word * 64;
        for (uint64_t excess = here - left; excess != 0; --excess) {
            oldest = word * 64 + static_cast<uint32_t>(__builtin_ctzll(rest)) + 1;
            rest &= rest - 1;
        }
        is_cut = true;
        return;
    }
}

uint64_t recollection::allow(uint64_t spent, uint64_t most) {
    if (q.given.work == 0) return most;
    work_left = work_left > spent ? work_left - spent : 0;
    const uint64_t share = legs_left > 1 ? work_left / legs_left : work_left;
    const uint64_t least = share != 0 ? share : 1;
    return least < most ? least : most;
}

engram_status recollection::find(const filter &only) {
    engram_status status = admitted.make(state, live.names, only, f);
    if (status != ENGRAM_OK) return status;
    allow_vectors();
    status = find_nearest();
    if (q.wants_vector() && legs_left != 0) --legs_left;
    postings = allow(scored, postings);
    if (status == ENGRAM_OK) status = find_matches();
    if (q.wants_words() && legs_left != 0) --legs_left;
    links = allow(matched, links);
    if (status == ENGRAM_OK) status = find_newest();
    if (status == ENGRAM_OK) status = gather();
    if (status == ENGRAM_OK) status = rank();
    return status == ENGRAM_OK ? take_shape() : status;
}

bool recollection::has_more() const {
    const uint64_t most = q.given.candidates;
    return most < state.rows && (nearest.count >= most || best_of_all.count >= most || best_matches.count >= most ||
                                 newest.count >= most || best_reached.count > most);
}

namespace {

engram_status find_seeds(cue &q, const root &state, connection &c, fault &f) {
    q.seeds.count = q.given.seed_count; // those that keys lead to come after
    for (uint64_t i = 0; i < q.given.seed_key_count; ++i) {
        query keys(c, sql::id_of_key, f);
        bool has = false;
        const engram_status status = keys.bind(1, q.given.seed_keys[i]).step(&has);
        if (status != ENGRAM_OK) return status;
        if (!has) return f.refuse_item(ENGRAM_ERROR_NOT_FOUND, "options.seed_keys", i, "no memory has this key");
        if (!q.seeds.push(keys.natural(0))) return f.no_memory();
    }
    for (uint64_t i = 0; i < q.given.seed_count; ++i) {
        const uint32_t node = state.node_of_id(q.seeds[i]);
        if (node == ENGRAM_NO_NODE || state.row_of_node(node) == no_row)
            return f.refuse_item(ENGRAM_ERROR_NOT_FOUND, "options.seeds", i, "there is no memory %llu",
                                 static_cast<unsigned long long>(q.seeds[i]));
    }
    return ENGRAM_OK;
}

// What a token says must be so again.
engram_status check_replay(const engram_replay &then, const engram_replay &now, fault &f) {
    const auto refuse = [&](const char *what) { return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.replay", "%s", what); };
    if (then.options != now.options)
        return refuse("options.replay is of another cue: all options but deadline_ns must be as they were");
    if (then.journal != now.journal)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.replay",
                        "options.replay is of entry %llu of the journal, and the space is at %llu: ask the space as it "
                        "was then (engram_space_at)",
                        static_cast<unsigned long long>(then.journal), static_cast<unsigned long long>(now.journal));
    // The digest of a past state is not known.
    return then.state == now.state || then.state == 0 || now.state == 0
               ? engram_status{ENGRAM_OK}
               : refuse("options.replay is of another space: the digest of its state is another");
}

} // namespace

engram_status recall(store &s, resident &live, cue &q, connection &c, const moment &at, const watch &w,
                     engram_answer **out, fault &f) {
    const root &state = *at.state;
    if (q.given.replay != nullptr) q.given.now = q.then.now;
    if (q.given.now == 0) q.given.now = clock_utc();
    head h{};
    engram_status status = head_read(c, &h, f);
    if (status == ENGRAM_OK) status = q.only.resolve(s.conditions, c, w, f);
    if (status == ENGRAM_OK) status = find_seeds(q, state, c, f);
    if (status != ENGRAM_OK) return status;
    engram_replay token = {state.number, q.given.now, h.number == state.number ? h.state : 0, q.digest()};
    if (q.given.replay != nullptr) status = check_replay(q.then, token, f);
    const uint64_t candidates = q.given.candidates;
    for (bool is_done = false; status == ENGRAM_OK && !is_done;) {
        recollection mind(s, live, q, c, state, w, f);
        status = mind.find(q.only);
        if (status != ENGRAM_OK) break;
        // Groups and texts may have kept out so many that more candidates are wanted.
        is_done = !q.has_shape() || mind.candidates.count >= q.given.k || !mind.has_more() || w.is_late();
        if (is_done) status = mind.answer(at, token, &q, out);
        else q.given.candidates = q.given.candidates < state.rows / 4 ? 4 * q.given.candidates : state.rows;
    }
    q.given.candidates = candidates;
    return status;
}

} // namespace engram
