#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""tests/accept with stages that pass, fail, hang, skip, say nothing and are not there. Usage: accept_test.py TOP"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(sys.argv[1]).resolve()
checked = failed = 0


def expect(fact, what):
    global checked, failed
    checked += 1
    if not fact:
        failed += 1
        print("FAILED:", what)


def accept(table, *arguments):
    """(exit code, standard output, records by stage, report)"""
    with tempfile.TemporaryDirectory() as folder:
        stages, out = pathlib.Path(folder, "stages"), pathlib.Path(folder, "out")
        stages.write_text(table, encoding="utf-8")
        run = subprocess.run([TOP / "tests/accept", "--stages", stages, "--out", out, *arguments], capture_output=True,
                             text=True, timeout=120)
        log, report = out / "log.jsonl", out / "report.md"
        records = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        return run, {r["stage"]: r for r in records}, report.read_text() if report.exists() else ""


GOOD = "good | 10 | README.md | echo 'skipped: arm: no compiler'; echo '7 passed, 0 failed, 1 skipped'\n"
BAD = {
    "failing": ("echo '3 passed, 2 failed, 0 skipped'; exit 1", "2 failed", 2),
    "lying": ("echo '3 passed, 2 failed, 0 skipped'", "2 failed", 2),
    "crashing": ("echo '3 passed, 0 failed, 0 skipped'; exit 139", "exit 139", 1),
    "silent": ("echo done", "closing line", 1),
    "cut": ("echo '3 passed, 0 failed, 0 skipped'; echo Segmentation fault", "closing line", 1),
    "empty": ("echo '0 passed, 0 failed, 9 skipped'", "nothing passed", 1),
    "hanging": ("sleep 60", "longer than 1 s", 1),
    "stubborn": ("trap '' TERM; for i in 1 2 3 4 5 6 7 8 9; do sleep 5; done", "longer than 1 s", 1),
    "absent": ("tests/not_there/run", "closing line", 1),
}

run, records, report = accept(GOOD)
expect(run.returncode == 0, "a good stage passes")
expect(run.stdout.splitlines()[-1] == "7 passed, 0 failed, 1 skipped", "the last line counts")
expect({"stage", "command", "seconds", "passed", "failed", "skipped", "exit"} <= set(records["good"]), "fields of the log")
expect(records["good"]["skips"] == ["arm: no compiler"], "a skip keeps its reason")
expect("- good: arm: no compiler" in report and "**Passed**" in report, "the report lists skips")

for name, (command, reason, count) in BAD.items():
    limit = 1 if name in ("hanging", "stubborn") else 20
    run, records, report = accept(f"{GOOD}{name} | {limit} | README.md | {command}\n")
    expect(run.returncode == 1, f"{name}: the whole fails")
    expect(records.get(name, {}).get("failed") == count, f"{name}: counted as failed")
    expect(reason in (records.get(name, {}).get("failure") or ""), f"{name}: says {reason}")
    expect(records["good"]["failed"] == 0, f"{name}: the others are judged by themselves")
    expect("**Failed**" in report and f"- {name}: " in report, f"{name}: stands in the report")

run, records, report = accept(f"gone | 10 | tests/not_there/run | echo '1 passed, 0 failed, 0 skipped'\n{GOOD}")
expect(run.returncode == 1 and records["gone"]["failed"] == 1 and records["gone"]["exit"] is None,
       "a stage that is not there is a failure, and is not run")
expect(records["gone"]["skipped"] == 0 and "missing: tests/not_there/run" in report, "it is no skip")
expect(records["good"]["passed"] == 7, "the next stage runs")

with tempfile.TemporaryDirectory() as folder:
    stages, alive = pathlib.Path(folder, "stages"), pathlib.Path(folder, "alive")
    stages.write_text(f"long | 60 | README.md | trap 'rm {alive}' EXIT; touch {alive}; sleep 50 & wait\n", encoding="utf-8")
    whole = subprocess.Popen([TOP / "tests/accept", "--stages", stages, "--out", folder], stdout=subprocess.DEVNULL)
    begin = time.monotonic()
    while not alive.exists() and time.monotonic() - begin < 30:
        time.sleep(0.1)
    expect(alive.exists(), "the stage under way has begun")
    whole.terminate()
    expect(whole.wait(30) == 143 and not alive.exists(), "who ends the command ends the stage under way")

run, records, report = accept(GOOD + "bad | 10 | README.md | false\n", "--only", "good")
expect(run.returncode == 0 and list(records) == ["good"], "--only runs that stage")
run, records, report = accept(GOOD, "--only", "nothing")
expect(run.returncode == 2 and not records, "--only refuses a stage that is unknown")
run, records, report = accept(GOOD + "gone | 10 | tests/not_there | false\n", "--list")
expect(run.returncode == 0 and "good" in run.stdout and "(missing)" in run.stdout and not records, "--list runs nothing")
table = subprocess.run([TOP / "tests/accept", "--list"], capture_output=True, text=True, timeout=60)
lines = [line for line in (TOP / "tests/acceptance/stages").read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
expect(table.returncode == 0 and len(table.stdout.splitlines()) == len(lines) >= 12, "the table in use can be read")
expect("missing" not in table.stdout, "what it needs is there")

print(f"{checked - failed} passed, {failed} failed, 0 skipped")
sys.exit(1 if failed else 0)
