# SPDX-License-Identifier: MIT OR Apache-2.0
"""The C interface is compatible with the last tagged one, by abidiff (reference.abi; until a tag exists, 0.1.0's).

    check_abidiff.py ARCHIVE NM ROOT -- COMPILER ...            exit 1 when something was removed or changed
    check_abidiff.py ARCHIVE NM ROOT --update -- COMPILER ...   writes tests/abi/reference.abi: once for each tag

Types are read from debug information, which a release archive lacks. So the objects of the archive that define public
functions are compiled once more with it, and linked with the rest of the archive into a throw-away shared library.
New functions, and new fields at the end of a struct that begins with its size, are compatible and pass; the lists of
check_symbols and check_layout make sure that they are meant. Opaque structs may change inside.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import layout_headers as headers
from archive import finish, skip, symbols

archive, nm, root = sys.argv[1:4]
split = sys.argv.index("--")
is_update, compiler = "--update" in sys.argv[4:split], sys.argv[split + 1 :]
root = pathlib.Path(root)
reference = root / "tests/abi/reference.abi"
for tool in ("abidw", "abidiff"):
    if not shutil.which(tool):
        skip(f"no {tool}; install abigail-tools")



def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        finish([f"{' '.join(command[:2])} ...: exit {done.returncode}: {done.stderr.strip()}"])


def fields_of(dump):
    """Of each struct in a dump its fields in order: (offset, name, type)."""
    found = {}
    for name, body in re.findall(r"<class-decl name='(engram_\w+)'[^>]*[^/]>(.*?)</class-decl>", dump, re.S):
        found[name] = re.findall(r"layout-offset-in-bits='(\d+)'>\s*<var-decl name='(\w+)' type-id='(\w+)'", body)
    return found


listed = {name for path in (root / "tests/abi/exported").glob("*.txt") for name in path.read_text().split()}
public = sorted({member for member, kind, name in symbols(nm, archive) if kind == "T" and name in listed})
sources = {path.relative_to(root / "src").as_posix().replace("/", "_") + ".o": path
           for path in (root / "src").rglob("*.cpp")}
unknown = [member for member in public if member not in sources]
if unknown or not public:
    finish([f"no source for the objects {unknown} of {len(public)}"])

with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    library, dump = str(folder / "libengram_kernels.so"), str(folder / "now.abi")
    objects = []
    for member in public:
        objects.append(str(folder / member))
        # Paths in debug information are kept out of the dump: it must be the same from every folder.
        run(compiler + ["-std=c++20", "-g", "-O1", "-fPIC", "-fno-exceptions", "-fno-rtti", "-ffp-contract=off",
                        "-fno-threadsafe-statics", "-U_FILE_OFFSET_BITS", f"-I{root}/include", f"-I{root}/src",
                        f"-ffile-prefix-map={root}=.", f"-fdebug-prefix-map={root}=.", "-c", str(sources[member]), "-o",
                        objects[-1]])
    # The version script makes the library export the listed functions only, whatever the objects were compiled with.
    script = folder / "listed.map"
    script.write_text("{ global: " + " ".join(f"{function};" for function in sorted(listed)) + " local: *; };\n")
    run(compiler + ["-shared", f"-Wl,--version-script={script}", "-o", library] + objects + [archive, "-lm",
         "-pthread"])
    run(["abidw", "--headers-dir", str(root / "include"), "--drop-private-types", "--no-corpus-path",
         "--no-comp-dir-path", "--no-show-locs", "--no-architecture", "--no-elf-needed", "--exported-interfaces-only",
         "--type-id-style", "hash", "--out-file", dump, library])
    text = pathlib.Path(dump).read_text()
    if is_update:
        reference.write_text(text)
        finish([])
    faults = [f"{function}: listed, but not in the dump" for function in sorted(listed) if f"'{function}'" not in text]
    begins = {name for path in headers.headers(root) for name, _, fields in headers.structs(path.read_text())
              if fields[0][0] == "size"}
    old, new = fields_of(reference.read_text()), fields_of(text)
    grown = [name for name in sorted(begins & set(old) & set(new))
             if len(new[name]) > len(old[name]) and new[name][: len(old[name])] == old[name]]
    # Structs that the headers name and never define: callers hold pointers to them, what is inside is the library's.
    declared = "\n".join(path.read_text() for path in headers.headers(root))
    opaque = [struct for struct in re.findall(r"^typedef struct (engram_\w+) \1;", declared, re.M)
              if f"struct {struct} {{" not in declared]
    rules = folder / "rules.suppr"
    rules.write_text(f"[suppress_type]\ntype_kind = struct\nname_regexp = ^({'|'.join(opaque)})$\n")
    if grown:
        with rules.open("a") as more:
            more.write(f"[suppress_type]\ntype_kind = struct\nname_regexp = ^({'|'.join(grown)})$\n"
                       "has_data_member_inserted_at = end\n")
        print("grown at the end:", ", ".join(grown))
    print("opaque:", ", ".join(opaque))
    command = ["abidiff", "--no-added-syms", "--suppressions", str(rules), str(reference), dump]
    done = subprocess.run(command, capture_output=True, text=True)
    # Bits 0 and 1: abidiff itself failed. Bit 2: the interface changed. Bit 3: and cannot be compatible.
    if done.returncode & 3:
        faults.append(f"abidiff: exit {done.returncode}: {done.stderr}")
    elif done.returncode & 12:
        faults += [line for line in done.stdout.splitlines() if line.strip()]
    print(f"{len(re.findall('<function-decl ', text))} functions compared with {reference.name}, {len(text)} bytes")
    finish(faults)
