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
from library import (COSINE, DOT, F32, U64, Accuracy, Codes, CodesCounts, Counts, Hit, Lists, ListsOptions, Options, Rows, Shape,
                     address, aligned, build)

K, HELD_OUT, WIDTHS = 10, 1000, (32, 64, 128, 256, 512)
BATCH, BORDER, SHARES = 64, 1.05, (0.01, 0.04, 0.16)  # of the lists


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


NEAR, EXACT = 0, 1


class Ours:
    """The rows with their codes of both kinds, and their lists."""

    def __init__(self, engram, rows):
        self.engram, self.rows, self.building = engram, rows, {}
        count, dim = rows.shape
        self.matrix = self._matrix(rows)
        self.codes, self.beside = aligned((count, dim), np.int8), np.zeros((3, count), np.float32)
        self.i8 = Codes(ctypes.sizeof(Codes), 0, address(self.codes), count, 0, dim, *map(address, self.beside))
        self._build("i8 codes", lambda: engram.engram_codes_build(ctypes.byref(self.matrix), U64(0), U64(count),
                                                                  ctypes.byref(self.i8)))
        self.bits = aligned((engram.engram_codes_bytes(U64(dim), U64(count)),), np.uint8)
        self.of_bits = (address(self.bits), U64(self.bits.nbytes))
        shape = Shape(ctypes.sizeof(Shape), F32, dim, 42)
        assert engram.engram_codes_begin(ctypes.byref(shape), *self.of_bits) == 0
        scratch = self._scratch(engram.engram_codes_encode_scratch(U64(dim), 1))
        self._build("codes of 1 bit", lambda: engram.engram_codes_encode(
            ctypes.byref(self.matrix), U64(0), None, address(scratch), U64(scratch.nbytes), *self.of_bits))

    @staticmethod
    def _matrix(rows):
        return Rows(ctypes.sizeof(Rows), F32, address(rows), len(rows), 0, rows.shape[-1], None)

    @staticmethod
    def _scratch(size):
        return aligned((size,), np.uint8)

    def _build(self, name, call):
        begin = time.thread_time()
        assert call() == 0
        self.building["engram, " + name] = time.thread_time() - begin

    def _asking(self, function, counts, scratch_bytes=0, before=(), after=()):
        """A function that asks with one query or up to a batch of them, for the ids of each: arguments before and after k."""
        scratch = self._scratch(scratch_bytes)
        options = Options(size=ctypes.sizeof(Options), scratch=address(scratch), scratch_bytes=scratch.nbytes)
        hits, told = (Hit * (K * BATCH))(), (counts * BATCH)()

        def ask(queries):
            asked = self._matrix(queries)
            assert function(DOT, ctypes.byref(asked), ctypes.byref(self.matrix), *before, U64(K), *after, ctypes.byref(options),
                            hits, told) == 0
            return [[hits[m * K + i].id for i in range(K)] for m in range(len(queries))]
        ask.keep = scratch
        return ask

    def plain(self):
        return self._asking(self.engram.engram_similarity_topk, Counts)

    def through_i8(self):
        return self._asking(self.engram.engram_similarity_topk_codes, Counts, before=(ctypes.byref(self.i8),))

    def through_bits(self, accuracy, batch=1):
        how = Accuracy(ctypes.sizeof(Accuracy), accuracy)
        size = self.engram.engram_topk_codes_scratch(U64(self.rows.shape[1]), U64(batch), U64(K), ctypes.byref(how), 1)
        return self._asking(self.engram.engram_topk_codes, CodesCounts, size, before=(*self.of_bits, ctypes.byref(self.i8)),
                            after=(ctypes.byref(how),))

    def make_lists(self, lists):
        """By the cosine, capped at twice the mean, with second places."""
        count, dim = self.rows.shape
        self.centroids = np.zeros((lists, dim), np.float32)
        self.homes, self.seconds, self.ids = (np.zeros(n, np.uint32) for n in (count, count, 2 * count))
        self.offsets, placed = np.zeros(2 * lists + 1, np.uint64), U64()
        scratch = self._scratch(self.engram.engram_lists_scratch(U64(count), U64(dim), U64(lists), 1))
        options = ListsOptions(size=ctypes.sizeof(ListsOptions), sample=min(count, 32 * lists), rounds=6,
                               scratch=address(scratch), scratch_bytes=scratch.nbytes)
        means, given = self._matrix(self.centroids), ctypes.byref(options)
        self._build("centroids", lambda: self.engram.engram_lists_learn(COSINE, ctypes.byref(self.matrix), U64(lists), given,
                                                                        address(self.centroids)))
        options.sample = options.rounds = 0
        options.cap, options.border = 2 * count // lists + 1, BORDER
        self._build("places in lists", lambda: self.engram.engram_lists_assign(
            COSINE, ctypes.byref(self.matrix), ctypes.byref(means), given, address(self.homes), address(self.seconds)))
        assert self.engram.engram_lists_fill(address(self.homes), address(self.seconds), U64(count), U64(lists),
                                             address(self.offsets), address(self.ids), U64(2 * count), ctypes.byref(placed)) == 0
        self.lists = Lists(ctypes.sizeof(Lists), 0, means, address(self.offsets), address(self.ids), placed.value,
                           address(self.homes))

    def over_lists(self, probes):
        size = self.engram.engram_lists_topk_scratch(U64(1), U64(probes), U64(len(self.centroids)), 1)
        return self._asking(self.engram.engram_lists_topk, Counts, size,
                            before=(ctypes.byref(self.i8), ctypes.byref(self.lists), U64(probes)))


def reading(limits, codes):
    """Reads as many bytes as the codes have."""
    arguments = (address(codes), U64(codes.nbytes // 4))
    return lambda queries: limits.limits_read(*arguments)


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
            return index.knn_query(query, K)[0]
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
        return set_width, lambda query: [index.search(query[0], K, threads=1).keys]
    return seconds, at


def faiss_flat(rows):
    import faiss
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    return lambda query: index.search(query, K)[1]


class Turns:
    """Contenders in turn, all queries each; the time of every query, and what of the truth was found."""

    def __init__(self, queries, rounds):
        self.queries, self.rounds, self.contenders = queries, rounds, []

    def add(self, name, search, prepare=lambda: None, answers=True, batch=1):
        self.contenders.append((name, search, prepare, answers, batch))

    def measure(self, truth):
        expected = [set(truth(self.queries[i:i + 1])[0]) for i in range(len(self.queries))]
        times = {name: [] for name, *_ in self.contenders}
        found = dict.fromkeys(times, 0)
        for turn in range(self.rounds):
            for name, search, prepare, answers, batch in self.contenders[turn:] + self.contenders[:turn]:
                prepare()
                search(self.queries[:batch])
                for first in range(0, len(self.queries), batch):
                    asked = self.queries[first:first + batch]
                    begin = time.thread_time_ns()
                    answered = search(asked)
                    times[name] += [(time.thread_time_ns() - begin) / 1000 / len(asked)] * len(asked)
                    if answers:
                        found[name] += sum(len(best & set(map(int, ids))) for best, ids in zip(expected[first:], answered))
        asked = self.rounds * len(self.queries) * K
        return [(name, times[name], found[name] / asked if answers else None) for name, _, _, answers, _ in self.contenders]


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
    parser.add_argument("--lists", type=int, help="4 roots of the rows unless told; 0: none, learning takes minutes for a million")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    base, queries = load(options.data, options.dim)
    rows = resampled(base, options.rows or len(base))
    queries = np.ascontiguousarray(queries[:options.queries])
    with tempfile.TemporaryDirectory() as where:
        engram, limits = build(options.build_dir.resolve(), pathlib.Path(where))
        ours, turns, missing = Ours(engram, rows), Turns(queries, options.rounds), []
        building = ours.building
        turns.add("engram near-exact", ours.through_bits(NEAR))
        turns.add(f"engram near-exact, {BATCH} at once", ours.through_bits(NEAR, BATCH), batch=BATCH)
        turns.add("engram exact, 1 bit and i8", ours.through_bits(EXACT))
        turns.add("engram exact, i8", ours.through_i8())
        turns.add("engram exact, every row", ours.plain())
        lists = round(4 * len(rows) ** 0.5) if options.lists is None else options.lists
        if lists != 0:
            ours.make_lists(lists)
            for share in SHARES:
                probes = max(1, round(share * lists))
                turns.add(f"engram, {probes} of {lists} lists, i8", ours.over_lists(probes))
        turns.add("limit: reading the codes of 1 bit", reading(limits, ours.bits), answers=False)
        turns.add("limit: reading the i8 codes", reading(limits, ours.codes), answers=False)
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
        measured = turns.measure(ours.plain())
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
