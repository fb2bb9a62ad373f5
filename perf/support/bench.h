/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PERF_BENCH_H
#define ENGRAM_PERF_BENCH_H

/* One driver per family, the same flags for all: parse, check against the reference, time, print a line or JSON. */

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engram/engram.h"

typedef struct bench_options {
    const char *op;     /* which operation; each driver lists its own */
    engram_level level; /* ENGRAM_LEVEL_AUTO: the best */
    const char *type;   /* element type, f32 unless told */
    uint64_t dim, rows; /* sizes; what they mean for a graph or an array is said in the driver's usage */
    uint64_t iters;     /* timed samples */
    uint64_t seed;
    int check; /* compare with the scalar reference before timing; on unless --check 0 */
    int json;  /* print JSON instead of text */
} bench_options;

static inline uint64_t bench_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline void bench_die(const char *flag, const char *value, const char *usage) {
    fprintf(stderr, "bad option %s %s\n%s", flag, value != NULL ? value : "(no value)", usage);
    exit(2);
}

static inline uint64_t bench_number(const char *flag, const char *value, const char *usage) {
    char *end;
    const unsigned long long n = strtoull(value, &end, 0);
    if (*value < '0' || *value > '9' || *end != '\0') bench_die(flag, value, usage);
    return n;
}

static inline bench_options bench_parse(int argc, char **argv, bench_options o, const char *usage) {
    for (int i = 1; i < argc; ++i) {
        const char *flag = argv[i];
        if (strcmp(flag, "--help") == 0) {
            fputs(usage, stdout);
            exit(0);
        }
        if (strcmp(flag, "--json") == 0) {
            o.json = 1;
            continue;
        }
        const char *value = i + 1 < argc ? argv[++i] : NULL;
        if (value == NULL) bench_die(flag, value, usage);
        if (strcmp(flag, "--op") == 0) o.op = value;
        else if (strcmp(flag, "--type") == 0) o.type = value;
        else if (strcmp(flag, "--dim") == 0) o.dim = bench_number(flag, value, usage);
        else if (strcmp(flag, "--rows") == 0) o.rows = bench_number(flag, value, usage);
        else if (strcmp(flag, "--iters") == 0) o.iters = bench_number(flag, value, usage);
        else if (strcmp(flag, "--seed") == 0) o.seed = bench_number(flag, value, usage);
        else if (strcmp(flag, "--check") == 0) o.check = bench_number(flag, value, usage) != 0;
        else if (strcmp(flag, "--level") == 0) {
            o.level = ENGRAM_LEVEL_AUTO;
            while (o.level <= ENGRAM_LEVEL_NEON && strcmp(engram_level_name(o.level), value) != 0) ++o.level;
            if (o.level > ENGRAM_LEVEL_NEON) bench_die(flag, value, usage);
        } else bench_die(flag, value, usage);
    }
    if (o.iters == 0) bench_die("--iters", "0", usage);
    if (engram_level_force(ENGRAM_FAMILY_ALL, o.level) != ENGRAM_OK) {
        fprintf(stderr, "level %s does not run here\n", engram_level_name(o.level));
        exit(77);
    }
    return o;
}

/* splitmix64, as in the tests. */
static inline uint64_t bench_random(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline float bench_uniform(uint64_t *state, float low, float high) {
    return low + (high - low) * ((float)(bench_random(state) >> 40) * 0x1p-24f);
}

static inline int bench_order(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Runs body() iters times after a tenth as many warm-up runs; nanoseconds per run, sorted. The caller frees it. */
static inline double *bench_samples(uint64_t iters, void (*body)(void *), void *context) {
    double *ns = malloc(iters * sizeof *ns);
    if (ns == NULL) exit(1);
    for (uint64_t i = 0; i < iters / 10 + 1; ++i) body(context);
    for (uint64_t i = 0; i < iters; ++i) {
        const uint64_t begin = bench_now();
        body(context);
        ns[i] = (double)(bench_now() - begin);
    }
    qsort(ns, iters, sizeof *ns, bench_order);
    return ns;
}

/* One line for one operation: median, 5th and 95th percentile, per run and per item. */
static inline void bench_report(const bench_options *o, const char *family, uint64_t items, const double *ns) {
    const uint64_t n = o->iters;
    const double median = ns[n / 2], low = ns[n / 20], high = ns[n - 1 - n / 20];
    const engram_families f = strcmp(family, "similarity") == 0   ? ENGRAM_FAMILY_SIMILARITY
                              : strcmp(family, "activation") == 0 ? ENGRAM_FAMILY_ACTIVATION
                                                                  : ENGRAM_FAMILY_DECAY;
    const char *level = engram_level_name(engram_level_active(f));
    if (o->json)
        printf("{\"family\":\"%s\",\"op\":\"%s\",\"type\":\"%s\",\"level\":\"%s\",\"dim\":%" PRIu64 ",\"rows\":%" PRIu64
               ",\"iters\":%" PRIu64 ",\"median_ns\":%.1f,\"p5_ns\":%.1f,\"p95_ns\":%.1f,\"ns_per_item\":%.4f}\n",
               family, o->op, o->type, level, o->dim, o->rows, n, median, low, high, median / (double)items);
    else
        printf("%-10s %-18s %-5s %-7s dim %-6" PRIu64 " rows %-9" PRIu64 " median %12.1f ns  p5 %12.1f  p95 %12.1f  %9.4f "
               "ns per item\n",
               family, o->op, o->type, level, o->dim, o->rows, median, low, high, median / (double)items);
}

#endif
