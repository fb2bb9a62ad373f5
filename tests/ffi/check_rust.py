# SPDX-License-Identifier: MIT OR Apache-2.0
"""Builds and tests ffi/rust against the installed library, in one form:

test      unit, differential and documentation tests, with every feature; the differential ones on the reference too
lint      clippy on all targets and rustdoc, warnings are errors
bindings  the checked-in bindings are those that bindgen makes of the installed headers
msrv      both crates build, and call the library, with the oldest Rust that they promise
arm64     the vectors through the library of aarch64, under qemu-user: its own level runs
crossing  the cost of a call over the same call from C, printed; fails above 5 ns
"""

import ctypes.util
import glob
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

form, root, build = sys.argv[1:4]
workspace = pathlib.Path(root) / "ffi/rust"


def skip(reason):
    if os.environ.get("ENGRAM_TEST_REQUIRE_ALL"):
        sys.exit(f"failed: ENGRAM_TEST_REQUIRE_ALL is set, and this would be skipped: {reason}")
    print(f"skipped: {reason}")
    sys.exit(77)


def run(*command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}")
    return done.stdout


def succeeds(*command, **more):
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more).returncode == 0


def fetch(environment):
    """Works offline once every crate of the lock file is in cargo's cache."""
    at = {"cwd": workspace, "env": environment}
    fetch_locked = ("cargo", "fetch", "--locked")
    if not succeeds(*fetch_locked, "--offline", **at) and not succeeds(*fetch_locked, **at):
        skip("the crates are not in cargo's cache, and the registry is out of reach")


def oldest_cargo(version):
    """The cargo beside the rustc of a version: told, a distribution's, or one of rustup's."""
    told = os.environ.get("ENGRAM_MSRV_CARGO")
    if told:
        return told
    if succeeds("/usr/bin/cargo", "--version") and f" {version}." in run("/usr/bin/rustc", "--version"):
        return "/usr/bin/cargo"
    if not shutil.which("rustup"):
        skip(f"no rustc {version}: /usr/bin has none (Debian 12: apt-get install rustc cargo), there is no rustup, and "
             "ENGRAM_MSRV_CARGO does not name a cargo beside one")
    names = run("rustup", "toolchain", "list").split()
    if not any(name.startswith(f"{version}.") or name.startswith(f"{version}-") for name in names):
        skip(f"no toolchain {version}: rustup toolchain install {version}, or on Debian 12 apt-get install rustc cargo")
    return run("rustup", "which", "cargo", "--toolchain", version).strip()


def oldest(environment):
    """A copy of both crates without what tests and benches need, built with the Rust that the manifests name."""
    manifest = (workspace / "engram-kernels/Cargo.toml").read_text()
    version = re.search(r'^rust-version = "(.*)"', manifest, re.M)[1]
    cargo = oldest_cargo(version)
    # Cargo runs the rustc beside it; the proxies of rustup in PATH would pick another. Debian's cargo is a little newer
    # than its rustc: it is rustc that the version is about.
    rustc = str(pathlib.Path(cargo).parent / "rustc")
    environment.update(RUSTC=rustc)
    environment.pop("CARGO_TARGET_DIR", None)
    found = run(rustc, "--version", env=environment)
    if f" {version}." not in found:
        sys.exit(f"{rustc} is {found.strip()}, not {version}")
    print(found, end="")
    metadata = run("cargo", "metadata", "--offline", "--locked", "--format-version=1", cwd=workspace)
    packages = json.loads(metadata)["packages"]
    [pkg_config] = [package["manifest_path"] for package in packages if package["name"] == "pkg-config"]
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder)
        shutil.copytree(pathlib.Path(pkg_config).parent, copy / "pkg-config")
        for crate in ("engram-kernels-sys", "engram-kernels"):
            shutil.copytree(workspace / crate, copy / crate, ignore=shutil.ignore_patterns("tests"))
            text = (copy / crate / "Cargo.toml").read_text()
            text = re.sub(r"^\[(dev-dependencies|features)\]\n(?:[^\[\n].*\n|\n)*", "", text, flags=re.M)
            text = re.sub(r"^rayon = .*\n", "", text, flags=re.M)
            text = re.sub(r"^pkg-config = .*$", 'pkg-config = { path = "../pkg-config" }', text, flags=re.M)
            (copy / crate / "Cargo.toml").write_text(text)
        (copy / "engram-kernels/examples").mkdir()
        (copy / "engram-kernels/examples/call.rs").write_text(
            "fn main() {\n"
            "    let score = engram_kernels::similarity::cosine(&[3.0, 4.0], &[4.0, 3.0]);\n"
            "    println!(\"{:?}\", score);\n"
            "    assert_eq!(score, Ok(0.96));\n"
            "}\n")
        return run(cargo, "run", "--offline", "--example", "call", cwd=copy / "engram-kernels", env=environment)


def of_aarch64(environment, cargo):
    """The vectors on the level of another processor; its standard library comes from rustup, once.

    Where it cannot be had this is skipped even with ENGRAM_TEST_REQUIRE_ALL: the suite of Rust has run all the same.
    """
    target = "aarch64-unknown-linux-gnu"
    for tool in ("aarch64-linux-gnu-gcc", "aarch64-linux-gnu-g++", "qemu-aarch64", "meson", "ninja"):
        if not shutil.which(tool):
            skip(f"no {tool}")
    if not shutil.which("rustup") or (target not in run("rustup", "target", "list", "--installed").split()
                                      and not succeeds("rustup", "target", "add", target)):
        print(f"skipped: no standard library of Rust for {target}, and no rustup that can fetch it")
        sys.exit(77)
    library = pathlib.Path(build) / "rust-arm64"
    if not (library / "build.ninja").exists():
        run("meson", "setup", str(library), root, "--cross-file", str(pathlib.Path(root) / ".ci/aarch64.ini"),
            "-Dtests=disabled", "-Dperf=disabled", "-Dffi=disabled")
    run("ninja", "-C", str(library), "-j2")
    folder = pathlib.Path(build) / "rust-arm64-stage"
    shutil.rmtree(folder, ignore_errors=True)
    run("meson", "install", "-C", str(library), "--no-rebuild", "--tags", "devel", "--destdir", str(folder))
    [archive] = folder.rglob("libengram_kernels.a")
    [header] = folder.rglob("engram.h")
    environment.update({"ENGRAM_KERNELS_LIB_DIR": str(archive.parent), "ENGRAM_KERNELS_INCLUDE_DIR": str(header.parent.parent),
                        "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER": "aarch64-linux-gnu-gcc",
                        "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER": "qemu-aarch64",
                        "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS": "-C target-feature=+crt-static"})
    told = run("cargo", "test", *cargo, "--target", target, "--test", "conformance", "--", "--nocapture",
               cwd=workspace, env=environment)
    if not re.search(r"conformance rust similarity on scalar, neon: \d{3,} vectors", told):
        sys.exit(f"the level of aarch64 has not run\n{told}")
    return told


if not shutil.which("cargo"):
    skip("no cargo")
version = tuple(map(int, re.search(r" (\d+)\.(\d+)\.", run("cargo", "--version")).groups()))
if version < (1, 88) and form != "msrv":
    skip(f"cargo {version[0]}.{version[1]}: what the tests are made of needs 1.88")
if form == "bindings":
    libraries = glob.glob("/usr/lib/llvm-*/lib/libclang*.so*")
    if not (libraries or ctypes.util.find_library("clang") or os.environ.get("LIBCLANG_PATH")):
        skip("no libclang")

with tempfile.TemporaryDirectory() as folder:
    staged = pathlib.Path(folder) / "root"
    run("meson", "install", "-C", build, "--no-rebuild", "--tags", "devel", "--destdir", str(staged))
    [pc] = staged.rglob("engram-kernels.pc")
    [header] = staged.rglob("engram.h")
    environment = dict(
        os.environ, PKG_CONFIG_SYSROOT_DIR=str(staged), PKG_CONFIG_PATH=str(pc.parent),
        CARGO_TARGET_DIR=str(pathlib.Path(build) / "rust-target"))
    environment.pop("ENGRAM_KERNELS_LIB_DIR", None)
    environment.pop("ENGRAM_KERNELS_INCLUDE_DIR", None)
    fetch(environment)
    cargo = ["--offline", "--locked"]
    at = {"cwd": workspace, "env": environment}
    if form == "test":
        print(run("cargo", "test", *cargo, "--all-features", **at))
        # The vectors once more, for their counts and for the names of those that Rust cannot say.
        print(run("cargo", "test", *cargo, "--all-features", "--test", "conformance", "--", "--nocapture", **at))
        environment["ENGRAM_ISA"] = "scalar"
        print(run("cargo", "test", *cargo, "--all-features", "--tests", **at))
        del environment["ENGRAM_ISA"]
        # The other way to find the library, and what is said when there is none.
        for name in ("PKG_CONFIG_SYSROOT_DIR", "PKG_CONFIG_PATH"):
            del environment[name]
        environment.update(PKG_CONFIG_LIBDIR=folder, CARGO_TARGET_DIR=str(pathlib.Path(build) / "rust-target-find"))
        refused = subprocess.run(["cargo", "build", *cargo], capture_output=True, text=True, **at)
        if refused.returncode == 0 or "set ENGRAM_KERNELS_LIB_DIR" not in refused.stderr:
            sys.exit(f"without a library the build does not say what to do:\n{refused.stderr}")
        # The prefix, its lib, or the folder of the archive, which on Debian is one further down; and none of these.
        [archive] = staged.rglob("libengram_kernels.a")
        for named in {header.parents[2], header.parents[2] / "lib", archive.parent}:
            environment.update(ENGRAM_KERNELS_LIB_DIR=str(named))
            run("cargo", "build", *cargo, "-p", "engram-kernels-sys", **at)
        print(run("cargo", "test", *cargo, "--test", "executors", **at))
        environment.update(ENGRAM_KERNELS_LIB_DIR=str(header.parent))
        refused = subprocess.run(["cargo", "build", *cargo], capture_output=True, text=True, **at)
        if refused.returncode == 0 or "holds no libengram_kernels.a" not in refused.stderr:
            sys.exit(f"a folder without a library does not say so:\n{refused.stderr}")
    elif form == "lint":
        features = ["--features", "engram-kernels/rayon"]
        run("cargo", "clippy", *cargo, "--workspace", "--all-targets", *features, "--", "-D", "warnings", **at)
        environment["RUSTDOCFLAGS"] = "-D warnings"
        run("cargo", "doc", *cargo, "--no-deps", "--all-features", **at)
    elif form == "bindings":
        environment["ENGRAM_KERNELS_INCLUDE_DIR"] = str(header.parent.parent)
        print(run("cargo", "test", *cargo, "-p", "engram-bindings", **at))
    elif form == "msrv":
        print(oldest(environment))
    elif form == "arm64":
        print(of_aarch64(environment, cargo))
    elif form == "crossing":
        print(run("cargo", "run", *cargo, "--release", "-p", "engram-crossing", **at))
    else:
        sys.exit(f"no form {form}")
