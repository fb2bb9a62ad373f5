# SPDX-License-Identifier: MIT OR Apache-2.0
"""The paired gate on real drivers: 8 % of work planted in one family after another. usage: paired_test.py BUILD"""

import contextlib
import io
import sys

import common
import paired
from engram_perf import drivers, ratios
from engram_perf.tally import Tally

BUILD = sys.argv[1]
CASES = {name: text for name, text in drivers.cases("paired").items() if name in common.ONE_EACH}


def spins(name, text, share):
    """Rounds of the empty loop that take a share of the time of a run, from the difference that many rounds make."""
    iters = paired.runs_of(BUILD, name, text)
    least = [min(paired.figure(BUILD, name, f"{text} --spin {rounds}", iters) for _ in range(5)) for rounds in (0, 100000)]
    return round(share * least[0] / (least[1] - least[0]) * 100000)


def verdict(name, share):
    """The gate's result for one case with a share planted, or a skip when it says that it cannot tell."""
    text = CASES[name]
    more = f"--spin {spins(name, text, share)}" if share else ""
    tally = Tally()
    with contextlib.redirect_stdout(io.StringIO()):
        kept = paired.gate(BUILD, BUILD, {name: text}, tally, more)[name]
    said = f"{name}: {100 * (kept['ratio'] - 1):+.1f} % measured with {100 * share:.0f} % planted: {kept['verdict']}"
    print(said)
    if kept["verdict"] == "inconclusive":
        assert tally.skipped == 1 and tally.passed == 0 and tally.failed == 0, "inconclusive, yet passed or failed"
        raise common.Skip(f"the machine is too disturbed: {said}")
    return kept["verdict"], tally


def planted(name):
    said, tally = verdict(name, 0.08)
    assert said == "slower" and tally.failed == 1, said


def similarity():
    planted("similarity/cosine_many")


def activation():
    planted("activation/dense")


def decay():
    planted("decay/dropin")


def arena():
    planted("arena/call")


def the_same():
    said, tally = verdict("decay/dropin", 0)
    assert said == "same" and tally.passed == 1, said


if __name__ == "__main__":
    drivers.pin()
    assert ratios.PAIRS >= 15
    common.main(similarity, activation, decay, arena, the_same)
