/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The data of docs/decay.svg, and the table of docs/decay.md beside Ebbinghaus' savings. docs/plots/decay.sh runs it.
 *   decay_curves plot    hours, then one column per curve
 *   decay_curves table   the factor of each curve at Ebbinghaus' seven intervals, and its largest relative error there
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engram/engram.h"

static const struct {
    const char *name;
    engram_curve_preset_id preset;
} curves[] = {
    {"drop-in, tau 24 h", ENGRAM_CURVE_PRESET_ENGRAM_KERNEL},      {"tau 1.96 h", ENGRAM_CURVE_PRESET_ENGRAM_EXPONENTIAL},
    {"power 0.18, hours", ENGRAM_CURVE_PRESET_ENGRAM_POWER},       {"hybrid 0.8 h, 24 h, 0.25", ENGRAM_CURVE_PRESET_ENGRAM_HYBRID},
    {"hybrid of shodh", ENGRAM_CURVE_PRESET_SHODH_HYBRID},         {"half-life 7 d", ENGRAM_CURVE_PRESET_MEM0},
    {"power 0.131, 11 s, fitted", 0},
};
enum { CURVES = sizeof curves / sizeof *curves };

static const double hours[7] = {1.0 / 3, 1, 9, 24, 48, 144, 744}, savings[7] = {0.58, 0.44, 0.36, 0.33, 0.28, 0.25, 0.21};

/* scale and exponent of (1 + t / scale)^-exponent with the least largest relative error at the seven points. */
static engram_curve fitted(void) {
    engram_curve best = {.size = sizeof best, .form = ENGRAM_CURVE_POWER};
    double least = 1e9;
    for (double scale = 0.1; scale < 3600; scale *= 1.02)
        for (double exponent = 0.05; exponent < 0.4; exponent += 0.001) {
            double worst = 0;
            for (int i = 0; i < 7; ++i) worst = fmax(worst, fabs(pow(1 + hours[i] * 3600 / scale, -exponent) / savings[i] - 1));
            if (worst < least) least = worst, best.scale = scale, best.exponent = exponent;
        }
    return best;
}

static double factor(int k, double h) {
    static engram_curve fit;
    engram_curve c;
    if (fit.size == 0) fit = fitted();
    if (curves[k].preset == 0) c = fit;
    else engram_curve_preset(curves[k].preset, &c);
    const uint64_t age = (uint64_t)(h * 3600e9);
    const engram_times times = {sizeof times, ENGRAM_TIME_NANOSECONDS, &age, ENGRAM_TIMES_AGES, 0, 0};
    float out;
    return engram_decay_factors(&c, &times, NULL, 1, &out, NULL) == ENGRAM_OK ? (double)out : -1;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "plot") == 0) {
        for (double h = 0.02; h < 2000; h *= 1.05) {
            printf("%g", h);
            for (int k = 0; k < CURVES; ++k) printf(" %g", factor(k, h));
            printf("\n");
        }
        return 0;
    }
    const engram_curve fit = fitted();
    printf("fitted: scale %.3g s, exponent %.3g\n", fit.scale, fit.exponent);
    for (int k = -1; k < CURVES; ++k) {
        double worst = 0;
        printf("| %-26s |", k < 0 ? "Ebbinghaus 1885" : curves[k].name);
        for (int i = 0; i < 7; ++i) {
            const double f = k < 0 ? savings[i] : factor(k, hours[i]);
            worst = fmax(worst, fabs(f / savings[i] - 1));
            printf(" %.3f |", f);
        }
        printf(" %.0f %% |\n", 100 * worst);
    }
    return 0;
}
