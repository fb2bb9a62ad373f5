# SPDX-License-Identifier: MIT OR Apache-2.0
"""Similarity against NumKong, SimSIMD, faiss, usearch, OpenBLAS and plain loops."""
import pathlib
import tempfile

from engram_perf import PERF, drivers, store


def compare(build, root, rounds):
    with tempfile.TemporaryDirectory() as where:
        target = pathlib.Path(where) / "records.json"
        drivers.call([root.parent / "venv/bin/python", PERF / "similarity/peers/compare.py", build, "--rounds", rounds,
                      "--json", target], "the peers of similarity")
        yield from store.load(target)["records"]
