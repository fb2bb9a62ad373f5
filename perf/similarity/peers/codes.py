#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The ten best rows by inner product, of real embeddings: ours through codes beside graphs and a plain scan of others, all in
one process on one core, with recall beside each time. The truth is the plain scan's.

    VENV/bin/python codes.py BUILD_DIR --data FOLDER [--dim 768] [--rows N] [--queries 200] [--rounds 3] [--json FILE]

FOLDER holds base.f32 and query.f32, rows of --dim floats, or what embed.py made, of which a set is then made: dimension 768 is
the vectors of both models side by side, 384 those of the first; the last 1,000 texts are the queries. --rows beyond those of the
set adds rows a + s (b - c) of three of them, s in 0.25 to 0.65: the same mean and spectrum. Graphs are built once and kept in
FOLDER. Contenders take turns, a block of queries each; the clock is the processor time of the thread.
"""
import argparse
import ctypes
import os
import pathlib
import sys
import tempfile
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
sys.dont_write_bytecode = True
from engram_perf import records, store
from library import DOT, F32, U64, Codes, Counts, Hit, Rows, address, aligned, build

K, HELD_OUT, WIDTHS = 10, 1000, (32, 64, 128, 256, 512)


def made_set(folder, dim):
    """Base and queries of the vectors of embed.py."""
    models = ("l6",) if dim == 384 else ("l6", "l3")
    parts = [np.concatenate([np.load(f) for f in sorted((folder / m).glob("[0-9]*[0-9].npy"))]) for m in models]
    count = min(map(len, parts))
    rows = np.concatenate([p[:count] for p in parts], axis=1) / np.float32(np.sqrt(len(parts)))
    return rows[:-HELD_OUT], rows[-HELD_OUT:]


def load(folder, dim):
    if not (folder / "base.f32").exists():
        return made_set(folder, dim)
    return [np.fromfile(folder / name, np.float32).reshape(-1, dim) for name in ("base.f32", "query.f32")]


def resampled(base, count):
    """The base, and rows made of it up to count."""
    rows, random = aligned((count, base.shape[1]), np.float32), np.random.default_rng(11)
    rows[:min(count, len(base))] = base[:count]
    for first in range(len(base), count, 50000):
        n = min(50000, count - first)
        a, b, c = (base[random.integers(0, len(base), n)] for _ in range(3))
        made = a + random.uniform(0.25, 0.65, (n, 1)).astype(np.float32) * (b - c)
        rows[first:first + n] = made / np.linalg.norm(made, axis=1, keepdims=True)
    return rows


class Ours:
    def __init__(self, engram, rows):
        self.engram, self.rows = engram, rows
        count, dim = rows.shape
        self.matrix = Rows(ctypes.sizeof(Rows), F32, address(rows), count, 0, dim, None)
        self.codes, self.beside = aligned((count, dim), np.int8), np.zeros((3, count), np.float32)
        self.i8 = Codes(ctypes.sizeof(Codes), 0, address(self.codes), count, 0, dim, *map(address, self.beside))
        begin = time.thread_time()
        assert engram.engram_codes_build(ctypes.byref(self.matrix), U64(0), U64(count), ctypes.byref(self.i8)) == 0
        self.encoding = time.thread_time() - begin
        self.hits, self.counts = (Hit * K)(), Counts()

    def _call(self, function, query, *between):
        one = Rows(ctypes.sizeof(Rows), F32, address(query), 1, 0, self.rows.shape[1], None)
        assert function(DOT, ctypes.byref(one), ctypes.byref(self.matrix), *between, U64(K), None, self.hits,
                        ctypes.byref(self.counts)) == 0
        return [h.id for h in self.hits]

    def plain(self, query):
        return self._call(self.engram.engram_similarity_topk, query)

    def through_i8(self, query):
        return self._call(self.engram.engram_similarity_topk_codes, query, ctypes.byref(self.i8))


def reading(limits, codes):
    """Reads as many bytes as the codes have."""
    arguments = (address(codes), U64(codes.nbytes // 4))
    return lambda query: limits.limits_read(*arguments)


def kept(path, build_it, load_it):
    """An index, and the seconds that building took; from the folder where it is kept."""
    told = path.with_suffix(path.suffix + ".seconds")
    if path.exists() and told.exists():
        return load_it(path), float(told.read_text())
    print(f"  building {path.name}", flush=True)
    begin = time.monotonic()
    index = build_it()
    seconds = time.monotonic() - begin
    (index.save_index if hasattr(index, "save_index") else index.save)(str(path))
    told.write_text(str(seconds))
    return index, seconds


def hnswlib_index(folder, rows):
    import hnswlib

    def fresh():
        return hnswlib.Index("ip", rows.shape[1])

    def made():
        index = fresh()
        index.init_index(len(rows), ef_construction=128, M=16, random_seed=7)
        index.add_items(rows, num_threads=len(os.sched_getaffinity(0)))
        return index

    def loaded(path):
        index = fresh()
        index.load_index(str(path))
        return index
    index, seconds = kept(folder / f"hnswlib-{rows.shape[1]}-{len(rows)}.index", made, loaded)
    index.set_num_threads(1)

    def at(width):
        def search(query):
            return index.knn_query(query, K)[0][0]
        return lambda: index.set_ef(width), search
    return seconds, at


def usearch_index(folder, rows, kind):
    from usearch.index import Index

    def made():
        index = Index(ndim=rows.shape[1], metric="ip", dtype=kind, connectivity=16, expansion_add=128)
        index.add(np.arange(len(rows)), rows, threads=len(os.sched_getaffinity(0)))
        return index

    index, seconds = kept(folder / f"usearch-{kind}-{rows.shape[1]}-{len(rows)}.index", made, lambda path: Index.restore(str(path)))

    def at(width):
        def set_width():
            index.expansion_search = width
        return set_width, lambda query: index.search(query[0], K, threads=1).keys
    return seconds, at


def faiss_flat(rows):
    import faiss
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    return lambda query: index.search(query, K)[1][0]


class Turns:
    """Contenders in turn, a block of queries each; times of every query and what of the truth was found."""

    def __init__(self, queries, rounds):
        self.queries, self.rounds, self.contenders, self.truth = queries, rounds, [], None

    def add(self, name, search, prepare=lambda: None, answers=True):
        self.contenders.append((name, search, prepare, answers))

    def measure(self, truth):
        expected = [set(truth(q)) for q in self.queries]
        times = {name: [] for name, *_ in self.contenders}
        found = dict.fromkeys(times, 0)
        for turn in range(self.rounds):
            for name, search, prepare, answers in self.contenders[turn:] + self.contenders[:turn]:
                prepare()
                search(self.queries[0])
                for query, best in zip(self.queries, expected):
                    begin = time.thread_time_ns()
                    ids = search(query)
                    times[name].append((time.thread_time_ns() - begin) / 1000)
                    if answers:
                        found[name] += len(best & set(map(int, ids)))
        asked = self.rounds * len(self.queries) * K
        return [(name, times[name], found[name] / asked if answers else None) for name, _, _, answers in self.contenders]


def record(work, measured, **more):
    r = records.record("codes", work, "us per query", [(name, samples) for name, samples, _ in measured], **more)
    for c, (_, samples, recall) in zip(r["contenders"], measured):
        c["p99"] = records.rounded(float(np.percentile(samples, 99)))
        if recall is not None:
            c["recall"] = round(recall, 4)
    return r


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build_dir", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--dim", type=int, default=768)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--graphs", default="hnswlib,usearch f16,usearch i8", help="empty: none, which take minutes to build")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    base, queries = load(options.data, options.dim)
    rows = resampled(base, options.rows or len(base))
    queries = np.ascontiguousarray(queries[:options.queries]).reshape(-1, 1, options.dim)
    with tempfile.TemporaryDirectory() as where:
        engram, limits = build(options.build_dir.resolve(), pathlib.Path(where))
        ours, turns, building, missing = Ours(engram, rows), Turns(queries, options.rounds), {}, []
        turns.add("engram through i8 codes", ours.through_i8)
        turns.add("engram, every row", ours.plain)
        turns.add("limit: reading the i8 codes", reading(limits, ours.codes), answers=False)
        building["engram, i8 codes"] = ours.encoding
        try:
            turns.add("faiss IndexFlatIP", faiss_flat(rows))
        except ImportError:
            missing.append("faiss")
        for name in filter(None, options.graphs.split(",")):
            try:
                package, _, kind = name.partition(" ")
                building[name], at = (hnswlib_index(options.data, rows) if package == "hnswlib" else
                                      usearch_index(options.data, rows, kind))
                for width in WIDTHS:
                    prepare, search = at(width)
                    turns.add(f"{name}, width {width}", search, prepare)
            except ImportError:
                missing.append(package)
        measured = turns.measure(ours.plain)
    found = record(f"top-10 of {len(rows)} embeddings, {options.dim}-d", measured,
                   building={name: records.rounded(seconds) for name, seconds in building.items()})
    print("\n" + records.show(found), flush=True)
    for name, seconds in building.items():
        print(f"  built in {seconds:.2f} s: {name}")
    if options.json:
        store.save(options.json, {"records": [found]})
    print("\nnot installed:", ", ".join(missing) if missing else "none")


if __name__ == "__main__":
    main()
