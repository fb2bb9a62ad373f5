#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every row of the section on hostile input in docs/testing/faults.md names tests, and they are there; bad_input_test knows every computing call.

usage: check_hostile_input.py SOURCE_ROOT
A reference is `FILE: NAME ...` in the last column: the file exists, is built or included by what is built, and has
each name in it as a word.
"""

import pathlib
import re
import sys

ROWS_LEAST = 20


# What has no status to give, fills one struct, changes an overlay, or has an image of bytes that hang together: the families' own
# tests have their refusals.
OTHERS = {"engram_cosine_f32", "engram_dot_f32", "engram_l2_squared_f32", "engram_curve_preset", "engram_spread_preset", "engram_fsrs_default",
          "engram_fsrs_migrate", "engram_overlay_append", "engram_overlay_delete", "engram_overlay_reweight",
          "engram_overlay_delete_at", "engram_overlay_reweight_at", "engram_graph_image_write", "engram_graph_create_from_image"}


def unknown_calls(root):
    """Computing calls, as the conformance vectors have them, of which bad_input_test has no slots."""
    text = "".join(path.read_text() for path in (root / "tests/metamorphic").glob("bad_input_*.c"))
    known = set(re.findall(r'^    \{"(engram_\w+)"', text, re.M))
    calls = {call for path in (root / "tests/conformance/vectors").glob("*.txt")
             for call in re.findall(r"^call (\w+)", path.read_text(), re.M)}
    return sorted(calls - known - OTHERS)


def main(root):
    faults = [f"bad_input_test does not know {call}" for call in unknown_calls(root)]
    page = root / "docs/testing/faults.md"
    rows = [line for line in page.read_text().split("\n## Hostile input\n")[1].splitlines() if line.startswith("| ")][1:]
    sources = {path: path.read_text() for path in (root / "tests").rglob("*") if path.suffix in (".c", ".h", ".build")}
    for row in rows:
        references = re.findall(r"`(tests/[\w/.]+): ([\w ]+)`", row.rsplit("|", 2)[1])
        if not references:
            faults.append(f"no test: {row[:60]}")
        for name, words in references:
            path = root / name
            if path not in sources:
                faults.append(f"{name} is not there")
                continue
            for word in words.split():
                if not re.search(rf"\b{word}\b", sources[path]):
                    faults.append(f"{name} has no {word}")
            known = [text for other, text in sources.items() if other != path]
            stem = path.stem if path.suffix == ".c" else path.name
            if not any(re.search(rf"\b{re.escape(stem)}\b", text) for text in known):
                faults.append(f"{name} is built by nothing")
    if len(rows) < ROWS_LEAST:
        faults.append(f"{len(rows)} rows, expected at least {ROWS_LEAST}")
    print("\n".join(faults) or f"{len(rows)} rows, every test is there")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
