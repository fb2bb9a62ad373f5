# SPDX-License-Identifier: MIT OR Apache-2.0
"""`--embedder` of remember and recall: one that works, and every way in which one can fail. Usage: embedder_test.py PROGRAM"""

import pathlib
import shlex
import sys
import time
import unittest

from cli_test import Verbs

# Three numbers out of the letters of a text; tells in a file of its own when it was started, and how it was asked.
GOOD = """
import json, sys
open(sys.argv[1], "a").write("started\\n")
for line in sys.stdin:
    open(sys.argv[1], "a").write(line)
    print(json.dumps([1 + line.count(c) for c in "aex"]), flush=True)
"""


class Embedders(Verbs):
    def setUp(self):
        super().setUp()
        self.init("--dim", 3)
        self.told = pathlib.Path(self.folder.name) / "told"

    def command(self, program, *more):
        return shlex.join([sys.executable, "-c", program, *map(str, more)])

    def test_one_that_works(self):
        good = self.command(GOOD, self.told)
        self.good("remember", self.file, "-", "--embedder", good, stdin="axe axe axe\n\nexit x x\r\neel\n".encode())
        self.assertEqual(self.told.read_text(), "started\naxe axe axe\nexit x x\neel\n", "started once, no empty lines")
        self.remember("a text\nof two lines", "--embedder", good)
        self.assertTrue(self.told.read_text().endswith("started\na text of two lines\n"), "one line for one text")
        found = self.document("recall", self.file, "axe axe", "--embedder", good)
        first = found["hits"][0]
        self.assertEqual((first["id"], first["why"]["similarity_rank"]), (1, 1))
        self.assertEqual(found["looked_at"]["vectors"], 4)
        self.assertEqual(self.document("recall", self.file, "axe", code=0)["looked_at"]["vectors"], 0)

    def test_long_texts_go_both_ways(self):
        # It writes as much as it has read before it reads on, so neither side may wait for the other to be done.
        echoes = self.command("""
import os
while some := os.read(0, 4096):
    os.write(1, b" " * len(some) + (b"[1, 2, 3]\\n" if b"\\n" in some else b""))
""")
        text = "word " * 200000
        self.good("remember", self.file, "-", "--embedder", echoes, stdin=text.encode() + b"\nshort\n")
        self.assertEqual(self.document("stats", self.file)["memories"], 2)

    def test_one_that_dies(self):
        dies = self.command("import sys\nsys.stdin.readline(); print([1, 2, 3], flush=True); sys.exit(7)")
        self.refused(3, ["exit code 7", "text 2", "line 2", "1 memories"], "remember", self.file, "-", "--embedder", dies, stdin=b"one\ntwo\nthree\n")
        self.assertEqual(self.document("stats", self.file)["memories"], 1, "the lines before it stay")
        self.refused(3, "exit code 127", "remember", self.file, "one", "--embedder", "/nowhere/embedder")
        self.refused(3, "signal 9", "recall", self.file, "one", "--embedder", "kill -9 $$")
        self.refused(3, "closed its output", "recall", self.file, "one", "--embedder", "exec >&-; sleep 30")

    def test_one_that_is_late(self):
        begin = time.monotonic()
        self.refused(3, ["0.2 seconds", "--embedder-seconds"], "recall", self.file, "one", "--embedder", "sleep 30", "--embedder-seconds", "0.2")
        self.refused(3, "seconds", "recall", self.file, "one", "--embedder", "cat >/dev/null; sleep 30", "--embedder-seconds", "0.2")
        self.assertLess(time.monotonic() - begin, 20)

    def test_answers_that_are_no_vector(self):
        for answer, words in (("[1, 2]", ["2 numbers", "has 3"]), ("[1, 2, 3, 4]", ["4 numbers"]), ("[]", "empty"), ("", "no JSON array"),
                              ("[1, 2, nan]", "no JSON array"), ("[1, 2, 1e300]", "range of a float"), ('{"a": 1}', "no JSON array"), ('[1, "2", 3]', "element 1")):
            self.refused(3, words, "remember", self.file, "one", "--embedder", f"while read line; do echo '{answer}'; done")
        self.assertEqual(self.document("stats", self.file)["memories"], 0)

    def test_usage(self):
        self.refused(2, "--vector", "recall", self.file, "one", "--embedder", "cat", "--vector", "[1, 2, 3]")
        self.refused(2, "--embedder-seconds", "recall", self.file, "one", "--embedder", "cat", "--embedder-seconds", "0")
        other = pathlib.Path(self.folder.name) / "words alone"
        self.good("init", other)
        self.refused(2, ["--embedder", "no vectors"], "recall", other, "one", "--embedder", "cat")


if __name__ == "__main__":
    unittest.main()
