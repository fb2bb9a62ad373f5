/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The exponential against MPFR at 120 bits, over 2^24 ages and more; not part of the test run, because it needs
 * libmpfr-dev and a minute. docs/numerics/decay.md has the command. Prints the worst error, exits with 1 from 0.51 ULP.
 */

#include <float.h>
#include <math.h>
#include <mpfr.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "engram/engram.h"

enum { BLOCK = 65536 };

static uint64_t state = 20260101;
static uint64_t next(void) {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static mpfr_t exact, got;

static double error_of(float factor, uint64_t age, double tau, double units) {
    mpfr_set_ui(exact, (unsigned long)age, MPFR_RNDN);
    mpfr_div_d(exact, exact, units, MPFR_RNDN);
    mpfr_div_d(exact, exact, tau, MPFR_RNDN);
    mpfr_neg(exact, exact, MPFR_RNDN);
    mpfr_exp(exact, exact, MPFR_RNDN);
    long exponent = mpfr_zero_p(exact) ? -125 : (long)mpfr_get_exp(exact);
    if (exponent < -125) exponent = -125;
    mpfr_set_flt(got, factor, MPFR_RNDN);
    mpfr_sub(got, got, exact, MPFR_RNDN);
    mpfr_mul_2si(got, got, 24 - exponent, MPFR_RNDN);
    return fabs(mpfr_get_d(got, MPFR_RNDN));
}

int main(int argc, char **argv) {
    static uint64_t ages[BLOCK];
    static float factors[BLOCK];
    const uint64_t blocks = argc > 1 ? strtoull(argv[1], NULL, 0) : 264; /* 2^24 = 256 blocks */
    double worst = 0;
    mpfr_set_emin(-100000);
    mpfr_init2(exact, 120), mpfr_init2(got, 120);
    for (uint64_t b = 0; b < blocks; ++b) {
        /* Half of the blocks: the drop-in's day and whole seconds in order. The others: tau from 1e-300 to 1e300. */
        const double tau = b % 2 == 0 ? 86400 : pow(10, (double)(int64_t)(next() % 601) - 300) * (1 + (double)(next() >> 11) * 0x1p-53);
        const double units = b % 4 == 3 ? 1e9 : 1;
        const double span = tau * units * 104;
        for (uint64_t i = 0; i < BLOCK; ++i) {
            if (b % 2 == 0) ages[i] = (b / 2) * BLOCK + i; /* 128 blocks reach 8.4e6 s, all but the last subnormals */
            else if (span < 0x1p63 && span > 1) ages[i] = (uint64_t)(span * (double)(next() >> 11) * 0x1p-53);
            else ages[i] = next() >> (next() % 64);
        }
        const engram_curve c = {.size = sizeof c, .form = ENGRAM_CURVE_EXPONENTIAL_TAU, .scale = tau};
        const engram_times t = {sizeof t, units > 1 ? ENGRAM_TIME_NANOSECONDS : ENGRAM_TIME_SECONDS, ages, 0, 0, 0};
        if (engram_decay_factors(&c, &t, NULL, BLOCK, factors, NULL) != ENGRAM_OK) return 2;
        for (uint64_t i = 0; i < BLOCK; ++i) {
            const double error = error_of(factors[i], ages[i], tau, units);
            if (error > worst) {
                worst = error;
                printf("%.6f ULP at age %llu, tau %.17g, %g units per second\n", worst, (unsigned long long)ages[i], tau, units);
            }
        }
    }
    printf("%llu ages, worst %.6f ULP\n", (unsigned long long)(blocks * BLOCK), worst);
    return worst < 0.51 ? 0 : 1;
}
