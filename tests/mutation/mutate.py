#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs mutants one by one; see tests/mutation/run.

usage: mutate.py BUILD COUNT SEED
Results go to BUILD/results.jsonl, a line each, and are not computed twice.
"""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

from sites import PARTS, sites_of

# Programs that judge a part, those that notice most for their time first; the next list is only built and run for a
# change that the one before has not noticed. Tests that take longer than seconds without optimisation are left out: what
# they alone would notice counts as a survivor here.
JUDGES = {
    "similarity": [["conformance_similarity", "fuzz_selection", "fuzz_similarity"],
                   ["similarity_edges_test", "similarity_refusals_test", "fuzz_fusion", "fuzz_conversion",
                    "similarity_convert_test", "similarity_fusion_test", "similarity_test"],
                   ["similarity_compat_test", "similarity_codes_test"]],
    "activation": [["conformance_activation", "fuzz_spread", "fuzz_graph"],
                   ["fuzz_overlay", "fuzz_pagerank", "activation_graph_test", "activation_compat_test",
                    "activation_preset_test"],
                   ["activation_pagerank_test", "conformance_compat"]],
    "decay": [["conformance_decay", "fuzz_decay"],
              ["fuzz_learning", "decay_refusals_test", "decay_curves_test", "fsrs_test", "base_level_test",
               "reinforce_test", "decay_levels_test", "decay_inverse_test"],
              ["conformance_compat", "decay_compat_test"]],
    "arena": [["fuzz_arena", "fuzz_environment", "arena_test"],
              ["arena_config_test", "arena_pool_test", "arena_thread_test", "arena_compat_test"],
              ["arena_failure_test", "diagnostics_test", "metrics_test", "capacity_test"]],
}
SECONDS = 300  # for one test under load; most take less than one


def programs_of(build):
    """Test name to its command and environment, as meson has them."""
    out = subprocess.run(["meson", "introspect", "--tests", build], capture_output=True, text=True, check=True).stdout
    return {t["name"]: t for t in json.loads(out)}


def ninja_of(build, names, tests):
    """The ninja targets of the programs of some tests."""
    return sorted({str(pathlib.Path(tests[n]["cmd"][0]).relative_to(build)) for n in names})


def run_test(test):
    """Whether the test fails; one that does not end has noticed something too."""
    try:
        env = dict(os.environ, **test["env"])
        return subprocess.run(test["cmd"], env=env, cwd=test["workdir"] or None, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=SECONDS, check=False).returncode != 0
    except subprocess.TimeoutExpired:
        return True


def build_of(build, targets):
    return subprocess.run(["ninja", "-j2", "-C", str(build), *targets], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


def judge(build, part, tests):
    """'caught by NAME', 'survived' or 'does not compile'."""
    for names in JUDGES[part]:
        if not build_of(build, ninja_of(build, names, tests)):
            return "does not compile"
        for name in names:
            if run_test(tests[name]):
                return f"caught by {name}"
    return "survived"


def prepare(root, folder):
    """A copy of the tree and a build of it, brought up to date; unchanged it must pass."""
    tree, build = folder / "tree", folder / "build"
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, text=True, check=True)
    for name in names.stdout.split("\n"):
        source, copy = root / name, tree / name
        if not source.is_file() or copy.exists() and copy.read_bytes() == source.read_bytes():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, copy)
        copy.touch()
    if not (build / "build.ninja").exists():
        subprocess.run(["meson", "setup", str(build), str(tree), "-Dbuildtype=plain", "-Doptimization=0", "-Dperf=disabled"],
                       check=True, stdout=subprocess.DEVNULL)
    tests = programs_of(build)
    judges = sorted({name for lists in JUDGES.values() for names in lists for name in names})
    missing = [name for name in judges if name not in tests]
    if missing:
        sys.exit(f"there are no such tests: {missing}")
    if not build_of(build, ninja_of(build, judges, tests)):
        sys.exit(f"the unchanged tree does not build: ninja -C {build}")
    wrong = [name for name in judges if run_test(tests[name])]
    if wrong:
        sys.exit(f"these fail unchanged: {wrong}")
    return tree, build, tests


def chosen(tree, seed):
    """Sites of all parts in an order fixed by the seed, the parts taking turns."""
    piles = []
    for part in PARTS:
        sites = [(part, *site) for site in sites_of(tree, part)]
        random.Random(f"{seed} {part}").shuffle(sites)
        piles.append(sites)
    for i in range(max(map(len, piles))):
        yield from (pile[i] for pile in piles if i < len(pile))


def key_of(line, site):
    """Names a change by what it is, not by where, so that results outlive edits elsewhere."""
    part, name, _, column, old, new = site
    return f"{name}: {line[:column].strip()} [{old.strip()} -> {new.strip()}] {line[column + len(old):].strip()}"


def reasons_of(root):
    """Changes that no test can notice, and why: 'KEY' on one line, the reason indented on the next."""
    found, key = {}, None
    for line in (root / "tests/mutation/equivalent.txt").read_text(encoding="utf-8").split("\n"):
        if line.startswith(("#", " ")) or not line.strip():
            if key and line.startswith("    "):
                found[key] = line.strip()
            continue
        key = line.strip()
    return found


def main(folder, count, seed):
    root = pathlib.Path.cwd()
    folder = (root / folder).resolve()
    tree, build, tests = prepare(root, folder)
    log = folder / "results.jsonl"
    done = {}
    if log.exists():
        done = {r["key"]: r["outcome"] for r in map(json.loads, log.read_text(encoding="utf-8").splitlines())}
    outcomes, seen = {}, 0
    for site in chosen(tree, seed):
        if len(outcomes) >= count:
            break
        part, name, number, column, old, new = site
        path = tree / name
        whole = path.read_text(encoding="utf-8")
        lines = whole.split("\n")
        key = key_of(lines[number], site)
        if key not in done:
            lines[number] = lines[number][:column] + new + lines[number][column + len(old):]
            path.write_text("\n".join(lines), encoding="utf-8")
            try:
                done[key] = judge(build, part, tests)
            finally:
                path.write_text(whole, encoding="utf-8")
            with log.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"key": key, "line": number + 1, "outcome": done[key]}) + "\n")
        if done[key] == "does not compile":
            continue
        outcomes[key] = done[key]
        seen += outcomes[key].startswith("caught")
        print(f"{len(outcomes)} of {count}, {seen} caught: {outcomes[key]}: {key}", flush=True)
    reasons = reasons_of(root)
    survivors = [k for k, o in outcomes.items() if o == "survived"]
    unexplained = [k for k in survivors if k not in reasons]
    for key in survivors:
        print(f"survived: {key}\n    {reasons.get(key, 'unexplained')}")
    judged = len(outcomes) - (len(survivors) - len(unexplained))
    share = 100.0 * seen / max(judged, 1)
    print(f"{len(outcomes)} changes, {seen} caught, {len(survivors)} survived, {len(survivors) - len(unexplained)} of these "
          f"cannot be noticed; {100.0 * seen / max(len(outcomes), 1):.1f} % of all, {share:.1f} % of the others (target 90)")
    print(f"{seen} passed, {len(unexplained)} failed, {len(survivors) - len(unexplained)} skipped")
    return 0 if share >= 90.0 and len(outcomes) >= count else 1


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
