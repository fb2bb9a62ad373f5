#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Run by `meson dist`: in place of the link to the checkout an sdist gets what the library is built from."""

import os
import pathlib
import shutil

PARTS = ("meson.build", "meson_options.txt", "LICENSE", "include", "src", "subprojects/simde.wrap")

there = pathlib.Path(os.environ["MESON_PROJECT_DIST_ROOT"]) / "subprojects" / "engram-kernels"
here = pathlib.Path(os.environ["MESON_PROJECT_SOURCE_ROOT"]) / "subprojects" / "engram-kernels"
if there.is_symlink():
    there.unlink()
    for part in PARTS:
        target = there / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (here / part).is_dir():
            shutil.copytree(here / part, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(here / part, target)
