# SPDX-License-Identifier: MIT OR Apache-2.0
"""Forgetting curves against their formulas in float64."""

import numpy as np
import pytest

import engram_kernels as ek
from support import DAY

H = 3600.0
CURVES = {
    "exponential_tau": (dict(scale=DAY), lambda t: np.exp(-t / DAY)),
    "exponential_half_life": (dict(scale=DAY), lambda t: np.exp2(-t / DAY)),
    "exponential_rate": (dict(scale=1e-6), lambda t: np.exp(-1e-6 * t)),
    "power": (dict(scale=H, exponent=0.18), lambda t: (1 + t / H) ** -0.18),
    "power_ratio": (dict(scale=H, exponent=0.5), lambda t: np.maximum(1, t / H) ** -0.5),
    "hybrid": (
        dict(scale=DAY, exponent=0.5, late=3.0 * DAY),
        lambda t: np.where(t < 3 * DAY, np.exp(-t / DAY), np.exp(-3) * np.maximum(t / (3 * DAY), 1e-9) ** -0.5),
    ),
    "stretched": (dict(scale=DAY, exponent=0.8), lambda t: np.exp(-((t / DAY) ** 0.8))),
    "linear": (dict(scale=10.0 * DAY), lambda t: np.maximum(0, 1 - t / (10 * DAY))),
    "hyperbolic": (dict(scale=DAY), lambda t: 1 / (1 + t / DAY)),
    "dual_exponential": (
        dict(scale=DAY, late=30.0 * DAY, weight=0.4),
        lambda t: np.minimum(1, np.exp(-t / DAY) + 0.4 * np.exp(-t / (30 * DAY))),
    ),
}


@pytest.mark.parametrize("form", CURVES)
def test_curves(level, rng, form):
    fields, formula = CURVES[form]
    ages = np.concatenate([[0, 1], rng.integers(0, 60 * DAY, 500)]).astype(np.uint64)
    strengths = rng.random(502, dtype=np.float32)
    curve = ek.Curve(form, **fields)
    assert curve.form == form and curve.scale == fields["scale"] and repr(curve).startswith("<engram_kernels.Curve")
    wanted = formula(ages.astype(np.float64))
    factors = ek.retention(ages, curve)
    assert factors[0] == 1 and np.allclose(factors, wanted, rtol=2e-7, atol=1e-44)
    assert np.array_equal(ek.decay(strengths, ages, curve), strengths * factors)
    floored = ek.retention(ages, ek.Curve(form, **fields, floor=0.25, asymptote=0.1))
    assert np.allclose(floored, np.maximum(0.25, 0.1 + 0.9 * wanted), rtol=3e-7)


def test_a_half_life_is_no_time_constant(level):
    day = np.array([DAY], np.uint64)
    assert ek.retention(day, half_life=DAY)[0] == 0.5
    assert abs(ek.retention(day, tau=DAY)[0] - np.exp(-1)) < 1e-7
    ratio = np.log(ek.retention(day, half_life=DAY)[0]) / np.log(ek.retention(day, tau=DAY)[0])
    assert abs(ratio - np.log(2)) < 1e-6
    assert ek.Curve.preset("engram_kernel").scale == DAY


def test_two_components_by_use_count(level):
    curve = ek.Curve("two_component", DAY, exponent=0.18, late=H, threshold=3)
    ages = np.full(4, 5 * DAY, np.uint64)
    found = ek.retention(ages, curve, accesses=np.array([0, 2, 3, 9], np.uint32))
    assert np.allclose(found, [np.exp(-5)] * 2 + [121**-0.18] * 2, rtol=1e-6)
    with pytest.raises(ek.EngramError):
        ek.retention(ages, curve)


def test_units_stamps_rows_and_pins(level, rng):
    ages = rng.integers(0, 30 * DAY, 130).astype(np.uint64)
    curve = ek.Curve("power", H, exponent=0.5)
    wanted = ek.retention(ages, curve)
    assert np.allclose(ek.retention(ages * 10**9, curve, unit="nanoseconds"), wanted, rtol=1e-6)
    now = 10**9
    assert np.array_equal(ek.retention(now - ages, curve, now=now), wanted)
    assert ek.retention(np.array([now + 5], np.uint64), curve, now=now)[0] == 1
    scales = rng.uniform(100, 1e5, 130).astype(np.float32)
    exponents = rng.uniform(0.1, 2, 130).astype(np.float32)
    rows = ek.retention(ages, curve, scales=scales, exponents=exponents)
    t = ages.astype(np.float64)
    assert np.allclose(rows, (1 + t / scales.astype(np.float64)) ** -exponents.astype(np.float64), rtol=1e-6)
    mask = rng.random(130) < 0.5
    pinned = ek.retention(ages, curve, pins=ek.bitmap(mask))
    assert np.array_equal(pinned, np.where(mask, np.float32(1), wanted))
    scales[77] = -1
    with pytest.raises(ek.EngramError, match="row 77"):
        ek.retention(ages, curve, scales=scales)


def test_in_place_and_suppressed(level, rng):
    ages = rng.integers(0, 5 * DAY, 400).astype(np.uint64)
    strengths = rng.random(400, dtype=np.float32)
    wanted = ek.decay(strengths, ages, half_life=DAY)
    rows, before, factors = ek.suppressed(strengths, ages, 0.2, half_life=DAY)
    assert np.array_equal(rows, np.flatnonzero((strengths >= np.float32(0.2)) & (wanted < np.float32(0.2))))
    assert np.array_equal(before, strengths[rows]) and np.array_equal(factors * before, wanted[rows])
    assert ek.decay(strengths, ages, half_life=DAY, out=strengths) is strengths and np.array_equal(strengths, wanted)


def test_the_inverse_is_exact(level):
    strengths = np.array([1, 0.5, 0.1], np.float32)
    curve = ek.Curve("power", H, exponent=0.5)
    ages = ek.ages_at(strengths, 0.2, curve)
    assert ages.dtype == np.uint64 and ages[2] == 0
    target = np.float32(0.2)
    assert (ek.decay(strengths, ages, curve)[:2] < target).all()
    assert (ek.decay(strengths[:2], ages[:2] - np.uint64(1), curve) >= target).all()
    assert ek.ages_at(strengths, 0.2, ek.Curve("power", H, exponent=0.5, floor=0.5)).tolist()[0] == 2**64 - 1


def test_edge_values(level):
    strengths = np.array([0, -1, np.inf, np.nan, 1], np.float32)
    old = np.full(5, 2**64 - 1, np.uint64)
    found = ek.decay(strengths, old, tau=1.0)
    assert found[[0, 4]].tolist() == [0, 0] and found[1] == 0 and np.isnan(found[2:4]).all()
    assert found[2:4].view(np.uint32).tolist() == [0x7FC00000] * 2
    assert ek.decay(strengths[:0], old[:0], tau=1.0).shape == (0,)
    for bad in (0.0, -1.0, np.inf, np.nan):
        with pytest.raises(ek.EngramError) as caught:
            ek.decay(strengths, old, tau=bad)
        assert caught.value.status_name == "ENGRAM_ERROR_ARGUMENT"
        with pytest.raises(ek.EngramError):
            ek.Curve("power", bad, exponent=0.5)
    for arguments in ({}, dict(tau=1.0, half_life=1.0), dict(curve=ek.Curve("linear", 5.0), tau=1.0)):
        with pytest.raises(TypeError, match="one of curve, tau"):
            ek.decay(strengths, old, **arguments)
    with pytest.raises(TypeError, match="no argument 'now'"):
        ek.ages_at(strengths, 0.5, tau=1.0, now=5)
