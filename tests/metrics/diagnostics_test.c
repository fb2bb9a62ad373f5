/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* engram/diagnostics.h: the report, the log callback, the capacity estimate against measured memory. */

#include <malloc.h>

#include "engram/compat.h"
#include "support/child.h"

static char text[1 << 16];

static void report(const void *unused) {
    (void)unused;
    setenv("ENGRAM_ARENA_SIZE", "65535", 1);
    setenv("ENGRAM_ARENA_OVERFLOW", "panic", 1);
    setenv("ENGRAM_ISA", "decay=scalar", 1);
    setenv("ENGRAM_ARENA_ZERO", "", 1); /* as if it were not there */
    setenv("ENGRAM_ARENA_HUGE_PAGES", "1", 1);
    size_t needed;
    child_check(engram_diagnostics_write(ENGRAM_FORMAT_TEXT, text, sizeof text, &needed) == ENGRAM_OK);
    child_check(strlen(text) + 1 == needed);
    const char *lines[] = {
        "library.version: 0.1.0\n", "library.compiler: ", "cpu.levels_supported: scalar", "cpu.ENGRAM_ISA: decay=scalar\n",
        "levels.decay.level: scalar\n", "levels.decay.reason: forced by ENGRAM_ISA\n",
        "levels.similarity.reason: best level of this machine\n", "levels.decay.disabled: none\n",
        "arena_settings.bytes.value: 1048576\n",
        "arena_settings.bytes.source: default, because the value in the environment is refused\n",
        "arena_settings.bytes.ENGRAM_ARENA_SIZE: 65535\n", "arena_settings.overflow.value: panic\n",
        "arena_settings.overflow.source: environment\n", "arena_settings.zero_on_reset.source: default\n",
        "arena_settings.zero_on_reset.ENGRAM_ARENA_ZERO: (not set)\n", "self_check.at_first_use: no\n",
        "arenas.alive: 0\n", "metrics.threads: ",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; ++i) child_check(strstr(text, lines[i]) != NULL);
    /* Read once: what changes afterwards is neither obeyed nor shown. */
    setenv("ENGRAM_ISA", "scalar", 1), setenv("ENGRAM_ARENA_SIZE", "131072", 1);
    child_check(engram_diagnostics_write(ENGRAM_FORMAT_TEXT, text, sizeof text, NULL) == ENGRAM_OK);
    child_check(strstr(text, "cpu.ENGRAM_ISA: decay=scalar\n") != NULL);
    child_check(strstr(text, "arena_settings.bytes.ENGRAM_ARENA_SIZE: 65535\n") != NULL);
    engram_configure_arena(2, 1);
    child_check(engram_diagnostics_write(ENGRAM_FORMAT_TEXT, text, sizeof text, NULL) == ENGRAM_OK);
    child_check(strstr(text, "arena_settings.bytes.value: 2097152\narena_settings.bytes.source: API\n") != NULL);
    child_check(strstr(text, "arena_settings.huge_pages.value: 1\n") != NULL); /* no business of that call */
}

/* Braces, quotes and commas of a report with awkward values; a JSON parser reads it in tests/operations. */
static void json(const void *unused) {
    (void)unused;
    setenv("ENGRAM_ARENA_SIZE", "\"\\\n\t\x01\xff{", 1);
    child_check(engram_diagnostics_write(ENGRAM_FORMAT_JSON, text, sizeof text, NULL) == ENGRAM_OK);
    child_check(strstr(text, "\"ENGRAM_ARENA_SIZE\": \"\\\"\\\\    {\"") != NULL);
    int depth = 0, in_string = 0;
    for (const char *c = text; *c != '\0'; ++c) {
        if (in_string && *c == '\\') ++c;
        else if (*c == '"') in_string = !in_string;
        else if (!in_string) depth += (*c == '{') - (*c == '}');
        child_check(depth >= 0 && (depth > 0 || *c == '}' || *c == '\n'));
    }
    child_check(depth == 0 && !in_string && strstr(text, "{, ") == NULL && strstr(text, ", }") == NULL);
}

static void report_refusals(const void *unused) {
    (void)unused;
    size_t needed;
    child_check(engram_diagnostics_write(0, text, sizeof text, NULL) == ENGRAM_ERROR_ENUM);
    child_check(engram_diagnostics_write(3, text, sizeof text, NULL) == ENGRAM_ERROR_ENUM);
    child_check(engram_diagnostics_write(ENGRAM_FORMAT_TEXT, NULL, 1, NULL) == ENGRAM_ERROR_NULL);
    child_check(engram_diagnostics_write(ENGRAM_FORMAT_TEXT, NULL, 0, &needed) == ENGRAM_ERROR_BUFFER);
    child_check(engram_diagnostics_write(ENGRAM_FORMAT_TEXT, text, needed - 1, NULL) == ENGRAM_ERROR_BUFFER);
    child_check(engram_diagnostics_write(ENGRAM_FORMAT_TEXT, text, needed, NULL) == ENGRAM_OK);
}

static int heard[8], heard_size, heard_zero;
static char last_message[256];
static void hear(void *context, engram_event event, const char *message) {
    child_check(context == heard && event < 8);
    ++heard[event];
    snprintf(last_message, sizeof last_message, "%s", message);
    child_check(strchr(message, '\n') == NULL && message[0] != '\0');
    heard_size += event == ENGRAM_EVENT_SETTING_REFUSED && strstr(message, "ENGRAM_ARENA_SIZE") != NULL;
    heard_zero += event == ENGRAM_EVENT_SETTING_REFUSED && strstr(message, "ENGRAM_ARENA_ZERO") != NULL;
    if (event == ENGRAM_EVENT_SETTING_REFUSED) return;
    engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR); /* a sink may call; inner events are dropped */
    engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO);
}

static void log_events(const void *unused) {
    (void)unused;
    setenv("ENGRAM_ISA", "turbo", 1);
    setenv("ENGRAM_ARENA_SIZE", "-5", 1);
    setenv("ENGRAM_ARENA_ZERO", "maybe", 1);
    engram_log_set(hear, heard);
    float value[2] = {0.5f, 0}, weight[1] = {0.5f};
    const uint32_t target[1] = {1};
    engram_spread_activation(target, weight, value, 2, 1, 1);
    child_check(heard[ENGRAM_EVENT_SETTING_REFUSED] == 3 && heard[ENGRAM_EVENT_LEVEL_CHOSEN] >= 1);
    child_check(heard_size == 1 && heard_zero == 1);
    child_check(heard[ENGRAM_EVENT_ARENA_OVERFLOW] == 0);
    const int chosen = heard[ENGRAM_EVENT_LEVEL_CHOSEN];
    engram_arena *arena;
    child_check(engram_arena_thread(&arena) == ENGRAM_OK);
    child_check(engram_arena_fast_allocate(arena, 1 << 20, 8) != NULL); /* the whole pool */
    for (int i = 0; i < 1000; ++i) child_check(engram_arena_fast_allocate(arena, 20000, 8) != NULL);
    child_check(heard[ENGRAM_EVENT_ARENA_OVERFLOW] == 10); /* 1, 2, 4 ... 512 */
    child_check(strstr(last_message, "fallback memory is used") != NULL);
    child_check(heard[ENGRAM_EVENT_LEVEL_CHOSEN] == chosen);
    engram_log_set(NULL, NULL);
    for (int i = 0; i < 100; ++i) engram_arena_fast_allocate(arena, 20000, 8);
    child_check(heard[ENGRAM_EVENT_ARENA_OVERFLOW] == 10);
}

static size_t heap(void) { return mallinfo2().uordblks + mallinfo2().hblkhd; }

/* The compiler may leave out an allocation that nobody sees. */
static void *seen_malloc(size_t bytes) {
    void *memory = malloc(bytes);
    __asm__ volatile("" : : "r"(memory) : "memory");
    child_check(memory != NULL);
    return memory;
}

static void near(uint64_t estimate, size_t measured) {
    const double ratio = (double)estimate / (double)measured;
    printf("capacity: estimated %llu, measured %zu, ratio %.4f\n", (unsigned long long)estimate, measured, ratio);
    fflush(stdout);
    child_check(ratio > 0.95 && ratio < 1.05);
}

static void capacity_against_the_heap(const void *unused) {
    (void)unused;
    engram_capacity_plan plan = {.size = sizeof plan, .bits = 32, .rows = 3000, .dim = 768};
    engram_capacity c = {.size = sizeof c};
    size_t before = heap();
    void *rows = seen_malloc(3000 * 768 * sizeof(float));
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_OK);
    near(c.total, heap() - before);
    plan = (engram_capacity_plan){.size = sizeof plan, .nodes = 100000, .edges = 900000, .strengths = 50000};
    before = heap();
    void *parts[] = {seen_malloc(100001 * 8), seen_malloc(900000 * 4), seen_malloc(900000 * 4), seen_malloc(50000 * 4),
                     seen_malloc(50000 * 8)};
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_OK);
    near(c.total, heap() - before);
    child_check(c.spreading_scratch == 400000 && c.arena_wanted == 458752);
    /* Scratch as an arena sees it, and a pool of the size that is recommended. */
    engram_arena_options o = {.size = sizeof o};
    engram_arena_options_get(&o);
    o.bytes = c.arena_wanted;
    child_check(engram_arena_configure(&o) == ENGRAM_OK);
    float *values = calloc(100000, sizeof *values), weight[1] = {0.5f};
    const uint32_t target[1] = {1};
    engram_spread_activation(target, weight, values, 100000, 1, 1);
    size_t overflows, high_water;
    engram_arena_stats(NULL, &overflows, &high_water);
    child_check(overflows == 0);
    near(c.spreading_scratch, high_water);
    plan = (engram_capacity_plan){.size = sizeof plan, .threads = 1, .arena_bytes = c.arena_wanted};
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_OK);
    engram_arena_usage u = {.size = sizeof u};
    engram_arena_usage_total(&u);
    near(c.arenas, u.capacity * u.arenas);
    for (int i = 0; i < 5; ++i) free(parts[i]);
    free(rows), free(values);
}

static void capacity_edges(const void *unused) {
    (void)unused;
    engram_capacity c = {.size = sizeof c, .total = 5};
    engram_capacity_plan plan = {.size = sizeof plan};
    child_check(engram_capacity_estimate(NULL, &c) == ENGRAM_ERROR_NULL);
    child_check(engram_capacity_estimate(&plan, NULL) == ENGRAM_ERROR_NULL);
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_OK && c.total == 0);
    plan.rows = 10, plan.dim = 100, plan.bits = 1;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_OK && c.vectors == 130 && c.total == 130);
    plan.bits = 8, plan.codes = 1;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_OK && c.vectors == 1000 && c.scales == 40);
    child_check(c.codes == 1080 && c.norms == 40 && c.total == 2160);
    plan.codes = 2;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_ERROR_ARGUMENT);
    plan.bits = 1, plan.codes = 0;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_OK && c.vectors == 130);
    plan.prepared = 3;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_ERROR_ARGUMENT);
    plan.prepared = 0, plan.typed = 2;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_ERROR_ARGUMENT);
    plan.typed = 0, plan.workspaces = UINT64_MAX / 2;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_ERROR_OVERFLOW);
    plan.workspaces = 0, plan.bits = 7;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_ERROR_ARGUMENT && c.vectors == 130);
    plan.bits = 32, plan.rows = UINT64_MAX;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_ERROR_OVERFLOW);
    plan.rows = 1, plan.dim = UINT64_MAX / 2;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_ERROR_OVERFLOW);
    plan = (engram_capacity_plan){.size = sizeof plan, .nodes = UINT64_C(1) << 32};
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_ERROR_ARGUMENT);
    plan.nodes = 100000000000 / 1000;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_OK && c.graph == 800000008);
    plan = (engram_capacity_plan){.size = sizeof plan, .threads = 2, .arena_bytes = 1};
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_ERROR_ARGUMENT);
    plan.arena_bytes = 65536, plan.nodes = 1000000; /* scratch of 4 MB beside each pool that is too small */
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_OK && c.total == c.graph + c.arenas + 8000000);
    plan.threads = UINT64_MAX;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_ERROR_OVERFLOW);
    plan.size = 4;
    child_check(engram_capacity_estimate(&plan, &c) == ENGRAM_ERROR_STRUCT);
}

#define IN_CHILD(name)                   \
    static void name##_test(void **state) { \
        (void)state;                     \
        child_must_pass(name, NULL);     \
    }
IN_CHILD(report)
IN_CHILD(json)
IN_CHILD(report_refusals)
IN_CHILD(log_events)

static void capacity_against_the_heap_test(void **state) {
    (void)state;
    const size_t before = heap();
    void *probe = seen_malloc(1 << 20);
    const int is_measured = heap() - before >= 1 << 20;
    free(probe);
    if (!is_measured) skip(); /* another allocator, of a sanitizer perhaps, that mallinfo2() knows nothing of */
    child_must_pass(capacity_against_the_heap, NULL);
}
IN_CHILD(capacity_edges)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_test),     cmocka_unit_test(json_test),
        cmocka_unit_test(report_refusals_test), cmocka_unit_test(log_events_test),
        cmocka_unit_test(capacity_against_the_heap_test), cmocka_unit_test(capacity_edges_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
