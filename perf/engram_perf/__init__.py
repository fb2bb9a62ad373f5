# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the commands of perf/ share: builds and their drivers, statistics, results.

    drivers   runs a driver, pinned, and reads its record; the facts of the machine
    builds    build folders: ours, another revision's, a variant with one option changed
    records   comparisons of contenders; medians and quartiles
    ratios    the verdict on timings taken in pairs
    tally     counts verdicts and says them
    store     reads and writes results
"""

import pathlib

PERF = pathlib.Path(__file__).resolve().parents[1]
ROOT = PERF.parent
BASELINES = PERF / "baselines"
RESULTS = PERF / "results"
FAMILIES = ("similarity", "activation", "decay", "arena")


class Unable(Exception):
    """What cannot be done here, in a sentence."""


class LevelMissing(Exception):
    """This machine or build lacks the level."""
