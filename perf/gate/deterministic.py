# SPDX-License-Identifier: MIT OR Apache-2.0
"""Counts of one run of each case: instructions by callgrind, and the work by the library's own counters."""

import concurrent.futures
import os
import re
import shutil
import tempfile

from engram_perf import BASELINES, LevelMissing, Unable, builds, drivers, records, store

BASELINE = BASELINES / "deterministic.json"
LIMIT = 0.01  # more instructions than this for one case fail
MEAN_LIMIT = 0.005  # and than this over all cases of a level: many small steps add up
LEVELS = ("scalar", "avx2", "avx512", "neon")
EMPTY = {"version": "1.0", "counters": {}, "instructions": {}}


def valgrind():
    """Its version, or why there is none to use."""
    if shutil.which("valgrind") is None:
        raise Unable("instruction counts need the program valgrind (package valgrind)")
    return drivers.run(["valgrind", "--version"]).stdout.strip().removeprefix("valgrind-")


def toolchain(build):
    """What a count of instructions depends on beside the sources."""
    options = builds.options(build)
    if options["buildtype"] != "release" or options.get("b_sanitize", "none") != "none" or not options["metrics"]:
        raise Unable(f"instruction counts are of release builds with metrics; {build} is another")
    m = drivers.machine(build)
    return f"{m['machine']['arch']}, {m['compiler']}, libc {m['libc']}, valgrind {valgrind()}"


def count_work(build, name, arguments, level):
    return drivers.driver(build, name, arguments, "--count", "--level", level)["work"]


def count_instructions(build, name, arguments, level):
    """Instructions inside bench_call(), which a driver calls once with --count."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        randomised = ["setarch", "-R"] if shutil.which("setarch") else []
        done = drivers.run([*randomised, "valgrind", "--tool=callgrind", "--toggle-collect=bench_call",
                            f"--callgrind-out-file={out}", drivers.program(build, name), *arguments.split(), "--count",
                            "--level", level, "--check", "0"])
        if done.returncode == 77:
            raise LevelMissing
        text = open(out, encoding="utf-8").read() if done.returncode == 0 else ""
        total = re.search(r"^totals: (\d+)$", text, re.M)
        if total is None or total.group(1) == "0":
            raise Unable(f"callgrind counted nothing for {name}: {(done.stdout + done.stderr)[-2000:]}")
        return int(total.group(1))


def measure(function, build, cases, levels):
    """function() of every case and level, in parallel: {(name, level): value}, and the levels that do not run here."""
    found, missing = {}, set()
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        jobs = {pool.submit(function, build, name, text, level): (name, level)
                for name, text in cases.items() for level in levels}
        for i, job in enumerate(concurrent.futures.as_completed(jobs)):
            try:
                found[jobs[job]] = job.result()
            except LevelMissing:
                missing.add(jobs[job][1])
            drivers.progress(f"{function.__name__.replace('_', ' ')}: {i + 1} of {len(jobs)}")
    drivers.progress("")
    return found, missing


def gate_work(build, cases, baseline, tally):
    if not builds.options(build)["metrics"]:
        tally.skip(f"work counters: {build} is built with -Dmetrics=false")
        return
    found, missing = measure(count_work, build, cases, LEVELS)
    for (name, level), work in sorted(found.items()):
        if name not in baseline:
            tally.fail(f"{name}: no work counters on record; perf/gate/update takes them")
        elif work == baseline[name]:
            tally.ok()
        else:
            changed = [f"{key} {baseline[name].get(key)} -> {work.get(key)}" for key in {**baseline[name], **work}
                       if baseline[name].get(key) != work.get(key)]
            tally.fail(f"{name} at {level}: the work is another: {', '.join(changed)}; if meant, perf/gate/update")
    for level in sorted(missing & {"avx2"}):
        tally.skip(f"work counters at {level}: this machine or build lacks the level")


def gate_instructions(build, cases, recorded, tally):
    try:
        key = toolchain(build)
        valgrind()
    except Unable as reason:
        tally.skip(str(reason))
        return
    if key not in recorded:
        tally.skip(f"instruction counts: no baseline for this toolchain ({key}); there is one for: "
                   f"{'; '.join(recorded) or 'none'}")
        return
    baseline = recorded[key]
    found, missing = measure(count_instructions, build, cases, drivers.cases("levels"))
    for level in sorted(missing):
        tally.skip(f"instruction counts at {level}: this machine or build lacks the level")
    ratios = {}
    for (name, level), count in sorted(found.items()):
        before = baseline.get(name, {}).get(level)
        if before is None:
            tally.fail(f"{name} at {level}: no instruction count on record; perf/gate/update takes it")
            continue
        change = count / before - 1
        ratios.setdefault(level, []).append(count / before)
        said = f"{name} at {level}: {count:,} instructions, baseline {before:,} ({100 * change:+.2f} %)"
        if change > LIMIT:
            tally.fail(f"{said}, allowed {100 * LIMIT:+.1f} %")
        else:
            tally.ok()
            if change < -LIMIT:
                print(f"improved: {said}; perf/gate/update records it")
    for level, values in sorted(ratios.items()):
        mean = records.geometric_mean(values) - 1
        said = f"geometric mean of {len(values)} cases at {level}: {100 * mean:+.3f} % instructions"
        print(said)
        if mean > MEAN_LIMIT:
            tally.fail(f"{said}, allowed {100 * MEAN_LIMIT:+.1f} %")
        else:
            tally.ok()


def load():
    return store.load(BASELINE, EMPTY)


def gate(build, cases, baseline, tally):
    for name in sorted(set(baseline["counters"]) - set(cases)):
        tally.fail(f"{name}: on record, but no case any more; perf/gate/update forgets it")
    gate_work(build, cases, baseline["counters"], tally)
    gate_instructions(build, cases, baseline["instructions"], tally)


def record(build, cases, baseline):
    """The baseline with today's counts in it; counts of other toolchains stay."""
    found, _ = measure(count_work, build, cases, LEVELS)
    counters = {}
    for (name, level), work in sorted(found.items()):
        if counters.setdefault(name, work) != work:
            raise Unable(f"{name}: levels differ in their work: {counters[name]}, and {work} at {level}")
    key = toolchain(build)
    found, _ = measure(count_instructions, build, cases, drivers.cases("levels"))
    counts = {}
    for (name, level), count in sorted(found.items()):
        counts.setdefault(name, {})[level] = count
    return {"version": "1.0", "counters": counters, "instructions": {**baseline["instructions"], key: counts}}
