# SPDX-License-Identifier: MIT OR Apache-2.0
"""Scores, selection, conversion and fusion against numpy and scipy in float64."""

import numpy as np
import pytest
from scipy.spatial import distance

import engram_kernels as ek
from support import vectors


def reference(query, rows, metric):
    q, r = query.astype(np.float64), rows.astype(np.float64)
    if metric == "cosine":
        return 1 - distance.cdist(q[None], r, "cosine")[0]
    if metric == "dot":
        return r @ q
    return distance.cdist(q[None], r, "sqeuclidean")[0]


@pytest.mark.parametrize("metric", ["cosine", "dot", "l2_squared"])
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
@pytest.mark.parametrize("dim", [1, 31, 32, 33, 768])
def test_scores(level, rng, metric, dtype, dim):
    query, rows = (a.astype(dtype) for a in vectors(rng, 65, dim))
    # The sums run in float32: their error grows with what is summed, not with what is left.
    scale = 1 if metric == "cosine" else np.abs(rows.astype(np.float64)) @ np.abs(query.astype(np.float64)) + dim
    found = ek.scores(query, rows, metric=metric)
    assert found.dtype == np.float32 and found.shape == (65,)
    assert np.max(np.abs(found - reference(query, rows, metric)) / scale) < 1e-6


def test_spaced_rows_ranges_and_ids_give_the_same_bits(level, rng):
    query, rows = vectors(rng, 100, 48)
    wide = np.full((200, 61), np.nan, np.float32)
    wide[::2, :48] = rows
    whole = ek.scores(query, rows)
    assert np.array_equal(ek.scores(query, wide[::2, :48]), whole)
    assert np.array_equal(ek.scores(query, rows, first=7, count=20), whole[7:27])
    assert np.array_equal(ek.scores(query, rows, first=100), whole[:0])
    for kind in (np.uint32, np.uint64):
        ids = rng.integers(0, 100, 333).astype(kind)
        assert np.array_equal(ek.scores(query, rows, ids=ids), whole[ids])
    out = np.empty(100, np.float32)
    assert ek.scores(query, rows, out=out) is out and np.array_equal(out, whole)
    matrix = ek.score_matrix(rows[:10], rows)
    assert all(np.array_equal(matrix[i], ek.scores(rows[i], rows)) for i in range(10))
    spaced = np.zeros((10, 130), np.float32)
    assert ek.score_matrix(rows[:10], rows, out=spaced[:, :100]).base is spaced
    assert np.array_equal(spaced[:, :100], matrix) and not spaced[:, 100:].any()


def test_int8_and_bits(level, rng):
    _, rows = vectors(rng, 50, 100)
    codes, scales = ek.convert(rows, "int8")
    assert codes.dtype == np.int8 and np.abs(codes * scales[:, None] - rows).max() <= 0.501 * scales.max()
    found = ek.scores(codes[7], codes, metric="dot", scales=scales)
    expected = (codes.astype(np.int64) @ codes[7].astype(np.int64)) * scales.astype(np.float64)
    assert np.allclose(found, expected, rtol=1e-6)
    assert np.allclose(ek.convert(codes, "float32", scales=scales), codes * scales[:, None], rtol=1e-7)
    packed = ek.convert(rows, "bits")
    assert np.array_equal(packed, np.packbits(rows > 0, axis=1, bitorder="little"))
    positive = rows > 0
    assert np.array_equal(ek.scores(packed[3], packed, bits=100), (positive != positive[3]).sum(1))
    both, either = (positive & positive[3]).sum(1), (positive | positive[3]).sum(1)
    assert np.allclose(ek.scores(packed[3], packed, metric="jaccard", bits=100), both / either)


def test_float16_is_rounded_as_numpy_rounds(rng):
    _, rows = vectors(rng, 50, 100)
    assert np.array_equal(ek.convert(rows, "float16"), rows.astype(np.float16))
    brain = ek.convert(rows, "bfloat16")
    assert brain.dtype == np.uint16
    wide = ek.convert(brain, "float32", type="bfloat16")
    assert np.array_equal(wide.view(np.uint32), brain.astype(np.uint32) << 16)
    assert np.abs(wide - rows).max() <= np.abs(rows).max() / 256


def test_edge_values():
    rows = np.array([[1, 0], [0, 0], [np.nan, 1], [np.inf, 0], [3e38, 3e38], [1e-45, 0]], np.float32)
    found = ek.scores(rows[0], rows)
    assert found[0] == 1 and found[1] == 0 and np.isnan(found[2]) and np.isnan(found[3])
    assert abs(found[4] - 2**-0.5) < 1e-6 and found[5] == 1
    assert found[2:4].view(np.uint32).tolist() == [0x7FC00000] * 2
    nothing = np.empty((0, 5), np.float32)
    assert ek.scores(np.ones(5, np.float32), nothing).shape == (0,)
    assert ek.scores(np.empty(0, np.float32), np.empty((3, 0), np.float32)).tolist() == [0, 0, 0]
    assert ek.score_matrix(nothing, nothing).shape == (0, 0)
    hits = ek.top_k(np.ones(5, np.float32), nothing, 3)
    assert hits.found == 0 and hits.ids.shape == (0,)


def best(scores, k, rising=False):
    keys = np.lexsort((np.arange(len(scores)), scores if rising else -scores))
    keys = keys[~np.isnan(scores[keys])]
    return keys[:k]


@pytest.mark.parametrize("metric", ["cosine", "l2_squared"])
def test_top_k_is_a_stable_sort(level, rng, metric):
    query, rows = vectors(rng, 300, 33)
    rows[100:200] = rows[:100]
    rows[5] = np.nan
    all_scores = ek.scores(query, rows, metric=metric)
    for k in (0, 1, 10, 299, 1000):
        hits = ek.top_k(query, rows, k, metric=metric)
        wanted = best(all_scores, k, metric == "l2_squared")
        assert np.array_equal(hits.ids, wanted) and np.array_equal(hits.scores, all_scores[wanted])
        assert (hits.found, hits.scored, hits.nan) == (len(wanted), 300, 1)
    ids, scores, *_ = ek.top_k(query, rows, 3, metric=metric)
    assert ids.dtype == np.uint64 and scores.dtype == np.float32


def test_top_k_of_several_queries_and_its_options(level, rng):
    _, rows = vectors(rng, 200, 32)
    many = ek.top_k(rows[:4], rows, 6)
    for m in range(4):
        one = ek.top_k(rows[m], rows, 6)
        assert np.array_equal(many.ids[m], one.ids) and np.array_equal(many.scores[m], one.scores)
    assert many.found.tolist() == [6] * 4 and many.ids[:, 0].tolist() == [0, 1, 2, 3]
    scores = ek.scores(rows[0], rows)
    mask = rng.random(200) < 0.3
    words = ek.bitmap(mask)
    assert np.array_equal(np.unpackbits(words.view(np.uint8), bitorder="little")[:200], mask)
    assert np.array_equal(ek.top_k(rows[0], rows, 9, filter=words).ids, best(np.where(mask, scores, np.nan), 9))
    assert np.array_equal(ek.top_k(rows[0], rows, 9, first=50, count=60, id_base=1000).ids, best(scores[50:110], 9) + 1050)
    listed = rng.permutation(200)[:40].astype(np.uint32)
    chosen = np.full(200, np.nan, np.float32)
    chosen[listed] = scores[listed]
    assert np.array_equal(ek.top_k(rows[0], rows, 9, ids=listed).ids, best(chosen, 9))
    assert ek.top_k(rows[0], rows, 9, ids=listed[:0]).found == 0
    above = ek.top_k(rows[0], rows, 200, threshold=0.1)
    assert np.array_equal(above.ids, best(np.where(scores >= np.float32(0.1), scores, np.nan), 200))
    multiply, add = rng.random(200, dtype=np.float32), rng.random(200, dtype=np.float32)
    biased = ek.top_k(rows[0], rows, 9, multiply=multiply, add=add)
    wanted = scores.astype(np.float64) * multiply + add
    assert np.allclose(biased.scores, np.sort(wanted)[::-1][:9], rtol=1e-6)
    short = ek.top_k(rows[:2], rows, 50, ids=listed[:3])
    assert short.found.tolist() == [3, 3] and np.isnan(short.scores[:, 3:]).all()
    assert (short.ids[:, 3:] == 2**64 - 1).all()


def test_codes_answer_as_the_rows_do(level, rng):
    _, rows = vectors(rng, 2000, 64)
    codes = ek.build_codes(rows)
    plain, pruned = ek.top_k(rows[0], rows, 10), ek.top_k(rows[0], rows, 10, codes=codes)
    assert np.array_equal(plain.ids, pruned.ids) and np.array_equal(plain.scores, pruned.scores)
    assert pruned.rescored < plain.rescored == 2000


def test_merge_and_fuse(rng):
    query, rows = vectors(rng, 100, 32)
    whole = ek.top_k(query, rows, 12)
    parts = [ek.top_k(query, rows, 12, first=f, count=25) for f in range(0, 100, 25)]
    ids, scores = ek.merge(parts, 12)
    assert np.array_equal(ids, whole.ids) and np.array_equal(scores, whole.scores)
    left = (np.array([7, 3, 5], np.uint64), np.array([0.9, 0.5, 0.1], np.float32))
    right = (np.array([5, 7], np.uint64), np.array([30, 10], np.float32))
    ids, scores = ek.fuse([left, right], 10)
    wanted = {7: 1 / 61 + 1 / 62, 5: 1 / 63 + 1 / 61, 3: 1 / 62}
    assert ids.tolist() == sorted(wanted, key=lambda i: -wanted[i])
    assert np.allclose(scores, [wanted[i] for i in ids.tolist()], rtol=1e-6)
    ids, scores = ek.fuse([left, right], 1, method="min_max", weights=np.array([1, 0.5], np.float32))
    assert ids.tolist() == [7] and scores.tolist() == [1]
    assert ek.fuse([], 5)[0].shape == (0,)


def test_codes_of_signs_select_the_same(rng, level):
    rows = rng.standard_normal((300, 77), dtype=np.float32)
    rows[7] = rows[3] * 1.01
    codes = ek.build_codes(rows, signs=True)
    assert codes[0].shape == (300, 10) and codes[0].dtype == np.uint8
    np.testing.assert_array_equal(codes[0], np.packbits(rows > 0, axis=1, bitorder="little"))
    for query in (rows[3], rows[8]):
        plain, pruned = ek.top_k(query, rows, 5), ek.top_k(query, rows, 5, codes=codes)
        assert plain.ids.tolist() == pruned.ids.tolist() and plain.scores.tobytes() == pruned.scores.tobytes()
    with pytest.raises(ValueError, match="another number of bytes"):
        ek.top_k(rows[0], rows, 5, codes=(codes[0][:, :9], *codes[1:]))
