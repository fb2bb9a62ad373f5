# SPDX-License-Identifier: MIT OR Apache-2.0
"""Decay against libmvec, SLEEF and loops over std:: functions, and FSRS against the fsrs crate."""
import json
import os
import pathlib
import re
import shutil
import subprocess

import records

HERE = pathlib.Path(__file__).resolve().parent.parent / "decay" / "peers"


def compare(build, root, rounds):
    environment = {**os.environ, "ENGRAM_PEER_ROOT": str(root)}
    for rows, iters in ((10000, 20 * rounds), (10000000, max(5, rounds // 2))):
        out = subprocess.run(["sh", HERE / "run_loops.sh", build, "--rows", str(rows), "--iters", str(iters), "--json"],
                             env=environment, check=True, capture_output=True, text=True)
        for line in out.stdout.splitlines():
            read = json.loads(line)
            yield records.record("decay", read["work"], "ns per row", read["contenders"])
    if shutil.which("cargo"):
        yield from fsrs(build, max(3, rounds // 5))


def fsrs(build, rounds):
    driver = build / "perf" / "decay" / "decay_perf"
    ours = {"retrievability": [], "review": []}
    theirs = {"retrievability": [], "review": []}
    for _ in range(rounds):
        for what, op in (("retrievability", "retrievability"), ("review", "review")):
            out = subprocess.run([driver, "--op", op, "--rows", "100000", "--iters", "21", "--json"], check=True,
                                 capture_output=True, text=True)
            ours[what].append(json.loads(out.stdout)["ns_per_item"])
        out = subprocess.run(["sh", HERE / "run_fsrs.sh", build], check=True, capture_output=True, text=True)
        for what, ns in re.findall(r"^(\w+) ([0-9.]+) ns per row", out.stdout, re.M):
            theirs[what].append(float(ns))
    for what in ours:
        yield records.record("decay", f"FSRS-6 {what} of 100000", "ns per row",
                             [("engram", ours[what]), ("fsrs crate", theirs[what])])
