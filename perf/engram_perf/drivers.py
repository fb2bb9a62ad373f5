# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs the timing drivers of a build folder, and reads what they print."""

import json
import os
import pathlib
import subprocess
import sys

from . import FAMILIES, PERF, LevelMissing, Unable

PROGRAMS = {**{name: f"perf/{name}/{name}_perf" for name in (*FAMILIES, "profile")}, "scale": "perf/scale/scale"}
FACTS = ("machine", "compiler", "libc", "library", "level")


def pin():
    """This process and all that it starts on one core, the last that we may use."""
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def progress(text):
    """A line that overwrites itself, for people only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def cases(kind):
    return json.loads((PERF / "gate/cases.json").read_text())[kind]


def run(command, environment=None, **options):
    """What the command printed and how it ended; `environment` adds to ours."""
    return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          env={**os.environ, **(environment or {})}, **options)


def call(command, what, environment=None, **options):
    """What the command printed; Unable when it failed."""
    done = run(command, environment, **options)
    if done.returncode != 0:
        raise Unable(f"{what}: {' '.join(map(str, command))}\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def program(build, name):
    """The driver of a case, family/operation, or of a family."""
    path = pathlib.Path(build) / PROGRAMS[name.split("/")[0]]
    if not path.exists():
        raise Unable(f"{path} is not built")
    return path


def driver(build, name, arguments, *more, before=(), environment=None):
    """The record of one run of the driver of case `name`; `before` is a command that starts it, such as taskset."""
    command = [*before, program(build, name), *arguments.split(), "--json", *more]
    done = run(command, environment)
    if done.returncode == 77:
        raise LevelMissing(done.stderr.strip())
    if done.returncode != 0:
        raise Unable(f"{name} failed: {' '.join(map(str, command))}\n{done.stdout + done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def ns(build, name, arguments, *more, **options):
    """The median time of an item."""
    return driver(build, name, arguments, *more, **options)["ns_per_item"]


def machine(build):
    """What figures depend on: processor, compiler, C library, our version, the level in force."""
    read = driver(build, "similarity", "--rows 4 --iters 1")
    return {key: read[key] for key in FACTS}


def lines(command, what, environment=None):
    """The JSON lines among what a command prints."""
    return [json.loads(line) for line in call(command, what, environment).splitlines() if line.startswith("{")]
