# SPDX-License-Identifier: MIT OR Apache-2.0
"""Arena against malloc: the pair of 64 bytes and back, and the rate of many threads; all contenders in turn."""
import json
import os
import subprocess

import install
import records


def median(driver, op, preload, *more):
    environment = {**os.environ, **({"LD_PRELOAD": str(preload)} if preload else {})}
    out = subprocess.run([driver, "--op", op, "--json", *more], env=environment, check=True, capture_output=True, text=True)
    return json.loads(out.stdout)


def compare(build, root, rounds):
    driver = build / "perf" / "arena" / "arena_perf"
    allocators = [("glibc malloc", None)]
    for name, pattern in (("jemalloc", "libjemalloc.so.2"), ("mimalloc", "libmimalloc.so*")):
        found = install.library(root, pattern)
        if found:
            allocators.append((name, found))
    pair = [("engram, inlined", "fast", None), ("engram, C calls", "call", None),
            ("engram, inlined and zeroing", "fast_zero", None), ("limit: two empty C calls", "empty_calls", None),
            ("limit: a bumped pointer", "bump", None)] + [(name, "malloc", preload) for name, preload in allocators]
    samples = {name: [] for name, _, _ in pair}
    for _ in range(rounds):
        for name, op, preload in pair:
            samples[name].append(median(driver, op, preload, "--iters", "50")["ns_per_item"])
    yield records.record("arena", "64 bytes and back", "ns per pair", list(samples.items()))
    for threads in (1, 2, 32):
        crowd = [("engram", "threads", None)] + [(name, "threads_malloc", preload) for name, preload in allocators]
        rates = {name: [] for name, _, _ in crowd}
        for _ in range(max(3, rounds // 3)):
            for name, op, preload in crowd:
                answer = median(driver, op, preload, "--rows", str(threads))
                rates[name].append(1e3 / answer["million_pairs_per_s"])
        yield records.record("arena", f"64 bytes and back, {threads} threads in total", "ns per pair", list(rates.items()))
