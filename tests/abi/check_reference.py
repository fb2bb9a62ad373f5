# SPDX-License-Identifier: MIT OR Apache-2.0
"""The reference is whole: every public thing has its comment, every status its line in docs/api/statuses.md.

    check_reference.py ROOT            compares
    check_reference.py ROOT --update   writes docs/api/statuses.md from src/base/status.cpp

What is asked of include/engram/*.h:
  function    a comment right before it with a description and "Since:"; where it returns engram_status, the errors too
              ("Errors", "errors as", or statuses by name). Declarations on lines that follow each other share a comment.
  type        a struct, enumeration or macro has a comment right before it with "Since:" (its own or that of its typedef)
  field       a comment on its line, or its name as a word in the comment of its struct; none for `reserved`, for a field
              named after its enumeration (engram_spread_merge merge), and where the struct calls its fields private
  constant    a comment on its line, or its name in the comment of its enumeration
"""

import pathlib
import re
import sys

import layout_headers as headers
from archive import finish

root = pathlib.Path(sys.argv[1])
faults, seen = [], {"functions": 0, "types": 0, "fields": 0, "constants": 0}


def says(comment, word):
    return re.search(rf"\b{re.escape(word)}\b", comment) is not None


def described(comment):
    """Whether words are left when Since, the errors and bare references are taken away."""
    rest = re.sub(r"Since: [\d.]+\.?", "", comment)
    rest = re.sub(r"(Errors|Statuses)\b[^.]*?:.*", "", rest, flags=re.S)
    return len(re.findall(r"[A-Za-z]{2,}", rest)) >= 2


for path in headers.headers(root):
    text = path.read_text()
    bare = headers.blank_comments(text)

    def fault(position, what):
        faults.append(f"{path.name}:{text.count(chr(10), 0, position) + 1}: {what}")

    for name, returns, position, is_inline in headers.functions(text):
        seen["functions"] += 1
        comment = headers.comment_of(text, bare, position)
        if not comment:
            fault(position, f"{name}: no comment")
            continue
        if "Since: " not in comment:
            fault(position, f"{name}: no Since")
        if not described(comment):
            fault(position, f"{name}: no description, only errors or Since")
        errors = r"\bErrors\b|\berrors (as|of)\b|\bStatuses\b|ENGRAM_ERROR_|Arguments and errors"
        if returns.endswith("engram_status") and name != "engram_last_status" and not re.search(errors, comment):
            fault(position, f"{name}: returns a status, but its comment names no errors")

    for name, position, fields in headers.structs(text):
        seen["types"] += 1
        comment = headers.comment_of(text, bare, position)
        if "Since: " not in comment:
            fault(position, f"struct {name}: no comment with Since")
        is_private = re.search(r"fields (are private|serve the inline)", comment) is not None
        for field, declaration, begin, end in fields:
            seen["fields"] += 1
            own_type = re.search(rf"\bengram_\w*{field}\s+{field}\b", declaration)
            if field == "reserved" or is_private or own_type or says(comment, field):
                continue
            if not headers.comment_behind(text, begin, end):
                fault(begin, f"{name}.{field}: no comment")

    for found in re.finditer(r"^typedef (?!struct \w+ \{)[^;{]*?(engram_\w+)( engram_\w+)?[;(]", bare, re.M):
        seen["types"] += 1
        comment = headers.comment_of(text, bare, found.start())
        if "Since: " not in comment:
            fault(found.start(), f"{found.group(0).rstrip(';(')}: no comment with Since")

    for name, begin, end, enum in headers.constants(text):
        seen["constants"] += 1
        lead = headers.comment_before(text, enum)
        if not lead:  # the typedef before the enumeration carries it
            typedef = bare.rfind("typedef", 0, enum)
            lead = headers.comment_before(text, typedef) if ";" not in bare[typedef:enum].rstrip()[:-1] else ""
        if "Since: " not in lead:
            fault(enum, f"{name}: its enumeration has no comment with Since")
        if not headers.comment_behind(text, begin, end) and not says(lead, name):
            fault(begin, f"{name}: no comment")

    for found in re.finditer(r"^#define (ENGRAM_\w+)", bare, re.M):
        name = found.group(1)
        if name.endswith("_H") or re.match(r"ENGRAM_(BEGIN|END|ALIGNOF|VERSION_\w+|API)$", name):
            continue
        seen["constants"] += 1
        if not headers.comment_before(text, found.start()):
            fault(found.start(), f"{name}: no comment")

# The table of statuses: what is written is what src/base/status.cpp says, in its order.
common = (root / "include/engram/common.h").read_text()
values = dict(re.findall(r"(ENGRAM_OK|ENGRAM_ERROR_\w+) = (-?\d+)", headers.blank_comments(common)))
source = (root / "src/base/status.cpp").read_text()
entries = re.findall(r"\{(ENGRAM_\w+), \"(ENGRAM_\w+)\",\s*((?:\"[^\"]*\"\s*)+)\}", source)
rows = []
for constant, name, pieces in entries:
    sentence = "".join(re.findall(r'"([^"]*)"', pieces))
    what, _, remedy = sentence.partition(": ")
    if constant != name:
        faults.append(f"status.cpp: {constant} is called {name}")
    if not remedy and constant != "ENGRAM_OK":
        faults.append(f"status.cpp: {constant}: its sentence does not say what to do")
    rows.append(f"| `{constant}` | {values.get(constant)} | {what} | {remedy or 'nothing'} |")
faults += [f"{name}: in common.h, but not in status.cpp" for name in values if name not in {e[0] for e in entries}]
faults += [f"{e[0]}: in status.cpp, but not in common.h" for e in entries if e[0] not in values]
faults += [f"{n}: value {v} twice" for n, v in values.items() if list(values.values()).count(v) > 1]
page = root / "docs/api/statuses.md"
lead = """# Status codes

What a call that can fail returns. `engram_status_text()` gives the sentence of this table, `engram_status_name()` the
name. A value never changes its meaning; on an error outputs are untouched unless the function says otherwise. The
table is written from `src/base/status.cpp` by `tests/abi/check_reference.py ROOT --update`, and a test compares it.

| Status | Value | What is wrong | What to do |
|---|---|---|---|
"""
whole = lead + "\n".join(rows) + "\n"
if "--update" in sys.argv[2:]:
    page.write_text(whole)
elif not page.exists() or page.read_text() != whole:
    faults.append("docs/api/statuses.md is not what src/base/status.cpp says: ninja api-statuses writes it")

if seen["functions"] < 30 or seen["fields"] < 100 or seen["constants"] < 80 or len(entries) < 10:
    faults.append(f"hardly anything found: {seen}, {len(entries)} statuses")
print(", ".join(f"{count} {what}" for what, count in seen.items()) + f", {len(entries)} statuses")
finish(faults)
