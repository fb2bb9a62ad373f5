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
import sys

from judge import Copy
from sites import PARTS, sites_of


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
    workers = min(os.cpu_count(), count // 10 + 1)  # a copy takes minutes to build: for a few changes one will do
    print(f"building {workers} copies", flush=True)
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for copy in pool.map(lambda i: Copy(root, folder / str(i)), range(workers)):
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
        # A line may occur twice in a file: the second time it is the same change.
        sites, waiting, known, caught, ended = chosen(root, seed), [], set(), 0, False
        while len(outcomes) < count and not (ended and not waiting):
            while not ended and len(waiting) < 2 * workers:
                site = next(sites, None)
                ended = site is None
                key = None if ended else key_at(root, site)
                if key is not None and key not in known:
                    known.add(key)
                    waiting.append((key, site[2] + 1, pool.submit(ask, key, site)))
            if not waiting:
                break
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
