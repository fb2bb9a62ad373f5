# SPDX-License-Identifier: MIT OR Apache-2.0
"""Calls of every function on small inputs, and graphs, shared by several tests."""

import numpy as np

import engram_kernels as ek

DAY = 86400


def vectors(rng, rows=100, dim=48):
    return rng.standard_normal(dim, dtype=np.float32), rng.standard_normal((rows, dim), dtype=np.float32)


def csr(rng, nodes=60, edges=300):
    """A random graph whose rows sum to at most 1: (offsets, targets, weights)."""
    sources = np.sort(rng.integers(0, nodes, edges))
    offsets = np.searchsorted(sources, np.arange(nodes + 1)).astype(np.uint64)
    targets = rng.integers(0, nodes, edges).astype(np.uint32)
    weights = (rng.random(edges) * 0.1).astype(np.float32)
    return offsets, targets, weights


def dense(offsets, targets, weights):
    """The same as a float64 matrix: entry [t, s] carries from s to t."""
    nodes = len(offsets) - 1
    matrix = np.zeros((nodes, nodes))
    for s in range(nodes):
        for e in range(int(offsets[s]), int(offsets[s + 1])):
            matrix[targets[e], s] += float(weights[e])
    return matrix


def every_result(rng):
    """One call of each function that computes: name -> arrays. What all levels must agree on, to the last bit."""
    query, rows = vectors(rng, 257, 771)
    graph_arrays = csr(rng, 500, 4000)
    strengths = rng.random(1003, dtype=np.float32)
    ages = rng.integers(0, 400 * DAY, 1003).astype(np.uint64)
    f16 = rows.astype(np.float16)
    bf16 = ek.convert(rows, "bfloat16")
    codes, scales = ek.convert(rows, "int8")
    bits = ek.convert(rows, "bits")
    found = {}
    for metric in ("cosine", "dot", "l2_squared"):
        found[f"scores {metric}"] = [ek.scores(query, rows, metric=metric)]
        found[f"float16 {metric}"] = [ek.scores(query.astype(np.float16), f16, metric=metric)]
        found[f"bfloat16 {metric}"] = [ek.scores(bf16[3], bf16, metric=metric, type="bfloat16")]
        found[f"int8 {metric}"] = [ek.scores(codes[3], codes, metric=metric, scales=scales)]
        found[f"top_k {metric}"] = list(ek.top_k(rows[:5], rows, 20, metric=metric)[:2])
        found[f"score_matrix {metric}"] = [ek.score_matrix(rows[:9], rows, metric=metric)]
    for metric in ("hamming", "jaccard"):
        found[f"bits {metric}"] = [ek.scores(bits[3], bits, metric=metric, bits=771)]
    found["codes"] = list(ek.top_k(query, rows, 20, codes=ek.build_codes(rows))[:2])
    found["convert"] = [bf16, codes, scales, bits, ek.convert(rows, "float16"), ek.convert(f16, "float32")]
    with ek.Graph(*graph_arrays) as graph:
        for preset in ("plain", "engram_zig", "sproink", "synapse", "zeph", "shodh", "spreadr", "actr"):
            found[f"spread {preset}"] = list(graph.spread([3, 77], preset=preset)[:2])
        found["spread_dense"] = [graph.spread_dense(strengths[:500], hops=4)]
        found["pagerank"] = [graph.pagerank([3, 77]).ranks]
        found["pagerank_push"] = list(graph.pagerank_push([3, 77])[:2])
    found["spread_csr"] = [ek.spread_csr(*graph_arrays, strengths[:500], 5)]
    for name in ("engram_kernel", "mem0", "engram_power", "spector", "shodh_hybrid", "openmemory_dual"):
        curve = ek.Curve.preset(name)
        found[f"decay {name}"] = [ek.decay(strengths, ages, curve), ek.retention(ages, curve)]
        found[f"ages_at {name}"] = [ek.ages_at(strengths, 0.25, curve)]
    stabilities = strengths * 100 + 1
    grades = rng.integers(0, 5, 1003).astype(np.uint8)
    for version in ("4.5", "5", "6"):
        found[f"fsrs {version}"] = [
            ek.fsrs_retrievability(ages, stabilities, version=version),
            ek.fsrs_interval(stabilities, 0.85, version=version),
            *ek.fsrs_review(ages, grades, stabilities, strengths * 9 + 1, version=version),
        ]
    found["base_level"] = [ek.base_level(np.arange(0, 1004, 17, dtype=np.uint64), ages[:1003])]
    found["retrieval_probability"] = [ek.retrieval_probability(strengths - 0.5)]
    pairs = rng.integers(0, 500, (2, 1003)).astype(np.uint32)
    found["reinforce"] = [ek.reinforce(strengths, 0.2, gains=strengths), ek.oja(strengths, *pairs, strengths[:500])]
    return found
