/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "support/bench.h"

#include <math.h>

static struct {
    int with_samples, is_cold, is_count;
    uint64_t spin, seed, repeat;
    const char *workload;
} run;

static double *in_time; /* the samples of the last timing, in the order they were taken */
static bench_work work; /* of one run */
static int has_work;

enum { EXTRA = 8 };
static struct {
    const char *name;
    uint64_t value;
} extra[EXTRA];
static int extra_count;

void bench_die(const char *flag, const char *value, const char *usage) {
    fprintf(stderr, "bad option %s %s\n%s", flag, value != NULL ? value : "(no value)", usage);
    exit(2);
}

uint64_t bench_number(const char *flag, const char *value, const char *usage) {
    char *end;
    const unsigned long long n = strtoull(value, &end, 0);
    if (*value < '0' || *value > '9' || *end != '\0') bench_die(flag, value, usage);
    return n;
}

static void set(bench_options *o, const char *flag, const char *value, const char *usage);

/* The flags of a workload, as if they stood in its place. */
static void set_workload(bench_options *o, const char *flag, const char *name, const char *usage) {
    const char *flags = o->family != NULL ? bench_workload(o->family, name) : NULL;
    if (flags == NULL) bench_die(flag, name, usage);
    char *text = malloc(strlen(flags) + 1), *rest = text; /* the options point into it to the end */
    if (text == NULL) exit(1);
    strcpy(text, flags);
    for (char *word; (word = strtok_r(NULL, " ", &rest)) != NULL;) {
        if (strcmp(word, "--cold") == 0) run.is_cold = 1;
        else set(o, word, strtok_r(NULL, " ", &rest), usage);
    }
    run.workload = name;
}

static void set(bench_options *o, const char *flag, const char *value, const char *usage) {
    const struct {
        const char *flag;
        uint64_t *to;
    } numbers[] = {{"--dim", &o->dim},     {"--rows", &o->rows}, {"--iters", &o->iters},
                   {"--steps", &o->steps}, {"--seed", &o->seed}, {"--spin", &run.spin},
                   {"--repeat", &run.repeat}};
    if (value == NULL) bench_die(flag, value, usage);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; ++i)
        if (strcmp(flag, numbers[i].flag) == 0) {
            *numbers[i].to = bench_number(flag, value, usage);
            return;
        }
    if (strcmp(flag, "--op") == 0) o->op = value;
    else if (strcmp(flag, "--type") == 0) o->type = value;
    else if (strcmp(flag, "--data") == 0) o->data = value;
    else if (strcmp(flag, "--check") == 0) o->check = bench_number(flag, value, usage) != 0;
    else if (strcmp(flag, "--workload") == 0) set_workload(o, flag, value, usage);
    else if (strcmp(flag, "--level") == 0) {
        o->level = ENGRAM_LEVEL_AUTO;
        while (o->level <= ENGRAM_LEVEL_NEON && strcmp(engram_level_name(o->level), value) != 0) ++o->level;
        if (o->level > ENGRAM_LEVEL_NEON) bench_die(flag, value, usage);
    } else bench_die(flag, value, usage);
}

bench_options bench_parse(int argc, char **argv, bench_options o, const char *usage) {
    if (o.data == NULL) o.data = "random";
    if (o.type == NULL) o.type = "-";
    for (int i = 1; i < argc; ++i) {
        const char *flag = argv[i];
        if (strcmp(flag, "--help") == 0) fputs(usage, stdout), exit(0);
        if (strcmp(flag, "--machine") == 0) printf("{"), bench_machine_print(), printf("}\n"), exit(0);
        if (strcmp(flag, "--workloads") == 0) bench_workloads_print(o.family != NULL ? o.family : ""), exit(0);
        if (strcmp(flag, "--json") == 0) o.json = 1;
        else if (strcmp(flag, "--samples") == 0) run.with_samples = 1;
        else if (strcmp(flag, "--cold") == 0) run.is_cold = 1;
        else if (strcmp(flag, "--count") == 0) run.is_count = 1;
        else ++i, set(&o, flag, i < argc ? argv[i] : NULL, usage);
    }
    if (run.repeat == 0) run.repeat = 1;
    if (run.is_count) o.iters = 1, o.json = 1;
    run.seed = o.seed; /* drivers draw from theirs */
    if (o.iters == 0) bench_die("--iters", "0", usage);
    if (engram_level_force(ENGRAM_FAMILY_ALL, o.level) != ENGRAM_OK) {
        fprintf(stderr, "level %s does not run here\n", engram_level_name(o.level));
        exit(77);
    }
    return o;
}

__attribute__((noinline)) void bench_call(void (*body)(void *), void *context) {
    body(context);
    for (uint64_t i = run.spin; i > 0; --i) __asm__ volatile("");
}

/* Larger than the last-level caches of today's servers per core complex; the sum keeps the reads. */
static void chill(void) {
    enum { WORDS = 64 << 17 };
    static uint64_t *buffer;
    if (buffer == NULL) {
        buffer = malloc(WORDS * sizeof *buffer);
        if (buffer == NULL) exit(1);
        for (size_t i = 0; i < WORDS; ++i) buffer[i] = i;
    }
    uint64_t sum = 0;
    for (size_t i = 0; i < WORDS; i += 8) sum += buffer[i];
    __asm__ volatile("" : : "r"(sum));
}

static void one(void (*prepare)(void *), void (*body)(void *), void *context) {
    if (prepare != NULL) prepare(context);
    body(context);
}

double *bench_samples_from(uint64_t iters, void (*prepare)(void *), void (*body)(void *), void *context) {
    double *ns = malloc(iters * sizeof *ns);
    free(in_time);
    in_time = malloc(iters * sizeof *in_time);
    if (ns == NULL || in_time == NULL) exit(1);
    one(prepare, body, context); /* counters, arenas and pages of the first call are there before anything is counted */
    if (prepare != NULL) prepare(context);
    bench_work_begin();
    if (run.is_count) bench_call(body, context);
    else body(context);
    work = bench_work_end(), has_work = 1;
    if (run.is_count) {
        ns[0] = 0.0;
        return ns;
    }
    for (uint64_t i = 0; i < iters / 10 + 1; ++i) one(prepare, body, context);
    for (uint64_t i = 0; i < iters; ++i) {
        if (run.is_cold) chill();
        if (prepare != NULL) prepare(context);
        const uint64_t begin = bench_now();
        for (uint64_t r = 0; r < run.repeat; ++r) bench_call(body, context);
        ns[i] = (double)(bench_now() - begin) / (double)run.repeat;
    }
    memcpy(in_time, ns, iters * sizeof *ns);
    qsort(ns, iters, sizeof *ns, bench_order);
    return ns;
}

double *bench_samples(uint64_t iters, void (*body)(void *), void *context) {
    return bench_samples_from(iters, NULL, body, context);
}

void bench_count(const char *name, uint64_t value) {
    if (extra_count == EXTRA) exit(1);
    extra[extra_count].name = name, extra[extra_count++].value = value;
}

static void print_work(void) {
    printf("\"work\":{\"calls\":%" PRIu64 ",\"items\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"allocations\":%" PRIu64
           ",\"arena_bytes\":%" PRIu64 ",\"arena_resets\":%" PRIu64 ",\"arena_overflows\":%" PRIu64,
           work.calls, work.items, work.bytes, work.allocations, work.arena_bytes, work.arena_resets,
           work.arena_overflows);
    for (int i = 0; i < extra_count; ++i) printf(",\"%s\":%" PRIu64, extra[i].name, extra[i].value);
    printf("},");
}

static void print_json(const bench_options *o, const char *family, const char *level, uint64_t items, const double *ns) {
    const uint64_t n = o->iters;
    double sum = 0.0, squares = 0.0;
    for (uint64_t i = 0; i < n; ++i) sum += ns[i];
    for (uint64_t i = 0; i < n; ++i) squares += (ns[i] - sum / (double)n) * (ns[i] - sum / (double)n);
    printf("{\"family\":\"%s\",\"op\":\"%s\",\"type\":\"%s\",\"level\":\"%s\",\"dim\":%" PRIu64 ",\"rows\":%" PRIu64
           ",\"steps\":%" PRIu64 ",\"seed\":%" PRIu64 ",\"data\":\"%s\",\"cold\":%d,",
           family, o->op, o->type, level, o->dim, o->rows, o->steps, run.seed, o->data, run.is_cold);
    if (run.workload != NULL) printf("\"workload\":\"%s\",", run.workload);
    if (!run.is_count) {
        printf("\"iters\":%" PRIu64 ",\"items\":%" PRIu64 ",\"median_ns\":%.1f,\"p5_ns\":%.1f,\"p95_ns\":%.1f,"
               "\"p99_ns\":%.1f,\"min_ns\":%.1f,\"mean_ns\":%.1f,\"std_dev_ns\":%.1f,\"ns_per_item\":%.4f,",
               n, items, ns[n / 2], ns[n / 20], ns[n - 1 - n / 20], ns[n - 1 - n / 100], ns[0], sum / (double)n,
               n > 1 ? sqrt(squares / (double)(n - 1)) : 0.0, ns[n / 2] / (double)items);
        if (run.with_samples && in_time != NULL) {
            for (uint64_t i = 0; i < n; ++i) printf("%s%.10g", i == 0 ? "\"samples\":[" : ",", in_time[i]);
            printf("],");
        }
    }
    if (has_work) print_work();
    bench_machine_print(), printf("}\n");
}

void bench_report(const bench_options *o, const char *family, uint64_t items, const double *ns) {
    const uint64_t n = o->iters;
    const engram_families f = strcmp(family, "similarity") == 0 ? ENGRAM_FAMILY_SIMILARITY
                              : strcmp(family, "decay") == 0    ? ENGRAM_FAMILY_DECAY
                                                                : ENGRAM_FAMILY_ACTIVATION;
    const char *level = engram_level_name(engram_level_active(f));
    if (o->json) {
        print_json(o, family, level, items, ns);
        return;
    }
    printf("%-10s %-18s %-5s %-7s dim %-6" PRIu64 " rows %-9" PRIu64 " median %12.1f ns  p5 %12.1f  p95 %12.1f  %9.4f "
           "ns per item\n",
           family, o->op, o->type, level, o->dim, o->rows, ns[n / 2], ns[n / 20], ns[n - 1 - n / 20],
           ns[n / 2] / (double)items);
}
