# SPDX-License-Identifier: MIT OR Apache-2.0
"""A C program links the engine with the C driver, as pkg-config says, in one form, and remembers (space_link.c).

    check_space_link.py shared|static ROOT BUILD COMPILER ...    static: the whole program, libsqlite3.a and libc.a in it
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from archive import finish, skip

form, root, build, *compiler = sys.argv[1:]
if not shutil.which("pkg-config"):
    skip("no pkg-config")
faults = []
with tempfile.TemporaryDirectory() as folder:
    staged = pathlib.Path(folder) / "root"
    subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--tags", "devel", "--destdir", str(staged)],
                   check=True, stdout=subprocess.DEVNULL)
    [described] = staged.rglob("engram-space.pc")
    environment = dict(os.environ, PKG_CONFIG_SYSROOT_DIR=str(staged), PKG_CONFIG_PATH=str(described.parent))

    def asked(*what):
        return subprocess.run(["pkg-config", *what, "engram-space"], env=environment, check=True, capture_output=True, text=True).stdout.split()

    if "engram-kernels" not in asked("--print-requires"):
        faults.append("engram-space.pc does not require engram-kernels")
    if "sqlite3" not in [word for word in asked("--print-requires-private")]:
        faults.append("engram-space.pc does not require sqlite3 privately")
    # Folders of the system, which pkg-config puts below the root that is staged, are found by the compiler itself.
    flags = [flag for flag in asked("--static", "--cflags", "--libs") if flag[:2] not in ("-I", "-L") or pathlib.Path(flag[2:]).is_dir()]
    program = pathlib.Path(folder) / "program"
    options = ["-static"] if form == "static" else []
    linked = subprocess.run([*compiler, "-std=c11", *options, f"{root}/tests/abi/space_link.c", "-o", str(program), *flags],
                            capture_output=True, text=True)
    if linked.returncode != 0 and form == "static" and "cannot find -lsqlite3" in linked.stderr:
        skip("no libsqlite3.a")
    if linked.returncode != 0:
        faults.append(f"does not link: {linked.stderr.strip()}")
    else:
        ran = subprocess.run([str(program), f"{folder}/link.engram"], capture_output=True, text=True)
        print(ran.stdout.strip())
        if ran.returncode != 0 or not ran.stdout.rstrip().endswith(": right"):
            faults.append(f"exit {ran.returncode}, printed {ran.stdout!r} {ran.stderr}")
finish(faults)
