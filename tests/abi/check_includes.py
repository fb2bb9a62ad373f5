# SPDX-License-Identifier: MIT OR Apache-2.0
"""Includes point one way.

base <- simd <- kernels <- abi <- check, base <- cpu <- kernels, base <- arena <- kernels, cpu <- metrics <- abi,
arena, metrics, kernels <- diagnostics <- abi. The engine: base <- store <- space <- recall <- the shims of its headers; of the kernels
it may include public headers and what of base is headers alone. A public header includes common.h and, at most, headers that engram.h lists before it.
"""

import pathlib
import re
import sys

import layout_headers
from archive import finish

MAY = {
    "base": {"base"},
    "simd": {"base", "simd"},
    "cpu": {"base", "cpu"},
    "arena": {"base", "arena"},
    "metrics": {"base", "cpu", "metrics"},
    "kernels": {"base", "simd", "cpu", "arena", "kernels"},
    "diagnostics": {"base", "cpu", "arena", "metrics", "kernels", "diagnostics"},
    "check": {"base", "cpu", "arena", "metrics", "kernels", "abi", "check"},
    "abi": {"base", "cpu", "arena", "metrics", "kernels", "diagnostics", "check", "abi"},
    "info": set(),
    "cli": {"cli"},
    "store": {"base", "store"},
    "space": {"base", "store", "space"},
    "recall": {"base", "store", "space", "recall"},
    "abi of the engine": {"base", "store", "space", "recall", "abi"},
}
root = pathlib.Path(sys.argv[1])
engine = [path.name for path in layout_headers.engine(root)]
shims = {path.removesuffix(".h") for path in engine}
faults, seen = [], 0
for path in sorted((root / "src").rglob("*")):
    if path.suffix not in (".h", ".hpp", ".cpp", ".c", ".inl"):
        continue
    layer = path.relative_to(root / "src").parts[0]
    if layer == "abi" and path.stem in shims:
        layer = "abi of the engine"
    for line in path.read_text().splitlines():
        if "<sqlite3.h>" in line and layer != "store":
            faults.append(f"{path.relative_to(root)}: only src/store includes sqlite3.h")
        quoted = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not quoted:
            continue
        seen += 1
        target = quoted.group(1).split("/")[0]
        if target == "engram":
            if layer == "base" and quoted.group(1) != "engram/common.h":
                faults.append(f"{path.relative_to(root)}: base knows the statuses, and no other public header: {quoted.group(1)}")
        elif layer not in MAY or target not in MAY[layer]:
            faults.append(f"{path.relative_to(root)}: {layer} may not include {quoted.group(1)}")
headers = root / "include" / "engram"
order = re.findall(r'#\s*include "engram/([^"]+)"', (headers / "engram.h").read_text()) + engine
for path in sorted(headers.glob("*.h")):
    rank = order.index(path.name) if path.name in order else 1
    for name in re.findall(r'#\s*include "engram/([^"]+)"', path.read_text()):
        if path.name != "engram.h" and name not in order[:rank]:
            faults.append(f"{path.name}: {name} is not listed before it")
if seen < 20:
    faults.append("hardly any include found: the scan does not see the sources")
finish(faults)
