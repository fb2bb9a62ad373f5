# SPDX-License-Identifier: MIT OR Apache-2.0
"""Similarity against NumKong, SimSIMD, faiss, usearch, OpenBLAS and plain loops."""
import json
import pathlib
import subprocess
import tempfile

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "similarity" / "peers" / "compare.py"


def compare(build, root, rounds):
    with tempfile.TemporaryDirectory() as where:
        target = pathlib.Path(where) / "records.json"
        subprocess.run([root.parent / "venv" / "bin" / "python", SCRIPT, build, "--rounds", str(rounds), "--json", target],
                       check=True, stdout=subprocess.DEVNULL)
        yield from json.loads(target.read_text())["records"]
