#!/usr/bin/env python3
"""Holds docs/law.md against the tests that name its rows.

A test shows a duty of the law if the comment directly above it ends with
`// Law: ROW-ID, ROW-ID.`; docs/law.md lists every row, the unit that does it
and the tests that show it, or `open: what is missing`. Complained of, one line
each:
  - a row in scope with neither a test nor `open`, or a unit that is not there;
  - a test of a row that is not there, or whose Law line does not name the row;
  - a Law line that names a row that docs/law.md does not have, or that stands
    above no test;
  - a row listed twice.
Tests of an open row show a part of it.

    tools/check_law.py [--draw SEED --count N]

--draw prints N rows drawn by SEED among the tested ones, with their tests. The
last line is `rows in scope N, tested N, open N`; exit code 1 after a complaint.
"""

import argparse
import hashlib
import pathlib
import re
import sys

DOCUMENT = "docs/law.md"
ROOMS = ["base", "engine", "translog", "trustlist", "services"]
ROW_ID = re.compile(r"^[A-Z]{3}-\d{2}$")
TEST_NAME = re.compile(r"`([A-Za-z]\w*\.[A-Za-z]\w*)`")
TEST = re.compile(r"^(?:TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P)"
                  r"\(\s*(\w+),\s*(\w+)\)", re.MULTILINE)
COLUMNS = ["id", "source", "duty", "unit", "test"]


class Row:
    """A row of docs/law.md; out of scope if it has no columns but a reason."""

    def __init__(self, row_id, cells):
        self.id = row_id
        self.in_scope = cells is not None
        cells = cells or {}
        self.units = re.findall(r"`([^`]+)`", cells.get("unit", ""))
        test = cells.get("test", "")
        self.tests = TEST_NAME.findall(test)
        self.is_open = re.match(r"open: \S", test) is not None

    def is_tested(self):
        return self.in_scope and not self.is_open and bool(self.tests)


def cells_of(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def read_rows(text):
    """Rows in order; ids that come twice come twice."""
    rows, columns = [], []
    for line in text.splitlines():
        if not line.startswith("|"):
            columns = []
            continue
        cells = cells_of(line)
        if not columns:
            columns = cells
        elif ROW_ID.match(cells[0]):
            in_scope = set(COLUMNS) <= set(columns)
            rows.append(Row(cells[0], dict(zip(columns, cells))
                            if in_scope else None))
    return rows


def law_of(comment):
    """Row ids of the Law line that ends a comment; [] without one."""
    words = " ".join(line.lstrip("/").strip() for line in comment)
    match = re.search(r"(?:^| )Law: ([^:]*)\.$", words)
    return [word.strip() for word in match.group(1).split(",")] if match else []


def read_tests(text):
    """({Suite.Test: row ids}, lines of Law lines that belong to no test)."""
    tests, stray, comment = {}, [], []
    lines = text.splitlines()
    for i, line in enumerate(lines):
        if line.startswith("//"):
            comment.append(line)
            continue
        # The formatter may put the name on the next line.
        test = TEST.match("\n".join(lines[i:i + 2]))
        if test:
            tests["%s.%s" % test.groups()] = law_of(comment)
        if comment and "// Law:" in "\n".join(comment) and (
                not test or not law_of(comment)):
            stray.append(i)
        comment = []
    return tests, stray


def test_files(root):
    for room in ROOMS:
        yield from sorted((root / room).rglob("*_test.cc"))
    for suffix in ("*.cc", "*.h"):
        yield from sorted((root / "tests").rglob(suffix))


def problems_of_tests(root, known, tests):
    """Fills `tests`; what is wrong with their Law lines."""
    for path in test_files(root):
        found, stray = read_tests(path.read_text())
        name = str(path.relative_to(root))
        for line in stray:
            yield "%s:%d: a Law line that is none, or above no test" % (name,
                                                                       line)
        for test, ids in found.items():
            for row_id in ids:
                if row_id not in known:
                    yield "%s: %s names %s, no row of %s" % (name, test, row_id,
                                                            DOCUMENT)
            tests.setdefault(test, set()).update(ids)


def problems_of_row(root, row, tests):
    if not row.tests and not row.is_open:
        yield "%s: neither tested nor open" % row.id
    if not row.units and not row.is_open:
        yield "%s: no unit" % row.id
    for unit in row.units:
        if not (root / unit).is_file():
            yield "%s: no unit %s" % (row.id, unit)
    for test in row.tests:
        if test not in tests:
            yield "%s: no test %s" % (row.id, test)
        elif row.id not in tests[test]:
            yield "%s: the Law line of %s does not name it" % (row.id, test)


def check(root):
    """(rows in scope, problems)."""
    rows = read_rows((root / DOCUMENT).read_text())
    problems, known, tests = [], set(), {}
    for row in rows:
        if row.id in known:
            problems.append("%s: listed twice" % row.id)
        known.add(row.id)
    problems += problems_of_tests(root, known, tests)
    in_scope = [row for row in rows if row.in_scope]
    for row in in_scope:
        problems += problems_of_row(root, row, tests)
    return in_scope, problems


def draw(rows, seed, count):
    """Tested rows in an order that `seed` makes and further rows leave."""
    tested = [row for row in rows if row.is_tested()]
    tested.sort(key=lambda row: hashlib.sha256(
        ("%d %s" % (seed, row.id)).encode()).digest())
    return tested[:count]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--draw", type=int, metavar="SEED")
    parser.add_argument("--count", type=int, default=30)
    arguments = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parent.parent
    rows, problems = check(root)
    for problem in problems:
        print("check_law:", problem, file=sys.stderr)
    if arguments.draw is not None:
        for row in draw(rows, arguments.draw, arguments.count):
            print(row.id, " ".join(row.tests))
    print("rows in scope %d, tested %d, open %d" % (
        len(rows), sum(row.is_tested() for row in rows),
        sum(row.is_open for row in rows)))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
