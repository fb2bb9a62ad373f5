# SPDX-License-Identifier: MIT OR Apache-2.0
"""docs/cli.md as the program tells it. Usage: check_reference.py PROGRAM SOURCE_ROOT [--check]"""
import pathlib
import subprocess
import sys

page = pathlib.Path(sys.argv[2]) / "docs/cli.md"
told = subprocess.run([sys.argv[1], "completion", "markdown"], check=True, capture_output=True, text=True).stdout
if sys.argv[3:] != ["--check"]:
    page.write_text(told)
elif page.read_text() != told:
    sys.exit("docs/cli.md is not what the program tells: ninja -C BUILD cli-reference")
