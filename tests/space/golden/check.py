#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Opens every file that an earlier version left (make), and compares what it holds with what it held.

usage: check.py PROGRAM FOLDER     PROGRAM is tests/durability/golden
"""
import gzip
import pathlib
import subprocess
import sys
import tempfile

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
verdicts = []
for packed in sorted(folder.glob("*.engram.gz")):
    with tempfile.TemporaryDirectory() as work:
        file = pathlib.Path(work) / "space.engram"
        file.write_bytes(gzip.decompress(packed.read_bytes()))
        run = subprocess.run([program, "read", str(file)], capture_output=True, text=True)
    expected = (folder / packed.name.replace(".engram.gz", ".txt")).read_text()
    verdict = run.returncode
    if verdict == 0 and run.stdout != expected:
        print(f"{packed.name}: {run.stdout.strip()}\nexpected:{'':{len(packed.name) - 8}}{expected.strip()}")
        verdict = 1
    elif verdict == 77:
        print(f"skipped: {packed.name} is of an earlier state of an unreleased format: tests/space/golden/make makes it again")
    print(f"{packed.name}: {run.stderr.strip() or 'whole'}")
    verdicts.append(verdict)
if not verdicts:
    sys.exit("there is no file to open")
sys.exit(1 if any(v not in (0, 77) for v in verdicts) else max(verdicts))
