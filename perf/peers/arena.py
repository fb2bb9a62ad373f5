# SPDX-License-Identifier: MIT OR Apache-2.0
"""Arena against malloc: the pair of 64 bytes and back, and the rate of many threads; all contenders in turn."""
import json
import os
import subprocess

import install
import records


def median(driver, op, preload, *more, cores=None):
    """ns per item; on all cores where cores says so, else on the one that the caller is bound to."""
    environment = {**os.environ, **({"LD_PRELOAD": str(preload)} if preload else {})}
    command = [*(["taskset", "-c", cores] if cores else []), driver, "--op", op, "--json", *more]
    out = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(out.stdout)["ns_per_item"]


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
            samples[name].append(median(driver, op, preload, "--iters", "50"))
    yield records.record("arena", "64 bytes and back", "ns per pair", list(samples.items()))
    for threads in (1, 2, 32):
        crowd = [("engram", "threads", None)] + [(name, "threads_malloc", preload) for name, preload in allocators]
        rates = {name: [] for name, _, _ in crowd}
        for _ in range(max(3, rounds // 3)):
            for name, op, preload in crowd:
                rates[name].append(median(driver, op, preload, "--rows", str(threads), cores=f"0-{os.cpu_count() - 1}"))
        yield records.record("arena", f"64 bytes and back, {threads} threads in total", "ns per pair", list(rates.items()))
