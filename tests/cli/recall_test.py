# SPDX-License-Identifier: MIT OR Apache-2.0
"""What `engram recall` and `engram list` are asked for: filters, shapes, what was left out. Usage: recall_test.py PROGRAM"""

import unittest

from cli_test import Verbs


class Filters(Verbs):
    def setUp(self):
        super().setUp()
        self.init()
        self.one = self.remember("red apple", "--meta", '{"room": "kitchen", "n": 1, "x": 1.5}', "--key", "one")
        self.two = self.remember("green apple", "--meta", '{"room": "7", "n": 2, "x": null}')

    def ids(self, *more, code=0):
        return [hit["id"] for hit in self.document("recall", self.file, "apple", *more, code=code)["hits"]]

    def listed(self, *more, code=0):
        return [m["id"] for m in self.document("list", self.file, *more, code=code)["memories"]]

    def test_expressions(self):
        self.assertEqual(self.ids("--where", "metadata ->> '$.n' = 2"), [self.two])
        self.assertEqual(self.listed("--where", "text LIKE 'red%'"), [self.one])
        self.assertEqual(self.ids("--where", "0", code=1), [])
        self.assertEqual(self.listed("--where", "0", code=1), [])

    def test_parameters_have_types(self):
        where = lambda value, expression: self.listed("--where", expression, "--param", "p=" + value, code=0)
        self.assertEqual(where("kitchen", "metadata ->> 'room' = :p"), [self.one])
        self.assertEqual(where("2", "metadata ->> 'n' = $p"), [self.two])
        self.assertEqual(where("1.5", "metadata ->> 'x' = @p"), [self.one])
        self.assertEqual(where("null", "metadata ->> 'x' IS :p"), [self.two])
        self.assertEqual(where('"7"', "metadata ->> 'room' = :p"), [self.two])
        self.assertEqual(where("a=b", ":p = 'a=b'"), [self.one, self.two])
        self.assertEqual(where("", ":p = ''"), [self.one, self.two])
        self.assertEqual(self.listed("--where", "id = :a OR id = :b", "--param", "a=0", "--param", f"b={self.two}"), [self.two])

    def test_what_was_shown_is_excluded(self):
        self.assertEqual(self.ids("--exclude", "one"), [self.two])
        self.assertEqual(self.ids("--exclude", "one", "--exclude", self.two, code=1), [])
        self.refused(1, "nobody", "recall", self.file, "apple", "--exclude", "nobody")

    def test_valid_at(self):
        self.assertEqual(self.ids("--valid-at", "2000-01-01"), self.ids())

    def test_refusals(self):
        for expression, word in (("id IN (SELECT 1)", "SELECT"), ("1; DROP TABLE memory", "semicolon"), ("1 --", "comment"),
                                 ("random()", "random"), ("nothing = 1", "nothing"), ("(" * 100, "64 deep"), ("id = :x", ":x")):
            for verb in (["recall", self.file, "apple"], ["list", self.file]):
                self.refused(3, word, *verb, "--where", expression)
        self.refused(3, "no parameter", "list", self.file, "--where", "1", "--param", "x=1")
        self.refused(2, "NAME=VALUE", "list", self.file, "--where", "1", "--param", "x")
        self.refused(2, "--where", "list", self.file, "--param", "x=1")
        self.refused(2, "64 bits", "list", self.file, "--where", "id = :x", "--param", "x=18446744073709551615")


class Shapes(Verbs):
    def setUp(self):
        super().setUp()
        self.init("--dim", 2)
        for i in range(6):
            self.remember(f"a pebble of the beach, number {i}", "--vector", f"[1, {0.01 * i if i < 4 else 2 + i}]",
                          "--meta", '{"walk": %d}' % (i // 2))

    def recall(self, *more, code=0):
        return self.document("recall", self.file, "pebble", "--vector", "[1, 0]", "--now", "2100-01-01", *more, code=code)

    def ids(self, *more, code=0):
        return [hit["id"] for hit in self.recall(*more, code=code)["hits"]]

    def test_groups(self):
        walks = lambda ids: [(i - 1) // 2 for i in ids]
        self.assertEqual(sorted(walks(self.ids("--group", "walk"))), [0, 1, 2])
        self.assertEqual(sorted(walks(self.ids("--group", "$.walk", "--per-group", 2))), [0, 0, 1, 1, 2, 2])
        self.refused(3, "per_group", "recall", self.file, "pebble", "--per-group", 2)

    def test_diversity(self):
        self.assertEqual(sorted(self.ids("-k", 2)), [1, 2])
        self.assertEqual(len(set(self.ids("-k", 2, "--diversity", 0.9)) & {5, 6}), 1)

    def test_budgets(self):
        one = len("a pebble of the beach, number 0")
        self.assertEqual(len(self.ids("--text-bytes", 2 * one)), 2)
        answer = self.recall("--text-bytes", 3, code=1)
        self.assertEqual(answer["outcome"], "too_long")
        self.refused(1, "fits the bytes", "recall", self.file, "pebble", "--text-bytes", 3)
        self.assertEqual((self.recall()["left_out"]["cut"], self.recall("--work", 2)["left_out"]["cut"]), (False, True))

    def test_left_out(self):
        answer = self.recall("-k", 3, "--where", "id > 2", "--left-out", 9)
        self.assertEqual([(m["by"], m["id"]) for m in answer["left_out"]["memories"] if m["by"] == "filter"],
                         [("filter", 1), ("filter", 2)])
        self.assertEqual(self.recall("-k", 3)["left_out"]["memories"], [])
        text = self.good("recall", self.file, "pebble", "-k", 3, "--where", "id > 2", "--left-out", 9)
        self.assertIn("left out by filter, would be no. 1", text)

    def test_an_answer_again(self):
        first = self.document("recall", self.file, "pebble")
        again = self.document("recall", self.file, "pebble", "--replay", first["replay"])
        self.assertEqual(again, first)
        self.assertIn(first["replay"].rsplit("-", 1)[0], self.good("recall", self.file, "pebble", "--explain"))
        self.refused(3, "another cue", "recall", self.file, "pebbles", "--replay", first["replay"])
        self.remember("something new")
        self.refused(3, "journal", "recall", self.file, "pebble", "--replay", first["replay"])
        for token in ("", "x", "1-2-3", first["replay"] + "0x", first["replay"][:-30]):
            if token:
                self.refused(2, "no token", "recall", self.file, "pebble", "--replay", token)

    def test_many_cues(self):
        document = self.document("recall", self.file, "-", stdin=b"pebble\n\nbeach\r\nnothing like it\n")
        self.assertEqual([a["cue"] for a in document["answers"]], ["pebble", "beach", "nothing like it"])
        self.assertEqual([len(a["hits"]) for a in document["answers"]], [6, 6, 0])
        self.assertIn("# beach\n", self.good("recall", self.file, "-", stdin=b"pebble\nbeach\n"))
        self.refused(2, "standard input", "recall", self.file, "-", stdin=b"\n")
        self.assertEqual(len(self.document("recall", self.file, "-", stdin=b"zebra\n", code=1)["answers"]), 1)


if __name__ == "__main__":
    unittest.main()
