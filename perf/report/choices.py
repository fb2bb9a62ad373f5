# SPDX-License-Identifier: MIT OR Apache-2.0
"""What each choice of a user did: the part of docs/performance.md that docs/operations/tune.md refers to."""
from verdicts import number


def choice_tables(scale):
    lines, groups = [], {}
    for c in scale.get("choices", []):
        groups.setdefault(c["group"], []).append(c)
    for group, found in groups.items():
        lines += [f"| {group[0].upper()}{group[1:]} | ns | of the first |", "|---|---|---|"]
        lines += [f"| {c['choice']} | {number(c['ns'])} | {c['of_first']:.2f} |" for c in found] + [""]
    return lines


def curve_table(scale, name, head, row):
    curve = next((c for c in scale["curves"] if c["name"] == name), None)
    if curve is None:
        return []
    columns = head.count("|") + 1
    return [f"| {head} |", "|" + "---|" * columns] + [f"| {row(p)} |" for p in curve["points"]] + [""]


def tables(scale):
    lines = ["## What each choice does", "", "When to choose what: [tune](operations/tune.md). A number for a row or an edge unless it says a call.", ""]
    lines += choice_tables(scale)
    lines += curve_table(scale, "queries", "Queries in one call, 10,000 rows | us a call | us a query",
                         lambda p: f"{p['x']} | {number(p['ns'] / 1000)} | {number(p['ns'] / 1000 / p['x'])}")
    lines += curve_table(scale, "filter", "Rows that a bitmap admits, in 1,000 of 50,000 | us a call",
                         lambda p: f"{p['x']} | {number(p['ns'] / 1000)}")
    return "\n".join(lines)
