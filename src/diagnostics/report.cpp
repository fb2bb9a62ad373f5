// SPDX-License-Identifier: MIT OR Apache-2.0
// The diagnostic report: one list of facts, written as text or as JSON.

#include "diagnostics/report.h"

#include <cstring>

#include "arena/arena.h"
#include "base/setting.h"
#include "cpu/detect.h"
#include "base/status.h"
#include "cpu/level.h"
#include "engram/version.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace {

// In text a section is a prefix and a fact a line, `cpu.levels: scalar avx2`; in JSON both are objects.
class sheet {
  public:
    sheet(engram_text *to, bool as_json) : text(to), json(as_json) {
        if (json) engram_text_char(text, '{');
    }

    void open(const char *name) {
        separate();
        if (json) {
            engram_text_quoted(text, name);
            engram_text_add(text, ": {");
            fresh = true;
        }
        prefix[depth++] = name;
    }

    void close() {
        --depth;
        if (json) engram_text_char(text, '}');
        fresh = false;
    }

    void fact(const char *name, const char *value) {
        key(name);
        if (json) engram_text_quoted(text, value);
        else engram_text_add(text, value);
        end();
    }

    void fact(const char *name, uint64_t value) {
        key(name);
        engram_text_number(text, value);
        end();
    }

    void finish() {
        if (json) engram_text_add(text, "}\n");
    }

  private:
    void separate() {
        if (json && !fresh) engram_text_add(text, ", ");
        fresh = false;
    }

    void key(const char *name) {
        separate();
        if (json) {
            engram_text_quoted(text, name);
        } else {
            for (int i = 0; i < depth; ++i) {
                engram_text_add(text, prefix[i]);
                engram_text_char(text, '.');
            }
            engram_text_add(text, name);
        }
        engram_text_add(text, ": ");
    }

    void end() {
        if (!json) engram_text_char(text, '\n');
    }

    engram_text *text;
    bool json, fresh = true;
    const char *prefix[4] = {};
    int depth = 0;
};

const char *const compiler =
#if defined(__clang__)
    "clang " __clang_version__;
#elif defined(__GNUC__)
    "gcc " __VERSION__;
#else
    "unknown";
#endif

const char *const architecture =
#if defined(__x86_64__)
    "x86_64";
#elif defined(__aarch64__)
    "aarch64";
#else
    "other";
#endif

// 48 characters and a zero.
void cpu_name(char *name) {
    std::strcpy(name, architecture);
#if defined(__x86_64__)
    unsigned registers[12] = {};
    if (static_cast<unsigned>(__get_cpuid_max(0x80000000u, nullptr)) < 0x80000004u) return;
    for (unsigned i = 0; i < 3; ++i)
        __get_cpuid(0x80000002u + i, &registers[4 * i], &registers[4 * i + 1], &registers[4 * i + 2], &registers[4 * i + 3]);
    std::memcpy(name, registers, sizeof registers);
    name[48] = '\0';
    for (size_t length = std::strlen(name); length > 0 && name[length - 1] == ' ';) name[--length] = '\0';
#endif
}

// "scalar avx2 "; 64 characters hold every name.
void level_list(char *list, uint32_t levels) {
    list[0] = '\0';
    for (engram_level level = ENGRAM_LEVEL_SCALAR; level < ENGRAM_LEVEL_COUNT; ++level)
        if (levels >> level & 1u) {
            if (list[0] != '\0') std::strcat(list, " ");
            std::strcat(list, engram_machine_level_name(level));
        }
    if (list[0] == '\0') std::strcpy(list, "none");
}

// A variable of the environment, as it was when it was read.
void setting(sheet &s, int which) {
    const char *value = engram_setting_value(which);
    s.fact(engram_setting_name(which), value != nullptr ? value : "(not set)");
}

void cpu(sheet &s) {
    char text[64];
    s.open("cpu");
    cpu_name(text);
    s.fact("name", text);
    level_list(text, engram_levels_built());
    s.fact("levels_built", text);
    level_list(text, engram_machine_can());
    s.fact("levels_supported", text);
    s.fact("level_best", engram_machine_level_name(engram_levels_highest(engram_machine_should())));
    setting(s, ENGRAM_SETTING_ISA);
    s.close();
    s.open("levels");
    for (int i = 0; i < ENGRAM_FAMILY_COUNT; ++i) {
        s.open(engram_family_name(i));
        s.fact("level", engram_machine_level_name(engram_level_of(i)));
        s.fact("reason", engram_level_reason_of(i));
        level_list(text, engram_levels_disabled(i));
        s.fact("disabled", text);
        s.close();
    }
    s.close();
}

void self_check(sheet &s) {
    const char *value = engram_setting_value(ENGRAM_SETTING_SELF_CHECK);
    const int flag = value != nullptr ? engram_setting_flag(value) : 0;
    s.open("self_check");
    s.fact("at_first_use", flag > 0 ? "yes" : flag == 0 ? "no" : "no, because the value in the environment is refused");
    setting(s, ENGRAM_SETTING_SELF_CHECK);
    s.close();
}

void arena(sheet &s) {
    constexpr const char *strategies[] = {"panic", "error_return", "fallback"};
    constexpr const char *sources[] = {"default", "environment", "API",
                                       "default, because the value in the environment is refused"};
    const struct engram_arena_config c = engram_arena_config_get();
    const char *const names[ENGRAM_ARENA_VARIABLES] = {"bytes", "overflow", "zero_on_reset", "huge_pages"};
    s.open("arena_settings");
    for (int i = 0; i < ENGRAM_ARENA_VARIABLES; ++i) {
        s.open(names[i]);
        if (i == 0) s.fact("value", c.bytes);
        else if (i == 1) s.fact("value", strategies[c.overflow]);
        else s.fact("value", static_cast<uint64_t>(i == 2 ? c.zero : c.huge));
        s.fact("source", sources[c.source[i]]);
        setting(s, ENGRAM_SETTING_ARENA_SIZE + i);
        s.close();
    }
    s.close();
}

void counts(sheet &s, const engram_snapshot *m) {
    s.open("arenas");
    s.fact("alive", m->arenas.arenas);
    s.fact("capacity_bytes", m->arenas.capacity);
    s.fact("used_bytes", m->arenas.used);
    s.fact("high_water_bytes", m->arenas.high_water);
    s.fact("resets", m->arenas.resets);
    s.fact("overflows", m->arenas.overflows);
    s.fact("fallbacks", m->arenas.fallbacks);
    s.fact("fallback_bytes", m->arenas.fallback_bytes);
    s.close();
    s.open("metrics");
    s.fact("threads", m->threads);
    s.fact("uncounted_calls", m->uncounted);
    for (int f = 0; f < ENGRAM_FAMILY_COUNT; ++f) {
        s.open(engram_family_name(f));
        for (engram_level l = ENGRAM_LEVEL_SCALAR; l < ENGRAM_LEVEL_COUNT; ++l) {
            const engram_path_counts &path = m->counts.paths[f][l];
            if (path.calls == 0 && m->check_failures[f][l] == 0) continue;
            s.open(engram_machine_level_name(l));
            s.fact("calls", path.calls);
            s.fact("items", path.items);
            s.fact("bytes", path.bytes);
            s.fact("timed_calls", path.timed_calls);
            s.fact("timed_ns", path.timed_ns);
            s.fact("self_check_failures", m->check_failures[f][l]);
            s.close();
        }
        for (int status = 1; status < ENGRAM_COUNT_STATUSES; ++status)
            if (m->counts.errors[f][status] != 0) s.fact(engram_status_name_of(-status), m->counts.errors[f][status]);
        s.close();
    }
    s.close();
}

} // namespace

void engram_report_write(struct engram_text *text, int as_json, const struct engram_snapshot *snapshot) {
    sheet s(text, as_json != 0);
    s.open("library");
    s.fact("version", ENGRAM_VERSION_STRING);
    s.fact("api_version", uint64_t{ENGRAM_API_VERSION});
    s.fact("compiler", compiler);
    s.fact("architecture", architecture);
    s.fact("metrics", ENGRAM_METRICS ? "on" : "compiled out");
    s.close();
    cpu(s);
    self_check(s);
    arena(s);
    counts(s, snapshot);
    s.finish();
}
