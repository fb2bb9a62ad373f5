# SPDX-License-Identifier: MIT OR Apache-2.0
"""Versions, arenas, metrics, diagnostics, and the package without numpy."""

import json
import os
import subprocess
import sys

import numpy as np

import engram_kernels as ek


def test_versions():
    assert ek.__version__ == ek.version() and ek.api_version() >= 1


def test_every_name_is_there_and_explained():
    assert sorted(ek.__all__) == list(ek.__all__)
    for name in ek.__all__:
        assert getattr(ek, name).__doc__, name
    for name in ek.compat.__all__:
        assert getattr(ek.compat, name).__doc__, name


def test_arena():
    options = ek.arena_options()
    assert options["bytes"] >= 65536 and options["overflow"] in ("panic", "error_return", "fallback")
    try:
        ek.arena_configure(bytes=1 << 21, zero_on_reset=False)
        assert ek.arena_options() == {**options, "bytes": 1 << 21, "zero_on_reset": False}
    finally:
        ek.arena_configure(**options)
    before = ek.arena_stats()
    graph = [np.array([0, 1], np.uint64), np.array([0], np.uint32), np.ones(1, np.float32)]
    ek.spread_csr(*graph, np.ones(1, np.float32), 1)
    after = ek.arena_stats()
    assert after["resets"] > before["resets"] and after["arenas"] >= 1 and after["capacity"] >= 65536


def test_metrics_and_diagnostics():
    ek.scores(np.ones(4, np.float32), np.ones((3, 4), np.float32))
    assert "# TYPE engram_" in ek.metrics_text()
    assert ek.version() in ek.diagnostics() and ek.best_level() in ek.diagnostics("text")
    assert ek.version() in json.dumps(json.loads(ek.diagnostics("json")))


def test_self_check():
    # In a process of its own: a level that fails is disabled for good.
    program = "import engram_kernels as ek; print(ek.self_check() > ek.self_check('decay') > 0)"
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr


PLAIN = """
import sys
sys.modules["numpy"] = None
import engram_kernels as ek
from array import array

rows = memoryview(array("f", [1, 0, 0, 1, 1, 1]).tobytes()).cast("B").cast("f", (3, 2))
found = ek.scores(array("f", [1, 0]), rows)
assert type(found) is memoryview and found.format == "f" and found.tolist()[:2] == [1, 0]
hits = ek.top_k(array("f", [1, 0]), rows, 2)
assert hits.ids.tolist() == [0, 2] and hits.ids.format == "Q"
assert ek.top_k(rows, rows, 2).ids.tolist() == [[0, 2], [1, 2], [2, 0]]
assert ek.score_matrix(rows, rows).shape == (3, 3)
codes, scales = ek.convert(rows, "int8")
assert codes.tolist() == [[127, 0], [0, 127], [127, 127]] and codes.format == "b"
assert ek.convert(rows, "float16").format == "H" and ek.convert(rows, "bits").format == "B"
with ek.Graph(array("Q", [0, 1, 1]), array("I", [1]), array("f", [0.5])) as graph:
    assert graph.spread([0], hops=1).activations.tolist() == [1, 0.5]
assert ek.decay(array("f", [1, 1]), array("Q", [0, 60]), half_life=60.0).tolist() == [1, 0.5]
print("right")
"""


def test_without_numpy():
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
    done = subprocess.run([sys.executable, "-c", PLAIN], env=environment, capture_output=True, text=True)
    assert done.stdout == "right\n", done.stderr
    lazy = "import sys, engram_kernels; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", lazy], env=environment, capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr
