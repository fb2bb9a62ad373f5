// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/settings.hpp"

#include <string.h>

#include "store/rows.hpp"
#include "store/schema.hpp"

namespace engram {

namespace {

constexpr const char *word_names[] = {"porter", "plain", "trigram"};

struct real_field {
    const char *name;
    double engram_curve::*field;
};
constexpr real_field curve_fields[] = {
    {"curve.scale", &engram_curve::scale},         {"curve.exponent", &engram_curve::exponent},
    {"curve.asymptote", &engram_curve::asymptote}, {"curve.floor", &engram_curve::floor},
    {"curve.late", &engram_curve::late},           {"curve.weight", &engram_curve::weight},
};

engram_text literal(const char *text) { return {text, strlen(text)}; }

engram_status damaged(const char *name, fault &f) {
    f.at("space: %s", name);
    return f.refuse(ENGRAM_ERROR_DAMAGED, nullptr, "the setting '%s' of the space is missing or not what it may be",
                    name);
}

// Owned by the store from here on.
bool keep(engram_text given, engram_text *kept) {
    char *const copy = static_cast<char *>(heap_take(given.bytes));
    if (copy == nullptr) return false;
    if (given.bytes != 0) memcpy(copy, given.data, static_cast<size_t>(given.bytes));
    *kept = {copy, given.bytes};
    return true;
}

} // namespace

bool is_thread(engram_text field) {
    if (field.bytes > most_thread) return false;
    for (uint64_t i = 0; i < field.bytes; ++i) {
        const char c = field.data[i];
        const bool is_name =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (!is_name) return false;
    }
    return true;
}

engram_status settings_write(connection &c, const store_options &o, int64_t created, fault &f) {
    query q(c, sql::set_setting, f);
    engram_status status = ENGRAM_OK;
    const auto put = [&](const char *name, auto value) {
        if (status != ENGRAM_OK) return;
        const engram_text called = literal(name);
        q.bind(1, called);
        if constexpr (__is_same(decltype(value), double)) q.bind_real(2, value).bind(3, setting_sum(called, value));
        else if constexpr (__is_same(decltype(value), int64_t)) q.bind(2, value).bind(3, setting_sum(called, value));
        else q.bind(2, value).bind(3, setting_sum(called, value, false));
        status = q.finish();
        q.again();
    };
    uint8_t identity[16];
    sqlite3_randomness(sizeof identity, identity);
    const engram_text bytes = {reinterpret_cast<const char *>(identity), sizeof identity};
    q.bind(1, literal("identity")).bind_blob(2, identity, sizeof identity);
    status = q.bind(3, setting_sum(literal("identity"), bytes, true)).finish();
    q.again();
    put("created", created);
    uint64_t schema = 0;
    if (status == ENGRAM_OK) status = schema_sum(c, &schema, f);
    put("schema", static_cast<int64_t>(schema));
    put("words", literal(word_names[o.words - 1]));
    put("name", engram_text{o.name.data != nullptr ? o.name.data : "", o.name.bytes});
    if (o.thread.bytes != 0) put("thread", o.thread);
    put("curve.form", int64_t{o.curve.form});
    put("curve.threshold", int64_t{o.curve.threshold});
    for (const real_field &r : curve_fields) put(r.name, o.curve.*r.field);
    return status;
}

engram_status settings_renew_identity(connection &c, fault &f) {
    uint8_t identity[16];
    sqlite3_randomness(sizeof identity, identity);
    query q(c, sql::set_identity, f);
    const engram_text bytes = {reinterpret_cast<const char *>(identity), sizeof identity};
    return q.bind_blob(1, identity, sizeof identity).bind(2, setting_sum(literal("identity"), bytes, true)).finish();
}

engram_status settings_read(connection &c, store &s, fault &f) {
    query q(c, sql::setting, f);
    bool has = false;
    engram_status status = ENGRAM_OK;
    const auto look = [&](const char *name) {
        q.again();
        q.bind(1, literal(name));
        status = q.step(&has);
        return status == ENGRAM_OK && has && setting_sum(literal(name), q, 0) == q.natural(1);
    };
    const auto wrong = [&](const char *name) { return status != ENGRAM_OK ? status : damaged(name, f); };
    if (!look("identity") || q.blob(0).bytes != sizeof s.identity) return wrong("identity");
    memcpy(s.identity, q.blob(0).data, sizeof s.identity);
    if (!look("words")) return wrong("words");
    s.words = 0;
    for (uint32_t i = 0; i < sizeof word_names / sizeof *word_names; ++i) {
        const engram_text t = q.text(0);
        if (t.bytes == strlen(word_names[i]) && memcmp(t.data, word_names[i], static_cast<size_t>(t.bytes)) == 0)
            s.words = i + 1;
    }
    if (s.words == 0) return damaged("words", f);
    if (!look("name")) return wrong("name");
    if (!keep(q.text(0), &s.name)) return f.no_memory();
    const bool is_there = look("thread"); // only where there is one
    if (status != ENGRAM_OK || (has && (!is_there || q.text(0).bytes == 0 || !is_thread(q.text(0)))))
        return wrong("thread");
    if (has && !keep(q.text(0), &s.thread)) return f.no_memory();
    s.curve = {};
    s.curve.size = sizeof s.curve;
    if (!look("curve.form")) return wrong("curve.form");
    s.curve.form = static_cast<engram_curve_form>(q.integer(0));
    if (!look("curve.threshold")) return wrong("curve.threshold");
    s.curve.threshold = static_cast<uint32_t>(q.integer(0));
    for (const real_field &r : curve_fields) {
        if (!look(r.name)) return wrong(r.name);
        s.curve.*r.field = q.real(0);
    }
    // The kernels know which curves there are.
    return engram_decay_apply(&s.curve, nullptr, nullptr, 0, nullptr) == ENGRAM_OK ? ENGRAM_OK : damaged("curve", f);
}

engram_status models_write(connection &c, const store_options &o, fault &f) {
    query q(c, sql::add_model, f);
    for (uint64_t i = 0; i < o.model_count; ++i) {
        const engram_model &m = o.models[i];
        q.bind(1, i).bind(2, m.name).bind(3, int64_t{m.type}).bind(4, int64_t{m.metric}).bind(5, m.dim);
        q.bind(6, model_sum(i, m.name, m.type, m.metric, m.dim));
        const engram_status status = q.finish();
        if (status != ENGRAM_OK) return status;
        q.again();
    }
    return ENGRAM_OK;
}

engram_status models_read(connection &c, store &s, fault &f) {
    query q(c, sql::models, f);
    for (bool has = false;;) {
        const engram_status status = q.step(&has);
        if (status != ENGRAM_OK) return status;
        if (!has) return ENGRAM_OK;
        model m{};
        m.number = static_cast<uint32_t>(q.integer(0));
        m.type = static_cast<engram_type>(q.integer(2));
        m.metric = static_cast<engram_metric>(q.integer(3));
        m.dim = q.natural(4);
        if (q.natural(0) != s.models.count || s.models.count == 63 || m.type < ENGRAM_TYPE_F32 ||
            m.type > ENGRAM_TYPE_I8 || m.metric < ENGRAM_METRIC_COSINE || m.metric > ENGRAM_METRIC_L2_SQUARED ||
            m.dim == 0 || m.dim > 65536 || model_sum(q.natural(0), q.text(1), m.type, m.metric, m.dim) != q.natural(5))
            return damaged("model", f);
        if (!keep(q.text(1), &m.name)) return f.no_memory();
        if (!s.models.push(m)) {
            heap_give(const_cast<char *>(m.name.data));
            return f.no_memory();
        }
    }
}

} // namespace engram
