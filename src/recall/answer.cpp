// SPDX-License-Identifier: MIT OR Apache-2.0
// The answer in one block: hits with their texts, their terms and the way that activation took.
#include <stdio.h>

#include <new>

#include "recall/recall.hpp"

namespace engram {

namespace {

constexpr uint32_t longest_path = 64;

struct path_finder {
    const recollection &mind;
    number_map places; // node + 1 to its place in `reached`
    engram_text types[most_link_types] = {};

    engram_status begin(block &memory) {
        query q(mind.c, sql::link_types, mind.f);
        for (bool has = false;;) {
            engram_status status = q.step(&has);
            if (status != ENGRAM_OK) return status;
            if (!has) break;
            uint32_t number = 0;
            engram_text name{};
            status = link_type_read(q, &number, &name);
            if (status != ENGRAM_OK) return status;
            types[number] = {memory.copy(name.data, name.bytes), name.bytes};
            if (types[number].data == nullptr) return mind.f.no_memory();
        }
        for (uint64_t i = 0; i < mind.reached.count; ++i)
            if (!places.set(uint64_t{mind.reached[i].id} + 1, static_cast<uint32_t>(i))) return mind.f.no_memory();
        return ENGRAM_OK;
    }
    // The strongest link from one node to the next; of equal ones the first type.
    engram_step step_between(uint32_t from, uint32_t to) const {
        engram_step step{};
        step.id = mind.state.id_of_node(to);
        engram_arcs arcs{};
        if (engram_graph_outgoing(mind.state.graph, from, &arcs) != ENGRAM_OK) return step;
        for (uint64_t i = 0; i < arcs.count; ++i) {
            if (arcs.arcs[i].node != to || !(arcs.arcs[i].weight > step.weight)) continue;
            const uint32_t type = arcs.types != nullptr ? arcs.types[i] : 0;
            step.weight = arcs.arcs[i].weight;
            step.backward = type >= most_link_types;
            step.type = types[type % most_link_types];
        }
        return step;
    }
    engram_status path(uint32_t node, block &memory, engram_recalled *hit) const {
        uint32_t nodes[longest_path + 1];
        uint32_t count = 0;
        for (uint32_t at = node; at != ENGRAM_NO_NODE && count <= longest_path;) {
            nodes[count++] = at;
            const uint32_t *const place = places.find(uint64_t{at} + 1);
            at = place != nullptr ? mind.reached[*place].predecessor : ENGRAM_NO_NODE;
        }
        engram_step *const steps = memory.take_zeroed<engram_step>(count);
        if (steps == nullptr) return mind.f.no_memory();
        steps[0].id = mind.state.id_of_node(nodes[count - 1]);
        for (uint32_t i = 1; i < count; ++i) steps[i] = step_between(nodes[count - i], nodes[count - i - 1]);
        hit->steps = steps, hit->step_count = count;
        return ENGRAM_OK;
    }
};

engram_status read_texts(connection &c, uint64_t version, bool has_texts, block &memory, engram_recalled *hit,
                         fault &f) {
    query q(c, has_texts ? sql::memory_first : sql::head_of, f);
    bool has = false;
    engram_status status = q.bind(1, version).step(&has);
    memory_row m{};
    if (status == ENGRAM_OK && !has)
        return f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "version %llu is gone",
                        static_cast<unsigned long long>(version));
    if (status == ENGRAM_OK) status = has_texts ? memory_read(q, &m) : memory_read_head(q, &m);
    if (status != ENGRAM_OK) return status;
    const auto keep = [&](engram_text from, engram_text *to) {
        if (from.data == nullptr) return true;
        *to = {memory.copy(from.data, from.bytes), from.bytes};
        return to->data != nullptr;
    };
    const bool has_all = keep(m.key, &hit->key) && keep(m.text, &hit->text) && keep(m.kind, &hit->kind) &&
                         keep(m.metadata, &hit->metadata);
    hit->created = m.created;
    return has_all ? ENGRAM_OK : f.no_memory();
}

engram_recall_outcome outcome(const recollection &mind) {
    if (mind.candidates.count != 0) return ENGRAM_RECALL_FOUND;
    if (mind.state.memories == 0) return ENGRAM_RECALL_EMPTY;
    if (mind.admitted.admitted == 0) return ENGRAM_RECALL_FILTERED;
    if (mind.passed_over.count != 0) return ENGRAM_RECALL_TOO_LONG;
    return mind.below_min_z != 0 ? ENGRAM_RECALL_UNRELATED : ENGRAM_RECALL_UNMATCHED;
}

// By outcome.
constexpr const char *sentences[] = {
    "",
    "the space has no memory yet",
    "the filter admits no memory",
    "no vector, word or link leads from the cue to a memory that is admitted",
    "nothing is related to the cue: the best z is %.2f, and min_z is %.2f",
    "no text of what was found fits the bytes that are allowed",
};

} // namespace

void answer_give(engram_answer *answer) {
    if (answer == nullptr) return;
    // The answer is the first thing in what owns it.
    owned_answer *const owner = reinterpret_cast<owned_answer *>(answer);
    owner->~owned_answer();
    heap_give(owner);
}

engram_status recollection::tell(const array<const candidate *> &ones, block &memory,
                                 array<const engram_recalled *> *told) {
    path_finder paths = {*this, {}, {}};
    const bool explains = (q.given.flags & ENGRAM_RECALL_EXPLAIN) != 0 && reached.count != 0 &&
                          q.activation.method == ENGRAM_RECALL_STEPS;
    engram_status status = explains ? paths.begin(memory) : ENGRAM_OK;
    for (uint64_t i = 0; status == ENGRAM_OK && i < ones.count; ++i) {
        const candidate &one = *ones[i];
        engram_recalled *const hit = memory.take_zeroed<engram_recalled>(1);
        if (hit == nullptr || !told->push(hit)) return f.no_memory();
        hit->size = sizeof *hit;
        hit->score = one.score, hit->id = one.id;
        hit->version = state.chunk_of(one.row).version[one.row % chunk_rows];
        hit->similarity = one.similarity, hit->similarity_z = one.similarity_z;
        hit->lexical = one.lexical, hit->lexical_z = one.lexical_z;
        hit->activation = one.activation, hit->length = one.length, hit->retention = one.own.retention;
        hit->importance = one.importance, hit->recency = one.own.recency, hit->z = one.z;
        hit->similarity_rank = one.similarity_rank, hit->lexical_rank = one.lexical_rank;
        hit->activation_rank = one.activation_rank, hit->recency_rank = one.recency_rank;
        status = read_texts(c, hit->version, (q.given.flags & ENGRAM_RECALL_NO_TEXTS) == 0, memory, hit, f);
        if (status == ENGRAM_OK && explains && one.activation > 0.0f) status = paths.path(one.node, memory, hit);
    }
    return status;
}

engram_status recollection::answer(const moment &at, const engram_replay &token, cue *asked, engram_answer **out) {
    struct keeper {
        owned_answer *made = nullptr;
        ~keeper() {
            if (made != nullptr) answer_give(&made->answer);
        }
    } kept;
    void *const room = heap_take(sizeof(owned_answer));
    if (room == nullptr) return f.no_memory();
    kept.made = new (room) owned_answer();
    block &memory = kept.made->memory;
    array<const candidate *> ones;
    array<const engram_recalled *> told;
    array<engram_left_out> left;
    for (const candidate &one : candidates)
        if (!ones.push(&one)) return f.no_memory();
    engram_status status = tell(ones, memory, &told);
    if (status == ENGRAM_OK && q.given.left_out != 0) status = find_left_out(asked, &left, memory);
    const engram_recalled **const list = memory.take_zeroed<const engram_recalled *>(told.count);
    const engram_left_out **const left_list = memory.take_zeroed<const engram_left_out *>(left.count);
    engram_left_out *const left_items = memory.take_zeroed<engram_left_out>(left.count);
    if (status == ENGRAM_OK && (list == nullptr || left_list == nullptr || left_items == nullptr))
        status = f.no_memory();
    if (status != ENGRAM_OK) return status;
    engram_answer &a = kept.made->answer;
    a.size = sizeof a;
    a.flags = uint32_t{is_cut} * ENGRAM_ANSWER_CUT | uint32_t{at.is_older} * ENGRAM_ANSWER_OLDER;
    a.count = candidates.count, a.hits = list;
    a.journal = state.number, a.now = q.given.now;
    a.admitted = admitted.admitted, a.left_by_filter = state.memories - admitted.admitted;
    a.without_vector = without_vector, a.scored = scored;
    a.words = words, a.words_left_out = words_left_out, a.matched = matched;
    a.edges = edges, a.activated = activated;
    a.best_z = best_z, a.below_min_z = below_min_z;
    a.background_mean = static_cast<float>(background_mean);
    a.background_deviation = static_cast<float>(background_deviation), a.background_count = background_count;
    a.lexical_deviation = static_cast<float>(lexical_deviation), a.words_weight = static_cast<float>(words_weight);
    a.pairs_mean = static_cast<float>(pairs_mean), a.pairs_deviation = static_cast<float>(pairs_deviation);
    for (uint64_t i = 0; i < told.count; ++i) list[i] = told[i];
    for (uint64_t i = 0; i < left.count; ++i) left_items[i] = left[i], left_list[i] = &left_items[i];
    a.left_out_count = left.count, a.left_out = left_list;
    // What a deadline cut, or an older state, is not to be had again.
    const bool is_again = !at.is_older && !(is_cut && w.end != UINT64_MAX);
    if (is_again) a.replay = token;
    a.outcome = outcome(*this);
    char sentence[160];
    const int bytes = snprintf(sentence, sizeof sentence, sentences[a.outcome], static_cast<double>(best_z),
                               static_cast<double>(q.given.min_z));
    a.sentence = {memory.copy(sentence, static_cast<uint64_t>(bytes)), static_cast<uint64_t>(bytes)};
    if (a.sentence.data == nullptr) return f.no_memory();
    *out = &a;
    kept.made = nullptr;
    return ENGRAM_OK;
}

} // namespace engram
