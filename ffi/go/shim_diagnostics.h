/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Included by shim.h alone, which says what this is for. */
#ifndef ENGRAM_GO_SHIM_DIAGNOSTICS_H
#define ENGRAM_GO_SHIM_DIAGNOSTICS_H

typedef struct go_text {
    go_outcome told;
    size_t needed;
} go_text;

static inline go_text go_diagnostics(engram_format format, char *buffer, size_t capacity) {
    go_text text = {{ENGRAM_OK, NULL}, 0};
    text.told = go_told(engram_diagnostics_write(format, buffer, capacity, &text.needed));
    return text;
}

static inline go_text go_prometheus(char *buffer, size_t capacity) {
    go_text text = {{ENGRAM_OK, NULL}, 0};
    text.told = go_told(engram_metrics_prometheus(buffer, capacity, &text.needed));
    return text;
}

typedef struct go_checked {
    go_outcome told;
    engram_self_check_result result;
} go_checked;

static inline go_checked go_self_check(uint32_t families) {
    go_checked done;
    memset(&done, 0, sizeof done);
    done.result.size = sizeof done.result;
    done.told = go_told(engram_self_check(families, &done.result));
    return done;
}

static inline go_outcome go_level_force(engram_families families, engram_level level) {
    return go_told(engram_level_force(families, level));
}

typedef struct go_arena_options {
    go_outcome told;
    engram_arena_options options;
} go_arena_options;

static inline go_arena_options go_arena_options_get(void) {
    go_arena_options got;
    memset(&got, 0, sizeof got);
    got.options.size = sizeof got.options;
    got.told = go_told(engram_arena_options_get(&got.options));
    return got;
}

static inline go_outcome go_arena_configure(uint64_t bytes, uint32_t overflow, uint32_t zero_on_reset,
                                            uint32_t huge_pages) {
    engram_arena_options options;
    memset(&options, 0, sizeof options);
    options.size = sizeof options, options.bytes = bytes, options.overflow = overflow;
    options.zero_on_reset = zero_on_reset, options.huge_pages = huge_pages;
    return go_told(engram_arena_configure(&options));
}

typedef struct go_arena_usage {
    go_outcome told;
    engram_arena_usage usage;
} go_arena_usage;

static inline go_arena_usage go_arena_usage_total(void) {
    go_arena_usage got;
    memset(&got, 0, sizeof got);
    got.usage.size = sizeof got.usage;
    got.told = go_told(engram_arena_usage_total(&got.usage));
    return got;
}

typedef struct go_metrics {
    go_outcome told;
    engram_metrics metrics;
} go_metrics;

static inline go_metrics go_metrics_get(void) {
    go_metrics got;
    memset(&got, 0, sizeof got);
    got.metrics.size = sizeof got.metrics;
    got.told = go_told(engram_metrics_get(&got.metrics));
    return got;
}

typedef struct go_path {
    engram_status status;
    engram_path_metrics path;
} go_path;

static inline go_path go_metrics_path(uint32_t families, uint32_t level) {
    go_path got;
    memset(&got, 0, sizeof got);
    got.path.size = sizeof got.path;
    got.status = engram_metrics_path(families, level, &got.path);
    return got;
}

typedef struct go_errors {
    engram_status status;
    uint64_t count;
} go_errors;

static inline go_errors go_metrics_errors(uint32_t families, engram_status status) {
    go_errors got = {ENGRAM_OK, 0};
    got.status = engram_metrics_errors(families, status, &got.count);
    return got;
}

/* A clock in C: one in Go would have to be called from C, inside kernels. */
static inline uint64_t go_now(void *context) {
    struct timespec now;
    (void)context;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline void go_measure(uint32_t every) { engram_metrics_set_clock(every != 0 ? go_now : NULL, NULL, every); }

typedef struct go_capacity {
    go_outcome told;
    engram_capacity capacity;
} go_capacity;

static inline go_capacity go_capacity_estimate(engram_capacity_plan plan) {
    go_capacity got;
    memset(&got, 0, sizeof got);
    plan.size = sizeof plan;
    got.capacity.size = sizeof got.capacity;
    got.told = go_told(engram_capacity_estimate(&plan, &got.capacity));
    return got;
}

#endif
