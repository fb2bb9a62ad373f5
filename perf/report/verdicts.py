# SPDX-License-Identifier: MIT OR Apache-2.0
"""Targets against measurements: one way to read each kind of target, and where a peer is faster."""


def find(records, work):
    return next((r for r in records if r["work"] == work), None)


def contender(record, name):
    return next((c for c in record["contenders"] if c["name"] == name), None)


def named(c):
    """The name of a contender, with what it found and its slowest hundredth where those were measured."""
    beside = [f"recall {c['recall']:.4f}"] if "recall" in c else []
    beside += [f"P99 {number(c['p99'])}"] if "p99" in c else []
    return f"{c['name']} ({', '.join(beside)})" if beside else c["name"]


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def verdict(target, records):
    """(target in words, measured in words, ratio, met) or None where nothing was measured."""
    record = find(records, target["work"])
    if record is None:
        return None
    ours = contender(record, target["ours"]) if "ours" in target else record["contenders"][0]
    unit = record["unit"]
    names = target.get("faster_than") or [target.get("share_of") or target.get("over") or target.get("time_against")]
    others = [c for c in (contender(record, n) for n in names if n) if c]
    if ours is None or ("at_most" not in target and not others):
        return None
    mine, other = ours["median"], min((c["median"] for c in others), default=None)
    if "at_most" in target:
        return f"at most {number(target['at_most'])} {unit}", f"{number(mine)} {unit}", mine / target["at_most"], mine <= target["at_most"]
    beside = f"{number(mine)} beside {number(other)} {unit}"
    if "share_of" in target:
        return f"{target['target']:.0%} of {names[0].removeprefix('limit: ')}", beside, other / mine, other / mine >= target["target"]
    if "over" in target:
        return f"within {target['target']:.0%}", beside, mine / other, mine / other - 1 <= target["target"]
    if "time_against" in target:
        return f"at most {target['target']:g} times {names[0].removeprefix('limit: ')}", beside, mine / other, mine / other <= target["target"]
    whom = names[0] if len(names) == 1 else "the best of " + str(len(names))
    return f"{target['target']:g} times {whom}", beside, other / mine, other / mine >= target["target"]


def slower(records):
    """(record, peer, ratio) wherever a peer took less time than ours, the widest gap first."""
    found = []
    for r in records:
        ours = r["contenders"][0]["median"]
        for c in r["contenders"]:
            if c["kind"] == "peer" and c["median"] < ours:
                found.append((r, c, ours / c["median"]))
    return sorted(found, key=lambda f: -f[2])


def best_peer(record):
    """Of those that find what was asked for, or nearly."""
    return min((c for c in record["contenders"] if c["kind"] == "peer" and c.get("recall", 1) >= 0.99), key=lambda c: c["median"], default=None)
