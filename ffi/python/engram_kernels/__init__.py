# SPDX-License-Identifier: MIT OR Apache-2.0
"""What resembles a cue, what it brings to mind, and what has faded: the engram kernels for Python.

Arrays go in through the buffer protocol or DLPack, without a copy; results are numpy arrays, or memoryviews where
numpy is not installed. One input has one result, to the last bit, on every instruction set.
"""

from . import compat
from ._core import (
    EngramError,
    EngramMemoryError,
    __version__,
    active_level,
    api_version,
    arena_stats,
    best_level,
    decay,
    force_level,
    level_reason,
    levels,
    scores,
    spread_csr,
    validate_csr,
    version,
)

__all__ = [
    "EngramError",
    "EngramMemoryError",
    "__version__",
    "active_level",
    "api_version",
    "arena_stats",
    "best_level",
    "compat",
    "decay",
    "force_level",
    "level_reason",
    "levels",
    "scores",
    "spread_csr",
    "validate_csr",
    "version",
]
