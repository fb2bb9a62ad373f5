# SPDX-License-Identifier: MIT OR Apache-2.0
"""What was put in is read back, from a graph, an overlay and a snapshot, and comes through an image."""

import threading

import numpy as np
import pytest

import engram_kernels as ek

NODES = 20


def edge_list(rng, count=60):
    order = np.sort(rng.integers(0, NODES, count))
    return [
        (int(s), int(t), float(w), int(k))
        for s, t, w, k in zip(
            order, rng.integers(0, NODES, count), rng.random(count, np.float32), rng.integers(0, 5, count), strict=True
        )
    ]


def graph_of(edges, nodes=NODES):
    sources, targets, weights, types = zip(*edges, strict=True)
    return ek.Graph.from_edges(nodes, np.array(sources), np.array(targets), np.array(weights, "f4"), np.array(types))


def listed(graph, *where):
    return list(zip(*(column.tolist() for column in graph.edges(*where)), strict=True))


def test_edges_are_read_back(rng):
    edges = edge_list(rng)
    base = graph_of(edges)
    overlay = ek.Overlay(base, node_count=NODES + 2)
    base.close()
    parallel = (NODES + 1, 3, 1.0, 2)
    for _ in range(3):
        overlay.append(*parallel)
    before = overlay.snapshot()
    overlay.delete_at(NODES + 1, 1)
    overlay.reweight_at(NODES + 1, 1, 4)
    assert overlay.spread([0]).active > 0
    overlay.grow(NODES + 3)
    assert overlay.node_count == NODES + 3 and overlay.spread([NODES + 2]).ids.tolist() == [NODES + 2]
    assert listed(before) == edges + 3 * [parallel]
    edges += [parallel, (NODES + 1, 3, 4.0, 2)]
    compact, image = overlay.compact(), overlay.to_bytes()
    for graph in (
        overlay,
        compact,
        overlay.snapshot(),
        ek.Graph.from_bytes(image),
        ek.Graph.from_bytes(bytearray(image), pull=False),
    ):
        assert graph.edge_count == len(edges) and graph.to_bytes() == image
        assert listed(graph) == edges and listed(graph, 5, 3) == [e for e in edges if 5 <= e[0] < 8]
        for node in range(NODES + 3):
            out = list(zip(*(c.tolist() for c in graph.outgoing(node)), strict=True))
            assert out == [e[1:] for e in edges if e[0] == node]
            into = list(zip(*(c.tolist() for c in graph.incoming(node)), strict=True))
            assert into == [(s, w, k) for s, t, w, k in edges if t == node]
        for call, words in (
            (lambda g=graph: g.outgoing(NODES + 3), "outgoing: .*a number is outside"),
            (lambda g=graph: g.incoming(NODES + 3), "incoming: node: .*a number is outside"),
            (lambda g=graph: g.edges(2, NODES + 3), "edges: .*a number is outside"),
        ):
            with pytest.raises(ek.EngramError, match=words):
                call()
    assert overlay.changes().tolist() == [NODES + 1] == overlay.snapshot().changes().tolist()
    assert compact.changes().size == 0
    # Columns are what the calls take.
    again = ek.Graph.from_edges(NODES + 3, *overlay.edges())
    assert again.to_bytes() == image
    for call in (lambda: overlay.delete_at(NODES + 1, 2), lambda: overlay.grow(NODES), lambda: ek.Overlay(before)):
        with pytest.raises(ek.EngramError):
            call()
    with pytest.raises(TypeError, match="node must be"):
        overlay.outgoing(None)


def test_images_are_checked(rng):
    image = graph_of(edge_list(rng)).to_bytes()
    for bad in (b"", image[1:], image[:-1], b"x" + image[1:], image[:80] + bytes([image[80] ^ 1]) + image[81:]):
        with pytest.raises(ek.EngramError):
            ek.Graph.from_bytes(bad)
    with pytest.raises(TypeError, match="image must be"):
        ek.Graph.from_bytes("text")  # type: ignore[arg-type]


def test_a_closed_graph_is_not_read(rng):
    graph = graph_of(edge_list(rng))
    overlay = ek.Overlay(graph)
    graph.close()
    overlay.close()
    for closed in (graph, overlay):
        for call in (
            closed.edges,
            closed.changes,
            closed.to_bytes,
            lambda c=closed: c.outgoing(0),
            lambda c=closed: c.incoming(0),
        ):
            with pytest.raises(ValueError, match="closed"):
                call()
    with pytest.raises(ValueError, match="closed"):
        overlay.snapshot()


def test_threads_spread_on_a_snapshot_while_the_overlay_changes(rng):
    overlay = ek.Overlay(graph_of(edge_list(rng, 2000)))
    snapshot = overlay.snapshot()
    start, done, faults = np.ones(NODES, np.float32), threading.Event(), []
    wanted = snapshot.spread_dense(start, hops=3).tobytes()

    def spread():
        while not done.is_set():
            if snapshot.spread_dense(start, hops=3).tobytes() != wanted:
                faults.append("the snapshot changed")

    threads = [threading.Thread(target=spread) for _ in range(2)]
    for thread in threads:
        thread.start()
    for i in range(500):
        overlay.append(i % NODES, (i + 1) % NODES, 0.5)
    done.set()
    for thread in threads:
        thread.join()
    assert not faults and overlay.edge_count == 2500
