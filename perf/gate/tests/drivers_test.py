# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every driver takes the flags of all, and every named benchmark runs. usage: drivers_test.py BUILD ROOT"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import common
from engram_perf import FAMILIES, builds, drivers

BUILD, ROOT = sys.argv[1:3]
KEYS = {"family", "op", "type", "level", "dim", "rows", "seed", "iters", "median_ns", "min_ns", "mean_ns", "std_dev_ns",
        "ns_per_item", "samples", "work", "machine", "compiler", "libc", "library"}


def same_flags():
    for family in FAMILIES:
        kind = {"activation": "uniform", "arena": "-"}.get(family, "f32")
        r = drivers.driver(BUILD, family, f"--level scalar --type {kind} --dim 16 --rows 100 --steps 2 --iters 7 --seed 9 "
                                          "--check 1 --samples --cold --repeat 2 --data random")
        assert KEYS <= set(r), f"{family} lacks {KEYS - set(r)}"
        assert (r["level"], r["dim"], r["rows"], r["seed"], len(r["samples"])) == ("scalar", 16, 100, 9, 7), r
        assert r["median_ns"] == sorted(r["samples"])[3] and r["min_ns"] == min(r["samples"]), "figures are not the samples'"
        assert {"cpu", "cores", "kernel"} <= set(r["machine"]) and r["machine"]["cpu"], r["machine"]
        refused = drivers.run([drivers.program(BUILD, family), "--no-such-flag", "1"])
        assert refused.returncode == 2 and "bad option" in refused.stderr, f"{family} takes any flag"


def every_workload():
    names = 0
    for family in FAMILIES:
        for name in drivers.run([drivers.program(BUILD, family), "--workloads"]).stdout.split():
            r = drivers.driver(BUILD, family, f"--workload {name} --iters 1 --repeat 1")
            assert r["workload"] == name and r["median_ns"] > 0, r
            names += 1
    assert names > 60, f"only {names} workloads"


def work_is_counted():
    """Counts that can be known beforehand."""
    if not builds.options(BUILD)["metrics"]:
        raise common.Skip("a build with -Dmetrics=false counts nothing")
    work = drivers.driver(BUILD, "similarity", "--op cosine_many --rows 50 --count")["work"]
    assert (work["calls"], work["items"], work["bytes"], work["allocations"]) == (1, 50, 50 * 768 * 4, 0), work
    work = drivers.driver(BUILD, "activation", "--op dropin --rows 500 --dim 5 --steps 3 --count")["work"]
    assert (work["calls"], work["items"], work["arena_bytes"]) == (1, 500 * 5 * 3, 500 * 4), work
    work = drivers.driver(BUILD, "activation", "--op build --count")["work"]
    assert work["allocations"] > 0, f"the making of a graph takes no memory: {work}"
    work = drivers.driver(BUILD, "arena", "--op fast --dim 4000 --count")["work"]
    assert work["arena_bytes"] == 4000 and work["arena_resets"] > 0 and work["arena_overflows"] == 0, work


def profile():
    program = drivers.program(BUILD, "profile")
    said = drivers.run([program, "--iters", "20"])
    assert said.returncode == 0 and all(f"  {part} " in said.stdout for part in ("similarity", "spreading", "decay")), \
        said.stdout + said.stderr
    lines = drivers.run([program, "--iters", "20", "--json"]).stdout.splitlines()
    assert [json.loads(line)["op"] for line in lines] == ["similarity", "spreading", "decay"]


def flamegraph():
    """A picture, or a sentence; without perf always the sentence."""
    script = pathlib.Path(ROOT) / "perf/profile/flamegraph"
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "flame.svg"
        call = [sys.executable, script, BUILD, out, "--iters", "50"]
        done = subprocess.run(call, capture_output=True, text=True, env={**os.environ, "PATH": folder})
        assert done.returncode == 77 and "perf is not installed" in done.stdout and not out.exists(), done.stdout + done.stderr
        done = subprocess.run(call, capture_output=True, text=True)
        drawn = done.returncode == 0 and out.read_text().startswith("<svg")
        assert drawn or (done.returncode == 77 and "no flame graph: " in done.stdout), done.stdout + done.stderr


if __name__ == "__main__":
    common.main(same_flags, every_workload, work_is_counted, profile, flamegraph)
