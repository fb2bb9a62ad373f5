# SPDX-License-Identifier: MIT OR Apache-2.0
"""Flags that break equal bits end `meson setup`, by whichever way they come, with a sentence that names them.

usage: check_flags.py ROOT CC CXX"""

import pathlib
import sys
import tempfile

from flags import ALONE, run, surroundings

root, cc, cxx = sys.argv[1:4]
SENTENCE = "breaks the promise of equal bits"
REFUSED = {
    "-Ofast": ({"CXXFLAGS": "-Ofast"}, []),
    "-Ofast of C": ({"CFLAGS": "-Ofast"}, []),
    "-ffast-math": ({"CXXFLAGS": "-O2 -ffast-math"}, []),
    "-ffast-math of C": ({"CFLAGS": "-ffast-math"}, []),
    "-ffast-math at the link": ({"LDFLAGS": "-ffast-math"}, []),
    "-funsafe-math-optimizations": ({"CXXFLAGS": "-funsafe-math-optimizations"}, []),
    "-ffinite-math-only": ({"CXXFLAGS": "-ffinite-math-only"}, []),
    "-freciprocal-math": ({"CXXFLAGS": "-freciprocal-math -fassociative-math"}, []),
    "-fassociative-math": ({"CXXFLAGS": "-fassociative-math -fno-signed-zeros -fno-trapping-math"}, []),
    "-Dcpp_args": ({}, ["-Dcpp_args=-freciprocal-math"]),
    "-Dc_args": ({}, ["-Dc_args=-ffinite-math-only"]),
}
ACCEPTED = {
    "no flag": ({}, []),
    # Taken back by the flags that the library's own objects end with: check_debug_host.py.
    "-ffp-contract=fast": ({"CXXFLAGS": "-ffp-contract=fast"}, []),
}
faults = []
with tempfile.TemporaryDirectory() as name:
    for number, (what, (environment, options)) in enumerate({**REFUSED, **ACCEPTED}.items()):
        done = run(["meson", "setup", pathlib.Path(name) / str(number), root, *ALONE, *options],
                   env=surroundings([cc, cxx], **environment))
        if what in ACCEPTED:
            if done.returncode != 0:
                faults.append(f"{what} is refused:\n{done.stdout[-2000:]}")
        elif done.returncode == 0 or SENTENCE not in done.stdout:
            faults.append(f"{what}: exit {done.returncode}, {done.stdout[-500:]}")
        else:
            print(f"{what}: {done.stdout[done.stdout.index('ERROR'):].splitlines()[0]}")
for fault in faults:
    print("fault:", fault)
sys.exit(1 if faults else 0)
