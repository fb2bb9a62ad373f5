# SPDX-License-Identifier: MIT OR Apache-2.0
"""What baselines were: for each update the geometric mean of the instructions of a family at a level, and its date.

Means are taken over the operations that both an entry and the one before it have, and chained: an operation that joins or
leaves moves no line. The first entry of a toolchain is 1.
"""
from engram_perf import BASELINES, records, store

PATH = BASELINES / "history.json"


def load():
    return store.load(PATH, [])


def ratios(before, after):
    """{family and level: geometric mean of after over before} of two {operation: {level: instructions}}."""
    found = {}
    for name, levels in after.items():
        for level, count in levels.items():
            old = before.get(name, {}).get(level)
            if old:
                found.setdefault(f"{name.split('/')[0]} {level}", []).append(count / old)
    return {key: records.geometric_mean(values) for key, values in found.items()}


def extended(entries, date, before, after):
    """entries with one more for each toolchain whose instructions changed; before and after are whole baselines."""
    entries = list(entries)
    for toolchain, cases in after["instructions"].items():
        old = before.get("instructions", {}).get(toolchain, {}) if before else {}
        last = next((e["index"] for e in reversed(entries) if e["toolchain"] == toolchain), None)
        if cases == old and last is not None:
            continue
        step = ratios(old or cases, cases)
        index = {key: round((last or {}).get(key, 1) * ratio, 4) for key, ratio in sorted(step.items())}
        entries.append({"date": date, "toolchain": toolchain, "index": {**(last or {}), **index}})
    return entries
