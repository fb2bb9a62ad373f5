# SPDX-License-Identifier: MIT OR Apache-2.0
"""The examples of docs/ffi/python.md and of the README run; the annotations hold."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import engram_kernels
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGES = [ROOT / "docs/ffi/python.md", ROOT / "ffi/python/README.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_examples(page, capsys):
    blocks = re.findall(r"^```python\n(.*?)^```", page.read_text(), re.M | re.S)
    assert blocks
    names: dict[str, object] = {}
    engram_kernels.metrics_reset()  # the page shows counts as a program of its own finds them
    for block in blocks:
        exec(compile(block, str(page), "exec"), names)
    # What a line is said to print stands after it.
    wanted = re.findall(r"print\(.*\) +# (.*)", "".join(blocks))
    assert wanted and capsys.readouterr().out.split("\n")[:-1] == wanted


@pytest.mark.parametrize("arguments", [["-m", "mypy.stubtest", "engram_kernels"], ["-m", "mypy", "--strict"]])
def test_annotations(arguments, tmp_path):
    pytest.importorskip("mypy")
    if "--strict" in arguments:
        program = tmp_path / "program.py"
        blocks = re.findall(r"^```python\n(.*?)^```", PAGES[0].read_text(), re.M | re.S)
        program.write_text("".join(blocks))
        arguments = [*arguments, str(program)]
    environment = dict(os.environ, MYPY_CACHE_DIR=str(tmp_path), MYPYPATH=package_folder())
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def package_folder():
    """For mypy the package must not lie in site-packages of another interpreter; where it does in ours, nothing is needed."""
    import engram_kernels

    folder = pathlib.Path(engram_kernels.__file__).parents[1]
    return "" if str(folder).startswith(sys.prefix) else str(folder)


def test_the_archive_keeps_its_names():
    """The module exports its initialiser only, and needs no C++ runtime."""
    import engram_kernels._core

    nm, readelf = shutil.which("nm"), shutil.which("readelf")
    if not nm or not readelf:
        pytest.skip("no binutils")
    file = engram_kernels._core.__file__
    assert file.endswith(".abi3.so")
    exported = subprocess.run([nm, "-D", "--defined-only", file], capture_output=True, text=True, check=True).stdout
    assert [line.split()[-1] for line in exported.splitlines()] == ["PyInit__core"]
    needed = subprocess.run([readelf, "-d", file], capture_output=True, text=True, check=True).stdout
    assert not re.search(r"NEEDED.*(stdc\+\+|libgcc|gomp)", needed)
