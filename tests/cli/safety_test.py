# SPDX-License-Identifier: MIT OR Apache-2.0
"""The verbs that keep a space safe: check. Usage: safety_test.py PROGRAM"""

import contextlib
import pathlib
import sqlite3
import unittest

from cli_test import Verbs, run


class Safety(Verbs):
    def filled(self):
        self.init("--dim", 2)
        self.remember("the blue kettle boils", "--key", "kettle", "--vector", "[1, 0]")
        self.remember("tea", "--key", "tea", "--vector", "[0, 1]")
        self.good("link", self.file, "kettle", "tea", "--type", "makes")

    def damage(self, sql, file=None):
        with contextlib.closing(sqlite3.connect(file or self.file)) as base:
            base.execute(sql)
            base.commit()


class Check(Safety):
    def test_a_sound_file(self):
        self.filled()
        before = self.file.read_bytes()
        digest = self.document("stats", self.file)["digest"]
        for level in (1, 2, 3):
            report = self.document("check", self.file, "--level", level)
            self.assertEqual((report["sound"], report["findings"], report["level"]), (True, [], level))
            self.assertEqual(report["digest"], digest)
        self.assertIn("sound", self.good("check", self.file))
        self.assertEqual(self.file.read_bytes(), before)

    def test_damage_has_a_place(self):
        self.filled()
        self.damage("UPDATE memory SET text = 'the blue kettle boilt' WHERE version = 1")
        self.assertEqual(self.document("check", self.file, "--level", 1)["found"], 0)
        report = self.document("check", self.file, code=3)
        first = report["findings"][0]
        self.assertEqual((first["part"], first["number"], first["place"]), ("memory", 1, "version 1"))
        self.assertIs(report["sound"], False)
        self.assertIn(b"version 1: ", run("check", self.file).stdout)
        self.damage("DELETE FROM strength")
        self.damage("UPDATE link SET weight = 7")
        report = self.document("check", self.file, code=3)
        self.assertEqual({one["part"] for one in report["findings"]}, {"memory", "vector", "link"})
        fewer = self.document("check", self.file, "--most", 1, code=3)
        self.assertEqual((len(fewer["findings"]), fewer["found"]), (1, report["found"]))

    def test_bad_input(self):
        self.refused(3, "no such file", "check", self.file)
        self.refused(2, "level", "check", self.file, "--level", 0)
        self.refused(3, "folder", "check", pathlib.Path(self.folder.name))
        self.file.write_bytes(b"hello")
        self.assertEqual(self.document("check", self.file, code=3)["findings"][0]["part"], "file")
        self.file.unlink()
        with contextlib.closing(sqlite3.connect(self.file)) as base:
            base.execute("CREATE TABLE other(x)")
        self.refused(3, "not a space", "check", self.file)


if __name__ == "__main__":
    unittest.main(verbosity=1)
