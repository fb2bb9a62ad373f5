# SPDX-License-Identifier: MIT OR Apache-2.0
"""SVG plots by gnuplot: what they show is in the records, nothing is measured here."""
import subprocess

import verdicts

HEAD = """set terminal svg size {width},{height} font 'sans-serif,12' background '#ffffff'
set output '{out}'
set style line 1 lc rgb '#20639b' lw 2 pt 7 ps 0.8
set style line 2 lc rgb '#b0b7bf' lw 1.5 pt 6 ps 0.8
set style line 3 lc rgb '#c44536' lw 1.5 dt 2
set grid lc rgb '#e4e7ea' lw 1
set border 3 lc rgb '#555555'
set tics nomirror
"""


def quoted(text):
    return '"' + text.replace('"', "'").replace("_", "\\\\_") + '"'


def gnuplot(out, width, height, body):
    subprocess.run(["gnuplot"], input=HEAD.format(out=out, width=width, height=height) + body, text=True, check=True)
    # No date and no generator's name: the same results make the same file.
    text = out.read_text()
    out.write_text("\n".join(line.rstrip() for line in text.splitlines() if "Produced by" not in line) + "\n")


def ratios(records, out):
    """A bar for each piece of work: how many times as long the fastest peer takes."""
    bars = [(r["work"], verdicts.best_peer(r)) for r in records if verdicts.best_peer(r)]
    values = [(work, peer["name"], peer["median"] / verdicts.find(records, work)["contenders"][0]["median"]) for work, peer in bars]
    values.sort(key=lambda v: v[2])
    data = "\n".join(f"{i} {v[2]:.4g} {quoted(v[0] + ': ' + v[1])}" for i, v in enumerate(values))
    most = max(v[2] for v in values) * 1.3
    gnuplot(out, 900, 90 + 20 * len(values), f"""$bars << END
{data}
END
set title 'fastest peer: times as long as ours'
set logscale x 2
set xrange [{min(0.5, min(v[2] for v in values) * 0.8):.3g}:{most:.3g}]
set yrange [-0.7:{len(values) - 0.3}]
set arrow from 1,-0.7 to 1,{len(values) - 0.3} nohead ls 3
set style fill solid 0.85 noborder
unset key
plot $bars using (1):0:(1):2:($0-0.35):($0+0.35):ytic(3) with boxxyerrorbars lc rgb '#20639b', \\
     $bars using 2:0:(sprintf(' %.2f', $2)) with labels left
""")


def roofline(records, out):
    """Operations a nanosecond over operations a byte, ours and the peers', below the machine's limits."""
    limits = {r["work"]: r["contenders"][0]["median"] for r in records if r["family"] == "limits"}
    if "fused multiply-adds" not in limits:
        return False
    peak = 1 / limits["fused multiply-adds"]
    roofs = [(name.removeprefix("reading from "), 1 / ns) for name, ns in limits.items() if name.startswith("reading")]
    points = {"ours": [], "peer": []}
    for r in records:
        if not r.get("operations") or not r.get("bytes") or r["family"] == "limits":
            continue
        for c in r["contenders"]:
            if c["kind"] in points:
                points[c["kind"]].append((r["operations"] / r["bytes"], r["operations"] / c["median"], r["work"]))
    blocks = "".join(f"${kind} << END\n" + "\n".join(f"{x:.5g} {y:.5g} {quoted(w)}" for x, y, w in p) + "\nEND\n"
                     for kind, p in points.items())
    # The part of a work's name that tells it from its neighbours, at ours only.
    lines = ", ".join(f"x * {rate:.5g} < {peak:.5g} ? x * {rate:.5g} : {peak:.5g} title '{name}: {rate:.0f} bytes a ns' ls 3 lc {i + 1}"
                      for i, (name, rate) in enumerate(roofs))
    gnuplot(out, 1000, 640, f"""{blocks}
set title 'Roofline: {peak:.0f} operations a ns at most, and what each level of memory can feed'
set logscale xy
set xrange [0.2:64]
set yrange [4:{peak * 1.5:.5g}]
set xlabel 'operations a byte'
set ylabel 'operations a nanosecond'
set key outside right top
plot {lines}, $peer using 1:2 with points ls 2 pt 2 lc rgb '#888888' title 'peers', \\
     $ours using 1:2 with points ls 1 ps 1.1 title 'engram', \\
     $ours using 1:2:3 with labels font ',8' offset 0,-0.8 textcolor rgb '#20639b' notitle
""")
    return True


def curves(scale, out):
    """One panel for each axis: time over size, with the exponent."""
    all_curves = scale["curves"]
    rows = (len(all_curves) + 1) // 2
    blocks = "".join(f"$c{i} << END\n" + "\n".join(f"{p['x']} {p['ns']:.6g}" for p in c["points"]) + "\nEND\n"
                     for i, c in enumerate(all_curves))
    panels = "".join(f"""set xlabel '{c['axis']}'
plot $c{i} using 1:($2/1000) with linespoints ls 1 title 'exponent {c['exponent']:.2f}, upper half {c['upper_exponent']:.2f}'
""" for i, c in enumerate(all_curves))
    gnuplot(out, 1000, 280 * rows, f"""{blocks}
set multiplot layout {rows},2
set logscale xy
set ylabel 'microseconds'
set format x '10^{{%T}}'
set format y '10^{{%T}}'
set key left top
{panels}
unset multiplot
""")


def history(entries, out):
    """Instructions of each family and level, the first baseline being 1."""
    latest = entries[-1]["toolchain"]
    entries = [e for e in entries if e["toolchain"] == latest]
    keys = sorted({key for e in entries for key in e["index"]})
    data = "\n".join(f"{i} " + " ".join(str(e["index"].get(key, "NaN")) for key in keys) for i, e in enumerate(entries))
    tics = ", ".join(f'"{e["date"]}" {i}' for i, e in enumerate(entries))
    lines = ", ".join(f"$h using 1:{i + 2} with linespoints lc {i + 1} lw 2 pt {i + 4} ps 0.6 title '{key}'" for i, key in enumerate(keys))
    gnuplot(out, 1000, 420, f"""$h << END
{data}
END
set title 'Instructions of the baselines, the first being 1'
set xtics ({tics}) rotate by -25
set xrange [-0.2:{len(entries) - 0.8}]
set key outside right top
plot {lines}
""")
