# SPDX-License-Identifier: MIT OR Apache-2.0
"""Results and baselines as JSON with a line for each record, so that a change shows as a line."""

import json

from . import ROOT, Unable


def load(path, *empty, made_by=None):
    """What the file holds; without one `empty`, or Unable with the command that makes it."""
    if path.exists():
        return json.loads(path.read_text())
    if empty:
        return empty[0]
    raise Unable(f"{name(path)} is missing" + (f"; run {made_by} first" if made_by else ""))


def name(path):
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def text(value, indent=""):
    """An object that holds objects has a line for each part, a list of objects one for each of them."""
    inner = indent + "  "
    if isinstance(value, list) and any(isinstance(part, dict) for part in value):
        return "[\n" + ",\n".join(inner + json.dumps(part) for part in value) + f"\n{indent}]"
    if isinstance(value, dict) and any(isinstance(part, (dict, list)) for part in value.values()):
        lines = [f"{inner}{json.dumps(key)}: {text(part, inner)}" for key, part in value.items()]
        if any("\n" in line or isinstance(part, dict) for line, part in zip(lines, value.values())):
            return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    return json.dumps(value)


def save(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(value) + "\n")
    return name(path)
