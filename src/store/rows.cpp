// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/rows.hpp"

#include "store/checksum.hpp"
#include "store/past.hpp"

namespace engram {

namespace {

void add_text(hasher &h, engram_text t) {
    h.number(uint64_t{t.data != nullptr});
    h.bytes(t.data, t.bytes);
}

engram_status damaged(fault &f, const char *what, uint64_t which) {
    f.at("%s %llu", what, static_cast<unsigned long long>(which));
    return f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "%s %llu is not what was written: restore it from a backup", what,
                    static_cast<unsigned long long>(which));
}

// A text that could not be had for lack of memory looks like damage.
engram_status no_text(query &q, const memory_row &row) {
    return sqlite3_errcode(q.c.db) == SQLITE_NOMEM ? q.f.no_memory() : damaged(q.f, "version", row.version);
}

} // namespace

uint64_t memory_row::texts() const {
    hasher h(hash_content);
    add_text(h, text);
    add_text(h, metadata);
    return h.value();
}

uint64_t memory_row::content() const {
    hasher h(hash_content);
    h.number(id);
    add_text(h, key);
    add_text(h, kind);
    add_text(h, tags);
    h.number(text_sum);
    h.number(created);
    h.number(uint64_t{has_from});
    h.number(valid_from);
    h.number(uint64_t{has_to});
    h.number(valid_to);
    h.number(importance);
    return h.value();
}

uint64_t memory_row::sum() const {
    hasher h(hash_memory);
    h.number(content());
    h.number(version);
    h.number(vectors);
    h.number(born);
    h.number(died);
    return h.value();
}

engram_status memory_read_head(query &q, memory_row *row) {
    memory_row r{};
    r.version = q.natural(0), r.id = q.natural(1);
    r.created = q.integer(2);
    r.has_from = !q.is_null(3), r.valid_from = q.integer(3);
    r.has_to = !q.is_null(4), r.valid_to = q.integer(4);
    r.importance = q.single(5);
    r.vectors = q.natural(6), r.born = q.natural(7), r.died = q.natural(8);
    r.text_sum = q.natural(10);
    r.key = q.text(11), r.kind = q.text(12), r.tags = q.text(13);
    if (r.sum() != q.natural(9)) return no_text(q, r);
    *row = r;
    return ENGRAM_OK;
}

engram_status memory_read(query &q, memory_row *row) {
    const engram_status status = memory_read_head(q, row);
    if (status != ENGRAM_OK) return status;
    row->text = q.text(14), row->metadata = q.text(15);
    return row->texts() == row->text_sum ? ENGRAM_OK : no_text(q, *row);
}

engram_status memory_find(query &q, uint64_t id, memory_row *row, bool *has) {
    *has = false;
    if (id == 0 || id > INT64_MAX) return ENGRAM_OK;
    const past *const then = q.c.then;
    bool is_there = false;
    engram_status status = q.use(sql::memory_first).bind(1, id).step(&is_there);
    // A version above the first of a memory is not an id.
    if (status != ENGRAM_OK || (is_there && q.natural(1) != id)) return status;
    const bool is_first = is_there && (then != nullptr ? then->shows(q.natural(7), q.natural(8)) : q.is_null(8));
    if (!is_first) status = q.use(sql::memory_later).bind(1, id).step(&is_there);
    if (status != ENGRAM_OK || !is_there) return status;
    status = memory_read(q, row);
    *has = status == ENGRAM_OK && (then == nullptr || then->holds(*row));
    return status;
}

engram_status memory_add(connection &c, const memory_row &row, fault &f) {
    query q(c, sql::add_memory, f);
    q.bind(1, row.version)
        .bind(2, row.id)
        .bind(3, row.created)
        .bind_real(6, double{row.importance})
        .bind(7, row.vectors)
        .bind(8, row.born);
    if (row.has_from) q.bind(4, row.valid_from);
    if (row.has_to) q.bind(5, row.valid_to);
    q.bind(10, row.sum())
        .bind(11, row.text_sum)
        .bind(12, row.key)
        .bind(13, row.kind)
        .bind(14, row.tags)
        .bind(15, row.text);
    q.bind(16, row.metadata);
    return q.finish();
}

engram_status memory_end(connection &c, memory_row row, uint64_t died, fault &f) {
    row.died = died;
    query q(c, sql::end_memory, f);
    return q.bind(1, row.version).bind(2, died).bind(3, row.sum()).finish();
}

uint64_t vector_sum(uint64_t number, float scale, const void *data, uint64_t bytes) {
    hasher h(hash_vector);
    h.number(number);
    h.number(scale);
    h.number(hash_bytes(data, bytes));
    h.number(bytes);
    return h.value();
}

uint64_t vector_item(uint64_t id, uint64_t number, uint64_t sum) {
    hasher h(hash_vector);
    h.number(id);
    h.number(number % 64);
    h.number(sum);
    return h.value();
}

engram_status vector_items(connection &c, uint64_t id, uint64_t version, uint64_t *sum, fault &f) {
    *sum = 0;
    if (version == 0) return ENGRAM_OK;
    query q(c, sql::vector_sums_between, f);
    q.bind(1, vector_number(version, 0)).bind(2, vector_number(version, 63));
    for (bool has = false;;) {
        const engram_status status = q.step(&has);
        if (status != ENGRAM_OK || !has) return status;
        *sum += vector_item(id, q.natural(0), q.natural(1));
    }
}

uint64_t strength_row::item(uint64_t id) const {
    hasher h(hash_strength);
    h.number(id);
    h.number(strength);
    h.number(used);
    h.number(uses);
    return h.value();
}

engram_status strength_read(query &q, int first, uint64_t id, strength_row *row) {
    *row = {q.single(first), q.integer(first + 1), q.natural(first + 2)};
    return row->item(id) == q.natural(first + 3) ? ENGRAM_OK : damaged(q.f, "strength", id);
}

engram_status strength_find(connection &c, uint64_t id, strength_row *row, bool *has, fault &f) {
    if (c.then != nullptr) {
        const strengths_then *strengths = nullptr;
        const engram_status status = past_strengths(c, &strengths, f);
        const strength_row *const found = status == ENGRAM_OK ? strengths->find(id) : nullptr;
        *has = found != nullptr;
        if (*has) *row = *found;
        return status;
    }
    query q(c, sql::strength_of, f);
    const engram_status status = q.bind(1, id).step(has);
    return status == ENGRAM_OK && *has ? strength_read(q, 0, id, row) : status;
}

engram_status strength_set(connection &c, uint64_t id, const strength_row &row, fault &f) {
    query q(c, sql::set_strength, f);
    q.bind(1, id).bind_real(2, double{row.strength}).bind(3, row.used).bind(4, row.uses).bind(5, row.item(id));
    return q.finish();
}

uint64_t setting_sum(engram_text name, int64_t value) {
    hasher h(hash_setting);
    add_text(h, name);
    h.number(uint64_t{SQLITE_INTEGER});
    h.number(value);
    return h.value();
}

uint64_t setting_sum(engram_text name, double value) {
    hasher h(hash_setting);
    add_text(h, name);
    h.number(uint64_t{SQLITE_FLOAT});
    h.number(engram_bits_f64(value));
    return h.value();
}

uint64_t setting_sum(engram_text name, engram_text value, bool is_blob) {
    hasher h(hash_setting);
    add_text(h, name);
    h.number(is_blob ? uint64_t{SQLITE_BLOB} : uint64_t{SQLITE_TEXT});
    h.bytes(value.data, value.bytes);
    return h.value();
}

uint64_t setting_sum(engram_text name, const query &q, int at) {
    switch (sqlite3_column_type(q.s, at)) {
    case SQLITE_INTEGER: return setting_sum(name, q.integer(at));
    case SQLITE_FLOAT: return setting_sum(name, q.real(at));
    case SQLITE_TEXT: return setting_sum(name, q.text(at), false);
    default: return setting_sum(name, q.blob(at), true);
    }
}

uint64_t model_sum(uint64_t number, engram_text name, uint64_t type, uint64_t metric, uint64_t dim) {
    hasher h(hash_model);
    h.number(number);
    add_text(h, name);
    h.number(type);
    h.number(metric);
    h.number(dim);
    return h.value();
}

uint64_t link_type_sum(uint64_t number, engram_text name) {
    hasher h(hash_link_type);
    h.number(number);
    add_text(h, name);
    return h.value();
}

engram_status link_type_read(query &q, uint32_t *number, engram_text *name) {
    const engram_text found = q.text(1);
    if (found.data == nullptr && sqlite3_errcode(q.c.db) == SQLITE_NOMEM) return q.f.no_memory();
    if (q.natural(0) >= most_link_types || link_type_sum(q.natural(0), found) != q.natural(2))
        return damaged(q.f, "link_type", q.natural(0));
    *number = static_cast<uint32_t>(q.natural(0)), *name = found;
    return ENGRAM_OK;
}

uint64_t link_row::item() const {
    hasher h(hash_link);
    h.number(source);
    h.number(target);
    h.number(uint64_t{type});
    h.number(weight);
    h.number(created);
    return h.value();
}

uint64_t link_row::sum() const {
    hasher h(hash_link);
    h.number(item());
    h.number(number);
    h.number(born);
    h.number(died);
    return h.value();
}

engram_status link_read(query &q, link_row *row) {
    const link_row r = {
        q.natural(0), q.natural(1), q.natural(2), static_cast<uint32_t>(q.natural(3)), q.single(4),
        q.integer(5), q.natural(6), q.natural(7)};
    if (q.natural(3) >= most_link_types || r.sum() != q.natural(8)) return damaged(q.f, "link", r.number);
    *row = r;
    return ENGRAM_OK;
}

engram_status link_end(connection &c, link_row row, uint64_t died, fault &f) {
    row.died = died;
    query q(c, sql::end_link, f);
    return q.bind(1, row.number).bind(2, died).bind(3, row.sum()).finish();
}

} // namespace engram
