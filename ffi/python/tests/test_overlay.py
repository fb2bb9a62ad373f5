# SPDX-License-Identifier: MIT OR Apache-2.0
"""Changes to a graph, and presets as keywords."""

import threading

import numpy as np
import pytest
from support import csr

import engram_kernels as ek


def test_an_overlay_spreads_as_a_graph_built_afresh(rng, level):
    sources = rng.integers(0, 40, 200).astype(np.uint32)
    targets = rng.integers(0, 40, 200).astype(np.uint32)
    weights = (rng.random(200) * 0.1).astype(np.float32)
    with ek.Graph.from_edges(40, sources, targets, weights) as graph, ek.Overlay(graph, node_count=42) as overlay:
        before = graph.spread([3], hops=3)
        overlay.append(3, 41, 0.5)
        overlay.append(41, 40, 0.25, 7)
        overlay.reweight(int(sources[0]), int(targets[0]), 0.75)
        overlay.delete(int(sources[1]), int(targets[1]))
        same = (sources == sources[0]) & (targets == targets[0])
        keep = ~((sources == sources[1]) & (targets == targets[1]))
        new_weights = np.where(same, np.float32(0.75), weights)[keep]
        fresh = ek.Graph.from_edges(
            42,
            np.append(sources[keep], [3, 41]).astype(np.uint32),
            np.append(targets[keep], [41, 40]).astype(np.uint32),
            np.append(new_weights, np.float32([0.5, 0.25])),
            np.append(np.zeros(keep.sum()), [0, 7]).astype(np.uint8),
        )
        assert overlay.node_count == 42 and overlay.edge_count == fresh.edge_count == keep.sum() + 2
        for one, other in zip(overlay.spread([3], hops=3), fresh.spread([3], hops=3), strict=True):
            np.testing.assert_array_equal(one, other)
        start = rng.random(42, dtype=np.float32)
        assert overlay.spread_dense(start).tobytes() == fresh.spread_dense(start).tobytes()
        assert overlay.pagerank([3]).ranks.tobytes() == fresh.pagerank([3]).ranks.tobytes()
        with overlay.compact(pull=False) as compact:
            assert type(compact) is ek.Graph and compact.spread_dense(start).tobytes() == fresh.spread_dense(start).tobytes()
        np.testing.assert_array_equal(graph.spread([3], hops=3).ids, before.ids)
        assert repr(overlay).startswith("<engram_kernels.Overlay: 42 nodes")


def test_refused_changes_and_closing(rng):
    graph = ek.Graph(*csr(rng))
    overlay = ek.Overlay(graph)
    edges = overlay.edge_count
    for refused in (
        lambda: overlay.append(60, 0, 1.0),
        lambda: overlay.append(0, 0, float("nan")),
        lambda: overlay.append(0, 0, 1.0, 64),
        lambda: overlay.delete(0, 0, 63),
        lambda: ek.Overlay(graph, node_count=1),
    ):
        with pytest.raises(ek.EngramError, match="outside its documented range"):
            refused()
    assert overlay.edge_count == edges
    with pytest.raises(TypeError, match="must be a Graph"):
        ek.Overlay(overlay)  # type: ignore[arg-type]
    # The base is closed, and its memory stays until the overlay is.
    graph.close()
    overlay.append(0, 1, 0.5)
    assert overlay.spread([0]).active > 0
    with pytest.raises(ValueError, match="closed"):
        graph.spread([0])
    overlay.close()
    overlay.close()
    for call in (lambda: overlay.append(0, 1, 0.5), lambda: overlay.compact(), lambda: overlay.spread([0])):
        with pytest.raises(ValueError, match="closed"):
            call()
    with pytest.raises(ValueError, match="closed"):
        ek.Overlay(graph)


def test_an_overlay_does_not_change_under_a_spread(rng):
    nodes = 20_000
    offsets = np.arange(0, 8 * nodes + 1, 8, dtype=np.uint64)
    arrays = offsets, rng.integers(0, nodes, 8 * nodes).astype(np.uint32), np.full(8 * nodes, 0.1, np.float32)
    overlay = ek.Overlay(ek.Graph(*arrays))
    start, done, faults = np.ones(nodes, np.float32), threading.Event(), []

    def spread():
        while not done.is_set():
            try:
                overlay.spread_dense(start, hops=3)
            except Exception as fault:
                faults.append(fault)

    threads = [threading.Thread(target=spread) for _ in range(2)]
    for thread in threads:
        thread.start()
    refused = 0
    for i in range(200):
        try:
            overlay.append(i, i + 1, 0.5)
        except ValueError as busy:
            assert "another thread" in str(busy)
            refused += 1
    done.set()
    for thread in threads:
        thread.join()
    assert not faults and overlay.edge_count == 8 * nodes + 200 - refused


def test_presets_are_keywords(rng):
    with ek.Graph(*csr(rng)) as graph:
        for name in ("plain", "sproink", "zeph", "actr"):
            options = ek.spread_preset(name)
            by_name, by_words = graph.spread([1, 2], preset=name), graph.spread([1, 2], **options)
            for one, other in zip(by_name, by_words, strict=True):
                np.testing.assert_array_equal(one, other)
        told = graph.spread_dense(np.ones(60, np.float32), info=True, hops=2)
        assert told.ids is None and told.hops_done == 2 and told.edges > 0
        assert told.activations.tobytes() == graph.spread_dense(np.ones(60, np.float32), hops=2).tobytes()
        assert 0 < graph.pagerank([1]).active <= 60
    with pytest.raises(ValueError, match="none of"):
        ek.spread_preset("none")  # type: ignore[arg-type]
