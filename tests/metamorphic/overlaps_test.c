/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Every output against every input of the decay family: right before it and right behind it they are apart; one element
 * inside, from either side, they overlap, which is refused. In place, where a header allows it, is allowed.
 */

#include "engram/engram.h"
#include "support/check.h"

enum { N = 24, MOST = 6, BASE = 1024, ROOM = 4096 };

/* What makes an array valid: 1.0f everywhere, zeros, or offsets 0, 1, 2, ... */
typedef enum content { ONES, ZEROS, OFFSETS } content;

typedef struct array {
    size_t bytes, element;
    content content;
} array;

#define FLOATS {N * 4, 4, ONES}
#define INDICES {N * 4, 4, ZEROS}
#define GRADES {N, 1, ZEROS}
#define WORDS {N * 8, 8, ZEROS}
#define ROWS {(N + 1) * 8, 8, OFFSETS}

typedef engram_status call(void **in, void **out);

/* The first reads all that options may give, accesses too; the second does without them. */
static const engram_curve curves[2] = {
    {.size = sizeof(engram_curve), .form = ENGRAM_CURVE_TWO_COMPONENT, .scale = 86400, .exponent = 0.5, .late = 86400, .threshold = 3},
    {.size = sizeof(engram_curve), .form = ENGRAM_CURVE_POWER, .scale = 86400, .exponent = 0.5},
};
static engram_times times_at(const void *values) { return (engram_times){sizeof(engram_times), 0, values, 0, 0, 0}; }
static engram_decay_options options_at(void **in) {
    return (engram_decay_options){sizeof(engram_decay_options), 0, in[0], in[1], in[2], in[3]};
}
static const engram_fsrs *fsrs(void) {
    static engram_fsrs f = {.size = sizeof f};
    assert_int_equal(engram_fsrs_default(ENGRAM_FSRS_6, &f), ENGRAM_OK);
    return &f;
}
static const engram_bounds unit = {0, 1};

static engram_status apply(void **in, void **out) { return engram_decay_apply(&curves[1], in[0], in[1], N, out[0]); }
static engram_status batch(void **in, void **out) {
    const engram_times t = times_at(in[4]);
    const engram_decay_options o = options_at(in);
    return engram_decay_batch(&curves[0], &t, &o, in[5], N, out[0], NULL);
}
static engram_status factors(void **in, void **out) {
    const engram_times t = times_at(in[4]);
    const engram_decay_options o = options_at(in);
    return engram_decay_factors(&curves[0], &t, &o, N, out[0], NULL);
}
static engram_status scores(void **in, void **out) {
    const engram_times t = times_at(in[0]);
    return engram_decay_scores(&curves[1], &t, NULL, in[1], in[2], N, out[0], NULL);
}
static engram_status suppressed(void **in, void **out) {
    const engram_times t = times_at(in[4]);
    const engram_decay_options o = options_at(in);
    return engram_decay_suppressed(&curves[0], &t, &o, in[5], N, 0.5f, out[0], N, out[1]);
}
static engram_status ages_at(void **in, void **out) {
    const engram_decay_options o = options_at(in);
    return engram_decay_ages_at(&curves[0], 0, &o, in[4], N, 0.5f, out[0]);
}
static engram_status next(void **in, void **out) {
    const engram_times t = times_at(in[0]);
    return engram_decay_next(&curves[1], &t, NULL, in[1], N, 0.5f, out[0], out[1]);
}
static engram_status retrievability(void **in, void **out) {
    const engram_times t = times_at(in[0]);
    return engram_fsrs_retrievability(fsrs(), &t, in[1], N, out[0], NULL);
}
static engram_status interval(void **in, void **out) { return engram_fsrs_interval(fsrs(), 0.9, in[0], N, out[0]); }
static engram_status review(void **in, void **out) {
    const engram_times t = times_at(in[0]);
    return engram_fsrs_review(fsrs(), &t, in[1], in[2], in[3], N, out[0], out[1], NULL);
}
static engram_status exact(void **in, void **out) {
    const engram_times t = times_at(in[1]);
    return engram_base_level_exact(in[0], N, &t, 0.5, out[0], NULL);
}
static engram_status recent(void **in, void **out) {
    const engram_times t = times_at(in[1]);
    return engram_base_level_recent(in[0], N, &t, in[2], in[3], 0.5, out[0], NULL);
}
static engram_status optimized(void **in, void **out) {
    const engram_times t = times_at(in[0]);
    return engram_base_level_optimized(&t, in[1], N, 0.5, out[0], NULL);
}
static engram_status probability(void **in, void **out) { return engram_retrieval_probability(in[0], N, 0, 1, out[0]); }
static engram_status latency(void **in, void **out) { return engram_retrieval_latency(in[0], N, 1, 1, out[0]); }
static engram_status saturating(void **in, void **out) {
    return engram_reinforce_saturating(in[0], in[1], N, 0.5f, unit, out[0]);
}
static engram_status spaced(void **in, void **out) {
    return engram_reinforce_spaced(in[0], in[1], N, 0.5f, 2, unit, out[0]);
}
static engram_status oja(void **in, void **out) {
    return engram_reinforce_oja(in[0], in[1], in[2], N, in[3], N, 0.5f, 0, unit, out[0], out[1]);
}

static const struct {
    const char *name;
    call *call;
    array in[MOST], out[2];
} calls[] = {
    {"apply", apply, {FLOATS, WORDS}, {FLOATS}},
    {"batch", batch, {FLOATS, FLOATS, INDICES, {8, 8, ZEROS}, WORDS, FLOATS}, {FLOATS}},
    {"factors", factors, {FLOATS, FLOATS, INDICES, {8, 8, ZEROS}, WORDS}, {FLOATS}},
    {"scores", scores, {WORDS, FLOATS, FLOATS}, {FLOATS}},
    {"suppressed", suppressed, {FLOATS, FLOATS, INDICES, {8, 8, ZEROS}, WORDS, FLOATS},
     {{N * sizeof(engram_suppressed), sizeof(engram_suppressed), ZEROS}, {sizeof(size_t), sizeof(size_t), ZEROS}}},
    {"ages_at", ages_at, {FLOATS, FLOATS, INDICES, {8, 8, ZEROS}, FLOATS}, {WORDS}},
    {"next", next, {WORDS, FLOATS}, {{8, 8, ZEROS}, {8, 8, ZEROS}}},
    {"retrievability", retrievability, {WORDS, FLOATS}, {FLOATS}},
    {"interval", interval, {FLOATS}, {FLOATS}},
    {"review", review, {WORDS, GRADES, FLOATS, FLOATS}, {FLOATS, FLOATS}},
    {"exact", exact, {ROWS, WORDS}, {FLOATS}},
    {"recent", recent, {ROWS, WORDS, WORDS, WORDS}, {FLOATS}},
    {"optimized", optimized, {WORDS, WORDS}, {FLOATS}},
    {"probability", probability, {FLOATS}, {FLOATS}},
    {"latency", latency, {FLOATS}, {FLOATS}},
    {"saturating", saturating, {FLOATS, FLOATS}, {FLOATS}},
    {"spaced", spaced, {FLOATS, FLOATS}, {FLOATS}},
    {"oja", oja, {FLOATS, INDICES, INDICES, FLOATS}, {FLOATS, {sizeof(size_t), sizeof(size_t), ZEROS}}},
};

static void fill(void *memory, array a) {
    if (a.content == ZEROS) memset(memory, 0, a.bytes);
    for (size_t i = 0; a.content == ONES && i < a.bytes / 4; ++i) ((float *)memory)[i] = 1.0f;
    for (size_t i = 0; a.content == OFFSETS && i < a.bytes / 8; ++i) ((uint64_t *)memory)[i] = i;
}

static void outputs_beside_inputs(void **state) {
    (void)state;
    static _Alignas(64) char shared[ROOM], own[MOST + 2][ROOM];
    int failed = 0;
    for (size_t c = 0; c < sizeof calls / sizeof *calls; ++c)
        for (int o = 0; o < 2 && calls[c].out[o].bytes != 0; ++o)
            for (int i = 0; i < MOST && calls[c].in[i].bytes != 0; ++i) {
                const array in = calls[c].in[i], out = calls[c].out[o];
                const size_t step = in.element > out.element ? in.element : out.element;
                const struct {
                    size_t at;
                    engram_status wanted;
                } places[] = {{BASE - out.bytes, ENGRAM_OK}, {BASE - out.bytes + step, ENGRAM_ERROR_OVERLAP},
                              {BASE + in.bytes - step, ENGRAM_ERROR_OVERLAP}, {BASE + in.bytes, ENGRAM_OK}};
                for (int p = 0; p < 4; ++p) {
                    if (places[p].wanted != ENGRAM_OK && places[p].at == BASE) continue; /* in place */
                    void *ins[MOST], *outs[2];
                    for (int k = 0; k < MOST; ++k) fill(ins[k] = k == i ? shared + BASE : own[k], calls[c].in[k]);
                    for (int k = 0; k < 2; ++k) outs[k] = k == o ? shared + places[p].at : own[MOST + k];
                    const engram_status got = calls[c].call(ins, outs);
                    if (got == places[p].wanted) continue;
                    print_error("%s, output %d at place %d of input %d: %s\n", calls[c].name, o, p, i, engram_status_name(got));
                    ++failed;
                }
            }
    assert_int_equal(failed, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(outputs_beside_inputs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
