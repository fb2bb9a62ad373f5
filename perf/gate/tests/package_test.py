# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the commands share: results as they are stored, comparisons, drivers that fail. usage: package_test.py BUILD"""

import json
import pathlib
import sys
import tempfile

import common
from engram_perf import BASELINES, RESULTS, LevelMissing, Unable, drivers, records, store

BUILD = sys.argv[1]


def stored():
    """Taking results again that have not changed changes no line, and a record that changes changes one."""
    for path in (BASELINES / "deterministic.json", BASELINES / "end_to_end.json", *RESULTS.glob("*.json")):
        held, text = store.load(path), path.read_text()
        with tempfile.TemporaryDirectory() as folder:
            again = pathlib.Path(folder) / "new" / path.name
            store.save(again, held)
            assert again.read_text() == text, f"{path.name} is not as it would be written"
    peers = store.load(RESULTS / "peers.json")
    before = store.text(peers).splitlines()
    peers["records"][3]["contenders"][0]["median"] += 1
    after = store.text(peers).splitlines()
    assert len(before) == len(after) and sum(a != b for a, b in zip(before, after)) == 1
    assert json.loads("\n".join(after)) == peers


def missing():
    path = RESULTS / "nobody.json"
    assert store.load(path, {}) == {}
    try:
        store.load(path, made_by="perf/peers/run")
    except Unable as reason:
        assert str(reason) == "perf/results/nobody.json is missing; run perf/peers/run first", reason
    else:
        raise AssertionError("results that are not there were read")


def comparison():
    r = records.record("decay", "drop-in", "ns", [("engram", [4.0, 1.0, 2.0, 3.0, 5.0]), ("engram, AVX2", [2.0]), ("libmvec", [1 / 3]),
                                                  ("limit: reading", [1.0])])
    assert [c["kind"] for c in r["contenders"]] == ["ours", "level", "peer", "limit"], r
    assert {k: r["contenders"][0][k] for k in ("median", "low", "high", "samples")} == {"median": 3.0, "low": 2.0, "high": 4.0, "samples": 5}
    assert r["contenders"][2]["median"] == 0.33333 and abs(records.geometric_mean([2.0, 8.0]) - 4.0) < 1e-12


def failures():
    for name, arguments, kind in (("decay", "--op nothing", Unable), ("nobody", "", KeyError),
                                  ("decay", "--level avx512" if "arm" in drivers.machine(BUILD)["machine"]["arch"] else "--level neon",
                                   LevelMissing)):
        try:
            drivers.driver(BUILD, name, arguments)
        except kind as reason:
            assert kind is not Unable or "--op nothing" in str(reason), reason
        else:
            raise AssertionError(f"{name} {arguments} gave a record")
    assert "is not built" in said(lambda: drivers.program("/nonexistent", "scale"))


def said(action):
    try:
        action()
    except Unable as reason:
        return str(reason)
    raise AssertionError("nothing was refused")


if __name__ == "__main__":
    common.main(stored, missing, comparison, failures)
