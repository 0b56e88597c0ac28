#!/usr/bin/env python3
"""Counts the test cases in Bazel's test logs and prints the closing line.

Every *_test target of the workspace is asked for, so a target that was not
run or left no log counts as failed and cannot hide.
"""

import pathlib
import subprocess
import sys
import xml.etree.ElementTree as xml


def targets():
    query = subprocess.run(
        ["bazel", "query", "--noshow_progress", 'tests(//...)'],
        capture_output=True, text=True, check=True)
    return query.stdout.split()


def main():
    logs = pathlib.Path(sys.argv[1])
    passed = failed = skipped = 0
    names = []
    for target in targets():
        log = logs / target[2:].replace(":", "/") / "test.xml"
        if not log.exists():
            if "manual" in target:
                continue
            failed += 1
            names.append(target + " (not run)")
            continue
        for case in xml.parse(log).getroot().iter("testcase"):
            name = "%s %s.%s" % (target, case.get("classname"), case.get("name"))
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                names.append(name)
            elif case.find("skipped") is not None or case.get("result") == "skipped":
                skipped += 1
                print("skipped:", name)
            elif case.get("status") != "notrun":
                passed += 1
    for name in names:
        print("failed:", name)
    print("%d passed, %d failed%s" % (
        passed, failed, ", %d skipped" % skipped if skipped else ""))
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
