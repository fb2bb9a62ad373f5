# SPDX-License-Identifier: MIT OR Apache-2.0
"""docs/api/build makes the reference without a warning, and every function, struct and constant has its place in it."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

import layout_headers as headers
from archive import finish, skip

root = pathlib.Path(sys.argv[1])
if not shutil.which("doxygen"):
    skip("no doxygen; install doxygen")
faults = []
with tempfile.TemporaryDirectory() as folder:
    done = subprocess.run([str(root / "docs/api/build"), folder], capture_output=True, text=True)
    faults += [line for line in done.stderr.splitlines() if "warning" in line or "error" in line]
    if done.returncode != 0:
        faults.append(f"docs/api/build: exit {done.returncode}")
    pages = "".join(path.read_text() for path in pathlib.Path(folder, "html").glob("*.html"))
    names = []
    for path in headers.headers(root):
        text = path.read_text()
        names += [name for name, _, _, _ in headers.functions(text)]
        names += [name for name, _, _ in headers.structs(text)] + [name for name, _, _, _ in headers.constants(text)]
    faults += [f"{name}: not in the pages" for name in names if name not in pages]
    for word in ("Status codes", "Two majors in one program", "0x7FC00000"):
        if word not in pages:
            faults.append(f"the pages do not say: {word}")
    since = pages.count("<dl class=\"section since\">")
    if since < 100 or len(names) < 100:
        faults.append(f"{len(names)} names and {since} times Since: the comments do not reach the pages")
    print(f"{len(names)} names, {since} times Since, {len(pages)} bytes of pages")
finish(faults[:30])
