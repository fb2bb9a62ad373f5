# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the library's own parts add: the C call over the kernel, counting over not counting, scratch within a spread."""
import re

from engram_perf import builds, drivers, records


def shims(build, rounds):
    driver = drivers.program(build, "similarity")
    for metric in ("cosine", "dot"):
        found = {"engram_similarity_pair": [], "engram_*_f32": []}
        for _ in range(rounds):
            out = drivers.call([driver, "--op", f"{metric}_shim", "--iters", "201"], "C calls")
            for name, over in re.findall(r"^(\S+) .* \+([0-9.]+) over", out, re.M):
                if name in found:
                    found[name].append(float(over))
        yield records.record("overhead", f"C call over the kernel, {metric}", "ns per call", list(found.items()))


def counting(build, rounds):
    bare = builds.beside(build, "-no-metrics", "-Dmetrics=false")
    on, off = [], []
    for _ in range(rounds):
        for where, samples in ((build, on), (bare, off)):
            samples.append(drivers.ns(where, "similarity", "--rows 100 --iters 4000 --check 0"))
    yield records.record("overhead", "counting, 100 candidates of 768", "ns per row", [("engram", on), ("engram, -Dmetrics=false", off)])


def scratch(build, rounds):
    for nodes in (1000, 25000, 250000):
        zeroing, whole = (f"--op {op} --dim {4 * nodes} --iters 15" for op in ("scratch_zero", "spread"))
        shares = [drivers.ns(build, "arena", zeroing) / drivers.ns(build, "arena", whole) for _ in range(rounds)]
        yield records.record("overhead", f"scratch of a spread over {nodes} nodes", "of the call", [("engram", shares)])


def compare(build, root, rounds):
    few = max(3, rounds // 2)
    yield from shims(build, few)
    yield from counting(build, few)
    yield from scratch(build, few)
