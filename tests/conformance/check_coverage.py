# SPDX-License-Identifier: MIT OR Apache-2.0
"""The vectors leave out no computing function, no value of an option, no field of an option struct; and stay small."""

import pathlib
import re
import sys

import vectors

root, folder = map(pathlib.Path, sys.argv[1:3])

# What has no inputs and outputs of its own to compare: memory, handles, sizes that a version may change.
NOT_COMPUTING = set("""
engram_topk_scratch engram_fusion_scratch engram_workspace_create engram_workspace_destroy engram_workspace_size
engram_spread_path engram_graph_create engram_graph_destroy engram_graph_size engram_graph_describe engram_overlay_create
engram_overlay_grow engram_overlay_snapshot engram_graph_image_size
engram_overlay_destroy engram_overlay_view engram_overlay_compact engram_last_status engram_configure_arena
engram_arena_stats engram_reset_arenas engram_reset_arena_metrics engram_deinit_thread_arena
""".split())
FAMILIES = ("similarity", "graph", "activation", "decay", "base_level", "fsrs", "reinforce", "compat")

# Which inputs take the values of which enumeration; every value has to occur in a vector that succeeds.
ENUMS = {
    "engram_metric": ["metric"], "engram_type": ["type", "rows.type"], "engram_id_type": ["id_type", "options.id_type"],
    "engram_fusion": ["options.method"], "engram_offset_type": ["graph.offset_type"],
    "engram_duplicates": ["graph_options.duplicates"], "engram_spread_merge": ["options.merge"],
    "engram_spread_retain": ["options.retain"], "engram_spread_senders": ["options.senders"],
    "engram_spread_decay": ["options.decay"], "engram_spread_normaliser": ["options.normaliser"],
    "engram_spread_inhibition": ["options.inhibition"], "engram_spread_squash": ["options.squash"],
    "engram_spread_convergence": ["options.convergence"], "engram_curve_form": ["curve.form"],
    "engram_time_unit": ["times.unit", "unit"], "engram_time_kind": ["times.kind"],
    "engram_fsrs_version": ["version", "fsrs.version"], "engram_dangling": ["options.dangling"],
}
# Fields of option structs by the prefix of their inputs. Pointers to arrays count as fields, counts of arrays do not.
STRUCTS = {"engram_topk_options": "options", "engram_fusion_options": "options", "engram_spread_options": "options",
           "engram_pagerank_options": "options", "engram_curve": "curve", "engram_decay_options": "options",
           "engram_times": "times", "engram_rows": "rows", "engram_csr": "graph", "engram_graph_options": "graph_options"}
NO_INPUT = {"size", "reserved", "executor", "scratch", "scratch_bytes", "id_count", "decay_count", "residuals"}

faults, calls, seen, fields, names = [], {}, {}, {}, set()
for path in sorted(folder.glob("*.txt")):
    for call, name, inputs, status, outputs in vectors.read(path):
        calls[call] = calls.get(call, 0) + 1
        if (call, name) in names:
            faults.append(f"{path.name}: {call} {name}: twice")
        names.add((call, name))
        if "refused" in name and status in (None, "ENGRAM_OK"):
            faults.append(f"{path.name}: {call} {name}: named refused, but it is not")
        for field, (kind, values) in inputs.items():
            fields.setdefault(call, set()).add(field)
            if status in (None, "ENGRAM_OK") and values and len(values) == 1:
                seen.setdefault(field, set()).add(values[0])

listed = set()
for family in FAMILIES:
    path = root / "tests/abi/exported" / f"{family}.txt"
    listed |= set(path.read_text().split()) if path.exists() else set()
faults += [f"{name}: exported, but no vector calls it" for name in sorted(listed - set(calls) - NOT_COMPUTING)]
if len(listed) < 10:
    faults.append("hardly a function listed: the scan does not see tests/abi/exported")

text = "".join(path.read_text() for path in sorted((root / "include/engram").glob("*.h")))
text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
known = 0
for name, body in re.findall(r"typedef uint32_t (engram_\w+);\s*enum \{(.*?)\}", text, flags=re.S):
    for constant, value in re.findall(r"(ENGRAM_\w+) = (\d+)", body):
        if name in ENUMS:
            known += 1
            if not any(int(value) in seen.get(field, ()) for field in ENUMS[name]):
                faults.append(f"{constant}: no vector that succeeds has {' or '.join(ENUMS[name])} = {value}")
for name, prefix in STRUCTS.items():
    body = re.search(r"typedef struct %s \{(.*?)\} %s;" % (name, name), text, flags=re.S)
    if not body:
        faults.append(f"{name}: not found in the headers")
        continue
    for declaration in body.group(1).split(";"):
        for field in re.findall(r"(\w+)\s*(?:,|$)", declaration.strip()):
            known += 1
            if field not in NO_INPUT and not any(f"{prefix}.{field}" in given for given in fields.values()):
                faults.append(f"{name}.{field}: no vector gives {prefix}.{field}")
if known < 60:
    faults.append("hardly an option found: the scan does not see the headers")

size = sum(path.stat().st_size for path in folder.glob("*.txt"))
if size > 1 << 20:
    faults.append(f"{size} bytes of vectors: more than 1 MiB")
for fault in faults:
    print("fault:", fault)
print(f"{sum(calls.values())} vectors of {len(calls)} functions, {known} options, {size} bytes")
sys.exit(1 if faults else 0)
