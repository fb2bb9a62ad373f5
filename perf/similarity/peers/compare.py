#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Times the library beside its peers and the limits of the machine in one process: all contenders in turn, each twice a
round and the second time measured, medians of the rounds. The clock is the processor time of the thread, so that other
programs on a shared machine cost cache and bandwidth but not their own time.

    python3 -m venv DIR && DIR/bin/pip install numpy simsimd numkong faiss-cpu
    taskset -c 1 DIR/bin/python compare.py BUILD_DIR [--rounds N] [--only NAME]

BUILD_DIR is a Meson build of this repository; helpers are compiled into a temporary directory. A peer that is not
installed is left out of the table and named at the end.
"""
import argparse
import ctypes
import os
import pathlib
import subprocess
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
sys.dont_write_bytecode = True
from engram_perf import records, store
from library import (BF16, BITS, COSINE, DOT, F16, F32, HAMMING, HERE, I8, L2, P, U64, Codes, Counts, Hit, Rows, address,
                     aligned, build)

missing = []


def optional(name):
    try:
        return __import__(name)
    except ImportError:
        missing.append(name)
        return None


simsimd, numkong, faiss, usearch = optional("simsimd"), optional("numkong"), optional("faiss"), optional("usearch.index")


def plain_loops(where):
    """The loops, by each compiler that is there."""
    loops = {}
    for compiler in ("gcc", "clang-19", "clang"):
        target = where / f"loops-{compiler}.so"
        try:
            subprocess.check_call([compiler, "-shared", "-fPIC", "-O3", "-ffast-math", "-march=native", "-o", target, HERE / "loops.c",
                                   "-lm"])
        except FileNotFoundError:
            continue
        loops[compiler] = ctypes.CDLL(str(target))
    return loops


class Bench:
    def __init__(self, engram, limits, loops, rounds, only):
        self.engram, self.limits, self.loops, self.rounds, self.only = engram, limits, loops, rounds, only
        self.random = np.random.default_rng(0x5EED)
        self.records = []

    def wants(self, *names):
        """Whether one of these tables is asked for: data that no table needs is not made."""
        return not self.only or any(self.only in name for name in names)

    def table(self, name, unit, items, contenders, **work):
        if not self.wants(name):
            return
        contenders = [c for c in contenders if c is not None]
        times = {label: [] for label, _ in contenders}
        for label, run in contenders:
            run()
        for turn in range(self.rounds):
            # Another one begins each round: whoever follows a slow contender finds a colder cache.
            for label, run in contenders[turn % len(contenders):] + contenders[:turn % len(contenders)]:
                run()
                begin = time.thread_time_ns()
                run()
                times[label].append(time.thread_time_ns() - begin)
        self.records.append(records.record("similarity", name, unit, [(label, [t / items for t in times[label]])
                                                                      for label, _ in contenders], **work))
        print("\n" + records.show(self.records[-1]), flush=True)

    def uniform(self, count, dim):
        data = aligned((count, dim), np.float32)
        for i in range(0, count, 4096):
            data[i:i + 4096] = self.random.random((min(4096, count - i), dim), np.float32) * 2 - 1
        return data

    def on(self, level, run):
        """The same on a lower level, where there is a higher."""
        def forced():
            self.engram.engram_level_force(1, level)
            run()
            self.engram.engram_level_force(1, 0)
        return forced

    def read(self, rows):
        arguments = (address(rows), U64(rows.nbytes // 4))

        def run():
            self.limits.limits_read(*arguments)
        run.keep = rows
        return run

    def fma(self, operations):
        """As many fused multiply-adds as it takes to make `operations`, to the nearest run of them."""
        runs = max(1, round(operations / self.limits.limits_fma_operations()))
        return lambda: [self.limits.limits_fma() for _ in range(runs)]

    def many(self, metric, kind, query, rows, dim):
        out = np.zeros(len(rows), np.float32)
        matrix = Rows(ctypes.sizeof(Rows), kind, address(rows), len(rows), 0, dim, None)
        call = self.engram.engram_similarity_many
        arguments = (metric, address(query), ctypes.byref(matrix), U64(0), U64(len(rows)), address(out))

        def run():
            assert call(*arguments) == 0
        run.keep = (matrix, out, rows, query)
        return run

    def peer(self, module, function, kind, query, rows, dim):
        """A peer's pair function, called once per row from C."""
        if module is None:
            return None
        try:
            pointer = getattr(module, "pointer_to_" + function)(kind)
        except Exception:
            return None
        out = np.zeros(len(rows), np.float64)
        loop = next(iter(self.loops.values())).loop_peer
        arguments = (P(pointer), address(query), address(rows), U64(len(rows)), U64(rows.strides[0]), U64(dim), address(out))

        def run():
            loop(*arguments)
        run.keep = (out, rows, query)
        return run

    def plain(self, compiler, name, query, rows):
        out = np.zeros(len(rows), np.float32)
        loop = getattr(self.loops[compiler], name)
        arguments = (address(query), address(rows), U64(len(rows)), U64(rows.shape[1]), address(out))
        return lambda: loop(*arguments)

    def topk(self, metric, queries, rows, k, codes=None):
        hits, counts = (Hit * (k * len(queries)))(), (Counts * len(queries))()
        q = Rows(ctypes.sizeof(Rows), F32, address(queries), len(queries), 0, queries.shape[1], None)
        m = Rows(ctypes.sizeof(Rows), F32, address(rows), len(rows), 0, rows.shape[1], None)

        def run():
            if codes is None:
                assert self.engram.engram_similarity_topk(metric, ctypes.byref(q), ctypes.byref(m), U64(k), None, hits,
                                                          counts) == 0
            else:
                assert self.engram.engram_similarity_topk_codes(metric, ctypes.byref(q), ctypes.byref(m),
                                                                ctypes.byref(codes), U64(k), None, hits, counts) == 0
        run.hits, run.counts = hits, counts
        return run

    def block(self, queries, rows, metric):
        out = np.zeros((len(queries), len(rows)), np.float32)
        q = Rows(ctypes.sizeof(Rows), F32, address(queries), len(queries), 0, queries.shape[1], None)
        m = Rows(ctypes.sizeof(Rows), F32, address(rows), len(rows), 0, rows.shape[1], None)

        def run():
            assert self.engram.engram_similarity_block(metric, ctypes.byref(q), ctypes.byref(m), U64(0), None,
                                                       address(out)) == 0
        run.keep = out
        return run

    def one_to_many(self, count, dim):
        names = {function: f"f32 {function} 1:{count}, {dim}-d" for function in ("cosine", "dot")}
        if not self.wants(*names.values()):
            return
        query, rows = self.uniform(1, dim), self.uniform(count, dim)
        for metric, plain, function in ((COSINE, "plain_cosine", "cosine"), (DOT, "plain_dot", "dot")):
            contenders = [("engram", self.many(metric, F32, query, rows, dim))]
            contenders += [(f"{c} -Ofast loop", self.plain(c, plain, query, rows)) for c in self.loops]
            for module in (simsimd, numkong):
                label = "angular" if module is numkong and function == "cosine" else function
                run = self.peer(module, label, "float32", query, rows, dim)
                contenders.append((module.__name__ + " " + label, run) if run else None)
            contenders += [("engram, AVX2", self.on(2, contenders[0][1])), ("limit: reading the rows", self.read(rows))]
            self.table(names[function], "ns per row", count, contenders,
                       operations=dim * (4 if function == "cosine" else 2), bytes=dim * 4)

    def reduced(self, count, dim):
        cases = [("i8", I8, "int8", np.int8, dim), ("f16", F16, "float16", np.uint16, dim),
                 ("bf16", BF16, "bfloat16", np.uint16, dim)]
        for label, kind, peer_kind, dtype, width in cases:
            names = {function: f"{label} {function} 1:{count}, {dim}-d" for function in ("cosine", "dot")}
            if not self.wants(*names.values()):
                continue
            f32 = self.uniform(count + 1, dim)
            rows, scales = aligned((count + 1, width), dtype), np.zeros(count + 1, np.float32)
            source = Rows(ctypes.sizeof(Rows), F32, address(f32), count + 1, 0, dim, None)
            assert self.engram.engram_rows_convert(ctypes.byref(source), kind, address(rows), U64(0), address(scales)) == 0
            query, rows = rows[:1].copy(), rows[1:]
            for metric, function in ((COSINE, "cosine"), (DOT, "dot")):
                contenders = [("engram", self.many(metric, kind, query, rows, dim))]
                for module in (simsimd, numkong):
                    name = "angular" if module is numkong and function == "cosine" else function
                    run = self.peer(module, name, peer_kind, query, rows, dim)
                    contenders.append((module.__name__ + " " + name, run) if run else None)
                self.table(names[function], "ns per row", count, contenders,
                           operations=dim * (4 if function == "cosine" else 2), bytes=rows[0].nbytes)

    def hamming(self, count, dim):
        name = f"hamming {dim} bits 1:{count}"
        if not self.wants(name):
            return
        rows = self.random.integers(0, 256, (count + 1, dim // 8), np.uint8)
        query, rows = rows[:1].copy(), rows[1:]
        contenders = [("engram", self.many(HAMMING, BITS, query, rows, dim))]
        if faiss:
            index = faiss.IndexBinaryFlat(dim)
            index.add(rows)
            contenders.append(("faiss IndexBinaryFlat top-1", lambda: index.search(query, 1)))
        self.table(name, "ns per row", count, contenders)

    def pairs(self, dim):
        query, rows, calls = self.uniform(1, dim), self.uniform(4, dim), 10000
        loops = next(iter(self.loops.values()))
        for function, ours in (("cosine", "engram_cosine_f32"), ("dot", "engram_dot_f32")):
            out, wide = np.zeros(4, np.float32), np.zeros(4, np.float64)
            pointer = ctypes.cast(getattr(self.engram, ours), P)
            contenders = [("engram", lambda p=pointer, o=out: loops.loop_engram_pairs(
                p, address(query), address(rows), U64(calls), U64(4), U64(dim), address(o)))]
            for module in (simsimd, numkong):
                if module is None:
                    continue
                name = "angular" if module is numkong and function == "cosine" else function
                peer = P(getattr(module, "pointer_to_" + name)("float32"))
                contenders.append((module.__name__ + " " + name, lambda p=peer, o=wide: loops.loop_peer_pairs(
                    p, address(query), address(rows), U64(calls), U64(4), U64(rows.strides[0]), U64(dim), address(o))))
            self.table(f"f32 {function} pair in L1, {dim}-d", "ns per call", calls, contenders)

    def many_to_many(self, queries, count, dim):
        name = f"f32 {queries} x {count}, {dim}-d"
        if not self.wants(name):
            return
        q, rows = self.uniform(queries, dim), self.uniform(count, dim)
        out = np.zeros((queries, count), np.float32)
        self.table(name, "ns per pair", queries * count,
                   [("engram cosine", self.block(q, rows, COSINE)), ("engram dot", self.block(q, rows, DOT)),
                    ("engram cosine, AVX2", self.on(2, self.block(q, rows, COSINE))),
                    ("limit: the multiply-adds alone", self.fma(2 * queries * count * dim)),
                    ("numpy (OpenBLAS), dot only", lambda: np.matmul(q, rows.T, out=out))],
                   operations=2 * dim, bytes=dim * 4 / queries)

    def selection(self, count, dim):
        one, many = f"top-10 of {count} for 1 query, {dim}-d", f"top-10 of {count} for 64 queries, {dim}-d"
        if not self.wants(one, many):
            return
        query, queries, rows = self.uniform(1, dim), self.uniform(64, dim), self.uniform(count, dim)
        codes, per_row = aligned((count, dim), np.int8), np.zeros((3, count), np.float32)
        source = Rows(ctypes.sizeof(Rows), F32, address(rows), count, 0, dim, None)
        c = Codes(ctypes.sizeof(Codes), 0, address(codes), count, 0, dim, address(per_row[0]), address(per_row[1]),
                  address(per_row[2]))
        assert self.engram.engram_codes_build(ctypes.byref(source), U64(0), U64(count), ctypes.byref(c)) == 0
        plain, coded = self.topk(DOT, query, rows, 10), self.topk(DOT, query, rows, 10, c)
        contenders = [("engram topk, dot", plain), ("engram topk through codes, dot", coded),
                      ("engram scan alone, dot", self.many(DOT, F32, query, rows, dim)),
                      ("engram topk, cosine", self.topk(COSINE, query, rows, 10))]
        batch = [("engram topk, dot", self.topk(DOT, queries, rows, 10))]
        if faiss:
            faiss.omp_set_num_threads(1)
            index = faiss.IndexFlatIP(dim)
            index.add(rows)
            contenders.append(("faiss IndexFlatIP", lambda: index.search(query, 10)))
            batch.append(("faiss IndexFlatIP", lambda: index.search(queries, 10)))
        if usearch:
            contenders.append(("usearch exact search", lambda: usearch.index.search(
                rows, query, 10, usearch.index.MetricKind.IP, exact=True, threads=1)))
        self.table(one, "us per query", 1000, contenders)
        if self.wants(one):
            same = [(h.id, h.score) for h in plain.hits] == [(h.id, h.score) for h in coded.hits]
            print(f"  codes: {coded.counts[0].rescored} rows rescored, ids and score bits equal: {same}")
        self.rounds = min(self.rounds, 3)  # seconds each
        self.table(many, "us per query", 64 * 1000, batch)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build_dir", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--only", help="tables whose name contains this")
    parser.add_argument("--json", type=pathlib.Path, help="a file for the records")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as where:
        engram, limits = build(options.build_dir.resolve(), pathlib.Path(where))
        bench = Bench(engram, limits, plain_loops(pathlib.Path(where)), options.rounds, options.only)
        bench.pairs(768)
        bench.one_to_many(300, 768)
        bench.one_to_many(10000, 384)
        bench.one_to_many(200000, 768)
        bench.reduced(10000, 768)
        bench.hamming(200000, 768)
        bench.many_to_many(64, 10000, 768)
        bench.many_to_many(8, 10000, 768)
        bench.selection(200000, 768)
    if options.json:
        store.save(options.json, {"records": bench.records})
    print("\nnot installed:", ", ".join(missing) if missing else "none")


if __name__ == "__main__":
    main()
