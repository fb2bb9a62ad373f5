# SPDX-License-Identifier: MIT OR Apache-2.0
"""Decay against libmvec, SLEEF and loops over std:: functions, and FSRS against the fsrs crate."""
import re
import shutil

from engram_perf import PERF, drivers, records

HERE = PERF / "decay/peers"


def compare(build, root, rounds):
    for rows, iters in ((10000, 20 * rounds), (10000000, max(5, rounds // 2))):
        loops = ["sh", HERE / "run_loops.sh", build, "--rows", rows, "--iters", iters, "--json"]
        for read in drivers.lines(loops, "the peers of decay", {"ENGRAM_PEER_ROOT": str(root)}):
            yield records.record("decay", read["work"], "ns per row", read["contenders"])
    if shutil.which("cargo"):
        yield from fsrs(build, max(3, rounds // 5))


def fsrs(build, rounds):
    ours = {"retrievability": [], "review": []}
    theirs = {"retrievability": [], "review": []}
    for _ in range(rounds):
        for what, samples in ours.items():
            samples.append(drivers.ns(build, "decay", f"--op {what} --rows 100000 --iters 21"))
        out = drivers.call(["sh", HERE / "run_fsrs.sh", build], "the fsrs crate")
        for what, ns in re.findall(r"^(\w+) ([0-9.]+) ns per row", out, re.M):
            theirs[what].append(float(ns))
    for what in ours:
        yield records.record("decay", f"FSRS-6 {what} of 100000", "ns per row",
                             [("engram", ours[what]), ("fsrs crate", theirs[what])])
