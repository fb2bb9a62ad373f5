/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_EXP2_H
#define ENGRAM_KERNELS_DECAY_EXP2_H

/*
 * The constants of 2^y for y <= 0, shared by all levels. C-clean. In steps, all in double:
 *   1. y is kept at or above FLOOR, where the factor is 0 in f32 with room to spare (it underflows at -150).
 *   2. y is rounded to a multiple of 2^-30 by adding and taking away GRID = 1.5 * 2^22, whose last bit is 2^-30.
 *      Neighbours on that grid differ by 6.5e-10 relative, more than twice the error of step 4, so the factor
 *      can never rise with age, whatever the rounding. The price is 2^-31 * ln 2 = 3.2e-10, 0.006 ULP of f32.
 *   3. Adding EIGHTHS = 1.5 * 2^49 rounds to i / 8, |y - i / 8| <= 1/16, and leaves i in the low mantissa bits.
 *   4. 2^(i / 8) comes from a table and an exponent, 2^r - 1 = r (c1 + r (c2 + r (c3 + r c4))), a minimax fit with
 *      relative error 8.0e-11 on [-1/16, 1/16] (Remez exchange in 60 digits, weight |r|).
 * Together 4.1e-10, or 0.007 ULP of f32 at most, before the one rounding to f32: 0.507 ULP.
 */

#define ENGRAM_EXP2_FLOOR (-160.0)
#define ENGRAM_EXP2_GRID 0x1.8p22
#define ENGRAM_EXP2_EIGHTHS 0x1.8p49
#define ENGRAM_EXP2_C1 0x1.62e42fb8b4d14p-1
#define ENGRAM_EXP2_C2 0x1.ebfbdff318599p-3
#define ENGRAM_EXP2_C3 0x1.c6be3ef8c168ep-5
#define ENGRAM_EXP2_C4 0x1.3b2e82f6b8bf7p-7

/* 2^(i / 8), correctly rounded. */
#define ENGRAM_EXP2_TABLE                                                                                             \
    {                                                                                                                 \
        0x1p+0, 0x1.172b83c7d517bp+0, 0x1.306fe0a31b715p+0, 0x1.4bfdad5362a27p+0, 0x1.6a09e667f3bcdp+0,                \
            0x1.8ace5422aa0dbp+0, 0x1.ae89f995ad3adp+0, 0x1.d5818dcfba487p+0                                          \
    }

#endif
