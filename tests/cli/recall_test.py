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


if __name__ == "__main__":
    unittest.main()
