/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_ELEMENTARY_H
#define ENGRAM_KERNELS_DECAY_ELEMENTARY_H

/*
 * The constants of 2^y and log2(x) in double, shared by all levels; docs/numerics/decay_fit.py prints them. C-clean.
 *
 * 2^y, y clamped to [-1000, 1000]:  n = floor(y), r = y - n in [0, 1],  2^n (1 + r (C1 + r (C2 + ... r C7))).
 *   Minimax for the relative error with p(0) = 1: 4.32e-11, or 0.0008 ULP of f32 at most, before the one rounding.
 *   It never falls as y grows, whatever the rounding: r >= 0 and every coefficient is positive, so each fused step is a
 *   rounded nondecreasing function of nondecreasing, nonnegative values; and p(1) = 2 - 8.6e-11 stays below the
 *   value 2 with which the next n begins. 2^0 is exactly 1.
 *
 * log2(x), x normal:  x = 2^e m, m in [sqrt(1/2), sqrt(2)),  s = (m - 1) / (m + 1),
 *   e + s (L0 + u (L1 + ... u L5)) with u = s^2, a fit to 2 / ln 2 * atanh(s) / s. Error 1.4e-14 plus a rounding of the
 *   result, relative error 2.8e-14 near x = 1, where log2(1) is exactly 0.
 */

#define ENGRAM_EXP2_LIMIT 1000.0
#define ENGRAM_EXP2_C1 0x1.62e4301025addp-1
#define ENGRAM_EXP2_C2 0x1.ebfbd24ccc525p-3
#define ENGRAM_EXP2_C3 0x1.c6b278561f4a6p-5
#define ENGRAM_EXP2_C4 0x1.3b0a73d391743p-7
#define ENGRAM_EXP2_C5 0x1.5fc57e44e51fbp-10
#define ENGRAM_EXP2_C6 0x1.2d8306b62aa1bp-13
#define ENGRAM_EXP2_C7 0x1.678bd59c3f2a4p-16

#define ENGRAM_LOG2_L0 0x1.71547652b8250p+1
#define ENGRAM_LOG2_L1 0x1.ec709dc53da0bp-1
#define ENGRAM_LOG2_L2 0x1.2776c291fb34ep-1
#define ENGRAM_LOG2_L3 0x1.a61a2fb2f43adp-2
#define ENGRAM_LOG2_L4 0x1.479533eb9682dp-2
#define ENGRAM_LOG2_L5 0x1.21b2add1f4e82p-2

/* The mantissa bits of sqrt(1/2): taken away, they move the borders between exponents from 1 to sqrt(1/2). */
#define ENGRAM_LOG2_SPLIT 0x6A09E667F3BCDull

#define ENGRAM_LOG2_E 0x1.71547652b82fep+0
#define ENGRAM_LN_2 0x1.62e42fefa39efp-1

#endif
