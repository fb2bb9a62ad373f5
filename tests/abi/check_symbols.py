# SPDX-License-Identifier: MIT OR Apache-2.0
"""The archive needs libc, libm and pthread only, and exports exactly the listed functions."""

import pathlib
import re
import subprocess
import sys

from archive import finish, run, symbols

LIBC = set("""
abort aligned_alloc bcmp calloc fprintf free fputs fputc fwrite getauxval getenv malloc memchr memcmp memcpy memmove memset mmap munmap
madvise posix_memalign qsort snprintf stderr strcat strchr strcmp strcspn strlen strncmp strtol strtoul strtoull vsnprintf write
sysconf getpid clock_gettime __errno_location __stack_chk_fail __stack_chk_guard __tls_get_addr _GLOBAL_OFFSET_TABLE_
__memcpy_chk __memset_chk __snprintf_chk __vsnprintf_chk
""".split())
LIBM = set("exp exp2 expf floor fma fmaf frexp ldexp log log2 logf pow powf sqrt sqrtf".split())
PTHREAD = re.compile(r"pthread_[a-z_]+")
COMPILER = re.compile(r"__aarch64_[a-z]+\d+_[a-z_]+")  # libgcc's outlined atomics of armv8-a

archive, nm, _, listed_dir = sys.argv[1:5]
faults = []
defined, needed = set(), {}
for member, kind, name in symbols(nm, archive):
    if kind == "U":
        needed.setdefault(name, member)
    elif kind.isupper():
        defined.add(name)
    if kind in "VWvwu":
        faults.append(f"{member}: {name} is weak: another object's copy could replace it")
for name, member in sorted(needed.items()):
    if name not in defined | LIBC | LIBM and not PTHREAD.fullmatch(name) and not COMPILER.fullmatch(name):
        faults.append(f"{member}: needs {name}, which is neither ours nor libc, libm, pthread")
for name in sorted(defined):
    if not name.startswith("engram_"):
        faults.append(f"{name}: global, but without the prefix engram_")

# Hidden symbols join our own objects; default visibility is the C interface.
exported = set()
for line in run(["readelf", "-sW", archive]).splitlines():
    fields = line.split()
    if len(fields) == 8 and fields[4] == "GLOBAL" and fields[5] == "DEFAULT" and fields[6] not in ("UND", "COM"):
        exported.add(fields[7])
listed = set()
for path in sorted(pathlib.Path(listed_dir).glob("*.txt")):
    names = path.read_text().split()
    if names != sorted(names):
        faults.append(f"{path.name}: not sorted")
    listed |= set(names)
faults += [f"{name}: exported but in no list of tests/abi/exported" for name in sorted(exported - listed)]
faults += [f"{name}: listed in tests/abi/exported but not exported" for name in sorted(listed - exported)]
print(f"{len(exported)} exported, {len(needed)} needed symbols")
finish(faults)
