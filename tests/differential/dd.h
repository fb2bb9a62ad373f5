/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_DD_H
#define ENGRAM_TESTS_DD_H

/*
 * Double-double: the unevaluated sum of two doubles, about 106 bits. Sums after Knuth, products after Dekker with a
 * fused multiply-add; T. J. Dekker, A floating-point technique for extending the available precision, 1971.
 */

#include <math.h>

typedef struct dd {
    double high, low;
} dd;

static inline dd dd_two_sum(double a, double b) {
    const double s = a + b, t = s - a;
    return (dd){s, (a - (s - t)) + (b - t)};
}

static inline dd dd_two_product(double a, double b) {
    const double p = a * b;
    return (dd){p, fma(a, b, -p)};
}

static inline dd dd_add(dd a, dd b) {
    dd s = dd_two_sum(a.high, b.high);
    const dd t = dd_two_sum(a.low, b.low);
    s.low += t.high;
    s = dd_two_sum(s.high, s.low);
    s.low += t.low;
    return dd_two_sum(s.high, s.low);
}

static inline dd dd_add_double(dd a, double b) {
    const dd s = dd_two_sum(a.high, b);
    return dd_two_sum(s.high, s.low + a.low);
}

static inline dd dd_multiply(dd a, double b) {
    dd p = dd_two_product(a.high, b);
    p.low += a.low * b;
    return dd_two_sum(p.high, p.low);
}

static inline dd dd_square(dd a) {
    dd p = dd_two_product(a.high, a.high);
    p.low += 2 * a.high * a.low;
    return dd_two_sum(p.high, p.low);
}

static inline double dd_value(dd a) { return a.high + a.low; }

#endif
