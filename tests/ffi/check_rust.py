# SPDX-License-Identifier: MIT OR Apache-2.0
"""Builds and tests ffi/rust against the installed library, in one form:

test      unit, differential and documentation tests, with every feature; the differential ones on the reference too
lint      clippy on all targets and rustdoc, warnings are errors
bindings  the checked-in bindings are those that bindgen makes of the installed headers
msrv      both crates build, and call the library, with the oldest Rust that they promise
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
    print(f"skipped: {reason}")
    sys.exit(77)


def run(*command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}")
    return done.stdout


def succeeds(*command, **more):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more).returncode == 0


def fetch(environment):
    """Works offline once every crate of the lock file is in cargo's cache."""
    at = {"cwd": workspace, "env": environment}
    fetch_locked = ("cargo", "fetch", "--locked")
    if not succeeds(*fetch_locked, "--offline", **at) and not succeeds(*fetch_locked, **at):
        skip("the crates are not in cargo's cache, and the registry is out of reach")


def oldest(environment):
    """A copy of both crates without what tests and benches need, built with the Rust that the manifests name."""
    manifest = (workspace / "engram-kernels/Cargo.toml").read_text()
    version = re.search(r'^rust-version = "(.*)"', manifest, re.M)[1]
    cargo = os.environ.get("ENGRAM_MSRV_CARGO")
    if not cargo:
        if not shutil.which("rustup"):
            skip(f"no rustup, and ENGRAM_MSRV_CARGO does not name a cargo {version}")
        names = run("rustup", "toolchain", "list").split()
        if not any(name.startswith(f"{version}.") or name.startswith(f"{version}-") for name in names):
            skip(f"no toolchain {version}: rustup toolchain install {version}")
        cargo = run("rustup", "which", "cargo", "--toolchain", version).strip()
    # Cargo runs the rustc beside it; the proxies of rustup in PATH would pick another.
    environment.update(RUSTC=str(pathlib.Path(cargo).parent / "rustc"))
    environment.pop("CARGO_TARGET_DIR", None)
    found = run(cargo, "--version", env=environment)
    if f" {version}." not in found:
        sys.exit(f"{cargo} is {found.strip()}, not {version}")
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


if not shutil.which("cargo"):
    skip("no cargo")
if form == "bindings":
    libraries = glob.glob("/usr/lib/llvm-*/lib/libclang*.so*")
    if not (libraries or ctypes.util.find_library("clang") or os.environ.get("LIBCLANG_PATH")):
        skip("no libclang")

with tempfile.TemporaryDirectory() as folder:
    staged = pathlib.Path(folder) / "root"
    run("meson", "install", "-C", build, "--no-rebuild", "--destdir", str(staged))
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
        environment.update(ENGRAM_KERNELS_LIB_DIR=str(pc.parent.parent))
        print(run("cargo", "test", *cargo, "--test", "executors", **at))
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
    elif form == "crossing":
        print(run("cargo", "run", *cargo, "--release", "-p", "engram-crossing", **at))
    else:
        sys.exit(f"no form {form}")
