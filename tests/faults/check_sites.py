# SPDX-License-Identifier: MIT OR Apache-2.0
"""No call that can fail goes round the plan: what the library under test still needs of the system cannot fail, or is
listed here with the reason why its failure is no matter of memory."""

import re
import subprocess
import sys

CANNOT_FAIL = set("""
    memcpy memset memmove memcmp bcmp memchr strcat strcspn strcmp strlen strncmp strchr strstr free
    __memcpy_chk __memset_chk __memmove_chk __stack_chk_fail __memcpy_inline
    frexp ldexp exp2 log2 exp log pow fma fmaf lgamma sqrt floor trunc ceil
    abort write getenv secure_getenv getauxval
    pthread_mutex_lock pthread_mutex_unlock pthread_once pthread_self __errno_location __tls_get_addr
""".split())

archive, nm = sys.argv[1:3]
if not nm:
    print("skipped: no nm; install binutils")
    sys.exit(77)
text = subprocess.run([nm, archive], capture_output=True, text=True, check=True).stdout
needed = set(re.findall(r"^ +U (\S+)$", text, re.M))
defined = set(re.findall(r"^[0-9a-f]+ [A-TV-Za-z] (\S+)$", text, re.M))
planned = {name for name in needed if name.startswith("fault_")}
# Taken in parentheses by sites.hpp, after the plan.
behind_the_plan = {"madvise", "pthread_key_create", "pthread_setspecific", "pthread_atfork"}
other = {name for name in needed - defined - planned - behind_the_plan - CANNOT_FAIL
         if not name.startswith(("_GLOBAL_OFFSET", "__start_", "__stop_", "__asan", "__ubsan", "__tsan", "__msan", "__gcov"))}
for name in sorted(other):
    print(f"fault: {name} is called and neither planned (sites.hpp) nor known not to fail")
print(f"{len(planned) + len(behind_the_plan)} calls of the system go through the plan, {len(needed & CANNOT_FAIL)} others cannot fail")
sys.exit(1 if other or len(planned) < 6 else 0)
