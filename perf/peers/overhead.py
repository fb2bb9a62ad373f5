# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the library's own parts add: the C call over the kernel, counting over not counting, scratch within a spread."""
import json
import re
import subprocess

import records


def run(driver, *arguments):
    return subprocess.run([driver, *arguments], check=True, capture_output=True, text=True).stdout


def item(driver, *arguments):
    return json.loads(run(driver, *arguments, "--json"))["ns_per_item"]


def shims(build, rounds):
    driver = build / "perf" / "similarity" / "similarity_perf"
    for metric in ("cosine", "dot"):
        found = {"engram_similarity_pair": [], "engram_*_f32": []}
        for _ in range(rounds):
            for name, over in re.findall(r"^(\S+) .* \+([0-9.]+) over", run(driver, "--op", f"{metric}_shim", "--iters", "201"), re.M):
                if name in found:
                    found[name].append(float(over))
        yield records.record("overhead", f"C call over the kernel, {metric}", "ns per call", list(found.items()))


def counting(build, rounds):
    bare = build.parent / (build.name + "-no-metrics")
    if not (bare / "build.ninja").exists():
        subprocess.run(["meson", "setup", bare, build.parent, "--buildtype=release", "-Dtests=disabled", "-Dffi=disabled",
                        "-Dmetrics=false"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", bare], check=True, stdout=subprocess.DEVNULL)
    on, off = [], []
    for _ in range(rounds):
        for where, samples in ((build, on), (bare, off)):
            samples.append(item(where / "perf" / "similarity" / "similarity_perf", "--rows", "100", "--iters", "4000", "--check", "0"))
    yield records.record("overhead", "counting, 100 candidates of 768", "ns per row", [("engram", on), ("engram, -Dmetrics=false", off)])


def scratch(build, rounds):
    driver = build / "perf" / "arena" / "arena_perf"
    for nodes in (1000, 25000, 250000):
        size = ("--dim", str(4 * nodes), "--iters", "15")
        shares = [item(driver, "--op", "scratch_zero", *size) / item(driver, "--op", "spread", *size) for _ in range(rounds)]
        yield records.record("overhead", f"scratch of a spread over {nodes} nodes", "of the call", [("engram", shares)])


def compare(build, root, rounds):
    few = max(3, rounds // 2)
    yield from shims(build, few)
    yield from counting(build, few)
    yield from scratch(build, few)
