# SPDX-License-Identifier: MIT OR Apache-2.0
"""The text of docs/tuning.md: what to choose, with the measured effect of each choice."""
from verdicts import number

TOP = """# Tuning

What you can choose, and what each choice did here: {machine} Figures are of `perf/scale/run`; its other curves are on
[performance](performance.md). The settings themselves, and how to see them in force: [configure](operations/configure.md),
[tune](operations/tune.md).
"""

ADVICE = {
    "element type": """## Types

Scanning is bound by bytes: half the bytes, about half the time. f16 and bf16 lose precision in the rows, not in the sums; i8
with a scale per row loses more; bits are for a first sieve. Measure the loss on your own vectors before you store only
the short form.
""",
    "selection": """## Exact results from short rows

Codes beside the f32 rows skip rows that cannot win, and score the rest in f32: ids and bits are those of the plain scan.
i8 codes cost a quarter more memory. Sign codes cost 3 % and prune little on text embeddings: see
[similarity](similarity.md).
""",
    "level, one": """## Levels

The library takes the best one by itself. Force another only to compare, or to go back when something is wrong: the bits
are the same.
""",
    "arena": """## Arenas and huge pages

An arena that is too small falls back to the system's allocator, which one big call does not feel. Zeroing and huge pages
moved this case by no more than its noise. What a small request costs with and without an arena: [arena](arena.md).
""",
}


def choice_tables(scale):
    lines, groups = [], {}
    for c in scale.get("choices", []):
        groups.setdefault(c["group"], []).append(c)
    for group, found in groups.items():
        lines += [text for start, text in ADVICE.items() if group.startswith(start)]
        lines += [f"| {group[0].upper()}{group[1:]} | ns | of the first |", "|---|---|---|"]
        lines += [f"| {c['choice']} | {number(c['ns'])} | {c['of_first']:.2f} |" for c in found]
        lines.append("")
    return lines


def batch_table(scale):
    curve = next((c for c in scale["curves"] if c["name"] == "queries"), None)
    if curve is None:
        return []
    lines = ["## Batches", "", "Queries that come together share each row's way from memory. One call for many beats many calls:", "",
             "| Queries in one call, 10,000 rows | us | us a query |", "|---|---|---|"]
    return lines + [f"| {p['x']} | {number(p['ns'] / 1000)} | {number(p['ns'] / 1000 / p['x'])} |" for p in curve["points"]] + [""]


def filter_table(scale):
    curve = next((c for c in scale["curves"] if c["name"] == "filter"), None)
    if curve is None:
        return []
    lines = ["## Filters", "", "A bitmap skips rows before they are read. Few rows left: cost falls with them. With "
             "half of them or more left, jumping breaks the stream from memory, and costs more than scoring all rows.", "",
             "| Rows admitted, in 1,000 of 50,000 | us |", "|---|---|"]
    return lines + [f"| {p['x']} | {number(p['ns'] / 1000)} |" for p in curve["points"]] + [""]


def thread_table(scale):
    t = scale.get("threads")
    if not t:
        return []
    lines = ["## Threads", "", f"Hand over an executor with as many tasks as cores ({t['cores']} here). More tasks than cores gain nothing; "
             "results are the same for any number. These runs make a new thread for each task; a pool costs less.", "",
             "| Tasks | ns a row | efficiency |", "|---|---|---|"]
    return lines + [f"| {p['threads']} | {p['ns_per_row']:.1f} | {p['efficiency']:.2f} |" for p in t["points"]] + [""]


def page(scale, machine):
    lines = [TOP.format(machine=machine)] + choice_tables(scale) + batch_table(scale) + filter_table(scale) + thread_table(scale)
    return "\n".join(lines).rstrip() + "\n"
