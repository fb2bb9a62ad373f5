# SPDX-License-Identifier: MIT OR Apache-2.0
"""Counts, and the capacity calculator."""

import numpy as np
import pytest

import engram_kernels as ek


def test_metrics_and_capacity(rng):
    ek.force_level("scalar")
    ek.metrics_reset()
    ek.metrics_measure(1)
    for _ in range(10):
        ek.scores(np.ones(8, np.float32), np.ones((5, 8), np.float32), metric="dot")
    with pytest.raises(ek.EngramError):
        ek.scores(np.ones(8, np.float32), np.ones((5, 8), np.float32), metric="hamming")
    found = ek.metrics()
    ek.metrics_measure(0)
    ek.force_level("auto")
    counts = found["similarity"]["levels"]["scalar"]
    assert (counts["calls"], counts["items"], counts["timed_calls"], sum(counts["buckets"])) == (10, 50, 10, 10)
    assert counts["self_check_failures"] == 0
    assert found["similarity"]["errors"] == {"ENGRAM_ERROR_METRIC": 1} and found["decay"]["levels"] == {}
    ek.metrics_reset()
    assert ek.metrics()["similarity"]["levels"] == {}
    with pytest.raises(TypeError):
        ek.metrics_measure("often")  # type: ignore[arg-type]
    bytes_ = ek.capacity(bits=8, rows=100, dim=96, strengths=10, codes=True)
    assert (bytes_["vectors"], bytes_["scales"], bytes_["codes"], bytes_["strengths"]) == (9600, 400, 10_400, 120)
    assert ek.capacity(nodes=10, edges=20, prepared=False)["prepared"] == 0
    with pytest.raises(ek.EngramError):
        ek.capacity(bits=5, rows=1, dim=1)


def test_capacity_counts_what_a_graph_makes():
    nodes = 4096  # a ring: rows of equal length take no padding
    ring = ek.Graph.from_edges(nodes, np.arange(nodes), (np.arange(nodes) + 1) % nodes, np.ones(nodes, np.float32))
    bytes_ = ek.capacity(nodes=nodes, edges=nodes)
    assert 0 <= ring.nbytes - bytes_["prepared"] < 4096
    assert bytes_["workspaces"] > 40 * nodes and bytes_["total"] >= sum(bytes_[n] for n in ("graph", "prepared", "workspaces"))
    assert ek.capacity(nodes=nodes, threads=3)["workspaces"] == 3 * bytes_["workspaces"]
    assert ek.capacity(nodes=nodes, workspaces=0)["workspaces"] == ek.capacity(rows=9, dim=4)["workspaces"] == 0
    assert ek.capacity(nodes=nodes, prepared=False)["workspaces"] == 0
