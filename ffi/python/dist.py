#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Run by `meson dist`: replaces the links of subprojects/engram-kernels by what they point to."""

import os
import pathlib
import shutil

here = pathlib.Path(os.environ["MESON_PROJECT_SOURCE_ROOT"]) / "subprojects" / "engram-kernels"
there = pathlib.Path(os.environ["MESON_PROJECT_DIST_ROOT"]) / "subprojects" / "engram-kernels"
for link in sorted(here.iterdir()):
    copy = there / link.name
    if copy.is_symlink():
        copy.unlink()
    if link.is_dir():
        shutil.copytree(link, copy, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(link, copy)
