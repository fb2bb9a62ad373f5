# SPDX-License-Identifier: MIT OR Apache-2.0
"""The deterministic gate on real drivers, with work planted. usage: deterministic_test.py BUILD"""

import contextlib
import io
import shutil
import sys

import common
import deterministic
from engram_perf import Unable, drivers
from engram_perf.tally import Tally

BUILD = sys.argv[1]
CASES = {name: text for name, text in drivers.cases("deterministic").items() if name in common.ONE_EACH}
state = {}


def gate(cases, baseline):
    tally = Tally()
    with contextlib.redirect_stdout(io.StringIO()):
        deterministic.gate(BUILD, cases, baseline, tally)
    return tally


def recorded():
    if "baseline" not in state:
        try:
            state["baseline"] = deterministic.record(BUILD, CASES, deterministic.EMPTY)
        except Unable as reason:
            raise common.Skip(str(reason)) from None
    return state["baseline"]


def counts():
    """{case: {level: instructions}} of this toolchain."""
    return next(iter(recorded()["instructions"].values()))


def with_spins(share):
    """The cases with a share of the instructions of their smallest level added, two to a round."""
    return {name: f"{text} --spin {round(share * max(counts()[name].values()) / 2)}" for name, text in CASES.items()}


def repeats():
    """The same build gives the same counts."""
    tally = gate(CASES, recorded())
    assert tally.failed == 0 and tally.skipped == 0 and tally.passed > 2 * len(CASES), tally.not_passed


def planted_8_percent():
    tally = gate(with_spins(0.08), recorded())
    for name in CASES:
        assert any(text.startswith(f"{name} at ") and "instructions" in text for text in tally.not_passed), \
            f"{name}: 8 % more instructions pass: {tally.not_passed}"


def planted_below_the_limit():
    """One case may have 0.4 % more; all cases together may not have 0.9 %."""
    one, levels = next(iter(counts().items()))
    tally = gate({**CASES, one: with_spins(0.004)[one]}, recorded())
    slowest = max(levels, key=levels.get)
    assert not any(text.startswith(f"{one} at {slowest}") for text in tally.not_passed), tally.not_passed
    tally = gate(with_spins(0.009), recorded())
    assert any(text.startswith("geometric mean") for text in tally.not_passed), tally.not_passed


def other_work():
    """Eight per cent more rows: the counters say so, in every family that has rows."""
    cases = {name: text for name, text in CASES.items() if "--rows" in text}
    more = {}
    for name, text in cases.items():
        words = text.split()
        at = words.index("--rows") + 1
        words[at] = str(round(int(words[at]) * 1.08))
        more[name] = " ".join(words)
    tally = gate(more, recorded())
    for name in more:
        assert any(name in text and "the work is another" in text for text in tally.not_passed), \
            f"{name}: {tally.not_passed}"


def unknown_toolchain():
    """Counts of another compiler are no baseline, and that is no pass."""
    other = {"a compiler nobody has": counts()}
    tally = gate(CASES, {**recorded(), "instructions": other})
    assert tally.failed == 0 and tally.skipped == 1 and "no baseline for this toolchain" in tally.not_passed[0], \
        tally.not_passed


def no_valgrind():
    """Without valgrind the instructions are skipped, with the reason, and the work is still compared."""
    which = shutil.which
    baseline = recorded()
    shutil.which = lambda name: None if name == "valgrind" else which(name)
    try:
        tally = gate(CASES, baseline)
    finally:
        shutil.which = which
    assert tally.failed == 0 and tally.passed > 0 and tally.skipped == 1 and "valgrind" in tally.not_passed[0], \
        tally.not_passed


def unrecorded():
    """A case nobody has recorded, and a record that has no case."""
    tally = gate({"decay/dropin": "--op dropin --rows 1000", "decay/new": "--op dropin --rows 10"}, recorded())
    assert any("decay/new" in text and "no work counters" in text for text in tally.not_passed), tally.not_passed
    assert any("decay/new" in text and "no instruction count" in text for text in tally.not_passed), tally.not_passed
    assert any("arena/call" in text and "no case any more" in text for text in tally.not_passed), tally.not_passed


if __name__ == "__main__":
    common.main(repeats, planted_8_percent, planted_below_the_limit, other_work, unknown_toolchain, no_valgrind,
                unrecorded)
