# SPDX-License-Identifier: MIT OR Apache-2.0
"""Spreading against the plain push loop, Eigen, SuiteSparse:GraphBLAS and scipy.sparse."""
import json
import os
import pathlib
import subprocess

import records

HERE = pathlib.Path(__file__).resolve().parent


# Whole calls that have a target of their own and no peer.
CALLS = [("one seed, about 1,000 edges in 1,000,000 nodes", "--op near --type rmat --rows 1000000 --dim 10 --iters 2000"),
         ("drop-in call, 1,000 nodes, 5,000 edges, 10 iterations", "--op dropin --iters 1000")]


def calls(build, rounds):
    driver = build / "perf" / "activation" / "activation_perf"
    for work, arguments in CALLS:
        samples = []
        for _ in range(max(3, rounds // 3)):
            out = subprocess.run([driver, *arguments.split(), "--check", "0", "--json"], check=True, capture_output=True, text=True)
            samples.append(json.loads(out.stdout)["ns_per_item"] / 1000)
        yield records.record("activation", work, "us per call", [("engram", samples)])


def compare(build, root, rounds):
    yield from calls(build, rounds)
    command = ["sh", HERE.parent / "activation" / "peers" / "run", root.parent / "activation"]
    out = subprocess.run(command, env={**os.environ, "ENGRAM_PEER_JSON": "1"}, check=True, stdout=subprocess.PIPE, text=True)
    for line in out.stdout.splitlines():
        if not line.startswith("{"):
            continue
        read = json.loads(line)
        yield records.record("activation", read["work"], read["unit"], read["contenders"])
    python = root.parent / "venv" / "bin" / "python"
    out = subprocess.run([python, HERE / "sparse.py", build, str(max(3, rounds // 3))], check=True, stdout=subprocess.PIPE, text=True)
    for line in out.stdout.splitlines():
        read = json.loads(line)
        yield records.record("activation", read["work"], "ns per edge", read["contenders"])
