# SPDX-License-Identifier: MIT OR Apache-2.0
"""Pages lead somewhere: links and the pages that sources name are there, docs/README.md leads to each page, prose has 130
columns at most. usage: ROOT"""

import pathlib
import re
import sys
import tempfile

from archive import finish

LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED = re.compile(r"\bdocs/[\w/-]+\.md\b")
SOURCES = {".c", ".h", ".hpp", ".cpp", ".inl", ".py", ".rs", ".go", ".build", ".txt", ".toml", ".ini", ""}
MOST = 130


def skipped(name):
    return name.startswith((".git/", "build", "subprojects/")) or any(
        part in name for part in ("/target/", "__pycache__", "/subprojects/", "tests/fuzz/corpus/"))


def anchors(text):
    """As forges make them of headings."""
    heads = re.findall(r"^#+ +(.*)$", text, re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def faults_of(root):
    files = [p for p in root.rglob("*") if p.is_file() and not skipped(p.relative_to(root).as_posix())]
    pages = {p: p.read_text(encoding="utf-8") for p in files if p.suffix == ".md"}
    faults, leads = [], {}
    for page, text in pages.items():
        name = page.relative_to(root)
        prose = re.sub(r"^( *)```.*?^\1```$", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.M | re.S)
        for number, line in enumerate(prose.splitlines(), 1):
            if len(line) > MOST and not line.startswith(("|", "    ")):
                faults.append(f"{name}:{number}: {len(line)} columns of {MOST}")
        leads[page] = set()
        for link in LINK.findall(re.sub(r"`[^`\n]*`", "", prose)):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.exists():
                faults.append(f"{name}: {link} leads nowhere")
            elif anchor and anchor not in anchors(pages.get(target, "")):
                faults.append(f"{name}: {link}: there is no such heading")
            leads[page].add(target)
    reached, new = set(), {root / "docs/README.md"}
    while new:
        reached |= new
        new = {target for page in new for target in leads.get(page, ())} - reached
    faults += [f"{page.relative_to(root)}: docs/README.md does not lead there"
               for page in pages if root / "docs" in page.parents and page not in reached]
    for path in files:
        if path.suffix in SOURCES | {".md"} and "tests/abi/check_" not in path.as_posix():  # those speak of pages as examples
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            faults += [f"{path.relative_to(root)}: {page} is not there"
                       for page in sorted(set(NAMED.findall(text))) if not (root / page).exists()]
    return faults


def planted():
    """A tree with one fault of each kind, each found."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        (root / "docs").mkdir()
        (root / "docs/README.md").write_text(f"# A\n\n[b](b.md#there) [c](c.md) [a](#b-c)\n\n{'x' * 131}\n\n## B, C\n")
        (root / "docs/b.md").write_text("# There\n\n[no](b.md#here)\n")
        (root / "docs/lost.md").write_text("# Lost\n")
        (root / "x.c").write_text("/* docs/d.md says it */\n")
        return faults_of(root)


found = sorted(planted())
expected = ["docs/README.md: c.md leads nowhere", "docs/README.md:5: 131 columns of 130", "docs/b.md: b.md#here: there is no such heading",
            "docs/lost.md: docs/README.md does not lead there", "x.c: docs/d.md is not there"]
faults = [] if found == expected else [f"planted faults: found {found}"]
finish(faults + faults_of(pathlib.Path(sys.argv[1]).resolve()))
