# SPDX-License-Identifier: MIT OR Apache-2.0
"""Two majors of the library link into one program: a copy of the archive gets a prefix, and both compute right.

Every global symbol of the copy is renamed, engram_x to old_engram_x, and the objects are given a file of their own; a
header renames the functions for the part of the program that wants the copy. docs/api/versioning.md has the recipe.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

from archive import finish, skip, symbols

archive, nm, root, *compiler = sys.argv[1:]
objcopy = shutil.which("objcopy")
if not objcopy:
    skip("no objcopy; install binutils")
ours = sorted({name for _, kind, name in symbols(nm, archive) if kind.isupper() and kind != "U"})
faults = [] if len(ours) > 20 else ["hardly a symbol: the scan does not see the archive"]
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    (folder / "map").write_text("".join(f"{symbol} old_{symbol}\n" for symbol in ours))
    (folder / "old.h").write_text("".join(f"#define {symbol} old_{symbol}\n" for symbol in ours))
    copy, program = str(folder / "libold.a"), str(folder / "program")
    # A thin archive only points at its objects; objcopy wants an archive that holds them.
    thick = str(folder / "thick.a")
    subprocess.run(["ar", "-M"], input=f"CREATE {thick}\nADDLIB {archive}\nSAVE\nEND\n", text=True, check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run([objcopy, f"--redefine-syms={folder}/map", thick, copy], check=True)
    left = sorted({s for _, kind, s in symbols(nm, copy) if s in ours})
    faults += [f"{symbol}: still under its old name in the copy" for symbol in left]
    flags = ["-std=c11", f"-I{root}/include", f"{root}/tests/abi/check_majors.c", "-c", "-o"]
    subprocess.run(compiler + ["-DHALF=plain", "-DWITH_MAIN"] + flags + [str(folder / "plain.o")], check=True)
    subprocess.run(compiler + ["-DHALF=other", "-include", str(folder / "old.h")] + flags + [str(folder / "other.o")],
                   check=True)
    linked = subprocess.run(compiler + [str(folder / "plain.o"), str(folder / "other.o"), archive, copy, "-lm",
                                        "-pthread", "-o", program], capture_output=True, text=True)
    if linked.returncode != 0:
        faults.append(f"does not link: {linked.stderr.strip()}")
    else:
        ran = subprocess.run([program], capture_output=True, text=True)
        print(ran.stdout.strip())
        if ran.returncode != 0:
            faults.append(f"exit {ran.returncode}: {ran.stderr}")
finish(faults)
