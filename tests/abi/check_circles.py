# SPDX-License-Identifier: MIT OR Apache-2.0
"""Folders of src call each other one way, seen from the symbols of the archive: what an include does not show, a hidden circle,
shows here. `abi` and `check` count as one: the self-check calls the public functions, and the first use of a family calls it.

usage: check_circles.py ARCHIVE NM"""

import sys

from archive import finish, symbols

archive, nm = sys.argv[1:3]
ONE = {"check": "abi"}


def layer(member):
    folder = member.split("_")[0]
    return ONE.get(folder, folder)


defined, needed = {}, []
for member, kind, name in symbols(nm, archive):
    if kind == "U":
        needed.append((member, name))
    elif kind.isupper():
        defined[name] = member
calls = {}
for member, name in needed:
    if name in defined and layer(defined[name]) != layer(member):
        calls.setdefault((layer(member), layer(defined[name])), f"{member} needs {name} of {defined[name]}")
faults = []
layers = {layer for pair in calls for layer in pair}
if not {"abi", "kernels", "cpu", "base", "metrics", "arena"} <= layers:
    faults.append(f"only the folders {sorted(layers)} are seen: the scan does not see the archive")
# Whoever reaches a folder that reaches it back stands in a circle.
reach = {a: {b for x, b in calls if x == a} for a in layers}
for middle in layers:
    for a in layers:
        if middle in reach[a]:
            reach[a] |= reach[middle]
for (a, b), how in sorted(calls.items()):
    if a in reach[b]:
        faults.append(f"circle of {a} and {b}: {how}")
finish(faults)
