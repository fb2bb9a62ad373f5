# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the public headers declare, with its comments: structs, constants, functions, types. Shared by two checks."""

import pathlib
import re


def headers(root):
    return sorted(pathlib.Path(root, "include", "engram").glob("*.h"))


def kernels(root):
    """The headers of the kernels: what engram.h includes, itself, and the drop-in symbols."""
    listed = re.findall(r'#\s*include "engram/([^"]+)"', pathlib.Path(root, "include/engram/engram.h").read_text())
    return [path for path in headers(root) if path.name in (*listed, "engram.h", "compat.h")]


def engine(root):
    """The headers of the engine: all others, in the order in which they may include each other."""
    text = pathlib.Path(root, "include/meson.build").read_text()
    return [pathlib.Path(root, "include", name)
            for name in re.findall(r"'(engram/\w+\.h)'", re.search(r"engine_headers = files\((.*?)\)", text, re.S).group(1))]


def blank_comments(text):
    """The text with every comment replaced by spaces, so that positions stay."""
    return re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group(0)), text, flags=re.S)


def comment_before(text, position):
    """The comment that ends right before `position` (only blanks and one line end between), or an empty string."""
    lead = text[:position].rstrip(" \t")
    if lead.endswith("\n") and not lead.endswith("\n\n"):
        lead = lead.rstrip()
    if not lead.endswith("*/"):
        return ""
    return clean(lead[lead.rindex("/*") :])


def comment_of(text, bare, position):
    """The comment before a declaration; with no line between, that of the declaration on the lines before counts."""
    comment = comment_before(text, position)
    while not comment:
        before = bare[:position]
        if not before.endswith(";\n") or not text[:position].endswith(";\n"):
            return ""
        start = max(before[:-2].rfind(";"), before[:-2].rfind("\n\n"), before[:-2].rfind("}"))
        position = start + 1 + len(before[start + 1 :]) - len(before[start + 1 :].lstrip())
        if position >= len(before):
            return ""
        comment = comment_before(text, position)
    return comment


def clean(comment):
    """The words of a comment, without its marks."""
    lines = comment.removeprefix("/*").removesuffix("*/").split("\n")
    return "\n".join(re.sub(r"^\s*\*( |$)", "", line).rstrip() for line in lines).strip()


def comment_behind(text, position, end):
    """The comment that begins on the line of `position` and before `end`, or an empty string."""
    line_end = text.find("\n", position)
    found = re.compile(r"/\*.*?\*/", re.S).search(text, position, end)
    return clean(found.group(0)) if found and (line_end < 0 or found.start() < line_end) else ""


def structs(text):
    """Yields (name, position, [(field, its declaration, where that ends, where the next ends)])."""
    bare = blank_comments(text)
    for found in re.finditer(r"typedef struct (engram_\w+) \{(.*?)\} (engram_\w+);", bare, re.S):
        fields, begin = [], found.start(2)
        stops = [begin + m.start() for m in re.finditer(";", found.group(2))]
        for i, stop in enumerate(stops):
            declaration = bare[begin:stop]
            begin = stop + 1
            space_end = found.end(2) if i + 1 == len(stops) else stops[i + 1]
            pointer = re.search(r"\(\s*\*\s*(\w+)\s*\)", declaration)
            if pointer:
                names = [pointer.group(1)]
            else:
                names = [re.search(r"(\w+)\s*((\[[^\]]*\])*)\s*$", part).group(1) for part in declaration.split(",")]
            fields += [(name, declaration, stop, space_end) for name in names]
        yield found.group(3), found.start(), fields


def constants(text):
    """Yields (name, position after the value, end of its space, position of the enumeration)."""
    bare = blank_comments(text)
    for found in re.finditer(r"\benum \{(.*?)\};", bare, re.S):
        values = list(re.finditer(r"(ENGRAM_\w+)\s*=\s*[\w-]+", found.group(1)))
        for i, value in enumerate(values):
            end = found.start(1) + values[i + 1].start() if i + 1 < len(values) else found.end(1)
            yield value.group(1), found.start(1) + value.end(), end, found.start()


def functions(text):
    """Yields (name, return type, position of the declaration, is_inline)."""
    bare = blank_comments(text)
    for found in re.finditer(r"^(ENGRAM_API|static inline) ([\w \*]*?)(engram_\w+)\(", bare, re.M):
        yield found.group(3), found.group(2).strip(), found.start(), found.group(1) != "ENGRAM_API"
