# SPDX-License-Identifier: MIT OR Apache-2.0
"""Includes point one way: base <- simd <- kernels <- abi, base <- cpu <- kernels, base <- arena <- kernels."""

import pathlib
import re
import sys

from archive import finish

MAY = {
    "base": {"base"},
    "simd": {"base", "simd"},
    "cpu": {"base", "cpu", "metrics"},
    "arena": {"base", "arena", "metrics"},
    "metrics": {"base", "metrics"},
    "kernels": {"base", "simd", "cpu", "arena", "metrics", "kernels"},
    "info": set(),
    "abi": {"base", "cpu", "arena", "metrics", "kernels", "abi"},
}
root = pathlib.Path(sys.argv[1])
faults, seen = [], 0
for path in sorted((root / "src").rglob("*")):
    if path.suffix not in (".h", ".hpp", ".cpp", ".c", ".inl"):
        continue
    layer = path.relative_to(root / "src").parts[0]
    for line in path.read_text().splitlines():
        quoted = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not quoted:
            continue
        seen += 1
        target = quoted.group(1).split("/")[0]
        if target == "engram":
            if layer == "base":
                faults.append(f"{path.relative_to(root)}: base includes no public header: {quoted.group(1)}")
        elif layer not in MAY or target not in MAY[layer]:
            faults.append(f"{path.relative_to(root)}: {layer} may not include {quoted.group(1)}")
for path in sorted((root / "include" / "engram").glob("*.h")):
    for name in re.findall(r'#\s*include\s+"engram/([^"]+)"', path.read_text()):
        if name != "common.h" and path.name != "engram.h":
            faults.append(f"{path.name}: a public header includes engram/common.h only, not {name}")
if seen < 20:
    faults.append("hardly any include found: the scan does not see the sources")
finish(faults)
