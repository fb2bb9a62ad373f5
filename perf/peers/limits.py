# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the machine allows, measured in the run that it is compared with."""
import json
import subprocess

import records

# Rows of 1 KiB: how many stay within a level of cache, with room for the rest of the program.
SIZES = [("L1", 16), ("L2", 384), ("L3", 8192), ("DRAM", 786432)]


def one(driver, *arguments):
    out = subprocess.run([driver, *arguments, "--json"], check=True, capture_output=True, text=True)
    return json.loads(out.stdout)["ns_per_item"]


def machine(build):
    """What the drivers say of the machine, the compiler and the library."""
    out = subprocess.run([build / "perf" / "similarity" / "similarity_perf", "--rows", "4", "--iters", "1", "--json"],
                         check=True, capture_output=True, text=True)
    read = json.loads(out.stdout)
    return {k: read[k] for k in ("machine", "compiler", "libc", "library", "level") if k in read}


def compare(build, root, rounds):
    driver = build / "perf" / "similarity" / "similarity_perf"
    for name, rows in SIZES:
        iters = str(max(5, 200000 // rows))
        samples = [one(driver, "--op", "read", "--dim", "256", "--rows", str(rows), "--iters", iters) / 1024
                   for _ in range(max(3, rounds // 3))]
        yield records.record("limits", f"reading from {name}", "ns per byte", [("limit: reading", samples)], bytes=1)
    samples = [one(driver, "--op", "fma", "--rows", "1", "--iters", "31") for _ in range(max(3, rounds // 3))]
    yield records.record("limits", "fused multiply-adds", "ns per operation", [("limit: multiply-adds", samples)], operations=1)
