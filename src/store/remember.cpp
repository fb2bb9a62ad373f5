// SPDX-License-Identifier: MIT OR Apache-2.0
// Remembering, changing and forgetting: versions of memories with their vectors.
#include "engram/similarity.h"
#include "store/operations.hpp"
#include "store/thread.hpp"

namespace engram {

namespace {

struct change {
    const memory_row *old; // alive so far; null for a new memory
    memory_row row;        // the version to come; texts are views
    const memory_input &input;
    bool has_own_vectors;  // it comes with vectors; otherwise it has those that row.vectors names
};

engram_status metadata_check(connection &c, const memory_input &input, fault &f) {
    if (input.metadata.data == nullptr) return ENGRAM_OK;
    // One after the other: in one statement the second would be computed, and fail, before the first is looked at.
    constexpr sql questions[] = {sql::is_json, sql::is_json_object};
    bool is_right = true;
    for (const sql question : questions) {
        if (!is_right) break;
        query q(c, question, f);
        bool has = false;
        const engram_status status = q.bind(1, input.metadata).step(&has);
        if (status != ENGRAM_OK) return status;
        is_right = q.integer(0) == 1;
    }
    return is_right ? ENGRAM_OK : f.refuse(ENGRAM_ERROR_TEXT, "memory.metadata", "memory.metadata is no JSON object");
}

engram_status add_vector(transaction &t, uint64_t id, uint64_t number, float scale, const void *data, uint64_t bytes,
                         fault &f) {
    const uint64_t sum = vector_sum(number, scale, data, bytes);
    query q(t.c(), sql::add_vector, f);
    t.now.state += vector_item(id, number, sum);
    return q.bind(1, number).bind(2, sum).bind_real(3, double{scale}).bind_blob(4, data, bytes).finish();
}

// The vectors of the old version whose models are not given anew go on under the new one.
engram_status carry_vectors(transaction &t, const change &ch, fault &f) {
    array<uint32_t> kept;
    {
        query q(t.c(), sql::vector_sums_between, f);
        q.bind(1, vector_number(ch.old->vectors, 0)).bind(2, vector_number(ch.old->vectors, 63));
        for (bool has = false;;) {
            const engram_status status = q.step(&has);
            if (status != ENGRAM_OK) return status;
            if (!has) break;
            const uint32_t number = static_cast<uint32_t>(q.natural(0) % 64);
            bool is_given = false;
            for (const vector_input &v : ch.input.vectors) is_given = is_given || v.of->number == number;
            if (!is_given && !kept.push(number)) return f.no_memory();
        }
    }
    for (const uint32_t number : kept) {
        query q(t.c(), sql::vector_of, f);
        bool has = false;
        engram_status status = q.bind(1, vector_number(ch.old->vectors, number)).step(&has);
        if (status != ENGRAM_OK || !has) return status;
        const engram_text data = q.blob(2);
        status = add_vector(t, ch.row.id, vector_number(ch.row.version, number), q.single(1),
                            data.data, data.bytes, f);
        if (status != ENGRAM_OK) return status;
    }
    return ENGRAM_OK;
}

engram_status write(transaction &t, change &ch, body_writer &body, fault &f) {
    connection &c = t.c();
    engram_status status = ENGRAM_OK;
    uint64_t items = 0;
    if (ch.old != nullptr) {
        status = memory_end(c, *ch.old, ch.row.born, f);
        t.now.state -= ch.old->content();
        const bool loses_vectors = ch.old->vectors != 0 && ch.old->vectors != ch.row.vectors;
        if (status == ENGRAM_OK && loses_vectors) status = vector_items(c, ch.old->id, ch.old->vectors, &items, f);
        t.now.state -= items;
    }
    if (status == ENGRAM_OK) status = memory_add(c, ch.row, f);
    t.now.state += ch.row.content();
    t.now.versions = ch.row.version;
    if (ch.row.text.bytes > long_text) t.has_long_text = true;
    if (ch.old == nullptr) ++t.now.memories;
    if (ch.has_own_vectors) {
        if (status == ENGRAM_OK && ch.old != nullptr && ch.old->vectors != 0 &&
            (ch.input.fields & ENGRAM_MEMORY_VECTORS) != 0)
            status = carry_vectors(t, ch, f);
        for (const vector_input &v : ch.input.vectors)
            if (status == ENGRAM_OK)
                status = add_vector(t, ch.row.id, vector_number(ch.row.version, v.of->number), v.scale, v.data,
                                    v.of->bytes(), f);
    }
    const bool has_strength = (ch.input.fields & ENGRAM_MEMORY_STRENGTH) != 0;
    if (status == ENGRAM_OK && has_strength) {
        strength_row strength{};
        bool has = false;
        status = strength_find(c, ch.row.id, &strength, &has, f);
        if (has) t.now.state -= strength.item(ch.row.id);
        else strength = {0.0f, ch.row.created, 0};
        strength.strength = ch.input.strength;
        if (status == ENGRAM_OK) status = strength_set(c, ch.row.id, strength, f);
        t.now.state += strength.item(ch.row.id);
    }
    body.number(ch.row.version);
    body.number(ch.old != nullptr ? ch.old->version : 0);
    body.number(has_strength);
    if (has_strength) {
        uint32_t bits;
        memcpy(&bits, &ch.input.strength, sizeof bits);
        body.number(bits);
    }
    return status;
}

} // namespace

engram_status remember(transaction &t, const memory_input &input, uint64_t *id, fault &f) {
    connection &c = t.c();
    engram_status status = metadata_check(c, input, f);
    if (status != ENGRAM_OK) return status;
    query q(c, f), keys(c, f);
    memory_row old{};
    bool has = false;
    if (input.key.data != nullptr) {
        status = keys.use(sql::id_of_key).bind(1, input.key).step(&has);
        if (status == ENGRAM_OK && has) status = memory_find(q, keys.natural(0), &old, &has);
        if (status != ENGRAM_OK) return status;
        keys.leave();
    }
    change ch = {has ? &old : nullptr, {}, input, input.vectors.count != 0};
    memory_row &row = ch.row;
    row.version = t.now.versions + 1;
    row.id = has ? old.id : row.version;
    row.key = input.key, row.kind = input.kind, row.tags = input.tags, row.text = input.text,
    row.metadata = input.metadata;
    row.created = (input.fields & ENGRAM_MEMORY_CREATED) != 0 ? input.created : t.time;
    row.has_from = (input.fields & ENGRAM_MEMORY_VALID_FROM) != 0, row.valid_from = input.valid_from;
    row.has_to = (input.fields & ENGRAM_MEMORY_VALID_TO) != 0, row.valid_to = input.valid_to;
    row.importance = input.importance;
    row.vectors = ch.has_own_vectors ? row.version : 0;
    row.born = t.now.number + 1;
    row.text_sum = row.texts();
    body_writer body;
    status = t.settle(write(t, ch, body, f), operation::remember, row.id, body, f);
    // Once it is there, what fails dooms the transaction: the memory is not left without its link.
    if (status == ENGRAM_OK && !has) {
        status = thread_link(t, row.id, row.metadata, f);
        if (status != ENGRAM_OK) t.doomed = status;
    }
    if (status == ENGRAM_OK) *id = row.id;
    return status;
}

engram_status update(transaction &t, uint64_t id, const memory_input &input, fault &f) {
    connection &c = t.c();
    engram_status status = metadata_check(c, input, f);
    if (status != ENGRAM_OK) return status;
    query q(c, f);
    memory_row old{};
    bool has = false;
    status = memory_find(q, id, &old, &has);
    if (status != ENGRAM_OK) return status;
    if (!has)
        return f.refuse(ENGRAM_ERROR_NOT_FOUND, "id", "there is no memory %llu", static_cast<unsigned long long>(id));
    const uint32_t fields = input.fields;
    if ((fields & ENGRAM_MEMORY_KEY) != 0 && input.key.data != nullptr) {
        query keys(c, sql::id_of_key, f);
        bool is_taken = false;
        status = keys.bind(1, input.key).step(&is_taken);
        if (status != ENGRAM_OK) return status;
        if (is_taken && keys.natural(0) != id)
            return f.refuse(ENGRAM_ERROR_EXISTS, "memory.key", "memory %llu has this key",
                            static_cast<unsigned long long>(keys.natural(0)));
    }
    change ch = {&old, old, input, (fields & ENGRAM_MEMORY_VECTORS) != 0 && input.vectors.count != 0};
    memory_row &row = ch.row;
    row.version = t.now.versions + 1;
    if ((fields & ENGRAM_MEMORY_KEY) != 0) row.key = input.key;
    if ((fields & ENGRAM_MEMORY_TEXT) != 0) row.text = input.text;
    if ((fields & ENGRAM_MEMORY_KIND) != 0) row.kind = input.kind;
    if ((fields & ENGRAM_MEMORY_TAGS) != 0) row.tags = input.tags;
    if ((fields & ENGRAM_MEMORY_METADATA) != 0) row.metadata = input.metadata;
    if ((fields & ENGRAM_MEMORY_CREATED) != 0) row.created = input.created;
    if ((fields & ENGRAM_MEMORY_VALID_FROM) != 0) row.has_from = true, row.valid_from = input.valid_from;
    if ((fields & ENGRAM_MEMORY_VALID_TO) != 0) row.has_to = true, row.valid_to = input.valid_to;
    if ((fields & ENGRAM_MEMORY_IMPORTANCE) != 0) row.importance = input.importance;
    if (row.has_from && row.has_to && row.valid_to <= row.valid_from)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "memory.valid_to", "valid_to would not be after valid_from");
    if (ch.has_own_vectors) row.vectors = row.version;
    row.born = t.now.number + 1;
    row.died = 0;
    row.text_sum = row.texts();
    body_writer body;
    return t.settle(write(t, ch, body, f), operation::update, id, body, f);
}

engram_status forget(transaction &t, uint64_t id, fault &f) {
    connection &c = t.c();
    query q(c, f);
    memory_row old{};
    bool has = false;
    engram_status status = memory_find(q, id, &old, &has);
    if (status != ENGRAM_OK) return status;
    if (!has)
        return f.refuse(ENGRAM_ERROR_NOT_FOUND, "id", "there is no memory %llu", static_cast<unsigned long long>(id));
    const uint64_t number = t.now.number + 1;
    array<link_row> links;
    constexpr sql ways[] = {sql::links_out, sql::links_in};
    for (const sql way : ways) {
        query found(c, way, f);
        found.bind(1, id);
        for (bool more = false;;) {
            status = found.step(&more);
            link_row row{};
            if (status == ENGRAM_OK && more) status = link_read(found, &row);
            if (status != ENGRAM_OK) return status;
            if (!more) break;
            if (!links.push(row)) return f.no_memory();
        }
    }
    uint64_t items = 0;
    strength_row strength{};
    bool has_strength = false;
    status = vector_items(c, id, old.vectors, &items, f);
    if (status == ENGRAM_OK) status = strength_find(c, id, &strength, &has_strength, f);
    if (status != ENGRAM_OK) return status;
    t.now.state -= old.content() + items + (has_strength ? strength.item(id) : 0);
    --t.now.memories;
    body_writer body;
    body.number(old.version);
    status = memory_end(c, old, number, f);
    for (const link_row &row : links) {
        if (status == ENGRAM_OK) status = link_end(c, row, number, f);
        t.now.state -= row.item();
        --t.now.links;
    }
    return t.settle(status, operation::forget, id, body, f);
}

} // namespace engram
