#!/usr/bin/env python3
"""Counts the test cases in Bazel's test logs and prints the closing line.

    summarize_tests.py [TREE LOGS TARGETS]...

TREE is a name to print, LOGS the folder of its test logs, TARGETS a file with
the tests that were to run, one label a line. A target that left no log counts
as failed and cannot hide. With several trees each has a line of its own, and
the closing line is their sum.
"""

import pathlib
import sys
import xml.etree.ElementTree as xml


class Count:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self):
        return "%d passed, %d failed%s" % (
            self.passed, self.failed,
            ", %d skipped" % self.skipped if self.skipped else "")


def count_case(case, name, count):
    if case.find("failure") is not None or case.find("error") is not None:
        count.failed += 1
        print("failed:", name)
    elif case.find("skipped") is not None or case.get("result") == "skipped":
        count.skipped += 1
        print("skipped:", name)
    elif case.get("status") != "notrun":
        count.passed += 1


def count_tree(tree, logs, targets):
    count = Count()
    for target in pathlib.Path(targets).read_text().split():
        log = pathlib.Path(logs) / target[2:].replace(":", "/") / "test.xml"
        if not log.exists():
            if "manual" not in target:
                count.failed += 1
                print("failed: %s %s (not run)" % (tree, target))
            continue
        for case in xml.parse(log).getroot().iter("testcase"):
            count_case(case, "%s %s %s.%s" % (
                tree, target, case.get("classname"), case.get("name")), count)
    return count


def main():
    arguments = sys.argv[1:]
    trees = [arguments[i:i + 3] for i in range(0, len(arguments), 3)]
    total = Count()
    for tree, logs, targets in trees:
        count = count_tree(tree, logs, targets)
        total.add(count)
        if len(trees) > 1:
            print("tree %s: %s" % (tree, count))
    print(total)
    return 1 if total.failed or (trees and total.passed == 0) else 0


if __name__ == "__main__":
    sys.exit(main())
