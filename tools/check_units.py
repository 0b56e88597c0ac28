#!/usr/bin/env python3
"""Checks the shape of units (rules R1 to R3 of the house).

A unit with a .cc has a header and a test beside it; units have at most 400
lines, tests 800; guards follow the path; no file is called util, misc, common
or manager. Exceptions stand in tools/unit_exceptions.txt, each with a reason.
"""

import pathlib
import re
import sys

ROOMS = ["base", "engine", "translog", "trustlist", "services"]
BANNED = re.compile(r"(^|_)(utils?|misc|common|manager|helpers?)(_|\.|$)")


def exceptions():
    allowed = {}
    for line in pathlib.Path("tools/unit_exceptions.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            path, reason = line.split(" ", 1)
            allowed[path] = reason.strip()
    return allowed


def problems():
    allowed = exceptions()
    used = set()
    for room in ROOMS:
        for path in sorted(pathlib.Path(room).rglob("*")):
            if path.suffix not in (".cc", ".h"):
                continue
            name = str(path)
            lines = path.read_text().count("\n")
            limit = 800 if name.endswith("_test.cc") else 400
            if lines > limit:
                yield "%s: %d lines, over %d" % (name, lines, limit)
            if BANNED.search(path.name):
                yield "%s: a name that says nothing" % name
            if path.suffix == ".h":
                guard = "KEPIL_" + re.sub(r"[/.]", "_", name).upper() + "_"
                if "#ifndef %s\n" % guard not in path.read_text():
                    yield "%s: guard is not %s" % (name, guard)
            if path.suffix == ".cc" and not name.endswith("_test.cc"):
                test = path.with_name(path.stem + "_test.cc")
                if not test.exists():
                    if name in allowed:
                        used.add(name)
                    else:
                        yield "%s: no test beside it" % name
    for name in sorted(set(allowed) - used):
        yield "tools/unit_exceptions.txt: %s needs no exception" % name


def main():
    found = list(problems())
    for problem in found:
        print("check_units:", problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
