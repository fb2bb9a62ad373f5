#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Prints the constants of src/kernels/decay/elementary.h. Needs mpmath: python3 docs/numerics/decay_fit.py"""

from mpmath import atanh, cos, floor, ldexp, ln, log, lu_solve, matrix, mp, mpf, nstr, pi, sqrt

mp.dps = 60


def to_double(x):
    """The nearest double, exactly."""
    exponent = int(floor(log(abs(x), 2))) - 52
    scaled = x / ldexp(mpf(1), exponent)
    whole = floor(scaled + mpf(1) / 2)
    return ldexp(whole, exponent)


def remez(target, weight, degree, low, high):
    """p of the degree with the least largest |weight (p - target)| on [low, high], by the exchange algorithm."""
    count = degree + 2
    points = [(low + high) / 2 - (high - low) / 2 * cos(pi * (k + 1) / count) for k in range(count)]
    for _ in range(20):
        rows = [[x**k for k in range(degree + 1)] + [(-1) ** i / weight(x)] for i, x in enumerate(points)]
        solution = lu_solve(matrix(rows), matrix([target(x) for x in points]))
        coefficients = [solution[k] for k in range(degree + 1)]

        def error(x):
            return weight(x) * (sum(c * x**k for k, c in enumerate(coefficients)) - target(x))

        grid = [low + (high - low) * k / 1500 for k in range(1501)]
        values = [error(x) for x in grid]
        peaks = [k for k in range(1501)
                 if (k == 0 or abs(values[k]) >= abs(values[k - 1])) and (k == 1500 or abs(values[k]) >= abs(values[k + 1]))]
        kept = []
        for k in peaks:
            if kept and (values[kept[-1]] > 0) == (values[k] > 0):
                if abs(values[k]) > abs(values[kept[-1]]):
                    kept[-1] = k
            else:
                kept.append(k)
        while len(kept) > count:
            kept.pop(0 if abs(values[kept[0]]) < abs(values[kept[-1]]) else -1)
        if len(kept) < count:
            break
        points = [grid[k] for k in kept]
    return coefficients, max(abs(v) for v in values)


def show(name, coefficients, first):
    for k, c in enumerate(coefficients):
        print(f"#define ENGRAM_{name}_C{k + first} {float(to_double(c)).hex()}")


# 2^r = 1 + r q(r) on [0, 1): the weight makes the error of q the relative error of 2^r.
q, worst = remez(lambda r: (mpf(2) ** r - 1) / r, lambda r: r / mpf(2) ** r, 6, mpf(1) / 1000, mpf(1))
show("EXP2", q, 1)
rounded = [to_double(c) for c in q]
ends = 1 + sum(rounded)
errors = []
for k in range(1, 20001):
    r = mpf(k) / 20000
    errors.append((1 + sum(c * r ** (j + 1) for j, c in enumerate(rounded))) / mpf(2) ** r - 1)
print(f"exp2: largest relative error {nstr(max(abs(e) for e in errors), 4)}, p(1) / 2 - 1 = {nstr(ends / 2 - 1, 4)}")
print("exp2: all positive:", all(c > 0 for c in rounded))

# log2(m) = s L(s^2), s = (m - 1) / (m + 1), m in [sqrt(1/2), sqrt(2)]; L(u) = 2 / ln 2 * atanh(sqrt u) / sqrt u.
edge = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)) ** 2
l, worst = remez(lambda u: 2 / ln(2) * atanh(sqrt(u)) / sqrt(u), lambda u: mpf(1), 5, mpf(10) ** -20, edge)
show("LOG2", l, 0)
rounded = [to_double(c) for c in l]
worst = worst_relative = mpf(0)
for k in range(1, 20001):
    s = sqrt(edge) * k / 20000
    exact = 2 / ln(2) * atanh(s)
    error = abs(s * sum(c * s ** (2 * j) for j, c in enumerate(rounded)) - exact)
    worst, worst_relative = max(worst, error), max(worst_relative, error / exact)
print(f"log2: largest error {nstr(worst, 4)}, relative {nstr(worst_relative, 4)}")
