# SPDX-License-Identifier: MIT OR Apache-2.0
"""Builds ffi/c/consumer in one form against the installed library, runs it, and expects it to find itself right."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

form, root, build = sys.argv[1:4]
TOOLS = {
    "make": ["make", "pkg-config"],
    "make-static": ["make", "pkg-config"],
    "make-musl": ["make", "pkg-config", "musl-gcc"],
    "meson": ["meson", "pkg-config"],
    "subproject": ["meson"],
    "cmake": ["cmake", "pkg-config"],
    "cmake-c++": ["cmake", "pkg-config"],
}
for tool in TOOLS[form]:
    if not shutil.which(tool):
        if os.environ.get("ENGRAM_TEST_REQUIRE_ALL"):
            sys.exit(f"failed: ENGRAM_TEST_REQUIRE_ALL is set, and this would be skipped: no {tool}")
        print(f"skipped: no {tool}")
        sys.exit(77)


def run(*command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}")
    return done.stdout


with tempfile.TemporaryDirectory() as folder:
    work = pathlib.Path(folder) / "consumer"
    shutil.copytree(pathlib.Path(root) / "ffi/c/consumer", work)
    environment = dict(os.environ)
    if form != "subproject":
        staged = pathlib.Path(folder) / "root"
        run("meson", "install", "-C", build, "--no-rebuild", "--tags", "devel", "--destdir", str(staged))
        [pc] = staged.rglob("engram-kernels.pc")
        environment.update(PKG_CONFIG_SYSROOT_DIR=str(staged), PKG_CONFIG_PATH=str(pc.parent))
    options = {"cwd": work, "env": environment}
    program = work / "consumer"
    if form.startswith("make"):
        settings = {"make-static": ["STATIC=1"], "make-musl": ["STATIC=1", "CC=musl-gcc"]}.get(form, [])
        run("make", *settings, **options)
    elif form in ("meson", "subproject"):
        if form == "subproject":
            (work / "subprojects").mkdir()
            # What a release holds; no build folders, which may lie beside it.
            for part in ("meson.build", "meson_options.txt", "include", "src"):
                copy = shutil.copytree if (pathlib.Path(root) / part).is_dir() else shutil.copy
                (work / "subprojects/engram-kernels").mkdir(exist_ok=True)
                copy(pathlib.Path(root) / part, work / "subprojects/engram-kernels" / part)
            options["env"].update(PKG_CONFIG_LIBDIR=folder)
        print(run("meson", "setup", "out", **options))
        run("ninja", "-C", "out", **options)
        targets = run("ninja", "-C", "out", "-t", "targets", "all", **options)
        if "similarity_test" in targets or "similarity_perf" in targets:
            sys.exit("the subproject builds its tests or drivers")
        program = work / "out" / "consumer"
    else:
        run("cmake", "-B", "out", "-DCONSUMER_CXX=" + ("ON" if form == "cmake-c++" else "OFF"), **options)
        run("cmake", "--build", "out", **options)
        program = work / "out" / "consumer"
    answer = run(str(program))
    print(answer)
    if not answer.rstrip().endswith(": right"):
        sys.exit("the consumer does not say that it is right")
