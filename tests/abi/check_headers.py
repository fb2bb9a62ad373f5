# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every public header compiles alone, twice over, without a warning, in the language named; ENGRAM_API may be predefined."""

import pathlib
import subprocess
import sys
import tempfile

from archive import finish

language, root, *rest = sys.argv[1:]
split = rest.index("--")
names, compiler = rest[:split], rest[split + 1 :]
flags = [f"-std={language}", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-fsyntax-only"]
faults = []
with tempfile.TemporaryDirectory() as folder:
    source = pathlib.Path(folder) / ("alone.c" if language == "c11" else "alone.cpp")
    for name in names:
        source.write_text(f'#include "engram/{name}"\n#include "engram/{name}"\ntypedef int alone;\n')
        done = subprocess.run(compiler + flags + [f"-I{root}/include", str(source)], capture_output=True, text=True)
        if done.returncode != 0:
            faults.append(f"{name}: {done.stderr}")
    # What stands in ENGRAM_API comes to every function: an error where one is called, and only there.
    mark = '#define ENGRAM_API __attribute__((unavailable("marked")))\n#include "engram/version.h"\n'
    for call, is_refused in (("engram_version()", True), ("0", False)):
        source.write_text(f"{mark}const void *use(void);\nconst void *use(void) {{ return {call}; }}\n")
        done = subprocess.run(compiler + flags + [f"-I{root}/include", str(source)], capture_output=True, text=True)
        if (done.returncode != 0) != is_refused or is_refused and "marked" not in done.stderr:
            faults.append(f"ENGRAM_API, predefined, has no effect on {call}: {done.stderr}")
on_disk = {path.name for path in pathlib.Path(root, "include", "engram").glob("*.h")}
faults += [f"{name}: not in the list of include/meson.build" for name in sorted(on_disk - set(names))]
print(f"{len(names)} headers as {language}")
finish(faults)
