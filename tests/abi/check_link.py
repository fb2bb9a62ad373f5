# SPDX-License-Identifier: MIT OR Apache-2.0
"""A C program links the archive with the C driver alone, in one form, and gives the known bits."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

from archive import finish, skip

form, archive, root, *compiler = sys.argv[1:]
DRIVERS = {
    "dynamic": compiler,
    "static": compiler + ["-static"],
    "static-pie": compiler + ["-static-pie", "-fPIE"],
    "gc-sections": compiler + ["-ffunction-sections", "-Wl,--gc-sections"],
    "musl": ["musl-gcc", "-static"],
}
# Cosines of (1,2,3) with (3,2,1) and (-1,-2,-3); two steps of 0 -> 1 (0.5) and 1 -> 2 (0.25) from (1,0,0); one day and
# age 0 under tau of a day. What the scalar reference gives, and so every level.
EXPECTED = "3f36db6e bf800000 3f800000 3f800000 3e000000 3ebc5ab2 40000000"

if form == "musl" and not shutil.which("musl-gcc"):
    skip("no musl-gcc; install musl-tools")
source = str(pathlib.Path(__file__).parent / "link_test.c")
faults = []
with tempfile.TemporaryDirectory() as folder:
    program = str(pathlib.Path(folder) / "program")
    options = ["-std=c11", f"-I{root}/include", source, archive, "-lm", "-pthread", "-o", program]
    linked = subprocess.run(DRIVERS[form] + options, capture_output=True, text=True)
    if linked.returncode != 0:
        faults.append(f"does not link: {linked.stderr.strip()}")
    else:
        ran = subprocess.run([program], capture_output=True, text=True)
        print(ran.stdout.strip())
        if ran.returncode != 0 or ran.stdout.split()[:7] != EXPECTED.split():
            faults.append(f"exit {ran.returncode}, printed {ran.stdout!r}, expected {EXPECTED} {ran.stderr}")
finish(faults)
