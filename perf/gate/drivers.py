# SPDX-License-Identifier: MIT OR Apache-2.0
"""Build folders and the timing drivers in them."""

import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
GATE = ROOT / "perf/gate"
BASELINES = ROOT / "perf/baselines"
FAMILIES = ("similarity", "activation", "decay", "arena")


class Unable(Exception):
    """What cannot be done here, in a sentence."""


class LevelMissing(Exception):
    """This machine or build lacks the level."""


def cases(kind):
    return json.loads((GATE / "cases.json").read_text())[kind]


def run(command, **options):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)


def call(command, what, **options):
    done = run(command, **options)
    if done.returncode != 0:
        raise Unable(f"{what}: {' '.join(map(str, command))}\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def program(build, name):
    family = name.split("/")[0]
    path = pathlib.Path(build) / "perf" / family / f"{family}_perf"
    if not path.exists():
        raise Unable(f"{path} is not built")
    return path


def driver(build, name, arguments, *more):
    """The JSON of one run of the driver of case `name`."""
    done = run([program(build, name), *arguments.split(), "--json", *more])
    if done.returncode == 77:
        raise LevelMissing
    if done.returncode != 0:
        raise Unable(f"{name} failed: {' '.join(map(str, done.args))}\n{done.stdout + done.stderr}")
    return json.loads(done.stdout)


def machine(build):
    return json.loads(run([program(build, "decay"), "--machine"]).stdout)


def options(build):
    """The Meson options of a build folder, by name."""
    text = call(["meson", "introspect", "--buildoptions", build], f"{build} is no Meson build folder")
    return {o["name"]: o["value"] for o in json.loads(text)}


def compilers(build):
    """CC and CXX as the build folder has them."""
    found = {}
    for entry in json.loads((pathlib.Path(build) / "compile_commands.json").read_text()):
        words = entry["command"].split()
        name = words[1] if os.path.basename(words[0]) in ("ccache", "sccache") else words[0]
        found["CXX" if entry["file"].endswith("pp") else "CC"] = name
    return found


def make(source, build, settings=(), environment=None):
    """Sets up a build folder where there is none yet, and builds the drivers."""
    if not (build / "build.ninja").exists():
        call(["meson", "setup", build, source, "-Dtests=disabled", "-Dffi=disabled", *settings], "setting up",
             env={**os.environ, **(environment or {})})
    call(["ninja", "-C", build, *(f"perf/{f}/{f}_perf" for f in FAMILIES)], "building")
    return build


def candidate(build):
    """The build folder named, brought up to date, or one of our own."""
    if build is None:
        return make(ROOT, ROOT / "build-gate")
    call(["ninja", "-C", build, *(f"perf/{f}/{f}_perf" for f in FAMILIES)], "building")
    return pathlib.Path(build)


def build_of(ref, like):
    """A build of a git revision as `like` is built. Its drivers are ours, so that only the library differs."""
    commit = call(["git", "-C", ROOT, "rev-parse", "--verify", f"{ref}^{{commit}}"], "no such revision").strip()
    source = ROOT / "build-gate-baselines" / commit[:16]
    if not source.exists():
        half = source.with_suffix(".part")
        shutil.rmtree(half, ignore_errors=True)
        tar = subprocess.run(["git", "-C", ROOT, "archive", commit], capture_output=True, check=True).stdout
        tarfile.open(fileobj=io.BytesIO(tar)).extractall(half)
        half.rename(source)
    shutil.rmtree(source / "perf", ignore_errors=True)
    shutil.copytree(ROOT / "perf", source / "perf")
    have = options(like)
    kept = {name: have[name] for name in ("buildtype", "b_ndebug", "metrics", "b_lto") if name in have}
    settings = [f"-D{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in kept.items()]
    settings.append("-Dlevels=" + ",".join(have["levels"]))
    try:
        return make(source, source / "build", settings, compilers(like))
    except Unable as reason:
        raise Unable(f"today's drivers do not build against {ref}: {reason}") from None


class Tally:
    """Counts results and says them."""

    def __init__(self):
        self.passed, self.failed, self.skipped, self.not_passed = 0, 0, 0, []

    def ok(self):
        self.passed += 1

    def fail(self, text):
        self.failed += 1
        self.not_passed.append(text)
        print(f"failed: {text}")

    def skip(self, text):
        self.skipped += 1
        self.not_passed.append(text)
        print(f"skipped: {text}")

    def verdict(self, verdict, said, why, allowed):
        """What ratios.judge() found, with its figures in words."""
        if verdict == "slower":
            self.fail(f"{said}, allowed {100 * allowed:+.0f} %")
        elif verdict == "inconclusive":
            self.skip(f"{said}: inconclusive, the machine was disturbed: {why}")
        else:
            self.ok()
            print(f"{verdict}: {said}")

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 0 if self.passed and not self.failed else 1


def progress(text):
    """A line that overwrites itself, for people only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
