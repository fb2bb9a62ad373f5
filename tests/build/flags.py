# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the checks of this folder share: a build of the library alone, the flags that its objects got."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ALONE = ["-Dtests=disabled", "-Dperf=disabled", "-Dffi=disabled", "-Dengine=disabled"]


def run(command, **more):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)


def need(command, **more):
    done = run(command, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}")
    return done.stdout


def surroundings(compilers, **more):
    """The environment without flags of its own, with these compilers and flags."""
    bare = {name: value for name, value in os.environ.items() if name not in ("CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS")}
    return dict(bare, CC=compilers[0], CXX=compilers[1], **more)


def copied(root, folder):
    """What a release holds; no build folders, which may lie beside it."""
    folder.mkdir(parents=True)
    for part in ("meson.build", "meson_options.txt", "include", "src"):
        source = pathlib.Path(root) / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / part)


def last_flags(build, pattern):
    """For every object of src: the flag that fits the pattern and comes last, which is the one that holds."""
    found = {}
    for entry in json.loads((pathlib.Path(build) / "compile_commands.json").read_text()):
        name = re.search(r"(?:^|/)src/((?!info/)[a-z/_0-9]+\.cpp)$", entry["file"])
        if name:
            flags = [word for word in entry["command"].split() if re.fullmatch(pattern, word)]
            found[name[1]] = flags[-1] if flags else ""
    if len(found) < 20:
        sys.exit(f"only {len(found)} objects of src in {build}: the check does not see the library")
    return found
