#!/usr/bin/env python3
"""Tests of check_law.py."""

import pathlib
import tempfile
import unittest

import check_law

DOCUMENT = """# Law

| id | source | duty | unit | test |
|---|---|---|---|---|
| AAA-01 | L1 | one | `base/one.h` | `OneTest.Shows`, `OneTest.ShowsToo` |
| AAA-02 | L2 | two | | open: not built |
| AAA-03 | L3 | three | `base/one.h` | open: half (`OneTest.Shows`) |

| id | why not |
|---|---|
| BBB-01 | a fact |
"""
TESTS = """
// Law: AAA-01, BBB-01,
// AAA-03.
TEST(OneTest, Shows) {}

// What it is about.
// Law: AAA-01.
TEST_F(
    OneTest, ShowsToo) {}

// Law and order: this is none.
TEST(OneTest, Other) {}
"""


class CheckLawTest(unittest.TestCase):

    def check(self, document=DOCUMENT, tests=TESTS):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in (("docs/law.md", document), ("base/one.h", ""),
                               ("base/one_test.cc", tests)):
                (root / name).parent.mkdir(exist_ok=True)
                (root / name).write_text(text)
            return check_law.check(root)

    def problems(self, old, new, where="document"):
        texts = {"document": DOCUMENT, "tests": TESTS}
        self.assertIn(old, texts[where])
        texts[where] = texts[where].replace(old, new)
        return self.check(texts["document"], texts["tests"])[1]

    def test_counts_rows(self):
        rows, problems = self.check()
        self.assertEqual(problems, [])
        self.assertEqual([row.id for row in rows],
                         ["AAA-01", "AAA-02", "AAA-03"])
        self.assertEqual([row.is_tested() for row in rows],
                         [True, False, False])
        self.assertEqual([row.is_open for row in rows], [False, True, True])

    def test_draws_tested_rows_by_seed(self):
        rows, _ = self.check()
        self.assertEqual([row.id for row in check_law.draw(rows, 1, 30)],
                         ["AAA-01"])
        rows = [check_law.Row("AAA-%02d" % i, {"test": "`OneTest.Shows`"})
                for i in range(20)]
        drawn = check_law.draw(rows, 1, 5)
        self.assertEqual(len(drawn), 5)
        self.assertEqual(check_law.draw(rows[::-1], 1, 5), drawn)
        self.assertNotEqual(check_law.draw(rows, 2, 5), drawn)
        rows.remove(check_law.draw(rows, 1, 20)[19])  # Nobody moves up.
        self.assertEqual(check_law.draw(rows, 1, 5), drawn)

    def test_neither_tested_nor_open(self):
        for text in ("", "open", "open: ", "soon"):
            self.assertEqual(
                self.problems("open: not built", text),
                ["AAA-02: neither tested nor open", "AAA-02: no unit"])

    def test_unit_that_is_not_there(self):
        self.assertEqual(self.problems("| one | `base/one.h`", "| one | `x.h`"),
                         ["AAA-01: no unit x.h"])
        self.assertEqual(self.problems("| one | `base/one.h`", "| one | "),
                         ["AAA-01: no unit"])

    def test_test_that_does_not_exist(self):
        self.assertEqual(self.problems("OneTest.ShowsToo", "OneTest.Gone"),
                         ["AAA-01: no test OneTest.Gone"])

    def test_test_that_does_not_name_the_row(self):
        self.assertEqual(
            self.problems("OneTest.ShowsToo", "OneTest.Other"),
            ["AAA-01: the Law line of OneTest.Other does not name it"])

    def test_unknown_row(self):
        self.assertEqual(self.problems("BBB-01,", "BBB-02,", "tests"), [
            "base/one_test.cc: OneTest.Shows names BBB-02, no row of "
            "docs/law.md"])

    def test_law_line_that_is_none(self):
        for old, new in (("AAA-03.", "AAA-03"), ("TEST(OneTest, Shows)", "//")):
            self.assertTrue(any("a Law line that is none" in problem
                                for problem in self.problems(old, new,
                                                             "tests")))

    def test_row_listed_twice(self):
        self.assertEqual(self.problems("| BBB-01", "| AAA-02"), [
            "AAA-02: listed twice",
            "base/one_test.cc: OneTest.Shows names BBB-01, no row of "
            "docs/law.md"])


if __name__ == "__main__":
    unittest.main()
