# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the checks of the archive share: its symbols by object, and the way to skip."""

import re
import subprocess
import sys

LEVELS = ("avx2", "avx512", "neon")


def skip(reason):
    """A check that cannot run here is skipped, and says why; it never passes."""
    print("skipped:", reason)
    sys.exit(77)


def finish(faults):
    for fault in faults:
        print("fault:", fault)
    sys.exit(1 if faults else 0)


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        skip(f"{command[0]} cannot read this archive: {done.stderr.strip()}")
    return done.stdout


def symbols(nm, archive):
    """Yields (object, kind, name) for every symbol; kind is nm's letter."""
    if not nm:
        skip("no nm; install binutils")
    member = ""
    for line in run([nm, archive]).splitlines():
        header = re.fullmatch(r"(\S+):", line)
        fields = line.split()
        if header:
            member = header.group(1)
        elif len(fields) >= 2:
            yield member, fields[-2], fields[-1]


def level_of(member):
    """The level an object was compiled for, or None for the baseline: kernels_decay_avx2.cpp.o is avx2."""
    found = re.search(r"_([a-z0-9]+)\.cpp\.o", member)
    return found.group(1) if found and found.group(1) in LEVELS else None
