# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes the lists of exported functions from the headers: layout_exported.py ROOT. check_symbols compares the archives.

tests/abi/exported/<header>.txt for the kernels, tests/abi/exported/space/<header>.txt for the engine.
"""

import pathlib
import sys

import layout_headers as headers

folder = pathlib.Path(sys.argv[1], "tests", "abi", "exported")
for place, paths in ((folder, headers.kernels(sys.argv[1])), (folder / "space", headers.engine(sys.argv[1]))):
    for path in paths:
        names = sorted(name for name, _, _, is_inline in headers.functions(path.read_text()) if not is_inline)
        if names:
            (place / f"{path.stem}.txt").write_text("".join(f"{name}\n" for name in names))
