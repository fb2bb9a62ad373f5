# SPDX-License-Identifier: MIT OR Apache-2.0
"""One input has one result on every level, forced by the call and by the environment."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

import engram_kernels as ek
from support import every_result


def digest():
    found = hashlib.sha256()
    for name, arrays in every_result(np.random.default_rng(7)).items():
        found.update(name.encode())
        for a in arrays:
            found.update(np.ascontiguousarray(a).tobytes())
    return found.hexdigest()


def test_every_function_gives_the_same_bits_on_every_level():
    ek.force_level("scalar")
    try:
        wanted = every_result(np.random.default_rng(7))
        assert len(wanted) > 40
        for level in ek.levels():
            ek.force_level(level)
            for name, arrays in every_result(np.random.default_rng(7)).items():
                for a, b in zip(arrays, wanted[name], strict=True):
                    assert a.tobytes() == b.tobytes(), f"{name} on {level}"
    finally:
        ek.force_level("auto")


def run(isa, program):
    environment = dict(os.environ, ENGRAM_ISA=isa, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("isa", ek.levels())
def test_the_environment_forces_a_level(isa):
    program = "import engram_kernels as ek, test_levels; print(ek.active_level('decay'), test_levels.digest())"
    assert run(isa, program) == [isa, digest()]


def test_one_family_from_the_environment():
    program = "import engram_kernels as ek; print(ek.active_level('decay'), ek.active_level('similarity'))"
    assert run(f"{ek.best_level()},decay=scalar", program) == ["scalar", ek.best_level()]


def test_forcing():
    assert ek.levels()[0] == "scalar" and ek.best_level() in ek.levels()
    before = ek.active_level("similarity")
    ek.force_level("scalar", "decay")
    assert ek.active_level("decay") == "scalar" and ek.active_level("similarity") == before
    assert "forced" in ek.level_reason("decay")
    ek.force_level("auto")
    assert ek.active_level("decay") == ek.best_level()
    missing = {"avx2", "avx512", "neon"} - set(ek.levels())
    for level in missing:
        with pytest.raises(ek.EngramError) as caught:
            ek.force_level(level)
        assert caught.value.status_name == "ENGRAM_ERROR_LEVEL"
    with pytest.raises(ValueError, match="level is 'sse9'"):
        ek.force_level("sse9")
