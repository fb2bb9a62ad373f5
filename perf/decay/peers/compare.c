/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Ours and the peers in turn, sample by sample, so that noise of the machine meets all of them alike: medians. */
#include "engram/compat.h"
#include "support/bench.h"

typedef void loop(float *, const uint64_t *, size_t);
loop peer_libmvec, peer_pattern;
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

static double medians[3];
static void race(loop *const *runners, int n, float *strengths, const uint64_t *ages, size_t count, uint64_t iters) {
    double *ns[3];
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
        free(ns[k]);
    }
}

int main(int argc, char **argv) {
    bench_options o = {.op = "all", .rows = 10000, .iters = 301, .seed = 0x5EED, .check = 0};
    o = bench_parse(argc, argv, o, "compare [--level NAME] [--rows N] [--iters N]\n");
    float *strengths = aligned_alloc(64, o.rows * 4 + 64);
    uint64_t *ages = aligned_alloc(64, o.rows * 8 + 64);
    accesses = malloc(o.rows * 4);
    for (uint64_t i = 0; i < o.rows; ++i) ages[i] = bench_random(&o.seed) % 1000000, accesses[i] = ages[i] & 7;
    loop *const first[3] = {engram_apply_decay, peer_libmvec, peer_pattern};
    race(first, 3, strengths, ages, o.rows, o.iters);
    printf("%-14s %-7s ours %.4f  libmvec %.4f  pattern %.4f ns per row: %.3f of libmvec, %.3f of the pattern\n", "drop-in",
           engram_level_name(engram_level_active(ENGRAM_FAMILY_DECAY)), medians[0], medians[1], medians[2],
           medians[0] / medians[1], medians[0] / medians[2]);
    if (o.rows > 1000000) return 0;
#define ROW(name, preset) {#name, preset, std_##name##_f64, std_##name##_f32}
    const struct {
        const char *name;
        engram_curve_preset_id preset;
        loop *f64, *f32;
    } rows[] = {ROW(exponential, ENGRAM_PRESET_ENGRAM_KERNEL), ROW(power, ENGRAM_PRESET_ENGRAM_POWER),
                ROW(ratio, ENGRAM_PRESET_SPECTOR), ROW(hybrid, ENGRAM_PRESET_SHODH_HYBRID), ROW(stretched, 0),
                ROW(linear, ENGRAM_PRESET_POWERCONTEXT), ROW(hyperbolic, 0),
                ROW(two_component, ENGRAM_PRESET_ENGRAM_TWO_COMPONENT), ROW(dual, ENGRAM_PRESET_OPENMEMORY_DUAL)};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        engram_curve_preset(rows[i].preset != 0 ? rows[i].preset : ENGRAM_PRESET_ENGRAM_POWER, &curve);
        if (rows[i].preset == 0) {
            curve.form = strcmp(rows[i].name, "stretched") == 0 ? ENGRAM_CURVE_STRETCHED : ENGRAM_CURVE_HYPERBOLIC;
            curve.scale = 86400, curve.exponent = 0.8;
        }
        curve.floor = 0;
        loop *const runners[3] = {ours, rows[i].f64, rows[i].f32};
        race(runners, 3, strengths, ages, o.rows, o.iters / 6 + 1);
        printf("%-14s %-7s ours %.4f  std f64 %.4f  std f32 %.4f ns per row: %.1f and %.1f times faster\n", rows[i].name,
               engram_level_name(engram_level_active(ENGRAM_FAMILY_DECAY)), medians[0], medians[1], medians[2],
               medians[1] / medians[0], medians[2] / medians[0]);
    }
    return 0;
}
