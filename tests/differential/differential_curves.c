/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Forgetting curves through every call that takes one, against the formulas in long double. */

#include "differential.h"
#include "engram/compat.h"
#include "kernels/decay/decay_support.h"
#include "support/decay_calls.h"

enum call { CALL_APPLY, CALL_BATCH, CALL_FACTORS, CALL_SCORES, CALL_SUPPRESSED, CALL_AGES_AT, CALL_NEXT, CALL_COMPAT };
enum { ROWS, AGES, UNIT, PARAMETERS, KIND };
enum { ROWS_MOST = 10000 };

static engram_curve curve;
static engram_times times;
static engram_decay_options options;
static bool has_options;
static uint64_t values[ROWS_MOST], pins[ROWS_MOST / 64 + 1], ages_at[ROWS_MOST], row_next, left_next;
static float strengths[ROWS_MOST], scores[ROWS_MOST], scales[ROWS_MOST], exponents[ROWS_MOST], out[ROWS_MOST + 1];
static uint32_t accesses[ROWS_MOST];
static engram_suppressed found[ROWS_MOST];
static uint64_t total;
static size_t capacity;
static float target;
static engram_decay_report report;
static engram_status status;

/*
 * AGES: 0 below 10^6 s, 1 below 10^7 s, 2 all alike, 3 any number of bits, 4 around the joins of the curve. One case in
 * 16 has the sizes of the original's tests, 100 to 9,999 rows; the inverse, which costs 64 evaluations, has few rows.
 */
static void draw(const member *m, rng *r, uint64_t *d) {
    const bool slow = m->c == CALL_AGES_AT || m->c == CALL_NEXT;
    d[ROWS] = rng_below(r, 16) == 0 ? 1 + rng_below(r, slow ? 40 : 9999) : rng_below(r, slow ? 12 : 100);
    d[AGES] = rng_below(r, 5), d[UNIT] = rng_below(r, 4);
    d[PARAMETERS] = rng_below(r, 16), d[KIND] = rng_below(r, 4);
}

/* A curve of the form with parameters over the whole documented range, near the middle more often. */
static engram_curve curve_of(const member *m, uint64_t seed) {
    engram_curve c = {.size = sizeof c};
    if (m->b != 0) {
        assert_int_equal(engram_curve_preset(m->b, &c), ENGRAM_OK);
        return c;
    }
    c = typical(m->a);
    const uint64_t x = noise(seed, 0, 0);
    if (x % 4 != 0) {
        const double wide = x % 16 == 1 ? 150 : 20;
        c.scale = ldexp((double)noise_float(seed, 0, 1, 1, 2), (int)((double)noise_float(seed, 0, 2, -1, 1) * wide) + 10);
        if (m->a == ENGRAM_CURVE_EXPONENTIAL_RATE) c.scale = 1 / c.scale;
        c.late = ldexp((double)noise_float(seed, 0, 3, 1, 2), (int)((double)noise_float(seed, 0, 4, -1, 1) * wide) + 10);
        c.exponent = x % 32 == 2 ? 64.0 : (double)noise_float(seed, 0, 5, 0.01f, x % 8 == 3 ? 64 : 2);
        c.weight = x % 64 == 3 ? 1e6 : (double)noise_float(seed, 0, 6, 0, 2);
        c.threshold = (uint32_t)(x >> 40 & 7);
    }
    if (x >> 8 & 1) c.asymptote = (double)noise_float(seed, 0, 7, 0, 1);
    if (x >> 9 & 1) c.floor = (double)noise_float(seed, 0, 8, 0, 0.5f);
    return c;
}

static double units(void) { return (const double[]){1, 1e3, 1e6, 1e9}[times.unit]; }

static uint64_t age_of(const trial *t, uint64_t i) {
    const uint64_t x = noise(t->seed, 1, i);
    const double join = (x % 2 == 0 ? curve.scale : curve.late) * units(), span = (double)noise_float(t->seed, 2, i, 0, 3);
    switch (t->dials[AGES]) {
    case 0: return x % 1000000 * (uint64_t)units();
    case 1: return x % 10000000 * (uint64_t)units();
    case 2: return noise_below(t->seed, 1, 0, 10000000) * (uint64_t)units();
    case 3: return x >> noise_below(t->seed, 3, i, 64);
    default: return join * span < 0x1p63 ? (uint64_t)(join * (x % 8 == 3 ? 1 : span)) : x;
    }
}

static float strength_of(const trial *t, uint64_t i) {
    const uint64_t x = noise(t->seed, 4, i);
    const uint32_t special[] = {0x00000000, 0x80000000, 0x00000001, 0x007FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000,
                                0x7F800001, 0x7F7FFFFF, 0xBF800000};
    switch (t->dials[KIND]) {
    case 0: return noise_float(t->seed, 4, i, 0, 1);
    case 1: return ldexpf(noise_float(t->seed, 4, i, -1, 1), (int)(x % 200) - 120);
    case 2: return x % 4 == 0 ? bits_float(special[x / 4 % 10]) : noise_float(t->seed, 4, i, -2, 2);
    default: return 1.0f;
    }
}

static void make(const member *m, const trial *t) {
    curve = curve_of(m, t->seed);
    times = (engram_times){sizeof times, (engram_time_unit)(t->dials[UNIT] % 4), values, ENGRAM_TIMES_AGES, 0, 0};
    if (m->c == CALL_APPLY || m->c == CALL_COMPAT) times.unit = ENGRAM_TIME_SECONDS;
    has_options = m->c != CALL_APPLY && m->c != CALL_COMPAT;
    const bool stamps = has_options && m->c != CALL_AGES_AT && noise_below(t->seed, 5, 0, 3) == 0;
    if (stamps) times.kind = ENGRAM_TIMES_STAMPS, times.now = noise(t->seed, 5, 1) >> 1;
    memset(pins, 0, sizeof pins);
    for (size_t i = 0; i < t->dials[ROWS]; ++i) {
        const uint64_t age = age_of(t, i);
        values[i] = !stamps ? age : age <= times.now ? times.now - age : times.now + age; /* the latter: later than now */
        strengths[i] = strength_of(t, i), scores[i] = noise_float(t->seed, 6, i, -1, 1);
        scales[i] = (float)curve.scale * noise_float(t->seed, 7, i, 0.01f, 4);
        if (!(scales[i] > 0x1p-120f && scales[i] < 0x1p120f)) scales[i] = 1;
        exponents[i] = noise_float(t->seed, 8, i, 0.01f, 8);
        accesses[i] = (uint32_t)noise_below(t->seed, 9, i, 6);
        if (noise_below(t->seed, 10, i, 5) == 0) pins[i / 64] |= 1ull << i % 64;
    }
    options = (engram_decay_options){.size = sizeof options};
    if (t->dials[PARAMETERS] & 1) options.scales = scales;
    if (t->dials[PARAMETERS] & 2) options.exponents = exponents;
    if (t->dials[PARAMETERS] & 4) options.pins = pins;
    if ((t->dials[PARAMETERS] & 8) || curve.form == ENGRAM_CURVE_TWO_COMPONENT) options.accesses = accesses;
    if (m->c == CALL_APPLY && curve.form == ENGRAM_CURVE_TWO_COMPONENT) curve.form = ENGRAM_CURVE_POWER;
    target = noise_float(t->seed, 11, 0, 0.001f, 0.9f);
    capacity = (size_t)noise_below(t->seed, 11, 1, t->dials[ROWS] + 1);
    report = (engram_decay_report){.size = sizeof report};
}

static void run(const member *m, const trial *t, record *into) {
    const size_t n = (size_t)t->dials[ROWS];
    const engram_decay_options *o = has_options ? &options : NULL;
    const float *s = t->dials[PARAMETERS] & 8 ? NULL : strengths; /* of the calls that allow it */
    memset(out, 0xA5, (n + 1) * sizeof *out);
    memset(found, 0, capacity * sizeof *found);
    switch (m->c) {
    case CALL_APPLY: status = engram_decay_apply(&curve, strengths, values, n, out); break;
    case CALL_BATCH: status = engram_decay_batch(&curve, &times, o, strengths, n, out, &report); break;
    case CALL_FACTORS: status = engram_decay_factors(&curve, &times, o, n, out, &report); break;
    case CALL_SCORES: status = engram_decay_scores(&curve, &times, o, s, scores, n, out, &report); break;
    case CALL_SUPPRESSED:
        status = call_suppressed(&curve, &times, o, strengths, n, target, found, capacity, &total);
        record_put(into, found, (total < capacity ? (size_t)total : capacity) * sizeof *found);
        record_put(into, &total, sizeof total);
        break;
    case CALL_AGES_AT:
        status = engram_decay_ages_at(&curve, times.unit, o, s, n, target, ages_at);
        record_put(into, ages_at, n * sizeof *ages_at);
        break;
    case CALL_NEXT:
        status = engram_decay_next(&curve, &times, o, s, n, target, &row_next, &left_next);
        record_put(into, &row_next, sizeof row_next), record_put(into, &left_next, sizeof left_next);
        break;
    default:
        memcpy(out, strengths, n * sizeof *out);
        engram_apply_decay(out, values, n);
        status = engram_last_status();
        break;
    }
    record_status(into, status);
    record_put(into, out, (n + 1) * sizeof *out);
    record_put(into, &report.skewed, sizeof report.skewed), record_put(into, &report.bad_row, sizeof report.bad_row);
}

static bool is_pinned(size_t i) { return has_options && options.pins != NULL && (pins[i / 64] >> i % 64 & 1) != 0; }

/* The factor of row i at an age, and by how much the library may be off. */
static long double exact_factor(size_t i, uint64_t age, double *bound) {
    engram_curve c = curve;
    if (has_options && options.scales != NULL) c.scale = (double)scales[i];
    if (has_options && options.exponents != NULL) c.exponent = (double)exponents[i];
    *bound = 0;
    if (is_pinned(i)) return 1;
    const long double plain = oracle(&c, (long double)age / (long double)units(), accesses[i]);
    const long double a = (long double)c.asymptote, f = a + (1 - a) * plain;
    const double ulp = c.form == ENGRAM_CURVE_STRETCHED ? 0.6 : 0.51;
    /* The floor is a float beside the factor, rounded like it. */
    const long double factor = f < (long double)c.floor ? (long double)c.floor : f;
    *bound = ulp * ulp_at((double)factor) + (c.form == ENGRAM_CURVE_LINEAR ? 0x1p-51 : 0);
    return factor;
}

static uint64_t age_now(size_t i) {
    if (times.kind == ENGRAM_TIMES_AGES) return values[i];
    return values[i] <= times.now ? times.now - values[i] : 0;
}

static void judge_rows(const member *m, const trial *t, verdict *v) {
    const bool plain = m->c == CALL_FACTORS, scored = m->c == CALL_SCORES, no_strengths = t->dials[PARAMETERS] & 8;
    uint64_t skewed = 0;
    for (size_t i = 0; i < t->dials[ROWS]; ++i) {
        skewed += times.kind == ENGRAM_TIMES_STAMPS && values[i] > times.now;
        double off;
        const double factor = (double)exact_factor(i, age_now(i), &off);
        if (plain) {
            judge_value(v, out[i], factor, off, ulp_at(factor), "factor", i);
            if (age_now(i) == 0 && out[i] != 1.0f) judge_wrong(v, "factor %zu at age 0 is %a", i, (double)out[i]);
            continue;
        }
        const double s = scored && no_strengths ? 1 : (double)strengths[i], x = scored ? (double)scores[i] : 1;
        if (!isfinite(s) || fabs(s * factor) > 0x1.fffffep127) {
            /* infinity stays, but times a factor that rounds to 0 it is NaN */
            if (s != s) judge_bits(v, out[i], bits_float(0x7FC00000u), "strength", i);
            else ++v->passed_over;
            continue;
        }
        double bound = fabs(s) * off + 0.5 * ulp_at(s * factor);
        if (scored && !no_strengths) bound = fabs(x) * bound + 0.5 * ulp_at(x * s * factor);
        else if (scored) bound = fabs(x) * off + 0.5 * ulp_at(x * factor);
        /* Where the factor is subnormal it has few bits, and the product has no more. */
        const double unit = fmax(ulp_at(x * s * factor), fabs(x * s) * ulp_at(factor));
        judge_value(v, out[i], x * s * factor, bound * (1 + 0x1p-20), unit, "result", i);
    }
    if (float_bits(out[t->dials[ROWS]]) != 0xA5A5A5A5u) judge_wrong(v, "written past the end");
    if (m->c != CALL_APPLY && m->c != CALL_COMPAT && report.skewed != skewed)
        judge_wrong(v, "%llu skewed, expected %llu", (unsigned long long)report.skewed, (unsigned long long)skewed);
}

/* strength * factor at an age, by the library's own bits. */
static float faded(size_t i, uint64_t age, float strength) {
    engram_times one = {sizeof one, times.unit, &age, ENGRAM_TIMES_AGES, 0, 0};
    engram_decay_options o = {.size = sizeof o};
    const uint64_t pin = is_pinned(i);
    if (options.scales != NULL) o.scales = &scales[i];
    if (options.exponents != NULL) o.exponents = &exponents[i];
    if (options.accesses != NULL) o.accesses = &accesses[i];
    if (options.pins != NULL) o.pins = &pin;
    float result;
    assert_int_equal(engram_decay_batch(&curve, &one, &o, &strength, 1, &result, NULL), ENGRAM_OK);
    return result;
}

static void judge_suppressed(const trial *t, verdict *v) {
    size_t n = 0;
    for (size_t i = 0; i < t->dials[ROWS]; ++i) {
        if (!(strengths[i] >= target) || !(faded(i, age_now(i), strengths[i]) < target)) continue;
        ++v->judged;
        if (n < capacity && (found[n].row != i || float_bits(found[n].before) != float_bits(strengths[i]) ||
                             float_bits(found[n].factor) != float_bits(faded(i, age_now(i), 1))))
            judge_wrong(v, "entry %zu is row %llu, expected %zu", n, (unsigned long long)found[n].row, i);
        ++n;
    }
    if (total != n) judge_wrong(v, "%llu suppressed, expected %zu", (unsigned long long)total, n);
    ++v->judged;
}

static float given_strength(const trial *t, size_t i) { return t->dials[PARAMETERS] & 8 ? 1.0f : strengths[i]; }

static void judge_ages(const trial *t, verdict *v) {
    for (size_t i = 0; i < t->dials[ROWS]; ++i) {
        const float s = given_strength(t, i);
        const uint64_t age = ages_at[i];
        ++v->judged;
        if (age == UINT64_MAX ? faded(i, age, s) < target
                              : !(faded(i, age, s) < target) || (age > 0 && faded(i, age - 1, s) < target))
            judge_wrong(v, "row %zu: age %llu is not where it falls below %a", i, (unsigned long long)age, (double)target);
    }
}

static void judge_next(const trial *t, verdict *v) {
    uint64_t row = UINT64_MAX, least = UINT64_MAX;
    float all[40] = {0};
    uint64_t fall[40];
    const size_t n = (size_t)t->dials[ROWS];
    for (size_t i = 0; i < n; ++i) all[i] = given_strength(t, i);
    assert_int_equal(engram_decay_ages_at(&curve, times.unit, &options, all, n, target, fall), ENGRAM_OK);
    for (size_t i = 0; i < n; ++i) {
        const uint64_t age = age_now(i), late = times.kind == ENGRAM_TIMES_STAMPS && values[i] > times.now ? values[i] - times.now : 0;
        if (!(faded(i, age, all[i]) >= target) || fall[i] == UINT64_MAX) continue;
        /* A row from the future has age 0 until its time has come. */
        const uint64_t left = fall[i] - age + late;
        if (fall[i] < age || left < late) continue;
        if (left < least) least = left, row = i;
    }
    ++v->judged;
    if (row_next != row || left_next != least)
        judge_wrong(v, "row %llu in %llu, expected %llu in %llu", (unsigned long long)row_next, (unsigned long long)left_next,
                    (unsigned long long)row, (unsigned long long)least);
}

static void judge(const member *m, const trial *t, verdict *v) {
    if (status != ENGRAM_OK) {
        judge_wrong(v, "status %s", engram_status_name(status));
        return;
    }
    if (m->c == CALL_SUPPRESSED) judge_suppressed(t, v);
    else if (m->c == CALL_AGES_AT) judge_ages(t, v);
    else if (m->c == CALL_NEXT) judge_next(t, v);
    else if (LDBL_MANT_DIG >= 64) judge_rows(m, t, v); /* with long double no wider than double: levels only */
}

void add_curves(members *list) {
    static const char *const calls[] = {"apply", "batch", "factors", "scores", "suppressed", "ages_at", "next"};
    static const char *const forms[] = {"", "tau", "half_life", "rate", "power", "power_ratio", "hybrid", "stretched",
                                        "linear", "hyperbolic", "two_component", "dual"};
    member like = {.dials = {"rows", "ages", "unit", "parameters", "kind"}, .draw = draw, .make = make, .run = run,
                   .judge = judge};
    for (uint32_t call = CALL_APPLY; call <= CALL_NEXT; ++call)
        for (uint32_t form = ENGRAM_CURVE_EXPONENTIAL_TAU; form <= LAST_FORM; ++form) {
            if (call == CALL_APPLY && form == ENGRAM_CURVE_TWO_COMPONENT) continue; /* needs access counts */
            like.a = form, like.c = call;
            like.promise = call >= CALL_SUPPRESSED                ? "its definition by the bits of a batch"
                           : form == ENGRAM_CURVE_STRETCHED ? "0.6 ULP of the factor"
                           : form == ENGRAM_CURVE_LINEAR    ? "0.51 ULP of the factor and 2^-51"
                                                            : "0.51 ULP of the factor";
            member_add(list, &like, "%s/%s", calls[call], forms[form]);
        }
    like.promise = "0.51 ULP", like.c = CALL_FACTORS;
    for (uint32_t preset = ENGRAM_CURVE_PRESET_ENGRAM_KERNEL; preset <= ENGRAM_CURVE_PRESET_POWERCONTEXT; ++preset)
        like.b = preset, member_add(list, &like, "preset/%u", preset);
    like.promise = "0.51 ULP of the factor", like.b = ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, like.c = CALL_COMPAT;
    member_add(list, &like, "compat/decay");
}
