# SPDX-License-Identifier: MIT OR Apache-2.0
"""The verbs of the past: history, diff, undo, fork, purge, and --as-of. Usage: history_test.py PROGRAM"""

import os
import pathlib
import pty
import subprocess
import unittest

from cli_test import PROGRAM, Verbs, run


class Past(Verbs):
    def filled(self):
        """Entries: 1 create, 2 kettle, 3 tea, 4 link, 5 a new kettle, 6 tea forgotten."""
        self.init()
        self.kettle = self.remember("the kettle is blue", "--key", "kettle")
        self.tea = self.remember("tea needs water", "--key", "tea")
        self.good("link", self.file, "kettle", "tea", "--type", "makes")
        self.remember("the kettle is red", "--key", "kettle")
        self.good("forget", self.file, "tea")

    def stats(self, file=None):
        return self.document("stats", file or self.file)


class AsOf(Past):
    def test_reading_verbs_answer_as_of_then(self):
        self.filled()
        got = self.document("get", self.file, "kettle", "--as-of", 4)["memories"][0]
        self.assertEqual(got["text"], "the kettle is blue")
        self.assertEqual(self.document("get", self.file, "kettle")["memories"][0]["text"], "the kettle is red")
        self.assertEqual([m["id"] for m in self.document("list", self.file, "--as-of", 4)["memories"]], [self.kettle, self.tea])
        self.assertEqual([m["id"] for m in self.document("list", self.file)["memories"]], [self.kettle])
        hits = self.document("recall", self.file, "blue", "--as-of", 4)
        self.assertEqual([h["id"] for h in hits["hits"]], [self.kettle, self.tea])
        self.assertEqual(hits["journal"], 4)
        self.document("recall", self.file, "blue", code=1)

    def test_a_time(self):
        self.filled()
        time = self.document("history", self.file, "--since", 3)["changes"][0]["time"]
        self.assertEqual(len(self.document("list", self.file, "--as-of", time)["memories"]), 2)

    def test_what_is_no_moment(self):
        self.filled()
        for verb in (["get", self.file, "kettle"], ["list", self.file], ["recall", self.file, "blue"]):
            self.refused(3, "has not come yet", *verb, "--as-of", 7)
            self.refused(3, "entry 0", *verb, "--as-of", 0)
            self.refused(3, "began after", *verb, "--as-of", "1999-01-01")
            self.refused(3, "has not come yet", *verb, "--as-of", "2200-01-01")
            self.refused(2, "--as-of", *verb, "--as-of", "yesterday")


class History(Past):
    def test_the_life_of_a_memory(self):
        self.filled()
        life = self.document("history", self.file, "kettle")
        self.assertEqual([(v["text"], v["born"], v["died"]) for v in life["versions"]],
                         [("the kettle is blue", 2, 5), ("the kettle is red", 5, None)])
        self.assertEqual(life["uses"], [])
        self.assertIn("the kettle is blue", self.good("history", self.file, self.kettle))

    def test_a_forgotten_memory_has_one_too(self):
        self.filled()
        for name in ("tea", "key:tea", self.tea):
            life = self.document("history", self.file, name)
            self.assertEqual((life["id"], life["versions"][0]["died"]), (self.tea, 6))

    def test_the_feed(self):
        self.filled()
        feed = self.document("history", self.file, "--since", 0)
        self.assertEqual([c["operation"] for c in feed["changes"]], ["create", "remember", "remember", "link", "remember", "forget"])
        self.assertEqual(feed["changes"][3]["type"], "makes")
        page = self.document("history", self.file, "--since", 2, "--limit", 2)
        self.assertEqual(([c["number"] for c in page["changes"]], page["next"]), ([3, 4], 4))
        self.assertEqual(len(self.good("history", self.file, "--since", 0).splitlines()), 6)

    def test_bad_input(self):
        self.filled()
        self.refused(1, "no memory has or had", "history", self.file, "kettles")
        self.refused(1, "no memory has or had", "history", self.file, 99)
        self.refused(2, "ID|KEY", "history", self.file)
        self.refused(2, "--since", "history", self.file, "kettle", "--since", 1)
        self.refused(3, "has not come yet", "history", self.file, "--since", 7)


class Diff(Past):
    def test_two_moments(self):
        self.filled()
        kinds = lambda d: [(x["kind"], x["id"]) for x in d["differences"]]
        diff = self.document("diff", self.file, 3, 6)
        self.assertEqual(kinds(diff), [("changed", self.kettle), ("gone", self.tea)])
        self.assertIn("text", diff["differences"][0]["fields"])
        self.assertEqual(diff["differences"][1]["text"], "tea needs water")
        self.assertEqual(kinds(self.document("diff", self.file, 6, 3)), [("changed", self.kettle), ("new", self.tea)])
        self.assertEqual(kinds(self.document("diff", self.file, 3, 4)), [("linked", self.kettle)])
        self.assertEqual(self.document("diff", self.file, 4)["to"], 6)
        self.assertIn("- %d" % self.tea, self.good("diff", self.file, 3))
        self.document("diff", self.file, 6, 6, code=1)
        self.refused(3, "has not come yet", "diff", self.file, 3, 60)
        self.refused(2, "'x' is no time", "diff", self.file, "x", 3)


class Undo(Past):
    def test_what_was_forgotten_comes_back(self):
        self.filled()
        before = self.document("list", self.file, "--as-of", 5)["memories"]
        self.assertEqual(self.good("undo", self.file, 6), "7\n")
        after = self.document("list", self.file)["memories"]
        self.assertEqual([m["text"] for m in after], [m["text"] for m in before])
        self.assertEqual(self.stats()["links"], 1)
        self.assertEqual(self.document("undo", self.file, 5, 7)["journal"], 8)
        self.assertEqual(self.document("get", self.file, "kettle")["memories"][0]["text"], "the kettle is blue")
        self.good("check", self.file, "--level", 3)

    def test_what_others_depend_on(self):
        self.filled()
        self.refused(3, ["entry 4 (link)", "undo it first"], "undo", self.file, 3)
        self.refused(3, "entry 1 made the space", "undo", self.file, 1)
        self.refused(3, "has not come yet", "undo", self.file, 7)
        self.refused(3, "last must not be before first", "undo", self.file, 6, 5)
        self.assertEqual(self.stats()["journal"], 6)


class Fork(Past):
    def test_a_file_of_then(self):
        self.filled()
        there = pathlib.Path(self.folder.name) / "then.engram"
        made = self.document("fork", self.file, there, "--at", 4)
        self.assertEqual((made["journal"], made["memories"], made["links"]), (4, 2, 1))
        self.assertEqual(self.stats(there)["digest"], made["digest"])
        self.assertEqual(self.document("get", there, "kettle")["memories"][0]["text"], "the kettle is blue")
        self.good("check", there, "--level", 3)
        self.good("remember", there, "another way")
        self.assertEqual(self.stats()["journal"], 6)
        whole = pathlib.Path(self.folder.name) / "whole.engram"
        self.assertIn("entry 6", self.good("fork", self.file, whole))
        self.assertEqual(self.stats(whole)["digest"], self.stats()["digest"])
        self.refused(3, "a file of that name", "fork", self.file, whole)
        self.refused(3, "has not come yet", "fork", self.file, there.with_name("no.engram"), "--at", 9)
        self.assertEqual([p.name for p in pathlib.Path(self.folder.name).iterdir() if ".new-" in p.name], [])


class Purge(Past):
    def test_history_goes_when_it_is_meant(self):
        self.filled()
        dry = self.document("purge", self.file, "--before", 5, "--dry-run")
        self.assertEqual((dry["oldest"], dry["entries"], dry["versions"]), (5, 4, 1))
        self.assertEqual(self.stats()["journal"], 6)
        self.refused(2, "--yes", "purge", self.file, "--before", 5)
        done = self.document("purge", self.file, "--before", 5, "--yes")
        self.assertEqual({**done, "dry_run": True}, dry)
        self.refused(3, "was purged", "list", self.file, "--as-of", 4)
        self.assertEqual(len(self.document("list", self.file, "--as-of", 5)["memories"]), 2)
        self.assertEqual([v["text"] for v in self.document("history", self.file, "kettle")["versions"]], ["the kettle is red"])
        self.good("check", self.file, "--level", 3)
        self.refused(3, "was purged", "purge", self.file, "--before", 4, "--yes")

    def test_a_terminal_is_asked(self):
        self.filled()
        for answer, code in ((b"no\n", 3), (b"yes\n", 0)):
            leader, follower = pty.openpty()
            with subprocess.Popen([PROGRAM, "purge", str(self.file), "--before", "5"], stdin=follower,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
                os.write(leader, answer)
                said = program.communicate(timeout=60)[1].decode()
                self.assertEqual(program.returncode, code, said)
                self.assertIn("can no longer be asked", said)
            os.close(leader)
            os.close(follower)
            self.assertEqual(self.stats()["journal"], 6 if code != 0 else 7)


if __name__ == "__main__":
    unittest.main()
