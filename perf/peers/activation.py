# SPDX-License-Identifier: MIT OR Apache-2.0
"""Spreading against the plain push loop, Eigen, SuiteSparse:GraphBLAS and scipy.sparse."""
import json
import os
import pathlib
import subprocess

import records

HERE = pathlib.Path(__file__).resolve().parent


def compare(build, root, rounds):
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
