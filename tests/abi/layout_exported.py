# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes tests/abi/exported/<header>.txt from the headers: layout_exported.py ROOT. check_symbols compares the archive."""

import pathlib
import sys

import layout_headers as headers

folder = pathlib.Path(sys.argv[1], "tests", "abi", "exported")
for path in headers.headers(sys.argv[1]):
    names = sorted(name for name, _, _, is_inline in headers.functions(path.read_text()) if not is_inline)
    if names:
        (folder / f"{path.stem}.txt").write_text("".join(f"{name}\n" for name in names))
