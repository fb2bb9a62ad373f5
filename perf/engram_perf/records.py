# SPDX-License-Identifier: MIT OR Apache-2.0
"""What every comparison leaves behind: one record for each piece of work, with all contenders timed in one run.

    {"family": "similarity", "work": "f32 cosine 1:10000, 384-d", "unit": "ns per row", "operations": 1152, "bytes": 1536,
     "contenders": [{"name": "engram", "kind": "ours", "median": 21.4, "low": 21.1, "high": 23.0, "samples": 15}, ...]}

low and high are the quartiles. Where answers may miss, recall is beside the time, and p99 where that is asked for. kind is ours, level (ours on a lower level), peer or limit; the first contender is ours.
operations and bytes count one unit of work, where a roofline makes sense.
"""
import math
import statistics


def kind_of(name, first):
    if first:
        return "ours"
    if name.startswith(("limit", "one plain hop")):  # measures, not rivals
        return "limit"
    return "level" if name.startswith("engram") else "peer"


def rounded(value):
    """To five digits, which no timing has."""
    return float(f"{value:.5g}") if isinstance(value, float) else value


def contender(name, samples, first=False):
    ordered = sorted(samples)
    low, high = ordered[len(ordered) // 4], ordered[(3 * len(ordered)) // 4]
    return {"name": name, "kind": kind_of(name, first), "median": rounded(statistics.median(ordered)),
            "low": rounded(low), "high": rounded(high), "samples": len(ordered)}


def record(family, work, unit, contenders, **more):
    """contenders: (name, samples in the unit) in order, ours first."""
    return {"family": family, "work": work, "unit": unit, **more,
            "contenders": [contender(name, samples, i == 0) for i, (name, samples) in enumerate(contenders)]}


def show(r):
    lines = [f"{r['work']} ({r['unit']})"]
    ours = r["contenders"][0]["median"]
    for c in r["contenders"]:
        beside = "".join(f"   {key} {c[key]:.4f}" for key in ("recall", "p99") if key in c)
        lines.append(f"  {c['name']:36s} {c['median']:12.4f}   {c['median'] / ours:6.2f} x{beside}")
    return "\n".join(lines)


def geometric_mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))
