# SPDX-License-Identifier: MIT OR Apache-2.0
"""The verbs of `engram`: every form that scripts rely on, and every kind of bad input. Usage: cli_test.py PROGRAM"""

import contextlib
import json
import os
import pathlib
import sqlite3
import struct
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else sys.exit(__doc__)


def run(*arguments, stdin=b"", **settings):
    environment = dict(os.environ, **settings)
    return subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, env=environment, timeout=60)


class Verbs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="engram cli ")
        self.file = pathlib.Path(self.folder.name) / "a space.engram"

    def tearDown(self):
        self.folder.cleanup()

    def good(self, *arguments, **rest):
        result = run(*arguments, **rest)
        self.assertEqual(result.returncode, 0, (arguments, result.stderr.decode()))
        return result.stdout.decode("utf-8")

    def document(self, *arguments, code=0, **rest):
        result = run(*arguments, "--json", **rest)
        self.assertEqual(result.returncode, code, (arguments, result.stdout, result.stderr.decode()))
        self.assertEqual(result.stdout.count(b"\n"), 1, "one document, one line")
        return json.loads(result.stdout)

    def refused(self, code, words, *arguments, **rest):
        result = run(*arguments, **rest)
        said = result.stderr.decode("utf-8", "replace")
        self.assertEqual(result.returncode, code, (arguments, said, result.stdout))
        for word in words if isinstance(words, (list, tuple)) else [words]:
            self.assertIn(word, said)
        return said

    def init(self, *more):
        self.good("init", self.file, *more)

    def remember(self, text, *more):
        return int(self.good("remember", self.file, text, *more))


class Forms(Verbs):
    def test_a_space_begins_empty(self):
        self.init("--dim", 4, "--type", "f16", "--model", "tiny")
        stats = self.document("stats", self.file)
        self.assertEqual((stats["memories"], stats["links"]), (0, 0))
        for field in ("digest", "journal", "file_bytes", "resident_bytes"):
            self.assertIn(field, stats)
        self.assertEqual(stats["models"], [{"name": "tiny", "dim": 4, "type": "f16", "metric": "cosine"}])
        self.assertEqual(stats["file_bytes"] > 0, True)

    def test_what_is_remembered_is_got_listed_and_counted(self):
        self.init()
        first = self.remember("the kettle is blue", "--key", "kettle", "--kind", "fact", "--tag", "kitchen", "--tag", "colour",
                              "--at", "2026-01-02T03:04:05+01:00", "--meta", '{"room": "kitchen"}', "--importance", "2.5")
        second = self.remember("die Kanne ist grün")
        self.assertGreater(second, first)
        got = self.document("get", self.file, "kettle", second)
        kettle, other = got["memories"]
        self.assertEqual(kettle["id"], first)
        self.assertEqual(kettle["text"], "the kettle is blue")
        self.assertEqual(kettle["tags"], ["colour", "kitchen"])
        self.assertEqual(kettle["kind"], "fact")
        self.assertEqual(kettle["metadata"], {"room": "kitchen"})
        self.assertEqual(kettle["created"], "2026-01-02T02:04:05Z")
        self.assertEqual(kettle["importance"], 2.5)
        self.assertEqual(other["text"], "die Kanne ist grün")
        listed = self.document("list", self.file)
        self.assertEqual([m["id"] for m in listed["memories"]], [first, second])
        self.assertIsNone(listed["next"])
        self.assertEqual([m["id"] for m in self.document("list", self.file, "--tag", "kitchen")["memories"]], [first])
        self.assertEqual(self.document("stats", self.file)["memories"], 2)
        self.assertIn("the kettle is blue", self.good("get", self.file, "kettle"))
        self.assertIn("[kettle]", self.good("list", self.file))

    def test_a_key_again_is_a_new_version_of_one_memory(self):
        self.init()
        first = self.remember("tea at four", "--key", "tea")
        self.assertEqual(self.remember("tea at five", "--key", "tea"), first)
        self.assertEqual(self.document("get", self.file, "tea")["memories"][0]["text"], "tea at five")
        self.assertEqual(self.document("stats", self.file)["memories"], 1)
        self.assertEqual(self.document("recall", self.file, "four", code=1)["hits"], [])

    def test_pages_of_a_list_leave_nothing_out(self):
        self.init()
        lines = b"".join(b"line %d\n" % i for i in range(25))
        ids = [int(line) for line in self.good("remember", self.file, "-", stdin=lines).split()]
        self.assertEqual(len(ids), 25)
        seen, after = [], 0
        while after is not None:
            page = self.document("list", self.file, "--limit", 7, "--after", after)
            seen += [m["id"] for m in page["memories"]]
            after = page["next"]
        self.assertEqual(seen, ids)

    def test_lines_of_standard_input(self):
        self.init()
        document = self.document("remember", self.file, "-", "--tag", "log", stdin=b"one\r\n\n  \ntwo\nthree")
        self.assertEqual((document["remembered"], document["empty_lines"]), (3, 2))
        texts = [m["text"] for m in self.document("list", self.file, "--tag", "log")["memories"]]
        self.assertEqual(texts, ["one", "two", "three"])

    def test_a_bad_line_costs_no_earlier_one(self):
        self.init()
        said = self.refused(3, ["line 3", "2 memories"], "remember", self.file, "-", stdin=b"one\ntwo\n\xff\xfe\nfour\n")
        self.assertIn("UTF-8", said)
        self.assertEqual(self.document("stats", self.file)["memories"], 2)

    def test_words_recall(self):
        self.init()
        self.remember("the cat sleeps on the warm stove")
        dog = self.remember("a dog barks at the postman", "--key", "dog")
        answer = self.document("recall", self.file, "barking dogs")
        self.assertEqual([hit["id"] for hit in answer["hits"]], [dog])
        hit = answer["hits"][0]
        self.assertEqual((hit["key"], hit["text"]), ("dog", "a dog barks at the postman"))
        self.assertGreater(hit["score"], 0)
        for term in ("similarity", "lexical", "activation", "retention", "importance", "recency"):
            self.assertIn(term, hit["why"])
        self.assertIn("a dog barks", self.good("recall", self.file, "barking dogs", "-k", 1, "--explain"))

    def test_vectors_recall(self):
        self.init("--dim", 3)
        east = self.remember("east", "--vector", "[1, 0, 0]")
        self.remember("north", "--vector", "[0, 1, 0]")
        raw = pathlib.Path(self.folder.name) / "v.f32"
        raw.write_bytes(struct.pack("<3f", 0.9, 0.1, 0))
        near = self.remember("nearly east", "--vector-file", raw)
        hits = self.document("recall", self.file, "", "--vector", "[1, 0.05, 0]", "-k", 2)["hits"]
        self.assertEqual([hit["id"] for hit in hits], [east, near])
        self.assertAlmostEqual(hits[0]["why"]["similarity"], 1 / (1 + 0.05 ** 2) ** 0.5, places=5)

    def test_links_bring_to_mind(self):
        self.init()
        wood = self.remember("wood", "--key", "wood")
        fire = self.remember("flames", "--key", "fire")
        self.good("link", self.file, "fire", wood, "--type", "burns", "--weight", "0.5")
        self.assertEqual(self.document("stats", self.file)["links"], 1)
        hits = {hit["id"]: hit for hit in self.document("recall", self.file, "flames", "--explain")["hits"]}
        self.assertEqual(set(hits), {wood, fire})
        self.assertEqual([step["id"] for step in hits[wood]["why"]["path"]], [fire, wood])
        self.assertEqual(hits[wood]["why"]["path"][1]["type"], "burns")

    def test_filters_of_recall(self):
        self.init()
        old = self.remember("red apple", "--at", "2020-05-05", "--kind", "fruit", "--tag", "a")
        new = self.remember("green apple", "--at", "2026-05-05T10:00:00Z", "--kind", "tree", "--tag", "b")
        ids = lambda *more: [hit["id"] for hit in self.document("recall", self.file, "apple", *more)["hits"]]
        self.assertEqual(sorted(ids()), [old, new])
        self.assertEqual(ids("--kind", "fruit"), [old])
        self.assertEqual(ids("--tag", "b"), [new])
        self.assertEqual(ids("--since", "2026-01-01"), [new])
        self.assertEqual(ids("--until", "2020-05-06"), [old])

    def test_forgotten_is_not_found(self):
        self.init()
        one, two = self.remember("first thing", "--key", "a"), self.remember("second thing")
        self.refused(1, "nothing like it", "forget", self.file, one, "nothing like it")
        self.assertEqual(self.document("stats", self.file)["memories"], 2, "all or nothing")
        self.assertEqual(self.document("forget", self.file, "a", two)["forgotten"], [one, two])
        self.assertEqual(self.document("stats", self.file)["memories"], 0)
        self.refused(1, "'a'", "get", self.file, "a")
        self.assertEqual(self.document("recall", self.file, "thing", code=1)["hits"], [])

    def test_digits_are_an_id_and_else_a_key(self):
        self.init()
        one = self.remember("kept under a number", "--key", "4711")
        two = self.remember("kept under the number of another", "--key", str(one))
        get = lambda name: self.document("get", self.file, name)["memories"][0]["id"]
        self.assertEqual((get("4711"), get(one), get(f"key:{one}")), (one, one, two))

    def test_sqlite_reads_the_file(self):
        self.init()
        self.remember("plain to see")
        shell = subprocess.run(["sqlite3", str(self.file), "pragma application_id; select text from memory"], capture_output=True)
        if shell.returncode == 127:
            self.skipTest("no sqlite3 here")
        self.assertEqual(shell.stdout.decode().split("\n")[:2], ["1164863346", "plain to see"])

    def test_an_answer_is_the_same_twice(self):
        self.init()
        self.good("remember", self.file, "-", stdin=b"".join(b"apple number %d\n" % i for i in range(300)))
        once, twice = (self.document("recall", self.file, "apple number 7")["hits"] for _ in range(2))
        self.assertEqual([h["id"] for h in once], [h["id"] for h in twice])


class BadInput(Verbs):
    def test_usage(self):
        self.init()
        self.refused(2, "subcommand")
        self.refused(2, "'dream'", "dream", self.file)
        self.refused(2, "'dream'", "dream")
        self.refused(2, "--wings", "--wings")
        self.refused(2, "FILE", "stats")
        self.refused(2, "--wings", "stats", self.file, "--wings")
        self.refused(2, "-k", "recall", self.file, "x", "-k", 0)
        self.refused(2, "--dim", "init", self.file, "--dim", 0)
        self.refused(2, "CUE", "recall", self.file, "")
        self.refused(2, "--at", "remember", self.file, "x", "--at", "yesterday")
        self.refused(2, ["--at", "1677"], "remember", self.file, "x", "--at", "1600-01-01")
        self.refused(2, "--at", "remember", self.file, "x", "--at", "2026-02-30")
        self.refused(2, "--vector", "remember", self.file, "x", "--vector", "[1, two]")
        self.refused(2, "--vector", "remember", self.file, "x", "--vector", "[1e99]")
        self.refused(2, "--vector-file", "remember", self.file, "x", "--vector-file", self.folder.name + "/none")
        self.refused(2, "--key", "remember", self.file, "-", "--key", "k")
        self.assertEqual(self.document("stats", self.file)["memories"], 0)

    def test_files_that_are_no_space(self):
        folder = pathlib.Path(self.folder.name)
        for verb, *more in (["stats"], ["recall", "x"], ["remember", "x"]):
            said = self.refused(3, ["none.engram", "engram init"], verb, folder / "none.engram", *more)
            self.assertNotIn("ENGRAM_SPACE", said, "flags of the library are none of the program")
            self.assertFalse((folder / "none.engram").exists(), f"{verb} makes no file")
        (folder / "empty").touch()
        self.assertNotIn("ENGRAM_SPACE", self.refused(3, ["empty", "engram init"], "stats", folder / "empty"))
        (folder / "text").write_text("dear diary, " * 400)
        self.refused(3, [f"{folder}/text", "not a space"], "stats", folder / "text")
        self.assertTrue((folder / "text").read_text().startswith("dear diary"))
        self.refused(3, [str(folder), "is a folder"], "stats", folder)
        self.refused(3, f"{folder}/no folder/x", "init", folder / "no folder" / "x")
        with contextlib.closing(sqlite3.connect(folder / "other")) as other:
            other.execute("create table t(x)")
        self.refused(3, [f"{folder}/other", "not a space"], "remember", folder / "other", "x")
        self.init()
        self.refused(3, [str(self.file), "exists already"], "init", self.file)

    def test_values_that_the_engine_refuses(self):
        self.init("--dim", 2)
        before = self.document("stats", self.file)["digest"]
        for value in ("-5", "1x", "9223372036854775808", ""):
            self.refused(2, "--after", "list", self.file, "--after", value)
        self.refused(3, "metadata", "remember", self.file, "x", "--meta", "[1]")
        self.refused(3, "metadata", "remember", self.file, "x", "--meta", "{")
        self.refused(3, "importance", "remember", self.file, "x", "--importance", "nan")
        self.refused(3, "importance", "remember", self.file, "x", "--importance", "-1")
        self.refused(3, "2", "remember", self.file, "x", "--vector", "[1, 2, 3]")
        self.refused(3, "UTF-8", "remember", self.file, b"\xff\xfe".decode("utf-8", "surrogateescape"))
        self.refused(3, "2", "recall", self.file, "x", "--vector", "[1, 2, 3]")
        self.refused(3, "until", "recall", self.file, "x", "--since", "2026-01-02", "--until", "2026-01-01")
        one = self.remember("one")
        self.refused(3, "itself", "link", self.file, one, one)
        self.refused(1, "99", "link", self.file, one, 99)
        self.refused(2, "--weight", "link", self.file, one, one, "--weight", "-1")
        self.good("forget", self.file, one)
        self.assertEqual(self.document("stats", self.file)["digest"], before, "nothing was left behind")

    def test_failures_as_json(self):
        document = self.document("stats", self.file, code=3)
        self.assertEqual(document["error"]["status"], "ENGRAM_ERROR_NOT_FOUND")
        self.assertTrue(document["error"]["sentence"])

    def test_operators_in_a_cue_are_words(self):
        self.init()
        self.remember("quoted words")
        for cue in ('"', '"quoted', "quoted AND (", "NEAR(", "text:quoted*", "-quoted", "^", "'; drop table memory; --", "*" * 300):
            result = run("recall", self.file, "--", cue)
            self.assertIn(result.returncode, (0, 1), (cue, result.stderr))
        self.assertEqual(self.document("stats", self.file)["memories"], 1)

    def test_output_that_cannot_be_written(self):
        self.init()
        with open("/dev/full", "wb") as full:
            result = subprocess.run([PROGRAM, "stats", str(self.file)], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(result.returncode, 3)
        self.assertIn(b"standard output", result.stderr)

    def test_two_writers_lose_nothing(self):
        self.init()
        lines = b"".join(b"a line of its own %d\n" % i for i in range(2500))
        writers = [subprocess.Popen([PROGRAM, "remember", str(self.file), "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(3)]
        for writer in writers:
            writer.stdin.write(lines)
            writer.stdin.close()
        ids = [int(line) for writer in writers for line in writer.stdout.read().split()]
        self.assertEqual([writer.wait() for writer in writers], [0, 0, 0])
        self.assertEqual(len(set(ids)), 7500)
        self.assertEqual(self.document("stats", self.file)["memories"], 7500)


if __name__ == "__main__":
    unittest.main(verbosity=1)
