#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Compares findings with those that have a written reason; see tests/static/run.

usage: judge.py FINDINGS ACCEPTED TOOL ...
A line of ACCEPTED is 'tool: file: check: reason'; it speaks for all findings of that check in that file.
"""

import pathlib
import re
import sys


def main(findings, accepted, tools):
    root = str(pathlib.Path.cwd()) + "/"
    reasons = {}
    for line in pathlib.Path(accepted).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            tool, file, check, reason = (part.strip() for part in line.split(":", 3))
            reasons[tool, file, check] = reason
    used, unexplained = set(), []
    for line in pathlib.Path(findings).read_text(encoding="utf-8", errors="replace").splitlines():
        match = re.match(r"(\w+): (?:\.\./|" + re.escape(root) + r")?([^:]+):\d+(?::\d+)?: .*\[([^\]]+)\]$", line)
        key = (match[1], match[2], match[3].replace(",-warnings-as-errors", "")) if match else None
        if key in reasons:
            used.add(key)
        else:
            unexplained.append(line)
    for line in unexplained:
        print(f"failed: {line}")
    stale = [key for key in reasons if key not in used and key[0] in tools]
    for key in stale:
        print(f"failed: a reason without a finding: {': '.join(key)}")
    print(f"{len(used) + (not unexplained)} passed, {len(unexplained) + len(stale)} failed, 0 skipped")
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
