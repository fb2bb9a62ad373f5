// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/space.h"

#include <new>

#include "abi/space.hpp"
#include "store/past.hpp"
#include "store/path.hpp"
#include "store/settings.hpp"

using namespace engram;

namespace {

constexpr uint32_t known_flags =
    ENGRAM_SPACE_CREATE | ENGRAM_SPACE_EXCLUSIVE | ENGRAM_SPACE_READ_ONLY | ENGRAM_SPACE_MEMORY | ENGRAM_SPACE_LOAD;
constexpr uint64_t most_models = 63;
constexpr engram_text default_model = {"default", 7};

engram_status check_path(engram_text path, uint32_t flags, fault &f) {
    if ((flags & ENGRAM_SPACE_MEMORY) == 0) return path_given(path, "path", f);
    return path.data == nullptr && path.bytes == 0
               ? ENGRAM_OK
               : f.refuse(ENGRAM_ERROR_ARGUMENT, "path", "a space in memory has no path");
}

engram_status check_models(const engram_space_options &given, engram_model *known, fault &f) {
    for (uint64_t i = 0; i < given.model_count; ++i) {
        engram_model &m = known[i];
        const auto refuse = [&](engram_status status, const char *what) {
            return f.refuse_item(status, "options.models", i, "%s", what);
        };
        if (!read_struct(given.models + i, &m))
            return refuse(ENGRAM_ERROR_STRUCT,
                          "the model has a size that this version does not know: set its size field to sizeof");
        if (m.reserved != 0) return refuse(ENGRAM_ERROR_ARGUMENT, "reserved of a model is not 0: set the struct to zero first");
        if (m.metric == 0) m.metric = ENGRAM_METRIC_COSINE;
        if (m.name.data == nullptr && m.name.bytes == 0) m.name = default_model;
        if (m.type < ENGRAM_TYPE_F32 || m.type > ENGRAM_TYPE_I8)
            return refuse(ENGRAM_ERROR_ENUM, "a model stores f32, f16, bf16 or i8: set its type");
        if (m.metric > ENGRAM_METRIC_L2_SQUARED)
            return refuse(ENGRAM_ERROR_METRIC, "a model is compared by cosine, dot or squared L2");
        if (m.dim == 0 || m.dim > 65536) return refuse(ENGRAM_ERROR_ARGUMENT, "a model has 1 to 65536 dimensions");
        const engram_status status = text_check(m.name, 255, "options.models", f);
        if (status != ENGRAM_OK) return status;
        for (uint64_t k = 0; k < i; ++k)
            if (known[k].name.bytes == m.name.bytes &&
                memcmp(known[k].name.data, m.name.data, static_cast<size_t>(m.name.bytes)) == 0)
                return refuse(ENGRAM_ERROR_ARGUMENT, "two models have one name");
    }
    return ENGRAM_OK;
}

engram_status check_options(const engram_space_options &g, store_options *o, engram_model *models, fault &f) {
    const auto refuse = [&](engram_status status, const char *which, const char *what) {
        return f.refuse(status, which, "%s", what);
    };
    if ((g.flags & ~known_flags) != 0)
        return refuse(ENGRAM_ERROR_ARGUMENT, "options.flags",
                      "options.flags has a bit that this version does not know");
    if ((g.flags & ENGRAM_SPACE_READ_ONLY) != 0 && (g.flags & (ENGRAM_SPACE_CREATE | ENGRAM_SPACE_MEMORY)) != 0)
        return refuse(ENGRAM_ERROR_ARGUMENT, "options.flags", "what is read only is neither made nor in memory alone");
    if ((g.flags & ENGRAM_SPACE_EXCLUSIVE) != 0 && (g.flags & ENGRAM_SPACE_CREATE) == 0)
        return refuse(ENGRAM_ERROR_ARGUMENT, "options.flags", "ENGRAM_SPACE_EXCLUSIVE goes with ENGRAM_SPACE_CREATE");
    if (g.sync > ENGRAM_SYNC_NONE)
        return refuse(ENGRAM_ERROR_ENUM, "options.sync", "options.sync is none that this version knows");
    if (g.words > ENGRAM_WORDS_TRIGRAM)
        return refuse(ENGRAM_ERROR_ENUM, "options.words", "options.words is none that this version knows");
    if (g.model_count > most_models)
        return refuse(ENGRAM_ERROR_ARGUMENT, "options.model_count", "a space has at most 63 models");
    if (g.model_count != 0 && g.models == nullptr) return f.null("options.models");
    if (g.curve != nullptr) {
        const engram_status status = engram_decay_apply(g.curve, nullptr, nullptr, 0, nullptr);
        if (status != ENGRAM_OK)
            return refuse(status, "options.curve", "the curve is none that engram_decay_apply() takes");
        memset(&o->curve, 0, sizeof o->curve);
        memcpy(&o->curve, g.curve, g.curve->size);
        o->curve.size = sizeof o->curve;
    } else {
        o->curve = {sizeof(engram_curve), ENGRAM_CURVE_POWER, 86400.0, 0.18, 0.0, 0.1, 0.0, 0.0, 0, 0};
    }
    if (g.name.data != nullptr || g.name.bytes != 0) {
        const engram_status status = text_check(g.name, 255, "options.name", f);
        if (status != ENGRAM_OK) return status;
    }
    if (g.thread.data == nullptr && g.thread.bytes != 0) return f.null("options.thread");
    if (!is_thread(g.thread))
        return refuse(ENGRAM_ERROR_TEXT, "options.thread",
                      "options.thread names a field of metadata: at most 64 of A-Z, a-z, 0-9 and _");
    const engram_status status = check_models(g, models, f);
    if (status != ENGRAM_OK) return status;
    o->flags = g.flags;
    o->sync = g.sync != 0 ? g.sync : engram_sync{ENGRAM_SYNC_FULL};
    o->words = g.words;
    o->busy_ns = g.busy_ns != 0 ? g.busy_ns : 5000000000u;
    o->interval_ns = g.interval_ns != 0 ? g.interval_ns : 1000000000u;
    o->cache_bytes = g.cache_bytes != 0 ? g.cache_bytes : 16u << 20;
    o->now = g.now;
    o->models = models, o->model_count = g.model_count;
    o->name = g.name, o->thread = g.thread;
    return ENGRAM_OK;
}

engram_status load(engram_space *space, fault &f) {
    const watch w = watch::lasting(UINT64_MAX, &space->file.interruptions);
    lease leased;
    engram_status status = leased.take(space->file, w, f);
    if (status != ENGRAM_OK) return status;
    reading r(*leased.c);
    moment at(space->live);
    return at.begin(r, w, f);
}

void destroy(engram_space *space) {
    space->~engram_space();
    heap_give(space);
}

} // namespace

engram_status engram_space_open(engram_text path, const engram_space_options *options, engram_space **space,
                                engram_error_detail *error) {
    const engram_status wrong = check_detail(error);
    if (wrong != ENGRAM_OK) return wrong;
    fault f;
    engram_space_options given{};
    if (options != nullptr && !read_struct(options, &given))
        return tell(f,
                    f.refuse(ENGRAM_ERROR_STRUCT, "options",
                             "options has a size that this version does not know: set its size field to sizeof"),
                    error);
    if (space == nullptr) return tell(f, f.null("space"), error);
    engram_model models[most_models];
    store_options o{};
    engram_status status = check_options(given, &o, models, f);
    if (status == ENGRAM_OK) status = check_path(path, given.flags, f);
    if (status != ENGRAM_OK) return tell(f, status, error);
    void *const room = heap_take(sizeof(engram_space));
    if (room == nullptr) return tell(f, f.no_memory(), error);
    engram_space *const made = new (room) engram_space();
    status = made->file.open(path, o, f);
    if (status == ENGRAM_OK && (o.flags & ENGRAM_SPACE_LOAD) != 0) status = load(made, f);
    if (status == ENGRAM_OK) *space = made;
    else destroy(made);
    return tell(f, status, error);
}

engram_status engram_space_close(engram_space **space, engram_error_detail *error) {
    if (space == nullptr || *space == nullptr) return ENGRAM_OK;
    call k(*space, error);
    if (!k.is_well()) return k.end();
    if ((*space)->batch != nullptr) engram_batch::end((*space)->batch);
    k.status = (*space)->file.close(k.f);
    destroy(*space);
    *space = nullptr;
    return k.end();
}

engram_status engram_space_describe(engram_space *space, engram_space_info *info, engram_error_detail *error) {
    reading_call k(space, error);
    k.need(info, "info");
    if (k.is_well() && info->size != sizeof *info)
        k.status = k.f.refuse(ENGRAM_ERROR_STRUCT, "info",
                              "info has a size that this version does not know: set its size field to sizeof");
    if (!k.begin()) return k.end();
    store &s = k.file();
    head h{};
    uint64_t bytes = 0;
    engram_state sum{};
    reading at(k.c());
    k.status = at.begin(k.f);
    if (k.is_well()) k.status = head_read(k.c(), &h, k.f);
    if (k.is_well() && s.then != nullptr) {
        k.status = state_add_up(k.c(), &sum, k.f);
        h.memories = sum.memories, h.links = sum.links, h.state = sum.digest;
    }
    if (k.is_well()) k.status = file_bytes(k.c(), &bytes, k.f);
    if (!k.is_well()) return k.end();
    engram_space_info all{};
    all.size = sizeof all;
    all.format = 1;
    all.words = s.words;
    all.sync = s.sync;
    all.read_only = s.is_read_only();
    all.model_count = static_cast<uint32_t>(s.models.count);
    all.memories = h.memories, all.links = h.links, all.journal = h.number, all.changed = h.time, all.digest = h.state;
    all.file_bytes = bytes;
    all.resident_bytes = k.space->live.bytes();
    all.resident_rows = k.space->live.row_count();
    all.name = s.name, all.thread = s.thread;
    all.curve = s.curve;
    *info = all;
    return k.end();
}

engram_status engram_space_model(engram_space *space, uint64_t index, engram_model *out, engram_error_detail *error) {
    call k(space, error);
    k.need(out, "model");
    if (k.is_well() && out->size != sizeof *out)
        k.status = k.f.refuse(ENGRAM_ERROR_STRUCT, "model",
                              "model has a size that this version does not know: set its size field to sizeof");
    if (k.is_well() && index >= space->file.models.count)
        k.status = k.f.refuse(ENGRAM_ERROR_NOT_FOUND, "index", "the space has %llu models",
                              static_cast<unsigned long long>(space->file.models.count));
    if (!k.is_well()) return k.end();
    const model &m = space->file.models[index];
    *out = {sizeof *out, m.type, m.metric, 0, m.dim, m.name};
    return k.end();
}

void engram_space_interrupt(engram_space *space) {
    if (space != nullptr) __atomic_add_fetch(&space->file.interruptions, 1u, __ATOMIC_RELAXED);
}
