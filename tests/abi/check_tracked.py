# SPDX-License-Identifier: MIT OR Apache-2.0
"""No file is tracked that .gitignore keeps out: what fuzzers leave behind, build folders, locks. usage: ROOT"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

from archive import finish, skip

LEFT_BEHIND = ("crash-0123", "leak-0123", "oom-0123", "timeout-0123", "slow-unit-0123", "build-x/log", "tests/__pycache__/a.pyc")


def git(folder, *words):
    # The tree may be another user's, as in a container.
    return subprocess.run(["git", "-c", "safe.directory=*", "-C", folder, *words], capture_output=True, text=True)


def tracked_in_spite(root):
    done = git(root, "ls-files", "--cached", "--ignored", "--exclude-standard")
    if done.returncode != 0:
        skip(f"the tree is no repository: {done.stderr.strip()}")
    return done.stdout.splitlines()


def is_noticed(rules, name):
    """Whether the check finds a file of that name that somebody has added by force."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        (pathlib.Path(folder) / ".gitignore").write_text(rules)
        git(folder, "init", "--quiet")
        git(folder, "add", "--force", ".")
        return tracked_in_spite(folder) == [name]


root = pathlib.Path(sys.argv[1])
if shutil.which("git") is None:
    skip("no git")
rules = (root / ".gitignore").read_text()
faults = [f"{name}: tracked, though .gitignore keeps it out" for name in tracked_in_spite(root)]
faults += [f"{name} could be added unnoticed" for name in LEFT_BEHIND if not is_noticed(rules, name)]
finish(faults)
