# SPDX-License-Identifier: MIT OR Apache-2.0
"""Includes point one way.

base <- simd <- kernels <- abi <- check, base <- cpu <- kernels, base <- arena <- kernels, cpu <- metrics <- abi,
arena, metrics <- diagnostics <- abi. A public header includes common.h and, at most, headers that engram.h lists before it.
"""

import pathlib
import re
import sys

from archive import finish

MAY = {
    "base": {"base"},
    "simd": {"base", "simd"},
    "cpu": {"base", "cpu"},
    "arena": {"base", "arena"},
    "metrics": {"base", "cpu", "metrics"},
    "kernels": {"base", "simd", "cpu", "arena", "kernels"},
    "diagnostics": {"base", "cpu", "arena", "metrics", "diagnostics"},
    "check": {"base", "cpu", "arena", "metrics", "kernels", "abi", "check"},
    "abi": {"base", "cpu", "arena", "metrics", "kernels", "diagnostics", "check", "abi"},
    "info": set(),
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
headers = root / "include" / "engram"
order = re.findall(r'#\s*include "engram/([^"]+)"', (headers / "engram.h").read_text())
for path in sorted(headers.glob("*.h")):
    rank = order.index(path.name) if path.name in order else 1
    for name in re.findall(r'#\s*include "engram/([^"]+)"', path.read_text()):
        if path.name != "engram.h" and name not in order[:rank]:
            faults.append(f"{path.name}: engram.h does not list {name} before it")
if seen < 20:
    faults.append("hardly any include found: the scan does not see the sources")
finish(faults)
