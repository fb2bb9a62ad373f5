#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs every `sh` block of a documentation page, and compiles and runs every `c` block.

usage: run_docs.py [--only sh|c] SOURCE BUILD CC PAGE...

A block runs with `set -e -o pipefail` in an empty directory, with engram-info and engram on the path. A block marked
`needs=TOOL` is skipped without the tool; a page that skipped a block makes the test end with 77, not with success.
A `c` block without main() is compiled only. A block `text prints` is what the program before it prints, to the letter.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^( *)```(sh|c|text prints)( needs=(\S+))?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def run(command, page, block, directory, environment):
    done = subprocess.run(command, cwd=directory, env=environment, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=550, check=False)
    if done.returncode != 0:
        print(f"{page}: exit code {done.returncode} from\n{block}\n--- output\n{done.stdout}")
        sys.exit(1)
    return done.stdout


def main():
    arguments = sys.argv[1:]
    only = arguments[1] if arguments[0] == "--only" else None
    source, build, compiler, *pages = arguments[2 if only else 0:]
    source, build = pathlib.Path(source).resolve(), pathlib.Path(build).resolve()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ENGRAM_")}
    environment.update(PATH=f"{build}/src/info:{build}/src/cli:{environment['PATH']}", ENGRAM_SOURCE=str(source),
                       ENGRAM_BUILD=str(build))
    skipped = ran = 0
    printed = None
    for page in pages:
        for indent, language, _, needs, block in BLOCK.findall(pathlib.Path(page).read_text()):
            block = re.sub(f"^{indent}", "", block, flags=re.MULTILINE)
            if language == "text prints":
                if printed is not None and printed != block:
                    sys.exit(f"{page}: the program prints\n{printed}--- and not\n{block}")
                continue
            if only and language != only:
                continue
            if needs and not shutil.which(needs):
                print(f"{page}: needs {needs}, which is not installed")
                skipped += 1
                continue
            with tempfile.TemporaryDirectory() as directory:
                if language == "sh":
                    run(["bash", "-e", "-o", "pipefail", "-c", block], page, block, directory, environment)
                else:
                    pathlib.Path(directory, "example.c").write_text(block)
                    compile = [*compiler.split(), "-std=gnu11", "-Wall", "-Wextra", "-Werror", f"-I{source}/include", "example.c"]
                    if "int main(" in block:
                        engine = [str(build / "src/libengram_space.a")] if "engram/recall.h" in block else []
                        run([*compile, *engine, str(build / "src/libengram_kernels.a"), *(["-lsqlite3"] if engine else []), "-lm", "-pthread", "-o", "example"],
                            page, block, directory, environment)
                        printed = run(["./example"], page, block, directory, environment)
                    else:
                        run([*compile, "-c"], page, block, directory, environment)
            ran += 1
    print(f"{ran} blocks ran, {skipped} skipped")
    if ran == 0 and skipped == 0:
        sys.exit("no blocks found: the pages or their format have changed")
    sys.exit(77 if skipped else 0)


main()
