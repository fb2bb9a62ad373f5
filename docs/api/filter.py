# SPDX-License-Identifier: MIT OR Apache-2.0
"""Turns the comments of a public header into those that doxygen reads. They are written for people, in plain text:

    a comment before a declaration   documents it; lines indented by two or more are formulas and tables, kept as they are
    a comment after a field         documents that field
"""

import re
import sys

text = open(sys.argv[1], encoding="utf-8").read()


def escape(line):
    line = re.sub(r"([\\<>#@$%&\"*|~`])", r"\\\1", line)
    return re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", line)


def block(comment):
    """The body of a comment: paragraphs escaped, indented runs verbatim."""
    lines = [re.sub(r"^\s*\* ?", "", line) for line in comment[2:-2].split("\n")]
    out, table = [], []
    for line in lines + [""]:
        if line.startswith("  ") and line.strip():
            table.append(line)
            continue
        if table:
            out += ["@verbatim"] + table + ["@endverbatim"]
            table = []
        out.append(escape(line.strip()))
    body = "\n".join(out).strip()
    return re.sub(r"Since: ([\d.]+)", r"\n\n@since \1\n\n", body)


def replace(found):
    comment = found.group(0)
    line_start = text.rfind("\n", 0, found.start()) + 1
    before = text[line_start : found.start()]
    if "SPDX" in comment:
        return comment
    if before.strip() and not before.strip().endswith("{"):
        return "/**< " + " ".join(escape(re.sub(r"^\s*\*? ?", "", l).strip()) for l in comment[2:-2].split("\n")) + " */"
    # The comment after the guards is that of the whole file.
    is_file = re.search(r"#define ENGRAM_\w+_H\s*$", text[: found.start()]) is not None
    return "/** " + ("@file\n" if is_file else "") + block(comment) + "\n*/"


# An enumeration follows the typedef that names it; doxygen joins comment and type where the enumeration comes alone.
sys.stdout.write(re.sub(r"/\*.*?\*/", replace, text, flags=re.S))
