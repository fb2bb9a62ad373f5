#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Counts the results of `meson test` runs from their JSON logs, cmocka cases one by one, and prints one closing line.

usage: summary.py LOG [LOG ...]      each LOG is a meson-logs/testlog.json
Exit 0 when something passed and nothing failed, 1 otherwise.
"""

import json
import re
import sys


def count(entry):
    """(passed, failed, skipped) of one test program."""
    text = entry.get("stdout", "") + entry.get("stderr", "")
    passed = len(re.findall(r"^\[       OK \] ", text, re.M))
    # cmocka names a skipped case where it runs, and again at the end.
    skipped = len(set(re.findall(r"^\[  SKIPPED \] (\S+)$", text, re.M)))
    failed = len(re.findall(r"^\[ RUN      \] ", text, re.M)) - passed - skipped
    if entry["result"] == "SKIP":
        return 0, 0, 1
    if passed + failed + skipped == 0:
        return (1, 0, 0) if entry["result"] == "OK" else (0, 1, 0)
    # A program that fails outside its cases, or dies in one, is a failure even when every finished case passed.
    if entry["result"] != "OK" and failed == 0:
        failed = 1
    return passed, failed, skipped


def main(logs):
    totals = [0, 0, 0]
    for log in logs:
        with open(log, encoding="utf-8") as lines:
            for line in lines:
                entry = json.loads(line)
                counts = count(entry)
                totals = [a + b for a, b in zip(totals, counts)]
                if counts[1]:
                    print(f"failed: {entry['name']} ({log})")
                    print(entry.get("stdout", "")[-3000:], entry.get("stderr", "")[-3000:])
                if counts[2]:
                    reason = re.search(r"skipped: .*", entry.get("stdout", ""))
                    print(f"skipped: {entry['name']}: {reason.group(0)[9:] if reason else 'see ' + log}")
    passed, failed, skipped = totals
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
