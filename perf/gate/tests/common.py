# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the tests of the gate share: its modules, and a count of checks in cmocka's words, which tests/summary.py reads."""

import pathlib
import sys

GATE = pathlib.Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True
sys.path[:0] = [str(GATE), str(GATE.parent)]

# The line that matters most for each family, for tests that must be quick.
ONE_EACH = ("similarity/cosine_many", "activation/dense", "decay/dropin", "arena/call")


class Skip(Exception):
    """Why a check cannot be made here."""


def main(*checks):
    bad = 0
    for check in checks:
        name = check.__name__
        print(f"[ RUN      ] {name}")
        try:
            check()
        except Skip as reason:
            print(f"skipped: {reason}\n[  SKIPPED ] {name}")
        except AssertionError as reason:
            bad += 1
            print(f"{reason}\n[  FAILED  ] {name}")
        else:
            print(f"[       OK ] {name}")
        sys.stdout.flush()
    sys.exit(1 if bad else 0)
