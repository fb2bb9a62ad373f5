# SPDX-License-Identifier: MIT OR Apache-2.0
"""How much slower is the candidate, and can this machine tell? Statistics of paired timings."""

import random
import statistics

PAIRS = 16  # fewest pairs a verdict is given on
LIMIT = 0.05  # slower than this fails ...
CERTAIN = 0.02  # ... when the interval leaves no doubt that it is slower than this
NULL_LIMIT = 0.02  # a build that differs from itself by more says that the machine was disturbed
WIDEST = 0.06  # an interval wider than this says nothing about 5 %
RESAMPLES = 1000


def ratio_of_medians(base, candidate):
    return statistics.median(candidate) / statistics.median(base)


def interval(base, candidate, seed=1):
    """95 % bootstrap interval of the ratio of medians; pairs are drawn whole, so what hit both stays together."""
    draw = random.Random(seed)
    n = len(base)
    ratios = []
    for _ in range(RESAMPLES):
        picks = draw.choices(range(n), k=n)
        ratios.append(ratio_of_medians([base[i] for i in picks], [candidate[i] for i in picks]))
    ratios.sort()
    return ratios[RESAMPLES * 25 // 1000], ratios[RESAMPLES * 975 // 1000 - 1]


def null_spread(figures):
    """How far a build is from itself: every other figure against the rest."""
    return abs(ratio_of_medians(figures[0::2], figures[1::2]) - 1)


def judge(base, candidate, scale=1):
    """(verdict, ratio, low, high, why): 'slower', 'same', 'faster' or 'inconclusive' for figures taken in pairs.

    `scale` widens every limit, for figures that were not taken side by side."""
    if len(base) != len(candidate) or len(base) < PAIRS:
        raise ValueError(f"{len(base)} and {len(candidate)} figures: at least {PAIRS} pairs are needed")
    ratio = ratio_of_medians(base, candidate)
    low, high = interval(base, candidate)
    spread = max(null_spread(base), null_spread(candidate))
    if spread > scale * NULL_LIMIT:
        return "inconclusive", ratio, low, high, f"a build differed from itself by {100 * spread:.1f} %"
    if high - low > scale * WIDEST:
        return "inconclusive", ratio, low, high, f"the interval is {100 * (high - low):.1f} % wide"
    if ratio > 1 + scale * LIMIT and low > 1 + scale * CERTAIN:
        return "slower", ratio, low, high, ""
    if ratio < 1 - scale * LIMIT and high < 1 - scale * CERTAIN:
        return "faster", ratio, low, high, ""
    return "same", ratio, low, high, ""
