# SPDX-License-Identifier: MIT OR Apache-2.0
"""The dense step of spreading against scipy.sparse, on the graphs of the drivers, in one process and in turn.

    python sparse.py BUILD ROUNDS    prints one JSON line for each graph: all samples, in ns per edge
"""
import ctypes
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import scipy.sparse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HELPER = """
#include "engram/engram.h"
#include "activation/graphs.h"
perf_graph made;
static engram_graph *graph;
static engram_workspace *workspace;
int make(const char *kind, uint32_t nodes, uint32_t degree) {
    made = perf_graph_new(kind, nodes, degree, 0x5EED);
    const engram_csr csr = {.size = sizeof csr, .node_count = nodes, .edge_count = made.edges, .offsets = made.offsets,
                            .targets = made.targets, .weights = made.weights};
    return engram_graph_create(&csr, NULL, NULL, &graph) | engram_workspace_create(nodes, NULL, &workspace);
}
int hops(uint32_t count, float *values) {
    engram_spread_options o = {.size = sizeof o};
    const engram_status status = engram_spread_preset(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, &o);
    o.hops = count;
    return status | engram_spread_dense(graph, &o, workspace, NULL, values, NULL);
}
"""
HOPS = 10
GRAPHS = [("uniform", 1000, 5), ("power", 100000, 10), ("rmat", 1000000, 10)]


def helper(build, where):
    source, target = where / "helper.c", where / "helper.so"
    source.write_text(HELPER)
    subprocess.check_call(["cc", "-O2", "-shared", "-fPIC", f"-I{ROOT / 'include'}", f"-I{ROOT / 'perf'}", source, "-o", target,
                           "-Wl,--whole-archive", build / "src" / "libengram_kernels.a", "-Wl,--no-whole-archive", "-lm",
                           "-lpthread"])
    return target


class Graph(ctypes.Structure):
    _fields_ = [("nodes", ctypes.c_uint32), ("edges", ctypes.c_uint64), ("offsets", ctypes.POINTER(ctypes.c_uint64)),
                ("targets", ctypes.POINTER(ctypes.c_uint32)), ("weights", ctypes.POINTER(ctypes.c_float))]


def compare(library, kind, nodes, degree, rounds):
    engram = ctypes.CDLL(str(library))
    assert engram.make(kind.encode(), nodes, degree) == 0
    made = Graph.in_dll(engram, "made")
    offsets, targets, weights = (np.ctypeslib.as_array(p, (n,)) for p, n in (
        (made.offsets, nodes + 1), (made.targets, made.edges), (made.weights, made.edges)))
    rows = scipy.sparse.csr_matrix((weights, targets.astype(np.int32), offsets.astype(np.int32)), shape=(nodes, nodes))
    push, pull = rows.T, rows.T.tocsr()  # the transpose of rows is columns: a scatter; tocsr() makes rows of it
    values = np.zeros(nodes, np.float32)

    def ours():
        values.fill(0.5)
        assert engram.hops(HOPS, values.ctypes.data_as(ctypes.c_void_p)) == 0
        return values

    def theirs(matrix):
        a = np.full(nodes, 0.5, np.float32)
        for _ in range(HOPS):
            a = a + matrix @ a
            largest = a.max()
            if largest > 1:
                a /= largest
        return a

    assert np.allclose(ours(), theirs(pull), rtol=1e-3, atol=1e-6)
    contenders = [("engram", ours), ("scipy.sparse, pull", lambda: theirs(pull)), ("scipy.sparse, push", lambda: theirs(push))]
    times = {name: [] for name, _ in contenders}
    for _ in range(rounds + 1):
        for name, run in contenders:
            begin = time.thread_time_ns()
            run()
            times[name].append((time.thread_time_ns() - begin) / (made.edges * HOPS))
    print(json.dumps({"work": f"dense step, {kind} {nodes} nodes, in Python",
                      "contenders": [[name, times[name][1:]] for name, _ in contenders]}), flush=True)


with tempfile.TemporaryDirectory() as folder:
    made_library = helper(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(folder))
    for name, node_count, edges_per_node in GRAPHS:
        compare(made_library, name, node_count, edges_per_node, int(sys.argv[2]) * (20 if node_count < 10000 else 1))
