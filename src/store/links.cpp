// SPDX-License-Identifier: MIT OR Apache-2.0
// Linking and unlinking.
#include "store/operations.hpp"

namespace engram {

namespace {

engram_status check_alive(connection &c, uint64_t id, const char *which, fault &f) {
    bool has = false;
    if (id != 0 && id <= INT64_MAX) {
        query q(c, sql::is_alive, f);
        const engram_status status = q.bind(1, id).step(&has);
        if (status != ENGRAM_OK) return status;
    }
    return has ? ENGRAM_OK
               : f.refuse(ENGRAM_ERROR_NOT_FOUND, which, "there is no memory %llu",
                          static_cast<unsigned long long>(id));
}

engram_status find_type(connection &c, engram_text name, int64_t *number, bool *has, fault &f) {
    query q(c, sql::link_type_of, f);
    const engram_status status = q.bind(1, name).step(has);
    if (status != ENGRAM_OK || !*has) return status;
    uint32_t found = 0;
    const engram_status read = link_type_read(q, &found, &name);
    *number = found;
    return read;
}

} // namespace

engram_status link_find(connection &c, uint64_t source, uint64_t target, int64_t type, link_row *row, bool *has,
                        fault &f) {
    uint64_t number = 0;
    {
        query q(c, sql::link_between, f);
        const engram_status status = q.bind(1, source).bind(2, target).bind(3, type).step(has);
        if (status != ENGRAM_OK || !*has) return status;
        number = q.natural(0);
    }
    query q(c, sql::link_numbered, f);
    const engram_status status = q.bind(1, number).step(has);
    return status == ENGRAM_OK && *has ? link_read(q, row) : status;
}

engram_status link_add(connection &c, const link_row &row, fault &f) {
    query q(c, sql::add_link, f);
    q.bind(1, row.number)
        .bind(2, row.source)
        .bind(3, row.target)
        .bind(4, uint64_t{row.type})
        .bind_real(5, double{row.weight});
    return q.bind(6, row.created).bind(7, row.born).bind(8, row.sum()).finish();
}

engram_status link_last(connection &c, uint64_t *number, fault &f) {
    query q(c, sql::last_link, f);
    bool has = false;
    const engram_status status = q.step(&has);
    if (status == ENGRAM_OK) *number = q.natural(0);
    return status;
}

namespace {

engram_status write(transaction &t, const link_row &row, bool is_new_type, engram_text type, fault &f) {
    connection &c = t.c();
    if (is_new_type) {
        query q(c, sql::add_link_type, f);
        const engram_status status = q.bind(1, uint64_t{row.type}).bind(2, type).bind(3, link_type_sum(row.type, type)).finish();
        if (status != ENGRAM_OK) return status;
    }
    return link_add(c, row, f);
}

} // namespace

engram_status link(transaction &t, uint64_t source, uint64_t target, engram_text type, float weight, fault &f) {
    connection &c = t.c();
    if (source == target) return f.refuse(ENGRAM_ERROR_ARGUMENT, "link.target", "a memory is not linked to itself");
    engram_status status = check_alive(c, source, "link.source", f);
    if (status == ENGRAM_OK) status = check_alive(c, target, "link.target", f);
    int64_t number = 0;
    bool has_type = false, has_old = false;
    if (status == ENGRAM_OK) status = find_type(c, type, &number, &has_type, f);
    if (status != ENGRAM_OK) return status;
    link_row old{};
    if (!has_type) {
        query q(c, sql::count_link_types, f);
        bool has = false;
        status = q.step(&has);
        if (status != ENGRAM_OK) return status;
        number = q.integer(0);
        if (number >= most_link_types)
            return f.refuse(ENGRAM_ERROR_ARGUMENT, "link.type",
                            "a space has at most %u types of link: use one of them", most_link_types);
    } else {
        status = link_find(c, source, target, number, &old, &has_old, f);
        if (status != ENGRAM_OK) return status;
    }
    link_row row = {0, source, target, static_cast<uint32_t>(number), weight, t.time, t.now.number + 1, 0};
    status = link_last(c, &row.number, f);
    if (status != ENGRAM_OK) return status;
    ++row.number;
    if (has_old) {
        status = link_end(c, old, row.born, f);
        t.now.state -= old.item();
    } else {
        ++t.now.links;
    }
    if (status == ENGRAM_OK) status = write(t, row, !has_type, type, f);
    t.now.state += row.item();
    body_writer body;
    body.number(row.number);
    body.number(has_old ? old.number : 0);
    return t.settle(status, operation::link, source, body, f);
}

engram_status unlink(transaction &t, uint64_t source, uint64_t target, engram_text type, fault &f) {
    connection &c = t.c();
    engram_status status = check_alive(c, source, "link.source", f);
    if (status == ENGRAM_OK) status = check_alive(c, target, "link.target", f);
    int64_t number = 0;
    bool has = false;
    link_row old{};
    if (status == ENGRAM_OK) status = find_type(c, type, &number, &has, f);
    if (status == ENGRAM_OK && has) status = link_find(c, source, target, number, &old, &has, f);
    if (status != ENGRAM_OK) return status;
    if (!has) return f.refuse(ENGRAM_ERROR_NOT_FOUND, "link", "there is no such link");
    body_writer body;
    body.number(old.number);
    t.now.state -= old.item();
    --t.now.links;
    return t.settle(link_end(c, old, t.now.number + 1, f), operation::unlink, source, body, f);
}

} // namespace engram
