# SPDX-License-Identifier: MIT OR Apache-2.0
"""No fast-math, no native builds, no pictographs, no unfinished marks anywhere in the tree."""

import pathlib
import re
import sys

from archive import finish, skip

# Spelt in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a flag that breaks equal bits": "-f" + "fast-math",
    "a flag that breaks other machines": "-march=" + "native",
    "unfinished": "TO" + "DO|FIX" + "ME",
    "a pictograph": "[\U0001F300-\U0001FAFF\u2600-\u27BF]",
}
# Peers are compiled the way their users do; docs warn of the flags; what names a flag to refuse it, and what tries that.
ALLOWED = re.compile(r"perf/.*peers|^docs/|^src/exact/meson\.build$|^tests/build/check_flags\.py$")
root = pathlib.Path(sys.argv[1])
faults, seen = [], 0
for path in sorted(root.rglob("*")):
    name = path.relative_to(root).as_posix()
    downloaded = name.startswith("subprojects/") and name.count("/") > 1 and "/packagefiles/" not in name
    if name.startswith((".git/", "build")) or "__pycache__" in name or downloaded or not path.is_file():
        continue
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        continue
    seen += 1
    for what, pattern in FORBIDDEN.items():
        found = re.search(pattern, text)
        if found and not (ALLOWED.search(name) and "flag" in what):
            faults.append(f"{name}: {what}: {found.group(0)}")
if seen < 40:
    skip("the sources are not here")
finish(faults)
