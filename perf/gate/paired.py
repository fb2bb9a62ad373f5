# SPDX-License-Identifier: MIT OR Apache-2.0
"""Wall time of two builds in turn: base, candidate, candidate, base, ... each run a process of its own on one core."""

from engram_perf import drivers, ratios

MOST = 3 * ratios.PAIRS  # pairs before a case is given up as inconclusive
SAMPLE_NS = 5_000_000  # of timed work in one process: about one slice of the scheduler
FEWEST, MOST_RUNS = 7, 2000


def figure(build, name, arguments, iters):
    """The least time of a run in one process: what disturbs a run can only add to it."""
    return drivers.driver(build, name, arguments, "--iters", str(iters), "--check", "0")["min_ns"]


def runs_of(build, name, arguments):
    """How many runs fill one process. The results are checked here, once."""
    once = drivers.driver(build, name, arguments, "--iters", "9")["min_ns"]
    return min(MOST_RUNS, max(FEWEST, int(SAMPLE_NS / max(once, 1))))


def pairs(base, candidate, name, arguments, iters, count, more=""):
    """`count` figures of each, in turn; `more` flags go to the candidate."""
    sides = ((base, arguments), (candidate, f"{arguments} {more}"))
    figures = ([], [])
    for i in range(count):
        for side in (0, 1) if i % 2 == 0 else (1, 0):
            build, flags = sides[side]
            figures[side].append(figure(build, name, flags, iters))
    return figures


def compare(base, candidate, name, arguments, more=""):
    """A verdict on one case; more pairs are taken while the machine is disturbed."""
    iters = runs_of(candidate, name, arguments)
    runs_of(base, name, arguments)
    figures = ([], [])
    while True:
        for kept, new in zip(figures, pairs(base, candidate, name, arguments, iters, ratios.PAIRS, more)):
            kept.extend(new)
        verdict = ratios.judge(*figures)
        if verdict[0] != "inconclusive" or len(figures[0]) >= MOST:
            return (*verdict, figures)


def gate(base, candidate, cases, tally, more=""):
    """Runs every case; returns the figures for whoever wants to keep them."""
    kept = {}
    for name, arguments in cases.items():
        verdict, ratio, low, high, why, figures = compare(base, candidate, name, arguments, more)
        kept[name] = {"verdict": verdict, "ratio": round(ratio, 4), "low": round(low, 4), "high": round(high, 4),
                      "base_ns": figures[0], "candidate_ns": figures[1]}
        said = (f"{name}: {100 * (ratio - 1):+.1f} % ({100 * (low - 1):+.1f} to {100 * (high - 1):+.1f} %), "
                f"{len(figures[0])} pairs")
        tally.verdict(verdict, said, why, ratios.LIMIT)
    return kept
