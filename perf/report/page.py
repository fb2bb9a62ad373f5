# SPDX-License-Identifier: MIT OR Apache-2.0
"""The text of docs/performance.md."""
import choices
import verdicts
from verdicts import number

TOP = """# Performance

How fast the library is beside what people use today and beside what the machine allows. All figures of the kernels are on
this page (what a call costs from [Go](ffi/go.md) and [Python](ffi/python.md) is on theirs); `perf/report/run` makes it of
stored results, `perf/peers/run` and `perf/scale/run` measure them anew. A number is a median of {fewest} to {most} samples,
taken in turn with those it is compared with, on one core. Your machine will differ in nanoseconds, less so in ratios.

{machine}

What was tried on the way to a target is on the page of each family: [similarity](similarity.md),
[activation](activation.md), [decay](decay.md), [arena](arena.md). How to choose types, sizes and threads by these numbers:
[tune](operations/tune.md). How they are measured, and how a change that makes something slower is caught:
[measuring](performance/measuring.md).
"""


def describe(head):
    machine = head.get("machine", {})
    cpu = machine.get("cpu", "unknown processor") if isinstance(machine, dict) else machine
    cores = machine.get("cores") if isinstance(machine, dict) else None
    parts = [f"Machine: {cpu}, {cores} cores" if cores else f"Machine: {cpu}"]
    parts += [head[k] for k in ("compiler",) if k in head]
    if "libc" in head:
        parts.append(f"C library {head['libc']}")
    if "library" in head:
        parts.append(f"engram-kernels {head['library']}")
    if "level" in head:
        parts.append(f"level {head['level']}")
    return ", ".join(parts) + "."


def slower_table(records):
    found = verdicts.slower(records)
    if not found:
        return "## Where a peer is faster\n\nNowhere in these results.\n"
    lines = ["## Where a peer is faster", "", "| Work | Peer | Peer's time | Ours | Ours over theirs |", "|---|---|---|---|---|"]
    for r, peer, ratio in found:
        ours = r["contenders"][0]["median"]
        lines.append(f"| {r['work']} | {verdicts.named(peer)} | {number(peer['median'])} {r['unit']} | {number(ours)} | {ratio:.2f} |")
    return "\n".join(lines) + "\n"


def target_table(records, targets):
    lines = ["## Targets", "", "| Family | Work | Target | Measured | Ratio | Verdict |", "|---|---|---|---|---|---|"]
    met = missed = 0
    for t in targets:
        v = verdicts.verdict(t, records)
        if v is None:
            lines.append(f"| {t['of']} | {t['what']} | | not measured | | |")
            continue
        words, measured, ratio, good = v
        met, missed = met + good, missed + (not good)
        lines.append(f"| {t['of']} | {t['what']} | {words} | {measured} | {ratio:.2f} | {'met' if good else '**missed**'} |")
    return "\n".join(lines) + f"\n\n{met} met, {missed} missed, {len(targets) - met - missed} not measured.\n"


def all_tables(records):
    parts = ["## All comparisons", "", "Time per unit of work, with the quartiles; ours first.", ""]
    for r in records:
        parts += [f"### {r['work'][0].upper()}{r['work'][1:]}", "", f"| | {r['unit']} | quartiles | of ours |", "|---|---|---|---|"]
        ours = r["contenders"][0]["median"]
        parts += [f"| {verdicts.named(c)} | {number(c['median'])} | {number(c['low'])} to {number(c['high'])} | {c['median'] / ours:.2f} |"
                  for c in r["contenders"]]
        parts += [""]
        if "building" in r:
            parts += ["Built in seconds: " + ", ".join(f"{name} {number(s)}" for name, s in r["building"].items()) + ".", ""]
    return "\n".join(parts)


def scale_tables(scale):
    lines = ["## How it grows", "", "![curves](performance/scale.svg)", "",
             "Time as a power of the size, fitted over all sizes and over the upper half:", "",
             "| Axis | From | To | Exponent | Upper half |", "|---|---|---|---|---|"]
    for c in scale["curves"]:
        first, last = c["points"][0], c["points"][-1]
        lines.append(f"| {c['axis']} | {first['x']:,}: {number(first['ns'] / 1000)} us | {last['x']:,}: {number(last['ns'] / 1000)} us | "
                     f"{c['exponent']:.2f} | {c['upper_exponent']:.2f} |")
    if scale.get("memory"):
        lines += ["", "Memory of a prepared graph, 10 edges a node, as `engram_graph_size()` tells it before and as the allocator",
                  "counted it:", "",
                  "| Edges | told | taken | bytes an edge | at most while building |", "|---|---|---|---|---|"]
        lines += [f"| {m['edges']:,} | {m['told']:,} | {m['taken']:,} | {m['taken'] / m['edges']:.1f} | {m['most']:,} |" for m in scale["memory"]]
    if scale.get("threads"):
        t = scale["threads"]
        lines += ["", f"Threads: top-10 of 50,000 rows cut among the tasks of an executor that makes a thread for each, on {t['cores']} cores;",
                  "efficiency is the gain over one thread, divided by the cores that can take part:", "", "| Threads | ns a row | efficiency |", "|---|---|---|"]
        lines += [f"| {p['threads']} | {p['ns_per_row']:.1f} | {p['efficiency']:.2f} |" for p in t["points"]]
    if scale.get("sharing"):
        lines += ["", "Cache lines shared: two threads allocate and reset, each its own arena, the heads so many bytes apart; the library",
                  "keeps them 128 apart:", "", "| Bytes apart | ns a pair |", "|---|---|"]
        lines += [f"| {p['bytes']} | {p['ns']:.2f} |" for p in scale["sharing"]]
    if scale.get("prefetch"):
        lines += ["", "Prefetching: the same work with every prefetch compiled out, time over that of the library:", "",
                  "| Work | without / with | from | to |", "|---|---|---|---|"]
        lines += [f"| {p['what']} | {p['gain']:.2f} | {p['low']:.2f} | {p['high']:.2f} |" for p in scale["prefetch"]]
    return "\n".join(lines) + "\n"


def page(peers, scale, targets):
    records = peers["records"]
    samples = sorted(c["samples"] for r in records for c in r["contenders"])
    top = TOP.format(fewest=samples[0], most=samples[-1], machine=describe(peers))
    bars = "## Beside the fastest peer\n\n![ratios](performance/ratios.svg)\n\n## Beside the machine\n\n![roofline](performance/roofline.svg)\n\n" \
           "## Over time\n\nInstructions of each family and level at every baseline that was taken ([the gate](performance/measuring.md)):\n\n" \
           "![history](performance/history.svg)\n"
    return "\n".join([top, slower_table(records), target_table(records, targets), bars, choices.tables(scale), scale_tables(scale), all_tables(records)])
