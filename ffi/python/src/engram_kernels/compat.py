# SPDX-License-Identifier: MIT OR Apache-2.0
"""The calls of Engram's original kernels, name for name, without their prefix. New code uses the package itself."""

from ._core import compat_apply_decay as apply_decay
from ._core import compat_arena_stats as arena_stats
from ._core import compat_configure_arena as configure_arena
from ._core import compat_deinit_thread_arena as deinit_thread_arena
from ._core import compat_reset_arena_metrics as reset_arena_metrics
from ._core import compat_reset_arenas as reset_arenas
from ._core import compat_spread_activation as spread_activation
from ._core import compat_vector_similarity as vector_similarity

__all__ = [
    "apply_decay",
    "arena_stats",
    "configure_arena",
    "deinit_thread_arena",
    "reset_arena_metrics",
    "reset_arenas",
    "spread_activation",
    "vector_similarity",
]
