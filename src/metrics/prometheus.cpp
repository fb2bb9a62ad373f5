// SPDX-License-Identifier: MIT OR Apache-2.0
// The Prometheus text format, version 0.0.4.

#include "base/status.h"
#include "cpu/level.h"
#include "engram/version.h"
#include "metrics/metrics.h"

namespace {

struct writer {
    engram_text *text;

    void head(const char *name, const char *type, const char *help) const {
        engram_text_add(text, "# HELP ");
        engram_text_add(text, name);
        engram_text_char(text, ' ');
        engram_text_add(text, help);
        engram_text_add(text, "\n# TYPE ");
        engram_text_add(text, name);
        engram_text_char(text, ' ');
        engram_text_add(text, type);
        engram_text_char(text, '\n');
    }

    // `name{family="...",key="value"} `, with the second label only where there is a value.
    void series(const char *name, int family, const char *key, const char *value) const {
        engram_text_add(text, name);
        engram_text_add(text, "{family=");
        engram_text_quoted(text, engram_family_name(family));
        if (value != nullptr) {
            engram_text_char(text, ',');
            engram_text_add(text, key);
            engram_text_char(text, '=');
            engram_text_quoted(text, value);
        }
        engram_text_add(text, "} ");
    }

    void line(uint64_t value) const {
        engram_text_number(text, value);
        engram_text_char(text, '\n');
    }

    void plain(const char *name, const char *type, const char *help, uint64_t value) const {
        head(name, type, help);
        engram_text_add(text, name);
        engram_text_char(text, ' ');
        line(value);
    }
};

bool is_shown(const engram_snapshot *m, int family, engram_level level) {
    return m->counts.paths[family][level].calls != 0 || engram_level_of(family) == level;
}

void paths(const writer &w, const engram_snapshot *m, const char *name, const char *help,
           uint64_t engram_path_counts::*field) {
    w.head(name, "counter", help);
    for (int f = 0; f < ENGRAM_FAMILY_COUNT; ++f)
        for (engram_level l = ENGRAM_LEVEL_SCALAR; l < ENGRAM_LEVEL_COUNT; ++l)
            if (is_shown(m, f, l)) {
                w.series(name, f, "level", engram_machine_level_name(l));
                w.line(m->counts.paths[f][l].*field);
            }
}

void histogram(const writer &w, int family, engram_level level, const engram_path_counts &path) {
    constexpr uint64_t bounds[] = ENGRAM_METRICS_BOUNDS;
    uint64_t so_far = 0;
    const auto labels = [&](const char *name) {
        engram_text_add(w.text, name);
        engram_text_add(w.text, "{family=");
        engram_text_quoted(w.text, engram_family_name(family));
        engram_text_add(w.text, ",level=");
        engram_text_quoted(w.text, engram_machine_level_name(level));
    };
    for (int i = 0; i < ENGRAM_METRICS_BUCKETS; ++i) {
        so_far += path.buckets[i];
        labels("engram_kernel_duration_seconds_bucket");
        engram_text_add(w.text, ",le=\"");
        if (i < ENGRAM_METRICS_BUCKETS - 1) engram_text_seconds(w.text, bounds[i]);
        else engram_text_add(w.text, "+Inf");
        engram_text_add(w.text, "\"} ");
        w.line(so_far);
    }
    labels("engram_kernel_duration_seconds_sum");
    engram_text_add(w.text, "} ");
    engram_text_seconds(w.text, path.timed_ns);
    engram_text_char(w.text, '\n');
    labels("engram_kernel_duration_seconds_count");
    engram_text_add(w.text, "} ");
    w.line(so_far);
}

} // namespace

void engram_metrics_write(struct engram_text *text, const struct engram_snapshot *m) {
    const writer w = {text};
    w.head("engram_build_info", "gauge", "The linked library; always 1.");
    engram_text_add(text, "engram_build_info{version=\"" ENGRAM_VERSION_STRING "\"} 1\n");
    w.head("engram_level_info", "gauge", "The instruction-set level each family runs on; always 1.");
    for (int f = 0; f < ENGRAM_FAMILY_COUNT; ++f) {
        w.series("engram_level_info", f, "level", engram_machine_level_name(engram_level_of(f)));
        w.line(1);
    }
    w.head("engram_level_is_best", "gauge", "1 when a family runs on the best level of the machine.");
    for (int f = 0; f < ENGRAM_FAMILY_COUNT; ++f) {
        w.series("engram_level_is_best", f, nullptr, nullptr);
        w.line(engram_level_of(f) == engram_levels_highest(engram_machine_should()));
    }
    paths(w, m, "engram_kernel_calls_total", "Calls that succeeded.", &engram_path_counts::calls);
    paths(w, m, "engram_kernel_items_total", "Rows scored, edges walked, strengths decayed.",
          &engram_path_counts::items);
    paths(w, m, "engram_kernel_bytes_total", "Bytes of input read, counted once.", &engram_path_counts::bytes);

    w.head("engram_kernel_errors_total", "counter", "Calls that returned an error, by status.");
    for (int f = 0; f < ENGRAM_FAMILY_COUNT; ++f)
        for (int s = 1; s < ENGRAM_COUNT_STATUSES; ++s)
            if (m->counts.errors[f][s] != 0) {
                w.series("engram_kernel_errors_total", f, "status", engram_status_name_of(-s));
                w.line(m->counts.errors[f][s]);
            }

    w.head("engram_kernel_duration_seconds", "histogram", "Time of the calls that were measured.");
    for (int f = 0; f < ENGRAM_FAMILY_COUNT; ++f)
        for (engram_level l = ENGRAM_LEVEL_SCALAR; l < ENGRAM_LEVEL_COUNT; ++l)
            if (m->counts.paths[f][l].timed_calls != 0) histogram(w, f, l, m->counts.paths[f][l]);

    w.head("engram_self_check_failures_total", "counter", "Self-checks that found a level wrong and disabled it.");
    for (int f = 0; f < ENGRAM_FAMILY_COUNT; ++f)
        for (engram_level l = ENGRAM_LEVEL_SCALAR; l < ENGRAM_LEVEL_COUNT; ++l)
            if ((engram_machine_can() >> l & 1u) != 0) {
                w.series("engram_self_check_failures_total", f, "level", engram_machine_level_name(l));
                w.line(m->check_failures[f][l]);
            }
    w.plain("engram_kernel_uncounted_total", "counter", "Calls that were not counted, for want of memory.", m->uncounted);
    w.plain("engram_arenas", "gauge", "Arenas alive.", m->arenas.arenas);
    w.plain("engram_arena_capacity_bytes", "gauge", "Pool memory of the arenas alive.", m->arenas.capacity);
    w.plain("engram_arena_used_bytes", "gauge", "Arena memory in use.", m->arenas.used);
    w.plain("engram_arena_high_water_bytes", "gauge", "The most that one arena had in use at once.", m->arenas.high_water);
    w.plain("engram_arena_fallback_bytes", "gauge", "Fallback memory held.", m->arenas.fallback_bytes);
    w.plain("engram_arena_resets_total", "counter", "Arena resets and scratch given back.", m->arenas.resets);
    w.plain("engram_arena_overflows_total", "counter", "Requests that did not fit an arena.", m->arenas.overflows);
    w.plain("engram_arena_fallbacks_total", "counter", "Overflows answered with other memory.", m->arenas.fallbacks);
}
