# SPDX-License-Identifier: MIT OR Apache-2.0
"""Arena against malloc: the pair of 64 bytes and back, and the rate of many threads; all contenders in turn."""
import os

import install
from engram_perf import drivers, records


def median(build, arguments, preload, before=()):
    """ns per item, with another malloc where `preload` is one."""
    environment = {"LD_PRELOAD": str(preload)} if preload else None
    return drivers.ns(build, "arena", arguments, before=before, environment=environment)


def compare(build, root, rounds):
    all_cores = ("taskset", "-c", f"0-{os.cpu_count() - 1}")
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
            samples[name].append(median(build, f"--op {op} --iters 50", preload))
    yield records.record("arena", "64 bytes and back", "ns per pair", list(samples.items()))
    for threads in (1, 2, 32):
        crowd = [("engram", "threads", None)] + [(name, "threads_malloc", preload) for name, preload in allocators]
        rates = {name: [] for name, _, _ in crowd}
        for _ in range(max(3, rounds // 3)):
            for name, op, preload in crowd:
                rates[name].append(median(build, f"--op {op} --rows {threads}", preload, all_cores))
        yield records.record("arena", f"64 bytes and back, {threads} threads in total", "ns per pair", list(rates.items()))
