# SPDX-License-Identifier: MIT OR Apache-2.0
"""The ten best rows among real embeddings: ours through codes, hnswlib, usearch and faiss, with recall beside each time."""
import pathlib
import tempfile

from engram_perf import PERF, drivers, store

TEXTS = 160000
PEERS = PERF / "similarity/peers"


def python_of(root):
    return root.parent / "venv/bin/python"


def prepare(root, data, dim):
    """Makes the embeddings, once: minutes."""
    if data is None:
        print("embeddings, minutes the first time", flush=True)
        drivers.call([python_of(root), PEERS / "embed.py", root.parent / "embeddings", "--wordnet", root / "usr/share/wordnet",
                      "--texts", TEXTS, "--models", "l6" if dim == 384 else "l6,l3"], "the embeddings")


def compare(build, root, rounds, data, dim, rows):
    with tempfile.TemporaryDirectory() as where:
        target = pathlib.Path(where) / "records.json"
        drivers.call([python_of(root), PEERS / "codes.py", build, "--data", data or root.parent / "embeddings", "--dim", dim,
                      "--rounds", max(1, rounds // 5), *([] if rows is None else ["--rows", rows]), "--json", target],
                     "the peers of codes")
        yield from store.load(target)["records"]
