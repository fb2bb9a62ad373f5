# SPDX-License-Identifier: MIT OR Apache-2.0
"""A host project in its debug build gets the library as fast and as exact as it is elsewhere: by the flags of every object, by
the time of a kernel, and by the self-check that ends the build. -Ddebug_kernels=true gives the choice to the host.

usage: check_debug_host.py ROOT ARCHIVE CC CXX"""

import pathlib
import sys
import tempfile

from flags import copied, last_flags, need, surroundings

root, archive, cc, cxx = sys.argv[1:5]
SLOWEST = 1.6  # times the release archive; at -O0 it is more than ten
HOST = """project('host', 'c', default_options: ['buildtype=debug'])
engram = subproject('engram-kernels').get_variable('engram_kernels_dep')
executable('kernel', 'kernel.c', dependencies: engram)
"""
KERNEL = """#include <stdio.h>
#include <time.h>
#include "engram/compat.h"

enum { COUNT = 20000 };
static float strengths[COUNT];
static uint64_t ages[COUNT];

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(void) {
    double best = 1e18;
    for (int i = 0; i < COUNT; ++i) ages[i] = (uint64_t)(i * 7);
    for (int round = 0; round < 400; ++round) {
        for (int i = 0; i < COUNT; ++i) strengths[i] = 1.0f;
        const double begin = now();
        engram_apply_decay(strengths, ages, COUNT);
        const double ns = (now() - begin) / COUNT;
        if (ns < best) best = ns;
    }
    printf("%.4f\\n", best);
    return 0;
}
"""
faults = []


def expect(build, pattern, good, what):
    bad = {name: flag for name, flag in last_flags(build, pattern).items() if flag not in good}
    if bad:
        faults.append(f"{what}: {bad}")


with tempfile.TemporaryDirectory() as name:
    host = pathlib.Path(name) / "host"
    copied(root, host / "subprojects/engram-kernels")
    (host / "meson.build").write_text(HOST)
    (host / "kernel.c").write_text(KERNEL)
    # A host's flags may be what they like, short of what is refused.
    environment = surroundings([cc, cxx], CXXFLAGS="-O0 -ffp-contract=fast -fno-signed-zeros")
    need(["meson", "setup", host / "own", host, "-Dengram-kernels:engine=disabled"], env=environment)
    expect(host / "own", r"-O.*", ("-O2", "-O3"), "objects that are not optimised")
    expect(host / "own", r"-ffp-contract=.*", ("-ffp-contract=off",), "objects whose sums are fused")
    expect(host / "own", r"-f(no-)?signed-zeros", ("-fsigned-zeros",), "objects without signs of zeros")
    need(["meson", "setup", host / "hosts", host, "-Dengram-kernels:engine=disabled", "-Dengram-kernels:debug_kernels=true"],
         env=surroundings([cc, cxx]))
    expect(host / "hosts", r"-O.*", ("", "-O0"), "objects of a host that asked for its own optimisation")

    need(["ninja", "-C", host / "own"], env=environment)
    checked = list((host / "own").rglob("self-check.txt"))
    if len(checked) != 1 or " 0 failures" not in checked[0].read_text():
        faults.append(f"the build has not checked itself: {checked}")
    release = host / "release"
    need([*cc.split(), "-std=gnu11", "-O0", f"-I{root}/include", host / "kernel.c", archive, "-lm", "-pthread", "-o", release])
    times = {"host": [], "release": []}
    for _ in range(5):
        for which, program in (("host", host / "own/kernel"), ("release", release)):
            times[which].append(float(need([program])))
    ratio = min(times["host"]) / min(times["release"])
    print(f"decay in a debug host: {min(times['host'])} ns a memory, {ratio:.2f} times the release archive")
    if ratio > SLOWEST:
        faults.append(f"a kernel takes {ratio:.2f} times as long as in the release archive, at most {SLOWEST}")
for fault in faults:
    print("fault:", fault)
sys.exit(1 if faults else 0)
