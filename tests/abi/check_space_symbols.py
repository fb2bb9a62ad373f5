# SPDX-License-Identifier: MIT OR Apache-2.0
"""The engine's archive needs the public functions of the kernels, libc, libm, pthread and SQLite only, and exports what is listed.

    check_space_symbols.py ARCHIVE NM LISTS     LISTS is tests/abi/exported: of the kernels there, of the engine in space/
"""

import pathlib
import re
import sys

from archive import finish, run, symbols

LIBC = set("""
link lstat rename strrchr unlink
abort aligned_alloc bcmp calloc clock_gettime close flock free fsync getpid madvise malloc memchr memcmp memcpy memmove memset
nanosleep open qsort read realloc snprintf stat strchr strcmp strlen strncmp usleep vsnprintf write
__errno_location __stack_chk_fail __stack_chk_guard __tls_get_addr _GLOBAL_OFFSET_TABLE_
__memcpy_chk __memset_chk __memmove_chk __snprintf_chk __vsnprintf_chk
""".split())
LIBM = set("exp exp2 log log2 pow sqrt sqrtf fma fmaf".split())
OTHER = re.compile(r"pthread_[a-z_]+|sqlite3_[a-z0-9_]+|__aarch64_[a-z]+\d+_[a-z_]+")
OURS = re.compile(r"engram_|_Z\w*N?K?6engram")

archive, nm, lists = sys.argv[1:4]
kernels = {name for path in pathlib.Path(lists).glob("*.txt") for name in path.read_text().split()}
listed = {name for path in pathlib.Path(lists, "space").glob("*.txt") for name in path.read_text().split()}
faults, defined, needed = [], set(), {}
for member, kind, name in symbols(nm, archive):
    if kind == "U":
        needed.setdefault(name, member)
    elif kind.isupper():
        defined.add(name)
        if not OURS.match(name):
            faults.append(f"{member}: {name}: global, but not in the names of engram")
for name, member in sorted(needed.items()):
    if name not in defined | kernels | LIBC | LIBM and not OTHER.fullmatch(name):
        faults.append(f"{member}: needs {name}, which is no public function of the kernels and not of libc, libm, pthread, SQLite")
exported = set()
for line in run(["readelf", "-sW", archive]).splitlines():
    fields = line.split()
    if len(fields) == 8 and fields[4] == "GLOBAL" and fields[5] == "DEFAULT" and fields[6] not in ("UND", "COM"):
        exported.add(fields[7])
faults += [f"{name}: exported but in no list of tests/abi/exported/space" for name in sorted(exported - listed)]
faults += [f"{name}: listed in tests/abi/exported/space but not exported" for name in sorted(listed - exported)]
print(f"{len(exported)} of {len(listed)} exported, {len(needed)} needed symbols")
finish(faults)
