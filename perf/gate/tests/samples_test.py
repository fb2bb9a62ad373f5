# SPDX-License-Identifier: MIT OR Apache-2.0
"""The judgement on stored timings of a build against itself: false alarms, and slow-downs planted in the figures."""

import json
import random

import common
from engram_perf import ratios

STORED = [json.loads(path.read_text()) for path in sorted((common.GATE / "samples").glob("*.json"))]
WINDOWS = [window for stored in STORED for window in stored["windows"]]
VERDICTS = [ratios.judge(w["base"], w["candidate"])[0] for w in WINDOWS]


def false_alarms():
    """A build is no slower than itself: below 1 % of at least 200 comparisons may say so."""
    assert len(WINDOWS) >= 200, f"only {len(WINDOWS)} windows are stored"
    wrong = [w["case"] for w, v in zip(WINDOWS, VERDICTS) if v in ("slower", "faster")]
    unclear = VERDICTS.count("inconclusive")
    print(f"{len(WINDOWS)} comparisons: {len(wrong)} wrong, {unclear} inconclusive")
    assert len(wrong) < 0.01 * len(WINDOWS), f"false alarms: {wrong}"
    assert unclear < 0.5 * len(WINDOWS), f"{unclear} of {len(WINDOWS)} inconclusive: the gate would rarely speak"


def planted(factor):
    """{family: [slower, judged]} with the candidate's figures scaled."""
    found = {}
    for w in WINDOWS:
        verdict = ratios.judge(w["base"], [factor * t for t in w["candidate"]])[0]
        if verdict != "inconclusive":
            counts = found.setdefault(w["case"].split("/")[0], [0, 0])
            counts[0] += verdict == "slower"
            counts[1] += 1
    return found


def planted_8_percent():
    for family, (caught, judged) in sorted(planted(1.08).items()):
        print(f"{family}: 8 % slower is caught in {caught} of {judged} comparisons")
        assert judged >= 20, f"{family}: only {judged} comparisons to judge"
        assert caught >= 0.95 * judged, f"{family}: 8 % is caught in {caught} of {judged} only"


def planted_2_percent():
    """Below the limit: no alarm."""
    for family, (caught, judged) in sorted(planted(1.02).items()):
        assert caught < 0.02 * judged, f"{family}: 2 % slower fails {caught} of {judged} times"


def disturbed():
    """Figures spread by a third, as beside other jobs that come and go: never a pass, never a failure."""
    draw = random.Random(7)
    for factor in (1.0, 1.08):
        for _ in range(50):
            base, candidate = ([1000 * draw.uniform(1, 1.33) * f for _ in range(ratios.PAIRS)] for f in (1.0, factor))
            verdict = ratios.judge(base, candidate)[0]
            assert verdict == "inconclusive", f"{verdict} by {factor} on figures that say nothing"


def too_few():
    try:
        ratios.judge([1.0] * (ratios.PAIRS - 1), [2.0] * (ratios.PAIRS - 1))
    except ValueError:
        return
    raise AssertionError(f"judged on {ratios.PAIRS - 1} pairs")


if __name__ == "__main__":
    common.main(false_alarms, planted_8_percent, planted_2_percent, disturbed, too_few)
