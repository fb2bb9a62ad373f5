# SPDX-License-Identifier: MIT OR Apache-2.0
"""The object of a level defines its one table and nothing else: the linker can never prefer its copy of anything."""

import sys

from archive import finish, level_of, symbols

archive, nm = sys.argv[1:3]
faults = []
tables = {}
for member, kind, name in symbols(nm, archive):
    level = level_of(member)
    if level and kind != "U" and kind.isupper():
        tables.setdefault(member, []).append(name)
for member, names in sorted(tables.items()):
    if len(names) != 1 or not names[0].endswith("_" + level_of(member)):
        faults.append(f"{member}: defines {', '.join(names)}; expected its table only")
if not tables:
    faults.append("no object of any level in the archive")
print(f"{len(tables)} objects of levels")
finish(faults)
