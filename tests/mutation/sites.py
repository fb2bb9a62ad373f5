# SPDX-License-Identifier: MIT OR Apache-2.0
"""Where a source can be changed by one operator or constant, and into what."""

import pathlib
import re

# The parts that are mutated. The NEON level does not run here.
PARTS = {
    "similarity": ["src/kernels/similarity/*", "src/abi/similarity*"],
    "activation": ["src/kernels/activation/*", "src/kernels/graph/*", "src/abi/activation*", "src/abi/graph*", "src/abi/overlay*",
                   "src/abi/pagerank*"],
    "decay": ["src/kernels/decay/**/*", "src/abi/decay*", "src/abi/fsrs*", "src/abi/reinforce*", "src/abi/base_level*"],
    "arena": ["src/arena/*", "src/abi/arena.cpp"],
}

# One token into another; spaces on both sides tell an operator from a template, a pointer and a sign.
OPERATORS = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "),
    (r" \+ ", " - "), (r" - ", " + "), (r" \* ", " + "), (r" / ", " * "), (r" && ", " || "), (r" \|\| ", " && "),
    (r" \+= ", " -= "), (r" >> ", " << "), (r" % ", " / "), (r"\breturn true\b", "return false"),
    (r"\breturn false\b", "return true"), (r"(?<![\w.'])0(?![\w.'])", "1"), (r"(?<![\w.'])1(?![\w.'])", "2"),
    (r"(?<![\w.'])(?:0\.0f?)(?![\w])", "1.0f"), (r"(?<![\w.'])(?:1\.0f?)(?![\w])", "2.0f"),
]
SKIPPED = re.compile(r"^\s*(#|//|/?\*|static_assert|template|using|namespace|extern)|\bfor \(;;\)|operator|prefetch")


def code_of(line):
    """The line without its comment and with strings blanked, so that columns stay."""
    line = re.sub(r'"(?:\\.|[^"\\])*"', lambda m: '"' + "_" * (len(m.group(0)) - 2) + '"', line)
    line = re.sub(r"/\*.*?(\*/|$)", lambda m: "_" * len(m.group(0)), line)
    return line.split("//")[0]


def files_of(root, part):
    for pattern in PARTS[part]:
        found = [f for f in sorted(root.glob(pattern)) if f.suffix in (".cpp", ".h", ".hpp", ".inl") and f.stem != "neon"]
        if not found:
            raise FileNotFoundError(f"{pattern} names no source")
        yield from found


def sites_of(root, part):
    """(file, line, column, old text, new text), in the order of the files."""
    for path in files_of(root, part):
        in_comment = False
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")):
            code = code_of(line)
            was_comment, in_comment = in_comment, (in_comment or "/*" in line) and "*/" not in line
            if was_comment or SKIPPED.search(code):
                continue
            for pattern, new in OPERATORS:
                for match in re.finditer(pattern, code):
                    yield str(path.relative_to(root)), number, match.start(), match.group(0), new
