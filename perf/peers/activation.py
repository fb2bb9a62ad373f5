# SPDX-License-Identifier: MIT OR Apache-2.0
"""Spreading against the plain push loop, Eigen, SuiteSparse:GraphBLAS and scipy.sparse."""
from engram_perf import PERF, drivers, records


# Whole calls that have a target of their own and no peer.
CALLS = [("one seed, about 1,000 edges in 1,000,000 nodes", "--op near --type rmat --rows 1000000 --dim 10 --iters 2000"),
         ("drop-in call, 1,000 nodes, 5,000 edges, 10 iterations", "--op dropin --iters 1000")]


def calls(build, rounds):
    for work, arguments in CALLS:
        samples = [drivers.ns(build, "activation", f"{arguments} --check 0") / 1000 for _ in range(max(3, rounds // 3))]
        yield records.record("activation", work, "us per call", [("engram", samples)])


def compare(build, root, rounds):
    yield from calls(build, rounds)
    loops = ["sh", PERF / "activation/peers/run", root.parent / "activation"]
    for read in drivers.lines(loops, "the peers of spreading", {"ENGRAM_PEER_JSON": "1"}):
        yield records.record("activation", read["work"], read["unit"], read["contenders"])
    sparse = [root.parent / "venv/bin/python", PERF / "peers/sparse.py", build, max(3, rounds // 3)]
    for read in drivers.lines(sparse, "scipy.sparse"):
        yield records.record("activation", read["work"], "ns per edge", read["contenders"])
