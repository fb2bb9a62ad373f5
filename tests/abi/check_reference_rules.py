# SPDX-License-Identifier: MIT OR Apache-2.0
"""Errors, formulas and units in the comments of the public headers, judged by rules.

    check_reference_rules.py ROOT            judges include/engram/*.h
    check_reference_rules.py ROOT --planted  plants omissions into copies of the headers: each has to be found

Errors. The statuses of a function are those its comment names, and those of the functions to which its sentence of errors
refers ("as engram_x()", "those of engram_x", "as above", "as for append"). A function that returns engram_status names
  ENGRAM_ERROR_NULL    where it takes a pointer, unless the comment says that it may be null
  ENGRAM_ERROR_STRUCT  where it reads a struct that begins with its size
  ENGRAM_ERROR_ENUM    where it takes an enumeration, by itself or in a struct that it reads
and no status that does not exist.

Formulas. A function that computes (it is in a family's header and has an output of numbers) has an equation in its comment, or
refers to a function, a constant or a page that has it: "as engram_x()", "docs/x.md", "those of the original".

Units. A number that is a time, a capacity or a stride says in what it counts (a name such as `bytes` or `timed_ns` says it
itself), and a floating-point number says its range, its unit or the formula it stands in, were it by the constant that has it:
in the comment of the field, or where the comment of the function, of one it refers to, or of the struct has its name.
"""

import pathlib
import re
import shutil
import sys
import tempfile

import layout_headers as headers
from archive import finish

FAMILIES = ("activation", "base_level", "compat", "decay", "fsrs", "reinforce", "similarity")
TIMES = r"(ages?(_seconds)?|times?|now|left|creations|late|scales?)$"
SIZES = r"(capacity|needed|used|high_water|room)$"
STRIDES = r"(\w+_)?stride$"
TIME_WORDS = r"seconds|\bns\b|nanoseconds|\bdays?\b|\bunits?\b"
SIZE_WORDS = r"bytes|entries|room for|results|strongest|`used`"
STRIDE_WORDS = r"elements|floats|bytes|bits|codes"
RANGE = (r"[<>=\[]|\bfinite\b|\babove\b|\bbelow\b|\bfrom\b|\bto\b|\bat least\b|\bdefault\b|\bNaN\b|\d|"
         r"\b[A-Z][A-Z_]{2,}\b|\b[a-z_]+\.[a-z_]+\b")
EQUATION = r"[\w\])]\s*=\s*[\w(*-]|\bsum\b|\^|\bln\b|\* "


class Function:
    def __init__(self, path, text, bare, name, returns, position):
        self.path, self.name, self.returns, self.position = path, name, returns, position
        self.line = text.count("\n", 0, position) + 1
        self.comment = headers.comment_of(text, bare, position)
        begin = bare.index("(", bare.index(name, position))
        depth, end = 0, begin
        for end in range(begin, len(bare)):
            depth += {"(": 1, ")": -1}.get(bare[end], 0)
            if depth == 0:
                break
        self.parameters = []
        for part in re.split(r",(?![^(]*\))", bare[begin + 1 : end]):
            pointer = re.search(r"\(\*(\w+)\)", part)
            plain = re.fullmatch(r"\s*(.*?)(\w+)\s*", part, re.S)
            if part.strip() in ("void", ""):
                continue
            self.parameters.append((" ".join((pointer or plain).string[: (pointer or plain).start(1)].split()) if pointer
                                    else " ".join(plain.group(1).split()), (pointer or plain).group(1 if pointer else 2)))


def judge(root):
    faults, functions, structs, enums, statuses, constants = [], {}, {}, set(), set(), {}
    counts = {"functions": 0, "formulas": 0, "units": 0}
    order = []
    for path in headers.headers(root):
        text = path.read_text()
        bare = headers.blank_comments(text)
        enums |= set(re.findall(r"^typedef uint32_t (engram_\w+);", bare, re.M))
        statuses |= set(re.findall(r"^\s*(ENGRAM_ERROR_\w+) = ", bare, re.M))
        for name, returns, position, _ in headers.functions(text):
            functions[name] = Function(path, text, bare, name, returns, position)
            order.append(name)
        for name, position, fields in headers.structs(text):
            comment = headers.comment_of(text, bare, position)
            listed = [(declaration, field, headers.comment_behind(text, begin, end)) for field, declaration, begin, end in fields]
            structs[name] = (path, text.count("\n", 0, position) + 1, comment, listed)

    def fault(function, what):
        faults.append(f"{function.path.name}:{function.line}: {function.name}: {what}")

    def sized(type_):
        fields = structs.get(type_, (None, 0, "", []))[3]
        return bool(fields) and fields[0][1] == "size"

    def has_enum(type_):
        fields = structs.get(type_, (None, 0, "", []))[3]
        return any(word in enums for declaration, _, _ in fields for word in re.findall(r"engram_\w+", declaration))

    def base(type_):
        found = re.search(r"engram_\w+", type_)
        return found.group(0) if found else ""

    def statuses_of(name, seen=()):
        function = functions.get(name)
        if function is None or name in seen:
            return set()
        found = set(re.findall(r"ENGRAM_ERROR_\w+", function.comment))
        tail = re.search(r"(\b[Ee]rrors\b|\bStatuses\b).*", function.comment, re.S)
        tail = tail.group(0) if tail else ""
        references = set(re.findall(r"\bengram_\w+", tail)) & set(functions)
        for short in re.findall(r"as for (\w+)", tail):
            references |= {other for other in order if other.endswith("_" + short) and functions[other].path == function.path}
        if re.search(r"\bas above\b", tail) and order.index(name) > 0:
            references.add(order[order.index(name) - 1])
        for other in references - {name}:
            found |= statuses_of(other, (*seen, name))
        return found

    def sentences(comment, name):
        """What a comment says where it has the name: that line, and an indented list entry to its end."""
        lines = comment.split("\n")
        kept = []
        for i, line in enumerate(lines):
            if re.search(rf"\b{re.escape(name)}\b", line):
                kept += lines[max(0, i - 1) : i + 3]
        return "\n".join(kept)

    for function in functions.values():
        if function.returns.split()[-1:] != ["engram_status"] or function.name == "engram_last_status":
            continue
        counts["functions"] += 1
        found = statuses_of(function.name)
        for unknown in sorted(found - statuses):
            fault(function, f"names {unknown}, which does not exist")
        needed = set()
        for type_, name in function.parameters:
            nullable = re.search(r"may be null|\b[Nn]ull (for|if|stands)", sentences(function.comment, name))
            if "*" in type_ and not nullable:
                needed.add("ENGRAM_ERROR_NULL")
            if "*" in type_ and "const" in type_ and sized(base(type_)):
                needed.add("ENGRAM_ERROR_STRUCT")
            if base(type_) in enums or ("const" in type_ and has_enum(base(type_))):
                needed.add("ENGRAM_ERROR_ENUM")
        for missing in sorted(needed - found):
            fault(function, f"its errors lack {missing}")

    def has_formula(name, seen=()):
        function = functions.get(name)
        if function is None or name in seen:
            return False
        comment = re.sub(r"(\b[Ee]rrors\b|Since:).*", "", function.comment, flags=re.S)
        if re.search(EQUATION, comment) or re.search(r"docs/\S+\.md|_PRESET_", comment):
            return True
        references = set(re.findall(r"\bengram_\w+", comment)) & set(functions)
        if re.search(r"\b(as above|The same|the same)\b", comment) and order.index(name) > 0:
            references.add(order[order.index(name) - 1])
        return any(has_formula(other, (*seen, name)) for other in references)

    for function in functions.values():
        numbers = [t for t, _ in function.parameters if re.fullmatch(r"(float|double|uint64_t|engram_(hit|activated|suppressed)) \*", t)]
        if function.path.stem not in FAMILIES or not (numbers or function.returns.endswith("float")):
            continue
        counts["formulas"] += 1
        if not has_formula(function.name):
            fault(function, "no formula, and no function or page that has it")

    def judge_number(place, type_, name, own, whole):
        said = own + "\n" + sentences(whole, name)
        is_integer = re.search(r"\b(u?int(64|32)_t|size_t|uintptr_t)\b", type_) is not None
        wanted = None
        if (is_integer or type_.strip() == "double") and re.fullmatch(TIMES, name):
            wanted = "the unit of a time", TIME_WORDS
        elif is_integer and re.fullmatch(SIZES, name) and "void" not in type_:
            wanted = "what a size counts", SIZE_WORDS
        elif is_integer and re.fullmatch(STRIDES, name):
            wanted = "what a stride counts", STRIDE_WORDS
        elif re.fullmatch(r"(const )?(float|double)( \*)?", type_.strip()):
            lengths = "|floats|values|factors|count" if "*" in type_ else ""
            wanted = "its range, unit or formula", RANGE + "|" + EQUATION + lengths
        if wanted is None:
            return
        counts["units"] += 1
        if not re.search(wanted[1], said):
            faults.append(f"{place}: {name}: its comment lacks {wanted[0]}")

    def with_head(whole, path):
        """The comment at the top of a header defines what its functions are about."""
        head = re.search(r"#define \w+_H\s+(/\*.*?\*/)", path.read_text(), re.S)
        return whole + "\n" + headers.clean(head.group(1)) if head else whole

    for function in functions.values():
        whole, seen, queue = "", set(), [function.name]
        while queue:
            at = queue.pop()
            if at in seen or at not in functions:
                continue
            seen.add(at)
            whole += "\n" + functions[at].comment
            queue += re.findall(r"\bengram_\w+", functions[at].comment)
            if re.search(r"\b(as above|[Tt]he same)\b", functions[at].comment) and order.index(at) > 0:
                queue.append(order[order.index(at) - 1])
        place = f"{function.path.name}:{function.line}: {function.name}"
        for type_, name in function.parameters:
            judge_number(place, type_, name, "", with_head(whole, function.path))
    for struct, (path, line, comment, listed) in structs.items():
        if re.search(r"fields (are private|serve the inline)", comment) or "Bytes." in comment:
            continue
        for declaration, name, own in listed:
            # Another field may speak of this one: `unit` of values and now.
            own += "".join(f"\n{other}: {text}" for _, other, text in listed if other != name and re.search(rf"\b{name}\b", text))
            type_ = re.sub(r"\b\w+(\[[^\]]*\])*\s*$", "", declaration.split(",")[0]).strip()
            if "(" not in declaration:
                judge_number(f"{path.name}:{line}: {struct}", type_, name, own, with_head(comment, path))
    if counts["functions"] < 40 or counts["formulas"] < 25 or counts["units"] < 60:
        faults.append(f"hardly anything judged: {counts}")
    return faults, counts


# An omission that each rule has to find: the header, what is taken out of it, and words of the fault.
PLANTED = (
    ("similarity.h", r"ENGRAM_ERROR_NULL, ENGRAM_ERROR_ENUM, (ENGRAM_ERROR_METRIC)", r"\1", "pair: its errors lack ENGRAM_ERROR_NULL"),
    ("similarity.h", r"ENGRAM_ERROR_ENUM, (ENGRAM_ERROR_METRIC)", r"\1", "pair: its errors lack ENGRAM_ERROR_ENUM"),
    ("similarity.h", r"ENGRAM_ERROR_STRUCT, ", "", "many: its errors lack ENGRAM_ERROR_STRUCT"),
    ("similarity.h", r"ENGRAM_ERROR_STRIDE", "ENGRAM_ERROR_STRIDES", "names ENGRAM_ERROR_STRIDES, which does not exist"),
    ("base_level.h", r"/\*(?:(?!\*/).)*\*/(\nENGRAM_API engram_status engram_retrieval_latency)",
     r"/* Latencies. Errors: ENGRAM_ERROR_NULL. Since: 0.1.0 */\1", "engram_retrieval_latency: no formula"),
    ("similarity.h", r"elements \(bits: bytes\) from one", "from one", "stride: its comment lacks what a stride counts"),
    ("decay.h", r"as engram_decay_batch\(\)(; ENGRAM_ERROR_ARGUMENT for the threshold)", r"none\1", "suppressed: its errors lack"),
    ("decay.h", r"of values and now ", "of these ", "now: its comment lacks the unit of a time"),
    ("decay.h", r"seconds: crossover", "crossover", "engram_curve: late: its comment lacks the unit of a time"),
    ("activation.h", r"convergence; > 0", "convergence", "tolerance: its comment lacks its range"),
    ("arena.h", r"bytes of pool", "of the pool", "capacity: its comment lacks what a size counts"),
)


def planted(root):
    faults = []
    for header, pattern, replacement, words in PLANTED:
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder)
            shutil.copytree(root / "include", copy / "include")
            path = copy / "include/engram" / header
            text, count = re.subn(pattern, replacement, path.read_text(), count=1, flags=re.S)
            path.write_text(text)
            found, _ = judge(copy)
            if count != 1:
                faults.append(f"{header}: nothing like {pattern} to take out")
            elif not any(words in fault for fault in found):
                faults.append(f"{header}: without {pattern} nothing says '{words}'")
    print(f"{len(PLANTED)} omissions planted")
    return faults


if __name__ == "__main__":
    given = pathlib.Path(sys.argv[1])
    if "--planted" in sys.argv[2:]:
        finish(planted(given))
    all_faults, what = judge(given)
    print(", ".join(f"{count} {name} judged" for name, count in what.items()))
    finish(all_faults)
