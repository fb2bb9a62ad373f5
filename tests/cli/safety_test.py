# SPDX-License-Identifier: MIT OR Apache-2.0
"""The verbs that keep a space safe: check, backup, restore, erase. Usage: safety_test.py PROGRAM"""

import contextlib
import json
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


class Backup(Safety):
    def place(self, name):
        return pathlib.Path(self.folder.name) / name

    def test_full_and_increments_come_back(self):
        self.filled()
        full = self.document("backup", self.file, self.place("full.engram"))
        self.assertEqual((full["since"], full["memories"]), (0, 2))
        self.remember("a cup of it")
        self.good("forget", self.file, "tea")
        more = self.document("backup", self.file, self.place("1.increment"), "--since", full["journal"])
        self.assertEqual(more["digest"], self.document("stats", self.file)["digest"])
        self.assertLess(more["bytes"], 4096)
        again = self.document("restore", self.place("full.engram"), self.place("1.increment"), "--into", self.place("again.engram"))
        self.assertEqual((again["digest"], again["journal"]), (more["digest"], more["journal"]))
        self.assertEqual(self.document("list", self.place("again.engram")), self.document("list", self.file))
        self.assertIn("sound", self.good("check", self.place("again.engram"), "--level", 3))
        sources = (self.place("full.engram"), self.place("1.increment"))
        before = self.document("restore", *sources, "--into", self.place("before.engram"), "--number", full["journal"])
        self.assertEqual((before["digest"], before["journal"]), (full["digest"], full["journal"]))
        self.assertIn("sound", self.good("check", self.place("before.engram"), "--level", 3))
        last = self.document("restore", *sources, "--into", self.place("last.engram"), "--at", more["time"])
        self.assertEqual(last["digest"], more["digest"])
        self.refused(3, "has not come", "restore", *sources, "--into", self.place("x"), "--number", 1000)
        self.refused(3, "is there already", "restore", *sources, "--into", self.file, "--number", 2)
        self.refused(2, "--at", "restore", *sources, "--into", self.place("x"), "--at", "yesterday")
        self.refused(2, "--number", "restore", *sources, "--into", self.place("x"), "--at", "2200-01-01", "--number", 2)
        self.assertEqual([path.name for path in self.place("").glob("*.restoring*")], [])
        self.assertIn("digest", self.good("restore", self.place("full.engram"), "--into", self.place("first.engram")))
        self.refused(3, "is there already", "restore", self.place("full.engram"), "--into", self.file)
        self.refused(3, "is there already", "backup", self.file, self.file)
        self.refused(3, "full backup comes first", "restore", self.place("1.increment"), "--into", self.place("x"))
        self.refused(3, "doubled", "restore", self.place("full.engram"), self.place("1.increment"), self.place("1.increment"), "--into", self.place("x"))
        self.refused(3, "no folder", "backup", self.file, self.place("nowhere") / "b.engram")
        self.refused(3, "journal ends", "backup", self.file, self.place("x"), "--since", 1000)
        self.refused(2, "--into", "restore", self.place("full.engram"))
        self.refused(3, "no file", "restore", self.place("missing"), "--into", self.place("x"))
        self.assertFalse(self.place("x").exists())

    def test_a_folder_keeps_days_weeks_and_months(self):
        self.filled()
        folder = self.place("backups")
        folder.mkdir()
        names = ["20250101T000000Z", "20250115T000000Z", "20250131T120000Z", "20250203T000000Z", "20250204T080000Z",
                 "20250204T090000Z", "20250205T000000Z"]
        for name in names:
            (folder / f"a space-{name}.engram").write_bytes(b"full")
        for name in ("20250203T050000Z", "20250204T060000Z", "20250204T100000Z"):
            (folder / f"a space-{name}.increment").write_bytes(b"increment")
        others = ["a space-2025.engram", "b space-20250101T000000Z.engram", "notes.txt"]
        for name in others:
            (folder / name).write_bytes(b"other")
        before = sorted(folder.iterdir())
        would = self.document("backup", self.file, folder, "--keep", "3,2,3", "--dry-run")
        self.assertEqual(sorted(folder.iterdir()), before)
        # This one, 5 and 4 February as days; the weeks of this one and of 5 February; the months of this one, February and January.
        gone = {"20250101T000000Z.engram", "20250115T000000Z.engram", "20250203T000000Z.engram", "20250204T080000Z.engram",
                "20250203T050000Z.increment", "20250204T060000Z.increment"}
        self.assertEqual({pathlib.Path(path).name.removeprefix("a space-") for path in would["removed"]}, gone)
        self.refused(2, "--yes", "backup", self.file, folder, "--keep", "3,2,3")
        made = [path for path in folder.iterdir() if path not in before]
        self.assertEqual(len(made), 1, "asked after the backup is made: it is there")
        made[0].unlink()
        done = self.document("backup", self.file, folder, "--keep", "3,2,3", "--yes")
        self.assertEqual(set(done["removed"]), set(would["removed"]))
        left = {path.name for path in folder.iterdir()}
        self.assertEqual(len(left), len(before) - len(gone) + 1)
        self.assertLessEqual(set(others), left)
        self.assertIn("sound", self.good("check", done["backup"]))

    def test_bad_input(self):
        self.filled()
        folder = self.place("backups")
        folder.mkdir()
        for bad in ("7", "7,4", "a,b,c", "7,4,12,1", "0,1,1", "-1,1,1"):
            self.refused(2, "--keep", "backup", self.file, folder, "--keep", bad)
        self.refused(2, "--keep", "backup", self.file, self.place("b.engram"), "--keep", "7,4,12")
        self.refused(3, "no space yet", "backup", self.place("none.engram"), folder)
        self.assertEqual(list(folder.iterdir()), [])


class Erase(Safety):
    def test_a_receipt(self):
        self.filled()
        full = pathlib.Path(self.folder.name) / "full.engram"
        out = pathlib.Path(self.folder.name) / "receipt.json"
        self.good("backup", self.file, full)
        would = self.document("erase", self.file, "kettle", "--dry-run")
        self.assertEqual((would["erased"][0]["id"], would["erased"][0]["versions"]), (1, 1))
        self.assertEqual(self.document("stats", self.file)["memories"], 2)
        self.refused(2, "--yes", "erase", self.file, "kettle")
        receipt = self.document("erase", self.file, "kettle", "--yes", "--receipt", out)
        self.assertEqual(json.loads(out.read_text()), receipt)
        one = receipt["erased"][0]
        self.assertEqual((one["id"], one["versions"], one["vectors"], one["links"], one["again"]), (1, 1, 1, 1, False))
        self.assertEqual([backup["name"] for backup in receipt["backups"]], [str(full)])
        self.assertEqual(receipt["remains"], [])
        self.assertNotIn(b"kettle", self.file.read_bytes())
        self.assertEqual(receipt["digest"], self.document("stats", self.file)["digest"])
        self.assertIn("sound", self.good("check", self.file, "--level", 3))
        again = self.document("erase", self.file, 1, "--yes")
        self.assertEqual((again["erased"][0]["again"], again["erased"][0]["journal"]), (True, one["journal"]))
        self.refused(1, "no memory", "erase", self.file, 77, "--yes")
        self.refused(1, "id or key", "erase", self.file, "pot", "--yes")
        self.refused(3, "cannot be written", "erase", self.file, 2, "--yes", "--receipt", pathlib.Path(self.folder.name) / "no" / "r")
        self.assertEqual(self.document("stats", self.file)["memories"], 1)
        self.assertEqual(self.document("erase", self.file, 2, "--later", "--yes")["remains"], ["words", "pages"])
        self.assertEqual(self.document("erase", self.file, "--yes")["remains"], [])
        self.assertNotIn(b"tea", self.file.read_bytes())


if __name__ == "__main__":
    unittest.main(verbosity=1)
