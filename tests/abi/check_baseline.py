# SPDX-License-Identifier: MIT OR Apache-2.0
"""Objects outside the levels hold no VEX or EVEX instruction: they run on the first x86-64."""

import re
import sys

from archive import finish, level_of, run, skip

archive, _, objdump = sys.argv[1:4]
if not objdump:
    skip("no objdump; install binutils")
text = run([objdump, "-d", "--no-show-raw-insn", archive])
if "file format elf64-x86-64" not in text:
    skip("the rule speaks of x86-64 only")
faults, wide, member, plain = [], 0, "", 0
for line in text.splitlines():
    header = re.match(r"(\S+\.o):\s+file format", line)
    if header:
        member = header.group(1)
        continue
    code = re.match(r"\s+[0-9a-f]+:\s+(\S+)(.*)", line)
    if not code:
        continue
    # Every mnemonic that begins with v is VEX or EVEX encoded, but for the ring-0 verify instructions.
    is_wide = code.group(1).startswith("v") and not code.group(1).startswith(("ver", "vm"))
    is_wide = is_wide or re.search(r"%[yz]mm", code.group(2)) is not None
    if level_of(member):
        wide += is_wide
    else:
        plain += 1
        if is_wide:
            faults.append(f"{member}: {line.strip()}")
if plain == 0 or wide == 0:
    faults.append(f"saw {plain} baseline and {wide} wide instructions: the scan does not see the code")
print(f"{plain} baseline instructions clean, {wide} wide ones in the levels")
finish(faults[:20])
