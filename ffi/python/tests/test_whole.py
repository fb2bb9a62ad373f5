# SPDX-License-Identifier: MIT OR Apache-2.0
"""Arrays as programs have them: numpy's own integers, indices of scipy and networkx, dates, masks, lists, pandas.

What goes in means what it meant; everything else is refused with a way in, and the way leads there.
"""

import numpy as np
import pytest

import engram_kernels as ek
from support import DAY, csr, vectors

N = 70
AGES = np.arange(N, dtype=np.uint64) * 1000
STRENGTHS = np.linspace(0.1, 1, N, dtype=np.float32)
MASK = np.arange(N) % 3 == 0
INTEGERS = ["int64", "int32", "int16", "uint16", "uint32", "uint64"]


def refused(kind, words, call):
    with pytest.raises(kind, match=words) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize("dtype", INTEGERS)
def test_whole_numbers_of_any_width_are_taken(rng, dtype):
    query, rows = vectors(rng, N, 8)
    ids = np.array([3, 0, 69]).astype(dtype)
    assert np.array_equal(ek.scores(query, rows, ids=ids), ek.scores(query, rows)[[3, 0, 69]])
    assert ek.top_k(query, rows, 5, ids=ids).scored == 3
    times = (AGES // 1000).astype(dtype)
    for accesses in (None, np.arange(N).astype(dtype)):
        assert np.array_equal(
            ek.decay(STRENGTHS, times, tau=60.0, accesses=accesses), ek.decay(STRENGTHS, AGES // 1000, tau=60.0)
        )
    offsets, targets, weights = csr(rng)
    types = np.arange(len(targets)) % 64
    plain = ek.Graph(offsets, targets, weights, types.astype(np.uint8))
    other = ek.Graph(offsets.astype(dtype), targets.astype(dtype), weights, types.astype(dtype))
    sources = np.repeat(np.arange(60), np.diff(offsets.astype(np.int64)))
    third = ek.Graph.from_edges(60, sources.astype(dtype), targets.astype(dtype), weights, types.astype(dtype))
    wanted = plain.spread([1, 2], type_mask=0xFFFF)
    for graph in (other, third):
        found = graph.spread(np.array([1, 2]).astype(dtype), type_mask=0xFFFF)
        assert np.array_equal(found.ids, wanted.ids) and np.array_equal(found.activations, wanted.activations)
    grades, one = np.array([1, 2, 3, 4, 0]).astype(dtype), np.ones(5, np.float32)
    days = (np.arange(5) * 100).astype(dtype)
    s, d = ek.fsrs_review(days, grades, one, one)
    t, e = ek.fsrs_review(days.astype(np.uint64), grades.astype(np.uint8), one, one)
    assert np.array_equal(s, t) and np.array_equal(d, e)
    assert (
        ek.base_level(np.array([0, 5]).astype(dtype), days)[0]
        == ek.base_level(np.array([0, 5], np.uint64), days.astype(np.uint64))[0]
    )
    assert np.isfinite(ek.base_level_optimized(days, grades)).any()
    pairs = np.array([0, 1, 2, 3, 4]).astype(dtype)
    assert ek.oja(one * 0.5, pairs, pairs, one)[0] > 0.5


def test_a_negative_number_is_never_a_large_one(rng):
    query, rows = vectors(rng, N, 8)
    graph = ek.Graph(*csr(rng))
    one = np.ones(5, np.float32)
    for dtype in ("int64", "int32", "int16"):
        bad = np.array([0, 1, -5, 2, 3]).astype(dtype)
        for name, call in {
            "ids": lambda: ek.scores(query, rows, ids=bad),
            "times": lambda: ek.decay(one, bad, tau=60.0),
            "accesses": lambda: ek.decay(one, AGES[:5], tau=60.0, accesses=bad),
            "seeds": lambda: graph.spread(bad),
            "targets": lambda: ek.Graph(AGES[:1], bad, one),
            "sources": lambda: ek.Graph.from_edges(9, bad, bad, one),
            "types": lambda: ek.Graph.from_edges(9, abs(bad), abs(bad), one, bad),
            "grades": lambda: ek.fsrs_review(AGES[:5], bad, one, one),
            "counts": lambda: ek.base_level_optimized(AGES[:5], bad),
            "creations": lambda: ek.base_level_optimized(bad, AGES[:5]),
            "ages_seconds": lambda: ek.compat.apply_decay(one, bad),
            "adjacency": lambda: ek.compat.spread_activation(bad, one, one, 1),
        }.items():
            refused(ValueError, rf"^{name}\[2\] is -5: it must be from 0 to", call)
    assert "now=" in refused(ValueError, "times", lambda: ek.decay(one, bad, tau=60.0))
    assert (one == 1).all()


def test_a_number_too_wide_is_never_cut(rng):
    graph = ek.Graph(*csr(rng))
    wide, two = np.array([0, 2**32 + 1]), np.ones(2, np.float32)
    for name, call in {
        "seeds": lambda: graph.spread(wide),
        "targets": lambda: ek.Graph(np.array([0, 2]), wide, two),
        "sources": lambda: ek.Graph.from_edges(4, wide, np.array([0, 1]), two),
        "accesses": lambda: ek.decay(two, AGES[:2], tau=60.0, accesses=wide),
    }.items():
        refused(ValueError, rf"^{name}\[1\] is 4294967297: it must be from 0 to 4294967295$", call)
    refused(
        ValueError,
        r"^types\[1\] is 256",
        lambda: ek.Graph.from_edges(4, AGES[:2], AGES[:2] * 0, two, np.array([0, 256])),
    )
    refused(ValueError, "from 0 to 4294967295", lambda: graph.spread([2**32 + 1]))


def test_a_mask_is_never_read_as_numbers(rng):
    query, rows = vectors(rng, N, 8)
    wanted = ek.top_k(query, rows[MASK], 5)
    hits = ek.top_k(query, rows, 5, filter=ek.bitmap(MASK))
    assert np.array_equal(np.flatnonzero(MASK)[wanted.ids], hits.ids) and hits.scored == MASK.sum()
    for given in (MASK, MASK.astype(np.int64), MASK.astype(np.uint8), MASK.tolist()):
        words = refused(
            TypeError, r"^filter must be .*bitmap\(mask\)", lambda given=given: ek.top_k(query, rows, 5, filter=given)
        )
        assert "astype" not in words
        refused(
            TypeError, r"^pins must be .*bitmap\(mask\)", lambda given=given: ek.retention(AGES, tau=1.0, pins=given)
        )
    # As numbers in words of their own a mask has the right dtype and the wrong length.
    words = MASK.astype(np.uint64)
    for short in (words, words[:1], ek.bitmap(MASK)[:1]):
        refused(
            ValueError, "filter has .* but 70 rows take 2", lambda short=short: ek.top_k(query, rows, 5, filter=short)
        )
        refused(
            ValueError, "pins has .* but 70 rows take 2", lambda short=short: ek.retention(AGES, tau=1.0, pins=short)
        )
    assert "flatnonzero" in refused(TypeError, "ids must be whole numbers", lambda: ek.scores(query, rows, ids=MASK))
    assert np.array_equal(ek.scores(query, rows, ids=np.flatnonzero(MASK)), ek.scores(query, rows)[MASK])
    words = refused(TypeError, "mask must be bool, not int64", lambda: ek.bitmap(np.array([0, 5])))
    assert "astype" not in words and "ids=" in words


def test_fractions_are_not_cut():
    for given in (np.arange(5) + 0.5, np.arange(5, dtype=np.float32), np.full(5, np.nan)):
        refused(
            TypeError,
            r"times must be whole numbers.*rint",
            lambda given=given: ek.decay(STRENGTHS[:5], given, tau=60.0),
        )
    with np.errstate(invalid="ignore"):
        rounded = np.rint(np.full(5, np.nan)).astype("int64")
    refused(ValueError, r"times\[0\] is -9223372036854775808", lambda: ek.decay(STRENGTHS[:5], rounded, tau=60.0))
    refused(
        TypeError,
        r"ids must be whole numbers.*numpy.empty\(0",
        lambda: ek.scores(STRENGTHS[:2], np.ones((3, 2), "f4"), ids=np.array([])),
    )


def test_dates_are_told_the_way():
    now = np.datetime64("2026-03-01T12:00:00")
    dates = now - np.arange(5).astype("timedelta64[D]")
    wanted = ek.decay(STRENGTHS[:5], np.arange(5) * DAY, half_life=DAY)
    for bracket, unit, each in (("s", "seconds", 1), ("ms", "milliseconds", 10**3), ("ns", "nanoseconds", 10**9)):
        given = dates.astype(f"datetime64[{bracket}]")
        call = lambda: ek.decay(STRENGTHS[:5], given, half_life=DAY)  # noqa: B023, E731
        words = refused(
            TypeError, rf"datetime64\[{bracket}\]: use times.view\(\"int64\"\) with unit=\"{unit}\", and now=", call
        )
        assert "astype" not in words
        told = given.view("int64"), int(now.astype(np.int64)) * each
        assert np.array_equal(ek.decay(STRENGTHS[:5], told[0], half_life=DAY, unit=unit, now=told[1]), wanted)
        ages = (now - dates).astype(f"timedelta64[{bracket}]")
        refused(
            TypeError, rf"timedelta64\[{bracket}\].*view", lambda: ek.decay(STRENGTHS[:5], ages, half_life=DAY)
        )  # noqa: B023
        assert np.array_equal(ek.decay(STRENGTHS[:5], ages.view("int64"), half_life=DAY, unit=unit), wanted)
    days = dates.astype("datetime64[D]")
    refused(
        TypeError, r"use times.astype\(\"datetime64\[s\]\"\).view\(\"int64\"\)", lambda: ek.retention(days, tau=1.0)
    )
    refused(TypeError, "creations must be whole", lambda: ek.base_level_optimized(days, np.ones(5, int)))
    refused(
        TypeError,
        "ids must be whole numbers.*datetime64",
        lambda: ek.scores(STRENGTHS[:2], np.ones((3, 2), "f4"), ids=days),
    )


def test_bfloat16_is_told_the_way(rng):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    query, rows = vectors(rng, N, 8)
    wide, narrow = query.astype(ml_dtypes.bfloat16), rows.astype(ml_dtypes.bfloat16)
    refused(
        TypeError, r"not bfloat16: use rows.view\(\"uint16\"\) with type=\"bfloat16\"", lambda: ek.scores(query, narrow)
    )
    rows16 = narrow.view("uint16")
    refused(TypeError, r"query.*view\(\"uint16\"\)", lambda: ek.scores(wide, rows16, type="bfloat16"))
    assert ek.scores(wide.view("uint16"), rows16, type="bfloat16").shape == (N,)
    assert "astype" not in refused(TypeError, 'not uint16: .*type="bfloat16"', lambda: ek.scores(query, rows16))
    assert "astype" not in refused(TypeError, "query must be float32, not uint16", lambda: ek.scores(rows16[0], rows))
    assert np.array_equal(ek.convert(rows16, "float32", type="bfloat16"), narrow.astype("float32"))


def test_a_query_is_not_converted_past_its_scale(rng):
    query, rows = vectors(rng, N, 8)
    codes, scales = ek.convert(rows, "int8")
    for call in (lambda: ek.scores(query, codes, scales=scales), lambda: ek.scores(codes[0], rows)):
        assert "astype" not in refused(TypeError, "query must be", call)
    bits = ek.convert(rows, "bits")
    assert "astype" not in refused(TypeError, "query must be uint8", lambda: ek.scores(query, bits))
    assert "packbits" in refused(TypeError, "rows must be", lambda: ek.scores(query, rows > 0))
    packed = np.packbits(rows > 0, axis=1, bitorder="little")
    assert np.array_equal(packed, bits)


def test_no_copy_is_proposed_for_what_is_written_to(rng):
    query, rows = vectors(rng, 3, 8)
    graph = ek.Graph(*csr(rng))
    for call in (
        lambda: ek.scores(query, rows, out=np.zeros(3)),
        lambda: ek.scores(query, rows, out=np.zeros(6, np.float32)[::2]),
        lambda: ek.scores(query, rows, out=np.frombuffer(bytearray(13), np.uint8)[1:].view(np.float32)),
        lambda: ek.score_matrix(rows, rows, out=np.zeros((3, 3), np.float32, order="F")[:, ::-1]),
        lambda: ek.score_matrix(rows, rows, out=np.asfortranarray(np.zeros((3, 3), np.float32))),
        lambda: graph.spread_dense(np.zeros(60), in_place=True),
        lambda: ek.compat.apply_decay(np.ones(3), AGES[:3]),
    ):
        words = refused((TypeError, ValueError), "it is written to", call)
        assert "astype" not in words and "ascontiguous" not in words and "require" not in words


def test_a_masked_array_does_not_lose_its_mask(rng):
    query, rows = vectors(rng, 3, 8)
    refused(TypeError, "rows is a masked array", lambda: ek.scores(query, np.ma.array(rows)))
    refused(TypeError, "times is a masked array", lambda: ek.retention(np.ma.array([1, 2], mask=[0, 1]), tau=1.0))
    assert np.array_equal(ek.scores(query, rows.view(np.recarray)), ek.scores(query, rows))


def test_lists_and_frames_are_told_how(rng):
    query, rows = vectors(rng, 3, 8)
    refused(
        TypeError,
        r"not list: use numpy.ascontiguousarray\(rows, \"float32\"\)",
        lambda: ek.scores(query, rows.tolist()),
    )
    refused(TypeError, r"not list: use numpy.ascontiguousarray\(times\)", lambda: ek.retention([1, 2], tau=1.0))
    refused(TypeError, r"not list: use numpy.ascontiguousarray\(mask, \"bool\"\)", lambda: ek.bitmap([True]))
    refused(TypeError, "rows must be an array .*, not dict$", lambda: ek.scores(query, {}))
    pandas = pytest.importorskip("pandas")
    frame, series = pandas.DataFrame(rows), pandas.Series(query)
    refused(
        TypeError, r"not DataFrame: use numpy.ascontiguousarray\(rows, \"float32\"\)", lambda: ek.scores(query, frame)
    )
    refused(
        TypeError, r"not Series: use numpy.ascontiguousarray\(query, \"float32\"\)", lambda: ek.scores(series, rows)
    )
    refused(
        TypeError,
        r"not Series: use numpy.ascontiguousarray\(mask, \"bool\"\)",
        lambda: ek.bitmap(pandas.Series([True])),
    )
    refused(TypeError, "not Series: it is written to", lambda: ek.scores(query, rows, out=pandas.Series(query[:3])))
    told = np.ascontiguousarray(series, "float32"), np.ascontiguousarray(frame, "float32")
    assert np.array_equal(ek.scores(*told), ek.scores(query, rows))
    ages = pandas.Series([5, 9], index=[1, 0])
    assert np.array_equal(ek.retention(np.ascontiguousarray(ages), tau=60.0), ek.retention(np.array([5, 9]), tau=60.0))


def test_a_series_of_seeds_goes_by_place_and_not_by_label(rng):
    pandas = pytest.importorskip("pandas")
    graph = ek.Graph(*csr(rng))
    seeds, values = pandas.Series([5, 9], index=[1, 0]), pandas.Series([0.25, 0.5], index=[0, 1])
    found, wanted = graph.spread(seeds, values), graph.spread([5, 9], [0.25, 0.5])
    assert np.array_equal(found.ids, wanted.ids) and np.array_equal(found.activations, wanted.activations)


def test_graphs_of_scipy_and_networkx():
    sparse, networkx = pytest.importorskip("scipy.sparse"), pytest.importorskip("networkx")
    matrix = networkx.to_scipy_sparse_array(networkx.karate_club_graph(), weight=None, dtype=np.float32)
    plain = ek.Graph(matrix.indptr.astype(np.uint64), matrix.indices.astype(np.uint32), matrix.data)
    wanted = plain.pagerank([0]).ranks
    pairs = sparse.coo_array(matrix)
    for graph in (
        ek.Graph(matrix.indptr, matrix.indices, matrix.data),
        ek.Graph(matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), matrix.data),
        ek.Graph.from_edges(34, *pairs.coords, pairs.data),
        ek.Graph.from_edges(
            34, *np.array(list(networkx.karate_club_graph().to_directed().edges())).T.copy(), np.ones(156, "f4")
        ),
    ):
        assert np.array_equal(graph.pagerank(np.flatnonzero([1])).ranks, wanted)


def test_what_comes_out_goes_in(rng):
    query, rows = vectors(rng, 60, 8)
    graph = ek.Graph(*csr(rng))
    hits = ek.top_k(query, rows, 5)
    mind = graph.spread(hits.ids, hits.scores, hops=2)
    assert np.array_equal(mind.ids, graph.spread(hits.ids.tolist(), hits.scores.tolist(), hops=2).ids)
    assert np.array_equal(ek.scores(query, rows, ids=hits.ids), hits.scores)
    assert ek.top_k(query, rows, 3, ids=mind.ids).found == min(3, len(mind.ids))
    pushed = graph.pagerank_push(mind.ids, mind.activations)
    assert graph.pagerank(pushed.ids, pushed.ranks).active >= pushed.active
    fused, scores = ek.fuse([hits, mind, pushed, (hits.ids, hits.scores)], 9)
    assert graph.spread(fused, scores).active > 0
    rows_found, _, _ = ek.suppressed(STRENGTHS[:60], AGES[:60], 0.2, tau=3600.0)
    assert ek.scores(query, rows, ids=rows_found).shape == rows_found.shape
    ages = ek.ages_at(STRENGTHS[:60], 0.05, tau=3600.0)
    assert (ek.decay(STRENGTHS[:60], ages, tau=3600.0) < 0.05).all()


def test_later_than_now_is_counted():
    stamps = np.arange(100, 110)
    curve = ek.Curve("power", 60.0, exponent=0.5)
    one = np.ones(10, np.float32)
    for call in (
        lambda **more: ek.decay(one, stamps, curve, now=104, **more),
        lambda **more: ek.retention(stamps, curve, now=104, **more),
        lambda **more: ek.weigh(one, stamps, curve, now=104, **more),
        lambda **more: ek.fsrs_retrievability(stamps, one, now=104, **more),
        lambda **more: ek.base_level(np.arange(11), stamps, now=104, **more),
        lambda **more: ek.base_level_optimized(stamps, np.ones(10, int), now=104, **more),
    ):
        result, skewed = call(info=True)
        assert skewed == 5 and np.array_equal(result, call())
    s, d, skewed = ek.fsrs_review(stamps, np.full(10, 3), one, one, now=104, info=True)
    assert skewed == 5 and len(s) == len(d) == 10
    recent, skewed = ek.base_level_recent(np.arange(11), stamps, np.full(10, 3), np.full(10, 90), now=104, info=True)
    assert skewed == 5 and len(recent) == 10
    pairs = np.array([0, 0, 2]), np.array([1, 1, 2])
    _, updated = ek.oja(one[:3] * 0.5, *pairs, np.array([1, 0.5, 0], np.float32), info=True)
    assert updated == 2


def test_the_path_of_a_result_is_one_call():
    """It leads through dropped seeds, through what there was no room for and through what was replaced."""
    graph = ek.Graph.from_edges(5, np.array([0, 1, 2]), np.array([1, 2, 3]), np.ones(3, np.float32))
    mind = graph.spread([0], hops=3, retain="replace", drop_seeds=True, capacity=1, paths=True)
    assert mind.ids.tolist() == [3] and mind.paths == [(0, 1, 2, 3)]
    assert graph.spread([0], hops=3).paths is None
