# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which exported functions a binding does not reach, against the list on its page: the two have to be the same.

usage: check_surface.py rust|go|python ROOT [PAGE]

A function is reached where the binding's own source calls it: the safe layer of Rust, the Go package (through the C functions
of its shim), the C module of Python. The page has a block ```text not-bound with `function: why` in each line.
"""

import pathlib
import re
import sys

language, root = sys.argv[1], pathlib.Path(sys.argv[2])
page = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else root / f"docs/ffi/{language}.md"


def text_of(*patterns):
    """Sources without comments: a name in a comment reaches nothing."""
    text = "\n".join(path.read_text() for pattern in patterns for path in sorted((root / "ffi").glob(pattern)))
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)


def called(text):
    return set(re.findall(r"\bengram_\w+", text))


def through_the_shim():
    """What Go names itself, and what the functions of the shim that it names call, one through another."""
    paths = [path for path in sorted((root / "ffi/go").glob("*.go")) if not path.name.endswith("_test.go")]
    go = re.sub(r"//[^\n]*", "", "\n".join(path.read_text() for path in paths))
    shim = text_of("go/shim*.h")
    bodies = dict(re.findall(r"^static inline [^(]*\b(go_\w+)\([^{]*\{\n?(.*?)^\}", shim, flags=re.M | re.S))
    if len(bodies) < 20:
        sys.exit("hardly a function of the shim found: the scan does not see it")
    reached = set(re.findall(r"\bC\.(engram_\w+)", go))
    open_names, seen = set(re.findall(r"\bC\.(go_\w+)", go)), set()
    while open_names:
        name = open_names.pop()
        if name in seen:
            continue
        seen.add(name)
        body = bodies.get(name, "")
        reached |= called(body)
        open_names |= set(re.findall(r"\bgo_\w+", body))
    return reached


exported = set()
for file in (root / "tests/abi/exported").glob("*.txt"):
    exported |= set(file.read_text().split())
if language == "rust":
    reached = {name for name in re.findall(r"\bsys::(engram_\w+)", text_of("rust/engram-kernels/src/**/*.rs"))}
elif language == "go":
    reached = through_the_shim()
elif language == "python":
    reached = called(text_of("python/core/*.c"))
else:
    sys.exit(__doc__)
if len(exported) < 60 or len(exported & reached) < 40:
    sys.exit("hardly a function found: the scan does not see the sources")

block = re.search(r"^```text not-bound\n(.*?)^```", page.read_text(), re.M | re.S)
if not block:
    sys.exit(f"{page} has no block not-bound")
faults, listed = [], set()
for line in block.group(1).splitlines():
    name, _, why = line.partition(": ")
    listed.add(name)
    if not why.strip():
        faults.append(f"{name}: the page does not say why it is not bound")
faults += [f"{name}: not reached, and {page.name} does not say so" for name in sorted(exported - reached - listed)]
faults += [f"{name}: {page.name} says that it is not bound, and it is" for name in sorted(listed & reached)]
faults += [f"{name}: {page.name} lists it, and the library has no such function" for name in sorted(listed - exported)]
for fault in faults:
    print("fault:", fault)
print(f"{language}: {len(exported & reached)} of {len(exported)} exported functions are bound, {len(listed)} are listed as not")
sys.exit(1 if faults else 0)
