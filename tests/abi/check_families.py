# SPDX-License-Identifier: MIT OR Apache-2.0
"""A program that calls one family links that family alone, and stays small.

usage: check_families.py ARCHIVE NM ROOT COMPILER..."""

import pathlib
import subprocess
import sys
import tempfile

from archive import finish

archive, nm, root, *compiler = sys.argv[1:]
MOST = 450_000  # bytes of code and constants beyond those of an empty program
CALLS = {
    "similarity": "engram_similarity_many(ENGRAM_METRIC_COSINE, 0, 0, 0, 0, 0)",
    "activation": "engram_activation_spread(0, 0, 0)",
    "decay": "engram_decay_apply(0, 0, 0, 0, 0)",
}
TABLES = {family: f"engram_{family}_scalar" for family in CALLS}


FORMS = {"dynamic": [], "dynamic, gc-sections": ["-Wl,--gc-sections"], "static": ["-static"],
         "static, gc-sections": ["-static", "-Wl,--gc-sections"]}


def link(folder, call, options):
    source, program = folder / "one.c", folder / "one"
    source.write_text(f'#include "engram/engram.h"\nint main(void) {{ return (int)({call}); }}\n')
    subprocess.run([*compiler, "-O2", f"-I{root}/include", str(source), archive, "-lm", "-lpthread", *options, "-o", str(program)],
                   check=True)
    names = {line.split()[-1] for line in subprocess.run([nm, str(program)], capture_output=True, text=True, check=True).stdout.splitlines()}
    sizes = subprocess.run(["size", str(program)], capture_output=True, text=True, check=True).stdout.splitlines()[1].split()
    return names, int(sizes[0]) + int(sizes[1])


faults = []
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    for form, options in FORMS.items():
        _, empty = link(folder, "0", options)
        for family, call in CALLS.items():
            names, size = link(folder, call, options)
            print(f"{family}, {form}: {size - empty} bytes")
            if TABLES[family] not in names:
                faults.append(f"{family}, {form}: its own table is not linked: the check sees nothing")
            faults += [f"{family}, {form}: brings {table}" for other, table in TABLES.items() if other != family and table in names]
            if size - empty > MOST:
                faults.append(f"{family}, {form}: {size - empty} bytes, at most {MOST}")
finish(faults)
