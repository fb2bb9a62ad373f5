# SPDX-License-Identifier: MIT OR Apache-2.0
"""Calls, and refused calls, leave no memory and no reference behind."""

import gc
import pathlib
import sys

import numpy as np
import pytest

import engram_kernels as ek
from support import csr
from test_arguments import REFUSED
from test_dlpack import Tensor

PAGE = 4096
# The smallest object of Python takes 32 bytes: one lost in every second round is found.
LOST = 16


def resident():
    gc.collect()
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * PAGE


def rounds():
    rng = np.random.default_rng(5)
    query, rows = rng.random(16, dtype=np.float32), rng.random((20, 16), dtype=np.float32)
    strengths, ages = rng.random(20, dtype=np.float32), np.arange(20, dtype=np.uint64)
    arrays = csr(rng, 20, 60)
    graph = ek.Graph(*arrays)
    curve = ek.Curve.preset("mem0")
    codes = ek.build_codes(rows)
    activations = rng.random(20, dtype=np.float32)

    def similarity():
        ek.scores(query, rows)
        ek.scores(Tensor(query), Tensor(rows), ids=np.arange(5, dtype=np.uint32))
        ek.score_matrix(rows, rows)
        hits = ek.top_k(query, rows, 5, filter=ek.bitmap(rows[:, 0] > 0.5), multiply=strengths, codes=codes)
        ek.fuse([hits, ek.top_k(query, rows, 3)], 4)
        ek.merge([hits], 2)
        ek.top_k(rows[:2], rows, 3)
        ek.convert(rows, "int8")
        ek.build_codes(rows)

    def activation():
        with ek.Graph(*arrays) as other:
            other.spread([1, 2], [1.0, 0.5], paths=True, decay="from_source", decay_table=strengths)
        ek.Graph.from_edges(20, arrays[1], arrays[1], arrays[2], duplicates="sum").spread([1])
        graph.spread(np.array([1], np.uint32))
        graph.spread_dense(activations)
        graph.pagerank([1])
        graph.pagerank_push([1])
        ek.spread_csr(*arrays, activations, 2)
        ek.validate_csr(*arrays)
        with ek.Overlay(graph) as overlay:
            overlay.append(0, 1, 0.5)
            overlay.reweight(0, 1, 0.25)
            overlay.spread([0])
            overlay.compact().close()
            overlay.snapshot().edges()
            overlay.outgoing(0), overlay.incoming(1), overlay.changes()
            ek.Graph.from_bytes(overlay.to_bytes()).close()
            overlay.reweight_at(0, 0, 0.5)
            overlay.grow(overlay.node_count + 1)
            overlay.delete(0, 1)
        ek.Overlay(ek.Graph(*arrays))
        graph.spread_dense(activations, info=True, **ek.spread_preset("zeph"))

    def decay():
        ek.decay(strengths, ages, curve, pins=ek.bitmap(strengths > 0.5))
        ek.retention(ages, ek.Curve("power", 5.0, exponent=0.5), scales=strengths + 1)
        ek.suppressed(strengths, ages, 0.5, tau=3.0)
        ek.ages_at(strengths, 0.5, half_life=3.0)
        ek.fsrs_retrievability(ages, strengths + 1, weights=np.ones(21))
        ek.fsrs_interval(strengths + 1, 0.9)
        ek.fsrs_review(ages, np.full(20, 3, np.uint8), strengths + 1, strengths + 1)
        ek.retrieval_probability(ek.base_level(np.array([0, 20], np.uint64), ages))
        ek.weigh(strengths, ages, curve, strengths=strengths)
        ek.next_below(ages, 0.5, curve)
        ek.fsrs_migrate(ek.fsrs_weights("5"))
        ek.base_level_recent(np.array([0, 20], np.uint64), ages, ages[1:2], ages[19:])
        ek.retrieval_latency(ek.base_level_optimized(ages, ages))
        ek.reinforce_spaced(strengths, strengths, 0.5, 2.0)
        ek.oja(ek.reinforce(strengths, 0.5, gains=strengths), arrays[1][:20], arrays[1][:20], strengths)

    def runtime():
        ek.levels(), ek.version(), ek.best_level(), ek.arena_stats(), ek.arena_options()
        ek.active_level("decay"), ek.level_reason("decay")
        ek.force_level("auto")
        ek.metrics(), ek.capacity(nodes=10)
        ek.compat.vector_similarity(query, rows)
        ek.compat.arena_stats()

    def refusals():
        for call, kind, _ in REFUSED:
            with pytest.raises(kind):
                call()
        for call in (lambda: graph.spread([99]), lambda: graph.spread(3), lambda: ek.Graph(ages, ages, strengths)):
            with pytest.raises((ek.EngramError, TypeError)):
                call()

    return {"similarity": (similarity, 5000), "activation": (activation, 5000), "decay": (decay, 5000),
            "runtime": (runtime, 5000), "refusals": (refusals, 500)}  # fmt: skip


@pytest.mark.parametrize("name", ["similarity", "activation", "decay", "runtime", "refusals"])
def test_memory_stays(name):
    call, count = rounds()[name]
    for _ in range(count // 4):
        call()
    grown = []
    # The first spans may still warm up caches of the interpreter: the least growth of four spans tells.
    for _ in range(4):
        before = resident()
        for _ in range(count):
            call()
        grown.append(resident() - before)
    assert min(grown) < LOST * count + PAGE, f"{name}: grew by {grown} bytes in spans of {count} rounds"


def test_references_are_returned(rng):
    query, rows = rng.random(16, dtype=np.float32), rng.random((20, 16), dtype=np.float32)
    out = np.empty(20, np.float32)
    watched = (query, rows, out, None, True, False, ek.Graph, ek.Hits)
    before = [sys.getrefcount(o) for o in watched]
    for _ in range(1000):
        ek.scores(query, rows, out=out)
        ek.top_k(query, rows, 3)
        with pytest.raises(ValueError):
            ek.scores(query[:3], rows, out=out)
    grown = [sys.getrefcount(o) - b for o, b in zip(watched, before, strict=True)]
    assert max(map(abs, grown)) < 100, grown


def test_closing_gives_the_memory_back(rng):
    arrays = csr(rng, 200000, 1000)
    held = [ek.Graph(*arrays) for _ in range(4)]
    for graph in held:
        graph.spread([1])
    full = resident()
    for graph in held:
        graph.close()
    assert full - resident() > 4 * 200000 * 8
