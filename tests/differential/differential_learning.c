/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Base levels, FSRS and reinforcement against their formulas in long double. */

#include <float.h>

#include "differential.h"
#include "kernels/decay/fsrs_model.h"
#include "support/decay_calls.h"

enum what {
    BASE_EXACT, BASE_RECENT, BASE_OPTIMIZED, PROBABILITY, LATENCY, /* levels */
    RETRIEVABILITY, INTERVAL, REVIEW,                              /* FSRS, a: version */
    SATURATING, SPACED, OJA                                        /* reinforcement */
};
enum { ROWS, EACH, UNIT, AGES, KIND };
enum { ROWS_MOST = 512, EACH_MOST = 16 };

static uint64_t offsets[ROWS_MOST + 1], values[ROWS_MOST * EACH_MOST], creations[ROWS_MOST], counts[ROWS_MOST];
static engram_times times;
static float x[ROWS_MOST], y[ROWS_MOST], out[ROWS_MOST + 1], out_d[ROWS_MOST + 1], activations[64];
static uint32_t sources[ROWS_MOST], targets[ROWS_MOST];
static uint8_t grades[ROWS_MOST];
static double p, q, longest; /* the parameters of the call */
static float rate, threshold;
static engram_bounds bounds;
static engram_fsrs fsrs;
static engram_decay_report report;
static uint64_t updated;
static engram_status status;

static void draw(const member *m, rng *r, uint64_t *d) {
    d[ROWS] = rng_below(r, 16) == 0 ? 1 + rng_below(r, ROWS_MOST) : rng_below(r, 80);
    d[EACH] = m->c <= BASE_RECENT ? rng_below(r, EACH_MOST) : 1;
    d[UNIT] = rng_below(r, 4), d[AGES] = rng_below(r, 3), d[KIND] = rng_below(r, 3);
}

static uint64_t age_of(const trial *t, uint64_t stream, uint64_t i) {
    const uint64_t r = noise(t->seed, stream, i), unit = (const uint64_t[]){1, 1000, 1000000, 1000000000}[t->dials[UNIT] % 4];
    return t->dials[AGES] == 0 ? r % (86400 * 100) * unit : t->dials[AGES] == 1 ? r % 86400 : r >> noise_below(t->seed, stream + 1, i, 64);
}

/* KIND 0: ordinary values; 1: NaN, infinities, zeros among them; 2: over many magnitudes. */
static float value_of(const trial *t, uint64_t stream, uint64_t i, float low, float high) {
    const float special[] = {NAN, INFINITY, -INFINITY, 0.0f, -0.0f, 0x1p-149f};
    const uint64_t r = noise(t->seed, stream, i);
    if (t->dials[KIND] == 1 && r % 8 == 0) return special[r / 8 % 6];
    const float v = noise_float(t->seed, stream, i, low, high);
    return t->dials[KIND] == 2 ? ldexpf(v, -(int)(r % 40)) : v;
}

static void make_fsrs(const member *m, const trial *t) {
    for (size_t i = 0; i < t->dials[ROWS]; ++i) { /* states a review accepts: finite, not negative */
        const double exponent = (double)noise_float(t->seed, 24, i, -7, 10.5f);
        x[i] = noise_below(t->seed, 25, i, 12) == 0 ? 0 : (float)exp(exponent);
        if (t->dials[KIND] == 1 && i % 8 == 0) x[i] = (const float[]){0x1p-126f, 1e-4f, 1e6f, 36500.0f, 0.001f}[i / 8 % 5];
        y[i] = noise_float(t->seed, 26, i, 0.5f, 10.5f);
        grades[i] = (uint8_t)noise_below(t->seed, 27, i, 5);
    }
    assert_int_equal(engram_fsrs_default(m->a, &fsrs), ENGRAM_OK);
    p = (double)noise_float(t->seed, 28, 0, 0.05f, 0.99f);
    longest = (const double[]){0, 365, (double)INFINITY}[noise_below(t->seed, 29, 0, 3)];
}

static void make(const member *m, const trial *t) {
    const size_t n = (size_t)t->dials[ROWS];
    uint64_t total = 0;
    for (size_t i = 0; i < n; ++i) {
        offsets[i] = total;
        total += noise_below(t->seed, 1, i, t->dials[EACH] + 1);
        creations[i] = age_of(t, 4, i);
        counts[i] = noise(t->seed, 6, i) >> (40 + noise_below(t->seed, 7, i, 24));
        x[i] = value_of(t, 10, i, m->c <= LATENCY ? -8 : 0, m->c <= LATENCY ? 4 : 1), y[i] = value_of(t, 11, i, 0, 2);
        sources[i] = (uint32_t)noise_below(t->seed, 12, i, 64), targets[i] = (uint32_t)noise_below(t->seed, 13, i, 64);
    }
    offsets[n] = total;
    for (size_t i = 0; i < 64; ++i) activations[i] = value_of(t, 14, i, 0, 1);
    const size_t n_values = m->c <= BASE_RECENT ? (size_t)total : n;
    for (size_t i = 0; i < n_values; ++i) values[i] = age_of(t, 2, i);
    times = (engram_times){sizeof times, (engram_time_unit)(t->dials[UNIT] % 4), values, ENGRAM_TIMES_AGES, 0, 0};
    if (noise_below(t->seed, 8, 0, 3) == 0) {
        times.kind = ENGRAM_TIMES_STAMPS, times.now = noise(t->seed, 8, 1);
        for (size_t i = 0; i < n_values; ++i) values[i] = values[i] <= times.now ? times.now - values[i] : times.now + i;
        for (size_t i = 0; i < n; ++i) creations[i] = creations[i] <= times.now ? times.now - creations[i] : 0;
    }
    p = (double)noise_float(t->seed, 9, 0, 0.01f, m->c == BASE_EXACT ? 4 : 0.99f), q = 0;
    if (m->c == PROBABILITY) p = (double)noise_float(t->seed, 9, 1, -4, 4), q = ldexp((double)noise_float(t->seed, 9, 2, 1, 2), (int)(t->seed % 12) - 8);
    if (m->c == LATENCY) p = (double)noise_float(t->seed, 9, 1, 0.01f, 4), q = (double)noise_float(t->seed, 9, 2, 0.01f, 4);
    rate = noise_float(t->seed, 9, 3, 0, 1), threshold = noise_float(t->seed, 9, 4, -0.2f, 0.6f);
    bounds = noise_below(t->seed, 9, 5, 2) == 0 ? (engram_bounds){0, 1} : (engram_bounds){0.01f, 0.95f};
    q = m->c == SPACED ? (double)noise_float(t->seed, 9, 6, 1, 10) : q;
    if (m->c >= RETRIEVABILITY && m->c <= REVIEW) make_fsrs(m, t);
    report = (engram_decay_report){.size = sizeof report};
}

static void run(const member *m, const trial *t, record *into) {
    const size_t n = (size_t)t->dials[ROWS];
    memset(out, 0xA5, sizeof out), memset(out_d, 0xA5, sizeof out_d);
    switch (m->c) {
    case BASE_EXACT: status = engram_base_level_exact(offsets, n, &times, p, out, &report); break;
    case BASE_RECENT: status = engram_base_level_recent(offsets, n, &times, counts, creations, p, out, &report); break;
    case BASE_OPTIMIZED: status = engram_base_level_optimized(&times, counts, n, p, out, &report); break;
    case PROBABILITY: status = engram_retrieval_probability(x, n, p, q, out); break;
    case LATENCY: status = engram_retrieval_latency(x, n, p, q, out); break;
    case RETRIEVABILITY: status = engram_fsrs_retrievability(&fsrs, &times, x, n, out, &report); break;
    case INTERVAL: status = engram_fsrs_interval(&fsrs, p, longest, x, n, out); break;
    case REVIEW: status = call_review(&fsrs, &times, grades, x, y, n, out, out_d, &report); break;
    case SATURATING:
        status = engram_reinforce_saturating(x, t->seed % 4 == 0 ? NULL : y, n, rate, bounds, out);
        break;
    case SPACED: status = engram_reinforce_spaced(x, y, n, rate, (float)q, bounds, out); break;
    default:
        status = call_oja(x, sources, targets, n, activations, 64, rate, threshold, bounds, out, &updated);
        record_put(into, &updated, sizeof updated);
        break;
    }
    record_status(into, status);
    record_put(into, out, sizeof out), record_put(into, out_d, sizeof out_d);
    record_put(into, &report.skewed, 2 * sizeof(uint64_t));
}

static long double unit(void) { return (const long double[]){1, 1e-3L, 1e-6L, 1e-9L}[times.unit]; }

static uint64_t elapsed(uint64_t value) {
    return times.kind == ENGRAM_TIMES_AGES ? value : value <= times.now ? times.now - value : 0;
}

/* Seconds since a presentation; one at age 0 counts as one unit old. */
static long double since(uint64_t value) {
    const uint64_t age = elapsed(value);
    return (long double)(age > 0 ? age : 1) * unit();
}

static long double level_of(const member *m, size_t i) {
    const long double d = (long double)p;
    if (m->c == BASE_OPTIMIZED) return logl((long double)counts[i] / (1 - d)) - d * logl(since(values[i]));
    long double sum = 0, oldest = 0;
    const uint64_t kept = offsets[i + 1] - offsets[i];
    for (uint64_t j = offsets[i]; j < offsets[i + 1]; ++j) sum += powl(since(values[j]), -d), oldest = fmaxl(oldest, since(values[j]));
    if (m->c == BASE_EXACT || counts[i] <= kept) return logl(sum);
    const long double created = since(creations[i]), e = 1 - d;
    long double mean; /* of t^-d from the oldest kept one back to the creation */
    if (kept == 0) mean = powl(created, -d) / e;
    else if (created <= oldest) mean = powl(oldest, -d);
    else mean = powl(oldest, e) * expm1l(e * log1pl((created - oldest) / oldest)) / (e * (created - oldest));
    return logl(sum + (long double)(counts[i] - kept) * mean);
}

static void judge_near(verdict *v, float got, long double exact, double ulps, double more, const char *what, size_t i) {
    const double e = (double)exact, unit_of_e = ulp_at(more > 0 ? fmax(fabs(e), 1) : e); /* a level may be near 0 */
    if (e != e) judge_bits(v, got, bits_float(0x7FC00000u), what, i);
    else if (fabs(e) > 0x1.fffffep127) judge_bits(v, got, e > 0 ? (float)INFINITY : -(float)INFINITY, what, i);
    else judge_value(v, got, e, ulps * ulp_at(e) + more, unit_of_e, what, i);
}

static void judge_fsrs(const member *m, size_t i, verdict *v) {
    const long double age = (long double)elapsed(values[i]) * unit() / 86400, w20 = m->a == ENGRAM_FSRS_6 ? (long double)fsrs.weights[20] : 0.5L;
    if (m->c == RETRIEVABILITY) judge_near(v, out[i], x[i] > 0 ? curve(&fsrs, age, (long double)x[i]) : 0, 0.51, 0, "retrievability", i);
    if (m->c == INTERVAL) {
        const long double f = m->a == ENGRAM_FSRS_6 ? powl(0.9L, -1 / w20) - 1 : 19.0L / 81.0L;
        const long double days = (long double)x[i] / f * (powl((long double)p, -1 / w20) - 1), most = longest > 0 ? longest : 36500;
        judge_near(v, out[i], fminl(days, most), 0.6, 0, "interval", i);
    }
    if (m->c != REVIEW) return;
    long double s = bound((long double)x[i], 0.001L, 36500), d = bound((long double)y[i], 1, 10);
    if (grades[i] != 0) review(&fsrs, age, grades[i], (long double)x[i], (long double)y[i], &s, &d);
    else if (x[i] == 0) s = 0, d = (long double)y[i]; /* a new memory stays new */
    judge_near(v, out[i], s, 0.6, 0, "stability", i), judge_near(v, out_d[i], d, 0.6, 0, "difficulty", i);
}

/* The fused steps that reinforce.h writes out; a comparison with NaN, as infinities make it, is false. */
static void judge_reinforced(const member *m, const trial *t, size_t i, verdict *v) {
    const float w = x[i], gain = m->c == SPACED || t->seed % 4 != 0 ? y[i] : 1;
    float g = m->c == SPACED ? fmaf(-(rate * ((float)q - 1)), gain, rate * (float)q) : rate * gain;
    g = g < 1 ? g : 1;
    float expected = fmaf(g, 1 - w, w);
    bool kept = false;
    if (m->c == OJA) {
        const float a = activations[sources[i]], b = activations[targets[i]];
        kept = !(a >= threshold && b >= threshold);
        expected = fmaf(rate, fmaf(-(b * b), w, a * b), w);
    }
    expected = expected > bounds.low ? expected : bounds.low;
    expected = kept ? w : expected < bounds.high ? expected : bounds.high;
    if (!kept && (w != w || (m->c != OJA && gain != gain))) expected = bits_float(0x7FC00000u);
    judge_bits(v, out[i], expected, "weight", i);
}

static void judge(const member *m, const trial *t, verdict *v) {
    if (status != ENGRAM_OK) {
        judge_wrong(v, "status %s", engram_status_name(status));
        return;
    }
    if (float_bits(out[t->dials[ROWS]]) != 0xA5A5A5A5u) judge_wrong(v, "written past the end");
    if (LDBL_MANT_DIG < 64) return; /* levels only */
    for (size_t i = 0; i < t->dials[ROWS]; ++i) switch (m->c) {
        case BASE_EXACT: case BASE_RECENT: case BASE_OPTIMIZED:
            judge_near(v, out[i], level_of(m, i), 0.5, m->c == BASE_RECENT ? 6e-9 / (1 - p) + 2e-10 : 2e-10, "level", i);
            break;
        case PROBABILITY: judge_near(v, out[i], 1 / (1 + expl(((long double)p - (long double)x[i]) / (long double)q)), 0.51, 0, "probability", i); break;
        case LATENCY: judge_near(v, out[i], (long double)p * expl(-(long double)q * (long double)x[i]), 0.51, 0, "latency", i); break;
        case RETRIEVABILITY: case INTERVAL: case REVIEW: judge_fsrs(m, i, v); break;
        default: judge_reinforced(m, t, i, v); break;
        }
}

void add_learning(members *list) {
    static const struct {
        const char *name, *promise;
        enum what what;
    } plain[] = {{"base_level/exact", "half an ULP and 2e-10", BASE_EXACT},
                 {"base_level/recent", "half an ULP and 6e-9 / (1 - d)", BASE_RECENT},
                 {"base_level/optimized", "half an ULP and 2e-10", BASE_OPTIMIZED},
                 {"retrieval/probability", "0.51 ULP", PROBABILITY},
                 {"retrieval/latency", "0.51 ULP", LATENCY},
                 {"reinforce/saturating", "the fused steps of the header", SATURATING},
                 {"reinforce/spaced", "the fused steps of the header", SPACED},
                 {"reinforce/oja", "the fused steps of the header", OJA}};
    static const engram_fsrs_version versions[] = {ENGRAM_FSRS_4_5, ENGRAM_FSRS_5, ENGRAM_FSRS_6};
    static const char *const calls[] = {"retrievability", "interval", "review"};
    member like = {.dials = {"rows", "each", "unit", "ages", "kind"}, .draw = draw, .make = make, .run = run, .judge = judge};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; ++i) {
        like.promise = plain[i].promise, like.c = plain[i].what;
        member_add(list, &like, "%s", plain[i].name);
    }
    for (uint32_t call = RETRIEVABILITY; call <= REVIEW; ++call)
        for (size_t i = 0; i < 3; ++i) {
            like.promise = call == RETRIEVABILITY ? "0.51 ULP" : "0.6 ULP", like.a = versions[i], like.c = call;
            member_add(list, &like, "fsrs/%s/%u", calls[call - RETRIEVABILITY], versions[i]);
        }
}
