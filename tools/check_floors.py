#!/usr/bin/env python3
"""Checks the floor plan: who may include whom, and which headers stay where.

The visibility groups of the root BUILD.bazel keep targets apart; this script
reads the same table from docs/architecture.md (room, floor, may use), refuses a
"may use" that does not point strictly downward, checks every #include of every
room against it, and bans heavy or effectful headers where they do not belong.
"""

import pathlib
import re
import sys

INCLUDE = re.compile(r'^#include ([<"])([^>"]+)[>"]')
ROW = re.compile(r"^\| (\d+) \| `([a-z/_]+)/` \| .* \| ([^|]+) \|$")

# Header prefix -> folders (or files) that may include it.
HEAVY = {
    "grpcpp/": ["services/rpc/", "services/kepild/", "services/kepilctl/"],
    "rocksdb/": ["services/store/"],
    "openssl/": ["engine/crypto/", "engine/pki/", "engine/signature/",
                 "services/kepild/", "services/rpc/post_"],
    "curl/": ["services/net/"],
    "p11-kit/": ["services/token/"],
    "boost/": ["services/rpc/http_server.cc", "services/rpc/post_"],
    "nlohmann/": [],
}
EFFECTS = ["thread", "mutex", "atomic", "fstream", "filesystem", "iostream",
           "random", "chrono", "unistd.h", "condition_variable"]
EFFECT_PREFIXES = ["sys/", "absl/synchronization/", "absl/time/clock.h",
                   "base/clock.h", "base/mutex.h", "base/rcu_cell.h",
                   "base/bounded_executor.h", "base/fair_executor.h",
                   "base/logging.h",
                   "base/metrics.h", "engine/crypto/evp_signer.h"]


def floor_plan():
    rooms = {}
    for line in pathlib.Path("docs/architecture.md").read_text().splitlines():
        row = ROW.match(line)
        if row:
            floor, room, uses = int(row.group(1)), row.group(2), row.group(3)
            rooms[room] = (floor, set(re.findall(r"`([a-z/_]+)/`", uses)))
    return rooms


def room_of(path, rooms):
    parts = path.split("/")
    for depth in (2, 1):
        room = "/".join(parts[:depth])
        if room in rooms:
            return room
    return None


def check_file(path, rooms):
    name = str(path)
    room = room_of(name, rooms)
    test = name.endswith("_test.cc")
    for line in path.read_text().splitlines():
        include = INCLUDE.match(line)
        if not include:
            continue
        header = include.group(2)
        if header == "string_view":
            yield "%s: <string_view>; absl::string_view is ours" % name
        for prefix, folders in HEAVY.items():
            if header.startswith(prefix) and not test and not any(
                    name.startswith(f) for f in folders):
                yield "%s: %s does not belong here" % (name, header)
        if name.startswith("engine/") and not test and not name.startswith(
                "engine/crypto/evp_signer"):
            if header in EFFECTS or any(
                    header.startswith(p) for p in EFFECT_PREFIXES):
                yield "%s: engine/ has no effects: %s" % (name, header)
        other = room_of(header, rooms)
        if include.group(1) == '"' and other and other != room and not test:
            if other not in rooms[room][1]:
                yield "%s: %s may not use %s" % (name, room, other)


def problems():
    rooms = floor_plan()
    if len(rooms) < 15:
        yield "docs/architecture.md: the floor plan cannot be read"
        return
    for room, (floor, uses) in rooms.items():
        for used in uses:
            if used not in rooms:
                yield "floor plan: %s uses unknown room %s" % (room, used)
            elif rooms[used][0] >= floor:
                yield "floor plan: %s -> %s does not point down" % (room, used)
    for room in rooms:
        for path in sorted(pathlib.Path(room).glob("*")):
            if path.suffix in (".cc", ".h"):
                yield from check_file(path, rooms)


def main():
    found = list(problems())
    for problem in found:
        print("check_floors:", problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
