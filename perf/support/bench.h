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
    const char *family; /* similarity, activation, decay, arena, profile: whose workloads --workload knows */
    const char *op;     /* which operation; each driver lists its own */
    engram_level level; /* ENGRAM_LEVEL_AUTO: the best */
    const char *type;   /* element type, f32 unless told */
    const char *data;   /* --data: random unless told; what else there is, the driver says */
    uint64_t dim, rows; /* sizes; what they mean for a graph or an array is said in the driver's usage */
    uint64_t steps;     /* repetitions inside the operation, such as the hops of a spread, where it has any */
    uint64_t iters;     /* timed samples */
    uint64_t seed;
    int check; /* compare with the scalar reference before timing; on unless --check 0 */
    int json;  /* print JSON instead of text */
} bench_options;

/*
 * Flags beside those of the struct:
 *   --samples        the JSON holds every sample, in the order of time
 *   --cold           a buffer larger than the caches is read before each sample
 *   --count          nothing is timed: the work of one run is counted. That run is the only call of bench_call() in the
 *                    program, so callgrind --toggle-collect=bench_call counts its instructions and no others
 *   --repeat N       a sample is the mean of N runs, for runs that are short beside a look at the clock
 *   --spin N         adds N rounds of an empty loop to every run, to try out what watches the figures
 *   --workload NAME  sizes and seeds of the benchmark of that name (workloads.c); later flags still count
 *   --workloads      lists these names
 *   --machine        what the figures depend on, as JSON
 */
bench_options bench_parse(int argc, char **argv, bench_options defaults, const char *usage);
uint64_t bench_number(const char *flag, const char *value, const char *usage);
void bench_die(const char *flag, const char *value, const char *usage);

/* Nanoseconds of `iters` runs after a tenth as many for warming up, sorted; the caller frees them. prepare() runs before
 * each, untimed; null for nothing. */
double *bench_samples_from(uint64_t iters, void (*prepare)(void *), void (*body)(void *), void *context);
double *bench_samples(uint64_t iters, void (*body)(void *), void *context);

/* The timed call, a function of its own so that profilers can tell it from the preparations. */
void bench_call(void (*body)(void *), void *context);

/* A count of work that the library's own counters lack, for the report. */
void bench_count(const char *name, uint64_t value);

/* One line for one operation: median, 5th and 95th percentile, per run and per item; all of it as JSON. */
void bench_report(const bench_options *o, const char *family, uint64_t items, const double *ns);

/* The parts of the report in the other files of this folder. */
typedef struct bench_work {
    uint64_t calls, items, bytes, allocations, arena_bytes, arena_resets, arena_overflows;
} bench_work;
void bench_work_begin(void);
bench_work bench_work_end(void);
void bench_machine_print(void);
const char *bench_workload(const char *family, const char *name);
void bench_workloads_print(const char *family);

static inline uint64_t bench_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
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

#endif
