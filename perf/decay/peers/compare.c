/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Ours and the peers in turn, sample by sample, so that noise of the machine meets all of them alike: medians. */
#include "engram/compat.h"
#include "support/bench.h"

typedef void loop(float *, const uint64_t *, size_t);
loop peer_libmvec, peer_pattern;
#ifdef ENGRAM_PEER_SLEEF
loop peer_sleef;
#else
#define peer_sleef NULL
#endif
#define PAIR(name) std_##name##_f64, std_##name##_f32
loop PAIR(exponential), PAIR(power), PAIR(ratio), PAIR(hybrid), PAIR(stretched), PAIR(linear), PAIR(hyperbolic),
    PAIR(two_component), PAIR(dual);

static engram_curve curve;
static uint32_t *accesses;
static void ours(float *strengths, const uint64_t *ages, size_t count) {
    const engram_times times = {sizeof times, ENGRAM_TIME_SECONDS, ages, ENGRAM_TIMES_AGES, 0, 0};
    const engram_decay_options options = {sizeof options, 0, NULL, NULL, accesses, NULL};
    engram_decay_batch(&curve, &times, &options, strengths, count, strengths, NULL);
}

enum { MOST = 4 };
static double medians[MOST];
static int as_json;

/* One line for each piece of work, with all samples in the unit: perf/peers reads it. */
static void print_samples(const char *work, const char *const *names, double *const *ns, int n, uint64_t iters) {
    printf("{\"work\":\"%s\",\"contenders\":[", work);
    for (int k = 0; k < n; ++k) {
        printf("%s[\"%s\",[", k > 0 ? "," : "", names[k]);
        for (uint64_t i = 0; i < iters; ++i) printf("%s%.4f", i > 0 ? "," : "", ns[k][i]);
        printf("]]");
    }
    puts("]}");
}

static void race(const char *work, loop *const *runners, const char *const *names, int n, float *strengths,
                 const uint64_t *ages, size_t count, uint64_t iters) {
    double *ns[MOST];
    for (int k = 0; k < n; ++k) ns[k] = malloc(iters * sizeof(double));
    for (uint64_t i = 0; i < iters; ++i)
        for (int k = 0; k < n; ++k) {
            /* Decayed again and again, strengths would end as subnormals. */
            for (size_t j = 0; j < count; ++j) strengths[j] = 1.0f;
            const uint64_t begin = bench_now();
            runners[k](strengths, ages, count);
            ns[k][i] = (double)(bench_now() - begin) / (double)count;
        }
    for (int k = 0; k < n; ++k) {
        qsort(ns[k], iters, sizeof(double), bench_order);
        medians[k] = ns[k][iters / 2];
    }
    if (as_json) print_samples(work, names, ns, n, iters);
    for (int k = 0; k < n; ++k) free(ns[k]);
}

int main(int argc, char **argv) {
    bench_options o = {.op = "all", .rows = 10000, .iters = 301, .seed = 0x5EED, .check = 0};
    o = bench_parse(argc, argv, o, "compare [--level NAME] [--rows N] [--iters N] [--json]\n");
    float *strengths = aligned_alloc(64, o.rows * 4 + 64);
    uint64_t *ages = aligned_alloc(64, o.rows * 8 + 64);
    accesses = malloc(o.rows * 4);
    for (uint64_t i = 0; i < o.rows; ++i) ages[i] = bench_random(&o.seed) % 1000000, accesses[i] = ages[i] & 7;
    as_json = o.json;
    char work[64];
    loop *const first[] = {engram_apply_decay, peer_libmvec, peer_pattern, peer_sleef};
    static const char *const first_names[] = {"engram", "libmvec loop", "limit: read, multiply, write", "SLEEF loop"};
    snprintf(work, sizeof work, "drop-in decay of %" PRIu64, o.rows);
    race(work, first, first_names, first[3] != NULL ? 4 : 3, strengths, ages, o.rows, o.iters);
    if (!as_json) printf("%-14s %-7s ours %.4f  libmvec %.4f  pattern %.4f ns per row: %.3f of libmvec, %.3f of the pattern\n", "drop-in",
           engram_level_name(engram_level_active(ENGRAM_FAMILY_DECAY)), medians[0], medians[1], medians[2],
           medians[0] / medians[1], medians[0] / medians[2]);
    if (o.rows > 1000000) return 0;
#define ROW(name, preset) {#name, preset, std_##name##_f64, std_##name##_f32}
    const struct {
        const char *name;
        engram_curve_preset_id preset;
        loop *f64, *f32;
    } rows[] = {ROW(exponential, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL), ROW(power, ENGRAM_CURVE_PRESET_ENGRAM_POWER),
                ROW(ratio, ENGRAM_CURVE_PRESET_SPECTOR), ROW(hybrid, ENGRAM_CURVE_PRESET_SHODH_HYBRID), ROW(stretched, 0),
                ROW(linear, ENGRAM_CURVE_PRESET_POWERCONTEXT), ROW(hyperbolic, 0),
                ROW(two_component, ENGRAM_CURVE_PRESET_ENGRAM_TWO_COMPONENT), ROW(dual, ENGRAM_CURVE_PRESET_OPENMEMORY_DUAL)};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        engram_curve_preset(rows[i].preset != 0 ? rows[i].preset : ENGRAM_CURVE_PRESET_ENGRAM_POWER, &curve);
        if (rows[i].preset == 0) {
            curve.form = strcmp(rows[i].name, "stretched") == 0 ? ENGRAM_CURVE_STRETCHED : ENGRAM_CURVE_HYPERBOLIC;
            curve.scale = 86400, curve.exponent = 0.8;
        }
        curve.floor = 0;
        loop *const runners[3] = {ours, rows[i].f64, rows[i].f32};
        static const char *const names[] = {"engram", "std loop, f64", "std loop, f32"};
        snprintf(work, sizeof work, "%s decay of %" PRIu64, rows[i].name, o.rows);
        race(work, runners, names, 3, strengths, ages, o.rows, o.iters / 6 + 1);
        if (!as_json) printf("%-14s %-7s ours %.4f  std f64 %.4f  std f32 %.4f ns per row: %.1f and %.1f times faster\n", rows[i].name,
               engram_level_name(engram_level_active(ENGRAM_FAMILY_DECAY)), medians[0], medians[1], medians[2],
               medians[1] / medians[0], medians[2] / medians[0]);
    }
    return 0;
}
