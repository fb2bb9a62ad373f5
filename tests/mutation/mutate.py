#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs mutants one by one; see tests/mutation/run.

usage: mutate.py BUILD COUNT SEED
Results go to BUILD/results.jsonl, a line each, and are not computed twice.
"""

import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import time

from sites import PARTS, sites_of

# Programs that judge a part, those that notice most for their time first; the next list is only built and run for a
# change that the one before has not noticed.
JUDGES = {
    "similarity": [["conformance_similarity", "fuzz_selection", "fuzz_similarity"],
                   ["similarity_edges_test", "similarity_refusals_test", "fuzz_fusion", "fuzz_conversion",
                    "similarity_convert_test", "similarity_fusion_test", "similarity_test"],
                   ["similarity_compat_test", "similarity_codes_test", "similarity_signs_test", "work_test", "conformance_compat"],
                   ["similarity_bound_test", "similarity_topk_test", "similarity_shapes_test"]],
    "activation": [["conformance_activation", "fuzz_spread", "fuzz_graph"],
                   ["fuzz_overlay", "fuzz_pagerank", "activation_graph_test", "activation_compat_test",
                    "activation_preset_test"],
                   ["activation_pagerank_test", "activation_bounds_test", "work_test", "conformance_compat"],
                   ["activation_spread_test"]],
    "decay": [["conformance_decay", "fuzz_decay"],
              ["fuzz_learning", "decay_refusals_test", "decay_curves_test", "fsrs_test", "base_level_test",
               "reinforce_test", "decay_levels_test", "decay_inverse_test"],
              ["conformance_compat", "decay_compat_test", "work_test"],
              ["decay_accuracy_test"]],
    "arena": [["fuzz_arena", "fuzz_environment", "arena_test"],
              ["arena_config_test", "arena_pool_test", "arena_thread_test", "arena_compat_test"],
              ["arena_failure_test", "diagnostics_test", "metrics_test", "capacity_test"]],
}
# A change may make a loop endless: a test is ended after so many times what it takes unchanged, and so many seconds more,
# which is what a busy machine may add to one that takes none.
TIMES, SECONDS = 5, 15


def programs_of(build):
    """Test name to its command and environment, as meson has them."""
    out = subprocess.run(["meson", "introspect", "--tests", build], capture_output=True, text=True, check=True).stdout
    return {t["name"]: t for t in json.loads(out)}


def ninja_of(build, names, tests):
    """The ninja targets of the programs of some tests."""
    return sorted({str(pathlib.Path(tests[n]["cmd"][0]).relative_to(build)) for n in names})


def run_test(test, seconds):
    """Whether the test fails; one that does not end has noticed something too."""
    try:
        env = dict(os.environ, **test["env"])
        return subprocess.run(test["cmd"], env=env, cwd=test["workdir"] or None, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=seconds, check=False).returncode != 0
    except subprocess.TimeoutExpired:
        return True


def build_of(build, targets):
    return subprocess.run(["ninja", "-j1", "-C", str(build), *targets], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


class Copy:
    """A copy of the tree and a build of it, in which one change at a time is judged."""

    def __init__(self, root, folder):
        self.tree, self.build = folder / "tree", folder / "build"
        self.update(root)
        if not (self.build / "build.ninja").exists():
            subprocess.run(["meson", "setup", str(self.build), str(self.tree), "-Dbuildtype=plain", "-Doptimization=0",
                            "-Dperf=disabled"], check=True, stdout=subprocess.DEVNULL)
        self.tests = programs_of(self.build)
        judges = sorted({name for lists in JUDGES.values() for names in lists for name in names})
        missing = [name for name in judges if name not in self.tests]
        if missing:
            sys.exit(f"there are no such tests: {missing}")
        if not build_of(self.build, ninja_of(self.build, judges, self.tests)):
            sys.exit(f"the unchanged tree does not build: ninja -C {self.build}")
        self.seconds = {}
        for name in judges:
            began = time.monotonic()
            if run_test(self.tests[name], 600):
                sys.exit(f"{name} fails unchanged: meson test -C {self.build} {name}")
            self.seconds[name] = TIMES * (time.monotonic() - began) + SECONDS

    def update(self, root):
        """What is in the working tree, committed or not; files keep their times where nothing changed."""
        names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, text=True,
                               check=True).stdout
        for name in names.split("\n"):
            source, copy = root / name, self.tree / name
            if not source.is_file() or copy.exists() and copy.read_bytes() == source.read_bytes():
                continue
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
            copy.touch()

    def judge(self, site):
        """'caught by NAME', 'survived' or 'does not compile'."""
        part, name, number, column, old, new = site
        path = self.tree / name
        whole = path.read_text(encoding="utf-8")
        lines = whole.split("\n")
        lines[number] = lines[number][:column] + new + lines[number][column + len(old):]
        path.write_text("\n".join(lines), encoding="utf-8")
        try:
            for names in JUDGES[part]:
                if not build_of(self.build, ninja_of(self.build, names, self.tests)):
                    return "does not compile"
                for test in names:
                    if run_test(self.tests[test], self.seconds[test]):
                        return f"caught by {test}"
            return "survived"
        finally:
            path.write_text(whole, encoding="utf-8")


def chosen(tree, seed):
    """Sites of all parts in an order fixed by the seed and by what each is, so that edits elsewhere do not change it; the
    parts take turns."""
    piles = []
    for part in PARTS:
        sites = [(part, *site) for site in sites_of(tree, part)]
        sites.sort(key=lambda site: hashlib.sha256(f"{seed} {key_at(tree, site)}".encode()).digest())
        piles.append(sites)
    for i in range(max(map(len, piles))):
        yield from (pile[i] for pile in piles if i < len(pile))


def key_of(line, site):
    """Names a change by what it is, not by where, so that results outlive edits elsewhere."""
    part, name, _, column, old, new = site
    return f"{name}: {line[:column].strip()} [{old.strip()} -> {new.strip()}] {line[column + len(old):].strip()}"


def key_at(tree, site):
    return key_of(source_lines(tree / site[1])[site[2]], site)


@functools.cache
def source_lines(path):
    return path.read_text(encoding="utf-8").split("\n")


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


def judged(root, folder, count, seed):
    """The first COUNT changes that compile, key to outcome, in the order of the seed; known results are not judged again."""
    log = folder / "results.jsonl"
    done = {}
    if log.exists():
        done = {r["key"]: r["outcome"] for r in map(json.loads, log.read_text(encoding="utf-8").splitlines())}
    copies, outcomes = queue.Queue(), {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for copy in pool.map(lambda i: Copy(root, folder / str(i)), range(os.cpu_count())):
            copies.put(copy)

        def ask(key, site):
            if key in done:
                return done[key]
            copy = copies.get()
            try:
                return copy.judge(site)
            finally:
                copies.put(copy)

        # A few are under way at any time; outcomes are taken in the order of the list, so that a count means the same ones.
        sites, waiting, caught, ended = chosen(root, seed), [], 0, False
        while len(outcomes) < count and not (ended and not waiting):
            while not ended and len(waiting) < 2 * os.cpu_count():
                site = next(sites, None)
                ended = site is None
                if not ended:
                    key = key_at(root, site)
                    waiting.append((key, site[2] + 1, pool.submit(ask, key, site)))
            key, line, future = waiting.pop(0)
            outcome = future.result()
            if key not in done:
                done[key] = outcome
                with log.open("a", encoding="utf-8") as out:
                    out.write(json.dumps({"key": key, "line": line, "outcome": outcome}) + "\n")
            if outcome != "does not compile":
                outcomes[key] = outcome
                caught += outcome.startswith("caught")
                print(f"{len(outcomes)} of {count}, {caught} caught: {outcome}: {key}", flush=True)
        for _, _, future in waiting:
            future.cancel()
    return outcomes


def main(folder, count, seed):
    root = pathlib.Path.cwd()
    outcomes = judged(root, (root / folder).resolve(), count, seed)
    reasons = reasons_of(root)
    caught = sum(o.startswith("caught") for o in outcomes.values())
    survivors = [k for k, o in outcomes.items() if o == "survived"]
    unexplained = [k for k in survivors if k not in reasons]
    for key in survivors:
        print(f"survived: {key}\n    {reasons.get(key, 'unexplained')}")
    equivalent = len(survivors) - len(unexplained)
    share = 100.0 * caught / max(len(outcomes) - equivalent, 1)
    print(f"{len(outcomes)} changes, {caught} caught, {len(survivors)} survived, {equivalent} of these cannot be noticed; "
          f"{100.0 * caught / max(len(outcomes), 1):.1f} % of all, {share:.1f} % of the others (target 90)")
    print(f"{caught} passed, {len(unexplained)} failed, {equivalent} skipped")
    return 0 if share >= 90.0 and len(outcomes) >= count else 1


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
