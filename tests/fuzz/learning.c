/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* FSRS, base levels and reinforcement: equal on every level, in the stated ranges, outputs untouched on errors. */

#include "input.h"
#include "support/decay_calls.h"

enum { ROWS = 40, OUTPUTS = 10 };

typedef struct outcome {
    engram_status status[OUTPUTS];
    float out[OUTPUTS][ROWS], second[ROWS];
    engram_decay_report report[3];
    uint64_t updated;
} outcome;

typedef struct rows {
    size_t count;
    float stabilities[ROWS], difficulties[ROWS], weights[ROWS], gains[ROWS], retentions[ROWS], activations[8];
    uint8_t grades[ROWS];
    uint64_t values[ROWS], offsets[ROWS + 1], counts[ROWS], creations[ROWS];
    uint32_t sources[ROWS], targets[ROWS];
    engram_fsrs fsrs;
    engram_times times, created;
    double decay, noise, threshold, retention, longest;
    float rate, spacing, least;
    engram_bounds bounds;
} rows;

static void run(const rows *r, outcome *o) {
    memset(o, 0xA5, sizeof *o);
    for (int i = 0; i < 3; ++i) o->report[i] = (engram_decay_report){.size = sizeof o->report[i]};
    engram_status *s = o->status;
    s[0] = engram_fsrs_retrievability(&r->fsrs, &r->times, r->stabilities, r->count, o->out[0], &o->report[0]);
    s[1] = engram_fsrs_interval(&r->fsrs, r->retention, r->longest, r->stabilities, r->count, o->out[1]);
    s[2] = call_review(&r->fsrs, &r->times, r->grades, r->stabilities, r->difficulties, r->count, o->out[2], o->second, &o->report[1]);
    s[3] = engram_base_level_exact(r->offsets, r->count, &r->times, r->decay, o->out[3], &o->report[2]);
    s[4] = engram_base_level_recent(r->offsets, r->count, &r->times, r->counts, r->creations, r->decay, o->out[4], NULL);
    s[5] = engram_base_level_optimized(&r->created, r->counts, r->count, r->decay, o->out[5], NULL);
    s[6] = engram_retrieval_probability(r->weights, r->count, r->threshold, r->noise, o->out[6]);
    s[7] = engram_reinforce_saturating(r->weights, r->gains, r->count, r->rate, r->bounds, o->out[7]);
    s[8] = engram_reinforce_spaced(r->weights, r->retentions, r->count, r->rate, r->spacing, r->bounds, o->out[8]);
    s[9] = call_oja(r->weights, r->sources, r->targets, r->count, r->activations, 8, r->rate, r->least, r->bounds, o->out[9], &o->updated);
}

static void check_ranges(const rows *r, const outcome *o) {
    const double longest = r->longest > 0 ? (double)(float)r->longest : 36500;
    for (size_t i = 0; i < r->count; ++i) {
        if (o->status[0] == ENGRAM_OK) fuzz_check(o->out[0][i] >= 0.0f && o->out[0][i] <= 1.0f, "a retrievability is %a", (double)o->out[0][i]);
        if (o->status[1] == ENGRAM_OK) fuzz_check(o->out[1][i] >= 0.0f && (double)o->out[1][i] <= longest, "an interval is %a", (double)o->out[1][i]);
        if (o->status[2] == ENGRAM_OK && r->grades[i] == 0 && !(r->stabilities[i] > 0.0f)) {
            fuzz_check(o->out[2][i] == 0.0f && float_bits(o->second[i]) == float_bits(r->difficulties[i]), "a new memory became %a, %a", (double)o->out[2][i], (double)o->second[i]);
        } else if (o->status[2] == ENGRAM_OK) {
            fuzz_check(o->out[2][i] >= 0.001f && o->out[2][i] <= 36500.0f, "a stability is %a", (double)o->out[2][i]);
            fuzz_check(o->second[i] >= 1.0f && o->second[i] <= 10.0f, "a difficulty is %a", (double)o->second[i]);
        }
        if (o->status[6] == ENGRAM_OK) fuzz_check(!(o->out[6][i] < 0.0f) && !(o->out[6][i] > 1.0f), "a probability is %a", (double)o->out[6][i]);
        for (int k = 7; k < OUTPUTS; ++k)
            if (o->status[k] == ENGRAM_OK && !(k == 9 && float_bits(o->out[k][i]) == float_bits(r->weights[i])))
                fuzz_check(!(o->out[k][i] < r->bounds.low) && !(o->out[k][i] > r->bounds.high), "a weight is %a", (double)o->out[k][i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    static rows r;
    memset(&r, 0, sizeof r);
    r.count = take_below(&in, ROWS + 1);
    static const engram_fsrs_version versions[] = {ENGRAM_FSRS_4_5, ENGRAM_FSRS_5, ENGRAM_FSRS_6};
    fuzz_check(engram_fsrs_default(versions[take_below(&in, 3)], &r.fsrs) == ENGRAM_OK, "no weights");
    const uint8_t choice = take_u8(&in);
    if (choice & 1u)
        for (int i = 0; i < 21; ++i) r.fsrs.weights[i] *= 0.25 + (double)take_u8(&in) / 128.0;
    if (take_rarely(&in, 8)) r.fsrs.weights[take_below(&in, 21)] = take_double(&in);
    rng random = {take_u16(&in)};
    const uint32_t shift = take_below(&in, 64);
    const int is_wild = take_rarely(&in, 4);
    for (size_t i = 0; i < r.count; ++i) {
        r.values[i] = rng_next(&random) >> shift, r.creations[i] = rng_next(&random) >> shift;
        r.counts[i] = take_rarely(&in, 16) ? take_u64(&in) : take_below(&in, 20);
        r.stabilities[i] = rng_float(&random, 0.0005f, 400.0f), r.difficulties[i] = rng_float(&random, 0.5f, 11.0f);
        r.grades[i] = (uint8_t)rng_below(&random, 5);
        r.sources[i] = (uint32_t)rng_below(&random, 8), r.targets[i] = (uint32_t)rng_below(&random, 8);
        if (is_wild && take_rarely(&in, 8)) r.stabilities[i] = take_float(&in), r.difficulties[i] = take_float(&in), r.grades[i] = take_u8(&in);
        if (is_wild && take_rarely(&in, 32)) r.sources[i] = take_u8(&in);
        r.offsets[i + 1] = is_wild && take_rarely(&in, 32) ? take_u8(&in) : r.offsets[i] + take_below(&in, 4);
        if (r.offsets[i + 1] > r.count) r.offsets[i + 1] = r.offsets[i] > r.count ? r.offsets[i] : r.count;
    }
    take_floats(&in, r.weights, r.count), take_floats(&in, r.gains, r.count), take_floats(&in, r.retentions, r.count), take_floats(&in, r.activations, 8);
    r.times = (engram_times){sizeof r.times, take_below(&in, 4), r.values, choice >> 1 & 1u, 0, take_u64(&in) >> shift};
    if (r.times.kind == ENGRAM_TIMES_AGES && !take_rarely(&in, 32)) r.times.now = 0; /* or it is refused */
    r.created = r.times, r.created.values = r.creations;
    r.decay = take_rarely(&in, 8) ? take_double(&in) : (double)(1 + take_below(&in, 255)) / 256.0;
    r.noise = take_rarely(&in, 8) ? take_double(&in) : 0.25, r.threshold = (double)take_below(&in, 32) / 8 - 2;
    r.retention = take_rarely(&in, 8) ? take_double(&in) : (double)(1 + take_below(&in, 254)) / 256.0;
    r.longest = take_rarely(&in, 8) ? take_double(&in) : (double)(take_below(&in, 2) * 365);
    r.rate = take_rarely(&in, 8) ? take_float(&in) : (float)take_below(&in, 9) / 8.0f;
    r.spacing = take_rarely(&in, 8) ? take_float(&in) : 1.0f + (float)take_below(&in, 16) / 4.0f;
    r.least = take_rarely(&in, 8) ? take_float(&in) : 0.3f;
    r.bounds = (engram_bounds){take_rarely(&in, 8) ? take_float(&in) : -1.0f, take_rarely(&in, 8) ? take_float(&in) : 1.0f};
    static outcome expected, o;
    for_each_level(level) {
        run(&r, &o);
        if (level == ENGRAM_LEVEL_SCALAR) expected = o;
        fuzz_same(&o, &expected, sizeof o, level, "a status, a result or a report");
    }
    for (int k = 0; k < OUTPUTS; ++k)
        if (o.status[k] != ENGRAM_OK) fuzz_untouched(o.out[k], sizeof o.out[k], "results");
    check_ranges(&r, &expected);
    return 0;
}
