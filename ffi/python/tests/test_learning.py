# SPDX-License-Identifier: MIT OR Apache-2.0
"""FSRS, base levels and reinforcement against their formulas in float64."""

import numpy as np
import pytest

import engram_kernels as ek
from support import DAY


def test_fsrs_curve_and_interval(level, rng):
    stabilities = rng.uniform(0.1, 300, 200).astype(np.float32)
    ages = rng.integers(0, 400 * DAY, 200).astype(np.uint64)
    days, s = ages / DAY, stabilities.astype(np.float64)
    for version, w20 in (("4.5", 0.5), ("5", 0.5), ("6", 0.1542)):
        factor = 0.9 ** (-1 / w20) - 1
        found = ek.fsrs_retrievability(ages, stabilities, version=version)
        assert np.allclose(found, (1 + factor * days / s) ** -w20, rtol=2e-7)
        interval = ek.fsrs_interval(stabilities, 0.8, version=version)
        assert np.allclose(interval, s / factor * (0.8 ** (-1 / w20) - 1), rtol=3e-7)
    assert np.allclose(ek.fsrs_interval(stabilities, 0.9), stabilities, rtol=3e-7)


def test_fsrs_review(level):
    # From a new memory: the stability is the weight of the grade. Later, a good answer lengthens it, a failure cuts it.
    zero, grades = np.zeros(4, np.float32), np.array([1, 2, 3, 4], np.uint8)
    s, d = ek.fsrs_review(np.zeros(4, np.uint64), grades, zero, zero)
    assert np.allclose(s, [0.212, 1.2931, 2.3065, 8.2956]) and d[0] > d[1] > d[2] > d[3] >= 1
    assert np.allclose(d[:3], [6.4133 - np.exp(0.8334 * g) + 1 for g in range(3)], rtol=1e-6)
    later = np.full(4, 5 * DAY, np.uint64)
    known = np.full(4, 5, np.float32)
    s2, d2 = ek.fsrs_review(later, grades, known, known)
    assert s2[0] < 5 < s2[1] < s2[2] < s2[3] and d2[0] > d2[1] > 5 > d2[3]
    weights = np.array([1.0, 2.0, 3.0, 4.0] + [0.5] * 17)
    assert ek.fsrs_review(later, grades, zero, zero, weights=weights)[0].tolist() == [1, 2, 3, 4]
    with pytest.raises(ek.EngramError, match="row 2"):
        ek.fsrs_review(later, np.array([1, 2, 9, 4], np.uint8), known, known)
    with pytest.raises(ValueError, match="weights has 19 elements"):
        ek.fsrs_review(later, grades, known, known, weights=np.ones(19))
    with pytest.raises(TypeError, match="weights must be float64"):
        ek.fsrs_interval(known, 0.9, weights=np.ones(21, np.float32))
    with pytest.raises(TypeError, match="grades must be whole numbers"):
        ek.fsrs_review(later, grades.astype(np.float32), known, known)


def test_base_level(level, rng):
    offsets = np.array([0, 3, 3, 10], np.uint64)
    times = rng.integers(1, 10**6, 10).astype(np.uint64)
    terms = times.astype(np.float64) ** -0.5
    found = ek.base_level(offsets, times)
    assert np.allclose(found[[0, 2]], np.log([terms[:3].sum(), terms[3:].sum()]), rtol=1e-6) and found[1] == -np.inf
    assert np.array_equal(ek.base_level(offsets, 10**9 - times, now=10**9), found)
    assert np.allclose(ek.retrieval_probability(found, threshold=-2.0), 1 / (1 + np.exp((-2 - found) / 0.25)), rtol=1e-5)
    with pytest.raises(ValueError, match="times has 9 elements, but the last offset is 10"):
        ek.base_level(offsets, times[:9])
    with pytest.raises(ek.EngramError):
        ek.base_level(np.array([0, 5, 3, 10], np.uint64), times)
    with pytest.raises(ValueError, match="one element more"):
        ek.base_level(offsets[:0], times)


def test_reinforce(level, rng):
    weights, gains = rng.random(100, dtype=np.float32), rng.random(100, dtype=np.float32)
    w, g = weights.astype(np.float64), gains.astype(np.float64)
    assert np.allclose(ek.reinforce(weights, 0.1), w + 0.1 * (1 - w), rtol=1e-6)
    assert np.allclose(ek.reinforce(weights, 0.5, gains=gains, high=0.8), np.minimum(0.8, w + 0.5 * g * (1 - w)), rtol=1e-6)
    pairs = rng.integers(0, 40, (2, 100)).astype(np.uint32)
    activations = rng.random(40, dtype=np.float32)
    a, b = (activations[p].astype(np.float64) for p in pairs)
    wanted = np.where((a >= 0.3) & (b >= 0.3), np.clip(w + 0.05 * (a * b - b * b * w), 0.01, 0.95), w)
    assert np.allclose(ek.oja(weights, pairs[0], pairs[1], activations), wanted, rtol=1e-5)
    pairs[1, 5] = 40
    with pytest.raises(ek.EngramError, match="oja: targets: below"):
        ek.oja(weights, pairs[0], pairs[1], activations)
    with pytest.raises(ek.EngramError):
        ek.reinforce(weights, 2.0)


def test_weigh_and_next_below(rng, level):
    scores, strengths = rng.random(300, dtype=np.float32), rng.random(300, dtype=np.float32)
    ages = rng.integers(0, 9 * DAY, 300).astype(np.uint64)
    curve = ek.Curve.preset("mem0")
    plain = ek.weigh(scores, ages, curve)
    assert plain.tobytes() == (scores * ek.retention(ages, curve)).tobytes()
    both = ek.weigh(scores, ages, curve, strengths=strengths)
    assert both.tobytes() == (scores * ek.decay(strengths, ages, curve)).tobytes()
    assert ek.weigh(scores, ages, curve, out=scores) is scores and scores.tobytes() == plain.tobytes()
    with pytest.raises(ValueError, match="lengths must match"):
        ek.weigh(scores, ages, curve, strengths=strengths[:9])
    row, left = ek.next_below(ages, 0.25, curve, strengths=strengths)
    falls = ek.ages_at(strengths, 0.25, curve)
    waits = [(int(at - age), i) for i, (at, age) in enumerate(zip(falls, ages, strict=True)) if at > age]
    assert (left, row) == min(waits)
    assert ek.next_below(ages, 0.25, ek.Curve("linear", 1e9, floor=0.5)) is None
    with pytest.raises(ek.EngramError):
        ek.next_below(ages, -1.0, curve)


def test_learning(rng):
    assert ek.fsrs_weights().size == 21 and ek.fsrs_weights("4.5").size == 17 and ek.fsrs_weights("5").dtype == np.float64
    old = ek.fsrs_weights("5")
    assert ek.fsrs_migrate(old).tolist()[:19] == old.tolist() and ek.fsrs_migrate(old).tolist()[19:] == [0.0, 0.5]
    for bad in (old[:18], np.full(21, np.nan)):
        with pytest.raises(ek.EngramError):
            ek.fsrs_migrate(bad)
    counts, life = rng.integers(1, 50, 40).astype(np.uint64), rng.integers(DAY, 90 * DAY, 40).astype(np.uint64)
    levels = ek.base_level_optimized(life, counts)
    np.testing.assert_allclose(levels, np.log(counts / 0.5) - 0.5 * np.log(life.astype(np.float64)), rtol=1e-5, atol=1e-6)
    offsets, newest = np.arange(41, dtype=np.uint64), (life // 10).astype(np.uint64)
    recent = ek.base_level_recent(offsets, newest, counts, life)
    t, n, age = (x.astype(np.float64) for x in (newest, counts, life))
    rest = np.where(n > 1, (n - 1) * 2 * (np.sqrt(age) - np.sqrt(t)) / (age - t), 0)
    np.testing.assert_allclose(recent, np.log(1 / np.sqrt(t) + rest), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(ek.retrieval_latency(levels, factor=0.4, exponent=1.5), 0.4 * np.exp(-1.5 * levels), rtol=1e-6)
    weights, left = rng.random(50, dtype=np.float32), rng.random(50, dtype=np.float32)
    gain = np.minimum(1, 0.2 * (1 + 1.5 * (1 - left.astype(np.float64))))
    np.testing.assert_allclose(ek.reinforce_spaced(weights, left, 0.2, 2.5), weights + gain * (1 - weights), rtol=1e-6)
    with pytest.raises(ValueError, match="lengths must match"):
        ek.reinforce_spaced(weights, left[:3], 0.2, 2.5)
