# SPDX-License-Identifier: MIT OR Apache-2.0
"""Follows the README as a newcomer would, in a copy of the sources and in a home of its own; then the calls that
docs/ffi/c.md shows.

usage: check_readme.py ROOT
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(sys.argv[1])
blocks = re.findall(r"^```([\w ]*)\n(.*?)^```", (root / "README.md").read_text(), re.M | re.S)


def block(language, begins=""):
    [found] = [text for name, text in blocks if name == language and text.startswith(begins)]
    return found


def skip(reason):
    if os.environ.get("ENGRAM_TEST_REQUIRE_ALL"):
        sys.exit(f"failed: ENGRAM_TEST_REQUIRE_ALL is set, and this would be skipped: {reason}")
    print(f"skipped: {reason}")


def run(script, cwd, **more):
    done = subprocess.run(["sh", "-ec", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=cwd,
                          env={**environment, **more})
    if done.returncode != 0:
        sys.exit(f"{script}\nexit {done.returncode}\n{done.stdout}")
    return done.stdout


def expect(told, wanted):
    if told.strip().split("\n")[-1] != wanted:
        sys.exit(f"expected {wanted}, got\n{told}")
    print(told.strip().split("\n")[-1])


for tool in ("meson", "pkg-config", "cc"):
    if not shutil.which(tool):
        skip(f"no {tool}")
        sys.exit(77)
with tempfile.TemporaryDirectory() as folder:
    work = pathlib.Path(folder)
    sources = work / "sources"
    sources.mkdir()
    for part in ("meson.build", "meson_options.txt", "include", "src"):
        copy = shutil.copytree if (root / part).is_dir() else shutil.copy
        copy(root / part, sources / part)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PKG_CONFIG")}
    path = run(block("sh", "meson setup") + 'echo "$PKG_CONFIG_PATH"', sources, HOME=folder).strip().split("\n")[-1]
    if not (pathlib.Path(path) / "engram-kernels.pc").is_file():
        sys.exit(f"{path} holds no engram-kernels.pc")
    environment["PKG_CONFIG_PATH"] = path

    wanted = block("text prints").strip()
    for name in ("plain", "meson"):
        (work / name).mkdir()
        (work / name / "app.c").write_text(block("c"))
    expect(run(block("sh", "cc ") + "./app", work / "plain"), wanted)
    (work / "meson/meson.build").write_text("project('app', 'c')\n" + block("meson"))
    expect(run("meson setup out >/dev/null; ninja -C out >/dev/null; out/app", work / "meson"), wanted)

    program = pathlib.Path(path).parents[1] / "bin/engram"
    if program.is_file():
        told = run(block("sh", "engram init"), work / "plain", PATH=f"{program.parent}:{environment['PATH']}")
        if "the kettle is blue" not in told:
            sys.exit(f"engram recall does not find the kettle:\n{told}")
    else:
        skip("no CLI11, nlohmann-json, SQLite or xxhash.h: the program engram is not tried")

    [calls] = re.findall(r"^```c\n(.*?)^```", (root / "docs/ffi/c.md").read_text(), re.M | re.S)
    (work / "plain/app.c").write_text(
        "#include <engram/engram.h>\n#include <stdio.h>\n\nint main(void) {\n" + calls +
        'printf("%.4f %.4f %.4f\\n", scores[0], scores[1], left[0]);\n}\n')
    expect(run(block("sh", "cc ") + "./app", work / "plain"), "0.7143 -1.0000 0.5000")

    cargo = shutil.which("cargo")
    found = re.search(r" 1\.(\d+)", run("cargo --version", work)) if cargo else None
    if found is None or int(found.group(1)) < 85:
        skip("no cargo that knows the edition of 2024: the lines for Rust are not tried")
    else:
        crate = work / "crate"
        (crate / "src").mkdir(parents=True)
        (crate / "Cargo.toml").write_text('[package]\nname = "app"\nversion = "0.1.0"\nedition = "2024"\n')
        (crate / "build.rs").write_text(block("rust", "// build.rs").replace("/home/you", folder))
        (crate / "src/main.rs").write_text(block("rust", "// src/main.rs"))
        version = re.search(r"^  version: '(.*)'", (root / "meson.build").read_text(), re.M).group(1)
        expect(run("cargo run --quiet --offline", crate, CARGO_TARGET_DIR=str(crate / "target")), version)
