# SPDX-License-Identifier: MIT OR Apache-2.0
"""Copies of the tree in which a change is made and judged by the tests of its part."""

import functools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

# Programs that judge a part, those that notice most for their time first; the next list is only built and run for a
# change that the one before has not noticed. At the end the first two lists once more, with AddressSanitizer: it notices
# what reaches past an array and changes nothing there.
JUDGES = {
    "similarity": [["conformance_similarity", "fuzz_selection", "fuzz_similarity"],
                   ["similarity_edges_test", "similarity_refusals_test", "fuzz_fusion", "fuzz_conversion",
                    "similarity_convert_test", "similarity_fusion_test", "similarity_test"],
                   ["similarity_compat_test", "similarity_codes_test", "similarity_signs_test", "work_test", "bad_input_test", "conformance_compat"],
                   ["similarity_bound_test", "similarity_topk_test", "similarity_shapes_test"]],
    "activation": [["conformance_activation", "fuzz_spread", "fuzz_graph"],
                   ["fuzz_overlay", "fuzz_pagerank", "activation_graph_test", "activation_compat_test",
                    "activation_preset_test"],
                   ["activation_pagerank_test", "activation_bounds_test", "activation_schedules_test", "work_test", "bad_input_test", "conformance_compat"],
                   ["activation_spread_test"]],
    "decay": [["conformance_decay", "fuzz_decay"],
              ["fuzz_learning", "decay_refusals_test", "decay_curves_test", "fsrs_test", "base_level_test",
               "reinforce_test", "decay_levels_test", "decay_inverse_test"],
              ["conformance_compat", "decay_compat_test", "work_test", "bad_input_test"],
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


def build_of(build, targets, jobs=1):
    return subprocess.run(["ninja", f"-j{jobs}", "-C", str(build), *targets], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


class Build:
    """A build of a copy; unchanged, its judges must pass."""

    def __init__(self, folder, tree, choose, options):
        self.folder = folder
        self.judges = {part: choose(lists) for part, lists in JUDGES.items()}
        if not (folder / "build.ninja").exists():
            subprocess.run(["meson", "setup", str(folder), str(tree), "-Dbuildtype=plain", "-Doptimization=0", "-Ddebug_kernels=true",
                            "-Dperf=disabled", *options], check=True, stdout=subprocess.DEVNULL)
        self.tests = programs_of(folder)
        names = sorted({name for lists in self.judges.values() for names in lists for name in names})
        missing = [name for name in names if name not in self.tests]
        if missing:
            sys.exit(f"there are no such tests: {missing}")
        if not build_of(folder, ninja_of(folder, names, self.tests), os.cpu_count()):
            sys.exit(f"the unchanged tree does not build: ninja -C {folder}")
        self.seconds = {}
        for name in names:
            began = time.monotonic()
            if run_test(self.tests[name], 600):
                sys.exit(f"{name} fails unchanged: meson test -C {folder} {name}")
            self.seconds[name] = TIMES * (time.monotonic() - began) + SECONDS

    def judge(self, part, how):
        for names in self.judges[part]:
            if not build_of(self.folder, ninja_of(self.folder, names, self.tests)):
                return "does not compile"
            for test in names:
                if run_test(self.tests[test], self.seconds[test]):
                    return f"caught by {test}{how}"
        return "survived"


class Copy:
    """A copy of the tree and a build of it, in which one change at a time is judged."""

    def __init__(self, root, folder):
        self.tree = folder / "tree"
        self.update(root)
        self.plain = Build(folder / "build", self.tree, lambda lists: lists, [])

    @functools.cached_property
    def sanitized(self):
        """Made for the first change that needs it; by then the tree is unchanged again."""
        return Build(self.tree.parent / "build-sanitized", self.tree, lambda lists: lists[:2], ["-Db_sanitize=address"])

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
        for build, how in ("plain", ""), ("sanitized", " with AddressSanitizer"):
            build = getattr(self, build)
            path.write_text("\n".join(lines), encoding="utf-8")
            try:
                outcome = build.judge(part, how)
            finally:
                path.write_text(whole, encoding="utf-8")
            if outcome != "survived":
                break
        return outcome
