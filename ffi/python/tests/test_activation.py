# SPDX-License-Identifier: MIT OR Apache-2.0
"""Spreading and PageRank against scipy.sparse and dense algebra in float64; graphs as handles."""

import numpy as np
import pytest
from scipy import sparse

import engram_kernels as ek
from support import csr, dense


def test_spread_csr_is_the_formula(level, rng):
    arrays = csr(rng)
    start = rng.random(60, dtype=np.float32)
    matrix, wanted = dense(*arrays), start.astype(np.float64)
    for _ in range(4):
        wanted = wanted + matrix @ wanted
        wanted /= max(1, wanted.max())
    found = ek.spread_csr(*arrays, start, 4)
    assert np.allclose(found, wanted, rtol=1e-5) and found is not start
    assert np.array_equal(ek.spread_csr(*arrays, start, 0), start)
    assert ek.spread_csr(*arrays, start, 4, in_place=True) is start and np.array_equal(start, found)


def test_scipy_arrays_go_in_as_they_are(level, rng):
    matrix = sparse.random_array((80, 80), density=0.05, format="csr", dtype=np.float32, rng=rng)
    assert matrix.indices.dtype == np.int32 and matrix.indptr.dtype == np.int32
    start = np.zeros(80, np.float32)
    start[[4, 9]] = 1
    with ek.Graph(matrix.indptr, matrix.indices, matrix.data) as graph:
        assert (graph.node_count, graph.edge_count) == (80, matrix.nnz) and graph.nbytes > 4 * matrix.nnz
        wanted = start.astype(np.float64)
        for _ in range(3):
            wanted = wanted + matrix.astype(np.float64).T @ wanted
        assert np.allclose(graph.spread_dense(start, hops=3), wanted, rtol=1e-5)
        found = graph.spread([4, 9], hops=3)
    full = np.zeros(80)
    full[found.ids] = found.activations
    assert np.allclose(full, wanted, rtol=1e-5)
    assert found.active == np.count_nonzero(wanted) and found.hops_done == 3 and not found.truncated
    order = np.lexsort((found.ids, -found.activations))
    assert np.array_equal(order, np.arange(len(order)))


@pytest.mark.parametrize("preset", ["plain", "engram_zig", "sproink", "synapse", "zeph", "shodh", "spreadr", "actr"])
def test_sparse_and_dense_agree_in_every_bit(level, rng, preset):
    with ek.Graph(*csr(rng, 200, 1500)) as graph:
        ids = np.array([5, 17, 60], np.uint32)
        values = np.array([1, 0.5, 0.25], np.float32)
        start = np.zeros(200, np.float32)
        start[ids] = values
        found = graph.spread(ids, values, preset=preset)
        full = np.zeros(200, np.float32)
        full[found.ids] = found.activations
        assert np.array_equal(full, graph.spread_dense(start, preset=preset))
        assert np.array_equal(found.ids, graph.spread(ids.tolist(), values.tolist(), preset=preset).ids)


def test_options_reach_the_rule(level):
    # 0 -> 1 -> 2 -> 3, 0 -> 3
    arrays = [np.array(a, t) for a, t in (([0, 2, 3, 4, 4], np.uint64), ([1, 3, 2, 3], np.uint32), ([1] * 4, np.float32))]
    with ek.Graph(*arrays) as graph:
        found = graph.spread([0], hops=3, merge="max", decay="per_hop", hop_factor=0.5, explain=True, drop_seeds=True)
        assert found.ids.tolist() == [1, 3, 2] and found.activations.tolist() == [0.5, 0.5, 0.25]
        assert found.hops.tolist() == [1, 1, 2] and found.predecessors.tolist() == [0, 0, 1]
        assert found.seeds.tolist() == [0, 0, 0]
        assert graph.spread([0], hops=1).hops is None and found.paths is None
        # Ways lead through what was dropped: seeds, and nodes for which there is no room.
        ways = graph.spread([0], hops=3, merge="max", decay="per_hop", hop_factor=0.5, drop_seeds=True, paths=True)
        assert ways.paths == [(0, 1), (0, 3), (0, 1, 2)] and ways.seeds.tolist() == [0, 0, 0]
        last = graph.spread([0], hops=2, retain="replace", edge_threshold=0.5, capacity=1, paths=True)
        assert last.paths == [(0, 1, 2)] and last.ids.tolist() == [2]
        table = np.array([0.25], np.float32)
        far = graph.spread([0], hops=3, retain="replace", decay="from_source", decay_table=table)
        assert far.active == 0
        one = graph.spread([0], hops=1, decay="from_source", decay_table=table, capacity=1, drop_seeds=True)
        assert one.ids.tolist() == [1] and one.activations.tolist() == [0.25] and one.active == 2
        assert graph.spread([0], hops=2, edge_budget=1).truncated
        cut = graph.spread([0], hops=1, edge_threshold=2.0)
        assert cut.ids.tolist() == [0]
        dim = graph.spread([0], hops=1, node_factors=np.array([0.5, 1, 1, 1], np.float32), drop_seeds=True)
        assert dim.activations.tolist() == [0.5, 0.5]
        assert graph.spread(np.array([], np.uint32)).active == 0
        assert graph.spread([0, 0], hops=0).activations.tolist() == [2]


def test_edge_lists_and_types(level):
    s, t = np.array([2, 0, 0, 1], np.uint32), np.array([0, 1, 1, 2], np.uint32)
    w, kinds = np.array([0.5, 1, 2, 1], np.float32), np.array([0, 1, 1, 0], np.uint8)
    with ek.Graph.from_edges(3, s, t, w) as graph:
        assert graph.edge_count == 4
        assert graph.spread([0], hops=1, drop_seeds=True).activations.tolist() == [3]
    with ek.Graph.from_edges(3, s, t, w, kinds, duplicates="sum") as graph:
        assert graph.edge_count == 3
        assert graph.spread([0], hops=1, type_mask=1, drop_seeds=True).active == 0
        assert graph.spread([0], hops=1, type_mask=2, drop_seeds=True).activations.tolist() == [3]
    with pytest.raises(ek.EngramError, match="edge 2 "):
        ek.Graph.from_edges(3, s, t, w, duplicates="reject")
    with pytest.raises(ek.EngramError, match="edge 1 "):
        ek.Graph.from_edges(3, s, np.array([0, 9, 1, 2], np.uint32), w)


def test_pagerank(level, rng):
    arrays = csr(rng)
    matrix = dense(*arrays)
    sums = matrix.sum(axis=0)
    walk = np.divide(matrix, sums, out=np.zeros_like(matrix), where=sums > 0)
    restart = np.zeros(60)
    restart[[3, 8]] = [0.75, 0.25]
    wanted = restart.copy()
    for _ in range(500):
        wanted = 0.15 * restart + 0.85 * (walk @ wanted + wanted[sums == 0].sum() * restart)
    with ek.Graph(*arrays) as graph:
        power = graph.pagerank([3, 8], [3, 1])
        assert np.abs(power.ranks - wanted).sum() < 1e-5 and abs(power.ranks.sum() - 1) < 1e-5
        assert power.iterations > 5 and not power.truncated and power.error < 1e-5
        push = graph.pagerank_push([3, 8], [3, 1], epsilon=1e-7)
        ranks = np.zeros(60)
        ranks[push.ids] = push.ranks
        assert np.abs(ranks - wanted).max() <= push.error + 1e-6 and (np.diff(push.ranks) <= 0).all()
        assert graph.pagerank([3], max_iterations=2).truncated
        assert len(graph.pagerank_push([3], capacity=2).ids) == 2


def test_validate_names_the_fault():
    good = [np.array([0, 1, 2], np.uint64), np.array([1, 0], np.uint32), np.ones(2, np.float32)]
    assert ek.validate_csr(*good) is None
    for place, array, index in ((0, [1, 1, 2], 0), (0, [0, 3, 2], 1), (1, [1, 2], 1), (2, [1, np.nan], 1)):
        bad = list(good)
        bad[place] = np.array(array, good[place].dtype)
        for call in (ek.validate_csr, ek.Graph):
            with pytest.raises(ek.EngramError, match=f"at index {index}") as caught:
                call(*bad)
            assert caught.value.status == -7 and caught.value.status_name == "ENGRAM_ERROR_GRAPH"
    with pytest.raises(ValueError, match=r"offsets\[1\] is -1"):
        ek.Graph(np.array([0, -1, 2], np.int64), good[1], good[2])


def test_the_graph_owns_its_edges(rng):
    arrays = csr(rng)
    graph = ek.Graph(*arrays)
    before = graph.spread([1], hops=3)
    for a in arrays:
        a.fill(0)
    after = graph.spread([1], hops=3)
    assert np.array_equal(before.ids, after.ids) and np.array_equal(before.activations, after.activations)


def test_closing(rng):
    graph = ek.Graph(*csr(rng))
    assert not graph.closed and repr(graph) == "<engram_kernels.Graph: 60 nodes, 300 edges>"
    with graph as same:
        assert same is graph
    assert graph.closed and repr(graph).endswith("closed>")
    graph.close()
    for call in (
        lambda: graph.spread([1]),
        lambda: graph.spread_dense(np.zeros(60, np.float32)),
        lambda: graph.pagerank([1]),
        lambda: graph.pagerank_push([1]),
        lambda: graph.__enter__(),
    ):
        with pytest.raises(ValueError, match="the graph is closed"):
            call()
