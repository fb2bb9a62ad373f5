# SPDX-License-Identifier: MIT OR Apache-2.0
"""Vectors of texts from an embedder, a program that gets a text a line and prints a JSON array a line. Kept between
runs in a folder, by the embedder and the texts."""
import array
import hashlib
import json
import pathlib
import subprocess

from engram_perf import Unable


def embed(command, texts):
    given = "".join(t + "\n" for t in texts).encode()
    done = subprocess.run(command, input=given, capture_output=True)
    if done.returncode != 0:
        raise Unable(f"the embedder {command} failed: {done.stderr.decode(errors='replace')[-2000:]}")
    found = [array.array("f", json.loads(line)) for line in done.stdout.splitlines()]
    if len(found) != len(texts) or len({len(v) for v in found}) > 1:
        raise Unable(f"the embedder {command} gave {len(found)} vectors for {len(texts)} texts, or some of another length")
    return found


def of(command, texts, kept):
    """The vectors of the texts; read from the folder `kept` where the same program made them before."""
    program = hashlib.sha256(pathlib.Path(command[-1]).read_bytes()).hexdigest()
    name = hashlib.sha256("\0".join([program, *texts]).encode()).hexdigest()[:32]
    path = kept / f"{name}.f32"
    if not path.exists():
        found = embed(command, texts)
        kept.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(b"".join(v.tobytes() for v in found))
        part.rename(path)
    flat = array.array("f", path.read_bytes())
    dim = len(flat) // len(texts)
    return [flat[i * dim:(i + 1) * dim] for i in range(len(texts))]
