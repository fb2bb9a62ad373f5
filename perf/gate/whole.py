# SPDX-License-Identifier: MIT OR Apache-2.0
"""Whole programs, from start to exit, by hyperfine, against the times of the same machine on record."""

import json
import os
import pathlib
import shlex
import shutil
import statistics
import tempfile

from engram_perf import BASELINES, PERF as FOLDER, Unable, drivers, ratios, store

BASELINE = BASELINES / "end_to_end.json"
EMPTY = {"version": "1.0", "machines": {}}
RUNS = 20
LONG_RUNS = ratios.PAIRS  # of programs that take a second
SENTINEL = "sentinel"  # arithmetic in registers, no library: what it takes is the machine's doing
SENTINEL_LIMIT = 0.03
# Times of minutes apart differ by 11 % on a shared host with nothing changed, so +15 % fails here, not +5 %.
SCALE = 3

PERF = "{build}/perf"
ENGRAM = "{build}/src/cli/engram"
SPACE = f"{PERF}/end_to_end/verbs.engram"
FRESH = f"{PERF}/end_to_end/fresh.engram"
PROGRAMS = {
    SENTINEL: [f"{PERF}/similarity/similarity_perf", "--op", "fma", "--iters", "100"],
    "similarity_perf": [f"{PERF}/similarity/similarity_perf", "--rows", "1000", "--iters", "400"],
    "activation_perf": [f"{PERF}/activation/activation_perf", "--rows", "1000", "--iters", "1000"],
    "decay_perf": [f"{PERF}/decay/decay_perf", "--op", "power", "--rows", "10000", "--iters", "1000"],
    "arena_perf": [f"{PERF}/arena/arena_perf", "--op", "call", "--iters", "300"],
    "profile_perf": [f"{PERF}/profile/profile_perf", "--iters", "200"],
    "recall": ["{build}/ffi/c/recall/recall", "--no-times", "--keep", "--file", "{build}/wordnet.engram", "coffee"],
    "consumer_c": [f"{PERF}/end_to_end/consumer_c"],
    "consumer_go": [f"{PERF}/end_to_end/consumer_go"],
    "consumer_rust": [f"{PERF}/end_to_end/consumer_rust"],
    "consumer_python": [f"{PERF}/end_to_end/python/venv/bin/python", f"{PERF}/end_to_end/consumer_python"],
    "engram_init": [ENGRAM, "init", FRESH],
    "engram_remember": [ENGRAM, "remember", SPACE, "the kettle on the stove is blue"],
    "engram_get": [ENGRAM, "get", SPACE, "kettle"],
    "engram_recall": [ENGRAM, "recall", SPACE, "a blue kettle"],
    "engram_stats": [ENGRAM, "stats", SPACE],
}
# What hyperfine runs before all runs, or before each.
ANEW = ["--setup", f"{FOLDER}/end_to_end/space {ENGRAM} {SPACE}"]
BEFORE = {"engram_init": ["--prepare", f"rm -f {FRESH}"],
          **{f"engram_{verb}": ANEW for verb in ("remember", "get", "recall", "stats")}}


def machine_key(build):
    """Times are compared on the same machine and compiler only."""
    m = drivers.machine(build)
    return f"{m['machine']['cpu']}, {m['machine']['cores']} cores, {m['machine']['kernel']}, {m['compiler']}"


def commands(build, only=""):
    """({name: command}, {name: why there is none})"""
    (pathlib.Path(build) / "perf/end_to_end").mkdir(parents=True, exist_ok=True)  # where the spaces lie
    found, missing = {}, {}
    for name, words in PROGRAMS.items():
        words = [word.format(build=build) for word in words]
        if only not in name and name != SENTINEL:
            continue
        if not os.access(words[0], os.X_OK):
            where = pathlib.Path(words[0])
            missing[name] = f"{where} is not built" + (
                "; perf/end_to_end/consumers builds it" if name.startswith("consumer") else "")
        else:
            found[name] = words
    return found, missing


def time_one(name, words, before=()):
    """Times in ns, in order."""
    if shutil.which("hyperfine") is None:
        raise Unable("timing whole programs needs the program hyperfine (package hyperfine)")
    drivers.progress(f"timing {name}")
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out.json"
        drivers.call(["hyperfine", "-N", "--style", "none", "--warmup", "2", "--runs",
                      str(LONG_RUNS if name == "recall" else RUNS), "--export-json", out, *before, shlex.join(words)],
                     f"timing {name}")
        times = [round(1e9 * t) for t in json.loads(out.read_text())["results"][0]["times"]]
    drivers.progress("")
    return times


def time_all(build, only=""):
    """{name: times}, and the programs that are not there. The sentinel is the first."""
    found, missing = commands(build, only)
    return {name: time_one(name, words, [word.format(build=build) for word in BEFORE.get(name, ())])
            for name, words in found.items()}, missing


def drift(build, baseline):
    """How much longer than on record a loop takes that the library has no part in."""
    found, _ = commands(build, SENTINEL)
    return ratios.ratio_of_medians(baseline[SENTINEL]["samples_ns"], time_one(SENTINEL, found[SENTINEL])) - 1


def entry(times):
    return {"mean_ns": round(statistics.mean(times)), "std_dev_ns": round(statistics.stdev(times)), "sample_size": len(times),
            "median_ns": round(statistics.median(times)), "samples_ns": times}


def load():
    return store.load(BASELINE, EMPTY)


def judge_all(times, baseline, tally):
    """Verdicts on times against the samples on record."""
    for name, now in times.items():
        if name not in baseline:
            tally.skip(f"{name}: no baseline; perf/gate/update --end-to-end takes it")
            continue
        then = baseline[name]["samples_ns"]
        pairs = min(len(then), len(now))
        verdict, ratio, low, high, why = ratios.judge(then[:pairs], now[:pairs], SCALE)
        said = (f"{name}: {statistics.median(now) / 1e6:.2f} ms, {100 * (ratio - 1):+.1f} % ({100 * (low - 1):+.1f} to "
                f"{100 * (high - 1):+.1f} %)")
        tally.verdict(verdict, said, why, SCALE * ratios.LIMIT)


def gate(build, only, out, tally):
    drivers.pin()
    key, machines = machine_key(build), load()["machines"]
    baseline = machines[key]["baselines"] if key in machines else None
    before = 0.0
    for _ in range(3):  # a moment's disturbance passes
        before = drift(build, baseline) if baseline else 0.0
        if abs(before) <= SENTINEL_LIMIT:
            break
    times, missing = time_all(build, only)
    if out:
        store.save(out, {**drivers.machine(build), "baselines": {n: entry(t) for n, t in times.items()}})
    for name, reason in missing.items():
        tally.skip(f"{name}: {reason}")
    times.pop(SENTINEL, None)
    if baseline is None:
        for name, t in times.items():
            print(f"{name}: {statistics.median(t) / 1e6:.2f} ms")
        tally.skip(f"whole programs: no baseline for this machine ({key})")
        return
    worst = max(before, drift(build, baseline), key=abs)
    if abs(worst) > SENTINEL_LIMIT:
        tally.skip(f"whole programs: inconclusive, the machine is not what it was: a loop without the library takes "
                   f"{100 * worst:+.1f} % more than its time on record")
        return
    judge_all(times, baseline, tally)


def record(build, before, only=""):
    """The baselines with this machine's times in place."""
    drivers.pin()
    times, missing = time_all(build, only)
    for name, reason in missing.items():
        print(f"left out: {name}: {reason}")
    key = machine_key(build)
    kept = before["machines"].get(key, {}).get("baselines", {}) if only else {}
    now = {**drivers.machine(build), "baselines": {**kept, **{name: entry(t) for name, t in times.items()}}}
    return {"version": "1.0", "machines": {**before["machines"], key: now}}
