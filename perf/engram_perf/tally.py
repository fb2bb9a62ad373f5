# SPDX-License-Identifier: MIT OR Apache-2.0
"""Counts verdicts and says them."""


class Tally:
    def __init__(self):
        self.passed, self.failed, self.skipped, self.not_passed = 0, 0, 0, []

    def ok(self):
        self.passed += 1

    def fail(self, text):
        self.failed += 1
        self.not_passed.append(text)
        print(f"failed: {text}")

    def skip(self, text):
        self.skipped += 1
        self.not_passed.append(text)
        print(f"skipped: {text}")

    def verdict(self, verdict, said, why, allowed):
        """What ratios.judge() found, with its figures in words."""
        if verdict == "slower":
            self.fail(f"{said}, allowed {100 * allowed:+.0f} %")
        elif verdict == "inconclusive":
            self.skip(f"{said}: inconclusive, the machine was disturbed: {why}")
        else:
            self.ok()
            print(f"{verdict}: {said}")

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 0 if self.passed and not self.failed else 1
