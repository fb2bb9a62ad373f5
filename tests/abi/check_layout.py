# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every public struct keeps its size and the offset of each field, every public constant its value (layout.txt).

    check_layout.py ROOT -- COMPILER ...            compares; compiles only, so it speaks for cross builds too
    check_layout.py ROOT --update -- COMPILER ...   writes tests/abi/layout.txt from the headers, on this machine
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import layout_headers as headers
from archive import finish

root = sys.argv[1]
split = sys.argv.index("--")
is_update, compiler = "--update" in sys.argv[2:split], sys.argv[split + 1 :]
listed = pathlib.Path(root, "tests", "abi", "layout.txt")
HEAD = "# Sizes and offsets in bytes of the public structs on 64-bit machines, and the public constants.\n"

expressions = []
for path in headers.headers(root):
    text = path.read_text()
    for name, _, fields in headers.structs(text):
        expressions.append((f"sizeof {name}", f"sizeof({name})"))
        expressions += [(f"{name}.{field}", f"offsetof({name}, {field})") for field, _, _, _ in fields]
    expressions += [(name, name) for name, _, _, _ in headers.constants(text)]


includes = "".join(f'#include "engram/{path.name}"\n' for path in headers.headers(root))


def compile_c(text, output):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "layout.c"
        source.write_text('#include <stdio.h>\n#include "engram/engram.h"\n' + includes + text)
        command = compiler + ["-std=c11", f"-I{root}/include", str(source)] + output
        return subprocess.run(command, capture_output=True, text=True)


if is_update:
    with tempfile.TemporaryDirectory() as folder:
        program = str(pathlib.Path(folder) / "layout")
        lines = "".join(f'    printf("%s %lld\\n", "{name}", (long long)({value}));\n' for name, value in expressions)
        done = compile_c("int main(void) {\n" + lines + "}\n", ["-o", program])
        if done.returncode != 0:
            finish([done.stderr])
        listed.write_text(HEAD + subprocess.run([program], capture_output=True, text=True, check=True).stdout)
    finish([])

faults, known = [], {}
for line in listed.read_text().splitlines():
    if not line.startswith("#"):
        name, value = line.rsplit(" ", 1)
        known[name] = int(value)
now = dict(expressions)
faults += [f"{name}: in the headers, but not in layout.txt (ninja abi-layout writes it)" for name in now if name not in known]
faults += [f"{name}: in layout.txt, but no longer in the headers" for name in known if name not in now]
checks = "".join(f'_Static_assert(({now[name]}) == {value}, "{name} is not {value}");\n'
                 for name, value in known.items() if name in now)
done = compile_c(checks, ["-fsyntax-only"])
faults += re.findall(r"error: (.*)", done.stderr) or ([done.stderr] if done.returncode != 0 else [])
if len(known) < 100:
    faults.append("hardly a field listed: the scan does not see the headers")
print(f"{len(known)} sizes, offsets and values")
finish(faults)
