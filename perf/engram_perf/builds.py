# SPDX-License-Identifier: MIT OR Apache-2.0
"""Build folders, and what they were built with."""

import io
import json
import os
import pathlib
import shutil
import subprocess
import tarfile

from . import ROOT, Unable
from .drivers import PROGRAMS, call


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
        call(["meson", "setup", build, source, "-Dtests=disabled", "-Dffi=disabled", *settings], "setting up", environment)
    return current(build)


def candidate(build):
    """The build folder named, or one of our own; brought up to date."""
    return current(build) if build else make(ROOT, ROOT / "build-gate")


def current(build):
    """A build folder that is there, brought up to date."""
    call(["ninja", "-C", build, *PROGRAMS.values()], "building")
    return pathlib.Path(build)


def beside(build, suffix, *settings):
    """The same tree built next to `build` with other settings."""
    return make(ROOT, build.parent / (build.name + suffix), settings)


def of_revision(ref, like):
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
