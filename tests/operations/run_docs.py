#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs every `sh` block of a documentation page, and compiles and runs every `c` block.

usage: run_docs.py SOURCE BUILD CC PAGE...

A block runs with `set -e -o pipefail` in an empty directory, with engram-info on the path. A block marked
`needs=TOOL` is skipped without the tool; a page that skipped a block makes the test end with 77, not with success.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^( *)```(sh|c)( needs=(\S+))?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def run(command, page, block, directory, environment):
    done = subprocess.run(command, cwd=directory, env=environment, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=550, check=False)
    if done.returncode != 0:
        print(f"{page}: exit code {done.returncode} from\n{block}\n--- output\n{done.stdout}")
        sys.exit(1)


def main():
    source, build = (pathlib.Path(a).resolve() for a in sys.argv[1:3])
    compiler = sys.argv[3]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ENGRAM_")}
    environment.update(PATH=f"{build}/src/info:{environment['PATH']}", ENGRAM_SOURCE=str(source),
                       ENGRAM_BUILD=str(build))
    skipped = ran = 0
    for page in sys.argv[4:]:
        for indent, language, _, needs, block in BLOCK.findall(pathlib.Path(page).read_text()):
            block = re.sub(f"^{indent}", "", block, flags=re.MULTILINE)
            if needs and not shutil.which(needs):
                print(f"{page}: needs {needs}, which is not installed")
                skipped += 1
                continue
            with tempfile.TemporaryDirectory() as directory:
                if language == "sh":
                    run(["bash", "-e", "-o", "pipefail", "-c", block], page, block, directory, environment)
                else:
                    pathlib.Path(directory, "example.c").write_text(block)
                    run([*compiler.split(), "-std=gnu11", "-Wall", "-Wextra", "-Werror", f"-I{source}/include",
                         "example.c", str(build / "src/libengram_kernels.a"), "-lm", "-pthread", "-o", "example"],
                        page, block, directory, environment)
                    run(["./example"], page, block, directory, environment)
            ran += 1
    print(f"{ran} blocks ran, {skipped} skipped")
    if ran == 0 and skipped == 0:
        sys.exit("no blocks found: the pages or their format have changed")
    sys.exit(77 if skipped else 0)


main()
