# SPDX-License-Identifier: MIT OR Apache-2.0
"""Times of whole programs against those on record: what is a failure, and what is no verdict. Nothing is timed."""

import contextlib
import io
import random

import common
import whole
from engram_perf.tally import Tally

DRAW = random.Random(3)


def times(factor=1.0):
    return [round(5_000_000 * factor * DRAW.uniform(1, 1.02)) for _ in range(whole.RUNS)]


def judged(now, then):
    tally = Tally()
    with contextlib.redirect_stdout(io.StringIO()):
        whole.judge_all(now, {name: whole.entry(t) for name, t in then.items()}, tally)
    return tally.passed, tally.failed, tally.skipped


def verdicts():
    assert judged({"a": times()}, {"a": times()}) == (1, 0, 0)
    assert judged({"a": times(1.25)}, {"a": times()}) == (0, 1, 0)
    assert judged({"a": times(0.7)}, {"a": times()}) == (1, 0, 0)
    assert judged({"a": times()}, {"b": times()}) == (0, 0, 1), "a program without a baseline is no pass"


def gate(monkey, baseline_key):
    """whole.gate() with its measurements replaced."""
    saved = {name: getattr(whole, name) for name in (*monkey, "load", "machine_key")}
    tally = Tally()
    record = {"machines": {baseline_key: {"baselines": {n: whole.entry(times()) for n in (whole.SENTINEL, "a")}}}}
    try:
        for name, value in {**monkey, "load": lambda: record, "machine_key": lambda build: "here"}.items():
            setattr(whole, name, value)
        with contextlib.redirect_stdout(io.StringIO()):
            whole.gate(None, "", None, tally)
    finally:
        for name, value in saved.items():
            setattr(whole, name, value)
    return tally


def other_machine():
    tally = gate({"time_all": lambda build, only: ({"a": times()}, {})}, "elsewhere")
    assert (tally.passed, tally.failed, tally.skipped) == (0, 0, 1) and "no baseline for this machine" in tally.not_passed[0]
    assert gate({"time_all": lambda build, only: ({"a": times()}, {}), "drift": lambda build, baseline: 0.01}, "here").passed == 1


def slow_machine():
    tally = gate({"time_all": lambda build, only: ({"a": times(1.3)}, {}), "drift": lambda build, baseline: 0.3}, "here")
    assert (tally.passed, tally.failed, tally.skipped) == (0, 0, 1) and "inconclusive" in tally.not_passed[0]


if __name__ == "__main__":
    common.main(verdicts, other_machine, slow_machine)
