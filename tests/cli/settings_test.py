# SPDX-License-Identifier: MIT OR Apache-2.0
"""Settings and what is made of the declarations. Usage: settings_test.py PROGRAM"""

import pathlib
import shutil
import subprocess
import unittest

from cli_test import Verbs, run


class Settings(Verbs):
    def configure(self, text):
        self.config = pathlib.Path(self.folder.name) / "config.toml"
        self.config.write_text(text)
        return {"ENGRAM_CONFIG": str(self.config)}

    def value(self, name, *arguments, **settings):
        found = self.document("config", *arguments, **settings)["settings"]
        return next((s["value"], s["source"]) for s in found if s["name"] == name)

    def test_command_line_then_environment_then_file_then_default(self):
        self.init()
        for word in ("one", "two", "three", "four", "five"):
            self.remember(f"a kettle, {word}")

        def hits(*more, **settings):
            return len(self.document("recall", self.file, "kettle", *more, **settings)["hits"])

        filed = self.configure("[recall]\nk = 2\n")
        nowhere = {"ENGRAM_CONFIG": "", "XDG_CONFIG_HOME": self.folder.name}
        self.assertEqual(hits(**nowhere), 5)
        self.assertEqual(hits(**filed), 2)
        self.assertEqual(hits(**filed, ENGRAM_RECALL_K="3"), 3)
        self.assertEqual(hits("-k", "4", **filed, ENGRAM_RECALL_K="3"), 4)
        self.assertEqual(self.value("recall.k", **nowhere), ("10", "default"))
        self.assertEqual(self.value("recall.k", **filed), ("2", str(self.config)))
        self.assertEqual(self.value("recall.k", "recall", **filed, ENGRAM_RECALL_K="3"), ("3", "environment"))

    def test_the_file_is_where_the_system_keeps_such(self):
        folder = pathlib.Path(self.folder.name) / "engram"
        folder.mkdir()
        (folder / "config.toml").write_text("[list]\nlimit = 7\n")
        self.assertEqual(self.value("list.limit", ENGRAM_CONFIG="", XDG_CONFIG_HOME=self.folder.name)[0], "7")
        home = pathlib.Path(self.folder.name) / "home/.config/engram"
        home.mkdir(parents=True)
        (home / "config.toml").write_text("[list]\nlimit = 8\n")
        self.assertEqual(self.value("list.limit", ENGRAM_CONFIG="", XDG_CONFIG_HOME="", HOME=str(home.parents[1]))[0], "8")

    def test_what_is_wrong_is_named_with_the_nearest(self):
        for text, words in (("[recal]\nk = 1\n", ["[recal]", "[recall]"]), ("[list]\nlimt = 1\n", ["'limt'", "'limit'"]),
                            ("k = 1\n", ["k", "[recall]"]), ("[recall]\nk = 0\n", ["recall.k", "'0'", "1 to 1000000"]),
                            ("[recall]\nk = [1, 2]\n", ["recall.k", "one value"])):
            settings = self.configure(text)
            self.refused(2, [*words, str(self.config)], "config", **settings)
        self.refused(2, ["ENGRAM_RECALL_K", "'many'"], "config", ENGRAM_RECALL_K="many", ENGRAM_CONFIG="")
        self.refused(2, ["/nowhere", "ENGRAM_CONFIG"], "config", ENGRAM_CONFIG="/nowhere")
        broken = self.configure("[recall]\nkk = 1\n")
        for always in (["--help"], ["recall", "--help"], ["completion", "bash"], ["config", "--template", "production"]):
            self.good(*always, **broken)

    def test_templates_are_files_that_are_taken(self):
        for name in ("development", "staging", "production"):
            settings = self.configure(self.good("config", "--template", name))
            self.assertTrue(self.document("config", "--set", **settings)["settings"])


class Declarations(Verbs):
    def test_every_form_names_every_verb_and_option(self):
        verbs = [line.split()[0] for line in self.good("--help").split("Subcommands:\n")[1].split("\n\n")[0].splitlines()]
        self.assertIn("recall", verbs)
        for form in ("bash", "zsh", "fish", "man", "markdown"):
            told = self.good("completion", form).replace("\\-", "-")
            for verb in verbs:
                self.assertIn(verb, told)
            for option in ("explain", "since", "until"):
                self.assertIn(option, told)
        self.refused(2, "FORM", "completion", "csh")

    def test_shells_take_them(self):
        tried = 0
        for shell, words in (("bash", ["-n"]), ("zsh", ["-n"]), ("fish", ["--no-execute"])):
            if shutil.which(shell) is None:
                continue
            subprocess.run([shell, *words, "/dev/stdin"], input=run("completion", shell).stdout, check=True)
            tried += 1
        self.assertGreater(tried, 0)
        script = self.good("completion", "bash") + 'COMP_WORDS=(engram rec); COMP_CWORD=1; _engram; echo "${COMPREPLY[@]}"\n' \
            'COMP_WORDS=(engram recall f --expl); COMP_CWORD=3; _engram; echo "${COMPREPLY[@]}"\n'
        told = subprocess.run(["bash"], input=script, capture_output=True, text=True, check=True).stdout
        self.assertEqual(told.split(), ["recall", "--explain"])


if __name__ == "__main__":
    unittest.main()
