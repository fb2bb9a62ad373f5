# SPDX-License-Identifier: MIT OR Apache-2.0
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Final, Literal, Protocol, TypeAlias, TypedDict, final, overload

import numpy as np
from _typeshed import structseq
from numpy.typing import NDArray
from typing_extensions import Buffer, Self

class _SupportsDLPack(Protocol):
    def __dlpack__(self) -> Any: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...

# Anything that lends its memory; the dtype each argument takes is said in the function's text.
_Array: TypeAlias = Buffer | _SupportsDLPack
# Results are numpy arrays; where numpy is not installed they are memoryviews of the same contents.
_F32: TypeAlias = NDArray[np.float32]
_U32: TypeAlias = NDArray[np.uint32]
_U64: TypeAlias = NDArray[np.uint64]
_F64: TypeAlias = NDArray[np.float64]

_Metric: TypeAlias = Literal["cosine", "dot", "l2_squared", "hamming", "jaccard"]
_Type: TypeAlias = Literal["float32", "float16", "bfloat16", "int8", "bits"]
_Unit: TypeAlias = Literal["seconds", "milliseconds", "microseconds", "nanoseconds"]
_Fsrs: TypeAlias = Literal["4.5", "5", "6"]
_Level: TypeAlias = Literal["auto", "scalar", "avx2", "avx512", "neon"]
_Family: TypeAlias = Literal["similarity", "activation", "decay"]
_Overflow: TypeAlias = Literal["panic", "error_return", "fallback"]
_Preset: TypeAlias = Literal["plain", "engram_zig", "sproink", "synapse", "zeph", "shodh", "spreadr", "actr"]

__version__: str

class EngramError(ValueError):
    status: int
    status_name: str

class EngramMemoryError(EngramError, MemoryError): ...

@final
class Hits(structseq[Any], tuple[_U64, _F32, Any, Any, Any, Any]):
    __match_args__: Final = ("ids", "scores", "found", "scored", "nan", "rescored")
    @property
    def ids(self) -> _U64: ...
    @property
    def scores(self) -> _F32: ...
    @property
    def found(self) -> Any: ...
    @property
    def scored(self) -> Any: ...
    @property
    def nan(self) -> Any: ...
    @property
    def rescored(self) -> Any: ...

@final
class Spread(structseq[Any], tuple[Any, _F32, _U32 | None, _U32 | None, _U32 | None, int, int, int, int, bool, bool, bool, float, list[tuple[int, ...]] | None]):
    __match_args__: Final = ("ids", "activations", "hops", "predecessors", "seeds", "hops_done", "edges", "active", "nan", "truncated", "capped", "converged", "change", "paths")
    @property
    def ids(self) -> Any: ...
    @property
    def activations(self) -> _F32: ...
    @property
    def hops(self) -> _U32 | None: ...
    @property
    def predecessors(self) -> _U32 | None: ...
    @property
    def seeds(self) -> _U32 | None: ...
    @property
    def hops_done(self) -> int: ...
    @property
    def edges(self) -> int: ...
    @property
    def active(self) -> int: ...
    @property
    def nan(self) -> int: ...
    @property
    def truncated(self) -> bool: ...
    @property
    def capped(self) -> bool: ...
    @property
    def converged(self) -> bool: ...
    @property
    def change(self) -> float: ...
    @property
    def paths(self) -> list[tuple[int, ...]] | None: ...

@final
class PageRank(structseq[Any], tuple[_F32, int, int, bool, float, int, bool]):
    __match_args__: Final = ("ranks", "iterations", "edges", "truncated", "error", "active", "settled")
    @property
    def ranks(self) -> _F32: ...
    @property
    def iterations(self) -> int: ...
    @property
    def edges(self) -> int: ...
    @property
    def truncated(self) -> bool: ...
    @property
    def error(self) -> float: ...
    @property
    def active(self) -> int: ...
    @property
    def settled(self) -> bool: ...

@final
class PageRankPush(structseq[Any], tuple[_U32, _F32, int, int, int, bool, float, _U32, _F32, int, float]):
    __match_args__: Final = (
        "ids",
        "ranks",
        "active",
        "pushes",
        "edges",
        "truncated",
        "error",
        "residual_ids",
        "residuals",
        "residual_count",
        "waiting",
    )
    @property
    def ids(self) -> _U32: ...
    @property
    def ranks(self) -> _F32: ...
    @property
    def active(self) -> int: ...
    @property
    def pushes(self) -> int: ...
    @property
    def edges(self) -> int: ...
    @property
    def truncated(self) -> bool: ...
    @property
    def error(self) -> float: ...
    @property
    def residual_ids(self) -> _U32: ...
    @property
    def residuals(self) -> _F32: ...
    @property
    def residual_count(self) -> int: ...
    @property
    def waiting(self) -> float: ...

class _ArenaStats(TypedDict):
    arenas: int
    capacity: int
    used: int
    high_water: int
    resets: int
    overflows: int
    fallbacks: int
    fallback_bytes: int

class _ArenaOptions(TypedDict):
    bytes: int
    overflow: _Overflow
    zero_on_reset: bool
    huge_pages: bool

def scores(
    query: _Array,
    rows: _Array,
    *,
    metric: _Metric | None = None,
    first: int | None = None,
    count: int | None = None,
    ids: _Array | None = None,
    out: _Array | None = None,
    type: _Type | None = None,
    bits: int | None = None,
    scales: _Array | None = None,
) -> _F32: ...
def score_matrix(
    queries: _Array,
    rows: _Array,
    *,
    metric: _Metric | None = None,
    out: _Array | None = None,
    type: _Type | None = None,
    bits: int | None = None,
    scales: _Array | None = None,
    query_scales: _Array | None = None,
) -> _F32: ...
@overload
def convert(
    rows: _Array,
    to: Literal["int8"],
    *,
    type: _Type | None = None,
    bits: int | None = None,
    scales: _Array | None = None,
) -> tuple[NDArray[np.int8], _F32]: ...
@overload
def convert(
    rows: _Array,
    to: Literal["float32", "float16", "bfloat16", "bits"],
    *,
    type: _Type | None = None,
    bits: int | None = None,
    scales: _Array | None = None,
) -> NDArray[Any]: ...
def top_k(
    queries: _Array,
    rows: _Array,
    k: int,
    *,
    metric: _Metric | None = None,
    threshold: float | None = None,
    first: int | None = None,
    count: int | None = None,
    ids: _Array | None = None,
    filter: _Array | None = None,
    multiply: _Array | None = None,
    add: _Array | None = None,
    id_base: int = 0,
    codes: tuple[_Array, _Array, _Array, _Array] | None = None,
    type: _Type | None = None,
    bits: int | None = None,
    scales: _Array | None = None,
    query_scales: _Array | None = None,
) -> Hits: ...
@overload
def build_codes(rows: _Array, *, signs: Literal[False] = False) -> tuple[NDArray[np.int8], _F32, _F32, _F32]: ...
@overload
def build_codes(rows: _Array, *, signs: Literal[True]) -> tuple[NDArray[np.uint8], _F32, _F32, _F32]: ...
def bitmap(mask: _Array) -> _U64: ...
def merge(
    lists: Sequence[tuple[_Array, _Array] | Hits], k: int, *, metric: _Metric = "cosine"
) -> tuple[_U64, _F32]: ...
def fuse(
    lists: Sequence[tuple[_Array, _Array] | Hits],
    k: int,
    *,
    method: Literal["reciprocal", "score", "min_max"] = "reciprocal",
    weights: _Array | None = None,
    constant: float = 60.0,
    first_bonus: float = 0.0,
    podium_bonus: float = 0.0,
) -> tuple[_U64, _F32]: ...
def validate_csr(offsets: _Array, targets: _Array, weights: _Array, types: _Array | None = None) -> None: ...
def spread_csr(
    offsets: _Array, targets: _Array, weights: _Array, activations: _Array, steps: int, *, in_place: bool = False
) -> _F32: ...
def spread_preset(name: _Preset, /) -> dict[str, Any]: ...
@final
class Graph:
    def __new__(
        cls, offsets: _Array, targets: _Array, weights: _Array, types: _Array | None = None, *, pull: bool = True
    ) -> Self: ...
    @classmethod
    def from_edges(
        cls,
        node_count: int,
        sources: _Array,
        targets: _Array,
        weights: _Array,
        types: _Array | None = None,
        *,
        duplicates: Literal["keep", "sum", "reject"] = "keep",
        pull: bool = True,
    ) -> Self: ...
    @classmethod
    def from_bytes(cls, image: _Array, *, pull: bool = True) -> Self: ...
    @property
    def node_count(self) -> int: ...
    @property
    def edge_count(self) -> int: ...
    @property
    def nbytes(self) -> int: ...
    @property
    def closed(self) -> bool: ...
    def spread(
        self,
        seeds: _Array | Sequence[int],
        values: _Array | Sequence[float] | None = None,
        *,
        capacity: int | None = None,
        explain: bool = False,
        drop_seeds: bool = False,
        paths: bool = False,
        preset: _Preset = "plain",
        **options: Any,
    ) -> Spread: ...
    @overload
    def spread_dense(
        self,
        activations: _Array,
        *,
        in_place: bool = False,
        info: Literal[False] = False,
        preset: _Preset = "plain",
        **options: Any,
    ) -> _F32: ...
    @overload
    def spread_dense(
        self, activations: _Array, *, in_place: bool = False, info: Literal[True], preset: _Preset = "plain", **options: Any
    ) -> Spread: ...
    def pagerank(
        self,
        seeds: _Array | Sequence[int],
        values: _Array | Sequence[float] | None = None,
        *,
        damping: float = 0.85,
        tolerance: float = 1e-06,
        max_iterations: int = 100,
        dangling: Literal["seeds", "all"] = "seeds",
        settle: int = 0,
    ) -> PageRank: ...
    def pagerank_push(
        self,
        seeds: _Array | Sequence[int],
        values: _Array | Sequence[float] | None = None,
        *,
        capacity: int | None = None,
        damping: float = 0.85,
        epsilon: float = 1e-06,
        edge_budget: int = 0,
        dangling: Literal["seeds", "all"] = "seeds",
        residuals: int = 0,
    ) -> PageRankPush: ...
    def edges(self, first: int = 0, count: int | None = None) -> tuple[_U32, _U32, _F32, NDArray[np.uint8]]: ...
    def outgoing(self, node: int, /) -> tuple[_U32, _F32, NDArray[np.uint8]]: ...
    def incoming(self, node: int, /) -> tuple[_U32, _F32, NDArray[np.uint8]]: ...
    def changes(self) -> _U32: ...
    def to_bytes(self) -> bytes: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None = ...,
        value: BaseException | None = ...,
        trace: TracebackType | None = ...,
        /,
    ) -> None: ...

@final
class Overlay:
    def __new__(cls, graph: Graph, *, node_count: int | None = None) -> Self: ...
    def append(self, source: int, target: int, weight: float, type: int = 0) -> None: ...
    def reweight(self, source: int, target: int, weight: float, type: int = 0) -> None: ...
    def delete(self, source: int, target: int, type: int = 0) -> None: ...
    def reweight_at(self, source: int, index: int, weight: float) -> None: ...
    def delete_at(self, source: int, index: int) -> None: ...
    def grow(self, node_count: int, /) -> None: ...
    def snapshot(self) -> Graph: ...
    def compact(self, *, pull: bool = True) -> Graph: ...
    @property
    def node_count(self) -> int: ...
    @property
    def edge_count(self) -> int: ...
    @property
    def nbytes(self) -> int: ...
    @property
    def closed(self) -> bool: ...
    def spread(
        self,
        seeds: _Array | Sequence[int],
        values: _Array | Sequence[float] | None = None,
        *,
        capacity: int | None = None,
        explain: bool = False,
        drop_seeds: bool = False,
        paths: bool = False,
        preset: _Preset = "plain",
        **options: Any,
    ) -> Spread: ...
    @overload
    def spread_dense(
        self,
        activations: _Array,
        *,
        in_place: bool = False,
        info: Literal[False] = False,
        preset: _Preset = "plain",
        **options: Any,
    ) -> _F32: ...
    @overload
    def spread_dense(
        self, activations: _Array, *, in_place: bool = False, info: Literal[True], preset: _Preset = "plain", **options: Any
    ) -> Spread: ...
    def pagerank(
        self,
        seeds: _Array | Sequence[int],
        values: _Array | Sequence[float] | None = None,
        *,
        damping: float = 0.85,
        tolerance: float = 1e-06,
        max_iterations: int = 100,
        dangling: Literal["seeds", "all"] = "seeds",
        settle: int = 0,
    ) -> PageRank: ...
    def pagerank_push(
        self,
        seeds: _Array | Sequence[int],
        values: _Array | Sequence[float] | None = None,
        *,
        capacity: int | None = None,
        damping: float = 0.85,
        epsilon: float = 1e-06,
        edge_budget: int = 0,
        dangling: Literal["seeds", "all"] = "seeds",
        residuals: int = 0,
    ) -> PageRankPush: ...
    def edges(self, first: int = 0, count: int | None = None) -> tuple[_U32, _U32, _F32, NDArray[np.uint8]]: ...
    def outgoing(self, node: int, /) -> tuple[_U32, _F32, NDArray[np.uint8]]: ...
    def incoming(self, node: int, /) -> tuple[_U32, _F32, NDArray[np.uint8]]: ...
    def changes(self) -> _U32: ...
    def to_bytes(self) -> bytes: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None = ...,
        value: BaseException | None = ...,
        trace: TracebackType | None = ...,
        /,
    ) -> None: ...

@final
class Curve:
    def __new__(
        cls,
        form: Literal[
            "exponential_tau",
            "exponential_half_life",
            "exponential_rate",
            "power",
            "power_ratio",
            "hybrid",
            "stretched",
            "linear",
            "hyperbolic",
            "two_component",
            "dual_exponential",
        ],
        scale: float,
        *,
        exponent: float = 0.0,
        asymptote: float = 0.0,
        floor: float = 0.0,
        late: float = 0.0,
        weight: float = 0.0,
        threshold: int = 0,
    ) -> Self: ...
    @classmethod
    def preset(cls, name: str, /) -> Self: ...
    @property
    def form(self) -> str: ...
    @property
    def scale(self) -> float: ...
    @property
    def exponent(self) -> float: ...
    @property
    def asymptote(self) -> float: ...
    @property
    def floor(self) -> float: ...
    @property
    def late(self) -> float: ...
    @property
    def weight(self) -> float: ...
    @property
    def threshold(self) -> int: ...

@overload
def decay(
    strengths: _Array,
    times: _Array,
    curve: Curve | None = None,
    *,
    out: _Array | None = None,
    tau: float | None = None,
    half_life: float | None = None,
    unit: _Unit = "seconds",
    now: int | None = None,
    scales: _Array | None = None,
    exponents: _Array | None = None,
    accesses: _Array | None = None,
    pins: _Array | None = None,
    info: Literal[False] = False,
) -> _F32: ...
@overload
def decay(
    strengths: _Array,
    times: _Array,
    curve: Curve | None = None,
    *,
    out: _Array | None = None,
    tau: float | None = None,
    half_life: float | None = None,
    unit: _Unit = "seconds",
    now: int | None = None,
    scales: _Array | None = None,
    exponents: _Array | None = None,
    accesses: _Array | None = None,
    pins: _Array | None = None,
    info: Literal[True],
) -> tuple[_F32, int]: ...
@overload
def retention(
    times: _Array,
    curve: Curve | None = None,
    *,
    out: _Array | None = None,
    tau: float | None = None,
    half_life: float | None = None,
    unit: _Unit = "seconds",
    now: int | None = None,
    scales: _Array | None = None,
    exponents: _Array | None = None,
    accesses: _Array | None = None,
    pins: _Array | None = None,
    info: Literal[False] = False,
) -> _F32: ...
@overload
def retention(
    times: _Array,
    curve: Curve | None = None,
    *,
    out: _Array | None = None,
    tau: float | None = None,
    half_life: float | None = None,
    unit: _Unit = "seconds",
    now: int | None = None,
    scales: _Array | None = None,
    exponents: _Array | None = None,
    accesses: _Array | None = None,
    pins: _Array | None = None,
    info: Literal[True],
) -> tuple[_F32, int]: ...
def suppressed(
    strengths: _Array,
    times: _Array,
    threshold: float,
    curve: Curve | None = None,
    *,
    tau: float | None = None,
    half_life: float | None = None,
    unit: _Unit = "seconds",
    now: int | None = None,
    scales: _Array | None = None,
    exponents: _Array | None = None,
    accesses: _Array | None = None,
    pins: _Array | None = None,
) -> tuple[_U64, _F32, _F32]: ...
def ages_at(
    strengths: _Array,
    target: float,
    curve: Curve | None = None,
    *,
    tau: float | None = None,
    half_life: float | None = None,
    unit: _Unit = "seconds",
    scales: _Array | None = None,
    exponents: _Array | None = None,
    accesses: _Array | None = None,
    pins: _Array | None = None,
) -> _U64: ...
@overload
def weigh(
    scores: _Array,
    times: _Array,
    curve: Curve | None = None,
    *,
    strengths: _Array | None = None,
    out: _Array | None = None,
    tau: float | None = None,
    half_life: float | None = None,
    unit: _Unit = "seconds",
    now: int | None = None,
    scales: _Array | None = None,
    exponents: _Array | None = None,
    accesses: _Array | None = None,
    pins: _Array | None = None,
    info: Literal[False] = False,
) -> _F32: ...
@overload
def weigh(
    scores: _Array,
    times: _Array,
    curve: Curve | None = None,
    *,
    strengths: _Array | None = None,
    out: _Array | None = None,
    tau: float | None = None,
    half_life: float | None = None,
    unit: _Unit = "seconds",
    now: int | None = None,
    scales: _Array | None = None,
    exponents: _Array | None = None,
    accesses: _Array | None = None,
    pins: _Array | None = None,
    info: Literal[True],
) -> tuple[_F32, int]: ...
def next_below(
    times: _Array,
    threshold: float,
    curve: Curve | None = None,
    *,
    strengths: _Array | None = None,
    tau: float | None = None,
    half_life: float | None = None,
    unit: _Unit = "seconds",
    now: int | None = None,
    scales: _Array | None = None,
    exponents: _Array | None = None,
    accesses: _Array | None = None,
    pins: _Array | None = None,
) -> tuple[int, int] | None: ...
def fsrs_weights(version: _Fsrs = "6") -> _F64: ...
def fsrs_migrate(weights: _Array) -> _F64: ...
@overload
def fsrs_retrievability(
    times: _Array,
    stabilities: _Array,
    *,
    version: _Fsrs = "6",
    weights: _Array | None = None,
    unit: _Unit = "seconds",
    now: int | None = None,
    out: _Array | None = None,
    info: Literal[False] = False,
) -> _F32: ...
@overload
def fsrs_retrievability(
    times: _Array,
    stabilities: _Array,
    *,
    version: _Fsrs = "6",
    weights: _Array | None = None,
    unit: _Unit = "seconds",
    now: int | None = None,
    out: _Array | None = None,
    info: Literal[True],
) -> tuple[_F32, int]: ...
def fsrs_interval(
    stabilities: _Array,
    retention: float,
    *,
    longest: float = 36500.0,
    version: _Fsrs = "6",
    weights: _Array | None = None,
    out: _Array | None = None,
) -> _F32: ...
@overload
def fsrs_review(
    times: _Array,
    grades: _Array,
    stabilities: _Array,
    difficulties: _Array,
    *,
    version: _Fsrs = "6",
    weights: _Array | None = None,
    unit: _Unit = "seconds",
    now: int | None = None,
    info: Literal[False] = False,
) -> tuple[_F32, _F32]: ...
@overload
def fsrs_review(
    times: _Array,
    grades: _Array,
    stabilities: _Array,
    difficulties: _Array,
    *,
    version: _Fsrs = "6",
    weights: _Array | None = None,
    unit: _Unit = "seconds",
    now: int | None = None,
    info: Literal[True],
) -> tuple[_F32, _F32, int]: ...
@overload
def base_level(
    offsets: _Array,
    times: _Array,
    *,
    decay: float = 0.5,
    unit: _Unit = "seconds",
    now: int | None = None,
    out: _Array | None = None,
    info: Literal[False] = False,
) -> _F32: ...
@overload
def base_level(
    offsets: _Array,
    times: _Array,
    *,
    decay: float = 0.5,
    unit: _Unit = "seconds",
    now: int | None = None,
    out: _Array | None = None,
    info: Literal[True],
) -> tuple[_F32, int]: ...
@overload
def base_level_recent(
    offsets: _Array,
    times: _Array,
    counts: _Array,
    creations: _Array,
    *,
    decay: float = 0.5,
    unit: _Unit = "seconds",
    now: int | None = None,
    out: _Array | None = None,
    info: Literal[False] = False,
) -> _F32: ...
@overload
def base_level_recent(
    offsets: _Array,
    times: _Array,
    counts: _Array,
    creations: _Array,
    *,
    decay: float = 0.5,
    unit: _Unit = "seconds",
    now: int | None = None,
    out: _Array | None = None,
    info: Literal[True],
) -> tuple[_F32, int]: ...
@overload
def base_level_optimized(
    creations: _Array,
    counts: _Array,
    *,
    decay: float = 0.5,
    unit: _Unit = "seconds",
    now: int | None = None,
    out: _Array | None = None,
    info: Literal[False] = False,
) -> _F32: ...
@overload
def base_level_optimized(
    creations: _Array,
    counts: _Array,
    *,
    decay: float = 0.5,
    unit: _Unit = "seconds",
    now: int | None = None,
    out: _Array | None = None,
    info: Literal[True],
) -> tuple[_F32, int]: ...
def retrieval_latency(
    levels: _Array, *, factor: float = 1.0, exponent: float = 1.0, out: _Array | None = None
) -> _F32: ...
def retrieval_probability(
    levels: _Array, *, threshold: float = 0.0, noise: float = 0.25, out: _Array | None = None
) -> _F32: ...
def reinforce(
    weights: _Array,
    rate: float,
    *,
    gains: _Array | None = None,
    low: float = 0.0,
    high: float = 1.0,
    out: _Array | None = None,
) -> _F32: ...
def reinforce_spaced(
    weights: _Array,
    retentions: _Array,
    rate: float,
    spacing: float,
    *,
    low: float = 0.0,
    high: float = 1.0,
    out: _Array | None = None,
) -> _F32: ...
@overload
def oja(
    weights: _Array,
    sources: _Array,
    targets: _Array,
    activations: _Array,
    *,
    rate: float = 0.05,
    threshold: float = 0.3,
    low: float = 0.01,
    high: float = 0.95,
    out: _Array | None = None,
    info: Literal[False] = False,
) -> _F32: ...
@overload
def oja(
    weights: _Array,
    sources: _Array,
    targets: _Array,
    activations: _Array,
    *,
    rate: float = 0.05,
    threshold: float = 0.3,
    low: float = 0.01,
    high: float = 0.95,
    out: _Array | None = None,
    info: Literal[True],
) -> tuple[_F32, int]: ...
def version() -> str: ...
def api_version() -> int: ...
def levels() -> tuple[str, ...]: ...
def best_level() -> str: ...
def active_level(family: _Family) -> str: ...
def level_reason(family: _Family) -> str: ...
def force_level(level: _Level, family: _Family | Literal["all"] = "all") -> None: ...
def arena_stats() -> _ArenaStats: ...
def arena_options() -> _ArenaOptions: ...
def arena_configure(
    *,
    bytes: int | None = None,
    overflow: _Overflow | None = None,
    zero_on_reset: bool | None = None,
    huge_pages: bool | None = None,
) -> None: ...
def metrics() -> dict[str, Any]: ...
def metrics_reset() -> None: ...
def metrics_measure(every: int, /) -> None: ...
def metrics_text() -> str: ...
def capacity(
    *,
    bits: int = 32,
    rows: int = 0,
    dim: int = 0,
    nodes: int = 0,
    edges: int = 0,
    strengths: int = 0,
    threads: int = 0,
    arena_bytes: int = 0,
    codes: bool = False,
    prepared: bool = True,
    pull: bool = True,
    typed: bool = False,
    workspaces: int | None = None,
) -> dict[str, int]: ...
def diagnostics(format: Literal["text", "json"] = "text") -> str: ...
def self_check(family: _Family | Literal["all"] = "all") -> int: ...
def compat_vector_similarity(query: _Array, candidates: _Array, scores: _Array | None = None) -> _F32: ...
def compat_spread_activation(adjacency: _Array, weights: _Array, activations: _Array, iterations: int) -> None: ...
def compat_apply_decay(strengths: _Array, ages_seconds: _Array) -> None: ...
def compat_configure_arena(pool_size_mb: int, overflow_strategy: _Overflow) -> None: ...
def compat_arena_stats() -> tuple[int, int, int]: ...
def compat_reset_arenas() -> None: ...
def compat_reset_arena_metrics() -> None: ...
def compat_deinit_thread_arena() -> None: ...
