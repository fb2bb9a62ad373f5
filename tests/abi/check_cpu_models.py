# SPDX-License-Identifier: MIT OR Apache-2.0
"""On emulated processors of several generations the right level is chosen and the answers are right."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

from archive import finish, skip

archive, root, *compiler = sys.argv[1:]
# qemu-user 7.2 knows AVX2 and no AVX-512, so "max" is a machine of level avx2 there, and may be more elsewhere.
MODELS = {"qemu64": {"scalar"}, "Nehalem": {"scalar"}, "SandyBridge": {"scalar"}, "Haswell": {"avx2"},
          "max": {"avx2", "avx512"}}
if not shutil.which("qemu-x86_64"):
    skip("no qemu-x86_64; install qemu-user")
faults = []
with tempfile.TemporaryDirectory() as folder:
    program = str(pathlib.Path(folder) / "consumer")
    source = f"{root}/ffi/c/consumer/consumer.c"
    options = ["-static", "-std=c11", f"-I{root}/include", source, archive, "-lm", "-pthread", "-o", program]
    subprocess.run(compiler + options, check=True)
    for model, expected in MODELS.items():
        ran = subprocess.run(["qemu-x86_64", "-cpu", model, program], capture_output=True, text=True)
        answer = ran.stdout.strip()
        print(f"{model}: {answer}")
        if ran.returncode != 0 or not any(answer.endswith(f"on {level}: right") for level in expected):
            faults.append(f"{model}: expected {sorted(expected)}; exit {ran.returncode}, {answer!r} {ran.stderr[-300:]}")
finish(faults)
