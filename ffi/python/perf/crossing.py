# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a call from Python costs over the same call from C: calls with next to nothing to do, the best of many batches,
minus an empty function called the same way.

usage: crossing.py [PROGRAM]     PROGRAM is crossing.c, compiled; without it the C call counts as nothing. Prints
                                 nanoseconds, and fails when a crossing costs more than 1000.
"""

import subprocess
import sys
import time

import numpy as np

import engram_kernels as ek

LIMIT_NS = 1000


def best_of(call, batches=400, calls=200):
    best = float("inf")
    for _ in range(batches):
        begin = time.perf_counter_ns()
        for _ in range(calls):
            call()
        best = min(best, (time.perf_counter_ns() - begin) / calls)
    return best


def from_python():
    query, rows, out = np.ones(8, np.float32), np.ones((1, 8), np.float32), np.empty(1, np.float32)
    one, ages = np.ones(1, np.float32), np.ones(1, np.uint64)
    offsets, targets = np.array([0, 1], np.uint64), np.array([0], np.uint32)
    graph = ek.Graph(offsets, targets, one)
    active = np.zeros(1, np.float32)
    calls = {
        "scores": lambda: ek.scores(query, rows),
        "scores out": lambda: ek.scores(query, rows, out=out),
        "top_k": lambda: ek.top_k(query, rows, 1),
        "decay": lambda: ek.decay(one, ages, tau=1.0),
        "decay out": lambda: ek.decay(one, ages, tau=1.0, out=out),
        "validate_csr": lambda: ek.validate_csr(offsets, targets, one),
        "spread": lambda: graph.spread(targets, hops=1),
        "spread_dense": lambda: graph.spread_dense(active, hops=1, in_place=True),
    }
    # Five rounds, for a machine that is busy with something else in one of them.
    empty = min(best_of(lambda: None) for _ in range(5))
    return {name: min(best_of(call) for _ in range(5)) - empty for name, call in calls.items()}


def from_c(program):
    lines = subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines()
    return {name: float(nanoseconds) for name, nanoseconds in (line.split() for line in lines)}


def main(arguments):
    direct = from_c(arguments[0]) if arguments else {}
    costs = {}
    for name, whole in from_python().items():
        in_c = direct.get(name.split()[0], 0.0)
        costs[name] = whole - in_c
        print(f"{name:14s} Python {whole:6.0f} ns, C {in_c:5.0f} ns, crossing {costs[name]:6.0f} ns")
    worst = max(costs, key=lambda name: costs[name])
    verdict = "within" if costs[worst] <= LIMIT_NS else "MISSED"
    print(f"limit {LIMIT_NS} ns, worst {costs[worst]:.0f} ns ({worst}): {verdict}")
    return costs[worst] > LIMIT_NS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
