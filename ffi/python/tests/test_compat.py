# SPDX-License-Identifier: MIT OR Apache-2.0
"""The drop-in calls: the original rules, in place as the original has them."""

import numpy as np
import pytest

import engram_kernels as ek
from engram_kernels import compat


def test_vector_similarity(level, rng):
    query, rows = rng.random(16, dtype=np.float32), rng.random((9, 16), dtype=np.float32)
    rows[4] = 0
    rows[5] = np.nan
    q, r = query.astype(np.float64), rows.astype(np.float64)
    wanted = np.nan_to_num(r @ q / np.maximum(np.linalg.norm(r, axis=1), 1e-300) / np.linalg.norm(q))
    out = np.empty(9, np.float32)
    assert compat.vector_similarity(query, rows, out) is out and np.allclose(out, wanted, atol=1e-6)
    assert np.array_equal(compat.vector_similarity(query, rows), out)
    with pytest.raises(ValueError, match="gaps between its rows"):
        compat.vector_similarity(query[:8], rows[:, :8])
    with pytest.raises(ValueError, match="lengths must match"):
        compat.vector_similarity(query[:8], rows)


def test_spread_activation(level):
    adjacency = np.array([1, 2, 2, 0, 0, 1], np.uint32)
    weights = np.full(6, 0.5, np.float32)
    activations = np.array([1, 0, 0], np.float32)
    assert compat.spread_activation(adjacency, weights, activations, 1) is None
    assert activations.tolist() == [1, 0.5, 0.5]
    with pytest.raises(ValueError, match="weights has 5 elements"):
        compat.spread_activation(adjacency, weights[:5], activations, 1)
    activations.setflags(write=False)
    with pytest.raises(ValueError, match="activations is read-only"):
        compat.spread_activation(adjacency, weights, activations, 1)


def test_apply_decay(level, rng):
    strengths, ages = rng.random(50, dtype=np.float32), rng.integers(0, 10**6, 50).astype(np.uint64)
    wanted = ek.decay(strengths, ages, tau=86400.0)
    assert compat.apply_decay(strengths, ages) is None and np.array_equal(strengths, wanted)


def test_arena_calls():
    before = ek.arena_options()
    try:
        compat.configure_arena(2, "error_return")
        assert ek.arena_options()["bytes"] == 2 << 20 and ek.arena_options()["overflow"] == "error_return"
        with pytest.raises(ek.EngramError) as caught:
            compat.configure_arena(2000, "fallback")
        assert caught.value.status_name == "ENGRAM_ERROR_ARGUMENT"
        with pytest.raises(ValueError, match="none of: panic, error_return, fallback"):
            compat.configure_arena(1, "ignore")
    finally:
        ek.arena_configure(**before)
    compat.deinit_thread_arena()
    compat.reset_arena_metrics()
    compat.spread_activation(np.array([0], np.uint32), np.ones(1, np.float32), np.ones(1000, np.float32), 1)
    resets, overflows, high_water = compat.arena_stats()
    assert resets >= 1 and overflows == 0 and high_water >= 4000
    compat.reset_arenas()
    compat.reset_arena_metrics()
    assert compat.arena_stats()[1] == 0
