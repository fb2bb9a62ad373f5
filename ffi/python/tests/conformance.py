# SPDX-License-Identifier: MIT OR Apache-2.0
"""Players of the conformance vectors: each makes the call of a vector through the package and compares."""

import pathlib
import re
import sys

import numpy as np

import engram_kernels as ek

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/conformance"))
import vectors  # noqa: E402

NO_SIZE = "the package fills in the sizes of structs"
NO_WORD = "a choice has no such word"
NO_NULL = "an array knows its length"
DTYPES = {"u8": "u1", "u32": "u4", "u64": "u8", "i8": "i1", "x8": "u1", "x16": "u2", "x64": "u8", "f32": "f4", "f64": "f8"}
METRICS = [None, "cosine", "dot", "l2_squared", "hamming", "jaccard"]
TYPES = [None, "float32", "float16", "bfloat16", "int8", "bits"]


class LeftOut(Exception):
    """A call that cannot be made through the package, and why."""


def array(kind, values):
    wide = np.array(values, dtype=np.int64 if kind[0] == "i" else np.uint64)
    width = int(kind[1:])
    if kind[0] == "f":
        return wide.astype(f"u{width // 8}").view(DTYPES[kind])
    return wide.astype(DTYPES[kind])


class Vector:
    def __init__(self, call, name, inputs, status, outputs):
        self.call, self.name, self.inputs, self.status, self.outputs = call, name, inputs, status, outputs
        self.title, self.emitted, self.untold, self.fault = f"{call} {name}", set(), set(), None

    def has(self, name):
        return any(key == name or key.startswith(name + ".") for key in self.inputs)

    def array(self, name):
        """The array of a field; None for one that is null, empty or not there, as in C."""
        kind, values = self.inputs.get(name, ("u64", None))
        return array(kind, values) if values else None

    def full(self, name, kind):
        """The array of a field, empty where there is none."""
        kind, values = self.inputs.get(name, (kind, None))
        return array(kind, values or [])

    def number(self, name):
        values = self.inputs.get(name, ("u64", None))[1]
        return values[0] if values else 0

    def real(self, name):
        found = self.array(name)
        return 0.0 if found is None else float(found[0])

    def word(self, name, words):
        number = self.number(name)
        if number >= len(words) or words[number] is None:
            raise LeftOut(NO_WORD)
        return words[number]

    def differs(self, fault):
        self.fault = self.fault or fault

    def attempt(self, call):
        """The result of a call whose status is the one expected, or None after a refusal."""
        try:
            result, found, said = call(), "ENGRAM_OK", ""
        except ValueError as error:
            # Lengths are compared by the package, which has no status for them; the library would say ARGUMENT.
            result, found, said = None, getattr(error, "status_name", "ENGRAM_ERROR_ARGUMENT"), str(error)
        if self.status is not None and found != self.status:
            self.differs(f"status {found}, expected {self.status}: {said}")
        self.said = said
        return result

    def emit(self, name, values):
        self.emitted.add(name)
        if name not in self.outputs:
            return self.differs(f"{name} is not expected")
        kind, wanted = self.outputs[name]
        values = np.atleast_1d(np.asarray(values))
        if kind[0] == "f" and values.dtype != np.dtype(DTYPES[kind]):
            return self.differs(f"{name} has dtype {values.dtype}")
        found = values.astype(DTYPES[kind], casting="unsafe") if kind[0] != "f" else values
        if isinstance(wanted, tuple):
            if found.size != wanted[0] or vectors.fnv1a64(found.tobytes()) != wanted[1]:
                self.differs(f"{name}: its digest")
            return None
        expected = array(kind, wanted)
        if found.size != expected.size:
            self.differs(f"{name}: {found.size} values, expected {expected.size}")
        elif found.tobytes() != expected.tobytes():
            bits = f"u{found.dtype.itemsize}"
            place = int(np.flatnonzero(found.view(bits) != expected.view(bits))[0])
            self.differs(f"{name}[{place}]: {found[place]!r}, expected {expected[place]!r}")

    def finish(self):
        for name in self.outputs:
            if name not in self.emitted | self.untold:
                self.differs(f"{name} did not come")

    def place(self, pattern):
        """The number that a message names."""
        found = re.search(pattern, self.said)
        return int(found.group(1)) if found else 2**64 - 1


def read(path):
    return [Vector(*parts) for parts in vectors.read(path)]


# Similarity


def metric(v):
    return v.word("metric", METRICS)


def matrix(v, prefix):
    """Rows as a view with the stride of the vector, and what goes with them."""
    if v.has(f"{prefix}.size"):
        raise LeftOut(NO_SIZE)
    type_ = v.word(f"{prefix}.type", TYPES)
    count, dim, stride = (v.number(f"{prefix}.{field}") for field in ("count", "dim", "stride"))
    width = (dim + 7) // 8 if type_ == "bits" else dim
    data = v.full(f"{prefix}.data", {"float32": "f32", "int8": "i8", "bits": "x8"}.get(type_, "x16"))
    if stride and stride < width:
        raise LeftOut("numpy makes no rows that overlap")
    if not stride:
        return data[: count * width].reshape(count, width), type_
    padded = np.zeros(count * stride, data.dtype)
    padded[: data.size] = data[: padded.size]
    return padded.reshape(count, stride)[:, :width], type_


def keywords(v, prefix, type_):
    more = {"type": type_}
    if type_ == "bits":
        more["bits"] = v.number(f"{prefix}.dim")
    if v.has(f"{prefix}.scales"):
        more["scales"] = v.array(f"{prefix}.scales")
    return more


def pair(v, name=None, type_=None):
    """A pair is scored as a matrix of one row: the package has no call for single pairs."""
    name, type_ = name or metric(v), type_ or v.word("type", TYPES)
    dim = v.number("dim")
    kind = {"float32": "f32", "int8": "i8", "bits": "x8"}.get(type_, "x16")
    a, b = v.full("a", kind), v.full("b", kind)
    if v.inputs["a"][1] is None or v.inputs["b"][1] is None:
        raise LeftOut(NO_NULL)
    more = {"bits": dim} if type_ == "bits" else {}
    found = v.attempt(lambda: ek.scores(a, b.reshape(1, b.size), metric=name, type=type_, **more))
    if found is not None:
        v.emit("score", found)


def many(v):
    name = metric(v)
    rows, type_ = matrix(v, "rows")
    query = v.array("query")
    if query is None and rows.shape[1]:
        raise LeftOut(NO_NULL)
    query = np.zeros(0, rows.dtype) if query is None else query
    more = keywords(v, "rows", type_)
    found = v.attempt(lambda: ek.scores(query, rows, metric=name, first=v.number("first"), count=v.number("count"), **more))
    if found is not None:
        v.emit("scores", found)


def gather(v):
    name = metric(v)
    rows, type_ = matrix(v, "rows")
    ids = v.full("ids", "u32" if v.number("id_type") == 1 else "u64")
    found = v.attempt(lambda: ek.scores(v.array("query"), rows, metric=name, ids=ids, **keywords(v, "rows", type_)))
    if found is not None:
        v.emit("scores", found)


def block(v):
    name = metric(v)
    queries, _ = matrix(v, "queries")
    rows, type_ = matrix(v, "rows")
    more = keywords(v, "rows", type_)
    if v.has("queries.scales"):
        more["query_scales"] = v.array("queries.scales")
    found = v.attempt(lambda: ek.score_matrix(queries, rows, metric=name, **more))
    if found is not None:
        v.emit("scores", found.reshape(-1))


def with_gaps(data, stride):
    """The gaps between rows, which the files show as bytes of 0xA5: the package makes none."""
    if not stride or not data.size:
        return data.reshape(-1)
    padded = np.full((data.shape[0], stride * data.itemsize), 0xA5, np.uint8).view(data.dtype)
    padded[:, : data.shape[1]] = data
    return padded.reshape(-1)


def convert(v):
    rows, type_ = matrix(v, "rows")
    to = v.word("type", TYPES)
    made = v.attempt(lambda: ek.convert(rows, to, **keywords(v, "rows", type_)))
    if made is not None:
        data, *scales = made if to == "int8" else (made,)
        v.emit("out", with_gaps(data.view(np.uint16) if data.dtype == np.float16 else data, v.number("out_stride")))
        for one in scales:
            v.emit("scales", one)


def codes(v):
    signs = v.number("kind") == 1
    rows, _ = matrix(v, "rows")
    first, count = v.number("first"), v.number("count")
    made = v.attempt(lambda: ek.build_codes(rows[first : first + count], signs=signs))
    if made is not None:
        v.emit("data", with_gaps(made[0], v.number("stride")))
        for name, values in zip(("scales", "errors", "norms"), made[1:], strict=True):
            v.emit(name, values)


def selection_options(v):
    if v.has("options.size"):
        raise LeftOut(NO_SIZE)
    flags = v.number("options.flags")
    if flags > 3:
        raise LeftOut("flags are keywords")
    if v.has("options.filter") and v.number("options.filter_bits") < v.number("rows.count"):
        raise LeftOut("a filter has the bits of its words")
    if v.number("options.id_type") > 2:
        raise LeftOut("the dtype says the width of ids")
    if (not flags & 1 and v.has("options.threshold")) or (not flags & 2 and v.has("options.count")):
        raise LeftOut("what is given counts")
    more = {}
    if flags & 1:
        more["threshold"] = v.real("options.threshold")
    if flags & 2:
        more |= {"first": v.number("options.first"), "count": v.number("options.count")}
    for name in ("ids", "filter", "multiply", "add"):
        if v.array(f"options.{name}") is not None:
            more[name] = v.array(f"options.{name}")
    return more | {"id_base": v.number("options.id_base")}


def emit_selection(v, hits, with_rescored=True):
    for name in ("found", "scored", "nan") + (("rescored",) if with_rescored else ()):
        v.emit(f"counts.{name}", getattr(hits, name))
    parts = [slice(0, int(n)) for n in hits.found]
    v.emit("hits.id", np.concatenate([hits.ids[m, part] for m, part in enumerate(parts)] or [np.zeros(0, np.uint64)]))
    v.emit("hits.score", np.concatenate([hits.scores[m, part] for m, part in enumerate(parts)] or [np.zeros(0, np.float32)]))


def top_k(v, with_codes=False):
    more = selection_options(v)
    queries, query_type = matrix(v, "queries")
    rows, type_ = matrix(v, "rows")
    if query_type != type_:
        raise LeftOut("queries have the type of the rows")
    more |= keywords(v, "rows", type_) | {"metric": metric(v)}
    if v.has("queries.scales"):
        more["query_scales"] = v.array("queries.scales")
    if with_codes:
        more["codes"] = ek.build_codes(rows)
    hits = v.attempt(lambda: ek.top_k(queries, rows, v.number("k"), **more))
    if hits is not None:
        emit_selection(v, hits, not with_codes)


def ranked(v):
    ends = np.cumsum([0, *v.inputs["lists.counts"][1]])
    ids, scores = v.full("lists.id", "u64"), v.full("lists.score", "f32")
    return [(ids[a:b], scores[a:b]) for a, b in zip(ends, ends[1:], strict=False)]


def emit_list(v, made):
    if made is not None:
        v.emit("found", made[0].size)
        v.emit("hits.id", made[0])
        v.emit("hits.score", made[1])


def merge(v):
    name = metric(v)
    emit_list(v, v.attempt(lambda: ek.merge(ranked(v), v.number("k"), metric=name)))


def fusion(v):
    more = {"weights": v.array("lists.weights")}
    if v.has("options"):
        more["method"] = v.word("options.method", [None, "reciprocal", "score", "min_max"])
        more |= {name: v.real(f"options.{name}") for name in ("constant", "first_bonus", "podium_bonus")}
    emit_list(v, v.attempt(lambda: ek.fuse(ranked(v), v.number("k"), **more)))
