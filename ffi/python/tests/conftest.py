# SPDX-License-Identifier: MIT OR Apache-2.0
import numpy as np
import pytest

import engram_kernels as ek


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20261121)


@pytest.fixture(params=ek.levels())
def level(request: pytest.FixtureRequest):
    """Runs the test once on every level of this machine."""
    ek.force_level(request.param)
    yield request.param
    ek.force_level("auto")
