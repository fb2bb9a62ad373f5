/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_DIFFERENTIAL_H
#define ENGRAM_TESTS_DIFFERENTIAL_H

/*
 * Differential tests. A member is one function of a family in one setting: a metric with a type, a merge, a curve. A
 * trial is one generated case of it: a few sizes, called dials, and a seed for everything else. Elements are drawn by
 * their place (noise()), so a trial with a smaller dial has the begin of the larger one's data, and a failing trial can
 * be made small by halving dials as long as it goes on failing.
 */

#include <math.h>
#include <stdbool.h>

#include "support/check.h"

enum { DIAL_LIMIT = 6, RECORD_ROOM = 1 << 21 };

typedef struct trial {
    uint64_t seed;
    uint64_t dials[DIAL_LIMIT];
} trial;

/* Everything a call gave back, status included. Two levels agree when their records are equal, byte by byte. */
typedef struct record {
    size_t used;
    unsigned char bytes[RECORD_ROOM];
} record;

/*
 * What the oracle says about the scalar level's results. A share is error / promised bound and may not exceed 1. An error
 * in ULP is taken at the exact value, or for sums at the sum of the magnitudes of their terms.
 */
typedef struct verdict {
    double ulp, share;
    uint64_t judged, passed_over; /* values compared; values about which the oracle can say nothing */
    char wrong[200];              /* not empty: a result that breaks a rule */
} verdict;

typedef struct member member;
struct member {
    char name[56];
    const char *promise; /* what the share is a share of */
    const char *dials[DIAL_LIMIT];
    void (*draw)(const member *m, rng *r, uint64_t *dials);
    void (*make)(const member *m, const trial *t);              /* the inputs, in memory of the family's file */
    void (*run)(const member *m, const trial *t, record *into); /* on the level in force; inputs stay as they are */
    void (*judge)(const member *m, const trial *t, verdict *v); /* right after a run; null: nothing but levels */
    uint32_t a, b, c, d; /* metric, type, form, ...: as the family's file likes */
};

enum { MEMBER_LIMIT = 512 };
typedef struct members {
    member all[MEMBER_LIMIT];
    size_t count;
} members;

/* Adds a copy of `like` under a name. */
member *member_add(members *list, const member *like, const char *format, ...) __attribute__((format(printf, 3, 4)));

void add_scores(members *list);     /* differential_scores.c */
void add_selections(members *list); /* differential_selections.c */
void add_conversions(members *list); /* differential_conversions.c */
void add_spreads(members *list);    /* differential_spreads.c */
void add_pagerank(members *list);   /* differential_pagerank.c */
void add_curves(members *list);     /* differential_curves.c */
void add_learning(members *list);   /* differential_learning.c */

/* A trial number of a member under a seed, always the same. */
trial trial_of(const member *m, uint64_t seed, uint64_t number);

/* Runs a trial on every level; true when something is wrong, with a sentence in v->wrong. v collects the worst. */
bool trial_fails(const member *m, const trial *t, verdict *v);

/* Halves dials while the trial fails; returns the number of halvings that held. */
unsigned trial_shrink(const member *m, trial *t);

/* "dim=3 rows=1" */
void trial_describe(const member *m, const trial *t, char *out, size_t room);

void record_put(record *r, const void *data, size_t bytes);
void record_status(record *r, engram_status status);

/* The number at a place: `stream` tells arrays apart, `index` elements. */
static inline uint64_t noise(uint64_t seed, uint64_t stream, uint64_t index) {
    rng r = {seed ^ (stream + 1) * 0xD1342543DE82EF95u};
    r.state = rng_next(&r) + index * 0x9E3779B97F4A7C15u;
    return rng_next(&r);
}
static inline uint64_t noise_below(uint64_t seed, uint64_t stream, uint64_t index, uint64_t n) {
    return noise(seed, stream, index) % n;
}
static inline float noise_float(uint64_t seed, uint64_t stream, uint64_t index, float low, float high) {
    rng r = {noise(seed, stream, index)};
    return rng_float(&r, low, high);
}

/* One ULP of binary32 at a magnitude; subnormals share 2^-149. */
static inline double ulp_at(double magnitude) {
    int exponent;
    frexp(magnitude, &exponent);
    return ldexp(1.0, (exponent < -125 ? -125 : exponent) - 24);
}

/* Takes a result into the verdict: its error, its promised bound, and the size of the ULP it is counted in. */
void judge_value(verdict *v, float got, double exact, double bound, double unit, const char *what, size_t index);
/* The result has to be these bits. */
void judge_bits(verdict *v, float got, float expected, const char *what, size_t index);
void judge_wrong(verdict *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
