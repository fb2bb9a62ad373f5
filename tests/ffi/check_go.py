# SPDX-License-Identifier: MIT OR Apache-2.0
"""Builds and tests ffi/go in one form, against the installed library or, as the fallback, without it."""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

form, root, build = sys.argv[1:4]
module = pathlib.Path(root) / "ffi/go"


def skip(reason):
    if os.environ.get("ENGRAM_TEST_REQUIRE_ALL"):
        sys.exit(f"failed: ENGRAM_TEST_REQUIRE_ALL is set, and this would be skipped: {reason}")
    print(f"skipped: {reason}")
    sys.exit(77)


def need(*tools):
    for tool in tools:
        if not shutil.which(tool):
            skip(f"no {tool}")


go = os.environ.get("GO") or shutil.which("go") or shutil.which("go", path="/usr/local/go/bin:/usr/lib/go/bin")
if form == "oldest":
    wanted = re.search(r"^go (1\.\d+)$", (module / "go.mod").read_text(), re.M).group(1)
    candidates = [f"/usr/lib/go-{wanted}/bin/go", f"/usr/local/go{wanted}/bin/go"]
    go = next((c for c in candidates if os.access(c, os.X_OK)), None)
    if go is None:
        skip(f"no go {wanted}, the oldest that go.mod allows")
if not go:
    skip("no go")

# Nothing is fetched, and no setting of the machine changes what is tested.
environment = {k: v for k, v in os.environ.items() if not k.startswith(("CGO_", "PKG_CONFIG"))}
environment.update(GOTOOLCHAIN="local", GOPROXY="off", GOFLAGS="-mod=mod", GOWORK="off", CGO_ENABLED="1")
environment.pop("GOROOT", None)


def run(*command, cwd=module, accept=(0,), **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=cwd,
                          env={**environment, **more})
    if done.returncode not in accept:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}")
    return done.stdout


def install(library):
    """The installed library, always in the same folder: go remembers the flags that pkg-config gave."""
    need("meson", "pkg-config", "gcc")
    staged = pathlib.Path(library) / "go-stage"
    shutil.rmtree(staged, ignore_errors=True)
    run("meson", "install", "-C", library, "--no-rebuild", "--tags", "devel", "--destdir", str(staged), cwd=library)
    [pc] = staged.rglob("engram-kernels.pc")
    # What pkg-config answers and what the archive holds is no part of the key of go's build cache; this macro is.
    digest = hashlib.sha256(str(staged).encode())
    for file in sorted(p for p in staged.rglob("*") if p.is_file()):
        digest.update(file.read_bytes())
    environment["CGO_CFLAGS"] = f"-O2 -g -DENGRAM_LIBRARY_ID=0x{digest.hexdigest()[:12]}"
    return staged, pc


def use_pkg_config(library=None):
    staged, pc = install(library or build)
    environment.update(PKG_CONFIG_SYSROOT_DIR=str(staged), PKG_CONFIG_PATH=str(pc.parent))


def flat_copy(folder, lib="lib"):
    """Archive and headers as somebody would unpack them: a folder with include and lib, a blank in its name."""
    staged, _ = install(build)
    [archive], [header] = staged.rglob("libengram_kernels.a"), staged.rglob("engram/engram.h")
    target = pathlib.Path(folder) / "engram kernels"
    shutil.copytree(header.parent, target / "include/engram")
    (target / lib).mkdir(parents=True)
    shutil.copy(archive, target / lib)
    digest = hashlib.sha256(folder.encode()).hexdigest()[:12]
    environment["CGO_CFLAGS"] = environment["CGO_CFLAGS"] + f" -DENGRAM_FOLDER_ID=0x{digest}"
    return target


def consume(work, *flags, settings=None):
    """A program in a module of its own, which finds this one by a replace line."""
    shutil.copytree(module / "testdata/consumer", work)
    (work / "go.mod").write_text(
        f"module consumer\n\ngo 1.19\n\nrequire engram v0.0.0\n\nreplace engram => {module}\n")
    run(go, "build", *flags, "-o", "consumer", ".", cwd=work, **(settings or {}))
    answer = run(str(work / "consumer"), cwd=work)
    print(answer, end="")
    if not answer.rstrip().endswith(": right"):
        sys.exit("the consumer does not say that it is right")


def suite(*flags):
    tags = [f for f in flags if f.startswith("-tags")]
    run(go, "vet", *tags, "./...")
    print(run(go, "test", "-count=1", *flags, "./..."), end="")
    if not any(f.startswith("-run") for f in flags):
        # The vectors once more, for their counts and for the names of those that Go cannot say.
        print(run(go, "test", "-count=1", "-v", "-run=TestConformance", *tags, "."), end="")


print(run(go, "version"), end="")
with tempfile.TemporaryDirectory() as folder:
    work = pathlib.Path(folder) / "work"
    if form == "format":
        gofmt = pathlib.Path(go).resolve().parent / "gofmt"
        unformatted = run(str(gofmt), "-l", ".")
        if unformatted:
            sys.exit(f"gofmt would change:\n{unformatted}")
    elif form in ("pkg-config", "oldest"):
        use_pkg_config()
        suite()
    elif form == "race":
        use_pkg_config()
        suite("-race")
    elif form == "pure":
        for flags, settings in ([], {"CGO_ENABLED": "0"}), (["-tags=purego"], {}):
            environment.update(settings)
            suite(*flags)
            consume(work, *flags)
            shutil.rmtree(work)
            environment["CGO_ENABLED"] = "1"
    elif form == "arm64":
        # The same package over the library of another processor: its own level runs, and gives the same bits.
        need("aarch64-linux-gnu-gcc", "aarch64-linux-gnu-g++", "qemu-aarch64", "meson", "ninja")
        library = pathlib.Path(build) / "go-arm64"
        if not (library / "build.ninja").exists():
            run("meson", "setup", str(library), root, "--cross-file", str(pathlib.Path(root) / ".ci/aarch64.ini"),
                "-Dtests=disabled", "-Dperf=disabled", "-Dffi=disabled", cwd=root)
        run("ninja", "-C", str(library), "-j2", cwd=root)
        use_pkg_config(library)
        environment.update(GOARCH="arm64", CC="aarch64-linux-gnu-gcc", ENGRAM_REPOSITORY=root)
        program = str(pathlib.Path(folder) / "arm64.test")
        run(go, "test", "-c", "-ldflags=-linkmode=external -extldflags=-static", "-o", program, ".")
        told = run("qemu-aarch64", program, "-test.v", "-test.run=TestLevels|TestConformance|TestPlantedFaults|Example",
                   cwd=folder)
        print(told, end="")
        if not re.search(r"conformance go similarity on scalar, neon: \d{3,} vectors", told):
            sys.exit("the level of aarch64 has not run")
    elif form in ("pure-arm64", "pure-386"):
        # Other processors fuse multiplications and additions by themselves; the fallback must not let them.
        runner = {"pure-arm64": ["qemu-aarch64"], "pure-386": []}[form]
        need(*runner)
        environment.update(CGO_ENABLED="0", GOARCH=form.split("-")[1], ENGRAM_REPOSITORY=root)
        for package in (".", "./internal/canonical"):
            program = pathlib.Path(folder) / "pure.test"
            run(go, "test", "-c", "-o", str(program), package)
            try:
                print(run(*runner, str(program), cwd=folder), end="")
            except OSError as fault:
                skip(f"this machine does not run {form}: {fault}")
    elif form == "static-tag":
        target = flat_copy(folder)
        environment.update(CGO_CFLAGS=f'{environment["CGO_CFLAGS"]} "-I{target}/include"',
                           CGO_LDFLAGS=f'"-L{target}/lib"', PKG_CONFIG="/nonexistent/pkg-config")
        suite("-tags=engram_static", "-run=Example")
        consume(work, "-tags=engram_static")
    elif form == "directory":
        target = flat_copy(folder, "lib/x86_64-linux-gnu")  # as Meson does it on Debian
        environment.update(PKG_CONFIG=str(module / "engram-pkg-config"), ENGRAM_KERNELS_DIR=str(target))
        suite("-run=Example")
        consume(work)
        shutil.rmtree(work)
        # The folder counts: one without the library is refused, by name.
        environment["CGO_CFLAGS"] += " -DENGRAM_FOLDER_IS_EMPTY=1"
        refusal = run(go, "build", ".", accept=(1,), ENGRAM_KERNELS_DIR=folder)
        if f"ENGRAM_KERNELS_DIR={folder} has no libengram_kernels.a" not in refusal:
            sys.exit(f"an empty ENGRAM_KERNELS_DIR gives\n{refusal}")
    elif form == "consumer":
        use_pkg_config()
        consume(work)
        # The program of the page.
        page = (pathlib.Path(root) / "docs/ffi/go.md").read_text()
        [program] = re.findall(r"^```go\n(.*?)^```", page, re.M | re.S)
        [wanted] = re.findall(r"fmt.Println\(.*\) // (.*)", program)
        for source in work.glob("*.go"):
            source.unlink()
        (work / "main.go").write_text(program)
        run(go, "build", "-o", "page", ".", cwd=work)
        told = run(str(work / "page"), cwd=work)
        if told.strip() != wanted:
            sys.exit(f"the program of go.md prints {told}, and says that it prints {wanted}")
    elif form in ("consumer-static", "consumer-musl"):
        use_pkg_config()
        compiler = {}
        if form == "consumer-musl":
            need("musl-gcc")
            compiler = {"CC": "musl-gcc"}
        consume(work, "-ldflags=-linkmode=external -extldflags=-static", settings=compiler)
        if shutil.which("readelf") and "INTERP" in run("readelf", "-lW", str(work / "consumer")):
            sys.exit("the consumer is not static")
    elif form == "crossing":
        use_pkg_config()
        print(run(go, "test", "-count=1", "-run=^$", "-bench=.", "-benchtime=0.2s", "."), end="")
    else:
        sys.exit(f"unknown form {form}")
