/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "engram/compat.h"
#include "support/bench.h"

static const char usage[] =
    "decay_perf [--op NAME] [--level NAME] [--rows N] [--iters N] [--seed N] [--check 0|1] [--json] and the flags of\n"
    "           perf/support/bench.h; items are rows\n"
    "  dropin            engram_apply_decay on ages below 1e6 s; also with the patterns of ages dropin_uniform,\n"
    "                    dropin_linear, dropin_doubling, dropin_mixed, dropin_zero, dropin_ancient, and with\n"
    "                    dropin_zero_strengths\n"
    "  exponential power ratio hybrid stretched linear hyperbolic two_component dual\n"
    "  stamps            exponential on timestamps with pins and a floor; power_rows: a scale and exponent per row\n"
    "  scores            power law multiplied into scores; suppressed, ages_at: report and inverse\n"
    "  base_level        exact, 8 presentations per row; retrievability, review: FSRS-6; saturating, oja\n";

typedef struct work {
    uint64_t rows;
    float *strengths, *start, *scores, *scales, *exponents, *out;
    uint64_t *ages, *pins, *offsets, *wide;
    uint32_t *accesses, *targets;
    uint8_t *grades;
    engram_suppressed *found;
    engram_curve curve;
    engram_fsrs fsrs;
    engram_times times;
    engram_decay_options options;
} work;

/* The drop-in decays in place: from the start again and again, or the rows would end as subnormals. */
static void restart(void *context) {
    work *w = context;
    memcpy(w->strengths, w->start, w->rows * sizeof(float));
}
static void dropin(void *context) {
    work *w = context;
    engram_apply_decay(w->strengths, w->ages, w->rows);
}
static void batch(void *context) {
    work *w = context;
    engram_decay_batch(&w->curve, &w->times, &w->options, w->start, w->rows, w->out, NULL);
}
static void scores(void *context) {
    work *w = context;
    engram_decay_scores(&w->curve, &w->times, &w->options, w->start, w->scores, w->rows, w->out, NULL);
}
static void suppressed(void *context) {
    work *w = context;
    engram_suppressed_rows found = {sizeof found, 0, w->found, w->rows, 0};
    engram_decay_suppressed(&w->curve, &w->times, &w->options, w->start, w->rows, 0.4f, &found);
}
static void ages_at(void *context) {
    work *w = context;
    engram_decay_ages_at(&w->curve, ENGRAM_TIME_SECONDS, &w->options, w->start, w->rows, 0.1f, w->wide);
    for (uint64_t i = 0; i < w->rows; ++i) w->out[i] = (float)w->wide[i];
}
static void base_level(void *context) {
    work *w = context;
    engram_base_level_exact(w->offsets, w->rows / 8, &w->times, 0.5, w->out, NULL);
}
static void retrievability(void *context) {
    work *w = context;
    engram_fsrs_retrievability(&w->fsrs, &w->times, w->scales, w->rows, w->out, NULL);
}
static void review(void *context) {
    work *w = context;
    const engram_fsrs_reviews reviews = {sizeof reviews, 0, w->rows, w->grades, w->scales, w->exponents, w->out, w->strengths};
    engram_fsrs_review(&w->fsrs, &w->times, &reviews, NULL);
}
static void saturating(void *context) {
    work *w = context;
    engram_reinforce_saturating(w->start, w->scores, w->rows, 0.18f, (engram_bounds){0, 1}, w->out);
}
static void oja(void *context) {
    work *w = context;
    const engram_oja_options options = {sizeof options, 0.05f, 0.3f, {0.01f, 0.95f}, 0, w->rows, w->scores};
    engram_reinforce_oja(&options, w->start, w->accesses, w->targets, w->rows, w->out, NULL);
}

static const struct {
    const char *name;
    void (*body)(void *);
    engram_curve_preset_id preset;
    int form; /* in place of the preset's, 0 for none */
} ops[] = {
    {"dropin", dropin, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"dropin_uniform", dropin, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"dropin_linear", dropin, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"dropin_doubling", dropin, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"dropin_mixed", dropin, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"dropin_zero", dropin, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"dropin_zero_strengths", dropin, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"dropin_ancient", dropin, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"exponential", batch, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"power", batch, ENGRAM_CURVE_PRESET_ENGRAM_POWER, 0},
    {"ratio", batch, ENGRAM_CURVE_PRESET_SPECTOR, 0},
    {"hybrid", batch, ENGRAM_CURVE_PRESET_SHODH_HYBRID, 0},
    {"stretched", batch, ENGRAM_CURVE_PRESET_ENGRAM_POWER, ENGRAM_CURVE_STRETCHED},
    {"linear", batch, ENGRAM_CURVE_PRESET_POWERCONTEXT, 0},
    {"hyperbolic", batch, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, ENGRAM_CURVE_HYPERBOLIC},
    {"two_component", batch, ENGRAM_CURVE_PRESET_ENGRAM_TWO_COMPONENT, 0},
    {"dual", batch, ENGRAM_CURVE_PRESET_OPENMEMORY_DUAL, 0},
    {"stamps", batch, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"power_rows", batch, ENGRAM_CURVE_PRESET_ENGRAM_POWER, 0},
    {"scores", scores, ENGRAM_CURVE_PRESET_ENGRAM_POWER, 0},
    {"suppressed", suppressed, ENGRAM_CURVE_PRESET_ENGRAM_POWER, 0},
    {"ages_at", ages_at, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"base_level", base_level, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"retrievability", retrievability, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"review", review, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"saturating", saturating, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
    {"oja", oja, ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, 0},
};

static uint64_t age_for(const char *op, uint64_t i, uint64_t *seed) {
    if (strcmp(op, "dropin_uniform") == 0) return 86400;
    if (strcmp(op, "dropin_linear") == 0) return i * 1000;
    if (strcmp(op, "dropin_doubling") == 0) return 1ull << (i % 20);
    if (strcmp(op, "dropin_mixed") == 0) return i % 3 == 0 ? 0 : i % 3 == 1 ? bench_random(seed) % 1000000 : 1000000000;
    if (strcmp(op, "dropin_zero") == 0) return 0;
    if (strcmp(op, "dropin_ancient") == 0) return 1000000000;
    return bench_random(seed) % 1000000;
}

static void *room(uint64_t count, size_t size) {
    void *p = aligned_alloc(64, (count * size + 127) / 64 * 64);
    if (p == NULL) exit(1);
    return p;
}

/* Runs the operation from the same start and copies its results. */
static void run_once(work *w, void (*body)(void *), float *results) {
    memcpy(w->strengths, w->start, w->rows * sizeof(float));
    memset(w->out, 0, w->rows * sizeof(float));
    body(w);
    memcpy(results, w->out, w->rows * sizeof(float));
    memcpy(results + w->rows, w->strengths, w->rows * sizeof(float));
}

int main(int argc, char **argv) {
    bench_options o = {.family = "decay", .op = "dropin", .type = "f32", .rows = 10000, .iters = 500, .seed = 0x5EED, .check = 1};
    o = bench_parse(argc, argv, o, usage);
    size_t k = 0;
    while (k < sizeof ops / sizeof *ops && strcmp(ops[k].name, o.op) != 0) ++k;
    if (k == sizeof ops / sizeof *ops) bench_die("--op", o.op, usage);
    const uint64_t n = o.rows;
    work w = {.rows = n, .strengths = room(n, 4), .start = room(n, 4), .scores = room(n, 4), .scales = room(n, 4),
              .exponents = room(n, 4), .out = room(n, 4), .ages = room(n, 8), .pins = room(n / 64 + 1, 8),
              .offsets = room(n / 8 + 1, 8), .wide = room(n, 8), .accesses = room(n, 4), .targets = room(n, 4),
              .grades = room(n, 1), .found = room(n, sizeof(engram_suppressed))};
    for (uint64_t i = 0; i < n; ++i) {
        w.ages[i] = age_for(o.op, i, &o.seed);
        w.start[i] = bench_uniform(&o.seed, 0.1f, 1), w.scores[i] = bench_uniform(&o.seed, 0, 1);
        w.scales[i] = bench_uniform(&o.seed, 1, 100), w.exponents[i] = bench_uniform(&o.seed, 1, 10);
        w.accesses[i] = (uint32_t)(bench_random(&o.seed) % (k + 1 == sizeof ops / sizeof *ops ? n : 6));
        w.targets[i] = (uint32_t)(bench_random(&o.seed) % n), w.grades[i] = (uint8_t)(1 + bench_random(&o.seed) % 4);
    }
    if (strcmp(o.op, "dropin_zero_strengths") == 0) memset(w.start, 0, n * sizeof(float));
    for (uint64_t i = 0; i <= n / 64; ++i) w.pins[i] = bench_random(&o.seed) & bench_random(&o.seed);
    for (uint64_t i = 0; i <= n / 8; ++i) w.offsets[i] = 8 * i;
    engram_curve_preset(ops[k].preset, &w.curve);
    if (ops[k].form != 0) w.curve.form = (engram_curve_form)ops[k].form;
    engram_fsrs_default(ENGRAM_FSRS_6, &w.fsrs);
    w.times = (engram_times){sizeof w.times, ENGRAM_TIME_SECONDS, w.ages, ENGRAM_TIMES_AGES, 0, 0};
    w.options = (engram_decay_options){sizeof w.options, 0, NULL, NULL, w.accesses, NULL};
    if (strcmp(o.op, "stamps") == 0) w.times.kind = ENGRAM_TIMES_STAMPS, w.times.now = 500000, w.options.pins = w.pins, w.curve.floor = 0.01;
    if (strcmp(o.op, "power_rows") == 0) w.options.scales = w.scales, w.options.exponents = w.exponents;
    if (o.check) {
        float *expected = room(2 * n, 4), *got = room(2 * n, 4);
        const engram_level chosen = engram_level_active(ENGRAM_FAMILY_DECAY);
        engram_level_force(ENGRAM_FAMILY_DECAY, ENGRAM_LEVEL_SCALAR);
        run_once(&w, ops[k].body, expected);
        engram_level_force(ENGRAM_FAMILY_DECAY, chosen);
        run_once(&w, ops[k].body, got);
        if (memcmp(expected, got, 2 * n * sizeof(float)) != 0) {
            fprintf(stderr, "%s differs from the scalar reference: not timed\n", o.op);
            return 1;
        }
        free(expected), free(got);
    }
    restart(&w);
    double *ns = bench_samples_from(o.iters, ops[k].body == dropin ? restart : NULL, ops[k].body, &w);
    bench_report(&o, "decay", n, ns);
    free(ns), free(w.strengths), free(w.start), free(w.scores), free(w.scales), free(w.exponents), free(w.out);
    free(w.ages), free(w.pins), free(w.offsets), free(w.wide), free(w.accesses), free(w.targets), free(w.grades);
    free(w.found);
    return 0;
}
