#!/usr/bin/env python3
"""Tests of mutate_law.py, without Bazel."""

import contextlib
import io
import pathlib
import tempfile
import unittest

import mutate_law

LIST = """# A comment.

AAA-01 | base/one.cc | a < b | a <= b | //base:one_test
AAA-02 | base/one.cc | x || y | x | //base:one_test
not a mutation | of five fields
"""
TESTS = """
TEST(OneTest, Shows) {}
"""


class FakeBazel:
    """Its tests fail if the file differs as told."""

    def __init__(self, file, outcomes):
        self.file, self.outcomes, self.asked = file, outcomes, []

    def run_tests(self, target, test_filter):
        self.asked.append((target, test_filter))
        return self.outcomes.get(self.file.read_text(), "passed")


class MutateLawTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "base").mkdir()
        self.file = self.root / "base/one.cc"
        self.file.write_text("if (a < b) return x || y;\n")
        (self.root / "base/one_test.cc").write_text(TESTS)
        self.mutations, self.others = mutate_law.read_list(LIST)
        for mutation in self.mutations:
            mutation.tests = ["OneTest.Shows", "TwoTest.IsElsewhere"]

    def test_reads_mutations_and_what_is_none(self):
        self.assertEqual([mutation.row for mutation in self.mutations],
                         ["AAA-01", "AAA-02"])
        self.assertEqual(self.mutations[1].old, "x || y")
        self.assertEqual(self.others, ["not a mutation | of five fields"])

    def test_text_must_stand_once_and_change(self):
        problems = lambda: list(mutate_law.problems_of(self.root,
                                                       self.mutations[0]))
        self.assertEqual(problems(), [])
        self.file.write_text("a < b; a < b;\n")
        self.assertEqual(problems(), [
            "AAA-01: its text stands 2 times in base/one.cc"])
        self.file.write_text("a < b;\n")
        self.mutations[0].new = "a < b"
        self.assertEqual(problems(), ["AAA-01: changes nothing"])

    def test_a_test_of_the_row_stands_in_the_program(self):
        self.mutations[0].tests = ["TwoTest.IsElsewhere"]
        self.assertEqual(
            list(mutate_law.problems_of(self.root, self.mutations[0])),
            ["AAA-01: none of its tests is in //base:one_test"])

    def test_judges_each_alone_and_puts_the_file_back(self):
        original = self.file.read_text()
        bazel = FakeBazel(self.file, {"if (a <= b) return x || y;\n": "failed"})
        with contextlib.redirect_stdout(io.StringIO()):
            outcomes = mutate_law.run_all(bazel, self.root, self.mutations)
        self.assertEqual([outcome for _, outcome in outcomes],
                         ["killed", "survived"])
        self.assertEqual(self.file.read_text(), original)
        self.assertEqual(set(bazel.asked), {
            ("//base:one_test",
             "OneTest.Shows:*/OneTest.Shows/*:OneTest/*.Shows:"
             "*/OneTest/*.Shows")})
        self.assertEqual(mutate_law.summary(outcomes),
                         "2 mutants, 1 killed, 1 survived, 0 not built")

    def test_tests_must_pass_before(self):
        bazel = FakeBazel(self.file, {self.file.read_text(): "failed"})
        with self.assertRaises(SystemExit):
            mutate_law.run_all(bazel, self.root, self.mutations)


if __name__ == "__main__":
    unittest.main()
