/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* engram-info: what the library is, what it chose and why, whether it computes rightly, what memory a plan takes. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engram/compat.h"
#include "engram/engram.h"

static const char usage[] =
    "engram-info [--text | --json | --prometheus]   the report for a bug report, or the metrics\n"
    "engram-info --self-check                       compare every level with the built-in vectors\n"
    "engram-info --check-settings                   say which settings of the environment are refused\n"
    "engram-info --capacity NAME=NUMBER ...         bytes of a plan: rows, dim, bits (32), codes (1: with codes),\n"
    "                                               nodes, edges, typed (1: edge types), prepared (1, 2: no_pull),\n"
    "                                               workspaces, strengths, threads, arena (bytes of each pool)\n"
    "engram-info --version\n"
    "Exit code: 0 good, 1 a check failed or a setting is refused, 2 wrong usage.\n";

static int wrong(const char *what, const char *argument) {
    fprintf(stderr, "engram-info: %s: %s\n%s", what, argument, usage);
    return 2;
}

typedef engram_status writer(char *buffer, size_t capacity, size_t *needed);
static engram_status as_text(char *buffer, size_t capacity, size_t *needed) {
    return engram_diagnostics_write(ENGRAM_FORMAT_TEXT, buffer, capacity, needed);
}
static engram_status as_json(char *buffer, size_t capacity, size_t *needed) {
    return engram_diagnostics_write(ENGRAM_FORMAT_JSON, buffer, capacity, needed);
}

static int print(writer *write) {
    size_t needed = 0;
    write(NULL, 0, &needed);
    char *buffer = malloc(needed + 1024); /* counters may have grown by some digits */
    if (buffer == NULL || write(buffer, needed + 1024, NULL) != ENGRAM_OK) {
        fputs("engram-info: no memory for the report\n", stderr);
        free(buffer);
        return 1;
    }
    const int failed = fputs(buffer, stdout) == EOF || fflush(stdout) != 0;
    free(buffer);
    return failed;
}

static void to_stderr(void *refusals, engram_event event, const char *message) {
    if (event == ENGRAM_EVENT_LEVEL_CHOSEN) return;
    if (event == ENGRAM_EVENT_SETTING_REFUSED) ++*(int *)refusals;
    fprintf(stderr, "engram-info: %s\n", message);
}

static int self_check(void) {
    int refusals = 0;
    engram_log_set(to_stderr, &refusals);
    engram_self_check_result result = {.size = sizeof result};
    const engram_status status = engram_self_check(ENGRAM_FAMILY_ALL, &result);
    printf("%" PRIu32 " checks, %" PRIu32 " failures\n", result.checks, result.failures);
    if (status == ENGRAM_OK) return 0;
    printf("%s: %s\n", engram_status_name(status), engram_status_text(status));
    if (result.failed_check != NULL)
        printf("first failure: %s, level %s\n", result.failed_check, engram_level_name(result.failed_level));
    return 1;
}

static int check_settings(void) {
    int refusals = 0;
    engram_log_set(to_stderr, &refusals);
    engram_arena_options options = {.size = sizeof options};
    engram_arena_options_get(&options);
    /* The first use of each family reads what is about it. */
    engram_vector_similarity(NULL, NULL, NULL, 0, 0);
    engram_spread_activation(NULL, NULL, NULL, 0, 0, 0);
    engram_apply_decay(NULL, NULL, 0);
    printf("%d settings refused\n", refusals);
    return refusals != 0;
}

static int capacity(int count, char **arguments) {
    engram_capacity_plan plan = {.size = sizeof plan, .bits = 32};
    uint64_t bits = 32, codes = 0, prepared = 0, typed = 0;
    const struct {
        const char *name;
        uint64_t *to;
    } names[] = {{"rows", &plan.rows},   {"dim", &plan.dim},         {"bits", &bits},
                 {"nodes", &plan.nodes}, {"edges", &plan.edges},     {"strengths", &plan.strengths},
                 {"threads", &plan.threads}, {"arena", &plan.arena_bytes}, {"workspaces", &plan.workspaces},
                 {"codes", &codes},      {"prepared", &prepared},    {"typed", &typed}};
    for (int i = 0; i < count; ++i) {
        const size_t length = strcspn(arguments[i], "=");
        const char *number = arguments[i][length] == '=' ? arguments[i] + length + 1 : "";
        size_t n = 0;
        while (n < sizeof names / sizeof *names &&
               !(strlen(names[n].name) == length && memcmp(names[n].name, arguments[i], length) == 0))
            ++n;
        if (n == sizeof names / sizeof *names) return wrong("not a part of a plan", arguments[i]);
        char *end;
        errno = 0;
        *names[n].to = strtoull(number, &end, 10);
        if (*number < '0' || *number > '9' || *end != '\0' || errno != 0) return wrong("not a number", arguments[i]);
    }
    /* Beyond 64 the library refuses them all. */
    plan.bits = bits <= 64 ? (uint32_t)bits : 64;
    plan.codes = codes <= 64 ? (uint32_t)codes : 64;
    plan.prepared = prepared <= 64 ? (uint32_t)prepared : 64;
    plan.typed = typed <= 64 ? (uint32_t)typed : 64;
    engram_capacity c = {.size = sizeof c};
    const engram_status status = engram_capacity_estimate(&plan, &c);
    const char *refused = engram_status_argument();
    if (status != ENGRAM_OK) return wrong("the plan is refused", refused != NULL ? refused : engram_status_text(status));
    printf("vectors            %20" PRIu64 " bytes\nscales             %20" PRIu64 " bytes\n"
           "codes and norms    %20" PRIu64 " bytes\ngraph              %20" PRIu64 " bytes\n"
           "prepared graph     %20" PRIu64 " bytes\nworkspaces         %20" PRIu64 " bytes\n"
           "strengths and ages %20" PRIu64 " bytes\narenas             %20" PRIu64 " bytes\n"
           "total              %20" PRIu64 " bytes\n"
           "spreading scratch  %20" PRIu64 " bytes in the arena of a thread, for a one-off or drop-in spread\n"
           "ENGRAM_ARENA_SIZE  %20" PRIu64 " lets each of these fit%s\n",
           c.vectors, c.scales, c.codes + c.norms, c.graph, c.prepared, c.workspaces, c.strengths, c.arenas, c.total, c.spreading_scratch, c.arena_wanted,
           c.arena_wanted > UINT64_C(1) << 30 ? " (above the largest pool: the fallback serves)" : "");
    return 0;
}

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "--text";
    if (strcmp(what, "--capacity") == 0) return capacity(argc - 2, argv + 2);
    if (argc > 2) return wrong("one option at a time", argv[2]);
    if (strcmp(what, "--text") == 0) return print(as_text);
    if (strcmp(what, "--json") == 0) return print(as_json);
    if (strcmp(what, "--prometheus") == 0) return print(engram_metrics_prometheus);
    if (strcmp(what, "--self-check") == 0) return self_check();
    if (strcmp(what, "--check-settings") == 0) return check_settings();
    if (strcmp(what, "--help") == 0) return fputs(usage, stdout) == EOF;
    if (strcmp(what, "--version") == 0) return printf("engram-kernels %s, API %" PRIu32 "\n", engram_version(), engram_api_version()) < 0;
    return wrong("unknown option", what);
}
