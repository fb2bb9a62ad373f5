# SPDX-License-Identifier: MIT OR Apache-2.0
"""What is refused, with which exception and which words; nothing is written then, and nothing crashes."""

import array
import re

import numpy as np
import pytest

import engram_kernels as ek
from support import DAY, csr

Q = np.ones(8, np.float32)
R = np.arange(24, dtype=np.float32).reshape(3, 8) + 1
S = np.ones(5, np.float32)
AGES = np.arange(5, dtype=np.uint64)
FROZEN = np.zeros(3, np.float32)
FROZEN.setflags(write=False)
UNALIGNED = np.frombuffer(bytes(1 + 32), np.uint8)[1:].view(np.float32)


def unaligned_rows():
    return np.frombuffer(bytes(97), np.uint8)[1:].view(np.float32).reshape(3, 8)


REFUSED = [
    # dtype
    (lambda: ek.scores(Q.astype(np.float64), R), TypeError, "query must be float32, not float64.*astype"),
    (lambda: ek.scores(Q, R.astype(np.int32)), TypeError, "rows must be float32 or float16.*not int32"),
    (lambda: ek.scores(Q, R.astype(">f4")), TypeError, "not >f4"),
    (lambda: ek.scores(Q.astype(np.float16), R), TypeError, "query must be float32, not float16"),
    (lambda: ek.scores(Q, R.astype(np.complex64)), TypeError, "not complex64"),
    (lambda: ek.scores(Q, R.astype(object)), TypeError, "rows"),
    (lambda: ek.scores(Q, R.astype(np.uint16)), TypeError, "not uint16"),
    (lambda: ek.scores(Q, np.zeros(3, [("a", "f4"), ("b", "f4")])), TypeError, "rows"),
    (lambda: ek.scores(Q, [[1.0] * 8]), TypeError, r"rows must be an array \(buffer protocol or DLPack\), not list"),
    (lambda: ek.scores(None, R), TypeError, "query must be an array"),
    (lambda: ek.scores(Q, R, out=np.zeros(3)), TypeError, "out must be float32, not float64"),
    (lambda: ek.scores(Q, R, ids=np.array([0.0, 1.0])), TypeError, "ids must be whole numbers, .*not float64"),
    # order, strides, alignment
    (lambda: ek.scores(Q, np.asfortranarray(R)), ValueError, "rows is in Fortran"),
    (lambda: ek.scores(np.ones(16, np.float32)[::2], R), ValueError, "query has gaps between its elements"),
    (lambda: ek.scores(Q[::-1], R), ValueError, "query has gaps"),
    (lambda: ek.scores(Q[:4], R[:, ::2]), ValueError, "rows has gaps between its elements within a row"),
    (lambda: ek.scores(Q, R[::-1]), ValueError, "rows steps -8 elements"),
    (lambda: ek.scores(Q, np.broadcast_to(Q, (4, 8))), ValueError, "rows steps 0 elements"),
    (lambda: ek.scores(UNALIGNED, R), ValueError, "query is not aligned"),
    (lambda: ek.scores(Q, unaligned_rows()), ValueError, "rows is not aligned"),
    # shapes and lengths
    (lambda: ek.scores(R, R), ValueError, "query must have 1 dimension, not 2"),
    (lambda: ek.scores(Q, Q), ValueError, "rows must have 2 dimensions, not 1"),
    (lambda: ek.scores(np.float32(3), R), ValueError, "query must have 1 dimension, not 0"),
    (lambda: ek.scores(Q, R.reshape(3, 2, 4)), ValueError, "rows must have 2 dimensions, not 3"),
    (lambda: ek.scores(Q[:7], R), ValueError, "query has 7 elements, but a row has 8: lengths must match"),
    (lambda: ek.scores(Q, R, out=np.zeros(2, np.float32)), ValueError, "out has 2 elements"),
    (lambda: ek.score_matrix(R, R, out=np.zeros((3, 4), np.float32)), ValueError, "out is 3 x 4, but the result is 3 x 3"),
    (lambda: ek.score_matrix(Q, R), ValueError, "queries must have 2 dimensions"),
    (lambda: ek.decay(S, AGES[:4], tau=1.0), ValueError, "times has 4 elements"),
    (lambda: ek.retention(AGES, tau=1.0, scales=S[:2]), ValueError, "scales has 2 elements"),
    (lambda: ek.retention(np.zeros(65, np.uint64), tau=1.0, pins=AGES[:1]), ValueError, "pins has 1 words, but 65 rows take 2"),
    (lambda: ek.top_k(Q, R, 1, multiply=S), ValueError, "multiply has 5 elements"),
    (lambda: ek.scores(R.astype(np.int8)[0], R.astype(np.int8), scales=S), ValueError, "scales has 5 elements"),
    (lambda: ek.validate_csr(AGES[:0], AGES[:0].astype(np.uint32), S[:0]), ValueError, "offsets must have one element"),
    (lambda: ek.validate_csr(AGES[:1], np.zeros(2, np.uint32), S[:1]), ValueError, "weights has 1 elements"),
    # read-only outputs
    (lambda: ek.scores(Q, R, out=FROZEN), ValueError, "out is read-only"),
    (lambda: ek.scores(Q, R, out=bytes(12)), TypeError, "out must be float32"),
    (lambda: ek.scores(Q, R, out=memoryview(bytes(12)).cast("f")), ValueError, "out is read-only"),
    # numbers and names
    (lambda: ek.scores(Q, R, metric="manhattan"), ValueError, "metric is 'manhattan', which is none of: cosine, dot"),
    (lambda: ek.scores(Q, R, metric=1), TypeError, "metric must be a string"),
    (lambda: ek.scores(Q, R, first=-1), ValueError, "first must be from 0 to"),
    (lambda: ek.scores(Q, R, first=1.5), TypeError, "first must be a whole number"),
    (lambda: ek.scores(Q, R, first=0, ids=AGES[:1]), TypeError, "ids, or a range"),
    (lambda: ek.top_k(Q, R, -1), ValueError, "k must be from 0"),
    (lambda: ek.top_k(Q, R, "5"), TypeError, "k must be a whole number"),
    (lambda: ek.top_k(Q, R, 1, threshold="high"), TypeError, "threshold must be a number"),
    (lambda: ek.top_k(Q, R, 1, codes=(1, 2)), TypeError, "codes must be what build_codes"),
    (lambda: ek.decay(S, AGES, tau="long"), TypeError, "tau must be a number"),
    (lambda: ek.decay(S, AGES, "mem0"), TypeError, "curve must be a Curve"),
    (lambda: ek.Curve.preset("nobody"), ValueError, "name is 'nobody', which is none of: engram_kernel"),
    (lambda: ek.Curve("cubic", 1.0), ValueError, "form is 'cubic'"),
    (lambda: ek.fuse([5], 1), TypeError, "pairs of ids and scores"),
    (lambda: ek.fuse(5, 1), TypeError, "a sequence of Hits"),
    (lambda: ek.merge([(AGES, S[:2])], 1), ValueError, "scores has 2 elements"),
    (lambda: ek.scores(np.zeros(2, np.uint8), np.zeros((3, 2), np.uint8), bits=17), ValueError, "bits is 17, but a row has 16"),
    (lambda: ek.scores(Q, R, bits=8 * 8), ValueError, "bits is 64"),
    # the call itself
    (lambda: ek.scores(Q), TypeError, r"scores\(\) needs the argument 'rows'"),
    (lambda: ek.scores(Q, R, "cosine"), TypeError, "takes 2 arguments by position, 3 were given"),
    (lambda: ek.scores(Q, R, metrics="dot"), TypeError, "has no argument 'metrics'"),
    (lambda: ek.scores(Q, R, query=Q), TypeError, "got 'query' twice"),
    # what the library refuses, in its words
    (lambda: ek.scores(Q, R, first=2, count=2), ek.EngramError, "rows from 2 on, 2 of them, where there are 3: .*range"),
    (lambda: ek.scores(Q, R, ids=np.array([3], np.uint32)), ek.EngramError, "scores: ids: .*a number is outside"),
    (lambda: ek.scores(Q, R, metric="hamming"), ek.EngramError, "scores: metric: not defined for this element type"),
    (lambda: ek.scores(Q, R, out=R[0, :3]), ek.EngramError, "overlaps"),
    (lambda: ek.top_k(Q, R, 1, threshold=float("nan")), ek.EngramError, "top_k: threshold: .*a number is outside"),
    (lambda: ek.top_k(Q, R, 1, filter=AGES[:0]), ValueError, "filter has 0 words, but 3 rows take 1"),
    (lambda: ek.decay(S, AGES, tau=-1.0), ek.EngramError, "decay: scale: above 0 and finite"),
    (lambda: ek.suppressed(S, AGES, -1.0, tau=1.0), ek.EngramError, "suppressed: threshold: above 0"),
    (lambda: ek.fsrs_interval(S, 1.5), ek.EngramError, "fsrs_interval: retention: from 2"),
    (lambda: ek.fsrs_interval(S, 0.9, version="3"), ValueError, "version is '3', which is none of: 4.5, 5, 6"),
    (lambda: ek.base_level(AGES[:2], AGES[:1], decay=-1.0), ek.EngramError, "base_level: decay: above 0 to 4"),
    (lambda: ek.oja(S, S, AGES, S), TypeError, "sources must be whole numbers, .*not float32"),
    (lambda: ek.force_level("auto", "gpu"), ValueError, "family is 'gpu', which is none of: all, similarity"),
    (lambda: ek.active_level("all"), ValueError, "none of: similarity, activation, decay"),
    (lambda: ek.arena_configure(bytes=5), ek.EngramError, "arena_configure: bytes: .*a number is outside"),
]


def speaks_of_python(words):
    """Arguments by their own names: nothing of pointers, headers and functions of C."""
    assert not re.search(r"engram_\w+\(|header|pointer|sizeof|options\.|curve\.|seed_count|edge_count", words), words


@pytest.mark.parametrize("case", range(len(REFUSED)))
def test_refusals(case):
    call, kind, words = REFUSED[case]
    with pytest.raises(kind, match=words) as caught:
        call()
    assert caught.type is kind
    speaks_of_python(str(caught.value))


def test_graph_refusals(rng):
    graph = ek.Graph(*csr(rng))
    for call, kind, words in (
        (lambda: graph.spread([60]), ek.EngramError, "spread: seeds: .*a number is outside"),
        (lambda: graph.spread([-1]), ValueError, "a seed must be from 0 to 4294967295"),
        (lambda: graph.spread("1"), TypeError, "seeds must be an array or a sequence"),
        (lambda: graph.spread(5), TypeError, "seeds must be an array or a sequence"),
        (lambda: graph.spread([None]), TypeError, "a seed must be a number, not None"),
        (lambda: graph.spread(np.array([1.0])), TypeError, "seeds must be whole numbers"),
        (lambda: graph.spread([1], [1, 2]), ValueError, "values has 2 elements, but seeds has 1"),
        (lambda: graph.spread([1], np.ones(2, np.float32)), ValueError, "values has 2 elements, but seeds has 1"),
        (lambda: graph.spread([1], [float("nan")]), ek.EngramError, "spread: values: finite: a number"),
        (lambda: graph.spread([1], hops="many"), TypeError, "hops must be a whole number"),
        (lambda: graph.spread([1], hop=3), TypeError, "no argument 'hop'"),
        (lambda: graph.spread([1], merge="most"), ValueError, "merge is 'most', which is none of: sum"),
        (lambda: graph.spread([1], preset="x"), ValueError, "preset is 'x'"),
        (lambda: graph.spread([1], edge_threshold=-1.0), ek.EngramError, "spread: .*a number"),
        (lambda: graph.spread([1], type_factors=np.ones(3, np.float32)), ValueError, "type_factors has 3 elements"),
        (lambda: graph.spread([1], node_factors=np.ones(3, np.float32)), ValueError, "node_factors has 3 elements"),
        (lambda: graph.spread_dense(np.zeros(59, np.float32)), ValueError, "activations has 59 elements"),
        (lambda: graph.spread_dense(np.zeros(60)), TypeError, "activations must be float32"),
        (lambda: graph.spread_dense(np.frombuffer(bytes(240), np.float32), in_place=True), ValueError, "read-only"),
        (lambda: graph.pagerank([]), ek.EngramError, "pagerank: seeds: one or more, with a value above 0: a number"),
        (lambda: graph.pagerank([1], damping=1.5), ek.EngramError, "pagerank: damping: above 0 and below 1"),
        (lambda: graph.pagerank([1], dangling="me"), ValueError, "dangling is 'me', which is none of: seeds, all"),
        (lambda: ek.Graph(1, 2), TypeError, "Graph"),
        (lambda: ek.Graph.from_edges(-1, *csr(rng)), ValueError, "node_count must be from 0"),
    ):
        with pytest.raises(kind, match=words) as caught:
            call()
        speaks_of_python(str(caught.value))
    assert graph.spread([1]).active > 0


def test_an_error_writes_nothing():
    out = np.full(3, 7, np.float32)
    for bad in (
        lambda: ek.scores(Q, R, ids=np.array([0, 1, 9], np.uint32), out=out),
        lambda: ek.scores(Q, R, metric="jaccard", out=out),
        lambda: ek.decay(S[:3], AGES[:3], tau=0.0, out=out),
    ):
        with pytest.raises(ek.EngramError):
            bad()
    assert out.tolist() == [7, 7, 7]


def test_errors_carry_the_status():
    with pytest.raises(ek.EngramError) as caught:
        ek.decay(S, AGES, tau=-1.0)
    assert isinstance(caught.value, ValueError)
    assert (caught.value.status, caught.value.status_name) == (-3, "ENGRAM_ERROR_ARGUMENT")
    assert issubclass(ek.EngramMemoryError, ek.EngramError) and issubclass(ek.EngramMemoryError, MemoryError)


def test_memory_that_runs_out_is_said(rng):
    arrays = csr(rng, 40000, 10)
    before = ek.arena_options()
    ek.arena_configure(bytes=65536, overflow="error_return")
    try:
        ek.compat.deinit_thread_arena()
        start = np.ones(40000, np.float32)
        with pytest.raises(ek.EngramMemoryError) as caught:
            ek.spread_csr(*arrays, start, 1)
        assert caught.value.status_name == "ENGRAM_ERROR_MEMORY"
    finally:
        ek.arena_configure(**before)
        ek.compat.deinit_thread_arena()
    assert ek.spread_csr(*arrays, start, 1).max() == 1


def test_any_buffer_will_do():
    plain = array.array("f", [1] * 8)
    assert np.array_equal(ek.scores(plain, R), ek.scores(Q, R))
    assert np.array_equal(ek.scores(memoryview(Q.tobytes()).cast("f"), R), ek.scores(Q, R))
    out = array.array("f", [0] * 3)
    assert ek.scores(Q, R, out=out) is out and out.tolist() == ek.scores(Q, R).tolist()
    bits = ek.scores(b"\x0f", memoryview(b"\x0f\xf0\xff").cast("B", (3, 1)))
    assert bits.tolist() == [0, 8, 4]


def test_inputs_are_not_copied(rng):
    rows = np.ones((20000, 256), np.float32)
    import tracemalloc

    tracemalloc.start()
    ek.scores(np.ones(256, np.float32), rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20000 * 4 + 65536 < rows.nbytes // 100


def test_a_frozen_input_is_fine():
    ages = AGES.copy()
    ages.setflags(write=False)
    assert ek.decay(np.frombuffer(S.tobytes(), np.float32), ages, half_life=DAY)[0] == 1
