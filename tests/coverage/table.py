#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The table of tests/coverage/run.

usage: table.py SKIPPED FAILED JSON [JSON ...]      gcovr's JSON reports; counts of the same line and branch add up
Prints lines and branches by folder, then every line that nothing reached. Exit 1 when a target is missed.
"""

import collections
import json
import pathlib
import sys

LINES, BRANCHES = 98.0, 95.0


def read(reports):
    """file -> line -> [count, [branch counts]]; the same line in several reports adds up, branch by branch."""
    files = collections.defaultdict(dict)
    for report in reports:
        for file in json.loads(pathlib.Path(report).read_text(encoding="utf-8"))["files"]:
            for line in file["lines"]:
                if line.get("gcovr/noncode"):
                    continue
                entry = files[file["file"]].setdefault(line["line_number"], [0, []])
                entry[0] += line["count"]
                branches = [b["count"] for b in line.get("branches", [])]
                # A line may be compiled to more branches on one machine than on another: the longer list is kept.
                longer, shorter = sorted((entry[1], branches), key=len, reverse=True)
                entry[1] = [n + (shorter[i] if i < len(shorter) else 0) for i, n in enumerate(longer)]
    return files


def share(part, whole):
    return 100.0 * part / whole if whole else 100.0


def ranges(numbers):
    """1, 2, 3, 7 as 1-3, 7."""
    found = []
    for n in numbers:
        if found and n == found[-1][1] + 1:
            found[-1][1] = n
        else:
            found.append([n, n])
    return ", ".join(f"{a}-{b}" if a != b else str(a) for a, b in found)


def main(skipped, failed, reports):
    files = read(reports)
    folders = collections.defaultdict(lambda: [0, 0, 0, 0])
    for name, lines in files.items():
        for key in (str(pathlib.PurePosixPath(name).parent), "all"):
            total = folders[key]
            total[0] += sum(count > 0 for count, _ in lines.values())
            total[1] += len(lines)
            total[2] += sum(n > 0 for _, branches in lines.values() for n in branches)
            total[3] += sum(len(branches) for _, branches in lines.values())
    print(f"{'folder':<34}{'lines':>8}{'%':>8}{'branches':>10}{'%':>8}")
    for name in sorted(folders, key=lambda n: (n == "all", n)):
        hit, lines, taken, branches = folders[name]
        print(f"{name:<34}{lines:>8}{share(hit, lines):>8.2f}{branches:>10}{share(taken, branches):>8.2f}")
    for name in sorted(files):
        missed = ranges(n for n in sorted(files[name]) if files[name][n][0] == 0)
        if missed:
            print(f"not reached: {name}: {missed}")
    hit, lines, taken, branches = folders["all"]
    missed = [what for what, reached, target in (("lines", share(hit, lines), LINES), ("branches", share(taken, branches), BRANCHES))
              if reached < target]
    for what in missed:
        print(f"failed: {what} of src are below the target")
    failures = len(missed) + failed
    print(f"{2 - len(missed)} passed, {failures} failed, {skipped} skipped")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
