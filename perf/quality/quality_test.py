#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""quality_test.py DRIVER: a conversation made here goes through the driver, and the shares are counted right.

Its vectors point along axes, so every answer is known beforehand.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import conversations

TURNS = ["Where were you all summer?", "Sailing around Crete with my brother.", "How was the weather?",
         "Stormy at first, then calm.", "I planted tomatoes.", "The dog dug up the garden."]
CUES = [("Who sailed near Crete?", [1]), ("a garden", [5, 4]), ("zebra", [3])]


def axis(i):
    return [float(k == i) for k in range(8)]


def write(path):
    lines = [{"turn": {"id": f"T{i}", "session": 1 + (i >= 4), "at": 1600000000 + 60 * i, "speaker": "AnnBob"[3 * (i % 2):][:3],
                       "text": text}} for i, text in enumerate(TURNS)]
    lines += [{"question": cue, "category": 4, "evidence": [f"T{e}" for e in evidence] + ["T99"]} for cue, evidence in CUES]
    lines.append({"question": "of a turn that is not there", "category": 4, "evidence": ["T99"]})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def refused(driver, given):
    done = subprocess.run([driver], input=given, capture_output=True)
    return done.returncode == 1 and done.stderr.startswith(b"quality_perf: ")


def main(driver):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "small.jsonl"
        write(path)
        c = conversations.read(path)
        path.write_text('{"turn": {"id": 1}}\n')
        try:
            conversations.read(path)
            raise AssertionError("a turn without a text was read")
        except ValueError as error:
            assert "small.jsonl, line 1" in str(error), error
    assert len(c.questions) == 3 and c.evidence() == [{1}, {5, 4}, {3}], c.evidence()
    given = conversations.for_driver(c, [axis(i) for i in range(6)], c.cues(), [axis(1), axis(4), axis(0)])
    first = subprocess.run([driver], input=given, capture_output=True, check=True).stdout.decode()
    found = conversations.turns_of(conversations.answers(first))
    assert {choice: [hits[0] for hits in lists] for choice, lists in found.items() if choice == "vector"} == {"vector": [1, 4, 0]}
    assert found["words"] == [[1], [5], []], found["words"]
    assert found["all"][0][0] == 1 and {4, 5} == set(found["all"][1][:2]), found["all"]
    assert conversations.shares(found["words"], c.evidence(), 5) == [1.0, 0.5, 0.0]
    assert conversations.shares([[2, 1], [5, 4], [0]], c.evidence(), 1) == [0.0, 0.5, 0.0]
    assert subprocess.run([driver], input=given, capture_output=True, check=True).stdout.decode() == first, "two runs differ"
    assert refused(driver, given[:-1]) and refused(driver, b"") and refused(driver, bytes(12))
    print(f"quality_test: {sum(map(len, found.values()))} answers")


if __name__ == "__main__":
    main(sys.argv[1])
