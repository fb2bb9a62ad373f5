# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the machine allows, measured in the run that it is compared with."""
from engram_perf import drivers, records

# Rows of 1 KiB: how many stay within a level of cache, with room for the rest of the program.
SIZES = [("L1", 16), ("L2", 384), ("L3", 8192), ("DRAM", 786432)]


def compare(build, root, rounds):
    times = range(max(3, rounds // 3))
    for name, rows in SIZES:
        arguments = f"--op read --dim 256 --rows {rows} --iters {max(5, 200000 // rows)}"
        samples = [drivers.ns(build, "similarity", arguments) / 1024 for _ in times]
        yield records.record("limits", f"reading from {name}", "ns per byte", [("limit: reading", samples)], bytes=1)
    samples = [drivers.ns(build, "similarity", "--op fma --rows 1 --iters 31") for _ in times]
    yield records.record("limits", "fused multiply-adds", "ns per operation", [("limit: multiply-adds", samples)], operations=1)
