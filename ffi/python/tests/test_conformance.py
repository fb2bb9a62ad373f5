# SPDX-License-Identifier: MIT OR Apache-2.0
"""Replays the library's conformance vectors through the package, on every level, and compares every bit.

What cannot be said in Python is listed in docs/ffi/python.md; the list is checked.
"""

import fnmatch
import re

import pytest
from conformance import ROOT, LeftOut, read
from conformance_calls import PLAYERS

import engram_kernels as ek

FILES = sorted((ROOT / "tests/conformance/vectors").glob("*.txt"))


def play(vector):
    """Why the call is left out, or None when it was played."""
    try:
        PLAYERS[vector.call](vector)
    except LeftOut as why:
        return str(why)
    vector.finish()
    return None


def documented():
    page = (ROOT / "docs/ffi/python.md").read_text()
    return re.search(r"^```text left-out\n(.*?)^```", page, re.M | re.S).group(1).splitlines()


def test_vectors_give_their_bits(capsys):
    assert len(FILES) >= 4
    played, left_out, faults, counts = set(), {}, [], []
    for file in FILES:
        vectors = read(file)
        for level in ek.levels():
            ek.force_level(level)
            for vector in vectors:
                vector.emitted, vector.untold, vector.fault = set(), set(), None
                why = play(vector)
                if why:
                    left_out[vector.title] = why
                else:
                    played.add(vector.title)
                if vector.fault:
                    faults.append(f"{vector.title} on {level}: {vector.fault}")
        without = sum(vector.title in left_out for vector in vectors)
        counts.append(f"conformance python {file.stem}: {len(vectors) - without} vectors played, {without} left out")
    ek.force_level("auto")
    with capsys.disabled():
        print("", *counts, *(f"left out: {title}: {why}" for title, why in sorted(left_out.items())), sep="\n")
    patterns = documented()
    for title in left_out:
        if not any(fnmatch.fnmatchcase(title, pattern) for pattern in patterns):
            faults.append(f"{title} is left out, and docs/ffi/python.md does not say so")
    for pattern in patterns:
        if fnmatch.filter(played, pattern) or not fnmatch.filter(left_out, pattern):
            faults.append(f"docs/ffi/python.md says that {pattern} is left out, and it is played")
    assert not faults, "\n".join(faults)
    assert len(played) > 1000


def plant(vector, output):
    """Changes the last bit of an output; whether there is one."""
    kind, values = vector.outputs[output]
    if isinstance(values, tuple):
        vector.outputs[output] = kind, (values[0], values[1] ^ 1)
    elif values:
        vector.outputs[output] = kind, [*values[:-1], values[-1] ^ 1]
    return bool(values)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_planted_faults_are_found(file):
    tried = set()
    for vector in read(file):
        right = dict(vector.outputs)
        for output in right:
            if (vector.call, output) in tried:
                continue
            vector.outputs, vector.emitted, vector.untold, vector.fault = dict(right), set(), set(), None
            if not plant(vector, output) or play(vector) or output in vector.untold:
                continue
            assert vector.fault, f"{vector.title}: a wrong bit of {output} passes"
            tried.add((vector.call, output))
        vector.outputs, vector.emitted, vector.untold, vector.fault = right, set(), set(), None
        if vector.status:
            vector.status = "ENGRAM_ERROR_MARK"
            assert play(vector) or vector.fault, f"{vector.title}: a wrong status passes"
    assert len(tried) > 2
