// SPDX-License-Identifier: MIT OR Apache-2.0
// Conditions answered: the statement, the versions that meet it, and the sets that a handle keeps.
#include "store/where.hpp"

#include <new>
#include <string.h>

namespace engram {

namespace {

constexpr uint64_t slice = 65536;         // versions between two looks at the clock
constexpr int most_expression_depth = 256; // as SQLite counts it

struct compiled {
    sqlite3_stmt *s = nullptr;

    ~compiled() { sqlite3_finalize(s); }
    int place(const char *name) const { return sqlite3_bind_parameter_index(s, name); }
};

engram_status said(const connection &c, int code, const char *doing, fault &f) {
    if (f.status != ENGRAM_OK) return f.status;
    switch (code & 0xFF) {
    case SQLITE_ERROR:
    case SQLITE_AUTH:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "filter.where", "filter.where is none that SQLite takes: %.300s",
                        sqlite3_errmsg(c.db));
    default: return c.refused(code, doing, f);
    }
}

engram_status compile(const where_clause &where, connection &c, compiled *made, fault &f) {
    constexpr char before[] = "SELECT version FROM main.memory WHERE (";
    // After the caller's, so that theirs have the numbers that they count on.
    constexpr char after[] = ") AND version > :engram_after AND version <= :engram_last";
    char text[sizeof before + most_where + sizeof after];
    memcpy(text, before, sizeof before - 1);
    char *end = text + sizeof before - 1;
    memcpy(end, where.text.data, static_cast<size_t>(where.text.bytes));
    end += where.text.bytes;
    memcpy(end, after, sizeof after - 1);
    end += sizeof after - 1;
    where_guard guard = {f};
    const int depth = sqlite3_limit(c.db, SQLITE_LIMIT_EXPR_DEPTH, most_expression_depth);
    c.guard = &guard;
    const int code = sqlite3_prepare_v2(c.db, text, static_cast<int>(end - text), &made->s, nullptr);
    c.guard = nullptr;
    sqlite3_limit(c.db, SQLITE_LIMIT_EXPR_DEPTH, depth);
    return code == SQLITE_OK ? engram_status{ENGRAM_OK} : said(c, code, "compiling filter.where", f);
}

int bind(sqlite3_stmt *s, int at, const engram_parameter &p) {
    switch (p.kind) {
    case ENGRAM_VALUE_INTEGER: return sqlite3_bind_int64(s, at, p.integer);
    case ENGRAM_VALUE_REAL: return sqlite3_bind_double(s, at, p.real);
    case ENGRAM_VALUE_TEXT:
        return sqlite3_bind_text64(s, at, p.text.data != nullptr ? p.text.data : "", p.text.bytes, SQLITE_STATIC,
                                   SQLITE_UTF8);
    default: return sqlite3_bind_null(s, at);
    }
}

// Every parameter has one value and every value a parameter. Names are without their sign.
engram_status bind_all(const where_clause &where, const connection &c, sqlite3_stmt *s, fault &f) {
    const int count = sqlite3_bind_parameter_count(s) - 2; // the last two are ours
    if (count > static_cast<int>(most_parameters))
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "filter.where", "filter.where has a parameter beyond number 256");
    bool is_used[most_parameters] = {};
    for (int at = 1; at <= count; ++at) {
        const char *const name = sqlite3_bind_parameter_name(s, at);
        const bool by_place = name == nullptr || *name == '?';
        uint64_t found = where.parameter_count;
        for (uint64_t i = 0; i < where.parameter_count; ++i) {
            const engram_text given = where.parameters[i].name;
            const bool is_it = by_place ? given.bytes == 0 && i + 1 == static_cast<uint64_t>(at)
                                        : given.bytes == strlen(name + 1) &&
                                              memcmp(given.data, name + 1, static_cast<size_t>(given.bytes)) == 0;
            if (!is_it) continue;
            if (found != where.parameter_count)
                return f.refuse_item(ENGRAM_ERROR_ARGUMENT, "filter.parameters", i,
                                     "filter.parameters[%llu] is a second value of one parameter",
                                     static_cast<unsigned long long>(i));
            found = i;
        }
        if (found == where.parameter_count && by_place)
            return f.refuse(ENGRAM_ERROR_ARGUMENT, "filter.parameters",
                            "filter.where has the parameter ?%d, and no value without a name is given in that place",
                            at);
        if (found == where.parameter_count)
            return f.refuse(ENGRAM_ERROR_ARGUMENT, "filter.parameters",
                            "filter.where has the parameter %.100s, and no value is given for it", name);
        is_used[found] = true;
        const int code = bind(s, at, where.parameters[found]);
        if (code != SQLITE_OK) return c.refused(code, "binding filter.parameters", f);
    }
    for (uint64_t i = 0; i < where.parameter_count; ++i)
        if (!is_used[i])
            return f.refuse_item(ENGRAM_ERROR_ARGUMENT, "filter.parameters", i,
                                 "filter.parameters[%llu] is of no parameter in filter.where",
                                 static_cast<unsigned long long>(i));
    return ENGRAM_OK;
}

// Goes on from set.covered to `versions`, or to where the watch ends it.
engram_status extend(const where_clause &where, connection &c, uint64_t versions, const watch &w, version_set &set,
                     fault &f) {
    compiled query;
    engram_status status = compile(where, c, &query, f);
    if (status == ENGRAM_OK) status = bind_all(where, c, query.s, f);
    if (status != ENGRAM_OK) return status;
    if (!set.words.resize(versions / 64 + 1)) return f.no_memory();
    const int first = query.place(":engram_after"), last = query.place(":engram_last");
    while (set.covered < versions) {
        if (w.is_interrupted()) return f.refuse(ENGRAM_ERROR_INTERRUPTED, nullptr, "the call was interrupted");
        if (w.is_late())
            return f.refuse(
                ENGRAM_ERROR_DEADLINE, "options.deadline_ns",
                "the deadline passed before filter.where had seen all memories: the next call goes on from there");
        const uint64_t end = versions - set.covered > slice ? set.covered + slice : versions;
        int code = sqlite3_bind_int64(query.s, first, static_cast<int64_t>(set.covered));
        if (code == SQLITE_OK) code = sqlite3_bind_int64(query.s, last, static_cast<int64_t>(end));
        while (code == SQLITE_OK && (code = sqlite3_step(query.s)) == SQLITE_ROW) {
            const uint64_t version = static_cast<uint64_t>(sqlite3_column_int64(query.s, 0));
            if (version <= versions) set.words[version / 64] |= uint64_t{1} << (version % 64);
            code = SQLITE_OK;
        }
        if (code != SQLITE_DONE) return said(c, code, "evaluating filter.where", f);
        sqlite3_reset(query.s);
        set.covered = end;
    }
    return ENGRAM_OK;
}

version_set *copy_of(const version_set *old, const array<char> &key) {
    void *const room = heap_take(sizeof(version_set));
    if (room == nullptr) return nullptr;
    version_set *const made = new (room) version_set();
    bool has_all = made->key.append(key.data, key.count);
    if (old != nullptr) {
        has_all = has_all && made->words.append(old->words.data, old->words.count);
        made->covered = old->covered;
    }
    if (has_all) return made;
    version_set::release(made);
    return nullptr;
}

bool is_of(const version_set &set, const array<char> &key) {
    return set.key.count == key.count && memcmp(set.key.data, key.data, static_cast<size_t>(key.count)) == 0;
}

struct lock {
    pthread_mutex_t *mutex;
    explicit lock(pthread_mutex_t *m) : mutex(m) { pthread_mutex_lock(mutex); }
    ~lock() { pthread_mutex_unlock(mutex); }
};

} // namespace

void version_set::release(version_set *set) {
    if (set == nullptr || __atomic_sub_fetch(&set->holders, 1u, __ATOMIC_ACQ_REL) != 0) return;
    set->~version_set();
    heap_give(set);
}

where_cache::~where_cache() {
    while (sets != nullptr) {
        version_set *const next = sets->next;
        version_set::release(sets);
        sets = next;
    }
}

version_set *where_cache::take(const array<char> &key) {
    const lock held(&mutex);
    for (version_set *s = sets; s != nullptr; s = s->next) {
        if (!is_of(*s, key)) continue;
        s->used = ++clock;
        __atomic_add_fetch(&s->holders, 1u, __ATOMIC_RELAXED);
        return s;
    }
    return nullptr;
}

// In place of one that covers less; those used longest ago go.
void where_cache::keep(version_set *made) {
    const lock held(&mutex);
    const auto remove = [&](version_set **at) {
        version_set *const gone = *at;
        *at = gone->next;
        --count, bytes -= gone->bytes();
        version_set::release(gone);
    };
    for (version_set **at = &sets; *at != nullptr; at = &(*at)->next) {
        if (!is_of(**at, made->key)) continue;
        if ((*at)->covered >= made->covered) return;
        remove(at);
        break;
    }
    made->used = ++clock;
    __atomic_add_fetch(&made->holders, 1u, __ATOMIC_RELAXED);
    made->next = sets, sets = made;
    ++count, bytes += made->bytes();
    while (count > 1 && (count > most_sets || bytes > most_bytes)) {
        version_set **oldest = &sets->next;
        for (version_set **at = &sets->next; *at != nullptr; at = &(*at)->next)
            if ((*at)->used < (*oldest)->used) oldest = at;
        remove(oldest);
    }
}

engram_status where_cache::find(const where_clause &where, connection &c, uint64_t versions, const watch &w,
                                version_set **set, fault &f) {
    version_set *const kept = take(where.key);
    if (kept != nullptr && kept->covered >= versions) {
        *set = kept;
        return ENGRAM_OK;
    }
    version_set *const made = copy_of(kept, where.key);
    version_set::release(kept);
    if (made == nullptr) return f.no_memory();
    const engram_status status = extend(where, c, versions, w, *made, f);
    if (made->covered != 0) keep(made); // were it a part
    if (status == ENGRAM_OK) *set = made;
    else version_set::release(made);
    return status;
}

} // namespace engram
