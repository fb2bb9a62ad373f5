# SPDX-License-Identifier: MIT OR Apache-2.0
"""A C program links the archive with the C driver alone, in one form, and gives the known bits (ffi/c/consumer)."""

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
if form == "musl" and not shutil.which("musl-gcc"):
    skip("no musl-gcc; install musl-tools")
source = f"{root}/ffi/c/consumer/consumer.c"
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
        if ran.returncode != 0 or not ran.stdout.rstrip().endswith(": right"):
            faults.append(f"exit {ran.returncode}, printed {ran.stdout!r} {ran.stderr}")
finish(faults)
